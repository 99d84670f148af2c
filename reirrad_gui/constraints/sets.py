"""Named, dated sets of limits: what belongs together, and what was looked for and not found."""

from dataclasses import dataclass
from typing import Final

from reirrad_gui.constraints.limit import Evidence, Limit, Scope
from reirrad_gui.constraints.stamp import Stamp

DEFAULT_SET: Final = "pelvis-slevin-2021"
SCHEMA: Final = "reirrad-gui/constraint-set/1"


@dataclass(frozen=True, slots=True)
class OrganGap:
    """An organ for which the set's author looked for a cumulative limit and found none that can be used."""

    organ: str
    reason: str

    def __post_init__(self) -> None:
        if not (self.organ.strip() and self.reason.strip()):
            raise ValueError("a gap needs an organ and a reason")


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen in patients: shown beside limits and never judged by, because seeing no harm is no tolerance.

    Parameters
    ----------
    applies_to : tuple of str
        Canonical names of the organs it speaks of; at least one.
    said : str
        Dose, number of patients and outcome in a sentence.
    citation, doi, year, evidence
        As of a `Limit`.

    Raises
    ------
    ValueError
        No organ, nothing said, or no source.
    """

    applies_to: tuple[str, ...]
    said: str
    citation: str
    evidence: Evidence
    doi: str | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        if not (self.applies_to and self.said.strip() and self.citation.strip()):
            raise ValueError("an observation needs an organ, what was seen, and its source")


@dataclass(frozen=True, slots=True)
class ConstraintSet:
    """Limits that belong together, with who put them together and when.

    Raises
    ------
    ValueError
        Two limits share a key, or a name, title, version, date or author is missing.
    """

    name: str
    title: str
    version: str
    date: str
    author: str
    limits: tuple[Limit, ...]
    notes: tuple[str, ...] = ()
    gaps: tuple[OrganGap, ...] = ()
    observations: tuple[Observation, ...] = ()
    based_on: str = ""

    def __post_init__(self) -> None:
        for field_name in ("name", "title", "version", "date", "author"):
            if not getattr(self, field_name).strip():
                raise ValueError(f"a constraint set needs its {field_name}")
        keys = [limit.key for limit in self.limits]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"the key {', '.join(twice)} is used for more than one limit")

    @property
    def stamp(self) -> Stamp:
        """What results say of this set."""
        return Stamp(self.name, self.title, self.version, self.date, self.author, self.based_on)

    def limit(self, key: str) -> Limit:
        """The limit of this key; KeyError otherwise."""
        for limit in self.limits:
            if limit.key == key:
                return limit
        raise KeyError(key)

    @property
    def organs(self) -> tuple[str, ...]:
        """Organs with a cumulative limit, in the set's order, each once."""
        return tuple(dict.fromkeys(limit.organ for limit in self.limits if limit.scope is Scope.CUMULATIVE))
