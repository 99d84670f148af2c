"""The case with the days of its courses drawn or set: recovery and limits are asked through the ordinary assessment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reirrad_gui.lq.intervals import complete_months
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.uncertainty.seeds import Seeds

Months = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PossibleDays:
    """When each earlier course may have ended and the newest may have begun: (first, last) day each."""

    ends: tuple[tuple[date, date], ...]
    start: tuple[date, date]

    @property
    def certain(self) -> bool:
        """True when every day is known."""
        return all(first == last for first, last in (*self.ends, self.start))


def possible_days(opened: Opened) -> PossibleDays | str:
    """The days that the dates of the courses allow; or why none can be drawn."""
    courses = opened.case.courses
    if len(courses) < 2:
        return "there is only one course"
    ends: list[tuple[date, date]] = []
    for number, course in enumerate(courses[:-1]):
        first, last = course.end.first_day, course.end.last_day
        if first is None or last is None:
            return f"when course {number + 1} ended is not known to either side: the days cannot be drawn"
        ends.append((first, last))
    first, last = courses[-1].start.first_day, courses[-1].start.last_day
    if first is None or last is None:
        return f"when course {len(courses)} began is not known to either side: the days cannot be drawn"
    return PossibleDays(tuple(ends), (first, last))


def drawn_days(days: PossibleDays, seeds: Seeds) -> list[tuple[tuple[date, ...], date]]:
    """Ends of the earlier courses and the start of the newest one, every possible day equally likely, for each draw."""
    spans = [*days.ends, days.start]
    names = [*(f"end of course {number}" for number in range(len(days.ends))), "start of the newest course"]
    offsets = [
        seeds.numbers(name, (last - first).days + 1).tolist() for name, (first, last) in zip(names, spans, strict=True)
    ]
    drawn: list[tuple[tuple[date, ...], date]] = []
    for row in zip(*offsets, strict=True):
        dates = [first + timedelta(days=int(day)) for (first, _), day in zip(spans, row, strict=True)]
        drawn.append((tuple(dates[:-1]), dates[-1]))
    return drawn


def months_since(ends: Sequence[date], start: date) -> Months:
    """Complete months from the end of each earlier course to the start of the newest."""
    return tuple(complete_months(end, start) for end in ends)


def dated(opened: Opened, ends: Sequence[date], start: date) -> Opened:
    """The same case with these days known."""
    courses = list(opened.case.courses)
    for number, end in enumerate(ends):
        courses[number] = replace(courses[number], end=_known(end))
    courses[-1] = replace(courses[-1], start=_known(start))
    return replace(opened, case=replace(opened.case, courses=tuple(courses)))


def _known(day: date) -> When:
    return When((StatedDate.at(PartialDate.of(day), "one of the possible days"),))
