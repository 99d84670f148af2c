"""Reads anatomical sites as reports write them, without taking a rib for a vertebra or inventing a side.

"C4" is the fourth neck vertebra in English and the fourth rib (coasta) in Romanian reports: without a word that says
which, it is asked for.
"""

import re
from dataclasses import dataclass

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.name_words import plain
from reirrad_gui.patient.sites import RIB, VERTEBRA, Side, Site, SiteTable, site_table

_LEVEL = re.compile(r"\b(th|[ctdls])\s?(\d{1,2})(?:\s*(?:-|–|to|la|pana la)\s*(th|[ctdls])?\s?(\d{1,2}))?\b")
_NUMBER = re.compile(r"\b(\d{1,2})(?:\s*(?:-|–|to|la)\s*(\d{1,2}))?\b")
_BETWEEN = re.compile(r"\s*(?:,|;|\+|\band\b|\bsi\b|\n)\s*")
_FILLING = re.compile(r"\b(?:of|the|on|in|side|at|al|ale|a|partea|level|nivel|hemi)\b|[()./]")
_NECK_LAST = 7


@dataclass(frozen=True, slots=True)
class SitesRead:
    """What was understood; `asked` says, a sentence each, what was not, and `notes` how something was read."""

    sites: tuple[Site, ...]
    asked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_sites(text: str) -> SitesRead:
    """All sites of a list with commas, semicolons or "and" between them; nothing is guessed.

    Examples
    --------
    >>> [site.text for site in read_sites("T8, L3-L4, right ischium").sites]
    ['T8', 'L3', 'L4', 'right ischium']
    >>> read_sites("C4-C7").asked[0]
    '“C4-C7” can be neck vertebrae or ribs (coasta): write “ribs 4 to 7” or “vertebrae C4 to C7”.'
    >>> [site.text for site in read_sites("D8").sites]
    ['T8']
    """
    sites: list[Site] = []
    asked: list[str] = []
    notes: list[str] = []
    for part in (one.strip() for one in _parts(text)):
        try:
            found, note = _sites_of(part)
        except EntryError as error:
            asked.append(str(error))
            continue
        sites += found
        notes += note
    return SitesRead(tuple(sites), tuple(asked), tuple(notes))


def read_site(text: str) -> Site:
    """The one site that is written.

    Raises
    ------
    EntryError
        It is not understood, can be two things, or is more than one site.

    >>> read_site("left ischio-pubian branch").text
    'left ischiopubic ramus'
    """
    read = read_sites(text)
    if read.asked:
        raise EntryError(read.asked[0])
    if len(read.sites) != 1:
        raise EntryError(f"“{text.strip()}” is {len(read.sites)} sites; write one.")
    return read.sites[0]


def _parts(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text) if part.strip()]


def _sites_of(written: str) -> tuple[list[Site], list[str]]:
    table, said = site_table(), _plain(written)
    if site := table.names.get(said):
        return [Site(site, written=written)], []
    said, ribs = _without(said, table.rib_words)
    said, vertebrae = _without(said, table.vertebra_words)
    levels, notes, said = _levels(written, said, ribs=ribs, vertebrae=vertebrae)
    said, side = _side(written, said, table)
    said, part = _part(said, table)
    said = " ".join(_FILLING.sub(" ", said).split())
    if levels and not said:
        return [Site(kind, level, side, part, written) for kind, level in levels], notes
    if not levels and (term := _term(said, table, ribs=ribs, vertebrae=vertebrae)):
        return [Site(term, "", side, part, written)], notes
    raise EntryError(f"“{written}” is not understood as a place in the body. Write it as in the list of terms.")


def _plain(text: str) -> str:
    return " ".join(plain(text).replace("’", " ").split())


def _term(said: str, table: SiteTable, *, ribs: bool, vertebrae: bool) -> str | None:
    if not said:
        return RIB if ribs else VERTEBRA if vertebrae else None
    return None if ribs or vertebrae else table.names.get(said)


