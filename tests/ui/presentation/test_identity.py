"""Nothing that leaves the workstation says who the patient is, though files, history and limits say it in every field:
neither the shared screen, nor what is copied from it, nor a picture, report or copy that is written without identity.
"""

import logging
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QLineEdit, QMessageBox

from reirrad_gui.errors import ReirradError
from reirrad_gui.session.capsule.saving import CapsuleWish, Captured, save_capsule
from reirrad_gui.session.exporting.document import WITHOUT_IDENTITY
from reirrad_gui.session.veil import HIDDEN
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.presentation.rows import MARK, TITLE
from reirrad_gui.ui.report.content import report_of, without
from reirrad_gui.ui.report.pictures import album_now
from reirrad_gui.ui.report.told import Voice
from reirrad_gui.ui.report.wish import Wish
from reirrad_gui.ui.report.writing import write
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.timeline.picture_dialog import PictureDialog
from tests.support.identity_search import everything, in_file, named, spoken
from tests.support.planted import FAMILY, PHYSICIAN
from tests.support.planted_story import TAINT
from tests.support.visible import readable

FORMATS = ("svg", "pdf", "png")


@dataclass
class Search:
    """Where it is searched."""

    window: object
    board: object
    folder: Path
    log: object
    qtbot: object


def presented(window):
    window.presentation.switch()
    settle(window)
    board = window.presentation.board
    board.resize(1920, 1080)
    settle(board)
    return board


def what_a_screen_reader_finds_of_the_program(at):
    """From the root down: hidden windows are listed there, too."""
    found = spoken(QApplication.instance())
    assert TITLE in found and any(MARK in text for text in found)
    return found


def the_shared_screen(at):
    found = everything(at.board)
    assert any(HIDDEN in text for text in found)
    assert any(MARK in text for text in found)
    visible = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert visible == [at.board] and at.board.windowTitle() == TITLE and at.board.windowFilePath() == ""
    return found


def whatever_is_done_on_it(at):
    found = []
    for wish in ("theme", "quantity", "dates", "closer", "fit"):
        at.board.wished.emit(wish)
        settle(at.window)
        found += everything(at.board)
    for row in at.board.board.rows:
        at.window.selection.select_organ(row.key)
        settle(at.window)
        found += everything(at.board)
    return found


def with_bone_scans_on_it(at):
    found = []
    at.window.scans.switch()
    for wish in ("dates", "dates"):
        at.board.wished.emit(wish)
        settle(at.window)
        settle(at.board)
        assert at.board.scans.isVisible()
        found += everything(at.board)
    at.window.scans.leave()
    settle(at.window)
    settle(at.board)
    assert not at.board.scans.isVisible()
    return found


def its_list_of_keys(at):
    at.board.show_keys()
    dialog = at.board.findChild(QDialog, "presentation keys")
    found = readable(dialog)
    dialog.close()
    assert found
    return found


def the_clipboard(at):
    found = [QApplication.clipboard().text()]  # what was on it before
    at.board.copy_table()
    found.append(QGuiApplication.clipboard().text())
    assert "Gy" in found[-1]
    at.board.copy_picture()
    image = QGuiApplication.clipboard().image()
    assert not image.isNull()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    image.save(buffer, "PNG")
    buffer.seek(0)
    assert (image.textKeys(), QImageReader(buffer, b"png").textKeys()) == ([], [])
    return found


def dialogs_that_want_to_come_up(at):
    box = QMessageBox(QMessageBox.Icon.Warning, "A failure", f"Something about {TAINT}", parent=at.window)
    box.open()
    settle(at.board)
    assert not any(one.isVisible() for one in QApplication.topLevelWidgets() if one is not at.board)
    found = spoken(QApplication.instance())
    at.window.presentation.leave()
    settle(at.window)
    assert at.window.isVisible() and box.isVisible()
    assert named(spoken(QApplication.instance()))
    box.close()
    return found


def pictures_of_the_timeline(at):
    return [text for path in timelines(at, at.folder, hidden=True) for text in in_file(path)]


def the_report(at):
    found = []
    for path in reports(at, at.folder, identified=False):
        found += in_file(path)
    assert any(HIDDEN in text for text in found)
    return found


