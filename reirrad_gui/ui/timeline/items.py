"""What the timeline shows, in time and not yet in pixels: one item per event, course and interval. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reirrad_gui.patient.dates import Gap
from reirrad_gui.patient.events import Event, Extent
from reirrad_gui.ui.timeline.courses import course_item, flagged, flagged_by
from reirrad_gui.ui.timeline.curves import with_curves
from reirrad_gui.ui.timeline.intervals import interval_items, with_interval_words
from reirrad_gui.ui.timeline.item import CONFLICT_WORDS, SIGN, Item, Shape, Span, source_spans

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import CourseSummary


SHAPES = {Extent.POINT: Shape.POINT, Extent.STATED: Shape.BAR, Extent.OPEN: Shape.OPEN_BAR}


def timeline_items(
    events: Iterable[Event], courses: Sequence["CourseSummary"], gaps: Sequence[Gap], flag: str = ""
) -> tuple[Item, ...]:
    """Everything to show, in time order; what has no date comes last and is not dropped.

    An event of the radiotherapy lane that stands for a course is left to the course. `flag` is said beside the last
    course: that it irradiates again, and how (see `reirradiation_flag`).
    """
    return _in_time(_event_items(events), courses, gaps, flag)


class KeptItems:
    """The items of histories that follow each other: while the events stay the same ones, so do their items."""

    def __init__(self) -> None:
        self._of: tuple[Event, ...] | None = None
        self._made: Sequence[Item] = ()

    def of(
        self, events: tuple[Event, ...], courses: Sequence["CourseSummary"], gaps: Sequence[Gap], flag: str = ""
    ) -> tuple[Item, ...]:
        """`timeline_items` of these."""
        if events is not self._of:
            self._of, self._made = events, _event_items(events)
        return _in_time(self._made, courses, gaps, flag)


def _event_items(events: Iterable[Event]) -> list[Item]:
    own = [event for event in events if event.course_uid is None]
    return with_curves(own, [event_item(event) for event in own])


def _in_time(
    shown: Sequence[Item], courses: Sequence["CourseSummary"], gaps: Sequence[Gap], flag: str
) -> tuple[Item, ...]:
    drawn = [course_item(index, summary) for index, summary in enumerate(courses)]
    if flag and len(drawn) > 1:
        drawn[-1] = replace(drawn[-1], labels=flagged(drawn[-1].labels, flag))
    between = interval_items(drawn, gaps)
    return tuple(sorted((*shown, *with_interval_words(drawn, gaps), *between), key=lambda item: item.sort_day))


def event_item(event: Event) -> Item:
    """One event."""
    when, conflicting = event.start, event.conflicting
    shape = SHAPES[event.extent]
    return Item(
        key=event.uid,
        lane=event.lane,
        shape=shape,
        labels=_event_labels(event, conflicting=conflicting),
        start=Span.of(when.first_day, when.last_day),
        end=Span.of(event.end.first_day, event.end.last_day),
        pair=source_spans(when) if conflicting else (),
        conflicting=conflicting,
        synthetic=event.synthetic,
        dated=when.known or event.end.known,
    )


def _event_labels(event: Event, *, conflicting: bool) -> tuple[str, ...]:
    title = f"{event.title} ▲ synthetic" if event.synthetic else event.title
    when = event.start.text + (f" – {event.end.text}" if event.extent is Extent.STATED else "")
    if conflicting:
        return (f"{title} · {when} {CONFLICT_WORDS}", f"{title} {CONFLICT_WORDS}", f"{title} ⚠")
    if flagged_by(event.contradictions) or event.alternatives:
        title = f"{title} {SIGN}"
    if event.extent is Extent.OPEN and "not stated" in title:
        return (f"{title} · from {when}", title)
    if event.extent is Extent.OPEN:
        unsaid = "stop not stated" if "stop date" in event.not_stated else "end not stated"
        return (f"{title} · {unsaid}", title)
    return (f"{title} · {when}", title) if event.start.known else (title,)
