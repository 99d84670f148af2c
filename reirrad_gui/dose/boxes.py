"""Between which doses a field lies in small boxes of space: whole regions are judged without looking at points."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.field import DoseField, Field, MovedField, SummedField
from reirrad_gui.volume.grid import FloatArray, Grid, transformed
from reirrad_gui.volume.trilinear import EDGE_TOLERANCE, ON_PLANE_MM
from reirrad_gui.volume.ways import Way, is_affine

BoolArray = NDArray[np.bool_]
_BLOCK = 2
"""Cells of the dose grid, per axis, whose lowest and highest dose are looked up together."""


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Equal boxes: centres (n, 3) mm and the edges u, v, w (3, 3) mm as rows."""

    centres_mm: FloatArray
    edges_mm: FloatArray

    @property
    def box_cc(self) -> float:
        """Volume of one box."""
        return abs(float(np.linalg.det(self.edges_mm))) / 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Per box: it lies wholly in the region where the dose is known, or wholly outside; neither: across the edge."""

    known: BoolArray
    unknown: BoolArray


def boxes_filling(grid: Grid, largest_mm: float) -> Boxes:
    """Equal boxes along the grid's directions that fill the hull of its voxel centres; none for a grid without volume.

    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0, 3.0), columns=6, rows=2)
    >>> boxes = boxes_filling(grid, largest_mm=5.0)
    >>> boxes.centres_mm.tolist(), round(boxes.box_cc, 9)
    ([[2.5, 1.0, 1.5], [7.5, 1.0, 1.5]], 0.03)
    """
    sides = np.stack(
        [
            grid.x_step_mm * (grid.columns - 1),
            grid.y_step_mm * (grid.rows - 1),
            grid.axis * (grid.plane_mm[-1] - grid.plane_mm[0]),
        ]
    )
    lengths = np.linalg.norm(sides, axis=1)
    if not lengths.all():
        return Boxes(np.zeros((0, 3)), np.eye(3))
    counts = np.ceil(lengths / largest_mm - 1e-9).astype(int)
    edges = sides / counts[:, None]
    u, v, w = ((np.arange(count) + 0.5)[:, None] * edge for count, edge in zip(counts, edges, strict=True))
    corner = grid.origin_mm + grid.axis * grid.plane_mm[0]
    centres = corner + w[:, None, None] + v[None, :, None] + u[None, None, :]
    return Boxes(centres.reshape(-1, 3), edges)


def coverage_of(field: Field, boxes: Boxes, way: Way | None = None) -> Coverage:
    """Which boxes a dose covers; `way` leads from the frame of the boxes to the field's.

    Where it bends, or of a field of an unknown kind, nothing is said: such boxes have to be looked at point by point.
    """
    parts = [_coverage(one.grid, boxes, matrix) for one, matrix in _grids(field, way) or ()]
    if not parts:
        nothing = np.zeros(len(boxes.centres_mm), bool)
        return Coverage(nothing, nothing)
    known, unknown = parts[0].known, parts[0].unknown
    for part in parts[1:]:
        known, unknown = np.logical_and(known, part.known), np.logical_or(unknown, part.unknown)
    return Coverage(known, unknown)


def dose_range_gy(field: Field, boxes: Boxes, way: Way | None = None) -> tuple[FloatArray, FloatArray]:
    """What no dose in a box is below, and what none is above, wherever in the box the dose is known.

    Where nothing can be said without looking at points: 0 and infinity.

    Notes
    -----
    A trilinear dose in a cell lies between the lowest and the highest of its eight corners.
    """
    parts = _grids(field, way)
    if parts is None:
        count = len(boxes.centres_mm)
        return np.zeros(count), np.full(count, np.inf)
    found = [_extremes(part, *_reach(part.grid, boxes, matrix)) for part, matrix in parts]
    return np.sum([low for low, _ in found], axis=0), np.sum([high for _, high in found], axis=0)


def _grids(field: Field, way: Way | None) -> list[tuple[DoseField, FloatArray | None]] | None:
    """The grids that a dose is the sum of, each with the matrix to its frame; None where boxes do not stay boxes."""
    if isinstance(field, MovedField):
        on = field.matrix_target_to_field
        return _grids(field.field, on if way is None else on @ way)
    if isinstance(field, SummedField):
        parts = [_grids(part, way) for part in field.parts]
        return None if None in parts else [one for part in parts if part is not None for one in part]
    if not isinstance(field, DoseField) or not (way is None or is_affine(way)):
        return None
    return [(field, way)]


def _reach(grid: Grid, boxes: Boxes, matrix: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """First and last fractional (column, row, plane) of every box, (3, n) each."""
    local = grid.local_matrix(matrix)
    centre = transformed(boxes.centres_mm, local)
    half = np.abs(boxes.edges_mm @ local[:, :3].T).sum(axis=0)[:, None] / 2.0
    first, last = centre - half, centre + half
    first[2], last[2] = grid.plane_index(first[2]), grid.plane_index(last[2])
    return first, last


def _coverage(grid: Grid, boxes: Boxes, matrix: FloatArray | None) -> Coverage:
    first, last = _reach(grid, boxes, matrix)
    counts = np.array([grid.columns, grid.rows, grid.plane_mm.size])[:, None]
    tolerance = np.where(counts > 1, EDGE_TOLERANCE, ON_PLANE_MM)
    known = ((first >= -tolerance / 2.0) & (last <= counts - 1 + tolerance / 2.0)).all(axis=0)
    unknown = ((last < -2.0 * tolerance) | (first > counts - 1 + 2.0 * tolerance)).any(axis=0)
    return Coverage(np.asarray(known), np.asarray(unknown))


def _extremes(field: DoseField, first: FloatArray, last: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest dose of the blocks of cells that reach from one fractional voxel index to another."""
    blocks = np.array([_block_count(n) for n in field.stored.shape[::-1]])[:, None]
    start, end = (np.clip(np.floor(index / _BLOCK).astype(np.intp), 0, blocks - 1) for index in (first, last))
    width = (end - start).max(axis=1, initial=0) + 1
    places = (start[2] * blocks[1] + start[1]) * blocks[0] + start[0]
    found: list[FloatArray] = []
    for extreme in (np.minimum, np.maximum):
        summary = _by_block(field.stored, extreme)
        for axis in range(3):
            summary = _running(summary, int(width[2 - axis]), axis, extreme)
        found.append(summary.reshape(-1).take(places).astype(np.float64) * field.gy_per_unit)
    return found[0], found[1]


def _block_count(voxels: int) -> int:
    return max(-(-(voxels - 1) // _BLOCK), 1)


def _by_block(stored: NDArray[Any], extreme: np.ufunc) -> NDArray[Any]:
    """The extreme of every block of cells: its voxels with those that it shares with the next block."""
    summary = stored
    for axis in range(3):
        voxels = np.moveaxis(summary, axis, 0)
        end = _block_count(len(voxels)) * _BLOCK
        found = voxels[0:end:_BLOCK].copy()
        for i in range(1, _BLOCK + 1):
            other = voxels[i : end + 1 : _BLOCK]
            extreme(found[: len(other)], other, out=found[: len(other)])
        summary = np.moveaxis(found, 0, axis)
    return summary


def _running(values: NDArray[Any], width: int, axis: int, extreme: np.ufunc) -> NDArray[Any]:
    """The extreme of `width` neighbours from each place on along an axis; fewer at the end."""
    found = np.moveaxis(values, axis, 0)
    reach = 1
    while reach < width:
        step = min(reach, width - reach)
        wider = found.copy()
        extreme(found[:-step], found[step:], out=wider[:-step])
        found = wider
        reach += step
    return np.moveaxis(found, 0, axis)
