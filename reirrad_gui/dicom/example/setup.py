"""The two planning CTs: where the patient lay each time, and which scan planes were taken.

Frame 1 is the anatomical frame itself. Frame 2 is where he lay years later: turned and shifted by `FRAME_1_TO_2`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.organs import FIRST_CT, SECOND_CT, Filling
from reirrad_gui.dicom.example.planes import Plane

ROTATION_DEG = (3.5, -2.0, 4.5)
"""Turn about the x, y and z axis, applied in this order."""
SHIFT_MM = (14.2, -22.6, 37.9)


def rigid(angles_deg: tuple[float, float, float], shift_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    """4 × 4 matrix of a turn about x, then y, then z, and a shift.

    >>> rigid((0.0, 0.0, 90.0), (1.0, 0.0, 0.0)).round(6)[:3] @ [1, 0, 0, 1]
    array([1., 1., 0.])
    """
    (cx, sx), (cy, sy), (cz, sz) = ((np.cos(a), np.sin(a)) for a in np.radians(angles_deg))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    matrix = np.eye(4)
    matrix[:3, :3] = about_z @ about_y @ about_x
    matrix[:3, 3] = shift_mm
    return matrix


FRAME_1_TO_2 = rigid(ROTATION_DEG, SHIFT_MM)
FRAME_1_TO_2.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Scan:
    """An axial CT of one visit: frame, planes and how full the organs were."""

    number: int
    from_anatomy: NDArray[np.float64]
    filling: Filling
    first_mm: tuple[float, float, float]
    pixel_mm: float
    size: int
    spacing_mm: float
    slices: int
    couch_mm: float

    def heights(self) -> NDArray[np.float64]:
        """z of every plane, mm, ascending."""
        return np.asarray(self.first_mm[2] + self.spacing_mm * np.arange(self.slices), np.float64)

    def plane(self, z_mm: float) -> Plane:
        """The scan plane at height z, as points in the anatomical frame."""
        return self.raster((self.first_mm[0], self.first_mm[1], z_mm), self.pixel_mm, self.size, self.size)

    def raster(self, corner_mm: tuple[float, float, float], step_mm: float, rows: int, columns: int) -> Plane:
        """Any axial lattice of this visit (corner in its own frame), as points in the anatomical frame."""
        turn = self.from_anatomy[:3, :3].T
        origin = turn @ (np.array(corner_mm) - self.from_anatomy[:3, 3])
        return Plane(origin, turn[:, 0] * step_mm, turn[:, 1] * step_mm, rows, columns)

    def box(
        self, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """A box of the anatomical frame, as the upright box around it in this visit's frame."""
        centre = self.from_anatomy[:3, :3] @ ((low + high) / 2) + self.from_anatomy[:3, 3]
        half = np.abs(self.from_anatomy[:3, :3]) @ ((high - low) / 2)
        return centre - half, centre + half


SCAN_1 = Scan(1, np.eye(4), FIRST_CT, (-239.0, -229.0, -120.0), 1.875, 256, 10.0, 32, 124.0)
SCAN_2 = Scan(2, FRAME_1_TO_2, SECOND_CT, (-233.4, -252.8, -82.5), 1.25, 384, 5.0, 64, 112.0)
