"""Edits of a history: labelled, checked, nothing sharper than it was, nothing lost."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.event_checks import Span, course_remarks, remarks_on
from reirrad_gui.patient.event_edits import Beside, added, added_all, changed, deleted, dragged, duplicated, end_moved
from reirrad_gui.patient.events import NOT_STATED, Contradiction, Extent, event_of
from reirrad_gui.patient.origins import Alternative, Entry, Reading
from reirrad_gui.patient.sites import Site
from tests.support.typed_events import DAYS, long_history, on, partial_dates

READER = Entry("A. Reader", "2026-11-21")
PAIN = event_of("p", f.Symptom(pain_score=7, omed_mg_a_day=60.0), on("2018-05"), sites=[Site("pelvis")])
DIAGNOSIS = event_of("d", f.Diagnosis("prostate cancer"), on("2011-03"))
ADT = event_of("a", f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"), on("2012-09"), on("2014"))
HISTORY = (DIAGNOSIS, ADT, PAIN)
CUP = f.SystemicTherapy(f.DrugGroup.ADT, "y", (f.DrugDose(1.0, "cup"),))


def psa(when, unit):
    return f.LabSeries(f.Analyte.PSA, (f.LabValue(when, 1.0, unit),))


def sentences(event, *others, **more):
    return [(one.gravity.value, one.field) for one in remarks_on(event, others, **more)]


def test_each_edit_names_itself_for_the_menu():
    psa = event_of("x", f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2012"), 9.5, "ng/mL"),)), on("2012"))
    assert added(HISTORY, psa).label == "Add PSA 9.5 ng/mL"
    assert changed(HISTORY, replace(PAIN, title="Pain")).label == "Change pain 7/10: pelvis"
    better = replace(PAIN, facts=replace(PAIN.facts, pain_score=3))
    assert changed(HISTORY, better).label == "Change pain score of May 2018"
    assert changed((replace(PAIN, start=on("2017")),), replace(PAIN, detail="x", start=on("2017"))).label == (
        "Change remarks of pain 7/10: pelvis, 2017"
    )
    undated = replace(PAIN, start=When())
    assert changed((undated,), replace(undated, sites=())).label == "Change place of pain 7/10: pelvis"
    assert changed((undated,), replace(undated, facts=f.Note("x"))).label == "Change pain 7/10: pelvis"
    assert deleted(HISTORY, ["d"]).label == "Delete prostate cancer"
    assert deleted(HISTORY, ["d", "p"]).label == "Delete 2 events"
    assert duplicated(HISTORY, "p", "q").label == "Duplicate pain 7/10: pelvis"
    assert end_moved(HISTORY, "a", "end", date(2015, 2, 3), READER).label == "Move the end of ADT: leuprolide"
    assert added_all(HISTORY, [psa]).label == "Add PSA 9.5 ng/mL"
    assert added_all(HISTORY, [psa, replace(psa, uid="y")]).label == "Add 2 events"


def test_an_event_is_added_at_the_end_and_changed_and_deleted_in_its_place():
    other = replace(PAIN, uid="q")
    assert added(HISTORY, other).events == (*HISTORY, other)
    newer = replace(ADT, title="ADT")
    assert changed(HISTORY, newer).events == (DIAGNOSIS, newer, PAIN)
    assert deleted(HISTORY, ["a"]).events == (DIAGNOSIS, PAIN)


def test_an_event_that_is_there_or_is_not_there_is_not_taken():
    with pytest.raises(EntryError, match="is there already"):
        added(HISTORY, PAIN)
    with pytest.raises(EntryError, match="there already"):
        added_all(HISTORY, [replace(PAIN, uid="q"), replace(PAIN, uid="q")])
    with pytest.raises(EntryError, match="nothing to add"):
        added_all(HISTORY, [])
    with pytest.raises(EntryError, match="Choose the event"):
        deleted(HISTORY, [])
    with pytest.raises(EntryError, match="taken by another"):
        duplicated(HISTORY, "p", "a")
    for edit in (lambda: changed(HISTORY, replace(PAIN, uid="z")), lambda: deleted(HISTORY, ["z"])):
        with pytest.raises(KeyError):
            edit()


def test_a_copy_stands_for_no_image_and_carries_no_contradiction():
    scan = replace(PAIN, series_uid="1.2", course_uid="c", contradictions=(Contradiction(1, "t", "x", "flag"),))
    _, copy = duplicated((scan,), "p", "q", READER).events
    assert (copy.uid, copy.series_uid, copy.course_uid, copy.contradictions) == ("q", None, None, ())
    assert copy.entered == READER
    assert copy.facts == scan.facts


def test_an_end_before_the_start_is_refused_and_one_that_may_be_right_is_not():
    with pytest.raises(EntryError, match="cannot end"):
        changed(HISTORY, replace(ADT, end=on("2012-08")))
    assert changed(HISTORY, replace(ADT, end=on("2012"))).events  # some days of 2012 lie after September


def test_a_date_after_today_is_refused():
    with pytest.raises(EntryError, match="lies after today"):
        added((), PAIN, Beside(today=date(2018, 4, 30)))
    assert added((), PAIN, Beside(today=date(2018, 5, 1))).events


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (replace(ADT, end=NOT_STATED), ("error", "end")),
        (replace(ADT, extent=Extent.OPEN), ("error", "end")),
        (event_of("x", psa(on("2012"), "mol"), on("2012")), ("error", "unit")),
        (event_of("x", CUP, on("2012")), ("error", "unit")),
        (event_of("x", f.Note("n"), NOT_STATED), ("warning", "start")),
        (event_of("x", f.Note("n"), When((*on("2012").stated, *on("2014").stated))), ("warning", "start")),
        (event_of("x", f.LocalTreatment(f.Technique.SBRT), on("2014")), ("warning", "technique")),
        (event_of("x", psa(on("2013"), "ng/mL"), on("2012")), ("warning", "values")),
        (event_of("x", psa(on("2011"), "ng/mL"), on("2012"), extent=Extent.OPEN), ("warning", "values")),
        (event_of("x", f.Symptom("itch"), on("2014"), sites=[Site("", written="elbow")]), ("warning", "site")),
        (replace(ADT, start=on("2010"), uid="x"), ("warning", "start")),
        (replace(PAIN, uid="x"), ("warning", "title")),
    ],
)  # fmt: skip
def test_what_is_wrong_or_odd_is_said(event, said):
    assert said in sentences(event, *HISTORY)


def test_an_ordinary_event_has_no_remarks():
    assert [sentences(event, *HISTORY, today=date(2026, 1, 1)) for event in HISTORY] == [[], [], []]


def test_a_value_on_which_sources_differ_stays_open():
    side = Alternative("agent", (Reading("goserelin", "a"), Reading("leuprolide", "b")))
    assert ("error", "agent") in sentences(replace(ADT, alternatives=(side,)))
    assert sentences(replace(ADT, alternatives=(side,), facts=f.SystemicTherapy(f.DrugGroup.ADT))) == []
    place = Alternative("site", (Reading("pelvis", "a"), Reading("spine", "b")))
    assert ("error", "site") in sentences(replace(PAIN, alternatives=(place,)))


def test_a_course_before_the_diagnosis_is_a_warning_and_no_error():
    early = (Span("Course 1", on("2010-12")), Span("Course 2", on("2018")), Span("Course 3", on("2011")))
    assert sentences(DIAGNOSIS, courses=early) == [("warning", "start")]
    metastases = event_of("m", f.Diagnosis("bone metastases"), on("2012"))
    assert sentences(metastases, DIAGNOSIS, courses=early) == []  # the disease was known before
    assert [one.sentence for one in course_remarks(HISTORY, early)] == [
        "Course 1 (Dec 2010) lies before the diagnosis (Prostate cancer, Mar 2011)."
    ]
    assert course_remarks((PAIN,), early) == ()


def test_warnings_do_not_keep_an_event_out():
    edited = added(HISTORY, replace(PAIN, uid="q"))
    assert [one.field for one in edited.remarks] == ["title"]
    assert not edited.remarks[0].blocking
    assert len(edited.events) == 4


@settings(max_examples=200)
@given(when=partial_dates(), to=DAYS)
def test_a_dragged_date_never_gets_sharper(when, to):
    moved = dragged(When((StatedDate.at(when, "letter"),)), to, READER)
    (said,) = moved.stated
    assert (said.earliest.month is None, said.earliest.day is None) == (when.month is None, when.day is None)
    assert said.earliest == said.latest
    assert moved.first_day <= to <= moved.last_day
    assert said.source == READER.text
    assert "moved from" in said.derived


@given(months=st.integers(0, 30), to=DAYS)
def test_a_dragged_range_keeps_its_length(months, to):
    last = PartialDate(2012 + (8 + months) // 12, (8 + months) % 12 + 1)
    moved = dragged(When((StatedDate(PartialDate(2012, 9), last, "letter"),)), to, READER).stated[0]
    assert (moved.latest.year - moved.earliest.year) * 12 + moved.latest.month - moved.earliest.month == months


def test_a_dragged_range_of_days_and_of_years_keeps_its_length():
    days = When((StatedDate(PartialDate(2018, 1, 30), PartialDate(2018, 2, 2), "x"),))
    assert dragged(days, date(2019, 3, 1), READER).text == "1 to 4 Mar 2019"
    years = When((StatedDate(PartialDate(2018), PartialDate(2019, 5), "x"),))
    assert dragged(years, date(2020, 3, 1), READER).text == "2020 to 2021"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (NOT_STATED, "is not stated"),
        (When((*on("2012-09").stated, *on("2012-11").stated)), "Sources give this date differently"),
        (When((*on("2012").stated, *on("2012-11").stated)), "Sources give this date differently"),
        (When((StatedDate(PartialDate(2018), None, "x"),)), "open to one side"),
    ],
)
def test_a_date_that_no_hand_can_move_says_why(when, said):
    with pytest.raises(EntryError, match=said):
        dragged(when, date(2020, 1, 1), READER)


def test_moving_an_end_before_the_start_is_refused():
    with pytest.raises(EntryError, match="cannot end"):
        end_moved(HISTORY, "a", "end", date(2010, 1, 1), READER)
    moved = end_moved(HISTORY, "p", "start", date(2018, 6, 3), READER).events[2]
    assert (moved.start.text, moved.entered) == ("Jun 2018", READER)


def test_adding_to_ten_thousand_events_checks_them_all():
    events = long_history(10_000)
    again = replace(events[5_000], uid="again")
    assert [one.field for one in added(events, again).remarks] == ["title"]
    assert len(deleted(events, ["e9999"]).events) == 9_999
