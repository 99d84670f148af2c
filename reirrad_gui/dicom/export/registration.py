"""Spatial registration objects (REG) of the registrations in force, whoever made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from reirrad_gui.dicom.export.elements import decimals, item, referring
from reirrad_gui.dicom.export.heading import Heading, SeriesReference, headed
from reirrad_gui.volume.grid import FloatArray

REGISTRATION = "1.2.840.10008.5.1.4.1.1.66.1"
LABEL = "REIRRAD"
METHODS = {
    "content": Code("125024", "DCM", "Image Content-based Alignment"),
    "visual": Code("125025", "DCM", "Visual Alignment"),
    "fiducial": Code("125022", "DCM", "Fiducial Alignment"),
}
"""PS3.16 CID 7100; a registration whose method nobody states has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """x_reference = matrix · x_frame, mm; `comment` is one line; `method` a key of METHODS, or "" where not stated."""

    frame_uid: str
    matrix: FloatArray
    rigid: bool
    comment: str
    method: str = ""
    images: tuple[SeriesReference, ...] = ()


def spatial_registration(
    heading: Heading,
    transforms: Sequence[Transform],
    images: tuple[SeriesReference, ...],
    description: str,
    now: datetime,
) -> Dataset:
    """The object in the frame of `heading`, with each transform into it (PS3.3 C.20.2).

    `images` are those of that frame itself; `description` is one line and names the series, too.
    """
    dataset = headed(heading, REGISTRATION, "REG", description, now)
    dataset.Laterality = ""
    dataset.ContentDate, dataset.ContentTime = dataset.SeriesDate, dataset.SeriesTime
    dataset.ContentLabel, dataset.ContentDescription, dataset.ContentCreatorName = LABEL, description, ""
    dataset.RegistrationSequence = [
        _registered(Transform(heading.frame_uid, np.eye(4), True, "the frame of this object", images=images)),
        *(_registered(one) for one in transforms),
    ]
    _refer(dataset, heading, [*images, *(series for one in transforms for series in one.images)])
    return dataset


def _registered(transform: Transform) -> Dataset:
    matrix = item(
        FrameOfReferenceTransformationMatrixType="RIGID" if transform.rigid else "AFFINE",
        FrameOfReferenceTransformationMatrix=decimals(transform.matrix.ravel()),
    )
    method = METHODS.get(transform.method)
    chain = item(
        FrameOfReferenceTransformationComment=transform.comment,
        RegistrationTypeCodeSequence=[] if method is None else [_coded(method)],
        MatrixSequence=[matrix],
    )
    registered = item(FrameOfReferenceUID=transform.frame_uid, MatrixRegistrationSequence=[chain])
    images = [referring(image) for series in transform.images for image in series.images]
    if images:
        registered.ReferencedImageSequence = images
    return registered


def _coded(code: Code) -> Dataset:
    return item(CodeValue=code.value, CodingSchemeDesignator=code.scheme_designator, CodeMeaning=code.meaning)


def _refer(dataset: Dataset, heading: Heading, images: Sequence[SeriesReference]) -> None:
    """Images of this study, and of other studies, where PS3.3 C.12.2 wants them."""
    own = [_listed(series) for series in images if series.study_uid == heading.study_uid]
    if own:
        dataset.ReferencedSeriesSequence = own
    studies = dict.fromkeys(series.study_uid for series in images if series.study_uid != heading.study_uid)
    if studies:
        dataset.StudiesContainingOtherReferencedInstancesSequence = [
            item(
                StudyInstanceUID=study,
                ReferencedSeriesSequence=[_listed(series) for series in images if series.study_uid == study],
            )
            for study in studies
        ]


def _listed(series: SeriesReference) -> Dataset:
    return item(
        SeriesInstanceUID=series.series_uid,
        ReferencedInstanceSequence=[referring(image) for image in series.images],
    )
