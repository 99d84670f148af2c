"""The same work on many things, on as many threads as pay: NumPy and file reading let other threads run meanwhile."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from reirrad_gui.session.jobs import Step
from reirrad_gui.session.memory import keep_freed_memory

Result = TypeVar("Result")
MOST_THREADS = 4
"""Beyond these threads wait for each other between short array operations."""

LONGEST_TURN_S = 0.0005
"""A thread gives way to another after so long at most. Python's 5 ms are longer than most array operations: threads
would wait for each other most of the time (measured: a fifth of the whole)."""


def take_short_turns() -> None:
    """Lets this process's threads alternate quickly; a shorter turn that somebody else has set stays."""
    sys.setswitchinterval(min(sys.getswitchinterval(), LONGEST_TURN_S))


def side_by_side(
    tasks: Sequence[tuple[str, Callable[[], Result]]], step: Step, sizes: Sequence[float] = ()
) -> list[Result]:
    """The results of (what it is, task), in order; `step` is called on this thread before each result is waited for.

    Where `sizes` say how much work each is, the largest begin first: then none of them is left over at the end.

    What a task or `step` raises is raised here; tasks that have not begun are then dropped.

    >>> from reirrad_gui.session.jobs import silent
    >>> side_by_side([("Doubling", lambda: 2 * 2), ("Squaring", lambda: 3 * 3)], silent, sizes=(1, 5))
    [4, 9]
    """
    take_short_turns()
    keep_freed_memory()
    threads = min(len(tasks), os.cpu_count() or 1, MOST_THREADS)
    results: list[Result] = []
    with ThreadPoolExecutor(max_workers=max(threads, 1), thread_name_prefix="organ") as pool:
        try:
            order = sorted(range(len(tasks)), key=lambda i: -sizes[i]) if sizes else range(len(tasks))
            started = {i: pool.submit(tasks[i][1]) for i in order}
            for i, (text, _) in enumerate(tasks):
                step(i, len(tasks), text)
                results.append(started[i].result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results
