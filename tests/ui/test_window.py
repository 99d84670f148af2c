"""The main window: opening, what it says, what it remembers, keys for everything."""

import threading
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QToolButton,
)

from reirrad_gui import __version__
from reirrad_gui.errors import InputError
from reirrad_gui.patient.events import Lane
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.opening import Patients
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.theme import Theme
from tests.support.assessments import StandInSession, example_assessment, example_case, example_courses
from tests.support.windows import shown, window_of


def texts(widget, kind=QLabel):
    """Everything of one kind that can be read in a widget."""
    return [found.text() for found in widget.findChildren(kind) if found.isVisible()]


def dialog(window, name):
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


def missing_fractions():
    case = example_case(courses=example_courses(fractions=(None, 5)))
    return StandInSession(case, example_assessment(case))


@pytest.fixture
def window(tmp_path, qtbot):
    made = window_of(tmp_path, qtbot)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def opened(tmp_path, qtbot):
    return shown(window_of(tmp_path, qtbot), qtbot)


# Empty


def test_an_empty_window_says_what_to_do_and_offers_folder_files_and_example(window):
    said = " ".join(texts(window))
    assert "Choose the folder that holds the exported courses" in said
    assert "drop a folder, a ZIP or files" in said.replace("\n", " ")
    buttons = texts(window.centralWidget(), QPushButton)
    assert buttons == ["&Open folder…", "Open &files or a ZIP…", "Open the &example", "&Guided tour of the example"]


def test_one_click_opens_the_example(tmp_path, qtbot):
    asked = []
    session = StandInSession()

    def opener(paths, ticket):
        asked.extend(paths)
        return session

    window = window_of(tmp_path, qtbot, opener=opener, example=lambda _: tmp_path / "example")
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitSignal(window.runner.finished):
        window.findChild(QPushButton, "open example button").click()
    assert asked == [tmp_path / "example"]
    assert window.session is session


def test_the_intended_use_stands_in_the_empty_window(window):
    assert any("not a medical device" in text for text in texts(window.centralWidget()))


def test_the_intended_use_stands_over_the_first_patient_until_it_is_understood(tmp_path, qtbot):
    first = shown(window_of(tmp_path, qtbot, **{"intended use understood": False}), qtbot)
    button = first.findChild(QPushButton, "understood")
    assert button.isVisible()
    assert any("not a medical device" in text for text in texts(first))
    button.click()
    assert not button.isVisible()
    first.show_session(StandInSession())
    assert not button.isVisible()
    assert first.settings.value("intended use understood", type=bool)


def test_about_says_version_and_intended_use(window):
    window.show_about()
    said = texts(dialog(window, "about"))
    assert f"reirrad-gui {__version__}" in said
    assert any("not a medical device" in text for text in said)


def test_the_intended_use_never_leaves_the_footer(window, qtbot):
    label = window.findChild(QLabel, "intended use")
    assert "not for treatment planning" in label.text()
    assert label.isVisible()


# Opening


def test_a_case_is_read_off_the_gui_thread_and_shown_in_every_view(tmp_path, qtbot):
    threads, session = [], StandInSession()

    def opener(paths, ticket):
        threads.append(threading.current_thread())
        return session

    window = shown(window_of(tmp_path, qtbot, opener=opener), qtbot)
    assert threads[0] is not threading.main_thread()
    assert all(window.stage.widget(place.name).session is session for place in window.places)


def test_the_header_says_who_it_is_and_what_to_be_careful_about(opened):
    said = " ".join(texts(opened))
    assert "Example, Case report" in said
    assert "ID EX-001 · male · b. not stated" in said
    chips = [b.text() for b in opened.findChildren(QPushButton) if b.property("role") == "chip" and b.isVisible()]
    assert chips == ["▲ synthetic", "▲ registration not approved", "2 things to know"]
    assert opened.windowTitle() == "Example, Case report – reirrad-gui"


def test_the_footer_says_what_every_number_rests_on(opened):
    said = [opened.findChild(ElidedLabel, f"assumption {n}").text() for n in range(5)]
    assert said == [
        "Registration REG, proposed ▲ not approved",
        "Recovery: off",
        "Interval 59 to 84 months",
        "ESTRO type I (synthetic dose)",
        "Limits: Pelvis, Slevin 2021",
    ]


@pytest.mark.parametrize("width", [960, 1280, 1920])
def test_nothing_in_header_and_footer_is_cut_without_an_ellipsis(opened, width):
    opened.resize(width, 700)
    QApplication.processEvents()
    for label in opened.findChildren(ElidedLabel):
        if label.isVisible() and label.text():
            assert label.fontMetrics().horizontalAdvance(label.shown) <= label.contentsRect().width()
            assert label.shown == label.text() or label.text() in label.toolTip()
    buttons = [b for b in opened.findChildren(QToolButton) if b.isVisible() and b.defaultAction()]
    assert buttons
    assert all(b.width() >= b.fontMetrics().horizontalAdvance(b.text()) for b in buttons)
    assert all(b.mapTo(opened, QPoint(b.width(), 0)).x() <= width for b in buttons)


