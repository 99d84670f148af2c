"""Pixels of image series on demand: volumes of CT, MR and PET, and the planar frames of a bone scan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from reirrad_gui.case.files import SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.dicom.pixels import layout, stored_values
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.scan import Step, silent
from reirrad_gui.dicom.stacks import Stack, directions, grid_of, stack
from reirrad_gui.dicom.values import code, integer, items, number, numbers, text
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image

Stored = NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class PlanarFrame:
    """One view of a planar image: counts (rows, columns), "Anterior" or "Posterior" where stated, pixel size in mm.

    Row 0 is the top of the image as acquired; `spacing_mm` is (between rows, between columns), None when not stated.
    """

    counts: NDArray[np.float32]
    view: str
    spacing_mm: tuple[float, float] | None


def load_volume(series: ImageSeries, step: Step = silent) -> Image:
    """The series as a volume.

    Returns
    -------
    image
        Voxels (planes, rows, columns) as stored where every slice has the same rescale (CT: int16), else as float32 in
        the image's unit. Planes lie where each slice says it lies: unequal gaps and tilted gantries are kept.

    Raises
    ------
    DicomError
        The series is no volume, or a file is gone or damaged; the sentence names it.
    """
    if series.unusable:
        raise DicomError(
            f"The series {series.description or series.modality} cannot be shown as a volume. {series.unusable}"
        )
    opened = []
    for done, file in enumerate(series.files):
        step(done, len(series.files), f"Reading {series.modality} images")
        opened.append(_opened(file))
    grid, arranged = _grid(series, opened)
    layouts = {layout(o.dataset, o.file.shown_as) for o in opened}
    if len({one.shape for one in layouts}) > 1 or any(one.frames != 1 for one in layouts):
        raise DicomError(
            f"The images of {series.description or series.modality} differ in size; they cannot be shown as one volume."
        )
    scales = [_rescale(o.dataset, series.modality) for o in opened]
    same = len(set(scales)) == 1 and len(layouts) == 1
    stored = None
    for plane, index in enumerate(arranged.order):
        step(plane, len(opened), f"Reading {series.modality} images")
        one = opened[index]
        pixels = stored_values(one, layout(one.dataset, one.file.shown_as))[0]
        slope, intercept = scales[index]
        values = _whole(pixels) if same else pixels.astype(np.float32) * np.float32(slope) + np.float32(intercept)
        stored = np.empty(grid.shape, values.dtype) if stored is None else stored
        stored[plane] = values
    assert stored is not None
    slope, intercept = scales[0] if same else (1.0, 0.0)
    return Image(grid, stored, slope, intercept, _unit(opened[0].dataset, series.modality))


def _opened(file: SourceFile) -> Opened:
    opened = open_file(file.path, file.shown_as)
    if opened is None:
        raise DicomError(
            f"{file.shown_as} is no longer a DICOM file; it was changed after it was found. Open the folder again."
        )
    return opened


def _grid(series: ImageSeries, opened: Sequence[Opened]) -> tuple[Grid, Stack]:
    places = [numbers(o.dataset, "ImagePositionPatient") for o in opened]
    orientation = numbers(opened[0].dataset, "ImageOrientationPatient") or ()
    spacing = numbers(opened[0].dataset, "PixelSpacing") or ()
    found = directions(orientation)
    if found is None or len(spacing) != 2 or any(p is None or len(p) != 3 for p in places):
        raise DicomError(
            f"The images of {series.description or series.modality} do not say where they lie; they cannot be shown."
        )
    arranged = stack(np.array(places), found[2])
    if arranged.refusal:
        raise DicomError(f"The series {series.description or series.modality} {arranged.refusal}.")
    lowest = opened[arranged.order[0]].dataset
    columns, rows = integer(lowest, "Columns") or 0, integer(lowest, "Rows") or 0
    place = places[arranged.order[0]] or ()
    return grid_of(place, orientation, spacing, columns, rows, arranged.plane_mm, arranged.axis), arranged


def _whole(pixels: Stored) -> Stored:
    """In a type an `Image` may hold without loss: 16-bit as they are, 8-bit widened, 32-bit as float."""
    if pixels.dtype.itemsize == 2:
        return pixels
    return pixels.astype(
        {("u", 1): np.uint16, ("i", 1): np.int16}.get((pixels.dtype.kind, pixels.dtype.itemsize), np.float32)
    )


def _rescale(dataset: Dataset, modality: str) -> tuple[float, float]:
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    if modality == "CT" and (slope is None or intercept is None):
        return 1.0, 0.0 if intercept is None else intercept
    return (1.0 if slope is None else slope), (0.0 if intercept is None else intercept)


def _unit(dataset: Dataset, modality: str) -> str:
    if modality == "CT":
        return "HU"
    if modality == "PT":
        return {"BQML": "Bq/ml", "CNTS": "counts", "GML": "g/ml"}.get(
            code(dataset, "Units"), code(dataset, "Units").lower()
        )
    return "counts" if modality == "NM" else ""


def load_frames(series: ImageSeries, step: Step = silent) -> tuple[PlanarFrame, ...]:
    """Every planar view of a series, in file order.

    Raises
    ------
    DicomError
        A file is gone or damaged; the sentence names it.
    """
    frames: list[PlanarFrame] = []
    for done, file in enumerate(series.files):
        step(done, len(series.files), f"Reading {series.modality} images")
        opened = _opened(file)
        pixels = layout(opened.dataset, file.shown_as)
        counts = stored_values(opened, pixels).astype(np.float32)
        spacing = numbers(opened.dataset, "PixelSpacing")
        size = (spacing[0], spacing[1]) if spacing is not None and len(spacing) == 2 else None
        views = _views(opened.dataset, pixels.frames)
        for one, view in zip(counts, views, strict=True):
            one.flags.writeable = False
            frames.append(PlanarFrame(one, view, size))
    return tuple(frames)


def _views(dataset: Dataset, frames: int) -> tuple[str, ...]:
    """Name of each frame's view through its detector (PS3.3 C.8.4.9, C.8.4.11); "" where it is not stated."""
    detectors = [_view(item) for item in items(dataset, "DetectorInformationSequence")]
    vector = numbers(dataset, "DetectorVector") or (tuple(range(1, frames + 1)) if len(detectors) == frames else ())
    if len(vector) != frames:
        return ("",) * frames
    return tuple(detectors[int(n) - 1] if 1 <= n <= len(detectors) else "" for n in vector)


def _view(detector: Dataset) -> str:
    return next((text(view, "CodeMeaning").capitalize() for view in items(detector, "ViewCodeSequence")), "")
