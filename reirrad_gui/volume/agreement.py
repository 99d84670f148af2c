"""How well an organ drawn twice agrees once both drawings lie in one frame: what a registration is judged by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.solid import Solid
from reirrad_gui.volume.ways import Way, inverse, moved

MOST_LATTICE_POINTS = 100_000
MOST_SURFACE_POINTS = 5_000
FINEST_MM = 1.0
CELL_STEPS, FEWEST_OTHERS = 6.0, 500
_NEAREST_BLOCK = 500_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two drawings of one organ compared in the frame of the first.

    Parameters
    ----------
    dice : 0 to 1
        Twice the common volume for the sum of both.
    mean_distance_mm : mm
        Mean distance from the surface of either to the other's, over both surfaces.
    hausdorff95_mm : mm
        The distance that 95 % of either surface stays below, of the worse of the two.
    lattice_mm, surface_mm : mm
        Distance of the points that volumes, and at most that of the points that surfaces, were sampled with.
    first_cc, second_cc, common_cc : cc
        Volumes on the lattice; the second as it lies in the frame of the first.
    unknown_share : 0 to 1
        Share of the first drawing of which the way to the second is not known: it counts as outside the second.
    """

    dice: float
    mean_distance_mm: float
    hausdorff95_mm: float
    lattice_mm: float
    surface_mm: float
    first_cc: float
    second_cc: float
    common_cc: float
    unknown_share: float = 0.0


def contour_agreement(first: Solid, second: Solid, way_to_second: Way) -> Agreement | None:
    """Compares two drawings of one organ.

    Parameters
    ----------
    first, second : Solid
        Piles of slabs, each in the frame it was drawn in: the volumes that doses are sampled in.
    way_to_second : (4, 4) or warp
        From the frame of the first to the frame of the second.

    Returns
    -------
    Agreement, or None where one of them encloses no volume or no point of the first is led anywhere.

    Notes
    -----
    Volumes: a lattice of equal cubes around both, 1 mm or coarser so that it has about 100,000 points, each inside or
    not. Surfaces: points on the walls and end faces of the slabs, 1 mm apart or further so that there are about 5,000,
    each standing for its area; the distance is to the nearest point of the other surface, which is sampled twice as
    finely, so a distance below half the spacing is not told from none. Dice: Dice, Ecology 26 (1945) 297; distances as
    in TG-132 (Brock, Med Phys 44 (2017) e43).
    """
    way_to_first = inverse(way_to_second)
    surface_mm = max(_surface_step(first), _surface_step(second), FINEST_MM)
    surfaces = [
        (_surface(first, surface_mm), None),
        (_surface(second, surface_mm), way_to_first),
    ]
    if any(points is None for points, _ in surfaces):
        return None
    (one, one_mm2), (other, other_mm2) = (_placed(surface, way) for surface, way in surfaces)
    if not len(one) or not len(other):
        return None
    box = np.array([np.minimum(one.min(axis=0), other.min(axis=0)), np.maximum(one.max(axis=0), other.max(axis=0))])
    lattice_mm = max(FINEST_MM, float(np.prod(box[1] - box[0]) / MOST_LATTICE_POINTS) ** (1 / 3))
    in_first, in_second, unknown = _inside(first, second, way_to_second, box, lattice_mm)
    if not in_first.any() or not in_second.any():
        return None
    distances = _distances(first, second, way_to_first, (one, other), surface_mm)
    return _summary(distances, (one_mm2, other_mm2), (in_first, in_second, unknown), lattice_mm, surface_mm)


