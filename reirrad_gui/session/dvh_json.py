"""DVH metrics of every structure of one structure set in one dose: the `dvh` command, without a window or a case."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from reirrad_gui.dose.ceiling import Ceiling
from reirrad_gui.dose.coverage import bounded_metrics
from reirrad_gui.dose.dvh import cumulative_dvh
from reirrad_gui.dose.field import DoseField, Field, summed
from reirrad_gui.dose.metrics import NEAR_MAXIMUM_CC, DoseMetrics, covered_percent, why_undefined
from reirrad_gui.dose.slices import half_slice_band_gy, near_maxima_beside
from reirrad_gui.errors import NotAssessableError
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.parallel import side_by_side
from reirrad_gui.session.settings import END_CAPS
from reirrad_gui.volume.contours import drawn_spacing_mm
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.sampling import SamplePoints, sampled
from reirrad_gui.volume.structures import Structure, StructureSet

SCHEMA = "reirrad-gui/dvh/1"
METRICS = (
    "mean_gy", "min_gy", "max_gy", "d98_percent_gy", "d95_percent_gy", "d50_percent_gy", "d2_percent_gy", "d0_03cc_gy",
    "d0_1cc_gy", "d0_5cc_gy", "d1cc_gy", "d2cc_gy", "d5cc_gy",
)  # fmt: skip


def dvh_json(
    structures: Path, doses: Sequence[Path], end_cap: str = "half", curve: bool = False, step: Step = silent
) -> dict[str, Any]:
    """Reads one RTSTRUCT and one or more RTDOSE (beams or fractions of one plan, added) and measures every structure.

    Raises
    ------
    DicomError
        A file cannot be used; the sentence says why.
    NotAssessableError
        Structures and dose, or two doses, lie in different frames of reference.
    """
    from reirrad_gui.dicom import read_structure_set

    reading: list[tuple[str, Callable[[], Any]]]
    reading = [(f"Reading {structures.name}", partial(read_structure_set, structures))]
    reading += [(f"Reading dose {path.name}", partial(_loaded, path, len(doses) == 1)) for path in doses]
    drawn, *loaded = side_by_side(reading, step)
    for path, (frame, *_) in zip(doses, loaded, strict=True):
        if frame and drawn.frame_of_reference_uid and frame != drawn.frame_of_reference_uid:
            raise NotAssessableError(
                f"{path.name} lies in another frame of reference than the structures of {structures.name}: its dose "
                "cannot be read at these contours. Choose the dose of the same planning image."
            )
    frames = {frame for frame, *_ in loaded if frame}
    if len(frames) > 1:
        raise NotAssessableError(
            f"{', '.join(path.name for path in doses)} lie in different frames of reference: they are not added. "
            "Choose doses of the same planning image."
        )
    field = summed([one for _, one, _ in loaded])
    ceiling = loaded[0][2] if len(loaded) == 1 else Ceiling.of(field) if isinstance(field, DoseField) else None
    apart = [bool(frames) and s.frame_of_reference_uid not in {"", *frames} for s in drawn.structures]
    tasks: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        (
            f"Measuring {s.name}",
            partial(_elsewhere, s, drawn, end_cap) if away else partial(_row, s, drawn, field, ceiling, end_cap, curve),
        )
        for s, away in zip(drawn.structures, apart, strict=True)
    ]
    rows = side_by_side(tasks, step, [s.point_count for s in drawn.structures])
    return {
        "schema": SCHEMA, "structures": rows,
        "method": {
            "end_cap": end_cap, "interpolation": "trilinear, physical dose", "doses_added": len(doses),
            "frame_of_reference": _frames_said(doses, [frame for frame, *_ in loaded], drawn.frame_of_reference_uid),
        },
    }  # fmt: skip


def _frames_said(doses: Sequence[Path], frames: Sequence[str], drawn_in: str) -> str:
    """Whether doses and structures state that they lie in one frame of reference, or it is only taken for granted."""
    silent_doses = [path.name for path, frame in zip(doses, frames, strict=True) if not frame]
    if silent_doses:
        return f"not stated by {', '.join(silent_doses)}: taken for that of the structures"
    return "the same" if drawn_in else "not stated by the structures: taken for that of the dose"


def _loaded(path: Path, alone: bool) -> tuple[str, DoseField, Ceiling | None]:
    """Frame of reference and dose of a file, with its ceiling where no other dose is added."""
    from reirrad_gui.dicom import lone_dose

    frame, stored = lone_dose(path)
    field = DoseField(*stored)
    return frame, field, Ceiling.of(field) if alone else None


def _half_slice_bands(
    points: SamplePoints, known: DoseMetrics | None, dose_gy: FloatArray, field: Field, ceiling: Ceiling | None
) -> dict[str, tuple[float, float] | None]:
    """How far each near-maximum is known when the structure was drawn on slices; None where it cannot be said."""
    volumes = tuple(NEAR_MAXIMUM_CC.values())
    moved = [] if known is None else near_maxima_beside(field, points, dose_gy, volumes, ceiling)
    if known is None or not moved:
        return dict.fromkeys(NEAR_MAXIMUM_CC)
    return {
        name: half_slice_band_gy([getattr(known, name), *found])
        for name, *found in zip(NEAR_MAXIMUM_CC, *moved, strict=True)
    }


def _elsewhere(structure: Structure, drawn: StructureSet, end_cap: str) -> dict[str, Any]:
    """A structure that lies in another frame of reference than its set says, and than the dose: only its volume."""
    spacing_mm = drawn.image_spacing_mm or partial(drawn_spacing_mm, drawn.structures)
    points = sampled(structure, END_CAPS[end_cap], spacing_mm).points
    return {
        "name": structure.name, "number": structure.number, **dict.fromkeys(METRICS),
        "volume_cc": points.volume_cc, "covered_percent": 0.0,
        "reason": "it lies in another frame of reference than the dose, which cannot be read at its contours",
        "notices": [*structure.notices, *points.notices],
    }  # fmt: skip


def _row(
    structure: Structure, drawn: StructureSet, field: Field, ceiling: Ceiling | None, end_cap: str, curve: bool
) -> dict[str, Any]:
    sampling = sampled(
        structure,
        END_CAPS[end_cap],
        fallback_spacing_mm=drawn.image_spacing_mm or partial(drawn_spacing_mm, drawn.structures),
        values_at=lambda points_mm: [field.dose_at(points_mm)],
    )
    points = sampling.points
    said: dict[str, Any] = {"name": structure.name, "number": structure.number}
    notices = [*structure.notices, *points.notices]
    if points.volume_cc is None:
        reason = points.notices[-1].rstrip(".") if points.notices else "the structure has no usable closed contours"
        nothing = dict.fromkeys(("volume_cc", "covered_percent", *METRICS))
        return {**said, **nothing, "reason": reason, "notices": notices}
    (dose,) = sampling.values
    found = bounded_metrics(dose, points.weights_cc, field.edge_max_gy)
    covered = covered_percent(dose, points.weights_cc)
    said |= {"volume_cc": points.volume_cc, "covered_percent": covered}
    for name in METRICS:
        said[name] = None if found.value is None else getattr(found.value, name)
    if found.value is None:
        said["reason"] = f"only {covered:.1f} % of the volume lies in the dose grid; bounds are given instead"
        said["bounds"] = {
            "lower": {name: getattr(found.lower, name) for name in METRICS},
            "upper": {name: getattr(found.upper, name) for name in METRICS},
        }
    said["half_slice_bands_gy"] = _half_slice_bands(points, found.value, dose, field, ceiling)
    undefined = {name: why for name in METRICS if (why := why_undefined(name, points.volume_cc))}
    if undefined:
        said["undefined"] = undefined
    if curve and found.value is not None:
        told = cumulative_dvh(dose[~np.isnan(dose)], points.weights_cc[~np.isnan(dose)])
        said["curve"] = {"dose_gy": told.dose_gy.tolist(), "volume_cc": told.volume_cc.tolist()}
    return {**said, "notices": notices}
