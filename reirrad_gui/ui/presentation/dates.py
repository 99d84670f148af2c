"""Dates said as time since something, for those who may not see dates either. No Qt."""

import re
from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.reference import Reference, since

BOTH, EARLIER = re.compile("from (.+) before to (.+) after"), re.compile("(.+) before")
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
    told = told_alone(since(reference, item.start), reference.name)
    return replace(item, labels=(f"{title} · {told}", title))


def told_alone(told: str, name: str) -> str:
    """How long after or before, where the axis says after what: only what may be before it, too, says "after".

    >>> told_alone("1 y to 2 y after diagnosis", "diagnosis"), told_alone("3 m before diagnosis", "diagnosis")
    ('1 y to 2 y', '3 m before')
    >>> told_alone("from 30 d before to 2 m after diagnosis", "diagnosis")
    'from 30 d before to 2 m after'
    """
    shortened = told.removesuffix(f" {name}")
    if both := BOTH.fullmatch(shortened):
        return f"from {both[1]} before to {both[2]} after"
    if earlier := EARLIER.fullmatch(shortened):
        return f"{earlier[1]} before"
    return shortened.removesuffix(" after")
