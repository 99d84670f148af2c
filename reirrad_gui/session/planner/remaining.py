"""What each limit leaves: as EQD2, as physical dose at the organ, and as a prescription of the plan's geometry.

The last two are different doses. "At the organ" is for a dose that is the same everywhere in the organ: then what has
been given and what is added meet at every point. "Prescription of this plan's geometry" is the total at which the
scaled plan, as it lies in the patient, reaches the limit; an organ beside the target allows far more of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from reirrad_gui.constraints import Limit
from reirrad_gui.constraints.conditions import gap_condition
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import largest
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.planner.ceilings import LIMIT, LeftOut, Rule, rules
from reirrad_gui.session.planner.question import Planned, fraction_numbers

USUAL = (1, 3, 5, 10)
AT_THE_ORGAN = (
    "physical dose at the organ: the same at every point of it, added to what the other courses gave there; this is no "
    "prescription"
)


@dataclass(frozen=True, slots=True)
class RemainingRow:
    """One limit of one organ; both readings for each number of fractions asked for.

    `eqd2_left` is the limit less what the other courses gave, in the worst case; negative where they exceed it.
    `reason` says why nothing can be told, or that the worst case was taken.
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
    found: list[list[Rule | LeftOut]] = []
    for done, number in enumerate(numbers):
        step(done, len(numbers), f"Looking for what is left in {number} fraction{'' if number == 1 else 's'}")
        evaluation = planned.tried(number, planned.files_gy)
        every = rules(planned, evaluation, planned.rows)
        kept = (rule for rule in every if isinstance(rule, LeftOut) or rule.kind == LIMIT)
        found.append([_unless_too_early(rule, evaluation) for rule in kept])
    rows = [_row(planned, numbers, same) for same in zip(*found, strict=True)]
    return Remaining(planned.phase.course, numbers, tuple(_once(rows)), planned.geometry_text)


def _unless_too_early(rule: Rule | LeftOut, evaluation: Evaluation) -> Rule | LeftOut:
    """A limit that needs more time between the courses than there was leaves nothing that could be told."""
    gap = None if isinstance(rule, LeftOut) else gap_condition(rule.limit, evaluation.gap_months)
    if gap is None or gap.met is not False:
        return rule
    return LeftOut(rule.row, rule.limit, f"{rule.limit.text} is not used: {gap.sentence}")


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


def _row(planned: Planned, numbers: Sequence[int], same: Sequence[Rule | LeftOut]) -> RemainingRow:
    first = same[0]
    row, limit = first.row, first.limit
    model = first.model.name if isinstance(first, Rule) else planned.settings.dose_model.name
    label = Quantity.EQD2.label(limit.alpha_beta_gy, model)
    what = f"{label} left below {limit.text}, without {planned.phase.label}"
    if isinstance(first, LeftOut):
        unknown = tuple(Figure.unknown("Gy", f"left in {n} fractions", first.reason) for n in numbers)
        left = Figure.unknown("Gy", what, first.reason)
        return _named(row, limit, left, unknown, unknown, first.reason)
    given = first.value_gy(0.0)
    left = Figure(limit.limit_gy - given, "Gy", what, "limit − what the other courses gave, in the worst case")
    tail = first.model.tail_at(limit.alpha_beta_gy)
    at_organ = tuple(
        Figure(
            _cut(regimen.total_gy), "Gy", f"physical dose at the organ left in {regimen.fractions} fractions",
            f"isoeffect of the EQD2 left, at the limit's α/β{first.model_text}", decimals=2,
        )
        for regimen in largest(limit.limit_gy - given, numbers, limit.alpha_beta_gy, tail)
    )  # fmt: skip
    prescription = tuple(
        _prescription(planned, number, rule)
        for number, rule in zip(numbers, same, strict=True)
        if isinstance(rule, Rule)
    )
    return _named(row, limit, left, at_organ, prescription, first.before_text if given > limit.limit_gy else "")


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


def _prescription(planned: Planned, number: int, rule: Rule) -> Figure:
    what = f"left in {number} fractions as {planned.geometry_text}"
    ceiling = rule.ceiling()
    if ceiling.total_gy is None:
        return Figure.unknown("Gy", what, ceiling.text)
    return Figure(ceiling.total_gy, "Gy", what, f"in steps of 0.01 Gy, rounded down{rule.model_text}", decimals=2)


def _cut(gray: float) -> float:
    """Cut after two decimals: a largest dose is never rounded up."""
    return floor(100.0 * gray + 1e-6) / 100.0
