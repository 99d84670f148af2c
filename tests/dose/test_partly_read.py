"""A dose of which only a part was read answers as the whole one does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.field import DoseField
from reirrad_gui.dose.partly_read import PartlyRead
from reirrad_gui.volume.boxes import part_of
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.ways import Warp

GRID = Grid.axis_aligned((-9.0, 4.0, 0.0), (2.0, 3.0), 2.5 * np.arange(8), columns=10, rows=9)
WHOLE = DoseField(GRID, np.random.default_rng(3).integers(0, 60_000, GRID.shape).astype(np.uint32), 0.001)
BOX = (slice(1, 6), slice(2, 8), slice(3, 9))
SHIFT = np.array([[1.0, 0, 0, 4], [0, 1, 0, -3], [0, 0, 1, 2], [0, 0, 0, 1]])


def partly(asked: list[str]) -> PartlyRead:
    def whole() -> DoseField:
        asked.append("whole")
        return WHOLE

    part = DoseField(part_of(GRID, BOX), WHOLE.stored[BOX], WHOLE.gy_per_unit)
    return PartlyRead(GRID, part, WHOLE.max_gy, WHOLE.edge_max_gy, whole)


@given(
    points=st.lists(st.tuples(st.floats(-14, 14), st.floats(0, 32), st.floats(-4, 22)), min_size=1, max_size=20),
    moved=st.booleans(),
)
def test_the_dose_at_any_points_is_that_of_the_whole(points, moved):
    place, matrix = np.array(points), SHIFT if moved else None
    np.testing.assert_allclose(partly([]).dose_at(place, matrix), WHOLE.dose_at(place, matrix), rtol=0, atol=1e-9)


def test_the_rest_is_read_for_points_there_and_not_for_points_in_the_part_or_beyond_the_grid():
    asked: list[str] = []
    dose = partly(asked)
    within, beyond, elsewhere = ([1.0, 16.0, 6.0], [500.0, 16.0, 6.0], [-8.0, 5.0, 1.0])
    assert np.isnan(dose.dose_at(np.array([within, beyond]))).tolist() == [False, True]
    assert asked == []
    assert not np.isnan(dose.dose_at(np.array([within, elsewhere]))).any()
    assert asked == ["whole"]


def test_a_bent_way_and_a_picture_are_asked_of_the_whole():
    dose, place = partly([]), np.array([[1.0, 16.0, 6.0]])
    assert dose.dose_at(place, Warp((SHIFT,))) == pytest.approx(WHOLE.dose_at(place, SHIFT))
    picture = (np.array([-9.0, 4.0, 5.0]), np.array([2.0, 0, 0]), np.array([0, 3.0, 0]), (9, 10))
    np.testing.assert_array_equal(dose.dose_at_plane(*picture), WHOLE.dose_at_plane(*picture))


def test_a_share_of_the_dose_is_a_share_of_its_maximum_its_edge_and_every_point():
    half, place = partly([]).scaled(0.5), np.array([[1.0, 16.0, 6.0], [-8.0, 5.0, 1.0]])
    assert (half.max_gy, half.edge_max_gy) == (WHOLE.max_gy / 2, WHOLE.edge_max_gy / 2)
    np.testing.assert_allclose(half.dose_at(place), WHOLE.dose_at(place) / 2, rtol=0, atol=1e-9)
