"""Moving in time: the day under the cursor stays, the limits hold, everything can be brought back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.ui.timeline.items import event_item
from reirrad_gui.ui.timeline.viewport import LONGEST_DAYS, SHORTEST_DAYS, Viewport, around, domain_of, reach_of
from tests.support.stories import event, example_events, when

views = st.builds(
    lambda first, days: Viewport(first, first + days),
    st.floats(600_000, 760_000),
    st.floats(SHORTEST_DAYS, LONGEST_DAYS),
)


@given(view=views, factor=st.floats(0.01, 100), x=st.floats(0, 1000))
def test_zooming_keeps_the_day_under_the_cursor_within_a_pixel(view, factor, x):
    day = view.day(x, 0, 1000)
    assert view.zoomed(factor, day).x(day, 0, 1000) == pytest.approx(x, abs=0.5)


@given(view=views, factor=st.floats(0.001, 1000), share=st.floats(0, 1))
def test_a_view_is_never_shorter_than_a_day_nor_longer_than_60_years(view, factor, share):
    zoomed = view.zoomed(factor, view.first + share * view.days)
    assert SHORTEST_DAYS - 1e-6 <= zoomed.days <= LONGEST_DAYS + 1e-6


@given(view=views, days=st.floats(-1e6, 1e6))
def test_panning_never_loses_the_history(view, days):
    domain = Viewport(730_000.0, 735_000.0)
    moved = view.panned(days).within(domain)
    assert moved.first <= domain.last
    assert moved.last >= domain.first
    assert moved.days == pytest.approx(view.days)


def test_the_domain_holds_every_known_day():
    items = [event_item(e) for e in example_events()]
    domain = domain_of(items)
    assert domain.first < date(2011, 3, 1).toordinal()
    assert domain.last > date(2019, 12, 31).toordinal() + 1


@pytest.mark.parametrize("absurd", ["1896", "2999", "9999-12-31", "0001"])
def test_one_absurd_date_does_not_hide_the_history_and_can_be_reached(absurd):
    items = [event_item(e) for e in (*example_events(), event("odd", "disease", "Cancer", when(absurd)))]
    domain = domain_of(items)
    assert domain.days <= LONGEST_DAYS + 1e-6
    assert domain.first < date(2011, 3, 1).toordinal()
    assert domain.last > date(2019, 12, 31).toordinal()
    there = items[-1].start.first
    reached = around(there, there + 1.0).within(reach_of(items, domain))
    assert reached.first <= there <= reached.last


def test_a_history_without_any_date_has_no_domain():
    assert domain_of([event_item(event("x", "disease", "Cancer", when()))]) is None


def test_a_single_day_is_shown_with_time_around_it():
    domain = domain_of([event_item(event("x", "disease", "Cancer", when("2012-12-03")))])
    assert domain.days >= 60


def test_bringing_something_into_view_moves_no_more_than_it_must():
    view = Viewport(1000.0, 1100.0)
    assert view.showing(1040.0, 1050.0) == view
    assert view.showing(1120.0, 1130.0).last == pytest.approx(1133.0)
    assert view.showing(0.0, 1000.0) == around(0.0, 1000.0)
