"""Trilinear interpolation between voxel centres: the one way in which numbers and pictures are read from a grid.

Known is the convex hull of the voxel centres; beyond it the answer is NaN, never a guess and never 0.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray, Grid, transformed
from reirrad_gui.volume.scratch import Scratch
from reirrad_gui.volume.ways import Warp, Way

Voxels = NDArray[Any]

EDGE_TOLERANCE = 1e-4
"""Part of a voxel that a point may lie beyond the outermost centres: DICOM writes positions as rounded decimals."""

ON_PLANE_MM = 0.01
"""How near a point must be to the only plane (column, row) of a grid to be on it."""

_BLOCK = 32768
_SCRATCH = Scratch()


def values_at(grid: Grid, voxels: Voxels, points_mm: FloatArray, matrix: Way | None = None) -> FloatArray:
    """Voxel values interpolated at patient points.

    Parameters
    ----------
    grid : Grid
    voxels : (planes, rows, columns), any real type, C-contiguous
    points_mm : (…, 3), finite, mm
    matrix : (4, 4) or Warp, optional
        Leads from the frame of `points_mm` to the grid's frame.

    Returns
    -------
    float64 of shape (…)
        NaN outside the convex hull of the voxel centres, and where a warp does not know the way. Linear functions of
        position come back exactly.

    Examples
    --------
    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0, 5.0), columns=2, rows=2)
    >>> values_at(grid, np.arange(8.0).reshape(2, 2, 2), np.array([[1.0, 0.0, 2.5], [3.0, 0.0, 0.0]]))
    array([2.5, nan])
    """
    points = np.asarray(points_mm, float)
    if isinstance(matrix, Warp):
        return _values_where_known(grid, voxels, matrix.moved(points))
    local = grid.local_matrix(matrix)
    flat = points.reshape(-1, 3)
    values = np.empty(len(flat))
    for start in range(0, len(flat), _BLOCK):
        block = flat[start : start + _BLOCK]
        indices = transformed(block, local, _SCRATCH.room("indices", 3 * len(block), np.float64).reshape(3, -1))
        indices[2] = grid.plane_index(indices[2])
        _interpolate(voxels, _Cells.of(indices, grid.shape), values[start : start + _BLOCK])
    return values.reshape(points.shape[:-1])


def vectors_at(grid: Grid, vectors: Voxels, points_mm: FloatArray, *, clamped: bool = False) -> FloatArray:
    """Vectors (3, planes, rows, columns) interpolated at points (n, 3): (n, 3), NaN outside the hull of the centres.

    With `clamped` a point outside gets the vector of the nearest face.
    """
    indices = transformed(np.asarray(points_mm, float), grid.local_matrix())
    indices[2] = grid.plane_index(indices[2])
    if clamped:
        for index, count in zip(indices, reversed(grid.shape), strict=True):
            np.clip(index, 0, count - 1, out=index)
    found = np.empty((len(vectors), indices.shape[1]))
    cells = _Cells.of(indices, grid.shape)
    for part, values in zip(vectors, found, strict=True):
        _interpolate(part, cells, values)
    return np.ascontiguousarray(found.T)


def plane_values(
    grid: Grid,
    voxels: Voxels,
    origin_mm: FloatArray,
    u_mm: FloatArray,
    v_mm: FloatArray,
    shape: tuple[int, int],
    matrix: Way | None = None,
) -> FloatArray:
    """The same interpolation on a plane of points origin + column·u + row·v; shape is (rows, columns) of the picture.

    Where the picture's axes run along the grid's, rows and columns are interpolated one after the other; the result is
    that of `values_at`.
    """
    if isinstance(matrix, Warp):
        return values_at(grid, voxels, plane_points(origin_mm, u_mm, v_mm, shape), matrix)
    local = grid.local_matrix(matrix)
    start = local[:, :3] @ np.asarray(origin_mm, float) + local[:, 3]
    u, v = local[:, :3] @ np.asarray(u_mm, float), local[:, :3] @ np.asarray(v_mm, float)
    axes = _aligned_axes(u * max(shape[1] - 1, 1), v * max(shape[0] - 1, 1))
    if axes is not None:
        return _separable(grid, voxels, start, (u, v), axes, shape)
    picture = np.empty(shape)
    columns = np.arange(shape[1])
    height = max(_BLOCK // max(shape[1], 1), 1)
    for first in range(0, shape[0], height):
        rows = np.arange(first, min(first + height, shape[0]))[:, None]
        indices = np.stack([(start[i] + columns * u[i] + rows * v[i]).ravel() for i in range(3)])
        indices[2] = grid.plane_index(indices[2])
        _interpolate(voxels, _Cells.of(indices, grid.shape), picture[first : first + height].reshape(-1))
    return picture


def plane_points(origin_mm: FloatArray, u_mm: FloatArray, v_mm: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """The points origin + column·u + row·v, (rows, columns, 3)."""
    rows, columns = (np.arange(count, dtype=np.float64) for count in shape)
    down, across = rows[:, None, None] * np.asarray(v_mm, float), columns[:, None] * np.asarray(u_mm, float)
    return np.asarray(np.asarray(origin_mm, float) + down + across)


def _values_where_known(grid: Grid, voxels: Voxels, points: FloatArray) -> FloatArray:
    """`values_at` points of the grid's own frame some of which nobody knows (NaN)."""
    known = np.isfinite(points).all(axis=-1)
    values = np.full(known.shape, np.nan)
    values[known] = values_at(grid, voxels, points[known])
    return values


