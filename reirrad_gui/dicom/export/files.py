"""Writing objects as new files: all of them or none, and never over another file unless asked to."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from reirrad_gui.errors import InputError

VERSION_NAME = "REIRRAD_GUI"
UTF_8 = "ISO_IR 192"


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that is written but does not bear its name yet."""

    partial: Path
    path: Path


def prepare(dataset: Dataset, path: Path) -> Pending:
    """Writes explicit VR little endian beside `path`; texts are UTF-8 where they need more than ASCII.

    Raises
    ------
    InputError
        The folder cannot be written to.
    """
    if not _is_ascii(dataset):
        dataset.SpecificCharacterSet = UTF_8
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationVersionName = VERSION_NAME
    dataset.file_meta = meta
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as stream:
            dataset.save_as(stream, enforce_file_format=True)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    return Pending(partial, path)


def publish(pending: Sequence[Pending], overwrite: bool = False) -> None:
    """Gives the files their names; InputError, and none of them is there, where one name is taken."""
    done: list[Path] = []
    try:
        for one in pending:
            if not overwrite:
                with one.path.open("xb"):
                    done.append(one.path)
            one.partial.replace(one.path)
    except OSError as error:
        for path in done:
            path.unlink(missing_ok=True)
        discard(pending)
        taken = isinstance(error, FileExistsError)
        raise (name_taken(Path(str(error.filename))) if taken else _unwritable(pending[0].path, error)) from error


def discard(pending: Iterable[Pending]) -> None:
    """Removes what was prepared and is not wanted any more."""
    for one in pending:
        one.partial.unlink(missing_ok=True)


def name_taken(path: Path) -> InputError:
    """What is said where there is such a file already."""
    return InputError(
        f"There is a file {path.name} in that folder already; it was left as it is. Choose another folder, or allow it "
        "to be replaced."
    )


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"Nothing could be written to {path.parent} ({error.strerror or error}). Check the folder and its permissions, "
        "or choose another."
    )


def _is_ascii(dataset: Dataset) -> bool:
    return all(str(element.value).isascii() for element in dataset.iterall() if element.VR in ("LO", "LT", "PN", "SH"))
