"""Pixels of image series on demand: volumes of CT, MR and PET."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.case.files import SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.dicom.fastheader import Memory
from reirrad_gui.dicom.pixels import Layout, layout, read_plane, stored_values
from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.stacks import Stack, directions, grid_of, stack
from reirrad_gui.dicom.values import Header, code, integer, number, numbers, stated
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image

PET_UNITS = {"BQML": "Bq/ml", "CNTS": "counts", "GML": "g/ml"}


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
    name = series.description or series.modality
    opened = []
    memory = Memory()
    for done, file in enumerate(series.files):
        step(done, 2 * len(series.files), f"Reading {series.modality} images")
        opened.append(_opened(file, memory))
    grid, arranged = _grid(name, opened)
    layouts = [layout(one.dataset, one.file.shown_as) for one in opened]
    if any(one.shape != (1, grid.rows, grid.columns) for one in layouts):
        raise DicomError(f"The images of {name} differ in size; they cannot be shown as one volume.")
    scales = [_rescale(one.dataset) for one in opened]
    same = len(set(scales)) == 1 and len(set(layouts)) == 1
    stored: NDArray[Any] = np.empty(grid.shape, _kept_type(layouts[0]) if same else np.float32)
    for plane, index in enumerate(arranged.order):
        step(len(opened) + plane, 2 * len(opened), f"Reading {series.modality} images")
        if same:
            read_plane(opened[index], layouts[index], stored[plane])
            continue
        slope, intercept = scales[index]
        pixels = stored_values(opened[index], layouts[index])[0]
        stored[plane] = pixels.astype(np.float32) * np.float32(slope) + np.float32(intercept)
    slope, intercept = scales[0] if same else (1.0, 0.0)
    return Image(grid, stored, slope, intercept, unit_of(opened[0].dataset, series.modality))


def _opened(file: SourceFile, memory: Memory | None = None) -> Opened:
    opened = open_file(file.path, file.shown_as, memory=memory)
    if opened is None:
        raise DicomError(
            f"{file.shown_as} is no longer a DICOM file; it was changed after it was found. Open the folder again."
        )
    return opened


def _grid(name: str, opened: Sequence[Opened]) -> tuple[Grid, Stack]:
    places = [numbers(o.dataset, "ImagePositionPatient") for o in opened]
    orientation = numbers(opened[0].dataset, "ImageOrientationPatient") or ()
    spacing = numbers(opened[0].dataset, "PixelSpacing") or ()
    found = directions(orientation)
    if found is None or len(spacing) != 2 or any(p is None or len(p) != 3 for p in places):
        raise DicomError(f"The images of {name} do not say where they lie; they cannot be shown.")
    arranged = stack(np.array(places), found[2])
    if arranged.refusal:
        raise DicomError(f"The series {name} {arranged.refusal}.")
    lowest = opened[arranged.order[0]].dataset
    columns, rows = integer(lowest, "Columns") or 0, integer(lowest, "Rows") or 0
    place = places[arranged.order[0]] or ()
    return grid_of(place, orientation, spacing, columns, rows, arranged.plane_mm, arranged.axis), arranged


def _kept_type(pixels: Layout) -> type[np.generic]:
    """A type an `Image` may hold, without loss: 16-bit as it is, 8-bit widened, 32-bit as float."""
    if pixels.bits > 16:
        return np.float32
    return np.int16 if pixels.signed else np.uint16


def _rescale(dataset: Header) -> tuple[float, float]:
    """Slope and intercept of PS3.3 C.11.1.1.2; 1 and 0, the stored values themselves, where they are not stated."""
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    return (1.0 if slope is None else slope), (0.0 if intercept is None else intercept)


def unit_of(dataset: Header, modality: str) -> str:
    """Unit of the rescaled values; "" where the file does not make them one (MR, a CT without rescale)."""
    if modality == "CT":
        return "HU" if stated(dataset, "RescaleSlope") and stated(dataset, "RescaleIntercept") else ""
    if modality == "PT":
        units = code(dataset, "Units")
        return PET_UNITS.get(units, units.lower())
    return "counts" if modality == "NM" else ""
