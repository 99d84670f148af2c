"""Reading one RTPLAN: fraction groups, beams, targets and what they prescribe; nothing that is absurd is believed."""

from dataclasses import dataclass

from pydicom.dataset import Dataset

from reirrad_gui.case.files import SourceFile
from reirrad_gui.dicom.dates import date_of
from reirrad_gui.dicom.names import charsets, name
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.values import Header, code, integer, items, number, stated, text, uid, written
from reirrad_gui.patient.dates import PartialDate

RT_ION_PLAN = "1.2.840.10008.5.1.4.1.1.481.8"
LEAST_GY, MOST_GY = 0.1, 200.0
MOST_FRACTIONS = 100
POINTS = ("COORDINATES", "POINT")
SETUP_KINDS = ("SETUP", "OPEN_PORTFILM", "TRMT_PORTFILM")


@dataclass(frozen=True, slots=True)
class Beam:
    """One beam (or brachytherapy application) of a fraction group; `delivers` is False for set-up and port films."""

    number: int
    name: str
    dose_gy: float | None
    delivers: bool


@dataclass(frozen=True, slots=True)
class FractionGroup:
    """One fraction group: `fractions` is None when the plan says nothing credible; `written` is what it says."""

    number: int
    fractions: int | None
    written: str
    beams: tuple[Beam, ...]
    target_numbers: tuple[int, ...]

    @property
    def delivering(self) -> tuple[Beam, ...]:
        """The beams that give dose."""
        return tuple(beam for beam in self.beams if beam.delivers)

    @property
    def beam_total_gy(self) -> float | None:
        """Sum of the stated beam doses (each at its own point) times fractions; None unless all beams state one."""
        doses = [beam.dose_gy for beam in self.delivering if beam.dose_gy is not None]
        if not doses or not self.fractions or len(doses) < len(self.delivering):
            return None
        return sum(doses) * self.fractions


@dataclass(frozen=True, slots=True)
class Target:
    """One dose reference that states a TargetPrescriptionDose."""

    number: int
    kind: str
    structure_type: str
    description: str
    gy: float | None
    written: str

    @property
    def credible(self) -> bool:
        """True for a dose that somebody can have meant."""
        return self.gy is not None and LEAST_GY <= self.gy <= MOST_GY

    @property
    def at_point(self) -> bool:
        """True for a dose prescribed to, or calculated at, a point."""
        return self.structure_type in POINTS

    @property
    def text(self) -> str:
        """ "14 Gy to Breast"."""
        where = f" to {self.description}" if self.description else ""
        return f"{self.written} Gy{where}{' (a point)' if self.at_point else ''}"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One RTPLAN as found."""

    file: SourceFile
    label: str
    frame_uid: str
    study_uid: str
    structure_uid: str
    date: PartialDate | None
    approval: str
    site: str
    groups: tuple[FractionGroup, ...]
    targets: tuple[Target, ...]
    ion: bool = False
    brachy: bool = False
    intent: str = ""
    related: tuple[tuple[str, str], ...] = ()
    """Other plans that this one says it replaces or varies: their UID and the relation."""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prescription:
    """What a plan prescribes to one fraction group; without a credible dose, `asked` says so."""

    gy: float | None
    source: str = ""
    asked: str = ""


def read_plan(opened: Opened) -> Plan:
    """An RTPLAN's contents; what is missing stays missing."""
    dataset = opened.dataset
    declared = charsets(dataset)
    beams = _beams(dataset)
    label = name(dataset, "RTPlanLabel", declared)[0] or name(dataset, "RTPlanName", declared)[0]
    structure = next(iter(items(dataset, "ReferencedStructureSetSequence")), None)
    stated_groups = items(dataset, "FractionGroupSequence")
    groups = tuple(_group(n, item, beams) for n, item in enumerate(stated_groups, start=1))
    setups = any(integer(item, "NumberOfBrachyApplicationSetups") for item in stated_groups)
    notices = opened.notices
    if not groups:
        groups = (FractionGroup(1, None, "", tuple(_beam(item, beams) for item in beams.values()), ()),)
        notices = (*notices, "has no fraction group (some anonymisers remove it)")
    return Plan(
        opened.file,
        label or opened.file.shown_as,
        uid(dataset, "FrameOfReferenceUID"),
        uid(dataset, "StudyInstanceUID"),
        "" if structure is None else uid(structure, "ReferencedSOPInstanceUID"),
        date_of(dataset, "RTPlanDate"),
        code(dataset, "ApprovalStatus"),
        text(dataset, "TreatmentSites") or text(dataset, "TreatmentSite"),
        groups,
        tuple(_target(item, declared) for item in items(dataset, "DoseReferenceSequence") if _states_dose(item)),
        uid(dataset, "SOPClassUID") == RT_ION_PLAN or bool(items(dataset, "IonBeamSequence")),
        setups or bool(items(dataset, "ApplicationSetupSequence")),
        code(dataset, "PlanIntent"),
        tuple(
            (uid(item, "ReferencedSOPInstanceUID"), code(item, "RTPlanRelationship"))
            for item in items(dataset, "ReferencedRTPlanSequence")
        ),
        notices,
    )


