"""From the empty window to the written report by keyboard alone: keys to the active window, no mouse, no slot called.

The test reads what is on screen and waits for it; what it wants it gets by Tab, arrows, letters and shortcuts.
"""

import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QTextBrowser

from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.window import MainWindow
from tests.support.keyboard import answer, here, press, write
from tests.support.phantom_dicom import two_courses
from tests.support.sampled import COARSE, sampled
from tests.support.windows import closed

K, CTRL, ALT, SHIFT = (
    Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
MOST_TABS = 60
TITLE, QUESTION = "Rectum first", "May the pelvis be irradiated again?"


@pytest.fixture
def window(qtbot, tmp_path):
    """The empty window, as the program starts it."""
    made = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made, before_close_func=closed)
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    with sampled(COARSE):
        yield made


def test_from_the_empty_window_to_the_written_report_with_the_keyboard_alone(window, qtbot, tmp_path):
    opens_a_folder(window, tmp_path / "exported")
    walks_along_the_timeline(window)
    turns_slices_and_chooses_an_organ(window)
    unfolds_how_a_limit_was_judged(window)
    changes_alpha_beta_and_takes_it_back(window)
    saves_a_step_and_presents_it(window)
    writes_the_report(window, qtbot, tmp_path / "board.pdf")


def view(window, name):
    return window.stage.widget(name)


def tab_to(name, *held):
    """Tab on until something of this name has the keyboard."""
    for _ in range(MOST_TABS):
        if here().objectName() == name:
            return
        press(K.Key_Tab, *held)
    raise AssertionError(f"Tab does not come to {name}")


def choose(text):
    """An entry of the menu that is open, by the arrow down."""
    menu = here()
    assert isinstance(menu, QMenu)
    for _ in menu.actions():
        press(K.Key_Down)
        if menu.activeAction() is not None and menu.activeAction().text().startswith(text):
            press(K.Key_Return)
            return
    raise AssertionError([action.text() for action in menu.actions()])


def opens_a_folder(window, folder):
    folder.mkdir()
    two_courses(folder, np.eye(4))
    assert window.session is None
    answer(folder, K.Key_Return)
    press(K.Key_O, CTRL)
    settle(window)
    assert len(window.session.assessment.courses) == 2


def walks_along_the_timeline(window):
    press(K.Key_F2)
    timeline = view(window, "timeline")
    before = timeline.view
    press(K.Key_Plus)
    press(K.Key_Right, SHIFT)
    assert timeline.view.days < before.days and timeline.view.first > before.first
    press(K.Key_F)
    assert timeline.view.days == before.days
    press(K.Key_Right)
    first = timeline.focused
    press(K.Key_Return)
    settle(window)
    asked = here().window()
    assert isinstance(asked, QDialog) and "planning CT" in asked.windowTitle() + timeline.text_of(first)
    press(K.Key_Escape)
    settle(window)
    press(K.Key_Right)
    assert timeline.item(timeline.focused).course == 0
    press(K.Key_Return)
    assert window.selection.course == 0
    press(K.Key_0, ALT)
    assert window.selection.course is None


def turns_slices_and_chooses_an_organ(window):
    press(K.Key_F3)
    overlay = view(window, "overlay")
    slice_before, look_before = overlay.area.large.number, overlay.look
    for key, number in ((K.Key_Down, slice_before - 1), (K.Key_Up, slice_before)):
        press(key)
        settle(window)
        assert overlay.area.large.number == number
    press(K.Key_I)
    assert overlay.look.isodoses is not look_before.isodoses
    press(K.Key_I)
    tab_to("structures button")
    press(K.Key_Space)
    organs = here().window()
    press(K.Key_Home)
    press(K.Key_Down)
    press(K.Key_Space)
    assert window.selection.organ in overlay.look.hidden
    press(K.Key_Space)
    assert window.selection.organ not in overlay.look.hidden
    press(K.Key_Escape)
    assert not organs.isVisible()


def unfolds_how_a_limit_was_judged(window):
    press(K.Key_F4)
    press(K.Key_Home)
    press(K.Key_Down)
    assert window.selection.organ.endswith("/Bladder")
    press(K.Key_Return)
    page = here()
    assert isinstance(page, QTextBrowser) and page.window() is window
    while not page.textCursor().selectedText().startswith("▸"):
        press(K.Key_Tab)
        assert here() is page, "Tab leaves the page before it comes to anything that unfolds"
    chosen, before = page.textCursor().selectedText(), page.toPlainText()
    press(K.Key_Return)
    assert len(page.toPlainText()) > len(before)
    assert page.textCursor().selectedText() == chosen.replace("▸", "▾"), "the keyboard stays where it was"
    press(K.Key_Return)
    assert page.toPlainText() == before


def changes_alpha_beta_and_takes_it_back(window):
    key = window.selection.organ
    before = window.session.assessment.organ(key)
    press(K.Key_F4)
    press(K.Key_F10, SHIFT)
    choose("Set α/β")
    settle(window)
    write("1,5")
    press(K.Key_Return)
    settle(window)
    after = window.session.assessment.organ(key)
    assert (before.alpha_beta.value, after.alpha_beta.value) == (3.0, 1.5)
    assert after.hottest.accumulated_eqd2.value > before.hottest.accumulated_eqd2.value
    press(K.Key_Z, CTRL)
    settle(window)
    again = window.session.assessment.organ(key)
    assert again.hottest.accumulated_eqd2.value == before.hottest.accumulated_eqd2.value
    assert window.session.undo_label is None


def saves_a_step_and_presents_it(window):
    press(K.Key_B, CTRL, ALT)
    write(TITLE)
    press(K.Key_Return)
    settle(window)
    assert [step.title for step in window.session.storyboard] == [TITLE]
    organ = window.selection.organ
    press(K.Key_F4)
    press(K.Key_End)
    press(K.Key_F9)
    settle(window)
    board = here().window()
    assert board is window.presentation.board and not window.isVisible()
    press(K.Key_PageDown)
    settle(window)
    settle(board)
    assert window.selection.organ == organ
    assert any(TITLE in label.text() for label in board.findChildren(QLabel))
    tab_to("board table")
    press(K.Key_Up)
    settle(window)
    assert window.selection.organ != organ
    press(K.Key_F9)
    settle(window)
    assert window.isVisible() and window.presentation.board is None


def writes_the_report(window, qtbot, path):
    press(K.Key_P, CTRL, ALT)
    settle(window)
    dialog = here().window()
    assert dialog.objectName() == "report dialog"
    assert here().objectName() == "question"
    write(QUESTION)
    qtbot.waitUntil(lambda: QUESTION in dialog.findChild(type(dialog._pages)).pages.report.text, timeout=10_000)
    settle(window)
    press(K.Key_P, ALT)
    qtbot.waitUntil(lambda: here().objectName() == "fileNameEdit")
    press(K.Key_A, CTRL)
    write(str(path))
    press(K.Key_Return)
    qtbot.waitUntil(path.exists)
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert "again?" in text and "Bladder" in text
    press(K.Key_Escape)
    settle(window)
    assert window.session.undo_label.startswith("Tumour board")
