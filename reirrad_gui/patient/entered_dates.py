"""Dates as people write them of a treatment long ago: "about March 2011", "2018 to 2019", "before 2015".

What is understood can be echoed in words, so that whoever typed it sees which days are meant. Nothing gets sharper than
it was written: "about" widens a date by one of its own units to either side.
"""

import re
from datetime import date, timedelta

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate

ABOUT_DAYS = 7
"""A day that is only about right may be off by a week."""

_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|c(?:irca|ca|a)?\.?(?=[\s\d])|etwa|gegen|um|vers|aprox(?:imativ|\.)?"
    r"|[iî]n jur(?:ul)? (?:de|lui)|~)\s*(.+)",
    re.I,
)
_SPAN = re.compile(
    r"(?:(?:between|from|zwischen|von|[iî]ntre)\s+)?(.+?)\s+(?:to|and|until|bis|und|și|şi|–)\s+(.+)", re.I
)
_TWO_YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
_LATER = re.compile(r"(?:after|since|from|not before|seit|ab|nach|dup[aă])\s+(.+)|(.+?)\s+or\s+later", re.I)
_EARLIER = re.compile(
    r"(?:before|until|by|not after|bis|vor|[iî]nainte de|p[aâ]n[aă] [iî]n)\s+(.+)|(.+?)\s+or\s+earlier", re.I
)


def stated_date(text: str, source: str) -> StatedDate:
    """What a written date says, at the precision in which it is written.

    Understood besides everything `PartialDate.parse` reads: "about …", "… to …", "after …", "… or later", "before …",
    "… or earlier", and their words in German and Romanian. "After 2018" keeps 2018 in: it is not sharper than the
    year. "About" adds one year, one month or one week to either side, and says so in `derived`.

    Raises
    ------
    EntryError
        It is not understood, or can be read in two ways; the sentence says what to write.

    Examples
    --------
    >>> stated_date("2018 to 2019", "letter").text
    '2018 to 2019'
    >>> stated_date("about March 2011", "letter").text
    'Feb to Apr 2011'
    >>> stated_date("2018 or later", "letter").last_day is None
    True
    """
    said = " ".join(text.split())
    if match := _TWO_YEARS.fullmatch(said):
        return StatedDate(PartialDate.parse(match[1]), PartialDate.parse(match[2]), source)
    if match := _SPAN.fullmatch(said):
        return StatedDate(_around_or_at(match[1])[0], _around_or_at(match[2])[1], source)
    if match := _LATER.fullmatch(said):
        return StatedDate(_around_or_at(match[1] or match[2])[0], None, source)
    if match := _EARLIER.fullmatch(said):
        return StatedDate(None, _around_or_at(match[1] or match[2])[1], source)
    if match := _ABOUT.fullmatch(said):
        when = PartialDate.parse(match[1])
        return StatedDate(*_around(when), source, f"written “{said}”: {_width(when)} to either side")
    return StatedDate.at(PartialDate.parse(said), source)


def understood(said: StatedDate) -> str:
    """Which days a stated date can be, in words.

    >>> understood(stated_date("2018", "letter"))
    'any day of 2018'
    >>> understood(stated_date("about 2018", "letter"))
    'any day from 1 Jan 2017 to 31 Dec 2019 (written “about 2018”: one year to either side)'
    >>> understood(stated_date("after March 2011", "letter"))
    '1 Mar 2011 or later'
    """
    why = f" ({said.derived})" if said.derived else ""
    if said.first_day is None or said.last_day is None:
        open_end = said.last_day if said.first_day is None else said.first_day
        assert open_end is not None, "a stated date has a beginning or an end"
        return f"{PartialDate.of(open_end).text} or {'earlier' if said.first_day is None else 'later'}{why}"
    if said.first_day == said.last_day:
        return f"{PartialDate.of(said.first_day).text}{why}"
    if said.earliest == said.latest:
        return f"any day of {said.text}{why}"
    first, last = (PartialDate.of(day).text for day in (said.first_day, said.last_day))
    return f"any day from {first} to {last}{why}"


def _around_or_at(text: str) -> tuple[PartialDate, PartialDate]:
    """First and last of one side of a span, which may be "about" something itself."""
    if match := _ABOUT.fullmatch(text):
        return _around(PartialDate.parse(match[1]))
    when = PartialDate.parse(text)
    return when, when


def _around(when: PartialDate) -> tuple[PartialDate, PartialDate]:
    """One of the date's own units before and after it; a week around a day."""
    if when.month is None:
        return PartialDate(when.year - 1), PartialDate(when.year + 1)
    if when.day is None:
        return _month(_moved(when.earliest, -1)), _month(_moved(when.latest, 1))
    return PartialDate.of(_moved(when.earliest, -ABOUT_DAYS)), PartialDate.of(_moved(when.latest, ABOUT_DAYS))


def _month(day: date) -> PartialDate:
    return PartialDate(day.year, day.month)


def _moved(day: date, days: int) -> date:
    """So many days later; EntryError where the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise EntryError(
            f"About {PartialDate.of(day).text} lies where the calendar ends: write another date."
        ) from error


def _width(when: PartialDate) -> str:
    if when.month is None:
        return "one year"
    return "one month" if when.day is None else "one week"
