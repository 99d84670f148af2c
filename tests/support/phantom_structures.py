"""Phantom RTSTRUCTs: drawn shapes whose area and volume are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from tests.support.phantom_base import (
    CLASSES,
    SUBJECT,
    Array,
    Subject,
    dataset,
    save,
    uid,
    unchanged,
)


def circle(centre_mm: Sequence[float], radius_mm: float, corners: int = 72) -> Array:
    """(corners, 3) points of a circle in an axial plane."""
    angle = np.arange(corners) * 2 * np.pi / corners
    x, y, z = centre_mm
    return np.stack([x + radius_mm * np.cos(angle), y + radius_mm * np.sin(angle), np.full(corners, float(z))], axis=1)


def cylinder(centre_mm: Sequence[float], radius_mm: float, slice_mm: Sequence[float]) -> list[tuple[str, Array]]:
    """Closed circles on the given planes."""
    return [("CLOSED_PLANAR", circle((centre_mm[0], centre_mm[1], z), radius_mm)) for z in slice_mm]


@dataclass(frozen=True)
class Roi:
    """One ROI to write: contours are (ContourGeometricType, (n, 3) points)."""

    name: str | bytes
    contours: Sequence[tuple[str, Array]] = ()
    number: int = 1
    interpreted_type: str = "ORGAN"
    colour: Sequence[int] | None = (0, 160, 255)


def pelvis_rois(slice_mm: Sequence[float] = tuple(range(-30, 31, 10))) -> tuple[Roi, ...]:
    """Body, bladder and rectum as upright cylinders."""
    return (
        Roi("BODY", cylinder((0, 0, 0), 50, slice_mm), 1, "EXTERNAL", (0, 200, 0)),
        Roi("Bladder", cylinder((0, -15, 0), 15, slice_mm[1:-1]), 2, "ORGAN", (255, 220, 0)),
        Roi("Rectum", cylinder((0, 25, 0), 8, slice_mm[1:-1]), 3, "ORGAN", (150, 80, 0)),
    )


def write_structures(
    folder: Path,
    subject: Subject = SUBJECT,
    rois: Sequence[Roi] = pelvis_rois(),
    slices: int = 7,
    label: str = "Structures",
    syntax: str = "explicit",
    frame_uid: str | None = None,
    change: Callable[[Dataset], None] = unchanged,
) -> Path:
    """An RTSTRUCT drawn on the subject's CT. A name given as bytes is written as those bytes."""
    frame = frame_uid or subject.frame_uid
    ds = dataset(subject, "RTSTRUCT", "RTSTRUCT", subject.structures_uid, uid(subject.key, "rs series"))
    ds.StructureSetLabel = label
    ds.StructureSetDate, ds.StructureSetTime = subject.date, "120000"
    ds.ReferencedFrameOfReferenceSequence = Items([_referenced_images(subject, frame, slices)])
    ds.StructureSetROISequence = Items([_roi_name(roi, frame) for roi in rois])
    ds.ROIContourSequence = Items([_roi_contours(roi, subject) for roi in rois])
    ds.RTROIObservationsSequence = Items([_roi_type(roi) for roi in rois])
    change(ds)
    return save(ds, folder / "RS.dcm", syntax)


def _referenced_images(subject: Subject, frame_uid: str, slices: int) -> Dataset:
    images = []
    for number in range(1, slices + 1):
        image = Dataset()
        image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = CLASSES["CT"], subject.ct_slice_uid(number)
        images.append(image)
    series = Dataset()
    series.SeriesInstanceUID = subject.ct_uid
    series.ContourImageSequence = Items(images)
    study = Dataset()
    study.ReferencedSOPClassUID = "1.2.840.10008.3.1.2.3.1"
    study.ReferencedSOPInstanceUID = subject.study_uid
    study.RTReferencedSeriesSequence = Items([series])
    frame = Dataset()
    frame.FrameOfReferenceUID = frame_uid
    frame.RTReferencedStudySequence = Items([study])
    return frame


def _roi_name(roi: Roi, frame_uid: str) -> Dataset:
    item = Dataset()
    item.ROINumber = str(roi.number)
    item.ReferencedFrameOfReferenceUID = frame_uid
    item.ROIName = roi.name if isinstance(roi.name, str) else "?"
    if isinstance(roi.name, bytes):
        item["ROIName"]._value = roi.name  # as a system that declares no character set, or the wrong one, writes it
    item.ROIGenerationAlgorithm = "MANUAL"
    return item


def _roi_contours(roi: Roi, subject: Subject) -> Dataset:
    item = Dataset()
    if roi.colour is not None:
        item.ROIDisplayColor = [str(c) for c in roi.colour]
    item.ReferencedROINumber = str(roi.number)
    if roi.contours:
        item.ContourSequence = Items([_contour(kind, points) for kind, points in roi.contours])
    return item


def _contour(kind: str, points_mm: Array) -> Dataset:
    item = Dataset()
    item.ContourGeometricType = kind
    item.NumberOfContourPoints = str(len(points_mm))
    item.ContourData = [f"{v:.6f}" for v in np.asarray(points_mm, float).ravel()]
    return item


def _roi_type(roi: Roi) -> Dataset:
    item = Dataset()
    item.ObservationNumber = str(roi.number)
    item.ReferencedROINumber = str(roi.number)
    item.RTROIInterpretedType = roi.interpreted_type
    item.ROIInterpreter = ""
    return item
