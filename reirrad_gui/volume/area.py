"""Exact area of loops inside the cells of a square raster, with the centroid of the covered part.

Each edge is cut where it crosses cell borders; each piece adds the area to its right within its own cell and its
height to all cells further right (the accumulation that font rasterisers use, kept only for cells that an edge meets).
The sums are linear in the edges, so areas are exact up to rounding, for any number of points and for slivers thinner
than a cell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.loops import IntArray, Loops


@dataclass(frozen=True, slots=True, eq=False)
class CoveredCells:
    """Cells that loops cover at least partly: which one, how much of it, and where that part has its centroid."""

    plane: IntArray
    column: IntArray
    row: IntArray
    area_mm2: FloatArray
    centroid_mm: FloatArray

    def chosen(self, which: IntArray) -> "CoveredCells":
        """The cells with these indices."""
        return CoveredCells(
            self.plane[which], self.column[which], self.row[which], self.area_mm2[which], self.centroid_mm[which]
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Area and moments within met cells, and what is carried to all cells right of them; in cells."""

    area: FloatArray
    moment_x: FloatArray
    moment_y: FloatArray
    carried: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Even-odd areas of the loops of many planes on one raster whose borders are whole multiples of `cell_mm`.

    Cells met by an edge are kept, sorted by plane, row and column; between two of them in a row the cover is constant.
    `crossing` lists planes whose loops cross themselves or each other: areas there follow the even-odd rule too, but
    are only as exact as the cells are small.

    Examples
    --------
    >>> outer = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    >>> ring = Loops.of([outer, outer / 2 + 1], planes=[0, 0])
    >>> cells = Raster.of(ring, np.array([1.0, -1.0]), cell_mm=2.0).covered()
    >>> cells.area_mm2.tolist(), cells.centroid_mm[0].round(3).tolist()
    ([3.0, 3.0, 3.0, 3.0], [0.833, 0.833])
    """

    cell_mm: float
    low: IntArray
    size: IntArray
    key: IntArray
    sums: _Sums
    crossing: tuple[int, ...]

    @classmethod
    def of(cls, loops: Loops, sign: FloatArray, cell_mm: float) -> "Raster":
        """`sign` (loops,) is +1 for outlines and −1 for holes (`loops.even_odd_signs`)."""
        start = loops.points.T[:2] / cell_mm
        pieces = _cut(start, start.take(loops.following, axis=1))
        low = np.array([pieces.column.min(), pieces.row.min()])
        size = np.array([pieces.column.max(), pieces.row.max()]) - low + 1
        plane = np.repeat(loops.plane, loops.sizes)[pieces.edge]
        key = (plane * size[1] + pieces.row - low[1]) * size[0] + pieces.column - low[0]
        order = np.argsort(key, kind="stable")
        first = np.nonzero(np.diff(key[order], prepend=-1))[0]
        turn = -np.copysign(1.0, loops.signed_areas())
        sums = _accumulated(pieces, loops.each(turn * sign), order, first)
        met = key[order][first]
        plane = met // (size[0] * size[1])
        broken = sorted(set(plane[_impossible(sums)].tolist()))
        if broken:
            sums = _folded(sums, _accumulated(pieces, loops.each(turn), order, first), np.isin(plane, broken))
        return cls(cell_mm, low, size, met, sums, tuple(broken))

    def covered(self) -> CoveredCells:
        """All cells with any cover: those an edge meets, and the full ones between them."""
        run = np.diff(self.key, append=self.key[-1] + 1) - 1
        run = np.where(self.sums.carried > 0.5, run, 0)
        within = np.arange(int(run.sum())) - np.repeat(np.cumsum(run) - run, run)
        return self._cells(np.concatenate([self.key, np.repeat(self.key, run) + 1 + within]))[0]

    def at(self, plane: IntArray, column: IntArray, row: IntArray) -> tuple[CoveredCells, IntArray]:
        """Those of the given cells that have any cover, and which of the given ones they are."""
        inside = (column >= self.low[0]) & (column < self.low[0] + self.size[0])
        inside &= (row >= self.low[1]) & (row < self.low[1] + self.size[1])
        key = (plane * self.size[1] + row - self.low[1]) * self.size[0] + column - self.low[0]
        cells, kept = self._cells(key[inside])
        return cells, np.nonzero(inside)[0][kept]

    def _cells(self, key: IntArray) -> tuple[CoveredCells, IntArray]:
        place = np.maximum(np.searchsorted(self.key, key, side="right") - 1, 0)
        met = self.key[place] == key
        full = np.where(self.key[place] < key, self.sums.carried[place], 0.0)
        area = np.where(met, self.sums.area[place], full)
        kept = np.nonzero(area > 1e-9)[0]
        place, met, area = place[kept], met[kept], area[kept]
        plane, rest = np.divmod(key[kept], self.size[0] * self.size[1])
        row, column = np.divmod(rest, self.size[0])
        row, column = row + self.low[1], column + self.low[0]
        centroid = np.empty((2, kept.size))
        for middle, moment, corner in zip(
            centroid, (self.sums.moment_x, self.sums.moment_y), (column, row), strict=True
        ):
            inside = np.where(met, moment[place] / area, 0.5)
            np.clip(inside, 0.0, 1.0, out=inside)
            np.multiply(np.add(corner, inside, out=inside), self.cell_mm, out=middle)
        return CoveredCells(plane, column, row, area * self.cell_mm**2, centroid.T), kept


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Parts of edges within one cell each; ends are relative to the cell's lower corner, in cells."""

    edge: IntArray
    column: IntArray
    row: IntArray
    start: FloatArray
    end: FloatArray


