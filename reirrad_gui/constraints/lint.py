"""What is wrong, or looks wrong, in a set of limits: one sentence per finding.

A `Limit` that exists is already well formed; these rules find what only shows beside other limits, beside the names of
TG-263, beside the table of tissues or beside the shipped sets: transcription slips, inverted pairs, rows without a
source, values that the source they cite does not state.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Final

from reirrad_gui.constraints.finding import Finding, Severity, errors
from reirrad_gui.constraints.library import SETS, load_constraint_set
from reirrad_gui.constraints.limit import NO_RECOVERY, Confidence, Evidence, Level, Limit, Quantity, Scope
from reirrad_gui.constraints.naming import is_known, sides_of
from reirrad_gui.constraints.set_files import set_from_file, set_problems
from reirrad_gui.constraints.sets import ConstraintSet
from reirrad_gui.constraints.stamp import is_day
from reirrad_gui.constraints.tissue_tables import load_tissue_table
from reirrad_gui.constraints.tissues import TissueTable
from reirrad_gui.errors import CaseFileError

PLAUSIBLE_GY: Final = {Quantity.EQD2: (5.0, 150.0), Quantity.BED: (8.0, 300.0)}
"""Outside this a limit is more likely in cGy, in another quantity, or mistyped."""

PLAUSIBLE_ALPHA_BETA_GY: Final = (0.5, 20.0)
PLAUSIBLE_YEARS: Final = (1950, 2100)
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
_INTERVAL_SAID: Final = re.compile(
    r"interval[^.]*?\d+ months|\d+ months (?:apart|between)|(?:≥|at least|more than) \d+ months", re.IGNORECASE
)

Pair = tuple[Limit, Limit]
Said = Iterator[tuple[Severity, str]]
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


def lint(constraint_set: ConstraintSet, tissues: TissueTable | None = None) -> tuple[Finding, ...]:
    """Everything found, in the set's order.

    Parameters
    ----------
    constraint_set : ConstraintSet
    tissues : TissueTable or None
        α/β values to compare with; None: the shipped table.

    Examples
    --------
    >>> lint(load_constraint_set("pelvis-slevin-2021"))
    ()
    >>> [found.text for found in lint(load_constraint_set("cord-nieder-hytec"))][0]
    'cord-120: it is applied to SpinalCord_Lum too, for which the table of tissues gives α/β 2 to 4 Gy and not only
    2 Gy. The source takes 4 Gy for lumbar cord; 2 Gy, the value for the rest of the cord, is stricter for fractions
    above 2 Gy and is kept here.'
    """
    table = load_tissue_table() if tissues is None else tissues
    found = [Finding(severity, "", sentence) for severity, sentence in _whole(constraint_set)]
    for limit in constraint_set.limits:
        row_rules = (*(rule(limit) for rule in _ROW_RULES), _tissue_findings(limit, table))
        found += [Finding(severity, limit.key, sentence) for rule in row_rules for severity, sentence in rule]
    for one, other in combinations(constraint_set.limits, 2):
        where = f"{one.key} and {other.key}"
        found += [Finding(severity, where, said) for rule in _PAIR_RULES for severity, said in rule((one, other))]
    found += [Finding(ERROR, limit.key, said) for limit in constraint_set.limits for said in _misquoted(limit)]
    found += _gap_findings(constraint_set)
    return tuple(dict.fromkeys(found))


def usable_set(name_or_path: str | Path) -> ConstraintSet:
    """A set to judge by: one with an error in it would give wrong numbers or a wrong green.

    Raises
    ------
    CaseFileError
        There is no such set, it cannot be read, or the linter found an error; the sentence says which and what to do.
    """
    found = load_constraint_set(name_or_path)
    wrong = () if name_or_path in SETS.shipped else errors(lint(found))
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise CaseFileError(
            f"The constraint set “{found.title}” cannot be used: {wrong[0].text}{more}. No limit of it was applied; "
            "correct it under “Constraint sets…”, or choose another set."
        )
    return found


@dataclass(frozen=True, slots=True)
class LintedFile:
    """A file and what was found in it; `constraint_set` is None when it cannot be read as a set."""

    constraint_set: ConstraintSet | None
    findings: tuple[Finding, ...]


def lint_file(path: Path) -> LintedFile:
    """Reads and checks a file; every row that cannot be read is an error of its own."""
    try:
        found = set_from_file(path)
    except CaseFileError:
        return LintedFile(None, tuple(Finding(ERROR, "", sentence) for sentence in set_problems(path)))
    return LintedFile(found, lint(found))


def _whole(constraint_set: ConstraintSet) -> Said:
    if not (constraint_set.limits or constraint_set.gaps):
        yield WARNING, "the set holds no limit and no gap"
    if not is_day(constraint_set.date):
        yield WARNING, f"its date, {constraint_set.date}, is not a day written as 2026-11-21"


def _units(limit: Limit) -> Said:
    low, high = PLAUSIBLE_GY[limit.quantity]
    if not low <= limit.limit_gy <= high:
        yield (
            ERROR,
            f"{limit.limit_gy:g} Gy {limit.quantity} lies outside {low:g} to {high:g} Gy: is the unit right, and the "
            "quantity?",
        )


def _source(limit: Limit) -> Said:
    if not limit.citation.strip():
        yield ERROR, "it has no citation"
    if limit.year is None:
        yield NOTICE, "it has no year"
    elif not PLAUSIBLE_YEARS[0] <= limit.year <= PLAUSIBLE_YEARS[1]:
        yield ERROR, f"the year {limit.year} cannot be right"
    if limit.doi is not None and not _DOI.fullmatch(limit.doi):
        yield WARNING, f"{limit.doi!r} is not a DOI"


def _meaning(limit: Limit) -> Said:
    if not limit.endpoint.strip():
        yield WARNING, "its endpoint is missing: say which harm it is meant to avoid, or that the source does not say"
    if not limit.consensus.strip():
        yield WARNING, "its consensus is missing: say how far the authors agreed"


def _trust(limit: Limit) -> Said:
    if limit.evidence is Evidence.MEMORY and limit.confidence is not Confidence.LOW:
        yield WARNING, f"a value that was not checked against any text (M) cannot have {limit.confidence} confidence"
    if limit.evidence is Evidence.SECONDARY and limit.confidence is Confidence.HIGH:
        yield WARNING, "a value seen only where somebody quotes it (S) cannot have high confidence"


def _alpha_beta(limit: Limit) -> Said:
    low, high = PLAUSIBLE_ALPHA_BETA_GY
    if not low <= limit.alpha_beta_gy <= high:
        yield ERROR, f"α/β {limit.alpha_beta_gy:g} Gy lies outside {low:g} to {high:g} Gy, which no tissue has"


def _names(limit: Limit) -> Said:
    for organ in (*limit.applies_to, *limit.surrogates):
        if not is_known(organ):
            yield ERROR, f"{organ!r} is no name of TG-263 that this program knows: no structure would ever be judged"
        elif (sides := sides_of(organ)) and not set(sides) & {*limit.applies_to, *limit.surrogates}:
            yield WARNING, f"{organ} is drawn as {' and '.join(sides)}: name them too, or no structure is judged"
    for names in (limit.applies_to, limit.surrogates):
        for organ in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield WARNING, f"{organ} is listed twice"


def _interval(limit: Limit) -> Said:
    if limit.scope is not Scope.CUMULATIVE:
        return
    if limit.minimum_gap_months is not None and limit.recovery_basis == NO_RECOVERY:
        yield (
            WARNING,
            f"it asks for {limit.minimum_gap_months} months between the courses but assumes no recovery: is the basis "
            "right?",
        )
    if limit.minimum_gap_months is None and (said := _INTERVAL_SAID.search(f"{limit.endpoint} {limit.note}")):
        yield WARNING, f"its text speaks of an interval (“{said[0].strip()}”), but minimum_gap_months is not given"


def _tissue_findings(limit: Limit, table: TissueTable) -> Said:
    """Where the α/β of the limit and of the table differ, as a range or as a default."""
    if limit.organ not in table.organs:
        yield WARNING, f"the table of tissues has no α/β for {limit.organ}"
        return
    tissue = table.alpha_beta_for(limit.organ)
    low, high = tissue.range_gy
    stated = f"α/β {limit.alpha_beta_gy:g} Gy"
    if not low <= limit.alpha_beta_gy <= high:
        yield WARNING, f"{stated} is not that of {tissue.tissue} ({low:g} to {high:g} Gy)"
    elif limit.alpha_beta_gy != tissue.default_gy:
        yield NOTICE, f"{stated} is not the default of the table of tissues, {tissue.default_gy:g} Gy"
    for organ in limit.applies_to:
        other = table.alpha_beta_for(organ)
        if organ in table.organs and other != tissue and other.range_gy != (limit.alpha_beta_gy,) * 2:
            yield (
                NOTICE,
                f"it is applied to {organ} too, for which the table of tissues gives α/β {other.range_text} and not "
                f"only {limit.alpha_beta_gy:g} Gy. {other.reason}".rstrip(),
            )


def _duplicates(pair: Pair) -> Said:
    one, other = pair
    same = _comparable(pair) and one.recovery_basis == other.recovery_basis and one.level == other.level
    if same and one.endpoint == other.endpoint:
        yield (
            ERROR,
            "they give the same metric of the same organ on the same basis from the same source; one is too many",
        )


def _levels(pair: Pair) -> Said:
    for optimal, mandatory in (pair, pair[::-1]):
        levels = (optimal.level, mandatory.level) == (Level.OPTIMAL, Level.MANDATORY)
        same_basis = optimal.recovery_basis == mandatory.recovery_basis
        if levels and same_basis and _same_dose(pair) and optimal.limit_gy > mandatory.limit_gy:
            yield (
                ERROR if optimal.citation == mandatory.citation else WARNING,
                f"the optimal limit, {optimal.limit_gy:g} Gy, lies above the mandatory one, {mandatory.limit_gy:g} Gy",
            )


def _recovery(pair: Pair) -> Said:
    for shorter, longer in (pair, pair[::-1]):
        more_recovery = not shorter.includes_recovery or _months(shorter) < _months(longer)
        same_kind = longer.recovery_months is not None and shorter.level == longer.level and _comparable(pair)
        if not (same_kind and shorter is not longer and more_recovery):
            continue
        if longer.limit_gy < shorter.limit_gy:
            yield (
                ERROR,
                f"more recovery gives a lower limit: {longer.limit_gy:g} Gy with {longer.recovery_basis}, "
                f"{shorter.limit_gy:g} Gy with recovery {shorter.recovery_basis}",
            )
        elif longer.limit_gy == shorter.limit_gy:
            yield (
                WARNING,
                f"{longer.limit_gy:g} Gy stands with recovery {shorter.recovery_basis} and with "
                f"{longer.recovery_basis}: one of the two bases cannot be right",
            )


def _months(limit: Limit) -> int:
    return limit.recovery_months or 0


def _comparable(pair: Pair) -> bool:
    """Whether two limits speak of the same dose to the same organ from the same source."""
    return _same_dose(pair) and pair[0].citation == pair[1].citation


def _same_dose(pair: Pair) -> bool:
    one, other = pair
    shared_organ = bool(set(one.applies_to) & set(other.applies_to))
    return shared_organ and all(
        getattr(one, name) == getattr(other, name) for name in ("metric", "quantity", "alpha_beta_gy", "scope")
    )


def _misquoted(limit: Limit) -> Iterator[str]:
    """What a row says that no shipped row with the same citation says."""
    same = ("citation", "organ", "metric", "quantity", "scope", "level")
    stated = [one for one in _shipped_limits() if all(getattr(limit, name) == getattr(one, name) for name in same)]
    if limit.citation.strip() and stated and all(any(misquotes(limit, one)) for one in stated):
        stated.sort(key=lambda one: (one.key != limit.key, one.recovery_basis != limit.recovery_basis))
        yield from misquotes(limit, stated[0])


@cache
def _shipped_limits() -> tuple[Limit, ...]:
    return tuple(limit for name in SETS.shipped for limit in load_constraint_set(name).limits)


_STATED: Final = {
    "limit_gy": "a limit of {:g} Gy",
    "alpha_beta_gy": "an α/β of {:g} Gy",
    "recovery_basis": "the recovery basis “{}”",
    "minimum_gap_months": "an interval of at least {} months",
    "each_course_at_most_gy": "at most {:g} Gy for each course",
    "last_course_at_most_gy": "at most {:g} Gy for the newest course",
    "last_course_share_at_most": "a share of at most {:g} for the newest course",
}


def misquotes(limit: Limit, source: Limit) -> Iterator[str]:
    """What a changed row says that the source it still cites does not; nothing once it cites another."""
    if limit.citation != source.citation:
        return
    for name, form in _STATED.items():
        stated, said = getattr(source, name), getattr(limit, name)
        if said != stated:
            shown = "no such condition" if stated is None else form.format(stated)
            now = "leaves it out" if said is None else f"gives {said:g}" if isinstance(said, float) else f"gives {said}"
            yield (
                f"the source it cites, {source.short_citation}, states {shown}; this row {now}. Cite whoever decided "
                "that, or take the source's value"
            )


def _gap_findings(constraint_set: ConstraintSet) -> Iterator[Finding]:
    limited = {name for limit in constraint_set.limits if limit.scope == "cumulative" for name in limit.applies_to}
    seen: set[str] = set()
    for gap in constraint_set.gaps:
        where = f"gap {gap.organ}"
        if gap.organ in limited:
            yield Finding(WARNING, where, "the set has a cumulative limit for it")
        if not is_known(gap.organ):
            yield Finding(WARNING, where, "it is no name of TG-263 that this program knows")
        if gap.organ in seen:
            yield Finding(WARNING, where, "it is listed twice")
        seen.add(gap.organ)
    for observation in constraint_set.observations:
        for organ in (name for name in observation.applies_to if not is_known(name)):
            yield Finding(WARNING, f"observation {organ}", "it is no name of TG-263 that this program knows")


_ROW_RULES: Final[tuple[Callable[[Limit], Said], ...]] = (
    _units, _source, _meaning, _trust, _alpha_beta, _names, _interval,
)  # fmt: skip
_PAIR_RULES: Final[tuple[Callable[[Pair], Said], ...]] = (_duplicates, _levels, _recovery)
