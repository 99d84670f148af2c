"""The planner in the real window: keys, menu, Esc, what exports say, closing while something is worked out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QTabBar, QWidget

from reirrad_gui.session import Session, Settings
from reirrad_gui.session.planner.regimens import Regimen
from reirrad_gui.session.what_if import what_if_for
from reirrad_gui.ui.commands import enable_commands
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.window import MainWindow
from tests.support.opened_cases import seed_case
from tests.support.windows import closed, shown, window_of

MARK = "What if: course 2 as 24 Gy in 6 fractions; not what was given."


@pytest.fixture(scope="module")
def seed():
    """21 Gy in 3 and 20 Gy in 5, both in full to every organ."""
    return seed_case()


@pytest.fixture
def window(tmp_path, qtbot, seed):
    """The real planner, limits and derivation; the other views stand in."""
    made = window_of(tmp_path, qtbot, session=Session(seed, Settings()), real=("what if", "panel", "derivation"))
    shown(made, qtbot)
    settle(made)
    return made


def key(window, which, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window, which, modifiers)
    settle(window)


CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def try_by_keyboard(window, text):
    key(window, Qt.Key.Key_T, CONTROL_SHIFT)
    entry = QApplication.focusWidget()
    assert isinstance(entry, QLineEdit) and entry.objectName() == "regimen"
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    settle(window)
    return entry


def chips(window):
    header = window.findChild(QWidget, "header")
    return [b.text() for b in header.findChildren(QPushButton) if b.property("role") == "chip" and b.isVisible()]


def test_f5_brings_the_planner_forward_and_the_tabs_are_in_order(window):
    key(window, Qt.Key.Key_F5)
    planner = window.stage.widget("what if")
    assert not planner.visibleRegion().isEmpty()
    bar = next(b for b in window.findChildren(QTabBar) if "What if" in [b.tabText(n) for n in range(b.count())])
    titles = [bar.tabText(n) for n in range(bar.count())]
    assert [t for t in titles if t in ("DVH", "What if", "How computed", "Courses")] == [
        "DVH", "What if", "How computed", "Courses",
    ]  # fmt: skip


def test_commands_follow_in_the_next_turn_while_regimens_are_tried_and_at_once_when_they_are_not(window, monkeypatch):
    told = []
    enable = enable_commands
    monkeypatch.setattr(f"{MainWindow.__module__}.enable_commands", lambda *all_: told.append(1) or enable(*all_))
    session, actions = window.session, window.actions_by_name

    def tried(gy):
        return lambda settings: settings.with_what_if(what_if_for(session.case, 6, gy))

    session.preview(tried(24.0))
    assert len(told) == 1 and actions["keep regimen"].isEnabled() and actions["cancel"].isEnabled()
    settle(window)
    session.preview(tried(25.0))
    session.preview(tried(26.0))
    assert len(told) == 1
    QApplication.processEvents()
    assert len(told) == 2
    session.do("Use another α/β", lambda settings: settings.with_alpha_beta("Rectum", 4.0))
    assert session.previewing and actions["undo"].isEnabled() and len(told) == 3
    session.preview(tried(24.0))
    session.drop_preview()
    assert len(told) == 4 and not actions["keep regimen"].isEnabled() and not actions["cancel"].isEnabled()


def test_a_regimen_is_tried_kept_and_taken_back_without_a_mouse(window):
    try_by_keyboard(window, "24/6")
    assert window.session.previewing
    assert chips(window)[0] == "▲ what if: 24 Gy / 6"
    assert window.findChild(QLabel, "assumption 0").text() == "▲ what if: 24 Gy / 6"
    assert MARK in window.findChild(QLabel, "footnotes").text()
    key(window, Qt.Key.Key_K, CONTROL_SHIFT)
    assert not window.session.previewing
    assert window.actions_by_name["undo"].text() == "&Undo: Try course 2 as 24 Gy in 6 fractions"
    assert chips(window)[0] == "▲ what if: 24 Gy / 6"
    key(window, Qt.Key.Key_G, CONTROL_SHIFT)
    assert window.session.settings.what_if is None
    assert not any("what if" in chip for chip in chips(window))
    key(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert chips(window)[0] == "▲ what if: 24 Gy / 6"


def test_esc_drops_what_is_tried_wherever_the_keyboard_is(window):
    try_by_keyboard(window, "24/6")
    key(window, Qt.Key.Key_F4)
    assert window.actions_by_name["cancel"].text() == "&Drop the regimen that is tried"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not window.session.previewing
    assert not window.actions_by_name["cancel"].isEnabled()


def test_back_to_what_was_given_takes_back_preview_and_kept_at_once(window):
    try_by_keyboard(window, "24/6")
    key(window, Qt.Key.Key_K, CONTROL_SHIFT)
    try_by_keyboard(window, "30/10")
    window.actions_by_name["as given"].trigger()
    assert window.session.assessment.what_if_text == ""
    assert window.session.undo_label == "Back to what was given"


def test_a_command_that_does_not_apply_says_why(window):
    for name, why in (("keep regimen", "No regimen is being tried."), ("as given", "No regimen is being tried.")):
        assert not window.actions_by_name[name].isEnabled()
        assert window.actions_by_name[name].toolTip() == why
    window.close_case()
    assert window.actions_by_name["try regimen"].toolTip() == "Open a patient first."


def test_the_chip_leads_back_to_the_planner(window):
    try_by_keyboard(window, "24/6")
    key(window, Qt.Key.Key_F4)
    header = window.findChild(QWidget, "header")
    chip = next(b for b in header.findChildren(QPushButton) if b.text().startswith("▲ what if"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    settle(window)
    assert not window.stage.widget("what if").visibleRegion().isEmpty()


def test_an_export_of_what_is_tried_is_refused_in_the_dialog(window):
    try_by_keyboard(window, "24/6")
    window.actions_by_name["export"].trigger()
    settle(window)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert any("regimen that is only tried" in text and "it was not given" in text for text in said)
    boxes = {box.text(): box.isEnabled() for box in dialog.findChildren(QCheckBox)}
    assert [enabled for text, enabled in boxes.items() if "what if" in text] == [False]
    assert any(text.startswith("Course 1") and enabled for text, enabled in boxes.items())
    dialog.reject()


def test_closing_the_case_or_the_window_while_something_is_worked_out_breaks_nothing(window, qtbot):
    planner = window.stage.widget("what if")
    key(window, Qt.Key.Key_F5)
    for _ in range(3):
        planner.try_regimen(Regimen(6, 24.0))
        planner.asking._answers.clear()
        planner.asking._ask()
        assert planner.asking.runner.busy
        window.show_session(None)
        settle(window)
        assert planner.asking.answer("compare") is None and not planner.foot.isVisible()
        window.show_session(Session(seed_case(("Bladder",)), Settings()))
        settle(window)
    planner.asking._ask()
    closed(window)
    assert not planner.asking.runner.busy