def test_progress_is_shown_and_cancel_leaves_the_patient_that_was_open(tmp_path, qtbot):
    go_on, sessions = Event(), [StandInSession()]

    def opener(paths, ticket):
        if sessions:
            return sessions.pop()
        ticket.step(2, 4, "Reading the second CT")
        go_on.wait(10)
        ticket.step(3, 4, "Reading the dose")
        raise AssertionError("went on after Cancel")

    window = shown(window_of(tmp_path, qtbot, opener=opener), qtbot)
    before = window.session
    with qtbot.waitSignal(window.runner.progressed):
        window.open([Path("other")])
    bar = window.findChild(QProgressBar, "progress")
    assert bar.isVisible()
    assert (bar.value(), bar.maximum()) == (2, 4)
    assert "Reading the second CT" in window.findChild(ElidedLabel, "progress text").text()
    with qtbot.waitSignal(window.runner.cancelled):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert window.session is before
    go_on.set()


def test_a_failure_is_one_sentence_and_the_patient_that_was_open_stays(tmp_path, qtbot):
    sessions = [StandInSession()]

    def opener(paths, ticket):
        if sessions:
            return sessions.pop()
        raise InputError("No DICOM files of a patient were found here. Choose another folder.")

    window = shown(window_of(tmp_path, qtbot, opener=opener), qtbot)
    before = window.session
    with qtbot.waitSignal(window.runner.failed):
        window.open([Path("empty")])
    failure = window.findChild(QLabel, "failure")
    assert failure.isVisible()
    assert failure.text() == "✖ No DICOM files of a patient were found here. Choose another folder."
    assert window.session is before


def test_details_of_a_failure_fold_out_and_name_no_patient(tmp_path, qtbot):
    def opener(paths, ticket):
        raise KeyError("Doe^John")

    window = window_of(tmp_path, qtbot, opener=opener)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitSignal(window.runner.failed):
        window.open([Path("x")])
    details = window.findChild(QPlainTextEdit, "failure details")
    assert not details.isVisible()
    next(b for b in window.findChildren(QPushButton) if b.text() == "Details").click()
    assert details.isVisible()
    assert "KeyError" in details.toPlainText()
    assert "test_window.py" in details.toPlainText()
    assert "Doe" not in details.toPlainText() + window.findChild(QLabel, "failure").text()


def test_dropping_folders_and_files_opens_them(tmp_path, qtbot):
    asked, session = [], StandInSession()

    def opener(paths, ticket):
        asked.extend(paths)
        return session

    window = window_of(tmp_path, qtbot, opener=opener)
    with qtbot.waitExposed(window):
        window.show()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("course1", "course2.zip")])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, button, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.runner.finished):
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, button, keys))
    assert asked == [tmp_path / "course1", tmp_path / "course2.zip"]


def test_of_two_patients_one_is_chosen_and_none_beforehand(tmp_path, qtbot, monkeypatch):
    anna = example_case(patient=PatientIdentity("A", "Ana^P", "19500101", "F"))
    ion = example_case(patient=PatientIdentity("B", "Ion^P", "19510101", "M"))
    chosen = []

    def open_found(case, ticket):
        chosen.append(case)
        return StandInSession(case, example_assessment(case))

    monkeypatch.setattr("reirrad_gui.ui.opening.open_found", open_found)
    window = shown(window_of(tmp_path, qtbot, opener=lambda *_: Patients((anna, ion))), qtbot)
    choice = dialog(window, "patient choice")
    people = [choice.findChild(QRadioButton, f"patient {place}") for place in range(2)]
    assert [row.text() for row in people] == [
        "Ana, P · ID A · female · b. 1 Jan 1950",
        "Ion, P · ID B · male · b. 1 Jan 1951",
    ]
    opens = next(b for b in choice.findChildren(QPushButton) if "Open" in b.text())
    assert not opens.isEnabled()
    assert not any(row.isChecked() for row in people)
    people[1].click()
    with qtbot.waitSignal(window.runner.finished):
        opens.click()
    assert chosen == [ion]
    assert window.session.case is ion


# Things to know