def _without(said: str, phrases: tuple[str, ...]) -> tuple[str, bool]:
    """The text without these words, and whether one was there."""
    for phrase in phrases:
        left, found = re.subn(rf"\b{re.escape(phrase)}\b", " ", said)
        if found:
            return left, True
    return said, False


def _side(written: str, said: str, table: SiteTable) -> tuple[str, Side]:
    words = said.split()
    found = {table.sides[word] for word in words if word in table.sides}
    if table.unclear_sides.intersection(words):
        letter = next(word for word in words if word in table.unclear_sides).upper()
        raise EntryError(f"“{written}”: “{letter}” does not say plainly which side. Write left or right.")
    if len(found) > 1:
        found = {Side.BOTH}
    rest = " ".join(word for word in words if word not in table.sides)
    return rest, found.pop() if found else Side.NOT_STATED


def _part(said: str, table: SiteTable) -> tuple[str, str]:
    for way in sorted(table.parts, key=len, reverse=True):
        left, found = re.subn(rf"\b{re.escape(way)}\b", " ", said)
        if found:
            return left, table.parts[way]
    return said, ""


Levels = list[tuple[str, str]]


def _levels(written: str, said: str, *, ribs: bool, vertebrae: bool) -> tuple[Levels, list[str], str]:
    """Ribs and vertebrae that are numbered, how they were read where that is worth saying, and the rest of the text."""
    levels: Levels = []
    notes: list[str] = []
    for match in _LEVEL.finditer(said):
        found, note = _range(written, match, ribs=ribs, vertebrae=vertebrae)
        levels += found
        notes += note
    said = _LEVEL.sub(" ", said)
    if ribs:
        for match in _NUMBER.finditer(said):
            levels += _ribs(written, int(match[1]), int(match[2] or match[1]))
        said = _NUMBER.sub(" ", said)
    return levels, notes, said


def _range(written: str, match: "re.Match[str]", *, ribs: bool, vertebrae: bool) -> tuple[Levels, list[str]]:
    table = site_table()
    first, last = match[1], match[3] or match[1]
    numbers = int(match[2]), int(match[4] or match[2])
    if first == last == "c":
        if ribs and vertebrae:
            raise EntryError(f"“{written}” names ribs and vertebrae at once: write them apart.")
        if ribs:
            return _ribs(written, *numbers), []
        if not vertebrae and max(numbers) <= _NECK_LAST:
            raise EntryError(_which(written, numbers))
        if not vertebrae:
            note = f"“{written}” is read as {_span(RIB, numbers)}: there is no neck vertebra {max(numbers)}."
            return _ribs(written, *numbers), [note]
    elif ribs:
        raise EntryError(f"“{written}” names ribs and vertebrae at once: write them apart.")
    top, bottom = f"{table.letters[first]}{numbers[0]}", f"{table.letters[last]}{numbers[1]}"
    if top not in table.spine or bottom not in table.spine or table.spine.index(top) > table.spine.index(bottom):
        raise EntryError(f"“{written}”: there are no such vertebrae. Write for example T8, or T8 to T10.")
    named = table.spine[table.spine.index(top) : table.spine.index(bottom) + 1]
    return [(VERTEBRA, level) for level in named], []


def _ribs(written: str, first: int, last: int) -> Levels:
    if not 1 <= first <= last <= site_table().last_rib:
        raise EntryError(f"“{written}”: ribs are numbered from 1 to {site_table().last_rib}.")
    return [(RIB, str(number)) for number in range(first, last + 1)]


def _which(written: str, numbers: tuple[int, int]) -> str:
    first, last = numbers
    vertebrae = f"vertebra C{first}" if first == last else f"vertebrae C{first} to C{last}"
    return (
        f"“{written}” can be neck vertebrae or ribs (coasta): write “{_span(RIB, numbers)}” or “{vertebrae}”."
        if first != last
        else f"“{written}” can be a neck vertebra or a rib (coasta): write “{_span(RIB, numbers)}” or “{vertebrae}”."
    )


def _span(name: str, numbers: tuple[int, int]) -> str:
    first, last = numbers
    return f"{name} {first}" if first == last else f"{name}s {first} to {last}"
