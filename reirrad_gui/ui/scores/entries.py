"""What is typed into the fields of a score, read as numbers and dates: empty is missing, never 0. No Qt."""

import re

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.entered_numbers import entered_number

GapMonths = tuple[int | None, int | None]
TYPED = "typed"
MOST = 1_000_000


def whole(written: str, name: str) -> int | None:
    """A whole number, or None where nothing is written.

    >>> whole(" 7 ", "Pain"), whole("", "Pain")
    (7, None)
    """
    text = written.strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d{1,6}", text):
        raise EntryError(f"{name}: “{text}” is no whole number; write one, as in 7, or leave it empty.")
    return int(text)


def amount(written: str, name: str) -> float | None:
    """A number with a point or a comma, or None where nothing is written.

    >>> amount("7,5", "OMED")
    7.5
    """
    text = written.strip()
    if not text:
        return None
    try:
        found = entered_number(text)
    except EntryError as error:
        raise EntryError(f"{name}: {error} Or leave it empty.") from error
    if abs(found) >= MOST:
        raise EntryError(f"{name}: {text} is hardly meant; write a number below {MOST:,}, or leave it empty.")
    return found


def months(written: str) -> GapMonths:
    """Fewest and most complete months: "6", "6-12", "at least 6", "up to 6"; open where nothing is written.

    >>> months("59-84"), months("at least 6"), months("")
    ((59, 84), (6, None), (None, None))
    """
    text = written.strip().lower()
    if not text:
        return None, None
    one = re.fullmatch(r"(?:(?:(at least|>=|≥)|(up to|at most|<=|≤))\s*)?(\d{1,4})", text)
    if one is not None:
        return None if one[2] else int(one[3]), None if one[1] else int(one[3])
    both = re.fullmatch(r"(\d{1,4})\s*(?:-|–|to)\s*(\d{1,4})", text)
    if both is None:
        raise EntryError(f"Interval: “{written.strip()}” cannot be read; write months as in 6, 59-84 or at least 6.")
    return int(both[1]), int(both[2])


def months_text(gap: GapMonths) -> str:
    """An interval as `months` reads it.

    >>> months_text((59, 84)), months_text((6, None)), months_text((None, None))
    ('59-84', 'at least 6', '')
    """
    fewest, most = gap
    if fewest is None:
        return "" if most is None else f"up to {most}"
    if most is None:
        return f"at least {fewest}"
    return str(most) if fewest == most else f"{fewest}-{most}"


def day(written: str) -> When:
    """A date as far as it is known ("2018", "Mar 2014", "14 Jan 2014"); nothing stated where nothing is written."""
    return When((StatedDate.at(PartialDate.parse(written), TYPED),)) if written.strip() else When()
