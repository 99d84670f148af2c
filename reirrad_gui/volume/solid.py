"""A drawn structure as a pile of slabs, and the line in which any plane cuts it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.bent import bent_section
from reirrad_gui.volume.contours import contour_stack
from reirrad_gui.volume.grid import FloatArray, frozen, transformed
from reirrad_gui.volume.sampling import EndCap
from reirrad_gui.volume.slabs import Slabs, slabs
from reirrad_gui.volume.structures import Structure
from reirrad_gui.volume.ways import Warp, Way, inverse

_FLAT = 1e-9
_LEVEL = 1e-6
"""A plane tilted less than this against the contours is parallel to them."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """Slabs between `low_mm` and `high_mm` (slabs,) along the third local axis, each with its polygons' edges.

    Inside is what an odd number of edges encloses: holes and XOR contours need no special case. Neighbouring slabs meet
    half way; the outermost end half a slice beyond their contour. `to_local` (4×4) leads from the structure's frame to
    the local one; edge e runs from `starts[e]` to `ends[e]` (x, y, mm) in slab `slab[e]`, in rising order of slabs.
    `box` holds the lowest and the highest local coordinates, `from_local` leads back.
    """

    to_local: FloatArray
    low_mm: FloatArray
    high_mm: FloatArray
    starts: FloatArray
    ends: FloatArray
    slab: Indices
    box: FloatArray = field(init=False)
    from_local: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        if self.empty:
            box = np.zeros((2, 3))
        else:
            low, high = self.starts.min(axis=0), self.starts.max(axis=0)
            box = np.array([[*low, self.low_mm[0]], [*high, self.high_mm[-1]]])
        object.__setattr__(self, "box", frozen(box))
        object.__setattr__(self, "from_local", frozen(inverse(self.to_local)))

    @property
    def empty(self) -> bool:
        """True when no closed contour with an area was drawn."""
        return self.slab.size == 0

    def contains(self, point_mm: FloatArray) -> bool:
        """Whether a point of the structure's frame lies inside."""
        x, y, z = self.to_local[:3, :3] @ np.asarray(point_mm, float) + self.to_local[:3, 3]
        here = np.flatnonzero((self.low_mm <= z) & (z < self.high_mm))
        if here.size == 0:
            return False
        first, last = np.searchsorted(self.slab, (here[0], here[-1] + 1))
        start, end = self.starts[first:last], self.ends[first:last]
        spans = (start[:, 1] <= y) != (end[:, 1] <= y)
        start, end = start[spans], end[spans]
        crossing = start[:, 0] + (y - start[:, 1]) / (end[:, 1] - start[:, 1]) * (end[:, 0] - start[:, 0])
        return bool(np.count_nonzero(crossing > x) % 2)

    def contain(self, points_mm: FloatArray) -> NDArray[np.bool_]:
        """Whether each of points (n, 3) of the structure's frame lies inside; an unknown one (NaN) does not."""
        points = np.asarray(points_mm, float)
        found = np.zeros(len(points), bool)
        known = np.flatnonzero(np.isfinite(points).all(axis=1))
        x, y, z = transformed(points[known], self.to_local)
        slab = np.searchsorted(self.low_mm, z, side="right") - 1
        in_slab = (slab >= 0) & (z < self.high_mm[np.maximum(slab, 0)]) if self.low_mm.size else np.zeros(len(z), bool)
        order = np.flatnonzero(in_slab)
        order = order[np.argsort(slab[order], kind="stable")]
        for number, first, last in _runs(slab[order]):
            here = order[first:last]
            start, end = np.searchsorted(self.slab, (number, number + 1))
            found[known[here]] = _odd_crossings(x[here], y[here], self.starts[start:end], self.ends[start:end])
        return found

    def section(self, normal: FloatArray, depth_mm: float, matrix: Way | None = None) -> FloatArray:
        """The outline in which a plane cuts the solid.

        Parameters
        ----------
        normal, depth_mm
            The plane holds the points x with normal·x = depth_mm; `normal` is a unit vector.
        matrix : (4, 4) or warp, optional
            Leads from the structure's frame to the frame of the plane; the identity without it.

        Returns
        -------
        (segments, 2, 3) mm in the frame of the plane
            Unordered pieces of closed outlines; empty when the plane misses the solid.

        Examples
        --------
        >>> from reirrad_gui.volume.structures import Contour
        >>> square = np.array([[0.0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]])
        >>> cube = solid(Structure(1, "cube", tuple(Contour(square + [0, 0, z]) for z in (0.0, 2.0)), "frame"))
        >>> len(cube.section(np.array([0.0, 0, 1]), 0.5)), len(cube.section(np.array([0.0, 0, 1]), 9.0))
        (4, 0)
        >>> cut = cube.section(np.array([1.0, 0, 0]), 3.0)
        >>> float(cut[..., 2].min()), float(cut[..., 2].max())
        (-1.0, 3.0)
        """
        if self.empty:
            return np.zeros((0, 2, 3))
        if isinstance(matrix, Warp):
            return bent_section(self, normal, depth_mm, matrix)
        to_plane_frame = self.from_local if matrix is None else matrix @ self.from_local
        local_normal = to_plane_frame[:3, :3].T @ normal
        length = float(np.linalg.norm(local_normal))
        local_normal = local_normal / length
        local_depth = (depth_mm - float(normal @ to_plane_frame[:3, 3])) / length
        if self._misses(local_normal, local_depth):
            return np.zeros((0, 2, 3))
        local = self._cut(local_normal, local_depth)
        return np.asarray(local @ to_plane_frame[:3, :3].T + to_plane_frame[:3, 3])

    def _misses(self, normal: FloatArray, depth: float) -> bool:
        """True when the whole box of the solid lies on one side of the plane."""
        sides = self.box @ (normal / 2)  # of the box's lowest and highest corner
        reach = float(np.abs(normal) @ (self.box[1] - self.box[0])) / 2
        return abs(depth - float(sides.sum())) > reach

    def _cut(self, normal: FloatArray, depth: float) -> FloatArray:
        if float(np.hypot(normal[0], normal[1])) > _LEVEL:
            return np.concatenate([self._walls(normal, depth), self._caps(normal, depth)])
        height = depth / normal[2]  # along the contours: the polygons of the slab as they were drawn
        here = np.flatnonzero((self.low_mm <= height) & (height < self.high_mm))
        if here.size == 0:
            return np.zeros((0, 2, 3))
        first, last = np.searchsorted(self.slab, (here[0], here[-1] + 1))
        ends = np.stack([self.starts[first:last], self.ends[first:last]], axis=1)
        return np.concatenate([ends, np.full((*ends.shape[:2], 1), height)], axis=2)

    def _walls(self, normal: FloatArray, depth: float) -> FloatArray:
        """Where the plane cuts the slabs' side walls: start + s (end - start) at height z, s from 0 to 1."""
        at_start, at_end = self._sides(normal, depth)
        rise = at_end - at_start
        low, high = self.low_mm[self.slab], self.high_mm[self.slab]
        steep = np.abs(rise) > abs(normal[2]) * (high - low)
        return np.concatenate(
            [
                self._lying(np.flatnonzero(~steep), at_start, rise, low, high, normal[2]),
                self._standing(np.flatnonzero(steep), at_start, at_end, low, high, normal[2]),
            ]
        )

    def _sides(self, normal: FloatArray, depth: float) -> tuple[FloatArray, FloatArray]:
        """On which side of the plane, and how far, every edge starts and ends: at z = 0, mm times the plane's tilt.

        Reckoned point by point: an edge ends exactly where the next one starts, so a corner that lies in the plane is
        on the same side for both, and every loop crosses the plane an even number of times.
        """
        start, end = (p[:, 0] * normal[0] + p[:, 1] * normal[1] - depth for p in (self.starts, self.ends))
        return start, end

    def _lying(
        self, edges: Indices, at_start: FloatArray, rise: FloatArray, low: FloatArray, high: FloatArray, up: float
    ) -> FloatArray:
        """Cuts that run along the edge: z as a function of s, kept where the slab has it."""
        if edges.size == 0 or abs(up) < _FLAT:
            return np.zeros((0, 2, 3))
        a, b, low, high = at_start[edges], rise[edges], low[edges], high[edges]
        level = np.abs(b) < _FLAT
        slope = np.where(level, 1.0, b)
        one, other = (-up * low - a) / slope, (-up * high - a) / slope
        first = np.where(level, 0.0, np.clip(np.minimum(one, other), 0.0, 1.0))
        last = np.where(level, 1.0, np.clip(np.maximum(one, other), 0.0, 1.0))
        height = -a / up
        kept = np.where(level, (low <= height) & (height < high), last - first > 0)
        return self._segments(
            edges[kept],
            first[kept],
            last[kept],
            -(a + first * b)[kept] / up,
            -(a + last * b)[kept] / up,
        )

    def _standing(
        self, edges: Indices, at_start: FloatArray, at_end: FloatArray, low: FloatArray, high: FloatArray, up: float
    ) -> FloatArray:
        """Cuts that run up the wall: s as a function of z, kept where the edge has it."""
        a, b, low, high = at_start[edges], (at_end - at_start)[edges], low[edges], high[edges]
        if abs(up) >= _FLAT:
            one, other = -a / up, -(a + b) / up
            low, high = np.maximum(low, np.minimum(one, other)), np.minimum(high, np.maximum(one, other))
            kept = high - low > 0
        else:
            kept = (a <= 0) != (at_end[edges] <= 0)
        a, b, low, high, edges = a[kept], b[kept], low[kept], high[kept], edges[kept]
        return self._segments(edges, -(a + low * up) / b, -(a + high * up) / b, low, high)

    def _segments(self, edges: Indices, s0: FloatArray, s1: FloatArray, z0: FloatArray, z1: FloatArray) -> FloatArray:
        start, along = self.starts[edges], self.ends[edges] - self.starts[edges]
        ends = [np.column_stack([start + s[:, None] * along, z]) for s, z in ((s0, z0), (s1, z1))]
        return np.stack(ends, axis=1) if edges.size else np.zeros((0, 2, 3))

    def _caps(self, normal: FloatArray, depth: float) -> FloatArray:
        """Where the plane cuts the faces between slabs: along what belongs to exactly one of the two neighbours."""
        heights = np.concatenate([self.low_mm[self.slab], self.high_mm[self.slab]])
        a, b = (np.tile(side, 2) + heights * normal[2] for side in self._sides(normal, depth))
        crossed = np.flatnonzero((a <= 0) != (b <= 0))
        edge = crossed % self.slab.size
        share = a[crossed] / (a[crossed] - b[crossed])
        flat = self.starts[edge] + share[:, None] * (self.ends[edge] - self.starts[edge])
        height = heights[crossed]
        along = flat @ np.array([-normal[1], normal[0]])
        order = np.lexsort((along, height))
        points = np.column_stack([flat, height])[order]
        pairs = points[: points.shape[0] // 2 * 2].reshape(-1, 2, 3)
        matched = (pairs[:, 0, 2] == pairs[:, 1, 2]) & (np.linalg.norm(pairs[:, 1] - pairs[:, 0], axis=1) > 1e-6)
        return np.asarray(pairs[matched])


def _runs(numbers: Indices) -> Iterator[tuple[int, int, int]]:
    """(number, first, last) of every run of equal numbers in a sorted row."""
    if numbers.size:
        cuts = np.flatnonzero(np.diff(numbers)) + 1
        for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), numbers.size], strict=True):
            yield int(numbers[first]), first, last


