"""A course of which only a letter is left: what was prescribed, roughly when, and which organs it may have reached.

Such a course has no dose at any point. It takes part as an upper bound: nothing it may have reached can have received
more than its prescription, or than the maximum somebody entered for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reirrad_gui.case.shared_tissue import may_share_tissue
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.names import suggest_name

FIRST_YEAR = 1896
"""Nobody was irradiated before: X-rays were found in November 1895."""
MOST_FRACTIONS, MOST_GY = 100, 200.0
LEAST_PERCENT, MOST_PERCENT = 100.0, 200.0
ICRU_PERCENT = 107.0
"""The upper end of the homogeneity that ICRU 50 asks of a target: offered as a maximum, never imposed."""


class DocumentKind(StrEnum):
    """What kind of document tells of a course, in the word that is shown."""

    LETTER = "letter"
    FHIR_BUNDLE = "FHIR bundle"


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """Where it is written: what the document is, when it was written, by whom. Only the first must be known.

    Raises
    ------
    EntryError
        No title, or a date that is not understood.

    >>> LetterDocument("Discharge letter", "14.01.2013", "Dr. Example").text
    'Discharge letter of 14 Jan 2013, by Dr. Example'
    """

    title: str
    written: str = ""
    author: str = ""
    kind: DocumentKind = DocumentKind.LETTER

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise EntryError(
                "Say which document tells of this course (for example “Discharge letter”): every number that rests on "
                "it will name it."
            )
        self.date  # noqa: B018 - raises where it is not understood

    @property
    def date(self) -> When:
        """When it was written, as far as that is known."""
        return when_written(self.written, self.title, "The date of the document")

    @property
    def text(self) -> str:
        """Title, date and author in one line; what is not stated is left out."""
        date_text = f" of {self.date.text}" if self.date.known else ""
        return f"{self.title.strip()}{date_text}" + (f", by {self.author.strip()}" if self.author.strip() else "")


@dataclass(frozen=True, slots=True)
class LetterPhase:
    """One of several phases of a course: equal fractions of its own size, converted by themselves, never pooled.

    Parameters
    ----------
    total_gy : float, Gy
        Prescribed total of this phase.
    fractions, delivered_fractions : int or None
        As of a whole course: None, where it is not said.

    Raises
    ------
    EntryError
        A number that cannot be meant.

    >>> LetterPhase("Primary", 12.6, 7, 3).text
    'Primary: 3 of 7 fractions of 12.6 Gy'
    """

    label: str
    total_gy: float
    fractions: int | None = None
    delivered_fractions: int | None = None
    start: str = ""
    end: str = ""

    def __post_init__(self) -> None:
        _check_numbers(self.total_gy, self.fractions, self.delivered_fractions)

    @property
    def text(self) -> str:
        """Label, dose and fractions."""
        given = self.delivered_fractions
        if self.fractions is not None and given is not None and given != self.fractions:
            return f"{self.label}: {given} of {self.fractions} fractions of {self.total_gy:g} Gy"
        number = given if given is not None else self.fractions
        return f"{self.label}: {self.total_gy:g} Gy in {'an unknown number' if number is None else number}"


@dataclass(frozen=True, slots=True)
class LetterCourse:
    """One course of treatment as a letter tells it, entered by a person; of one phase unless `phases` says otherwise.

    Parameters
    ----------
    uid : str
        Stays the same when the entry is corrected.
    document : LetterDocument
    total_gy : float, Gy
        Prescribed total dose.
    fractions, delivered_fractions : int or None
        None: the letter does not say. Without any number of fractions nothing bounds the EQD2.
    reached : tuple of canonical names, or None
        Organs that the course may have reached; all others it did not, by this entry. None: not stated, so it may
        have reached every organ.
    maximum_percent : float, % of the prescription
        The most that any point received: 100 says that no hot spot lay above the prescription.
    start, end : str
        As written ("2018", "about March 2011"); empty: not stated.
    entered_by, entered_on : str
        Who entered it, and when (ISO date).
    phases : tuple of LetterPhase
        Where there are several, of different fraction sizes: then `total_gy` and the numbers of fractions are their
        sums (`sums_of`), and every EQD2 is that of each phase, added.
    unbounded : str
        Why the prescription bounds nothing, in a sentence (brachytherapy, particles): then no EQD2 is bounded.
    reirradiation : bool or None
        Whether the document states that the course irradiated again what was irradiated before; None: it does not say.

    Raises
    ------
    EntryError
        Something cannot be meant; the sentence says what and what to do.
    """

    uid: str
    document: LetterDocument
    total_gy: float | None
    fractions: int | None = None
    delivered_fractions: int | None = None
    reached: tuple[str, ...] | None = None
    maximum_percent: float = LEAST_PERCENT
    label: str = ""
    site: str = ""
    start: str = ""
    end: str = ""
    entered_by: str = ""
    entered_on: str = ""
    note: str = ""
    phases: tuple[LetterPhase, ...] = ()
    unbounded: str = ""
    reirradiation: bool | None = None

    def __post_init__(self) -> None:
        _check_dose(self)
        _check_phases(self)
        _check_organs(self.reached)
        _check_dates(self)
        if not self.entered_by.strip():
            raise EntryError("Say who enters this course: the results name the person beside what rests on the entry.")

    @property
    def name(self) -> str:
        """The label; else the site; else the document."""
        return self.label.strip() or self.site.strip() or self.document.title.strip()

    @property
    def kind(self) -> str:
        """What tells of it, in a word: "letter", "FHIR bundle"."""
        return self.document.kind.value

    @property
    def starts(self) -> When:
        """When it began, as far as the letter says."""
        return when_written(self.start, self.document.text, "The start")

    @property
    def ends(self) -> When:
        """When it ended, as far as the letter says."""
        return when_written(self.end, self.document.text, "The end")

    @property
    def entry_text(self) -> str:
        """Who entered it and when.

        >>> LetterCourse("1", LetterDocument("Letter"), 8.0, 1, entered_by="A. Reader").entry_text
        'entered by A. Reader'
        """
        on = f" on {self.entered_on}" if self.entered_on else ""
        return f"entered by {self.entered_by.strip()}{on}"

    @property
    def bound_text(self) -> str:
        """What bounds its dose, in words.

        >>> LetterCourse("1", LetterDocument("Letter"), 21.0, 3, entered_by="A. Reader").bound_text
        'at most its prescription of 21 Gy (100 %, no hot spot above it)'
        """
        if self.unbounded:
            return "an unknown dose: its prescription bounds nothing"
        whole = f"prescription of {self.total_gy:g} Gy"
        if self.phases:
            whole += f" in {len(self.phases)} phases ({'; '.join(phase.text for phase in self.phases)})"
        if self.maximum_percent == LEAST_PERCENT:
            return f"at most its {whole} (100 %, no hot spot above it)"
        return f"at most {self.maximum_percent:g} % of its {whole}, as entered"

    def may_have_reached(self, organ: str) -> bool:
        """False only for an organ that has no tissue in common with any that the letter names.

        >>> pelvis = LetterCourse("1", LetterDocument("Letter"), 21.0, 3, reached=("Bowel",), entered_by="A. Reader")
        >>> pelvis.may_have_reached("Bowel_Small"), pelvis.may_have_reached("SpinalCord")
        (True, False)
        """
        return self.reached is None or any(may_share_tissue(organ, one) for one in self.reached)


def sums_of(phases: Sequence[LetterPhase]) -> tuple[float, int | None, int | None]:
    """Total dose in Gy, fractions and delivered fractions of several phases; None where one of them is not known.

    >>> sums_of([LetterPhase("1", 12.6, 7, 3), LetterPhase("2", 8.0, 4, 4)])
    (20.6, 11, 7)
    """
    return (
        round(sum(phase.total_gy for phase in phases), 9),
        _all_known([phase.fractions for phase in phases]),
        _all_known([phase.delivered_fractions for phase in phases]),
    )


def _all_known(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def when_written(text: str, source: str, what: str) -> When:
    """A date as written; not stated when empty.

    Raises
    ------
    EntryError
        It is not understood; `what` names the date.
    """
    if not text.strip():
        return When()
    try:
        said = stated_date(text, source)
    except EntryError as error:
        raise EntryError(f"{what}: {error}") from error
    if any(day is not None and day.year < FIRST_YEAR for day in (said.first_day, said.last_day)):
        raise EntryError(f"{what}: “{text.strip()}” lies before there was radiotherapy. Write the year in four digits.")
    return When((said,))


def canonical_organ(written: str) -> str:
    """The canonical name of an organ as somebody writes it.

    Raises
    ------
    EntryError
        It can be several organs, or none that is known.

    >>> canonical_organ("small bowel")
    'Bowel_Small'
    """
    found = suggest_name(written)
    if found.canonical is not None and found.kind == "organ":
        return found.canonical
    if found.confidence == "ambiguous":
        raise EntryError(f"“{written.strip()}” can be {' or '.join(found.alternatives)}: write which.")
    raise EntryError(
        f"“{written.strip()}” is not in the table of organs. Choose an organ from the list, or leave the organs as not "
        "stated: then the course may have reached every organ."
    )


def canonical_organs(written: Sequence[str]) -> tuple[str, ...]:
    """Canonical names, each once; EntryError as `canonical_organ`."""
    return tuple(dict.fromkeys(canonical_organ(one) for one in written))


def _check_dose(letter: LetterCourse) -> None:
    if letter.total_gy is None:
        raise EntryError(
            "The prescribed dose is missing. Without it nothing bounds what the organs received: enter the total dose "
            "in Gy from the letter."
        )
    _check_numbers(letter.total_gy, letter.fractions, letter.delivered_fractions)
    if not LEAST_PERCENT <= letter.maximum_percent <= MOST_PERCENT:
        raise EntryError(
            f"The maximum lies between {LEAST_PERCENT:g} and {MOST_PERCENT:g} % of the prescription; "
            f"{letter.maximum_percent:g} % cannot be meant: below 100 % it would bound nothing."
        )


def _check_numbers(total_gy: float, fractions: int | None, delivered_fractions: int | None) -> None:
    if not 0 < total_gy <= MOST_GY:
        raise EntryError(
            f"A prescribed dose lies above 0 and up to {MOST_GY:g} Gy; {total_gy:g} Gy cannot be meant. Write "
            "the total of all fractions, in Gy."
        )
    for number, least, what in (
        (fractions, 1, "number of fractions"),
        (delivered_fractions, 0, "number of delivered fractions"),
    ):
        if number is not None and not least <= number <= MOST_FRACTIONS:
            raise EntryError(
                f"A {what} lies between {least} and {MOST_FRACTIONS}; {number} cannot be meant. Leave it open where "
                "the letter does not say."
            )


def _check_phases(letter: LetterCourse) -> None:
    if not letter.phases:
        return
    if (letter.total_gy, letter.fractions, letter.delivered_fractions) != sums_of(letter.phases):
        raise EntryError(
            "The dose and the fractions of this course are not the sums of its phases. Enter the course as one phase, "
            "or correct the phases."
        )
    for phase in letter.phases:
        when_written(phase.start, letter.document.text, f"The start of {phase.label}")
        when_written(phase.end, letter.document.text, f"The end of {phase.label}")


def _check_organs(reached: tuple[str, ...] | None) -> None:
    if reached is not None and not reached:
        raise EntryError(
            "No organ is named. Choose the organs that the course may have reached, or say that the letter does not "
            "state them: then it may have reached every organ."
        )
    for organ in reached or ():
        if canonical_organ(organ) != organ:
            raise EntryError(f"“{organ}” is not the standard name of an organ; it is {canonical_organ(organ)}.")


def _check_dates(letter: LetterCourse) -> None:
    start, end = letter.starts, letter.ends
    if start.first_day is not None and end.last_day is not None and end.last_day < start.first_day:
        raise EntryError(
            f"The course cannot end ({end.text}) before it starts ({start.text}). Correct one of the dates, or leave "
            "out the one that is not known."
        )
    today = date.fromisoformat(letter.entered_on) if letter.entered_on else None
    for when, what in ((start, "start"), (end, "end")):
        if today is not None and when.first_day is not None and when.first_day > today:
            raise EntryError(
                f"The {what} ({when.text}) lies after the day of this entry ({letter.entered_on}). A letter tells of a "
                "course that was given: correct the date."
            )
