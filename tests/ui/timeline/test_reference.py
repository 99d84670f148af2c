"""Time since the diagnosis or a course: whole units, and ranges where a date is one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.ui.timeline.folds import Fold
from reirrad_gui.ui.timeline.item import Span
from reirrad_gui.ui.timeline.items import timeline_items
from reirrad_gui.ui.timeline.reference import Reference, references, relative_ticks, since
from reirrad_gui.ui.timeline.viewport import Viewport
from tests.support.assessments import example_assessment, example_case
from tests.ui.timeline.test_scene import measure

MARCH_2011 = Reference("dx", "diagnosis", Span.of(date(2011, 3, 1), date(2011, 3, 31)))
A_DAY = Reference("c", "start of course 1", Span.of(date(2012, 12, 3), date(2012, 12, 3)))


def span(first, last=None):
    return Span.of(first, last or first)


@pytest.mark.parametrize(
    ("reference", "days", "words"),
    [
        (A_DAY, span(date(2012, 12, 3)), "0 d after start of course 1"),
        (A_DAY, span(date(2012, 12, 17)), "14 d after start of course 1"),
        (A_DAY, span(date(2012, 11, 3)), "1 m before start of course 1"),
        # 1 March to 30 April is one complete month, 31 March to 1 April none
        (MARCH_2011, span(date(2011, 4, 1), date(2011, 4, 30)), "0 m to 1 m after diagnosis"),
        (MARCH_2011, span(date(2018, 1, 1), date(2018, 12, 31)), "6 y 9 m to 7 y 9 m after diagnosis"),
        (MARCH_2011, span(date(2011, 3, 10)), "from 21 d before to 9 d after diagnosis"),
    ],
)
def test_how_long_after_says_a_range_where_either_date_is_one(reference, days, words):
    assert since(reference, days) == words


def test_days_beyond_the_calendar_are_told_as_its_last():
    beyond = float(date.max.toordinal()) + 300_000.0  # the axis of a date in 9999 reaches there
    assert since(A_DAY, Span(beyond, beyond + 1.0)) == "7987 y after start of course 1"
    assert since(A_DAY, Span(-5.0, -4.0)).endswith("before start of course 1")


@given(days=st.floats(1, 20_000), offset=st.integers(-5_000, 5_000), width=st.floats(300, 2500))
def test_ticks_count_whole_units_and_are_never_finer_than_the_reference_is_known(days, offset, width):
    middle = MARCH_2011.anchor.toordinal() + offset
    view = Viewport(middle - days / 2, middle + days / 2)
    for reference in (MARCH_2011, A_DAY):
        texts = [tick.text for tick in relative_ticks(view, Fold(), reference, width, measure)]
        assert len(set(texts)) == len(texts)
        assert all(text.startswith("≈ ") != reference.exact for text in texts)
        if not reference.exact:
            assert not any(text.endswith(" d") for text in texts)


def test_a_tick_stands_where_its_words_say():
    anchor = A_DAY.anchor
    view = Viewport(
        float((anchor - timedelta(days=400)).toordinal()), float((anchor + timedelta(days=800)).toordinal())
    )
    ticks = {
        tick.text: date.fromordinal(int(tick.day)) for tick in relative_ticks(view, Fold(), A_DAY, 1400.0, measure)
    }
    assert ticks["1 y"] == date(2013, 12, 3)
    assert ticks["−1 y"] == date(2011, 12, 3)
    assert ticks["0"] == anchor


def test_time_can_be_counted_from_the_diagnosis_and_from_each_course_whose_start_is_closed_to_both_sides():
    case = example_case()
    assessment = example_assessment(case)
    found = references(case.events, timeline_items(case.events, assessment.courses, assessment.gaps))
    assert [one.name for one in found] == ["diagnosis", "start of course 1", "start of course 2"]
    assert found[0].span == MARCH_2011.span
