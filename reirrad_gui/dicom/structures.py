"""Reading one RTSTRUCT: contours from their raw bytes, names in any character set, degenerate lines kept out."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.dicom.names import charsets, name
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.saying import counted
from reirrad_gui.dicom.values import Header, code, integer, items, numbers, text, uid
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.structures import Contour, ContourKind, Structure, StructureSet

CONTOUR_DATA = 0x30060050
LEAST_AREA_MM2 = 1e-3
FLAT_MM = 0.5
CLOSED = (ContourKind.CLOSED_PLANAR, ContourKind.CLOSEDPLANAR_XOR)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A structure set as read, with what it refers to and what could not be used."""

    file: SourceFile
    structures: StructureSet
    image_uids: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def read_structure_set(path: Path) -> StructureSet:
    """The structures of one RTSTRUCT file.

    Raises
    ------
    DicomError
        The file is no RTSTRUCT, damaged, or holds no structures.
    """
    opened = open_file(path, path.name)
    if opened is None:
        raise DicomError(f"{path.name} is not a DICOM file. Choose an RT structure set.")
    if "StructureSetROISequence" not in opened.dataset and "ROIContourSequence" not in opened.dataset:
        raise DicomError(f"{path.name} holds no structures. Choose an RT structure set.")
    return read_structures(opened).structures


def read_structures(opened: Opened) -> Drawn:
    """An RTSTRUCT's contents. Names stay exactly as written; each ROI keeps its own notices."""
    dataset = opened.dataset
    declared = charsets(dataset)
    frame, series_uid, images = _drawn_on(dataset)
    contours = _by_number(items(dataset, "ROIContourSequence"), "ReferencedROINumber")
    types = _by_number(items(dataset, "RTROIObservationsSequence"), "ReferencedROINumber")
    rois = items(dataset, "StructureSetROISequence")
    problems = [_said(opened, f"{opened.file.shown_as} {notice}.") for notice in opened.notices]
    problems += _number_problems(opened, rois, contours)
    structures, seen = [], set()
    for roi in rois:
        n = integer(roi, "ROINumber")
        drawn = contours.get(n, ()) if n is not None and n not in seen else ()
        seen.add(n)
        structures.append(_structure(roi, n, drawn, types.get(n, ()), frame, declared))
    problems += [_said(opened, notice) for s in structures for notice in s.notices]
    frames = Counter(s.frame_of_reference_uid for s in structures if s.frame_of_reference_uid)
    found = StructureSet(
        opened.file.sop_instance_uid,
        name(dataset, "StructureSetLabel", declared)[0] or name(dataset, "StructureSetName", declared)[0],
        frame or (frames.most_common(1)[0][0] if frames else ""),
        tuple(structures),
        series_uid,
        text(dataset, "StructureSetDate"),
    )
    return Drawn(opened.file, found, images, tuple(problems))


def _said(opened: Opened, sentence: str) -> Problem:
    return Problem(sentence, (opened.file,), blocking=False)


def _drawn_on(dataset: Header) -> tuple[str, str | None, tuple[str, ...]]:
    """Frame of reference, series and images that the structures were drawn on (of the first frame that has images)."""
    frames = items(dataset, "ReferencedFrameOfReferenceSequence")
    for frame in frames:
        for study in items(frame, "RTReferencedStudySequence"):
            for series in items(study, "RTReferencedSeriesSequence"):
                images = tuple(uid(i, "ReferencedSOPInstanceUID") for i in items(series, "ContourImageSequence"))
                return uid(frame, "FrameOfReferenceUID"), uid(series, "SeriesInstanceUID") or None, images
    return (uid(frames[0], "FrameOfReferenceUID") if frames else ""), None, ()


def _by_number(found: tuple[Dataset, ...], keyword: str) -> dict[int | None, tuple[Dataset, ...]]:
    numbered: dict[int | None, tuple[Dataset, ...]] = {}
    for item in found:
        n = integer(item, keyword)
        numbered[n] = (*numbered.get(n, ()), item)
    return numbered


def _number_problems(
    opened: Opened, rois: tuple[Dataset, ...], contours: dict[int | None, tuple[Dataset, ...]]
) -> list[Problem]:
    numbered = Counter(integer(roi, "ROINumber") for roi in rois)
    shown = opened.file.shown_as
    problems = []
    for n, times in numbered.items():
        if n is None:
            problems.append(
                _said(
                    opened,
                    f"{shown} has {counted(times, 'structure')} without a number, so without contours.",
                )
            )
        elif times > 1:
            problems.append(
                _said(
                    opened,
                    f"{shown} gives number {n} to {times} structures; the contours of that number are taken for the "
                    "first of them. Check them.",
                )
            )
    strays = sorted(str(n) for n in contours if n not in numbered)
    if strays:
        problems.append(
            _said(
                opened,
                f"{shown} has contours for structures that it does not name (number {', '.join(strays)}); they are "
                "not used.",
            )
        )
    return problems


