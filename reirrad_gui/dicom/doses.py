"""Reading one RTDOSE: what it says it is, whether that is physical dose in gray, and its voxels on demand."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from reirrad_gui.case.course import DoseSource
from reirrad_gui.case.files import SourceFile
from reirrad_gui.dicom import gray
from reirrad_gui.dicom.derived import equieffective, equieffective_kind, is_delivered_part, is_resampled
from reirrad_gui.dicom.dosegrid import Placed, dose_grid
from reirrad_gui.dicom.pixels import SIZES, Layout, is_plain, layout, stored_values
from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.values import Header, code, integer, items, number, uid
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.boxes import Box, part_of
from reirrad_gui.volume.grid import Grid

LARGE_BYTES = 64 << 20
"""Of smaller doses all is read: it takes no longer than a few frames of a screen."""

MOST_OF_IT = 0.7
"""Where a part is larger than this share, all is read."""


@dataclass(frozen=True, slots=True)
class DosePart:
    """The part of a plan that a dose says it covers: a fraction group and, where stated, its beams or applications."""

    plan_uid: str
    group: int | None = None
    beams: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class DoseFile:
    """One RTDOSE as found. `refusal` is the sentence that keeps it out of every number; empty for physical dose in Gy.

    `parts` holds one entry per plan and fraction group it refers to. `max_gy` is None when the voxels cannot be read.
    """

    file: SourceFile
    summation: str
    parts: tuple[DosePart, ...]
    structure_uid: str
    frame_uid: str
    study_uid: str
    max_gy: float | None
    placed: Placed | None
    refusal: str = ""
    notices: tuple[str, ...] = ()
    set_aside: str = ""
    """What an equieffective dose is, and why it takes no part; it is no fault of the file."""
    resampled: bool = False
    """A copy of a dose in another grid or frame, computed by a program."""
    delivered_part: bool = False
    """What was delivered of a plan, no plan's dose any more."""
    highest_stored: tuple[int, int] | None = None
    """As in `DoseSource`."""

    @property
    def all_zero(self) -> bool:
        """True for a dose that is 0 Gy everywhere."""
        return self.max_gy == 0

    @property
    def plan_uids(self) -> tuple[str, ...]:
        """The plans it refers to, each once."""
        return tuple(dict.fromkeys(part.plan_uid for part in self.parts))


def read_dose(opened: Opened) -> DoseFile:
    """What an RTDOSE says of itself. Its voxels are looked at (for their maximum, zeros and cut-off data), not kept."""
    dataset = opened.dataset
    refusal = _refusal(opened, gray.refusal(dataset))
    placed, max_gy, notices, stored = None, None, opened.notices, None
    try:
        pixels = layout(dataset, opened.file.shown_as)
        placed = dose_grid(dataset, pixels, opened.file.shown_as)
        lowest, highest, edge = _extremes(opened, pixels, placed)
        stored = (highest, edge)
        max_gy = highest * (number(dataset, "DoseGridScaling") or 0.0)
        negative = _refusal(opened, gray.negative(lowest, highest))
        if lowest < 0 and not negative:
            notices = (*notices, "has slightly negative dose values (noise); they count as 0")
        refusal = refusal or negative
        if not refusal and (converted := equieffective_kind(dataset)):
            notices = (
                *notices,
                f"calls its dose physical, but its description says {converted}: if it was converted already, it would "
                "be converted twice. Check it, and use the physical dose of the plan",
            )
    except DicomError as error:
        refusal = refusal or str(error)
    return DoseFile(
        opened.file,
        code(dataset, "DoseSummationType"),
        _parts(dataset),
        next((uid(item, "ReferencedSOPInstanceUID") for item in items(dataset, "ReferencedStructureSetSequence")), ""),
        uid(dataset, "FrameOfReferenceUID"),
        uid(dataset, "StudyInstanceUID"),
        max_gy,
        placed,
        refusal,
        notices,
        equieffective(dataset, opened.file.shown_as),
        is_resampled(dataset),
        is_delivered_part(dataset),
        stored,
    )


def _extremes(opened: Opened, pixels: Layout, placed: Placed) -> tuple[int, int, int]:
    """Lowest (0 unless one lies below) and highest stored number, and the highest on the outer faces of the grid.

    Of native pixels only one frame at a time is held. Raises DicomError like `stored_values`.
    """
    lows, tops, edges = [0], [], []
    outer = (placed.frame_of_plane[0], placed.frame_of_plane[-1])
    pieces = [[frame] for frame in range(pixels.frames)] if is_plain(opened) else [list(range(pixels.frames))]
    for frames in pieces:
        for frame, image in zip(frames, stored_values(opened, pixels, frames), strict=True):
            tops.append(int(image.max()))
            edges.append(tops[-1] if frame in outer else _largest_on_rim(image))
            if pixels.signed:
                lows.append(int(image.min()))
    return min(lows), max(tops), max(edges)


def _refusal(opened: Opened, why: str) -> str:
    return f"{opened.file.shown_as} {why}" if why else ""


