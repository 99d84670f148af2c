"""The dose of one fraction group while it is being found: what is wanted, what was chosen, what has to be said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from reirrad_gui.case.course import DoseSource
from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.doses import DoseFile, load_dose
from reirrad_gui.dicom.plans import FractionGroup, Plan
from reirrad_gui.errors import DicomError

SAME_PLACE_MM = 0.01
SAME_SHARE = 1e-3


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fraction group that a dose is wanted for; group and plan are None when the plan was not found."""

    group: FractionGroup | None
    plan: Plan | None
    expected_gy: float | None
    """Prescribed total, or the sum of the stated beam doses; None when neither is known."""
    title: str
    """How the group is called in sentences."""


@dataclass(slots=True)
class Assigned:
    """The dose of one fraction group; `alternatives` are for a person to choose from where the files do not decide."""

    doses: tuple[DoseSource, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    alternatives: tuple[DoseSource, ...] = ()

    def refuse(self, sentence: str, doses: Iterable[DoseFile] = ()) -> None:
        """Says why there is no dose."""
        self.problems.append(Problem(sentence, tuple(d.file for d in doses)))

    def say(self, sentence: str, doses: Iterable[DoseFile] = ()) -> None:
        """Says something beside the numbers."""
        self.problems.append(Problem(sentence, tuple(d.file for d in doses), blocking=False))

    def leave_out(self, doses: Sequence[DoseFile], why: str) -> None:
        """Says why these files are not used although nothing is wrong with the dose that is."""
        if doses:
            self.say(f"{names(doses)} {'is' if len(doses) == 1 else 'are'} left out: {why}.", doses)

    def distinct(self, doses: Sequence[DoseFile]) -> list[DoseFile]:
        """Without doses that say the same thing voxel by voxel under another UID; leaving one out is said."""
        kept: list[DoseFile] = []
        for dose in doses:
            twin = next((d for d in kept if _same_part(d, dose) and same_dose(d, dose)), None)
            if twin is None:
                kept.append(dose)
            else:
                self.leave_out([dose], f"the same dose is in {names([twin])}")
        return kept


def source(dose: DoseFile, scale: float = 1.0, reason: str = "") -> DoseSource:
    """The dose as it takes part in a phase."""
    highest = None if dose.max_gy is None else dose.max_gy * scale
    return DoseSource(dose.file, dose.summation, dose.frame_uid, scale, reason, highest, dose.highest_stored)


def names(doses: Iterable[DoseFile]) -> str:
    """The files as a person knows them."""
    return ", ".join(d.file.shown_as for d in doses)


def _same_part(one: DoseFile, other: DoseFile) -> bool:
    return one.frame_uid == other.frame_uid and one.summation == other.summation and set(one.parts) == set(other.parts)


def same_dose(one: DoseFile, other: DoseFile) -> bool:
    """True when two files hold the same dose at the same places (within 0.01 mm and 0.1 % of the maximum)."""
    try:
        (grid, stored, gy_per_unit), (other_grid, other_stored, other_gy_per_unit) = (
            load_dose(source(dose)) for dose in (one, other)
        )
    except DicomError:
        return False
    if grid.shape != other_grid.shape or not np.allclose(grid.corners(), other_grid.corners(), atol=SAME_PLACE_MM):
        return False
    gaps, other_gaps = np.diff(grid.plane_mm), np.diff(other_grid.plane_mm)
    if not np.allclose(gaps, other_gaps, rtol=0, atol=SAME_PLACE_MM):
        return False
    within_gy = SAME_SHARE * float(stored.max()) * gy_per_unit
    return all(
        np.allclose(plane * gy_per_unit, other_plane * other_gy_per_unit, rtol=0, atol=within_gy)
        for plane, other_plane in zip(stored, other_stored, strict=True)
    )
