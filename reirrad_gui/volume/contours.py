"""The closed contours of a structure as loops on parallel planes, and the slab of space each plane stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.volume.grid import FloatArray, frozen
from reirrad_gui.volume.structures import Contour, Structure

GAP_FACTOR = 1.5
"""Planes further apart than this many typical spacings are taken as missing contours, not as one thick slab."""

FLATNESS_MM = 0.5
"""A contour whose points stray further than this from the common plane direction cannot be used."""

_TURN = np.arctan((np.sqrt(5.0) - 1.0) / 2.0)
"""In-plane turn of the working axes: no row of sample cells then runs along a patient axis, where doses change."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPlane:
    """All loops of one plane: (n, 2) points in the stack's in-plane axes, mm; `offset_mm` along the normal."""

    offset_mm: float
    loops: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ContourStack:
    """Parallel planes of loops, ascending along the third row of `axes` (3, 3): two in-plane directions, normal."""

    axes: FloatArray
    planes: tuple[DrawnPlane, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Slabs:
    """From where to where along the normal each plane counts, mm."""

    lower_mm: FloatArray
    upper_mm: FloatArray
    spacing_mm: float
    notices: tuple[str, ...] = ()


def contour_stack(structure: Structure) -> ContourStack:
    """Closed contours sorted into parallel planes of any orientation; what cannot be used is left out and said.

    A contour belongs to a plane when it lies nearer to it than a quarter of the typical plane distance: planning
    systems write contours some 0.1 mm off their image.
    """
    notices: list[str] = []
    outlines = _usable(structure, notices)
    if not outlines:
        return ContourStack(frozen(np.eye(3)), (), tuple(notices))
    axes = _axes(outlines)
    local = [points @ axes.T for points in outlines]
    flat = [points for points in local if np.ptp(points[:, 2]) <= 2 * FLATNESS_MM]
    if len(flat) < len(local):
        notices.append(
            f"{_count(len(local) - len(flat), 'contour')} of {structure.name} not parallel to the others; left out."
        )
    planes = _planes(flat)
    distinct = tuple(DrawnPlane(plane.offset_mm, _distinct(plane.loops)) for plane in planes)
    repeated = sum(len(a.loops) - len(b.loops) for a, b in zip(planes, distinct, strict=True))
    if repeated:
        notices.append(
            f"{_count(repeated, 'contour')} of {structure.name} drawn twice on the same plane; counted once."
        )
    return ContourStack(frozen(axes), distinct, tuple(notices))


def _usable(structure: Structure, notices: list[str]) -> list[FloatArray]:
    closed = structure.closed
    usable = [points for points in map(_outline, closed) if points is not None]
    degenerate = len(closed) - len(usable)
    if degenerate:
        notices.append(
            f"{_count(degenerate, 'contour')} of {structure.name} with fewer than three points or no area; left out."
        )
    unclosed = len(structure.contours) - len(closed)
    if unclosed:
        notices.append(f"{_count(unclosed, 'open contour or point', 'open contours or points')} of {structure.name} "
                       "without volume; left out.")  # fmt: skip
    return usable


def _outline(contour: Contour) -> FloatArray | None:
    """The contour's points without repeats; None when they enclose nothing."""
    points: FloatArray = np.asarray(contour.points_mm, float)
    if len(points) < 3 or not np.isfinite(points).all():
        return None
    points = points[(points != np.roll(points, 1, axis=0)).any(axis=1)]
    if len(points) < 3 or float(np.linalg.norm(_area_vector(points))) < 1e-6:
        return None
    return points


def _area_vector(points: FloatArray) -> FloatArray:
    """Area times unit normal of a closed line in space (Newell), mm²."""
    local = points - points[0]
    return np.asarray(np.cross(local, np.roll(local, -1, axis=0)).sum(axis=0) / 2.0, dtype=np.float64)


def _axes(outlines: list[FloatArray]) -> FloatArray:
    """Rows: two in-plane directions and the common normal of all contours."""
    if all(np.ptp(points[:, 2]) < 0.1 for points in outlines):
        normal = np.array([0.0, 0.0, 1.0])
    else:
        areas = np.array([_area_vector(points) for points in outlines])
        largest = areas[np.argmax(np.linalg.norm(areas, axis=1))]
        normal = (areas * np.where(areas @ largest < 0, -1.0, 1.0)[:, None]).sum(axis=0)
        normal /= np.linalg.norm(normal) * np.sign(normal[np.argmax(np.abs(normal))])
    first = np.eye(3)[np.argmin(np.abs(normal))]
    first = first - normal * (first @ normal)
    first /= np.linalg.norm(first)
    second = np.cross(normal, first)
    cos, sin = np.cos(_TURN), np.sin(_TURN)
    return np.array([cos * first + sin * second, cos * second - sin * first, normal])


def _planes(loops: list[FloatArray]) -> tuple[DrawnPlane, ...]:
    offsets = np.array([points[:, 2].mean() for points in loops])
    order = np.argsort(offsets, kind="stable")
    steps = np.diff(offsets[order])
    apart = steps[steps > 0.05]
    tolerance = max(0.05, float(np.median(apart)) / 4.0) if apart.size else 0.05
    groups = np.split(order, np.nonzero(steps > tolerance)[0] + 1) if len(loops) else []
    return tuple(DrawnPlane(float(offsets[g].mean()), tuple(loops[i][:, :2] for i in g)) for g in groups)


def _distinct(loops: tuple[FloatArray, ...]) -> tuple[FloatArray, ...]:
    """Loops without exact repeats (whatever their first point and direction): even-odd would let a repeat vanish."""
    if len(loops) == 1:
        return loops
    known: dict[bytes, FloatArray] = {}
    for loop in loops:
        rounded = np.round(loop, 4) + 0.0
        known.setdefault(rounded[np.lexsort(rounded.T)].tobytes(), loop)
    return tuple(known.values())


def slabs(
    offsets_mm: Sequence[float], end_cap: float, fallback_spacing_mm: float | None = None, name: str = "the structure"
) -> Slabs | None:
    """The slab that each contour plane stands for: half way to its neighbours, `end_cap` spacings beyond the last ones.

    Parameters
    ----------
    offsets_mm : ascending plane positions along the normal
    end_cap : 0 to 0.5
        Part of the local spacing by which the first and last plane (also beside a gap) reach outward.
    fallback_spacing_mm : float, optional
        Spacing of the images drawn on; decides for one or two planes, where the contours alone cannot.

    Returns
    -------
    Slabs, or None when a single plane has no known thickness.

    Examples
    --------
    >>> found = slabs([0.0, 5.0, 12.0], end_cap=0.5)
    >>> found.lower_mm.tolist(), found.upper_mm.tolist()
    ([-2.5, 2.5, 8.5], [2.5, 8.5, 15.5])
    """
    offsets = np.asarray(offsets_mm, float)
    gaps = np.diff(offsets)
    sizes = sorted(gaps.tolist() + ([fallback_spacing_mm] if gaps.size < 2 and fallback_spacing_mm else []))
    if not sizes:
        return None
    typical = sizes[(len(sizes) - 1) // 2]
    joined = gaps <= GAP_FACTOR * typical
    own = np.where(joined, gaps, np.nan)
    below, above = np.concatenate([[np.nan], own]), np.concatenate([own, [np.nan]])
    ends_below = _first_known(above, typical) * end_cap
    ends_above = _first_known(below, typical) * end_cap
    lower = offsets - np.where(np.isnan(below), ends_below, below / 2.0)
    upper = offsets + np.where(np.isnan(above), ends_above, above / 2.0)
    notices = tuple(_gap_notice(name, offsets[i], offsets[i + 1], typical) for i in np.nonzero(~joined)[0])
    return Slabs(lower, upper, float(typical), notices)


def _first_known(spacing_mm: FloatArray, otherwise: float) -> FloatArray:
    return np.where(np.isnan(spacing_mm), otherwise, spacing_mm)


def _gap_notice(name: str, low: float, high: float, typical: float) -> str:
    return (
        f"{name} has no contours between {low:.1f} and {high:.1f} mm (elsewhere they are {typical:.1f} mm apart); that "
        "stretch is left empty. If it was meant to be filled, volume and doses are too low: check the contours."
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
