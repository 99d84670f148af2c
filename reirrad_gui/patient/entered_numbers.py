"""Numbers as people type them: with a decimal point or a decimal comma, and never one that can be read in two ways."""

import re

from reirrad_gui.errors import EntryError

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
"""One to three digits, a comma and three digits: a decimal comma, or thousands set apart."""


def entered_number(written: str) -> float:
    """The number that was typed.

    Parameters
    ----------
    written : str
        Digits with at most one decimal point or comma and a sign; spaces around them do not matter.

    Raises
    ------
    EntryError
        Something else, or a number that can be read in two ways: "1,200" is 1.2 in Romanian and 1200 in English.

    Examples
    --------
    >>> entered_number("2,5"), entered_number("2.5"), entered_number("−3"), entered_number("0,125")
    (2.5, 2.5, -3.0, 0.125)
    >>> entered_number("1,200")
    Traceback (most recent call last):
        ...
    reirrad_gui.errors.EntryError: “1,200” can be read in two ways. Write 1.2 or 1200, whichever is meant.
    """
    text = written.strip().replace("−", "-")
    if _NUMBER.fullmatch(text) is None:
        raise EntryError(f"“{written.strip()}” is not a number. Write one such as 80 or 67.5.")
    if _TWO_WAYS.fullmatch(text) is not None:
        one, other = float(text.replace(",", ".")), float(text.replace(",", ""))
        meant = f"Write {one:g} or {other:.0f}, whichever is meant."
        raise EntryError(f"“{written.strip()}” can be read in two ways. {meant}")
    return float(text.replace(",", "."))
