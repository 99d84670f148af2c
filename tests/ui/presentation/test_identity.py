"""Nothing on the shared screen says who the patient is, though files and history say it in every field."""

import logging

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from reirrad_gui.session.veil import HIDDEN
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.presentation.rows import MARK, TITLE
from reirrad_gui.ui.shots import settle
from tests.support.drawn_texts import pieces
from tests.support.planted import FAMILY, GIVEN, ID, PHYSICIAN, PLAIN_FAMILY, SECRET
from tests.support.planted_story import TAINT
from tests.support.visible import readable

NEEDLES = tuple(
    word.casefold()
    for word in (FAMILY, PLAIN_FAMILY, GIVEN, PHYSICIAN, ID, "Quirin", SECRET, "ACC778812", ".dcm", "19500102")
)


def named(texts):
    """Texts that say who it is, or where the files lie."""
    return [text for text in texts if any(word in text.casefold() for word in NEEDLES)]


def spoken(widget):
    """Everything that a screen reader can say of a window."""
    found, waiting = [], [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        if one is None or not one.isValid():
            continue
        kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
        found += [text for kind in kinds if (text := one.text(kind))]
        waiting += [one.child(number) for number in range(one.childCount())]
    return found


def everything(board):
    """Texts of all widgets, tables, tooltips, commands; what is spoken; what is painted; what painters were given."""
    actions = [text for one in board.findChildren(QAction) for text in (one.text(), one.toolTip(), one.iconText())]
    planes = board.planes.values()
    words = [
        text
        for view in planes
        for text in (
            *view.words.probe, *view.words.marks, view.words.message, view.words.corner,
            *(view.words.legend.words if view.words.legend else ()),
        )
    ]  # fmt: skip
    painted = [piece.text for piece in pieces(board)]
    return [*readable(board), *actions, *spoken(board), *words, *painted, *board.timeline.texts, *board.curves.texts]


def presented(window):
    window.presentation.switch()
    settle(window)
    board = window.presentation.board
    board.resize(1920, 1080)
    settle(board)
    return board


def test_no_text_pixel_or_word_of_the_shared_screen_says_who_it_is(window, qtbot, caplog):
    caplog.set_level(logging.DEBUG)
    assert named(readable(window)), "the main window names the patient: else this test finds nothing"
    assert named([event.title + event.detail for event in window.session.case.events])
    QGuiApplication.clipboard().setText(f"copied of {FAMILY}")
    board = presented(window)
    assert not window.isVisible()
    assert named(QApplication.clipboard().text().split()) == []

    found = everything(board)
    assert any(HIDDEN in text for text in found)
    assert MARK in found or any(MARK in text for text in found)
    assert named(found) == []
    visible = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert visible == [board] and board.windowTitle() == TITLE and board.windowFilePath() == ""

    for wish in ("theme", "quantity", "dates", "closer", "fit"):
        board.wished.emit(wish)
        settle(window)
        assert named(everything(board)) == [], wish
    for row in board.board.rows:
        window.selection.select_organ(row.key)
        settle(window)
        assert named(everything(board)) == [], row.name
    window.scans.switch()
    for wish in ("dates", "dates"):
        board.wished.emit(wish)
        settle(window)
        settle(board)
        assert board.scans.isVisible() and named(everything(board)) == []
    window.scans.leave()
    settle(window)
    settle(board)
    assert not board.scans.isVisible()
    board.show_keys()
    dialog = board.findChild(QDialog, "presentation keys")
    assert named(readable(dialog)) == []
    dialog.close()

    board.copy_table()
    copied = QGuiApplication.clipboard().text()
    assert "Gy" in copied and named([copied]) == []
    board.copy_picture()
    image = QGuiApplication.clipboard().image()
    assert not image.isNull() and image.textKeys() == []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    image.save(buffer, "PNG")
    buffer.seek(0)
    assert QImageReader(buffer, b"png").textKeys() == []
    assert named([record.getMessage() for record in caplog.records]) == []

    box = QMessageBox(QMessageBox.Icon.Warning, "A failure", f"Something about {TAINT}", parent=window)
    box.open()
    settle(board)
    assert not any(one.isVisible() for one in QApplication.topLevelWidgets() if one is not board)
    window.presentation.leave()
    settle(window)
    assert window.isVisible() and box.isVisible()
    box.close()
    assert window.theme.is_dark
    assert named(readable(window)), "and it names the patient again"


def test_on_another_screen_the_presenter_keeps_the_window_and_the_board_follows(window):
    window.presentation.switch_elsewhere()
    settle(window)
    board = window.presentation.board
    settle(board)
    assert window.isVisible() and board.isVisible()
    row = next(row for row in board.board.rows if row.key is not None)
    window.selection.select_organ(row.key)
    settle(window)
    settle(board)
    assert board.table.currentRow() == board.board.rows.index(row)
    before = board.planes[Plane.AXIAL].number
    QTest.keyClick(board.planes[Plane.AXIAL], Qt.Key.Key_Up)
    settle(window)
    settle(board)
    assert board.planes[Plane.AXIAL].number == before + 1 == window.stage.widget("overlay").area.large.number
    window.session.do(f"Set α/β for {FAMILY}", lambda now: now.with_alpha_beta(row.organ.first, 7.0))
    settle(window)
    settle(board)
    assert "α/β 7 Gy" in next(one for one in board.board.rows if one.key == row.key).organ.second
    assert named(everything(board)) == []
    window.presentation.leave()
