"""Trilinear interpolation between voxel centres: the one way in which numbers and pictures are read from a grid.

Known is the convex hull of the voxel centres; beyond it the answer is NaN, never a guess and never 0.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray, Grid, transformed
from reirrad_gui.volume.ways import Warp, Way

Voxels = NDArray[Any]

EDGE_TOLERANCE = 1e-4
"""Part of a voxel that a point may lie beyond the outermost centres: DICOM writes positions as rounded decimals."""

ON_PLANE_MM = 0.01
"""How near a point must be to the only plane (column, row) of a grid to be on it."""

_BLOCK = 16384


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
        column, row, offset = transformed(flat[start : start + _BLOCK], local)
        values[start : start + _BLOCK] = _interpolated(voxels, column, row, grid.plane_index(offset))
    return values.reshape(points.shape[:-1])


def vectors_at(grid: Grid, vectors: Voxels, points_mm: FloatArray, *, clamped: bool = False) -> FloatArray:
    """Vectors (3, planes, rows, columns) interpolated at points (n, 3): (n, 3), NaN outside the hull of the centres.

    With `clamped` a point outside gets the vector of the nearest face.
    """
    column, row, offset = transformed(np.asarray(points_mm, float), grid.local_matrix())
    plane = grid.plane_index(offset)
    if clamped:
        planes, rows, columns = grid.shape
        column, row = np.clip(column, 0, columns - 1), np.clip(row, 0, rows - 1)
        plane = np.clip(plane, 0, planes - 1)
    return np.stack([_interpolated(part, column, row, plane) for part in vectors], axis=-1)


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
        column, row, offset = (start[i] + columns * u[i] + rows * v[i] for i in range(3))
        picture[first : first + height] = _interpolated(voxels, column, row, grid.plane_index(offset))
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


def _interpolated(voxels: Voxels, column: FloatArray, row: FloatArray, plane: FloatArray) -> FloatArray:
    """Trilinear at fractional indices of any one shape; NaN outside."""
    planes, rows, columns = voxels.shape
    (i, fi, in_i), (j, fj, in_j), (k, fk, in_k) = _cell(column, columns), _cell(row, rows), _cell(plane, planes)
    near = (k * rows + j) * columns + i
    flat = voxels.reshape(-1)
    east, south = int(columns > 1), columns * int(rows > 1)
    up = columns * rows * int(planes > 1)

    def line(first: NDArray[np.intp]) -> FloatArray:
        return _between(flat.take(first).astype(float), flat.take(first + east).astype(float), fi)

    def face(first: NDArray[np.intp]) -> FloatArray:
        return _between(line(first), line(first + south), fj)

    value = _between(face(near), face(near + up), fk)
    value[~(in_i & in_j & in_k)] = np.nan
    return value


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
    upper = min(int(depth[0]) + 1, stack.shape[0] - 1)
    plane = _between(stack[int(depth[0])].astype(float), stack[upper].astype(float), part)
    for index in (v, u):
        lower, part, inside = _cell(index, plane.shape[0])
        upper_index = np.minimum(lower + 1, plane.shape[0] - 1)
        plane = _between(plane[lower], plane[upper_index], part[:, None])
        plane[~inside] = np.nan
        plane = plane.T
    return np.ascontiguousarray(plane)


def _along(grid: Grid, axis: int, coordinate: FloatArray) -> FloatArray:
    return grid.plane_index(coordinate) if axis == 2 else coordinate
