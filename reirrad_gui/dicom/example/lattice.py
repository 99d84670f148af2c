"""A regular lattice of values in a course's frame, read between its points by trilinear interpolation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.shapes import Array


@dataclass(frozen=True, slots=True)
class Lattice:
    """`values[k, j, i]` at `origin + (i, j, k) * step`, mm; `outside` beyond the last point.

    Used as a solid (the zero level is its surface) for volumes that have no formula, such as a margin around bone.

    >>> ramp = Lattice(np.zeros(3), np.ones(3), np.arange(8.0).reshape(2, 2, 2), np.nan)
    >>> float(ramp.distance(np.array([0.5]), np.array([0.5]), np.array([0.5]))[0])
    3.5
    """

    origin: NDArray[np.float64]
    step: NDArray[np.float64]
    values: Array
    outside: float

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm."""
        size = np.array(self.values.shape[::-1]) - 1
        return self.origin, self.origin + size * self.step

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Value at points, the lattice's own unit (mm where it holds distances)."""
        shape = np.broadcast(x, y, z).shape
        low: list[NDArray[np.intp]] = []
        part: list[Array] = []
        good = np.ones(shape, bool)
        for axis, point in enumerate((x, y, z)):
            count = self.values.shape[2 - axis]
            index = (point - self.origin[axis]) / self.step[axis]
            good &= (index >= 0) & (index <= count - 1)
            first = np.clip(index.astype(np.intp), 0, max(count - 2, 0))
            low.append(first)
            part.append(index - first)
        depth, rows, columns = self.values.shape
        flat = self.values.ravel()
        base = (low[2] * rows + low[1]) * columns + low[0]
        total: Array | float = 0.0
        for dz in (0, 1) if depth > 1 else (0,):
            wz = part[2] if dz else 1 - part[2]
            for dy in (0, 1):
                wy = part[1] if dy else 1 - part[1]
                row = base + (dz * rows + dy) * columns
                near, far = flat.take(row, mode="clip"), flat.take(row + 1, mode="clip")
                total = total + wz * wy * (near + part[0] * (far - near))
        return np.where(good, total, np.asarray(self.outside, self.values.dtype))


def grown(lattice: Lattice, margin_mm: float) -> Lattice:
    """The volume below zero, grown by a margin in every direction.

    Every point takes the least value found within the margin around it, so the zero level moves outwards by the margin
    (to the accuracy of the lattice step, of which the margin should be a multiple).
    """
    reach = [int(np.floor(margin_mm / step + 1e-6)) for step in lattice.step[::-1]]
    values = lattice.values
    least = values.copy()
    for dz in range(-reach[0], reach[0] + 1):
        for dy in range(-reach[1], reach[1] + 1):
            for dx in range(-reach[2], reach[2] + 1):
                away = np.linalg.norm(np.array([dx, dy, dz]) * lattice.step)
                if 0 < away <= margin_mm + 1e-6:
                    there, here = _overlap((dz, dy, dx), values.shape)
                    np.minimum(least[here], values[there], out=least[here])
    return Lattice(lattice.origin, lattice.step, least, lattice.outside)


def _overlap(shift: tuple[int, ...], shape: tuple[int, ...]) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    there = tuple(slice(max(0, d), n + min(0, d)) for d, n in zip(shift, shape, strict=True))
    here = tuple(slice(max(0, -d), n + min(0, -d)) for d, n in zip(shift, shape, strict=True))
    return there, here
