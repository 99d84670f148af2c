"""Plans, doses, records and structures linked into courses: one fraction group is one course until it is merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reirrad_gui.case.course import Course, Phase
from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.assign import Assigned, Wanted, assign, summation_refusal
from reirrad_gui.dicom.doses import DoseFile
from reirrad_gui.dicom.images import Series
from reirrad_gui.dicom.plans import FractionGroup, Plan, fractions_asked, prescription
from reirrad_gui.dicom.records import Delivery, Record, delivery
from reirrad_gui.dicom.structures import Drawn
from reirrad_gui.patient.dates import StatedDate, When

PLAN_DATE = "RT plan date, not a treatment date"
MISFIT = (0.5, 3.0)
UNKNOWN_PLAN = "the plan that is not among the files"


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
    usable = _usable(holdings.doses, problems)
    linked: list[Linked] = []
    for plan in holdings.plans:
        mine = [dose for dose in usable if plan.file.sop_instance_uid in dose.plan_uids]
        records = [r for r in holdings.records if r.plan_uid == plan.file.sop_instance_uid]
        linked.extend(_of_plan(plan, mine, records, holdings, problems))
    known = {plan.file.sop_instance_uid for plan in holdings.plans}
    for _, doses in _by_unknown_plan(usable, known).items():
        found = _without_plan(doses, holdings, problems)
        if found is not None:
            linked.append(found)
    problems += _lone_records(holdings.records, known)
    return tuple(linked), tuple(problems)


def _usable(doses: Iterable[DoseFile], problems: list[Problem]) -> list[DoseFile]:
    usable = []
    for dose in doses:
        shown = dose.file.shown_as
        refusal = dose.refusal or summation_refusal(dose)
        if not refusal and not dose.frame_uid:
            refusal = (
                f"{shown} has no frame of reference, so its dose cannot be laid over any image or added to "
                "another; it is not used. Export it again."
            )
        if refusal:
            problems.append(Problem(refusal, (dose.file,)))
        else:
            usable.append(dose)
        problems += [Problem(f"{shown} {notice}.", (dose.file,), blocking=False) for notice in dose.notices]
    return usable


def _of_plan(
    plan: Plan, doses: Sequence[DoseFile], records: Sequence[Record], holdings: Holdings, problems: list[Problem]
) -> list[Linked]:
    shown = f"The plan {plan.label} ({plan.file.shown_as})"
    problems += [Problem(f"{shown} {notice}.", (plan.file,), blocking=False) for notice in plan.notices]
    if plan.approval == "REJECTED":
        problems.append(
            Problem(
                f"{shown} is marked as rejected; it is not counted as a course.", (plan.file, *(d.file for d in doses))
            )
        )
        return []
    if not plan.groups:
        problems.append(
            Problem(
                f"{shown} has no fraction group (some anonymisers remove it): fractions and prescription have to be "
                "entered.",
                (plan.file,),
                blocking=False,
            )
        )
    linked = []
    for group in plan.groups or (FractionGroup(1, None, "", (), ()),):
        concerned = [d for d in doses if _concerns(d, plan, group)]
        delivered = delivery(_records_of(group, plan, records), group.fractions)
        if group.fractions == 0 and not concerned and not delivered.fractions:
            problems.append(
                Problem(
                    f"{shown} plans 0 fractions in fraction group {group.number}: nothing is treated with it, and it "
                    "is not counted as a course.",
                    (plan.file,),
                    blocking=False,
                )
            )
            continue
        linked.append(_course(plan, group, concerned, delivered, holdings, problems))
    if len(linked) > 1:
        problems.append(
            Problem(
                f"{shown} has {len(linked)} fraction groups; each is listed as a course of its own. Merge them if "
                "they are phases of one treatment.",
                (plan.file,),
                blocking=False,
            )
        )
    return linked


def _concerns(dose: DoseFile, plan: Plan, group: FractionGroup) -> bool:
    """A dose that names no fraction group concerns all; one that names beams, those whose beams they are."""
    for part in dose.parts:
        if part.plan_uid != plan.file.sop_instance_uid:
            continue
        if dose.summation == "PLAN" or part.group == group.number or len(plan.groups) <= 1:
            return True
        if part.group is None and (not part.beams or set(part.beams) & {b.number for b in group.beams}):
            return True
    return False


def _records_of(group: FractionGroup, plan: Plan, records: Sequence[Record]) -> list[Record]:
    """Records that name another group of a one-group plan are its own: some machines count fractions there."""
    return [r for r in records if r.group == group.number or r.group is None or len(plan.groups) <= 1]


def _course(
    plan: Plan,
    group: FractionGroup,
    doses: Sequence[DoseFile],
    delivered: Delivery,
    holdings: Holdings,
    problems: list[Problem],
) -> Linked:
    title = f"the plan {plan.label}" + (f", fraction group {group.number}" if len(plan.groups) > 1 else "")
    prescribed = prescription(plan, group)
    assigned = assign(Wanted(group, plan, prescribed.gy or group.beam_total_gy, title), doses)
    problems += assigned.problems
    asked = (prescribed.asked, fractions_asked(plan, group), *delivered.notices)
    start, end = _dates(plan, delivered)
    phase = Phase(
        f"{plan.file.sop_instance_uid or plan.file.shown_as}/{group.number}",
        plan.label,
        plan.file,
        group.number,
        prescribed.gy,
        group.fractions or None,
        delivered.fractions,
        assigned.doses,
        delivered.source or ("RT plan" if group.fractions else ""),
        prescribed.source,
        tuple(sentence for sentence in asked if sentence),
        tuple(beam.name for beam in group.beams),
        start,
        end,
        assigned.alternatives,
    )
    label = plan.label + (f", group {group.number}" if len(plan.groups) > 1 else "")
    said = (*_approval(plan), *_misfit(phase, doses, plan), *_beam_sum(phase, group))
    if plan.brachy:
        said = (*said, f"{label} is brachytherapy: dose rate and source decay are not considered in its EQD2.")
    course = Course(
        phase.uid,
        label,
        (phase,),
        start,
        end,
        plan.site,
        _frame(doses, assigned, plan.frame_uid),
        not_stated=_not_stated(plan, delivered),
        problems=said,
    )
    return Linked(_with_anatomy(course, plan.structure_uid or _of_doses(doses), holdings), plan)


def _dates(plan: Plan, delivered: Delivery) -> tuple[When, When]:
    """Start and end; the plan's date bounds the start from below, unless a treatment is on record before it."""
    start, end = delivered.start, delivered.end
    if plan.date is None:
        return When(start), When(end)
    bound = StatedDate(plan.date, None, PLAN_DATE, "treatment begins on or after the day of its plan")
    known_first = [said.last_day for said in start if said.last_day is not None]
    if not any(said.first_day is not None for said in start) and all(plan.date.earliest <= day for day in known_first):
        start = (*start, bound)
    return When(start), When(end or (replace(bound, derived="treatment ends on or after the day of its plan"),))


