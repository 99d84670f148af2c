"""How far a near-maximum is known at all, when an organ was drawn on slices."""

from collections.abc import Sequence

import numpy as np

from reirrad_gui.dose.ceiling import Ceiling
from reirrad_gui.dose.field import Field
from reirrad_gui.dose.metrics import near_maxima_gy
from reirrad_gui.dose.order import IntArray
from reirrad_gui.dose.quantile import hottest_gy
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.sampling import SamplePoints

_MOST_LOOKED_UP = 0.7
"""From this share of the points on, looking up all of them is as quick."""


def half_slice_beside(points: SamplePoints) -> tuple[FloatArray, FloatArray] | None:
    """Where an organ's points lie, (n, 3) mm each, when it is moved half a slice back and forth along its slices.

    None for an organ that has no volume or no slice distance.
    """
    if points.volume_cc is None or points.plane_spacing_mm is None or points.normal is None:
        return None
    half = points.normal * (points.plane_spacing_mm / 2.0)
    return points.points_mm - half, points.points_mm + half


def near_maxima_beside(
    field: Field, points: SamplePoints, dose_gy: FloatArray, volumes_cc: Sequence[float], ceiling: Ceiling | None = None
) -> list[tuple[float | None, ...]]:
    """`near_maxima_gy` of the organ moved half a slice back, and forth; empty where `half_slice_beside` is None.

    With the `ceiling` of the field the dose is looked up only where it can be among the hottest: the same numbers.

    Parameters
    ----------
    dose_gy : (n,) Gy
        The field's dose at the points themselves.
    """
    places = half_slice_beside(points)
    if places is None:
        return []
    few = None if ceiling is None else _possibly_hot(ceiling, points, dose_gy, places, max(volumes_cc))
    found = []
    for place, hot in zip(places, few or (None, None), strict=True):
        if hot is None:
            found.append(near_maxima_gy(field.dose_at(place), points.weights_cc, volumes_cc))
        else:
            found.append(near_maxima_gy(field.dose_at(place[hot]), points.weights_cc[hot], volumes_cc))
    return found


def _possibly_hot(
    ceiling: Ceiling,
    points: SamplePoints,
    dose_gy: FloatArray,
    places_mm: Sequence[FloatArray],
    volume_cc: float,
) -> list[IntArray | None] | None:
    """For each other place the indices of the points that can be among the hottest `volume_cc` there.

    None where most can. The hottest points where the organ lies now are looked up at the other place. They have more
    than the volume by that of two points, so whatever cannot reach the least of them there is not among the hottest,
    nor next on the curve.
    """
    weights = points.weights_cc
    enough_cc = volume_cc + 3.0 * float(weights.max())
    if float(weights.sum()) < 2.0 * enough_cc or np.isnan(dose_gy).any():
        return None
    hot = np.flatnonzero(dose_gy >= hottest_gy(dose_gy, weights, enough_cc))
    shifts = [place[0] - points.points_mm[0] for place in places_mm]
    found: list[IntArray | None] = []
    for place, above in zip(places_mm, ceiling.above_each(points.points_mm, shifts), strict=True):
        few = None if above is None else np.flatnonzero(above >= float(ceiling.field.dose_at(place[hot]).min()))
        found.append(few if few is not None and few.size < _MOST_LOOKED_UP * weights.size else None)
    return found


def half_slice_band_gy(near_maxima_gy: Sequence[float | None]) -> tuple[float, float] | None:
    """Lowest and highest near-maximum when the organ may lie half a slice further to either side.

    Where an organ begins and ends between two slices nobody drew; its hot spot is known no better than the dose
    changes over half a slice.

    Parameters
    ----------
    near_maxima_gy : numbers or None, Gy
        The near-maximum (of any dose) over the organ's points and over those of `half_slice_beside`; None where it is
        not known or the organ is too small for it.

    Returns
    -------
    (low, high) in Gy around the near-maximum itself; None where one of them is not known, or there is none.

    Notes
    -----
    Perfect slabs of spheres miss the true maximum by up to half a slice times the gradient along the stack: 2.5 Gy on
    10 mm slices at 0.5 Gy/mm.

    Examples
    --------
    >>> import numpy as np
    >>> from reirrad_gui.dose.metrics import near_maximum_gy
    >>> heights = np.array([[0.0, 0, z] for z in range(9)])
    >>> line = SamplePoints(heights, np.ones(9), plane_spacing_mm=4.0, normal=np.array([0.0, 0, 1]))
    >>> places = (line.points_mm, *half_slice_beside(line))
    >>> half_slice_band_gy([near_maximum_gy(20 + 0.5 * place[:, 2], line.weights_cc, 0.5) for place in places])
    (23.0, 25.0)
    """
    known = [gy for gy in near_maxima_gy if gy is not None]
    return (min(known), max(known)) if known and len(known) == len(near_maxima_gy) else None
