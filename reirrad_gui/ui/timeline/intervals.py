"""The time between courses, as a line with its range or in words. No Qt."""

from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.patient.dates import Gap
from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.timeline.item import Item, Shape, Span


def interval_items(courses: Sequence[Item], gaps: Sequence[Gap]) -> list[Item]:
    """One item between courses that surely lie apart."""
    made = []
    for index, gap in enumerate(gaps):
        end, start = courses[index].end, courses[index + 1].start
        if _drawable(gap, end, start):
            labels = interval_labels(gap)
            made.append(
                Item(
                    f"interval {index}",
                    Lane.RADIOTHERAPY,
                    Shape.INTERVAL,
                    labels,
                    Span(end.last, start.first),
                    Span(end.last, start.first),
                )
            )
    return made


def _drawable(gap: Gap, end: Span, start: Span) -> bool:
    known = gap.min_days is not None and end.last is not None and start.first is not None
    return known and (start.first or 0.0) > (end.last or 0.0)


def with_interval_words(courses: Sequence[Item], gaps: Sequence[Gap]) -> list[Item]:
    """Where no line can be drawn between two courses, the later one's label says how they lie in time."""
    said = list(courses)
    for index, gap in enumerate(gaps):
        later = said[index + 1]
        if not _drawable(gap, courses[index].end, later.start):
            words = gap.text if "course" in gap.text else f"interval {gap.text}"
            said[index + 1] = replace(later, labels=(f"{later.labels[0]} · {words}", *later.labels))
    return said


def interval_labels(gap: Gap) -> tuple[str, ...]:
    """The interval with its range, from the longest wording to the shortest.

    >>> interval_labels(Gap(1813, 2572, 59, 84))
    ('interval 59 to 84 months · 4 y 11 m to 7 y', 'interval 59 to 84 months', '59–84 months')
    """
    months = [m for m in (gap.min_months, gap.max_months) if m is not None]
    words = gap.text
    if not months or max(months) < 12:
        return (f"interval {words}", words)
    years = " to ".join(dict.fromkeys(length_words(m) for m in months))
    short = "–".join(dict.fromkeys(str(m) for m in months))
    bound = "≥ " if gap.max_months is None else ""
    return (f"interval {words} · {bound}{years}", f"interval {words}", f"{bound}{short} months")


def length_words(months: int) -> str:
    """Months in years and months.

    >>> length_words(59), length_words(84), length_words(5)
    ('4 y 11 m', '7 y', '5 m')
    """
    years, rest = divmod(months, 12)
    return " ".join(part for part in (f"{years} y" if years else "", f"{rest} m" if rest or not years else "") if part)
