"""Courses whose treatment records stop short of the plan, while nothing says that treatment ended there.

The number on record counts as delivered. If records are missing from the export the dose is understated, so that every
view says it, and verdicts are asked again with all planned fractions (`all_given`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from reirrad_gui.case import Course
from reirrad_gui.constraints import Standing
from reirrad_gui.figures import Figure
from reirrad_gui.session.settings import Settings


@dataclass(frozen=True, slots=True)
class IfAllGiven:
    """A worse verdict, were all planned fractions given: its standing, the accumulated dose then, both in words.

    `condition` is the verdict's condition in a few words: "if only 3 of 5 given". `decided_by` names each course in
    doubt that alone makes the verdict so, with all its planned fractions; empty where only one course is in doubt.
    """

    standing: Standing
    cumulative: Figure
    condition: str
    sentence: str
    decided_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortRecords:
    """The phases concerned as (uid, planned fractions), and what is on record of each, in words.

    `names` tell the phases apart: "course 1", or "course 1, Boost".
    """

    planned: tuple[tuple[str, int], ...]
    counts: tuple[str, ...]
    named: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """ "3 of 5 fractions of course 1 and 1 of 3 fractions of course 2"."""
        return " and ".join(self.named)

    @property
    def each(self) -> "tuple[ShortRecords, ...]":
        """Every phase in doubt by itself."""
        parts = zip(self.planned, self.counts, self.named, self.names, strict=True)
        return tuple(ShortRecords((plan,), (count,), (text,), (name,)) for plan, count, text, name in parts)

    @property
    def all_text(self) -> str:
        """ "all 5 fractions"."""
        return f"all {self.planned[0][1]} fractions" if len(self.planned) == 1 else "all planned fractions"

    @property
    def condition(self) -> str:
        """ "if only 3 of 5 given"."""
        return f"if only {self.counts[0]} given" if len(self.counts) == 1 else "if only those on record given"

    @property
    def provisional(self) -> str:
        """The sentence for every screen and export."""
        return f"Provisional: nobody confirmed that only {self.text} were given, and accumulated doses rest on it."


def short_records(courses: Sequence[Course]) -> ShortRecords | None:
    """What is on record of a case with the user's entries in it; None where no number of fractions is in doubt."""
    found = [
        (phase, f"course {number}" + (f", {phase.label}" if len(course.phases) > 1 and phase.label else ""))
        for number, course in enumerate(courses, 1)
        for phase in course.phases
        if phase.stops_short
    ]
    if not found:
        return None
    return ShortRecords(
        tuple((phase.uid, phase.planned_fractions or 0) for phase, _ in found),
        tuple(f"{phase.delivered_fractions} of {phase.planned_fractions}" for phase, _ in found),
        tuple(f"{phase.short_text} of {name}" for phase, name in found),
        tuple(name for _, name in found),
    )


def with_all_planned(settings: Settings, short: ShortRecords) -> Settings:
    """The same settings as if somebody had entered that all planned fractions were delivered."""
    delivered = MappingProxyType({**settings.delivered_fractions, **dict(short.planned)})
    return replace(settings, delivered_fractions=delivered)
