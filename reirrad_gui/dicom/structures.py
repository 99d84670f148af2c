"""Reading one RTSTRUCT: contours from their raw bytes, names in any character set, degenerate lines kept out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.dicom.asked import all_of_them
from reirrad_gui.dicom.decimals import decimal_numbers
from reirrad_gui.dicom.drawings import Drawing, Line, drawings, image_uids
from reirrad_gui.dicom.names import charsets, name
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.saying import counted
from reirrad_gui.dicom.values import Header, code, integer, items, text, uid
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.loops import Loops
from reirrad_gui.volume.structures import Contour, ContourKind, ContoursOnDemand, Structure, StructureSet

LEAST_AREA_MM2 = 1e-3
FLAT_MM = 0.5
FARTHEST_MM = 100_000.0
"""No point of a patient lies further from the origin: such a number is damaged."""
NO_AREA = "it encloses no area"
KINDS = dict(ContourKind.__members__)
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


def read_structures(opened: Opened, wanted: Callable[[str], bool] = all_of_them) -> Drawn:
    """An RTSTRUCT's contents. Names stay exactly as written; each ROI keeps its own notices.

    Contours of structures that are not `wanted` (by their name) are read when somebody looks at them.
    """
    dataset = opened.dataset
    declared = charsets(dataset)
    frame, series_uid, images = _drawn_on(dataset)
    contours: dict[int | None, tuple[Drawing, ...]] = {}
    for drawing in drawings(dataset):
        contours[drawing.number] = (*contours.get(drawing.number, ()), drawing)
    types = _by_number(items(dataset, "RTROIObservationsSequence"), "ReferencedROINumber")
    rois = items(dataset, "StructureSetROISequence")
    problems = [_said(opened, f"{opened.file.shown_as} {notice}.") for notice in opened.notices]
    problems += _number_problems(opened, rois, contours)
    structures, seen = [], set()
    for roi in rois:
        n = integer(roi, "ROINumber")
        drawn = contours.get(n, ()) if n is not None and n not in seen else ()
        seen.add(n)
        structures.append(_structure(roi, n, drawn, types.get(n, ()), frame, declared, wanted))
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
                return uid(frame, "FrameOfReferenceUID"), uid(series, "SeriesInstanceUID") or None, image_uids(series)
    return (uid(frames[0], "FrameOfReferenceUID") if frames else ""), None, ()


def _by_number(found: tuple[Dataset, ...], keyword: str) -> dict[int | None, tuple[Dataset, ...]]:
    numbered: dict[int | None, tuple[Dataset, ...]] = {}
    for item in found:
        n = integer(item, keyword)
        numbered[n] = (*numbered.get(n, ()), item)
    return numbered


def _number_problems(
    opened: Opened, rois: tuple[Dataset, ...], contours: dict[int | None, tuple[Drawing, ...]]
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
    drawn: tuple[Drawing, ...],
    types: tuple[Dataset, ...],
    frame: str,
    declared: tuple[str, ...],
    wanted: Callable[[str], bool],
) -> Structure:
    called, guessed = name(roi, "ROIName", declared)
    called = called or f"ROI {n}"
    lines = [line for part in drawn for line in part.lines]
    kept, refused, bent = _contours(lines) if wanted(called) else _later(lines)
    notices = (
        [
            f"The name “{called}” declares no valid character set and was read as well as it could be: check its "
            "accents.",
        ]
        if guessed
        else []
    )
    notices += [f"{called}: {counted(times, 'contour')} not used: {why}." for why, times in refused.items()]
    if bent:
        notices.append(
            f"{called}: {counted(bent, 'closed contour')} not in one plane; the mean position of each is used."
        )
    colour = next((part.colour for part in drawn if part.colour), None)
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


def _later(lines: Sequence[Line]) -> tuple[Sequence[Contour], Counter[str], int]:
    """Contours that are read when they are looked at; until then nobody knows which cannot be used."""
    return ContoursOnDemand(lambda: _contours(lines)[0]), Counter(), 0


def _contours(lines: Sequence[Line]) -> tuple[Sequence[Contour], Counter[str], int]:
    """Contours that can be used, why others cannot (and how many), and how many closed ones are not flat."""
    found = [
        _contour(points, line.kind) for points, line in zip(_points([x.decimals for x in lines]), lines, strict=True)
    ]
    closed = [i for i, one in enumerate(found) if isinstance(one, Contour) and one.kind in CLOSED]
    bent = 0
    if closed:
        area_mm2, spread_mm = _areas([one.points_mm for i in closed if isinstance(one := found[i], Contour)])
        bent = int(np.count_nonzero((spread_mm > FLAT_MM) & (area_mm2 >= LEAST_AREA_MM2)))
        for i in np.flatnonzero(area_mm2 < LEAST_AREA_MM2).tolist():
            found[closed[i]] = NO_AREA
    return (
        tuple(one for one in found if isinstance(one, Contour)),
        Counter(x for x in found if isinstance(x, str)),
        bent,
    )


def _contour(points: FloatArray | None, stated: str) -> Contour | str:
    """The contour, or why it cannot be used, before its area is looked at."""
    if points is None:
        return "its points cannot be read"
    kind = _kind(stated, len(points))
    if kind is None:
        return "it does not say what kind of line it is"
    if kind in CLOSED and len(points) < 3:
        return NO_AREA
    return Contour(points, kind) if len(points) else "it has no points"


def _points(lines: Sequence[bytes]) -> list[FloatArray | None]:
    """(n, 3) points, mm, of each line, all read at once; None for one that is damaged or leaves the room."""
    sizes = [line.count(b"\\") + 1 if line else 0 for line in lines]
    try:
        flat = decimal_numbers(b"\\".join(line for line in lines if line))
    except ValueError:
        return [_points([line])[0] if len(lines) > 1 else None for line in lines]
    flat.flags.writeable = False
    near = bool((np.abs(flat) < FARTHEST_MM).all())
    ends = np.cumsum(sizes).tolist()
    parts = [flat[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    usable = [not part.size % 3 and (near or bool((np.abs(part) < FARTHEST_MM).all())) for part in parts]
    return [part.reshape(-1, 3) if fit else None for part, fit in zip(parts, usable, strict=True)]


def _kind(stated: str, points: int) -> ContourKind | None:
    kind = KINDS.get(stated)
    return ContourKind.POINT if kind is None and not stated and points == 1 else kind


def _areas(outlines: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Of each polygon: its area in whatever plane it lies, mm², and how far its points leave its first one's plane."""
    loops = Loops.of(outlines, [0] * len(outlines))
    vectors = loops.area_vectors()
    area_mm2 = np.linalg.norm(vectors, axis=1)
    normals = vectors.T / np.maximum(area_mm2, LEAST_AREA_MM2)
    depth = sum(along * np.repeat(part, loops.sizes) for along, part in zip(loops.from_first(), normals, strict=True))
    return area_mm2, np.maximum.reduceat(np.abs(depth), loops.starts)


def placed(drawn: Drawn, frame_uid: str, spacing_mm: float | None, places_mm: FloatArray | None = None) -> Drawn:
    """The same structures with their images' slice distance and places, in their images' frame where they state none.

    Structures that lie in another frame than these images were not drawn on them.
    """
    structures = drawn.structures
    own = structures.frame_of_reference_uid or frame_uid
    placed_structures = tuple(
        replace(
            s,
            frame_of_reference_uid=s.frame_of_reference_uid or own,
            image_places_mm=places_mm if (s.frame_of_reference_uid or own) == frame_uid else None,
        )
        for s in structures.structures
    )
    return replace(
        drawn,
        structures=replace(
            structures, frame_of_reference_uid=own, structures=placed_structures, image_spacing_mm=spacing_mm
        ),
    )