class StoredDose(NamedTuple):
    """Voxels as they lie in the file, and what makes them gray: the arguments of a `DoseField`.

    `stored` is (planes, rows, columns), whole numbers from 0 on, read-only; planes ascend along the row × column
    direction. A voxel's dose is stored × `gy_per_unit`, in double precision.
    """

    grid: Grid
    stored: NDArray[np.integer]
    gy_per_unit: float


def load_dose(source: DoseSource, step: Step = silent) -> StoredDose:
    """The dose that a file contributes to its phase: `gy_per_unit` is DoseGridScaling × `source.scale`.

    Raises
    ------
    DicomError
        The file is gone, damaged, or does not hold physical dose in gray; or whatever `step` raises.
    """
    step(0, 1, f"Reading dose {source.file.shown_as}")
    return _voxels(_opened(source.file.path, source.file.shown_as), source.scale)


class PartOfDose(NamedTuple):
    """The voxels of a box of a dose; `highest` and `edge_highest` are stored numbers of the whole one.

    `edge_highest` is the largest on its six outer faces.
    """

    grid: Grid
    part: StoredDose
    highest: int
    edge_highest: int


def load_part_of_dose(
    source: DoseSource, around: Callable[[Grid], Box | None], step: Step = silent
) -> PartOfDose | None:
    """The part of a large dose that `around` chooses of its grid; None where reading all of it is as good.

    No more than the part is kept, nor read where the source knows the highest numbers of all.

    Raises
    ------
    DicomError
        As `load_dose`.
    """
    step(0, 1, f"Reading dose {source.file.shown_as}")
    shown = source.file.shown_as
    opened = _opened(source.file.path, shown)
    dataset = opened.dataset
    if gray.refusal(dataset):
        return None
    pixels = layout(dataset, shown)
    if pixels.bytes < LARGE_BYTES or pixels.signed or not is_plain(opened):
        return None
    placed = dose_grid(dataset, pixels, shown)
    box = around(placed.grid)
    if box is None or np.prod([side.stop - side.start for side in box]) > MOST_OF_IT * np.prod(pixels.shape):
        return None
    planes, rows, columns = box
    kept = np.empty([side.stop - side.start for side in box], SIZES[pixels.bits])
    for plane, frame in zip(kept, placed.frame_of_plane[planes], strict=True):
        plane[...] = stored_values(opened, pixels, [frame])[0][rows, columns]
    highest, edge = source.highest_stored or _extremes(opened, pixels, placed)[1:]
    gy_per_unit = (number(dataset, "DoseGridScaling") or 0.0) * source.scale
    return PartOfDose(placed.grid, StoredDose(part_of(placed.grid, box), kept, gy_per_unit), highest, edge)


def _largest_on_rim(image: NDArray[np.integer]) -> int:
    """Largest value on the four sides of a plane."""
    return max(int(side.max()) for side in (image[0], image[-1], image[:, 0], image[:, -1]))


def lone_dose(path: Path, step: Step = silent) -> tuple[str, StoredDose]:
    """Frame of reference and dose of one RTDOSE as it stands, whatever plan, beam or fraction it belongs to.

    Raises
    ------
    DicomError
        The file does not hold physical dose in gray, or cannot be read.
    """
    step(0, 1, f"Reading dose {path.name}")
    opened = _opened(path, path.name)
    return uid(opened.dataset, "FrameOfReferenceUID"), _voxels(opened, 1.0)


def _opened(path: Path, shown: str) -> Opened:
    opened = open_file(path, shown)
    if opened is None:
        raise DicomError(f"{shown} is not a DICOM file. Choose an RT dose.")
    return opened


def _voxels(opened: Opened, scale: float) -> StoredDose:
    dataset, shown = opened.dataset, opened.file.shown_as
    refusal = gray.refusal(dataset)
    if refusal:
        raise DicomError(f"{shown} {refusal}")
    pixels = layout(dataset, shown)
    placed = dose_grid(dataset, pixels, shown)
    stored = stored_values(opened, pixels, placed.frame_of_plane)
    if pixels.signed:
        refusal = gray.negative(float(stored.min()), float(stored.max()))
        if refusal:
            raise DicomError(f"{shown} {refusal}")
        np.maximum(stored, 0, out=stored)
    stored.flags.writeable = False
    return StoredDose(placed.grid, stored, (number(dataset, "DoseGridScaling") or 0.0) * scale)


def _parts(dataset: Header) -> tuple[DosePart, ...]:
    parts: list[DosePart] = []
    for plan in items(dataset, "ReferencedRTPlanSequence"):
        plan_uid = uid(plan, "ReferencedSOPInstanceUID")
        groups = items(plan, "ReferencedFractionGroupSequence")
        parts.extend(_part(plan_uid, group) for group in groups)
        if not groups:
            parts.append(DosePart(plan_uid))
    return tuple(parts)


def _part(plan_uid: str, group: Dataset) -> DosePart:
    beams = [integer(item, "ReferencedBeamNumber") for item in items(group, "ReferencedBeamSequence")]
    setups = [
        integer(item, "ReferencedBrachyApplicationSetupNumber")
        for item in items(group, "ReferencedBrachyApplicationSetupSequence")
    ]
    numbers = tuple(n for n in (*beams, *setups) if n is not None)
    return DosePart(plan_uid, integer(group, "ReferencedFractionGroupNumber"), numbers)
