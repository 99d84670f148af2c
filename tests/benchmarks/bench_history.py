"""A history of 10,000 events: edited, kept, read again, and what follows from it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

Step = Callable[[], object]
EVENTS = 10_000


def bench_add_an_event_to_ten_thousand(_: Path) -> Step:
    """Add one event to 10,000, checked against all of them"""
    from reirrad_gui.patient.event_edits import added

    events = _history()
    new = replace(events[7], uid="new")
    return lambda: added(events, new)


def bench_write_ten_thousand_events(_: Path) -> Step:
    """10,000 events as JSON text"""
    from reirrad_gui.patient.events_json import events_to_json

    events = _history()
    return lambda: json.dumps(events_to_json(events))


def bench_read_ten_thousand_events(_: Path) -> Step:
    """10,000 events from JSON text, every field checked"""
    from reirrad_gui.patient.events_json import events_from_json, events_to_json

    text = json.dumps(events_to_json(_history()))
    return lambda: events_from_json(json.loads(text))


def bench_derive_from_ten_thousand_events(_: Path) -> Step:
    """Extent of disease, progression, pain response and flare of 10,000 events and 2 courses"""
    from reirrad_gui.case import Course
    from reirrad_gui.session.derived import derived_from_history
    from tests.support.typed_events import on

    events = _history()
    courses = [Course(f"c{year}", str(year), (), on(f"{year}-02-05"), on(f"{year}-02-09")) for year in (2000, 2010)]
    return lambda: derived_from_history(events, courses)


def _history():  # type: ignore[no-untyped-def]
    from tests.support.typed_events import long_history

    return long_history(EVENTS)
