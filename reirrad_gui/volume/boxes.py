"""Boxes of whole voxels in which everything is known: what can be written to a file that has no word for "unknown"."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray, Grid

Mask = NDArray[np.bool_]
Box = tuple[slice, slice, slice]
SIDES = tuple(product(range(3), (0, 1)))


def known_box(known: Mask) -> Box | None:
    """A box without any unknown voxel that cannot be enlarged by a layer on any side; None when nothing is known.

    Where the known voxels themselves form a box (grids parallel to each other) it is that very box. Otherwise the side
    with the largest unknown part is given up, again and again, until no unknown voxel is left.

    Parameters
    ----------
    known : (planes, rows, columns) of bool

    Examples
    --------
    >>> known = np.zeros((4, 5, 6), bool)
    >>> known[1:3, 0:5, 2:6] = True
    >>> known_box(known)
    (slice(1, 3, None), slice(0, 5, None), slice(2, 6, None))
    """
    box = _bounds(known)
    if box is None:
        return None
    unknown = int(known[_slices(box)].size - np.count_nonzero(known[_slices(box)]))
    while unknown:
        axis, side, lost = _worst_side(known, box)
        if _size(box) == 1:
            box, unknown = _one_voxel(known), 0
        elif lost:
            box[axis][side] += 1 - 2 * side
            unknown -= lost
        else:
            box = _beside(known, box)
            inside = known[_slices(box)]
            unknown = int(inside.size - np.count_nonzero(inside))
    return _slices(_grown(known, box))


def _bounds(known: Mask) -> list[list[int]] | None:
    """[first, end) of the known voxels along every axis."""
    bounds = []
    for axis in range(3):
        places = np.flatnonzero(known.any(axis=tuple(other for other in range(3) if other != axis)))
        if not places.size:
            return None
        bounds.append([int(places[0]), int(places[-1]) + 1])
    return bounds


def _slices(box: list[list[int]]) -> Box:
    planes, rows, columns = (slice(first, end) for first, end in box)
    return planes, rows, columns


def _layer(known: Mask, box: list[list[int]], axis: int, at: int) -> Mask:
    place: list[slice | int] = list(_slices(box))
    place[axis] = at
    return known[tuple(place)]


def _worst_side(known: Mask, box: list[list[int]]) -> tuple[int, int, int]:
    """(axis, side, unknown voxels) of the outer layer with the largest unknown part; axes of one voxel keep it."""
    worst, found = -1.0, (0, 0, 0)
    for axis, side in ((axis, side) for axis, side in SIDES if box[axis][1] - box[axis][0] > 1):
        layer = _layer(known, box, axis, box[axis][side] - side)
        lost = layer.size - int(np.count_nonzero(layer))
        if lost / layer.size > worst:
            worst, found = lost / layer.size, (axis, side, lost)
    return found


def _beside(known: Mask, box: list[list[int]]) -> list[list[int]]:
    """The largest part of a box beside a hole that none of its outer layers touches."""
    hole = _bounds(~known[_slices(box)])
    assert hole is not None, "something is unknown inside"
    choices = []
    for axis, side in SIDES:
        cut = [list(bounds) for bounds in box]
        cut[axis][side] = box[axis][0] + (hole[axis][1] if side == 0 else hole[axis][0])
        choices.append(cut)
    return max(choices, key=_size)


def _one_voxel(known: Mask) -> list[list[int]]:
    """Any voxel that is known: for masks so torn that nothing larger was found."""
    place = np.unravel_index(int(np.argmax(known)), known.shape)
    return [[int(at), int(at) + 1] for at in place]


def _size(box: list[list[int]]) -> int:
    return int(np.prod([end - first for first, end in box]))


def _grown(known: Mask, box: list[list[int]]) -> list[list[int]]:
    """The box, enlarged layer by layer as long as all of a layer is known."""
    grew = True
    while grew:
        grew = False
        for axis, side in SIDES:
            at = box[axis][side] - (1 - side)
            if 0 <= at < known.shape[axis] and _layer(known, box, axis, at).all():
                box[axis][side] += 2 * side - 1
                grew = True
    return box


def part_of(grid: Grid, box: Box) -> Grid:
    """The grid of the voxels in a box of another.

    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 3.0), (0.0, 5.0, 12.0), columns=4, rows=3)
    >>> part = part_of(grid, (slice(1, 3), slice(0, 2), slice(2, 4)))
    >>> part.shape, part.corners()[0].tolist()
    ((2, 2, 2), [4.0, 0.0, 5.0])
    """
    planes, rows, columns = box
    return Grid(
        grid.origin_mm + columns.start * grid.x_step_mm + rows.start * grid.y_step_mm,
        grid.x_step_mm,
        grid.y_step_mm,
        grid.axis,
        grid.plane_mm[planes],
        columns.stop - columns.start,
        rows.stop - rows.start,
    )


def box_around(grid: Grid, points_mm: FloatArray, matrix: FloatArray | None = None) -> Box | None:
    """The voxels of a grid around points (n, 3), with one more on every side; None where they miss the grid.

    `matrix` (4, 4) leads from the frame of the points to the grid's.

    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0, 5.0, 10.0, 15.0), columns=9, rows=3)
    >>> box_around(grid, np.array([[5.0, 1.0, 7.0], [8.0, 1.0, 40.0]]))
    (slice(0, 4, None), slice(0, 3, None), slice(1, 6, None))
    """
    indices = grid.indices(points_mm, matrix)[:, ::-1]
    low, high = np.floor(indices.min(axis=0)).astype(int) - 1, np.ceil(indices.max(axis=0)).astype(int) + 2
    ends = [
        (max(first, 0), min(last, count))
        for first, last, count in zip(low.tolist(), high.tolist(), grid.shape, strict=True)
    ]
    if any(last - first < 2 for first, last in ends):
        return None
    planes, rows, columns = (slice(first, last) for first, last in ends)
    return planes, rows, columns


def respaced(grid: Grid, spacing_mm: float) -> Grid:
    """Cubic voxels in the hull of another grid's voxel centres, from its first voxel on.

    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 3.0), (0.0, 5.0, 12.0), columns=4, rows=3)
    >>> respaced(grid, 2.5).shape
    (5, 3, 3)

    Raises
    ------
    ValueError
        The spacing is not above zero.
    """
    if not spacing_mm > 0:
        raise ValueError(f"spacing_mm must be above zero, not {spacing_mm}")
    x_mm, y_mm, _ = grid.spacing_mm
    depth_mm = float(grid.plane_mm[-1] - grid.plane_mm[0])
    planes = grid.plane_mm[0] + spacing_mm * np.arange(_count(depth_mm, spacing_mm))
    return Grid(
        grid.origin_mm,
        _long(grid.x_step_mm, spacing_mm),
        _long(grid.y_step_mm, spacing_mm),
        grid.axis,
        planes,
        _count(x_mm * (grid.columns - 1), spacing_mm),
        _count(y_mm * (grid.rows - 1), spacing_mm),
    )


def _count(length_mm: float, spacing_mm: float) -> int:
    return int(np.floor(length_mm / spacing_mm + 1e-6)) + 1


def _long(step_mm: FloatArray, spacing_mm: float) -> FloatArray:
    return np.asarray(step_mm * (spacing_mm / np.linalg.norm(step_mm)), dtype=np.float64)
