"""The closed contours of a structure as loops on parallel planes of any orientation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.volume.grid import FloatArray, frozen, transformed
from reirrad_gui.volume.loops import IntArray, Loops
from reirrad_gui.volume.structures import Structure

FLATNESS_MM = 1.0
"""A contour whose points spread more than this along the common normal cannot be used."""

SAME_PLANE_MM = 0.3
"""Contours with steps up to this between them share a plane."""

SMALLEST_MM2 = 1e-6
"""A contour with less area encloses nothing."""

THINNEST_WALL_MM = 0.1
"""Where less than this is left between an outline and its hole, one contour was probably drawn twice."""

_TURN = np.arctan((np.sqrt(5.0) - 1.0) / 2.0)
"""In-plane turn of the working axes: no row of sample cells then runs along a patient axis, where doses change."""


@dataclass(frozen=True, slots=True, eq=False)
class ContourStack:
    """Loops on parallel planes.

    `axes` (3, 3) has two in-plane directions and the normal as rows; `offsets_mm` (planes,) ascend along the normal;
    `loops` are in the in-plane axes. `notices` say what was left out.
    """

    axes: FloatArray
    offsets_mm: FloatArray
    loops: Loops
    notices: tuple[str, ...] = ()
    images_mm: FloatArray | None = None
    """Offsets of the images drawn on, where these are known."""


def contour_stack(structure: Structure) -> ContourStack | None:
    """Closed contours sorted into parallel planes; what cannot be used is left out and said.

    Contours within 0.3 mm of each other share a plane: planning systems write them some 0.1 mm off their image.
    None when no contour encloses anything in a plane.
    """
    found = _outlines(structure)
    if found is None:
        return None
    loops, areas = found
    axes = _axes(areas)
    local = loops.through(transformed(loops.points, axes).T)
    height, starts = local.points[:, 2], local.starts
    spread = np.maximum.reduceat(height, starts) - np.minimum.reduceat(height, starts)
    flat = local.chosen(spread <= FLATNESS_MM)
    if not flat.sizes.size:
        return None
    placed, offsets = _on_planes(flat)
    distinct = placed.chosen(_distinct(placed))
    notices = (
        *_notices_of_unusable(structure, int(loops.sizes.size)),
        *_left_out(structure, int(loops.sizes.size - flat.sizes.size), "not parallel to the others; left out"),
        *_left_out(structure, int(placed.sizes.size - distinct.sizes.size), "drawn twice on one plane; counted once"),
    )
    places = structure.image_places_mm
    images = None if places is None else transformed(places, axes[2:])[0]
    return ContourStack(frozen(axes), frozen(offsets), distinct, notices, images)


def drawn_spacing_mm(structures: Sequence[Structure]) -> float | None:
    """How far apart the contours of the structure with the most of them lie, mm: for one that is drawn only once.

    None where none is drawn on more than one plane.
    """
    stacks = (contour_stack(s) for s in sorted(structures, key=lambda s: -len(s.contours)))
    gaps = next((np.sort(np.diff(s.offsets_mm)) for s in stacks if s is not None and s.offsets_mm.size > 1), None)
    return None if gaps is None else float(gaps[(gaps.size - 1) // 2])


def _outlines(structure: Structure) -> tuple[Loops, FloatArray] | None:
    """Closed contours without repeated points, those that enclose something, with their area vectors."""
    drawn = [c.points_mm for c in structure.closed if len(c.points_mm) >= 3 and np.isfinite(c.points_mm).all()]
    if not drawn:
        return None
    loops = Loops.of(drawn, [0] * len(drawn))
    new = (loops.points != loops.points[loops.following]).any(axis=1)
    if not new.all():
        loops = Loops(loops.points[new], np.add.reduceat(new.astype(np.intp), loops.starts), loops.plane)
        loops = Loops(loops.points, loops.sizes[loops.sizes > 0], loops.plane[loops.sizes > 0])
    if not loops.sizes.size:
        return None
    areas = loops.area_vectors()
    large = np.linalg.norm(areas, axis=1) > SMALLEST_MM2
    return (loops.chosen(large), areas[large]) if large.any() else None


def _axes(areas: FloatArray) -> FloatArray:
    """Rows: two in-plane directions and the common normal of contours with these area vectors."""
    if (np.abs(areas[:, :2]).max(axis=1) <= 1e-9 * np.abs(areas[:, 2])).all():
        normal = np.array([0.0, 0.0, 1.0])
    else:
        normal = _common_normal(areas)
    first = np.eye(3)[np.argmin(np.abs(normal))]
    first = first - normal * (first @ normal)
    first = first / np.linalg.norm(first)
    second = np.cross(normal, first)
    cos, sin = np.cos(_TURN), np.sin(_TURN)
    return np.array([cos * first + sin * second, cos * second - sin * first, normal])


def _common_normal(areas: FloatArray) -> FloatArray:
    """Mean direction of the largest group of contours that are parallel to within some 10°."""
    sizes = np.linalg.norm(areas, axis=1)
    cosines = np.abs((areas / sizes[:, None]) @ (areas / sizes[:, None]).T)
    leader = int(np.argmax((cosines > 0.98) @ sizes))
    group = areas[cosines[leader] > 0.98]
    normal = (group * np.copysign(1.0, group @ areas[leader])[:, None]).sum(axis=0)
    upward = np.copysign(1.0, normal[np.argmax(np.abs(normal))])
    return np.asarray(normal * upward / np.linalg.norm(normal), dtype=np.float64)


def _on_planes(loops: Loops) -> tuple[Loops, FloatArray]:
    """Loops in the order of their planes, and the planes' offsets."""
    heights = np.add.reduceat(loops.points[:, 2], loops.starts) / loops.sizes
    order = np.argsort(heights, kind="stable")
    plane = _numbered(heights[order])
    offsets = np.bincount(plane, heights[order]) / np.bincount(plane)
    ordered = loops.chosen(order)
    return Loops(ordered.points[:, :2], ordered.sizes, plane), offsets


