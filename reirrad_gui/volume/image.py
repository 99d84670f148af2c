"""A scalar image in patient space: CT in HU, counts of a bone scan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.trilinear import plane_values, values_at
from reirrad_gui.volume.ways import Way


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """Voxels (z, y, x) as stored, with the line that turns them into the image's unit (PS3.3 C.11.1.1.2)."""

    grid: Grid
    stored: NDArray[np.int16] | NDArray[np.uint16] | NDArray[np.float32]
    slope: float = 1.0
    intercept: float = 0.0
    unit: str = "HU"

    def __post_init__(self) -> None:
        if self.stored.shape != self.grid.shape:
            raise ValueError(f"voxels of shape {self.stored.shape} do not fit a grid of shape {self.grid.shape}")
        stored = np.ascontiguousarray(self.stored)
        stored.flags.writeable = False
        object.__setattr__(self, "stored", stored)

    def values_at(self, points_mm: FloatArray, way: Way | None = None) -> FloatArray:
        """Values in the image's unit at patient points (…, 3); NaN outside the image.

        `way` leads from the frame of the points to the image's frame: one image laid on another.
        """
        return values_at(self.grid, self.stored, points_mm, way) * self.slope + self.intercept

    def plane_values(
        self,
        origin_mm: FloatArray,
        u_mm: FloatArray,
        v_mm: FloatArray,
        shape: tuple[int, int],
        way: Way | None = None,
    ) -> FloatArray:
        """Values on the points origin + column·u + row·v; NaN outside the image. `way` as in `values_at`."""
        return plane_values(self.grid, self.stored, origin_mm, u_mm, v_mm, shape, way) * self.slope + self.intercept
