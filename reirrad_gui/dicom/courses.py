"""Plans, doses, records and structures linked into courses: one fraction group is one course until it is merged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reirrad_gui.case.course import NOTHING_STATED, Course, Phase
from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.anatomy import with_anatomy
from reirrad_gui.dicom.assign import assign, summation_refusal
from reirrad_gui.dicom.assigned import Assigned, Wanted
from reirrad_gui.dicom.doses import DoseFile
from reirrad_gui.dicom.images import Series
from reirrad_gui.dicom.originals import originals
from reirrad_gui.dicom.plans import FractionGroup, Plan, fractions_asked, prescription
from reirrad_gui.dicom.plausible import doubts
from reirrad_gui.dicom.records import OnRecord, Record, on_record
from reirrad_gui.dicom.saying import counted, listed, notice, obstacle
from reirrad_gui.dicom.shared_records import by_plan
from reirrad_gui.dicom.structures import Drawn
from reirrad_gui.patient.dates import StatedDate, When

PLAN_DATE = "RT plan date, not a treatment date"
UNKNOWN_PLAN = "the plan that is not among the files"
NO_TREATMENT = {
    "VERIFICATION": "verification",
    "MACHINE_QA": "machine checks",
    "RESEARCH": "research",
    "SERVICE": "service",
}
RELATIONS = {"PREDECESSOR": "its predecessor", "PRIOR": "its prior plan", "ALTERNATE": "its alternative"}


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """Everything found of one patient."""

    plans: tuple[Plan, ...] = ()
    doses: tuple[DoseFile, ...] = ()
    records: tuple[Record, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    series: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """A course of one phase, with the plan it comes from (None for a dose whose plan was not found)."""

    course: Course
    plan: Plan | None


def link(holdings: Holdings) -> tuple[tuple[Linked, ...], tuple[Problem, ...]]:
    """One course per fraction group that was, or may have been, treated; and what could not be used."""
    problems: list[Problem] = []
    usable = [dose for dose in originals(holdings.doses, problems) if _is_usable(dose, problems)]
    linked: list[Linked] = []
    known = {plan.file.sop_instance_uid for plan in holdings.plans} - {""}
    told, shared = by_plan(holdings.records, holdings.plans)
    for plan in holdings.plans:
        uid = plan.file.sop_instance_uid
        mine = [dose for dose in usable if uid and uid in dose.plan_uids]
        records = [record for record in told if uid and record.plan_uid == uid]
        linked.extend(_of_plan(plan, mine, records, holdings, problems))
    for doses in _by_unknown_plan(usable, known):
        problems += _perhaps_of(doses[0], linked)
        linked.extend(_without_plan(doses, holdings, problems))
    return tuple(linked), (*problems, *_relations(holdings.plans), *shared, *_lone_records(told, known))


def _is_usable(dose: DoseFile, problems: list[Problem]) -> bool:
    """False, with the sentence that says why, for what is not physical dose of one plan in a frame of reference."""
    shown = dose.file.shown_as
    problems += [notice(f"{shown} {said}.", dose.file) for said in dose.notices]
    if dose.set_aside:
        problems.append(notice(dose.set_aside, dose.file))
        return False
    refusal = dose.refusal or summation_refusal(dose)
    if not refusal and not dose.frame_uid:
        refusal = (
            f"{shown} has no frame of reference, so its dose cannot be laid over any image or added to another; it is "
            "not used. Export it again."
        )
    if refusal:
        problems.append(obstacle(refusal, dose.file))
    return not refusal


def _of_plan(
    plan: Plan, doses: Sequence[DoseFile], records: Sequence[Record], holdings: Holdings, problems: list[Problem]
) -> list[Linked]:
    """The courses of one plan: its fraction groups, unless it was rejected or treats nothing."""
    shown = f"The plan {plan.label} ({plan.file.shown_as})"
    problems += [notice(f"{shown} {said}.", plan.file) for said in plan.notices]
    why_not = _not_a_treatment(plan)
    if why_not:
        problems.append(obstacle(f"{shown} {why_not}; it is not counted as a course.", plan.file))
        return []
    linked = []
    for group in plan.groups:
        concerned = [dose for dose in doses if _concerns(dose, plan, group)]
        delivered = on_record(_records_of(group, plan, records), group.fractions, group.beams)
        if group.fractions == 0 and not concerned and not delivered.fractions:
            said = f"{shown} plans 0 fractions: nothing is treated with it, and it is not counted as a course."
            problems.append(notice(said, plan.file))
        else:
            linked.append(_course(plan, group, concerned, delivered, holdings, problems))
    if len(linked) > 1:
        said = (
            f"{shown} has {len(linked)} fraction groups; each is a course of its own. Merge those that are phases of "
            "one treatment."
        )
        problems.append(notice(said, plan.file))
    return linked


def _not_a_treatment(plan: Plan) -> str:
    """Why nobody was treated with a plan; empty for a plan that may have been delivered."""
    if plan.approval == "REJECTED":
        return "is marked as rejected"
    if plan.intent in NO_TREATMENT:
        return f"is meant for {NO_TREATMENT[plan.intent]}, not for the patient"
    return ""


def _relations(plans: Sequence[Plan]) -> list[Problem]:
    """Plans that name each other as predecessor or alternative: both may be there, but not both in full."""
    labels = {plan.file.sop_instance_uid: plan.label for plan in plans}
    return [
        notice(
            f"The plan {plan.label} names the plan {labels[uid]} as {RELATIONS[relation]}: check how many fractions "
            "were given with each.",
            plan.file,
        )
        for plan in plans
        for uid, relation in plan.related
        if uid in labels and relation in RELATIONS
    ]


def _concerns(dose: DoseFile, plan: Plan, group: FractionGroup) -> bool:
    """A dose that names no fraction group concerns all; one that names beams, those whose beams they are."""
    for part in dose.parts:
        if part.plan_uid != plan.file.sop_instance_uid:
            continue
        if dose.summation == "PLAN" or part.group == group.number or len(plan.groups) == 1:
            return True
        if part.group is None and (not part.beams or set(part.beams) & {beam.number for beam in group.beams}):
            return True
    return False


def _records_of(group: FractionGroup, plan: Plan, records: Sequence[Record]) -> list[Record]:
    """Records that name another group of a one-group plan are its own: some machines count fractions there."""
    return [r for r in records if r.group in (None, group.number) or len(plan.groups) == 1]


def _course(
    plan: Plan,
    group: FractionGroup,
    doses: Sequence[DoseFile],
    delivered: OnRecord,
    holdings: Holdings,
    problems: list[Problem],
) -> Linked:
    among = f", group {group.number}" if len(plan.groups) > 1 else ""
    expected = prescription(plan, group).gy or group.beam_total_gy
    assigned = assign(Wanted(group, plan, expected, f"the plan {plan.label}{among}"), doses)
    problems += assigned.problems
    phase = _phase(plan, group, delivered, assigned)
    course = Course(
        phase.uid,
        f"{plan.label}{among}",
        (phase,),
        phase.start,
        phase.end,
        plan.site,
        _frame(assigned, plan.frame_uid),
        not_stated=_not_stated(plan, delivered),
        problems=doubts(plan, group, phase, doses),
    )
    return Linked(with_anatomy(course, plan.structure_uid or _drawn_for(doses), holdings.drawn, holdings.series), plan)


def _phase(plan: Plan, group: FractionGroup, delivered: OnRecord, assigned: Assigned) -> Phase:
    prescribed = prescription(plan, group)
    asked = (prescribed.asked, fractions_asked(plan, group), *delivered.notices)
    start, end = _dates(plan, delivered)
    return Phase(
        uid=f"{plan.file.sop_instance_uid or plan.file.shown_as}/{group.number}",
        label=plan.label,
        plan=plan.file,
        fraction_group=group.number,
        prescribed_gy=prescribed.gy,
        planned_fractions=group.fractions or None,
        delivered_fractions=delivered.fractions,
        doses=assigned.doses,
        fractions_source=delivered.source or ("RT plan" if group.fractions else ""),
        prescription_source=prescribed.source,
        asked=tuple(sentence for sentence in asked if sentence),
        beams=tuple(beam.name for beam in group.beams),
        start=start,
        end=end,
        alternatives=assigned.alternatives,
        delivery=delivered.delivery,
        intent=plan.intent,
        only_on_record=delivered.only_counted,
    )


def _dates(plan: Plan, delivered: OnRecord) -> tuple[When, When]:
    """Start and end; the plan's date bounds them from below, unless a treatment is on record before it."""
    start, end = delivered.start, delivered.end
    if plan.date is None:
        return When(start), When(end)
    bound = StatedDate(plan.date, None, PLAN_DATE, "treatment begins on or after the day of its plan")
    on_record = [said.last_day for said in (*start, *end) if said.last_day is not None]
    believed = all(plan.date.earliest <= day for day in on_record)
    if believed and not any(said.first_day is not None for said in start):
        start = (*start, bound)
    if believed and not end:
        end = (replace(bound, derived="treatment ends on or after the day of its plan"),)
    return When(start), When(end)


