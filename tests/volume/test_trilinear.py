"""Interpolation stays between the voxels it rests on, but for the hair by which positions are rounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.trilinear import EDGE_TOLERANCE, plane_points, plane_values, values_at

GRID = Grid.axis_aligned((0.0, 0.0, 0.0), (2.5, 2.5), (0.0, 3.0, 6.0), columns=3, rows=3)


@given(
    voxels=st.lists(st.floats(-1000, 3000), min_size=27, max_size=27),
    place=st.tuples(*(st.floats(-2e-4, 5.0002), st.floats(-2e-4, 5.0002), st.floats(-2e-4, 6.0002))),
)
def test_a_value_lies_between_its_neighbours_or_a_hair_beyond(voxels, place):
    stored = np.array(voxels).reshape(GRID.shape)
    value = float(values_at(GRID, stored, np.array([place]))[0])
    hair = 4 * EDGE_TOLERANCE * float(np.ptp(stored)) + 1e-9  # three axes, each at most its tolerance further
    assert stored.min() - hair <= value <= stored.max() + hair


def test_a_hair_beyond_the_edge_a_line_goes_on():
    stored = np.zeros(GRID.shape)
    stored[0, 0, 1] = 50.0  # 20 per mm, from 0 at the first column
    assert values_at(GRID, stored, np.array([[-1e-5, 0.0, 0.0]])) == pytest.approx([-2e-4])


@pytest.mark.parametrize("first", [(0, 0), (1, 0), (0, 1), (-1, 2)])
@pytest.mark.parametrize("height", [3.0, 4.0])
def test_a_plane_on_voxel_centres_says_what_its_points_say(first, height):
    """Also where it begins inside the grid, or lies partly beyond it; on a plane of voxels and between two."""
    stored = np.random.default_rng(3).integers(0, 60000, GRID.shape).astype(np.uint16)
    origin = np.array([2.5 * first[0], 2.5 * first[1], height])
    across, along = np.array([2.5, 0.0, 0.0]), np.array([0.0, 2.5, 0.0])
    for u, v in ((across, along), (along, across)):
        picture = plane_values(GRID, stored, origin, u, v, (2, 2))
        np.testing.assert_array_equal(picture, values_at(GRID, stored, plane_points(origin, u, v, (2, 2))))
        assert not np.shares_memory(picture, stored)
