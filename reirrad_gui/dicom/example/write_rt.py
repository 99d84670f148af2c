"""Structures, plans, doses and the registration as DICOM."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from reirrad_gui.dicom.example.beams import LEAF_EDGES, SAD_MM, Beam
from reirrad_gui.dicom.example.contours import Drawn
from reirrad_gui.dicom.example.headers import (
    CT_IMAGE,
    REGISTRATION,
    RT_DOSE,
    RT_PLAN,
    RT_STRUCTURES,
    SYNTHETIC,
    decimal,
    decimals,
    frame_uid,
    headed,
    item,
    reference,
    uid,
)
from reirrad_gui.dicom.example.plans import Plan, monitor_units
from reirrad_gui.dicom.example.setup import Scan
from reirrad_gui.dicom.example.write_ct import slice_uid, study_of

MADE_ON = "20261121"
"""Day on which this example was made; the registration object must carry a creation date (type 1). Not a clinical date."""
_STUDY_COMPONENT = "1.2.840.10008.3.1.2.3.1"


def structure_uid(course: int) -> str:
    """SOP instance UID of a course's structure set."""
    return uid("structures", course)


def plan_uid(course: int) -> str:
    """SOP instance UID of a course's plan."""
    return uid("plan", course)


def _images(scan: Scan) -> Dataset:
    """The frame of reference and the CT the contours were drawn on."""
    slices = [reference(CT_IMAGE, slice_uid(scan, n)) for n in range(scan.slices)]
    series = item(SeriesInstanceUID=uid("series", f"ct {scan.number}"), ContourImageSequence=slices)
    study = reference(_STUDY_COMPONENT, uid("study", study_of(scan.number)[0]))
    study.RTReferencedSeriesSequence = [series]
    return item(FrameOfReferenceUID=frame_uid(scan.number), RTReferencedStudySequence=[study])


def _contour(scan: Scan, loop: NDArray[np.float64]) -> Dataset:
    nearest = int(np.argmin(np.abs(scan.heights() - loop[0, 2])))
    return item(
        ContourImageSequence=[reference(CT_IMAGE, slice_uid(scan, nearest))],
        ContourGeometricType="CLOSED_PLANAR",
        NumberOfContourPoints=len(loop),
        ContourData=[f"{value:.1f}" for value in loop.ravel()],
    )


def structure_set(scan: Scan, drawn: Sequence[Drawn]) -> Dataset:
    """RT structure set of one course."""
    course = scan.number
    dataset = headed(
        RT_STRUCTURES,
        structure_uid(course),
        "RTSTRUCT",
        study_of(course),
        (f"structures {course}", f"{SYNTHETIC} structures, course {course}", 2),
    )
    dataset.OperatorsName = ""
    dataset.FrameOfReferenceUID = frame_uid(course)
    dataset.PositionReferenceIndicator = ""
    dataset.StructureSetLabel = f"C{course} structures"
    dataset.StructureSetName = f"Course {course}, synthetic anatomy"
    dataset.StructureSetDate = dataset.StructureSetTime = ""
    dataset.ReferencedFrameOfReferenceSequence = [_images(scan)]
    rois, contours, observations = [], [], []
    for number, one in enumerate(drawn, start=1):
        rois.append(
            item(
                ROINumber=number,
                ReferencedFrameOfReferenceUID=frame_uid(course),
                ROIName=one.name,
                ROIGenerationAlgorithm="AUTOMATIC",
            )
        )
        contours.append(
            item(
                ROIDisplayColor=list(one.colour),
                ContourSequence=[_contour(scan, loop) for loop in one.loops],
                ReferencedROINumber=number,
            )
        )
        observations.append(
            item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType=one.kind, ROIInterpreter="")
        )
    dataset.StructureSetROISequence = rois
    dataset.ROIContourSequence = contours
    dataset.RTROIObservationsSequence = observations
    dataset.ApprovalStatus = "UNAPPROVED"
    return dataset


def _limits(beam: Beam) -> list[Dataset]:
    devices = [("ASYMX", 1, None), ("ASYMY", 1, None)]
    limits = [item(RTBeamLimitingDeviceType=kind, NumberOfLeafJawPairs=pairs) for kind, pairs, _ in devices]
    if beam.leaves is not None:
        limits.append(
            item(
                RTBeamLimitingDeviceType="MLCX",
                NumberOfLeafJawPairs=len(beam.leaves),
                LeafPositionBoundaries=decimals(LEAF_EDGES),
            )
        )
    return limits


def _positions(beam: Beam) -> list[Dataset]:
    positions = [
        item(RTBeamLimitingDeviceType="ASYMX", LeafJawPositions=decimals(beam.jaws_x)),
        item(RTBeamLimitingDeviceType="ASYMY", LeafJawPositions=decimals(beam.jaws_y)),
    ]
    if beam.leaves is not None:
        ends = [left for left, _ in beam.leaves] + [right for _, right in beam.leaves]
        positions.append(item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=decimals(ends)))
    return positions


