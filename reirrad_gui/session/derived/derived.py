"""All results that follow from a case's history, and the history with them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reirrad_gui.case import Course
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Event
from reirrad_gui.session.derived.pains import pain_results
from reirrad_gui.session.derived.result import Derived, mark
from reirrad_gui.session.derived.scans import extents, progression

__all__ = ["Derived", "dates_of", "derived_from_history", "history_with", "history_with_derived"]


def derived_from_history(events: Sequence[Event], courses: Sequence[Course]) -> tuple[Derived, ...]:
    """Extent of disease and progression from the bone scans, response and flare from the pain reports.

    Courses come in order of time. A result that cannot be found is there too, and says what is missing.
    """
    told = [one for one in events if not one.derived_from]
    return (*extents(told), *progression(told), *pain_results(told, courses))


def dates_of(courses: Sequence[Course]) -> tuple[tuple[When, When], ...]:
    """All of courses that results of the history rest on: when each began and ended. Doses and fractions do not."""
    return tuple((course.start, course.end) for course in courses)


def history_with_derived(events: Sequence[Event], courses: Sequence[Course]) -> tuple[Event, ...]:
    """The events as they are shown, never kept: with what follows from them, marked as derived.

    A grade stands behind the title of the event that it grades; a result of its own comes behind the events. A result
    that cannot be found is said in the detail of each event it would rest on.
    """
    return history_with(events, derived_from_history(events, courses))


def history_with(events: Sequence[Event], found: Iterable[Derived]) -> tuple[Event, ...]:
    """The events as they are shown with results that were found before; see `history_with_derived`."""
    titles: dict[str, list[str]] = {}
    details: dict[str, list[str]] = {}
    own: list[Event] = []
    for one in found:
        if one.answered and one.about is None:
            own.append(one.event)
            continue
        if one.answered and one.about is not None:
            titles.setdefault(one.about, []).append(f"{one.outcome.headline} (derived){mark(one.outcome)}")
            details.setdefault(one.about, []).append(f"{one.event.detail} {one.event.source}.")
            continue
        for event in one.inputs:
            details.setdefault(event.uid, []).append(one.sentence)
    return (*(_with(event, titles.get(event.uid, ()), details.get(event.uid, ())) for event in events), *own)


def _with(event: Event, titles: Sequence[str], details: Sequence[str]) -> Event:
    if not titles and not details:
        return event
    said = (*((event.detail,) if event.detail else ()), *details)
    return replace(event, title=" · ".join((event.title, *titles)), detail=" ".join(said))
