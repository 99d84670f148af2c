"""The shipped table of organ names, turned into one look-up: every way of writing a name to what it stands for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from reirrad_gui.patient.name_words import key, keys
from reirrad_gui.resources import resource

Kind = Literal["organ", "target", "external", "support", "point", "derived", "other", "unknown"]

SCHEMA = "reirrad-gui/names/1"
SIDES = {"left": "L", "right": "R"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a written name stands for.

    `canonical` is None where it could be several: then `alternatives` are they, and `why` says what is missing.
    """

    canonical: str | None
    kind: Kind
    exact: bool = False
    alternatives: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class NameTable:
    """Meanings by key (`name_words.key`), and the words that change a meaning.

    `one_side_missing` holds the keys of paired organs without their side and the two names they may stand for.
    """

    meanings: Mapping[str, Meaning]
    canonical: frozenset[str]
    one_side_missing: Mapping[str, tuple[str, str]]
    sides: Mapping[str, str | None]
    targets: tuple[str, ...]
    target_sites: frozenset[str]
    walls: Mapping[str, str]
    support: frozenset[str]
    points: frozenset[str]
    derived: frozenset[str]
    derived_beside_an_organ: frozenset[str]


@cache
def name_table() -> NameTable:
    """The shipped table; ValueError when two of its rows contradict each other."""
    return table_from(resource("names", "tg263_aliases.json"))


def table_from(file: Path) -> NameTable:
    """A table from a file of the shipped form.

    Raises
    ------
    ValueError
        Another schema, or one way of writing that stands for two names in two rows.
    """
    content = json.loads(file.read_text(encoding="utf-8"))
    if content["schema"] != SCHEMA:
        raise ValueError(f"the schema of {file.name} must be {SCHEMA!r}, not {content['schema']!r}")
    sides = {plain: SIDES.get(side) for side, written in content["sides"].items() for w in written for plain in keys(w)}
    return NameTable(
        meanings=MappingProxyType(_meanings(content, sides)),
        canonical=frozenset(name for row in content["organs"] for name in _own_names(row)),
        one_side_missing=MappingProxyType(dict(_paired_keys(content))),
        sides=MappingProxyType(sides),
        targets=tuple(content["targets"]),
        target_sites=frozenset(content["target_sites"]),
        walls=MappingProxyType(content["walls"]),
        **{
            name: frozenset(k for word in content[name] for k in keys(word))
            for name in ("support", "points", "derived", "derived_beside_an_organ")
        },
    )


def _meanings(content: dict[str, Any], sides: Mapping[str, str | None]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for row in content["organs"]:
        for name in _own_names(row):
            _add_exact(found, name, row.get("kind", "organ"))
    for written, meaning in _aliases(content, sides):
        known = found.setdefault(written, meaning)
        if known is not meaning and known != meaning and not known.exact:
            raise ValueError(f"“{written}” stands for {known} and for {meaning}")
    return found


def _add_exact(found: dict[str, Meaning], name: str, kind: Kind) -> None:
    """Two canonical names that differ in nothing but case and underscores (VBs, VB_S) are told apart by them only."""
    other = found.get(key(name))
    if other is None:
        found[key(name)] = Meaning(name, kind, exact=True)
    else:
        names = (*other.alternatives, *([other.canonical] if other.canonical else []), name)
        why = f"{' and '.join(names)} differ only in how they are written"
        found[key(name)] = Meaning(None, kind, exact=True, alternatives=names, why=why)


def _own_names(row: dict[str, Any]) -> Iterator[str]:
    if not row.get("paired"):
        yield row["name"]
        return
    yield from _both_sides(row)
    if "both" in row:
        yield row["both"]


def _both_sides(row: dict[str, Any]) -> tuple[str, str]:
    return f"{row['name']}_L", f"{row['name']}_R"


def _paired_keys(content: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for row in content["organs"]:
        if row.get("paired"):
            for alias in (row["name"], *row.get("aliases", ())):
                for written in keys(alias):
                    yield written, _both_sides(row)


def _aliases(content: dict[str, Any], sides: Mapping[str, str | None]) -> Iterator[tuple[str, Meaning]]:
    for row in content["organs"]:
        yield from _paired_aliases(row, sides) if row.get("paired") else _single_aliases(row)
    for row in content["ambiguous"]:
        meaning = Meaning(None, "organ", alternatives=tuple(row["names"]), why=row["reason"])
        yield from _written(row["aliases"], meaning)
    yield from _written(content["support"], Meaning(None, "support"))
    yield from _written(content["points"], Meaning(None, "point"))


def _single_aliases(row: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    meaning = Meaning(row["name"], row.get("kind", "organ"), False, tuple(row.get("instead", ())), row.get("why", ""))
    return _written(row.get("aliases", ()), meaning)


def _paired_aliases(row: dict[str, Any], sides: Mapping[str, str | None]) -> Iterator[tuple[str, Meaning]]:
    why = row.get("why", "")
    aliases = [written for alias in (row["name"], *row.get("aliases", ())) for written in keys(alias)]
    for side in SIDES.values():
        instead = tuple(f"{other}_{side}" for other in row.get("instead", ()))
        meaning = Meaning(f"{row['name']}_{side}", "organ", False, instead, why)
        said = [word for word, stands_for in sides.items() if stands_for == side]
        for alias, word in product(aliases, said):
            yield from ((alias + word, meaning), (word + alias, meaning))
    no_side = Meaning(None, "organ", False, _both_sides(row), "the name does not say left or right")
    yield from ((alias, no_side) for alias in aliases)
    both = row.get("both")
    one_contour = Meaning(both, "organ", False, (), "") if both else None
    undivided = Meaning(
        None, "organ", False, _both_sides(row), "the name says both sides, and there is no name for that"
    )
    yield from _written(row.get("both_aliases", ()), one_contour or undivided)


def _written(aliases: list[str], meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    for alias in aliases:
        for written in keys(alias):
            yield written, meaning
