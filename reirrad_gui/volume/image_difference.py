"""How much two images differ where both are known: one of the things a registration is judged by."""

from dataclasses import dataclass

import numpy as np

from reirrad_gui.volume.deformation import lattice_points
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.ways import Way

POINTS_PER_AXIS = 64
BINS = 32
FEWEST = 1000
"""From this many common points on a difference says something."""


@dataclass(frozen=True, slots=True)
class ImageDifference:
    """Two images compared at points spread over the first.

    Parameters
    ----------
    mean_absolute : the images' own unit (HU for CT)
        Mean absolute difference of the values; only meaningful between images of one kind.
    correlation : -1 to 1
        Pearson's correlation of the values.
    information : nats
        Mutual information of the values, 32 × 32 bins over the range of each: larger is better, for any two kinds.
    overlap_percent : %
        Share of the first image's points that the second reaches.
    """

    mean_absolute: float
    correlation: float
    information: float
    overlap_percent: float


def image_difference(first: Image, second: Image, way_to_second: Way) -> ImageDifference | None:
    """Compares two images where both are known.

    Parameters
    ----------
    first, second : Image
    way_to_second : (4, 4) or warp
        From the frame of the first to the frame of the second.

    Returns
    -------
    ImageDifference, or None where they have too little in common (fewer than 1,000 of the points).

    Notes
    -----
    64 × 64 × 64 points over the first image, the same whatever the way: numbers before and after a registration are
    comparable. Trilinear in both.
    """
    points = lattice_points(first.grid, POINTS_PER_AXIS)
    here = first.values_at(points)
    there = second.values_at(points, way_to_second)
    known = np.isfinite(here) & np.isfinite(there)
    if np.count_nonzero(known) < FEWEST:
        return None
    one, other = here[known], there[known]
    spread = float(one.std() * other.std())
    correlation = float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0 else 0.0
    return ImageDifference(
        float(np.abs(one - other).mean()), correlation, mutual_information(one, other), 100.0 * float(known.mean())
    )


def mutual_information(one: FloatArray, other: FloatArray) -> float:
    """Mutual information of paired values, nats, from a joint histogram of 32 × 32 bins.

    >>> values = np.repeat([0.0, 1.0], 500)
    >>> round(mutual_information(values, 5.0 - values), 6) == round(float(np.log(2)), 6)
    True
    """
    joint = np.histogram2d(one, other, bins=BINS)[0]
    joint /= joint.sum()
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    there = joint > 0
    return float((joint[there] * np.log(joint[there] / independent[there])).sum())
