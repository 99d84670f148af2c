"""How far a near-maximum is known at all, when an organ was drawn on slices."""

from collections.abc import Sequence

from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.sampling import SamplePoints


def half_slice_beside(points: SamplePoints) -> tuple[FloatArray, FloatArray] | None:
    """Where an organ's points lie, (n, 3) mm each, when it is moved half a slice back and forth along its slices.

    None for an organ that has no volume or no slice distance.
    """
    if points.volume_cc is None or points.plane_spacing_mm is None or points.normal is None:
        return None
    half = points.normal * (points.plane_spacing_mm / 2.0)
    return points.points_mm - half, points.points_mm + half


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
