"""The table of a run: goals beside results, met or not, as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.benchmarks.compared import Check, Compared, Faster, Within
from tests.benchmarks.timing import Timing

HEADINGS = ("what", "this program: median (fastest)", "others: median, or their figure", "times as long", "goal", "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row. `met` is None where there is no goal, or where `why_not` says why nothing could be held against it."""

    name: str
    what: str
    ours: str
    other: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
    why_not: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """As printed."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2g}" if self.ratio < 10 else f"{self.ratio:.0f}"
        met = {None: self.why_not, True: "met", False: "**not met**"}[self.met]
        return (self.what, self.ours, self.other, ratio, self.goal, met)


def verdicts(compared: Compared, timings: Sequence[Timing], missing: Mapping[str, str]) -> list[Verdict]:
    """The rows of one benchmark: each other program's, those of its goals, those of its checks."""
    ours, *others = timings
    rows = [row for goal in compared.goals for row in _goal(goal, ours, others, missing)]
    told = {name for goal in compared.goals if isinstance(goal, Faster) for name in goal.than}
    for other in (other for other in others if other.who not in told):
        rows.append(_beside(ours, other) if rows else replace(_beside(ours, other), what=ours.title, ours=_own(ours)))
    return [*rows, *(_checked(ours, check) for check in compared.checks())]


def _goal(goal: Faster | Within, ours: Timing, others: Sequence[Timing], missing: Mapping[str, str]) -> list[Verdict]:
    if isinstance(goal, Within):
        met = ours.median_s <= goal.seconds
        return [Verdict(ours.name, ours.title, _own(ours), goal=f"≤ {span(goal.seconds)}", met=met)]
    there = sorted((t for t in others if t.who in goal.than), key=lambda t: t.ratio or 0.0)
    lacking = [f"{who} is missing: {missing[who]}" for who in goal.than if who in missing]
    if not there:
        return [
            Verdict(ours.name, ours.title, _own(ours), goal=goal.said, why_not="not measured; " + "; ".join(lacking))
        ]
    fastest, *slower = there
    met = (fastest.ratio or 0.0) >= goal.at_least
    said = goal.said + (f" (of those here: {'; '.join(lacking)})" if lacking else "")
    row = Verdict(ours.name, ours.title, _own(ours), _other(fastest), fastest.ratio, said, met)
    return [row, *(_beside(ours, other) for other in slower)]


def _beside(ours: Timing, other: Timing) -> Verdict:
    return Verdict(ours.name, "the same", "the same", _other(other), other.ratio)


def _checked(ours: Timing, check: Check) -> Verdict:
    sign = "≥" if check.at_least else "≤"
    found = "" if check.found is None else f"{check.found:.3g} {check.unit}".strip()
    goal = f"{sign} {check.limit:g} {check.unit}".strip()
    if check.found is None:
        return Verdict(ours.name, check.what, "", goal=goal, why_not=f"not measured; {check.beside}")
    return Verdict(ours.name, check.what, found, check.beside, goal=goal, met=check.met)


def _own(timing: Timing) -> str:
    return f"{span(timing.median_s)} ({span(timing.fastest_s)})"


def _other(timing: Timing) -> str:
    return f"{timing.who}: {span(timing.median_s)}"


def span(seconds: float) -> str:
    """A time in the unit that reads best.

    >>> span(0.0161), span(2.3456)
    ('16.1 ms', '2.35 s')
    """
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
