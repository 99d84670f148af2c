"""One DICOM file as a de-identified copy, in memory; the file itself is only read."""

import warnings
from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence

from reirrad_gui.dicom.deidentify.elements import Elements
from reirrad_gui.dicom.deidentify.files import read_whole, written_whole
from reirrad_gui.dicom.deidentify.shift import Shift
from reirrad_gui.dicom.deidentify.texts import Texts
from reirrad_gui.dicom.deidentify.uids import Uids
from reirrad_gui.dicom.values import code, uid
from reirrad_gui.errors import DicomError

METHODS: Final = (
    ("113100", "Basic Application Confidentiality Profile"),
    ("113105", "Clean Descriptors Option"),
    ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
)
METHOD: Final = "PS3.15 E basic profile, descriptors cleaned, dates moved"
STORAGE: Final = "1.2.840.10008.5.1.4.1.1."
WITH_TEXT_IN_PIXELS: Final = tuple(STORAGE + kind for kind in ("7", "6.", "3.", "77.1.", "104.", "88.", "11."))
"""Secondary capture, ultrasound, photographs, documents, reports, presentation states."""


class FlaggedImageError(DicomError):
    """An image in whose pixels a name may be written; no program can see that for certain."""


class Copier:
    """Makes the copies of one patient's files: the same words, UIDs and shift for all of them."""

    def __init__(self, texts: Texts, uids: Uids, shift: Shift, name: str, patient_id: str) -> None:
        self._elements = Elements(texts, uids, shift, (name, patient_id))

    def copy(self, path: Path, shown_as: str) -> tuple[bytes, str]:
        """The copy's bytes and its SOP Instance UID; reading it gives what reading the file gave.

        Raises
        ------
        FlaggedImageError
            Its pixels may show a name.
        DicomError
            It cannot be read, or is not DICOM.
        """
        dataset = read_whole(path)
        if dataset is None:
            raise DicomError(f"{shown_as} is not a DICOM file: there is no rule for it, and it is not copied.")
        check_pixels(dataset, shown_as)
        old = dataset.file_meta
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pydicom's, on odd values: what is not understood is left out
                self._elements.clean(dataset)
                _mark(dataset)
                return written_whole(dataset, _plain(old)), uid(dataset, "SOPInstanceUID")
        except DicomError:
            raise
        except Exception as error:  # whatever a damaged value makes the library raise: no copy is made of it
            raise DicomError(
                f"{shown_as} cannot be copied without what identifies the patient ({type(error).__name__}): something "
                "in it is not as DICOM asks."
            ) from error


def check_pixels(dataset: Dataset, shown_as: str) -> None:
    """FlaggedImageError where names may be burned into the pixels."""
    sop_class = uid(dataset, "SOPClassUID")
    said = code(dataset, "BurnedInAnnotation") == "YES"
    kind = sop_class.startswith(WITH_TEXT_IN_PIXELS) or sop_class == STORAGE + "7"
    modality = code(dataset, "Modality")
    secondary = modality in ("SC", "US", "OT", "XC", "DOC") or (code(dataset, "ConversionType") and modality != "NM")
    if said or kind or (secondary and "Rows" in dataset):
        why = "says that annotations are burned into it" if said else "is of a kind that often shows the name"
        raise FlaggedImageError(f"{shown_as} {why}: nobody but a person can see whether a name stands in its pixels.")


def _plain(meta: object) -> FileMetaDataset:
    return meta if isinstance(meta, FileMetaDataset) else FileMetaDataset()


def _mark(dataset: FileDataset) -> None:
    """Says in the copy what was done (PS3.3 C.12.1.1, C.7.1.1)."""
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = METHOD
    dataset.LongitudinalTemporalInformationModified = "MODIFIED"
    methods = []
    for value, meaning in METHODS:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
        methods.append(item)
    dataset.DeidentificationMethodCodeSequence = Sequence(methods)
