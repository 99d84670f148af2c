"""A dose on the voxels of a grid, and the box of it in which everything is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import NotAssessableError
from reirrad_gui.figures import Figure
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.jobs import Step
from reirrad_gui.volume.boxes import Box, known_box, part_of
from reirrad_gui.volume.grid import Grid

MOST_VOXELS = 100_000_000
FEWEST_ALONG = 2


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """A dose that is known in every voxel of `grid`, float32 Gy; `left_out` is the part of the whole grid without."""

    grid: Grid
    dose_gy: NDArray[np.float32]
    left_out: Figure
    highest_left_out_gy: float
    """The highest known dose that is not in the box; 0 when none is."""

    @property
    def highest_gy(self) -> float:
        """The highest dose in the box."""
        return float(self.dose_gy.max())

    @property
    def said(self) -> tuple[str, ...]:
        """What has to be known of what is missing; nothing where nothing is."""
        if not self.left_out.value:
            return ()
        sentences = [
            f"{self.left_out.number} % of the grid is left out: there the dose of a course is not known, or the rest "
            "would be no box. Outside the box the dose is unknown, not 0."
        ]
        if self.highest_left_out_gy > self.highest_gy:
            sentences.append(
                f"Beside the box a higher dose is known, {self.highest_left_out_gy:.1f} Gy: do not take the highest "
                "dose of this file for that of the patient."
            )
        return tuple(sentences)


def sampled(
    display: DisplayFields,
    grid: Grid,
    shown: int | None,
    quantity: Quantity,
    alpha_beta_gy: float,
    frame_uid: str,
    step: Step,
    doing: str,
) -> Sampled:
    """The dose as it is displayed, at every voxel of a grid in one frame, cut to the box in which it is known.

    Raises
    ------
    NotAssessableError
        The grid has too many voxels, or no box of it is known, or it holds 0 Gy everywhere.
    """
    if np.prod(grid.shape, dtype=float) > MOST_VOXELS:
        raise NotAssessableError(
            f"A grid of {grid.columns} × {grid.rows} × {grid.plane_mm.size} voxels is more than a file should hold. "
            "Choose a wider spacing."
        )
    dose_gy = np.empty(grid.shape, np.float32)
    for index, offset in enumerate(grid.plane_mm):
        step(index, grid.plane_mm.size, doing)
        origin = grid.origin_mm + offset * grid.axis
        shape = (grid.rows, grid.columns)
        dose_gy[index] = display.dose_plane(
            origin, grid.x_step_mm, grid.y_step_mm, shape, shown, quantity, alpha_beta_gy, frame_uid
        )
    return _cut(grid, dose_gy)


def _cut(grid: Grid, dose_gy: NDArray[np.float32]) -> Sampled:
    known = ~np.isnan(dose_gy)
    box = known_box(known)
    if box is None or min(side.stop - side.start for side in box) < FEWEST_ALONG:
        raise NotAssessableError(
            "The dose grids of the courses have no box of voxels in common, so there is no place where all doses are "
            "known, and nothing is exported. Check the registration, or export the dose of each course."
        )
    inside = dose_gy[box]
    if not inside.any():
        raise NotAssessableError(
            "The dose is 0 Gy in every voxel that would be exported, so there is nothing to export. Check the doses."
        )
    return Sampled(part_of(grid, box), inside, _left_out(dose_gy.size, inside.size), _highest_beside(dose_gy, box))


def _left_out(voxels: int, kept: int) -> Figure:
    percent = 100.0 * (voxels - kept) / voxels
    decimals = 0 if percent >= 1 or percent == 0 else 2
    return Figure(percent, "%", "part of the grid that is not exported", "voxels left out / all", decimals=decimals)


def _highest_beside(dose_gy: NDArray[np.float32], box: Box) -> float:
    """Layer by layer, so that no second array of that size is needed."""
    highest = 0.0
    planes, rows, columns = box
    for index, plane in enumerate(dose_gy):
        beside = plane
        if planes.start <= index < planes.stop:
            beside = plane.copy()
            beside[rows, columns] = np.nan
        highest = max(highest, float(np.fmax.reduce(beside.ravel(), initial=0.0)))
    return highest
