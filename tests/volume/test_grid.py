import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.grid import Grid, frozen, transformed
from reirrad_gui.volume.registration import inverse, moved
from tests.support.solids import PATIENT_POSITIONS, grids, inside, motions

PARTS = st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=8).map(np.array)


def unequal():
    """Planes 5, 5, 7 and 7 mm apart, as a pelvic CT of the reference data has them."""
    return Grid.axis_aligned((-10, -20, 30), (2.0, 3.0), (0.0, 5.0, 10.0, 17.0, 24.0), columns=8, rows=6)


@given(grid=grids(), parts=PARTS)
def test_points_and_indices_are_inverse_to_each_other(grid, parts):
    planes, rows, columns = grid.shape
    points = inside(grid, parts)
    expected = parts * [columns - 1, rows - 1, planes - 1]
    assert grid.indices(points) == pytest.approx(expected, abs=1e-6)


@given(grid=grids(), parts=PARTS, matrix=motions)
def test_indices_of_points_from_another_frame_go_through_the_matrix(grid, parts, matrix):
    points = inside(grid, parts)
    assert grid.indices(moved(points, inverse(matrix)), matrix) == pytest.approx(grid.indices(points), abs=1e-6)


@given(grid=grids(), matrix=motions, parts=PARTS)
def test_a_moved_grid_has_its_voxels_where_the_points_went(grid, matrix, parts):
    planes, rows, columns = grid.shape
    index = parts * [columns - 1, rows - 1, planes - 1]
    there = moved(grid.points(*index.T), matrix)
    assert grid.moved(matrix).points(*index.T) == pytest.approx(there, abs=1e-6)
    assert grid.moved(matrix).hull_cc == pytest.approx(grid.hull_cc)


def test_a_stretched_grid_keeps_its_plane_distances_in_millimetres():
    doubled = unequal().moved(np.diag([1.0, 1.0, 2.0, 1.0]))
    assert doubled.plane_mm.tolist() == [0, 10, 20, 34, 48]
    assert doubled.corners()[:, 2].max() == pytest.approx(2 * (30 + 24))


def test_plane_indices_follow_each_gap():
    assert unequal().plane_index(np.array([2.5, 13.5, 24.0])).tolist() == [0.5, 2.5, 4.0]
    assert not unequal().uniform


def test_plane_indices_beyond_the_stack_continue_the_last_step():
    assert unequal().plane_index(np.array([-5.0, 31.0])) == pytest.approx([-1.0, 5.0])
    regular = Grid.axis_aligned((0, 0, 0), (1, 1), (0.0, 2.0, 4.0), 2, 2)
    assert regular.uniform
    assert regular.plane_index(np.array([-2.0, 6.0])) == pytest.approx([-1.0, 3.0])


def test_a_single_plane_measures_the_distance_from_it():
    one = Grid.axis_aligned((0, 0, 0), (1, 1), (0.0,), 2, 2)
    assert one.plane_index(np.array([3.0])).tolist() == [3.0]
    assert one.uniform
    assert one.spacing_mm == (1.0, 1.0, 0.0)
    assert one.hull_cc == 0.0


def test_spacing_is_between_columns_between_rows_between_planes():
    assert unequal().spacing_mm == (2.0, 3.0, 6.0)
    assert unequal().shape == (5, 6, 8)
    # 7 x 2 mm, 5 x 3 mm, 24 mm
    assert unequal().hull_cc == pytest.approx(14 * 15 * 24 / 1000)


@pytest.mark.parametrize("position", sorted(PATIENT_POSITIONS))
def test_the_normal_is_row_times_column_in_every_patient_position(position):
    row, column = np.array(PATIENT_POSITIONS[position], float)
    grid = Grid(np.zeros(3), row * 2, column * 3, np.cross(row, column), np.arange(4.0), 5, 6)
    assert grid.normal == pytest.approx(np.cross(row, column))
    assert abs(abs(grid.normal[2]) - 1.0) < 1e-12


def test_grids_are_the_same_when_every_voxel_is():
    grid = unequal()
    assert grid.same_as(unequal())
    assert not grid.same_as(Grid.axis_aligned((-10, -20, 30.1), (2.0, 3.0), grid.plane_mm, 8, 6))
    assert not grid.same_as(Grid.axis_aligned((-10, -20, 30), (2.0, 3.0), (0.0, 6.0, 10.0, 17.0, 24.0), 8, 6))
    assert not grid.same_as(Grid.axis_aligned((-10, -20, 30), (2.0, 3.0), grid.plane_mm, 8, 7))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin_mm": np.zeros(2)}, "origin_mm"),
        ({"x_step_mm": np.array([np.nan, 0, 0])}, "x_step_mm"),
        ({"plane_mm": np.array([0.0, 5.0, 5.0])}, "ascending"),
        ({"plane_mm": np.array([])}, "ascending"),
        ({"columns": 0}, "columns and rows"),
        ({"axis": np.array([1.0, 0, 0])}, "span space"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(change, said):
    good = {
        "origin_mm": np.zeros(3), "x_step_mm": np.array([1.0, 0, 0]), "y_step_mm": np.array([0, 1.0, 0]),
        "axis": np.array([0, 0, 1.0]), "plane_mm": np.array([0.0, 1.0]), "columns": 2, "rows": 2,
    }  # fmt: skip
    with pytest.raises(ValueError, match=said):
        Grid(**{**good, **change})


def test_arrays_inside_values_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        unequal().plane_mm[0] = 1.0
    source = np.zeros(3)
    frozen(source)
    source[0] = 1.0  # the caller's own array stays writable


@given(matrix=motions)
def test_transformed_points_are_those_of_the_matrix_product(matrix):
    points = np.random.default_rng(0).uniform(-100, 100, (20, 3))
    assert pytest.approx(points @ matrix[:3, :3].T + matrix[:3, 3]) == transformed(points, matrix).T
    assert pytest.approx(points @ matrix[:3, :3].T) == transformed(points, matrix[:3, :3]).T


def test_what_lies_inside_values_is_copied_unless_nobody_can_write_to_it():
    written = np.arange(6.0)
    for seen in (written, written.reshape(2, 3), written[:3]):
        seen.flags.writeable = seen is written  # a view that cannot be written to, of an array that can
        copy = frozen(seen)
        assert not np.shares_memory(copy, written)
        assert not copy.flags.writeable
    written.flags.writeable = False
    assert frozen(written) is written
    assert np.shares_memory(frozen(written.reshape(2, 3)), written)
    assert not np.shares_memory(frozen(written[:3]), written)  # of which a small part would keep all in memory
    assert frozen([1, 2]).tolist() == [1.0, 2.0]
