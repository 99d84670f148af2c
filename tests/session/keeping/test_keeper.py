"""Autosave: nothing that was done is lost or written over, and nobody waits for the disk."""

import shutil
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument
from reirrad_gui.errors import StoreError
from reirrad_gui.patient.event_edits import added
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Symptom
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.history import take
from reirrad_gui.session.keeping.document import from_json
from reirrad_gui.session.keeping.keeper import ASKED, OPENED
from reirrad_gui.session.keeping.reopening import in_force
from reirrad_gui.session.letters import reopened as with_letters
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.sittings import lost, open_sittings
from reirrad_gui.store.trouble import NotStoredError
from tests.support.kept_sessions import keeping, labels
from tests.support.opened_cases import seed_case
from tests.support.typed_events import on

LETTER = LetterCourse("letter 1", LetterDocument("Discharge letter"), 8.0, 1, start="2009", entered_by="A. Reader")


@pytest.fixture(scope="module")
def opened():
    """The case report's two courses, one organ."""
    return seed_case(("Bladder",))


@pytest.fixture
def place(tmp_path):
    """Where the store is."""
    return tmp_path / "cases.sqlite3"


def set_alpha_beta(session, gy):
    session.do(f"Set α/β to {gy:g} Gy", lambda settings: settings.with_alpha_beta("Bladder", gy))


def newest(place):
    """The newest document of the only case."""
    store = CaseStore.open(place)
    try:
        return from_json(store.newest(store.patients()[0].case_id).document)
    finally:
        store.close()


def test_every_edit_is_a_revision_and_so_are_undo_and_redo(opened, place):
    session = Session(opened)
    with keeping(session, place) as (keeper, _):
        set_alpha_beta(session, 4.0)
        set_alpha_beta(session, 5.0)
        session.undo()
        session.undo()
        session.redo()
        assert keeper.flush()
        assert keeper.state.number == 6
    assert labels(place) == [
        OPENED,
        "Set α/β to 4 Gy",
        "Set α/β to 5 Gy",
        "Undo: Set α/β to 5 Gy",
        "Undo: Set α/β to 4 Gy",
        "Redo: Set α/β to 4 Gy",
    ]
    assert newest(place).settings == session.settings


def test_every_revision_holds_the_settings_that_were_in_force_after_it(opened, place):
    session = Session(opened)
    with keeping(session, place):
        for gy in (4.0, 5.0):
            set_alpha_beta(session, gy)
        session.undo()
    store = CaseStore.open(place)
    [row] = store.patients()
    kept = [from_json(store.revision(row.case_id, number).document).settings for number in (1, 2, 3, 4)]
    assert [dict(one.alpha_beta_gy) for one in kept] == [{}, {"Bladder": 4.0}, {"Bladder": 5.0}, {"Bladder": 4.0}]
    store.close()


def test_a_letter_and_a_changed_question_are_kept_a_preview_is_not(opened, place):
    session = Session(opened)
    with keeping(session, place) as (keeper, _):
        session.preview(lambda settings: settings.with_alpha_beta("Bladder", 9.0))
        session.drop_preview()
        session.regroup("Add a course", with_letters(session.opened, with_letter(session.case, LETTER)))
        session.ask(replace(session.question, draws=500))
        assert keeper.flush()
    assert labels(place) == [OPENED, "Add a course", ASKED]
    document = newest(place)
    assert [edit.letter for edit in document.edits] == [LETTER]
    assert document.question.draws == 500


def test_an_edit_of_the_history_is_kept_and_taken_back_also_after_courses_were_changed(opened, place):
    session = Session(opened)
    pain = event_of("p", Symptom(pain_score=7), on("2018-05"))
    with keeping(session, place) as (keeper, _):
        take(session, added(session.case.events, pain))
        session.regroup("Add a course", with_letters(session.opened, with_letter(session.case, LETTER)))
        assert keeper.flush()
        assert newest(place).events == (*opened.case.events, pain)
        session.undo()
        session.undo()
        assert keeper.flush()
        assert newest(place).events is None
    assert labels(place)[1:] == [
        "Add pain 7/10",
        "Add a course",
        "Undo: Add a course",
        "Undo: Add pain 7/10",
    ]


def test_a_kept_preview_is_an_edit_like_any_other(opened, place):
    session = Session(opened)
    with keeping(session, place):
        session.preview(lambda settings: settings.with_alpha_beta("Bladder", 9.0))
        session.keep_preview("Keep α/β 9 Gy")
    assert labels(place) == [OPENED, "Keep α/β 9 Gy"]


def test_nobody_waits_for_a_slow_store_and_all_edits_are_written_in_order(opened, place):
    session, ready = Session(opened), threading.Event()

    def slow():
        assert ready.wait(30)
        return CaseStore.open(place)

    with keeping(session, place, open_store=slow) as (keeper, told):
        for number in range(1, 6):
            set_alpha_beta(session, float(number))
        assert not keeper.flush(timeout_s=0)
        assert not place.exists()
        ready.set()
        told.until(lambda state: state.number == 6 and state.kept)
    assert labels(place) == [OPENED, *(f"Set α/β to {n} Gy" for n in range(1, 6))]


