"""Where the pages of a report end: between rows and lines, never below a heading or above a caption. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is not cut, from `top` to `bottom` of one long strip of paper.

    `with_next`: the next piece stands on the same page. `fresh`: it begins a page. `head` is the row of headings that
    is repeated where a page begins with this piece.
    """

    top: float
    bottom: float
    with_next: bool = False
    fresh: bool = False
    head: Span | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page shows: this part of the strip, below the repeated headings if there are any."""

    top: float
    bottom: float
    head: Span | None = None


def sheets(pieces: Sequence[Piece], height: float) -> tuple[Sheet, ...]:
    """The pages, each at most so high; what is higher by itself is cut.

    >>> rows = [Piece(0, 30, with_next=True), Piece(30, 60), Piece(60, 90), Piece(90, 120, head=(30, 40))]
    >>> [(one.top, one.bottom, one.head) for one in sheets(rows, 100)]
    [(0, 90, None), (90, 120, (30, 40))]
    """
    made: list[Sheet] = []
    groups = _groups(pieces)
    at = 0
    while at < len(groups):
        first = groups[at]
        top, head = first[0].top, first[0].head
        room = height - (0.0 if head is None else head[1] - head[0])
        after = at
        while after < len(groups) and groups[after][-1].bottom - top <= room:
            if after > at and groups[after][0].fresh:
                break
            after += 1
        if after == at:  # higher than a page
            made += _cut(first, head, height)
            after = at + 1
        else:
            made.append(Sheet(top, groups[after - 1][-1].bottom, head))
        at = after
    return tuple(made) or (Sheet(0.0, height),)


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that belong on one page, together."""
    found: list[list[Piece]] = []
    joined = False
    for piece in pieces:
        if joined:
            found[-1].append(piece)
        else:
            found.append([piece])
        joined = piece.with_next
    return found


def _cut(group: Sequence[Piece], head: Span | None, height: float) -> list[Sheet]:
    """A group that no page holds: between its pieces as far as they fit, else at the page's end."""
    made: list[Sheet] = []
    room = height - (0.0 if head is None else head[1] - head[0])
    top = group[0].top
    for piece in group:
        if piece.bottom - top > room and piece.top > top:
            made.append(Sheet(top, piece.top, head))
            top = piece.top
        while piece.bottom - top > room:
            made.append(Sheet(top, top + room, head))
            top += room
    made.append(Sheet(top, group[-1].bottom, head))
    return made