def _not_stated(plan: Plan, delivered: Delivery) -> tuple[str, ...]:
    missing = []
    if not any(said.first_day is not None and said.last_day is not None for said in delivered.start):
        missing.append("first treatment date")
    if not any(said.last_day is not None for said in delivered.end):
        missing.append("last treatment date")
    if delivered.fractions is None:
        missing.append("delivered fractions")
    if not plan.site:
        missing.append("treated site")
    return tuple(missing)


def _approval(plan: Plan) -> tuple[str, ...]:
    if plan.approval == "UNAPPROVED":
        return (f"The plan {plan.label} is not approved: check that it is the one that was treated.",)
    return ()


def _misfit(phase: Phase, doses: Sequence[DoseFile], plan: Plan) -> tuple[str, ...]:
    """A dose whose maximum cannot belong to the prescription; point-like brachytherapy maxima are no surprise."""
    if phase.prescribed_gy is None or len(phase.doses) != 1 or plan.brachy:
        return ()
    used = next(d for d in doses if d.file == phase.doses[0].file)
    highest = (used.max_gy or 0.0) * phase.doses[0].scale
    if MISFIT[0] <= highest / phase.prescribed_gy <= MISFIT[1]:
        return ()
    return (
        f"The highest dose of {phase.label} is {highest:.3g} Gy, but {phase.prescribed_gy:g} Gy are prescribed: "
        "check that dose and plan belong together and that the dose is that of all fractions.",
    )


def _beam_sum(phase: Phase, group: FractionGroup) -> tuple[str, ...]:
    total = group.beam_total_gy
    if total is None or phase.prescribed_gy is None or 0.5 <= total / phase.prescribed_gy <= 2.0:
        return ()
    return (
        f"The beam doses of {phase.label} add up to {total:.3g} Gy, but its prescription is "
        f"{phase.prescribed_gy:g} Gy: check which of them is meant.",
    )


def _frame(doses: Sequence[DoseFile], assigned: Assigned, plan_frame: str) -> str | None:
    used = assigned.doses or assigned.alternatives
    return (used[0].frame_of_reference_uid if used else plan_frame) or None


