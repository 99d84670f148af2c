"""Deformations: a grid of displacement vectors as a way between frames of reference, there and back."""

from dataclasses import dataclass, field, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray, Grid, frozen, transformed
from reirrad_gui.volume.trilinear import vectors_at
from reirrad_gui.volume.ways import Bend, Way, inverse, is_affine, moved

INVERSE_TOLERANCE_MM = 1e-3
"""How exactly the way back must lead to where one came from; a point that misses it is unknown."""

_ROUNDS, _BLOCK = 60, 200_000
_SAMPLES_PER_AXIS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Deformation:
    """x_there = before · x + Δ(x): displacement vectors on a grid, trilinear between its points.

    Parameters
    ----------
    grid : Grid
        Where the vectors are given, in the frame that points come from.
    vectors_mm : (3, planes, rows, columns)
        Δ along the patient axes (L, P, H), mm; NaN where the deformation is undefined.
    before : (4, 4)
        Applied to the point itself, not to where its vector is looked up; the identity by default.
    backwards : bool
        True for the way back: the x whose x_there is given, found by iteration.

    Notes
    -----
    DICOM PS3.3 C.20.3.1.1: the grid lies in the registered frame, and so the vector of a point is looked up where the
    point is registered. Unknown (NaN) are points outside the hull of the grid's points, next to an undefined vector,
    and on the way back those for which no point is found that leads there within `INVERSE_TOLERANCE_MM`: never the
    identity.

    The way back is x ← x - ω · before⁻¹ (before · x + Δ(x) - x_there), from ω = 1, halved where the distance does not
    shrink: the plain fixed-point iteration, slowed down where vectors change so fast that it would not converge.

    Examples
    --------
    >>> grid = Grid.axis_aligned((0, 0, 0), (10.0, 10.0), (0.0, 10.0), columns=2, rows=2)
    >>> stretch = np.zeros((3, 2, 2, 2)); stretch[0, :, :, 1] = 5.0  # Δx = x / 2
    >>> bend = Deformation(grid, stretch)
    >>> bend.moved(np.array([[4.0, 1.0, 1.0], [11.0, 1.0, 1.0]])).tolist()
    [[6.0, 1.0, 1.0], [nan, nan, nan]]
    >>> np.round(bend.inverse().moved(np.array([[6.0, 1.0, 1.0]])), 3).tolist()
    [[4.0, 1.0, 1.0]]
    """

    grid: Grid
    vectors_mm: NDArray[np.float32]
    before: FloatArray = field(default_factory=lambda: np.eye(4))
    backwards: bool = False
    digest: bytes = b""

    def __post_init__(self) -> None:
        vectors = np.ascontiguousarray(self.vectors_mm, dtype=np.float32)
        if vectors.shape != (3, *self.grid.shape):
            raise ValueError(f"vectors of shape {vectors.shape} do not fit a grid of shape {self.grid.shape}")
        before = frozen(self.before)
        if before.shape != (4, 4) or not np.isfinite(before).all() or abs(np.linalg.det(before[:3, :3])) < 1e-6:
            raise ValueError("the matrix before a deformation must be an invertible 4×4 matrix")
        vectors.flags.writeable = False
        object.__setattr__(self, "vectors_mm", vectors)
        object.__setattr__(self, "before", before)
        if not self.digest:
            placed = [self.grid.corners().tobytes(), self.grid.plane_mm.tobytes(), before.tobytes(), vectors.tobytes()]
            object.__setattr__(self, "digest", sha256(b"".join(placed)).digest())

    def moved(self, points_mm: FloatArray) -> FloatArray:
        """Where points (n, 3) go, mm; NaN where nobody knows."""
        points = np.asarray(points_mm, dtype=np.float64)
        found = np.full(points.shape, np.nan)
        known = np.flatnonzero(np.isfinite(points).all(axis=1))
        go = self._back if self.backwards else self._there
        for start in range(0, known.size, _BLOCK):
            part = known[start : start + _BLOCK]
            found[part] = go(points[part])
        return found

    def inverse(self) -> "Deformation":
        """The same deformation, the other way."""
        return replace(self, backwards=not self.backwards)

    def tobytes(self) -> bytes:
        """What tells this deformation from others."""
        return self.digest + (b"<" if self.backwards else b">")

    def undoes(self, other: Bend) -> bool:
        """True for the way back of the same deformation."""
        return isinstance(other, Deformation) and other.digest == self.digest and other.backwards != self.backwards

    def _there(self, points: FloatArray) -> FloatArray:
        return np.asarray(transformed(points, self.before).T + vectors_at(self.grid, self.vectors_mm, points))

    def _back(self, there: FloatArray) -> FloatArray:
        unbefore = inverse(self.before)
        here = transformed(there, unbefore).T
        miss, distance = self._missed(here, there)
        part = np.ones(len(here))
        left = np.arange(len(here))
        for _ in range(_ROUNDS):
            left = left[distance[left] > INVERSE_TOLERANCE_MM / 10.0]
            if not left.size:
                break
            tried = here[left] - part[left, None] * (miss[left] @ unbefore[:3, :3].T)
            new_miss, new_distance = self._missed(tried, there[left])
            nearer = new_distance < distance[left]
            part[left[~nearer]] *= 0.5
            took = left[nearer]
            here[took], miss[took], distance[took] = tried[nearer], new_miss[nearer], new_distance[nearer]
        arrived = np.linalg.norm(self._there(here) - there, axis=1) <= INVERSE_TOLERANCE_MM  # NaN: outside, not arrived
        here[~arrived] = np.nan
        return here

    def _missed(self, here: FloatArray, there: FloatArray) -> tuple[FloatArray, FloatArray]:
        """By how much, and how far, points end beside their goal; vectors go on unchanged beyond the grid's edge."""
        reached = transformed(here, self.before).T + vectors_at(self.grid, self.vectors_mm, here, clamped=True)
        miss = reached - there
        return miss, np.linalg.norm(miss, axis=1)

    @property
    def largest_mm(self) -> float:
        """The longest vector, mm; 0 where none is defined."""
        lengths = np.sqrt((self.vectors_mm.astype(np.float64) ** 2).sum(axis=0))
        defined = lengths[np.isfinite(lengths)]
        return float(defined.max()) if defined.size else 0.0

    def volume_change(self) -> tuple[float, float, float]:
        """Least and largest volume after for volume before, over the grid's cells, and the share that folds (≤ 0).

        Determinant of before + ∂Δ/∂x from differences across each cell; (nan, nan, nan) without a defined cell.
        """
        determinants = _cell_determinants(self)
        if not determinants.size:
            return (float("nan"),) * 3
        return float(determinants.min()), float(determinants.max()), float((determinants <= 0).mean())


