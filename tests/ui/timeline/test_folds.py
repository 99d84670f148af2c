"""A broken axis: a day's place rises with the day and leads back; nothing that happened is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.ui.timeline.folds import Fold, fold_of
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.items import event_item
from tests.support.stories import event, when
from tests.ui.timeline.test_scene import histories


@st.composite
def folds(draw):
    edges = sorted(draw(st.lists(st.integers(1, 40_000), min_size=2, max_size=8, unique=True)))
    cuts = tuple((float(a), float(b)) for a, b in zip(edges[::2], edges[1::2], strict=False))
    shortest = min((b - a for a, b in cuts), default=1.0)
    return Fold(cuts, draw(st.floats(0.01, 1.0)) * shortest)


days = st.floats(0, 50_000)


@given(fold=folds(), one=days, other=days)
def test_a_later_day_stands_further_right_wherever_time_is_left_out(fold, one, other):
    early, late = sorted((one, other))
    assert fold.place(early) <= fold.place(late)
    if late - early > 1e-3:
        assert fold.place(early) < fold.place(late)


@given(fold=folds(), day=days)
def test_a_place_on_a_broken_axis_leads_back_to_its_day(fold, day):
    assert fold.day(fold.place(day)) == pytest.approx(day, abs=1e-3)


@given(fold=folds(), day=days)
def test_outside_what_is_left_out_days_keep_their_length(fold, day):
    if fold.cut_at(day) is None and fold.cut_at(day + 1.0) is None and fold.cut_at(day + 0.5) is None:
        inside = any(day < first and last < day + 1.0 for first, last in fold.cuts)
        assert inside or fold.place(day + 1.0) - fold.place(day) == pytest.approx(1.0, abs=1e-6)


@given(items=histories())
def test_nothing_that_is_dated_lies_in_what_is_left_out(items):
    fold = fold_of(items)
    for item in items:
        for span in (item.start, item.end):
            known = [day for day in (span.first, span.last) if day is not None]
            if item.shape is not Shape.INTERVAL and item.dated and known:
                assert not any(first < known[-1] and known[0] < last for first, last in fold.cuts)


def test_ten_empty_years_between_two_scans_are_left_out_and_half_a_year_is_not():
    scans = [event_item(event(str(n), "imaging", "Scan", when(day)))
             for n, day in enumerate(("2000-01-01", "2000-05-01", "2010-05-01"))]  # fmt: skip
    (cut,) = fold_of(scans).cuts
    assert (scans[1].last, scans[2].first) == (cut[0] - 0.02 * 3774, cut[1] + 0.02 * 3774)  # 3,774 days in all


def test_without_a_long_empty_stretch_nothing_is_left_out():
    assert fold_of([]) == Fold()
    assert fold_of([event_item(event("x", "imaging", "Scan", when("2018")))]) == Fold()
