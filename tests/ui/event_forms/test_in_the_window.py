"""Events edited in the window: each answer one named step, the timeline follows, no number is assessed again."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMainWindow, QMenu, QPlainTextEdit, QPushButton

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.dates import StatedDate, When
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.events import Extent, event_of
from reirrad_gui.session import Session
from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.event_forms.choosing import EventChoice
from reirrad_gui.ui.event_forms.commands import NAME_KEY, EventEdits
from reirrad_gui.ui.event_forms.dialog import EventDialog
from reirrad_gui.ui.event_forms.paste import PasteDialog
from reirrad_gui.ui.event_forms.results import ResultsDialog
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.menu import Place, timeline_menu
from reirrad_gui.ui.timeline.widget import TimelineView
from tests.support.opened_cases import IN_2018_OR_2019, box, course, field, opened_case, structure_set, uniform
from tests.support.typed_events import on
from tests.support.windows import shown, window_of

PAIN = event_of("pain", f.Symptom("pain", 7, 30.0), on("2018-03-03"))
ADT = event_of("adt", f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"), on("2012-06"), on("2014-06"))
SCAN = event_of("scan", f.Imaging(f.Modality.BONE_SCAN, count=Count.exactly(3)), on("2018"))
BOTH = When((stated_date("9/2012", "methods"), stated_date("11/2012", "abstract")))
DRUG = event_of("drug", f.SystemicTherapy(f.DrugGroup.BISPHOSPHONATE), BOTH, extent=Extent.OPEN)


@pytest.fixture(scope="module")
def opened():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),)
    return opened_case(courses, (field(uniform(20.0)),), (drawn,))


class Desk(QMainWindow):
    """A window with nothing but the timeline, the menu of events and a session."""

    def __init__(self, session, settings):
        super().__init__()
        self.session, self.failures = session, []
        self.view = TimelineView(Selection(self), Theme.dark())
        self.setCentralWidget(self.view)
        self.event_edits = EventEdits(self, settings, lambda: self.view, self.failures.append)
        self.actions_by_name = Actions(self, self.menuBar())
        self.event_edits.add_to(self.actions_by_name)
        self.resize(1440, 260)
        session.subscribe(self.follow)
        self.view.show_session(session)
        self.event_edits.show_session(session)

    def follow(self):
        self.view.refresh()
        self.event_edits.refresh()


@pytest.fixture
def window(tmp_path, qtbot, opened):
    settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    settings.setValue(NAME_KEY, "A. Reader")
    made = Desk(Session(opened, events=(PAIN, ADT, SCAN, DRUG)), settings)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def events(window):
    return {event.uid: event for event in window.session.case.events}


def dialog_of(window, kind):
    QApplication.processEvents()
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def line(dialog, name):
    return dialog.findChild(QLineEdit, name)


def timeline(window):
    return window.view


def test_an_event_is_added_changed_and_deleted_by_keyboard_each_as_a_step_that_undo_takes_back(window):
    assessment = window.session.assessment
    window.event_edits.ask_which_kind()
    menu = window.findChild(QMenu, "kinds of events")
    next(action for action in menu.actions() if action.objectName() == "add toxicity").trigger()
    menu.close()
    dialog = dialog_of(window, EventDialog)
    QTest.keyClicks(dialog.focusWidget(), "about 5/2013")
    line(dialog, "term").setFocus()
    QTest.keyClicks(line(dialog, "term"), "Proctitis")
    QTest.keyClick(line(dialog, "term"), Qt.Key.Key_Return)
    assert window.session.undo_label == "Add proctitis"
    added = window.session.case.events[-1]
    assert (added.start.text, added.entered.by) == ("Apr to Jun 2013", "A. Reader")

    timeline(window).focus_on(added.uid)
    window.actions_by_name["change event"].trigger()
    dialog = dialog_of(window, EventDialog)
    QTest.keyClicks(line(dialog, "grade"), "2")
    dialog.ok.click()
    assert window.session.undo_label == "Change grade of proctitis, Apr to Jun 2013"

    timeline(window).setFocus()
    timeline(window).focus_on(added.uid)
    QTest.keyClick(timeline(window), Qt.Key.Key_Delete)
    assert added.uid not in events(window)
    assert window.session.undo_label == "Delete proctitis, grade 2"
    for _ in range(3):
        window.session.undo()
    assert window.session.case.events == (PAIN, ADT, SCAN, DRUG)
    assert window.session.assessment is assessment


def test_saving_a_form_that_nobody_touched_is_no_step(window):
    window.event_edits.open_event("pain")
    dialog_of(window, EventDialog).ok.click()
    assert window.session.undo_label is None


def test_an_end_before_the_start_is_said_at_once_and_keeps_the_event_out(window):
    window.event_edits.open_event("adt")
    dialog = dialog_of(window, EventDialog)
    line(dialog, "event.end").setText("2011")
    assert "cannot end (2011) before it starts (Jun 2012)" in dialog.ok.toolTip()
    assert not dialog.ok.isEnabled()
    assert "✖ It cannot end" in dialog.form._notes["event.end"].text()
    line(dialog, "event.end").setText("2013")
    dialog.accept()
    assert events(window)["adt"].end.text == "2013"


def test_another_one_like_it_is_an_event_of_its_own(window):
    window.event_edits.duplicate("pain")
    dialog = dialog_of(window, EventDialog)
    line(dialog, "event.start").setText("2018-03-10")
    dialog.accept()
    copy = window.session.case.events[-1]
    assert (copy.facts, copy.start.text) == (PAIN.facts, "10 Mar 2018")
    assert copy.uid != "pain"
    assert window.session.undo_label.startswith("Duplicate pain 7/10")


def test_without_one_chosen_on_the_timeline_the_event_is_chosen_from_a_list_that_can_be_searched(window):
    window.actions_by_name["delete event"].trigger()
    dialog = dialog_of(window, EventChoice)
    QTest.keyClicks(dialog.focusWidget(), "leup")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert "adt" not in events(window)


def test_a_pasted_table_says_which_lines_it_leaves_out_and_is_one_step(window):
    QGuiApplication.clipboard().setText("Date\tPain\tOMED\n2018-04-01\t5\t20\nsoon\t3\t0\n2018-04-08\t2\t0")
    window.actions_by_name["paste events"].trigger()
    dialog = dialog_of(window, PasteDialog)
    assert not dialog.ok.isEnabled()  # nobody has said yet what it was copied from
    line(dialog, "document").setText("Chart")
    dialog.check()
    said = dialog.findChild(QPlainTextEdit, "lines").toPlainText().splitlines()
    assert said[0].startswith("✖ Line 3, left out: “soon” is not understood as a date")
    assert said[-2:] == ["✔ 1 Apr 2018 · Pain 5/10", "✔ 8 Apr 2018 · Pain 2/10"]
    dialog.accept()
    assert len(window.session.case.events) == 6
    assert window.session.undo_label == "Add 2 events"
    window.session.undo()
    assert window.session.case.events == (PAIN, ADT, SCAN, DRUG)


def test_a_long_table_is_read_in_the_background_and_nothing_of_it_is_taken_before(window, qtbot):
    lines = [f"{2000 + number // 12}-{number % 12 + 1:02d}\t{number % 11}\t0" for number in range(200)]
    QGuiApplication.clipboard().setText("\n".join(("Date\tPain\tOMED", *lines)))
    window.event_edits.ask_for_table()
    dialog = dialog_of(window, PasteDialog)
    dialog._runner.cancel()
    line(dialog, "document").setText("Chart")
    with qtbot.waitSignal(dialog._runner.finished):
        dialog.check()
        assert not dialog.ok.isEnabled()
    dialog.accept()
    assert window.session.undo_label == "Add 200 events"


def drag(window, uid, side, days, *, escape=False):
    """Drag one end of a bar by so many days."""
    view = timeline(window)
    box = view.box_of(uid)
    x0 = box.left() if side == "start" else box.right()
    start = QPoint(round(x0), round(box.center().y()))
    per_day = (view.x_of(735_100.0) - view.x_of(734_100.0)) / 1000
    to = start + QPoint(round(days * per_day), 0)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(view.viewport(), to)
    QApplication.processEvents()
    if escape:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, to)


def test_a_dragged_end_keeps_its_precision_and_names_its_step(window):
    drag(window, "adt", "end", 370)
    end = events(window)["adt"].end
    assert end.stated[0].earliest.day is None  # a month stays a month
    assert date(2015, 5, 1) <= end.first_day <= date(2015, 8, 1)
    assert end.sources[0].startswith("entered by A. Reader")
    assert window.session.undo_label == "Move the end of ADT: leuprolide"


def test_esc_while_dragging_lets_the_end_stay(window):
    drag(window, "adt", "end", 370, escape=True)
    assert events(window)["adt"] == ADT
    assert window.session.undo_label is None


def test_an_end_that_sources_give_differently_or_that_is_open_is_not_dragged(window):
    for side in ("start", "end"):
        drag(window, "drug", side, 200)
    assert events(window)["drug"] == DRUG
    assert window.session.undo_label is None


def test_the_menu_of_an_event_offers_what_can_be_done_with_it_and_adding_at_that_day(window):
    menu = timeline_menu(timeline(window), Place("pain", date(2018, 3, 3), None))
    texts = [action.text() for action in menu.actions()]
    assert texts[:3] == ["Change…", "Add another one like it…", "Delete"]
    assert "Add here" in texts
    menu.deleteLater()


def test_a_day_that_was_pointed_at_is_about_when_it_was_and_no_sharper_than_the_mouse(window):
    view = timeline(window)
    view.set_view(type(view.view)(734_000.0, 734_000.0 + 30 * 365))
    assert window.event_edits._about(date(2018, 3, 3)) == "about 2018"
    view.set_view(type(view.view)(734_000.0, 734_030.0))
    assert window.event_edits._about(date(2018, 3, 3)) == "about 2018-03-03"


def test_a_result_opens_with_its_rule_and_its_inputs_lead_to_the_timeline(window):
    window.actions_by_name["event results"].trigger()
    dialog = dialog_of(window, ResultsDialog)
    results = dialog.findChild(QListWidget, "results")
    titles = [results.item(row).text() for row in range(results.count())]
    assert any("EOD" in title for title in titles)
    dialog.choose("scan")
    dialog.findChild(QPushButton, "input scan").click()
    assert timeline(window).focused == "scan"
    before = len(titles)
    window.event_edits.delete("scan")
    assert results.count() < before  # results of the history before the edit are gone


def test_an_event_is_kept_apart_from_what_is_shown_of_it(window):
    view = timeline(window)
    assert "derived" in view.history_event("scan").title
    window.event_edits.open_event("scan")
    dialog = dialog_of(window, EventDialog)
    dialog.editor = dialog.form.editor("finding")
    dialog.editor.show_answer("stationary")
    dialog.accept()
    assert events(window)["scan"].title == "Bone scan: stationary"


def test_in_the_real_window_the_timeline_follows_an_edit_at_once_and_undo_names_it(tmp_path, qtbot, opened):
    session = Session(opened, events=(PAIN, ADT, SCAN, DRUG))
    window = window_of(tmp_path, qtbot, session=session, real=("timeline",), **{NAME_KEY: "A. Reader"})
    assert not window.actions_by_name["add event"].isEnabled()
    assert window.actions_by_name["add event"].toolTip() == "No patient is open."
    shown(window, qtbot)
    assert window.actions_by_name["add event"].isEnabled()
    window.event_edits.open_event("pain")
    dialog = dialog_of(window, EventDialog)
    line(dialog, "pain_score").setText("2")
    dialog.accept()
    assert window.actions_by_name["undo"].text() == "&Undo: Change pain score of 3 Mar 2018"
    assert window.stage.widget("timeline").history_event("pain").title == "Pain 2/10"


def test_a_source_that_says_otherwise_stands_beside_the_first_and_none_is_preferred(window):
    window.event_edits.open_event("pain")
    dialog = dialog_of(window, EventDialog)
    dialog.findChild(QPushButton, "event.start another").click()
    line(dialog, "event.start 2").setText("May 2018")
    line(dialog, "event.start 2 source").setText("Letter")
    dialog.accept()
    start = events(window)["pain"].start
    assert start.conflicting
    assert start.stated == (PAIN.start.stated[0], StatedDate(*(stated_date("5/2018", "").earliest,) * 2, "Letter"))
    assert QPointF(timeline(window).box_of("pain").topLeft()).x() >= 0
