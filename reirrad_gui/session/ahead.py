"""Points of large organs put in order, and gathered, behind the scenes, so that already the first change is quick.

Nothing depends on it but the time it takes: every figure is the same whoever puts the points in order.
"""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from reirrad_gui.dose.gathered import FEWEST_GATHERED
from reirrad_gui.session.biology import PlannedDoses
from reirrad_gui.session.parallel import take_short_turns

WORTH_ORDERING = 20_000
"""Points of an organ from which on putting them in order takes longer than a blink."""

MOST_THREADS = 4


class Ahead:
    """Threads that work before the first change; they end with the object."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._preparing: list[Future[object]] = []

    def prepare(self, planned: Iterable[PlannedDoses]) -> None:
        """Puts the points of large organs in order; what has not begun when a change comes is done when needed."""
        large = [doses.lower for doses in planned if doses.lower.count >= WORTH_ORDERING]
        if large:
            pool = self._threads()
            pairs = [(samples, phase) for samples in large for phase in range(len(samples.doses_gy))]
            very_large = [samples for samples in large if samples.count >= FEWEST_GATHERED]
            self._preparing = [pool.submit(getattr, samples, "for_curves") for samples in very_large]
            self._preparing += [pool.submit(samples.order, phase) for samples, phase in pairs]

    def leave(self) -> None:
        """Leaves what has not begun: a change needs the processors, and puts in order what it needs."""
        for waiting in self._preparing:
            waiting.cancel()

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            take_short_turns()
            self._pool = ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS), "figures")
        return self._pool
