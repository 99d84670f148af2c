"""Exact area of loops inside the cells of a square raster, with the centroid of the covered part.

Each edge is cut where it crosses cell borders; each piece adds the area to its right within its own cell and its
height to all cells further right (the accumulation that font rasterisers use). The sums are linear in the edges, so
areas are exact up to rounding, for any number of points and for slivers thinner than a cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class CoveredCells:
    """Cells that loops cover at least partly, on any number of planes.

    `plane`, `column`, `row` (n,) say which cell; `area_mm2` (n,) how much of it; `centroid_mm` (n, 2) where.
    `crossing` names planes whose loops cross themselves or each other: there areas follow the even-odd rule but are
    only as exact as the cells are small.
    """

    plane: IntArray
    column: IntArray
    row: IntArray
    area_mm2: FloatArray
    centroid_mm: FloatArray
    crossing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Loops:
    """All loops end to end, with the block (loops of one plane whose boxes touch) and even-odd sign of each."""

    edges: FloatArray
    sizes: IntArray
    block: IntArray
    sign: FloatArray
    block_plane: IntArray


def signed_area(loop: FloatArray) -> float:
    """Area of a loop (n, 2): positive when it runs counter-clockwise.

    >>> signed_area(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 3.0], [0.0, 3.0]]))
    6.0
    """
    x, y = (loop - loop[0]).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0


def enclosed_mm2(loops: Sequence[FloatArray]) -> float:
    """Area of the loops of one plane under the even-odd rule, as long as they do not cross.

    >>> outer = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    >>> enclosed_mm2([outer, outer / 2 + 1])
    12.0
    """
    return float(sum(abs(signed_area(loop)) * sign for loop, sign in zip(loops, _parity(loops), strict=True)))


def covered_cells(planes: Sequence[Sequence[FloatArray]], cell_mm: float) -> CoveredCells:
    """Even-odd area of each plane's loops in the cells of one raster (borders at whole multiples of `cell_mm`)."""
    gathered = _gathered(planes, cell_mm)
    first, columns, base = _blocks(gathered)
    cells = int(base[-1])
    pieces = _cut(gathered.edges)
    block = np.repeat(gathered.block, gathered.sizes)[pieces.edge]
    cell = base[block] + (pieces.row - first[block, 1]) * columns[block] + pieces.column - first[block, 0]
    orientation = np.repeat(_orientation(gathered), gathered.sizes)
    sign = np.repeat(gathered.sign, gathered.sizes)
    sums = _accumulated(pieces, cell, orientation * sign, cells)
    broken = np.unique(np.searchsorted(base, np.nonzero((sums[0] < -1e-6) | (sums[0] > 1 + 1e-6))[0], side="right") - 1)
    if broken.size:
        _fold(sums, _accumulated(pieces, cell, orientation, cells), base, broken)
    return _decoded(sums, gathered, (first, columns, base), cell_mm, broken)


def _gathered(planes: Sequence[Sequence[FloatArray]], cell_mm: float) -> _Loops:
    loops: list[FloatArray] = []
    block: list[int] = []
    sign: list[float] = []
    block_plane: list[int] = []
    for number, plane in enumerate(planes):
        for group in _touching(plane):
            members = [plane[i] for i in group]
            loops += members
            block += [len(block_plane)] * len(members)
            sign += _parity(members)
            block_plane.append(number)
    edges = np.concatenate([np.hstack([loop, np.roll(loop, -1, axis=0)]) for loop in loops]) / cell_mm
    sizes = np.array([len(loop) for loop in loops])
    return _Loops(edges, sizes, np.array(block), np.array(sign), np.array(block_plane))


def _touching(loops: Sequence[FloatArray]) -> list[list[int]]:
    """Indices of loops grouped so that bounding boxes of different groups do not overlap."""
    if len(loops) == 1:
        return [[0]]
    low, high = np.array([p.min(axis=0) for p in loops]), np.array([p.max(axis=0) for p in loops])
    meets = (low[:, None] <= high[None]).all(axis=2) & (low[None] <= high[:, None]).all(axis=2)
    label = np.arange(len(loops))
    while True:
        lowest = np.where(meets, label[None], len(loops)).min(axis=1)
        if (lowest == label).all():
            return [np.nonzero(label == group)[0].tolist() for group in np.unique(label)]
        label = lowest


def _parity(loops: Sequence[FloatArray]) -> list[float]:
    """+1 for a loop inside an even number of the others, −1 for a hole."""
    if len(loops) == 1:
        return [1.0]
    depth = [sum(_within(loop, other) for other in loops if other is not loop) for loop in loops]
    return [1.0 if number % 2 == 0 else -1.0 for number in depth]


