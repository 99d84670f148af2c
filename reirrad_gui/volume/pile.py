"""A structure as a pile of slabs, cut into cells: one sample point with its volume per cell."""

from dataclasses import dataclass, replace

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
    """Cells of a pile: plane, in-plane cell and sub-plane (`layer`) of each.

    `points_mm` (n, 3) are in the axes of the contour stack, `weights_cc` (n,) their volumes.
    """

    points_mm: FloatArray
    weights_cc: FloatArray
    plane: IntArray
    column: IntArray
    row: IntArray
    layer: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Pile:
    """Loops with the slab of each plane, the trend of the cross-section in it and its even number of sub-planes."""

    loops: Loops
    sign: FloatArray
    extent: Slabs
    trend: FloatArray
    layers: IntArray

    def filled(self, cells: CoveredCells, cell_mm: float) -> Cells:
        """Every covered cell on every sub-plane of its slab."""
        count = self.layers[cells.plane]
        of_cell = np.repeat(np.arange(cells.plane.size), count)
        layer = np.arange(of_cell.size) - np.repeat(np.cumsum(count) - count, count)
        return self._placed(cells, cell_mm, of_cell, layer, self.layers)

    def split(self, coarse: Cells, chosen: NDArray[np.bool_], cell_mm: float, parts: int) -> Cells:
        """Each chosen cell as `parts`³ smaller ones of the same volume (`parts` even)."""
        parents = np.nonzero(chosen)[0]
        step = np.arange(parts)
        fine = Raster.of(*self._on(coarse.plane[parents]), cell_mm / parts)
        shape = (parents.size, parts, parts)
        column = np.broadcast_to(coarse.column[parents][:, None, None] * parts + step, shape).ravel()
        row = np.broadcast_to(coarse.row[parents][:, None, None] * parts + step[:, None], shape).ravel()
        plane = np.repeat(coarse.plane[parents], parts**2)
        cells, index = fine.at(plane, column, row)
        parent = np.repeat(np.arange(parents.size), parts**2)[index]
        of_cell = np.repeat(np.arange(cells.plane.size), parts)
        layer = coarse.layer[parents][parent][of_cell] * parts + np.tile(step, cells.plane.size)
        small = self._placed(cells, cell_mm / parts, of_cell, layer, self.layers * parts)
        total = np.bincount(parent[of_cell], small.weights_cc, parents.size)
        weights = small.weights_cc * (coarse.weights_cc[parents] / np.maximum(total, 1e-300))[parent[of_cell]]
        return replace(small, weights_cc=weights)

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
        return np.concatenate([np.column_stack([outline, face[plane]]) for face in faces])

    def _on(self, planes: IntArray) -> tuple[Loops, FloatArray]:
        chosen = np.isin(self.loops.plane, planes)
        return self.loops.chosen(chosen), self.sign[chosen]

    def _placed(
        self, cells: CoveredCells, cell_mm: float, of_cell: IntArray, layer: IntArray, layers: IntArray
    ) -> Cells:
        """Points staggered from cell to cell, in pairs of sub-planes that lie symmetrically about their common middle.

        A partly covered cell has its points at the centroid of its covered part, a full one anywhere in it.
        """
        count = layers[cells.plane]
        even = layer % 2 == 0
        phase = [cells.column * a + cells.row * b for a, b, _ in _STAGGER]
        across = (phase[0] - np.floor(phase[0]))[of_cell]
        lower, thickness = self.extent.lower_mm[cells.plane], self.extent.thickness_mm[cells.plane]
        part = (layer + np.where(even, across, 1.0 - across)) / count[of_cell]
        points = np.empty((3, of_cell.size))
        room = np.where(cells.area_mm2 > cell_mm**2 * (1 - 1e-9), cell_mm, 0.0)[of_cell]
        room[~even] *= -1.0
        pair = (cells.plane * (int(layers.max()) // 2))[of_cell] + layer // 2
        for axis, step in ((0, _STAGGER[1][2]), (1, _STAGGER[2][2])):
            aside = phase[axis + 1][of_cell] + pair * step
            aside -= np.floor(aside) + 0.5
            aside *= room
            np.add(aside, cells.centroid_mm[:, axis][of_cell], out=points[axis])
        np.add(part * thickness[of_cell], lower[of_cell], out=points[2])
        weights = (cells.area_mm2 * thickness / (1000.0 * count))[of_cell]
        weights *= 1.0 + self.trend[cells.plane][of_cell] * (part - 0.5)
        return Cells(points.T, weights, cells.plane[of_cell], cells.column[of_cell], cells.row[of_cell], layer)
