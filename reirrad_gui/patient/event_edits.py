"""Edits of a history as pure functions: each gives a label for undo, the new events, and what is odd about them.

Events keep their order; what is added comes last. Nothing is edited in place, and nothing with an error is taken.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.event_checks import Remark, Span, remarks_on
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.origins import Entry

Events = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """The history after an edit; `label` names the step in the menu ("Add pain 7/10"), `remarks` are warnings."""

    label: str
    events: Events
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What an event is checked against besides the other events."""

    courses: tuple[Span, ...] = ()
    today: date | None = None


NOTHING = Beside()


def added(events: Events, event: Event, beside: Beside = NOTHING) -> Edited:
    """One event more.

    Raises
    ------
    EntryError
        An event of this uid is there, or it has an error; the sentence is the first one.
    """
    if any(one.uid == event.uid for one in events):
        raise EntryError(f"The event “{event.title}” is there already. Change it instead of adding it again.")
    return Edited(f"Add {_named(event)}", (*events, event), _checked(event, events, beside))


def added_all(events: Events, new: Sequence[Event], beside: Beside = NOTHING) -> Edited:
    """Several events in one step; EntryError as `added`. All or none."""
    if not new:
        raise EntryError("There is nothing to add.")
    known = {event.uid for event in events}
    uids = [event.uid for event in new]
    if known & set(uids) or len(set(uids)) < len(uids):
        raise EntryError("Some of these events are there already; nothing was added.")
    remarks = [remark for event in new for remark in _checked(event, (), beside)]
    label = f"Add {_named(new[0])}" if len(new) == 1 else f"Add {len(new)} events"
    return Edited(label, (*events, *new), tuple(dict.fromkeys(remarks)))


def changed(events: Events, event: Event, beside: Beside = NOTHING) -> Edited:
    """An event in place of the one of the same uid; EntryError for an error, KeyError where there is none."""
    at = _place(events, event.uid)
    return Edited(
        f"Change {_change_of(events[at], event)}",
        (*events[:at], event, *events[at + 1 :]),
        _checked(event, events, beside),
    )


def deleted(events: Events, uids: Collection[str]) -> Edited:
    """Without some events; KeyError where one is not there. What is derived from them is derived again."""
    gone = [events[_place(events, uid)] for uid in dict.fromkeys(uids)]
    if not gone:
        raise EntryError("Choose the event to delete.")
    label = f"Delete {_named(gone[0])}" if len(gone) == 1 else f"Delete {len(gone)} events"
    taken = {event.uid for event in gone}
    return Edited(label, tuple(event for event in events if event.uid not in taken))


def duplicated(events: Events, uid: str, new_uid: str, entered: Entry | None = None) -> Edited:
    """A copy after the event, to be changed: it is an entry of its own, and stands for no image and no course.

    A contradiction stays with the event whose sources contradict each other.
    """
    at = _place(events, uid)
    if any(one.uid == new_uid for one in events):
        raise EntryError(f"“{new_uid}” is taken by another event.")
    copy = replace(
        events[at], uid=new_uid, contradictions=(), series_uid=None, course_uid=None, entered=entered,
    )  # fmt: skip
    return Edited(f"Duplicate {_named(copy)}", (*events[: at + 1], copy, *events[at + 1 :]))


def end_moved(
    events: Events, uid: str, side: Literal["start", "end"], to: date, entered: Entry, beside: Beside = NOTHING
) -> Edited:
    """One end of an event ("start" or "end") dragged to a day, at the precision that it had.

    The new date names the person as its source and the one before in `derived`. Raises EntryError where sources differ
    or an end is open, for then a date has to be entered; and as `changed`.
    """
    event = events[_place(events, uid)]
    event = (
        replace(event, start=dragged(event.start, to, entered), entered=entered)
        if side == "start"
        else replace(event, end=dragged(event.end, to, entered), entered=entered)
    )
    label = f"Move the {side} of {_named(event)}"
    return replace(changed(events, event, beside), label=label)


def dragged(when: When, to: date, entered: Entry) -> When:
    """A date moved to a day without getting sharper: a year stays a year, a month a month.

    A range keeps its length in the unit that it is stated in.

    Raises
    ------
    EntryError
        It is not stated, open to one side, or stated in two ways.

    >>> march = When((StatedDate.at(PartialDate(2011, 3), "letter"),))
    >>> dragged(march, date(2012, 7, 19), Entry("A. Reader")).text
    'Jul 2012'
    """
    if not when.known:
        raise EntryError("This date is not stated, so it cannot be moved: enter it.")
    if when.conflicting or len({(said.earliest, said.latest) for said in when.stated}) > 1:
        raise EntryError(f"Sources give this date differently ({when.text}): enter which holds, instead of moving it.")
    said = when.stated[0]
    if said.earliest is None or said.latest is None:
        raise EntryError(f"This date is open to one side ({when.text}), so it cannot be moved: enter it.")
    first, last = _moved(said.earliest, said.latest, to)
    why = f"moved from {when.text} ({'; '.join(when.sources)})"
    return When((StatedDate(first, last, entered.text, why),))


def _moved(first: PartialDate, last: PartialDate, to: date) -> tuple[PartialDate, PartialDate]:
    if first.month is None or last.month is None:
        return PartialDate(to.year), PartialDate(to.year + last.year - first.year)
    if first.day is None or last.day is None:
        months = to.year * 12 + to.month - 1 + (last.year - first.year) * 12 + last.month - first.month
        return PartialDate(to.year, to.month), PartialDate(months // 12, months % 12 + 1)
    return PartialDate.of(to), PartialDate.of(to + (last.earliest - first.earliest))


def _checked(event: Event, others: Iterable[Event], beside: Beside) -> tuple[Remark, ...]:
    remarks = remarks_on(event, others, beside.courses, beside.today)
    if remarks and remarks[0].blocking:
        raise EntryError(remarks[0].sentence)
    return remarks


def _place(events: Events, uid: str) -> int:
    for at, event in enumerate(events):
        if event.uid == uid:
            return at
    raise KeyError(uid)


_ELSEWHERE = {
    "start": "date", "end": "end", "extent": "length", "sites": "place", "detail": "remarks", "wording": "wording",
    "origin": "source", "alternatives": "differing sources",
}  # fmt: skip
"""What of an event is not in its facts, and how a step of the menu calls it."""


def _change_of(before: Event, after: Event) -> str:
    """What a change is of, for the menu: the one thing that changed and the day, else the event."""
    found = [word for name, word in _ELSEWHERE.items() if getattr(before, name) != getattr(after, name)]
    facts = before.facts, after.facts
    if type(facts[0]) is type(facts[1]):
        names = (one.name for one in fields(facts[0]))
        found += [name.replace("_", " ") for name in names if getattr(facts[0], name) != getattr(facts[1], name)]
    if len(found) != 1:
        return _named(before)
    name = _named(before)
    if found[0].split()[0] == name.split()[0] and before.start.known:
        return f"{found[0]} of {before.start.text}"
    return f"{found[0]} of {name}" + (f", {before.start.text}" if before.start.known else "")


def _named(event: Event) -> str:
    """A title inside a sentence: a word in capitals stays so ("PSA 9.5 ng/mL", "pain 7/10")."""
    title = event.title.strip() or event.kind
    return title if title[:2].isupper() else f"{title[:1].lower()}{title[1:]}"
