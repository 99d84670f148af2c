"""In a language whose words are a third longer, the window's shell says everything in it, and nothing is cut."""

from functools import partial

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from reirrad_gui.errors import InputError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.ui.actions import Binding, Group, told_groups
from reirrad_gui.ui.empty import EmptyState
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.kept.patients import PatientsList
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.language.pseudo import OPEN
from reirrad_gui.ui.notices.rows import Asked, Notice, Section
from reirrad_gui.ui.notices.widget import ThingsToKnow
from reirrad_gui.ui.patients import PatientChoice
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.strips import ChoiceStrip, FailureStrip, ProgressStrip
from tests.support.clipped import clipped
from tests.support.longer import faults
from tests.support.told import made_up_language, untold
from tests.support.windows import shown, window_of

SIZE = (1280, 800)
NAMES = ("reirrad-gui", "stand-in for", "Example, Case report", "Doe, Jane", "Roe, John")
KEYS = ("Delete", "Enter", "Esc", "PageDown", "PageUp", "Tab", "Home", "End", "Shift", "Ctrl")
PEOPLE = (PatientIdentity("JD-1", "Doe^Jane", "19500101", "F"), PatientIdentity("JR-2", "Roe^John", "", ""))


@pytest.fixture
def longer(qapp):
    with made_up_language():
        yield


@pytest.fixture
def window(tmp_path, qtbot, longer):
    made = window_of(tmp_path, qtbot, **{"intended use understood": False})
    made.resize(*SIZE)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_empty_window_is_told_whole_and_has_room_for_longer_words(window):
    settle(window)
    assert untold(window, NAMES) == []
    assert clipped(window) == []


def test_header_footer_and_the_intended_use_are_told_over_an_open_case(window, qtbot):
    shown(window, qtbot)
    settle(window)
    for name in ("header", "footer", "strip"):
        for part in window.findChildren(QWidget, name):
            assert untold(part, NAMES) == []
            assert clipped(part) == []
    use = window.findChild(QWidget, "intended use")
    assert use.mapTo(window, use.rect().topRight()).x() < window.width()  # it gives nothing up; the others do


def test_every_command_and_menu_is_told_and_every_key_stays(window):
    actions = window.actions_by_name
    texts = {action.text() for action in window.actions() if action.text()}
    assert {text for text in texts if not text.startswith(OPEN)} == set()
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]
    assert [menu.title() for menu in menus if not menu.title().startswith(OPEN)] == []
    assert [key.toString() for key in actions["open folder"].shortcuts()] == ["Ctrl+O"]


def test_undo_names_the_step_in_the_language_of_the_window(window, qtbot):
    shown(window, qtbot)
    window.session.do("Set α/β of Rectum to 4 Gy", lambda now: now.with_alpha_beta("Rectum", 4.0))
    settle(window)
    undo = window.actions_by_name["undo"]
    assert undo.text().count(OPEN) == undo.iconText().count(OPEN) == 2  # the command, and the step


def dialog(window, command, name):
    window.actions_by_name[command].trigger()
    settle(window)
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


@pytest.mark.parametrize(("command", "name"), [("about", "about"), ("shortcuts", "shortcuts")])
def test_the_shell_s_dialogs_are_told_whole(window, command, name):
    found = dialog(window, command, name)
    assert untold(found, (*NAMES, *KEYS)) == []
    assert clipped(found) == []


def test_a_gesture_is_told_and_a_key_is_not(longer):
    (group,) = told_groups([Group("Images", (Binding("Ctrl+C, Del", "Copy"), Binding("Drag, Shift+← →", "Move")))])
    keys, gesture = group.bindings
    assert keys.keys == "Ctrl+C, Del"
    assert keys.what.startswith(OPEN)
    assert gesture.keys.startswith(OPEN)


def strip_of(kind):
    if kind is ProgressStrip:
        made = ProgressStrip()
        made.begin("Opening the example")
        made.show_progress(type("Progress", (), {"done": 1, "total": 3, "text": "Reading files"}))
    elif kind is FailureStrip:
        made = FailureStrip()
        made.show_failure(plainly(InputError("The folder is empty. Choose another.")))
    else:
        made = ChoiceStrip("kept already")
        made.say("▲ A case of this patient is kept already.", (("Begin a new case", lambda: None),))
    return made


@pytest.mark.parametrize("make", [partial(strip_of, kind) for kind in (ProgressStrip, FailureStrip, ChoiceStrip)])
def test_a_strip_tells_what_it_is_given_and_its_buttons(qtbot, longer, make):
    made = make()
    qtbot.addWidget(made)
    made.resize(900, made.heightForWidth(900))
    assert untold(made) == []
    assert clipped(made) == []


def test_the_question_which_patient_is_told_and_names_are_not(qtbot, longer):
    asked = PatientChoice(PEOPLE, ["1 course (C1), 2 image series"] * 2)
    qtbot.addWidget(asked)
    asked.show()
    settle(asked)
    assert untold(asked, NAMES) == []
    assert "Doe, Jane" in asked.findChild(QWidget, "patient 0").text()
    assert clipped(asked) == []


def test_the_list_of_things_to_know_is_told_and_names_of_files_are_not(qtbot, longer):
    made = ThingsToKnow()
    qtbot.addWidget(made)
    files = tuple(f"CT{number}.dcm" for number in range(9))
    made.show_notices(
        (Asked("1", "Course 1 needs its number of fractions", "The files do not state it."),),
        (Section("Files", (Notice("✖ 9 files cannot be read.", files), Notice("✖ A file is damaged.", files[:1]))),),
    )
    assert faults(made, ("dcm",)) == []
    made.show_notices((), ())
    assert faults(made) == []


def test_the_start_page_beside_the_list_of_patients_has_room_for_longer_words(qtbot, longer):
    way_in, tour = QAction("Open files or a ZIP…"), QAction("Guided tour of the example")
    for action in (way_in, tour):
        action.setText(tr(action.text()))
    made = EmptyState([way_in, way_in, way_in], PatientsList(), tour)
    qtbot.addWidget(made)
    made.resize(960, 600)  # the smallest window there is
    assert faults(made) == []
