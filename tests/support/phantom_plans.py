"""Phantom RTPLANs, treatment records and registrations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from tests.support.phantom_base import (
    SUBJECT,
    Array,
    Subject,
    dataset,
    reference,
    save,
    uid,
    unchanged,
)


@dataclass(frozen=True)
class Group:
    """One fraction group to write."""

    fractions: int | str | None = 3
    beams: Sequence[int] = (1, 2)
    number: int = 1
    beam_dose_gy: float | None = None


@dataclass(frozen=True)
class Target:
    """One dose reference to write."""

    gy: float | str | None = 21.0
    kind: str = "TARGET"
    structure_type: str = "SITE"
    description: str = "PTV"


def write_plan(
    folder: Path,
    subject: Subject = SUBJECT,
    label: str = "Plan",
    groups: Sequence[Group] = (Group(),),
    targets: Sequence[Target] = (Target(),),
    setup_beams: Sequence[int] = (),
    date: str | None = None,
    site: str | None = None,
    approval: str = "APPROVED",
    syntax: str = "explicit",
    preamble: bool = True,
    change: Callable[[Dataset], None] = unchanged,
) -> Path:
    """An RTPLAN of photon beams named "Beam 1", "Beam 2", …; beams in `setup_beams` deliver no dose."""
    ds = dataset(subject, "RTPLAN", "RTPLAN", subject.plan_uid(label), uid(subject.key, "plan series", label))
    ds.FrameOfReferenceUID = subject.frame_uid
    ds.PositionReferenceIndicator = ""
    ds.RTPlanLabel = label
    ds.RTPlanDate, ds.RTPlanTime = subject.date if date is None else date, "120000"
    ds.RTPlanGeometry = "PATIENT"
    if site is not None:
        ds.TreatmentSites = site
    ds.DoseReferenceSequence = Items([_target(number, target) for number, target in enumerate(targets, start=1)])
    ds.FractionGroupSequence = Items([_group(group) for group in groups])
    ds.BeamSequence = Items([_beam(n, n in setup_beams) for group in groups for n in group.beams])
    ds.ReferencedStructureSetSequence = Items([reference("RTSTRUCT", subject.structures_uid)])
    ds.ApprovalStatus = approval
    change(ds)
    return save(ds, folder / f"RP_{label.replace(' ', '_')}.dcm", syntax, preamble)


def _target(number: int, target: Target) -> Dataset:
    item = Dataset()
    item.DoseReferenceNumber = str(number)
    item.DoseReferenceStructureType = target.structure_type
    item.DoseReferenceDescription = target.description
    item.DoseReferenceType = target.kind
    if target.gy is not None:
        item.TargetPrescriptionDose = str(target.gy)
    return item


def _group(group: Group) -> Dataset:
    item = Dataset()
    item.FractionGroupNumber = str(group.number)
    if group.fractions is not None:
        item.NumberOfFractionsPlanned = str(group.fractions)
    item.NumberOfBeams = str(len(group.beams))
    item.NumberOfBrachyApplicationSetups = "0"
    beams = []
    for number in group.beams:
        beam = Dataset()
        beam.ReferencedBeamNumber = str(number)
        if group.beam_dose_gy is not None:
            beam.BeamDose = str(group.beam_dose_gy)
        beam.BeamMeterset = "100"
        beams.append(beam)
    item.ReferencedBeamSequence = Items(beams)
    return item


def _beam(number: int, setup: bool) -> Dataset:
    item = Dataset()
    item.TreatmentMachineName = "Linac"
    item.BeamNumber = str(number)
    item.BeamName = f"Beam {number}"
    item.BeamType = "STATIC"
    item.RadiationType = "PHOTON"
    item.TreatmentDeliveryType = "SETUP" if setup else "TREATMENT"
    item.NumberOfWedges = item.NumberOfCompensators = item.NumberOfBoli = item.NumberOfBlocks = "0"
    item.FinalCumulativeMetersetWeight = "1"
    item.NumberOfControlPoints = "0"
    return item


def write_registration(
    folder: Path,
    subject: Subject,
    to_frame_uid: str,
    from_frame_uid: str,
    matrices: Sequence[Array],
    name: str = "REG",
    kind: str = "RIGID",
    deformable: bool = False,
    change: Callable[[Dataset], None] = unchanged,
) -> Path:
    """A spatial registration: `matrices` carry points from `from_frame_uid` to `to_frame_uid`, first one first."""
    which = "DEFORMABLE" if deformable else "REG"
    ds = dataset(subject, which, "REG", uid(subject.key, name), uid(subject.key, "reg series", name))
    ds.FrameOfReferenceUID = to_frame_uid
    ds.PositionReferenceIndicator = ""
    ds.ContentDate, ds.ContentTime, ds.ContentLabel = subject.date, "120000", "REGISTRATION"
    ds.ContentDescription, ds.ContentCreatorName = "", ""
    ds.RegistrationSequence = Items(
        [_registered(to_frame_uid, [np.eye(4)], "RIGID"), _registered(from_frame_uid, matrices, kind)]
    )
    change(ds)
    return save(ds, folder / f"{name}.dcm")


def _registered(frame_uid: str, matrices: Sequence[Array], kind: str) -> Dataset:
    steps = []
    for matrix in matrices:
        step = Dataset()
        step.FrameOfReferenceTransformationMatrixType = kind
        step.FrameOfReferenceTransformationMatrix = [f"{v:.10g}" for v in np.asarray(matrix).ravel()]
        steps.append(step)
    chain = Dataset()
    chain.MatrixSequence = Items(steps)
    chain.RegistrationTypeCodeSequence = Items([])
    item = Dataset()
    item.FrameOfReferenceUID = frame_uid
    item.MatrixRegistrationSequence = Items([chain])
    return item


def write_record(
    folder: Path,
    subject: Subject,
    fraction: int,
    date: str,
    plan: str = "Plan",
    group: int = 1,
    planned: int | None = None,
    beam: int = 1,
    status: str = "NORMAL",
    change: Callable[[Dataset], None] = unchanged,
) -> Path:
    """An RT Beams Treatment Record: one beam of one fraction on one day."""
    name = f"RT_{plan}_{group}_{fraction}_{beam}"
    ds = dataset(subject, "RECORD", "RTRECORD", uid(subject.key, name), uid(subject.key, "record series"))
    ds.TreatmentDate, ds.TreatmentTime = date, "100000"
    ds.ReferencedRTPlanSequence = Items([reference("RTPLAN", subject.plan_uid(plan))])
    ds.ReferencedFractionGroupNumber = str(group)
    if planned is not None:
        ds.NumberOfFractionsPlanned = str(planned)
    session = Dataset()
    session.ReferencedBeamNumber = str(beam)
    session.CurrentFractionNumber = str(fraction)
    session.TreatmentTerminationStatus = status
    session.DeliveredPrimaryMeterset = "100"
    ds.TreatmentSessionBeamSequence = Items([session])
    change(ds)
    return save(ds, folder / f"{name}.dcm")


def write_summary(
    folder: Path,
    subject: Subject,
    first: str,
    last: str,
    delivered: int | None,
    planned: int | None = None,
    status: str = "COMPLETED",
    plan: str = "Plan",
    group: int = 1,
    name: str = "",
) -> Path:
    """An RT Treatment Summary Record."""
    ds = dataset(
        subject, "SUMMARY", "RTRECORD", uid(subject.key, "summary", plan, name), uid(subject.key, "summary series")
    )
    ds.FirstTreatmentDate, ds.MostRecentTreatmentDate = first, last
    ds.CurrentTreatmentStatus = status
    item = Dataset()
    item.ReferencedFractionGroupNumber = str(group)
    if planned is not None:
        item.NumberOfFractionsPlanned = str(planned)
    if delivered is not None:
        item.NumberOfFractionsDelivered = str(delivered)
    item.FractionGroupType = "EXTERNAL_BEAM"
    ds.FractionGroupSummarySequence = Items([item])
    ds.ReferencedRTPlanSequence = Items([reference("RTPLAN", subject.plan_uid(plan))])
    return save(ds, folder / f"SUMMARY_{plan}.dcm")
