"""A course's physical dose as a function of patient position; unknown (NaN) where its grid does not reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.deformation import covering
from reirrad_gui.volume.grid import FloatArray, Grid, frozen
from reirrad_gui.volume.trilinear import plane_values, values_at
from reirrad_gui.volume.ways import Way, inverse, is_affine


class Field(Protocol):
    """Physical dose in Gy anywhere in one frame of reference.

    `grid` has all points where the dose is known inside its hull. `edge_max_gy` bounds what may continue outside.
    In `dose_at` and `dose_at_plane` an optional `matrix` (4×4, or a warp) leads from the frame of the points to the
    field's frame; where a warp does not know the way, the dose is unknown.
    """

    @property
    def grid(self) -> Grid: ...
    @property
    def max_gy(self) -> float: ...
    @property
    def edge_max_gy(self) -> float: ...
    def dose_at(self, points_mm: FloatArray, matrix: Way | None = None) -> FloatArray: ...
    def dose_at_plane(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        matrix: Way | None = None,
    ) -> FloatArray: ...
    def scaled(self, factor: float) -> "Field": ...


@dataclass(frozen=True, slots=True, eq=False)
class DoseField:
    """One dose grid, trilinear between voxel centres.

    Parameters
    ----------
    grid : Grid
    stored : (planes, rows, columns)
        Dose in Gy (float32, float64), or the file's stored integers with `gy_per_unit`. Finite, not below zero.
    gy_per_unit : float
        Gy per stored unit: DoseGridScaling (PS3.3 C.8.8.3) times whatever makes it the phase's total.

    Raises
    ------
    ValueError
        Shape does not fit the grid; a negative or non-finite dose or scale.

    Notes
    -----
    Known is the convex hull of the voxel centres (`volume.trilinear.EDGE_TOLERANCE` of a voxel beyond it). A linear
    dose is reproduced exactly on any grid; a curved one with the second-order error of trilinear interpolation,
    h²/8 · |second derivative| per axis.

    Examples
    --------
    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0, 3.0), columns=2, rows=2)
    >>> dose = DoseField(grid, np.array([[[0, 20], [0, 20]], [[0, 20], [0, 20]]], np.uint16), gy_per_unit=0.1)
    >>> dose.dose_at(np.array([[1.0, 1.0, 1.0], [5.0, 0.0, 0.0]]))
    array([ 1., nan])
    >>> dose.max_gy
    2.0
    """

    grid: Grid
    stored: NDArray[Any]
    gy_per_unit: float = 1.0
    max_gy: float = field(init=False)
    edge_max_gy: float = field(init=False)

    def __post_init__(self) -> None:
        stored = np.ascontiguousarray(self.stored)
        if stored.shape != self.grid.shape:
            raise ValueError(f"a dose of shape {stored.shape} does not fit a grid of shape {self.grid.shape}")
        highest, lowest = float(stored.max()), 0.0 if stored.dtype.kind == "u" else float(stored.min())
        if not (0 <= lowest <= highest < np.inf):
            raise ValueError("the dose holds a negative or non-finite value")
        if not 0 <= self.gy_per_unit < np.inf:
            raise ValueError(f"gy_per_unit must be finite and not below zero, not {self.gy_per_unit}")
        stored.flags.writeable = False
        object.__setattr__(self, "stored", stored)
        object.__setattr__(self, "max_gy", highest * self.gy_per_unit)
        object.__setattr__(self, "edge_max_gy", _edge_max(stored) * self.gy_per_unit)

    @property
    def dose_gy(self) -> NDArray[np.floating]:
        """The voxels in Gy, (planes, rows, columns); a float32 copy when the field holds stored integers."""
        if self.gy_per_unit == 1.0 and self.stored.dtype.kind == "f":
            return self.stored
        return np.asarray(np.multiply(self.stored, self.gy_per_unit, dtype=np.float32))

    def dose_at(self, points_mm: FloatArray, matrix: Way | None = None) -> FloatArray:
        """Gy at patient points (…, 3); NaN outside the hull of the voxel centres."""
        return _not_below_zero(values_at(self.grid, self.stored, points_mm, matrix) * self.gy_per_unit)

    def dose_at_plane(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        matrix: Way | None = None,
    ) -> FloatArray:
        """Gy on the points origin + column·u + row·v, (rows, columns): `dose_at` for a picture, only faster."""
        plane = plane_values(self.grid, self.stored, origin_mm, u_mm, v_mm, shape, matrix)
        return _not_below_zero(plane * self.gy_per_unit)

    def scaled(self, factor: float) -> "DoseField":
        """The same dose times a factor (delivered share, fractions of a FRACTION dose); shares the voxels."""
        return replace(self, gy_per_unit=self.gy_per_unit * factor)


@dataclass(frozen=True, slots=True, eq=False)
class SummedField:
    """Sum of doses on grids that differ (beams, phases of equal fraction size); unknown where any part is unknown.

    `max_gy` is the largest sum at any voxel centre of any part. `edge_max_gy` is cautious: at the edge of one part the
    others may be at their maximum.
    """

    parts: tuple[Field, ...]
    max_gy: float = field(init=False)

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("a sum of doses needs at least one dose")
        object.__setattr__(self, "max_gy", max(_largest_on_grid(self, part.grid) for part in self.parts))

    @property
    def grid(self) -> Grid:
        """The grid of the part with the smallest hull: the sum is known nowhere outside it."""
        return min((part.grid for part in self.parts), key=lambda grid: grid.hull_cc)

    @property
    def edge_max_gy(self) -> float:
        total = sum(part.max_gy for part in self.parts)
        return max(total - part.max_gy + part.edge_max_gy for part in self.parts)

    def dose_at(self, points_mm: FloatArray, matrix: Way | None = None) -> FloatArray:
        """Gy at patient points (…, 3); NaN where any part is unknown."""
        return _added([part.dose_at(points_mm, matrix) for part in self.parts])

    def dose_at_plane(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        matrix: Way | None = None,
    ) -> FloatArray:
        """Gy on the points origin + column·u + row·v, (rows, columns)."""
        return _added([part.dose_at_plane(origin_mm, u_mm, v_mm, shape, matrix) for part in self.parts])

    def scaled(self, factor: float) -> "SummedField":
        """The same sum times a factor."""
        return SummedField(tuple(part.scaled(factor) for part in self.parts))


@dataclass(frozen=True, slots=True, eq=False)
class MovedField:
    """A field seen from another frame of reference: x_field = matrix_target_to_field · x_target, or along a warp.

    Examples
    --------
    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 2.0), (0.0, 3.0), columns=2, rows=2)
    >>> there = DoseField(grid, np.array([[[0, 2], [0, 2]], [[0, 2], [0, 2]]], np.float32))
    >>> shift = np.eye(4); shift[0, 3] = -10.0
    >>> float(MovedField(there, shift).dose_at(np.array([11.0, 1.0, 1.0])))
    1.0
    """

    field: Field
    matrix_target_to_field: Way

    def __post_init__(self) -> None:
        if not is_affine(self.matrix_target_to_field):
            return
        matrix = frozen(self.matrix_target_to_field)
        if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
            raise ValueError("a moved dose needs a finite 4×4 matrix")
        object.__setattr__(self, "matrix_target_to_field", matrix)

    @property
    def grid(self) -> Grid:
        """The field's grid as it lies in the target frame; a lattice around all of it where the way bends."""
        return covering(self.field.grid, inverse(self.matrix_target_to_field))

    @property
    def max_gy(self) -> float:
        return self.field.max_gy

    @property
    def edge_max_gy(self) -> float:
        return self.field.edge_max_gy

    def dose_at(self, points_mm: FloatArray, matrix: Way | None = None) -> FloatArray:
        """Gy at points (…, 3) of the target frame."""
        return self.field.dose_at(points_mm, self._folded(matrix))

    def dose_at_plane(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        matrix: Way | None = None,
    ) -> FloatArray:
        """Gy on the points origin + column·u + row·v of the target frame, (rows, columns)."""
        return self.field.dose_at_plane(origin_mm, u_mm, v_mm, shape, self._folded(matrix))

    def scaled(self, factor: float) -> "MovedField":
        """The same moved dose times a factor."""
        return MovedField(self.field.scaled(factor), self.matrix_target_to_field)

    def _folded(self, matrix: Way | None) -> Way:
        return self.matrix_target_to_field if matrix is None else self.matrix_target_to_field @ matrix


