"""Structures as weighted sample points: what an organ's dose statistics are taken over.

Contours are slabs; in the plane the weights are exact areas; across it several sub-planes share the contour.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from reirrad_gui.volume.area import CoveredCells, IntArray, covered_cells, enclosed_mm2
from reirrad_gui.volume.contours import ContourStack, Slabs, contour_stack, slabs
from reirrad_gui.volume.grid import FloatArray, frozen
from reirrad_gui.volume.structures import Structure

FEWEST_POINTS = 4_000
USUAL_POINTS = 40_000


class EndCap(Enum):
    """How far the first and last contour reach outward, in plane spacings."""

    HALF = 0.5
    NONE = 0.0
    FIFTH = 0.2

    @property
    def label(self) -> str:
        """The policy in words, for the line printed beside a DVH."""
        return {0.5: "half a slice", 0.0: "none", 0.2: "0.2 slices (Eclipse-like)"}[self.value]

    @classmethod
    def named(cls, name: str) -> "EndCap":
        """The policy that the command line calls "half", "none" or "0.2".

        >>> EndCap.named("0.2").label
        '0.2 slices (Eclipse-like)'

        Raises
        ------
        ValueError
            Another name.
        """
        known = {"half": cls.HALF, "none": cls.NONE, "0.2": cls.FIFTH}
        if name not in known:
            raise ValueError(f"an end cap is half, none or 0.2, not {name!r}")
        return known[name]


@dataclass(frozen=True, slots=True, eq=False)
class SamplePoints:
    """An organ as points with volumes.

    `points_mm` (n, 3) patient LPS; `weights_cc` (n,) not below zero: their sum is the volume. Points of weight 0 lie on
    the organ's surface and take part in minimum and maximum only. `plane_spacing_mm` is the typical distance of the
    contour planes, `normal` (3,) their common direction; both are None for a structure without usable contours.
    `notices` say what was left out and why.
    """

    points_mm: FloatArray
    weights_cc: FloatArray
    notices: tuple[str, ...] = ()
    plane_spacing_mm: float | None = None
    normal: FloatArray | None = None
    end_cap: EndCap = EndCap.HALF

    def __post_init__(self) -> None:
        points, weights = frozen(self.points_mm), frozen(self.weights_cc)
        if points.shape != (weights.size, 3) or weights.ndim != 1:
            raise ValueError(f"points of shape {points.shape} do not fit weights of shape {weights.shape}")
        if not ((weights >= 0).all() and np.isfinite(weights).all()):
            raise ValueError("a sample's volume must be finite and not below zero")
        object.__setattr__(self, "points_mm", points)
        object.__setattr__(self, "weights_cc", weights)

    @property
    def volume_cc(self) -> float | None:
        """Volume, cc; None when no contour could be used (a reason is in `notices`)."""
        return float(self.weights_cc.sum()) if self.weights_cc.size else None


def sample_points(
    structure: Structure,
    end_cap: EndCap = EndCap.HALF,
    fallback_spacing_mm: float | None = None,
    target_points: int | None = None,
) -> SamplePoints:
    """A structure as weighted sample points.

    Parameters
    ----------
    structure : Structure
        Closed planar contours, all parallel, in any orientation and on any planes.
    end_cap : EndCap
        How far the outermost contours reach outward.
    fallback_spacing_mm : float, optional
        Slice spacing of the image series drawn on: the thickness of a structure on a single plane.
    target_points : int, optional
        About how many points; by default 4,000 for the smallest organs, 40,000 from 25 cc, more for a whole body.

    Returns
    -------
    SamplePoints
        Without points (volume None) when nothing encloses a volume, or a single plane has no known thickness.

    Notes
    -----
    Each contour stands for the slab half way to its neighbours (per gap; a gap above 1.5 typical spacings stays empty
    and is said). Loops of a plane combine even-odd: holes, keyholes, islands. The weight of a point is the exact area
    of the contour in its cell times its share of the slab, its place the centroid of that area. Cells are turned
    against the patient axes and sub-planes staggered from cell to cell (a lattice of low discrepancy), so that doses
    which change along one axis do not come out as stairs. Sub-planes of one cell lie symmetrically about the slab's
    middle: the mean of a linear dose is exact.

    Examples
    --------
    >>> from reirrad_gui.volume.structures import Contour
    >>> square = np.array([[0.0, 0, 0], [20, 0, 0], [20, 20, 0], [0, 20, 0]])
    >>> cube = tuple(Contour(square + [0, 0, z]) for z in (0.0, 5.0, 10.0, 15.0))
    >>> points = sample_points(Structure(1, "Cube", cube, "1.2.3"))
    >>> round(points.volume_cc, 9)
    8.0
    """
    stack = contour_stack(structure)
    if not stack.planes:
        return _nothing(end_cap, (*stack.notices, f"{structure.name} has no usable contours: its volume is unknown."))
    extent = slabs([plane.offset_mm for plane in stack.planes], end_cap.value, fallback_spacing_mm, structure.name)
    if extent is None:
        return _nothing(end_cap, (*stack.notices, _single_plane(structure.name)))
    return _filled(structure.name, stack, extent, end_cap, target_points)


def _nothing(end_cap: EndCap, notices: tuple[str, ...]) -> SamplePoints:
    return SamplePoints(np.empty((0, 3)), np.empty(0), notices, end_cap=end_cap)


def _single_plane(name: str) -> str:
    return (
        f"{name} is drawn on a single plane and the slice spacing of its images is unknown: its volume and doses "
        "cannot be computed. Load the image series it was drawn on."
    )


def _filled(name: str, stack: ContourStack, extent: Slabs, end_cap: EndCap, target_points: int | None) -> SamplePoints:
    thickness = extent.upper_mm - extent.lower_mm
    areas = np.array([enclosed_mm2(plane.loops) for plane in stack.planes])
    volume_mm3 = float(np.abs(areas) @ thickness)
    notices = (*stack.notices, *extent.notices)
    if volume_mm3 <= 0:
        return _nothing(end_cap, (*notices, f"{name} has no volume with the end caps chosen ({end_cap.label})."))
    cell_mm, layers = _resolution(volume_mm3, thickness, target_points or _default_points(volume_mm3))
    cells = covered_cells([plane.loops for plane in stack.planes], cell_mm)
    inner, weights = _inner_points(cells, extent, layers)
    surface = _surface_points(stack, extent, cell_mm)
    if cells.crossing:
        notices = (*notices, _crossing(name, len(cells.crossing)))
    return SamplePoints(
        np.concatenate([inner, surface]) @ stack.axes,
        np.concatenate([weights, np.zeros(len(surface))]),
        notices,
        extent.spacing_mm,
        frozen(stack.axes[2]),
        end_cap,
    )


def _crossing(name: str, planes: int) -> str:
    return (
        f"Contours of {name} overlap or cross themselves on {planes} plane{'s' if planes > 1 else ''}; what they share "
        "is left out (even-odd rule). If it was meant to count, volume and doses are wrong: check the contours."
    )


def _default_points(volume_mm3: float) -> int:
    volume_cc = volume_mm3 / 1000.0
    usual = min(max(8_000 * volume_cc**0.5, FEWEST_POINTS), USUAL_POINTS)
    return int(usual * max(volume_cc / 1000.0, 1.0) ** (1.0 / 3.0))


def _resolution(volume_mm3: float, thickness_mm: FloatArray, points: int) -> tuple[float, IntArray]:
    """Cell side in the plane, and an even number of sub-planes per slab, so that cells are about cubes."""
    side = (volume_mm3 / points) ** (1.0 / 3.0)
    layers = 2.0 * np.ceil(thickness_mm / (2.0 * side))
    layer_mm = float(np.median(thickness_mm / np.maximum(layers, 1.0)))
    return float(np.sqrt(volume_mm3 / (points * layer_mm))), layers.astype(np.intp)


def _inner_points(cells: CoveredCells, extent: Slabs, layers: IntArray) -> tuple[FloatArray, FloatArray]:
    """Points in stack coordinates and their volumes, cc."""
    count = layers[cells.plane]
    of_cell = np.repeat(np.arange(cells.plane.size), count)
    layer = np.arange(of_cell.size) - np.repeat(np.cumsum(count) - count, count)
    shift = (cells.column * 0.7548776662466927 + cells.row * 0.5698402909980532) % 1.0
    shift = np.where(layer % 2 == 0, shift[of_cell], 1.0 - shift[of_cell])
    lower, thickness = extent.lower_mm[cells.plane], (extent.upper_mm - extent.lower_mm)[cells.plane]
    height = lower[of_cell] + (layer + shift) * (thickness / count)[of_cell]
    weights = (cells.area_mm2 * thickness / count)[of_cell] / 1000.0
    return np.column_stack([cells.centroid_mm[of_cell], height]), weights


def _surface_points(stack: ContourStack, extent: Slabs, spacing_mm: float) -> FloatArray:
    """Points of the contours on both faces of their slab, in stack coordinates."""
    rims = [np.concatenate([_thinned(loop, spacing_mm) for loop in plane.loops]) for plane in stack.planes]
    sizes = [len(rim) for rim in rims]
    outline = np.concatenate(rims)
    faces = [np.repeat(face, sizes) for face in (extent.lower_mm, extent.upper_mm)]
    return np.concatenate([np.column_stack([outline, face]) for face in faces])


def _thinned(loop: FloatArray, spacing_mm: float) -> FloatArray:
    """The loop's corners, and of its smooth parts one point per `spacing_mm`."""
    ahead = np.roll(loop, -1, axis=0) - loop
    length = np.hypot(ahead[:, 0], ahead[:, 1])
    behind, before = np.roll(ahead, 1, axis=0), np.roll(length, 1)
    corner = (ahead * behind).sum(axis=1) < 0.9 * length * before
    travelled = np.concatenate([[0.0], np.cumsum(length)[:-1]])
    tick = np.floor(travelled / spacing_mm)
    return np.asarray(loop[corner | (tick != np.roll(tick, 1))])
