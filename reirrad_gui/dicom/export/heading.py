"""Whose an exported object is: patient, study and frame of reference, read from the course it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from reirrad_gui import __version__
from reirrad_gui.case.files import SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.dicom.derived import OWN_MODEL
from reirrad_gui.dicom.export.elements import Reference, item
from reirrad_gui.dicom.names import charsets, name
from reirrad_gui.dicom.patients import identity_of
from reirrad_gui.dicom.reading import Opened, open_file
from reirrad_gui.dicom.values import Header, items, text, uid
from reirrad_gui.errors import DicomError
from reirrad_gui.patient.identity import PatientIdentity

SERIES_NUMBER = "9001"
"""High, so that new series come after those of the sources."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Patient, study and frame of reference as a source states them; empty: not stated."""

    patient: PatientIdentity
    study_uid: str
    study_id: str
    study_date: str
    study_time: str
    study_description: str
    accession_number: str
    referring_physician: str
    frame_uid: str
    position_indicator: str


@dataclass(frozen=True, slots=True)
class SeriesReference:
    """The images of one series, and the study they are in."""

    study_uid: str
    series_uid: str
    images: tuple[Reference, ...]


def read_heading(file: SourceFile) -> Heading:
    """Whose a file is.

    Raises
    ------
    DicomError
        The file is gone or damaged, or states no study or frame of reference.
    """
    dataset = _opened(file).dataset
    declared = charsets(dataset)
    study, frame = uid(dataset, "StudyInstanceUID"), uid(dataset, "FrameOfReferenceUID")
    if not study or not frame:
        what = "study" if not study else "frame of reference"
        raise DicomError(
            f"{file.shown_as} does not state its {what}, so nothing can be exported that belongs to it. Export it "
            "again from the planning system."
        )
    return Heading(
        identity_of(dataset),
        study,
        name(dataset, "StudyID", declared)[0],
        text(dataset, "StudyDate"),
        text(dataset, "StudyTime"),
        name(dataset, "StudyDescription", declared)[0],
        name(dataset, "AccessionNumber", declared)[0],
        name(dataset, "ReferringPhysicianName", declared)[0],
        frame,
        text(dataset, "PositionReferenceIndicator"),
    )


def reference_to(file: SourceFile) -> Reference:
    """The class and identifier of a file; raises DicomError as `read_heading`."""
    return _reference(_opened(file).dataset, file)


def plans_of(plan: SourceFile | None, doses: tuple[SourceFile, ...]) -> tuple[Reference, ...]:
    """The plans that a phase rests on: its own file, or what its doses name; raises DicomError as `read_heading`."""
    if plan is not None:
        return (reference_to(plan),)
    found = [
        Reference(uid(part, "ReferencedSOPClassUID"), uid(part, "ReferencedSOPInstanceUID"))
        for dose in doses
        for part in items(_opened(dose).dataset, "ReferencedRTPlanSequence")
    ]
    return tuple(dict.fromkeys(one for one in found if one.class_uid and one.instance_uid))


def series_of(series: ImageSeries) -> SeriesReference:
    """The images of a series; raises DicomError as `read_heading`."""
    dataset = _opened(series.files[0]).dataset
    of_class = uid(dataset, "SOPClassUID")
    images = tuple(Reference(of_class, file.sop_instance_uid) for file in series.files)
    return SeriesReference(uid(dataset, "StudyInstanceUID"), uid(dataset, "SeriesInstanceUID"), images)


def _opened(file: SourceFile) -> Opened:
    opened = open_file(file.path, file.shown_as)
    if opened is None:
        raise DicomError(f"{file.shown_as} is no longer the DICOM file it was. Open the folder again.")
    return opened


def _reference(dataset: Header, file: SourceFile) -> Reference:
    found = Reference(uid(dataset, "SOPClassUID"), uid(dataset, "SOPInstanceUID"))
    if not found.class_uid or not found.instance_uid:
        raise DicomError(f"{file.shown_as} does not state what it is, so nothing can refer to it. Export it again.")
    return found


def headed(heading: Heading, class_uid: str, modality: str, series_description: str, now: datetime) -> Dataset:
    """A new object of a new series in the study of its course."""
    who = heading.patient
    return item(
        InstanceCreationDate=now.strftime("%Y%m%d"),
        InstanceCreationTime=now.strftime("%H%M%S"),
        SOPClassUID=class_uid,
        SOPInstanceUID=generate_uid(prefix=None),
        StudyDate=heading.study_date,
        SeriesDate=now.strftime("%Y%m%d"),
        StudyTime=heading.study_time,
        SeriesTime=now.strftime("%H%M%S"),
        AccessionNumber=heading.accession_number,
        Modality=modality,
        Manufacturer=OWN_MODEL,
        ReferringPhysicianName=heading.referring_physician,
        StudyDescription=heading.study_description,
        SeriesDescription=series_description,
        ManufacturerModelName=OWN_MODEL,
        PatientName=who.name,
        PatientID=who.patient_id,
        PatientBirthDate=who.birth_date,
        PatientSex=who.sex,
        DeviceSerialNumber=__version__,
        SoftwareVersions=__version__,
        StudyInstanceUID=heading.study_uid,
        SeriesInstanceUID=generate_uid(prefix=None),
        StudyID=heading.study_id,
        SeriesNumber=SERIES_NUMBER,
        InstanceNumber="1",
        FrameOfReferenceUID=heading.frame_uid,
        PositionReferenceIndicator=heading.position_indicator,
    )
