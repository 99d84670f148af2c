"""Deformable spatial registration objects written from a displacement given as a function of position."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from tests.support.phantom_base import AXIAL, Array, Subject, dataset, save, uid, unchanged

Displacement = Callable[[Array], Array]


def write_deformable(
    folder: Path,
    subject: Subject,
    frame_uid: str,
    source_frame_uid: str,
    displacement: Displacement,
    low_mm: Sequence[float] = (-100.0, -100.0, -60.0),
    high_mm: Sequence[float] = (100.0, 100.0, 60.0),
    step_mm: Sequence[float] = (5.0, 4.0, 6.0),
    orientation: Sequence[float] = AXIAL,
    before: Array | None = None,
    after: Array | None = None,
    name: str = "DEFORMABLE",
    syntax: str = "explicit",
    change: Callable[[Dataset], None] = unchanged,
) -> Path:
    """Points x of `frame_uid` go to after · (before · x + displacement(x)) of `source_frame_uid` (PS3.3 C.20.3.1.1).

    The vector grid fills a box (its first corner is `low_mm` for axial orientation) in steps along row, column, depth.
    """
    ds = dataset(subject, "DEFORMABLE", "REG", uid(subject.key, name), uid(subject.key, "deformable series", name))
    ds.FrameOfReferenceUID, ds.PositionReferenceIndicator = frame_uid, ""
    ds.ContentDate, ds.ContentTime, ds.ContentLabel = subject.date, "120000", "DEFORMATION"
    ds.ContentDescription, ds.ContentCreatorName, ds.InstanceNumber = "", "", "1"
    item = Dataset()
    item.SourceFrameOfReferenceUID = source_frame_uid
    item.RegistrationTypeCodeSequence = Items([])
    for when, matrix in (("Pre", before), ("Post", after)):
        if matrix is not None:
            step = Dataset()
            step.FrameOfReferenceTransformationMatrixType = "AFFINE"
            step.FrameOfReferenceTransformationMatrix = [f"{v:.10g}" for v in np.asarray(matrix).ravel()]
            setattr(item, f"{when}DeformationMatrixRegistrationSequence", Items([step]))
    big = syntax == "big endian"
    item.DeformableRegistrationGridSequence = Items(
        [_grid(displacement, np.asarray(low_mm), np.asarray(high_mm), np.asarray(step_mm), orientation, big)]
    )
    ds.DeformableRegistrationSequence = Items([item])
    change(ds)
    return save(ds, folder / f"{name}.dcm", syntax)


def _grid(
    displacement: Displacement, low: Array, high: Array, step: Array, orientation: Sequence[float], big: bool
) -> Dataset:
    across, down = np.array(orientation[:3], float), np.array(orientation[3:], float)
    axes = np.stack([across, down, np.cross(across, down)])
    counts = np.round((high - low) / step).astype(int) + 1
    origin = np.where((axes.sum(axis=0)) > 0, low, high)  # the corner from which the axes run into the box
    k, j, i = np.meshgrid(*(np.arange(n) for n in counts[::-1]), indexing="ij")
    points = origin + (np.stack([i, j, k], axis=-1) * step) @ axes
    grid = Dataset()
    grid.ImagePositionPatient = [f"{v:.6f}" for v in origin]
    grid.ImageOrientationPatient = [f"{v:.6f}" for v in orientation]
    grid.GridDimensions = [int(n) for n in counts]
    grid.GridResolution = [float(mm) for mm in step]
    grid.VectorGridData = displacement(points).astype(">f4" if big else "<f4").tobytes()
    return grid
