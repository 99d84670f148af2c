"""Interpolation stays between the voxels it rests on, even where positions are rounded."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.trilinear import plane_values, values_at

GRID = Grid.axis_aligned((0.0, 0.0, 0.0), (2.5, 2.5), (0.0, 3.0, 6.0), columns=3, rows=3)


@given(
    voxels=st.lists(st.floats(0, 70), min_size=27, max_size=27),
    place=st.tuples(*(st.floats(-2e-4, 5.0002), st.floats(-2e-4, 5.0002), st.floats(-2e-4, 6.0002))),
)
def test_no_dose_below_zero_comes_from_doses_that_are_not(voxels, place):
    dose = np.array(voxels).reshape(GRID.shape)
    value = float(values_at(GRID, dose, np.array([place]))[0])
    assert value >= 0.0
    assert dose.min() - 1e-9 <= value <= dose.max() + 1e-9
    picture = plane_values(GRID, dose, np.array(place), np.array([2.5, 0, 0]), np.array([0, 2.5, 0]), (1, 1))
    assert picture[0, 0] >= 0.0


def test_a_hair_beyond_the_edge_is_the_edge():
    dose = np.zeros(GRID.shape)
    dose[0, 0, 1] = 50.0  # falling to 0 at the first column
    assert values_at(GRID, dose, np.array([[-1e-5, 0.0, 0.0]])).tolist() == [0.0]
