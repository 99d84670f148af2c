"""The overlap-region near-maximum of courses, from the few points that can matter to it."""

from collections.abc import Sequence

import numpy as np

from reirrad_gui.dose.joint import Falling, HotPoints
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.dose.order import IntArray
from reirrad_gui.dose.overlap import IRRADIATED_EQD2_GY, overlap_region, overlap_region_near_max
from reirrad_gui.volume.grid import FloatArray

FIRST_LOOK, MORE = 256, 1.25
"""A few more of a course's hottest points than have the volume are looked at, then four times as many, and so on."""


def region_near_max(courses: Sequence[Mixed], volume_cc: float) -> float | None:
    """`overlap.overlap_region_near_max` of courses at the same samples: the same number, from the hot points alone.

    A point that more than `volume_cc` exceeds in every phase lies below those also within the region.

    Parameters
    ----------
    courses : one Mixed each, EQD2 at one α/β, over the same JointSamples
    volume_cc : float
        Volume of the near-maximum.
    """
    hot = courses[0].samples.hot(volume_cc)
    if len(courses) == 2 and all(course.alone is not None for course in courses):
        found = [_near_maximum(courses, number, hot, volume_cc) for number in range(len(courses))]
        known = [gy for gy in found if gy is not None]
        if len(known) == len(found):
            return sum(known)
    return overlap_region_near_max([course.hot_gy(volume_cc) for course in courses], hot.weights_cc, volume_cc)


def _near_maximum(courses: Sequence[Mixed], number: int, hot: HotPoints, volume_cc: float) -> float | None:
    """One course's near-maximum in the region, looking from its hottest point downward; None where that ends first."""
    phase = courses[number].alone
    assert phase is not None, "only courses of one phase are looked at in its order"
    falling = hot.falling(phase)
    count = FIRST_LOOK + int(np.searchsorted(falling.reached_cc, volume_cc) * MORE)
    if count < falling.points.size and all(_irradiated(course, falling, count) for course in courses):
        return falling.at(volume_cc, phase, courses[number].terms[phase])
    while count < falling.points.size:
        points = falling.points[:count]
        doses = [_at(course, hot, points) for course in courses]
        inside = overlap_region(doses)
        weights = hot.weights_cc[points[inside]]
        middles = np.cumsum(weights) - weights / 2.0
        if middles.size and middles[-1] > volume_cc:
            return float(np.interp(volume_cc, middles, doses[number][inside]))
        count *= 4
    return None


def _irradiated(course: Mixed, falling: Falling, count: int) -> bool:
    """True where a course irradiated all of the first points: by the least planned dose, with which its dose rises."""
    assert course.alone is not None, "only courses of one phase are looked at in its order"
    lowest = falling.lowest_gy(course.alone)[count - 1 : count]
    return float(course.terms[course.alone].of(lowest)[0]) >= IRRADIATED_EQD2_GY


def _at(course: Mixed, hot: HotPoints, points: IntArray) -> FloatArray:
    assert course.alone is not None, "only courses of one phase are looked at in its order"
    return course.terms[course.alone].of(hot.doses_gy[course.alone][points])
