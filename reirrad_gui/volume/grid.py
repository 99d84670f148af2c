"""A regular-in-plane stack of planes in patient space: where every voxel of an image or dose lies."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def frozen(
    array: NDArray[np.generic] | list[float] | tuple[float, ...], dtype: type = np.float64
) -> NDArray[np.float64]:
    """A read-only copy, for arrays inside values; the array itself where nobody can write to it."""
    if isinstance(array, np.ndarray) and array.dtype == dtype and _is_read_only(array):
        return np.asarray(array, dtype=dtype)
    copy: NDArray[np.float64] = np.array(array, dtype=dtype)
    copy.flags.writeable = False
    return copy


def _is_read_only(array: NDArray[Any]) -> bool:
    """True where neither it nor the array of the same size that it is a view of can be written to."""
    base = array.base
    if isinstance(base, np.ndarray) and base.size == array.size:
        return not array.flags.writeable and _is_read_only(base)
    return base is None and not array.flags.writeable


def transformed(points: FloatArray, matrix: FloatArray, into: FloatArray | None = None) -> FloatArray:
    """Points (n, 3) through a 3×3, 3×4 or 4×4 matrix, as three rows of coordinates (3, n); `into` where it is given.

    Written out because a threaded matrix product of this shape costs more in waiting than in arithmetic.

    >>> transformed(np.array([[1.0, 2.0, 3.0]]), np.eye(4)).tolist()
    [[1.0], [2.0], [3.0]]
    """
    axes = np.ascontiguousarray(np.asarray(points, dtype=np.float64).T)
    rows = np.empty(axes.shape) if into is None else into
    part = np.empty(axes.shape[1])
    for i, factors in enumerate(matrix[:3].tolist()):
        first, *others = [axis for axis in range(3) if factors[axis]] or [0]
        np.multiply(axes[first], factors[first], out=rows[i])
        for axis in others:
            rows[i] += np.multiply(axes[axis], factors[axis], out=part)
        if matrix.shape[1] == 4:
            rows[i] += factors[3]
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Voxel centres at origin + column·x_step + row·y_step + plane_mm[k]·axis (DICOM patient LPS, mm).

    Parameters
    ----------
    origin_mm : (3,) mm
        Centre of column 0, row 0 of the plane at offset 0 (ImagePositionPatient).
    x_step_mm, y_step_mm : (3,) mm
        From one column to the next, from one row to the next: direction cosines times spacing. DICOM's PixelSpacing is
        (row spacing, column spacing): its second value belongs to `x_step_mm`.
    axis : (3,) unit vector
        Direction in which planes follow each other (row × column direction unless the stack is sheared by gantry tilt).
    plane_mm : (planes,) mm, strictly ascending
        Offset of each plane along `axis`; steps may be unequal.
    columns, rows : int

    Raises
    ------
    ValueError
        Shapes do not fit, planes do not ascend strictly, or the three directions do not span space.

    Notes
    -----
    DICOM PS3.3 C.7.6.2.1.1 (image plane) and C.8.8.3.2 (GridFrameOffsetVector). The matrix is never branched on patient
    position. Frames stored in descending or unsorted order are sorted by whoever reads them.

    Examples
    --------
    >>> grid = Grid.axis_aligned((0, 0, 0), (2.0, 3.0), (0.0, 5.0, 12.0), columns=4, rows=3)
    >>> grid.shape
    (3, 3, 4)
    >>> grid.indices(np.array([[2.0, 3.0, 8.5]])).tolist()
    [[1.0, 1.0, 1.5]]
    """

    origin_mm: FloatArray
    x_step_mm: FloatArray
    y_step_mm: FloatArray
    axis: FloatArray
    plane_mm: FloatArray
    columns: int
    rows: int

    def __post_init__(self) -> None:
        for name in ("origin_mm", "x_step_mm", "y_step_mm", "axis"):
            value = frozen(getattr(self, name))
            if value.shape != (3,) or not np.isfinite(value).all():
                raise ValueError(f"{name} must be three finite numbers, not {value.tolist()}")
            object.__setattr__(self, name, value)
        planes = frozen(self.plane_mm)
        if planes.ndim != 1 or planes.size < 1 or not np.isfinite(planes).all() or (np.diff(planes) <= 0).any():
            raise ValueError("plane_mm must be finite and strictly ascending")
        object.__setattr__(self, "plane_mm", planes)
        if self.columns < 1 or self.rows < 1:
            raise ValueError(f"a grid needs columns and rows, not {self.columns} x {self.rows}")
        if abs(np.linalg.det(self._directions())) < 1e-9:
            raise ValueError("the grid's three directions do not span space")

    @classmethod
    def axis_aligned(
        cls,
        origin_mm: tuple[float, float, float],
        spacing_mm: tuple[float, float],
        plane_mm: tuple[float, ...] | FloatArray,
        columns: int,
        rows: int,
    ) -> "Grid":
        """A grid along the patient axes; `spacing_mm` is (between columns, between rows)."""
        dx, dy = spacing_mm
        return cls(
            np.array(origin_mm),
            np.array([dx, 0, 0]),
            np.array([0, dy, 0]),
            np.array([0, 0, 1]),
            np.asarray(plane_mm, float),
            columns,
            rows,
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """(planes, rows, columns): the shape of the voxel array, z, y, x."""
        return (self.plane_mm.size, self.rows, self.columns)

    def _directions(self) -> FloatArray:
        return np.column_stack([self.x_step_mm, self.y_step_mm, self.axis])

    @property
    def normal(self) -> FloatArray:
        """Unit vector across the planes (row direction × column direction)."""
        across = np.cross(self.x_step_mm, self.y_step_mm)
        return np.asarray(across / np.linalg.norm(across), dtype=np.float64)

    def local_matrix(self, matrix: FloatArray | None = None) -> FloatArray:
        """3×4: homogeneous patient point -> (column, row, offset along `axis` in mm).

        With `matrix` (4×4, another frame -> this grid's frame) the point may be given in that other frame: both maps
        are folded into one.
        """
        inverse = np.linalg.inv(self._directions())
        local = np.column_stack([inverse, -inverse @ self.origin_mm])
        return np.asarray(local if matrix is None else local @ matrix, dtype=np.float64)

    def indices(self, points_mm: FloatArray, matrix: FloatArray | None = None) -> FloatArray:
        """Fractional (column, row, plane) of patient points of shape (…, 3); beyond the planes extrapolated linearly.

        The plane index is piecewise linear in the offset along `axis`, so unequal steps need no special case; outside
        the stack it is below 0 or above the last index.
        """
        local_matrix = self.local_matrix(matrix)
        local = np.asarray(points_mm, float) @ local_matrix[:, :3].T + local_matrix[:, 3]
        local[..., 2] = self.plane_index(local[..., 2])
        return np.asarray(local, dtype=np.float64)

    def plane_index(self, offset_mm: FloatArray) -> FloatArray:
        """Fractional plane index of offsets along `axis`, mm; in mm from the plane when there is only one."""
        planes = self.plane_mm
        if planes.size == 1:
            return np.asarray(offset_mm - planes[0], dtype=np.float64)
        if self.uniform:
            return np.asarray(
                (offset_mm - planes[0]) * ((planes.size - 1) / (planes[-1] - planes[0])), dtype=np.float64
            )
        index = np.interp(offset_mm, planes, np.arange(planes.size))
        below = (offset_mm - planes[0]) / (planes[1] - planes[0])
        above = planes.size - 1 + (offset_mm - planes[-1]) / (planes[-1] - planes[-2])
        return np.where(offset_mm < planes[0], below, np.where(offset_mm > planes[-1], above, index))

    @property
    def uniform(self) -> bool:
        """True when all plane steps are equal (to 1e-9 mm per plane)."""
        planes = self.plane_mm
        return planes.size == 1 or bool(np.ptp(np.diff(planes)) < 1e-9)

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Between columns, between rows, and the median between planes (0 for a single plane)."""
        steps = np.diff(self.plane_mm)
        return (
            float(np.linalg.norm(self.x_step_mm)),
            float(np.linalg.norm(self.y_step_mm)),
            float(np.median(steps)) if steps.size else 0.0,
        )

    @property
    def hull_cc(self) -> float:
        """Volume between the outermost voxel centres, cc."""
        area = abs(np.linalg.det(self._directions())) * (self.columns - 1) * (self.rows - 1)
        return float(area * (self.plane_mm[-1] - self.plane_mm[0]) / 1000.0)

    def moved(self, matrix: FloatArray) -> "Grid":
        """The same voxels after every point went through a 4×4 matrix (any invertible affine, not only rigid)."""
        linear = matrix[:3, :3]
        axis = linear @ self.axis
        stretch = float(np.linalg.norm(axis))
        return Grid(
            linear @ self.origin_mm + matrix[:3, 3],
            linear @ self.x_step_mm,
            linear @ self.y_step_mm,
            axis / stretch,
            self.plane_mm * stretch,
            self.columns,
            self.rows,
        )

    def same_as(self, other: "Grid", tolerance_mm: float = 1e-4) -> bool:
        """True when every voxel of both grids lies at the same place."""
        return (
            self.shape == other.shape
            and np.allclose(
                self.plane_mm - self.plane_mm[0], other.plane_mm - other.plane_mm[0], atol=tolerance_mm, rtol=0
            )
            and np.allclose(self.corners(), other.corners(), atol=tolerance_mm, rtol=0)
        )

    def points(self, column: FloatArray, row: FloatArray, plane: FloatArray) -> FloatArray:
        """Patient points (…, 3) of fractional indices within the stack, broadcast together."""
        column, row, plane = np.broadcast_arrays(column, row, plane)
        offset = np.interp(plane, np.arange(self.plane_mm.size), self.plane_mm)
        local = np.stack([column.astype(float), row.astype(float), offset], axis=-1)
        return np.asarray(self.origin_mm + local @ self._directions().T, dtype=np.float64)

    def corners(self) -> FloatArray:
        """The eight outermost voxel centres, (8, 3) mm."""
        column, row, plane = np.meshgrid([0, self.columns - 1], [0, self.rows - 1], [0, self.plane_mm.size - 1])
        return self.points(column.ravel(), row.ravel(), plane.ravel())
