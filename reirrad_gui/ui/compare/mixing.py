"""How two images are shown on one another. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType


class Mode(Enum):
    """The ways of comparing two images by eye."""

    BLEND = "Blend"
    CHECKERBOARD = "Checkerboard"
    FLICKER = "Flicker"
    SWIPE = "Swipe"
    DIFFERENCE = "Difference"


@dataclass(frozen=True, slots=True)
class Range:
    """What a mode's slider sets: from, to, the step of the keys, and its unit."""

    least: int
    most: int
    step: int
    unit: str

    def kept(self, value: int) -> int:
        """The nearest value that can be set."""
        return min(max(value, self.least), self.most)


RANGES: Mapping[Mode, Range] = MappingProxyType(
    {
        Mode.BLEND: Range(0, 100, 5, "%"),
        Mode.CHECKERBOARD: Range(10, 100, 5, "mm"),
        Mode.FLICKER: Range(350, 2000, 50, "ms"),
        Mode.SWIPE: Range(0, 100, 2, "%"),
        Mode.DIFFERENCE: Range(50, 1000, 50, "HU"),
    }
)
"""Flicker stays below three changes a second (WCAG 2.2, 2.3.1)."""


@dataclass(frozen=True, slots=True)
class Mixing:
    """What of two images is seen where.

    Parameters
    ----------
    mode : Mode
    blend_percent : %
        Share of the other image in the blend.
    tile_mm : mm
        Side of a tile of the checkerboard.
    flicker_ms : ms
        How long each image is seen.
    swipe_percent : %
        Where the divider stands, from the left edge of the view: reference to its left, the other image to its right.
    difference_hu : HU
        The difference that has the full colour, both ways.
    other_seen : bool
        Which image the flicker shows now.
    running : bool
        The flicker changes by itself.
    outlines : bool
        Both courses' outlines are drawn.
    """

    mode: Mode = Mode.BLEND
    blend_percent: int = 50
    tile_mm: int = 30
    flicker_ms: int = 700
    swipe_percent: int = 50
    difference_hu: int = 200
    other_seen: bool = False
    running: bool = True
    outlines: bool = True

    @property
    def value(self) -> int:
        """What the slider of this mode stands at."""
        values = (self.blend_percent, self.tile_mm, self.flicker_ms, self.swipe_percent, self.difference_hu)
        return values[tuple(Mode).index(self.mode)]

    def with_value(self, value: int) -> "Mixing":
        """The slider of this mode somewhere else, kept in its range.

        >>> Mixing(Mode.SWIPE).with_value(120).swipe_percent
        100
        """
        kept = RANGES[self.mode].kept(value)
        match self.mode:
            case Mode.BLEND:
                return replace(self, blend_percent=kept)
            case Mode.CHECKERBOARD:
                return replace(self, tile_mm=kept)
            case Mode.FLICKER:
                return replace(self, flicker_ms=kept)
            case Mode.SWIPE:
                return replace(self, swipe_percent=kept)
        return replace(self, difference_hu=kept)

    def moved(self, steps: int) -> "Mixing":
        """The slider of this mode some steps further."""
        return self.with_value(self.value + steps * RANGES[self.mode].step)

    def words(self, reference: str, other: str) -> str:
        """What is seen, in one line.

        >>> Mixing().words("Course 2", "Course 1")
        '50 % Course 2 + 50 % Course 1'
        """
        if self.mode is Mode.BLEND:
            return f"{100 - self.blend_percent} % {reference} + {self.blend_percent} % {other}"
        if self.mode is Mode.CHECKERBOARD:
            return f"tiles of {self.tile_mm} mm: {reference} and {other} in turn"
        if self.mode is Mode.FLICKER:
            return f"now {other if self.other_seen else reference}"
        if self.mode is Mode.SWIPE:
            return f"{reference} left of the line, {other} right"
        return f"{other} minus {reference}, HU"
