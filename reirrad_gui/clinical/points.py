"""Scores that add up points of items, some of which may be missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Pointed(Protocol):
    """An answer that is worth points."""

    @property
    def points(self) -> int:
        """Points of this answer."""


@dataclass(frozen=True, slots=True)
class PointRange:
    """Fewest and most points that the items given allow."""

    fewest: int
    most: int

    @property
    def text(self) -> str:
        """ "7 points", "7 to 17 points".

        >>> PointRange(7, 7).text, PointRange(0, 1).text, PointRange(1, 1).text
        ('7 points', '0 to 1 points', '1 point')
        """
        if self.fewest != self.most:
            return f"{self.fewest} to {self.most} points"
        return "1 point" if self.most == 1 else f"{self.most} points"


def range_of(items: Sequence[tuple[Pointed | None, Sequence[Pointed]]]) -> PointRange:
    """The total of (answer, all answers of its item); a missing answer counts its least and its most.

    >>> range_of([])
    PointRange(fewest=0, most=0)
    """
    fewest = most = 0
    for answer, possible in items:
        points = [one.points for one in ([answer] if answer is not None else possible)]
        fewest, most = fewest + min(points), most + max(points)
    return PointRange(fewest, most)
