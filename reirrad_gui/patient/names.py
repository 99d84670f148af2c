"""Suggests the standard (TG-263) name an ROI name may stand for; only ever a suggestion.

Nothing is guessed: a paired organ without its side stays open, a structure derived from an organ is not the organ, and
a name with an addition nobody explained is not taken for what it contains.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal

from reirrad_gui.patient.name_table import Kind, Meaning, NameTable, name_table
from reirrad_gui.patient.name_words import key, plain, words

Confidence = Literal["exact", "alias", "ambiguous", "none"]

_DOSE = re.compile(r"\d\s*[\[(]?\s*(c?gy|%)")
_DISTANCE = re.compile(r"\d\s*(mm|cm)")
_PLAIN_SIGNS = re.compile(r"[\w\s.-]*")
"""A name with any other sign ("Rectum?", "Rectum^") is never taken for the standard name without asking."""
_PLANNING_MARK = re.compile(r"^[_~]|~$")
_JOINING = re.compile(r"[-+&/\\]")
_GLUED = ("prv", "opt", "ring", "wall", "avoid", "crop", "z")


@dataclass(frozen=True, slots=True)
class NameSuggestion:
    """What an ROI name may stand for, and how sure that is.

    Parameters
    ----------
    canonical : str or None
        TG-263 name; None unless exactly one fits.
    confidence : "exact", "alias", "ambiguous" or "none"
        Exact: the TG-263 name itself but for case, spaces, underscores and accents. Alias: another way of writing it.
        Ambiguous: the alternatives are known, the choice is the user's.
    reason : str
        In words, for the person who confirms it.
    alternatives : tuple of str
        TG-263 names that it may be instead.
    kind : str
        "organ", "target", "external", "support", "point", "derived", "other" or "unknown".
    """

    canonical: str | None
    confidence: Confidence
    reason: str
    alternatives: tuple[str, ...] = ()
    kind: Kind = "unknown"


@lru_cache(maxsize=1024)
def suggest_name(roi_name: str) -> NameSuggestion:
    """The TG-263 name that `roi_name` may stand for.

    Parameters
    ----------
    roi_name : str
        As the file says it, in English, Romanian, German or French.

    Examples
    --------
    >>> suggest_name("vezica urinară").canonical
    'Bladder'
    >>> suggest_name("Lt Lung").canonical
    'Lung_L'
    >>> suggest_name("femoral head").alternatives
    ('Femur_Head_L', 'Femur_Head_R')
    >>> suggest_name("optBRAIN").kind
    'derived'
    """
    table, name = name_table(), roi_name.strip()
    if not key(name):
        return NameSuggestion(None, "none", "The structure has no name.")
    if name in table.canonical:
        return _meant(name, Meaning(name, table.meanings[key(name)].kind, exact=True))
    for reading in _READINGS:
        if suggestion := reading(name, table):
            return suggestion
    return NameSuggestion(None, "none", f"“{name}” is not in the table of names.")


def _meant(name: str, meaning: Meaning) -> NameSuggestion:
    """The suggestion for a name whose meaning is in the table."""
    why = f": {meaning.why}" if meaning.why else ""
    if meaning.canonical is None and not meaning.alternatives:
        return NameSuggestion(None, "none", f"“{name}” is not an organ ({meaning.kind}).", (), meaning.kind)
    if meaning.canonical is None:
        return NameSuggestion(
            None,
            "ambiguous",
            f"“{name}” can be {' or '.join(meaning.alternatives)}{why}.",
            meaning.alternatives,
            meaning.kind,
        )
    if meaning.exact:
        return NameSuggestion(meaning.canonical, "exact", f"“{name}” is the TG-263 name.", (), meaning.kind)
    said = f"“{name}” is another way of writing {meaning.canonical}{why}."
    return NameSuggestion(meaning.canonical, "alias", said, meaning.alternatives, meaning.kind)


def _known(name: str, table: NameTable) -> NameSuggestion | None:
    """The whole name is in the table, or is once its side is taken out of the middle."""
    meaning = table.meanings.get(key(name)) or _with_side_anywhere(words(name), table)
    if meaning is None:
        return None
    return _meant(name, meaning if _PLAIN_SIGNS.fullmatch(plain(name)) else replace(meaning, exact=False))


def _with_side_anywhere(said: tuple[str, ...], table: NameTable) -> Meaning | None:
    sided = [i for i, word in enumerate(said) if word in table.sides]
    if len(sided) != 1:
        return None
    rest = said[: sided[0]] + said[sided[0] + 1 :]
    meaning = table.meanings.get("".join(rest) + said[sided[0]]) if "".join(rest) in table.one_side_missing else None
    return None if meaning is None else replace(meaning, exact=False)


def _planning_mark(name: str, _: NameTable) -> NameSuggestion | None:
    """TG-263 begins structures that only serve planning with an underscore, and marks parts with a tilde."""
    return _derived(name, "its first or last sign says so") if _PLANNING_MARK.search(name) else None


def _unclear_side(name: str, table: NameTable) -> NameSuggestion | None:
    """A lone D or S beside a paired organ ("Lung_S"): right in one language, something else in another."""
    return _without_clear_side(name, words(name.casefold()), table)


def _unclear_capital(name: str, table: NameTable) -> NameSuggestion | None:
    """The same written as one word ("FemurD"), where that word is not a name of its own ("LungS")."""
    return _without_clear_side(name, words(name), table)


def _without_clear_side(name: str, said: tuple[str, ...], table: NameTable) -> NameSuggestion | None:
    for i, word in enumerate(said):
        both = table.one_side_missing.get("".join(said[:i] + said[i + 1 :]))
        if both and table.sides.get(word, "") is None:
            reason = f"“{name}” can be {both[0]} or {both[1]}: “{word.upper()}” does not say plainly which side."
            return NameSuggestion(None, "ambiguous", reason, both, "organ")
    return None


def _combined(name: str, table: NameTable) -> NameSuggestion | None:
    """Two structures joined by a sign ("PTV-rectum", "Lungs-GTV") are neither of them; "PTV-Prostate" is a target."""
    parts = [part for part in _JOINING.split(name) if key(part)]
    targets = [part for part in parts if _begins_as_target(part, table)]
    organs = [organ for part in parts if part not in targets if (organ := _organs_inside(words(part), table))]
    if len(targets) + len(organs) < 2:
        return None
    if len(targets) == 1 and targets == parts[:1] and all(table.target_sites.issuperset(organ) for organ in organs):
        return None
    return _derived(name, "a combination")


def _begins_as_target(name: str, table: NameTable) -> bool:
    return key(name).startswith(table.targets)


def _target(name: str, table: NameTable) -> NameSuggestion | None:
    """A name that begins with GTV, CTV, PTV …; "PTV_opt" and "PTV ring" are made from one."""
    if not _begins_as_target(name, table):
        return None
    if made_by := next((word for word in words(name) if word in table.derived), None):
        return _derived(name, f"“{made_by}”")
    return NameSuggestion(None, "none", f"“{name}” is a target, not an organ.", (), "target")


def _changed(name: str, table: NameTable) -> NameSuggestion | None:
    """A planning margin, an optimisation structure, a wall, an isodose …: made from an organ, not the organ."""
    said, joined = words(name), key(name)
    inside = _organs_inside(said, table)
    if "wall" in said or joined.endswith("wall"):
        inside = inside or _organs_inside((joined.removesuffix("wall"),), table)
        walls = tuple(table.walls[organ] for organ in inside if organ in table.walls)
        return _derived(name, "“wall”", walls)
    if mark := next((word for word in said if word in table.derived), None):
        return _derived(name, f"“{mark}”")
    if _DOSE.search(name.casefold()):
        return _derived(name, "a dose")
    if mark := _glued_mark(joined, table):
        return _derived(name, f"“{mark}”")
    of_target = any(word.startswith(table.targets) for word in said)
    partly = any(word in table.derived_beside_an_organ for word in said) or _DISTANCE.search(name.casefold())
    if of_target or (inside and partly):
        return _derived(name, "a part of, or a combination with, another structure")
    return None


def _glued_mark(joined: str, table: NameTable) -> str | None:
    for mark in _GLUED:
        for rest in (joined.removeprefix(mark), joined.removesuffix(mark)):
            if rest != joined and (rest in table.meanings or rest.startswith(table.targets)):
                return mark
    return None


def _accessory(name: str, table: NameTable) -> NameSuggestion | None:
    """A couch, a mask, an isocentre with a number or a word beside it."""
    said = set(words(name))
    if said & table.support:
        return _meant(name, Meaning(None, "support"))
    return _meant(name, Meaning(None, "point")) if said & table.points else None


def _with_addition(name: str, table: NameTable) -> NameSuggestion | None:
    """An organ with words beside it that the table does not explain."""
    inside = _organs_inside(words(name), table)
    if not inside:
        return None
    reason = f"“{name}” contains {' or '.join(inside)} with an addition that is not understood."
    return NameSuggestion(None, "none", reason, inside)


def _organs_inside(said: tuple[str, ...], table: NameTable) -> tuple[str, ...]:
    """What the longest run of words that is an organ stands for; empty if none is."""
    runs = sorted(combinations(range(len(said) + 1), 2), key=lambda run: run[0] - run[1])
    for first, after in runs:
        meaning = table.meanings.get("".join(said[first:after]))
        if meaning and meaning.kind == "organ":
            return (meaning.canonical,) if meaning.canonical else meaning.alternatives
    return ()


def _derived(name: str, mark: str, alternatives: tuple[str, ...] = ()) -> NameSuggestion:
    reason = f"“{name}” is derived from another structure ({mark}) and is not the organ itself."
    return NameSuggestion(None, "none", reason, alternatives, "derived")


_READINGS = (
    _planning_mark,
    _combined,
    _unclear_side,
    _known,
    _unclear_capital,
    _target,
    _changed,
    _with_addition,
    _accessory,
)
"""Ways to understand a name, in the order in which they are tried: what forbids a suggestion comes first."""
