"""What two courses have in common: isodose overlap, and an organ's dose in the region that both irradiated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.field import Field
from reirrad_gui.dose.metrics import near_maximum_gy
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.ways import Way, inverse

IRRADIATED_EQD2_GY = 1.0
"""From this EQD2 on a course counts as having irradiated a point of an organ: below it lies scatter and leakage."""

LATTICE_MM = 2.0
"""Default distance of the points on which isodose volumes are counted."""


@dataclass(frozen=True, slots=True)
class IsodoseOverlap:
    """Volumes inside an isodose of each of two courses, cc.

    `unknown_cc` is isodose volume of one course where the dose of the other is unknown: the overlap is at least
    `overlap_cc` and at most the sum of both.
    """

    overlap_cc: float
    unknown_cc: float
    a_cc: float
    b_cc: float


def isodose_overlap_cc(
    field_a: Field,
    level_a_gy: float,
    field_b: Field,
    level_b_gy: float,
    matrix_a_to_b: Way | None = None,
    spacing_mm: float = LATTICE_MM,
) -> IsodoseOverlap:
    """Volume that received at least `level_a_gy` from one course and `level_b_gy` from the other.

    Parameters
    ----------
    field_a, field_b : Field
        Physical dose in Gy; an EQD2 isodose is passed as the physical dose that gives it.
    matrix_a_to_b : (4, 4) or warp, optional
        From the frame of a to the frame of b; none when both share one.
    spacing_mm : float
        Largest distance of the counting points, which lie inside the cells of each course's own grid.

    Raises
    ------
    ValueError
        A level or spacing that is not above zero.

    Examples
    --------
    >>> from reirrad_gui.dose.field import DoseField
    >>> grid = Grid.axis_aligned((0, 0, 0), (10.0, 10.0), (0.0, 10.0), columns=2, rows=2)
    >>> ramp = DoseField(grid, np.array([[[0, 20], [0, 20]], [[0, 20], [0, 20]]], np.float32))
    >>> found = isodose_overlap_cc(ramp, 10.0, ramp, 14.0, spacing_mm=1.0)
    >>> round(found.overlap_cc, 9), found.unknown_cc
    (0.3, 0.0)
    """
    if not (level_a_gy > 0 and level_b_gy > 0 and spacing_mm > 0):
        raise ValueError(f"levels and spacing must be above zero, not {level_a_gy}, {level_b_gy}, {spacing_mm}")
    there: Way = np.eye(4) if matrix_a_to_b is None else matrix_a_to_b
    a_cc, both_cc, b_unknown_cc = _inside(field_a, level_a_gy, field_b, level_b_gy, there, spacing_mm)
    b_cc, _, a_unknown_cc = _inside(field_b, level_b_gy, field_a, level_a_gy, inverse(there), spacing_mm)
    return IsodoseOverlap(both_cc, b_unknown_cc + a_unknown_cc, a_cc, b_cc)


def _inside(
    field: Field, level_gy: float, other: Field, other_level_gy: float, matrix: Way, spacing_mm: float
) -> tuple[float, float, float]:
    """Volume within the field's isodose; the part also within the other's; the part where the other is unknown."""
    whole = shared = unknown = 0.0
    for origin, u, v, shape, cell_cc in _lattice(field.grid, spacing_mm):
        inside = field.dose_at_plane(origin, u, v, shape) >= level_gy
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if not rows.size:
            continue
        box = inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        corner = origin + columns[0] * u + rows[0] * v
        dose = other.dose_at_plane(corner, u, v, (box.shape[0], box.shape[1]), matrix)[box]
        whole += dose.size * cell_cc
        shared += int(np.count_nonzero(dose >= other_level_gy)) * cell_cc
        unknown += int(np.count_nonzero(np.isnan(dose))) * cell_cc
    return whole, shared, unknown


def _lattice(
    grid: Grid, spacing_mm: float
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray, tuple[int, int], float]]:
    """Planes of points in the middle of equal cells that fill the grid's hull: origin, u, v, shape, cc per point."""
    width, height = grid.x_step_mm * (grid.columns - 1), grid.y_step_mm * (grid.rows - 1)
    depth = grid.axis * (grid.plane_mm[-1] - grid.plane_mm[0])
    across, down, deep = (int(np.ceil(np.linalg.norm(side) / spacing_mm - 1e-9)) for side in (width, height, depth))
    if not (across and down and deep):
        return
    u, v, w = width / across, height / down, depth / deep
    cell_cc = abs(float(np.linalg.det(np.column_stack([u, v, w])))) / 1000.0
    corner = grid.origin_mm + grid.axis * grid.plane_mm[0] + (u + v + w) / 2.0
    for layer in range(deep):
        yield corner + layer * w, u, v, (down, across), cell_cc


