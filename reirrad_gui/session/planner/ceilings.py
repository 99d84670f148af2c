"""The largest total dose that one limit leaves to a course whose planned dose is scaled as a whole.

For a fixed number of fractions every dose here rises with the total: the physical dose of the scaled phase is total /
prescription times the planned one at each point, EQD2 = D (D/n + α/β) / (2 + α/β) rises with D, other courses and
recovery factors stay as they are, and maximum, near-maximum and mean of a sum rise when the dose at each point does. So
what keeps a limit are the totals from 0 to one largest, which is found in steps of 0.01 Gy and never rounded up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import floor

from reirrad_gui.constraints import FLOAT_NOISE_GY, Limit
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.lq import PLAIN_LQ, DoseModel, largest
from reirrad_gui.session.assessment import LimitResult, PanelRow
from reirrad_gui.session.biology import Interval
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.metrics import bounds_text
from reirrad_gui.session.organs import MeasuredOrgan
from reirrad_gui.session.planner.question import Planned
from reirrad_gui.session.what_if import MOST_TOTAL_GY

STEP_GY = 0.01
TOP = round(MOST_TOTAL_GY / STEP_GY)
LIMIT, NEWEST, SHARE, EACH = "limit", "newest course", "share of the sum", "each course"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The largest total that one rule of one limit leaves; None where it is not reached up to 200 Gy.

    `rule` is "limit" (the accumulated dose), "newest course" or "share of the sum" (what the same source asks of the
    newest course), or "each course" (beyond it the limit does not apply). `exceeded_before` where the other courses
    alone do not keep it, in the worst case; `text` says it all. `model` is the one of fraction size: where another one
    than LQ is in force there is a ceiling by each, for limits were derived under LQ.
    """

    organ: str
    structure_name: str
    organ_key: str
    limit: Limit
    rule: str
    fractions: int
    total_gy: float | None
    text: str
    exceeded_before: bool = False
    model: str = "LQ"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A dose that rises with the total and must not go above `at_most_gy`; `value_gy(total)` in the worst case.

    `without_gy` is that dose without the scaled course, `fractions` the number of fractions it is given in.
    """

    row: PanelRow
    limit: Limit
    kind: str
    fractions: int
    at_most_gy: float
    without_gy: float
    value_gy: Callable[[float], float]
    before_text: str
    model: DoseModel = PLAIN_LQ
    model_text: str = ""

    def ceiling(self, near: "Ceiling | None" = None) -> Ceiling:
        """The largest total that keeps the rule; `near`, that of another number of fractions, shortens the search."""
        steps = largest_step(
            lambda step: self.value_gy(step / 100.0) if step else self.without_gy,
            self.at_most_gy, TOP, self._guess(near), self._isoeffect,
        )  # fmt: skip
        before = steps == 0 and self.without_gy > self.at_most_gy + FLOAT_NOISE_GY
        total_gy = None if steps is None else steps / 100.0
        assert self.row.organ_key is not None, "rules are made for drawn organs"
        return Ceiling(
            self.row.organ, self.row.structure_name, self.row.organ_key, self.limit, self.kind, self.fractions,
            total_gy, self._text(total_gy, before), before, self.model.name,
        )  # fmt: skip

    def _isoeffect(self, dose_gy: float) -> float:
        """The physical dose whose EQD2 stands above that of the other courses: nearly proportional to the total."""
        return self._physical(dose_gy - self.without_gy, self.fractions)

    def _physical(self, eqd2_gy: float, fractions: int) -> float:
        ratio = self.limit.alpha_beta_gy
        return largest(max(eqd2_gy, 0.0), [fractions], ratio, self.model.tail_at(ratio))[0].total_gy

    def _guess(self, near: "Ceiling | None") -> int | None:
        if near is None or not near.total_gy or near.fractions == self.fractions:
            return None
        left = self.at_most_gy - self.without_gy
        before = self._physical(left, near.fractions)
        found = near.total_gy * self._physical(left, self.fractions) / before if before > 0 else 0.0
        return floor(found / STEP_GY + 1e-6) or None

    def _text(self, total_gy: float | None, before: bool) -> str:
        said = f"{self.row.organ}: {self.limit.text}, {self.limit.short_citation}"
        if self.kind == NEWEST:
            said += f"; the newest course alone at most {self.at_most_gy:g} Gy"
        elif self.kind == SHARE:
            said += f"; the newest course at most {100 * (self.limit.last_course_share_at_most or 0):.0f} % of the sum"
        elif self.kind == EACH:
            said += f"; speaks only of courses of at most {self.at_most_gy:g} Gy each"
        said += self.model_text
        if before:
            return f"{said}. {self.before_text}"
        return f"{said}. Not reached up to {MOST_TOTAL_GY:g} Gy." if total_gy is None else f"{said}."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A limit that takes no part in an answer, and why."""

    row: PanelRow
    limit: Limit
    reason: str


