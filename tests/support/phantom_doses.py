"""Phantom RTDOSEs in any orientation, offset convention and encoding."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from tests.support.phantom_base import (
    AXIAL,
    SUBJECT,
    Field,
    Subject,
    dataset,
    put_pixels,
    reference,
    save,
    uid,
    unchanged,
)
from tests.support.phantom_images import AFFINE, axes, voxel_points


def write_dose(
    folder: Path,
    subject: Subject = SUBJECT,
    field: Field = AFFINE,
    name: str = "RD",
    plan: str | None = "Plan",
    summation: str | None = "PLAN",
    beams: Sequence[int] = (),
    group: int = 1,
    orientation: Sequence[float] = AXIAL,
    origin_mm: Sequence[float] = (-50.0, -45.0, -30.0),
    pixel_spacing_mm: Sequence[float] = (6.0, 5.0),
    offsets_mm: Sequence[float] = (0.0, 10.0, 20.0, 30.0, 40.0, 55.0),
    absolute: bool = False,
    rows: int = 16,
    columns: int = 21,
    bits: int = 32,
    units: str | None = "GY",
    dose_type: str | None = "PHYSICAL",
    frame_uid: str | None = None,
    syntax: str = "explicit",
    preamble: bool = True,
    scaling: str | None = None,
    change: Callable[[Dataset], None] = unchanged,
) -> Path:
    """An RTDOSE that samples `field`; frames are written in the order of `offsets_mm`, along the row × column normal.

    With `absolute` the offset vector holds patient z instead (PS3.3 C.8.8.3.2 b; axial orientations only). `scaling` is
    DoseGridScaling, Gy per stored unit; without it the largest dose takes the largest code.
    """
    points = voxel_points(origin_mm, orientation, pixel_spacing_mm, offsets_mm, rows, columns)
    dose_gy = np.clip(field(points), 0.0, None)
    scaling = scaling or f"{max(float(dose_gy.max()), 1e-3) / (2**bits - 1) * 1.0001:.9e}"
    stored = np.round(dose_gy / float(scaling)).astype(np.uint16 if bits == 16 else np.uint32)
    ds = dataset(subject, "RTDOSE", "RTDOSE", uid(subject.key, "dose", name), uid(subject.key, "dose series", name))
    ds.FrameOfReferenceUID = frame_uid or subject.frame_uid
    ds.PositionReferenceIndicator = ""
    first = np.asarray(origin_mm, float) + offsets_mm[0] * axes(orientation)[2]
    ds.ImagePositionPatient = [f"{v:.6f}" for v in first]
    ds.ImageOrientationPatient = [f"{v:.8g}" for v in orientation]
    ds.PixelSpacing = [f"{v:g}" for v in pixel_spacing_mm]
    ds.SliceThickness = ""
    put_pixels(ds, stored, signed=False)
    ds.FrameIncrementPointer = 0x3004000C
    if absolute:
        z = [float(origin_mm[2] + offset * axes(orientation)[2][2]) for offset in offsets_mm]
    else:
        z = [offset - offsets_mm[0] for offset in offsets_mm]
    ds.GridFrameOffsetVector = [f"{v:g}" for v in z]
    for keyword, value in (("DoseUnits", units), ("DoseType", dose_type), ("DoseSummationType", summation)):
        if value is not None:
            setattr(ds, keyword, value)
    ds.DoseGridScaling = scaling
    if plan is not None:
        of_plan = reference("RTPLAN", subject.plan_uid(plan))
        if beams or summation in ("FRACTION", "FRACTION_SESSION"):
            of_plan.ReferencedFractionGroupSequence = Items([_dose_group(group, beams)])
        ds.ReferencedRTPlanSequence = Items([of_plan])
    change(ds)
    return save(ds, folder / f"{name}.dcm", syntax, preamble)


def _dose_group(group: int, beams: Sequence[int]) -> Dataset:
    item = Dataset()
    item.ReferencedFractionGroupNumber = str(group)
    if beams:
        item.ReferencedBeamSequence = Items([_beam_reference(number) for number in beams])
    return item


def _beam_reference(number: int) -> Dataset:
    item = Dataset()
    item.ReferencedBeamNumber = str(number)
    return item
