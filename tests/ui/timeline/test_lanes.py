"""Lanes as the user wants them: moved, hidden, remembered; never all hidden, never silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.timeline.arrange import arranged
from reirrad_gui.ui.timeline.items import event_item
from reirrad_gui.ui.timeline.lanes import LaneChoice, lanes_hidden, outside_words
from tests.support.stories import event, when

steps = st.lists(st.tuples(st.sampled_from(Lane), st.sampled_from((-1, 0, 1))), max_size=20)


@given(steps=steps)
def test_however_lanes_are_moved_and_hidden_none_is_lost_and_one_is_shown(steps):
    choice = LaneChoice()
    for lane, way in steps:
        choice = choice.moved(lane, way) if way else choice.toggled(lane)
    assert sorted(lane.value for lane in choice.order) == sorted(lane.value for lane in Lane)
    assert choice.shown
    assert LaneChoice.read(choice.text) == choice


@given(text=st.text(max_size=60))
def test_settings_of_any_other_program_lead_to_all_lanes(text):
    assert set(LaneChoice.read(text).order) == set(Lane)


def test_moving_up_passes_hidden_lanes():
    choice = LaneChoice().toggled(Lane.IMAGING).moved(Lane.SYSTEMIC, -1)
    assert [lane for lane, _ in choice.shown] == [
        Lane.SYSTEMIC, Lane.DISEASE, Lane.RADIOTHERAPY, Lane.SYMPTOMS, Lane.NOTES,
    ]  # fmt: skip


def test_hidden_lanes_are_said():
    assert lanes_hidden(LaneChoice().toggled(Lane.IMAGING).toggled(Lane.SYMPTOMS)) == "2 lanes hidden"
    assert lanes_hidden(LaneChoice()) == ""


@pytest.mark.parametrize(
    ("earlier", "later", "hidden", "longest"),
    [
        (0, 0, "", ""),
        (1, 4, "", "◂ 1 · 4 ▸"),
        (0, 4, "1 lane hidden", "4 ▸ · 1 lane hidden"),
        (0, 0, "1 lane hidden", "1 lane hidden"),
    ],
)
def test_what_lies_outside_the_view_is_counted_in_words(earlier, later, hidden, longest):
    assert outside_words(earlier, later, hidden)[0] == longest


def test_a_lane_of_notes_stands_last_where_there_are_notes_and_takes_no_room_where_there_are_none():
    note = event_item(event("x", "notes", "Figures differ", when("2018")))
    assert [lane.title for lane in arranged((note,))][-1] == "Notes"
    assert "Notes" not in [lane.title for lane in arranged(())]
    assert [lane.title for lane in arranged((), ((Lane.NOTES, "Notes"),))] == ["Notes"]  # the only one shown is shown
