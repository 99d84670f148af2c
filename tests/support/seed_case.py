"""The case report's worst case as DICOM: every organ received both prescriptions in full, 21 Gy in 3 and 20 Gy in 5.

    python -m tests.support.seed_case DIR

writes CT, structures, plans and doses of both courses, to be looked at or assessed:

    python -m reirrad_gui DIR
    python -m reirrad_gui assess DIR --json worst.json

The report states no dose of any organ: this is the upper bound that its two prescriptions allow, nothing more. Anatomy
and doses are made up. Both doses are the same at every point of every organ, and stored so that 21 and 20 Gy
are exact. The dates are those of the report, in a story beside the files.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from tests.support.phantom_dicom import (
    Array,
    Field,
    Group,
    Roi,
    Subject,
    Target,
    cylinder,
    write_ct,
    write_dose,
    write_plan,
    write_structures,
)

PATIENT_ID = "SEED-1"
FIRST = Subject(patient_id=PATIENT_ID, name="Phantom^Worst case", birth_date="", date="20121201")
SECOND = replace(FIRST, key="course 2", date="20180101")
SLICES_MM = tuple(float(z) for z in np.arange(-47.5, 50, 5.0))
ORGANS: dict[str, tuple[float, float, float]] = {
    "Bladder": (0.0, -32.0, 18.0),
    "Rectum": (0.0, 26.0, 10.0),
    "Bowel_Small": (-34.0, -8.0, 12.0),
    "SacralPlex": (34.0, 30.0, 7.0),
    "SpinalCord": (0.0, 50.0, 6.0),
}
"""Centre x, y and radius of each organ, mm; all reach over the middle ten slices."""
FLAT_MM = 62.0
SPOT_MM = 7.0
"""Up to 1 Gy more at the origin, between bladder and rectum: what is drawn first shows the organs, not a corner."""
STEP_GY = "0.001"
"""Dose of one stored unit: 21 and 20 Gy are whole numbers of it."""


def flat(gy: float) -> Field:
    """A dose that is the same within `FLAT_MM` of the long axis, but for a spot in the target, and falls off beyond."""

    def dose(points_mm: Array) -> Array:
        beyond = np.maximum(np.hypot(points_mm[..., 0], points_mm[..., 1]) - FLAT_MM, 0.0)
        spot = np.maximum(1.0 - np.linalg.norm(points_mm, axis=-1) / SPOT_MM, 0.0)
        return (gy + spot) * np.exp(-(beyond**2) / (2 * 6.0**2))

    return dose


def body_hu(points_mm: Array) -> Array:
    """Soft tissue in air, with a spine around the cord."""
    x, y = points_mm[..., 0], points_mm[..., 1]
    spine = np.abs(np.hypot(x, y - 50.0) - 10.0) < 3.5
    return np.where(spine, 400.0, np.where(np.hypot(x / 90, y / 76) < 1, 30.0, -1000.0))


def rois() -> tuple[Roi, ...]:
    """Body, target and the five organs, on 5 mm slices."""
    middle = SLICES_MM[5:-5]
    colours = {"Bladder": (255, 220, 0), "Rectum": (150, 80, 0), "Bowel_Small": (200, 120, 200),
               "SacralPlex": (0, 160, 90), "SpinalCord": (0, 160, 255)}  # fmt: skip
    organs = (
        Roi(name, cylinder((x, y, 0), radius, middle), number, "ORGAN", colours[name])
        for number, (name, (x, y, radius)) in enumerate(ORGANS.items(), start=3)
    )
    return (
        Roi("BODY", cylinder((0, 0, 0), 74.0, SLICES_MM), 1, "EXTERNAL", (0, 200, 0)),
        Roi("PTV", cylinder((0, -6, 0), 30.0, middle), 2, "PTV", (255, 0, 0)),
        *organs,
    )


def write_seed_case(folder: Path) -> Path:
    """All files of the case; the folder they are in."""
    _write_course(folder / "course 1", FIRST, "Pelvis", 21.0, 3)
    _write_course(folder / "course 2", SECOND, "Pubis", 20.0, 5)
    story = json.dumps(_story(), ensure_ascii=False, indent=1)
    (folder / "worst-case.reirrad.json").write_text(story + "\n", encoding="utf-8")
    return folder


def _write_course(folder: Path, subject: Subject, label: str, gy: float, fractions: int) -> None:
    frame = FIRST.frame_uid  # both courses in one frame: the worst case asks for no registration
    write_ct(
        folder / "ct", subject, slice_mm=SLICES_MM, rows=64, columns=64, pixel_spacing_mm=(3.0, 3.0),
        origin_mm=(-94.5, -94.5, 0.0), hu=body_hu, frame_uid=frame,
    )  # fmt: skip
    write_structures(folder, subject, rois(), slices=len(SLICES_MM), frame_uid=frame)

    def same_frame(plan: Dataset) -> None:
        plan.FrameOfReferenceUID = frame

    write_plan(folder, subject, label, groups=(Group(fractions),), targets=(Target(gy),), change=same_frame)
    write_dose(
        folder, subject, flat(gy), plan=label, origin_mm=(-84.0, -84.0, -54.0), pixel_spacing_mm=(3.0, 3.0), rows=57,
        columns=57, offsets_mm=tuple(np.arange(0.0, 109, 3.0)), frame_uid=frame, scaling=STEP_GY,
    )  # fmt: skip


def _story() -> dict[str, object]:
    """The dates as the report gives them: course 1 took 15 days from some day of December 2012, course 2 is undated."""
    fifteen_days = "started in December 2012, three weekly fractions take 15 days"
    return {
        "schema": "reirrad-gui/story/1",
        "patient_id": PATIENT_ID,
        "synthetic": ["Anatomy and doses are made up: every organ is given both prescriptions in full."],
        "events": [],
        "courses": [
            _course("Pelvis", [_date("2012-12", "2012-12")], [_date("2012-12-15", "2013-01-14", fifteen_days)], 7),
            _course("Pubis", [_date("2018", "2019", "after the scan of 2018; five daily fractions")], [], 1),
        ],
        "contradictions": [],
    }


def _course(plan: str, start: list[object], end: list[object], days: int) -> dict[str, object]:
    return {
        "plan_labels": [plan], "label": f"{plan}, worst case", "site": plan, "start": start, "end": end,
        "not_stated": [], "contradictions": [], "source": "Case report, methods", "fraction_interval_days": days,
    }  # fmt: skip


def _date(earliest: str, latest: str, derived: str = "") -> dict[str, str]:
    return {"earliest": earliest, "latest": latest, "source": "Case report", "derived": derived}


if __name__ == "__main__":
    print(write_seed_case(Path(sys.argv[1])))
