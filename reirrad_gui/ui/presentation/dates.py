"""Dates said as time since something, for those who may not see dates either. No Qt."""

from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.reference import Reference, since

NO_REFERENCE = "Dates stay: no diagnosis and no course has a date that time could be counted from."


def without_dates(items: Sequence[Item], reference: Reference | None) -> tuple[Item, ...]:
    """Items whose labels say how long after the reference they were; without one, only what they are."""
    return tuple(_without(item, reference) for item in items)


def _without(item: Item, reference: Reference | None) -> Item:
    """The shortest label of a dated item says no date; courses and intervals say none in any."""
    if not item.labels or item.shape in (Shape.COURSE, Shape.INTERVAL, Shape.VALUE):
        return item
    title = item.labels[-1]
    if reference is None or item.key == reference.key or not item.dated:
        return replace(item, labels=(title,))
    if item.start.first is None or item.start.last is None:
        return replace(item, labels=(title,))
    told = since(reference, item.start).replace(f" after {reference.name}", "")
    told = told.replace(f" before {reference.name}", " before")
    return replace(item, labels=(f"{title} · {told}", title))
