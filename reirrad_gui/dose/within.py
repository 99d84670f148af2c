"""Moving an organ's points without leaving the organ: a dose from beside it is the dose of something else.

A search that leaves the organ imports the dose of whatever lies there, of the target above all (Mechalakos 2025, Pract
Radiat Oncol 15:187-195), so a shifted point goes as far along its shift as the organ reaches.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

CellArray = NDArray[np.intp]
Single = NDArray[np.float32]
_MOST_CELLS = 2_000_000
_HALVINGS = 4
"""A shift that leaves the organ is cut to a sixteenth of its length."""


class Within:
    """Where an organ is, told by its points, and what doses it has there.

    Parameters
    ----------
    points_mm, weights_cc : (n, 3) mm, (n,) cc
        The organ's points with their volumes.
    doses_gy : for each dose one or more arrays (n,), Gy, known everywhere
        What the points have of it: the least and the most of them beside a place bound what it may be given.

    Examples
    --------
    >>> line = np.array([[float(x), 0.0, 0.0] for x in range(6)])
    >>> organ = Within(line, np.full(6, 0.001), [(line[:, 0] * 10.0,)])
    >>> places, cells = organ.moved(line[4:], np.array([[3.0, 0.0, 0.0]]))
    >>> bool((places[..., 0] < 6.5).all()), organ.bounded(0, np.array([[99.0, 99.0]]), cells)
    (True, array([[50., 50.]]))
    """

    def __init__(self, points_mm: FloatArray, weights_cc: FloatArray, doses_gy: Sequence[Sequence[FloatArray]]) -> None:
        low, high = points_mm.min(axis=0), points_mm.max(axis=0)
        side = 1.25 * float(1000.0 * weights_cc.max()) ** (1.0 / 3.0)
        extent = float(np.prod(high - low + side))
        self._side_mm = max(side, (extent / _MOST_CELLS) ** (1.0 / 3.0), 1e-3)
        self._low_mm = low - self._side_mm
        self._shape = ((high - self._low_mm) / self._side_mm).astype(np.intp) + 2
        cells = self._cells(list(self._in_cells(points_mm - self._low_mm).T.copy()))
        self._filled = np.zeros(int(np.prod(self._shape)), bool)
        self._filled[cells] = True
        self._bounds = [self._around(dose, cells) for dose in doses_gy]

    def moved(
        self, points_mm: FloatArray, shifts_mm: FloatArray, along_mm: FloatArray | None = None
    ) -> tuple[FloatArray, CellArray]:
        """Places (shifts, n, 3) of points (n, 3) after each shift (shifts, 3), none beyond the organ; and their cells.

        A point that would leave the organ stops before it does, to a sixteenth of the shift. The whole organ, its cells
        with it, may have moved `along_mm` (shifts, 3) besides.
        """
        start = np.ascontiguousarray(self._in_cells(points_mm - self._low_mm).T)
        way = np.ascontiguousarray(self._in_cells(shifts_mm).T)
        cells = self._cells([here + along[:, None] for here, along in zip(start, way, strict=True)])
        draw, point = np.nonzero(~self._filled[cells])
        part, last = self._reach([axis[point] for axis in start], [axis[draw] for axis in way])
        whole = np.ones(cells.shape, np.float32)
        whole[draw, point], cells[draw, point] = part, last
        places = np.empty((3, *cells.shape))  # one axis after the other: three numbers in a row are slow to work on
        for axis in range(3):
            np.multiply(whole, shifts_mm[:, axis, None], out=places[axis])
            places[axis] += points_mm[:, axis]
            if along_mm is not None:
                places[axis] += along_mm[:, axis, None]
        return np.moveaxis(places, 0, -1), cells

    def _reach(self, start: Sequence[Single], way: Sequence[Single]) -> tuple[Single, CellArray]:
        """The part of each way that stays in the organ, and the cell it ends in; coordinates counted in cells."""
        part, step = np.zeros(start[0].size, np.float32), np.float32(1.0)
        for _ in range(_HALVINGS):
            step = step / np.float32(2.0)
            tried = part + step
            there = [here + tried * along for here, along in zip(start, way, strict=True)]
            part = np.where(self._filled[self._cells(there)], tried, part)
        return part, self._cells([here + part * along for here, along in zip(start, way, strict=True)])

    def bounded(self, dose: int, found_gy: FloatArray, cells: CellArray) -> FloatArray:
        """Doses found at places in these cells, kept between the least and the most of the organ's own points there."""
        least, most = self._bounds[dose]
        return np.clip(found_gy, least[cells], most[cells])

    def _in_cells(self, lengths_mm: FloatArray) -> Single:
        """Lengths counted in cells."""
        return np.asarray(lengths_mm * (1.0 / self._side_mm), dtype=np.float32)

    def _cells(self, axes: Sequence[Single]) -> CellArray:
        """The cell of every place, whose coordinates are counted in cells; all beyond the box are empty ones."""
        found = np.zeros(axes[0].shape, np.intp)
        for coordinate, count in zip(axes, self._shape.tolist(), strict=True):
            found *= count
            found += np.clip(coordinate, np.float32(0.0), np.float32(count - 1), out=coordinate).astype(np.int32)
        return found

    def _around(self, doses_gy: Sequence[FloatArray], cells: CellArray) -> tuple[FloatArray, FloatArray]:
        """Least and most dose in every cell and the cells that touch it."""
        least, most = np.full(self._filled.size, np.inf), np.full(self._filled.size, -np.inf)
        for dose in doses_gy:
            np.minimum.at(least, cells, dose)
            np.maximum.at(most, cells, dose)
        return -self._spread(-least), self._spread(most)

    def _spread(self, values: FloatArray) -> FloatArray:
        """The largest of each cell and its neighbours."""
        cube = values.reshape(self._shape)
        for axis in range(3):
            turned = np.moveaxis(cube, axis, 0)
            wide = turned.copy()
            np.maximum(wide[1:], turned[:-1], out=wide[1:])
            np.maximum(wide[:-1], turned[1:], out=wide[:-1])
            cube = np.moveaxis(wide, 0, axis)
        return np.ascontiguousarray(cube).ravel()
