"""RTDOSE of a computed dose: 16 bit, its scaling stated, every plan and registration it rests on referenced."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from reirrad_gui.dicom.dosegrid import GRID_FRAME_OFFSET_VECTOR
from reirrad_gui.dicom.export.elements import Reference, decimal, decimal_not_below, decimals, long_text, referring
from reirrad_gui.dicom.export.heading import Heading, headed
from reirrad_gui.dicom.gray import RT_DOSE
from reirrad_gui.volume.grid import Grid

LARGEST = 2**16 - 1
ACROSS = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class DoseToWrite:
    """A dose and what is said of it (PS3.3 C.8.8.3).

    Parameters
    ----------
    grid : Grid
        Planes follow each other across the planes, two or more.
    dose_gy : (planes, rows, columns), Gy
        Finite everywhere, not below zero, above zero somewhere: RTDOSE has no word for "unknown".
    dose_type : "PHYSICAL" or "EFFECTIVE"
    plans : the plans it rests on, one or more; several make it MULTI_PLAN.
    transform : "NONE", "RIGID" or "NON_RIGID"
    registrations : the objects that brought the doses together, for a transform that is not NONE.
    comment, series : one line each, at most 64 characters.
    story : sentences for ImageComments.
    """

    grid: Grid
    dose_gy: NDArray[np.floating]
    dose_type: str
    plans: tuple[Reference, ...]
    transform: str
    registrations: tuple[Reference, ...]
    comment: str
    series: str
    story: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.dose_gy.shape != self.grid.shape or self.grid.shape[0] < 2:
            raise ValueError(f"a dose of shape {self.dose_gy.shape} does not fit a grid of shape {self.grid.shape}")
        if not self.plans or (self.transform == "NONE") != (not self.registrations):
            raise ValueError("a dose needs its plans, and its registrations exactly where it was transformed")
        if abs(float(self.grid.axis @ self.grid.normal)) < 1 - ACROSS:
            raise ValueError("dose planes must follow each other across the planes")


def dose_step_gy(highest_gy: float) -> str:
    """DoseGridScaling: the smallest step, as a decimal string, with which the highest dose fits into 16 bit.

    >>> dose_step_gy(65.535), float(dose_step_gy(77.25)) * 65535 >= 77.25
    ('0.00100000000001', True)

    Raises
    ------
    ValueError
        The highest dose is not above zero or not finite.
    """
    if not 0 < highest_gy < float("inf"):
        raise ValueError(f"highest_gy must be finite and above zero, not {highest_gy}")
    return decimal_not_below(highest_gy / LARGEST)


def rt_dose(heading: Heading, dose: DoseToWrite, now: datetime) -> Dataset:
    """The object, ready to be written.

    Raises
    ------
    ValueError
        A dose is unknown, negative, or 0 Gy everywhere.
    """
    dataset = headed(heading, RT_DOSE, "RTDOSE", dose.series, now)
    dataset.ContentDate, dataset.ContentTime = dataset.SeriesDate, dataset.SeriesTime
    dataset.OperatorsName = ""
    dataset.ImageComments = long_text(dose.story)
    _place(dataset, dose.grid)
    dataset.DoseUnits, dataset.DoseType = "GY", dose.dose_type
    dataset.DoseSummationType = "PLAN" if len(dose.plans) == 1 else "MULTI_PLAN"
    dataset.DoseComment = dose.comment
    dataset.SpatialTransformOfDose = dose.transform
    dataset.ReferencedRTPlanSequence = [referring(plan) for plan in dose.plans]
    if dose.registrations:
        dataset.ReferencedSpatialRegistrationSequence = [referring(one) for one in dose.registrations]
    _fill(dataset, dose.dose_gy)
    return dataset


def _place(dataset: Dataset, grid: Grid) -> None:
    """Where the voxels lie: offsets relative to the first plane (C.8.8.3.2)."""
    x_mm, y_mm, _ = grid.spacing_mm
    planes, rows, columns = grid.shape
    direction = np.sign(grid.axis @ grid.normal)
    offsets = (grid.plane_mm - grid.plane_mm[0]) * direction
    dataset.ImagePositionPatient = decimals(grid.origin_mm + grid.plane_mm[0] * grid.axis)
    dataset.ImageOrientationPatient = decimals(np.concatenate([grid.x_step_mm / x_mm, grid.y_step_mm / y_mm]))
    dataset.PixelSpacing = decimals((y_mm, x_mm))
    dataset.SliceThickness = decimal(abs(float(offsets[1]))) if grid.uniform else ""
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = str(planes), rows, columns
    dataset.FrameIncrementPointer = GRID_FRAME_OFFSET_VECTOR
    dataset.GridFrameOffsetVector = decimals(offsets)


def _fill(dataset: Dataset, dose_gy: NDArray[np.floating]) -> None:
    """16 bit unsigned, plane after plane: no second copy of the dose in floating point."""
    lowest, highest = float(dose_gy.min()), float(dose_gy.max())
    if not (0 <= lowest <= highest < float("inf")):
        raise ValueError("the dose holds an unknown, negative or infinite value")
    dataset.DoseGridScaling = dose_step_gy(highest)
    step_gy = float(dataset.DoseGridScaling)
    stored = np.empty(dose_gy.shape, "<u2")
    for plane, values in zip(stored, dose_gy, strict=True):
        plane[...] = np.rint(values.astype(np.float64) / step_gy)
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 0
    dataset.PixelData = stored.tobytes()
    dataset["PixelData"].VR = "OW"
