"""One accumulated dose against one limit: the only place where a verdict is made.

The rule, and why it is so strict about green, is one page: docs/decisions/0003-when-a-limit-may-turn-green.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

from reirrad_gui.constraints.conditions import (
    Condition,
    GapMonths,
    each_course_condition,
    gap_condition,
    newest_course_limits,
)
from reirrad_gui.constraints.limit import Evidence, Limit, Scope
from reirrad_gui.constraints.standing import (
    FLOAT_NOISE_GY,
    NEAR_FROM,
    WORST_FIRST,
    Bounded,
    Standing,
    dose_text,
    on_the_limit,
    standing_of,
)
from reirrad_gui.errors import NotAssessableError
from reirrad_gui.figures import rounded

__all__ = ["FLOAT_NOISE_GY", "NEAR_FROM", "WORST_FIRST", "Bounded", "Standing", "Verdict", "judge"]

CHECK_MARK = "check against the paper"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one limit says about one accumulated dose.

    `reason` is one or two sentences for the person at the screen. `margin_gy` is the limit less the dose (negative when
    exceeded), None when no single dose can be stated. `counts` tells whether this verdict takes part in its organ's
    standing: a limit that does not apply, is refused, or is too weak to clear anything does not, unless exceeded.
    `remarks` are short marks to show beside it. `margin_holds` is False where limit less dose is no dose that is left:
    the limit is refused for this dose, a condition of it is broken, or the newest course exceeds a further limit of its
    source.
    """

    limit: Limit
    cumulative: Bounded
    standing: Standing
    reason: str
    margin_gy: float | None
    counts: bool
    remarks: tuple[str, ...] = ()
    worst_case: bool = False
    """True where the dose is known only as an upper bound, and that bound keeps the limit."""
    margin_holds: bool = True

    @property
    def organ(self) -> str:
        """Canonical name of the organ the limit speaks of."""
        return self.limit.organ


@dataclass(frozen=True, slots=True)
class _Finding:
    standing: Standing
    reason: str
    counts: bool
    worst_case: bool = False
    margin_holds: bool = True


def judge(
    limit: Limit,
    cumulative: Bounded,
    *,
    quantity: str,
    alpha_beta_gy: float,
    gap_months: GapMonths = (None, None),
    recovery_name: str | None = None,
    courses: Sequence[Bounded] = (),
    note: str = "",
    bound_by: str = "",
) -> Verdict:
    """The verdict of one limit on one accumulated dose.

    Parameters
    ----------
    limit : Limit
    cumulative : Bounded, Gy
        The limit's metric of the accumulated dose, in the limit's quantity at the limit's α/β; already discounted where
        a recovery is in force.
    quantity, alpha_beta_gy : str, float in Gy
        What `cumulative` and `courses` are: said by the caller and compared with the limit, so that a physical dose or
        another α/β cannot slip in.
    gap_months : (int or None, int or None)
        Fewest and most complete months the dates allow between the end of a course and the start of the next; for more
        than two courses, of the shortest gap. None: no bound known.
    recovery_name : str or None
        Name of the recovery by which earlier courses were discounted; None when none was (the default of the program).
    courses : sequence of Bounded, Gy
        The same metric of each course alone, in order of time, never discounted. Needed only by limits that speak of
        single courses.
    note : str
        How the dose was measured where that matters ("measured on the bowel bag").
    bound_by : str
        What the upper bound rests on, where the dose will never be known better than by that bound ("the prescription
        in the letter"). A dose whose bound keeps the limit is then judged by the bound, as the worst case
        (docs/decisions/0008-courses-known-from-letters.md). Empty: both bounds have to agree.

    Raises
    ------
    NotAssessableError
        The dose is physical, in another quantity than the limit, or at another α/β.
    ValueError
        `gap_months` is upside down.

    Examples
    --------
    >>> from reirrad_gui.constraints import load_constraint_set
    >>> small_bowel = load_constraint_set("pelvis-slevin-2021").limit("small-bowel-nr")
    >>> verdict = judge(small_bowel, Bounded.exactly(70.0), quantity="EQD2", alpha_beta_gy=3.0)
    >>> verdict.standing.text, verdict.margin_gy
    ('▲ near', 0.0)
    >>> verdict.reason
    'D0.5cc of 70.000 Gy EQD2 (α/β 3 Gy) lies exactly on the limit of 70 Gy (no recovery assumed): not exceeded, and
    nothing is left.'
    """
    _check_same_dose(limit, quantity, alpha_beta_gy)
    conditions = [c for c in (gap_condition(limit, gap_months), each_course_condition(limit, courses)) if c]
    found = _finding(
        limit, cumulative, conditions, newest_course_limits(limit, courses, cumulative), recovery_name, bound_by
    )
    margin_gy = None if cumulative.value_gy is None else _difference(limit.limit_gy, cumulative.value_gy)
    remarks = _remarks(limit, found, conditions, recovery_name, note)
    worst_case = found.worst_case and found.standing in (Standing.WITHIN, Standing.NEAR)
    return Verdict(
        limit,
        cumulative,
        found.standing,
        found.reason,
        margin_gy,
        found.counts,
        remarks,
        worst_case,
        found.margin_holds,
    )