def summed(fields: Sequence[Field]) -> Field:
    """One field for a sum of doses in one frame of reference: one grid when all share it, else a `SummedField`.

    For doses that are equal fractions of one treatment phase (beams of a plan). Courses or phases with different
    fraction sizes are converted to EQD2 first and never pooled here.
    """
    if len(fields) == 1:
        return fields[0]
    grids = [part for part in fields if isinstance(part, DoseField)]
    if len(grids) == len(fields) and grids and all(part.grid.same_as(grids[0].grid) for part in grids[1:]):
        total = np.zeros(grids[0].stored.shape)
        for part in grids:
            for plane, stored in enumerate(part.stored):
                total[plane] += stored * part.gy_per_unit
        return DoseField(grids[0].grid, total)
    return SummedField(tuple(fields))


def _not_below_zero(dose_gy: FloatArray) -> FloatArray:
    """Within the tolerance beyond the last centres a dose goes on as a line, but never below zero; NaN stays NaN."""
    return np.maximum(dose_gy, 0.0)


def _added(doses_gy: list[FloatArray]) -> FloatArray:
    total = doses_gy[0]
    for dose in doses_gy[1:]:
        total += dose
    return total


def _edge_max(stored: NDArray[Any]) -> float:
    """Largest stored value on the six outer faces."""
    return max(float(np.take(stored, index, axis=axis).max()) for axis in range(3) for index in (0, -1))


def _largest_on_grid(total: SummedField, grid: Grid) -> float:
    """Largest known sum at the voxel centres of one grid; 0 where the parts have no point in common."""
    largest = 0.0
    for offset in grid.plane_mm:
        origin = grid.origin_mm + offset * grid.axis
        plane = total.dose_at_plane(origin, grid.x_step_mm, grid.y_step_mm, grid.shape[1:])
        known = plane[~np.isnan(plane)]
        largest = max(largest, float(known.max()) if known.size else 0.0)
    return largest
