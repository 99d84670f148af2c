"""Labels beside or within what they name: never over each other, never out of the plot; what finds no room is counted.

No Qt.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.ui.timeline.axis import Measure
from reirrad_gui.ui.timeline.item import SIGN, Item, Shape
from reirrad_gui.ui.timeline.marks import Mark, Part

if TYPE_CHECKING:
    from reirrad_gui.ui.timeline.scene import Size

GAP_PX = 6.0
INSET_PX = 8.0
LEAST_PX = 56.0
ROUNDING_PX = 1e-6
INSIDE = (Part.SURE, Part.FADE_RIGHT, Part.FADE_LEFT)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pixels from `x0` to `x1` of one row."""

    x0: float
    x1: float

    def meets(self, other: "Stretch", gap: float = GAP_PX) -> bool:
        """True when the two lie closer than `gap`."""
        return self.x0 < other.x1 + gap and other.x0 < self.x1 + gap


@dataclass(frozen=True, slots=True)
class Drawn:
    """One item with its visible parts; `stretch` is all it covers."""

    item: Item
    marks: tuple[Mark, ...]
    stretch: Stretch

    @classmethod
    def of(cls, item: Item, marks: tuple[Mark, ...]) -> "Drawn":
        """An item with at least one visible part."""
        return cls(item, marks, Stretch(min(mark.x0 for mark in marks), max(mark.x1 for mark in marks)))

    def part(self, *parts: Part) -> Mark | None:
        """The first mark of one of these kinds."""
        return next((mark for mark in self.marks if mark.part in parts), None)


@dataclass(frozen=True, slots=True)
class Text:
    """One label in its row; `inside`: it lies on its own bar. `wording` counts from the longest, 0."""

    key: str
    text: str
    stretch: Stretch
    inside: bool = False
    wording: int = 0
    item: Item | None = None


class Occupied:
    """Stretches of a row that are taken, where the axis is `torn` among them.

    Counts those within `GAP_PX` of another in logarithmic time.
    """

    def __init__(self, stretches: Iterable[Stretch], torn: tuple[Stretch, ...] = ()) -> None:
        self.torn = torn
        taken = [*stretches, *torn]
        self._starts = sorted(s.x0 for s in taken)
        self._ends = sorted(s.x1 for s in taken)

    def add(self, stretch: Stretch) -> None:
        """Take a stretch."""
        insort(self._starts, stretch.x0)
        insort(self._ends, stretch.x1)

    def remove(self, stretch: Stretch) -> None:
        """Give a stretch back."""
        self._starts.remove(stretch.x0)
        self._ends.remove(stretch.x1)

    def meeting(self, stretch: Stretch) -> int:
        """How many taken stretches lie closer than `GAP_PX`: begun before its end, less those over before it begins."""
        begun = bisect_left(self._starts, stretch.x1 + GAP_PX - ROUNDING_PX)
        return begun - bisect_right(self._ends, stretch.x0 - GAP_PX + ROUNDING_PX)

    def room_after(self, x: float, end: float) -> Stretch:
        """What is free from `x`, up to `end` at most; of no length when `x` itself is taken."""
        if self.meeting(Stretch(x, x)):
            return Stretch(x, x)
        place = bisect_left(self._starts, x)
        until = self._starts[place] - GAP_PX if place < len(self._starts) else end
        return Stretch(x, max(min(until, end), x))

    def room_before(self, x: float, start: float) -> Stretch:
        """What is free up to `x`, from `start` at least; of no length when `x` itself is taken."""
        if self.meeting(Stretch(x, x)):
            return Stretch(x, x)
        place = bisect_right(self._ends, x)
        since = self._ends[place - 1] + GAP_PX if place else start
        return Stretch(min(max(since, start), x), x)

    def stretches(self) -> list[Stretch]:
        """What is taken; overlapping stretches may come merged or exchanged, their union is the same."""
        return [Stretch(x0, x1) for x0, x1 in zip(self._starts, self._ends, strict=True)]


