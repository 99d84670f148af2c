"""Reads a date as people and files write it, at the precision in which it is written."""

import re
import unicodedata

from reirrad_gui.errors import EntryError

Parts = tuple[int, int | None, int | None]
"""Year, month, day; None where the text does not say."""

SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MONTH_NAMES = (
    ("january", "januar", "ianuarie", "janvier"),
    ("february", "februar", "februarie", "fevrier"),
    ("march", "marz", "maerz", "martie", "mars"),
    ("april", "aprilie", "avril"),
    ("may", "mai"),
    ("june", "juni", "iunie", "juin"),
    ("july", "juli", "iulie", "juillet"),
    ("august", "aout"),
    ("september", "septembrie", "septembre"),
    ("october", "oktober", "octombrie", "octobre"),
    ("november", "noiembrie", "novembre"),
    ("december", "dezember", "decembrie", "decembre"),
)

_YEAR = re.compile(r"(\d{4})")
_DICOM_DA = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-./](\d{4})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-./])\s*(\d{1,2})\s*\2\s*(\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]+)\.?\s+(\d{4})")
_NAMED_DASHED = re.compile(r"(?:(\d{1,2})-)?([^\W\d_]+)-(\d{4})")
_NAME_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def read_date(text: str) -> Parts:
    """Year, month and day of a written date; None for what it does not say.

    Understood: "2018", "2011-03", "03/2011", "March 2011" (English, Romanian, German, French), "14.01.2013",
    "14 Jan 2013", "Jan 14, 2013", "2013-01-14", DICOM DA "20130114" and its old form "1999.05.24" (PS3.5 6.2). Dotted
    dates are day.month.year. Whether the parts make a real day is for `PartialDate` to judge.

    Raises
    ------
    EntryError
        Nothing of this, or a date that can be read in two ways ("03/04/2011").

    Examples
    --------
    >>> read_date("March 2011")
    (2011, 3, None)
    >>> read_date("14.01.2013")
    (2013, 1, 14)
    """
    stripped = text.strip(" \t\r\n\0")
    for form in (_numeric, _with_month_name):
        parts = form(stripped)
        if parts is not None:
            return parts
    raise EntryError(
        f"“{stripped}” is not understood as a date. Write the year, the month or the day, as far as it is known: "
        "2018, 2018-03 or 2018-03-14."
    )


def _numeric(text: str) -> Parts | None:
    if match := _YEAR.fullmatch(text):
        return int(match[1]), None, None
    if match := _DICOM_DA.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4]) if match[4] else None
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), None
    if match := _YEAR_LAST.fullmatch(text):
        return _day_and_month(text, int(match[1]), int(match[3]), int(match[4]), dotted=match[2] == ".")
    return None


def _day_and_month(text: str, first: int, second: int, year: int, *, dotted: bool) -> Parts:
    if dotted or first == second or first > 12:
        return year, second, first
    if second > 12 or first == 0 or second == 0:
        return year, first, second
    readings = [f"{day} {SHORT_MONTHS[month - 1]} {year}" for day, month in ((first, second), (second, first))]
    raise EntryError(
        f"“{text}” can be {readings[0]} or {readings[1]}. Write which: "
        f"{year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}."
    )


def _with_month_name(text: str) -> Parts | None:
    if match := _NAMED.fullmatch(text) or _NAMED_DASHED.fullmatch(text):
        day, name, year = match.groups()
    elif match := _NAME_FIRST.fullmatch(text):
        name, day, year = match.groups()
    else:
        return None
    month = _month_called(name)
    return None if month is None else (int(year), month, int(day) if day else None)


def _month_called(name: str) -> int | None:
    """The month whose name starts so, if only one does ("mar" is March, "jui" could be June or July)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    if len(plain) < 3:
        return None
    found = [number for number, names in enumerate(_MONTH_NAMES, 1) if any(n.startswith(plain) for n in names)]
    return found[0] if len(found) == 1 else None