def _of_doses(doses: Sequence[DoseFile]) -> str:
    return next((dose.structure_uid for dose in doses if dose.structure_uid), "")


def _with_anatomy(course: Course, structure_uid: str, holdings: Holdings) -> Course:
    """The course with its structures and planning images, as referenced, else the only ones in its frame."""
    said = list(course.problems)
    drawn = next((d for d in holdings.drawn if d.structures.uid == structure_uid and structure_uid), None)
    frame = course.frame_of_reference_uid
    if drawn is None:
        near = [d for d in holdings.drawn if frame and d.structures.frame_of_reference_uid == frame]
        missing = (
            (f"The structures of {course.label} are not among the files")
            if structure_uid
            else f"{course.label} refers to no structures"
        )
        if len(near) == 1:
            drawn = near[0]
            said.append(f"{missing}; those of {drawn.file.shown_as}, drawn in the same frame of reference, are used.")
        else:
            said.append(
                f"{missing}, and {len(near)} structure sets lie in its frame of reference; choose one."
                if near
                else f"{missing}; no organ dose can be shown for it without them."
            )
    frame = frame or (drawn.structures.frame_of_reference_uid if drawn else None) or None
    if drawn is not None and frame != drawn.structures.frame_of_reference_uid:
        said.append(
            f"The dose of {course.label} lies in another frame of reference than its structures "
            f"({drawn.file.shown_as}): organ doses need a registration between them."
        )
    return replace(
        course,
        frame_of_reference_uid=frame,
        structure_set_uid=drawn.structures.uid if drawn else None,
        series_uid=_planning_series(drawn, frame, holdings.series),
        problems=tuple(said),
    )


def _planning_series(drawn: Drawn | None, frame: str | None, series: Sequence[Series]) -> str | None:
    """The series the structures were drawn on, if it lies in the course's frame; else the largest CT that does."""
    own = None if drawn is None else drawn.structures.series_uid
    here = [s.series for s in series if frame and s.series.frame_of_reference_uid == frame]
    if any(s.uid == own for s in here):
        return own
    scans = sorted((s for s in here if s.modality == "CT"), key=lambda s: (bool(s.unusable), -len(s.files)))
    return scans[0].uid if scans else None


def _by_unknown_plan(doses: Iterable[DoseFile], known: set[str]) -> dict[str, list[DoseFile]]:
    groups: dict[str, list[DoseFile]] = {}
    for dose in doses:
        if not set(dose.plan_uids) & known:
            key = (
                dose.plan_uids[0]
                if dose.plan_uids and dose.plan_uids[0]
                else f"{dose.file.sop_instance_uid}{dose.file.path}"
            )
            groups.setdefault(key, []).append(dose)
    return groups


def _without_plan(doses: list[DoseFile], holdings: Holdings, problems: list[Problem]) -> Linked | None:
    """A course of its own for a dose whose plan was not found: fractions and prescription have to be entered."""
    first = doses[0].file
    title = UNKNOWN_PLAN if doses[0].plan_uids else f"the dose {first.shown_as}, which names no plan"
    assigned = assign(Wanted(None, None, None, title), doses)
    problems += assigned.problems
    if not assigned.doses and not assigned.alternatives:
        return None
    used = (assigned.doses or assigned.alternatives)[0]
    label = f"Dose {used.file.shown_as}"
    asked = (
        f"The plan of {used.file.shown_as} is not among the files. Enter its number of fractions and its "
        "prescribed dose, or add the plan.",
    )
    phase = Phase(
        f"dose/{used.file.sop_instance_uid or used.file.shown_as}",
        label,
        None,
        None,
        None,
        None,
        None,
        assigned.doses,
        asked=asked,
        alternatives=assigned.alternatives,
    )
    course = Course(
        phase.uid,
        label,
        (phase,),
        When(),
        When(),
        frame_of_reference_uid=used.frame_of_reference_uid,
        not_stated=("first treatment date", "last treatment date", "delivered fractions", "treated site"),
    )
    return Linked(_with_anatomy(course, _of_doses(doses), holdings), None)


def _lone_records(records: Sequence[Record], known: set[str]) -> list[Problem]:
    lone = list({r.file: r for r in records if r.plan_uid not in known})
    if not lone:
        return []
    names = ", ".join(file.shown_as for file in lone[:3]) + (" and others" if len(lone) > 3 else "")
    return [
        Problem(
            f"{len(lone)} treatment record(s) ({names}) belong to a plan that is not among the files; their dates and "
            "fractions are not used. Add the plan.",
            tuple(lone),
            blocking=False,
        )
    ]
