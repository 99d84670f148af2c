"""How much of one drawn structure lies inside another, also where they were drawn in different frames of reference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray, transformed
from reirrad_gui.volume.sampling import SamplePoints
from reirrad_gui.volume.solid import Solid
from reirrad_gui.volume.ways import Way, moved

BoolArray = NDArray[np.bool_]
_PAIRS = 2_000_000
"""So many pairs of point and edge are looked at together."""


@dataclass(frozen=True, slots=True)
class CommonVolume:
    """Volume inside both structures, cc; and volume of the first of which nobody knows where it lies in the other."""

    common_cc: float
    unknown_cc: float


def common_volume(points: SamplePoints, other: Solid, way: Way | None = None) -> CommonVolume:
    """The volume that a sampled structure shares with a drawn one.

    Parameters
    ----------
    points : SamplePoints
        The first structure; each point stands for its own volume.
    other : Solid
        The second structure as slabs.
    way : 4×4 matrix or warp, optional
        From the frame of the points to that of `other`; none when both share one.

    Examples
    --------
    >>> from reirrad_gui.volume.sampling import sample_points
    >>> from reirrad_gui.volume.solid import solid
    >>> from reirrad_gui.volume.structures import Contour, Structure
    >>> def cube(x0):
    ...     square = np.array([[x0, 0.0, 0], [x0 + 20, 0, 0], [x0 + 20, 20, 0], [x0, 20, 0]])
    ...     drawn = tuple(Contour(square + [0, 0, z]) for z in (2.5, 7.5, 12.5, 17.5))
    ...     return Structure(1, "cube", drawn, "frame")
    >>> round(common_volume(sample_points(cube(0.0)), solid(cube(15.0))).common_cc, 1)  # 5 × 20 × 20 mm
    2.0
    """
    volumed = points.weights_cc > 0
    weights, places = points.weights_cc[volumed], points.points_mm[volumed]
    if way is not None:
        places = moved(places, way)
    unknown = np.isnan(places).any(axis=1)
    inside = np.zeros(weights.size, bool)
    inside[~unknown] = contained(other, places[~unknown])
    return CommonVolume(float(weights[inside].sum()), float(weights[unknown].sum()))


def contained(solid: Solid, points_mm: FloatArray) -> BoolArray:
    """Which points (n, 3) of the solid's frame lie inside it: `Solid.contains` for many at once."""
    inside = np.zeros(len(points_mm), bool)
    if solid.empty or not len(points_mm):
        return inside
    x, y, z = transformed(points_mm, solid.to_local)
    (low_x, low_y, low_z), (high_x, high_y, high_z) = solid.box
    near = np.flatnonzero((low_x <= x) & (x <= high_x) & (low_y <= y) & (y <= high_y) & (low_z <= z) & (z <= high_z))
    slab = np.searchsorted(solid.low_mm, z[near], side="right") - 1
    in_slab = z[near] < solid.high_mm[slab]
    near, slab = near[in_slab], slab[in_slab]
    order = np.argsort(slab, kind="stable")
    near, slab = near[order], slab[order]
    edges = np.searchsorted(solid.slab, np.arange(solid.low_mm.size + 1))
    ends = np.searchsorted(slab, np.arange(solid.low_mm.size + 1))
    for k in np.unique(slab):
        start, end = solid.starts[edges[k] : edges[k + 1]], solid.ends[edges[k] : edges[k + 1]]
        here = near[ends[k] : ends[k + 1]]
        step = max(_PAIRS // max(len(start), 1), 1)
        for first in range(0, len(here), step):
            some = here[first : first + step]
            inside[some] = _odd_crossings(x[some], y[some], start, end)
    return inside


def _odd_crossings(x: FloatArray, y: FloatArray, start: FloatArray, end: FloatArray) -> BoolArray:
    """Even-odd rule: how many edges a line from each point towards +x crosses."""
    spans = (start[:, 1] <= y[:, None]) != (end[:, 1] <= y[:, None])
    point, edge = np.nonzero(spans)
    slope = (end[edge, 0] - start[edge, 0]) / (end[edge, 1] - start[edge, 1])
    crossing = start[edge, 0] + (y[point] - start[edge, 1]) * slope
    count = np.bincount(point, crossing > x[point], minlength=x.size)
    return np.asarray(count % 2 == 1)
