"""A file cannot say "unknown": what is written is a box in which everything is known, as large as can be had."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from reirrad_gui.volume.boxes import known_box, part_of, respaced
from reirrad_gui.volume.grid import Grid

GRID = Grid.axis_aligned((-10.0, 5.0, 0.0), (2.0, 3.0), (0.0, 5.0, 12.0, 20.0), columns=7, rows=6)


def size(box):
    return int(np.prod([side.stop - side.start for side in box]))


@given(known=arrays(bool, array_shapes(min_dims=3, max_dims=3, max_side=6)))
def test_the_box_holds_no_unknown_voxel_and_no_side_can_be_moved_out(known):
    box = known_box(known)
    if box is None:
        assert not known.any()
        return
    assert known[box].all()
    assert size(box) >= 1
    for axis in range(3):
        for at in (box[axis].start - 1, box[axis].stop):
            layer = list(box)
            layer[axis] = at
            assert not (0 <= at < known.shape[axis]) or not known[tuple(layer)].all()


@given(data=st.data(), shape=array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=8))
def test_where_grids_are_parallel_the_box_is_all_that_is_known(data, shape):
    ends = [sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n)))) for n in shape]
    known = np.zeros(shape, bool)
    whole = tuple(slice(first, end) for first, end in ends)
    known[whole] = True
    assert known_box(known) == (whole if known.any() else None)


def test_a_square_on_its_corner_keeps_nearly_the_half_that_fits():
    # |x| + |y| <= 40: the largest upright square inside has half the area (side 40 of a diagonal of 80)
    y, x = np.mgrid[-50:51, -50:51]
    known = np.repeat((np.abs(x) + np.abs(y) <= 40)[None], 3, axis=0)
    box = known_box(known)
    assert known[box].all()
    assert size(box) / known.sum() == pytest.approx(0.5, abs=0.03)


def test_a_hole_inside_is_cut_around():
    known = np.ones((3, 3, 20), bool)
    known[1, 1, 6] = False
    assert known_box(known) == (slice(0, 3), slice(0, 3), slice(7, 20))


def test_nothing_known_is_no_box():
    assert known_box(np.zeros((2, 3, 4), bool)) is None


def test_a_part_of_a_grid_has_its_voxels_where_the_grid_had_them():
    part = part_of(GRID, (slice(1, 4), slice(2, 5), slice(3, 7)))
    assert part.shape == (3, 3, 4)
    plane, row, column = np.meshgrid(*(np.arange(n) for n in part.shape), indexing="ij")
    there = GRID.points(column + 3, row + 2, plane + 1)
    np.testing.assert_allclose(part.points(column, row, plane), there, atol=1e-12)


@given(spacing=st.floats(0.5, 12.0))
def test_another_spacing_stays_within_the_grid_and_fills_it(spacing):
    cubes = respaced(GRID, spacing)
    assert cubes.spacing_mm[:2] == pytest.approx((spacing, spacing))
    indices = GRID.indices(cubes.corners())
    assert (indices >= -1e-6).all()
    assert (indices <= np.array([6, 5, 3]) + 1e-5).all()
    spans = [(n - 1) * spacing for n in (cubes.columns, cubes.rows, cubes.plane_mm.size)]
    assert all(whole - span < spacing * (1 + 1e-5) for span, whole in zip(spans, (12.0, 15.0, 20.0), strict=True))


def test_a_spacing_of_nothing_is_no_spacing():
    with pytest.raises(ValueError, match="above zero"):
        respaced(GRID, 0.0)