def _structure(
    roi: Dataset,
    n: int | None,
    drawn: tuple[Dataset, ...],
    types: tuple[Dataset, ...],
    frame: str,
    declared: tuple[str, ...],
) -> Structure:
    called, guessed = name(roi, "ROIName", declared)
    called = called or f"ROI {n}"
    lines = [_contour(item) for part in drawn for item in items(part, "ContourSequence")]
    kept = tuple(line for line in lines if isinstance(line, Contour))
    notices = (
        [
            f"The name “{called}” declares no valid character set and was read as well as it could be: check its "
            "accents.",
        ]
        if guessed
        else []
    )
    refused = Counter(line for line in lines if isinstance(line, str))
    notices += [f"{called}: {counted(times, 'contour')} not used: {why}." for why, times in refused.items()]
    bent = sum(not _flat(contour) for contour in kept)
    if bent:
        notices.append(
            f"{called}: {counted(bent, 'closed contour')} not in one plane; the mean position of each is used."
        )
    colour = next((numbers(part, "ROIDisplayColor") for part in drawn if numbers(part, "ROIDisplayColor")), None)
    return Structure(
        n if n is not None else -1,
        called,
        kept,
        uid(roi, "ReferencedFrameOfReferenceUID") or frame,
        next((code(item, "RTROIInterpretedType") for item in types), ""),
        _colour(colour),
        tuple(notices),
    )


def _colour(found: tuple[float, ...] | None) -> tuple[int, int, int] | None:
    if found is None or len(found) != 3:
        return None
    red, green, blue = (min(255, max(0, round(part))) for part in found)
    return red, green, blue


def _contour(item: Dataset) -> Contour | str:
    """The contour, or why it cannot be used."""
    points = contour_points(item)
    if points is None:
        return "its points cannot be read"
    kind = _kind(code(item, "ContourGeometricType"), len(points))
    if kind is None:
        return "it does not say what kind of line it is"
    if kind in CLOSED and (len(points) < 3 or _area_mm2(points) < LEAST_AREA_MM2):
        return "it encloses no area"
    return Contour(points, kind) if len(points) else "it has no points"


def contour_points(item: Dataset) -> FloatArray | None:
    """(n, 3) points, mm, from the bytes of ContourData (17 times faster than as DICOM values); None if damaged."""
    raw = item.get_item(CONTOUR_DATA) if CONTOUR_DATA in item else None
    content = getattr(raw, "value", None)
    if content is None:
        return np.empty((0, 3))
    if not isinstance(content, bytes):
        return _points(np.array(numbers(item, "ContourData") or ()))
    parts = content.strip(b" \0\\").split(b"\\") if content.strip(b" \0\\") else []
    try:
        return _points(np.fromiter(map(float, parts), np.float64, len(parts)))
    except ValueError:
        return None


def _points(flat: FloatArray) -> FloatArray | None:
    if flat.size % 3 or not np.isfinite(flat).all():
        return None
    return flat.reshape(-1, 3)


def _kind(stated: str, points: int) -> ContourKind | None:
    if stated in ContourKind.__members__:
        return ContourKind[stated]
    return ContourKind.POINT if not stated and points == 1 else None


def _vector_area(local: FloatArray) -> FloatArray:
    """Half the sum of the cross products of neighbours, mm²: normal to a flat polygon, as long as its area (Newell)."""
    x, y, z = local.T
    turns = (
        y[:-1] @ z[1:] - z[:-1] @ y[1:],
        z[:-1] @ x[1:] - x[:-1] @ z[1:],
        x[:-1] @ y[1:] - y[:-1] @ x[1:],
    )
    return np.array(turns) / 2


def _area_mm2(points: FloatArray) -> float:
    """Area of the polygon in whatever plane it lies; seen from its first point, the closing side adds nothing."""
    return float(np.linalg.norm(_vector_area(points - points[0])))


def _flat(contour: Contour) -> bool:
    if contour.kind not in CLOSED:
        return True
    local = contour.points_mm - contour.points_mm[0]
    normal = _vector_area(local)
    return bool(np.abs(local @ (normal / np.linalg.norm(normal))).max() <= FLAT_MM)


def placed(drawn: Drawn, frame_uid: str, spacing_mm: float | None) -> Drawn:
    """The same structures with their images' slice distance, and in their images' frame where they state none."""
    structures = drawn.structures
    own = structures.frame_of_reference_uid or frame_uid
    placed_structures = tuple(
        s if s.frame_of_reference_uid else replace(s, frame_of_reference_uid=own) for s in structures.structures
    )
    return replace(
        drawn,
        structures=replace(
            structures, frame_of_reference_uid=own, structures=placed_structures, image_spacing_mm=spacing_mm
        ),
    )
