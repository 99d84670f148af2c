"""What is known of the example by construction, for tests of import, registration, DVH and accumulation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.dose import PlanDose
from reirrad_gui.dicom.example.headers import PATIENT_ID, frame_uid
from reirrad_gui.dicom.example.organs import organs_at_risk
from reirrad_gui.dicom.example.planes import Group
from reirrad_gui.dicom.example.plans import Plan, first_plan, normalised, second_plan
from reirrad_gui.dicom.example.setup import FRAME_1_TO_2
from reirrad_gui.dicom.example.shapes import Array, Ellipsoid
from reirrad_gui.dicom.example.targets import targets
from reirrad_gui.dicom.example.visits import draw


@dataclass(frozen=True, slots=True)
class CourseTruth:
    """One course: prescription, frame of reference, isocentre (mm, own frame), organ volumes in cm³."""

    label: str
    total_gy: float
    fractions: int
    frame_uid: str
    isocentre_mm: tuple[float, float, float]
    volumes_cc: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole example; `frame_1_to_2` is 4 × 4, x2 = M x1, mm, LPS."""

    patient_id: str
    frame_1_to_2: NDArray[np.float64]
    courses: tuple[CourseTruth, CourseTruth]


def _volume_cc(group: Group, step_mm: float = 1.5) -> float:
    """Exact for a plain ellipsoid, otherwise counted on a lattice of 1.5 mm."""
    if len(group.solids) == 1 and not group.cut and isinstance(group.solids[0], Ellipsoid):
        return group.solids[0].volume_cc
    low, high = group.box()
    axes = [np.arange(low[k] - 1, high[k] + 1, step_mm, dtype=np.float32) for k in range(3)]
    inside = sum(int((group.at(*np.meshgrid(axes[0], axes[1], height, indexing="ij")) < 0).sum()) for height in axes[2])
    return inside * step_mm**3 / 1000


def _course(plan: Plan) -> CourseTruth:
    volumes = targets(plan.scan.number)
    groups = {**organs_at_risk(plan.scan.filling), "CTV": Group((volumes.ctv,)), "PTV": Group((volumes.ptv,))}
    return CourseTruth(
        plan.label,
        plan.total_gy,
        plan.fractions,
        frame_uid(plan.scan.number),
        plan.beams[0].isocentre_mm,
        {name: _volume_cc(group) for name, group in groups.items()},
    )


@lru_cache(maxsize=1)
def truth() -> Truth:
    """Everything known of the example (takes a few seconds the first time: volumes are counted).

    Volumes are those of the solids; contours on slices of 5 or 10 mm differ from them as contours do.
    """
    return Truth(PATIENT_ID, FRAME_1_TO_2, (_course(first_plan()), _course(second_plan())))


@lru_cache(maxsize=2)
def _dose(course: int) -> PlanDose:
    plan = first_plan() if course == 1 else second_plan()
    tissue = draw(plan.scan, lambda _number, _hu: None)
    return normalised(plan, tissue.density, tissue.skin)


def dose_gy(course: int, points_mm: NDArray[np.float64]) -> Array:
    """Dose of course 1 or 2 at points (n, 3) of its own frame, Gy, straight from the beams, without a dose grid."""
    x, y, z = np.asarray(points_mm, np.float32).T
    return _dose(course).at(x, y, z)
