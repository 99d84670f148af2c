"""Small DICOM-RT objects written from scratch: CT, RTSTRUCT, RTPLAN, RTDOSE, REG, treatment records, bone scans.

Every writer takes what a test may want to vary and returns the path it wrote. Doses are given as a function of patient
position (LPS, mm), so that the same field can be written in any orientation, offset convention and encoding, and read
back as the same numbers. Nothing here imports the program.
"""

from dataclasses import replace
from pathlib import Path

from tests.support.phantom_base import (
    AXIAL,
    CLASSES,
    ORIENTATIONS,
    SUBJECT,
    SYNTAXES,
    Array,
    Field,
    Subject,
    dataset,
    save,
    uid,
)
from tests.support.phantom_doses import write_dose
from tests.support.phantom_images import affine_dose, axes, voxel_points, write_bone_scan, write_ct
from tests.support.phantom_plans import Group, Target, write_plan, write_record, write_registration, write_summary
from tests.support.phantom_structures import Roi, circle, cylinder, pelvis_rois, write_structures

__all__ = [
    "AXIAL",
    "CLASSES",
    "ORIENTATIONS",
    "SUBJECT",
    "SYNTAXES",
    "Array",
    "Field",
    "Group",
    "Roi",
    "Subject",
    "Target",
    "affine_dose",
    "axes",
    "circle",
    "cylinder",
    "dataset",
    "pelvis_rois",
    "save",
    "two_courses",
    "uid",
    "voxel_points",
    "write_bone_scan",
    "write_course",
    "write_ct",
    "write_dose",
    "write_plan",
    "write_record",
    "write_registration",
    "write_structures",
    "write_summary",
]


def write_course(folder: Path, subject: Subject = SUBJECT, gy: float = 21.0, fractions: int = 3) -> Path:
    """CT, structures, plan and plan dose of one course that belong together; the folder they are in."""
    write_ct(folder / "ct", subject)
    write_structures(folder, subject)
    write_plan(folder, subject, groups=(Group(fractions),), targets=(Target(gy),))
    write_dose(folder, subject, affine_dose(gy, (0.02, 0.05, 0.01)))
    return folder


def two_courses(folder: Path, matrix: Array | None = None) -> tuple[Subject, Subject]:
    """Course 1 (21 Gy in 3) and course 2 (20 Gy in 5) in two frames of reference; a REG leads from 1 to 2 if given."""
    first = Subject()
    second = replace(first, key="course 2", date="20180301")
    write_course(folder / "course1", first, 21.0, 3)
    write_course(folder / "course2", second, 20.0, 5)
    if matrix is not None:
        write_registration(folder, second, second.frame_uid, first.frame_uid, [matrix])
    return first, second
