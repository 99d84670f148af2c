"""Marks and lists of lesions: labelled steps that never lose what a report said."""

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Imaging, Lesion, LesionState, Modality, Note, Spot
from reirrad_gui.patient.lesion_edits import (
    lesion_added,
    lesion_changed,
    lesion_removed,
    spot_added,
    spot_removed,
)
from reirrad_gui.patient.origins import Entry
from reirrad_gui.patient.sites import Side, Site

WHO = Entry("A. Reader", "2026-11-21")
T8, STERNUM = Lesion(Site("vertebra", "T8")), Lesion(Site("sternum"))
SPOT = Spot("1.2.3", 2, 0.25, 0.5)
IN_2018 = When((StatedDate.at(PartialDate(2018), "report"),))


def history(*lesions):
    return (event_of("s", Imaging(Modality.BONE_SCAN, lesions=lesions), IN_2018), event_of("n", Note("x"), When()))


def listed(edited):
    return edited.events[0].facts.lesions


def test_a_lesion_is_added_at_the_end_of_the_list_and_the_step_names_it():
    edited = lesion_added(history(STERNUM), "s", T8, WHO)
    assert listed(edited) == (STERNUM, T8)
    assert edited.label == "Add T8 to bone scan (2018)"
    assert edited.events[0].entered == WHO
    assert edited.events[1:] == history()[1:]


def test_a_first_lesion_answers_that_no_list_was_stated():
    before = history()
    assert "list of lesions" in before[0].not_stated
    assert "list of lesions" not in lesion_added(before, "s", T8, WHO).events[0].not_stated


def test_a_place_is_listed_once_but_the_other_side_is_another_place():
    left, right = (Lesion(Site("ischium", side=side)) for side in (Side.LEFT, Side.RIGHT))
    assert len(listed(lesion_added(history(left), "s", right, WHO))) == 2
    with pytest.raises(EntryError, match="in the list of this examination already"):
        lesion_added(history(left), "s", left, WHO)
    with pytest.raises(EntryError, match="already"):
        lesion_changed(history(left, right), "s", 1, left, WHO)


def test_a_mark_is_put_and_taken_without_touching_the_list():
    marked = spot_added(history(STERNUM, T8), "s", 1, SPOT, WHO)
    assert listed(marked)[1].spots == (SPOT,)
    assert marked.label == "Mark T8 on bone scan (2018)"
    again = spot_removed(marked.events, "s", 1, SPOT, WHO)
    assert listed(again) == (STERNUM, T8)
    assert again.label == "Take the mark of T8 from bone scan (2018)"


def test_the_state_of_a_lesion_changes_and_the_lesion_goes():
    changed = lesion_changed(history(T8), "s", 0, Lesion(T8.site, LesionState.STABLE), WHO)
    assert listed(changed)[0].state is LesionState.STABLE
    assert listed(lesion_removed(changed.events, "s", 0, WHO)) == ()


def test_only_an_examination_has_lesions():
    with pytest.raises(EntryError, match="not entered as an examination"):
        lesion_added(history(), "n", T8, WHO)
    with pytest.raises(KeyError):
        lesion_added(history(), "gone", T8, WHO)


@pytest.mark.parametrize("values", [("1.2", 1, 1.01, 0.5), ("1.2", 1, 0.5, -0.1), ("1.2", 0, 0.5, 0.5), ("", 1, 0, 0)])
def test_a_mark_beside_the_picture_or_without_one_is_refused(values):
    with pytest.raises(EntryError):
        Spot(*values)
