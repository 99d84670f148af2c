"""What was found, how it was linked into courses, and what is missing or contradictory: in plain sentences."""

from collections.abc import Iterable, Sequence
from datetime import date

from reirrad_gui.case.case import Case
from reirrad_gui.case.course import Course, Phase
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.dicom.saying import counted
from reirrad_gui.patient.event_checks import Span, course_remarks
from reirrad_gui.patient.events import Event, Extent
from reirrad_gui.patient.origins import DicomObject


def check_report(cases: Sequence[Case]) -> tuple[str, ...]:
    """The report as lines of text, patient by patient; what concerns all patients is said once, at the end."""
    shared = _shared_sentences(cases)
    lines: list[str] = []
    for case in cases:
        lines += _patient(case, shared)
    if shared and len(cases) > 1:
        lines += ["", "For all patients:", *(f"  - {sentence}" for sentence in shared)]
    return tuple(lines)


def _shared_sentences(cases: Sequence[Case]) -> tuple[str, ...]:
    if len(cases) < 2:
        return ()
    said = [[problem.sentence for problem in case.problems] for case in cases]
    return tuple(sentence for sentence in dict.fromkeys(said[0]) if all(sentence in others for others in said))


def _patient(case: Case, shared: Sequence[str]) -> list[str]:
    who = case.patient
    born = f", born {who.birth_date}" if who.birth_date else ""
    found = (
        counted(len(case.courses), "course"),
        counted(len(case.structure_sets), "structure set"),
        counted(len(case.series), "image series", "image series"),
        counted(len(case.registrations), "registration"),
    )
    lines = [f"Patient {who.shown_name}, ID {who.patient_id or 'not stated'}{born}"]
    lines.append(f"  {', '.join(found)}; {counted(len(case.files), 'file')} used.")
    for number, course in enumerate(case.courses, start=1):
        lines += _course(number, course, case)
    for drawn in case.structure_sets:
        lines.append(f"  Structures {drawn.label or 'without a label'}: {counted(len(drawn.structures), 'structure')}.")
    lines += [_series(series) for series in case.series]
    lines += _history(case)
    for link in case.registrations:
        frames = f"from frame …{link.from_frame_uid[-12:]} to frame …{link.to_frame_uid[-12:]}"
        lines.append(f"  Registration {link.source}, {frames}: not approved yet.")
    own = [problem for problem in case.problems if problem.sentence not in shared]
    lines += _listed("Not usable, missing or contradictory:", (p.sentence for p in own if p.blocking))
    lines += _listed("To know:", (p.sentence for p in own if not p.blocking))
    return lines


def _course(number: int, course: Course, case: Case) -> list[str]:
    site = f", {course.site}" if course.site else ""
    lines = [f"  Course {number}: {course.label}{site}; start {course.start.text}, end {course.end.text}."]
    for phase in course.phases:
        lines += [f"    {_phase(phase)}", *(f"      {said}" for said in _on_record(phase))]
    if course.letter is not None:
        return lines + [f"    - {sentence}" for sentence in _letter(course, course.letter)]
    drawn = case.structure_set(course.structure_set_uid)
    series = case.image_series(course.series_uid)
    lines.append(
        f"    Structures: {(drawn.label or 'without a label') if drawn else 'none found'}; images: "
        f"{_name(series) if series else 'none found'}."
    )
    said = [*(sentence for phase in course.phases for sentence in phase.asked), *course.problems]
    if course.not_stated:
        said.append(f"Not stated: {', '.join(course.not_stated)}.")
    return lines + [f"    - {sentence}" for sentence in said]


def _letter(course: Course, letter: LetterCourse) -> list[str]:
    """Where a course known only from a letter is written, and what was entered of it."""
    reached = ", ".join(letter.reached) if letter.reached else "not stated, so every organ may have been"
    said = [
        f"Known only from a {letter.kind}: {letter.document.text}; {letter.entry_text}.",
        f"It counts as an upper bound: {letter.bound_text}. Organs it may have reached: {reached}.",
        *(sentence for phase in course.phases for sentence in phase.asked),
    ]
    said += [f"Note: {letter.note}"] if letter.note else []
    return [*said, *([f"Not stated: {', '.join(course.not_stated)}."] if course.not_stated else [])]


def _phase(phase: Phase) -> str:
    dose = f"{phase.prescribed_gy:g} Gy" if phase.prescribed_gy is not None else "prescription not known"
    planned = "number of fractions not known"
    if phase.planned_fractions:
        planned = f"{counted(phase.planned_fractions, 'fraction')} planned"
    delivered = f", {phase.delivered_fractions} delivered" if phase.delivered_fractions is not None else ""
    if phase.without_dose:
        summed = "no dose at any point: it takes part by its prescription only"
    elif phase.doses:
        files = ", ".join(source.file.shown_as for source in phase.doses)
        summed = (
            (f"dose from {files}")
            if len(phase.doses) == 1
            else f"dose is the sum of {len(phase.doses)} beams ({files})"
        )
    else:
        takes_part = "its prescription only" if phase.prescribed_gy is not None else "nothing until its dose is entered"
        summed = f"no usable dose: it takes part by {takes_part}"
    return f"{phase.label}: {dose}, {planned}{delivered}; {summed}."


def _on_record(phase: Phase) -> list[str]:
    """The fractions on record with their days, and what is odd about them."""
    if not phase.delivery.fractions:
        return []
    days = "; ".join(
        f"{one.name}, {one.when.text if one.when.known else 'date not stated'}" for one in phase.delivery.fractions
    )
    return [f"On record ({phase.fractions_text}): {days}.", *(f"- {fact}" for fact in phase.delivery.facts)]


def _history(case: Case) -> list[str]:
    """The events in order of time as far as it is known, with what sources contradict and leave out.

    Image series without a story have their own lines.
    """
    told = [event for event in case.events if not isinstance(event.origin, DicomObject)]
    if not told:
        return []
    in_order = sorted(told, key=lambda event: event.start.first_day or event.start.last_day or date.max)
    lines = ["  History:", *(f"    {_event(event)}" for event in in_order)]
    spans = tuple(Span(f"Course {number}", course.start) for number, course in enumerate(case.courses, start=1))
    lines += [f"    - {remark.sentence}" for remark in course_remarks(case.events, spans)]
    return lines + [f"    - Sources contradict: {one.number}. {one.title}: {one.text}" for one in case.contradictions]


def _event(event: Event) -> str:
    until = {Extent.STATED: f" to {event.end.text}", Extent.OPEN: ", end not stated"}.get(event.extent, "")
    differ = " (sources differ)" if event.differing else ""
    unsaid = f" Not stated: {', '.join(event.not_stated)}." if event.not_stated else ""
    return f"{event.start.text}{until}{differ}: {event.title} [{event.lane.value}].{unsaid}"


def _series(series: ImageSeries) -> str:
    extra = f" {series.unusable}" if series.unusable else ""
    return f"  Images {_name(series)}: {counted(len(series.files), 'file')}, {series.when.text}.{extra}"


def _name(series: ImageSeries) -> str:
    return f"{series.modality} “{series.description}”" if series.description else series.modality


def _listed(title: str, sentences: Iterable[str]) -> list[str]:
    said = [f"    - {sentence}" for sentence in dict.fromkeys(sentences)]
    return [f"  {title}", *said] if said else []
