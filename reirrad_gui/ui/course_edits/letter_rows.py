"""What the form of a letter's course holds, echoes and becomes. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reirrad_gui.case.from_letters import letter_courses, new_uid, with_changed_letter, with_letter, without_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument, canonical_organ
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.entered_dates import stated_date, understood
from reirrad_gui.patient.name_table import name_table
from reirrad_gui.patient.name_words import key

if TYPE_CHECKING:
    from reirrad_gui.case import Case
    from reirrad_gui.session import Session

NO_LETTER = "No course of this patient is known from a letter."
NOT_STATED = "not stated"
HERE = "drawn here"


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """The form's fields as they stand; `reached` None: the letter does not say."""

    title: str = ""
    written: str = ""
    author: str = ""
    label: str = ""
    site: str = ""
    total_gy: float | None = None
    fractions: int | None = None
    delivered: int | None = None
    maximum_percent: float = 100.0
    start: str = ""
    end: str = ""
    reached: tuple[str, ...] | None = None
    entered_by: str = ""
    note: str = ""

    def letter(self, uid: str, today: str) -> LetterCourse:
        """The course of these fields; EntryError with a sentence for what cannot be meant."""
        document = LetterDocument(self.title.strip(), self.written.strip(), self.author.strip())
        return LetterCourse(
            uid, document, self.total_gy, self.fractions, self.delivered, self.reached, self.maximum_percent,
            self.label.strip(), self.site.strip(), self.start.strip(), self.end.strip(), self.entered_by.strip(),
            today, self.note.strip(),
        )  # fmt: skip


def entry_of(letter: LetterCourse) -> LetterEntry:
    """The fields of a course entered before."""
    document = letter.document
    return LetterEntry(
        document.title, document.written, document.author, letter.label, letter.site, letter.total_gy,
        letter.fractions, letter.delivered_fractions, letter.maximum_percent, letter.start, letter.end, letter.reached,
        letter.entered_by, letter.note,
    )  # fmt: skip


def date_echo(written: str) -> tuple[str, bool]:
    """What was understood of a date, and whether it was.

    >>> date_echo("2018"), date_echo("")
    (('any day of 2018', True), ('not stated', True))
    """
    if not written.strip():
        return NOT_STATED, True
    try:
        return understood(stated_date(written, "")), True
    except EntryError as error:
        return str(error), False


@dataclass(frozen=True, slots=True)
class OrganChoice:
    """One organ in the list; `detail` says where it is drawn in this case, if it is."""

    name: str
    detail: str = ""

    def matches(self, words: str) -> bool:
        """True where the organ is meant by what somebody typed, in any of its names."""
        typed = key(words)
        return not typed or typed in key(self.name) or self.name in _meant_by(words)


def organ_choices(session: "Session | None") -> tuple[OrganChoice, ...]:
    """The organs of the case first, then all of the table."""
    here = () if session is None else tuple(
        dict.fromkeys(o.canonical_name or o.suggested_name for o in session.assessment.organs if o.kind == "organ")
    )  # fmt: skip
    limited = () if session is None else tuple(dict.fromkeys(row.organ for row in session.assessment.rows))
    known = all_organs()
    first = [name for name in here if name in known]
    then = [name for name in limited if name in known and name not in first]
    rest = sorted((name for name in known if name not in first and name not in then), key=str.casefold)
    return (*(OrganChoice(name, HERE) for name in first), *(OrganChoice(name) for name in (*then, *rest)))


def all_organs() -> frozenset[str]:
    """Canonical names of the table's organs."""
    table = name_table()
    return frozenset(name for name in table.canonical if table.meanings[key(name)].kind == "organ")


def _meant_by(words: str) -> tuple[str, ...]:
    try:
        return (canonical_organ(words),)
    except EntryError:
        return ()


@dataclass(frozen=True, slots=True)
class LetterStep:
    """One labelled edit: the case it leads to."""

    label: str
    edit: "Callable[[Case], Case]"


def adding(entry: LetterEntry, today: str) -> LetterStep:
    """Adds what was entered; EntryError as `LetterEntry.letter`."""
    letter = entry.letter(new_uid(), today)
    return LetterStep(f"Add a course from a letter: {_short(letter)}", lambda now: with_letter(now, letter))


def changing(before: LetterCourse, entry: LetterEntry, today: str) -> LetterStep:
    """Corrects what was entered before; EntryError as `LetterEntry.letter`."""
    letter = entry.letter(before.uid, today)
    kind = replace(letter.document, kind=before.document.kind)
    letter = replace(letter, document=kind, reirradiation=before.reirradiation)
    if (letter.total_gy, letter.maximum_percent) == (before.total_gy, before.maximum_percent):
        letter = replace(letter, unbounded=before.unbounded)  # nobody has said yet what bounds it
    numbers = (before.total_gy, before.fractions, before.delivered_fractions)
    if (letter.total_gy, letter.fractions, letter.delivered_fractions) == numbers:
        letter = replace(letter, phases=before.phases)
    elif before.phases:
        raise EntryError(
            f"This course has {len(before.phases)} phases of different fraction sizes, which the form cannot change: "
            "leave dose and fractions as they are, or enter another course for each phase and remove this one."
        )
    return LetterStep(
        f"Change the course from a {letter.kind}: {_short(letter)}", lambda now: with_changed_letter(now, letter)
    )


def removing(letter: LetterCourse) -> LetterStep:
    """Takes a letter's course out."""
    return LetterStep(
        f"Remove the course from a {letter.kind}: {_short(letter)}", lambda now: without_letter(now, letter.uid)
    )


def _short(letter: LetterCourse) -> str:
    number = "?" if letter.fractions is None else f"{letter.fractions}"
    return f"{letter.total_gy:g} Gy / {number}, {letter.name}"


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """One course known from a letter, in a list."""

    letter: LetterCourse
    title: str
    detail: str

    @property
    def names(self) -> tuple[str, ...]:
        """What a person typed of it."""
        letter, document = self.letter, self.letter.document
        said = (letter.label, letter.site, document.title, document.author, letter.entered_by, letter.note)
        return tuple(text.strip() for text in said)


def letter_of_phase(session: "Session", phase_uid: str | None) -> LetterCourse | None:
    """The letter that tells of a phase; None for a phase of files."""
    for course in letter_courses(session.case):
        if phase_uid in {phase.uid for phase in course.phases}:
            return course.letter
    return None


def known_letters(session: "Session") -> tuple[KnownLetter, ...]:
    """The courses known from letters, as the views name them."""
    return tuple(
        KnownLetter(
            summary.course.letter,
            f"{summary.name} · {summary.prescription_text}",
            f"{summary.course.letter.name}; {summary.course.letter.document.text}; {summary.course.letter.entry_text}",
        )
        for summary in session.assessment.courses
        if summary.course.letter is not None
    )


def why_no_letters(session: "Session") -> str:
    """Why none can be changed or removed; empty where one can."""
    return "" if letter_courses(session.case) else NO_LETTER
