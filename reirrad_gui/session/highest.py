"""Where a dose can be highest, whatever the α/β: the few voxels that no other voxel exceeds in every phase."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.field import Field
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.volume.grid import FloatArray

FloatColumns = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PlacedField:
    """A phase's physical dose, and the way (4×4) from a common frame to the frame it is known in."""

    field: Field
    from_common: FloatArray


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
    Between voxel centres a trilinear dose of one grid is never higher than at them; a sum over different grids may be, by
    the second-order interpolation error.
    """
    points, doses = np.zeros((0, 3)), np.zeros((0, len(fields)))
    total = sum(placed.field.grid.plane_mm.size for placed in fields)
    done = 0
    for placed in fields:
        grid = placed.field.grid
        to_common = np.linalg.inv(placed.from_common)
        for offset in grid.plane_mm:
            step(done, total, "Looking for the highest dose")
            done += 1
            here = _plane(fields, grid.origin_mm + offset * grid.axis, grid.x_step_mm, grid.y_step_mm, grid.shape[1:], to_common)
            known = ~np.isnan(here).any(axis=1)
            row, column = np.divmod(np.flatnonzero(known), grid.columns)
            there = grid.origin_mm + offset * grid.axis + np.outer(column, grid.x_step_mm) + np.outer(row, grid.y_step_mm)
            there = there @ to_common[:3, :3].T + to_common[:3, 3]
            points, doses = _unexceeded(np.concatenate([points, there]), np.concatenate([doses, here[known]]))
    return Candidates(points, doses)


def _plane(
    fields: Sequence[PlacedField],
    origin: FloatArray,
    u: FloatArray,
    v: FloatArray,
    shape: tuple[int, int],
    to_common: FloatArray,
) -> FloatColumns:
    """Every phase's dose on one plane of one grid, (points, phases)."""
    columns = [p.field.dose_at_plane(origin, u, v, shape, p.from_common @ to_common).ravel() for p in fields]
    return np.stack(columns, axis=1)


def _unexceeded(points: FloatArray, doses: FloatColumns) -> tuple[FloatArray, FloatColumns]:
    """Without the points that another exceeds or equals in every phase."""
    left = np.arange(len(doses))
    kept: list[int] = []
    while left.size:
        best = left[int(np.argmax(doses[left].sum(axis=1)))]
        kept.append(int(best))
        left = left[(doses[left] > doses[best]).any(axis=1)]
    return points[kept], doses[kept]
