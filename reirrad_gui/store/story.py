"""Story files (`*.reirrad.json`): what documents say about a patient beyond DICOM, with partial dates and sources.

A story is data beside the DICOM files of one patient. It never overrides what a file states: it adds events, and dates
and sites to courses that it names by their plan label. An event may carry typed values ("facts", "sites", "origin",
"entered", "alternatives", "wording", in the form of `patient.events_json`); without them its kind says what it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reirrad_gui.case import NOTHING_STATED, Case, Course, Problem, SourceFile
from reirrad_gui.errors import CaseFileError, EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import Contradiction, Event, Extent, Lane
from reirrad_gui.patient.events_json import typed_fields
from reirrad_gui.patient.facts import facts_of_kind

SCHEMA = "reirrad-gui/story/1"
SUFFIX = ".reirrad.json"


@dataclass(frozen=True, slots=True)
class StoryCourse:
    """What a story says of one course, found by the labels of its plans."""

    plan_labels: tuple[str, ...]
    label: str
    site: str
    start: When
    end: When
    not_stated: tuple[str, ...]
    fraction_interval_days: int | None
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One story file, read."""

    file: SourceFile
    patient_id: str
    synthetic: tuple[str, ...]
    events: tuple[tuple[Event, str | None], ...]
    courses: tuple[StoryCourse, ...]
    contradictions: tuple[Contradiction, ...]


