"""What the literature says, claim by claim with figures and sources, and what the founding texts say instead.

Read from `resources/evidence/*.json`; every claim has a source with its year, and every figure says how surely it was
read. `lint` finds what is missing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from reirrad_gui.clinical.outcome import Mark, weakest
from reirrad_gui.errors import CaseFileError
from reirrad_gui.resources import resource

SCHEMA: Final = "reirrad-gui/evidence/1"
BONE_METASTASES: Final = "bone-metastases"


@dataclass(frozen=True, slots=True)
class EvidenceFigure:
    """One figure as its source gives it, with how surely it was read."""

    what: str
    value: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """A source; `why_no_identifier` says why there is neither DOI nor PMID nor page."""

    citation: str
    year: int
    identifier: str
    why_no_identifier: str
    mark: Mark

    @property
    def text(self) -> str:
        """ "Wong et al. 2014, doi …", with the caution where the citation itself is from memory."""
        where = self.identifier or self.why_no_identifier
        caution = f" ({self.mark.caution})" if self.mark.caution else ""
        return f"{self.citation}, {self.year}; {where}{caution}"


@dataclass(frozen=True, slots=True)
class Misquote:
    """What a founding text says of the same, and what is right; `verdict` in a few words."""

    where: str
    says: str
    verdict: str
    instead: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the literature says. `mark` is the least sure of its figures and sources."""

    key: str
    topic: str
    claim: str
    figures: tuple[EvidenceFigure, ...]
    sources: tuple[EvidenceSource, ...]
    misquotes: tuple[Misquote, ...]

    @property
    def mark(self) -> Mark:
        """How surely the least sure part of it was read."""
        return weakest((*(one.mark for one in self.figures), *(one.mark for one in self.sources)))

    @property
    def caution(self) -> str:
        """ "check against the paper" where any part was not read there."""
        return self.mark.caution

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything of it, line by line: to read and to copy."""
        told = [f"  {one.what}: {one.value} [{one.mark.value}]{_noted(one.mark)}" for one in self.figures]
        cited = [f"  Source: {one.text}" for one in self.sources]
        instead = [f"  {one.where}: {one.says} ({one.verdict}) {one.instead}" for one in self.misquotes]
        return (f"{self.topic}: {self.claim}", *told, *cited, *instead)

    def holds(self, words: str) -> bool:
        """Whether every word occurs somewhere in it, whatever the case of its letters."""
        text = " ".join(self.lines).casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """A table of claims with its version."""

    title: str
    version: str
    date: str
    author: str
    notes: tuple[str, ...]
    claims: tuple[Claim, ...]

    def found(self, words: str) -> tuple[Claim, ...]:
        """The claims that hold every word; all of them without words."""
        return tuple(claim for claim in self.claims if claim.holds(words))


def _noted(mark: Mark) -> str:
    return f" {mark.caution}" if mark.caution else ""


def load_evidence(name: str = BONE_METASTASES, path: Path | None = None) -> Evidence:
    """A shipped table, or that of a file.

    Raises
    ------
    CaseFileError
        The file is no evidence table of this version; the sentence says what is wrong with it.

    Examples
    --------
    >>> table = load_evidence()
    >>> [claim.key for claim in table.found("2,694 denominator")]
    ['response-huisman']
    """
    file = path or resource("evidence", f"{name}.json")
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        if read["schema"] != SCHEMA:
            raise CaseFileError(f"{file.name} is no evidence table this version can read ({read['schema']}).")
        return _table(read)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CaseFileError(
            f"{file.name} is not a complete evidence table ({error}); nothing of it is shown."
        ) from error


def _table(read: Mapping[str, Any]) -> Evidence:
    claims = tuple(_claim(one) for one in read["claims"])
    return Evidence(read["title"], read["version"], read["date"], read["author"], tuple(read["notes"]), claims)


def _claim(read: Mapping[str, Any]) -> Claim:
    figures = tuple(EvidenceFigure(one["what"], one["value"], Mark(one["mark"])) for one in read["figures"])
    misquotes = tuple(Misquote(one["where"], one["says"], one["verdict"], one["instead"]) for one in read["misquotes"])
    sources = tuple(_source(one) for one in read["sources"])
    return Claim(read["key"], read["topic"], read["claim"], figures, sources, misquotes)


def _source(read: Mapping[str, Any]) -> EvidenceSource:
    return EvidenceSource(
        read["citation"], int(read["year"]), read["identifier"], read.get("why_no_identifier", ""), Mark(read["mark"])
    )


def lint(evidence: Evidence) -> tuple[str, ...]:
    """What is missing or doubtful in a table, one sentence each; empty when nothing is."""
    keys = [claim.key for claim in evidence.claims]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    found = [f"{key}: there are two claims of this key." for key in twice]
    for claim in evidence.claims:
        found += [f"{claim.key}: {problem}" for problem in _problems(claim)]
    return tuple(found)


def _problems(claim: Claim) -> Sequence[str]:
    found = [f"{name} is empty." for name in ("key", "topic", "claim") if not getattr(claim, name).strip()]
    found += [] if claim.figures else ["no figure."]
    found += [] if claim.sources else ["no source."]
    found += [f"“{one.what}” has no value." for one in claim.figures if not one.value.strip()]
    for source in claim.sources:
        found += [] if source.citation.strip() else ["a source without its citation."]
        found += [] if 1900 <= source.year <= 2100 else [f"{source.citation}: no such year."]
        found += [] if source.identifier or source.why_no_identifier else [f"{source.citation}: no identifier."]
    return found


def evidence_lines(evidence: Evidence) -> tuple[str, ...]:
    """The table as text, a blank line between claims."""
    heading = (f"{evidence.title} (version {evidence.version}, {evidence.date})", *evidence.notes)
    return (*heading, *(line for claim in evidence.claims for line in ("", *claim.lines)))


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """The table as plain data; every claim with its caution, empty where all of it was read."""
    claims = [{**asdict(claim), "mark": claim.mark, "caution": claim.caution} for claim in evidence.claims]
    return {"schema": SCHEMA, **asdict(evidence), "claims": claims}
