"""What every DICOM object of the example shares: patient, study, series, identifiers.

The case report gives no days, so dates are empty where DICOM allows it (type 2) and absent where they are optional.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

PATIENT_ID = "EX-001"
PATIENT_NAME = "Example^Case report"
MAKER = "reirrad-gui example generator"
SYNTHETIC = "SYNTHETIC"
_ROOT = "1.2.826.0.1.3680043.8.498."

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
NM_IMAGE = "1.2.840.10008.5.1.4.1.1.20"
REGISTRATION = "1.2.840.10008.5.1.4.1.1.66.1"
RT_DOSE = "1.2.840.10008.5.1.4.1.1.481.2"
RT_STRUCTURES = "1.2.840.10008.5.1.4.1.1.481.3"
RT_PLAN = "1.2.840.10008.5.1.4.1.1.481.5"


def uid(*what: object) -> str:
    """The same unique identifier for the same words on every machine.

    >>> uid("course", 1) == uid("course", 1) != uid("course", 2)
    True
    """
    return str(generate_uid(_ROOT, entropy_srcs=["reirrad-gui example", *map(str, what)]))


def frame_uid(course: int) -> str:
    """Frame of reference of course 1 or 2."""
    return uid("frame of reference", course)


def item(**values: Any) -> Dataset:
    """A data set with the given elements, named as in the DICOM dictionary; lists of data sets become sequences."""
    dataset = Dataset()
    for name, value in values.items():
        is_items = isinstance(value, list) and name.endswith("Sequence")
        setattr(dataset, name, Items(value) if is_items else value)
    return dataset


def decimal(value: float) -> str:
    """A number as a DICOM decimal string: as many digits (up to 12) as fit into 16 characters.

    >>> decimal(-0.0123456789012345), decimal(2.5)
    ('-0.0123456789012', '2.5')
    """
    return next(text for digits in range(12, 3, -1) if len(text := f"{value:.{digits}g}") <= 16)


def decimals(values: Sequence[float] | NDArray[Any]) -> list[str]:
    """Several numbers as decimal strings."""
    return [decimal(float(v)) for v in values]


def reference(class_uid: str, instance_uid: str) -> Dataset:
    """A pointer to another object."""
    return item(ReferencedSOPClassUID=class_uid, ReferencedSOPInstanceUID=instance_uid)


def headed(
    class_uid: str, instance_uid: str, modality: str, study: tuple[str, str], series: tuple[str, str, int]
) -> Dataset:
    """An object with its patient, study (key, description) and series (key, description, number) filled in."""
    return item(
        SpecificCharacterSet="ISO_IR 192",
        SOPClassUID=class_uid,
        SOPInstanceUID=instance_uid,
        StudyDate="",
        StudyTime="",
        AccessionNumber="",
        Modality=modality,
        Manufacturer=MAKER,
        ReferringPhysicianName="",
        StudyDescription=study[1],
        SeriesDescription=series[1],
        ManufacturerModelName="synthetic patient",
        PatientName=PATIENT_NAME,
        PatientID=PATIENT_ID,
        PatientBirthDate="",
        PatientSex="M",
        PatientComments="Synthetic anatomy, images and dose; no patient was scanned or treated.",
        DeviceSerialNumber="0",
        SoftwareVersions="1",
        StudyInstanceUID=uid("study", study[0]),
        SeriesInstanceUID=uid("series", series[0]),
        StudyID=study[0],
        SeriesNumber=series[2],
    )


def save(dataset: Dataset, path: Path) -> None:
    """Write a DICOM file, explicit little endian, the same bytes every time."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(uid("implementation"))
    meta.ImplementationVersionName = "REIRRAD_EXAMPLE"
    dataset.file_meta = meta
    dataset.save_as(path, enforce_file_format=True, overwrite=True)
