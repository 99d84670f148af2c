"""What no dose near a point exceeds: which of an organ's points can be hot elsewhere, without looking them up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.field import DoseField
from reirrad_gui.volume.grid import FloatArray, transformed

_CELLS = 4
"""Cells of the dose grid, per axis, under one ceiling."""


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """The largest voxel in and around blocks of 4 x 4 x 4 cells of a dose grid: a trilinear dose lies below it.

    Examples
    --------
    >>> from reirrad_gui.volume.grid import Grid
    >>> grid = Grid.axis_aligned((0, 0, 0), (1.0, 1.0), tuple(range(9)), columns=9, rows=9)
    >>> dose = np.zeros((9, 9, 9)); dose[4, 4, 4] = 20.0; dose[8, 0, 0] = 5.0
    >>> Ceiling.of(DoseField(grid, dose)).largest.tolist()
    [[[20.0, 20.0], [20.0, 20.0]], [[20.0, 20.0], [20.0, 20.0]]]
    """

    field: DoseField
    largest: NDArray[np.number]

    @classmethod
    def of(cls, field: DoseField) -> "Ceiling":
        """Looks at every voxel once."""
        largest = field.stored
        for axis in range(3):
            largest = _largest_in_runs(largest, axis)
        return cls(field, np.ascontiguousarray(largest))

    def above(self, points_mm: FloatArray, shift_mm: FloatArray) -> FloatArray | None:
        """Gy that the dose at points (n, 3) moved by `shift_mm` (3,) does not exceed; None where one is not known.

        A margin for rounding is added.
        """
        return next(self.above_each(points_mm, [shift_mm]))

    def above_each(self, points_mm: FloatArray, shifts_mm: Sequence[FloatArray]) -> Iterator[FloatArray | None]:
        """`above` for several shifts of the same points, one after the other."""
        local = self.field.grid.local_matrix()
        places = transformed(points_mm, local)
        for shift_mm in shifts_mm:
            yield self._above(places, local[:, :3] @ shift_mm)

    def _above(self, places: FloatArray, shift: FloatArray) -> FloatArray | None:
        """`above` for places (3, n) in columns, rows and mm along the grid's axis, as is the shift."""
        grid = self.field.grid
        place = np.zeros(places.shape[1])
        for axis, count, blocks in zip((2, 1, 0), grid.shape, self.largest.shape, strict=True):
            index = places[axis] + shift[axis]
            if axis == 2:
                index = grid.plane_index(index)
            if not (index.min() >= 0 and index.max() <= count - 1):
                return None
            index *= 1.0 / _CELLS
            np.floor(index, out=index)
            np.minimum(index, blocks - 1, out=index)
            place *= blocks
            place += index
        found = self.largest.reshape(-1).take(place.astype(np.intp)).astype(np.float64)
        return np.asarray(found * (self.field.gy_per_unit * (1.0 + 1e-9)))


def _largest_in_runs(values: NDArray[np.number], axis: int) -> NDArray[np.number]:
    """Largest of the voxels 0 to 4, 4 to 8, ... along an axis, both ends included."""
    rows = np.moveaxis(values, axis, 0)
    blocks = max(-(-(len(rows) - 1) // _CELLS), 1)
    found = rows[: blocks * _CELLS : _CELLS].copy()
    for cell in range(1, _CELLS + 1):
        part = rows[cell::_CELLS][:blocks]
        np.maximum(found[: len(part)], part, out=found[: len(part)])
    return np.moveaxis(found, 0, axis)
