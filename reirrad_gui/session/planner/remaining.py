"""What each limit leaves: as EQD2, as physical dose at the organ, and as a prescription of the plan's geometry.

The last two are different doses. "At the organ" is for a dose that is the same everywhere in the organ: then what has
been given and what is added meet at every point. "Prescription of this plan's geometry" is the total at which the
scaled plan, as it lies in the patient, reaches the limit; an organ beside the target allows far more of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor, inf

from reirrad_gui.constraints import Limit
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import largest
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.planner.ceilings import LIMIT, NEWEST, SHARE, LeftOut, Rule, rules
from reirrad_gui.session.planner.presupposed import broken_beforehand
from reirrad_gui.session.planner.question import Planned, fraction_numbers

USUAL = (1, 3, 5, 10)
Parts = tuple[Rule, ...]
"""The rules of one limit under one model."""
AT_THE_ORGAN = (
    "physical dose at the organ: the same at every point of it, added to what the other courses gave there; this is no "
    "prescription"
)


@dataclass(frozen=True, slots=True)
class RemainingRow:
    """One limit of one organ; both readings for each number of fractions asked for.

    `eqd2_left` is the limit less what the other courses gave, in the worst case; negative where they exceed it, and no
    more than its source allows the scaled course alone. `reason` says why nothing can be told, that the worst case was
    taken, or what the source asks of single courses, where that decides.
    """

    organ: str
    structure_name: str
    organ_key: str
    limit: Limit
    eqd2_left: Figure
    at_the_organ: tuple[Figure, ...]
    prescription: tuple[Figure, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left without the course that is scaled (`course`, its index), for each of `fractions`."""

    course: int
    fractions: tuple[int, ...]
    rows: tuple[RemainingRow, ...]
    geometry_text: str
    at_the_organ_text: str = AT_THE_ORGAN


def remaining(planned: Planned, fractions: Sequence[int] = USUAL, step: Step = silent) -> Remaining:
    """What every limit leaves, organ by organ in the order of the panel; errors as `solve.solved`."""
    numbers = fraction_numbers(tuple(fractions))
    found: list[list[Parts | LeftOut]] = []
    for done, number in enumerate(numbers):
        step(done, len(numbers), f"Looking for what is left in {number} fraction{'' if number == 1 else 's'}")
        evaluation = planned.tried(number, planned.files_gy)
        every = rules(planned, evaluation, planned.rows)
        found.append([_unless_broken(planned, parts) for parts in _by_limit(every)])
    rows = [_row(planned, numbers, same) for same in zip(*found, strict=True)]
    return Remaining(planned.phase.course, numbers, tuple(_once(rows)), planned.geometry_text)


def _by_limit(every: Iterable[Rule | LeftOut]) -> list[Parts | LeftOut]:
    """The rules of each limit together: first the accumulated dose, then what its source asks of single courses."""
    found: list[list[Rule] | LeftOut] = []
    for rule in every:
        if isinstance(rule, LeftOut):
            found.append(rule)
        elif rule.kind == LIMIT:
            found.append([rule])
        else:
            last = found[-1]
            assert isinstance(last, list)  # the accumulated dose comes first
            last.append(rule)
    return [parts if isinstance(parts, LeftOut) else tuple(parts) for parts in found]


def _unless_broken(planned: Planned, parts: Parts | LeftOut) -> Parts | LeftOut:
    """A limit that needs more time between the courses, or smaller ones, leaves nothing that could be told."""
    if isinstance(parts, LeftOut):
        return parts
    row, limit = parts[0].row, parts[0].limit
    why = broken_beforehand(planned, row, limit)
    return LeftOut(row, limit, f"{limit.text} is not used: {why}") if why else parts


def _once(rows: Sequence[RemainingRow]) -> list[RemainingRow]:
    """One row for each limit, the one with numbers where there are two."""
    kept: dict[tuple[str, str], RemainingRow] = {}
    for row in rows:
        key = (row.organ_key, row.limit.key)
        if key not in kept or kept[key].eqd2_left.value is None:
            kept[key] = row
        elif row.eqd2_left.value is not None:
            kept[key] = _smaller(kept[key], row)
    return list(kept.values())


