"""Opening one file: is it DICOM, what does its header say, where do its pixels lie. Only here are files parsed."""

import warnings
from dataclasses import dataclass
from io import BufferedReader, FileIO
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, Literal

from pydicom import config, dcmread
from pydicom.dataset import FileDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from reirrad_gui.case.files import SourceFile
from reirrad_gui.dicom.elements import UNDEFINED
from reirrad_gui.dicom.fastheader import Memory, parse
from reirrad_gui.dicom.values import Header, code, uid
from reirrad_gui.errors import DicomError

config.settings.reading_validation_mode = config.IGNORE
"""Odd values are judged where they are used, and said in sentences; pydicom's warnings would go to no reader."""

PREAMBLE, MAGIC = 128, b"DICM"
PREFIX_END = PREAMBLE + len(MAGIC)
FIRST_GROUPS = (0x0002, 0x0008)
PIXEL_FORMS = (b"OB", b"OW", b"OF", b"OD", b"UN")
"""Their first letter is an odd number, and pixel data are of even length: no implicit length looks like one of them."""
PIXEL_TAGS = (0x7FE00008, 0x7FE00009, 0x7FE00010)


@dataclass(frozen=True, slots=True)
class PixelPlace:
    """Where the pixel data lie in the file: `declared` bytes from `offset` on, of which `present` are in the file.

    `declared` is None for encapsulated (compressed) pixels, whose length is known only once decoded.
    """

    offset: int
    declared: int | None
    present: int
    float_pixels: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """One DICOM file with its header read. `notices` are half-sentences that start with what the file lacks."""

    file: SourceFile
    dataset: Header
    pixels: PixelPlace | None
    transfer_syntax: str
    notices: tuple[str, ...] = ()


def is_plausible(head: bytes) -> bool:
    """True when the first 132 bytes are those of a DICOM file, with or without the 128-byte preamble.

    Without one, the file must begin with an element of group 0002 or 0008, as a data set does (PS3.10 7.1).

    >>> is_plausible(bytes(128) + b"DICM")
    True
    >>> is_plausible(b"%PDF-1.7 and more")
    False
    """
    if head[PREAMBLE:PREFIX_END] == MAGIC:
        return True
    if len(head) < 8:
        return False
    orders: tuple[Literal["little", "big"], ...] = ("little", "big")
    for order in orders:
        group, element = int.from_bytes(head[:2], order), int.from_bytes(head[2:4], order)
        explicit = head[4:6].isalpha() and head[4:6].isupper()
        if group in FIRST_GROUPS and element < 0x2000 and (explicit or order == "little"):
            return True
    return False


def unopened(shown: str, error: OSError) -> str:
    """The sentence for a file that the computer refuses to open."""
    return f"{shown} cannot be opened ({error.strerror or error}). Check the disk and its permissions."


def open_file(
    path: Path, shown_as: str | None = None, defer: bool = True, memory: Memory | None = None
) -> Opened | None:
    """The header of a DICOM file; None when the file is not DICOM.

    Parameters
    ----------
    defer : bool
        Leave the pixels in the file; otherwise they are read too.
    memory
        What the headers of files read before have in common; for many files of one folder.

    Raises
    ------
    DicomError
        The file is DICOM, but it cannot be opened or its header is damaged.
    """
    shown = shown_as or path.name
    try:
        with path.open("rb", buffering=0) as stream:
            fast = _read_fast(stream, path, shown, memory)
            if fast is not None:
                return fast
            stream.seek(0)
            buffered = BufferedReader(stream)
            head = buffered.read(PREFIX_END)
            buffered.seek(0)
            bare = head[PREAMBLE:] != MAGIC
            return _read(buffered, path, shown, bare, defer) if is_plausible(head) else None
    except OSError as error:
        raise DicomError(unopened(shown, error)) from error


def _read_fast(stream: FileIO, path: Path, shown: str, memory: Memory | None) -> Opened | None:
    """An ordinary image; None for anything else."""
    parsed = parse(stream, memory)
    if parsed is None:
        return None
    offset, length = parsed.pixel_offset, parsed.pixel_length
    present = max(0, min(stream.seek(0, SEEK_END) - offset, length))
    place = PixelPlace(offset, None if length == UNDEFINED else length, present)
    file = SourceFile(path, shown, uid(parsed.header, "SOPInstanceUID"))
    return Opened(file, parsed.header, place, parsed.transfer_syntax)


def _read(stream: BinaryIO, path: Path, shown: str, bare: bool, defer: bool) -> Opened | None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            dataset = dcmread(stream, stop_before_pixels=defer, force=bare)
        except Exception as error:  # whatever a damaged header makes the parser raise
            if bare:
                return None
            raise DicomError(f"{shown} is damaged: its DICOM header cannot be read. Export it again.") from error
    if bare and not (uid(dataset, "SOPClassUID") or code(dataset, "Modality")):
        return None
    cut = any("end of file" in str(w.message).lower() or "eof" in str(w.message).lower() for w in said)
    notices = ("has no DICOM preamble and file header; it was read all the same",) if bare else ()
    if cut or _last_element_is_cut(dataset):
        notices = (*notices, "ends in the middle of its header; what follows the cut is missing")
    syntax = _transfer_syntax(dataset)
    placed = defer and syntax != DeflatedExplicitVRLittleEndian
    place = _pixel_place(stream, dataset, path.stat().st_size) if placed else None
    file = SourceFile(path, shown, uid(dataset, "SOPInstanceUID"))
    return Opened(file, dataset, place, syntax, notices)


def _last_element_is_cut(dataset: FileDataset) -> bool:
    tags = [tag for tag in dataset.keys() if tag not in PIXEL_TAGS]  # noqa: SIM118 - a dataset iterates over elements
    if not tags:
        return False
    last = dataset.get_item(max(tags))
    length, content = getattr(last, "length", None), getattr(last, "value", None)
    return isinstance(content, bytes) and length not in (None, UNDEFINED) and len(content) < int(length or 0)


def _transfer_syntax(dataset: FileDataset) -> str:
    stated = getattr(dataset.file_meta, "TransferSyntaxUID", None)
    if stated:
        return str(stated)
    return str(ImplicitVRLittleEndian if dataset.original_encoding[0] else ExplicitVRLittleEndian)


def _pixel_place(stream: BinaryIO, dataset: FileDataset, size: int) -> PixelPlace | None:
    """Reads the pixel element's own header, at which the parser stopped."""
    start = stream.tell()
    _, little = dataset.original_encoding
    order: Literal["little", "big"] = "big" if little is False else "little"
    head = stream.read(12)
    if len(head) < 8:
        return None
    tag = int.from_bytes(head[:2], order) << 16 | int.from_bytes(head[2:4], order)
    if tag not in PIXEL_TAGS:
        return None
    long_form = head[4:6] in PIXEL_FORMS
    length = int.from_bytes(head[8:12] if long_form else head[4:8], order)
    offset = start + (12 if long_form else 8)
    declared = None if length == UNDEFINED else length
    return PixelPlace(offset, declared, max(0, min(size - offset, length)), tag != PIXEL_TAGS[2])
