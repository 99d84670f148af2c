import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.metrics import near_maximum_gy
from reirrad_gui.dose.overlap import (
    overlap_region,
    overlap_region_near_max,
    sum_of_maxima,
)


def test_the_overlap_region_holds_the_points_that_two_courses_irradiated():
    old, new, third = np.array([40.0, 30, 0.2, 5]), np.array([0.1, 20, 25, 0.5]), np.array([0.0, 0, 30, 0])
    assert overlap_region([old, new]).tolist() == [False, True, False, False]
    assert overlap_region([old, new, third]).tolist() == [False, True, True, False]
    assert overlap_region([old, new], levels_gy=[5.0, 0.5]).tolist() == [False, True, False, True]


def test_near_maxima_are_added_inside_the_overlap_region_only():
    # 1 cc each: the hottest 60 Gy of the old course lie where the new one gave nothing
    old, new = np.array([60.0, 30.0, 20.0]), np.array([0.0, 10.0, 25.0])
    assert overlap_region_near_max([old, new], np.ones(3), volume_cc=0.5) == pytest.approx(30.0 + 25.0)


def test_in_a_region_smaller_than_the_metric_the_maxima_count():
    old, new = np.array([60.0, 30.0]), np.array([0.0, 10.0])
    assert overlap_region_near_max([old, new], np.array([5.0, 0.02]), volume_cc=0.1) == 40.0


def test_there_is_no_overlap_region_near_maximum_without_a_region_or_with_unknown_dose():
    weights = np.ones(2)
    assert overlap_region_near_max([np.array([60.0, 0.0]), np.array([0.0, 30.0])], weights, 0.1) is None
    assert overlap_region_near_max([np.array([60.0, np.nan]), np.array([5.0, 30.0])], weights, 0.1) is None
    surface = [np.array([60.0, np.nan]), np.array([5.0, 30.0])]
    assert overlap_region_near_max(surface, np.array([1.0, 0.0]), 0.1) == 65.0


@given(
    doses=st.lists(st.tuples(st.floats(2, 80), st.floats(2, 80)), min_size=3, max_size=40),
    volume=st.floats(0.05, 2.5),
)
def test_the_overlap_region_never_gives_more_than_the_sum_of_maxima(doses, volume):
    old, new = np.array(doses).T
    weights = np.ones(old.size)
    region = overlap_region_near_max([old, new], weights, volume)
    assert region <= sum_of_maxima([near_maximum_gy(d, weights, volume) for d in (old, new)]) + 1e-9


@given(seed=st.integers(0, 10_000), volume=st.floats(0.1, 4.0))
def test_near_maxima_in_half_the_volume_bound_the_accumulated_near_maximum_for_certain(seed, volume):
    old, new = np.random.default_rng(seed).gamma(2.0, 10.0, (2, 400))
    weights = np.full(400, 0.05)
    halves = [near_maximum_gy(d, weights, volume / 2) for d in (old, new)]
    assert near_maximum_gy(old + new, weights, volume + 0.05) <= sum_of_maxima(halves) + 1e-9


def test_hot_spots_side_by_side_can_exceed_the_sum_of_near_maxima_in_the_same_volume():
    # 0.6 cc of 50 Gy each, side by side in 10 cc: 1.2 cc have 50 Gy, though neither course has a D1cc above 0
    old, new = np.zeros(1000), np.zeros(1000)
    old[:60], new[60:120] = 50.0, 50.0
    weights = np.full(1000, 0.01)
    assert near_maximum_gy(old + new, weights, 1.0) == 50.0
    assert sum_of_maxima([near_maximum_gy(d, weights, 1.0) for d in (old, new)]) == 0.0
    assert sum_of_maxima([near_maximum_gy(d, weights, 0.5) for d in (old, new)]) == 100.0


def test_sum_of_maxima_needs_every_course():
    assert sum_of_maxima([40.5, 24.0]) == 64.5
    assert sum_of_maxima([40.5, None]) is None
    assert sum_of_maxima([]) is None
