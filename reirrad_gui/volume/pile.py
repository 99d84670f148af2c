"""A structure as a pile of slabs, cut into cells: one sample point with its volume per cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.area import CoveredCells, Raster
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.loops import IntArray, Loops
from reirrad_gui.volume.slabs import Slabs

_ALONG_COLUMNS, _ALONG_ROWS = 0.7548776662466927, 0.5698402909980532
"""Steps of the two-dimensional lattice of low discrepancy (powers of the inverse plastic number)."""


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

    def filled(self, cells: CoveredCells) -> Cells:
        """Every covered cell on every sub-plane of its slab."""
        count = self.layers[cells.plane]
        of_cell = np.repeat(np.arange(cells.plane.size), count)
        layer = np.arange(of_cell.size) - np.repeat(np.cumsum(count) - count, count)
        return self._placed(cells, of_cell, layer, self.layers)

    def split(self, coarse: Cells, chosen: NDArray[np.bool_], cell_mm: float, parts: int) -> Cells:
        """The chosen cells replaced by `parts`³ smaller ones of the same volume (`parts` even)."""
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
        small = self._placed(cells, of_cell, layer, self.layers * parts)
        total = np.bincount(parent[of_cell], small.weights_cc, parents.size)
        weights = small.weights_cc * (coarse.weights_cc[parents] / np.maximum(total, 1e-300))[parent[of_cell]]
        kept = ~chosen
        return Cells(
            np.concatenate([coarse.points_mm[kept], small.points_mm]),
            np.concatenate([coarse.weights_cc[kept], weights]),
            *(
                np.concatenate([getattr(coarse, name)[kept], getattr(small, name)])
                for name in ("plane", "column", "row", "layer")
            ),
        )

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

    def _placed(self, cells: CoveredCells, of_cell: IntArray, layer: IntArray, layers: IntArray) -> Cells:
        """Sub-planes staggered from cell to cell, in pairs that lie symmetrically about the middle of their slab."""
        count = layers[cells.plane][of_cell]
        shift = ((cells.column * _ALONG_COLUMNS + cells.row * _ALONG_ROWS) % 1.0)[of_cell]
        part = (layer + np.where(layer % 2 == 0, shift, 1.0 - shift)) / count
        lower, thickness = self.extent.lower_mm[cells.plane], self.extent.thickness_mm[cells.plane]
        points = np.empty((of_cell.size, 3))
        points[:, :2] = cells.centroid_mm[of_cell]
        points[:, 2] = lower[of_cell] + part * thickness[of_cell]
        tilt = 1.0 + self.trend[cells.plane][of_cell] * (part - 0.5)
        weights = (cells.area_mm2 * thickness / 1000.0)[of_cell] * tilt / count
        return Cells(points, weights, cells.plane[of_cell], cells.column[of_cell], cells.row[of_cell], layer)
