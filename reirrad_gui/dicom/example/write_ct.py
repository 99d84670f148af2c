"""The planning CTs as DICOM: one file per slice."""

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from reirrad_gui.dicom.example.headers import CT_IMAGE, SYNTHETIC, decimal, decimals, frame_uid, headed, save, uid
from reirrad_gui.dicom.example.setup import Scan
from reirrad_gui.dicom.example.shapes import Array


def study_of(course: int) -> tuple[str, str]:
    """Study key and description of a course."""
    return f"C{course}", f"Course {course}, pelvis, {SYNTHETIC}"


def ct_description(scan: Scan) -> str:
    """SeriesDescription of a planning CT."""
    return f"{SYNTHETIC} planning CT {scan.number}, {scan.spacing_mm:g} mm"


def slice_uid(scan: Scan, number: int) -> str:
    """SOP instance UID of one slice."""
    return uid("ct", scan.number, number)


def ct_slice(scan: Scan, number: int, hu: Array) -> Dataset:
    """One slice; `number` counts from the feet, `hu` is (rows, columns)."""
    z = float(scan.heights()[number])
    dataset = headed(
        CT_IMAGE, slice_uid(scan, number), "CT", study_of(scan.number), (f"ct {scan.number}", ct_description(scan), 1)
    )
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.BodyPartExamined = "PELVIS"
    dataset.FrameOfReferenceUID = frame_uid(scan.number)
    dataset.PositionReferenceIndicator = ""
    dataset.PatientPosition = "HFS"
    dataset.KVP = "120"
    dataset.AcquisitionNumber = 1
    dataset.InstanceNumber = number + 1
    dataset.SliceThickness = decimal(scan.spacing_mm)
    dataset.ImagePositionPatient = decimals((scan.first_mm[0], scan.first_mm[1], z))
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.SliceLocation = decimal(z)
    dataset.PixelSpacing = decimals((scan.pixel_mm, scan.pixel_mm))
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows = dataset.Columns = scan.size
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 1
    dataset.WindowCenter, dataset.WindowWidth = "40", "400"
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "-1024", "1", "HU"
    dataset.PixelData = (np.rint(hu) + 1024).astype("<i2").tobytes()
    return dataset


def write_slice(folder: Path, scan: Scan, number: int, hu: Array) -> None:
    """Write one slice into the CT's folder."""
    save(ct_slice(scan, number, hu), folder / f"CT.{number + 1:03d}.dcm")