def a_copy_of_the_case(at):
    path = at.folder / "case.reirrad"
    captured = Captured.of(at.window.session)
    save_capsule(captured.source(chain=None, who=PHYSICIAN), CapsuleWish(path, False, True, False, False))
    unpacked = at.folder / "unpacked"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(unpacked)
    files = [one for one in unpacked.rglob("*") if one.is_file()]
    assert len(files) >= 4
    return [text for one in files for text in in_file(one)]


def the_log(at):
    return [record.getMessage() for record in at.log.records]


PLACES = (
    the_shared_screen, what_a_screen_reader_finds_of_the_program, whatever_is_done_on_it, with_bone_scans_on_it,
    its_list_of_keys, the_clipboard, dialogs_that_want_to_come_up, pictures_of_the_timeline, the_report,
    a_copy_of_the_case, the_log,
)  # fmt: skip


def timelines(at, folder, *, hidden):
    """The timeline as a file of every format."""
    folder.mkdir(exist_ok=True)
    written = []
    for number, ending in enumerate(FORMATS):
        dialog = PictureDialog(at.window.stage.widget("timeline"), at.window)
        dialog.findChild(QComboBox, "picture stretch").setCurrentIndex(1)
        dialog.findChild(QComboBox, "picture format").setCurrentIndex(number)
        dialog.findChild(QCheckBox, "without identity").setChecked(hidden)
        written.append(folder / f"timeline.{ending}")
        dialog.findChild(QLineEdit, "picture path").setText(str(written[-1]))
        with at.qtbot.waitSignal(dialog.written):
            dialog._save()
        settle(at.window)
    return written


def reports(at, folder, *, identified):
    """The report as PDF and HTML; as a DICOM document it is refused without identity."""
    folder.mkdir(exist_ok=True)
    session, voice, today = at.window.session, Voice("en"), date(2026, 11, 22)
    album = album_now(session, today, voice, identified=identified)
    wish = Wish(f"May {FAMILY} be irradiated?", f"agreed with {PHYSICIAN}", PHYSICIAN, "", identified)
    report = report_of(session, wish, today, album.drawn, None)
    if album.veil is not None:
        report = without(report, album.veil, wish.participants)
    pages = voice.pages(report, letter_paper=False, images=album.images)
    written = [folder / f"report.{ending}" for ending in ("pdf", "html")]
    for path in written:
        write(pages, path, session, identified=identified, overwrite=False)
    if not identified:
        with pytest.raises(ReirradError, match=WITHOUT_IDENTITY[:30]):
            write(pages, folder / "report.dcm", session, identified=False, overwrite=False)
        assert not (folder / "report.dcm").exists()
    return written


def test_who_it_is_is_found_nowhere(window, qtbot, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    QGuiApplication.clipboard().setText(f"copied of {FAMILY}")
    board = presented(window)
    assert not window.isVisible()
    at = Search(window, board, tmp_path / "out", caplog, qtbot)
    found = {search.__name__: named(search(at)) for search in PLACES}
    assert found == {search.__name__: [] for search in PLACES}


def test_formatted_texts_and_files_on_the_clipboard_lose_names_and_other_things_stay(window):
    clipboard = QGuiApplication.clipboard()
    html, files, other = QMimeData(), QMimeData(), QMimeData()
    html.setHtml(f"<table><tr><td><b>{FAMILY}</b></td></tr></table>")
    files.setUrls([QUrl.fromLocalFile(f"/srv/{FAMILY}/plan.dcm")])
    other.setHtml("<p>rectum</p><p><b>D2cc</b></p>")
    for content, expected in ((html, HIDDEN), (files, HIDDEN), (other, "")):
        clipboard.setMimeData(content)
        presented(window)
        window.presentation.leave()
        now = clipboard.mimeData()
        assert expected in now.text()
        assert named([now.text(), now.html(), *(one.toString() for one in now.urls())]) == []
        assert now.hasHtml() == (not expected)


def test_the_same_search_finds_who_it_is_where_nothing_is_hidden(window, qtbot, tmp_path):
    at = Search(window, None, tmp_path, None, qtbot)
    assert named(readable(window))
    assert named([event.title + event.detail for event in window.session.case.events])
    svg, pdf, _ = timelines(at, tmp_path / "timelines", hidden=False)
    for path in (svg, pdf, *reports(at, tmp_path / "reports", identified=True)):
        text = " ".join(in_file(path)).casefold()
        assert FAMILY.casefold() in text and PHYSICIAN.casefold() in text, path.name


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