def placed_texts(
    row: Sequence[Drawn],
    plot: Stretch,
    size: "Size",
    first: frozenset[str] = frozenset(),
    torn: tuple[Stretch, ...] = (),
) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """Labels of one row, and the keys of the items whose label found no room.

    First every item gets its shortest wording, shortened if it must be, in order of importance (`first`, courses,
    intervals, conflicts, then by time); then the labels are lengthened step by step while there is room. No label
    stands where the axis is `torn`. `size` measures, and tells the wordings in the language of the window.
    """
    taken = Occupied((drawn.stretch for drawn in row if drawn.item.shape is not Shape.INTERVAL), torn)
    texts: dict[str, Text] = {}
    hidden: list[str] = []
    ranked = sorted(row, key=lambda d: _rank(d.item, first))
    for drawn in ranked:
        wordings = len(drawn.item.labels)
        text = _placed(drawn, wordings - 1, taken, plot, size) or _shortened(drawn, taken, plot, size)
        if text is None:
            hidden.append(drawn.item.key)
        else:
            texts[drawn.item.key] = text
            taken.add(text.stretch)
    _lengthen([d for d in ranked if d.item.key in texts], texts, taken, plot, size)
    return tuple(texts.values()), tuple(hidden)


def _lengthen(row: Sequence[Drawn], texts: dict[str, Text], taken: Occupied, plot: Stretch, size: "Size") -> None:
    """Longer wordings, one step in each round; from the second round on, intervals choose before courses."""
    rounds = max((len(drawn.item.labels) for drawn in row), default=1)
    for number in range(1, rounds):
        order = row if number == 1 else sorted(row, key=lambda d: d.item.shape is not Shape.INTERVAL)
        for drawn in order:
            now = texts[drawn.item.key]
            wording = len(drawn.item.labels) - 1 - number
            if wording < 0:
                continue
            taken.remove(now.stretch)
            longer = _placed(drawn, wording, taken, plot, size)
            texts[drawn.item.key] = longer or now
            taken.add((longer or now).stretch)


def _rank(item: Item, first: frozenset[str]) -> tuple[bool, bool, bool, bool, float]:
    return (
        item.key not in first,
        item.shape is not Shape.COURSE,
        item.shape is not Shape.INTERVAL,
        not item.conflicting,
        item.sort_day,
    )


def _placed(drawn: Drawn, wording: int, taken: Occupied, plot: Stretch, size: "Size") -> Text | None:
    words = size.told(drawn.item.labels[wording])
    width = size.measure(words, drawn.item.shape is Shape.COURSE)
    for stretch, inside in _candidates(drawn, width, taken, plot):
        if _free(stretch, inside, taken, plot):
            return Text(drawn.item.key, words, stretch, inside, wording, drawn.item)
    return None


def _free(stretch: Stretch, inside: bool, taken: Occupied, plot: Stretch) -> bool:
    """Within the plot, and nothing taken near but the bar it lies on."""
    return stretch.x0 >= plot.x0 and stretch.x1 <= plot.x1 and taken.meeting(stretch) <= (1 if inside else 0)


def _candidates(drawn: Drawn, width: float, taken: Occupied, plot: Stretch) -> Iterator[tuple[Stretch, bool]]:
    """Where a label may stand, best place first."""
    own = drawn.stretch
    if drawn.item.shape is Shape.INTERVAL:
        yield from _between(own, width, taken)
        return
    block = drawn.part(Part.BLOCK)
    if block is not None:
        if block.x1 + INSET_PX + width + INSET_PX <= own.x1:
            yield _at(block.x1 + INSET_PX, width), True
        if block.x0 - INSET_PX - width - INSET_PX >= own.x0:
            yield _at(block.x0 - INSET_PX - width, width), True
    elif (bar := drawn.part(*INSIDE)) is not None:
        for x in (max(bar.x0, plot.x0), *(torn.x1 for torn in taken.torn if torn.x1 > bar.x0)):
            if bar.x1 - x >= width + 2 * INSET_PX:
                yield _at(x + INSET_PX, width), True
    yield _at(own.x1 + GAP_PX, width), False
    yield _at(own.x0 - GAP_PX - width, width), False
    if block is None and (band := drawn.part(Part.UNSURE)) is not None:
        yield from _within(band, drawn, width)


