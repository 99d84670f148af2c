"""Where the dose of a slice is asked for: at the dose's own resolution, on its own voxels where it can be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.ui.overlay.planes import Stack
from reirrad_gui.volume.grid import FloatArray, Grid

_ALONG = 0.99999
"""A grid axis this close to a view axis runs along it (0.26°)."""

_ROUNDING = 1e-6
_MOST = 1200
"""No more points than this along one side: a grid finer than a screen is asked more coarsely."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Points (right0 + column·step_right, down0 + row·step_down) in view mm."""

    right0_mm: float
    down0_mm: float
    step_right_mm: float
    step_down_mm: float
    columns: int
    rows: int

    @property
    def right_mm(self) -> FloatArray:
        """(columns,) view coordinates to the right."""
        return np.asarray(self.right0_mm + self.step_right_mm * np.arange(self.columns), np.float64)

    @property
    def down_mm(self) -> FloatArray:
        """(rows,) view coordinates downwards."""
        return np.asarray(self.down0_mm + self.step_down_mm * np.arange(self.rows), np.float64)

    @property
    def rectangle_mm(self) -> tuple[float, float, float, float]:
        """Left, top, width, height of the picture whose pixel centres are the points."""
        return (
            self.right0_mm - self.step_right_mm / 2,
            self.down0_mm - self.step_down_mm / 2,
            self.step_right_mm * self.columns,
            self.step_down_mm * self.rows,
        )

    def in_patient(self, stack: Stack, depth_mm: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Patient point of column 0, row 0, and the patient steps to the next column and the next row."""
        origin = self.right0_mm * stack.right + self.down0_mm * stack.down + depth_mm * stack.through
        return origin, self.step_right_mm * stack.right, self.step_down_mm * stack.down


class Lattices:
    """The points at which slices of a view ask for the dose on `grids` (in the image's frame).

    Spaced as the finest grid along each view axis; where that grid runs along the view, the points are its voxel
    centres. They cover all grids that reach a slice, so that every dose of a slice is asked at the same points: all
    slices that the same grids reach have the same lattice.
    """

    def __init__(self, stack: Stack, grids: Sequence[Grid]) -> None:
        self._stack, self._grids = stack, tuple(grids)
        depths = [grid.corners() @ stack.through for grid in grids]
        self._reach = [(float(d.min()) - 0.01, float(d.max()) + 0.01) for d in depths]
        self._made: dict[tuple[int, ...], Lattice | None] = {}

    def at(self, depth_mm: float) -> Lattice | None:
        """Those of one slice; None where no grid reaches it, or only with a single line of points."""
        reaching = tuple(i for i, (low, high) in enumerate(self._reach) if low <= depth_mm <= high)
        if reaching not in self._made:
            self._made[reaching] = _covering(self._stack, [self._grids[i] for i in reaching])
        return self._made[reaching]


def lattice(stack: Stack, grids: Sequence[Grid], depth_mm: float) -> Lattice | None:
    """`Lattices.at` for one slice only."""
    return Lattices(stack, grids).at(depth_mm)


def _covering(stack: Stack, grids: Sequence[Grid]) -> Lattice | None:
    if not grids:
        return None
    corners = [grid.corners() for grid in grids]
    finest = min(grids, key=lambda grid: min(mm for mm in grid.spacing_mm if mm > 0))
    right = _line(stack.right, finest, [c @ stack.right for c in corners])
    down = _line(stack.down, finest, [c @ stack.down for c in corners])
    if right is None or down is None:
        return None
    return Lattice(right[0], down[0], right[1], down[1], right[2], down[2])


def _line(direction: FloatArray, finest: Grid, extents_mm: Sequence[FloatArray]) -> tuple[float, float, int] | None:
    """First coordinate, step and number of points along one view axis."""
    low = min(float(e.min()) for e in extents_mm)
    high = max(float(e.max()) for e in extents_mm)
    step, along = _step(direction, finest)
    if high - low < step * (1 - _ROUNDING):
        return None
    if (high - low) / step > _MOST:
        step, along = (high - low) / _MOST, False
    if not along:
        return low, step, int((high - low) / step + _ROUNDING) + 1
    anchor = float((finest.origin_mm + finest.plane_mm[0] * finest.axis) @ direction)
    first = int(np.ceil((low - anchor) / step - _ROUNDING))
    last = int(np.floor((high - anchor) / step + _ROUNDING))
    return (anchor + first * step, step, last - first + 1) if last > first else None


def _step(direction: FloatArray, grid: Grid) -> tuple[float, bool]:
    """Spacing of the grid along a view axis, and whether the grid runs along it; else its finest spacing."""
    steps = (grid.x_step_mm, grid.y_step_mm, grid.axis)
    nearest = max(range(3), key=lambda a: abs(float(steps[a] @ direction)) / float(np.linalg.norm(steps[a])))
    unit = steps[nearest] / np.linalg.norm(steps[nearest])
    finest = min(mm for mm in grid.spacing_mm if mm > 0)
    if abs(float(unit @ direction)) < _ALONG:
        return finest, False
    if nearest == 2:
        gaps = np.diff(grid.plane_mm)
        return (float(gaps.min()), bool(np.ptp(gaps) < 1e-3)) if gaps.size else (finest, False)
    return float(np.linalg.norm(steps[nearest])), True
