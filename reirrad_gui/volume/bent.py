"""The outline of a solid seen through a warp: nothing stays plane, so it is looked for point by point."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import Warp, moved

if TYPE_CHECKING:
    from reirrad_gui.volume.solid import Solid

Inside = Callable[[FloatArray], NDArray[np.bool_]]

LATTICE_MM = 2.0
"""Distance of the points at which a plane is looked at; a part of a structure thinner than this may be missed."""

_HALVINGS, _MOST = 7, 400
_EDGE_SAMPLES = 9


def bent_section(solid: "Solid", normal: FloatArray, depth_mm: float, warp: Warp) -> FloatArray:
    """`Solid.section` through a warp from the structure's frame to the plane's.

    Every point of a lattice in the plane is led back into the structure's frame; between a point inside and one
    outside, the border is found by halving (to 2 mm / 2⁷ = 0.02 mm). Where the warp does not know the way back counts
    as outside.

    Returns
    -------
    (segments, 2, 3) mm in the frame of the plane
    """
    box = _box(solid, warp)
    if box is None:
        return np.zeros((0, 2, 3))
    u, v = _in_plane(normal)
    low, high = ((box @ np.column_stack([u, v])).min(axis=0), (box @ np.column_stack([u, v])).max(axis=0))
    across = box @ normal
    if not across.min() <= depth_mm <= across.max():
        return np.zeros((0, 2, 3))
    step = max(LATTICE_MM, float((high - low).max()) / _MOST)
    columns, rows = (np.arange(a - step, b + 2.0 * step, step) for a, b in zip(low, high, strict=True))
    back = warp.inverse()

    def inside(flat: FloatArray) -> NDArray[np.bool_]:
        points = depth_mm * normal + flat[:, :1] * u + flat[:, 1:] * v
        return solid.contain(moved(points, back))

    flat = _outline(np.stack(np.meshgrid(columns, rows, indexing="xy"), axis=-1), inside)
    return np.asarray(depth_mm * normal + flat[..., :1] * u + flat[..., 1:] * v)


def _box(solid: "Solid", warp: Warp) -> FloatArray | None:
    """Points (n, 3) in the plane's frame between which the bent solid lies; None where the warp knows none."""
    if solid.empty:
        return None
    edges = [np.linspace(low, high, _EDGE_SAMPLES) for low, high in zip(*solid.box, strict=True)]
    local = np.stack(np.meshgrid(*edges, indexing="ij"), axis=-1).reshape(-1, 3)
    back = np.linalg.inv(solid.to_local)
    there = moved(local @ back[:3, :3].T + back[:3, 3], warp)
    known = there[np.isfinite(there).all(axis=1)]
    return known if len(known) else None


def _in_plane(normal: FloatArray) -> tuple[FloatArray, FloatArray]:
    along = np.eye(3)[int(np.argmin(np.abs(normal)))]
    u = along - normal * float(normal @ along)
    u /= np.linalg.norm(u)
    return u, np.cross(normal, u)


def _outline(lattice: FloatArray, inside: Inside) -> FloatArray:
    """Segments (n, 2, 2) around the inside of a lattice (rows, columns, 2) of coordinates, by marching squares."""
    rows, columns = lattice.shape[:2]
    marked = inside(lattice.reshape(-1, 2)).reshape(rows, columns)
    across = _crossings(lattice[:, :-1], lattice[:, 1:], marked[:, :-1], marked[:, 1:], inside)
    down = _crossings(lattice[:-1], lattice[1:], marked[:-1], marked[1:], inside)
    # the four sides of each cell: top, right, bottom, left; NaN where the border does not cross it
    sides = np.stack([across[:-1], down[:, 1:], across[1:], down[:, :-1]], axis=2)
    crossed = np.isfinite(sides[..., 0])
    count = crossed.sum(axis=-1)
    segments = [sides[count == 2][crossed[count == 2]].reshape(-1, 2, 2)]
    both = count == 4
    if both.any():  # a saddle: join the sides around the corners that are inside (top left and bottom right, or not)
        middle = (lattice[:-1, :-1] + lattice[1:, 1:])[both] / 2.0
        corner = marked[:-1, :-1][both] == inside(middle)
        pairs = np.where(corner[:, None, None], [[0, 1], [2, 3]], [[0, 3], [1, 2]])
        chosen = np.take_along_axis(sides[both], pairs.reshape(-1, 4, 1), axis=1)
        segments.append(chosen.reshape(-1, 2, 2))
    return np.concatenate(segments)


def _crossings(
    start: FloatArray, end: FloatArray, at_start: NDArray[np.bool_], at_end: NDArray[np.bool_], inside: Inside
) -> FloatArray:
    """Where the border crosses each lattice edge, by halving; NaN where it does not."""
    found = np.full(start.shape, np.nan)
    crossing = at_start != at_end
    one, other, value = start[crossing].copy(), end[crossing].copy(), at_start[crossing]
    for _ in range(_HALVINGS):
        middle = (one + other) / 2.0
        same = inside(middle) == value
        one[same], other[~same] = middle[same], middle[~same]
    found[crossing] = (one + other) / 2.0
    return found