def _within(band: Mark, drawn: Drawn, width: float) -> Iterator[tuple[Stretch, bool]]:
    """On the days it may be of, where these fill the view: clear of the dot in their middle."""
    dots = [Stretch(mark.x0, mark.x1) for mark in drawn.marks if mark.part is Part.DOT]
    inside = _at(band.x0 + INSET_PX, width)
    if inside.x1 + INSET_PX <= band.x1 and not any(inside.meets(dot) for dot in dots):
        yield inside, True


def _between(own: Stretch, width: float, taken: Occupied) -> Iterator[tuple[Stretch, bool]]:
    """In the middle of the widest free part of an interval, widest first."""
    for part in sorted(free_parts(own, taken.stretches()), key=lambda p: p.x0 - p.x1):
        if part.x1 - part.x0 >= width + 2 * INSET_PX:
            yield _at((part.x0 + part.x1 - width) / 2, width), False


def _shortened(drawn: Drawn, taken: Occupied, plot: Stretch, size: "Size") -> Text | None:
    """The shortest wording cut with an ellipsis to the room beside its item; not below `LEAST_PX`."""
    if drawn.item.shape in (Shape.INTERVAL, Shape.COURSE):
        return None
    own = drawn.stretch
    after = taken.room_after(own.x1 + GAP_PX, plot.x1)
    before = taken.room_before(own.x0 - GAP_PX, plot.x0)
    room = max(after, before, key=lambda r: r.x1 - r.x0)
    most = room.x1 - room.x0
    words = shortened(size.told(drawn.item.labels[-1]), most, size.measure) if most >= LEAST_PX else ""
    if not words or not plot.x0 <= room.x0 <= room.x1 <= plot.x1:
        return None
    width = size.measure(words, False)
    stretch = _at(room.x0 if room is after else room.x1 - width, width)
    return Text(drawn.item.key, words, stretch, wording=len(drawn.item.labels), item=drawn.item)


def free_parts(within: Stretch, obstacles: Iterable[Stretch]) -> list[Stretch]:
    """What obstacles leave of a stretch, with `GAP_PX` around each.

    >>> free_parts(Stretch(0, 100), [Stretch(20, 30)])
    [Stretch(x0=0, x1=14.0), Stretch(x0=36.0, x1=100)]
    """
    free: list[Stretch] = []
    x = within.x0
    for obstacle in sorted(obstacles, key=lambda o: o.x0):
        if obstacle.x1 + GAP_PX <= x or obstacle.x0 - GAP_PX >= within.x1:
            continue
        if obstacle.x0 - GAP_PX > x:
            free.append(Stretch(x, obstacle.x0 - GAP_PX))
        x = max(x, obstacle.x1 + GAP_PX)
    if x < within.x1:
        free.append(Stretch(x, within.x1))
    return free


def _at(x: float, width: float) -> Stretch:
    return Stretch(x, x + width)


def shortened(text: str, width: float, measure: Measure) -> str:
    """The text with an ellipsis where it is wider than `width`, its warning sign kept; "" when not even that fits.

    >>> shortened("Outcome", 4.0, lambda text, bold: float(len(text)))
    'Out…'
    """
    if measure(text, False) <= width:
        return text
    if text.endswith(SIGN):
        kept = shortened(text.removesuffix(SIGN).rstrip(), width - measure(f" {SIGN}", False), measure)
        return f"{kept} {SIGN}" if kept else ""
    for length in range(len(text) - 1, 0, -1):
        candidate = text[:length].rstrip(" ·,.(") + "…"
        if measure(candidate, False) <= width:
            return candidate
    return ""
