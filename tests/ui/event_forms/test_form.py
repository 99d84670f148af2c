"""The forms as widgets: what stands in them, what they say below a field, and lists typed with the keyboard alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.event_edits import Beside
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.origins import Alternative, DicomObject, Document, Reading
from reirrad_gui.ui.event_forms.dialog import History, to_add, to_change, to_duplicate
from reirrad_gui.ui.event_forms.form import EventForm
from reirrad_gui.ui.event_forms.kinds import BY_KEY, KINDS, kind_of_event
from reirrad_gui.ui.event_forms.making import Asked, made
from reirrad_gui.ui.event_forms.sections import BY, DETAIL, answers_of, sections, values_of
from reirrad_gui.ui.timeline.following import FEW, Following
from tests.support.typed_events import EVENTS, long_history, on

NOW = "2026-11-21T20:15"
PAIN = event_of("p", f.Symptom("pain", 7, 30.0), on("2018-03-03"), origin=Document("Chart"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(event=EVENTS)
def test_each_kinds_form_reads_back_the_event_it_was_filled_from(qapp, event):
    kind = kind_of_event(event)
    form = EventForm(kind, answers_of(kind, values_of(event)))
    asked = Asked(kind, event.uid, NOW, form.shown, event)
    assert made(asked, form.answers).event is event
    form.editor(DETAIL).show_answer("another remark")
    form.editor(BY).show_answer("A. Reader")
    after = made(asked, form.answers).event
    assert (after.facts, after.start, after.end, after.sites, after.alternatives) == (
        event.facts, event.start, event.end, event.sites, event.alternatives
    )  # fmt: skip
    form.deleteLater()


@pytest.fixture
def dialog(qtbot):
    def make(one):
        qtbot.addWidget(one)
        with qtbot.waitExposed(one):
            one.open()
        return one

    return make


def history(*events, **beside):
    return History(events, Beside(**beside), "A. Reader", NOW)


def below(dialog, name):
    """What is said below a field; empty where nothing is."""
    note = dialog.findChild(QLabel, f"{name} says")
    return note.text() if note.isVisibleTo(dialog) else ""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_field_has_a_name_for_screen_readers_and_nothing_is_chosen_that_nobody_chose(qtbot, kind):
    made_up = to_add(kind, "new", history())
    qtbot.addWidget(made_up)
    for section in sections(kind):
        for field in section.fields:
            assert made_up.form.editor(field.name).first.accessibleName()
    answers = [made_up.form.answers[field.name] for field in kind.fields if field.name not in dict(kind.blank)]
    assert all(answer in ("", -1, 0, ()) for answer in answers)


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("2018", "any day of 2018"),
        ("03/2011", "any day of Mar 2011"),
        ("14.3.2011", "14 Mar 2011"),
        ("before 2015", "31 Dec 2015 or earlier"),
        ("between 2012 and 2013", "any day from 1 Jan 2012 to 31 Dec 2013"),
        ("about 2018", "any day from 1 Jan 2017 to 31 Dec 2019 (written “about 2018”: one year to either side)"),
        ("", "not stated"),
    ],
)  # fmt: skip
def test_below_a_date_stands_how_it_was_understood(dialog, written, understood):
    form = dialog(to_add(BY_KEY["note"], "new", history()))
    form.findChild(QLineEdit, "event.start").setText(written)
    assert form.findChild(QLabel, "event.start understood").text() == understood


def test_a_date_that_can_be_read_in_two_ways_is_asked_for_and_keeps_the_event_out(dialog):
    form = dialog(to_add(BY_KEY["pain"], "new", history()))
    form.findChild(QLineEdit, "event.start").setText("03/04/2011")
    assert "can be 3 Apr 2011 or 4 Mar 2011" in form.findChild(QLabel, "event.start understood").text()
    assert not form.ok.isEnabled()
    assert "can be 3 Apr 2011 or 4 Mar 2011" in form.ok.toolTip()
    assert below(form, "event.start") == ""  # said once beside the date


def test_what_must_be_said_is_not_held_against_an_empty_form_but_keeps_it_from_being_saved(dialog):
    form = dialog(to_add(BY_KEY["diagnosis"], "new", history()))
    assert below(form, "what") == ""
    assert form.ok.toolTip() == "Say what was diagnosed."
    line = form.findChild(QLineEdit, "what")
    line.setText("prostate cancer")
    line.setText(" ")
    assert below(form, "what") == "✖ Say what was diagnosed."


def test_a_warning_is_said_and_the_event_is_taken(dialog, qtbot):
    form = dialog(to_change(PAIN, history(PAIN)))
    line = form.findChild(QLineEdit, "event.start")
    line.clear()
    assert below(form, "event.start").startswith("▲ It has no date")
    with qtbot.waitSignal(form.chosen) as chosen:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert not chosen.args[0].start.known


def test_a_value_on_which_sources_differ_is_left_open(dialog):
    differing = Alternative("pain score", (Reading("7", "Chart"), Reading("5", "Letter")))
    event = event_of("p", f.Symptom(), on("2018"), alternatives=(differing,))
    form = dialog(to_change(event, history(event)))
    table = form.findChild(QTableWidget, "event.alternatives")
    assert table.isVisibleTo(form)
    assert [table.item(row, 1).text() for row in range(2)] == ["7", "5"]
    form.findChild(QLineEdit, "pain_score").setText("7")
    assert "Sources differ on the pain score" in below(form, "pain_score")
    assert not form.ok.isEnabled()


def test_lesions_are_typed_with_the_keyboard_alone(dialog):
    form = dialog(to_add(BY_KEY["imaging"], "new", history()))
    form.findChild(QComboBox, "modality").setCurrentIndex(0)
    table = form.findChild(QTableWidget, "lesions")
    table.setFocus()
    table.setCurrentCell(0, 0)
    QTest.keyClick(table, "T")
    cell = table.viewport().findChild(QLineEdit)
    QTest.keyClicks(cell, "8, left ischium")
    QTest.keyClick(cell, Qt.Key.Key_Return)
    QApplication.processEvents()  # a cell is taken in the next turn of the event loop
    assert table.rowCount() == 2  # a line more for the next
    assert [lesion.site.text for lesion in form.check().event.facts.lesions] == ["T8", "left ischium"]
    table.setCurrentCell(0, 0)
    QTest.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert form.check().event.facts.lesions == ()


def test_del_empties_a_cell_and_leaves_the_line(dialog):
    series = f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2018"), 9.5, "ng/mL", "", "fasting"),))
    form = dialog(to_change(event_of("l", series, on("2018")), history()))
    table = form.findChild(QTableWidget, "values")
    table.setCurrentCell(0, 3)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert form.check().event.facts.values[0].note == ""
    assert table.rowCount() == 2


def test_a_unit_the_analyte_does_not_have_is_an_error_at_its_list(dialog):
    series = f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2018"), 9.5, "ng/mL"),))
    form = dialog(to_change(event_of("l", series, on("2018")), history()))
    form.findChild(QTableWidget, "values").item(0, 2).setText("mmol/L")
    assert "“mmol/L” is not a unit of PSA known here" in below(form, "values")
    assert not form.ok.isEnabled()


def test_an_end_is_asked_for_only_where_there_is_one(dialog):
    form = dialog(to_add(BY_KEY["note"], "new", history()))
    end, lasted = form.findChild(QLineEdit, "event.end"), form.findChild(QComboBox, "event.extent")
    assert not end.isVisible()
    lasted.setCurrentIndex(1)
    assert end.isVisible()


def test_what_is_seldom_needed_unfolds_on_demand_and_is_open_where_it_holds_something(dialog):
    form = dialog(to_change(PAIN, history()))
    assert not form.findChild(QPlainTextEdit, DETAIL).isVisible()
    form.findChild(QPushButton, "unfold In its words, remarks, what sources say differently").click()
    assert form.findChild(QPlainTextEdit, DETAIL).isVisible()
    told = event_of("p", f.Symptom(), on("2018"), detail="at night")
    assert dialog(to_change(told, history())).findChild(QPlainTextEdit, DETAIL).isVisible()


def test_a_copy_stands_for_no_image_and_is_the_entry_of_who_made_it(dialog, qtbot):
    scan = event_of("s", f.Imaging(f.Modality.BONE_SCAN), on("2018"), origin=DicomObject("NM", "1.2.3"))
    form = dialog(to_duplicate(scan, "copy", history(scan)))
    with qtbot.waitSignal(form.chosen) as chosen:
        form.ok.click()
    copy = chosen.args[0]
    assert (copy.uid, copy.series_uid, copy.facts, copy.entered.by) == ("copy", None, scan.facts, "A. Reader")


def test_nobody_enters_an_event_without_a_name(dialog):
    form = dialog(to_add(BY_KEY["pain"], "new", History((), Beside(), "", NOW)))
    assert form.ok.toolTip().startswith("Say who enters this")
    form.findChild(QLineEdit, BY).setText("A. Reader")
    assert form.ok.isEnabled()


def test_results_of_a_long_history_are_found_in_the_background_and_older_ones_are_not_shown_meanwhile(qtbot):
    long = long_history(FEW + 1)
    following = Following()
    short = long[:9]
    assert len(following.shown(short, ())) > len(short)
    with qtbot.waitSignal(following.found):
        assert following.shown(long, ()) == long
        assert following.results is None
    assert following.results
    assert len(following.shown(long, ())) > len(long)


def test_a_late_result_of_a_history_that_was_edited_since_is_dropped(qtbot):
    long = long_history(FEW + 1)
    following = Following()
    following.shown(long, ())
    following.shown(long[:1], ())
    qtbot.wait(300)
    assert all(event.uid == "e0" for one in following.results for event in one.inputs)
