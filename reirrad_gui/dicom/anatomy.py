"""Which structures and which images belong to a course: by reference, else the only ones in its frame of reference."""

from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.case.course import Course
from reirrad_gui.dicom.images import Series
from reirrad_gui.dicom.structures import Drawn


def with_anatomy(course: Course, structure_uid: str, drawn: Sequence[Drawn], series: Sequence[Series]) -> Course:
    """The course with its structures and planning images; `structure_uid` is what its plan or dose refers to."""
    frame = course.frame_of_reference_uid
    found = next((d for d in drawn if structure_uid and d.structures.uid == structure_uid), None)
    said = list(course.problems)
    if found is None:
        near = [d for d in drawn if frame and d.structures.frame_of_reference_uid == frame]
        found = near[0] if len(near) == 1 else None
        said.append(_not_as_referenced(course.label, structure_uid, near))
    elif frame is not None and frame != found.structures.frame_of_reference_uid:
        said.append(
            f"The dose of {course.label} lies in another frame of reference than its structures "
            f"({found.file.shown_as}): organ doses need a registration between them."
        )
    frame = frame or (found.structures.frame_of_reference_uid if found else None) or None
    return replace(
        course,
        frame_of_reference_uid=frame,
        structure_set_uid=found.structures.uid if found else None,
        series_uid=_planning_series(found, frame, series),
        problems=tuple(said),
    )


def _not_as_referenced(label: str, structure_uid: str, near: Sequence[Drawn]) -> str:
    missing = f"The structures of {label} are not among the files" if structure_uid else f"{label} names no structures"
    if len(near) == 1:
        return f"{missing}; those of {near[0].file.shown_as}, drawn in the same frame of reference, are used."
    if near:
        return (
            f"{missing}, and {len(near)} structure sets lie in its frame of reference; keep the one that belongs to it."
        )
    return f"{missing}; no organ dose can be shown for it without them."


def _planning_series(found: Drawn | None, frame: str | None, series: Sequence[Series]) -> str | None:
    """The series the structures were drawn on, if it lies in the course's frame; else the largest CT that does."""
    own = None if found is None else found.structures.series_uid
    here = [s.series for s in series if frame and s.series.frame_of_reference_uid == frame]
    if any(s.uid == own for s in here):
        return own
    scans = sorted((s for s in here if s.modality == "CT"), key=lambda s: (bool(s.unusable), -len(s.files)))
    return scans[0].uid if scans else None
