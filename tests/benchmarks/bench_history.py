"""A history of 10,000 events: edited, kept, read again, and what follows from it."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
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


def bench_show_ten_thousand_events(_: Path) -> Step:
    """Timeline of 10,000 events: from the events to the first picture, without what follows from them"""
    from PySide6.QtCore import QSize

    view, session = _timeline()
    view.resize(QSize(1900, 300))
    return lambda: (view.show_session(None), view.show_session(session), view.viewport().render(_image()))


def bench_pan_ten_thousand_events(_: Path) -> Step:
    """One frame of panning a timeline of 10,000 events, all of them in view"""
    return _panned(27.0)


def bench_pan_ten_thousand_events_by_year(_: Path) -> Step:
    """One frame of panning a timeline of 10,000 events, one year of them in view"""
    return _panned(1.0)


def _panned(years: float) -> Step:
    from reirrad_gui.ui.timeline.viewport import around

    view, session = _timeline()
    view.show_session(session)
    whole, image, frames = view.view, _image(), count()
    middle = (whole.first + whole.last) / 2
    start = around(middle - years * 182.6, middle + years * 182.6, share=1.0)

    view.set_view(start)

    def frame() -> None:  # as while dragging: each move of the mouse pans from where it was pressed, and is painted
        view.pan_by_pixels(start, -7.0 * (1 + next(frames) % 40))
        view.viewport().render(image)

    return frame


def _timeline():  # type: ignore[no-untyped-def]
    from reirrad_gui.ui.app import application
    from reirrad_gui.ui.selection import Selection
    from reirrad_gui.ui.theme import Theme
    from reirrad_gui.ui.timeline.widget import TimelineView
    from tests.support.assessments import StandInSession, example_assessment, example_case

    made = application(offscreen=True)
    view = TimelineView(Selection(), Theme.dark())
    view.setProperty("application", made)
    view.resize(1900, 300)
    case = replace(example_case(), events=_history())
    return view, StandInSession(case, example_assessment(case))


def _image():  # type: ignore[no-untyped-def]
    from PySide6.QtGui import QImage

    return QImage(1900, 300, QImage.Format.Format_ARGB32_Premultiplied)


def _history():  # type: ignore[no-untyped-def]
    from tests.support.typed_events import long_history

    return long_history(EVENTS)