def read_story(path: Path) -> Story:
    """Read one story file.

    Raises
    ------
    CaseFileError
        Not JSON, another schema, or a field that cannot be understood; the sentence names file and field.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CaseFileError(
            f"The story file {path.name} cannot be read ({error}); its events are not shown."
        ) from error
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise CaseFileError(
            f"{path.name} is not a story file of this program (schema {SCHEMA}); its events are not shown."
        )
    try:
        return _story(path, said)
    except CaseFileError as error:
        raise CaseFileError(
            f"The story file {path.name} cannot be understood: {error} Its events are not shown."
        ) from error
    except (KeyError, TypeError, ValueError, EntryError, AttributeError) as error:
        raise CaseFileError(
            f"The story file {path.name} has a field that cannot be understood ({type(error).__name__}: {error}); "
            "its events are not shown. Correct the file and open it again."
        ) from error


def _story(path: Path, said: Mapping[str, Any]) -> Story:
    contradictions = {
        int(c["number"]): Contradiction(int(c["number"]), str(c["title"]), str(c["text"]), str(c["shown_as"]))
        for c in said.get("contradictions", [])
    }
    return Story(
        SourceFile(path, path.name),
        str(said.get("patient_id", "")),
        tuple(str(s) for s in said.get("synthetic", [])),
        tuple((_event(e, contradictions), e.get("series_description")) for e in said.get("events", [])),
        tuple(_course(c, contradictions) for c in said.get("courses", [])),
        tuple(contradictions.values()),
    )


def _event(said: Mapping[str, Any], contradictions: Mapping[int, Contradiction]) -> Event:
    event = Event(
        uid=str(said["id"]),
        lane=Lane(said["lane"]),
        kind=str(said["kind"]),
        title=str(said["title"]),
        start=_when(said.get("start", [])),
        end=_when(said.get("end", [])),
        extent=Extent(said.get("end_known", "point")),
        detail=str(said.get("detail", "")),
        not_stated=tuple(str(s) for s in said.get("not_stated", [])),
        source=str(said.get("source", "")),
        synthetic=bool(said.get("synthetic", False)),
        contradictions=_carried(said, contradictions),
        facts=facts_of_kind(str(said["kind"])),
    )
    return replace(event, **typed_fields(said, event.uid))


def _carried(said: Mapping[str, Any], contradictions: Mapping[int, Contradiction]) -> tuple[Contradiction, ...]:
    return tuple(contradictions[int(number)] for number in said.get("contradictions", []))


def _course(said: Mapping[str, Any], contradictions: Mapping[int, Contradiction]) -> StoryCourse:
    interval = said.get("fraction_interval_days")
    return StoryCourse(
        tuple(str(label) for label in said["plan_labels"]),
        str(said.get("label", "")),
        str(said.get("site", "")),
        _when(said.get("start", [])),
        _when(said.get("end", [])),
        tuple(str(s) for s in said.get("not_stated", [])),
        None if interval is None else int(interval),
        _carried(said, contradictions),
    )


def _when(said: Sequence[Mapping[str, Any]]) -> When:
    return When(tuple(_stated(entry) for entry in said))


def _stated(said: Mapping[str, Any]) -> StatedDate:
    earliest, latest = said.get("earliest"), said.get("latest")
    return StatedDate(
        None if earliest is None else PartialDate.parse(str(earliest)),
        None if latest is None else PartialDate.parse(str(latest)),
        str(said["source"]),
        str(said.get("derived", "")),
    )


def with_story(case: Case, story: Story) -> Case:
    """The case with the story's events, and its dates and sites on the courses it names.

    A story of another patient ID is not used; the returned case says so. Dates that DICOM gives stay and stand beside
    the story's, each with its source.
    """
    if story.patient_id and case.patient.patient_id and story.patient_id != case.patient.patient_id:
        sentence = (
            f"The story file {story.file.shown_as} belongs to patient {story.patient_id}, the DICOM files to "
            f"{case.patient.patient_id}: its events are not shown. Keep one patient in a folder."
        )
        return replace(case, problems=(*case.problems, Problem(sentence, (story.file,))))
    courses, unmatched = _dated_courses(case, story)
    events = tuple(replace(e, series_uid=_series_uid(case, described)) for e, described in story.events)
    taken = {e.series_uid for e in events if e.series_uid}
    kept = tuple(e for e in case.events if e.series_uid not in taken)
    problems = tuple(
        Problem(
            f"The story file names a course with plan {' or '.join(c.plan_labels)} that is not among the files; "
            "its dose takes no part in any number. Add its files, or enter it by hand.",
            (story.file,),
            blocking=False,
        )
        for c in unmatched
    )
    return replace(
        case,
        courses=in_time_order(courses),
        events=(*kept, *events),
        contradictions=(*case.contradictions, *story.contradictions),
        synthetic=(*case.synthetic, *story.synthetic),
        problems=(*case.problems, *problems),
        files=(*case.files, story.file),
    )


def _dated_courses(case: Case, story: Story) -> tuple[tuple[Course, ...], tuple[StoryCourse, ...]]:
    unmatched = list(story.courses)
    dated = []
    for course in case.courses:
        labels = {phase.label for phase in course.phases}
        said = next((s for s in unmatched if labels & set(s.plan_labels)), None)
        if said is None:
            dated.append(course)
            continue
        unmatched.remove(said)
        dated.append(
            replace(
                course,
                label=said.label or course.label,
                site=said.site or course.site,
                start=When((*course.start.stated, *said.start.stated)),
                end=When((*course.end.stated, *said.end.stated)),
                not_stated=_left_open(course, said),
                fraction_interval_days=said.fraction_interval_days or course.fraction_interval_days,
                synthetic=bool(story.synthetic),
                contradictions=(*course.contradictions, *said.contradictions),
            )
        )
    return tuple(dated), tuple(unmatched)


def _left_open(course: Course, said: StoryCourse) -> tuple[str, ...]:
    """What neither the files nor the story say: a date that only one side bounds is still not stated."""
    answered = (
        said.start.first_day is not None and said.start.last_day is not None,
        said.end.last_day is not None,
        False,
        bool(said.site),
    )
    now_known = {what for what, known in zip(NOTHING_STATED, answered, strict=True) if known}
    return tuple(dict.fromkeys((*(what for what in course.not_stated if what not in now_known), *said.not_stated)))


def _series_uid(case: Case, description: str | None) -> str | None:
    if not description:
        return None
    return next((s.uid for s in case.series if s.description == description), None)


def in_time_order(courses: Sequence[Course]) -> tuple[Course, ...]:
    """Courses by the first day they may have started; those without any date keep their place at the end."""
    dated = [c for c in courses if c.start.first_day is not None]
    undated = [c for c in courses if c.start.first_day is None]
    return (*sorted(dated, key=lambda c: (c.start.first_day, c.start.last_day is None, c.start.last_day)), *undated)
