import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.field import DoseField
from reirrad_gui.dose.metrics import near_maximum_gy
from reirrad_gui.dose.overlap import (
    IsodoseOverlap,
    isodose_overlap_cc,
    overlap_region,
    overlap_region_near_max,
    sum_of_maxima,
)
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.registration import inverse
from tests.support.solids import field_of, motion, turned

GRID = Grid.axis_aligned((-50.0, -50.0, -50.0), (2.5, 2.5), np.arange(41) * 2.5, 41, 41)


def ball(radius_mm, centre=(0.0, 0.0, 0.0)):
    """A dose whose 10 Gy isodose is a sphere: 10 Gy + 0.5 Gy per mm towards the middle."""

    def dose(points):
        return np.maximum(10.0 + 0.5 * (radius_mm - np.linalg.norm(points - np.array(centre), axis=-1)), 0.0)

    return dose


def lens_cc(radius_mm, distance_mm):
    """Volume common to two equal spheres: π (4R + d)(2R − d)² / 12."""
    return np.pi * (4 * radius_mm + distance_mm) * (2 * radius_mm - distance_mm) ** 2 / 12 / 1000


def test_two_isodose_spheres_overlap_in_their_lens():
    a, b = field_of(GRID, ball(25)), field_of(GRID, ball(25, (20.0, 0, 0)))
    found = isodose_overlap_cc(a, 10.0, b, 10.0)
    assert found.overlap_cc == pytest.approx(lens_cc(25, 20), rel=0.02)
    # one whole sphere: 4/3 π 25³ = 65.45 cc
    assert found.a_cc == pytest.approx(65.45, rel=0.01)
    assert found.b_cc == pytest.approx(65.45, rel=0.01)
    assert found.unknown_cc == 0.0


def test_overlap_is_the_same_through_a_registration_and_from_either_side():
    matrix = motion(turned(np.array([1.0, 2.0, 3.0]), 25.0), (30.0, -12.0, 7.0))
    a, b = field_of(GRID, ball(20)), field_of(GRID, ball(20, (15.0, 0, 0)))
    # the same dose b, given in a frame that lies elsewhere
    apart = DoseField(GRID.moved(matrix), b.stored)
    there = isodose_overlap_cc(a, 10.0, apart, 10.0, matrix)
    back = isodose_overlap_cc(apart, 10.0, a, 10.0, inverse(matrix))
    assert there.overlap_cc == pytest.approx(lens_cc(20, 15), rel=0.02)
    assert back.overlap_cc == pytest.approx(there.overlap_cc, rel=0.02)


def test_isodose_volume_outside_the_other_grid_is_unknown_overlap():
    small = Grid.axis_aligned((-50.0, -50.0, -50.0), (2.5, 2.5), np.arange(41) * 2.5, 21, 41)  # ends at x = 0
    a, half = field_of(GRID, ball(20)), field_of(small, ball(20))
    found = isodose_overlap_cc(a, 10.0, half, 10.0)
    # 4/3 π 20³ = 33.51 cc, half of it beyond the small grid
    assert found.overlap_cc == pytest.approx(16.76, rel=0.03)
    assert found.unknown_cc == pytest.approx(16.76, rel=0.03)
    assert isodose_overlap_cc(half, 10.0, a, 10.0).unknown_cc == pytest.approx(found.unknown_cc)


def test_isodoses_that_do_not_meet_do_not_overlap():
    a, b = field_of(GRID, ball(10, (-25.0, 0, 0))), field_of(GRID, ball(10, (25.0, 0, 0)))
    found = isodose_overlap_cc(a, 10.0, b, 10.0)
    assert (found.overlap_cc, found.unknown_cc) == (0.0, 0.0)
    assert found.a_cc > 4.0


def test_a_dose_on_a_single_plane_has_no_isodose_volume():
    flat = DoseField(Grid.axis_aligned((0, 0, 0), (2, 2), (0.0,), 3, 3), np.full((1, 3, 3), 20.0))
    found = isodose_overlap_cc(flat, 10.0, flat, 10.0)
    assert found == IsodoseOverlap(0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("a", "b", "spacing"), [(0.0, 10.0, 2.0), (10.0, -1.0, 2.0), (10.0, 10.0, 0.0)])
def test_a_level_or_spacing_of_nothing_is_refused(a, b, spacing):
    field = field_of(GRID, ball(10))
    with pytest.raises(ValueError, match="above zero"):
        isodose_overlap_cc(field, a, field, b, spacing_mm=spacing)


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
