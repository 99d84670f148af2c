"""What a patient's files say of who this is, so that it can be looked for in every text."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from reirrad_gui.dicom.deidentify.copying import check_pixels
from reirrad_gui.dicom.deidentify.files import read_whole
from reirrad_gui.dicom.deidentify.texts import Words
from reirrad_gui.dicom.names import charsets, decoded

IDS: Final = (
    "PatientID", "OtherPatientIDs", "AccessionNumber", "AdmissionID", "ServiceEpisodeID", "IssuerOfPatientID",
    "RequestedProcedureID", "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest",
    "MilitaryRank", "PatientTelephoneNumbers", "DeviceSerialNumber",
)  # fmt: skip
PLACES: Final = (
    "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "PatientAddress", "StationName",
    "ReferringPhysicianAddress", "RequestingService", "CurrentPatientLocation",
)  # fmt: skip
DATES: Final = (
    "StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "InstanceCreationDate", "PatientBirthDate",
    "RTPlanDate", "StructureSetDate", "FirstTreatmentDate", "TreatmentDate", "MostRecentTreatmentDate",
    "AcquisitionDateTime",
)  # fmt: skip
HEAVY: Final = ("ROIContourSequence", "DeformableRegistrationSequence", "PerFrameFunctionalGroupsSequence")
"""Long, and names nobody; cleaned like everything else."""


def gathered(path: Path, shown_as: str, words: Words) -> None:
    """Adds what one file says, nested sequences too; nothing for a file that is not DICOM.

    Raises
    ------
    FlaggedImageError
        Its pixels may show a name; what it says was added.
    DicomError
        It cannot be read.
    """
    dataset = read_whole(path, pixels=False)
    if dataset is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd values name somebody all the same
            _gather(dataset, words, charsets(dataset))
        check_pixels(dataset, shown_as)


def _gather(dataset: Dataset, words: Words, declared: tuple[str, ...]) -> None:
    for element in _elements(dataset):
        keyword = element.keyword
        if element.VR == "SQ":
            for item in element.value if keyword not in HEAVY else ():
                _gather(item, words, charsets(item) or declared)
        elif element.VR == "PN" or keyword in (*IDS, *PLACES, *DATES):
            raw = element.value
            texts = [decoded(raw, declared)[0]] if isinstance(raw, bytes) else _texts(raw)
            _add(keyword, element.VR, texts, words)


def _elements(dataset: Dataset) -> Iterator[Any]:
    for tag in list(dataset.keys()):
        if tag.is_private:
            continue
        try:
            yield dataset[tag]
        except Exception:  # a damaged value raises whatever its parser raises; the copy will not have it either
            continue


def _texts(found: Any) -> list[str]:
    if found is None or isinstance(found, bytes | Sequence):
        return []
    return [str(one) for one in found] if isinstance(found, list | tuple) or hasattr(found, "append") else [str(found)]


def _add(keyword: str, kind: str, texts: list[str], words: Words) -> None:
    for text in texts:
        if kind == "PN":
            words.add_name(text.replace("=", "^"))
        elif keyword in IDS:
            words.ids.add(text.strip())
        elif keyword in PLACES:
            words.add_place(text)
        else:
            words.add_date(text)
