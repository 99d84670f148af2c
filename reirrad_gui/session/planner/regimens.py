"""Regimens that are in use, and regimens as people type them."""

import re
from dataclasses import dataclass

from reirrad_gui.errors import EntryError
from reirrad_gui.lq import Regimen
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.session.what_if import MOST_FRACTIONS, MOST_TOTAL_GY

__all__ = ["REGIMENS", "ListedRegimen", "Regimen", "listed", "parse_regimen", "parse_regimens"]

CONVENTIONAL, SBRT = "conventional", "SBRT"
CHECK = "check against the paper"
FRACTION_RANGE_GY = (0.5, 30.0)
"""Doses per fraction that can be meant."""

SC20 = "Chow 2014 (SC.20), doi 10.1016/S1470-2045(13)70556-4"
SLEVIN = "Slevin 2021, doi 10.1016/j.radonc.2021.09.010"
NO_SOURCE = "in use; no trial of re-irradiation is cited for it here"


@dataclass(frozen=True, slots=True)
class ListedRegimen:
    """A regimen to choose from. `confidence` is "V", "S" or "M" as the citation was read; empty without a citation."""

    regimen: Regimen
    kind: str
    note: str
    citation: str = ""
    confidence: str = ""

    @property
    def check(self) -> str:
        """The mark of what was not read in its source; empty where it was, or where nothing is cited."""
        return CHECK if self.confidence in ("S", "M") else ""


def _conventional(
    total_gy: float, fractions: int, note: str = NO_SOURCE, cited: str = "", how: str = ""
) -> ListedRegimen:
    return ListedRegimen(Regimen(fractions, total_gy), CONVENTIONAL, note, cited, how)


def _sbrt(total_gy: float, fractions: int, note: str = NO_SOURCE, cited: str = "", how: str = "") -> ListedRegimen:
    return ListedRegimen(Regimen(fractions, total_gy), SBRT, note, cited, how)


REGIMENS: tuple[ListedRegimen, ...] = (
    _conventional(8, 1, "one arm of the randomised trial of re-irradiation for painful bone metastases", SC20, "V"),
    _conventional(20, 5, "the other arm of the same trial", SC20, "V"),
    _conventional(20, 8, "the option of that arm where large pelvic or spinal volumes were treated before", SC20, "M"),
    _conventional(24, 6),
    _conventional(30, 10),
    _sbrt(24, 3, "within 21 to 27 Gy in 3, called acceptable for pelvic SABR", SLEVIN, "S"),
    _sbrt(27, 3, "the upper end of 21 to 27 Gy in 3, called acceptable for pelvic SABR", SLEVIN, "S"),
    _sbrt(30, 5, "the lower end of 30 to 37.5 Gy in 5 or 6, called acceptable for pelvic SABR", SLEVIN, "S"),
    _sbrt(24, 2),
)
"""The regimens offered for choice; any other can be typed."""


def listed(regimen: Regimen) -> ListedRegimen | None:
    """The regimen as it is listed; None for one that is not."""
    return next((one for one in REGIMENS if one.regimen == regimen), None)


_NUMBER = r"(\d+(?:[.,]\d+)?)"
_TOTAL_IN = re.compile(
    rf"{_NUMBER}\s*(?:gy)?\s*(?:/|in)\s*{_NUMBER}\s*(?:fx|fr|fractions?)?"
    rf"(?:\s*(?:of|[x×*]|à)\s*{_NUMBER}\s*(?:gy)?)?",
    re.IGNORECASE,
)
_TIMES = re.compile(rf"{_NUMBER}\s*(gy)?\s*[x×*]\s*{_NUMBER}\s*(gy)?", re.IGNORECASE)
HOW = "Write total and fractions, as in 20/5 or 20 Gy in 5, or fractions times dose, as in 5 × 4 Gy."