def test_while_a_disk_is_full_edits_wait_in_memory_and_are_all_written_when_there_is_room(opened, place, monkeypatch):
    session, full, append = Session(opened), threading.Event(), CaseStore.append

    def refuses(*said, **more):
        if full.is_set():
            raise NotStoredError("the disk is full.")
        return append(*said, **more)

    monkeypatch.setattr(CaseStore, "append", refuses)
    with keeping(session, place) as (keeper, told):
        assert keeper.flush()
        full.set()
        set_alpha_beta(session, 4.0)
        set_alpha_beta(session, 5.0)
        state = told.until(lambda state: state.pending == 2)
        assert state.trouble == "the disk is full."
        assert not keeper.flush()
        assert session.settings.alpha_beta_gy["Bladder"] == 5.0
        full.clear()
        told.until(lambda state: state.number == 3 and state.kept and not state.trouble)
    assert labels(place) == [OPENED, "Set α/β to 4 Gy", "Set α/β to 5 Gy"]


def test_a_store_that_cannot_be_opened_is_told_and_tried_again(opened, place):
    session, tries = Session(opened), []

    def comes_late():
        tries.append(1)
        if len(tries) < 3:
            raise StoreError("The case store cannot be reached.")
        return CaseStore.open(place)

    with keeping(session, place, open_store=comes_late) as (_, told):
        assert told.until(lambda state: state.trouble).trouble == "The case store cannot be reached."
        assert not told.until(lambda state: state.kept).trouble
    assert labels(place) == [OPENED]


def two_windows(opened, place):
    """Two sessions on one stored case."""
    first, second = Session(opened), Session(opened)
    with keeping(first, place) as (keeper, _):
        assert keeper.flush()
    store = CaseStore.open(place)
    revision = store.newest(store.patients()[0].case_id)
    store.close()
    return first, second, revision


def test_the_second_window_is_told_of_the_first_ones_edit_and_can_take_it_over(opened, place):
    first, second, revision = two_windows(opened, place)
    with keeping(first, place, resumes=revision) as (one, _), keeping(second, place, resumes=revision) as (other, told):
        set_alpha_beta(first, 4.0)
        assert one.flush()
        state = told.until(lambda state: state.theirs is not None)
        assert (state.conflict, state.theirs.row.label, state.pending) == (False, "Set α/β to 4 Gy", 0)
        theirs = other.take_theirs()
        assert in_force(second, from_json(theirs.document), "Take over the other window's edits")
        assert other.flush()
        assert second.settings == first.settings
        set_alpha_beta(second, 6.0)
        assert other.flush()
    assert labels(place) == [OPENED, "Set α/β to 4 Gy", "Set α/β to 6 Gy"]


def conflicting(opened, place, decide):
    """Both windows edit before either has seen the other's; what the second decides is done."""
    first, second, revision = two_windows(opened, place)
    with keeping(first, place, resumes=revision) as (one, _), keeping(second, place, resumes=revision) as (other, told):
        assert other.flush()
        set_alpha_beta(first, 4.0)
        assert one.flush()
        set_alpha_beta(second, 7.0)
        state = told.until(lambda state: state.conflict)
        assert "“Set α/β to 4 Gy” by A. Reader" in state.trouble
        assert state.pending == 1
        assert not other.flush()
        assert labels(place, revision.case_id) == [OPENED, "Set α/β to 4 Gy"]
        decide(other, second)
        assert other.flush()
        assert other.state.trouble == ""
    return revision.case_id


def test_of_two_edits_the_second_waits_until_a_person_says_that_it_goes_on_top(opened, place):
    case_id = conflicting(opened, place, lambda keeper, _: keeper.keep_mine())
    assert labels(place, case_id) == [OPENED, "Set α/β to 4 Gy", "Set α/β to 7 Gy"]
    assert newest(place).settings.alpha_beta_gy["Bladder"] == 7.0


def test_of_two_edits_the_second_is_left_when_a_person_takes_the_first(opened, place):
    def take(keeper, session):
        in_force(session, from_json(keeper.take_theirs().document), "Take over the other window's edits")

    case_id = conflicting(opened, place, take)
    assert labels(place, case_id) == [OPENED, "Set α/β to 4 Gy"]


def test_of_two_edits_the_second_becomes_a_case_of_its_own_when_a_person_says_so(opened, place):
    case_id = conflicting(opened, place, lambda keeper, _: keeper.keep_apart())
    assert labels(place, case_id) == [OPENED, "Set α/β to 4 Gy"]
    store = CaseStore.open(place)
    [other] = [row.case_id for row in store.patients() if row.case_id != case_id]
    store.close()
    assert labels(place, other) == ["Set α/β to 7 Gy"]


