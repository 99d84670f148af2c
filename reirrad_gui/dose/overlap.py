"""An organ's dose in the region that several courses irradiated, and the sum of the courses' maxima."""

from collections.abc import Sequence

import numpy as np

from reirrad_gui.dose.metrics import near_maximum_gy
from reirrad_gui.volume.grid import FloatArray

IRRADIATED_EQD2_GY = 1.0
"""From this EQD2 on a course counts as having irradiated a point of an organ: below it lies scatter and leakage."""


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
