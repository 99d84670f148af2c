"""Image series from their headers: which slices belong together, in which order, and whether they make a volume."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.dicom.dates import date_of
from reirrad_gui.dicom.pixels import check_length, layout
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.saying import counted
from reirrad_gui.dicom.stacks import directions, stack
from reirrad_gui.dicom.values import Header, code, integer, numbers, text, uid, value
from reirrad_gui.errors import DicomError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.volume.grid import FloatArray, frozen

PROJECTIONS = ("NM", "CR", "DX", "OT")
MODALITIES = ("CT", "MR", "PT", *PROJECTIONS)
PROJECTION = "A planar (projection) image: it has no slices."
BONE_WORDS = ("bone", "osse", "skelet", "knochen", "mdp", "hdp")
SEVERAL_FRAMES = "Its images hold several frames, which are not read as a volume yet."


Shape = tuple[tuple[float, ...] | None, tuple[float, ...] | None, tuple[int, int]]
"""Direction cosines and pixel spacing, both rounded, and size in pixels."""

LAST_DIGIT_OF_DIRECTION, LAST_DIGIT_OF_SPACING_MM = 1e-3, 1e-4


@dataclass(frozen=True, slots=True)
class Described:
    """What the images of a series usually say alike. Slices of one volume have `shape` in common."""

    series_uid: str
    study_uid: str
    modality: str
    frame_uid: str
    description: str
    body_part: str
    orientation: tuple[float, ...] | None
    spacing_mm: tuple[float, ...] | None
    size: tuple[int, int]
    frames: int
    acquired: PartialDate | None
    series_date: PartialDate | None
    study_date: PartialDate | None
    shape: Shape = field(init=False, compare=False)

    def __post_init__(self) -> None:
        turned = None if self.orientation is None else tuple(round(v, 3) + 0.0 for v in self.orientation)
        spacing = None if self.spacing_mm is None else tuple(round(v, 4) for v in self.spacing_mm)
        object.__setattr__(self, "shape", (turned, spacing, self.size))


@dataclass(frozen=True, slots=True)
class Slice:
    """One image file of a series: what is needed to place it, without its pixels."""

    file: SourceFile
    described: Described
    position_mm: tuple[float, ...] | None
    number: int
    refusal: str = ""


def read_slice(opened: Opened) -> Slice:
    """The header of one image; cut-off pixels are noticed without decoding."""
    dataset = opened.dataset
    refusal, frames = "", 1
    try:
        pixels = layout(dataset, opened.file.shown_as)
        frames = pixels.frames
        check_length(opened, pixels)
    except DicomError as error:
        refusal = str(error)
    return Slice(opened.file, _described(opened, frames), position_of(dataset), number_of(dataset), refusal)


def _described(opened: Opened, frames: int) -> Described:
    dataset = opened.dataset
    return Described(
        uid(dataset, "SeriesInstanceUID") or f"without series: {opened.file.sop_instance_uid or opened.file.shown_as}",
        uid(dataset, "StudyInstanceUID"),
        code(dataset, "Modality"),
        uid(dataset, "FrameOfReferenceUID"),
        text(dataset, "SeriesDescription") or text(dataset, "StudyDescription"),
        text(dataset, "BodyPartExamined"),
        _of(numbers(dataset, "ImageOrientationPatient"), 6),
        _of(numbers(dataset, "PixelSpacing"), 2),
        (integer(dataset, "Rows") or 0, integer(dataset, "Columns") or 0),
        frames,
        date_of(dataset, "AcquisitionDate"),
        date_of(dataset, "SeriesDate") or date_of(dataset, "ContentDate"),
        date_of(dataset, "StudyDate"),
    )


def position_of(dataset: Header) -> tuple[float, ...] | None:
    """Where the centre of the first voxel lies, mm; None when that is not stated."""
    return _of(numbers(dataset, "ImagePositionPatient"), 3)


def number_of(dataset: Header) -> int:
    """The number of the image in its series; 0 when that is not stated."""
    return integer(dataset, "InstanceNumber") or 0


def is_image(opened: Opened) -> bool:
    """True for the kinds of image that become part of the timeline; a captured picture only if it is of bones."""
    dataset = opened.dataset
    modality = code(dataset, "Modality")
    if modality == "OT" and not says_bone(f"{text(dataset, 'SeriesDescription')} {text(dataset, 'StudyDescription')}"):
        return False
    return modality in MODALITIES and (value(dataset, "Rows") is not None or opened.pixels is not None)


def says_bone(description: str) -> bool:
    """True where a description is that of a bone scan."""
    return any(word in description.lower() for word in BONE_WORDS)


def _of(found: tuple[float, ...] | None, length: int) -> tuple[float, ...] | None:
    return found if found is not None and len(found) == length else None


@dataclass(frozen=True, slots=True)
class Series:
    """An image series with what could not be used of it, its usual slice distance and a point of each slice (n, 3)."""

    series: ImageSeries
    problems: tuple[Problem, ...]
    spacing_mm: float | None
    study_uid: str
    places_mm: FloatArray | None = None


def read_series(slices: Sequence[Slice]) -> Series:
    """One series from its slices, in any order."""
    lead = min(slices, key=lambda s: (s.number, s.file.shown_as))
    first = lead.described
    usable = [s for s in slices if not s.refusal]
    flat = first.modality in PROJECTIONS
    problems = tuple(Problem(s.refusal, (s.file,), blocking=not flat) for s in slices if s.refusal)
    main = usable if flat else _of_commonest_shape(usable)
    notices = []
    if len(main) < len(usable):
        notices.append(f"has {_others(len(usable) - len(main))} (a localizer?), left out")
    places = None
    unusable, spacing, ordered = _why_no_volume(main), None, tuple(s.file for s in sorted(main, key=lambda s: s.number))
    if not unusable:
        found = directions(main[0].described.orientation or ())
        positions = np.array([s.position_mm for s in main])
        arranged = stack(positions, found[2])  # type: ignore[index]
        places = None if arranged.refusal else frozen(positions)
        ordered = tuple(main[i].file for i in arranged.order)
        unusable = arranged.refusal and f"The series {arranged.refusal}; it cannot be shown as one volume."
        notices += arranged.notices
        upright = float(arranged.axis @ found[2])  # type: ignore[index]
        # across the slices: along a tilted stack they are further from each other than they are thick
        spacing = float(np.median(np.diff(arranged.plane_mm))) * upright if len(arranged.plane_mm) > 1 else None
    if not first.frame_uid and unusable != PROJECTION:
        notices.append("has no frame of reference, so nothing else can be laid over it")
    series = ImageSeries(
        first.series_uid,
        first.modality,
        first.description,
        first.frame_uid,
        ordered,
        _when(_distinct(slices)),
        first.body_part,
        unusable,
        tuple(notices),
    )
    return Series(series, problems, spacing, first.study_uid, places)


def _distinct(slices: Iterable[Slice]) -> tuple[Described, ...]:
    """What the slices say, each object once: many share one."""
    return tuple({id(s.described): s.described for s in slices}.values())


def _of_commonest_shape(slices: Sequence[Slice]) -> list[Slice]:
    shapes = Counter(s.described.shape for s in slices)
    if len(shapes) < 2:
        return list(slices)
    (main, _), *_ = shapes.most_common(1)
    kept = {shape for shape in shapes if _alike(shape, main)}
    return [s for s in slices if s.described.shape in kept]


def _alike(one: Shape, other: Shape) -> bool:
    """True for shapes that differ in a last digit only: what lies on the border of two roundings is one thing."""
    turned = _near(one[0], other[0], 1.5 * LAST_DIGIT_OF_DIRECTION)
    return turned and _near(one[1], other[1], 1.5 * LAST_DIGIT_OF_SPACING_MM) and one[2] == other[2]


def _near(one: tuple[float, ...] | None, other: tuple[float, ...] | None, tolerance: float) -> bool:
    if one is None or other is None:
        return one is other
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def _others(number: int) -> str:
    return counted(number, "image of another size or direction", "images of another size or direction")


def _why_no_volume(slices: Sequence[Slice]) -> str:
    if not slices:
        return "None of its images can be read; the things to know say why."
    several = _distinct(slices)
    sample = several[0]
    if sample.modality in PROJECTIONS or any(s.frames > 1 for s in several):
        return PROJECTION if sample.modality in PROJECTIONS else SEVERAL_FRAMES
    if sample.orientation is None or directions(sample.orientation) is None or sample.spacing_mm is None:
        return "Its images do not say how they lie in the patient (orientation or pixel spacing is missing)."
    if any(s.position_mm is None for s in slices):
        return "Its images do not say where they lie in the patient (position is missing)."
    if len({s.frame_uid for s in several}) > 1:
        return "Its images lie in different frames of reference."
    return ""


def _when(slices: Sequence[Described]) -> When:
    """Acquisition date, else series date, else study date; a study that begins after its own images is a conflict."""
    modality = slices[0].modality
    acquired = [s.acquired for s in slices if s.acquired is not None]
    dates, source = (
        (acquired, "acquisition date")
        if acquired
        else ([s.series_date for s in slices if s.series_date], "series date")
    )
    study = next((s.study_date for s in slices if s.study_date is not None), None)
    if not dates:
        return When() if study is None else When((StatedDate.at(study, f"{modality} header, study date"),))
    earliest, latest = min(dates, key=lambda d: d.earliest), max(dates, key=lambda d: d.latest)
    stated = [StatedDate(earliest, latest, f"{modality} header, {source}")]
    if study is not None and study.earliest > latest.latest:
        stated.append(StatedDate.at(study, f"{modality} header, study date"))
    return When(tuple(stated))