def _cut(start: FloatArray, end: FloatArray) -> _Pieces:
    """Cut every edge, from `start` to `end` (2, edges), at each raster line that it crosses."""
    owners, parameters = [], []
    for begin, finish in zip(start, end, strict=True):
        first, last = np.floor(begin), np.floor(finish)
        count = np.abs(last - first).astype(np.intp)
        owner = np.repeat(np.arange(count.size), count)
        step = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
        rising = last[owner] > first[owner]
        line = first[owner] + np.where(rising, step + 1, -step)
        owners.append(owner)
        parameters.append((line - begin[owner]) / (finish[owner] - begin[owner]))
    crossed, at = np.concatenate(owners), np.clip(np.concatenate(parameters), 0.0, 1.0)
    order = np.lexsort((at, crossed))
    crossed, at = crossed[order], at[order]
    pieces = np.bincount(crossed, minlength=start.shape[1]) + 1
    edge = np.repeat(np.arange(pieces.size), pieces)
    place = np.arange(crossed.size) + crossed  # of a cut among the pieces' ends: one whole end per edge before
    along, until = np.zeros(edge.size), np.ones(edge.size)
    along[place + 1], until[place] = at, at
    origin, run = start.take(edge, axis=1), (end - start).take(edge, axis=1)
    piece_start = along * run
    piece_start += origin
    piece_end = np.multiply(until, run, out=run)
    piece_end += origin
    cell = np.floor((piece_start + piece_end) / 2.0)
    column, row = cell.astype(np.intp)
    piece_start -= cell
    piece_end -= cell
    return _Pieces(edge, column, row, piece_start, piece_end)


def _accumulated(pieces: _Pieces, sign_of_edge: FloatArray, order: IntArray, first: IntArray) -> _Sums:
    """Sums over the pieces of each met cell; `order` sorts pieces by cell, `first` is where each cell begins."""
    (x0, y0), (x1, y1) = pieces.start.take(order, axis=1), pieces.end.take(order, axis=1)
    rise = (y1 - y0) * sign_of_edge[pieces.edge[order]]
    mean_x, mean_y = (x0 + x1) / 2.0, (y0 + y1) / 2.0
    terms = np.stack(
        [
            rise,
            rise * mean_y,
            rise * (1.0 - mean_x),
            rise * (0.5 - (x0 * x0 + x0 * x1 + x1 * x1) / 6.0),
            rise * (mean_y - (2 * x0 * y0 + x0 * y1 + x1 * y0 + 2 * x1 * y1) / 6.0),
        ]
    )
    height, level, area, moment_x, moment_y = np.add.reduceat(terms, first, axis=1)
    carried = np.cumsum(height)
    left = carried - height
    return _Sums(area + left, moment_x + left / 2.0, moment_y + np.cumsum(level) - level, carried)


def _impossible(sums: _Sums) -> NDArray[np.bool_]:
    """Cells covered less than not at all or more than fully, or carrying that to the right: their loops cross."""
    low = np.minimum(sums.area, sums.carried)
    high = np.maximum(sums.area, sums.carried)
    return np.asarray((low < -1e-6) | (high > 1 + 1e-6))


def _folded(sums: _Sums, winding: _Sums, crossed: NDArray[np.bool_]) -> _Sums:
    """Even-odd from how often a cell is wound around, where loops cross; centroids become cell centres."""

    def fold(turns: FloatArray, plain: FloatArray) -> FloatArray:
        return np.where(crossed, np.abs(turns - 2.0 * np.round(turns / 2.0)), plain)

    area, carried = fold(winding.area, sums.area), fold(winding.carried, sums.carried)
    moment_x, moment_y = (np.where(crossed, area / 2.0, m) for m in (sums.moment_x, sums.moment_y))
    return _Sums(area, moment_x, moment_y, carried)
