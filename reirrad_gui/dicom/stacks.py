"""Where parallel slices lie: their order, the direction they follow each other in, gaps, doubles and gantry tilt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.dicom.saying import counted
from reirrad_gui.volume.grid import FloatArray, Grid

SAME_PLACE_MM = 0.01
STRAIGHT_MM = 0.5
"""Slices further beside the line through the first and last are no volume."""

BESIDE_MM = 0.1
"""Slices further beside that line are shown with a remark; below is rounding and the jitter of a couch."""

DRIFT_MM = 0.05
"""Stacks that wander less sideways, first to last slice, count as upright: that is rounding of the positions."""

TILT_DEGREES = 0.1
"""A smaller tilt is kept like any other, but is nothing to tell a reader."""

MISSING_FACTOR = 1.6


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """`order[k]` is the slice at `plane_mm[k]` along `axis` from the first; `refusal` says why there is no volume."""

    order: tuple[int, ...]
    plane_mm: FloatArray
    axis: FloatArray
    notices: tuple[str, ...] = ()
    refusal: str = ""


def directions(orientation: Sequence[float]) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Unit vectors along a row, along a column and across, from ImageOrientationPatient; None when it is no such thing.

    >>> [v.tolist() for v in directions((-1, 0, 0, 0, 1, 0))]
    [[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, -1.0]]
    >>> directions((1, 0, 0, 1, 0, 0)) is None
    True
    """
    if len(orientation) != 6:
        return None
    row, column = np.array(orientation[:3], float), np.array(orientation[3:], float)
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    if not all(abs(length - 1) < 0.01 for length in lengths) or abs(row @ column) > 0.01:
        return None
    row /= lengths[0]
    column -= (column @ row) * row
    column /= np.linalg.norm(column)
    return row + 0.0, column + 0.0, np.cross(row, column) + 0.0


def stack(positions_mm: FloatArray, normal: FloatArray) -> Stack:
    """How slices at these positions (n, 3) follow each other; `normal` is the unit vector across them."""
    across = positions_mm @ normal
    order = np.argsort(across, kind="stable")
    sorted_positions = positions_mm[order]
    indices = tuple(int(i) for i in order)
    if len(order) == 1:
        return Stack(indices, np.zeros(1), normal, ("has a single slice",))
    if (np.diff(across[order]) < SAME_PLACE_MM).any():
        where = across[order][:-1][np.diff(across[order]) < SAME_PLACE_MM][0]
        refusal = f"has several images at one place ({where:g} mm along the stack): a time series or two scans"
        return Stack(indices, np.zeros(1), normal, (), refusal)
    span = sorted_positions[-1] - sorted_positions[0]
    axis = span / np.linalg.norm(span)
    along = (sorted_positions - sorted_positions[0]) @ axis
    stray = np.linalg.norm(sorted_positions - sorted_positions[0] - along[:, None] * axis, axis=1).max()
    if stray > STRAIGHT_MM:
        return Stack(indices, np.zeros(1), normal, (), f"has slices that do not lie in one line ({stray:.1f} mm off)")
    tilt = np.degrees(np.arctan2(np.linalg.norm(axis - (axis @ normal) * normal), axis @ normal))
    notices = (*_missing(np.diff(across[order])), *_beside(float(stray)))
    if tilt > TILT_DEGREES:
        said = f"was taken with the gantry tilted by {tilt:.1f} degrees; its slices are shown where they lie"
        notices = (*notices, said)
    if along[-1] * np.sin(np.radians(tilt)) <= DRIFT_MM:
        axis, along = normal, across[order] - across[order][0]
    return Stack(indices, along, axis, notices)


def _beside(stray_mm: float) -> tuple[str, ...]:
    if stray_mm <= BESIDE_MM:
        return ()
    return (f"has slices up to {stray_mm:.1f} mm beside the line of the others; it is shown as if they lay on it",)


def _missing(gaps_mm: FloatArray) -> tuple[str, ...]:
    """Gaps much wider than those on both sides are slices that are not there; a change that lasts is spacing.

    >>> _missing(np.array([5.0, 10.0, 10.0, 5.0, 5.0]))
    ('seems to miss slices: 2 gaps of up to 10 mm where 5 mm is usual',)
    >>> _missing(np.array([5.0, 5.0, 10.0, 10.0, 10.0]))
    ()
    """
    wide = np.zeros(len(gaps_mm), bool)
    for first, last in _alike(gaps_mm):
        beside = [gaps_mm[j] for j in (first - 1, last + 1) if 0 <= j < len(gaps_mm)]
        enclosed = len(beside) == 2 or (len(beside) == 1 and first == last)
        wide[first : last + 1] = enclosed and all(gaps_mm[first : last + 1].min() > MISSING_FACTOR * b for b in beside)
    if not wide.any():
        return ()
    usual, widest = float(np.median(gaps_mm[~wide])), float(gaps_mm[wide].max())
    found = counted(int(wide.sum()), "gap")
    return (f"seems to miss slices: {found} of up to {widest:g} mm where {usual:g} mm is usual",)


def _alike(gaps_mm: FloatArray) -> list[tuple[int, int]]:
    """First and last index of each run of gaps of about one size."""
    runs: list[tuple[int, int]] = []
    for i, gap in enumerate(gaps_mm):
        ratio = gap / gaps_mm[runs[-1][0]] if runs else 0.0
        if 1.0 / MISSING_FACTOR <= ratio <= MISSING_FACTOR:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def grid_of(
    position_mm: Sequence[float],
    orientation: Sequence[float],
    spacing_mm: Sequence[float],
    columns: int,
    rows: int,
    plane_mm: FloatArray,
    axis: FloatArray | None = None,
) -> Grid:
    """The grid of a stack; `spacing_mm` is DICOM's PixelSpacing (between rows, between columns).

    Raises
    ------
    ValueError
        The orientation is none, or the grid is not one.
    """
    found = directions(orientation)
    if found is None:
        raise ValueError("the two directions of the image are not unit vectors at right angles")
    row, column, normal = found
    along = normal if axis is None else axis
    return Grid(np.array(position_mm), row * spacing_mm[1], column * spacing_mm[0], along, plane_mm, columns, rows)
