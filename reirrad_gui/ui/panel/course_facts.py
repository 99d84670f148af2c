"""The courses side by side: one line per fact, one cell per course, nothing filled in that nobody stated. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import When
from reirrad_gui.session.assessment import CourseSummary
from reirrad_gui.ui.notices.rows import Asked, asked_for
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning, Section
from reirrad_gui.ui.panel.typed import typed_words

if TYPE_CHECKING:
    from reirrad_gui.session import Session

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Told:
    """One cell: what is known, and from where or why not; one that `is_name` has no words of the program."""

    text: str
    source: str = ""
    meaning: Meaning = NO_MEANING
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: its label, and what is known for each course."""

    label: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """Names of the courses, their facts, and for each course the numbers somebody has to supply; what people typed."""

    names: tuple[str, ...]
    facts: tuple[Fact, ...]
    asked: tuple[tuple[Asked, ...], ...]
    typed: tuple[str, ...] = ()


def course_facts(session: "Session") -> CourseFacts:
    """Everything known of every course."""
    assessment = session.assessment
    courses = assessment.courses
    open_questions = asked_for(session)
    asked = tuple(
        tuple(one for one in open_questions if one.phase_uid in {phase.uid for phase in summary.course.phases})
        for summary in courses
    )
    intervals = (Told("–"), *(Told(f"{gap.text} after course {i}") for i, gap in enumerate(assessment.gaps, 1)))
    facts = (
        Fact("Prescription", tuple(_prescription(c) for c in courses)),
        Fact("Fractions", tuple(_figure(c.fractions) for c in courses)),
        Fact("Per fraction", tuple(_figure(c.dose_per_fraction) for c in courses)),
        Fact("From", tuple(_when(c.course.start) for c in courses)),
        Fact("To", tuple(_when(c.course.end) for c in courses)),
        Fact("Interval", intervals[: len(courses)]),
        Fact("Site", tuple(Told(c.course.site or NOT_STATED, is_name=bool(c.course.site)) for c in courses)),
        Fact("Maximum", tuple(_maximum(c) for c in courses)),
        Fact("Registration", tuple(Told(c.link_text) for c in courses)),
        Fact("Not stated", tuple(Told(", ".join(c.course.not_stated) or "–") for c in courses)),
        Fact("Problems", tuple(Told("\n".join(_problems(c)) or "none") for c in courses)),
    )
    return CourseFacts(
        tuple(_name(c) for c in courses),
        (*facts[:2], *on_record(courses), *facts[2:-2], *_letters(courses), *facts[-2:]),
        asked,
        typed_words(assessment),
    )


def on_record(courses: Sequence[CourseSummary]) -> tuple[Fact, ...]:
    """What treatment records tell of single fractions: days, parts and pauses; nothing where there are none."""
    told = []
    for summary in courses:
        phases = [phase for phase in summary.course.phases if phase.delivery.fractions]
        lines = [line for phase in phases for line in (f"{phase.fractions_text}.", *phase.delivery.facts)]
        told.append(Told("\n".join(lines) or NOT_STATED))
    return (Fact("On record", tuple(told)),) if any(one.text != NOT_STATED for one in told) else ()


def _letters(courses: Sequence[CourseSummary]) -> tuple[Fact, ...]:
    """Where courses known only from letters are written, what they reached and who entered it; nothing without one."""
    letters = [c.course.letter for c in courses]
    if not any(letters):
        return ()
    files = Told("DICOM files")
    return (
        Fact("Known from", tuple(files if one is None else Told(one.document.text, one.entry_text) for one in letters)),
        Fact("Bound", tuple(Told("–") if one is None else Told(one.bound_text) for one in letters)),
        Fact("Reached", tuple(Told("–") if one is None else _reached(one) for one in letters)),
        Fact("Entry", tuple(Told("–") if one is None else Told(_entry(one)) for one in letters)),
    )


def _reached(letter: LetterCourse) -> Told:
    if letter.reached is None:
        return Told("not stated: may have reached every organ")
    return Told(f"may have reached {', '.join(letter.reached)}; no other organ, by this entry")


def _entry(letter: LetterCourse) -> str:
    return f"{letter.entry_text}. {letter.note.strip()}".strip() if letter.note.strip() else letter.entry_text


def _name(summary: CourseSummary) -> str:
    if summary.course.letter is not None:
        return f"{summary.name} · {summary.course.letter.kind}"
    return f"{summary.name} · synthetic" if summary.course.synthetic else summary.name


def _prescription(summary: CourseSummary) -> Told:
    numbers = Meaning((summary.prescribed, summary.fractions), Section.FRACTIONS)
    return Told(summary.prescription_text, summary.prescribed.source, numbers)


def _figure(figure: Figure) -> Told:
    meaning = Meaning((figure,), Section.FRACTIONS)
    if figure.value is None:
        return Told(f"– ({figure.reason})", figure.source, meaning)
    return Told(figure.text, figure.source, meaning)


def _maximum(summary: CourseSummary) -> Told:
    told = _figure(summary.dose_max)
    return Told(
        f"{told.text}, {summary.dose_quantity}" if summary.dose_max.value is not None else told.text,
        told.source,
        told.meaning,
    )


def _when(when: When) -> Told:
    mark = " ▲ sources differ" if when.conflicting else ""
    return Told(f"{when.text}{mark}", "; ".join(when.sources))


def _problems(summary: CourseSummary) -> tuple[str, ...]:
    return tuple(dict.fromkeys(summary.problems))
