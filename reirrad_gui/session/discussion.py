"""The case's discussion: the newest that the history holds, and what a person says of it now as an edit."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from reirrad_gui.patient.dates import StatedDate, When
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.event_edits import Edited, added, changed
from reirrad_gui.patient.events import NOT_STATED, Event, event_of
from reirrad_gui.patient.facts import Discussion
from reirrad_gui.patient.origins import Entry
from reirrad_gui.session.history import beside, take

if TYPE_CHECKING:
    from reirrad_gui.session.session import Session


def newest_discussion(events: tuple[Event, ...]) -> Event | None:
    """The discussion held last; of those on the same day, or without one, the one that was entered last."""
    found = [(at, event) for at, event in enumerate(events) if isinstance(event.facts, Discussion)]
    return max(found, key=lambda one: (_day(one[1]), one[0]), default=(0, None))[1]


def _day(event: Event) -> date:
    return event.start.last_day or event.start.first_day or date.min


def take_discussion(
    session: "Session", said: Discussion, held: str, before: Event | None, who: str, on: str
) -> Event | None:
    """Takes what was said into the history as one undoable step; the event, None where there is nothing to say.

    Parameters
    ----------
    held : when it was held, as written; empty: not stated
    before : the event that is changed; None: a new one, unless nothing was said
    who, on : who wrote it down, and when (ISO 8601)

    Raises
    ------
    EntryError
        The date is not understood, or nobody is named; the sentence says what to write.
    """
    if before is None and said == Discussion():
        return None
    if before is not None and before.facts == said and held == written(before):
        return before
    entered = Entry(who, on)
    keeps_date = before is not None and held == written(before)
    when = before.start if before is not None and keeps_date else _when(held, entered.text)
    made = event_of(uuid4().hex, said, when, entered=entered)
    if before is not None:
        made = replace(made, uid=before.uid, origin=before.origin, detail=before.detail, wording=before.wording)
    events, known = session.case.events, beside(session, date.fromisoformat(on[:10]))
    there = before is not None and any(event.uid == before.uid for event in events)
    edited = changed(events, made, known) if there else added(events, made, known)
    take(session, Edited(label(made), edited.events, edited.remarks))
    return made


def written(event: Event) -> str:
    """When an event was held, as a person reads it; empty where no source states it."""
    return event.start.text if event.start.known else ""


def label(event: Event) -> str:
    """ "Tumour board of 21 Nov 2026"."""
    held = written(event)
    return f"{event.title} of {held}" if held else event.title


def _when(held: str, source: str) -> When:
    if not held.strip():
        return NOT_STATED
    said: StatedDate = stated_date(held.strip(), source)
    return When((said,))
