"""Isodose lines of a slice, in view mm, and the levels they are drawn at. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, isnan, log10
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.ui.overlay.lattice import Lattice
from reirrad_gui.volume.grid import FloatArray

if TYPE_CHECKING:
    from contourpy import ContourGenerator

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
    lowest, highest = float(dose_gy.min()), float(dose_gy.max())
    if isnan(highest):  # partly unknown
        lowest, highest = float(np.fmin.reduce(dose_gy, axis=None)), float(np.fmax.reduce(dose_gy, axis=None))
    levels = [level for level in levels_gy if lowest <= level <= highest]  # NaN where no dose is known: none
    if not levels:
        return ()
    right, down = _net(at)
    part = _around(dose_gy >= np.float32(min(levels)))
    contours = _generator(right[part], down[part], dose_gy[part])
    found = []
    for level in levels:
        points, offsets = _contour(contours, level)
        if offsets.size > 1:
            found.append(Lines(level, points, offsets))
    return tuple(found)


def _around(reached: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns of the points that reach a level and of their neighbours: no line runs anywhere else."""
    rows, columns = np.flatnonzero(reached.any(axis=1)), np.flatnonzero(reached.any(axis=0))
    if not rows.size:
        return slice(0, 2), slice(0, 2)
    return slice(max(rows[0] - 1, 0), rows[-1] + 2), slice(max(columns[0] - 1, 0), columns[-1] + 2)


@lru_cache(maxsize=12)
def _net(at: Lattice) -> tuple[FloatArray, FloatArray]:
    """Both coordinates of every point, (rows, columns): the same for every slice of a stack."""
    right, down = np.meshgrid(at.right_mm, at.down_mm)
    return right, down


def _generator(right_mm: FloatArray, down_mm: FloatArray, values: NDArray[np.floating]) -> "ContourGenerator":
    """What finds the lines through values on a net of points; NaN is unknown. One serves all levels."""
    from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

    return SerialContourGenerator(
        right_mm, down_mm, values.astype(np.float64), np.isnan(values) if isnan(values.max()) else None,
        corner_mask=True, line_type=LineType.ChunkCombinedOffset, fill_type=FillType.OuterOffset, quad_as_tri=False,
        z_interp=ZInterp.Linear,
    )  # fmt: skip


def _contour(contours: "ContourGenerator", level: float) -> tuple[FloatArray, NDArray[np.intp]]:
    """Polylines of one level."""
    points, offsets = contours.lines(level)
    if points[0] is None:
        return np.zeros((0, 2)), np.zeros(1, np.intp)
    return np.asarray(points[0], float), np.asarray(offsets[0], np.intp)


def known_outline(dose_gy: NDArray[np.float32], at: Lattice) -> tuple[FloatArray, NDArray[np.intp]]:
    """Closed polygons (points in view mm, offsets) around the points whose dose is known, half a step beyond them."""
    known = ~np.isnan(dose_gy)
    rows, columns = known.any(axis=1), known.any(axis=0)
    if not rows.any():
        return np.zeros((0, 2)), np.zeros(1, np.intp)
    top, bottom = (int(i) for i in np.flatnonzero(rows)[[0, -1]])
    left, right = (int(i) for i in np.flatnonzero(columns)[[0, -1]])
    if known[top : bottom + 1, left : right + 1].all():
        sides = at.right0_mm + at.step_right_mm * np.array([left - 0.5, right + 0.5])
        ends = at.down0_mm + at.step_down_mm * np.array([top - 0.5, bottom + 0.5])
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        return np.array([(sides[x], ends[y]) for x, y in corners]), np.array([0, 5], np.intp)
    across = at.right0_mm + at.step_right_mm * np.arange(-1, at.columns + 1)
    along = at.down0_mm + at.step_down_mm * np.arange(-1, at.rows + 1)
    right_mm, down_mm = np.meshgrid(across, along)
    return _contour(_generator(right_mm, down_mm, np.pad(known, 1).astype(np.float64)), 0.5)


def mask_outline(mask: NDArray[np.bool_], every: int) -> tuple[FloatArray, NDArray[np.intp]]:
    """Closed polygons around a mask of every n-th pixel, in pixel corners of the whole picture."""
    padded = np.pad(mask, 1).astype(np.float64)
    rows, columns = padded.shape
    right, down = np.meshgrid(*((np.arange(n) - 1) * float(every) + 0.5 for n in (columns, rows)))
    return _contour(_generator(right, down, padded), 0.5)


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
        levels = sorted({entered_number(word) for word in words}, reverse=True)
    except EntryError as error:
        raise EntryError(f"“{text}” is not a list of isodose levels: {error} Put spaces between numbers.") from error
    if not all(0 < level < 10_000 for level in levels):
        raise EntryError("Isodose levels must be above zero (and below 10 000).")
    if len(levels) > MOST_LEVELS:
        raise EntryError(f"No more than {MOST_LEVELS} isodose levels can be told apart.")
    return tuple(levels)