def _smaller(one: RemainingRow, other: RemainingRow) -> RemainingRow:
    """What a limit leaves by both models: the smaller figure of each, for it was derived under LQ."""

    def least(first: Figure, second: Figure) -> Figure:
        if first.value is None or second.value is None:
            return second if first.value is None else first  # not reached by one of them: the other one limits
        return second if second.value < first.value else first

    def each(ones: tuple[Figure, ...], others: tuple[Figure, ...]) -> tuple[Figure, ...]:
        return tuple(least(*pair) for pair in zip(ones, others, strict=True))

    return replace(
        one,
        eqd2_left=least(one.eqd2_left, other.eqd2_left),
        at_the_organ=each(one.at_the_organ, other.at_the_organ),
        prescription=each(one.prescription, other.prescription),
        reason=one.reason or other.reason,
    )


def _row(planned: Planned, numbers: Sequence[int], same: Sequence[Parts | LeftOut]) -> RemainingRow:
    parts = same[0]
    if isinstance(parts, LeftOut):
        left = Figure.unknown("Gy", _what(planned, parts.limit, planned.settings.dose_model.name), parts.reason)
        unknown = tuple(Figure.unknown("Gy", f"left in {n} fractions", parts.reason) for n in numbers)
        return _named(parts.row, parts.limit, left, unknown, unknown, parts.reason)
    first = parts[0]
    row, limit, given = first.row, first.limit, first.value_gy(0.0)
    left_gy, why = min(((_at_most_gy(rule), _asked(rule)) for rule in parts[1:]), default=(inf, ""))
    if limit.limit_gy - given <= left_gy:
        left_gy, why = limit.limit_gy - given, first.before_text if given > limit.limit_gy else ""
    what = _what(planned, limit, first.model.name)
    left = Figure(left_gy, "Gy", what, "limit − what the other courses gave, in the worst case")
    tail = first.model.tail_at(limit.alpha_beta_gy)
    at_organ = tuple(
        Figure(
            _cut(regimen.total_gy), "Gy", f"physical dose at the organ left in {regimen.fractions} fractions",
            f"isoeffect of the EQD2 left, at the limit's α/β{first.model_text}", decimals=2,
        )
        for regimen in largest(left_gy, numbers, limit.alpha_beta_gy, tail)
    )  # fmt: skip
    prescription = tuple(
        _prescription(planned, number, rules_there)
        for number, rules_there in zip(numbers, same, strict=True)
        if not isinstance(rules_there, LeftOut)
    )
    return _named(row, limit, left, at_organ, prescription, why)


def _what(planned: Planned, limit: Limit, model: str) -> str:
    label = Quantity.EQD2.label(limit.alpha_beta_gy, model)
    return f"{label} left below {limit.text}, without {planned.phase.label}"


def _at_most_gy(rule: Rule) -> float:
    """EQD2 of the scaled course, the same everywhere in the organ, at which a part of a limit is just kept, Gy."""
    if rule.kind != SHARE:
        return rule.at_most_gy
    share = rule.limit.last_course_share_at_most or 1.0
    return inf if share == 1.0 else -rule.without_gy / (1.0 - share)  # x = share (others + x)


def _asked(rule: Rule) -> str:
    if rule.kind == NEWEST:
        return f"the same source limits the newest course alone to {rule.at_most_gy:g} Gy"
    if rule.kind == SHARE:
        share = rule.limit.last_course_share_at_most or 1.0
        return f"the same source limits the newest course to {100 * share:.0f} % of the sum"
    return f"the limit speaks only of courses of at most {rule.at_most_gy:g} Gy each"


def _named(
    row: PanelRow,
    limit: Limit,
    left: Figure,
    at_organ: tuple[Figure, ...],
    prescription: tuple[Figure, ...],
    reason: str,
) -> RemainingRow:
    assert row.organ_key is not None, "rules are made for drawn organs"
    return RemainingRow(row.organ, row.structure_name, row.organ_key, limit, left, at_organ, prescription, reason)


def _prescription(planned: Planned, number: int, parts: Parts) -> Figure:
    what = f"left in {number} fractions as {planned.geometry_text}"
    ceilings = [rule.ceiling() for rule in parts]
    totals = [ceiling.total_gy for ceiling in ceilings if ceiling.total_gy is not None]
    if not totals:
        return Figure.unknown("Gy", what, ceilings[0].text)
    source = f"in steps of 0.01 Gy, rounded down{parts[0].model_text}"
    return Figure(min(totals), "Gy", what, source, decimals=2)


def _cut(gray: float) -> float:
    """Cut after two decimals: a largest dose is never rounded up."""
    return floor(100.0 * gray + 1e-6) / 100.0
