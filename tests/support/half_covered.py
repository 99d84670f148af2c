"""A pelvis whose old dose grid ends in the middle of the rectum: what is not known must not become a number.

    python -m tests.support.half_covered DIR

writes it, as CT, structures, plans, doses and a registration of two courses, to be opened in the window or assessed:

    python -m reirrad_gui DIR
    python -m reirrad_gui assess DIR --json half.json

Course 1 (2013): 30 Gy in 5 fractions to a target on the patient's right; its grid ends at z = 10 mm of course 2's
frame. Course 2 (2018): 20 Gy in 5 fractions, the same everywhere around the organs. In the frame of course 2 the rectum
reaches from z = −30 to 50 mm, so that exactly its lower half lies in the old grid. There it received 9.7 Gy at most;
beyond the end it may have received what the old grid has anywhere on its outer faces, 29.97 Gy in front of and behind
the target. With α/β 3 Gy: at most 9.6 + 28 Gy as far as is known, and at worst 53.9 + 28 = 81.9 Gy, on both sides of a
limit of 80 Gy.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.support.phantom_dicom import (
    Array,
    Group,
    Roi,
    Subject,
    Target,
    cylinder,
    write_ct,
    write_dose,
    write_plan,
    write_registration,
    write_structures,
)

FIRST = Subject(patient_id="HALF-1", name="Phantom^Half covered")
SECOND = replace(FIRST, key="course 2", date="20180301")
SHIFT_MM = np.array([8.0, -5.0, 10.0])
"""x_2 = x_1 + shift: what the registration says."""

SLICES_MM = tuple(float(z) for z in np.arange(-57.5, 60, 5.0))
GRID_END_MM = 10.0
RECTUM_MM = (0.0, 30.0, 12.0)
"""Centre x, y and radius."""


def course_1_gy(points_2_mm: Array) -> Array:
    """Dose of course 1 at points of course 2's frame: 30 Gy at x = −30, z = 5 mm, falling off to both sides."""
    sideways, along = points_2_mm[..., 0] + 30.0, points_2_mm[..., 2] - 5.0
    return 30.0 * np.exp(-(sideways**2) / (2 * 12.0**2) - along**2 / (2 * 80.0**2))


def course_2_gy(points_2_mm: Array) -> Array:
    """20 Gy within 50 mm of the long axis, less further out."""
    beyond = np.maximum(np.hypot(points_2_mm[..., 0], points_2_mm[..., 1]) - 50.0, 0.0)
    return 20.0 * np.exp(-(beyond**2) / (2 * 8.0**2))


def body_hu(points_mm: Array) -> Array:
    """Soft tissue in air, with a spine at the back."""
    inside = np.hypot(points_mm[..., 0] / 80, points_mm[..., 1] / 60) < 1
    spine = np.hypot(points_mm[..., 0], points_mm[..., 1] - 48) < 8
    return np.where(spine, 400.0, np.where(inside, 30.0, -1000.0))


def rois(shift_mm: Array) -> tuple[Roi, ...]:
    """Rectum (half covered), bladder (covered) and body, in the frame of course 2 moved by `shift_mm`."""
    x, y, z = shift_mm
    planes = np.asarray(SLICES_MM) + z
    low, high = (planes > -40 + z) & (planes < -5 + z), (planes > -30 + z) & (planes < 50 + z)
    rectum = cylinder((RECTUM_MM[0] + x, RECTUM_MM[1] + y, 0), RECTUM_MM[2], planes[high])
    bladder = cylinder((x, y - 25, 0), 18.0, planes[low])
    return (
        Roi("BODY", cylinder((x, y, 0), 58.0, planes), 1, "EXTERNAL", (0, 200, 0)),
        Roi("Rectum", rectum, 2, "ORGAN", (150, 80, 0)),
        Roi("Bladder", bladder, 3, "ORGAN", (255, 220, 0)),
    )


def write_half_covered(folder: Path) -> Path:
    """All files of the case; the folder they are in."""
    old = folder / "course 1"
    _write_course(old, FIRST, -SHIFT_MM, 30.0)
    ends = GRID_END_MM - SHIFT_MM[2]
    write_dose(
        old, FIRST, lambda points: course_1_gy(points + SHIFT_MM), origin_mm=(-90.0, -70.0, ends - 60.0),
        pixel_spacing_mm=(3.0, 2.5), rows=50, columns=72, offsets_mm=tuple(np.arange(0.0, 61, 3.0)),
    )  # fmt: skip
    new = folder / "course 2"
    _write_course(new, SECOND, np.zeros(3), 20.0)
    write_dose(
        new, SECOND, course_2_gy, origin_mm=(-84.0, -66.0, -66.0), pixel_spacing_mm=(2.5, 3.0), rows=54, columns=57,
        offsets_mm=tuple(np.arange(0.0, 133, 3.0)),
    )  # fmt: skip
    matrix = np.eye(4)
    matrix[:3, 3] = SHIFT_MM
    write_registration(folder, SECOND, SECOND.frame_uid, FIRST.frame_uid, [matrix])
    return folder


def _write_course(folder: Path, subject: Subject, shift_mm: Array, gy: float) -> None:
    write_ct(
        folder / "ct", subject, slice_mm=tuple(np.asarray(SLICES_MM) + shift_mm[2]), rows=56, columns=64,
        pixel_spacing_mm=(2.5, 3.0), origin_mm=(-94.5 + shift_mm[0], -70.0 + shift_mm[1], 0.0),
        hu=lambda points: body_hu(points - shift_mm),
    )  # fmt: skip
    write_structures(folder, subject, rois(shift_mm), slices=len(SLICES_MM))
    write_plan(folder, subject, groups=(Group(5),), targets=(Target(gy),))


if __name__ == "__main__":
    print(write_half_covered(Path(sys.argv[1])))
