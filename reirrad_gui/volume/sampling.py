"""Structures as weighted sample points: what an organ's dose statistics are taken over.

Contours are slabs; in the plane the weights are exact areas; across it several sub-planes share the contour and follow
the trend of its neighbours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from reirrad_gui.volume.area import Raster
from reirrad_gui.volume.contours import ContourStack, cancelling, contour_stack, unusable_notices
from reirrad_gui.volume.grid import FloatArray, frozen, transformed
from reirrad_gui.volume.loops import IntArray, even_odd_signs
from reirrad_gui.volume.pile import Cells, Pile
from reirrad_gui.volume.slabs import Slabs, shares, slabs, trends
from reirrad_gui.volume.structures import Structure

FEWEST_POINTS = 4_000
USUAL_POINTS = 40_000

FINE_MM = 0.8
"""Cells up to this size are fine enough for near-maxima anywhere."""

HOT_PAIRS = 400
"""As many pairs of cells with the highest values are split as finely as the doses there ask for, per set of values."""

WARM_PAIRS = 1_200
"""Pairs from there up to this rank are split half as finely."""

GY_MM = 0.4
"""Cells of side h are fine enough where h² times the steepness (Gy/mm) stays below this: what a cell does to D(v)."""

SMALL_CC = (5.0, 10.0)
"""Round ends share their volume by how far they reach in organs up to the first; less and less up to the second."""

LEAST_LEFT = 1e-3
"""Cells become no smaller where contours leave less than this share of what they enclose: they cancel each other."""

ValuesAt = Callable[[FloatArray], Sequence[FloatArray]]
SpacingOfSet = Callable[[], float | None]


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


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Points with what `values_at` says at each of them: an array (n,) per course; none where nothing was asked."""

    points: SamplePoints
    values: tuple[FloatArray, ...] = ()


def sample_points(
    structure: Structure,
    end_cap: EndCap = EndCap.HALF,
    fallback_spacing_mm: float | SpacingOfSet | None = None,
    target_points: int | None = None,
    values_at: ValuesAt | None = None,
) -> SamplePoints:
    """A structure as weighted sample points: `sampled` without the values."""
    return sampled(structure, end_cap, fallback_spacing_mm, target_points, values_at).points