def largest_step(
    value: Callable[[int], float],
    at_most: float,
    top: int,
    guess: int | None = None,
    straight: Callable[[float], float] = float,
) -> int | None:
    """The largest step from 0 to `top` at which a rising value is not above a bound; None if it never is above.

    0 also where the value is above the bound at step 0. Found by bisection, sped up by looking where the straight line
    through known values meets the bound; `straight` makes values more nearly proportional to the step, and `guess` is
    where to look first: neither changes the answer.

    EQD2 (α/β 3 Gy) of 42 Gy and of so many hundredths of a gray in 5 fractions, up to 80 Gy:

    >>> largest_step(lambda step: 42.0 + step / 100 * (step / 500 + 3.0) / 5.0, 80.0, 20_000)
    2422
    >>> largest_step(lambda step: 1.0, 2.0, 100), largest_step(lambda step: 3.0, 2.0, 100)
    (None, 0)
    """
    bound = at_most + FLOAT_NOISE_GY
    if value(0) > bound:
        return 0
    search = _Search(straight(value(0)), straight(at_most), top)
    while search.high is None or search.high - search.low > 1:
        if search.low == top:
            return None
        step = search.next_step() if guess is None else min(max(guess, 1), top)
        guess, found = None, value(step)
        search.learn(step, straight(found), kept=found <= bound)
    return search.low