def _odd_crossings(x: FloatArray, y: FloatArray, starts: FloatArray, ends: FloatArray) -> NDArray[np.bool_]:
    """Whether a ray along x from each point crosses an odd number of edges; each edge meets its points only."""
    order = np.argsort(y)
    low, high = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    first, last = (np.searchsorted(y[order], level, side="left") for level in (low, high))
    beside = last - first
    edge = np.repeat(np.arange(beside.size), beside)
    within = np.arange(edge.size) - np.repeat(np.cumsum(beside) - beside, beside)
    point = order[first[edge] + within]
    start, along = starts[edge], ends[edge] - starts[edge]
    crossing = start[:, 0] + (y[point] - start[:, 1]) / along[:, 1] * along[:, 0]
    return np.asarray(np.bincount(point[crossing > x[point]], minlength=x.size) % 2 == 1)


def solid(structure: Structure, spacing_mm: float | None = None) -> Solid:
    """The pile of slabs of a structure's closed contours: the same planes and slabs that its dose is sampled in.

    `spacing_mm` is the slice distance of a single contour; without it such a contour is drawn 1 mm thick.
    """
    stack = contour_stack(structure)
    if stack is None:
        nothing = np.zeros(0)
        return Solid(np.eye(4), nothing, nothing, np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, np.intp))
    extent = slabs(stack.offsets_mm, EndCap.HALF.value, spacing_mm, images_mm=stack.images_mm)
    extent = extent or Slabs(stack.offsets_mm - 0.5, stack.offsets_mm + 0.5, 1.0)
    to_local = np.eye(4)
    to_local[:3, :3] = stack.axes
    loops = stack.loops
    ends = loops.points[loops.following]
    slab = np.repeat(loops.plane, loops.sizes)
    return Solid(
        frozen(to_local), frozen(extent.lower_mm), frozen(extent.upper_mm), frozen(loops.points), frozen(ends), slab
    )
