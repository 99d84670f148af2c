"""How far a near-maximum is known at all, when an organ was drawn on slices."""

from collections.abc import Callable

import numpy as np

from reirrad_gui.dose.metrics import near_maximum_gy
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.sampling import SamplePoints


def half_slice_band_gy(
    points: SamplePoints, dose_at: Callable[[FloatArray], FloatArray], volume_cc: float
) -> tuple[float, float] | None:
    """Lowest and highest near-maximum when the organ may lie half a slice further to either side.

    Where an organ begins and ends between two slices nobody drew; its hot spot is known no better than the dose
    changes over half a slice.

    Parameters
    ----------
    points : SamplePoints
    dose_at : function
        Any dose (physical of one course, accumulated EQD2) at points (n, 3), Gy; NaN where unknown.
    volume_cc : float
        Volume of the near-maximum.

    Returns
    -------
    (low, high) in Gy around the near-maximum itself; None where the organ has no volume or slice distance, is smaller
    than `volume_cc`, or the dose is not known half a slice beside it.

    Notes
    -----
    Perfect slabs of spheres miss the true maximum by up to half a slice times the gradient along the stack: 2.5 Gy on
    10 mm slices at 0.5 Gy/mm.

    Examples
    --------
    >>> line = SamplePoints(np.array([[0.0, 0, z] for z in range(9)]), np.ones(9), plane_spacing_mm=4.0,
    ...                     normal=np.array([0.0, 0, 1]))
    >>> half_slice_band_gy(line, lambda p: 20 + 0.5 * p[:, 2], volume_cc=0.5)
    (23.0, 25.0)
    """
    if points.volume_cc is None or points.plane_spacing_mm is None or points.normal is None:
        return None
    half = points.normal * (points.plane_spacing_mm / 2.0)
    found = [
        near_maximum_gy(dose_at(points.points_mm + shift), points.weights_cc, volume_cc)
        for shift in (-half, np.zeros(3), half)
    ]
    known = [gy for gy in found if gy is not None]
    return (min(known), max(known)) if len(known) == len(found) else None
