"""What all phantom objects share: who the patient is, UIDs that repeat, and how a file is written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
    generate_uid,
)

Array = NDArray[np.float64]
Field = Callable[[Array], Array]

SYNTAXES = {
    "explicit": ExplicitVRLittleEndian,
    "implicit": ImplicitVRLittleEndian,
    "big endian": ExplicitVRBigEndian,
    "deflated": DeflatedExplicitVRLittleEndian,
    "rle": RLELossless,
}
CLASSES = {
    "CT": "1.2.840.10008.5.1.4.1.1.2",
    "MR": "1.2.840.10008.5.1.4.1.1.4",
    "PT": "1.2.840.10008.5.1.4.1.1.128",
    "NM": "1.2.840.10008.5.1.4.1.1.20",
    "RTSTRUCT": "1.2.840.10008.5.1.4.1.1.481.3",
    "RTPLAN": "1.2.840.10008.5.1.4.1.1.481.5",
    "RTDOSE": "1.2.840.10008.5.1.4.1.1.481.2",
    "REG": "1.2.840.10008.5.1.4.1.1.66.1",
    "DEFORMABLE": "1.2.840.10008.5.1.4.1.1.66.3",
    "RECORD": "1.2.840.10008.5.1.4.1.1.481.4",
    "SUMMARY": "1.2.840.10008.5.1.4.1.1.481.7",
}
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
ORIENTATIONS = {
    "head first supine": AXIAL,
    "head first prone": (-1.0, 0.0, 0.0, 0.0, -1.0, 0.0),
    "feet first supine": (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    "feet first prone": (1.0, 0.0, 0.0, 0.0, -1.0, 0.0),
    "head first decubitus right": (0.0, -1.0, 0.0, 1.0, 0.0, 0.0),
    "head first decubitus left": (0.0, 1.0, 0.0, -1.0, 0.0, 0.0),
    "feet first decubitus right": (0.0, 1.0, 0.0, 1.0, 0.0, 0.0),
    "feet first decubitus left": (0.0, -1.0, 0.0, -1.0, 0.0, 0.0),
    "coronal": (1.0, 0.0, 0.0, 0.0, 0.0, -1.0),
    "sagittal": (0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
}


def uid(*name: object) -> str:
    """The same UID for the same words, in every run."""
    return str(generate_uid(entropy_srcs=[str(part) for part in ("phantom", *name)]))


def unchanged(*_: object) -> None:
    """Leaves an object as it was written."""


@dataclass(frozen=True)
class Subject:
    """What all objects of one treatment share."""

    patient_id: str = "PHANTOM-1"
    name: str = "Phantom^Pelvis"
    birth_date: str = "19500102"
    sex: str = "M"
    key: str = "course 1"
    date: str = "20130107"
    charset: str | None = "ISO_IR 192"

    @property
    def study_uid(self) -> str:
        return uid(self.patient_id, self.key, "study")

    @property
    def frame_uid(self) -> str:
        return uid(self.patient_id, self.key, "frame")

    @property
    def ct_uid(self) -> str:
        return uid(self.patient_id, self.key, "ct series")

    @property
    def structures_uid(self) -> str:
        return uid(self.patient_id, self.key, "structures")

    def plan_uid(self, label: str = "Plan") -> str:
        return uid(self.patient_id, self.key, "plan", label)

    def ct_slice_uid(self, number: int) -> str:
        return uid(self.patient_id, self.key, "ct slice", number)


def dataset(subject: Subject, kind: str, modality: str, sop_uid: str, series_uid: str) -> Dataset:
    """The attributes that every object carries."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    if subject.charset is not None:
        ds.SpecificCharacterSet = subject.charset
    ds.SOPClassUID = CLASSES[kind]
    ds.SOPInstanceUID = sop_uid
    ds.StudyDate = subject.date
    ds.StudyTime = "120000"
    ds.AccessionNumber = ""
    ds.Modality = modality
    ds.Manufacturer = "phantom"
    ds.ReferringPhysicianName = ""
    ds.PatientName = subject.name
    ds.PatientID = subject.patient_id
    ds.PatientBirthDate = subject.birth_date
    ds.PatientSex = subject.sex
    ds.StudyInstanceUID = subject.study_uid
    ds.SeriesInstanceUID = series_uid
    ds.StudyID = "1"
    ds.SeriesNumber = "1"
    ds.InstanceNumber = "1"
    return ds


def save(ds: Dataset, path: Path, syntax: str = "explicit", preamble: bool = True) -> Path:
    """Writes the object in a transfer syntax of `SYNTAXES`; without preamble and file meta when asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    transfer = SYNTAXES[syntax]
    ds.file_meta.MediaStorageSOPClassUID = ds.get("SOPClassUID") or "1.2.3"
    ds.file_meta.MediaStorageSOPInstanceUID = ds.get("SOPInstanceUID") or "1.2.3"
    ds.file_meta.TransferSyntaxUID = transfer
    if syntax == "big endian" and "PixelData" in ds:
        ds.PixelData = np.frombuffer(ds.PixelData, f"u{ds.BitsAllocated // 8}").byteswap().tobytes()
    if syntax == "rle":
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.compress(RLELossless, generate_instance_uid=False)
    if preamble:
        ds.save_as(path, enforce_file_format=True)
    else:
        bare = Dataset(ds)
        bare.save_as(path, implicit_vr=transfer.is_implicit_VR, little_endian=transfer.is_little_endian)
    return path


def put_pixels(ds: Dataset, stored: NDArray[np.generic], signed: bool) -> None:
    bits = stored.dtype.itemsize * 8
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = stored.shape[-2:]
    if stored.ndim == 3:
        ds.NumberOfFrames = str(stored.shape[0])
    ds.BitsAllocated = ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = int(signed)
    ds.PixelData = stored.tobytes()
    ds["PixelData"].VR = "OW"


def reference(kind: str, sop_uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = CLASSES[kind], sop_uid
    return item


SUBJECT = Subject()