def _cell_determinants(bend: Deformation) -> FloatArray:
    grid, vectors = bend.grid, bend.vectors_mm.astype(np.float64)
    if min(grid.shape) < 2:
        return np.zeros(0)
    steps = []
    for axis in (3, 2, 1):  # column, row, plane
        change = np.diff(vectors, axis=axis)
        for other in {1, 2, 3} - {axis}:
            low, high = (np.take(change, range(part, change.shape[other] + part - 1), axis=other) for part in (0, 1))
            change = (low + high) / 2.0
        steps.append(change)
    cells = np.stack(steps, axis=-1)  # (3, planes - 1, rows - 1, columns - 1, by index)
    per_plane = cells[..., 2] / np.diff(grid.plane_mm)[:, None, None]
    by_index = np.stack([cells[..., 0], cells[..., 1], per_plane], axis=-1)
    jacobian = np.moveaxis(by_index, 0, -2) @ grid.local_matrix()[:, :3] + bend.before[:3, :3]
    found = np.linalg.det(jacobian[np.isfinite(jacobian).all(axis=(-1, -2))])
    return np.asarray(found, dtype=np.float64)


def nearest_affine(way: Way, points_mm: FloatArray) -> FloatArray | None:
    """The 4×4 matrix nearest to a way at points (n, 3), by least squares; None where too few of them are known."""
    if is_affine(way):
        return way
    there = moved(points_mm, way)
    known = np.isfinite(there).all(axis=1)
    here = np.column_stack([points_mm[known], np.ones(int(known.sum()))])
    if np.linalg.matrix_rank(here) < 4:
        return None
    matrix = np.eye(4)
    matrix[:3] = np.linalg.lstsq(here, there[known], rcond=None)[0].T
    return matrix


def lattice_points(grid: Grid, per_axis: int = _SAMPLES_PER_AXIS) -> FloatArray:
    """Points (n, 3) spread over a grid's hull, its corners among them."""
    index = [np.linspace(0, count - 1, min(count, per_axis)) for count in grid.shape]
    plane, row, column = np.meshgrid(*index, indexing="ij")
    return grid.points(column.ravel(), row.ravel(), plane.ravel())


def covering(grid: Grid, way: Way) -> Grid:
    """A grid as it lies at the end of a way; where the way bends, a lattice along the axes around all that is known."""
    if is_affine(way):
        return grid.moved(way)
    there = moved(lattice_points(grid), way)
    there = there[np.isfinite(there).all(axis=1)]
    if not len(there):
        return grid
    spacing = min((mm for mm in grid.spacing_mm if mm > 0), default=1.0)
    low, high = there.min(axis=0) - 2.0 * spacing, there.max(axis=0) + 2.0 * spacing
    columns, rows, planes = (int(count) for count in np.ceil((high - low) / spacing) + 1)
    return Grid.axis_aligned(
        (float(low[0]), float(low[1]), float(low[2])),
        (spacing, spacing),
        np.asarray(np.arange(planes) * spacing, dtype=np.float64),
        columns,
        rows,
    )
