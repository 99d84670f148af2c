"""What happened to the patient: typed, dated as far as the sources go, with what they leave out."""

from dataclasses import dataclass
from enum import Enum

from reirrad_gui.patient.dates import When

NOT_STATED = When()


class Lane(Enum):
    """The rows of the timeline."""

    DISEASE = "disease"
    IMAGING = "imaging"
    SYSTEMIC = "systemic"
    RADIOTHERAPY = "radiotherapy"
    SYMPTOMS = "symptoms"


class Extent(Enum):
    """How an event lies in time."""

    POINT = "point"
    """Happened at one moment (which may be known only roughly)."""
    STATED = "stated"
    """Lasted, and its end is stated."""
    OPEN = "open"
    """Lasted; ongoing, or its end is not stated."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something the sources say in two ways, or leave open, that a reader would otherwise take for granted."""

    number: int
    title: str
    text: str
    shown_as: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on the timeline.

    `start` and `end` keep every source's statement; `not_stated` lists what a reader would ask for and the sources do
    not say. `series_uid` ties an imaging event to its DICOM series, `course_uid` a course's event to its course.
    """

    uid: str
    lane: Lane
    kind: str
    title: str
    start: When
    end: When = NOT_STATED
    extent: Extent = Extent.POINT
    detail: str = ""
    not_stated: tuple[str, ...] = ()
    source: str = ""
    synthetic: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    series_uid: str | None = None
    course_uid: str | None = None

    @property
    def conflicting(self) -> bool:
        """True where sources give dates that cannot both hold."""
        return self.start.conflicting or self.end.conflicting
