"""A large dose of which only the part around some organs was read: the same answers, from less memory."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.field import DoseField, Field
from reirrad_gui.volume.grid import FloatArray, Grid, transformed
from reirrad_gui.volume.trilinear import EDGE_TOLERANCE
from reirrad_gui.volume.ways import Warp, Way


@dataclass(frozen=True, slots=True, eq=False)
class PartlyRead:
    """A dose whose `part` is in memory; all of it is read when somebody asks for the rest.

    Parameters
    ----------
    grid : Grid
        The whole dose's grid, and `max_gy` and `edge_max_gy` are those of the whole dose.
    part : DoseField
        A box of whole voxels of it, at least two along each axis.
    whole : function
        Reads all of it; asked at most once in ordinary use, so it may be slow.

    Examples
    --------
    >>> from reirrad_gui.volume.boxes import part_of
    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0, 3.0, 6.0), columns=2, rows=2)
    >>> everything = DoseField(grid, np.arange(12.0).reshape(3, 2, 2))
    >>> low = part_of(grid, (slice(0, 2), slice(0, 2), slice(0, 2)))
    >>> dose = PartlyRead(grid, DoseField(low, everything.stored[:2]), 11.0, 11.0, lambda: everything)
    >>> dose.dose_at(np.array([[0.0, 0.0, 3.0], [0.0, 0.0, 6.0], [0.0, 0.0, 9.0]]))
    array([ 4.,  8., nan])
    """

    grid: Grid
    part: DoseField
    max_gy: float
    edge_max_gy: float
    whole: Callable[[], Field]

    def dose_at(self, points_mm: FloatArray, matrix: Way | None = None) -> FloatArray:
        """Gy at patient points (…, 3); NaN outside the hull of the whole dose's voxel centres."""
        if isinstance(matrix, Warp):
            return self.whole().dose_at(points_mm, matrix)
        dose = self.part.dose_at(points_mm, matrix)
        unread = np.isnan(dose)
        if unread.any() and self._reaches(np.asarray(points_mm, float)[unread], matrix):
            return self.whole().dose_at(points_mm, matrix)
        return dose

    def dose_at_plane(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        matrix: Way | None = None,
    ) -> FloatArray:
        """Gy on the points origin + column·u + row·v, (rows, columns)."""
        return self.whole().dose_at_plane(origin_mm, u_mm, v_mm, shape, matrix)

    def scaled(self, factor: float) -> "PartlyRead":
        """The same dose times a factor."""
        part, whole = self.part.scaled(factor), self.whole
        return PartlyRead(
            self.grid, part, self.max_gy * factor, self.edge_max_gy * factor, lambda: whole().scaled(factor)
        )

    def _reaches(self, points_mm: FloatArray, matrix: FloatArray | None) -> bool:
        """Whether the whole dose is known at any of these points (n, 3)."""
        column, row, offset = transformed(points_mm, self.grid.local_matrix(matrix))
        planes, rows, columns = self.grid.shape
        inside = np.ones(len(points_mm), bool)
        for index, count in ((column, columns), (row, rows), (self.grid.plane_index(offset), planes)):
            inside &= (index >= -EDGE_TOLERANCE) & (index <= count - 1 + EDGE_TOLERANCE)
        return bool(inside.any())
