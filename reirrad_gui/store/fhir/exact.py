"""This program's own values inside a bundle that it wrote: kept where the standard fields still say the same."""

import json
from dataclasses import replace
from typing import Any, Final

from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.errors import ReirradError
from reirrad_gui.store.fhir.elements import Body, extension_value
from reirrad_gui.store.fhir.resources import Resource
from reirrad_gui.store.letters import letter_json, letter_of

EXACT: Final = "urn:reirrad-gui:fhir:exact"
"""URL of the extension with a value of this program as JSON: organs reached, sources of dates and the like."""


def exactly(said: Any) -> dict[str, Any]:
    """The extension."""
    return {"url": EXACT, "valueString": json.dumps(said, ensure_ascii=False, sort_keys=True)}


def exact_said(body: Body) -> Any:
    """What such an extension holds; None where there is none, or it cannot be read."""
    said = extension_value(body, EXACT)
    try:
        return None if not isinstance(said, str) else json.loads(said)
    except ValueError:
        return None


def exact_date(course: Resource, end: str) -> str:
    """A range of days that this program wrote, where the standard field has no date; empty without one."""
    said = exact_said(course.body)
    dates = said.get("dates") if isinstance(said, dict) else None
    return str(dates.get(end, "")) if isinstance(dates, dict) else ""


def letter_exactly(letter: LetterCourse) -> dict[str, Any]:
    """The extension of a course known only from a document."""
    return exactly({"uid": letter.uid, "letter": letter_json(letter)})


def exact_letter(course: Resource, read: LetterCourse) -> LetterCourse | None:
    """The course as this program wrote it, where the numbers and dates of the bundle are still its own."""
    said = exact_said(course.body)
    if not isinstance(said, dict):
        return None
    try:
        found = letter_of(said["letter"], str(said["uid"]))
    except (ReirradError, KeyError, TypeError, ValueError, AttributeError):
        return None
    return found if _same(found, read) else None


def _same(one: LetterCourse, other: LetterCourse) -> bool:
    numbers = [(each.total_gy, each.fractions, each.delivered_fractions) for each in (one, other)]
    undated = [tuple(replace(phase, start="", end="") for phase in each.phases) for each in (one, other)]
    return numbers[0] == numbers[1] and undated[0] == undated[1]