def test_the_chip_opens_the_list_of_what_to_know(opened):
    next(b for b in opened.findChildren(QPushButton) if b.text() == "2 things to know").click()
    said = texts(dialog(opened, "things to know"))
    assert "The registration is not approved: results from it are provisional." in said
    assert "notes.txt is not a DICOM file; it was left out." in said
    assert any("The abstract says lumbosacral, the methods say pelvic." in text for text in said)


def test_a_missing_number_of_fractions_is_asked_for_and_never_preset(tmp_path, qtbot, monkeypatch):
    session = missing_fractions()
    window = shown(window_of(tmp_path, qtbot, session=session), qtbot)
    enter_at_once = lambda found: [session.do(entry.label, entry.edit) for entry in found]  # noqa: E731 - a stand-in
    monkeypatch.setattr(window.course_edits, "enter", enter_at_once)
    assert any(b.text() == "3 things to know" for b in window.findChildren(QPushButton))
    window.show_things_to_know()
    things = dialog(window, "things to know")
    assert "? Course 1 needs its number of fractions. Phase 1 has no number of fractions: enter it to get EQD2." in (
        texts(things)
    )
    next(b for b in things.findChildren(QPushButton) if b.text() == "Enter…").click()
    asks = dialog(window, "numbers dialog")
    number = asks.findChild(QSpinBox, "fractions phase-1")
    ok = asks.findChild(QPushButton, "ok")
    assert number.text() == "–"
    assert not ok.isEnabled()
    number.setValue(3)
    ok.click()
    assert dict(session.settings.fractions) == {"phase-1": 3}
    assert session.undo_label == "Enter 3 fractions: Course 1"
    assert not any(b.text() == "Enter…" for b in things.findChildren(QPushButton) if b.isVisible())


# Undo