def _check_same_dose(limit: Limit, quantity: str, alpha_beta_gy: float) -> None:
    if quantity != limit.quantity:
        raise NotAssessableError(
            f"The limit for {limit.organ} is stated in {limit.quantity}, the dose in {quantity}. The two are never "
            "compared: convert the dose of each course first."
        )
    if not isclose(alpha_beta_gy, limit.alpha_beta_gy, rel_tol=1e-9):
        raise NotAssessableError(
            f"The limit for {limit.organ} holds at α/β {limit.alpha_beta_gy:g} Gy, the dose was converted at "
            f"{alpha_beta_gy:g} Gy. Convert the dose at the limit's α/β to compare them."
        )


def _finding(
    limit: Limit,
    cumulative: Bounded,
    conditions: Sequence[Condition],
    companions: Sequence[Condition],
    recovery_name: str | None,
    bound_by: str,
) -> _Finding:
    if (refusal := _refusal(limit, recovery_name)) is not None:
        return _Finding(Standing.NOT_ASSESSABLE, refusal, counts=False, margin_holds=False)
    dose = _dose_finding(limit, cumulative, bound_by)
    if dose.standing is Standing.EXCEEDED:
        return dose
    return _reservation(limit, dose, conditions, companions) or dose


def _reservation(
    limit: Limit, dose: _Finding, conditions: Sequence[Condition], companions: Sequence[Condition]
) -> _Finding | None:
    """What stands between a dose that keeps its limit, or may keep it, and saying so; None when nothing does."""
    if broken := [c.sentence for c in companions if c.met is False]:
        return _Finding(Standing.EXCEEDED, " ".join(broken), counts=True, margin_holds=False)
    if unmet := [c.sentence for c in conditions if c.met is False]:
        reason = f"This limit does not apply. {' '.join(unmet)}"
        return _Finding(Standing.NOT_ASSESSABLE, reason, counts=False, margin_holds=False)
    if not limit.may_turn_green:
        return _Finding(Standing.NOT_ASSESSABLE, _unverified(limit, dose.reason), counts=False)
    if undecided := [c.sentence for c in (*conditions, *companions) if c.met is None]:
        return _Finding(
            Standing.NOT_ASSESSABLE, f"Whether this limit applies is open. {' '.join(undecided)}", counts=True
        )
    return None


def _refusal(limit: Limit, recovery_name: str | None) -> str | None:
    if limit.scope is Scope.SINGLE_COURSE:
        return (
            f"{limit.limit_gy:g} Gy is a limit for one course of treatment in patients not irradiated before; it says "
            "nothing about an accumulated dose."
        )
    if recovery_name is not None and limit.includes_recovery:
        return (
            f"Refused: the limit of {limit.limit_gy:g} Gy already contains recovery ({limit.basis_text}), and the dose "
            f"was discounted as well ({recovery_name}). Recovery would be counted twice. Switch the discount off to "
            "use this limit."
        )
    return None


def _dose_finding(limit: Limit, cumulative: Bounded, bound_by: str) -> _Finding:
    """The dose alone, conditions and evidence aside: a verdict only where both bounds give the same one.

    Except where nothing but a bound will ever be known (`bound_by`): then a bound that keeps the limit decides.
    """
    lower_gy, upper_gy = cumulative.lower_gy or 0.0, cumulative.upper_gy
    lower = standing_of(lower_gy, limit.limit_gy)
    upper = Standing.EXCEEDED if upper_gy is None else standing_of(upper_gy, limit.limit_gy)
    if bound_by and upper_gy is not None and lower is not Standing.EXCEEDED and cumulative.value_gy is None:
        return _worst_case(limit, upper_gy, upper, bound_by)
    if lower is not upper:
        return _Finding(Standing.NOT_ASSESSABLE, _undecided(limit, cumulative), counts=True)
    if lower is Standing.EXCEEDED:
        return _Finding(lower, _exceeds(limit, cumulative, lower_gy), counts=True)
    return _Finding(lower, _keeps(limit, cumulative, lower), counts=True)


