"""The history as JSON, beside the assessment: what happened, what follows from it, what sources contradict."""

from typing import Any

from reirrad_gui.case import Case
from reirrad_gui.patient.events import Contradiction, Event
from reirrad_gui.patient.events_json import to_json
from reirrad_gui.patient.sites import Site
from reirrad_gui.session.as_json import when_json
from reirrad_gui.session.derived import Derived, derived_from_history

Json = dict[str, Any]


def history_json(case: Case) -> Json:
    """`events`, `derived` and `contradictions` of a case; unknown is null, and what nobody states is listed."""
    return {
        "events": [event_json(event) for event in case.events],
        "derived": [derived_json(one) for one in derived_from_history(case.events, case.courses)],
        "contradictions": [_contradiction(one, case) for one in case.contradictions],
    }


def event_json(event: Event) -> Json:
    """One event as everybody reads it; `facts` in the form that a story file takes, too."""
    return {
        "uid": event.uid,
        "lane": event.lane.value,
        "kind": event.kind,
        "title": event.title,
        "start": when_json(event.start),
        "end": when_json(event.end) if event.end.known else None,
        "extent": event.extent.value,
        "detail": event.detail or None,
        "facts": to_json(event).get("facts"),
        "sites": [_site(site) for site in event.sites],
        "not_stated": list(event.not_stated),
        "alternatives": [one.text for one in event.alternatives],
        "wording": event.wording or None,
        "source": event.source or None,
        "entered": None if event.entered is None else event.entered.text,
        "synthetic": event.synthetic,
        "contradictions": [one.number for one in event.contradictions],
        "series_uid": event.series_uid,
    }


def derived_json(one: Derived) -> Json:
    """One result with its rule, its inputs and what is missing."""
    return {
        "uid": one.event.uid,
        "score": one.outcome.score,
        "headline": one.outcome.headline,
        "start": when_json(one.event.start),
        "reasons": list(one.outcome.reasons),
        "notes": list(one.notes),
        "missing": list(one.outcome.missing),
        "given": {given.name: given.text for given in one.outcome.given},
        "derived_from": [event.uid for event in one.inputs],
        "rules": [{"text": rule.text, "source": rule.cited} for rule in one.outcome.rules],
    }


def _site(site: Site) -> Json:
    side = site.side.value
    return {
        "text": site.text,
        "structure": site.structure or None,
        "level": site.level or None,
        "side": None if site.side_missing or not site.known else side,
        "part": site.part or None,
    }


def _contradiction(one: Contradiction, case: Case) -> Json:
    return {
        "number": one.number,
        "title": one.title,
        "text": one.text,
        "shown_as": one.shown_as,
        "events": [event.uid for event in case.events if one in event.contradictions],
        "courses": [number for number, course in enumerate(case.courses, 1) if one in course.contradictions],
    }
