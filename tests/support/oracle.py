"""Affine doses that a file can hold exactly: whatever differs when they are read back is geometry, not rounding.

Every voxel of the dose is a whole multiple of 2⁻⁹ Gy, on a grid of any orientation: the gradient is given along the
grid's own axes, whose spacings are whole multiples of ¼ mm.
"""

from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.case import DoseSource, SourceFile
from reirrad_gui.dicom import load_dose
from reirrad_gui.dose.field import DoseField, Field, summed
from tests.support.phantom_dicom import ORIENTATIONS, SUBJECT, axes, write_dose
from tests.support.solids import turned

STEP_GY = 2.0**-9
EXACT_GY = 1e-6
TO_THE_VOXEL = np.array([0.0625, -0.03125, 0.125])
"""Gy per mm along a row, along a column and across the planes."""

POSITIONS = {name: ORIENTATIONS[name] for name in ORIENTATIONS if name not in ("coronal", "sagittal")}
OBLIQUE = {
    "5 degrees about the long axis": turned(np.array([0.0, 0, 1]), 5.0)[:, :2].T.ravel(),
    "20 degrees about a slanting axis": turned(np.array([1.0, 2, 3]), 20.0)[:, :2].T.ravel(),
    "coronal": ORIENTATIONS["coronal"],
    "sagittal, turned by 33 degrees": turned(np.array([1.0, 0, 0]), 33.0)[:, [1, 2]].T.ravel(),
}  # fmt: skip
ORDERS = {
    "from the first plane": ((0.0, 2.5, 5.0, 7.5, 10.0, 12.5), False),
    "as patient z": ((0.0, 2.5, 5.0, 7.5, 10.0, 12.5), True),
    "descending": ((12.5, 10.0, 7.5, 5.0, 2.5, 0.0), False),
    "descending patient z": ((12.5, 10.0, 7.5, 5.0, 2.5, 0.0), True),
    "in no order": ((5.0, 0.0, 12.5, 2.5, 10.0, 7.5), False),
    "patient z in no order": ((5.0, 0.0, 12.5, 2.5, 10.0, 7.5), True),
    "at unequal steps": ((0.0, 1.25, 5.0, 6.0, 11.75, 20.0), False),
    "at unequal steps as patient z": ((0.0, 1.25, 5.0, 6.0, 11.75, 20.0), True),
    "at unequal steps in no order": ((5.0, 20.0, 0.0, 11.75, 1.25, 6.0), False),
}
"""How GridFrameOffsetVector may list six planes: offsets along the normal, and whether it holds patient z."""


@dataclass(frozen=True)
class Written:
    """Where and how a dose is to be written; pixels are 3.75 mm from row to row and 2.5 mm from column to column."""

    orientation: tuple[float, ...] = ORIENTATIONS["head first supine"]
    offsets_mm: tuple[float, ...] = ORDERS["from the first plane"][0]
    absolute: bool = False
    origin_mm: tuple[float, float, float] = (-12.0, -14.0, 31.0)
    spacing_mm: tuple[float, float] = (3.75, 2.5)
    rows: int = 7
    columns: int = 9
    bits: int = 32

    def shifted(self, voxels: float) -> "Written":
        """The same grid off by a part of a voxel along its three axes."""
        row, column, normal = axes(self.orientation)
        off = voxels * (row * self.spacing_mm[1] + column * self.spacing_mm[0] + normal * 2.5)
        return replace(self, origin_mm=tuple(np.round(np.asarray(self.origin_mm) + off, 6)))

    @property
    def gradient(self):
        """Gy per mm in patient coordinates."""
        return TO_THE_VOXEL @ np.stack(axes(self.orientation))

    def dose(self, points_mm):
        """The formula: 32 Gy at the origin of the grid."""
        return 32.0 + (points_mm - np.asarray(self.origin_mm)) @ self.gradient

    def write(self, folder, subject=SUBJECT, **how):
        """The RTDOSE file."""
        return write_dose(
            folder, subject, self.dose, orientation=self.orientation, origin_mm=self.origin_mm,
            pixel_spacing_mm=self.spacing_mm, offsets_mm=self.offsets_mm, absolute=self.absolute,
            rows=self.rows, columns=self.columns, bits=self.bits, scaling=str(STEP_GY), **how,
        )  # fmt: skip

    def inside(self, parts):
        """Points of the hull of the voxel centres: `parts` (n, 3) from 0 to 1 along columns, rows and planes."""
        row, column, normal = axes(self.orientation)
        deep = np.array(
            [(self.columns - 1) * self.spacing_mm[1], (self.rows - 1) * self.spacing_mm[0], max(self.offsets_mm)]
        )
        return np.asarray(self.origin_mm) + (np.asarray(parts) * deep) @ np.stack([row, column, normal])


def read_field(path) -> Field:
    """One RTDOSE as a field."""
    return DoseField(*load_dose(DoseSource(SourceFile(path, path.name), "PLAN", SUBJECT.frame_uid)))


def course_field(course) -> Field:
    """The dose of a course's first phase, as the program adds it up from its files."""
    return summed([DoseField(*load_dose(source)) for source in course.phases[0].doses])