def _not_stated(plan: Plan, delivered: OnRecord) -> tuple[str, ...]:
    stated = (
        any(said.first_day is not None and said.last_day is not None for said in delivered.start),
        any(said.last_day is not None for said in delivered.end),
        delivered.fractions is not None,
        bool(plan.site),
    )
    return tuple(what for what, known in zip(NOTHING_STATED, stated, strict=True) if not known)


def _frame(assigned: Assigned, plan_frame: str) -> str | None:
    used = assigned.doses or assigned.alternatives
    return (used[0].frame_of_reference_uid if used else plan_frame) or None


def _drawn_for(doses: Sequence[DoseFile]) -> str:
    return next((dose.structure_uid for dose in doses if dose.structure_uid), "")


def _by_unknown_plan(doses: Sequence[DoseFile], known: set[str]) -> list[list[DoseFile]]:
    """Doses whose plan was not found, together where they name the same one; a dose that names none stands alone."""
    groups: dict[str, list[DoseFile]] = {}
    for dose in doses:
        if not set(dose.plan_uids) & known:
            named = next((uid for uid in dose.plan_uids if uid), None)
            groups.setdefault(named or f"no plan: {dose.file.path}", []).append(dose)
    return list(groups.values())


def _perhaps_of(dose: DoseFile, linked: Sequence[Linked]) -> list[Problem]:
    """Says it where a dose that names no plan may be the one that a plan of its frame of reference lacks."""
    if dose.plan_uids:
        return []
    without = [
        one
        for one in linked
        if one.plan is not None
        and one.plan.frame_uid in ("", dose.frame_uid)
        and not any(phase.doses or phase.alternatives for phase in one.course.phases)
    ]
    return [
        notice(
            f"{dose.file.shown_as} names no plan, and the plan {one.course.label} has no dose. If they belong "
            "together, they are one course and not two: export them again together, or take the plan away and enter "
            "its number of fractions and its prescribed dose with the dose.",
            dose.file,
        )
        for one in without
    ]


