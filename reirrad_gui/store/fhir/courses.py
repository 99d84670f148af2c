"""Radiotherapy course summaries and their phases as courses known only from a document.

What was delivered counts, in each phase's own fractions. Doses to several volumes of a phase are never added, nor those
of volumes that share a label: the volume that received most bounds what anything received in that phase.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isclose

from reirrad_gui.case.letters import DocumentKind, LetterCourse, LetterDocument, LetterPhase, sums_of
from reirrad_gui.errors import EntryError
from reirrad_gui.store.fhir.course_words import note_of, unbounded_because
from reirrad_gui.store.fhir.elements import concept_text, count, extension_value, partial_date
from reirrad_gui.store.fhir.exact import exact_date, exact_letter
from reirrad_gui.store.fhir.resources import Resource, Resources
from reirrad_gui.store.fhir.volumes import (
    VolumeDose,
    fractions_stated,
    most,
    part_of,
    recomputed,
    refuse_negative,
    volume_doses,
)

NOT_GIVEN = ("entered-in-error", "not-done", "preparation")
_SAME_GY = 0.005


@dataclass(frozen=True, slots=True)
class CourseRead:
    """One course as understood. `asked` keeps something out of the numbers, `remarks` are to be known beside them."""

    letter: LetterCourse | None
    asked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    plan_uids: frozenset[str] = frozenset()
    reirradiation: bool | None = None


@dataclass(frozen=True, slots=True)
class _PhaseRead:
    said: LetterPhase
    doses: tuple[VolumeDose, ...]
    asked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def courses_read(among: Resources) -> tuple[CourseRead, ...]:
    """Every course that was given, and what is said of those that were not."""
    summaries = among.of("Procedure", "course")
    phases = among.of("Procedure", "phase")
    owned: dict[tuple[str, ...], list[Resource]] = {one.identity: [] for one in summaries}
    lone: list[Resource] = []
    for phase in phases:
        owners = [one.identity for one in among.referred(phase, "partOf") if one.identity in owned]
        (owned[owners[0]] if owners else lone).append(phase)
    found = [_careful(one, tuple(owned[one.identity]), among) for one in summaries]
    found += [_careful(one, (one,), among) for one in lone]
    return tuple(found)


def _careful(course: Resource, phases: tuple[Resource, ...], among: Resources) -> CourseRead:
    try:
        return _course(course, phases, among)
    except (EntryError, KeyError, TypeError, ValueError, AttributeError) as error:
        return CourseRead(
            None,
            (
                f"The course {course.label} ({course.name}) cannot be understood: {error}. It takes part in no number: "
                "enter it from its letter.",
            ),
        )


def _course(course: Resource, phases: tuple[Resource, ...], among: Resources) -> CourseRead:
    if course.status in NOT_GIVEN:
        return CourseRead(None, (), (f"The course {course.label} is “{course.status}”: it was not given, and counts "
                                     "for nothing.",))  # fmt: skip
    given = [one for one in phases if one.status not in NOT_GIVEN]
    read = [_phase(one, among) for one in given]
    whole = volume_doses(course, among) if course.level == "course" else ()
    refuse_negative(whole)
    compared = _against_summary(course, whole, read) if read else _CourseOnly(*_of_summary(course, whole))
    told = list(compared.phases)
    if not told:
        raise EntryError("it states no dose that was delivered or planned")
    letter = _letter(course, tuple(one.said for one in told))
    remarks = [sentence for one in told for sentence in one.remarks]
    remarks += [*_metrics(course, whole, read), *_sessions(course, letter), *_open(course, given, among)]
    asked = [*compared.asked, *(sentence for one in told for sentence in one.asked)]
    exact = exact_letter(course, letter)
    return CourseRead(
        exact or letter, tuple(asked), (*compared.remarks, *remarks), _plan_uids(given, among), letter.reirradiation
    )


def _phase(phase: Resource, among: Resources) -> _PhaseRead:
    doses, number = volume_doses(phase, among), fractions_stated(phase)
    refuse_negative(doses)
    plan = next((one for one in among.referred(phase, "basedOn") if one.level in ("phase", "plan")), None)
    planned = None if plan is None else most(volume_doses(plan, among))
    planned_number = None if plan is None else fractions_stated(plan)
    best = most(doses)
    said, remarks = _told(phase.label, best, number, planned, planned_number)
    said = replace(said, start=_day(phase, "start"), end=_day(phase, "end"))
    if best is not None and best.at_a_point:
        remarks += (
            f"The dose of {phase.label} is stated at a point ({best.label}): other points may have received more.",
        )
    return _PhaseRead(said, doses, (), remarks)


def _told(
    label: str, best: VolumeDose | None, number: int | None, planned: VolumeDose | None, planned_number: int | None
) -> tuple[LetterPhase, tuple[str, ...]]:
    """The phase: what was planned and how many fractions of it were given, where that gives the stated dose."""
    total_gy = None if best is None else best.total_gy
    planned_gy = None if planned is None else planned.total_gy
    nothing = number == 0 or total_gy == 0
    if planned_gy and (nothing or total_gy is None):
        said = LetterPhase(label, planned_gy, planned_number, 0 if nothing else number)
        unsaid = f"What dose {label} delivered is not stated: what was planned ({planned_gy:g} Gy) bounds it."
        return said, () if nothing else (unsaid,)
    if not total_gy:
        raise EntryError(f"its phase {label} states no dose")
    shares = planned_gy and planned_number and number is not None
    if shares and isclose(total_gy, planned_gy * number / planned_number, abs_tol=_SAME_GY):  # type: ignore[operator]
        return LetterPhase(label, planned_gy or 0.0, planned_number, number), ()
    remark = (
        f"{label} delivered {total_gy:g} Gy in {number}, which is no share of the {planned_gy or 0.0:g} Gy planned in "
        f"{planned_number}; what was delivered counts."
    )
    return LetterPhase(label, total_gy, number, number), (remark,) if shares else ()


@dataclass(frozen=True, slots=True)
class _CourseOnly:
    phases: tuple[_PhaseRead, ...]
    asked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def _of_summary(
    course: Resource, whole: Sequence[VolumeDose]
) -> tuple[tuple[_PhaseRead, ...], tuple[str, ...], tuple[str, ...]]:
    """A course without phases: one phase where all volumes had the same fractions, else one for each volume."""
    known = [one for one in whole if one.total_gy]
    uneven = [one.label for one in known if one.uniform is False]
    if uneven:
        top = most(known)
        assert top is not None and top.total_gy is not None, "there is a volume of uneven fractions"
        sentence = (
            f"{course.label}: fractions of different sizes were given ({', '.join(uneven)}) and no phases are stated, "
            "so nothing bounds the EQD2 of this course. Enter each phase with its own fractions."
        )
        total_gy = sum(one.total_gy or 0.0 for one in known)
        return (_PhaseRead(LetterPhase(course.label, total_gy), ()),), (sentence,), ()
    numbers = {one.fractions for one in known}
    if len(numbers) < 2:
        top = most(known)
        one = (
            ()
            if top is None
            else (_PhaseRead(LetterPhase(course.label, top.total_gy or 0.0, top.fractions, top.fractions), ()),)
        )
        return one, (), ()
    remark = (
        f"{course.label} states volumes with different numbers of fractions and no phases: each volume counts as a "
        "phase, which is the most that tissue in all of them could have received."
    )
    apart = [LetterPhase(one.label, one.total_gy or 0.0, one.fractions, one.fractions) for one in known]
    return tuple(_PhaseRead(one, ()) for one in apart), (), (remark,)


def _against_summary(course: Resource, whole: Sequence[VolumeDose], read: Sequence[_PhaseRead]) -> _CourseOnly:
    """The phases, with what the summary has beyond them: a part of which no phase tells is never left out."""
    missing_gy, asked, remarks = 0.0, [], []
    for volume in whole:
        parts = [one.total_gy or 0.0 for phase in read for one in phase.doses if one.volume == volume.volume]
        if volume.total_gy is None:
            continue
        left_gy = volume.total_gy - sum(parts)
        if left_gy > _SAME_GY:
            missing_gy = max(missing_gy, round(left_gy, 9))
        elif left_gy < -_SAME_GY:
            remarks.append(
                f"{course.label}: the summary states {volume.total_gy:g} Gy to {volume.label}, its phases "
                f"{sum(parts):g} Gy; the phases count."
            )
        if volume.uniform is False and len(parts) == 1:
            asked.append(
                f"{course.label}: the fractions to {volume.label} were of different sizes, but one phase only is "
                "stated: its EQD2 may be higher than shown. Ask for the phases."
            )
    phases = tuple(read)
    if missing_gy:
        asked.append(
            f"{course.label}: {missing_gy:g} Gy of the summary are in none of its phases; in how many fractions they "
            "were given is not stated, so nothing bounds the EQD2 of this course. Enter them."
        )
        phases += (_PhaseRead(LetterPhase("not told by any phase", missing_gy), ()),)
    return _CourseOnly(phases, tuple(asked), tuple(remarks))


def _letter(course: Resource, phases: tuple[LetterPhase, ...]) -> LetterCourse:
    changed = partial_date(course.meta.get("lastUpdated"))
    document = LetterDocument(
        f"FHIR bundle {course.path.name}", "" if changed is None else changed.iso, kind=DocumentKind.FHIR_BUNDLE
    )
    total_gy, fractions, delivered = sums_of(phases)
    again = extension_value(course.body, "codexrt-radiotherapy-course-involves-reirradiation")
    version = f", version {course.meta['versionId']}" if "versionId" in course.meta else ""
    sites = [concept_text(one) for one in course.body.get("bodySite") or ()]
    return LetterCourse(
        f"fhir {'/'.join(course.identity[1:])}", document, total_gy, fractions, delivered, label=course.label,
        site=", ".join(dict.fromkeys(one for one in sites if one)),
        start=_day(course, "start"), end=_day(course, "end"),
        entered_by=f"import of {course.name}{version}", note=note_of(course),
        phases=phases if len(phases) > 1 else (), unbounded=unbounded_because(course, delivered),
        reirradiation=again if isinstance(again, bool) else None,
    )  # fmt: skip


def _day(resource: Resource, end: str) -> str:
    period = resource.body.get("performedPeriod")
    said = period.get(end) if period else resource.body.get("performedDateTime")
    found = partial_date(said)
    return exact_date(resource, end) if found is None else found.iso


def _metrics(course: Resource, whole: Sequence[VolumeDose], read: Sequence[_PhaseRead]) -> list[str]:
    """Every stated biological dose, recomputed; of a course in several phases phase by phase."""
    said = []
    for volume in whole:
        of_phases = [part_of(one) for phase in read for one in phase.doses if one.volume == volume.volume]
        own = part_of(volume)
        parts = of_phases if of_phases and None not in of_phases else [own]
        said += _checked(course, volume, [one for one in parts if one is not None])
    for phase in read:
        for volume in phase.doses:
            own = part_of(volume)
            said += _checked(course, volume, [] if own is None else [own])
    return list(dict.fromkeys(said))


def _checked(course: Resource, volume: VolumeDose, parts: Sequence[object]) -> list[str]:
    found = [recomputed(stated_gy, unit, parts) for stated_gy, unit in volume.metrics]  # type: ignore[arg-type]
    return [f"{course.label}: the dose to {volume.label} {one}" for one in found if one]


def _sessions(course: Resource, letter: LetterCourse) -> list[str]:
    sessions = count(extension_value(course.body, "mcode-radiotherapy-sessions"))
    given = letter.delivered_fractions
    if sessions is None or given is None or sessions <= given:
        return []
    return [
        f"{course.label} states {sessions} sessions, but {given} fractions; the fractions count. Check which is right."
    ]


def _open(course: Resource, phases: Sequence[Resource], among: Resources) -> list[str]:
    """That the course goes on, and what of it was planned and not begun."""
    begun = {one.label for one in phases}
    basis = {one.identity for one in among.referred(course, "basedOn")}
    planned: dict[str, str] = {}
    for one in among.of("ServiceRequest", "phase"):
        belongs = any(parent.identity in basis for parent in among.referred(one, "basedOn"))
        dose = most(volume_doses(one, among)) if belongs and one.label not in begun else None
        if dose is not None:
            planned[one.label] = f"{one.label} ({dose.total_gy:g} Gy in {fractions_stated(one) or 'an unknown number'})"
    said = []
    if course.status in ("in-progress", "on-hold"):
        said.append(f"The course {course.label} is “{course.status}”: what was delivered so far counts, and no more.")
    if planned and phases:
        said.append(f"{course.label}: planned and, by these files, not begun: {', '.join(planned.values())}. It counts "
                    "for nothing.")  # fmt: skip
    return said


def _plan_uids(phases: Sequence[Resource], among: Resources) -> frozenset[str]:
    """SOP Instance UIDs of the plans that a course was treated by: DICOM files of them are the same course."""
    there = {one.identity for one in phases}
    plans = [
        one for one in among.of("Procedure", "plan")
        if any(parent.identity in there for parent in among.referred(one, "partOf"))
    ]  # fmt: skip
    basis = [request for one in plans for request in among.referred(one, "basedOn")]
    found = set()
    for one in (*plans, *basis):
        reference = one.body.get("extension") or ()
        found |= {
            str(extension_value(said, "instanceUid"))
            for said in reference
            if isinstance(said, dict) and str(said.get("url", "")).endswith("codexrt-dicom-reference")
        }
    return frozenset(uid for uid in found if uid != "None")


def planned_only(among: Resources, given: Sequence[CourseRead]) -> tuple[str, ...]:
    """Courses of which only a plan or prescription is there: they count for nothing, and that is said."""
    basis = {parent.identity for one in among.of("Procedure", "course") for parent in among.referred(one, "basedOn")}
    labels = {read.letter.label for read in given if read.letter is not None}
    found = []
    for one in among.of("ServiceRequest", "course"):
        dose = most(volume_doses(one, among)) if one.identity not in basis and one.label not in labels else None
        if dose is not None:
            found.append(
                f"The course {one.label} is planned ({dose.total_gy:g} Gy in {dose.fractions or 'an unknown number'}), "
                "and nothing says that it was given: it counts for nothing."
            )
    return tuple(dict.fromkeys(found))