def _numbered(heights_mm: FloatArray) -> IntArray:
    """Plane number of ascending heights: steps up to 0.3 mm stay on a plane, unless that would pile planes together."""
    steps = np.diff(heights_mm)
    plane = np.concatenate([[0], np.cumsum(steps > SAME_PLANE_MM)])
    first = np.nonzero(np.diff(plane, prepend=-1))[0]
    last = np.append(first[1:], plane.size) - 1
    if (heights_mm[last] - heights_mm[first]).max() <= 2 * SAME_PLANE_MM:
        return plane
    return np.concatenate([[0], np.cumsum(steps > SAME_PLANE_MM / 10.0)])


def _distinct(loops: Loops) -> IntArray:
    """Indices of loops without exact repeats, whatever their first point and direction: even-odd would undo both."""
    areas = np.abs(loops.signed_areas())
    alike: dict[tuple[int, int, float], list[int]] = {}
    for i, key in enumerate(zip(loops.plane.tolist(), loops.sizes.tolist(), areas.round(3).tolist(), strict=True)):
        alike.setdefault(key, []).append(i)
    repeats: set[int] = set()
    for group in alike.values():
        if len(group) > 1:
            known: set[bytes] = set()
            for i in group:
                points = _sorted_points(loops, i)
                if points in known:
                    repeats.add(i)
                known.add(points)
    return np.array([i for i in range(areas.size) if i not in repeats], dtype=np.intp)


def _sorted_points(loops: Loops, i: int) -> bytes:
    """The points of a loop to a thousandth of a millimetre, in an order that does not depend on how it was drawn."""
    start = loops.starts[i]
    rounded = np.round(loops.points[start : start + loops.sizes[i]], 3) + 0.0
    return rounded[np.lexsort(rounded.T)].tobytes()


def _notices_of_unusable(structure: Structure, usable: int) -> tuple[str, ...]:
    closed = len(structure.closed)
    return (
        *_left_out(structure, closed - usable, "without area or not in one plane; left out"),
        *_left_out(structure, len(structure.contours) - closed, "open or a point; left out"),
    )


def _left_out(structure: Structure, number: int, why: str) -> tuple[str, ...]:
    return (f"“{structure.name}”: {number} contour{'s' if number > 1 else ''} {why}.",) if number else ()


def unusable_notices(structure: Structure) -> tuple[str, ...]:
    """What to say of a structure whose contours enclose nothing at all: a marker, a line, an empty entry."""
    return (
        *_left_out(structure, len(structure.closed), "without area or not in one plane; left out"),
        f"“{structure.name}” has no contour that encloses an area in a plane: its volume and doses are unknown.",
    )


def cancelling(name: str, loops: Loops, sign: FloatArray) -> tuple[str, ...]:
    """Says on how many planes holes leave next to nothing of their outlines; empty where no plane is like that.

    `sign` (loops,) is +1 for outlines and −1 for holes.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 40.0], [0.0, 40.0]])
    >>> twice = Loops.of([square, square * 0.9995], planes=[0, 0])
    >>> cancelling("Bladder", twice, np.array([1.0, -1.0]))[0][:58]
    'Contours of “Bladder” nearly cancel each other on 1 plane:'
    >>> cancelling("Bladder", Loops.of([square, square * 0.8], planes=[0, 0]), np.array([1.0, -1.0]))
    ()
    """
    if (sign > 0).all():
        return ()
    length = np.linalg.norm(loops.points[loops.following] - loops.points, axis=1)
    perimeter = np.bincount(loops.plane, np.add.reduceat(length, loops.starts))
    areas = np.abs(loops.signed_areas())
    left, drawn = np.abs(np.bincount(loops.plane, areas * sign)), np.bincount(loops.plane, areas)
    thin = int(((left < drawn / 2.0) & (2.0 * left < THINNEST_WALL_MM * perimeter)).sum())
    if not thin:
        return ()
    return (
        f"Contours of “{name}” nearly cancel each other on {thin} plane{'s' if thin > 1 else ''}: a hole leaves less "
        f"than {THINNEST_WALL_MM:g} mm of its outline. If a contour was drawn twice, volume and doses are too low: "
        "check the contours.",
    )
