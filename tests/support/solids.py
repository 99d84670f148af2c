"""Drawn solids with known volumes, and grids and motions of any orientation, for tests of geometry and dose."""

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import strategies as st

from reirrad_gui.dose.field import DoseField
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.structures import Contour, ContourKind, Structure

Outline = Callable[[float], FloatArray | None]


def circle(radius_mm: float, centre: tuple[float, float] = (0.0, 0.0), corners: int = 180) -> FloatArray:
    """A polygon (n, 2) of the same area as the circle."""
    fair = np.sqrt((2 * np.pi / corners) / np.sin(2 * np.pi / corners))
    angle = np.arange(corners) * 2 * np.pi / corners
    return np.column_stack([np.cos(angle), np.sin(angle)]) * radius_mm * fair + centre


def rectangle(x0: float, y0: float, x1: float, y1: float) -> FloatArray:
    """Four corners, counter-clockwise."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], float)


def at_height(outline: FloatArray, z: float) -> FloatArray:
    """A flat outline (n, 2) as points (n, 3) at one height."""
    return np.column_stack([outline, np.full(len(outline), z)])


def drawn(
    outlines: Sequence[tuple[float, FloatArray]], name: str = "Organ", axes: FloatArray | None = None
) -> Structure:
    """A structure of closed contours (height, outline); `axes` (3, 3) turns it: rows are its x, y, z."""
    turn = np.eye(3) if axes is None else axes
    contours = tuple(Contour(at_height(outline, z) @ turn) for z, outline in outlines)
    return Structure(1, name, contours, "1.2.3")


def stacked(outline: Outline, heights: Sequence[float] | FloatArray, name: str = "Organ") -> Structure:
    """A solid whose outline at each height is a function of it (None: nothing there)."""
    found = [(float(z), outline(float(z))) for z in heights]
    return drawn([(z, loop) for z, loop in found if loop is not None], name)


def sphere(radius_mm: float, heights: Sequence[float] | FloatArray, centre_z: float = 0.0) -> Structure:
    """A sphere contoured at some heights."""

    def outline(z: float) -> FloatArray | None:
        left = radius_mm**2 - (z - centre_z) ** 2
        return circle(float(np.sqrt(left))) if left > 0.01 else None

    return stacked(outline, heights, "Sphere")


def prism(outline: FloatArray, heights: Sequence[float] | FloatArray, name: str = "Prism") -> Structure:
    """The same outline at every height."""
    return drawn([(float(z), outline) for z in heights], name)


def with_kind(points: FloatArray, kind: ContourKind) -> Contour:
    """A contour of one geometric type."""
    return Contour(np.asarray(points, float), kind)


def turned(axis: FloatArray, degrees: float) -> FloatArray:
    """Rotation matrix about an axis (Rodrigues)."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def motion(rotation: FloatArray, shift: Sequence[float]) -> FloatArray:
    """4×4 of a rotation followed by a shift."""
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = rotation, shift
    return matrix


def field_of(grid: Grid, dose: Callable[[FloatArray], FloatArray], dtype: type = np.float64) -> DoseField:
    """The dose field of a formula in patient coordinates (…, 3) -> Gy, stored at the grid's voxel centres."""
    planes, rows, columns = grid.shape
    k, j, i = np.meshgrid(np.arange(float(planes)), np.arange(float(rows)), np.arange(float(columns)), indexing="ij")
    return DoseField(grid, dose(grid.points(i, j, k)).astype(dtype))


_axis = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: np.linalg.norm(v) > 0.1)
rotations = st.builds(lambda axis, degrees: turned(np.array(axis), degrees), _axis, st.floats(-180, 180))
motions = st.builds(motion, rotations, st.tuples(*[st.floats(-200, 200)] * 3))
PATIENT_POSITIONS = {
    "HFS": [[1, 0, 0], [0, 1, 0]], "HFP": [[-1, 0, 0], [0, -1, 0]], "FFS": [[-1, 0, 0], [0, 1, 0]],
    "FFP": [[1, 0, 0], [0, -1, 0]], "HFDR": [[0, 1, 0], [-1, 0, 0]], "HFDL": [[0, -1, 0], [1, 0, 0]],
    "FFDR": [[0, 1, 0], [1, 0, 0]], "FFDL": [[0, -1, 0], [-1, 0, 0]],
}  # fmt: skip
"""Row and column direction cosines of the image axes that the eight positions bring (PS3.3 C.7.6.1.1.1)."""


@st.composite
def grids(draw: st.DrawFn, smallest: int = 2) -> Grid:
    """Grids of any orientation and offset, with pixels that are not square and planes at unequal steps."""
    rotation = draw(rotations | st.sampled_from(list(PATIENT_POSITIONS)).map(_axes_of))
    dx, dy = draw(st.floats(0.5, 10)), draw(st.floats(0.5, 10))
    steps = draw(st.lists(st.floats(0.5, 12), min_size=smallest - 1, max_size=5))
    origin = np.array(draw(st.tuples(*[st.floats(-300, 300)] * 3)))
    columns, rows = draw(st.integers(smallest, 6)), draw(st.integers(smallest, 6))
    return Grid(
        origin,
        rotation[:, 0] * dx,
        rotation[:, 1] * dy,
        rotation[:, 2],
        np.concatenate([[0.0], np.cumsum(steps)]),
        columns,
        rows,
    )


def _axes_of(position: str) -> FloatArray:
    row, column = np.array(PATIENT_POSITIONS[position], float)
    return np.column_stack([row, column, np.cross(row, column)])


def inside(grid: Grid, parts: FloatArray) -> FloatArray:
    """Points of the hull: `parts` (n, 3) from 0 to 1 along columns, rows and planes."""
    planes, rows, columns = grid.shape
    across, down, deep = np.clip(parts, 0, 1).T * np.array([[columns - 1], [rows - 1], [planes - 1]], float)
    return grid.points(across, down, deep)
