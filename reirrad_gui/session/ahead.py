"""Figures of several organs found at once, one organ to each processor, before the assessment asks for them one by one.

Nothing depends on it but the time it takes: every figure is the same whoever asks first.
"""

import os
from collections.abc import Container, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from reirrad_gui.constraints import Metric
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.dose.order import Order
from reirrad_gui.session.biology import PlannedDoses
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.metrics import Metered
from reirrad_gui.session.organs import CURVE_POINTS, NEAR_MAX_CC, MeasuredOrgan, alpha_beta_of
from reirrad_gui.session.panel import limits_judged
from reirrad_gui.session.parallel import take_short_turns

WORTH_SHARING = 50_000
"""Points in all organs together from which on the work is shared out; below it that would take longer than the work."""

WORTH_ORDERING = 20_000
"""Points of an organ from which on putting them in order takes longer than a blink."""

MOST_THREADS = 4

Wanted = dict[tuple[int, float], set[Metric | None]]
"""Structure and α/β, and the metrics that limits ask for; None among them asks for what is shown of the structure."""


class Ahead:
    """Threads that wait for the next change; they end with the object."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._preparing: list[Future[Order]] = []

    def compute(self, evaluation: Evaluation) -> None:
        """Finds near-maxima and bands that the assessment will ask for, and the curves of organs looked at lately."""
        wanted, looked_at = _wanted(evaluation), evaluation.kept.looked_at.lately()
        points = sum(evaluation.opened.organs[index].points.weights_cc.size for index, _ in wanted)
        for waiting in self._preparing:
            waiting.cancel()
        if len(wanted) < 2 or points < WORTH_SHARING:
            return
        pool = self._threads()
        largest_first = sorted(wanted, key=lambda key: -evaluation.opened.organs[key[0]].points.weights_cc.size)
        jobs = [pool.submit(_compute, evaluation, *key, wanted[key], looked_at) for key in largest_first]
        for job in jobs:
            job.result()

    def prepare(self, planned: Iterable[PlannedDoses]) -> None:
        """Puts the points of large organs in order behind the scenes, so that already the first change is quick.

        What has not begun when a change comes is left to be done when it is needed.
        """
        large = [doses.lower for doses in planned if doses.lower.count >= WORTH_ORDERING]
        if large:
            pool = self._threads()
            pairs = [(samples, phase) for samples in large for phase in range(len(samples.doses_gy))]
            self._preparing = [pool.submit(samples.order, phase) for samples, phase in pairs]

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            take_short_turns()
            self._pool = ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS), "figures")
        return self._pool


def _wanted(evaluation: Evaluation) -> Wanted:
    wanted: Wanted = {}
    for index, organ in enumerate(evaluation.opened.organs):
        alpha_beta = alpha_beta_of(organ, evaluation.names[index], evaluation.settings).value
        if alpha_beta is not None:
            wanted[index, alpha_beta] = {None}
    for index, limit in limits_judged(evaluation):
        wanted.setdefault((index, limit.alpha_beta_gy), set()).add(limit.metric)
    return {key: asked for key, asked in wanted.items() if not evaluation.was_measured(*key)}


def _compute(
    evaluation: Evaluation,
    index: int,
    alpha_beta_gy: float,
    asked: Iterable[Metric | None],
    looked_at: Container[str],
) -> None:
    organ = evaluation.measured(index, alpha_beta_gy)
    if organ.empty or not evaluation.opened.case.courses:
        return
    for metered in (*organ.discounted, organ.total):
        for dose in _sides(metered):
            _ = dose.max_gy
    for metric in asked:
        if metric is None:
            organ.overlap_near_max(NEAR_MAX_CC)
            if organ.samples.key in looked_at:
                _curves(organ)
        else:
            _judged(evaluation, index, organ, metric)


def _curves(organ: MeasuredOrgan) -> None:
    for metered in (*organ.courses, organ.total):
        for dose in _sides(metered):
            _ = dose.curve(CURVE_POINTS)


def _judged(evaluation: Evaluation, index: int, organ: MeasuredOrgan, metric: Metric) -> None:
    organ.overlap_near_max(metric.volume_cc or NEAR_MAX_CC)
    if metric.volume_cc is not None:
        evaluation.slice_band(index, organ.eqd2.alpha_beta_gy, metric.volume_cc)
        for metered in (*organ.courses, organ.total):
            metered.near_maximum(metric.volume_cc)


def _sides(metered: Metered) -> tuple[Mixed, ...]:
    """The bounds of a dose, once where both are one."""
    lower, upper = metered.dose.lower, metered.dose.upper
    return (lower,) if upper is None or upper is lower else (lower, upper)
