"""Treatment plans as DICOM."""

from pydicom.dataset import Dataset

from reirrad_gui.dicom.example.beams import LEAF_EDGES, SAD_MM, Beam
from reirrad_gui.dicom.example.dose import PlanDose
from reirrad_gui.dicom.example.headers import (
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
from reirrad_gui.dicom.example.write_ct import study_of
from reirrad_gui.dicom.example.write_structures import structure_uid


def plan_uid(course: int) -> str:
    """SOP instance UID of a course's plan."""
    return uid("plan", course)


def _limits(beam: Beam) -> list[Dataset]:
    limits = [item(RTBeamLimitingDeviceType=kind, NumberOfLeafJawPairs=1) for kind in ("ASYMX", "ASYMY")]
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


def _fractions(plan: Plan, dose: PlanDose) -> Dataset:
    """The one fraction group: how many fractions, and each beam's dose at the isocentre and monitor units."""
    units = monitor_units(plan, dose.gy_per_unit)
    beams = [
        item(
            ReferencedBeamNumber=part.beam.number,
            BeamDose=decimal(round(part.at_isocentre() * gy_per_unit / plan.fractions, 4)),
            BeamMeterset=decimal(round(float(unit), 2)),
        )
        for part, gy_per_unit, unit in zip(dose.fields, dose.gy_per_unit, units, strict=True)
    ]
    return item(
        FractionGroupNumber=1,
        NumberOfFractionsPlanned=plan.fractions,
        NumberOfBeams=len(beams),
        NumberOfBrachyApplicationSetups=0,
        ReferencedBeamSequence=beams,
        ReferencedDoseReferenceSequence=[item(ReferencedDoseReferenceNumber=1)],
    )


def rt_plan(plan: Plan, dose: PlanDose, target_number: int) -> Dataset:
    """RT plan of one course; `target_number` is the ROI number of its PTV."""
    course = plan.scan.number
    dataset = headed(
        RT_PLAN,
        plan_uid(course),
        "RTPLAN",
        study_of(course),
        (f"plan {course}", f"{SYNTHETIC} plan, course {course}", 3),
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
    dataset.FractionGroupSequence = [_fractions(plan, dose)]
    dataset.PatientSetupSequence = [item(PatientSetupNumber=1, PatientPosition="HFS", SetupTechnique="ISOCENTRIC")]
    dataset.BeamSequence = [_beam(plan, beam) for beam in plan.beams]
    dataset.ReferencedStructureSetSequence = [reference(RT_STRUCTURES, structure_uid(course))]
    return dataset
