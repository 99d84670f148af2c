"""Dose distributions and the registration between the two visits as DICOM."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from reirrad_gui.dicom.example.headers import (
    REGISTRATION,
    RT_DOSE,
    RT_PLAN,
    SYNTHETIC,
    decimal,
    decimals,
    frame_uid,
    headed,
    item,
    reference,
    uid,
)
from reirrad_gui.dicom.example.plans import Plan
from reirrad_gui.dicom.example.write_ct import study_of
from reirrad_gui.dicom.example.write_plan import plan_uid

MADE_ON = "20261121"
"""Day on which this example was made (a registration must carry a creation date, type 1); not a clinical date."""


def rt_dose(plan: Plan, dose_gy: NDArray[Any]) -> Dataset:
    """RT dose of a whole course, 16 bit; `dose_gy` is (frames, rows, columns) on the plan's grid."""
    course, grid = plan.scan.number, plan.grid
    dataset = headed(
        RT_DOSE,
        uid("dose", course),
        "RTDOSE",
        study_of(course),
        (f"dose {course}", f"{SYNTHETIC} dose, course {course}", 4),
    )
    dataset.OperatorsName = ""
    dataset.FrameOfReferenceUID = frame_uid(course)
    dataset.PositionReferenceIndicator = ""
    dataset.InstanceNumber = 1
    dataset.SliceThickness = decimal(grid.spacing_mm[2])
    dataset.ImagePositionPatient = decimals(grid.first_mm)
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing = decimals((grid.spacing_mm[1], grid.spacing_mm[0]))
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Columns, dataset.Rows, dataset.NumberOfFrames = grid.size
    dataset.FrameIncrementPointer = 0x3004000C
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 0
    dataset.DoseUnits, dataset.DoseType, dataset.DoseSummationType = "GY", "PHYSICAL", "PLAN"
    dataset.DoseComment = "Synthetic: a simple photon model, not a planning system"
    dataset.GridFrameOffsetVector = decimals(np.arange(grid.size[2]) * grid.spacing_mm[2])
    scaling = decimal(float(f"{float(dose_gy.max()) / 65000:.6g}"))
    dataset.DoseGridScaling = scaling
    dataset.ReferencedRTPlanSequence = [reference(RT_PLAN, plan_uid(course))]
    dataset.PixelData = np.rint(dose_gy.astype(np.float64) / float(scaling)).astype("<u2").tobytes()
    return dataset


def registration(matrix: NDArray[np.float64]) -> Dataset:
    """Spatial registration in frame 2: `matrix` takes points of frame 1 to frame 2 (DICOM PS3.3 C.20.2)."""
    dataset = headed(
        REGISTRATION,
        uid("registration"),
        "REG",
        study_of(2),
        ("registration", f"{SYNTHETIC} registration, course 1 to 2", 5),
    )
    dataset.BodyPartExamined = "PELVIS"
    dataset.FrameOfReferenceUID = frame_uid(2)
    dataset.PositionReferenceIndicator = ""
    dataset.InstanceNumber = 1
    dataset.ContentLabel = "C1_TO_C2"
    dataset.ContentDescription = "Rigid, known by construction"
    dataset.ContentCreatorName = ""
    dataset.ContentDate, dataset.ContentTime = MADE_ON, "120000"
    parts = []
    for course, transform in ((1, matrix), (2, np.eye(4))):
        rigid = item(
            FrameOfReferenceTransformationMatrixType="RIGID",
            FrameOfReferenceTransformationMatrix=decimals(transform.ravel()),
        )
        part = item(FrameOfReferenceUID=frame_uid(course))
        part.MatrixRegistrationSequence = [
            item(FrameOfReferenceTransformationComment="", RegistrationTypeCodeSequence=[], MatrixSequence=[rigid])
        ]
        parts.append(part)
    dataset.RegistrationSequence = parts
    return dataset
