"""For each number of fractions the largest total that keeps every limit in force: the iso-toxic frontier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from reirrad_gui.constraints import Standing
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import PLAIN_LQ, DoseModel, Regimen
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.planner.ceilings import STEP_GY, Ceiling, LeftOut, rules
from reirrad_gui.session.planner.presupposed import broken_beforehand
from reirrad_gui.session.planner.question import Planned, fraction_numbers, panel_of
from reirrad_gui.session.what_if import MOST_TOTAL_GY

PROSTATE_ALPHA_BETA_GY = (1.5, 3.0)
"""Range of α/β usually taken for prostate cancer; both ends stand beside the α/β in force (docs/formulas.md)."""
UP_TO_TEN = tuple(range(1, 11))
SOURCE = "largest total that keeps every limit in its worst case, in steps of 0.01 Gy, rounded down"


@dataclass(frozen=True, slots=True)
class SolvedPoint:
    """The answer for one number of fractions.

    `total` is 0 Gy where the other courses alone do not keep a limit, and unknown where nothing limits; `reason` says
    why. `limiting` are the ceilings that decide, `ceilings` all of them, lowest first. `eqd2_band` tells the
    prescription's EQD2 at other α/β of the tumour.
    """

    fractions: int
    regimen: Regimen | None
    total: Figure
    dose_per_fraction: Figure
    bed: Figure
    eqd2: Figure
    eqd2_band: tuple[tuple[float, Figure], ...]
    limiting: tuple[Ceiling, ...]
    ceilings: tuple[Ceiling, ...]
    caution: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotPart:
    """An organ that the answer does not clear: it takes no part, or (`bounds_answer`) it does and stays open."""

    organ: str
    structure_name: str
    organ_key: str | None
    reason: str
    bounds_answer: bool = False

    @property
    def text(self) -> str:
        """The sentence to stand beside the answer."""
        what = "bounds the answer, but is not cleared by it" if self.bounds_answer else "not part of the answer"
        return f"{what}: {self.organ}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Solution:
    """The frontier, and what stands beside it. `course` is the index of the course that is scaled."""

    course: int
    points: tuple[SolvedPoint, ...]
    not_part: tuple[NotPart, ...]
    clearance_text: str
    tumour_alpha_beta: Figure
    geometry_text: str
    model: DoseModel = PLAIN_LQ

    def at(self, fractions: int) -> SolvedPoint | None:
        """The answer for a number of fractions, if it was asked for."""
        return next((point for point in self.points if point.fractions == fractions), None)


def solved(planned: Planned, fractions: Sequence[int] = UP_TO_TEN, step: Step = silent) -> Solution:
    """The largest total for each number of fractions; slow enough for the background.

    Raises
    ------
    EntryError
        A number of fractions that cannot be meant; or whatever `step` raises.
    """
    numbers = fraction_numbers(tuple(fractions))
    points: list[SolvedPoint] = []
    open_rows: dict[str, NotPart] = {}
    for done, number in enumerate(numbers):
        step(done, len(numbers), f"Looking for the largest dose in {number} fraction{'' if number == 1 else 's'}")
        ceilings, left_out = all_ceilings(planned, number, points[-1] if points else None)
        point = _point(planned, number, ceilings)
        rows = panel_of(planned.tried(number, max(point.total.value or 0.0, STEP_GY)))
        points.append(_with_broken(_with_excess(point, rows), planned))
        for one in _not_part(point, rows, left_out):
            open_rows.setdefault(one.organ, one)
    found = tuple(open_rows.values())
    return Solution(
        planned.phase.course, tuple(points), found, _clearance(found), planned.tumour_alpha_beta, planned.geometry_text,
        planned.settings.dose_model,
    )  # fmt: skip


def all_ceilings(
    planned: Planned, fractions: int, near: SolvedPoint | None = None
) -> tuple[tuple[Ceiling, ...], tuple[LeftOut, ...]]:
    """What every limit leaves in so many fractions, lowest first, and the limits that cannot say.

    `near` is an answer for another number of fractions: it makes the search shorter.
    """
    evaluation = planned.tried(fractions, planned.files_gy)
    known = {(c.organ, c.limit.key, c.rule, c.model): c for c in (() if near is None else near.ceilings)}
    found: list[Ceiling] = []
    left_out: list[LeftOut] = []
    for rule in rules(planned, evaluation, planned.rows):
        if isinstance(rule, LeftOut):
            left_out.append(rule)
        else:
            found.append(rule.ceiling(known.get((rule.row.organ, rule.limit.key, rule.kind, rule.model.name))))
    return tuple(sorted(found, key=_lowest)), tuple(left_out)


def _lowest(ceiling: Ceiling) -> tuple[float, bool]:
    return (float("inf") if ceiling.total_gy is None else ceiling.total_gy, not ceiling.exceeded_before)


def _point(planned: Planned, fractions: int, ceilings: tuple[Ceiling, ...]) -> SolvedPoint:
    lowest = ceilings[0].total_gy if ceilings else None
    if lowest is None:
        reason = (
            f"No limit is reached up to {MOST_TOTAL_GY:g} Gy in {fractions} fractions: the limits of this set do not "
            "bound this course."
            if ceilings
            else "No limit that can be assessed speaks of an organ drawn here, so there is no largest dose."
        )
        return _unlimited(planned, fractions, ceilings, reason)
    limiting = _once([c for c in ceilings if c.total_gy == lowest])
    regimen = Regimen(fractions, lowest)
    model = planned.settings.dose_model
    caution = model.domain.caution(regimen.fraction_gy)
    ratio = planned.tumour_alpha_beta.value
    assert ratio is not None, "the table always has a value"
    reason = "" if lowest > 0 else _nothing_left(limiting[0])
    return SolvedPoint(
        fractions,
        regimen,
        Figure(lowest, "Gy", f"largest total in {fractions} fractions, {planned.geometry_text}", SOURCE, decimals=2),
        Figure(floor(100.0 * lowest / fractions + 1e-6) / 100.0, "Gy", f"dose per fraction, {fractions} fractions",
               "total / fractions, cut after two decimals", decimals=2),
        prescription_figure(regimen, ratio, "BED", model),
        prescription_figure(regimen, ratio, "EQD2", model),
        tuple((other, prescription_figure(regimen, other, "EQD2", model)) for other in PROSTATE_ALPHA_BETA_GY),
        limiting,
        ceilings,
        "" if caution is None else caution.sentence,
        reason,
    )  # fmt: skip


def _once(ceilings: Sequence[Ceiling]) -> tuple[Ceiling, ...]:
    """Of ceilings of one rule by two models the first: where both allow the same, one speaks for both."""
    found: dict[tuple[str, str, str], Ceiling] = {}
    for one in ceilings:
        found.setdefault((one.organ, one.limit.key, one.rule), one)
    return tuple(found.values())


def prescription_figure(regimen: Regimen, alpha_beta_gy: float, quantity: str, model: DoseModel = PLAIN_LQ) -> Figure:
    """BED or EQD2 of a prescription at an α/β of the tumour, by a model."""
    tail = model.tail_at(alpha_beta_gy)
    value = regimen.bed_gy(alpha_beta_gy, tail) if quantity == "BED" else regimen.eqd2_gy(alpha_beta_gy, tail)
    what = f"{Quantity(quantity).label(alpha_beta_gy, model.name)} of the prescription {regimen.text}"
    how = "linear-quadratic" if model.plain else model.text_at(alpha_beta_gy)
    return Figure(value, "Gy", what, f"{how}, no repopulation")


def _nothing_left(ceiling: Ceiling) -> str:
    if ceiling.exceeded_before:
        return ceiling.text
    return f"Less than {STEP_GY:g} Gy is left: {ceiling.text}"


def _unlimited(planned: Planned, fractions: int, ceilings: tuple[Ceiling, ...], reason: str) -> SolvedPoint:
    def unknown(what: str) -> Figure:
        return Figure.unknown("Gy", f"{what}, {fractions} fractions", reason)

    band = tuple((other, unknown(f"EQD2 (α/β {other:g} Gy)")) for other in PROSTATE_ALPHA_BETA_GY)
    return SolvedPoint(
        fractions, None, unknown(f"largest total, {planned.geometry_text}"), unknown("dose per fraction"),
        unknown("BED of the prescription"), unknown("EQD2 of the prescription"), band, (), ceilings, "", reason,
    )  # fmt: skip


def _with_excess(point: SolvedPoint, rows: tuple[PanelRow, ...]) -> SolvedPoint:
    """The answer with what it does exceed: limits that could not take part in it."""
    if not point.total.value:
        return point
    exceeded = [
        f"{row.organ} ({result.limit.text})"
        for row in rows
        for result in row.results
        if result.standing is Standing.EXCEEDED
    ]
    if not exceeded:
        return point
    reason = f"At this dose a limit that is not part of the answer is exceeded: {'; '.join(exceeded)}."
    return replace(point, reason=" ".join(part for part in (point.reason, reason) if part))


def _with_broken(point: SolvedPoint, planned: Planned) -> SolvedPoint:
    """The answer with what it rests on where a condition of its limiting limit is broken by the other courses.

    More than such a limit allows is too much in any case, so it bounds the answer; but it clears nothing.
    """
    rows = {row.organ_key: row for row in planned.rows}
    told = (broken_beforehand(planned, rows[one.organ_key], one.limit) for one in point.limiting)
    said = dict.fromkeys(sentence for sentence in told if sentence)
    if not said or not point.total.value:
        return point
    reason = (
        f"The limiting limit clears nothing here. {' '.join(said)} More would be too much; that this much may be given "
        "is not said."
    )
    return replace(point, reason=" ".join(part for part in (point.reason, reason) if part))


def _not_part(point: SolvedPoint, rows: tuple[PanelRow, ...], left_out: Sequence[LeftOut]) -> list[NotPart]:
    """The rows that the answer does not clear; an organ without contours that is kept there it does."""
    bounding = {ceiling.organ for ceiling in point.ceilings}
    found: list[NotPart] = []
    for row in rows:
        reasons = [one.reason for one in left_out if one.row.organ == row.organ]
        if row.organ not in bounding:
            if point.total.value and row.standing in (Standing.WITHIN, Standing.NEAR):
                continue
            reason = "; ".join(dict.fromkeys(reasons)) or row.headline
            found.append(NotPart(row.organ, row.structure_name, row.organ_key, reason))
        elif row.standing is Standing.NOT_ASSESSABLE:
            found.append(NotPart(row.organ, row.structure_name, row.organ_key, row.headline, bounds_answer=True))
    return found


def _clearance(not_part: Sequence[NotPart]) -> str:
    silent_of = ", ".join(one.organ for one in not_part if not one.bounds_answer)
    open_ones = ", ".join(one.organ for one in not_part if one.bounds_answer)
    said = [f"nothing is said of {silent_of}"] if silent_of else []
    said += [f"{open_ones} bound it without being cleared by it"] if open_ones else []
    return f"Not a clearance: {'; '.join(said)}." if said else ""
