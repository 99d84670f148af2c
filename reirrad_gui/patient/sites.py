"""Anatomical sites of events, with their side; a side that nobody states stays a value of its own.

Structures and their synonyms are in resources/names/sites.json; `written_sites` reads them from text.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.name_words import plain
from reirrad_gui.resources import resource

SCHEMA = "reirrad-gui/sites/1"
RIB, VERTEBRA = "rib", "vertebra"


class Side(Enum):
    """Laterality."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both sides"
    UNPAIRED = "unpaired"
    """There is only one of it, and no side is given."""
    NOT_STATED = "side not stated"
    """There are two, and the source does not say which."""


@dataclass(frozen=True, slots=True)
class SiteTable:
    """Terms of the shipped table. `names` leads from a plain way of writing to the term, `parts` to the part's name."""

    names: Mapping[str, str]
    paired: frozenset[str]
    parts: Mapping[str, str]
    sides: Mapping[str, Side]
    unclear_sides: frozenset[str]
    rib_words: tuple[str, ...]
    vertebra_words: tuple[str, ...]
    letters: Mapping[str, str]
    """From a written letter of a vertebra ("d", "th") to the one it is shown with ("T")."""
    spine: tuple[str, ...]
    """All vertebrae from top to bottom: "C1" to "S5"."""
    last_rib: int

    @property
    def terms(self) -> frozenset[str]:
        """Every structure that a site may name."""
        return frozenset(self.names.values()) | {RIB, VERTEBRA}


@lru_cache(maxsize=1)
def site_table() -> SiteTable:
    """The shipped table of anatomical terms."""
    said = json.loads(resource("names", "sites.json").read_text(encoding="utf-8"))
    if said["schema"] != SCHEMA:
        raise ValueError(f"the schema of sites.json must be {SCHEMA!r}, not {said['schema']!r}")
    levels = said["vertebrae"]["levels"]
    return SiteTable(
        names=MappingProxyType({plain(w): row["name"] for row in said["structures"] for w in _ways(row)}),
        paired=frozenset({RIB, *(row["name"] for row in said["structures"] if row.get("paired"))}),
        parts=MappingProxyType({plain(w): row["name"] for row in said["parts"] for w in _ways(row)}),
        sides=MappingProxyType({w: _SIDES[side] for side, written in said["sides"].items() for w in written}),
        unclear_sides=frozenset(said["unclear_sides"]),
        rib_words=_longest_first(said["ribs"]["words"]),
        vertebra_words=_longest_first(said["vertebrae"]["words"]),
        letters=MappingProxyType({w: row["letter"] for row in levels for w in row["written"]}),
        spine=tuple(f"{row['letter']}{n}" for row in levels for n in range(1, row["last"] + 1)),
        last_rib=said["ribs"]["last"],
    )


_SIDES = {"left": Side.LEFT, "right": Side.RIGHT, "both": Side.BOTH}


def _ways(row: Mapping[str, list[str]]) -> tuple[str, ...]:
    return (str(row["name"]), *row["aliases"])


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Site:
    """One place in the body.

    Parameters
    ----------
    structure : str
        A term of the table ("sternum", "rib", "vertebra"); empty where what is written is in no table.
    level : str
        "T8" of a vertebra, "4" of a rib; empty: not stated, or there is only one.
    side : Side
        Taken as unpaired for a structure of which there is only one, unless a side of it is named.
    part : str
        Of the structure ("posterior arch").
    written : str
        As the source writes it.

    Raises
    ------
    EntryError
        The structure is not in the table, or has no such level.

    Examples
    --------
    >>> Site("rib", "4", part="posterior arch", written="C4").text
    'rib 4, posterior arch, side not stated'
    >>> Site("vertebra", "T8").text, Site("ischium", side=Side.LEFT).text
    ('T8', 'left ischium')
    """

    structure: str
    level: str = ""
    side: Side = Side.NOT_STATED
    part: str = ""
    written: str = ""

    def __post_init__(self) -> None:
        table = site_table()
        if not self.structure:
            if not self.written.strip():
                raise EntryError("Name a place in the body, or write it as the source does.")
            return
        if self.structure not in table.terms:
            raise EntryError(f"“{self.structure}” is not in the table of anatomical terms; choose one of the list.")
        levels = {RIB: [str(n) for n in range(1, table.last_rib + 1)], VERTEBRA: table.spine}.get(self.structure, ())
        if self.level and self.level not in levels:
            raise EntryError(f"There is no {self.structure} {self.level}.")
        if self.side is Side.NOT_STATED and self.structure not in table.paired:
            object.__setattr__(self, "side", Side.UNPAIRED)

    @property
    def known(self) -> bool:
        """True for a term of the table."""
        return bool(self.structure)

    @property
    def side_missing(self) -> bool:
        """True where there are two of it and nobody says which."""
        return self.known and self.side is Side.NOT_STATED

    @property
    def text(self) -> str:
        """In words; a side that is not stated is said to be."""
        if not self.known:
            return self.written.strip()
        name = self.level if self.structure == VERTEBRA and self.level else f"{self.structure} {self.level}".strip()
        sided = {Side.LEFT: f"left {name}", Side.RIGHT: f"right {name}", Side.BOTH: f"{name}, both sides"}
        unsaid = ", side not stated" if self.side_missing else ""
        return sided.get(self.side, name) + (f", {self.part}" if self.part else "") + unsaid

    @property
    def place(self) -> tuple[str, str, Side]:
        """What makes two sites the same place, whatever part of it is named."""
        return self.structure or plain(self.written), self.level, self.side
