"""Whole DICOM files in and out, in the transfer syntax that they have."""

import io
import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from reirrad_gui.dicom.reading import MAGIC, PREAMBLE, PREFIX_END, is_plausible, unopened
from reirrad_gui.errors import DicomError

VERSION_NAME = "REIRRAD_GUI"


def read_whole(path: Path, *, pixels: bool = True) -> FileDataset | None:
    """The file's data set; None for a file that is not DICOM.

    Raises
    ------
    DicomError
        It cannot be opened, or its header is damaged.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(PREFIX_END)
            if not is_plausible(head):
                return None
            stream.seek(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # odd values go into no number, or stay as they are
                return dcmread(stream, force=head[PREAMBLE:] != MAGIC, stop_before_pixels=not pixels)
    except OSError as error:
        raise DicomError(unopened(path.name, error)) from error
    except Exception as error:  # whatever a damaged header makes the parser raise
        raise DicomError(f"{path.name} is damaged: its DICOM header cannot be read. Export it again.") from error


def written_whole(dataset: FileDataset, old: FileMetaDataset) -> bytes:
    """The file's bytes: a preamble and a file header that say nothing but what the data set is."""
    implicit, little = dataset.original_encoding
    stated = getattr(old, "TransferSyntaxUID", None)
    if not stated:
        stated = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian if little else ExplicitVRBigEndian
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(str(dataset.get("SOPClassUID") or ""))
    meta.MediaStorageSOPInstanceUID = UID(str(dataset.get("SOPInstanceUID") or ""))
    meta.TransferSyntaxUID = stated
    meta.ImplementationVersionName = VERSION_NAME
    dataset.file_meta, dataset.preamble = meta, bytes(PREAMBLE)
    stream = io.BytesIO()
    whole = bool(meta.MediaStorageSOPInstanceUID and meta.MediaStorageSOPClassUID)
    dcmwrite(stream, dataset, enforce_file_format=whole, overwrite=True)
    return stream.getvalue()
