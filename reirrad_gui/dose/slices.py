"""How far a near-maximum is known at all, when an organ was drawn on slices."""

from collections.abc import Sequence

from reirrad_gui.dose.metrics import near_maximum_gy
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


def half_slice_band_gy(
    doses_gy: Sequence[FloatArray], weights_cc: FloatArray, volume_cc: float
) -> tuple[float, float] | None:
    """Lowest and highest near-maximum when the organ may lie half a slice further to either side.

    Where an organ begins and ends between two slices nobody drew; its hot spot is known no better than the dose
    changes over half a slice.

    Parameters
    ----------
    doses_gy : arrays (n,), Gy
        Any dose (physical of one course, accumulated EQD2) at the organ's points and at those of `half_slice_beside`;
        NaN where unknown.
    weights_cc : (n,) cc
    volume_cc : float
        Volume of the near-maximum.

    Returns
    -------
    (low, high) in Gy around the near-maximum itself; None where the organ has no volume, is smaller than `volume_cc`,
    or one of the doses is not known.

    Notes
    -----
    Perfect slabs of spheres miss the true maximum by up to half a slice times the gradient along the stack: 2.5 Gy on
    10 mm slices at 0.5 Gy/mm.

    Examples
    --------
    >>> import numpy as np
    >>> line = SamplePoints(np.array([[0.0, 0, z] for z in range(9)]), np.ones(9), plane_spacing_mm=4.0,
    ...                     normal=np.array([0.0, 0, 1]))
    >>> places = (line.points_mm, *half_slice_beside(line))
    >>> half_slice_band_gy([20 + 0.5 * place[:, 2] for place in places], line.weights_cc, volume_cc=0.5)
    (23.0, 25.0)
    """
    found = [near_maximum_gy(dose, weights_cc, volume_cc) for dose in doses_gy]
    known = [gy for gy in found if gy is not None]
    return (min(known), max(known)) if known and len(known) == len(found) else None