def sampled(
    structure: Structure,
    end_cap: EndCap = EndCap.HALF,
    fallback_spacing_mm: float | SpacingOfSet | None = None,
    target_points: int | None = None,
    values_at: ValuesAt | None = None,
) -> Sampled:
    """A structure as weighted sample points, with the values at them.

    Parameters
    ----------
    structure : Structure
        Closed planar contours, all parallel, in any orientation and on any planes.
    end_cap : EndCap
        How far the outermost contours reach outward.
    fallback_spacing_mm : float or function, optional
        Slice spacing of the image series drawn on: the thickness of a structure on a single plane. A function is asked
        where that is needed and no image says it: how far apart the other contours of the set lie.
    target_points : int, optional
        About how many points; by default 4,000 for the smallest organs, 40,000 from 25 cc, more for a whole body.
    values_at : function, optional
        What the points are for: given points (n, 3) it returns one array (n,) per course, NaN where unknown. Cells
        above 0.8 mm are split where a value, or the sum, is among the highest and changes fast, so that near-maxima in
        a steep gradient at an organ's edge come out right.

    Returns
    -------
    Sampled
        Without points (volume None) and values when nothing encloses a volume, or a single plane has no known
        thickness.

    Notes
    -----
    Each contour stands for the slab half way to its neighbours (per gap; a gap above 1.5 typical spacings stays empty
    and is said). Loops of a plane combine even-odd: holes, keyholes, islands. The weight of a point is the exact area
    of the contour in its cell times its share of the slab, its place the centroid of that area. Cells are turned
    against the patient axes and sub-planes staggered from cell to cell (a lattice of low discrepancy), so that doses
    which change along one axis do not come out as stairs. Sub-planes of one cell lie symmetrically about the slab's
    middle: the mean of a linear dose over the slab is exact. A slab's volume is spread over its sub-planes with the
    trend of the neighbouring contours' areas (`slabs.trends`): it stays area times thickness, but no box.

    Examples
    --------
    >>> from reirrad_gui.volume.structures import Contour
    >>> square = np.array([[0.0, 0, 0], [20, 0, 0], [20, 20, 0], [0, 20, 0]])
    >>> cube = tuple(Contour(square + [0, 0, z]) for z in (0.0, 5.0, 10.0, 15.0))
    >>> found = sampled(Structure(1, "Cube", cube, "1.2.3"), values_at=lambda points_mm: [points_mm[:, 2]])
    >>> round(found.points.volume_cc, 9), round(float(found.values[0].max()), 9)
    (8.0, 17.5)
    """
    stack = contour_stack(structure)
    if stack is None:
        return _nothing(end_cap, unusable_notices(structure))
    asked = callable(fallback_spacing_mm) and stack.offsets_mm.size < 3
    spacing_mm = (fallback_spacing_mm() if asked else None) if callable(fallback_spacing_mm) else fallback_spacing_mm
    extent = slabs(stack.offsets_mm, end_cap.value, spacing_mm, structure.name, stack.images_mm)
    if extent is None:
        return _nothing(end_cap, (*stack.notices, _single_plane(structure.name)))
    if asked and stack.offsets_mm.size == 1:
        stack = replace(stack, notices=(*stack.notices, _as_thick_as_others(structure.name, extent.spacing_mm)))
    return _filled(structure.name, stack, extent, end_cap, target_points, values_at)


def _nothing(end_cap: EndCap, notices: tuple[str, ...]) -> Sampled:
    return Sampled(SamplePoints(np.empty((0, 3)), np.empty(0), notices, end_cap=end_cap))


def _single_plane(name: str) -> str:
    return (
        f"“{name}” is drawn on a single plane and the slice spacing of its images is unknown: its volume and doses "
        "cannot be computed. Load the image series it was drawn on."
    )


def _as_thick_as_others(name: str, spacing_mm: float) -> str:
    return (
        f"“{name}” is drawn on a single plane, and its images are not among the files: it is taken to be "
        f"{spacing_mm:.1f} mm thick, as far as other contours of its set lie apart."
    )


def _filled(
    name: str,
    stack: ContourStack,
    extent: Slabs,
    end_cap: EndCap,
    target_points: int | None,
    values_at: ValuesAt | None,
) -> Sampled:
    sign = even_odd_signs(stack.loops)
    drawn = np.abs(stack.loops.signed_areas())
    areas = np.asarray(np.bincount(stack.loops.plane, drawn * sign), dtype=np.float64)
    notices = (*stack.notices, *extent.notices, *cancelling(name, stack.loops, sign))
    least_mm3 = LEAST_LEFT * float(np.bincount(stack.loops.plane, drawn) @ extent.thickness_mm)
    sized_mm3 = max(float(np.abs(areas) @ extent.thickness_mm), least_mm3)
    if sized_mm3 <= 0:
        return _nothing(end_cap, (*notices, f"“{name}” encloses no volume with these end caps: {end_cap.label}."))
    cell_mm, layers = _resolution(sized_mm3, extent.thickness_mm, target_points or _default_points(sized_mm3))
    raster = Raster.of(stack.loops, sign, cell_mm)
    covered = raster.covered()
    if not covered.plane.size:
        return _nothing(end_cap, (*notices, f"“{name}” encloses nothing: its contours cancel each other. Check them."))
    if raster.crossing:  # sums of signed areas say nothing there
        areas = np.asarray(np.bincount(covered.plane, covered.area_mm2, areas.size), dtype=np.float64)
        notices = (*notices, _crossing(name, len(raster.crossing)))
    share = _shares(areas, stack.offsets_mm, extent, end_cap, float(np.abs(areas) @ extent.thickness_mm))
    pile = Pile(stack.loops, sign, extent, trends(areas, stack.offsets_mm, extent), share, layers)
    cells = pile.filled(covered, cell_mm)
    coarse = _Placed.of(cells.points_mm, stack.axes, values_at)
    more, weights_cc, surface = np.empty((0, 3)), cells.weights_cc, pile.surface(cell_mm)
    if coarse.values and cell_mm > FINE_MM:
        parts = _parts_of(cells, coarse, cell_mm)
        more, weights_cc = _split(pile, cells, parts, cell_mm)
        coarse = coarse.chosen(np.flatnonzero(np.repeat(parts, 2) == 1))
    points = coarse.followed_by(np.concatenate([more, surface]))
    weights_cc = np.concatenate([weights_cc, np.zeros(len(surface))])
    weights_cc.flags.writeable = points.rows_mm.flags.writeable = False  # they are not copied
    found = SamplePoints(points.rows_mm.T, weights_cc, notices, extent.spacing_mm, stack.axes[2], end_cap)
    return Sampled(found, points.values)


