"""DICOM dates as partial dates with their source; anonymised and impossible ones are not stated."""

import re

from reirrad_gui.dicom.values import Header, written
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When

FIRST_CREDIBLE_YEAR = 1972
"""CT came in 1971; earlier dates in images and plans are what anonymisers write."""


def partial_date(text: str) -> PartialDate | None:
    """A DICOM date (DA, also as "1999.05.24"); None when it is empty, impossible or a placeholder.

    >>> partial_date("19990524").text
    '24 May 1999'
    >>> partial_date("1999.05.24").text
    '24 May 1999'
    >>> partial_date("19010101") is None
    True
    """
    found = re.fullmatch(r"(\d{4})[.\-/]?(\d{2})?[.\-/]?(\d{2})?.*", text.strip())
    if found is None or int(found[1]) < FIRST_CREDIBLE_YEAR:
        return None
    try:
        return PartialDate(*(int(part) for part in found.groups() if part is not None))
    except EntryError:
        return None


def date_of(dataset: Header, keyword: str) -> PartialDate | None:
    """The date in an attribute; None when not stated."""
    return partial_date(written(dataset, keyword))


def at(date: PartialDate | None, source: str) -> When:
    """That date by that source; nothing when there is no date."""
    return When() if date is None else When((StatedDate.at(date, source),))
