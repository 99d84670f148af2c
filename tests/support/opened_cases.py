"""Opened cases made in memory: boxes as organs, closed-form doses, no files."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from reirrad_gui.case import Case, Course, DoseSource, Phase, SourceFile
from reirrad_gui.dose.field import DoseField
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.opening import Opened, assembled, phase_dose
from reirrad_gui.session.samples import PhaseDose
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.registration import Registration
from reirrad_gui.volume.structures import Contour, Structure, StructureSet

FRAME_1, FRAME_2 = "1.2.3.1", "1.2.3.2"
DECEMBER_2012 = When(
    (StatedDate(PartialDate(2012, 12, 15), PartialDate(2013, 1, 14), "methods", "3 weekly fractions"),)
)
IN_2018_OR_2019 = When((StatedDate(PartialDate(2018), PartialDate(2019), "abstract"),))
Dose = Callable[[np.ndarray], np.ndarray]


def uniform(gy: float) -> Dose:
    """The same dose everywhere."""
    return lambda points: np.full(points.shape[:-1], gy)


def along_x(at_zero_gy: float, gy_per_mm: float) -> Dose:
    """A dose that rises along x: exact under trilinear interpolation."""
    return lambda points: at_zero_gy + gy_per_mm * points[..., 0]


def field(dose: Dose, low_mm: Sequence[float] = (-60, -60, -60), high_mm: Sequence[float] = (60, 60, 60)) -> DoseField:
    """A dose on a 5 mm grid that fills a box."""
    counts = [round((h - low) / 5) + 1 for low, h in zip(low_mm, high_mm, strict=True)]
    x, y, z = low_mm
    grid = Grid.axis_aligned((x, y, z), (5.0, 5.0), np.arange(counts[2]) * 5.0, counts[0], counts[1])
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    return DoseField(grid, dose(grid.points(column, row, plane)).astype(np.float32))


def box(
    name: str, number: int, frame: str = FRAME_2, centre: Sequence[float] = (0, 0, 0), half: float = 20.0
) -> Structure:
    """A cube drawn on 5 mm slices; its slabs reach half a slice beyond the outer contours."""
    x, y, z = centre
    square = half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) + np.array([x, y])
    planes = np.arange(-half + 2.5, half, 5.0) + z
    contours = tuple(Contour(np.column_stack([square, np.full(4, plane)])) for plane in planes)
    return Structure(number, name, contours, frame)


def course(
    number: int,
    prescribed_gy: float | None,
    fractions: int | None,
    frame: str = FRAME_2,
    start: When = When(),
    end: When = When(),
    delivered: int | None = None,
    structure_set_uid: str | None = None,
) -> Course:
    """A course of one phase."""
    source = DoseSource(SourceFile(Path(__file__), f"RD{number}.dcm", f"1.9.{number}"), "PLAN", frame)
    phase = Phase(
        f"phase {number}",
        f"Plan {number}",
        None,
        1,
        prescribed_gy,
        fractions,
        delivered,
        (source,),
        "RT plan",
        "RT plan",
    )
    return Course(
        f"course {number}", f"Course {number}", (phase,), start, end, frame_of_reference_uid=frame,
        structure_set_uid=structure_set_uid,
    )  # fmt: skip

    return Path(__file__)


def opened_case(
    courses: Sequence[Course],
    fields: Sequence[DoseField | None],
    sets: Sequence[StructureSet],
    registrations: Sequence[Registration] = (),
    synthetic: tuple[str, ...] = (),
) -> Opened:
    """An opened case from parts."""
    doses: tuple[tuple[PhaseDose, ...], ...] = tuple(
        (phase_dose(c.phases[0], dose),) for c, dose in zip(courses, fields, strict=True)
    )
    patient = PatientIdentity("EX-001", "Example^Case report", "", "M")
    case = Case(patient, tuple(courses), tuple(sets), (), tuple(registrations), synthetic=synthetic)
    return assembled(case, doses)


def structure_set(*structures: Structure, uid: str = "set 2", frame: str = FRAME_2) -> StructureSet:
    """A structure set of boxes."""
    return StructureSet(uid, uid, frame, tuple(structures), None, "", 5.0)


PELVIS = ("Bladder", "Rectum", "Bowel_Small", "SacralPlex", "PenileBulb", "PTV")


def seed_case(names: Sequence[str] = PELVIS, first: DoseField | None = None, second: DoseField | None = None) -> Opened:
    """The case report's worst case: every organ received both full prescriptions, 21 Gy in 3 and 20 Gy in 5."""
    drawn = structure_set(*(box(name, i) for i, name in enumerate(names)))
    courses = (
        course(1, 21.0, 3, end=DECEMBER_2012, start=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    return opened_case(courses, (first or field(uniform(21.0)), second or field(uniform(20.0))), (drawn,))
