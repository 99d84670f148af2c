"""What the dialog of sets shows: sets, their limits with every column of evidence, and what the linter found. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.constraints import ConstraintSet, Finding, Limit, Severity, known_sets, lint
from reirrad_gui.constraints.library import is_shipped

COLUMNS = (
    "Organ", "Limit", "α/β", "Recovery", "Conditions", "Scope", "Evidence", "Confidence", "Source", "Agreement",
    "Endpoint", "Note",
)  # fmt: skip
SEEN, NONE_FOUND = "seen, not a limit", "no limit"


@dataclass(frozen=True, slots=True)
class SetRow:
    """One set in the list; `problem` is a sentence for a file that cannot be read."""

    name: str
    title: str
    edition: str
    shipped: bool
    in_force: bool
    problem: str = ""

    @property
    def state(self) -> str:
        """What it is, below its name in the list."""
        if self.problem:
            return "cannot be read"
        kind = "shipped, read-only" if self.shipped else "your own"
        return f"{kind}{', in force' if self.in_force else ''}"


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One line of the table; `key` is "" for what is no limit and cannot be edited. `full` says all of it."""

    key: str
    cells: tuple[str, ...]
    full: str


def set_rows(in_force: str | None) -> tuple[SetRow, ...]:
    """Shipped sets first, then the user's, then files that cannot be read."""
    known = known_sets()
    readable = [
        SetRow(one.name, one.title, one.stamp.edition, is_shipped(one.name), one.name == in_force) for one in known.sets
    ]
    broken = [SetRow(name, name, "", False, name == in_force, sentence) for name, sentence in known.problems]
    return (*readable, *broken)


def heading(one: ConstraintSet) -> str:
    """Who made the set, when, and what it was copied from."""
    based = f"Copied from {one.based_on}." if one.based_on else ""
    return f"{one.stamp.edition[0].upper()}{one.stamp.edition[1:]}. {based}".rstrip()


def limit_rows(one: ConstraintSet) -> tuple[LimitRow, ...]:
    """Limits in the set's order, then what was only seen, then organs for which nothing was found."""
    limits = [LimitRow(limit.key, limit_cells(limit), limit_in_full(limit)) for limit in one.limits]
    seen = [
        _remark(", ".join(o.applies_to), SEEN, o.evidence.text, _cited(o.citation, o.doi), o.said)
        for o in one.observations
    ]
    gaps = [_remark(gap.organ, NONE_FOUND, "", "", gap.reason) for gap in one.gaps]
    return (*limits, *seen, *gaps)


def limit_cells(limit: Limit) -> tuple[str, ...]:
    """One text per column."""
    level = "" if limit.level is None else f", {limit.level}"
    return (
        limit.organ,
        f"{limit.metric.text} ≤ {number(limit.limit_gy)} Gy {limit.quantity}",
        f"{number(limit.alpha_beta_gy)} Gy",
        limit.recovery_basis,
        limit.conditions_text or "–",
        f"{limit.scope}{level}",
        limit.evidence.text,
        str(limit.confidence),
        limit.short_citation,
        limit.consensus,
        limit.endpoint,
        limit.note,
    )


def limit_in_full(limit: Limit) -> str:
    """Everything about one limit, for reading and for the clipboard."""
    applies = ", ".join(limit.applies_to)
    stands_in = f"; {', '.join(limit.surrogates)} may stand in for it" if limit.surrogates else ""
    conditions = f"; {limit.conditions_text}" if limit.conditions_text else ""
    said = [
        f"{limit.organ}: {limit.text}{conditions}. Judged on {applies}{stands_in}.",
        limit.endpoint,
        limit.consensus,
        _cited(limit.citation, limit.doi),
        f"{limit.evidence.text}; confidence {limit.confidence}.",
        limit.note,
    ]
    return " ".join(one for one in said if one)


SOUND = "✔ Nothing found: units, order, duplicates, sources, names and α/β are consistent."


def finding_lines(findings: Sequence[Finding], sound: str = SOUND) -> tuple[str, ...]:
    """The worst first; one line that says so where there is nothing."""
    order = list(Severity)
    ranked = sorted(findings, key=lambda one: order.index(one.severity))
    lines = tuple(f"{one.severity.symbol} {str(one.severity).capitalize()}: {one.text}" for one in ranked)
    return lines or (sound,)


def findings_of(one: ConstraintSet) -> tuple[Finding, ...]:
    """What the linter says of a set."""
    return lint(one)


def number(value: float) -> str:
    """A dose as it is stored, without needless zeros.

    >>> number(135.5), number(80.0)
    ('135.5', '80')
    """
    return f"{value:.12g}"


def _remark(organ: str, what: str, evidence: str, source: str, said: str) -> LimitRow:
    cells = (organ, what, "–", "–", "–", "–", evidence or "–", "–", source or "–", "–", "–", said)
    return LimitRow("", cells, " ".join(part for part in (f"{organ}: {said}", source, evidence) if part))


def _cited(citation: str, doi: str | None) -> str:
    return f"{citation} doi {doi}." if doi and doi not in citation else citation
