"""What the importer made of a folder, in the few words that tests of courses ask for."""

from pathlib import Path

from reirrad_gui.case import Case, Course
from reirrad_gui.dicom import load_dose, read_case
from tests.support.phantom_dicom import affine_dose


def course(folder: Path) -> Course:
    [found] = read_case([folder]).courses
    return found


def said(case: Case) -> str:
    return " ".join([p.sentence for p in case.problems] + [s for c in case.courses for s in c.problems])


def dose_at_first_voxel_gy(found: Course) -> float:
    return sum(float(dose.stored[0, 0, 0]) * dose.gy_per_unit for dose in map(load_dose, found.phases[0].doses))


def flat(gy: float):
    """The same dose everywhere."""
    return affine_dose(gy, (0.0, 0.0, 0.0))
