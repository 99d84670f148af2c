"""Numbers that are drawn as curves: laboratory values by analyte and unit, pain scores by site. No Qt.

Nothing is put on a curve that is not a number with a known unit and a date closed to both sides; what is left out stays
in the words of its event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log10

from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Event, Extent
from reirrad_gui.patient.facts import LabSeries, Symptom
from reirrad_gui.ui.timeline.item import Item, Shape, Span, Value

LOG_FROM = 100.0
FEWEST = 2
PAIN_MOST = 10.0


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve: its values in order of time, each with the key of its item, and how numbers become heights.

    `logarithmic` only where all numbers are above zero and the largest is more than `LOG_FROM` times the smallest.
    """

    name: str
    values: tuple[tuple[str, Value], ...]
    low: float
    high: float
    logarithmic: bool

    @cached_property
    def middles(self) -> tuple[float, ...]:
        """The middle day of each value."""
        return tuple(value.middle for _, value in self.values)

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """Each value between 0, the lowest of the scale, and 1; what is not stated lies at 0."""
        return tuple(0.0 if value.number is None else self.height(value.number) for _, value in self.values)

    @cached_property
    def stated(self) -> tuple[bool, ...]:
        """For each value whether its number is."""
        return tuple(value.number is not None for _, value in self.values)

    def height(self, number: float) -> float:
        """Where a number lies on the scale, 0 to 1."""
        if self.logarithmic:
            return (log10(number) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (number - self.low) / (self.high - self.low)

    @property
    def scale(self) -> tuple[str, str]:
        """The numbers at the top and at the bottom."""
        return f"{self.high:g}", f"{self.low:g}"

    @property
    def title(self) -> str:
        """The name; a logarithmic scale says so."""
        return f"{self.name} log" if self.logarithmic else self.name


def curve_of(name: str, items: Iterable[Item], *, linear: bool = False) -> Curve:
    """The curve of all items that carry values of it; `linear` keeps the scale from becoming logarithmic."""
    found = [(item.key, value) for item in items for value in item.values]
    found.sort(key=lambda pair: pair[1].middle)
    numbers = [value.number for _, value in found if value.number is not None]
    low, high = min(numbers), max(numbers)
    if name.startswith("Pain"):
        return Curve(name, tuple(found), 0.0, PAIN_MOST, logarithmic=False)
    if low > 0 and high / low > LOG_FROM and not linear:
        return Curve(name, tuple(found), low, high, logarithmic=True)
    return Curve(name, tuple(found), 0.0, high or 1.0, logarithmic=False)


def with_curves(events: Iterable[Event], items: Sequence[Item]) -> list[Item]:
    """The items of events; those whose numbers make a curve of two or more points become values of it."""
    by_key = {item.key: item for item in items}
    curves: dict[str, list[tuple[str, tuple[Value, ...]]]] = {}
    for event in events:
        name, values = curve_values(event)
        if name and event.uid in by_key:
            curves.setdefault(name, []).append((event.uid, values))
    for name, found in curves.items():
        if sum(1 for _, values in found for value in values if value.number is not None) >= FEWEST:
            for key, values in found:
                by_key[key] = _as_values(by_key[key], name, values)
    return list(by_key.values())


def _as_values(item: Item, name: str, values: tuple[Value, ...]) -> Item:
    first = min(value.span.first or 0.0 for value in values)
    last = max(value.span.last or 0.0 for value in values)
    return replace(
        item, shape=Shape.VALUE, start=Span(first, last), end=Span(first, last), curve=name, values=values, dated=True
    )


def curve_values(event: Event) -> tuple[str, tuple[Value, ...]]:
    """The curve that an event's numbers belong to, and what of them can be drawn; "" where nothing can."""
    facts = event.facts
    if isinstance(facts, LabSeries):
        return _laboratory(facts)
    plain = event.extent is Extent.POINT and not event.differing
    if isinstance(facts, Symptom) and facts.is_pain and facts.pain_score is not None and plain:
        span = _span(event.start)
        if span is None:
            return "", ()
        where = ", ".join(site.text for site in event.sites)
        value = Value(span, float(facts.pain_score), text=f"pain {facts.pain_score}/10")
        return f"Pain 0–10{f' {where}' if where else ''}", (value,)
    return "", ()


def _laboratory(facts: LabSeries) -> tuple[str, tuple[Value, ...]]:
    units = [drawn[1] for value in facts.values if (drawn := facts.drawn(value)) is not None]
    if not units:
        return "", ()
    made = []
    for value in facts.values:
        span, drawn = _span(value.when), facts.drawn(value)
        if span is None or (value.value is not None and (drawn is None or drawn[1] != units[0])):
            continue
        made.append(Value(span, None if drawn is None else drawn[0], value.bound, value.text))
    name = facts.analyte.value
    return (f"{name[0].upper()}{name[1:]}, {units[0]}", tuple(made)) if made else ("", ())


def left_out(event: Event) -> str:
    """What of a series of values is on no curve, and why; "" where all is."""
    facts = event.facts
    if not isinstance(facts, LabSeries):
        return ""
    missing = len(facts.values) - len(curve_values(event)[1])
    if not missing or len(facts.values) < FEWEST:
        return ""
    count = "1 value is" if missing == 1 else f"{missing} values are"
    return f"{count} not on the curve, for want of a closed date or a unit that it can be drawn in."


def _span(when: When) -> Span | None:
    """The days of a value; None where they are open, not stated, or two sources differ."""
    if when.first_day is None or when.last_day is None or when.conflicting:
        return None
    return Span.of(when.first_day, when.last_day)
