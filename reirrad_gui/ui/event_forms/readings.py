"""How single values stand in a form and are read from it: numbers, counts, grades, places. No Qt."""

from collections.abc import Callable
from typing import Any

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.facts import Gleason
from reirrad_gui.patient.pasted.table import read_number
from reirrad_gui.patient.sites import Site
from reirrad_gui.patient.written_sites import read_sites
from reirrad_gui.ui.event_forms.fields import Where

SITES_APART = ";"


def as_text(text: str, _: Where) -> str:
    """Words as they are written."""
    return text


def number_text(number: float) -> str:
    """A number with all its digits, and no more.

    >>> number_text(22.5), number_text(30.0), number_text(0.1)
    ('22.5', '30', '0.1')
    """
    return f"{number:.10f}".rstrip("0").rstrip(".")


def plain_number(text: str, what: str) -> float:
    """A number without a sign of a limit and without a unit; EntryError otherwise.

    >>> plain_number("22,5", "dose")
    22.5
    """
    found = read_number(text)
    if found.bound or found.unit:
        raise EntryError(f"Write the {what} as a number alone, not “{text}”.")
    return found.value


def as_whole(what: str, low: int, high: int) -> Callable[[str, Where], int]:
    """Reads a whole number within a range."""

    def read(text: str, _: Where) -> int:
        number = plain_number(text, what)
        if number != int(number) or not low <= number <= high:
            raise EntryError(f"The {what} is a whole number from {low} to {high}; “{text}” cannot be used.")
        return int(number)

    return read


def as_number(what: str) -> Callable[[str, Where], float]:
    """Reads a number; its range is for the facts to judge."""
    return lambda text, _: plain_number(text, what)


def as_count(text: str, _: Where) -> Count | None:
    """A number of lesions with its bounds."""
    return Count.parse(text)


def count_text(count: Count) -> str:
    """A count in words that are read back.

    >>> count_text(Count(4, None)), count_text(Count(6, 20)), count_text(Count(3, 3))
    ('at least 4', '6-20', '3')
    """
    if count.most is None:
        return f"at least {count.fewest}"
    return f"{count.fewest}" if count.fewest == count.most else f"{count.fewest}-{count.most}"


def as_gleason(text: str, where: Where) -> Gleason:
    """Two patterns with a plus between them; a sum after them must be theirs.

    >>> as_gleason("3+4", Where("")), as_gleason("4 + 3 = 7", Where(""))
    (Gleason(primary=3, secondary=4), Gleason(primary=4, secondary=3))
    """
    del where
    patterns, _, total = text.replace(" ", "").lower().removeprefix("gleason").partition("=")
    first, plus, second = patterns.partition("+")
    if not (plus and first.isdecimal() and second.isdecimal() and (not total or total.isdecimal())):
        raise EntryError(f"Write both Gleason patterns, the more common one first (3+4), not “{text}”.")
    if total and int(total) != int(first) + int(second):
        raise EntryError(f"{first} and {second} do not add up to {total}: correct the Gleason patterns.")
    return Gleason(int(first), int(second))


def gleason_text(gleason: Gleason) -> str:
    """Both patterns."""
    return f"{gleason.primary}+{gleason.secondary}"


def sites_text(sites: tuple[Site, ...]) -> str:
    """Places in words, with semicolons between them."""
    return f"{SITES_APART} ".join(site.text for site in sites)


def as_sites(text: str, where: Where) -> tuple[Site, ...]:
    """Places as reports write them; those that stood there before stay as they were. EntryError for what is asked."""
    known = {site.text: site for site in where.before or ()}
    found: list[Site] = []
    for part in (one.strip() for one in text.split(SITES_APART)):
        if part in known:
            found.append(known[part])
        elif part:
            found += places(part)
    return tuple(found)


def places(text: str) -> tuple[Site, ...]:
    """All places that are written; EntryError with what is asked."""
    read = read_sites(text)
    if read.asked:
        raise EntryError(read.asked[0])
    return read.sites


def enum_options(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The members of an enumeration by their words."""
    return tuple((str(one.value), one) for one in kind)


YES_NO: tuple[tuple[str, Any], ...] = (("yes", True), ("no", False))