def _summary(
    distances: tuple[FloatArray, FloatArray],
    areas: tuple[FloatArray, FloatArray],
    inside: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    lattice_mm: float,
    surface_mm: float,
) -> Agreement:
    in_first, in_second, unknown = inside
    cell_cc = lattice_mm**3 / 1000.0
    a, b, common = (int(np.count_nonzero(part)) for part in (in_first, in_second, in_first & in_second))
    return Agreement(
        dice=2.0 * common / (a + b),
        mean_distance_mm=float(np.average(np.concatenate(distances), weights=np.concatenate(areas))),
        hausdorff95_mm=max(_quantile(mm, area, 0.95) for mm, area in zip(distances, areas, strict=True)),
        lattice_mm=lattice_mm,
        surface_mm=surface_mm,
        first_cc=a * cell_cc,
        second_cc=b * cell_cc,
        common_cc=common * cell_cc,
        unknown_share=float(np.count_nonzero(in_first & unknown) / a),
    )


def _quantile(values: FloatArray, weights: FloatArray, share: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


def _inside(
    first: Solid, second: Solid, way_to_second: Way, box: FloatArray, step: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which lattice points lie in either drawing, and of which the way is not known."""
    axes = [np.arange(low + step / 2.0, high + step / 2.0, step) for low, high in box.T]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    there = moved(points, way_to_second)
    return first.contain(points), second.contain(there), np.asarray(np.isnan(there).any(axis=1))


def _surface_step(solid: Solid) -> float:
    """The spacing at which the walls and faces of a solid have about `MOST_SURFACE_POINTS` points."""
    if solid.empty:
        return FINEST_MM
    length = np.linalg.norm(solid.ends - solid.starts, axis=1)
    walls = float((length * (solid.high_mm - solid.low_mm)[solid.slab]).sum())
    low, high = solid.box
    faces = 2.0 * float((high - low)[0] * (high - low)[1])
    return float(np.sqrt((walls + faces) / MOST_SURFACE_POINTS))


def _surface(solid: Solid, step: float) -> tuple[FloatArray, FloatArray] | None:
    """Points (n, 3) on the surface in the solid's frame, mm, and the area each stands for, mm²."""
    if solid.empty:
        return None
    walls, faces = _walls(solid, step), _faces(solid, step)
    local, area = (np.concatenate(parts) for parts in zip(walls, faces, strict=True))
    back = inverse(solid.to_local)
    return moved(local, back), area


def _walls(solid: Solid, step: float) -> tuple[FloatArray, FloatArray]:
    along = solid.ends - solid.starts
    length = np.linalg.norm(along, axis=1)
    height = (solid.high_mm - solid.low_mm)[solid.slab]
    wide = np.maximum(np.ceil(length / step), 1).astype(int)
    high = np.maximum(np.ceil(height / step), 1).astype(int)
    edge = np.repeat(np.arange(length.size), wide * high)
    number = np.arange(edge.size) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    part = (number % wide[edge] + 0.5) / wide[edge]
    level = solid.low_mm[solid.slab][edge] + (number // wide[edge] + 0.5) / high[edge] * height[edge]
    points = np.column_stack([solid.starts[edge] + part[:, None] * along[edge], level])
    return points, (length * height / (wide * high))[edge]


def _faces(solid: Solid, step: float) -> tuple[FloatArray, FloatArray]:
    """Points on the faces between slabs and at both ends: where only one of two neighbouring slabs is."""
    low, high = solid.box
    axes = [np.arange(a + step / 2.0, b + step / 2.0, step) for a, b in zip(low[:2], high[:2], strict=True)]
    flat = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    back = inverse(solid.to_local)
    found: list[FloatArray] = []
    below = np.zeros(len(flat), bool)
    ends = [*zip(solid.low_mm.tolist(), solid.high_mm.tolist(), strict=True)]
    for number, (bottom, top) in enumerate(ends):
        here = solid.contain(moved(np.column_stack([flat, np.full(len(flat), (bottom + top) / 2.0)]), back))
        gap = number > 0 and bottom - ends[number - 1][1] > 1e-6
        for level, one, other in (
            ((bottom, below, here),)
            if not gap
            else (
                (ends[number - 1][1], below, np.zeros_like(below)),
                (bottom, np.zeros_like(below), here),
            )
        ):
            rim = flat[one != other]
            found.append(np.column_stack([rim, np.full(len(rim), level)]))
        below = here
    last = flat[below]
    found.append(np.column_stack([last, np.full(len(last), solid.high_mm[-1])]))
    points = np.concatenate(found)
    return points, np.full(len(points), step**2)


def _placed(surface: tuple[FloatArray, FloatArray] | None, way: Way | None) -> tuple[FloatArray, FloatArray]:
    """A surface in the frame of the first drawing; what is not led there is left out."""
    assert surface is not None
    points, area = surface
    there = points if way is None else moved(points, way)
    known = np.isfinite(there).all(axis=1)
    return there[known], area[known]


def _distances(
    first: Solid, second: Solid, way_to_first: Way, points: tuple[FloatArray, FloatArray], step: float
) -> tuple[FloatArray, FloatArray]:
    """From each point of either surface to the other, sampled twice as finely."""
    fine_first, _ = _placed(_surface(first, step / 2.0), None)
    fine_second, _ = _placed(_surface(second, step / 2.0), way_to_first)
    return _nearest(points[0], fine_second, step / 2.0), _nearest(points[1], fine_first, step / 2.0)


def _nearest(points: FloatArray, others: FloatArray, step: float) -> FloatArray:
    """Distance from each of points (n, 3) to the nearest of others (m, 3), which are about `step` apart, mm.

    Looked for in cells; points that have nothing near them are looked for again in larger cells among fewer others,
    which puts distances beyond six steps at most 1 % too high.
    """
    found = np.full(len(points), np.inf)
    mixed = others[np.random.default_rng(0).permutation(len(others))]
    left, cell = np.arange(len(points)), CELL_STEPS * step
    while left.size:
        near = _nearest_in_cells(points[left], mixed, cell)
        found[left] = np.minimum(found[left], near)
        left = left[found[left] > cell]
        cell *= 2.0
        mixed = mixed[: max(len(mixed) // 4, min(len(mixed), FEWEST_OTHERS))]
    return found


def _nearest_in_cells(points: FloatArray, others: FloatArray, cell: float) -> FloatArray:
    """Distance to the nearest of the others in the 27 cells around each point; infinite where they hold none."""
    low = np.minimum(points.min(axis=0), others.min(axis=0)) - cell
    there = np.floor((others - low) / cell).astype(np.int64)
    here = np.floor((points - low) / cell).astype(np.int64)
    size = np.maximum(there.max(axis=0), here.max(axis=0)) + 2
    number = (there[:, 0] * size[1] + there[:, 1]) * size[2] + there[:, 2]
    order = np.argsort(number, kind="stable")
    number, sorted_others = number[order], others[order]
    best = np.full(len(points), np.inf)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            column = ((here[:, 0] + dx) * size[1] + here[:, 1] + dy) * size[2] + here[:, 2]
            first = np.searchsorted(number, column - 1, side="left")
            last = np.searchsorted(number, column + 1, side="right")
            _take_nearer(best, points, sorted_others, first, last)
    return np.asarray(np.sqrt(best))


def _take_nearer(
    best: FloatArray, points: FloatArray, others: FloatArray, first: NDArray[np.intp], last: NDArray[np.intp]
) -> None:
    """Lowers `best` (squared) by the others from `first` to `last` of each point."""
    count = last - first
    some = np.flatnonzero(count > 0)
    ends = np.cumsum(count[some])
    start = 0
    while start < some.size:  # in parts, so that memory stays small
        stop = max(
            int(np.searchsorted(ends, (ends[start - 1] if start else 0) + _NEAREST_BLOCK, side="right")), start + 1
        )
        part = some[start:stop]
        begins = np.cumsum(count[part]) - count[part]
        point = np.repeat(part, count[part])
        other = first[point] + np.arange(point.size) - np.repeat(begins, count[part])
        squares = ((points[point] - others[other]) ** 2).sum(axis=1)
        best[part] = np.minimum(best[part], np.minimum.reduceat(squares, begins))
        start = stop
