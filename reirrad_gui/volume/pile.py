"""A structure as a pile of slabs, cut into cells: one sample point with its volume per cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.area import CoveredCells, Raster
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.loops import IntArray, Loops
from reirrad_gui.volume.slabs import Slabs

_STAGGER = (
    (0.7548776662466927, 0.5698402909980532, 0.0),
    (0.4142135623730951, 0.7320508075688772, 0.2360679774997898),
    (0.6457513110645906, 0.3166247903553998, 0.6055512754639891),
)
"""Steps per column, row and pair of sub-planes of three lattices of low discrepancy: one across the slab, two in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of a pile: each covered cell with all its sub-planes, which follow one another from `starts` on.

    `points_mm` (n, 3) are in the axes of the contour stack, `weights_cc` (n,) their volumes.
    """

    points_mm: FloatArray
    weights_cc: FloatArray
    covered: CoveredCells
    starts: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Pile:
    """Loops with the slab of each plane, the trend of the cross-section in it and its even number of sub-planes.

    `share` is what each slab counts, as a multiple of its area times its thickness.
    """

    loops: Loops
    sign: FloatArray
    extent: Slabs
    trend: FloatArray
    share: FloatArray
    layers: IntArray

    def filled(self, cells: CoveredCells, cell_mm: float) -> Cells:
        """Every covered cell on every sub-plane of its slab."""
        count = self.layers[cells.plane]
        starts = np.cumsum(count) - count
        counts = np.unique(count).tolist()
        if len(counts) == 1:
            return Cells(*self._placed(cells, cell_mm, np.arange(counts[0])[None], self.layers), cells, starts)
        points, weights = np.empty((3, int(count.sum()))), np.empty(int(count.sum()))
        for layers in counts:
            group = np.flatnonzero(count == layers)
            found = self._placed(cells.chosen(group), cell_mm, np.arange(layers)[None], self.layers)
            place = (starts[group][:, None] + np.arange(layers)).reshape(-1)
            points[:, place], weights[place] = found[0].T, found[1]
        return Cells(points.T, weights, cells, starts)

    def split(
        self, coarse: Cells, chosen: NDArray[np.bool_], cell_mm: float, parts: int
    ) -> tuple[FloatArray, FloatArray]:
        """Points and volumes of each chosen cell as `parts`³ smaller ones of the same volume (`parts` even)."""
        parents = np.flatnonzero(chosen)
        owner = np.searchsorted(coarse.starts, parents, side="right") - 1
        plane, column, row = (each[owner] for each in (coarse.covered.plane, coarse.covered.column, coarse.covered.row))
        fine = Raster.of(*self._on(plane), cell_mm / parts)
        step, shape = np.arange(parts), (parents.size, parts, parts)
        column = np.broadcast_to((column * parts)[:, None, None] + step, shape).ravel()
        row = np.broadcast_to((row * parts)[:, None, None] + step[:, None], shape).ravel()
        cells, index = fine.at(np.repeat(plane, parts**2), column, row)
        parent = index // parts**2
        layer = ((parents - coarse.starts[owner]) * parts)[parent][:, None] + step
        points, weights = self._placed(cells, cell_mm / parts, layer, self.layers * parts)
        each = weights.reshape(-1, parts)
        total = np.bincount(parent, each.sum(axis=1), parents.size)
        each *= (coarse.weights_cc[parents] / np.maximum(total, 1e-300))[parent][:, None]
        return points, weights

    def surface(self, spacing_mm: float) -> FloatArray:
        """Corners of the contours, and one point per `spacing_mm` of smooth parts, on both faces of their slabs."""
        following = self.loops.following
        ahead = self.loops.points[following] - self.loops.points
        length = np.hypot(ahead[:, 0], ahead[:, 1])
        corner, step = np.empty(len(ahead), bool), np.empty(len(ahead), bool)
        corner[following] = (ahead * ahead[following]).sum(axis=1) < 0.9 * length * length[following]
        travelled = np.cumsum(length) - length
        tick = np.floor((travelled - self.loops.each(travelled[self.loops.starts])) / spacing_mm)
        step[following] = tick[following] != tick
        kept = corner | step
        outline, plane = self.loops.points[kept], np.repeat(self.loops.plane, self.loops.sizes)[kept]
        faces = (self.extent.lower_mm, self.extent.upper_mm)
        x, y = np.tile(outline.T, 2)
        return np.stack([x, y, np.concatenate([face[plane] for face in faces])]).T

    def _on(self, planes: IntArray) -> tuple[Loops, FloatArray]:
        chosen = np.isin(self.loops.plane, planes)
        return self.loops.chosen(chosen), self.sign[chosen]

    def _placed(
        self, cells: CoveredCells, cell_mm: float, layer: IntArray, layers: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Points staggered from cell to cell, in pairs of sub-planes that lie symmetrically about their common middle.

        A partly covered cell has its points at the centroid of its covered part, a full one anywhere in it. `layer` has
        a row of sub-planes for every cell, or one for all; an even number, the first even: pairs stand together.
        """
        shape = (cells.plane.size, layer.shape[1])
        count = layers[cells.plane][:, None]
        phase = [cells.column * a + cells.row * b for a, b, _ in _STAGGER]
        across = (phase[0] - np.floor(phase[0]))[:, None]
        lower, thickness = self.extent.lower_mm[cells.plane], self.extent.thickness_mm[cells.plane]
        points, part = np.empty((3, *shape)), np.empty(shape)
        np.add(layer[:, ::2], across, out=part[:, ::2])
        np.add(layer[:, 1::2], 1.0 - across, out=part[:, 1::2])
        part /= count
        room = np.where(cells.area_mm2 > cell_mm**2 * (1 - 1e-9), cell_mm, 0.0)[:, None]
        pair = (cells.plane * (int(layers.max()) // 2))[:, None] + layer[:, ::2] // 2
        aside, below = np.empty(pair.shape), np.empty(pair.shape)
        for axis, step in ((0, _STAGGER[1][2]), (1, _STAGGER[2][2])):
            np.multiply(pair, step, out=aside)
            aside += phase[axis + 1][:, None]
            np.floor(aside, out=below)
            below += 0.5
            aside -= below
            aside *= room
            centroid = cells.centroid_mm[:, axis, None]
            np.add(centroid, aside, out=points[axis, :, ::2])
            np.subtract(centroid, aside, out=points[axis, :, 1::2])
        np.multiply(part, thickness[:, None], out=points[2])
        points[2] += lower[:, None]
        part -= 0.5
        part *= self.trend[cells.plane][:, None]
        part += 1.0
        counted = thickness * self.share[cells.plane]
        part *= cells.area_mm2[:, None] * counted[:, None] / (1000.0 * count)
        return points.reshape(3, -1).T, part.reshape(-1)
