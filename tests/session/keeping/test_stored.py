"""What is asked of the store before a case is opened."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.errors import StoreError
from reirrad_gui.patient.event_edits import added
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Symptom
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.history import take
from reirrad_gui.session.keeping.stored import (
    cases_of,
    local_text,
    lost_text,
    steps_to_undo,
    stored,
    undo_steps,
    undo_steps_back,
)
from reirrad_gui.session.letters import reopened as with_letters
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.revisions import RevisionRow
from reirrad_gui.store.sittings import open_sittings, sit_down
from tests.session.keeping.test_keeper import LETTER, set_alpha_beta
from tests.support.kept_sessions import keeping
from tests.support.opened_cases import seed_case
from tests.support.typed_events import on


@pytest.fixture(scope="module")
def opened():
    return seed_case(("Bladder",))


@pytest.fixture
def store(tmp_path):
    """A store, open."""
    found = CaseStore.open(tmp_path / "cases.sqlite3")
    yield found
    found.close()


def kept(session, tmp_path, edit=lambda: None):
    """The id of a session's case, edited and closed."""
    with keeping(session, tmp_path / "cases.sqlite3") as (keeper, _):
        edit()
        assert keeper.flush()
        return keeper.state.case_id


def rows(*labels):
    """A history of these labels."""
    return [RevisionRow("c", number, "", "", label, "") for number, label in enumerate(labels, start=1)]


@pytest.mark.parametrize(
    ("labels", "steps"),
    [
        (["Open"], []),
        (["Open", "a", "b"], [("a", 1), ("b", 2)]),
        (["Open", "a", "b", "Undo: b"], [("a", 1)]),
        (["Open", "a", "b", "Undo: b", "Undo: a"], []),
        (["Open", "a", "b", "Undo: b", "Undo: a", "Redo: a"], [("a", 1)]),
        # taken back, then something else: what was taken back cannot be done again
        (["Open", "a", "Undo: a", "c"], [("c", 1)]),
        (["Open", "a", "b", "Undo: b", "c"], [("a", 1), ("c", 2)]),
        (["Open", "a", "Open again", "Change what may vary", "b"], [("a", 1), ("b", 4)]),
        (["Undo: a"], []),
    ],
)
def test_what_can_be_undone_follows_from_the_history(labels, steps):
    assert steps_to_undo(rows(*labels)) == steps


def test_undo_goes_on_where_the_last_session_left_it(opened, store, tmp_path):
    session = Session(opened)

    def edit():
        set_alpha_beta(session, 4.0)
        take(session, added(session.case.events, event_of("p", Symptom(pain_score=7), on("2018-05"))))
        set_alpha_beta(session, 5.0)
        set_alpha_beta(session, 6.0)
        session.undo()

    case_id = kept(session, tmp_path, edit)
    document = stored(store, case_id).document
    again = Session(opened, document.settings, document.events, undo_steps(store, case_id))
    undone = []
    while again.undo_label is not None:
        undone.append(again.undo_label)
        again.undo()
    assert undone == ["Set α/β to 5 Gy", "Add pain 7/10", "Set α/β to 4 Gy"]
    assert again.settings == Settings()
    assert again.edited_events is None


def test_steps_before_courses_were_changed_are_not_offered(opened, store, tmp_path):
    session = Session(opened)

    def edit():
        set_alpha_beta(session, 4.0)
        session.regroup("Add a course", with_letters(session.opened, with_letter(session.case, LETTER)))
        set_alpha_beta(session, 5.0)

    case_id = kept(session, tmp_path, edit)
    assert [label for label, *_ in undo_steps(store, case_id)] == ["Set α/β to 5 Gy"]


def test_an_earlier_revision_can_be_opened_and_the_newest_is_what_is_gone_on_from(opened, store, tmp_path):
    session = Session(opened)
    case_id = kept(session, tmp_path, lambda: [set_alpha_beta(session, gy) for gy in (4.0, 5.0)])
    found = stored(store, case_id, 2)
    assert found.document.settings.alpha_beta_gy == {"Bladder": 4.0}
    assert found.newest.number == 3
    assert found.told == ()


def test_a_history_that_was_changed_by_hand_is_told_when_the_case_is_opened(opened, store, tmp_path):
    session = Session(opened)
    case_id = kept(session, tmp_path, lambda: [set_alpha_beta(session, gy) for gy in (4.0, 5.0)])
    with store.database.writing() as connection:
        connection.execute(text("DROP TRIGGER revisions_are_kept"))
        connection.execute(text("UPDATE revisions SET who = 'Somebody else' WHERE number = 2"))
    found = stored(store, case_id)
    assert (
        "changed outside this program (revision 2 (“Set α/β to 4 Gy”) was changed after it was written)"
        in found.told[0]
    )
    assert found.document.settings == session.settings
    with pytest.raises(StoreError):
        stored(store, case_id, 2)
    assert [label for label, *_ in undo_steps(store, case_id)] == []


@pytest.mark.parametrize(
    "by_hand", ["UPDATE revisions SET who = 'Somebody else' WHERE number = 3", "DELETE FROM revisions WHERE number = 3"]
)
def test_where_the_newest_revision_is_damaged_an_earlier_one_is_opened_as_a_case_of_its_own(
    opened, store, tmp_path, by_hand
):
    session = Session(opened)
    case_id = kept(session, tmp_path, lambda: [set_alpha_beta(session, gy) for gy in (4.0, 5.0)])
    with store.database.writing() as connection:
        connection.execute(text("DROP TRIGGER revisions_are_kept"))
        connection.execute(text(by_hand))
    with pytest.raises(StoreError):
        stored(store, case_id)
    found = stored(store, case_id, 2)
    assert found.document.settings.alpha_beta_gy == {"Bladder": 4.0}
    assert found.newest is None
    assert undo_steps_back(store, found, 2) == ()
    assert "kept as a case of its own" in found.told[-1]


def test_stored_cases_of_a_patient_are_found_when_the_files_are_opened(opened, store, tmp_path):
    case_id = kept(Session(opened), tmp_path)
    assert [row.case_id for row in cases_of(store, opened.case.patient)] == [case_id]
    assert cases_of(store, PatientIdentity("EX-00", "Example^Case report")) == ()
    assert cases_of(store, PatientIdentity()) == ()


def test_a_session_that_ended_without_closing_is_told_with_its_last_edit(opened, store, tmp_path):
    session = Session(opened)
    case_id = kept(session, tmp_path, lambda: set_alpha_beta(session, 4.0))
    sit_down(store, case_id, "A. Reader")
    [sitting] = open_sittings(store)
    sentence = lost_text(sitting)
    assert sentence.startswith("The last session of Example, Case report (ID EX-001) ended without closing.")
    assert f"“Set α/β to 4 Gy” of {local_text(sitting.case.changed_at)}, was kept" in sentence


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one time zone for all programs")
def test_moments_are_told_by_the_clock_of_this_computer(monkeypatch):
    monkeypatch.setenv("TZ", "XST-5:30")  # five and a half hours east
    time.tzset()
    try:
        assert local_text("2026-11-21T22:41:09.5+00:00") == "22 Nov 2026 04:11"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_opening_a_case_without_a_store_loads_no_database():
    asked = "import sys, reirrad_gui.session.opening, reirrad_gui.session.session, reirrad_gui.session.keeping.keeper"
    asked += "; print([name for name in ('sqlalchemy', 'sqlite3', 'psycopg') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