def test_undo_and_redo_name_the_step_and_reach_every_view(opened):
    session, undo, redo = opened.session, opened.actions_by_name["undo"], opened.actions_by_name["redo"]
    assert not undo.isEnabled()
    session.do("Set α/β of Rectum to 3 Gy", lambda s: s.with_alpha_beta("Rectum", 3.0))
    assert undo.text() == "&Undo: Set α/β of Rectum to 3 Gy"
    settle(opened)
    assert {opened.stage.widget(place.name).refreshed for place in opened.places} == {1}
    QTest.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(opened)
    assert not session.settings.alpha_beta_gy
    assert redo.text() == "&Redo: Set α/β of Rectum to 3 Gy"
    QTest.keyClick(opened, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert dict(session.settings.alpha_beta_gy) == {"Rectum": 3.0}
    session.undo()


def test_a_view_behind_a_tab_follows_when_it_is_brought_forward_or_once_nothing_changes(opened):
    derivation, panel = opened.stage.widget("derivation"), opened.stage.widget("panel")
    settle(opened)
    opened.session.do("Set α/β of Rectum to 3 Gy", lambda s: s.with_alpha_beta("Rectum", 3.0))
    assert (panel.refreshed, derivation.refreshed) == (1, 0)
    opened.bring_forward("derivation")
    assert derivation.refreshed == 1  # before it is painted
    settle(opened)
    assert derivation.refreshed == 1
    opened.bring_forward("dvh")
    settle(opened)
    opened.session.undo()
    assert derivation.refreshed == 1
    settle(opened)
    assert derivation.refreshed == 2


def titles(bar):
    return [bar.tabText(n) for n in range(bar.count())]


def test_a_click_on_a_tab_shows_the_present_numbers_at_once(opened):
    derivation = opened.stage.widget("derivation")
    settle(opened)
    opened.session.do("Set α/β of Rectum to 3 Gy", lambda s: s.with_alpha_beta("Rectum", 3.0))
    tabs = next(bar for bar in opened.findChildren(QTabBar) if "How computed" in titles(bar))
    tabs.setCurrentIndex(titles(tabs).index("How computed"))
    assert derivation.refreshed == 1
    opened.session.undo()


def test_many_changes_within_one_turn_of_the_event_loop_are_shown_once(opened):
    panel, dvh = opened.stage.widget("panel"), opened.stage.widget("dvh")
    for value in (2.0, 2.5, 3.0, 3.5):
        opened.session.do(f"Set α/β of Rectum to {value} Gy", lambda s, value=value: s.with_alpha_beta("Rectum", value))
    assert panel.refreshed == 1  # the first at once
    settle(opened)
    assert (panel.refreshed, dvh.refreshed) == (2, 2)
    assert opened.actions_by_name["undo"].text() == "&Undo: Set α/β of Rectum to 3.5 Gy"
    for _ in range(4):
        opened.session.undo()
    settle(opened)
    assert opened.actions_by_name["undo"].text() == "&Undo"


def test_closing_a_case_forgets_what_was_still_to_be_shown(opened):
    for value in (2.0, 2.5):
        opened.session.do("Set α/β", lambda s, value=value: s.with_alpha_beta("Rectum", value))
    opened.show_session(None)
    settle(opened)
    assert "No patient open" in texts(opened)
    assert opened.stage.widget("panel").refreshed == 1


def test_closing_with_changes_that_are_kept_nowhere_asks_and_escape_stays(opened):
    opened.session.do("Set α/β of Rectum to 3 Gy", lambda s: s)
    assert not opened.close()
    asked = dialog(opened, "changes are not kept")
    assert "Set α/β of Rectum to 3 Gy" in asked.text()
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert opened.isVisible()
    assert not opened.close()
    asked = dialog(opened, "changes are not kept")
    next(b for b in asked.buttons() if "Discard" in b.text()).click()
    assert not opened.isVisible()


def test_closing_the_patient_leads_back_to_the_empty_window(opened):
    opened.close_case()
    assert opened.session is None
    assert "No patient open" in texts(opened)
    assert not any(dock.isVisible() for dock in opened.findChildren(QDockWidget))
    assert all(opened.stage.widget(place.name).session is None for place in opened.places)


# Theme and layout


def test_the_theme_changes_everywhere_and_is_remembered(tmp_path, qtbot, opened):
    QTest.keyClick(opened, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert all(opened.stage.widget(place.name).theme is Theme.light() for place in opened.places)
    assert opened.palette().window().color().name() == Theme.light().background
    assert opened.settings.value("theme") == "light"


def test_the_layout_is_remembered_and_reset_restores_the_design(tmp_path, qtbot):
    first = shown(window_of(tmp_path, qtbot), qtbot)
    first.panes.docks["dvh"].setFloating(True)
    first.panes.docks["panel"].hide()
    first.close()
    second = shown(window_of(tmp_path, qtbot), qtbot)
    assert second.panes.docks["dvh"].isFloating()
    assert not second.panes.docks["panel"].isVisible()
    second.reset_layout()
    assert not second.panes.docks["dvh"].isFloating()
    assert second.panes.docks["panel"].isVisible()


@pytest.mark.parametrize(
    ("width", "height", "least", "most", "right"), [(1280, 800, 160, 240, 0.54), (1920, 1080, 190, 260, 0.475)]
)
def test_the_design_s_sizes_hold_at_a_laptop_and_a_workstation(tmp_path, qtbot, width, height, least, most, right):
    opened = shown(window_of(tmp_path, qtbot, real=("timeline",)), qtbot)
    opened.resize(width, height)
    QApplication.processEvents()
    opened.reset_layout()
    QApplication.processEvents()
    assert least - 6 <= opened.panes.docks["timeline"].height() <= most + 6
    assert opened.panes.docks["timeline"].width() == width
    assert opened.panes.docks["panel"].width() == pytest.approx(right * width, abs=12)


def test_panes_get_bars_to_drag_them_by_only_when_the_user_wants_to_move_them(opened):
    dock = opened.panes.docks["panel"]
    assert dock.titleBarWidget() is not None
    opened.actions_by_name["move panes"].trigger()
    assert dock.titleBarWidget() is None
    opened.actions_by_name["move panes"].trigger()
    assert dock.titleBarWidget() is not None


# Lifetimes


def test_no_thread_outlives_its_window(tmp_path, qtbot):
    def opener(paths, ticket):
        while True:
            ticket.step(0, 0, "Reading")

    for _ in range(10):
        window = window_of(tmp_path, qtbot, opener=opener)
        window.show()
        with qtbot.waitSignal(window.runner.progressed):
            window.open([Path("x")])
        window.close()
        assert [thread for thread in threading.enumerate() if thread.name == "reirrad job"] == []


def test_a_change_of_a_patient_closed_long_ago_reaches_no_view(opened):
    old = opened.session
    opened.show_session(StandInSession())
    old.do("late", lambda s: s)
    assert all(opened.stage.widget(place.name).refreshed == 0 for place in opened.places)


def test_the_selection_does_not_survive_its_patient(opened):
    opened.selection.select_course(1)
    opened.selection.select_organ("set/Bladder")
    opened.show_session(StandInSession())
    assert (opened.selection.course, opened.selection.organ) == (None, None)


def test_lanes_hidden_in_the_timeline_are_hidden_at_the_next_start(tmp_path, qtbot):
    first = shown(window_of(tmp_path, qtbot, real=("timeline",)), qtbot)
    timeline = first.stage.widget("timeline")
    timeline.set_lanes(timeline.lanes.toggled(Lane.IMAGING))
    first.close()
    second = shown(window_of(tmp_path, qtbot, real=("timeline",)), qtbot)
    assert second.stage.widget("timeline").lanes.hidden == {Lane.IMAGING}
