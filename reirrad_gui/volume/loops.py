"""Closed polygons on parallel planes, end to end in flat arrays: areas and holes for all of them at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Loops:
    """Polygons one after the other.

    `points` (points, 2 or 3) mm; `sizes` (loops,) number of points of each; `plane` (loops,) number of its plane, not
    descending.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    >>> two = Loops.of([square, square[::-1] * 0.5], planes=[0, 0])
    >>> two.signed_areas().tolist(), two.following.tolist()
    ([4.0, -1.0], [1, 2, 3, 0, 5, 6, 7, 4])
    """

    points: FloatArray
    sizes: IntArray
    plane: IntArray
    _found: dict[str, NDArray[Any]] = field(default_factory=dict, init=False, repr=False)
    """What was found of them before, read-only."""

    @classmethod
    def of(cls, outlines: Sequence[FloatArray], planes: Sequence[int]) -> "Loops":
        """From separate arrays of points."""
        sizes = np.array([len(points) for points in outlines], dtype=np.intp)
        return cls(np.concatenate(outlines), sizes, np.asarray(planes, dtype=np.intp))

    @property
    def starts(self) -> IntArray:
        """Index of the first point of each loop."""
        return self._once("starts", lambda: np.cumsum(self.sizes) - self.sizes)

    @property
    def following(self) -> IntArray:
        """Index of the point after each point, around its loop."""
        return self._once("following", self._following)

    def _following(self) -> IntArray:
        after = np.arange(1, len(self.points) + 1)
        after[np.cumsum(self.sizes) - 1] = self.starts
        return after

    def _once(self, name: str, find: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = find()
            found.flags.writeable = False
        return found

    def through(self, points: FloatArray) -> "Loops":
        """The same loops through other points."""
        moved = Loops(points, self.sizes, self.plane)
        moved._found.update({name: self._found[name] for name in ("starts", "following") if name in self._found})
        return moved

    def each(self, values: FloatArray) -> FloatArray:
        """One value per loop, repeated for all its points."""
        return np.repeat(values, self.sizes, axis=0)

    def chosen(self, loops: IntArray | NDArray[np.bool_]) -> "Loops":
        """Some of the loops, in the order of the indices given."""
        everything = np.arange(self.sizes.size)
        index = everything[loops]
        if np.array_equal(index, everything):
            return self
        sizes = self.sizes[index]
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return Loops(self.points[np.repeat(self.starts[index], sizes) + within], sizes, self.plane[index])

    def from_first(self) -> FloatArray:
        """Coordinates of each point from the first of its loop on, as rows (2 or 3, n)."""
        rows = np.ascontiguousarray(self.points.T)
        return np.asarray(rows - np.repeat(rows.take(self.starts, axis=1), self.sizes, axis=1))

    def signed_areas(self) -> FloatArray:
        """Area of each loop in the first two coordinates, mm²; positive when it runs counter-clockwise."""
        return self._once("areas", self._signed_areas)

    def _signed_areas(self) -> FloatArray:
        x, y, *_ = self.from_first()
        following = self.following
        twice = x * y[following] - y * x[following]
        return np.asarray(np.add.reduceat(twice, self.starts) / 2.0, dtype=np.float64)

    def area_vectors(self) -> FloatArray:
        """Area times unit normal of each loop of points in space (Newell), (loops, 3) mm²."""
        local = self.from_first()
        (x, y, z), (u, v, w) = local, local.take(self.following, axis=1)
        crossed = np.stack([y * w - z * v, z * u - x * w, x * v - y * u])
        return np.asarray(np.add.reduceat(crossed, self.starts, axis=1).T / 2.0, dtype=np.float64)


def even_odd_signs(loops: Loops) -> FloatArray:
    """+1 for a loop inside an even number of others of its plane, −1 for a hole.

    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    >>> even_odd_signs(Loops.of([square / 2 + 1, square, square + 9.0], planes=[0, 0, 0])).tolist()
    [-1.0, 1.0, 1.0]
    """
    count = loops.sizes.size
    sign = np.ones(count)
    edges = (np.nonzero(np.diff(loops.plane))[0] + 1).tolist()
    for first, last in zip([0, *edges], [*edges, count], strict=True):
        if last - first > 1:
            sign[first:last] = _signs_of_plane(loops, first, last)
    return sign


def _signs_of_plane(loops: Loops, first: int, last: int) -> list[float]:
    starts = loops.starts
    outlines = [loops.points[starts[i] : starts[i] + loops.sizes[i], :2] for i in range(first, last)]
    signs = [1.0] * len(outlines)
    for group in _touching(outlines):
        for i in group:
            depth = sum(_within(outlines[i], outlines[j]) for j in group if j != i)
            signs[i] = -1.0 if depth % 2 else 1.0
    return signs


def _touching(outlines: Sequence[FloatArray]) -> list[list[int]]:
    """Indices grouped so that bounding boxes of different groups do not touch."""
    low, high = np.array([p.min(axis=0) for p in outlines]), np.array([p.max(axis=0) for p in outlines])
    meets = (low[:, None] <= high[None]).all(axis=2) & (low[None] <= high[:, None]).all(axis=2)
    label = np.arange(len(outlines))
    while True:
        lowest = np.where(meets, label[None], len(outlines)).min(axis=1)
        if (lowest == label).all():
            return [np.nonzero(label == group)[0].tolist() for group in sorted(set(label.tolist()))]
        label = lowest


def _within(outline: FloatArray, other: FloatArray) -> bool:
    """True when most of a few points lie inside `other` (loops that touch have points on each other's line)."""
    points = outline[:: max(len(outline) // 9, 1)]
    (x0, y0), (x1, y1) = other.T, np.roll(other, -1, axis=0).T
    x, y = points[:, 0, None], points[:, 1, None]
    straddles = (y0 > y) != (y1 > y)
    at = x0 + (y - y0) * (x1 - x0) / np.where(y1 == y0, 1.0, y1 - y0)
    inside = (straddles & (x < at)).sum(axis=1) % 2
    return bool(inside.mean() > 0.5)