def _within(loop: FloatArray, other: FloatArray) -> bool:
    """True when most of a few points of `loop` lie inside `other` (touching loops have points on each other)."""
    points = loop[:: max(len(loop) // 9, 1)]
    (x0, y0), (x1, y1) = other.T, np.roll(other, -1, axis=0).T
    x, y = points[:, 0, None], points[:, 1, None]
    straddles = (y0 > y) != (y1 > y)
    at = x0 + (y - y0) * (x1 - x0) / np.where(y1 == y0, 1.0, y1 - y0)
    inside = (straddles & (x < at)).sum(axis=1) % 2
    return bool(inside.mean() > 0.5)


def _orientation(loops: _Loops) -> FloatArray:
    """−1 for loops that run counter-clockwise: the accumulated area of each loop is then positive."""
    x0, y0, x1, y1 = loops.edges.T
    starts = np.concatenate([[0], np.cumsum(loops.sizes)[:-1]])
    origin_x = np.repeat(x0[starts], loops.sizes)
    doubled = np.add.reduceat((x0 - origin_x) * y1 - (x1 - origin_x) * y0, starts)
    return -np.copysign(1.0, doubled)


def _blocks(loops: _Loops) -> tuple[IntArray, IntArray, IntArray]:
    """Lowest (column, row), number of columns, and first flat cell of every block (plus the total at the end)."""
    starts = np.concatenate([[0], np.cumsum(loops.sizes)[:-1]])
    block_starts = starts[np.concatenate([[0], np.nonzero(np.diff(loops.block))[0] + 1])]
    low = np.floor(np.minimum.reduceat(loops.edges[:, :2], block_starts)).astype(np.intp)
    high = np.floor(np.maximum.reduceat(loops.edges[:, :2], block_starts)).astype(np.intp)
    size = high - low + 1
    base = np.concatenate([[0], np.cumsum(size[:, 0] * size[:, 1])])
    return low, size[:, 0], base


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Parts of edges within one cell each; ends are relative to the cell's lower corner, in cells."""

    edge: IntArray
    column: IntArray
    row: IntArray
    start: FloatArray
    end: FloatArray


def _cut(edges: FloatArray) -> _Pieces:
    """Cut every edge at each raster line that it crosses."""
    number = np.arange(len(edges))
    owners, parameters = [number], [np.zeros(len(edges))]
    for axis in (0, 1):
        begin, finish = np.floor(edges[:, axis]), np.floor(edges[:, axis + 2])
        count = np.abs(finish - begin).astype(np.intp)
        owner = np.repeat(number, count)
        step = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
        rising = finish[owner] > begin[owner]
        line = begin[owner] + np.where(rising, step + 1, -step)
        run = edges[owner, axis + 2] - edges[owner, axis]
        owners.append(owner)
        parameters.append((line - edges[owner, axis]) / run)
    edge, along = np.concatenate(owners), np.clip(np.concatenate(parameters), 0.0, 1.0)
    order = np.lexsort((along, edge))
    edge, along = edge[order], along[order]
    until = np.append(along[1:], 1.0)
    until[np.append(edge[1:] != edge[:-1], True)] = 1.0
    origin, run_xy = edges[edge, :2], edges[edge, 2:] - edges[edge, :2]
    start, end = origin + along[:, None] * run_xy, origin + until[:, None] * run_xy
    cell = np.floor((start + end) / 2.0)
    return _Pieces(edge, cell[:, 0].astype(np.intp), cell[:, 1].astype(np.intp), start - cell, end - cell)


def _accumulated(pieces: _Pieces, cell: IntArray, sign_of_edge: FloatArray, cells: int) -> list[FloatArray]:
    """Area, x-moment and y-moment of every cell, in cells."""
    (x0, y0), (x1, y1) = pieces.start.T, pieces.end.T
    rise = (y1 - y0) * sign_of_edge[pieces.edge]

    def total(values: FloatArray) -> FloatArray:
        return np.bincount(cell, values, cells)

    height, level = total(rise), total(rise * (y0 + y1) / 2.0)
    area = total(rise * (1.0 - (x0 + x1) / 2.0))
    moment_x = total(rise * (0.5 - (x0 * x0 + x0 * x1 + x1 * x1) / 6.0))
    moment_y = total(rise * ((y0 + y1) / 2.0 - (2 * x0 * y0 + x0 * y1 + x1 * y0 + 2 * x1 * y1) / 6.0))
    left = np.cumsum(height) - height
    return [area + left, moment_x + left / 2.0, moment_y + np.cumsum(level) - level]


def _fold(sums: list[FloatArray], winding: list[FloatArray], base: IntArray, broken: IntArray) -> None:
    """Even-odd from how often a cell is wound around, for blocks whose loops cross; centroids become cell centres."""
    for block in broken:
        part = slice(base[block], base[block + 1])
        turns = winding[0][part]
        area = np.abs(turns - 2.0 * np.round(turns / 2.0))
        area[area < 1e-9] = 0.0
        sums[0][part], sums[1][part], sums[2][part] = area, area / 2.0, area / 2.0


def _decoded(
    sums: list[FloatArray], loops: _Loops, blocks: tuple[IntArray, IntArray, IntArray], cell_mm: float, broken: IntArray
) -> CoveredCells:
    first, columns, base = blocks
    covered = np.nonzero(sums[0] > 1e-9)[0]
    block = np.searchsorted(base, covered, side="right") - 1
    row, column = np.divmod(covered - base[block], columns[block])
    row, column = row + first[block, 1], column + first[block, 0]
    area = sums[0][covered]
    inside = np.clip(np.column_stack([sums[1][covered] / area, sums[2][covered] / area]), 0.0, 1.0)
    return CoveredCells(
        plane=loops.block_plane[block],
        column=column,
        row=row,
        area_mm2=area * cell_mm**2,
        centroid_mm=(np.column_stack([column, row]) + inside) * cell_mm,
        crossing=tuple(np.unique(loops.block_plane[broken]).tolist()),
    )
