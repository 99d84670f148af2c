"""A flat lattice of points in the anatomical frame, and the distance of a group of solids on it.

Each solid is evaluated only in the part of the plane its box touches: that is what makes a whole CT a matter of
seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.shapes import FAR_MM, Array, Solid, smooth_min

Window = tuple[slice, slice]
Boxes = tuple[NDArray[np.float64], NDArray[np.float64]]


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

    def windows(self, boxes: Boxes, margin_mm: float) -> list[tuple[int, Window]]:
        """Which boxes come within `margin_mm` of the plane, and the part of the plane each one touches."""
        low, high = boxes
        if not len(low):
            return []
        half, centre = (high - low) / 2 + margin_mm, (high + low) / 2 - self.origin
        normal = np.cross(self.across, self.down)
        normal /= np.linalg.norm(normal)
        meets = np.abs(centre @ normal) <= half @ np.abs(normal)
        firsts, lasts = [], []
        for step, count in ((self.down, self.rows), (self.across, self.columns)):
            size2 = float(step @ step)
            middle, reach = centre @ step / size2, half @ np.abs(step) / size2
            firsts.append(np.maximum(np.floor(middle - reach), 0).astype(int))
            lasts.append(np.minimum(np.ceil(middle + reach) + 1, count).astype(int))
            meets &= firsts[-1] < lasts[-1]
        return [
            (int(k), (slice(int(firsts[0][k]), int(lasts[0][k])), slice(int(firsts[1][k]), int(lasts[1][k]))))
            for k in np.flatnonzero(meets)
        ]


def boxes_of(solids: Sequence[Solid]) -> Boxes:
    """Lower and upper corners of all solids, each (n, 3), mm."""
    corners = [solid.box() for solid in solids]
    low, high = (np.array([c[k] for c in corners], float).reshape(-1, 3) for k in (0, 1))
    return low, high


@dataclass(frozen=True, slots=True)
class Group:
    """Solids that belong together (a bone group, a muscle layer, an organ) and what is cut out of them."""

    solids: tuple[Solid, ...]
    cut: tuple[Solid, ...] = ()
    blend_mm: float = 3.0

    _boxes: Boxes = field(init=False, repr=False, compare=False)
    _cut_boxes: Boxes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_boxes", boxes_of(self.solids))
        object.__setattr__(self, "_cut_boxes", boxes_of(self.cut))

    def pieces(self, plane: Plane, margin_mm: float) -> Iterator[tuple[Solid, Window]]:
        """The solids that touch the plane, each with its window."""
        for index, window in plane.windows(self._boxes, margin_mm):
            yield self.solids[index], window

    def distance(self, plane: Plane, margin_mm: float = 6.0) -> Array:
        """Signed distance over the whole plane, mm, `FAR_MM` where nothing is within the margin."""
        near = np.full((plane.rows, plane.columns), FAR_MM, np.float32)
        for solid, window in self.pieces(plane, margin_mm):
            reach = solid.distance(*plane.points(window))
            near[window] = smooth_min(near[window], reach, self.blend_mm)
        for index, window in plane.windows(self._cut_boxes, margin_mm):
            near[window] = np.maximum(near[window], -self.cut[index].distance(*plane.points(window)))
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
        return self._boxes[0].min(axis=0), self._boxes[1].max(axis=0)


def joined(*groups: Sequence[Solid]) -> tuple[Solid, ...]:
    """All solids of several lists in one."""
    return tuple(solid for group in groups for solid in group)
