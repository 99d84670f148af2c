"""One organ's limits and its DVH in every draw.

Near-maxima are looked for among the few points that can decide them in any draw, found by a pilot; the others stand for
their neighbours. What that costs is not guessed: every value is the assessment's own plus the difference between the
draw and the assessment at the same points, and some draws are computed again at every point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.constraints import Metric
from reirrad_gui.dose.draws import means_of_draws, near_maxima_of_draws, volumes_of_draws
from reirrad_gui.dose.quantile import hottest_gy
from reirrad_gui.dose.thinning import Thinned, neighbours_in_line, thinned
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.organs import CURVE_POINTS, Bounds
from reirrad_gui.session.uncertainty.places import PlacedDoses
from reirrad_gui.session.uncertainty.sums import DrawnSums
from reirrad_gui.volume.grid import FloatArray

Rows = NDArray[np.intp]
GROUPS = 2048
"""Neighbourhoods among which the pilot looks for hot ones."""
SPARE_GROUPS = 24
"""So many beyond the hottest are taken for hot, too: a group's middle may be colder than its hottest point."""
HOT, COOL = 1024, 512
"""Points kept of the hot ones and of the rest."""
HOT_WHEN_SHIFTED, COOL_WHEN_SHIFTED = 640, 256
"""The same where each draw has to look all of them up anew."""
PILOTS = 12
ROWS_AT_ONCE = 256
CHECKED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One metric of one kind of sum; `exact` are the assessment's own bounds of it (upper None: no bound)."""

    sums: str
    metric: Metric
    exact: Bounds


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMetric:
    """A metric in every draw, Gy: what it is at least and at most; `most` None where nothing bounds it.

    `checked_gy` is the largest difference to a few draws computed at every point of the organ.
    """

    least: FloatArray
    most: FloatArray | None
    checked_gy: float


