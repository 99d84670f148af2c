"""All results that follow from a case's history, and the history with them."""

from collections.abc import Sequence

from reirrad_gui.case import Course
from reirrad_gui.patient.events import Event
from reirrad_gui.session.derived.pains import pain_results
from reirrad_gui.session.derived.result import Derived
from reirrad_gui.session.derived.scans import extents, progression

__all__ = ["Derived", "derived_from_history", "history_with_derived"]


def derived_from_history(events: Sequence[Event], courses: Sequence[Course]) -> tuple[Derived, ...]:
    """Extent of disease and progression from the bone scans, response and flare from the pain reports.

    Courses come in order of time. A result that cannot be found is there too, and says what is missing.
    """
    told = [one for one in events if not one.derived_from]
    return (*extents(told), *progression(told), *pain_results(told, courses))


def history_with_derived(events: Sequence[Event], courses: Sequence[Course]) -> tuple[Event, ...]:
    """The events, and behind them those that stand for derived results."""
    return (*events, *(one.event for one in derived_from_history(events, courses)))
