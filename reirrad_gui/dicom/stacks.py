"""Where parallel slices lie: their order, the direction they follow each other in, gaps, doubles and gantry tilt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.dicom.saying import counted
from reirrad_gui.volume.grid import FloatArray, Grid

SAME_PLACE_MM = 0.01
STRAIGHT_MM = 0.5
TILT_DEGREES = 0.1
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
    tilt = np.degrees(np.arccos(np.clip(axis @ normal, -1, 1)))
    notices = _missing(np.diff(along))
    if tilt > TILT_DEGREES:
        notices = (
            *notices,
            f"was taken with the gantry tilted by {tilt:.1f} degrees; its slices are shown where they lie",
        )
    else:
        axis, along = normal, across[order] - across[order][0]
    return Stack(indices, along, axis, notices)


def _missing(gaps_mm: FloatArray) -> tuple[str, ...]:
    """A gap much wider than its neighbours on both sides is a slice that is not there; a lasting change is spacing."""
    wide = [
        gap
        for i, gap in enumerate(gaps_mm)
        if len(gaps_mm) > 1 and all(gap > MISSING_FACTOR * gaps_mm[j] for j in (i - 1, i + 1) if 0 <= j < len(gaps_mm))
    ]
    if not wide:
        return ()
    usual = float(np.median(gaps_mm))
    return (f"seems to miss slices: {counted(len(wide), 'gap')} of up to {max(wide):g} mm where {usual:g} mm is usual",)


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
