"""Facts of what the patient feels, and of what a treatment did to normal tissue."""

from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.facts.missing import missing
from reirrad_gui.patient.lanes import Lane

PAIN = "pain"
MOST_OMED_MG = 10_000.0


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom; pain with its score and the analgesics of that day.

    Parameters
    ----------
    what : str
        "pain" or any other symptom.
    pain_score : int or None
        Worst pain at the site, 0 to 10; None: no number is stated, whatever the words.
    omed_mg_a_day : float or None, mg
        Oral morphine equivalent; 0: no analgesics, None: not stated.
    change : str or None
        In the source's words ("significant reduction").

    Raises
    ------
    EntryError
        A score or a dose that cannot be meant.
    """

    kind: ClassVar[str] = "symptom"
    lane: ClassVar[Lane] = Lane.SYMPTOMS
    what: str = PAIN
    pain_score: int | None = None
    omed_mg_a_day: float | None = None
    change: str | None = None

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise EntryError("Say which symptom this is.")
        if self.pain_score is not None and not 0 <= self.pain_score <= 10:
            raise EntryError(f"A pain score is a whole number from 0 to 10; {self.pain_score} cannot be used.")
        omed = self.omed_mg_a_day
        if omed is not None and not (isfinite(omed) and 0 <= omed <= MOST_OMED_MG):
            raise EntryError(
                f"An oral morphine equivalent lies between 0 and {MOST_OMED_MG:g} mg a day; {omed:g} mg cannot be used."
            )

    @property
    def is_pain(self) -> bool:
        """True for pain."""
        return self.what.casefold().strip() == PAIN

    @property
    def title(self) -> str:
        """The symptom, with its score."""
        name = self.what[0].upper() + self.what[1:]
        return name if self.pain_score is None else f"{name} {self.pain_score}/10"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        if not self.is_pain:
            return ()
        return missing((("pain score", self.pain_score), ("analgesics", self.omed_mg_a_day)))


@dataclass(frozen=True, slots=True)
class Toxicity:
    """An adverse event by CTCAE: its onset is the event's start, its resolution the event's end.

    Raises
    ------
    EntryError
        No term, or a grade outside 1 to 5.

    >>> Toxicity("Proctitis", 2).title
    'Proctitis, grade 2'
    """

    kind: ClassVar[str] = "toxicity"
    lane: ClassVar[Lane] = Lane.SYMPTOMS
    term: str
    grade: int | None = None
    ctcae_version: str | None = None
    attributed_to: str | None = None

    def __post_init__(self) -> None:
        if not self.term.strip():
            raise EntryError("Say which adverse event this is, by its CTCAE term (for example “Proctitis”).")
        if self.grade is not None and not 1 <= self.grade <= 5:
            raise EntryError(f"CTCAE grades go from 1 to 5; {self.grade} cannot be meant.")

    @property
    def title(self) -> str:
        """Term and grade."""
        return f"{self.term}, grade {self.grade}" if self.grade is not None else self.term

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        return missing((("grade", self.grade), ("CTCAE version", self.ctcae_version)))