class OrganDraws:
    """Draws of one organ: `sums` by name, doses at places; `draws` rows after the first, which is as assessed."""

    def __init__(
        self, evaluation: Evaluation, index: int, placed: PlacedDoses, sums: dict[str, DrawnSums], draws: int
    ) -> None:
        points = evaluation.opened.organs[index].points
        self._weights = points.weights_cc
        self._line = neighbours_in_line(points.points_mm)
        self._placed = placed
        self._sums = sums
        self._draws = draws
        shifted = placed.shifted
        self._hot = HOT_WHEN_SHIFTED if shifted else HOT
        self._cool = COOL_WHEN_SHIFTED if shifted else COOL
        self._near = 0

    def metrics(
        self, questions: Sequence[Question], extreme: Rows, curve_of: str, top_gy: float
    ) -> tuple[list[DrawnMetric], tuple[FloatArray, FloatArray, FloatArray]]:
        """Every question in every draw; and the curves of one kind of sum: axis, least and most (rows, axis).

        `extreme` are rows worth a pilot; `top_gy` is a dose that no draw exceeds.
        """
        chosen = self._chosen(questions, extreme)
        different = list(dict.fromkeys((q.sums, q.metric) for q in questions))
        raw: dict[tuple[str, Metric], list[tuple[FloatArray, FloatArray]]] = {one: [] for one in different}
        curves: list[tuple[FloatArray, FloatArray]] = []
        step_gy = max(top_gy, 1e-6) / (CURVE_POINTS - 1)
        for rows in _chunks(self._draws + 1):
            low, high = self._placed.at(chosen.points, rows)
            for name, sums in self._sums.items():
                least, most = sums.of(low, high, rows)
                for one in different:
                    if one[0] == name:
                        raw[one].append(self._both(least, most, chosen, one[1]))
                if name == curve_of:
                    curves.append(_both_volumes(least, most, chosen.weights_cc, step_gy))
        found = [self._anchored(q, raw[q.sums, q.metric]) for q in questions]
        least_cc, most_cc = (np.concatenate(side) for side in zip(*curves, strict=True))
        axis = np.asarray(np.arange(CURVE_POINTS) * step_gy, dtype=np.float64)
        return self._checked(questions, found), (axis, least_cc, most_cc)

    def _anchored(self, question: Question, parts: list[tuple[FloatArray, FloatArray]]) -> DrawnMetric:
        """The assessment's own value plus the difference that the draw makes at the same points."""
        least, most = (np.concatenate(side) for side in zip(*parts, strict=True))
        lower, upper = question.exact
        assert lower is not None, "a metric that an organ is too small for is not asked for"
        low = np.maximum(lower + (least[1:] - least[0]), 0.0)
        if upper is None:
            return DrawnMetric(low, None, 0.0)
        high = np.maximum(upper + (most[1:] - most[0]), 0.0)
        return DrawnMetric(np.where(least[1:] == most[1:], high, np.minimum(low, high)), high, 0.0)

    def _both(
        self, least: FloatArray, most: FloatArray, chosen: Thinned, metric: Metric
    ) -> tuple[FloatArray, FloatArray]:
        """Of near-maxima only the hot points are looked at, which come first."""
        last = chosen.points.size if metric.key == "mean_gy" else self._near
        weights = chosen.weights_cc[:last]
        low = _metric(least[:, :last], weights, metric)
        return low, low if most is least else _metric(most[:, :last], weights, metric)

    def _checked(self, questions: Sequence[Question], found: list[DrawnMetric]) -> list[DrawnMetric]:
        """The draws with the lowest and highest values once more, at every point of the organ."""
        rows = np.unique(np.concatenate([self._extremes(drawn) for drawn in found])).astype(np.intp)
        every = np.arange(self._weights.size)
        errors = np.zeros(len(found))
        for row in rows:
            again = self._full(questions, every, np.array([row]))
            for place, drawn in enumerate(found):
                if drawn.most is not None:
                    errors[place] = max(errors[place], abs(again[place] - float(drawn.least[row - 1])))
        return [DrawnMetric(d.least, d.most, float(e)) for d, e in zip(found, errors, strict=True)]

    def _extremes(self, drawn: DrawnMetric) -> Rows:
        spread = float(drawn.least.max() - drawn.least.min())
        if spread == 0.0:
            return np.zeros(0, np.intp)
        return np.array([int(drawn.least.argmin()) + 1, int(drawn.least.argmax()) + 1])[:CHECKED]

    def _full(self, questions: Sequence[Question], every: Rows, rows: Rows) -> list[float]:
        low, high = self._placed.at(every, rows)
        sums = {name: one.of(low, high, rows)[0] for name, one in self._sums.items()}
        return [_exactly(sums[q.sums][0], self._weights, q.metric) for q in questions]

    def _chosen(self, questions: Sequence[Question], extreme: Rows) -> Thinned:
        """Points that stand for the organ: the hottest in any pilot draw closely, the others roughly."""
        if self._line.size <= self._hot + self._cool:
            self._near = self._line.size
            return Thinned(self._line, self._weights[self._line])
        groups = thinned(self._line, self._weights, GROUPS)
        hot = self._hot_groups(questions, groups, extreme)
        number = np.zeros(self._line.size, np.intp)
        if self._line.size > GROUPS:
            starts = np.linspace(0, self._line.size, GROUPS + 1).astype(np.intp)
            number[starts[1:-1]] = 1
            number = np.cumsum(number)
        else:
            number = np.arange(self._line.size)
        of_hot = hot[number]
        near = thinned(self._line[of_hot], self._weights, self._hot)
        self._near = near.points.size
        far = thinned(self._line[~of_hot], self._weights, self._cool)
        return Thinned(np.concatenate([near.points, far.points]), np.concatenate([near.weights_cc, far.weights_cc]))

    def _hot_groups(self, questions: Sequence[Question], groups: Thinned, extreme: Rows) -> NDArray[np.bool_]:
        rows = np.unique(np.concatenate([[0], extreme, np.arange(1, min(PILOTS, self._draws) + 1)])).astype(np.intp)
        low, high = self._placed.at(groups.points, rows)
        hot = np.zeros(groups.points.size, bool)
        spare = SPARE_GROUPS * float(groups.weights_cc.max())
        for name, sums in self._sums.items():
            volumes = [q.metric.volume_cc or 0.0 for q in questions if q.sums == name and q.metric.key != "mean_gy"]
            if not volumes:
                continue
            for dose in _once(sums.of(low, high, rows)):
                least = near_maxima_of_draws(dose, groups.weights_cc, 2.0 * max(volumes) + spare)
                hot |= (dose >= least[:, None]).any(axis=0)
        return hot


def _chunks(count: int) -> Iterable[Rows]:
    return (np.arange(start, min(start + ROWS_AT_ONCE, count)) for start in range(0, count, ROWS_AT_ONCE))


def _once(both: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, ...]:
    return both[:1] if both[0] is both[1] else both


def _metric(dose: FloatArray, weights: FloatArray, metric: Metric) -> FloatArray:
    if metric.key == "mean_gy":
        return means_of_draws(dose, weights)
    return near_maxima_of_draws(dose, weights, metric.volume_cc or 0.0)


def _exactly(dose: FloatArray, weights: FloatArray, metric: Metric) -> float:
    """A metric of one draw over many points, without ranking them all."""
    if metric.volume_cc is None:
        return float(_metric(dose[None, :], weights, metric)[0])
    return hottest_gy(dose, weights, metric.volume_cc)


def _both_volumes(
    least: FloatArray, most: FloatArray, weights: FloatArray, step_gy: float
) -> tuple[FloatArray, FloatArray]:
    low = volumes_of_draws(least, weights, step_gy, CURVE_POINTS)
    return low, low if most is least else volumes_of_draws(most, weights, step_gy, CURVE_POINTS)
