"""Structure sets as DICOM."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from reirrad_gui.dicom.example.contours import Drawn
from reirrad_gui.dicom.example.headers import (
    CT_IMAGE,
    RT_STRUCTURES,
    SYNTHETIC,
    frame_uid,
    headed,
    item,
    reference,
    uid,
)
from reirrad_gui.dicom.example.setup import Scan
from reirrad_gui.dicom.example.write_ct import slice_uid, study_of

_CONTOUR_DATA = BaseTag(0x30060050)
_STUDY_COMPONENT = "1.2.840.10008.3.1.2.3.1"


def structure_uid(course: int) -> str:
    """SOP instance UID of a course's structure set."""
    return uid("structures", course)


def _images(scan: Scan) -> Dataset:
    """The frame of reference and the CT the contours were drawn on."""
    slices = [reference(CT_IMAGE, slice_uid(scan, n)) for n in range(scan.slices)]
    series = item(SeriesInstanceUID=uid("series", f"ct {scan.number}"), ContourImageSequence=slices)
    study = reference(_STUDY_COMPONENT, uid("study", study_of(scan.number)[0]))
    study.RTReferencedSeriesSequence = [series]
    return item(FrameOfReferenceUID=frame_uid(scan.number), RTReferencedStudySequence=[study])


def _contour(scan: Scan, loop: NDArray[np.float64]) -> Dataset:
    nearest = int(np.argmin(np.abs(scan.heights() - loop[0, 2])))
    contour = item(
        ContourImageSequence=[reference(CT_IMAGE, slice_uid(scan, nearest))],
        ContourGeometricType="CLOSED_PLANAR",
        NumberOfContourPoints=len(loop),
    )
    text = "\\".join([f"{value:.1f}" for value in loop.ravel().tolist()]).encode("ascii")
    text += b" " * (len(text) % 2)
    # Encoded here: parsing a hundred thousand coordinates into decimal strings takes longer than the whole drawing.
    contour.set_original_encoding(False, True, "iso8859")
    contour[_CONTOUR_DATA] = RawDataElement(_CONTOUR_DATA, "DS", len(text), text, 0, False, True)
    return contour


def _roi(course: int, number: int, one: Drawn) -> Dataset:
    return item(
        ROINumber=number,
        ReferencedFrameOfReferenceUID=frame_uid(course),
        ROIName=one.name,
        ROIGenerationAlgorithm="AUTOMATIC",
    )


def _contours(scan: Scan, number: int, one: Drawn) -> Dataset:
    return item(
        ROIDisplayColor=list(one.colour),
        ContourSequence=[_contour(scan, loop) for loop in one.loops],
        ReferencedROINumber=number,
    )


def _observation(number: int, one: Drawn) -> Dataset:
    return item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType=one.kind, ROIInterpreter="")


def structure_set(scan: Scan, drawn: Sequence[Drawn]) -> Dataset:
    """RT structure set of one course."""
    course = scan.number
    dataset = headed(
        RT_STRUCTURES,
        structure_uid(course),
        "RTSTRUCT",
        study_of(course),
        (f"structures {course}", f"{SYNTHETIC} structures, course {course}", 2),
    )
    dataset.OperatorsName = ""
    dataset.FrameOfReferenceUID = frame_uid(course)
    dataset.PositionReferenceIndicator = ""
    dataset.StructureSetLabel = f"C{course} structures"
    dataset.StructureSetName = f"Course {course}, synthetic anatomy"
    dataset.StructureSetDate = dataset.StructureSetTime = ""
    dataset.ReferencedFrameOfReferenceSequence = [_images(scan)]
    numbered = list(enumerate(drawn, start=1))
    dataset.StructureSetROISequence = [_roi(course, number, one) for number, one in numbered]
    dataset.ROIContourSequence = [_contours(scan, number, one) for number, one in numbered]
    dataset.RTROIObservationsSequence = [_observation(number, one) for number, one in numbered]
    return dataset
