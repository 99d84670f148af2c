"""Isodose lines of a slice, in view mm, and the levels they are drawn at. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.overlay.lattice import Lattice
from reirrad_gui.volume.grid import FloatArray

MOST_LEVELS = 12
LEVELS = 9
"""About so many levels to start with."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Polylines of one level: (n, 2) points in view mm, and where each line starts and the last one ends."""

    level_gy: float
    points_mm: FloatArray
    offsets: NDArray[np.intp]

    @property
    def longest(self) -> FloatArray:
        """The points of the longest line; empty when there is none."""
        if self.offsets.size < 2:
            return np.zeros((0, 2))
        which = int(np.argmax(np.diff(self.offsets)))
        return self.points_mm[self.offsets[which] : self.offsets[which + 1]]


def isodose_lines(dose_gy: NDArray[np.float32], at: Lattice, levels_gy: Sequence[float]) -> tuple[Lines, ...]:
    """Lines of equal dose between the points where it was asked, linear between them, open where it becomes unknown."""
    if not levels_gy or np.isnan(dose_gy).all():
        return ()
    from contourpy import LineType, contour_generator

    lines = contour_generator(
        at.right_mm, at.down_mm, dose_gy, corner_mask=True, line_type=LineType.ChunkCombinedOffset
    )
    found = []
    for level in levels_gy:
        points, offsets = lines.lines(level)
        if points[0] is not None:
            found.append(Lines(level, np.asarray(points[0], float), np.asarray(offsets[0], np.intp)))
    return tuple(found)


def known_outline(dose_gy: NDArray[np.float32], at: Lattice) -> tuple[FloatArray, NDArray[np.intp]]:
    """Closed polygons (points in view mm, offsets) around the points whose dose is known, half a step beyond them."""
    known = np.pad(~np.isnan(dose_gy), 1).astype(np.float32)
    if known[1:-1, 1:-1].all():
        left, top, width, height = at.rectangle_mm
        corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
        return np.array([(left + x, top + y) for x, y in corners]), np.array([0, 5], np.intp)
    from contourpy import LineType, contour_generator

    right = at.right0_mm + at.step_right_mm * np.arange(-1, at.columns + 1)
    down = at.down0_mm + at.step_down_mm * np.arange(-1, at.rows + 1)
    points, offsets = contour_generator(right, down, known, line_type=LineType.ChunkCombinedOffset).lines(0.5)
    if points[0] is None:
        return np.zeros((0, 2)), np.zeros(1, np.intp)
    return np.asarray(points[0], float), np.asarray(offsets[0], np.intp)


def mask_outline(mask: NDArray[np.bool_], every: int) -> tuple[FloatArray, NDArray[np.intp]]:
    """Closed polygons around a mask of every n-th pixel, in pixel corners of the whole picture."""
    from contourpy import LineType, contour_generator

    padded = np.pad(mask, 1).astype(np.float32)
    rows, columns = padded.shape
    right, down = ((np.arange(n) - 1) * float(every) + 0.5 for n in (columns, rows))
    points, offsets = contour_generator(right, down, padded, line_type=LineType.ChunkCombinedOffset).lines(0.5)
    if points[0] is None:
        return np.zeros((0, 2)), np.zeros(1, np.intp)
    return np.asarray(points[0], float), np.asarray(offsets[0], np.intp)


def round_step(largest: float, pieces: int) -> float:
    """1, 2, 2.5 or 5 times a power of ten, so that about `pieces` steps reach `largest`.

    >>> round_step(66.0, 7), round_step(21.0, 5)
    (10.0, 5.0)
    """
    rough = largest / pieces
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= rough * 0.999)


def starting_levels(largest_gy: float | None) -> tuple[float, ...]:
    """Round levels from the highest down, for a dose whose maximum is known; none without one.

    >>> starting_levels(66.2)
    (60.0, 50.0, 40.0, 30.0, 20.0, 10.0)
    """
    if not largest_gy or largest_gy <= 0:
        return ()
    step = round_step(largest_gy, LEVELS)
    return tuple(step * k for k in range(int(largest_gy / step), 0, -1))


def levels_from(text: str) -> tuple[float, ...]:
    """Levels as typed, highest first: numbers apart by spaces or semicolons; a comma is a decimal comma.

    >>> levels_from("20; 50 7,5")
    (50.0, 20.0, 7.5)

    Raises
    ------
    EntryError
        Something is not a number above zero, or there are too many.
    """
    words = text.replace(";", " ").split()
    try:
        levels = sorted({float(word.replace(",", ".")) for word in words}, reverse=True)
    except ValueError as error:
        raise EntryError(
            f"“{text}” is not a list of isodose levels. Write numbers with spaces between them."
        ) from error
    if not all(0 < level < 10_000 for level in levels):
        raise EntryError("Isodose levels must be above zero (and below 10 000).")
    if len(levels) > MOST_LEVELS:
        raise EntryError(f"No more than {MOST_LEVELS} isodose levels can be told apart.")
    return tuple(levels)
