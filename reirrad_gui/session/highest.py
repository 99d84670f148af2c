"""Where a dose can be highest, whatever the α/β: the few voxels that no other voxel exceeds in every phase."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.field import Field
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import Way, inverse, moved

FloatColumns = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PlacedField:
    """A phase's physical dose, and the way from a common frame to the frame it is known in."""

    field: Field
    from_common: Way


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Voxel centres (n, 3) in the common frame, and the physical Gy of every phase there (n, phases)."""

    points_mm: FloatArray
    physical_gy: FloatColumns


def candidates(fields: Sequence[PlacedField], step: Step = silent) -> Candidates:
    """The voxel centres at which a sum of increasing functions of the phases' doses can be largest.

    EQD2, BED, recovery and the plain sum all grow with each phase's dose, so the largest value lies at a voxel that no
    other exceeds in every phase. All grids' voxel centres are searched; where one phase is unknown nothing is known.

    Notes
    -----
    Between voxel centres a trilinear dose of one grid is never higher than at them; a sum over different grids may be,
    by the second-order interpolation error.
    """
    points, doses = np.zeros((0, 3)), np.zeros((0, len(fields)))
    planes = [(placed, offset) for placed in fields for offset in placed.field.grid.plane_mm]
    for done, (placed, offset) in enumerate(planes):
        step(done, len(planes), "Looking for the highest dose")
        there, here = _on_plane(fields, placed, float(offset))
        points, doses = _unexceeded(np.concatenate([points, there]), np.concatenate([doses, here]))
    return Candidates(points, doses)


def _on_plane(fields: Sequence[PlacedField], placed: PlacedField, offset_mm: float) -> tuple[FloatArray, FloatColumns]:
    """The voxel centres of one plane of one grid, in the common frame, where every phase's dose is known; the doses."""
    grid = placed.field.grid
    origin = grid.origin_mm + offset_mm * grid.axis
    to_common = inverse(placed.from_common)
    ways = [one.from_common @ to_common for one in fields]
    doses = np.stack(
        [
            one.field.dose_at_plane(origin, grid.x_step_mm, grid.y_step_mm, grid.shape[1:], way).ravel()
            for one, way in zip(fields, ways, strict=True)
        ],
        axis=1,
    )
    known = np.flatnonzero(~np.isnan(doses).any(axis=1))
    row, column = np.divmod(known, grid.columns)
    points = origin + np.outer(column, grid.x_step_mm) + np.outer(row, grid.y_step_mm)
    there = moved(points, to_common)
    reached = np.isfinite(there).all(axis=1)
    return there[reached], doses[known][reached]


def _unexceeded(points: FloatArray, doses: FloatColumns) -> tuple[FloatArray, FloatColumns]:
    """Without the points that another exceeds or equals in every phase."""
    left = np.arange(len(doses))
    kept: list[int] = []
    while left.size:
        best = left[int(np.argmax(doses[left].sum(axis=1)))]
        kept.append(int(best))
        left = left[(doses[left] > doses[best]).any(axis=1)]
    return points[kept], doses[kept]
