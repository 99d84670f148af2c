"""Metrics of many draws at once are those of each alone; thinned points stand for all; no shift leaves the organ."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reirrad_gui.dose.draws import means_of_draws, near_maxima_of_draws, volumes_of_draws
from reirrad_gui.dose.metrics import Ranked
from reirrad_gui.dose.thinning import neighbours_in_line, thinned
from reirrad_gui.dose.within import Within

ROWS = arrays(np.float64, (3, 12), elements=st.floats(0, 100, width=32))
WEIGHTS = arrays(np.float64, 12, elements=st.floats(0.01, 2))


@given(rows=ROWS, weights=WEIGHTS, volume=st.floats(0.01, 25))
def test_the_near_maximum_of_each_draw_is_that_of_its_ranked_points(rows, weights, volume):
    single = [Ranked(row, weights).hottest(volume) for row in rows]
    assert near_maxima_of_draws(rows, weights, volume) == pytest.approx(single, rel=1e-6, abs=1e-6)


def test_points_without_volume_count_for_the_maximum_and_for_what_lies_above_the_first_middle():
    rows, weights = np.array([[50.0, 40.0, 30.0]]), np.array([0.0, 1.0, 1.0])
    assert near_maxima_of_draws(rows, weights, 0.0).tolist() == [50.0]
    assert near_maxima_of_draws(rows, weights, 0.25).tolist() == [45.0]  # half way to 40 Gy, which stands at 0.5 cc


def test_beyond_the_whole_volume_the_near_maximum_is_the_lowest_dose():
    assert near_maxima_of_draws(np.array([[2.0, 1.0]]), np.ones(2), 9.0).tolist() == [1.0]


@given(rows=ROWS, weights=WEIGHTS)
def test_the_mean_of_each_draw_weighs_points_by_their_volume(rows, weights):
    single = [float(np.average(row, weights=weights)) for row in rows]
    assert means_of_draws(rows, weights) == pytest.approx(single)


@given(rows=ROWS, weights=WEIGHTS)
def test_the_volume_at_each_level_is_what_gets_at_least_that_dose(rows, weights):
    found = volumes_of_draws(rows, weights, step_gy=8.0, steps=14)
    for row, volumes in zip(rows, found, strict=True):
        levels = [float(weights[row >= 8.0 * level].sum()) for level in range(14)]
        assert volumes == pytest.approx(levels)


def test_neighbours_in_a_line_stay_near_each_other_on_a_lattice():
    points = np.stack(np.meshgrid(*(np.arange(8.0),) * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    line = neighbours_in_line(points)
    assert sorted(line.tolist()) == list(range(512))
    eights = points[line].reshape(64, 8, 3)
    assert (np.ptp(eights, axis=1) <= 2.0).all()  # cubes of 2 x 2 x 2; a coordinate rounds to either cell
    assert np.ptp(eights, axis=1).mean() < 1.2


def test_points_in_one_place_keep_their_order():
    assert neighbours_in_line(np.zeros((4, 3))).tolist() == [0, 1, 2, 3]


@given(
    count=st.integers(1, 60), at_most=st.integers(1, 20), weights=st.lists(st.floats(0, 3), min_size=60, max_size=60)
)
def test_thinned_points_keep_the_volume(count, at_most, weights):
    volumes = np.array(weights)
    found = thinned(np.arange(count), volumes, at_most)
    assert found.points.size == min(count, at_most)
    assert found.weights_cc.sum() == pytest.approx(volumes[:count].sum(), abs=1e-12)


BOX = np.stack(np.meshgrid(*(np.arange(-9.5, 10.0),) * 3, indexing="ij"), axis=-1).reshape(-1, 3)
VOLUMES = np.full(len(BOX), 0.001)


@given(shift=st.tuples(*(st.floats(-8, 8),) * 3))
def test_no_shift_takes_a_point_further_out_of_the_organ_than_the_cells_it_is_told_by(shift):
    organ = Within(BOX, VOLUMES, [(BOX[:, 0],)])
    places, cells = organ.moved(BOX[::37], np.array([shift]))
    assert np.abs(places).max() <= 10.0 + 1.25
    # in between it goes exactly where the shift takes it
    inside = np.abs(BOX[::37] + np.array(shift)).max(axis=1) < 8.0
    assert places[0][inside] == pytest.approx((BOX[::37] + np.array(shift))[inside])
    assert cells.shape == (1, len(BOX[::37]))


def test_a_dose_found_beyond_the_organ_is_kept_within_what_its_points_have_there():
    organ = Within(BOX, VOLUMES, [(BOX[:, 0], BOX[:, 0] + 1.0)])
    places, cells = organ.moved(np.array([[9.5, 0.0, 0.0]]), np.array([[5.0, 0.0, 0.0], [-5.0, 0.0, 0.0]]))
    kept = organ.bounded(0, np.array([[99.0], [4.5]]), cells)
    assert kept.ravel().tolist() == [10.5, 4.5]  # at most what the outermost points have; inside as found
    assert places[0, 0, 0] < 11.0 and places[1, 0, 0] == 4.5


def test_a_shift_that_leaves_the_organ_goes_on_along_itself_as_far_as_the_organ_reaches():
    organ = Within(BOX, VOLUMES, [(BOX[:, 0],)])
    places, _ = organ.moved(np.array([[0.5, 0.5, 0.5]]), np.array([[16.0, 0.0, 0.0]]))
    assert 8.5 <= places[0, 0, 0] <= 11.25 and places[0, 0, 1:].tolist() == [0.5, 0.5]
