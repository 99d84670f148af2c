"""Which lanes are shown and in which order, as the user wants them; kept as one line of text. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.timeline.arrange import LANES

TITLES = dict(LANES)


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """All lanes in order, those that are hidden, and those collapsed to one row. At least one is always shown."""

    order: tuple[Lane, ...] = tuple(lane for lane, _ in LANES)
    hidden: frozenset[Lane] = frozenset()
    collapsed: frozenset[Lane] = frozenset()

    @property
    def shown(self) -> tuple[tuple[Lane, str], ...]:
        """What to draw, from top to bottom."""
        return tuple((lane, TITLES[lane]) for lane in self.order if lane not in self.hidden)

    def toggled(self, lane: Lane) -> "LaneChoice":
        """One lane shown or hidden; the last one stays.

        >>> LaneChoice().toggled(Lane.IMAGING).text
        'disease -imaging systemic radiotherapy symptoms notes'
        """
        hidden = self.hidden ^ {lane}
        return self if len(hidden) == len(self.order) else replace(self, hidden=hidden)

    def folded(self, lane: Lane) -> "LaneChoice":
        """One lane collapsed to one row, or opened again.

        >>> LaneChoice().folded(Lane.NOTES).text
        'disease imaging systemic radiotherapy symptoms ~notes'
        """
        return replace(self, collapsed=self.collapsed ^ {lane})

    def put_before(self, lane: Lane, other: Lane) -> "LaneChoice":
        """One lane dropped on another takes its place.

        >>> LaneChoice().put_before(Lane.SYMPTOMS, Lane.DISEASE).text
        'symptoms disease imaging systemic radiotherapy notes'
        """
        place = self.order.index(other)
        order = [each for each in self.order if each is not lane]
        order.insert(place, lane)
        return replace(self, order=tuple(order))

    def moved(self, lane: Lane, way: int) -> "LaneChoice":
        """One lane up (−1) or down (1), past lanes that are hidden; it stops at the ends.

        >>> LaneChoice().moved(Lane.SYMPTOMS, -1).text
        'disease imaging systemic symptoms radiotherapy notes'
        """
        order = list(self.order)
        here = order.index(lane)
        there = here + way
        while 0 <= there < len(order) and order[there] in self.hidden:
            there += way
        if 0 <= there < len(order):
            order.insert(there, order.pop(here))
        return replace(self, order=tuple(order))

    @property
    def text(self) -> str:
        """The choice in one line, for the settings."""
        return " ".join(self._mark(lane) + lane.value for lane in self.order)

    def _mark(self, lane: Lane) -> str:
        return ("-" if lane in self.hidden else "") + ("~" if lane in self.collapsed else "")

    @classmethod
    def read(cls, text: str) -> "LaneChoice":
        """The choice that was written; lanes it does not name are shown at the end, words it does not know are ignored.

        >>> LaneChoice.read("symptoms -imaging nonsense").text
        'symptoms -imaging disease systemic radiotherapy notes'
        """
        known = {lane.value: lane for lane, _ in LANES}
        words = [word for word in text.split() if word.lstrip("-~") in known]
        order = list(dict.fromkeys(known[word.lstrip("-~")] for word in words))
        order += [lane for lane, _ in LANES if lane not in order]
        hidden, collapsed = (
            frozenset(known[word.lstrip("-~")] for word in words if mark in word[: -len(word.lstrip("-~"))])
            for mark in "-~"
        )
        return cls(tuple(order), hidden if len(hidden) < len(order) else frozenset(), collapsed)


def lanes_hidden(choice: LaneChoice) -> str:
    """What the timeline says about lanes that are hidden, so that nobody takes them for empty.

    >>> lanes_hidden(LaneChoice().toggled(Lane.IMAGING))
    '1 lane hidden'
    """
    count = len(choice.hidden)
    return "" if not count else f"{count} lane{'' if count == 1 else 's'} hidden"


def count_words(count: int) -> str:
    """A count in at most five signs, rounded down; it stands behind a +.

    >>> count_words(12), count_words(2543)
    ('12', '2.5k')
    """
    return str(count) if count < 1000 else f"{count // 100 / 10:g}k" if count < 10_000 else f"{count // 1000}k"


def outside_words(earlier: int, later: int, hidden: str) -> Sequence[str]:
    """What lies outside the view, from the longest wording to the shortest."""
    counts = " · ".join(part for part in (f"◂ {earlier}" if earlier else "", f"{later} ▸" if later else "") if part)
    both = " · ".join(part for part in (counts, hidden) if part)
    return (both, " · ".join(part for part in (counts, hidden.replace(" hidden", "")) if part), counts or hidden)