def _aligned_axes(u: FloatArray, v: FloatArray) -> tuple[int, int] | None:
    """The grid axes (0 column, 1 row, 2 plane) along which u and v run; None when a picture is oblique to the grid."""
    along_u, along_v = int(np.argmax(np.abs(u))), int(np.argmax(np.abs(v)))
    stray = max(np.abs(np.delete(u, along_u)).max(), np.abs(np.delete(v, along_v)).max())
    return (along_u, along_v) if stray < 1e-9 and along_u != along_v else None


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """For each point the voxel below it (its flat index), the parts (3, n) of the way to the next ones, and which
    points are inside; None stands for all. The arrays are scratch: used up before the next points are looked at.
    """

    near: NDArray[np.intp]
    parts: FloatArray
    inside: NDArray[np.bool_] | None

    @classmethod
    def of(cls, indices: FloatArray, shape: tuple[int, ...]) -> "_Cells":
        """Cells at fractional (column, row, plane) indices (3, n) of voxels of this shape; the indices become parts."""
        size = indices.shape[1]
        lower, place = (_SCRATCH.room(name, size, np.float64) for name in ("lower", "place"))
        place[:] = 0.0
        inside: NDArray[np.bool_] | None = None
        for axis, count in zip((2, 1, 0), shape, strict=True):
            index = indices[axis]
            tolerance = EDGE_TOLERANCE if count > 1 else ON_PLANE_MM
            np.floor(index, out=lower)
            least, most = (float(index.min()), float(index.max())) if size else (0.0, 0.0)
            if not (least >= -tolerance and most <= count - 1 + tolerance):
                here = (index >= -tolerance) & (index <= count - 1 + tolerance)
                inside = here if inside is None else inside & here
            if not (least >= 0 and most < count - 1):
                np.clip(lower, 0, max(count - 2, 0), out=lower)
            indices[axis] -= lower
            place *= count
            place += lower
        near = _SCRATCH.room("near", size, np.intp)
        np.copyto(near, place, casting="unsafe")
        return cls(near, indices, inside)


def _interpolate(voxels: Voxels, cells: _Cells, values: FloatArray) -> None:
    """Trilinear values of the cells' points, written into `values` (n,); NaN outside.

    The eight voxels around each point are looked up one corner after the other, and blended in pairs as they come.
    """
    planes, rows, columns = voxels.shape
    steps = (int(columns > 1), columns * int(rows > 1), columns * rows * int(planes > 1))
    _Blending(voxels.reshape(-1), cells, steps).into(values, 2, 0)
    if cells.inside is not None:
        values[~cells.inside] = np.nan


