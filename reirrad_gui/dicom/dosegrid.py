"""Where the voxels of an RTDOSE lie: ImagePosition, ImageOrientation, PixelSpacing and GridFrameOffsetVector."""

from dataclasses import dataclass

import numpy as np
from pydicom.multival import MultiValue

from reirrad_gui.dicom.pixels import Layout
from reirrad_gui.dicom.stacks import SAME_PLACE_MM, directions, grid_of
from reirrad_gui.dicom.values import Header, numbers, value
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.grid import FloatArray, Grid

GRID_FRAME_OFFSET_VECTOR = 0x3004000C
AXIAL = 0.9999
SAME_PLANE_MM = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The grid with ascending planes, and which stored frame belongs to each plane."""

    grid: Grid
    frame_of_plane: tuple[int, ...]


def dose_grid(dataset: Header, pixels: Layout, shown: str) -> Placed:
    """The grid of an RTDOSE.

    Raises
    ------
    DicomError
        The position of its voxels is missing or contradictory; the sentence says what.

    Notes
    -----
    PS3.3 C.8.8.3.2. An offset vector that begins with 0 holds distances from the first frame along the row × column
    direction. One that begins otherwise holds patient z; that has a meaning only where the planes are axial, and only
    if its first value is the first frame's own z. Frames may come in any order. Row × column may point to the feet;
    planes then go down in z.
    """
    position, orientation = numbers(dataset, "ImagePositionPatient"), numbers(dataset, "ImageOrientationPatient")
    spacing = numbers(dataset, "PixelSpacing")
    across = directions(orientation) if orientation is not None else None
    if (
        position is None
        or len(position) != 3
        or across is None
        or spacing is None
        or len(spacing) != 2
        or min(spacing) <= 0
    ):
        raise DicomError(
            f"{shown} does not say where its voxels lie (position, orientation or pixel spacing is missing or "
            "senseless); its dose cannot be placed. Export it again."
        )
    offset_mm = _offsets(dataset, pixels, shown, across[2], position[2])
    order = np.argsort(offset_mm, kind="stable")
    plane_mm = offset_mm[order]
    if (np.diff(plane_mm) < SAME_PLACE_MM).any():
        raise DicomError(
            f"{shown} has two dose planes at one place (GridFrameOffsetVector repeats a value); it cannot be "
            "used. Export it again."
        )
    grid = grid_of(position, orientation or (), spacing, pixels.columns, pixels.rows, plane_mm)
    return Placed(grid, tuple(int(k) for k in order))


def _offsets(dataset: Header, pixels: Layout, shown: str, normal: FloatArray, first_z: float) -> FloatArray:
    """Distance of every frame from the first, along the normal, mm."""
    if pixels.frames == 1:
        raise DicomError(
            f"{shown} is a single dose plane: how thick it is cannot be known, so no organ's dose can be read "
            "from it. Export the whole dose grid."
        )
    offsets = numbers(dataset, "GridFrameOffsetVector")
    if offsets is None or not _frames_follow_offsets(dataset):
        raise DicomError(
            f"{shown} does not say how far its dose planes lie apart (no GridFrameOffsetVector); it cannot be "
            "used. Export it again."
        )
    if len(offsets) != pixels.frames:
        raise DicomError(
            f"{shown} has {pixels.frames} dose planes but {len(offsets)} plane positions; it cannot be used. "
            "Export it again."
        )
    found = np.array(offsets)
    if abs(found[0]) < SAME_PLACE_MM:
        return found
    if abs(normal[2]) < AXIAL or abs(found[0] - first_z) > SAME_PLANE_MM:
        raise DicomError(
            f"{shown} contradicts itself about where its dose planes lie (its plane positions begin at "
            f"{found[0]:g} mm, its first plane is at z = {first_z:g} mm); it is not used. Export it again."
        )
    return np.asarray((found - found[0]) * np.sign(normal[2]), dtype=np.float64)


def _frames_follow_offsets(dataset: Header) -> bool:
    """False when the file says that its frames differ in something else than position."""
    pointer = value(dataset, "FrameIncrementPointer")
    pointers = pointer if isinstance(pointer, list | tuple | MultiValue) else [pointer]
    return pointer is None or GRID_FRAME_OFFSET_VECTOR in pointers