def _beams(dataset: Header) -> dict[int, Dataset]:
    found = (*items(dataset, "BeamSequence"), *items(dataset, "IonBeamSequence"))
    return {n: item for item in found if (n := integer(item, "BeamNumber")) is not None}


def _group(position: int, item: Dataset, beams: dict[int, Dataset]) -> FractionGroup:
    number_stated = integer(item, "FractionGroupNumber")
    fractions = integer(item, "NumberOfFractionsPlanned")
    referenced = [_beam(reference, beams) for reference in items(item, "ReferencedBeamSequence")]
    setups = [_application(reference) for reference in items(item, "ReferencedBrachyApplicationSetupSequence")]
    targets = [integer(r, "ReferencedDoseReferenceNumber") for r in items(item, "ReferencedDoseReferenceSequence")]
    return FractionGroup(
        position if number_stated is None else number_stated,
        fractions if fractions is not None and 0 <= fractions <= MOST_FRACTIONS else None,
        written(item, "NumberOfFractionsPlanned"),
        (*referenced, *setups),
        tuple(n for n in targets if n is not None),
    )


def _beam(reference: Dataset, beams: dict[int, Dataset]) -> Beam:
    """A beam by its reference in a fraction group, described by the beam sequence."""
    n = _number(reference, "ReferencedBeamNumber", "BeamNumber")
    described = beams.get(n, Dataset())
    silent = code(described, "TreatmentDeliveryType") in SETUP_KINDS or number(reference, "BeamMeterset") == 0
    dose = number(reference, "BeamDose")
    return Beam(n, text(described, "BeamName") or str(n), dose if dose is not None and dose > 0 else None, not silent)


def _application(reference: Dataset) -> Beam:
    n = _number(reference, "ReferencedBrachyApplicationSetupNumber")
    return Beam(n, f"application {n}", number(reference, "BrachyApplicationSetupDose"), True)


def _number(item: Dataset, *keywords: str) -> int:
    """A beam's number; -1, which no dose refers to, when it is not stated."""
    return next((n for keyword in keywords if (n := integer(item, keyword)) is not None), -1)


def _states_dose(item: Dataset) -> bool:
    return stated(item, "TargetPrescriptionDose")


def _target(item: Dataset, declared: tuple[str, ...]) -> Target:
    gy = number(item, "TargetPrescriptionDose")
    said = f"{gy:g}" if gy is not None else written(item, "TargetPrescriptionDose")
    return Target(
        integer(item, "DoseReferenceNumber") or 0,
        code(item, "DoseReferenceType"),
        code(item, "DoseReferenceStructureType"),
        name(item, "DoseReferenceDescription", declared)[0].strip("- "),
        gy,
        said,
    )


def prescription(plan: Plan, group: FractionGroup) -> Prescription:
    """The dose prescribed to one fraction group.

    Targets drawn as volumes count before points. Of several, the highest is the phase's prescription (a simultaneous
    boost), and the source names them all. With several fraction groups, only targets that the group itself refers to
    count: the plan does not say which of them the others belong to. Ion plans prescribe RBE-weighted dose, which is not
    physical: it is asked for.
    """
    who = f"The plan {plan.label}"
    of_targets = [target for target in plan.targets if target.kind == "TARGET"]
    if len(plan.groups) > 1:
        of_targets = [target for target in of_targets if target.number in group.target_numbers]
        if not of_targets and plan.targets:
            return Prescription(
                None,
                asked=(
                    f"{who} has {len(plan.groups)} fraction groups and does not say which prescription belongs to "
                    f"group {group.number}. Enter the prescribed dose."
                ),
            )
    if plan.ion and of_targets:
        return Prescription(
            None,
            asked=(
                f"{who} is an ion plan: its prescription ({_list(of_targets)}) is RBE-weighted, not physical dose. "
                "Enter the physical dose to use."
            ),
        )
    credible = [target for target in of_targets if target.credible]
    if not credible:
        return Prescription(None, asked=_no_prescription(who, plan, of_targets))
    chosen = max([t for t in credible if not t.at_point] or credible, key=lambda target: target.gy or 0.0)
    others = [target for target in credible if target is not chosen]
    source = f"RT plan, {chosen.text}" + (f"; the plan also states {_list(others)}" if others else "")
    return Prescription(chosen.gy, source)


def _no_prescription(who: str, plan: Plan, targets: list[Target]) -> str:
    if targets:
        return f"{who} states a prescription of {_list(targets)}, which cannot be meant. Enter the prescribed dose."
    if plan.targets:
        return (
            f"{who} states doses ({_list(plan.targets)}) without saying that one of them is prescribed to a target. "
            "Enter the prescribed dose."
        )
    return f"{who} states no prescription. Enter the prescribed dose."


def _list(targets: list[Target] | tuple[Target, ...]) -> str:
    return ", ".join(target.text for target in targets)


def fractions_asked(plan: Plan, group: FractionGroup) -> str:
    """The sentence that asks for the number of fractions; empty when the plan gives a credible one."""
    if group.fractions:
        return ""
    said = f"{group.written} fractions" if group.written else "no number of fractions"
    return f"The plan {plan.label} states {said}; EQD2 cannot be calculated without it. Enter the number of fractions."
