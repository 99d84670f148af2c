"""Interpolation stays between the voxels it rests on, but for the hair by which positions are rounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.trilinear import EDGE_TOLERANCE, values_at

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
