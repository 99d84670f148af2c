"""Events edited in a session: undone and done again, and no number is assessed anew."""

from dataclasses import replace
from datetime import date

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.event_edits import added, deleted
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Diagnosis, Symptom
from reirrad_gui.session.history import beside, take
from reirrad_gui.session.session import Ready, Session
from reirrad_gui.session.settings import Settings
from tests.support.opened_cases import seed_case
from tests.support.typed_events import on

PAIN = event_of("p", Symptom(pain_score=7, omed_mg_a_day=60.0), on("2018-05"))


@pytest.fixture
def session():
    return Session(seed_case(("Bladder",)))


def test_adding_an_event_is_an_edit_that_undo_names_and_takes_back(session):
    before = session.case.events
    told = []
    session.subscribe(lambda: told.append(session.undo_label))
    take(session, added(before, PAIN, beside(session)))
    assert session.case.events == (*before, PAIN)
    assert (session.undo_label, session.last_change) == ("Add pain 7/10", "Add pain 7/10")
    session.undo()
    assert session.case.events == before
    session.redo()
    assert session.case.events == (*before, PAIN)
    assert told == ["Add pain 7/10", None, "Add pain 7/10"]


def test_no_number_is_assessed_again_for_an_event(session):
    shown = session.opened, session.assessment, session.display
    take(session, added(session.case.events, PAIN))
    assert (session.opened, session.assessment, session.display) == shown
    session.undo()
    assert session.opened is shown[0]


def test_events_and_settings_are_undone_in_the_order_in_which_they_were_changed(session):
    take(session, added(session.case.events, PAIN))
    session.do("Set α/β of Bladder to 5 Gy", lambda s: s.with_alpha_beta("Bladder", 5.0))
    take(session, deleted(session.case.events, ["p"]))
    session.undo()
    assert PAIN in session.case.events
    assert session.settings.alpha_beta_gy == {"Bladder": 5.0}
    session.undo()
    assert session.settings == Settings()
    assert PAIN in session.case.events
    session.undo()
    assert PAIN not in session.case.events


def test_an_edit_that_changes_nothing_is_not_remembered(session):
    session.edit_events("Change nothing", tuple(session.case.events))
    assert session.undo_label is None


def test_events_outlive_a_case_that_was_opened_again_in_the_background(session):
    again = Ready.of(replace(session.opened, case=replace(session.opened.case)), session.settings)
    take(session, added(session.case.events, PAIN))
    session.regroup("Join courses", again)
    assert PAIN in session.case.events
    session.undo()
    session.undo()
    assert PAIN not in session.case.events


def test_a_history_that_was_kept_is_there_without_being_an_edit():
    kept = Session(seed_case(("Bladder",)), events=(PAIN,))
    assert (kept.case.events, kept.undo_label) == ((PAIN,), None)


def test_an_event_is_checked_against_the_courses_and_the_day(session):
    late = event_of("d", Diagnosis("prostate cancer"), on("2025-01"))
    starts = [course.start.first_day for course in session.case.courses]
    said = added((), late, beside(session, date(2026, 1, 1))).remarks
    assert len([one for one in said if one.field == "start"]) == len([day for day in starts if day is not None])
    with pytest.raises(EntryError, match="lies after today"):
        added((), late, beside(session, date(2024, 1, 1)))
