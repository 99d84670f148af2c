"""Rounded solids with a signed distance: the bricks of the example's anatomy.

Everything is in the anatomical frame: DICOM patient axes (LPS), mm, x to the left, y to the back, z to the head.
`distance` is negative inside, in mm, exact for spheres and straight tubes and exact to first order near the surface
otherwise, which is what contours, cortical shells and partial volumes need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Vec = tuple[float, float, float]

FAR_MM = 60.0
"""Distance given where no solid is near enough to matter."""


class Solid(Protocol):
    """Anything with an inside: a box that holds it and a signed distance."""

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner (x, y, z), mm, of a box that contains the solid."""
        ...

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance in mm at points (arrays of one shape), negative inside."""
        ...


def mirrored(point: Vec, side: int) -> Vec:
    """The point on the patient's left (side 1, as written) or right (side -1).

    >>> mirrored((88.0, 0.0, 0.0), -1)
    (-88.0, 0.0, 0.0)
    """
    return (side * point[0], point[1], point[2])


def _norm2(x: Array, y: Array, z: Array) -> Array:
    return np.asarray(x * x + y * y + z * z)


@dataclass(frozen=True, slots=True)
class Tube:
    """A rod from `a` to `b` whose radius goes from `ra` to `rb`, with round ends.

    With `flat` above 1 its thickness along the direction `normal` is the radius divided by `flat` (muscle bellies,
    rami). `normal` is made perpendicular to the rod.

    >>> rod = Tube((0.0, 0.0, 0.0), (0.0, 0.0, 10.0), 5.0, 5.0)
    >>> float(rod.distance(np.array(8.0), np.array(0.0), np.array(4.0)))
    3.0
    """

    a: Vec
    b: Vec
    ra: float
    rb: float
    flat: float = 1.0
    normal: Vec = (0.0, 1.0, 0.0)

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm."""
        ends = np.array([self.a, self.b])
        radii = np.array([[self.ra], [self.rb]])
        return (ends - radii).min(axis=0), (ends + radii).max(axis=0)

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance, mm."""
        e = np.subtract(self.b, self.a)
        length2 = float(e @ e)
        qx, qy, qz = x - self.a[0], y - self.a[1], z - self.a[2]
        h: Array | float = 0.0
        if length2 > 0:
            h = np.clip((qx * e[0] + qy * e[1] + qz * e[2]) / length2, 0, 1)
            qx, qy, qz = qx - h * e[0], qy - h * e[1], qz - h * e[2]
        radius = self.ra + h * (self.rb - self.ra)
        squared = _norm2(qx, qy, qz)
        if self.flat == 1.0:
            return np.asarray(np.sqrt(squared) - radius)
        return self._flattened(qx, qy, qz, squared, e, radius)

    def _flattened(
        self, qx: Array, qy: Array, qz: Array, squared: Array, e: NDArray[np.float64], radius: Array | float
    ) -> Array:
        n = np.array(self.normal, dtype=float)
        n = n - e * float(n @ e) / max(float(e @ e), 1e-9)
        n = n / np.linalg.norm(n)
        along = (qx * n[0] + qy * n[1] + qz * n[2]) ** 2
        stretched = squared + (self.flat**2 - 1) * along
        gradient2 = 1 + (self.flat**2 - 1) * (self.flat**2) * along / np.maximum(stretched, 1e-6)
        return np.asarray((np.sqrt(stretched) - radius) / np.sqrt(gradient2))


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """An ellipsoid with half axes `radii`, tilted about the left-right axis (head end to the back for tilt > 0).

    >>> ball = Ellipsoid((0.0, 0.0, 0.0), (10.0, 10.0, 10.0))
    >>> round(float(ball.distance(np.array(0.0), np.array(12.0), np.array(0.0))), 9)
    2.0
    """

    centre: Vec
    radii: Vec
    tilt_deg: float = 0.0

    @property
    def volume_cc(self) -> float:
        """4/3 π a b c, cm³."""
        return float(4.0 / 3.0 * np.pi * np.prod(self.radii) / 1000.0)

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm."""
        c, s = np.cos(np.radians(self.tilt_deg)), np.sin(np.radians(self.tilt_deg))
        rx, ry, rz = self.radii
        half = np.array([rx, np.hypot(ry * c, rz * s), np.hypot(ry * s, rz * c)])
        return np.array(self.centre) - half, np.array(self.centre) + half

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance, mm, to first order at the surface."""
        c, s = float(np.cos(np.radians(self.tilt_deg))), float(np.sin(np.radians(self.tilt_deg)))
        qx, qy, qz = x - self.centre[0], y - self.centre[1], z - self.centre[2]
        qy, qz = c * qy - s * qz, s * qy + c * qz
        rx, ry, rz = self.radii
        level = np.sqrt(_norm2(qx / rx, qy / ry, qz / rz))
        slope = np.sqrt(_norm2(qx / rx**2, qy / ry**2, qz / rz**2))
        near_centre = slope < 1e-9
        return np.where(near_centre, -min(self.radii), level * (level - 1) / np.where(near_centre, 1, slope))


@dataclass(frozen=True, slots=True)
class Drum:
    """A vertebral body or disc: an elliptic drum of half height `half` along an axis tilted forwards by `tilt_deg`."""

    centre: Vec
    radii: tuple[float, float]
    half: float
    tilt_deg: float = 0.0
    waist: float = 0.0

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm."""
        reach = float(np.hypot(max(self.radii), self.half))
        return np.array(self.centre) - reach, np.array(self.centre) + reach

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance, mm, to first order at the surface; edges slightly rounded."""
        c, s = float(np.cos(np.radians(self.tilt_deg))), float(np.sin(np.radians(self.tilt_deg)))
        qx, qy, qz = x - self.centre[0], y - self.centre[1], z - self.centre[2]
        qy, qz = c * qy + s * qz, -s * qy + c * qz
        rx, ry = self.radii
        level = np.sqrt((qx / rx) ** 2 + (qy / ry) ** 2)
        around = (level - 1) * min(rx, ry) + self.waist * np.clip(1 - (qz / self.half) ** 2, 0, 1)
        across = np.abs(qz) - self.half
        rounding = 2.0
        outside = np.sqrt(np.maximum(around + rounding, 0) ** 2 + np.maximum(across + rounding, 0) ** 2)
        return np.asarray(np.minimum(np.maximum(around, across) + rounding, 0) + outside - rounding)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A curved plate: in every axial plane a bent line with a half thickness, changing smoothly along z.

    `levels` holds z in mm, ascending; `lines[k]` the points (x, y, half thickness) of the line at `levels[k]`, the same
    number of points at every level. Between levels the points move linearly. Iliac wing, sacrum, gluteal muscles.
    """

    levels: tuple[float, ...]
    lines: tuple[tuple[Vec, ...], ...]

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm."""
        points = np.array(self.lines)
        reach = points[..., 2].max()
        low, high = points[..., :2].min(axis=(0, 1)) - reach, points[..., :2].max(axis=(0, 1)) + reach
        return np.array([*low, self.levels[0] - 1.0]), np.array([*high, self.levels[-1] + 1.0])

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance in the axial plane, mm, cut at the lowest and highest level."""
        points = np.array(self.lines, dtype=x.dtype)
        heights = np.array(self.levels)
        below = np.clip(np.searchsorted(heights, z) - 1, 0, len(heights) - 2)
        part = np.clip((z - heights[below]) / np.diff(heights)[below], 0, 1).astype(x.dtype)
        rise = np.diff(points, axis=0)
        at = [
            [points[:, i, k].take(below) + part * rise[:, i, k].take(below) for k in range(3)]
            for i in range(points.shape[1])
        ]
        nearest: Array | None = None
        for (ax, ay, ah), (bx, by, bh) in pairwise(at):
            ex, ey = bx - ax, by - ay
            h = np.clip(((x - ax) * ex + (y - ay) * ey) / np.maximum(ex * ex + ey * ey, 1e-6), 0, 1)
            reach = np.sqrt((x - ax - h * ex) ** 2 + (y - ay - h * ey) ** 2) - (ah + h * (bh - ah))
            nearest = reach if nearest is None else np.minimum(nearest, reach)
        if nearest is None:
            raise ValueError("a sheet needs lines of at least two points")
        ends = np.maximum(self.levels[0] - z, z - self.levels[-1])
        rounding = 3.0
        corner = np.sqrt(np.maximum(nearest + rounding, 0) ** 2 + np.maximum(ends + rounding, 0) ** 2)
        return np.asarray(np.minimum(np.maximum(nearest, ends) + rounding, 0) + corner - rounding)