def parse_regimen(written: str) -> Regimen:
    """A regimen as people type it: "20/5", "20 Gy in 5", "5x4", "5 × 4 Gy", "4 Gy × 5", with decimal point or comma.

    Without a unit the first number of a product is the number of fractions.

    Raises
    ------
    EntryError
        Something else, something that can be read in two ways, or a regimen that cannot be meant.

    >>> [parse_regimen(one).text for one in ("8/1", "20 Gy in 5", "5x4", "4 Gy × 5", "7,5/1")]
    ['8 Gy in 1 × 8 Gy', '20 Gy in 5 × 4 Gy', '20 Gy in 5 × 4 Gy', '20 Gy in 5 × 4 Gy', '7.5 Gy in 1 × 7.5 Gy']
    """
    text = written.strip()
    if (found := _TOTAL_IN.fullmatch(text)) is not None:
        return _of_total(found, text)
    if (found := _TIMES.fullmatch(text)) is not None:
        return _of_product(found, text)
    raise EntryError(f"“{text}” is no regimen. {HOW}")


def _of_total(found: re.Match[str], text: str) -> Regimen:
    total_gy, fractions = _value(found[1]), _fractions(found[2], text)
    size = found[3]
    if size is not None and abs(_value(size) * fractions - total_gy) > 0.01 * fractions + 1e-9:
        raise EntryError(
            f"“{text}” contradicts itself: {fractions} × {_value(size):g} Gy are {_value(size) * fractions:g} Gy. {HOW}"
        )
    return _meant(fractions, total_gy, text)


def _of_product(found: re.Match[str], text: str) -> Regimen:
    first, first_gy, second, second_gy = found.groups()
    if first_gy and second_gy:
        raise EntryError(f"“{text}” gives two doses and no number of fractions. {HOW}")
    if first_gy:
        first, second = second, first
    fractions = _fractions(first, text)
    return _meant(fractions, round(fractions * _value(second), 9), text)


def _value(written: str) -> float:
    return entered_number(written)


def _fractions(written: str, text: str) -> int:
    number = _value(written)
    if number != int(number):
        raise EntryError(
            f"In “{text}” {written} stands where the number of fractions is expected, and that is a whole number. {HOW}"
        )
    return int(number)


def _meant(fractions: int, total_gy: float, text: str) -> Regimen:
    if not 1 <= fractions <= MOST_FRACTIONS:
        raise EntryError(f"“{text}” has {fractions} fractions; a regimen has 1 to {MOST_FRACTIONS}. {HOW}")
    if not 0 < total_gy <= MOST_TOTAL_GY:
        raise EntryError(f"“{text}” comes to {total_gy:g} Gy; a regimen lies above 0 and up to {MOST_TOTAL_GY:g} Gy.")
    low, high = FRACTION_RANGE_GY
    if not low <= total_gy / fractions <= high:
        raise EntryError(
            f"“{text}” would be {total_gy:g} Gy in {fractions} fraction{'' if fractions == 1 else 's'} of "
            f"{total_gy / fractions:.3g} Gy each, which is hardly meant. {HOW}"
        )
    return Regimen(fractions, total_gy)


def parse_regimens(written: str) -> tuple[Regimen, ...]:
    """Several regimens with commas between them; with semicolons where decimal commas are used. Each one once.

    Raises
    ------
    EntryError
        As `parse_regimen`, or none at all.

    >>> [one.text for one in parse_regimens("8/1, 20/5; 24/6")]
    Traceback (most recent call last):
    reirrad_gui.errors.EntryError: “8/1, 20/5” is no regimen. Write total and fractions, as in 20/5 or 20 Gy in 5, or
    fractions times dose, as in 5 × 4 Gy.
    >>> [one.text for one in parse_regimens("7,5/1; 20/5")]
    ['7.5 Gy in 1 × 7.5 Gy', '20 Gy in 5 × 4 Gy']
    """
    parts = [part.strip() for part in written.split(";" if ";" in written else ",")]
    found = tuple(dict.fromkeys(parse_regimen(part) for part in parts if part))
    if not found:
        raise EntryError(f"No regimen was given. {HOW}")
    return found