def overlap_region(eqd2_by_course: Sequence[FloatArray], levels_gy: Sequence[float] | None = None) -> FloatArray:
    """True at the organ points that at least two courses irradiated.

    Parameters
    ----------
    eqd2_by_course : arrays (n,) of EQD2 in Gy, one per course, all at one α/β
    levels_gy : one per course, optional
        From which dose on a course counts; `IRRADIATED_EQD2_GY` by default.
    """
    levels = [IRRADIATED_EQD2_GY] * len(eqd2_by_course) if levels_gy is None else levels_gy
    reached = [dose >= level for dose, level in zip(eqd2_by_course, levels, strict=True)]
    return np.asarray(np.sum(reached, axis=0) >= 2)


def overlap_region_near_max(
    eqd2_by_course: Sequence[FloatArray],
    weights_cc: FloatArray,
    volume_cc: float,
    levels_gy: Sequence[float] | None = None,
) -> float | None:
    """Sum of the courses' own near-maxima inside the region of an organ that at least two courses irradiated.

    It needs the region to be right, not every point in it: inside the region each course's hot spot may lie anywhere.

    Parameters
    ----------
    eqd2_by_course : arrays (n,) of EQD2 in Gy, one per course, all at one α/β
    weights_cc : (n,) cc
    volume_cc : float
        Volume of the near-maximum; in a region smaller than that the courses' maxima in the region count.
    levels_gy : one per course, optional
        See `overlap_region`.

    Returns
    -------
    Gy, or None when there is no such region, or a dose is unknown somewhere in the organ (fill in bounds first).

    Examples
    --------
    >>> old, new = np.array([40.0, 30.0, 0.2]), np.array([0.1, 20.0, 25.0])
    >>> overlap_region_near_max([old, new], np.full(3, 0.5), volume_cc=0.1)
    50.0
    """
    weights = np.asarray(weights_cc, dtype=np.float64)
    if any(np.isnan(dose[weights > 0]).any() for dose in eqd2_by_course):
        return None
    region = overlap_region(eqd2_by_course, levels_gy)
    if not weights[region].sum() > 0:
        return None
    return sum(_near_maximum(dose[region], weights[region], volume_cc) for dose in eqd2_by_course)


def _near_maximum(dose_gy: FloatArray, weights_cc: FloatArray, volume_cc: float) -> float:
    found = near_maximum_gy(dose_gy, weights_cc, volume_cc)
    return float(np.max(dose_gy)) if found is None else found


def sum_of_maxima(near_maximum_by_course: Sequence[float | None]) -> float | None:
    """Sum of the courses' near-maxima wherever they lie: it needs no registration.

    None when a course's value is unknown, or there is no course.

    Notes
    -----
    The sum of the point maxima bounds the accumulated maximum for certain. Of near-maxima in a volume v it does so for
    hot spots that lie together; when they lie side by side, v may be shared out among them, and what bounds the
    accumulated near-maximum of n courses for certain is the sum of their near-maxima in v / n.

    >>> sum_of_maxima([40.5, 24.0]), sum_of_maxima([40.5, None])
    (64.5, None)
    """
    known = [gy for gy in near_maximum_by_course if gy is not None]
    return sum(known) if known and len(known) == len(near_maximum_by_course) else None
