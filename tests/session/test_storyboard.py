"""Saved views: kept with the case, undone like any edit, and honest about numbers that have changed since."""

from dataclasses import fields, replace

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.keeping.document import Documents, from_json, to_json
from reirrad_gui.session.storyboard import (
    NAMES,
    SavedView,
    StoryStep,
    moved,
    numbers_of,
    reworded,
    since_saved,
    step_of,
    without,
)
from tests.support.opened_cases import seed_case

VIEW = SavedView(None, "set/1", (1.0, -2.5, 3.0), "1.2.3.2", "EQD2", "dvh", 734000.0, 737000.5, "event 1", True)


@pytest.fixture(scope="module")
def opened():
    return seed_case(("Bladder",))


def alpha_beta(session, gy):
    session.do(f"Set α/β to {gy:g} Gy", lambda settings: settings.with_alpha_beta("Bladder", gy))


def titles(session):
    return [step.title for step in session.storyboard]


def test_a_step_is_an_edit_that_changes_no_number_and_can_be_undone_by_name(opened):
    session = Session(opened)
    before = session.assessment
    session.edit_storyboard("Save the view “Bladder”", (step_of(session, " Bladder ", "say why", VIEW),))
    assert titles(session) == ["Bladder"]
    assert session.assessment is before
    assert session.undo_label == "Save the view “Bladder”"
    session.undo()
    assert titles(session) == []
    session.redo()
    assert titles(session) == ["Bladder"]


def test_steps_survive_the_document_of_the_case_with_everything_they_say(opened):
    session = Session(opened)
    alpha_beta(session, 4.0)
    step = step_of(session, "Bladder", "a note", VIEW)
    stamps = (None, None)
    document = Documents().of(session.opened, session.settings, session.question, stamps, None, (step,))
    assert from_json(to_json(document)).storyboard == (step,)


def test_a_case_kept_before_there_were_storyboards_opens_without_steps(opened):
    session = Session(opened)
    said = to_json(Documents().of(session.opened, session.settings, session.question, (None, None)))
    del said["storyboard"]
    assert from_json(said).storyboard == ()


def test_a_step_taken_with_another_alpha_beta_says_both(opened):
    session = Session(opened)
    alpha_beta(session, 4.0)
    step = step_of(session, "Bladder", "", VIEW)
    assert since_saved(step, session.assessment) == ""
    alpha_beta(session, 5.0)
    assert since_saved(step, session.assessment) == "was taken with α/β of organs: Bladder 4 Gy; now Bladder 5 Gy"


def test_a_step_tells_of_numbers_that_are_others_under_the_same_settings(opened):
    session = Session(opened)
    step = replace(step_of(session, "Bladder", "", VIEW), numbers="0" * 16)
    assert "was taken before" in since_saved(step, session.assessment)
    assert numbers_of(session.assessment) == numbers_of(Session(opened).assessment)


def test_no_name_of_who_approved_stands_in_what_a_step_says():
    step = StoryStep("t", "", VIEW, replace(Settings(), approvals={"k": "approved by Dr Grosskopf, 2026-01-01: x"}), "")

    class Now:
        settings = Settings()

    assert "Grosskopf" not in since_saved(step, Now())  # type: ignore[arg-type]
    assert "approval of a registration" in since_saved(step, Now())  # type: ignore[arg-type]


def test_every_setting_has_a_name_that_a_step_can_be_outdated_by():
    assert set(NAMES) == {one.name for one in fields(Settings)}


@pytest.mark.parametrize(("title", "note"), [("  ", ""), ("x" * 81, ""), ("x", "n" * 2001)])
def test_a_step_nobody_could_read_out_is_refused(title, note):
    with pytest.raises(EntryError):
        StoryStep(title, note, VIEW, Settings(), "")


def test_steps_are_moved_within_the_others_reworded_and_deleted():
    a, b, c = (StoryStep(title, "", VIEW, Settings(), "") for title in "abc")
    assert moved((a, b, c), 0, 1) == (b, a, c)
    assert moved((a, b, c), 0, -1) == (a, b, c)
    assert moved((a, b, c), 1, 9) == (a, c, b)
    assert without((a, b, c), 1) == (a, c)
    assert reworded((a, b), 1, " new ", "note")[1] == replace(b, title="new", note="note")