def _start(beam: Beam) -> Dataset:
    """First control point: everything that does not move."""
    return item(
        ControlPointIndex=0,
        NominalBeamEnergy="6",
        BeamLimitingDevicePositionSequence=_positions(beam),
        GantryAngle=decimal(beam.gantry_deg),
        GantryRotationDirection="NONE",
        BeamLimitingDeviceAngle="0",
        BeamLimitingDeviceRotationDirection="NONE",
        PatientSupportAngle="0",
        PatientSupportRotationDirection="NONE",
        TableTopEccentricAngle="0",
        TableTopEccentricRotationDirection="NONE",
        TableTopVerticalPosition="",
        TableTopLongitudinalPosition="",
        TableTopLateralPosition="",
        IsocenterPosition=decimals(beam.isocentre_mm),
        CumulativeMetersetWeight="0",
    )


def _beam(plan: Plan, beam: Beam) -> Dataset:
    return item(
        Manufacturer="",
        TreatmentMachineName=plan.machine,
        PrimaryDosimeterUnit="MU",
        SourceAxisDistance=decimal(SAD_MM),
        BeamLimitingDeviceSequence=_limits(beam),
        BeamNumber=beam.number,
        BeamName=beam.name,
        BeamType="STATIC",
        RadiationType="PHOTON",
        TreatmentDeliveryType="TREATMENT",
        NumberOfWedges=0,
        NumberOfCompensators=0,
        NumberOfBoli=0,
        NumberOfBlocks=0,
        FinalCumulativeMetersetWeight="1",
        NumberOfControlPoints=2,
        ControlPointSequence=[_start(beam), item(ControlPointIndex=1, CumulativeMetersetWeight="1")],
        ReferencedPatientSetupNumber=1,
    )


def rt_plan(plan: Plan, gy_per_unit: tuple[float, ...], target_number: int) -> Dataset:
    """RT plan of one course; `target_number` is the ROI number of its PTV."""
    course = plan.scan.number
    dataset = headed(
        RT_PLAN, plan_uid(course), "RTPLAN", study_of(course), (f"plan {course}", f"{SYNTHETIC} plan, course {course}", 3)
    )
    dataset.OperatorsName = ""
    dataset.FrameOfReferenceUID = frame_uid(course)
    dataset.PositionReferenceIndicator = ""
    dataset.RTPlanLabel, dataset.RTPlanName = plan.label, plan.name
    dataset.RTPlanDate = dataset.RTPlanTime = ""
    dataset.PlanIntent = "PALLIATIVE"
    dataset.RTPlanGeometry = "PATIENT"
    dataset.DoseReferenceSequence = [
        item(
            DoseReferenceNumber=1,
            DoseReferenceUID=uid("dose reference", course),
            DoseReferenceStructureType="VOLUME",
            DoseReferenceDescription="PTV",
            DoseReferenceType="TARGET",
            TargetPrescriptionDose=decimal(plan.total_gy),
            ReferencedROINumber=target_number,
        )
    ]
    units = monitor_units(plan, gy_per_unit)
    shares = np.array([beam.weight for beam in plan.beams]) / sum(beam.weight for beam in plan.beams)
    dataset.FractionGroupSequence = [
        item(
            FractionGroupNumber=1,
            NumberOfFractionsPlanned=plan.fractions,
            NumberOfBeams=len(plan.beams),
            NumberOfBrachyApplicationSetups=0,
            ReferencedBeamSequence=[
                item(
                    ReferencedBeamNumber=beam.number,
                    BeamDose=decimal(round(float(share) * plan.total_gy / plan.fractions, 4)),
                    BeamMeterset=decimal(round(float(unit), 2)),
                )
                for beam, share, unit in zip(plan.beams, shares, units, strict=True)
            ],
            ReferencedDoseReferenceSequence=[item(ReferencedDoseReferenceNumber=1)],
        )
    ]
    dataset.PatientSetupSequence = [
        item(PatientSetupNumber=1, PatientPosition="HFS", SetupTechnique="ISOCENTRIC")
    ]
    dataset.BeamSequence = [_beam(plan, beam) for beam in plan.beams]
    dataset.ReferencedStructureSetSequence = [reference(RT_STRUCTURES, structure_uid(course))]
    dataset.ApprovalStatus = "UNAPPROVED"
    return dataset


def rt_dose(plan: Plan, dose_gy: NDArray[np.float32]) -> Dataset:
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
        rigid = item(FrameOfReferenceTransformationMatrixType="RIGID", FrameOfReferenceTransformationMatrix=decimals(transform.ravel()))
        part = item(FrameOfReferenceUID=frame_uid(course))
        part.MatrixRegistrationSequence = [
            item(FrameOfReferenceTransformationComment="", RegistrationTypeCodeSequence=[], MatrixSequence=[rigid])
        ]
        parts.append(part)
    dataset.RegistrationSequence = parts
    return dataset
