"""Where the three linked planes lie in the patient, and how a screen position becomes a patient point. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import permutations

import numpy as np

from reirrad_gui.volume.grid import FloatArray, Grid, frozen

_ENDS = (("L", "R"), ("P", "A"), ("H", "F"))
"""Letter at the positive and at the negative end of each patient axis (DICOM LPS)."""

_SECOND_LETTER = 0.2
"""A direction more than about 11° off an axis names the second axis too."""

_REGULAR = 1e-3
"""Plane distances that differ by less than this share are one distance."""


class Plane(Enum):
    """The three views, named by the patient plane they are closest to."""

    AXIAL = "Axial"
    SAGITTAL = "Sagittal"
    CORONAL = "Coronal"


@dataclass(frozen=True, slots=True)
class _Convention:
    """Patient axes (0 left, 1 posterior, 2 head) of a view: across slices, to the right, downwards with its sign."""

    across: int
    right: int
    down: int
    down_sign: int


_CONVENTIONS = {
    Plane.AXIAL: _Convention(across=2, right=0, down=1, down_sign=1),
    Plane.CORONAL: _Convention(across=1, right=0, down=2, down_sign=-1),
    Plane.SAGITTAL: _Convention(across=0, right=1, down=2, down_sign=-1),
}


def letters(direction: FloatArray) -> str:
    """Letters of the patient side that a direction points to, the strongest first.

    >>> letters(np.array([1.0, 0.0, 0.0])), letters(np.array([0.0, -0.94, 0.34]))
    ('L', 'AH')
    """
    unit = np.asarray(direction, float) / np.linalg.norm(direction)
    strongest = [axis for axis in np.argsort(-np.abs(unit), kind="stable") if abs(unit[axis]) > _SECOND_LETTER]
    return "".join(_ENDS[axis][0 if unit[axis] > 0 else 1] for axis in strongest)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """How voxels along one image axis become equally spaced pixels: `low`, `high` voxel and the share of `high`.

    Empty arrays mean that the voxels are equally spaced already and are taken as they are.
    """

    start_mm: float
    step_mm: float
    count: int
    low: np.ndarray
    high: np.ndarray
    share: np.ndarray

    @property
    def as_stored(self) -> bool:
        """True when no interpolation between planes is needed."""
        return self.low.size == 0


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """The parallel slices of one view through one image.

    A view has its own two axes in mm: `right` and `down` as they appear on the screen, and `through` across the
    slices, towards the patient's left, back or head. The three are orthonormal, so a patient point p is (p·right,
    p·down) on the screen at depth p·through, whatever the image's orientation. `depth_mm` are the slices' depths,
    ascending; slice k is index `index[k]` along image axis `slice_axis` (0 column, 1 row, 2 plane). `across_axis` and
    `along_axis` are the image axes that run over the screen's width and height.
    """

    plane: Plane
    grid: Grid
    right: FloatArray
    down: FloatArray
    through: FloatArray
    depth_mm: FloatArray
    index: np.ndarray
    slice_axis: int
    across_axis: int
    along_axis: int
    across: Rows
    along: Rows

    @property
    def acquired(self) -> bool:
        """True when the slices are the image's own planes, false for a reformat."""
        return self.slice_axis == 2

    @property
    def tilt_degrees(self) -> float:
        """Angle between the view's normal and the patient axis it is named for."""
        axis = _CONVENTIONS[self.plane].across
        return float(np.degrees(np.arccos(min(1.0, abs(float(self.through[axis]))))))

    @property
    def name(self) -> str:
        """ "Axial", or "Axial, tilted 5°" for an oblique image."""
        tilt = self.tilt_degrees
        return self.plane.value if tilt < 0.5 else f"{self.plane.value}, tilted {tilt:.0f}°"

    @property
    def flat(self) -> bool:
        """True when this reformat would run along a single plane and show nothing."""
        return not self.acquired and self.grid.plane_mm.size == 1

    def side_letters(self) -> tuple[str, str, str, str]:
        """Letters at the left, right, top and bottom edge of the screen."""
        return _side_letters(self)

    def slice_at(self, point_mm: FloatArray) -> int:
        """Number (from 0) of the slice nearest to a patient point; the first or last beyond the ends."""
        return int(np.argmin(np.abs(self.depth_mm - float(np.dot(point_mm, self.through)))))

    def on_screen(self, points_mm: FloatArray) -> FloatArray:
        """View coordinates (…, 2), mm, of patient points (…, 3)."""
        return np.asarray(points_mm @ np.array([self.right, self.down]).T, dtype=np.float64)

    def patient_points(self, right_mm: FloatArray, down_mm: FloatArray, depth_mm: float) -> FloatArray:
        """Patient points (…, 3) of view coordinates at a depth."""
        flat = np.multiply.outer(np.asarray(right_mm, float), self.right)
        flat += np.multiply.outer(np.asarray(down_mm, float), self.down)
        return np.asarray(flat + depth_mm * self.through, dtype=np.float64)

    def on_slice(self, point_mm: FloatArray, number: int) -> FloatArray:
        """The patient point moved straight across the slices onto slice `number`."""
        short = self.depth_mm[number] - float(np.dot(point_mm, self.through))
        return np.asarray(point_mm + short * self.through, dtype=np.float64)

    def placement(self, number: int) -> tuple[float, float, float, float, float, float]:
        """(a, b, c, d, e, f): pixel corner (x, y) of a slice's picture lies at (a·x + c·y + e, b·x + d·y + f) mm.

        Pixel (i, j) covers [i, i+1] × [j, j+1]; its centre is the voxel centre.
        """
        return _placement(self, number)

    def first_centre(self, number: int) -> FloatArray:
        """The patient point of the first voxel's centre of a slice."""
        across = self.across.start_mm * _unit(self.grid, self.across_axis)
        along = self.along.start_mm * _unit(self.grid, self.along_axis)
        slice_mm = _offset(self.grid, self.slice_axis, int(self.index[number]))
        return np.asarray(self.grid.origin_mm + across + along + slice_mm * _unit(self.grid, self.slice_axis))

    def bounds(self, number: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a slice in view mm, outer voxel edges included."""
        return _bounds(self, number)


@lru_cache(maxsize=2048)
def _placement(stack: Stack, number: int) -> tuple[float, float, float, float, float, float]:
    """Asked for several times while a slice is drawn."""
    step_x = _unit(stack.grid, stack.across_axis) * stack.across.step_mm
    step_y = _unit(stack.grid, stack.along_axis) * stack.along.step_mm
    corner = stack.first_centre(number) - 0.5 * step_x - 0.5 * step_y
    a, b = stack.on_screen(step_x)
    c, d = stack.on_screen(step_y)
    e, f = stack.on_screen(corner)
    return float(a), float(b), float(c), float(d), float(e), float(f)


@lru_cache(maxsize=2048)
def _bounds(stack: Stack, number: int) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = _placement(stack, number)
    across, along = stack.across.count, stack.along.count
    xs = [a * x + c * y + e for x in (0, across) for y in (0, along)]
    ys = [b * x + d * y + f for x in (0, across) for y in (0, along)]
    return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=64)
def _side_letters(stack: Stack) -> tuple[str, str, str, str]:
    """The same for every slice."""
    return letters(-stack.right), letters(stack.right), letters(-stack.down), letters(stack.down)


def box_bounds(
    stack: Stack, box: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in view mm of a box of voxels (first and last column, row, plane), with a margin."""
    column, row, plane = (np.array(span, float) for span in box)
    corners = stack.grid.points(*(side.ravel() for side in np.meshgrid(column, row, plane)))
    seen = stack.on_screen(corners)
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    margin = 0.03 * max(right - left, bottom - top)
    return left - margin, top - margin, right + margin, bottom + margin


def stacks(grid: Grid) -> Mapping[Plane, Stack]:
    """The three views of an image.

    Screen sides follow the patient, not the file: left of the patient to the right of an axial and a coronal view, back
    to the right of a sagittal one, head up. An image off the patient axes keeps its own axes, each view named for the
    nearest patient plane.

    Examples
    --------
    >>> views = stacks(Grid.axis_aligned((0, 0, 0), (1.0, 1.0), (0.0, 3.0, 8.0), columns=4, rows=5))
    >>> views[Plane.AXIAL].depth_mm.tolist(), views[Plane.SAGITTAL].side_letters()
    ([0.0, 3.0, 8.0], ('A', 'P', 'H', 'F'))
    """
    nearest = _image_axis_of_patient_axis(grid)
    return {plane: _stack(grid, plane, nearest) for plane in Plane}


def _stack(grid: Grid, plane: Plane, nearest: tuple[int, int, int]) -> Stack:
    convention = _CONVENTIONS[plane]
    across_axis, along_axis, slice_axis = (
        nearest[convention.right],
        nearest[convention.down],
        nearest[convention.across],
    )
    right = _pointing(_unit(grid, across_axis), convention.right, 1)
    down = _pointing(_unit(grid, along_axis), convention.down, convention.down_sign)
    if across_axis == 2:  # the picture's own rows and columns stay exact; the stacking direction gives way
        right = _square_to(right, down)
    else:
        down = _square_to(down, right)
    through = _pointing(np.cross(right, down), convention.across, 1)
    count = grid.shape[2 - slice_axis]
    offsets = np.array([_offset(grid, slice_axis, i) for i in range(count)])
    depth = float(grid.origin_mm @ through) + offsets * float(_unit(grid, slice_axis) @ through)
    order = np.argsort(depth, kind="stable")
    return Stack(
        plane, grid, frozen(right), frozen(down), frozen(through), frozen(depth[order]), order, slice_axis, across_axis,
        along_axis, _rows(grid, across_axis), _rows(grid, along_axis),
    )  # fmt: skip


def _image_axis_of_patient_axis(grid: Grid) -> tuple[int, int, int]:
    """Which image axis runs closest to left, posterior and head: the assignment with the largest total agreement."""
    agreement = np.abs(np.stack([_unit(grid, axis) for axis in range(3)]))
    best = max(permutations(range(3)), key=lambda p: sum(agreement[p[patient], patient] for patient in range(3)))
    return best[0], best[1], best[2]


@lru_cache(maxsize=64)
def _unit(grid: Grid, axis: int) -> FloatArray:
    step = (grid.x_step_mm, grid.y_step_mm, grid.axis)[axis]
    return frozen(step / np.linalg.norm(step))


def _offset(grid: Grid, axis: int, index: int) -> float:
    if axis == 2:
        return float(grid.plane_mm[index])
    return index * float(np.linalg.norm((grid.x_step_mm, grid.y_step_mm)[axis]))


def _pointing(direction: FloatArray, patient_axis: int, sign: int) -> FloatArray:
    return direction if direction[patient_axis] * sign >= 0 else -direction


def _square_to(direction: FloatArray, fixed: FloatArray) -> FloatArray:
    square = direction - float(direction @ fixed) * fixed
    return np.asarray(square / np.linalg.norm(square), dtype=np.float64)


def _rows(grid: Grid, axis: int) -> Rows:
    nothing = np.zeros(0, dtype=np.intp)
    if axis != 2:
        step = float(np.linalg.norm((grid.x_step_mm, grid.y_step_mm)[axis]))
        return Rows(0.0, step, (grid.columns, grid.rows)[axis], nothing, nothing, nothing)
    planes = grid.plane_mm
    if planes.size == 1:
        return Rows(float(planes[0]), 1.0, 1, nothing, nothing, nothing)
    gaps = np.diff(planes)
    if np.ptp(gaps) <= _REGULAR * gaps.min():
        return Rows(float(planes[0]), float(gaps.mean()), planes.size, nothing, nothing, nothing)
    return _evened(planes, float(gaps.min()))


def _evened(planes: FloatArray, step_mm: float) -> Rows:
    """Equal steps over unequal planes: each new row lies between two planes at its true distance."""
    count = int(np.floor((planes[-1] - planes[0]) / step_mm + 1e-6)) + 1
    place = np.interp(planes[0] + step_mm * np.arange(count), planes, np.arange(planes.size))
    low = np.minimum(np.floor(place).astype(np.intp), planes.size - 2)
    share = (place - low).astype(np.float32)
    return Rows(float(planes[0]), step_mm, count, low, low + 1, share)


@dataclass(frozen=True, slots=True)
class Viewport:
    """What part of a view a rectangle on screen shows: the view point in its centre, and pixels per mm."""

    width_px: float
    height_px: float
    centre_right_mm: float = 0.0
    centre_down_mm: float = 0.0
    px_per_mm: float = 1.0

    def to_px(self, right_mm: float, down_mm: float) -> tuple[float, float]:
        """Screen position of a view point."""
        return (
            self.width_px / 2 + (right_mm - self.centre_right_mm) * self.px_per_mm,
            self.height_px / 2 + (down_mm - self.centre_down_mm) * self.px_per_mm,
        )

    def to_mm(self, x_px: float, y_px: float) -> tuple[float, float]:
        """View point at a screen position."""
        return (
            self.centre_right_mm + (x_px - self.width_px / 2) / self.px_per_mm,
            self.centre_down_mm + (y_px - self.height_px / 2) / self.px_per_mm,
        )

    def fitted(self, bounds_mm: tuple[float, float, float, float]) -> "Viewport":
        """All of a rectangle (left, top, right, bottom), as large as it fits, mm as true as pixels are square."""
        left, top, right, bottom = bounds_mm
        scale = min(self.width_px / max(right - left, 1e-6), self.height_px / max(bottom - top, 1e-6))
        return replace(
            self, centre_right_mm=(left + right) / 2, centre_down_mm=(top + bottom) / 2, px_per_mm=max(scale, 1e-3)
        )

    def zoomed(self, x_px: float, y_px: float, factor: float) -> "Viewport":
        """Magnified about a screen position: the patient point under it stays where it is. 0.05 to 100 px/mm.

        >>> Viewport(100, 100).zoomed(10, 20, 2.0).to_mm(10, 20) == Viewport(100, 100).to_mm(10, 20)
        True
        """
        right_mm, down_mm = self.to_mm(x_px, y_px)
        scale = min(100.0, max(0.05, self.px_per_mm * factor))
        return replace(
            self,
            px_per_mm=scale,
            centre_right_mm=right_mm - (x_px - self.width_px / 2) / scale,
            centre_down_mm=down_mm - (y_px - self.height_px / 2) / scale,
        )

    def panned(self, dx_px: float, dy_px: float) -> "Viewport":
        """The picture moved with the hand."""
        return replace(
            self,
            centre_right_mm=self.centre_right_mm - dx_px / self.px_per_mm,
            centre_down_mm=self.centre_down_mm - dy_px / self.px_per_mm,
        )

    def resized(self, width_px: float, height_px: float) -> "Viewport":
        """Another window size around the same centre, showing the same extent of the shorter side."""
        before, after = min(self.width_px, self.height_px), min(width_px, height_px)
        scale = self.px_per_mm * (after / before if before > 0 and after > 0 else 1.0)
        return replace(self, width_px=width_px, height_px=height_px, px_per_mm=max(scale, 1e-3))