def _shares(
    areas_mm2: FloatArray, offsets_mm: FloatArray, extent: Slabs, end_cap: EndCap, volume_mm3: float
) -> FloatArray:
    """`slabs.shares` for small organs that end half a slice beyond their contours; larger ones are left as drawn."""
    small, large = SMALL_CC
    part = np.clip((large - volume_mm3 / 1000.0) / (large - small), 0.0, 1.0)
    if end_cap is not EndCap.HALF or part == 0.0:
        return np.ones(areas_mm2.size)
    return np.asarray(1.0 + part * (shares(areas_mm2, offsets_mm, extent) - 1.0), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Points as rows of patient coordinates (3, n), and what `values_at` says there; nothing where it is None."""

    rows_mm: FloatArray
    values: tuple[FloatArray, ...]
    axes: FloatArray
    values_at: ValuesAt | None

    @classmethod
    def of(cls, points_mm: FloatArray, axes: FloatArray, values_at: ValuesAt | None) -> "_Placed":
        """Points (n, 3) in the axes of the contour stack."""
        rows = transformed(points_mm, axes.T)
        return cls(rows, () if values_at is None else tuple(values_at(rows.T)), axes, values_at)

    def values_of(self, points_mm: FloatArray) -> tuple[FloatArray, ...]:
        """The values at other points (n, 3) in the axes of the stack."""
        return _Placed.of(points_mm, self.axes, self.values_at).values

    def chosen(self, index: IntArray) -> "_Placed":
        """Some of the points."""
        values = tuple(found.take(index) for found in self.values)
        return _Placed(self.rows_mm.take(index, axis=1), values, self.axes, self.values_at)

    def followed_by(self, points_mm: FloatArray) -> "_Placed":
        """More points (n, 3) in the axes of the stack behind these, their values looked up."""
        more = _Placed.of(points_mm, self.axes, self.values_at)
        values = tuple(np.concatenate(pair) for pair in zip(self.values, more.values, strict=True))
        return _Placed(np.concatenate([self.rows_mm, more.rows_mm], axis=1), values, self.axes, self.values_at)


def _parts_of(cells: Cells, coarse: _Placed, cell_mm: float) -> IntArray:
    """Into how many parts along each side every pair of cells is split: the hottest of each set of values, and of all.

    Sub-planes come in pairs that lie symmetrically about the middle of their cells: ranked by its mean, a pair is not
    chosen for where its points happen to lie, and the border between split and whole cells biases no volume.
    """
    ranks = [_highest((values[::2] + values[1::2]) / 2.0, WARM_PAIRS) for values in _sets_of(coarse.values)]
    looked = np.unique(np.concatenate(ranks))
    place = cells.points_mm.T
    middle = (place[:, ::2].take(looked, axis=1) + place[:, 1::2].take(looked, axis=1)) / 2.0
    steepness = _steepness(middle, cell_mm, coarse.values_of)
    parts = np.ones(place.shape[1] // 2, dtype=np.intp)
    for ranked, steep in zip(ranks, steepness, strict=True):
        wanted = _parts(cell_mm, steep[np.searchsorted(looked, ranked)])
        wanted[HOT_PAIRS:] //= 2
        parts[ranked] = np.maximum(parts[ranked], wanted)
    return parts


def _split(pile: Pile, cells: Cells, parts: IntArray, cell_mm: float) -> tuple[FloatArray, FloatArray]:
    """Points of the pairs of cells that are split, and the volumes of those left whole followed by these."""
    each = np.repeat(parts, 2)
    split = [pile.split(cells, each == count, cell_mm, count) for count in (2, 4) if (parts == count).any()]
    weights = [cells.weights_cc[each == 1], *(found for _, found in split)]
    return np.concatenate([np.empty((0, 3)), *(points for points, _ in split)]), np.concatenate(weights)


def _sets_of(values: Sequence[FloatArray]) -> list[FloatArray]:
    """Each course's values and, for several, their sum; 0 where unknown."""
    known = [np.nan_to_num(found) for found in values]
    return [*known, np.sum(known, axis=0)] if len(known) > 1 else known


def _highest(values: FloatArray, count: int) -> IntArray:
    """Indices of the highest values, highest first."""
    top = np.argpartition(values, -count)[-count:] if values.size > count else np.arange(values.size)
    return np.asarray(top[np.argsort(values[top])[::-1]], dtype=np.intp)


def _steepness(place_mm: FloatArray, cell_mm: float, values_at: ValuesAt) -> list[FloatArray]:
    """How fast each set of values changes across a cell around points (3, n), per mm."""
    steps = np.concatenate([np.eye(3), -np.eye(3)]).T * (cell_mm / 2.0)
    around = (place_mm[:, None] + steps[:, :, None]).reshape(3, -1).T
    found = [values.reshape(2, 3, -1) for values in _sets_of(values_at(around))]
    return [np.linalg.norm(values[0] - values[1], axis=0) / cell_mm for values in found]


def _parts(cell_mm: float, steepness: FloatArray) -> IntArray:
    """Into how many parts along each side cells are split: 1, 2 or 4, but none finer than need be."""
    wanted = np.minimum(cell_mm * np.sqrt(steepness / GY_MM), 1.6 * cell_mm / FINE_MM)
    return np.asarray(np.where(wanted <= 1.0, 1, np.where(wanted <= 2.0, 2, 4)), dtype=np.intp)


def _crossing(name: str, planes: int) -> str:
    return (
        f"Contours of “{name}” overlap or cross themselves on {planes} plane{'s' if planes > 1 else ''}; what they "
        "share is left out (even-odd rule). If it was meant to count, volume and doses are wrong: check the contours."
    )


def _default_points(volume_mm3: float) -> int:
    volume_cc = volume_mm3 / 1000.0
    usual = min(max(8_000 * volume_cc**0.5, FEWEST_POINTS), USUAL_POINTS)
    return int(usual * max(volume_cc / 1000.0, 1.0) ** (1.0 / 3.0))


def _resolution(volume_mm3: float, thickness_mm: FloatArray, points: int) -> tuple[float, IntArray]:
    """Cell side in the plane, and an even number of sub-planes per slab, so that cells are about cubes."""
    side = (volume_mm3 / points) ** (1.0 / 3.0)
    layers = 2.0 * np.maximum(np.ceil(thickness_mm / (2.0 * side)), 1.0)
    layer_mm = float(thickness_mm.sum() / layers.sum())
    return float(np.sqrt(volume_mm3 / (points * layer_mm))), layers.astype(np.intp)