class _Blending:
    """Voxels of one block of cells, blended along as many axes as asked for."""

    def __init__(self, flat: Voxels, cells: _Cells, steps: tuple[int, int, int]) -> None:
        self._flat, self._cells, self._steps = flat, cells, steps
        size = cells.near.size
        plain = flat.dtype == np.float64
        self._stored = None if plain else _SCRATCH.room(f"stored {flat.dtype}", size, flat.dtype)
        self._high = [_SCRATCH.room(f"high {depth}", size, np.float64) for depth in range(3)]

    def into(self, values: FloatArray, depth: int, offset: int) -> None:
        """Writes what axes 0 to `depth` give at `offset` voxels beyond the near corner of each cell."""
        if depth < 0:
            found = values if self._stored is None else self._stored
            np.take(self._flat[offset:], self._cells.near, out=found, mode="clip")
            if found is not values:
                np.copyto(values, found)
            return
        self.into(values, depth - 1, offset)
        upper = self._high[depth]
        self.into(upper, depth - 1, offset + self._steps[depth])
        upper -= values
        upper *= self._cells.parts[depth]
        values += upper


def _between(low: FloatArray, high: FloatArray, part: FloatArray) -> FloatArray:
    high -= low
    high *= part
    high += low
    return high


def _cell(index: FloatArray, count: int) -> tuple[NDArray[np.intp], FloatArray, NDArray[np.bool_]]:
    """Lower neighbour, fraction towards the upper one, and whether the index is within the centres."""
    tolerance = EDGE_TOLERANCE if count > 1 else ON_PLANE_MM
    inside = (index >= -tolerance) & (index <= count - 1 + tolerance)
    lower = np.clip(np.floor(index), 0, max(count - 2, 0))
    return lower.astype(np.intp), index - lower, inside


def _separable(
    grid: Grid,
    voxels: Voxels,
    start: FloatArray,
    steps: tuple[FloatArray, FloatArray],
    axes: tuple[int, int],
    shape: tuple[int, int],
) -> FloatArray:
    """A picture along two grid axes: blend two grid planes, then interpolate rows, then columns."""
    across = 3 - axes[0] - axes[1]
    u = _along(grid, axes[0], start[axes[0]] + np.arange(shape[1]) * steps[0][axes[0]])
    v = _along(grid, axes[1], start[axes[1]] + np.arange(shape[0]) * steps[1][axes[1]])
    depth, part, known = _cell(_along(grid, across, np.array([start[across]])), voxels.shape[2 - across])
    if not known[0]:
        return np.full(shape, np.nan)
    stack = np.moveaxis(voxels, (2 - across, 2 - axes[1], 2 - axes[0]), (0, 1, 2))
    rows, columns = (_Line.of(index, count) for index, count in zip((v, u), stack.shape[1:], strict=True))
    low = int(depth[0])
    plane = _part_of(stack[low], rows, columns).astype(float)
    if part[0] != 0.0:
        upper = _part_of(stack[min(low + 1, stack.shape[0] - 1)], rows, columns)
        plane = _between(plane, upper.astype(float), part)
    return np.ascontiguousarray(columns.along(rows.along(plane).T).T)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """Where the points of one picture axis lie among the grid's voxels: neighbours, parts of the way, what is inside.

    `centres` is the stretch of voxels whose very centres the points are, one after the other; then nothing is left to
    interpolate, and only these voxels need to be read.
    """

    lower: NDArray[np.intp]
    part: FloatArray
    inside: NDArray[np.bool_]
    centres: slice | None

    @classmethod
    def of(cls, index: FloatArray, count: int) -> "_Line":
        """The line at fractional indices along an axis of so many voxels."""
        lower, part, inside = _cell(index, count)
        first, size = int(index[0]), index.size
        onward = first >= 0 and first + size <= count and np.array_equal(index, np.arange(first, first + size))
        return cls(lower, part, inside, slice(first, first + size) if onward else None)

    def along(self, plane: FloatArray) -> FloatArray:
        """Values (voxels, …) interpolated at the points; NaN outside. The plane as it is where it holds the centres."""
        if self.centres is not None:
            return plane
        upper = np.minimum(self.lower + 1, plane.shape[0] - 1)
        found = _between(plane[self.lower], plane[upper], self.part[:, None])
        found[~self.inside] = np.nan
        return found


def _part_of(plane: Voxels, rows: _Line, columns: _Line) -> Voxels:
    """What of a plane of voxels is needed: for points on voxel centres these only."""
    return plane[rows.centres or slice(None), columns.centres or slice(None)]


def _along(grid: Grid, axis: int, coordinate: FloatArray) -> FloatArray:
    return grid.plane_index(coordinate) if axis == 2 else coordinate
