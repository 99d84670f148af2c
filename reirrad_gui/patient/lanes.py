"""The rows of the timeline, and how an event lies in time."""

from enum import Enum


class Lane(Enum):
    """The rows of the timeline."""

    DISEASE = "disease"
    IMAGING = "imaging"
    SYSTEMIC = "systemic"
    RADIOTHERAPY = "radiotherapy"
    SYMPTOMS = "symptoms"
    NOTES = "notes"
    """What is said about the history and did not happen to the patient."""


class Extent(Enum):
    """How an event lies in time."""

    POINT = "point"
    """Happened at one moment (which may be known only roughly)."""
    STATED = "stated"
    """Lasted, and its end is stated."""
    OPEN = "open"
    """Lasted; ongoing, or its end is not stated."""
