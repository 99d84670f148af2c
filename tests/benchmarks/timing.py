"""Times steps round robin and sums each one up."""

import gc
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.compared import Compared, PeerFailedError, Step, Work

MOST_RUNS = 50
ENOUGH_SECONDS = 4.0
ROUNDS_AT_LEAST = 5
"""Rounds of a comparison, however long they take."""
ROUNDS_WHEN_QUICK = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """One step's result; seconds. `who` is empty for this program.

    Where the step is another program's, `ratio` is its time in units of this program's in the same round (median), and
    `whole_ratio` the same for the whole commands, where both ran in processes of their own.
    """

    name: str
    title: str
    who: str
    runs: int
    first_s: float
    median_s: float
    fastest_s: float
    slowest_s: float
    ratio: float | None = None
    whole_s: float | None = None
    whole_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round: each step's seconds by name, and of its whole command where it is one."""

    seconds: Mapping[str, float]
    whole: Mapping[str, float]


def timed(name: str, title: str, compared: Compared, quick: bool) -> tuple[list[Timing], dict[str, str]]:
    """The first round apart (it fills caches), then as many as fit into some seconds; every step once in each round.

    Gives the timings, and why other programs that failed are not among them.
    """
    if compared.given:
        rounds = [Round(taken, {}) for taken in compared.given]
        return _summed(name, title, ["", *compared.peers], rounds[0], rounds[1:]), {}
    steps: dict[str, Step] = {"": compared.ours, **compared.peers}
    failed: dict[str, str] = {}
    gc.collect()
    first = _round(steps, failed)
    rounds = [] if compared.warm else [first]
    at_least = _at_least(compared, quick)
    spent = sum(first.seconds.values())
    while len(rounds) < at_least or (compared.rounds is None and len(rounds) < MOST_RUNS and spent < ENOUGH_SECONDS):
        rounds.append(_round(steps, failed))
        spent += sum(rounds[-1].seconds.values())
    return _summed(name, title, list(steps), first, rounds), failed


def _at_least(compared: Compared, quick: bool) -> int:
    if not compared.peers and not compared.goals:
        return compared.rounds or 1
    usual = compared.rounds or ROUNDS_AT_LEAST
    return min(usual, ROUNDS_WHEN_QUICK) if quick else usual


def _round(steps: dict[str, Step], failed: dict[str, str]) -> Round:
    """Every step once. Another program that fails is taken out of `steps`, with the reason in `failed`."""
    took: dict[str, float] = {}
    whole: dict[str, float] = {}
    for who, step in [*steps.items()]:
        try:
            taken, whole_s = _timed(step)
        except PeerFailedError as error:
            if not who:
                raise
            failed[who] = str(error)
            del steps[who]
            continue
        took[who] = taken
        if whole_s is not None:
            whole[who] = whole_s
    return Round(took, whole)


def seconds(step: Step) -> float:
    """One run of a step; what it measured itself where it did."""
    return _timed(step)[0]


def _timed(step: Step) -> tuple[float, float | None]:
    began = time.perf_counter()
    found = step()
    return (found.seconds, found.whole_s) if isinstance(found, Work) else (time.perf_counter() - began, None)


def _summed(name: str, title: str, steps: Sequence[str], first: Round, rounds: Sequence[Round]) -> list[Timing]:
    """A line for each step that got through all rounds."""
    return [_timing(name, title, who, first, rounds) for who in steps]


def _timing(name: str, title: str, who: str, first: Round, rounds: Sequence[Round]) -> Timing:
    taken = [times.seconds[who] for times in rounds]
    whole = [times.whole[who] for times in rounds if who in times.whole]
    both = [times.whole[who] / times.whole[""] for times in rounds if {"", who} <= times.whole.keys()]
    return Timing(
        name=name,
        title=title,
        who=who,
        runs=len(taken),
        first_s=first.seconds[who],
        median_s=statistics.median(taken),
        fastest_s=min(taken),
        slowest_s=max(taken),
        ratio=statistics.median(times.seconds[who] / times.seconds[""] for times in rounds) if who else None,
        whole_s=statistics.median(whole) if whole else None,
        whole_ratio=statistics.median(both) if who and both else None,
    )
