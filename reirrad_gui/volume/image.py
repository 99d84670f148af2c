"""A scalar image in patient space: CT in HU, counts of a bone scan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import Grid


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
        self.stored.flags.writeable = False
