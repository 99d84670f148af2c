"""What a person did to a case as it was read: courses joined and split, doses chosen, letters entered; each repeatable.

`Case.edits` holds them in order, so that the same files read again lead to the same case.
"""

from dataclasses import dataclass

from reirrad_gui.case.letters import LetterCourse


@dataclass(frozen=True, slots=True)
class Joined:
    """Courses made phases of one (`regroup.merge_courses`)."""

    uids: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A course's phases made courses (`regroup.split_course`)."""

    uid: str


@dataclass(frozen=True, slots=True)
class DoseChosen:
    """One of a phase's competing doses taken (`regroup.use_dose`)."""

    phase_uid: str
    dose_uid: str


@dataclass(frozen=True, slots=True)
class LetterAdded:
    """A course from a letter entered (`from_letters.with_letter`)."""

    letter: LetterCourse


@dataclass(frozen=True, slots=True)
class LetterChanged:
    """A course from a letter corrected (`from_letters.with_changed_letter`)."""

    letter: LetterCourse


@dataclass(frozen=True, slots=True)
class LetterRemoved:
    """A course from a letter taken out (`from_letters.without_letter`)."""

    uid: str


CaseEdit = Joined | Split | DoseChosen | LetterAdded | LetterChanged | LetterRemoved