class _Search:
    """The largest step known to keep a bound, the least known to break it, and where to look next."""

    def __init__(self, at_zero: float, at_most: float, top: int) -> None:
        self.low: int = 0
        self.high: int | None = None
        self._at_low, self._at_high, self._at_most, self._top = at_zero, at_zero, at_most, top
        self._at_zero, self._turns = at_zero, 0

    def learn(self, step: int, found: float, *, kept: bool) -> None:
        self._turns += 1
        if kept:
            self.low, self._at_low = step, found
        else:
            self.high, self._at_high = step, found

    def next_step(self) -> int:
        high = self._top + 1 if self.high is None else self.high
        if self._turns % 4 == 3:
            return min(max((self.low + high) // 2, self.low + 1), high - 1)
        if self.high is None:
            rise, step = self._at_low - self._at_zero, self.low
            found = step * (self._at_most - self._at_zero) / rise if rise > 0 else self._top
        else:
            rise, part = self._at_high - self._at_low, self._at_most - self._at_low
            found = self.low + (high - self.low) * part / rise if rise > 0 else high
        return int(min(max(floor(found + 1e-6), self.low + 1), high - 1))


def rules(planned: Planned, evaluation: Evaluation, rows: tuple[PanelRow, ...]) -> Iterator[Rule | LeftOut]:
    """Everything that limits the scaled course under one regimen: `evaluation` has it in the number of fractions."""
    numbers = {organ.key: index for index, organ in enumerate(evaluation.opened.organs)}
    for row in rows:
        if row.organ_key is not None:
            for result in row.results:
                yield from _of_limit(planned, evaluation, row, result, numbers[row.organ_key])


def _of_limit(
    planned: Planned, evaluation: Evaluation, row: PanelRow, result: LimitResult, index: int
) -> Iterator[Rule | LeftOut]:
    limit = result.limit
    recovery = evaluation.recovery_at(index, limit.alpha_beta_gy)
    if limit.includes_recovery and recovery.on:
        yield LeftOut(row, limit, f"{limit.text} is not used: {result.reason}")
        return
    if recovery.depends_on_dose and recovery.forgetting[planned.phase.course] is not None:
        reason = f"what is left of {planned.phase.label} under “{recovery.text}” depends on its own dose"
        yield LeftOut(row, limit, f"{limit.text} is not solved for: {reason}")
        return
    organ = evaluation.by_model_of(limit.key).measured(index, limit.alpha_beta_gy)
    if organ.empty or organ.total.volume_cc < (limit.metric.volume_cc or 0.0) * (1.0 - 1e-9):
        yield LeftOut(row, limit, f"the structure is smaller than the volume of {limit.metric.text}")
        return
    if organ.total.dose.upper is None:
        yield LeftOut(row, limit, f"{organ.total.dose.reason}, and nothing bounds it")
        return
    fractions = evaluation.opened.doses[planned.phase.course][planned.place].phase.fractions
    assert fractions, "a regimen is tried"
    if evaluation.opened.model.plain:
        yield from _Doses(planned, organ, row, limit, fractions).rules()
        return
    yield from _Doses(planned, organ, row, limit, fractions, f"; by {organ.eqd2.model.name}").rules()
    if not organ.eqd2.model.plain:
        plain = evaluation.by_lq.measured(index, limit.alpha_beta_gy)
        yield from _Doses(planned, plain, row, limit, fractions, "; by LQ, under which the limit was derived").rules()


class _Doses:
    """The doses of one limit in one organ, as functions of the total of the scaled course."""

    def __init__(
        self, planned: Planned, organ: MeasuredOrgan, row: PanelRow, limit: Limit, fractions: int, model_text: str = ""
    ) -> None:
        self._planned, self._organ, self._row, self._limit = planned, organ, row, limit
        self._fractions, self._model_text = fractions, model_text

    def rules(self) -> Iterator[Rule | LeftOut]:
        """The accumulated dose first, then what the limit asks of single courses."""
        limit, total = self._limit, self._organ.total.dose
        assert total.upper is not None, "told before"
        least, most = self._without(total)
        certain = least > limit.limit_gy + FLOAT_NOISE_GY
        others = f"{bounds_text(least, most)}" if most != least else f"{most:.1f} Gy"
        word = "exceed it" if certain else "may exceed it"
        before = f"Without any dose of {self._planned.phase.label} the other courses {word} already: {others}."
        yield self._rule(LIMIT, limit.limit_gy, self._of(total.upper), most, before)
        own = self._organ.courses[self._planned.phase.course].dose
        if own.upper is None:
            return
        if limit.each_course_at_most_gy is not None:
            yield self._rule(EACH, limit.each_course_at_most_gy, self._of(own.upper))
        yield from self._newest(self._of(own.upper), self._of(total.lower), least)

    def _rule(
        self, kind: str, at_most_gy: float, value: Callable[[float], float], without_gy: float = 0.0, before: str = ""
    ) -> Rule:
        return Rule(
            self._row, self._limit, kind, self._fractions, at_most_gy, without_gy, value, before,
            self._organ.eqd2.model, self._model_text,
        )  # fmt: skip

    def _without(self, total: Interval) -> tuple[float, float]:
        """The limit's metric of the other courses, least and most: the same in any number of fractions."""
        key, known = (self._row.organ_key, self._limit, self._organ.eqd2.model), self._planned.others
        if key not in known:
            assert total.upper is not None, "told before"
            least = self._metric(total.lower, 0.0)
            known[key] = (least, least if total.exact else self._metric(total.upper, 0.0))
        return known[key]

    def _newest(
        self, own: Callable[[float], float], least: Callable[[float], float], others_gy: float
    ) -> Iterator[Rule | LeftOut]:
        limit, share = self._limit, self._limit.last_course_share_at_most
        if limit.last_course_at_most_gy is None and share is None:
            return
        if not self._planned.newest:
            yield LeftOut(self._row, limit, f"{limit.text} also limits the newest course, which is not the one scaled")
            return
        if limit.last_course_at_most_gy is not None:
            yield self._rule(NEWEST, limit.last_course_at_most_gy, own)
        if share is not None:
            yield self._rule(SHARE, 0.0, lambda total: own(total) - share * least(total), -share * others_gy)

    def _of(self, dose: Mixed) -> Callable[[float], float]:
        return lambda total_gy: self._metric(dose, total_gy)

    def _metric(self, dose: Mixed, total_gy: float) -> float:
        """The limit's metric with the course scaled to a total; the same as measuring the case anew."""
        terms = list(dose.terms)
        at = self._planned.number
        if not terms[at].nothing:
            terms[at] = replace(terms[at], delivered=total_gy / self._planned.files_gy)
        scaled, metric = Mixed(dose.samples, terms), self._limit.metric
        if metric.volume_cc is not None:
            return scaled.hottest(metric.volume_cc)
        return scaled.mean_gy if metric.key == "mean_gy" else scaled.max_gy
