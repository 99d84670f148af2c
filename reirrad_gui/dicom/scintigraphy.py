"""Planar pictures of a series: whole-body bone scans in frames or pairs of files, X-rays, captured pictures.

Which view a frame is, and which side of it is the patient's right, is taken from the file (PS3.3 C.8.4.9, C.8.4.11,
C.7.6.1.1.1) or left open; nothing is concluded from the order of frames.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.case.files import SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.dicom.pixels import layout, stored_values
from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.values import Header, code, items, number, numbers, text, uid, value
from reirrad_gui.dicom.volumes import unit_of
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.planar import ANTERIOR, BY_CONVENTION, POSTERIOR, PlanarFrame

NM_IMAGE = "1.2.840.10008.5.1.4.1.1.20"
CAMERA = ("NM", "OT")
"""A captured picture of any other kind is read here only where it says that it is a bone scan."""
MOST_BYTES = 256 * 1024 * 1024
"""Pictures of one series beyond this are not read: a planar series has a few."""

_VIEWS = (
    (ANTERIOR, re.compile(r"\bant(erior|ero)?\b|\bap\b")),
    (POSTERIOR, re.compile(r"\bpost(erior|ero)?\b|\bpa\b")),
)
_OPPOSITE = {"R": "L", "L": "R", "A": "P", "P": "A", "H": "F", "F": "H"}
_CONVENTION = {ANTERIOR: ("R", "L"), POSTERIOR: ("L", "R")}
_SIDE_UNKNOWN = "The file does not say which view this is: which side is the patient's right is not known."
_NO_ORIENTATION = "The file does not state its orientation: which side is the patient's right is not known."
_OTHER_WAY = "The file says that this view is mirrored against the usual way of showing it: go by the letters."
_ONE_FOR_BOTH = (
    "The file states one orientation for views from the front and from the back, and it does not fit this one: which "
    "side is the patient's right is not known."
)
_STRAIGHT = 0.9


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    detector: Header | None


def load_frames(series: ImageSeries, step: Step = silent) -> tuple[PlanarFrame, ...]:
    """Every picture of a series, in the order of its files and frames.

    Raises
    ------
    DicomError
        No file of the series can be shown; the sentence says why. Where some can, theirs is a note of the others.
    """
    frames: list[PlanarFrame] = []
    said: list[str] = []
    room = MOST_BYTES
    for done, file in enumerate(series.files):
        step(done, len(series.files), f"Reading {series.modality} images")
        try:
            found = _frames(file, series.modality, room)
        except DicomError as error:
            said.append(str(error))
            continue
        frames += found
        room -= sum(one.stored.nbytes for one in found)
    if not frames:
        raise DicomError(
            said[0] if said else "None of the images of this series can be read; the things to know say why."
        )
    if said:
        frames[0] = replace(frames[0], notes=(*frames[0].notes, *said))
    return tuple(frames)


def _frames(file: SourceFile, modality: str, room: int) -> list[PlanarFrame]:
    opened = open_file(file.path, file.shown_as)
    if opened is None:
        raise DicomError(
            f"{file.shown_as} is no longer a DICOM file; it was changed after it was found. Open the folder again."
        )
    pixels = layout(opened.dataset, file.shown_as)
    if pixels.bytes > room:
        raise DicomError(f"{file.shown_as} holds more pictures than are shown at once; it is left out here.")
    stored = stored_values(opened, pixels)
    stored.flags.writeable = False
    views = _views(opened.dataset, pixels.frames, camera=modality in CAMERA)
    details = _details(opened.dataset, pixels.frames)
    both_sides = "PatientOrientation" in opened.dataset and {ANTERIOR, POSTERIOR} <= {view.name for view in views}
    return [
        _frame(opened, modality, stored[at], view, detail, at + 1, both_sides)
        for at, (view, detail) in enumerate(zip(views, details, strict=True))
    ]


def _frame(
    opened: Opened, modality: str, stored: NDArray[Any], view: _View, detail: str, at: int, both_sides: bool
) -> PlanarFrame:
    dataset = opened.dataset
    slope, intercept, unit = _scale(dataset, modality)
    letters, notes = _letters(dataset, view, camera=modality in CAMERA, both_sides=both_sides)
    size = numbers(dataset, "PixelSpacing") or numbers(dataset, "ImagerPixelSpacing")
    centre, width = number(dataset, "WindowCenter"), number(dataset, "WindowWidth")
    asked = None if centre is None or width is None or width <= 0 else (centre - width / 2, centre + width / 2)
    return PlanarFrame(
        stored, slope, intercept, unit, view.name, letters,
        (size[0], size[1]) if size is not None and len(size) == 2 and min(size) > 0 else None,
        asked, _high_is_dark(dataset, modality, stored), opened.file.sop_instance_uid, at, detail, notes,
    )  # fmt: skip


def _scale(dataset: Header, modality: str) -> tuple[float, float, str]:
    """Slope, intercept and unit of the modality's rescale (PS3.3 C.11.1), else of a real-world mapping (C.7.6.16.2.11).

    Numbers of a captured picture are greys of a screen, and no counts.
    """
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    if slope is None and intercept is None:
        for mapping in items(dataset, "RealWorldValueMappingSequence"):
            factor, offset = number(mapping, "RealWorldValueSlope"), number(mapping, "RealWorldValueIntercept")
            if factor is not None and offset is not None:
                unit = next((text(one, "CodeValue") for one in items(mapping, "MeasurementUnitsCodeSequence")), "")
                return factor, offset, unit
    return (1.0 if slope is None else slope), (0.0 if intercept is None else intercept), _unit(dataset, modality)


def _unit(dataset: Header, modality: str) -> str:
    if modality != "NM":
        return unit_of(dataset, modality)
    original = code(dataset, "ImageType").startswith("ORIGINAL")
    counted = uid(dataset, "SOPClassUID") == NM_IMAGE or original
    return "counts" if counted else ""


def _high_is_dark(dataset: Header, modality: str, stored: NDArray[Any]) -> bool:
    """Nuclear medicine dark on light, also where a captured picture has its ground light; the rest as its file says."""
    if modality != "NM":
        return code(dataset, "PhotometricInterpretation") == "MONOCHROME1"
    middle = (float(stored.min()) + float(stored.max())) / 2
    return float(np.median(stored)) <= middle


def _views(dataset: Header, frames: int, *, camera: bool) -> tuple[_View, ...]:
    """The view of each frame: through its detector, else as the whole file says; of an X-ray only its position."""
    if not camera:
        return (_View(code(dataset, "ViewPosition") if frames == 1 else "", None),) * frames
    detectors = items(dataset, "DetectorInformationSequence")
    vector = numbers(dataset, "DetectorVector") or (tuple(range(1, frames + 1)) if len(detectors) == frames else ())
    whole = _said_of_all(dataset) if frames == 1 else ""
    if len(vector) != frames:
        return (_View(whole, None),) * frames
    found = [detectors[int(n) - 1] if 1 <= n <= len(detectors) else None for n in vector]
    return tuple(_View((_named(one) if one is not None else "") or whole, one) for one in found)


def _named(detector: Header) -> str:
    said = next((text(one, "CodeMeaning") for one in items(detector, "ViewCodeSequence")), "")
    return _view_in(said) or said.capitalize()


def _said_of_all(dataset: Header) -> str:
    """The view of a file with one frame: its position, its view code, else the words of its descriptions."""
    by_code = next((text(one, "CodeMeaning") for one in items(dataset, "ViewCodeSequence")), "")
    for said in (code(dataset, "ViewPosition"), by_code):
        if said:
            return _view_in(said) or said.capitalize()
    words = (text(dataset, name) for name in ("ImageID", "SeriesDescription", "ImageComments"))
    return next((view for said in words if (view := _view_in(said))), "")


def _view_in(said: str) -> str:
    """The one view that a text names; empty where it names none, or both.

    >>> _view_in("WB POST"), _view_in("Antero-posterior"), _view_in("ANT+POST"), _view_in("bone")
    ('Posterior', 'Anterior', '', '')
    """
    plain = re.sub(r"[_\W]+", " ", said.lower())
    if "antero posterior" in plain or "postero anterior" in plain:
        return ANTERIOR if "antero posterior" in plain else POSTERIOR
    found = [name for name, words in _VIEWS if words.search(plain)]
    return found[0] if len(found) == 1 else ""


def _details(dataset: Header, frames: int) -> tuple[str, ...]:
    """What tells frames of one view apart: the energy window where there are several, else the number of the frame."""
    windows = [text(one, "EnergyWindowName") for one in items(dataset, "EnergyWindowInformationSequence")]
    vector = numbers(dataset, "EnergyWindowVector") or ()
    if len(vector) == frames and len(set(vector)) > 1:
        numbered = [int(n) for n in vector]
        names = [windows[n - 1] if 1 <= n <= len(windows) else "" for n in numbered]
        return tuple(name or f"energy window {n}" for name, n in zip(names, numbered, strict=True))
    return ("",) * frames if frames <= 2 else tuple(f"frame {n}" for n in range(1, frames + 1))


def _letters(
    dataset: Header, view: _View, *, camera: bool, both_sides: bool
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Sides of the patient at the left and right edge, and what is to be said of them.

    `both_sides`: where one orientation of the whole file stands for views from the front and from the back.

    Only what a gamma camera takes follows the view by convention: an X-ray from behind is shown as from the front.
    """
    told, usual = _stated_letters(dataset, view.detector), _CONVENTION.get(view.name) if camera else None
    if told is not None and usual not in (None, told) and both_sides:
        return ("", ""), (_ONE_FOR_BOTH,)
    if told is not None:
        return told, (_OTHER_WAY,) if usual is not None and told != usual else ()
    if usual is not None:
        return usual, (BY_CONVENTION,)
    return ("", ""), (_SIDE_UNKNOWN if camera else _NO_ORIENTATION,)


def _stated_letters(dataset: Header, detector: Header | None) -> tuple[str, str] | None:
    """From Patient Orientation, else from the direction cosines of a picture that stands upright."""
    written = value(dataset, "PatientOrientation")
    row = str(written[0]).strip().upper()[:1] if isinstance(written, Sequence) and len(written) == 2 else ""
    if row in _OPPOSITE:
        return _OPPOSITE[row], row
    for holder in (detector, dataset):
        cosines = None if holder is None else numbers(holder, "ImageOrientationPatient")
        if cosines is not None and len(cosines) == 6 and cosines[5] < -_STRAIGHT and abs(cosines[0]) > _STRAIGHT:
            return ("R", "L") if cosines[0] > 0 else ("L", "R")
    return None
