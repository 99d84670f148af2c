"""What is wrong, or looks wrong, in a set of limits: one sentence per finding, none for a clean set.

A `Limit` that exists is already well formed; these rules find what only shows beside other limits or beside the table
of tissues: transcription slips, inverted pairs, rows without a source.
"""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import combinations
from typing import Final

from reirrad_gui.constraints.limit import Confidence, Evidence, Level, Limit, Quantity
from reirrad_gui.constraints.sets import ConstraintSet
from reirrad_gui.constraints.tissues import TissueTable, load_tissue_table

PLAUSIBLE_GY: Final = {Quantity.EQD2: (5.0, 150.0), Quantity.BED: (8.0, 300.0)}
"""Outside this a limit is more likely in cGy, in another quantity, or mistyped."""

PLAUSIBLE_ALPHA_BETA_GY: Final = (0.5, 20.0)
PLAUSIBLE_YEARS: Final = (1950, 2100)
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")

Pair = tuple[Limit, Limit]


def lint(constraint_set: ConstraintSet, tissues: TissueTable | None = None) -> tuple[str, ...]:
    """Everything found, in the set's order.

    Parameters
    ----------
    constraint_set : ConstraintSet
    tissues : TissueTable or None
        Canonical names and α/β values to compare with; None: the shipped table.

    Examples
    --------
    >>> from reirrad_gui.constraints.sets import load_constraint_set
    >>> lint(load_constraint_set("pelvis-slevin-2021"))
    ()
    """
    table = load_tissue_table() if tissues is None else tissues
    found: list[str] = []
    for limit in constraint_set.limits:
        found += [f"{limit.key}: {sentence}" for rule in _ROW_RULES for sentence in rule(limit)]
        found += [f"{limit.key}: {sentence}" for sentence in _tissue_findings(limit, table)]
    for one, other in combinations(constraint_set.limits, 2):
        found += [f"{one.key} and {other.key}: {sentence}" for rule in _PAIR_RULES for sentence in rule((one, other))]
    return (*found, *_gap_findings(constraint_set, table.organs))


def _units(limit: Limit) -> Iterator[str]:
    low, high = PLAUSIBLE_GY[limit.quantity]
    if not low <= limit.limit_gy <= high:
        yield (
            f"{limit.limit_gy:g} Gy {limit.quantity} lies outside {low:g} to {high:g} Gy: is the unit right, and the "
            "quantity?"
        )


def _source(limit: Limit) -> Iterator[str]:
    if not limit.citation.strip():
        yield "it has no citation"
    if limit.year is None:
        yield "it has no year"
    elif not PLAUSIBLE_YEARS[0] <= limit.year <= PLAUSIBLE_YEARS[1]:
        yield f"the year {limit.year} cannot be right"
    if limit.doi is not None and not _DOI.fullmatch(limit.doi):
        yield f"{limit.doi!r} is not a DOI"


def _meaning(limit: Limit) -> Iterator[str]:
    if not limit.endpoint.strip():
        yield "its endpoint is missing: say which harm it is meant to avoid, or that the source does not say"
    if not limit.consensus.strip():
        yield "its consensus is missing: say how far the authors agreed"


def _trust(limit: Limit) -> Iterator[str]:
    if limit.evidence is Evidence.MEMORY and limit.confidence is not Confidence.LOW:
        yield f"a value that was not checked against any text (M) cannot have {limit.confidence} confidence"
    if limit.evidence is Evidence.SECONDARY and limit.confidence is Confidence.HIGH:
        yield "a value seen only where somebody quotes it (S) cannot have high confidence"


def _alpha_beta(limit: Limit) -> Iterator[str]:
    low, high = PLAUSIBLE_ALPHA_BETA_GY
    if not low <= limit.alpha_beta_gy <= high:
        yield f"α/β {limit.alpha_beta_gy:g} Gy lies outside {low:g} to {high:g} Gy, which no tissue has"


def _tissue_findings(limit: Limit, table: TissueTable) -> Iterator[str]:
    for organ in (*limit.applies_to, *limit.surrogates):
        if organ not in table.organs:
            yield f"{organ!r} is not a canonical name in the table of tissues"
    if limit.organ not in table.organs:
        return
    tissue = table.alpha_beta_for(limit.organ)
    low = tissue.default_gy if tissue.low_gy is None else tissue.low_gy
    high = tissue.default_gy if tissue.high_gy is None else tissue.high_gy
    if not low <= limit.alpha_beta_gy <= high:
        yield f"α/β {limit.alpha_beta_gy:g} Gy is not that of {tissue.tissue} ({low:g} to {high:g} Gy)"


def _duplicates(pair: Pair) -> Iterator[str]:
    one, other = pair
    same = _comparable(pair) and one.recovery_basis == other.recovery_basis and one.level == other.level
    if same and one.endpoint == other.endpoint:
        yield "they give the same metric of the same organ on the same basis from the same source; one is too many"


def _levels(pair: Pair) -> Iterator[str]:
    for optimal, mandatory in (pair, pair[::-1]):
        levels = (optimal.level, mandatory.level) == (Level.OPTIMAL, Level.MANDATORY)
        same_basis = optimal.recovery_basis == mandatory.recovery_basis
        if levels and same_basis and _comparable(pair) and optimal.limit_gy > mandatory.limit_gy:
            yield f"the optimal limit, {optimal.limit_gy:g} Gy, lies above the mandatory one, {mandatory.limit_gy:g} Gy"


def _recovery(pair: Pair) -> Iterator[str]:
    for shorter, longer in (pair, pair[::-1]):
        more_recovery = not shorter.includes_recovery or _months(shorter) < _months(longer)
        same_kind = longer.recovery_months is not None and shorter.level == longer.level and _comparable(pair)
        if same_kind and shorter is not longer and more_recovery and longer.limit_gy < shorter.limit_gy:
            yield (
                f"more recovery gives a lower limit: {longer.limit_gy:g} Gy with {longer.recovery_basis}, "
                f"{shorter.limit_gy:g} Gy with recovery {shorter.recovery_basis}"
            )


def _months(limit: Limit) -> int:
    return limit.recovery_months or 0


def _comparable(pair: Pair) -> bool:
    """Whether two limits speak of the same dose to the same organ from the same source."""
    one, other = pair
    shared_organ = bool(set(one.applies_to) & set(other.applies_to))
    return shared_organ and all(
        getattr(one, name) == getattr(other, name)
        for name in ("metric", "quantity", "alpha_beta_gy", "scope", "citation")
    )


def _gap_findings(constraint_set: ConstraintSet, known_organs: Collection[str]) -> Iterator[str]:
    limited = {name for limit in constraint_set.limits if limit.scope == "cumulative" for name in limit.applies_to}
    seen: set[str] = set()
    for gap in constraint_set.gaps:
        if gap.organ in limited:
            yield f"gap {gap.organ}: the set has a cumulative limit for it"
        if gap.organ not in known_organs:
            yield f"gap {gap.organ}: it is not a canonical name in the table of tissues"
        if gap.organ in seen:
            yield f"gap {gap.organ}: it is listed twice"
        seen.add(gap.organ)


_ROW_RULES: Final[tuple[Callable[[Limit], Iterator[str]], ...]] = (_units, _source, _meaning, _trust, _alpha_beta)
_PAIR_RULES: Final[tuple[Callable[[Pair], Iterator[str]], ...]] = (_duplicates, _levels, _recovery)
