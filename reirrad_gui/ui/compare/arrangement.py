"""Which doses stand side by side and in how many columns; nothing is linked or drawn here. No Qt."""

from collections.abc import Sequence
from math import ceil

MOST_AT_FIRST = 4
"""Three courses and their sum; more are picked."""


def at_first(doses: Sequence[int | None]) -> tuple[int | None, ...]:
    """The doses shown at first: all, or the first three courses and the accumulated dose.

    >>> at_first((0, 1, None)), at_first((0, 1, 2, 3, 4, None))
    ((0, 1, None), (0, 1, 2, None))
    """
    if len(doses) <= MOST_AT_FIRST:
        return tuple(doses)
    return (*doses[: MOST_AT_FIRST - 1], doses[-1])


def columns_for(count: int, width: float, height: float, aspect: float) -> int:
    """The number of columns in which `count` (1 or more) pictures of one aspect (width over height) come out largest.

    >>> columns_for(3, 1000, 300, 1.0), columns_for(3, 600, 600, 1.4), columns_for(2, 300, 900, 1.0)
    (3, 2, 1)
    """

    def picture_width(columns: int) -> float:
        return min(width / columns, aspect * height / ceil(count / columns))

    return max(range(1, count + 1), key=picture_width)