def _worst_case(limit: Limit, upper_gy: float, upper: Standing, bound_by: str) -> _Finding:
    """A dose of which only an upper bound is known, by that bound; a bound above the limit decides nothing."""
    most = f"{limit.metric.text} is at most {dose_text(upper_gy, limit.limit_gy)} Gy {limit.unit_text}, by {bound_by}"
    limit_text = f"the limit of {limit.limit_gy:g} Gy ({limit.basis_text})"
    if upper is Standing.EXCEEDED:
        reason = (
            f"{most}. In that worst case {limit_text} is exceeded by {_over(limit, upper_gy)} Gy; how much the organ "
            "received is not known, so it cannot be said whether the limit is kept."
        )
        return _Finding(Standing.NOT_ASSESSABLE, reason, counts=True, worst_case=True)
    if on_the_limit(upper_gy, limit.limit_gy):
        kept = f"that worst case lies exactly on {limit_text}: not exceeded, and nothing is sure to be left."
    elif upper is Standing.NEAR:
        kept = f"even that worst case keeps {limit_text}, within its last {100 * (1 - NEAR_FROM):.0f} %."
    else:
        kept = f"even that worst case keeps {limit_text} with more than a tenth to spare."
    return _Finding(upper, f"{most}: {kept}", counts=True, worst_case=True)


def _undecided(limit: Limit, cumulative: Bounded) -> str:
    if cumulative == Bounded.unknown():
        return (
            f"{limit.metric.text} is not known, so it cannot be said whether it keeps the limit of "
            f"{limit.limit_gy:g} Gy."
        )
    gap = f"{limit.metric.text} is {cumulative.text_beside(limit.limit_gy)} in {limit.unit_text}"
    if cumulative.upper_gy is not None and standing_of(cumulative.upper_gy, limit.limit_gy) is Standing.NEAR:
        return (
            f"{gap}: not above the limit of {limit.limit_gy:g} Gy, but whether it is within or near it (from "
            f"{NEAR_FROM * limit.limit_gy:g} Gy) depends on what is not known."
        )
    return f"{gap}; the limit is {limit.limit_gy:g} Gy ({limit.basis_text}), so it cannot be said whether it is kept."


def _exceeds(limit: Limit, cumulative: Bounded, lower_gy: float) -> str:
    limit_text = f"the limit of {limit.limit_gy:g} Gy ({limit.basis_text})"
    if cumulative.upper_gy != cumulative.lower_gy:
        return (
            f"{limit.metric.text} is {cumulative.text_beside(limit.limit_gy)} in {limit.unit_text}: even the lower "
            f"bound exceeds {limit_text}, by {_over(limit, lower_gy)} Gy."
        )
    return (
        f"{limit.metric.text} of {dose_text(lower_gy, limit.limit_gy)} Gy {limit.unit_text} exceeds {limit_text} by "
        f"{_over(limit, lower_gy)} Gy."
    )


def _over(limit: Limit, dose_gy: float) -> str:
    shown = dose_text(dose_gy, limit.limit_gy)
    decimals = len(shown.partition(".")[2])
    return rounded(dose_gy - limit.limit_gy, decimals)


def _keeps(limit: Limit, cumulative: Bounded, standing: Standing) -> str:
    limit_text = f"the limit of {limit.limit_gy:g} Gy ({limit.basis_text})"
    start = f"{limit.metric.text} of {cumulative.text_beside(limit.limit_gy)} {limit.unit_text}"
    if standing is Standing.WITHIN:
        return f"{start} keeps {limit_text} with more than a tenth to spare."
    if cumulative.lower_gy is not None and on_the_limit(cumulative.lower_gy, limit.limit_gy):
        return f"{start} lies exactly on {limit_text}: not exceeded, and nothing is left."
    return f"{start} keeps {limit_text}, within its last {100 * (1 - NEAR_FROM):.0f} %."


def _unverified(limit: Limit, dose_reason: str) -> str:
    return (
        f"The limit itself is not verified (evidence {limit.evidence}, confidence {limit.confidence}), so it cannot "
        f"clear anything. {dose_reason}"
    )


def _remarks(
    limit: Limit, found: _Finding, conditions: Sequence[Condition], recovery_name: str | None, note: str
) -> tuple[str, ...]:
    exceeded = found.standing is Standing.EXCEEDED
    candidates = (
        (limit.evidence is not Evidence.VERIFIED, CHECK_MARK),
        (exceeded and not limit.may_turn_green, "the limit itself is not verified"),
        (recovery_name is not None and found.counts, f"rests on a recovery discount: {recovery_name}"),
        (bool(note), note),
    )
    shown = tuple(text for holds, text in candidates if holds)
    unmet = tuple(c.sentence for c in conditions if c.met is not True) if exceeded else ()
    return shown + unmet


def _difference(limit_gy: float, dose_gy: float) -> float:
    """Limit less dose; 0 for a difference that is only rounding."""
    return 0.0 if on_the_limit(dose_gy, limit_gy) else limit_gy - dose_gy
