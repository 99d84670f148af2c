"""All limits of one organ taken together: the standing of its row, and the sentence beside it."""

from collections.abc import Sequence

from reirrad_gui.constraints.limit import NO_RECOVERY
from reirrad_gui.constraints.standing import WORST_FIRST, Standing, on_the_limit
from reirrad_gui.constraints.verdict import Verdict

NO_LIMIT = "No cumulative limit was found for this organ."


def organ_verdict(verdicts: Sequence[Verdict]) -> tuple[Standing, str]:
    """The standing of an organ and its headline.

    The worst verdict decides among the limits that apply and assume no recovery; where there are none, among the others
    that apply. Limits that contain recovery are shown beside it and never soften it. Sources that disagree are said to.

    Examples
    --------
    >>> organ_verdict(())
    (<Standing.NOT_ASSESSABLE: ('?', 'not assessable')>, 'No cumulative limit was found for this organ.')
    """
    index = deciding(verdicts)
    if index is None:
        return Standing.NOT_ASSESSABLE, " ".join(v.reason for v in verdicts) or NO_LIMIT
    worst = verdicts[index]
    others = [v for v in _in_order(verdicts) if v is not worst]
    first = worst.reason if worst.standing is Standing.NOT_ASSESSABLE else f"{short_text(worst)}."
    beside = "; ".join(short_text(v) for v in others)
    return worst.standing, " ".join(part for part in (_conflict(verdicts), first, beside and f"{beside}.") if part)


def deciding(verdicts: Sequence[Verdict]) -> int | None:
    """Index of the verdict whose standing and numbers the organ's row shows; None when no limit counts."""
    counting = _deciding_group(verdicts)
    if not counting:
        return None
    return min(counting, key=lambda i: (WORST_FIRST.index(verdicts[i].standing), _room(verdicts[i]), i))


def _deciding_group(verdicts: Sequence[Verdict]) -> list[int]:
    counting = [i for i, v in enumerate(verdicts) if v.counts]
    without_recovery = [i for i in counting if verdicts[i].limit.recovery_basis == NO_RECOVERY]
    return without_recovery or counting


def _in_order(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda v: (v.limit.includes_recovery, WORST_FIRST.index(v.standing), v.limit.limit_gy))


def _room(verdict: Verdict) -> float:
    """Sorting aid: the tightest limit first, in shares of itself so that limits in BED and EQD2 compare."""
    return float("inf") if verdict.margin_gy is None else verdict.margin_gy / verdict.limit.limit_gy


def _conflict(verdicts: Sequence[Verdict]) -> str:
    group = [verdicts[i] for i in _deciding_group(verdicts)]
    sources = {v.limit.citation for v in group}
    standings = {v.standing for v in group}
    return "Sources disagree:" if len(sources) > 1 and len(standings) > 1 else ""


def short_text(verdict: Verdict) -> str:
    """Standing, limit, basis and source in a few words: "✔ within 80 Gy EQD2 (no recovery assumed, Slevin 2021)"."""
    limit = verdict.limit
    value = f"{limit.limit_gy:g} Gy {limit.quantity}"
    basis = f"({limit.basis_text}, {limit.short_citation})"
    symbol = verdict.standing.symbol
    if verdict.standing is Standing.NOT_ASSESSABLE:
        return f"{symbol} not assessable against {value} {basis}"
    on_it = verdict.margin_gy is not None and on_the_limit(limit.limit_gy - verdict.margin_gy, limit.limit_gy)
    upper_gy = verdict.cumulative.upper_gy if verdict.worst_case else None
    on_it = on_it or (upper_gy is not None and on_the_limit(upper_gy, limit.limit_gy))
    word = "exactly on" if on_it and verdict.standing is Standing.NEAR else verdict.standing.word
    worst = " in the worst case" if verdict.worst_case else ""
    return f"{symbol} {word} {value} {basis}{worst}"