def _without_plan(doses: list[DoseFile], holdings: Holdings, problems: list[Problem]) -> list[Linked]:
    """A course of its own for a dose whose plan was not found: fractions and prescription have to be entered."""
    first = doses[0].file
    title = UNKNOWN_PLAN if doses[0].plan_uids else f"the dose {first.shown_as}, which names no plan"
    assigned = assign(Wanted(None, None, None, title), doses)
    problems += assigned.problems
    if not assigned.doses and not assigned.alternatives:
        return []
    used = (assigned.doses or assigned.alternatives)[0]
    label = f"Dose {used.file.shown_as}"
    phase = Phase(
        uid=f"dose/{used.file.sop_instance_uid or used.file.shown_as}",
        label=label,
        plan=None,
        fraction_group=None,
        prescribed_gy=None,
        planned_fractions=None,
        delivered_fractions=None,
        doses=assigned.doses,
        asked=(_missing_plan(used.file.shown_as, bool(doses[0].plan_uids)),),
        alternatives=assigned.alternatives,
    )
    course = Course(
        phase.uid,
        label,
        (phase,),
        When(),
        When(),
        frame_of_reference_uid=used.frame_of_reference_uid,
        not_stated=NOTHING_STATED,
    )
    return [Linked(with_anatomy(course, _drawn_for(doses), holdings.drawn, holdings.series), None)]


def _missing_plan(shown: str, named: bool) -> str:
    if named:
        return (
            f"The plan of {shown} is not among the files. Enter its number of fractions and its prescribed dose, or "
            "add the plan."
        )
    return f"{shown} names no plan. Enter its number of fractions and its prescribed dose."


def _lone_records(records: Sequence[Record], known: set[str]) -> tuple[Problem, ...]:
    lone = list({record.file: record for record in records if record.plan_uid not in known})
    if not lone:
        return ()
    said = (
        f"{counted(len(lone), 'treatment record')} ({listed(lone)}) of a plan that is not among the files: dates and "
        "fractions in there are not used. Add the plan."
    )
    return (notice(said, *lone),)
