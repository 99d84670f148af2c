"""The history of an open case, edited: what an event is checked against, and edits taken into the session."""

from datetime import date

from reirrad_gui.patient.event_checks import Span
from reirrad_gui.patient.event_edits import Beside, Edited
from reirrad_gui.session.session import Session


def beside(session: Session, today: date | None = None) -> Beside:
    """The courses and the day that an event is checked against."""
    numbered = enumerate(session.case.courses, start=1)
    return Beside(tuple(Span(f"Course {number}", course.start) for number, course in numbered), today)


def take(session: Session, edited: Edited) -> None:
    """One labelled, undoable step: the window's menu names it."""
    session.edit_events(edited.label, edited.events)
