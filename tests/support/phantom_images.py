"""Phantom CT stacks and bone scans, and doses given as a function of position."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from tests.support.phantom_base import (
    AXIAL,
    SUBJECT,
    Array,
    Field,
    Subject,
    dataset,
    put_pixels,
    save,
    uid,
    unchanged,
)


def affine_dose(at_origin_gy: float = 30.0, gradient_gy_per_mm: Sequence[float] = (0.02, 0.05, 0.01)) -> Field:
    """D = d0 + gx·x + gy·y + gz·z Gy: trilinear interpolation reproduces it exactly."""
    gradient = np.asarray(gradient_gy_per_mm)
    return lambda points_mm: at_origin_gy + points_mm @ gradient


AFFINE = affine_dose()


def axes(orientation: Sequence[float]) -> tuple[Array, Array, Array]:
    """Direction along a row (columns increase), along a column (rows increase), and across the planes."""
    row, column = np.asarray(orientation[:3], float), np.asarray(orientation[3:], float)
    return row, column, np.cross(row, column)


def voxel_points(
    origin_mm: Sequence[float],
    orientation: Sequence[float],
    pixel_spacing_mm: Sequence[float],
    offsets_mm: Sequence[float],
    rows: int,
    columns: int,
) -> Array:
    """(planes, rows, columns, 3) voxel centres; `pixel_spacing_mm` is DICOM's (between rows, between columns)."""
    row, column, normal = axes(orientation)
    k, j, i = np.meshgrid(np.asarray(offsets_mm, float), np.arange(rows), np.arange(columns), indexing="ij")
    return (
        np.asarray(origin_mm, float)
        + i[..., None] * pixel_spacing_mm[1] * row
        + j[..., None] * pixel_spacing_mm[0] * column
        + k[..., None] * normal
    )


def write_ct(
    folder: Path,
    subject: Subject = SUBJECT,
    slice_mm: Sequence[float] = tuple(range(-30, 31, 10)),
    rows: int = 24,
    columns: int = 32,
    pixel_spacing_mm: Sequence[float] = (5.0, 4.0),
    origin_mm: Sequence[float] = (-62.0, -57.0, 0.0),
    orientation: Sequence[float] = AXIAL,
    tilt_mm: Sequence[float] = (0.0, 0.0, 0.0),
    hu: Field = lambda points_mm: np.where(np.hypot(points_mm[..., 0], points_mm[..., 1]) < 50, 0.0, -1000.0),
    modality: str = "CT",
    syntax: str = "explicit",
    series_uid: str | None = None,
    frame_uid: str | None = None,
    position: str = "HFS",
    description: str = "planning CT",
    change: Callable[[Dataset, int], None] = unchanged,
) -> tuple[Path, ...]:
    """A stack of slices at `slice_mm` along the normal from `origin_mm`; `tilt_mm` is added per slice (gantry tilt)."""
    row, column, normal = axes(orientation)
    paths = []
    for number, offset in enumerate(slice_mm, start=1):
        place = np.asarray(origin_mm, float) + offset * normal + (number - 1) * np.asarray(tilt_mm, float)
        points = voxel_points(place, orientation, pixel_spacing_mm, [0.0], rows, columns)[0]
        ds = dataset(subject, modality, modality, subject.ct_slice_uid(number), series_uid or subject.ct_uid)
        if series_uid is not None:
            ds.SOPInstanceUID = uid(series_uid, number)
        ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = subject.date
        ds.AcquisitionTime = ds.ContentTime = "120000"
        ds.SeriesDescription = description
        ds.PatientPosition = position
        ds.FrameOfReferenceUID = frame_uid or subject.frame_uid
        ds.PositionReferenceIndicator = ""
        ds.SliceThickness = "10"
        ds.KVP = "120"
        ds.AcquisitionNumber = "1"
        ds.InstanceNumber = str(number)
        ds.ImagePositionPatient = [f"{v:.6f}" for v in place]
        ds.ImageOrientationPatient = [f"{v:.8g}" for v in (*row, *column)]
        ds.PixelSpacing = [f"{v:g}" for v in pixel_spacing_mm]
        ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = "-1024", "1", "HU"
        put_pixels(ds, (hu(points) + 1024).round().astype(np.int16), signed=True)
        change(ds, number)
        paths.append(save(ds, folder / f"{modality}_{number:03d}.dcm", syntax))
    return tuple(paths)


def write_bone_scan(
    folder: Path,
    subject: Subject,
    counts: NDArray[np.uint16] | None = None,
    views: Sequence[str] = ("Anterior", "Posterior"),
    description: str = "Whole body bone scan",
) -> Path:
    """A whole-body NM image, one frame per view."""
    codes = {"Anterior": "R-10206", "Posterior": "R-10214"}
    if counts is None:
        counts = np.arange(len(views) * 8 * 4, dtype=np.uint16).reshape(len(views), 8, 4)
    ds = dataset(subject, "NM", "NM", uid(subject.key, "nm"), uid(subject.key, "nm series"))
    ds.ImageType = ["ORIGINAL", "PRIMARY", "WHOLE BODY", "EMISSION"]
    ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = subject.date
    ds.SeriesDescription = description
    ds.FrameOfReferenceUID = uid(subject.key, "nm frame")
    ds.PixelSpacing = ["2.4", "2.4"]
    put_pixels(ds, counts, signed=False)
    ds.FrameIncrementPointer = [0x00540010, 0x00540020]
    ds.EnergyWindowVector = [1] * len(views)
    ds.DetectorVector = list(range(1, len(views) + 1))
    detectors = []
    for view in views:
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = codes.get(view, "X"), "SNM3", view
        detector = Dataset()
        detector.ViewCodeSequence = Items([code])
        detectors.append(detector)
    ds.DetectorInformationSequence = Items(detectors)
    return save(ds, folder / "NM.dcm")