def test_a_case_deleted_in_another_window_is_told_and_can_be_kept_as_another(opened, place):
    session = Session(opened)
    with keeping(session, place) as (keeper, told):
        assert keeper.flush()
        store = CaseStore.open(place)
        store.delete(keeper.state.case_id)
        told.until(lambda state: "was deleted" in state.trouble)
        set_alpha_beta(session, 4.0)
        assert not keeper.flush()
        keeper.keep_apart()
        assert keeper.flush()
        store.close()
    assert labels(place) == ["Set α/β to 4 Gy"]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_store_that_was_removed_is_told_at_the_next_edit_which_can_be_kept_as_another_case(opened, place):
    session = Session(opened)
    with keeping(session, place) as (keeper, told):
        assert keeper.flush()
        for path in place.parent.iterdir():
            path.unlink()  # the open file lives on, and nobody would ever find in it what is written now
        set_alpha_beta(session, 4.0)
        assert not keeper.flush()
        assert "was deleted" in told.until(lambda state: state.gone).trouble
        keeper.keep_apart()
        assert keeper.flush()
    assert labels(place) == ["Set α/β to 4 Gy"]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced there")
def test_a_store_put_back_from_an_older_copy_is_told_and_the_edit_waits_for_a_choice(opened, place):
    session = Session(opened)
    with keeping(session, place) as (keeper, told):
        set_alpha_beta(session, 4.0)
        assert keeper.flush()
        with closing(CaseStore.open(place)) as store:
            store._fold()
        copy = shutil.copy(place, place.with_name("copy"))
        set_alpha_beta(session, 5.0)
        assert keeper.flush()
        for path in place.parent.glob(f"{place.name}*"):
            path.unlink()
        Path(copy).rename(place)
        set_alpha_beta(session, 6.0)
        assert not keeper.flush()
        assert told.until(lambda state: state.conflict).theirs.row.label == "Set α/β to 4 Gy"
        keeper.keep_mine()
        assert keeper.flush()
    assert labels(place) == ["Open", "Set α/β to 4 Gy", "Set α/β to 6 Gy"]


def test_a_window_that_was_closed_is_not_told_as_lost_and_an_open_one_is_seen(opened, place):
    with keeping(Session(opened), place) as (keeper, _):
        assert keeper.flush()
        store = CaseStore.open(place)
        assert [one.who for one in open_sittings(store)] == ["A. Reader"]
        assert lost(store) == ()
    assert open_sittings(store) == ()
    store.close()


def test_an_edit_that_has_no_form_in_json_is_told_and_the_next_good_one_is_kept(opened, place):
    session = Session(opened)
    with keeping(session, place) as (keeper, told):
        assert keeper.flush()
        session.do("Odd", lambda settings: replace(settings, canonical_names={"Nothing": object()}))
        assert "“Odd” cannot be written down" in told.until(lambda state: state.trouble).trouble
        assert not keeper.flush()
        session.undo()
        set_alpha_beta(session, 4.0)
        assert keeper.flush()
    assert labels(place) == [OPENED, "Set α/β to 4 Gy"]


def test_whatever_goes_wrong_while_keeping_is_told(opened, place, monkeypatch):
    monkeypatch.setattr(CaseStore, "begin", lambda *_: 1 / 0)
    with keeping(Session(opened), place) as (keeper, told):
        sentence = told.until(lambda state: state.trouble).trouble
        assert "could not be kept (ZeroDivisionError" in sentence
        assert not keeper.state.kept


def test_settings_that_a_resumed_case_has_already_make_no_revision(opened, place):
    _, session, revision = two_windows(opened, place)
    with keeping(session, place, resumes=revision) as (keeper, _):
        assert keeper.flush()
        assert keeper.state.number == 1
    assert labels(place) == [OPENED]


def test_without_a_name_the_person_signed_in_is_named(opened, place, monkeypatch):
    monkeypatch.setenv("LOGNAME", "reader7")
    with keeping(Session(opened), place, who=""):
        pass
    store = CaseStore.open(place)
    assert [row.who for row in store.history(store.patients()[0].case_id)] == ["reader7"]
    store.close()


def test_settings_of_a_document_are_put_in_force_as_one_step_to_undo(opened, place):
    session, other = Session(opened), Session(opened, Settings().with_alpha_beta("Bladder", 8.0))
    with keeping(other, place):
        pass
    assert in_force(session, newest(place), "As stored")
    assert session.settings == other.settings
    assert session.undo_label == "As stored"
    session.undo()
    assert session.settings == Settings()


def test_settings_and_history_of_a_document_come_back_in_one_step(opened, place):
    session, other = Session(opened), Session(opened, Settings().with_alpha_beta("Bladder", 8.0))
    take(other, added(other.case.events, event_of("p", Symptom(pain_score=7), on("2018-05"))))
    with keeping(other, place):
        pass
    assert in_force(session, newest(place), "As stored")
    assert (session.settings, session.case.events) == (other.settings, other.case.events)
    session.undo()
    assert (session.settings, session.case.events) == (Settings(), opened.case.events)
    assert session.undo_label is None


def test_a_document_with_other_courses_is_not_put_in_force_on_these(opened, place):
    other = Session(opened)
    with keeping(other, place):
        other.regroup("Add a course", with_letters(opened, with_letter(opened.case, LETTER)))
    session = Session(opened)
    assert not in_force(session, newest(place), "As stored")
    assert session.undo_label is None
