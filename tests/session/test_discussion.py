"""A discussion typed beside a report belongs to the case: nothing is lost, nothing is invented, one step to undo."""

from dataclasses import replace

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.events import NOT_STATED, event_of
from reirrad_gui.patient.facts import Discussion, Note
from reirrad_gui.session import Session
from reirrad_gui.session.discussion import label, newest_discussion, take_discussion, written
from tests.support.opened_cases import seed_case

ON = "2026-11-21T09:00"
SAID = Discussion("May it be irradiated again?", "20 Gy in 5", None)


@pytest.fixture
def session():
    return Session(seed_case())


def held(text):
    return When((stated_date(text, "minutes"),))


def test_the_discussion_held_last_is_the_newest_whatever_its_place():
    events = (
        event_of("a", Discussion("old"), held("12 Mar 2026")),
        event_of("b", Discussion("new"), held("20 Nov 2026")),
        event_of("c", Discussion("undated"), NOT_STATED),
        event_of("d", Note("no discussion"), held("2027")),
    )
    assert newest_discussion(events).uid == "b"
    assert newest_discussion(events[2:]).uid == "c"
    assert newest_discussion(events[3:]) is None


def test_what_was_typed_is_one_labelled_step_that_can_be_undone(session):
    before = session.case.events
    made = take_discussion(session, SAID, "21 Nov 2026", None, "A. Reader", ON)
    assert session.undo_label == label(made) == "Tumour board of 21 Nov 2026"
    assert newest_discussion(session.case.events).facts == SAID
    session.undo()
    assert session.case.events == before


def test_an_empty_field_stays_not_stated(session):
    made = take_discussion(session, SAID, "", None, "A. Reader", ON)
    assert made.facts.participants is None
    assert made.start == NOT_STATED
    assert written(made) == ""
    assert set(made.not_stated) == {"date", "participants"}


def test_nothing_typed_adds_nothing_and_nothing_changed_is_no_step(session):
    assert take_discussion(session, Discussion(), "21 Nov 2026", None, "A. Reader", ON) is None
    assert session.undo_label is None
    made = take_discussion(session, SAID, "21 Nov 2026", None, "A. Reader", ON)
    assert take_discussion(session, SAID, "21 Nov 2026", made, "B. Reader", ON) is made


def test_a_change_keeps_the_event_and_the_date_that_was_not_retyped(session):
    said = When((stated_date("Sep 2026", "minutes"), stated_date("Nov 2026", "letter")))
    first = event_of("board", SAID, said)
    session.edit_events("Add", (*session.case.events, first))
    made = take_discussion(session, replace(SAID, outcome="30 Gy in 10"), written(first), first, "A. Reader", ON)
    assert (made.uid, made.start, made.facts.outcome) == ("board", said, "30 Gy in 10")
    assert [event.uid for event in session.case.events].count("board") == 1


def test_a_date_that_is_not_understood_is_refused(session):
    with pytest.raises(EntryError):
        take_discussion(session, SAID, "soon", None, "A. Reader", ON)