@dataclass(frozen=True, slots=True)
class Cup:
    """Part of a spherical shell: the acetabulum around a femoral head, open towards `opening`."""

    centre: Vec
    inner: float
    outer: float
    opening: Vec
    rim: float

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm."""
        return np.array(self.centre) - self.outer, np.array(self.centre) + self.outer

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance, mm; `rim` is how far the shell reaches towards its opening."""
        o = np.array(self.opening) / np.linalg.norm(self.opening)
        qx, qy, qz = x - self.centre[0], y - self.centre[1], z - self.centre[2]
        r = np.sqrt(_norm2(qx, qy, qz))
        face = qx * float(o[0]) + qy * float(o[1]) + qz * float(o[2]) - self.rim
        return np.asarray(np.maximum(np.maximum(r - self.outer, self.inner - r), face))


def path(points: Sequence[tuple[Vec, float]], flat: float = 1.0, normal: Vec = (0.0, 1.0, 0.0)) -> tuple[Tube, ...]:
    """Tubes along a line of (point, radius): vessels, nerves, bowel.

    >>> len(path([((0, 0, 0), 5.0), ((0, 0, 20), 5.0), ((0, 10, 30), 4.0)]))
    2
    """
    return tuple(Tube(a, b, ra, rb, flat, normal) for (a, ra), (b, rb) in pairwise(points))


def both_sides(
    points: Sequence[tuple[Vec, float]], flat: float = 1.0, normal: Vec = (0.0, 1.0, 0.0)
) -> tuple[Tube, ...]:
    """The same path on the left and mirrored on the right."""
    return tuple(
        tube
        for side in (1, -1)
        for tube in path([(mirrored(p, side), r) for p, r in points], flat, mirrored(normal, side))
    )


def both_sheets(levels: Sequence[float], lines: Sequence[Sequence[Vec]]) -> tuple[Sheet, ...]:
    """The same sheet on the left and mirrored on the right."""
    return tuple(
        Sheet(tuple(levels), tuple(tuple((side * x, y, half) for x, y, half in line) for line in lines))
        for side in (1, -1)
    )


def smooth_min(a: Array, b: Array, blend_mm: float) -> Array:
    """The nearer of two distances, with the crease between them filled over `blend_mm`."""
    gap = np.maximum(blend_mm - np.abs(a - b), 0)
    return np.asarray(np.minimum(a, b) - gap * gap / (4 * blend_mm))
