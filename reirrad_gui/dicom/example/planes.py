"""A flat lattice of points in the anatomical frame, and the distance of a group of solids on it.

Each solid is evaluated only in the part of the plane its box touches: that is what makes a whole CT a matter of
seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.shapes import FAR_MM, Array, Solid, smooth_min

Window = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Plane:
    """Points `origin + column * across + row * down`, mm, anatomical frame; arrays are (rows, columns)."""

    origin: NDArray[np.float64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]
    rows: int
    columns: int

    def points(self, window: Window | None = None) -> tuple[Array, Array, Array]:
        """x, y, z of the lattice (or of a window of it), float32, shape (rows, columns)."""
        rows, columns = window or (slice(0, self.rows), slice(0, self.columns))
        i = np.arange(columns.start, columns.stop, dtype=np.float32)[None, :]
        j = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None]
        x, y, z = (
            np.float32(self.origin[k]) + i * np.float32(self.across[k]) + j * np.float32(self.down[k]) for k in range(3)
        )
        return x, y, z

    def window(self, solid: Solid, margin_mm: float) -> Window | None:
        """The part of the plane within `margin_mm` of the solid's box; None where they do not meet."""
        low, high = solid.box()
        half, centre = (high - low) / 2 + margin_mm, (high + low) / 2 - self.origin
        normal = np.cross(self.across, self.down)
        normal = normal / np.linalg.norm(normal)
        if abs(float(centre @ normal)) > float(np.abs(normal) @ half):
            return None
        ranges = []
        for step, count in ((self.down, self.rows), (self.across, self.columns)):
            size2 = float(step @ step)
            middle, reach = float(centre @ step) / size2, float(np.abs(step) @ half) / size2
            first, last = max(0, int(np.floor(middle - reach))), min(count, int(np.ceil(middle + reach)) + 1)
            if first >= last:
                return None
            ranges.append(slice(first, last))
        return ranges[0], ranges[1]


@dataclass(frozen=True, slots=True)
class Group:
    """Solids that belong together (a bone group, a muscle layer, an organ) and what is cut out of them."""

    solids: tuple[Solid, ...]
    cut: tuple[Solid, ...] = ()
    blend_mm: float = 3.0

    def pieces(self, plane: Plane, margin_mm: float) -> Iterator[tuple[Solid, Window]]:
        """The solids that touch the plane, each with its window."""
        for solid in self.solids:
            window = plane.window(solid, margin_mm)
            if window is not None:
                yield solid, window

    def distance(self, plane: Plane, margin_mm: float = 6.0) -> Array:
        """Signed distance over the whole plane, mm, `FAR_MM` where nothing is within the margin."""
        near = np.full((plane.rows, plane.columns), FAR_MM, np.float32)
        for solid, window in self.pieces(plane, margin_mm):
            reach = solid.distance(*plane.points(window))
            near[window] = smooth_min(near[window], reach, self.blend_mm)
        for solid, window in Group(self.cut).pieces(plane, margin_mm):
            near[window] = np.maximum(near[window], -solid.distance(*plane.points(window)))
        return near

    def at(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance at any points, mm, without windows."""
        near = np.full(np.broadcast(x, y, z).shape, FAR_MM, np.result_type(x, np.float32))
        for solid in self.solids:
            near = smooth_min(near, solid.distance(x, y, z), self.blend_mm)
        for solid in self.cut:
            near = np.maximum(near, -solid.distance(x, y, z))
        return near

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner of everything in the group, mm."""
        corners = [solid.box() for solid in self.solids]
        return np.min([c[0] for c in corners], axis=0), np.max([c[1] for c in corners], axis=0)


def joined(*groups: Sequence[Solid]) -> tuple[Solid, ...]:
    """All solids of several lists in one."""
    return tuple(solid for group in groups for solid in group)
