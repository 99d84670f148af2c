"""Bundles beside DICOM files of the same patient, or alone: their courses and events in a case."""

from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.case import Case, Course, Problem
from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.store.fhir.courses import CourseRead
from reirrad_gui.store.fhir.patients import FhirCase


def with_bundles(cases: Sequence[Case], found: Sequence[FhirCase]) -> tuple[Case, ...]:
    """The cases with what bundles tell of their patients; a patient of whom only bundles tell is a case, too."""
    joined = list(cases)
    for one in found:
        own = [at for at, case in enumerate(joined) if _same_patient(case.patient, one.patient)]
        if own:
            for at in own:
                joined[at] = _with_bundle(joined[at], one)
        else:
            joined.append(_with_bundle(Case(one.patient), one))
    return tuple(joined)


def _same_patient(one: PatientIdentity, other: PatientIdentity) -> bool:
    """Nothing contradicts, and the ID, the whole name and birth date, or all that is stated is the same."""
    if one.differs_from(other):
        return False
    same_id = bool(one.patient_id) and one.patient_id == other.patient_id
    named = bool(one.name and one.birth_date) and (one.name, one.birth_date) == (other.name, other.birth_date)
    return same_id or named or one == other


def _with_bundle(case: Case, found: FhirCase) -> Case:
    """What a bundle says is no edit: it is read again."""
    problems = [*case.problems, *found.problems]
    edits = case.edits
    for read in found.courses:
        if read.letter is None:
            continue
        twin = _twin(case, read)
        if twin is not None:
            said = (
                f"The course {read.letter.label} of the FHIR bundle is here as DICOM ({twin.label}): the DICOM files "
                "count, the bundle's course does not count again."
            )
            problems.append(Problem(said, found.files, blocking=False))
            continue
        problems += [Problem(said, found.files, blocking=False) for said in _maybe_twice(case, read)]
        try:
            case = with_letter(case, read.letter)
        except EntryError as error:
            problems.append(Problem(f"{read.letter.document.text}: {error}", found.files))
    there = {event.uid for event in case.events}
    events = (*case.events, *(event for event in found.events if event.uid not in there))
    return replace(case, events=events, problems=tuple(problems), files=(*case.files, *found.files), edits=edits)


def _twin(case: Case, read: CourseRead) -> Course | None:
    """The course from DICOM whose plan the bundle names, or which this program wrote into the bundle."""
    written = "" if read.letter is None else read.letter.uid.removeprefix("fhir course/")
    for course in case.courses:
        if course.letter is None and course.uid == written:
            return course
        uids = {phase.plan.sop_instance_uid for phase in course.phases if phase.plan is not None}
        if uids & read.plan_uids:
            return course
    return None


def _maybe_twice(case: Case, read: CourseRead) -> list[str]:
    """That a course from DICOM may be the same one: both count until somebody says so."""
    letter = read.letter
    assert letter is not None, "only courses that were understood are compared"
    first, last = letter.starts.first_day, letter.ends.last_day or letter.starts.last_day
    said = []
    for course in case.courses:
        begin, end = course.start.first_day, course.end.last_day or course.start.last_day
        if course.letter is None and first and last and begin and end and first <= end and begin <= last:
            said.append(
                f"{letter.label} of the FHIR bundle and {course.label} from DICOM lie in the same days: if they are "
                "one course, it counts twice. Remove the bundle's course then."
            )
    return said
