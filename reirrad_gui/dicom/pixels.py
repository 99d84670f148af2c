"""Pixels of one file as stored numbers: native, big endian, deflated, RLE, JPEG; cut-off data is refused by name."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.values import Header, integer, stated, written
from reirrad_gui.errors import DicomError

NATIVE = {str(s) for s in (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)}
SIZES = {8: "u1", 16: "u2", 32: "u4"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pixels are laid out: frames × rows × columns of `bits` each, of which `stored_bits` count."""

    frames: int
    rows: int
    columns: int
    bits: int
    stored_bits: int
    signed: bool

    @property
    def shape(self) -> tuple[int, int, int]:
        """(frames, rows, columns)."""
        return (self.frames, self.rows, self.columns)

    @property
    def bytes(self) -> int:
        """Length of the native pixel data."""
        return self.frames * self.rows * self.columns * self.bits // 8


def layout(dataset: Header, shown: str) -> Layout:
    """The pixel layout; raises DicomError that names what is missing or senseless."""
    rows, columns, bits = (integer(dataset, keyword) for keyword in ("Rows", "Columns", "BitsAllocated"))
    frames = integer(dataset, "NumberOfFrames") if stated(dataset, "NumberOfFrames") else 1
    if frames is None or frames < 1:
        raise DicomError(
            f"{shown} says it has “{written(dataset, 'NumberOfFrames')}” frames, which is no number of frames; it "
            "cannot be used. Export it again."
        )
    if rows is None or columns is None or rows < 1 or columns < 1:
        raise DicomError(
            f"{shown} does not say how many rows and columns its image has; it cannot be used. Export it again."
        )
    if bits not in SIZES or (integer(dataset, "SamplesPerPixel") or 1) != 1:
        raise DicomError(
            f"{shown} holds pixels of a kind this program does not read ({bits or 'unknown'} bits, or colour)."
        )
    stored_bits = integer(dataset, "BitsStored") or bits
    return Layout(frames, rows, columns, bits, min(stored_bits, bits), integer(dataset, "PixelRepresentation") == 1)


def check_length(opened: Opened, pixels: Layout) -> None:
    """Raises DicomError when the file ends before its pixels do; needs no decoding (compressed pixels pass)."""
    shown, place = opened.file.shown_as, opened.pixels
    if place is None:
        if opened.transfer_syntax == DeflatedExplicitVRLittleEndian:
            return
        raise DicomError(
            f"{shown} holds no pixels; there is nothing to show or add. Export it again with its pixel data."
        )
    if place.float_pixels:
        raise DicomError(f"{shown} holds floating-point pixels, which this program does not read.")
    if opened.transfer_syntax not in NATIVE and not _known(opened.transfer_syntax):
        raise DicomError(
            f"{shown} is compressed in a way this program does not read ({UID(opened.transfer_syntax).name}). "
            "Export it uncompressed."
        )
    if place.declared is not None and place.present < pixels.bytes:
        raise DicomError(
            f"{shown} is cut off: {place.present} of {pixels.bytes} bytes of its pixels are there. "
            "It is not used; copy or export it again."
        )


def _known(transfer_syntax: str) -> bool:
    """True when one of the installed decoders reads this compression."""
    try:
        return bool(get_decoder(transfer_syntax).is_available)
    except NotImplementedError:
        return False


def stored_values(opened: Opened, pixels: Layout, frames: Sequence[int] | None = None) -> NDArray[np.integer]:
    """Stored numbers in their own integer type, held once: (frames, rows, columns), all frames or those asked for.

    Raises DicomError when they cannot be read.
    """
    check_length(opened, pixels)
    if is_plain(opened):
        return _in_range(_native(opened, pixels, range(pixels.frames) if frames is None else frames), pixels)
    values = _decoded(opened, pixels)
    if values.size != np.prod(pixels.shape):
        raise DicomError(
            f"{opened.file.shown_as} is cut off or damaged: its pixels do not fill its image. Export it again."
        )
    values = values.reshape(pixels.shape)
    in_order = frames is None or tuple(frames) == tuple(range(pixels.frames))
    return _in_range(values if frames is None or in_order else values[list(frames)], pixels)


def is_plain(opened: Opened) -> bool:
    """True when the pixels lie in the file as they are."""
    return opened.pixels is not None and opened.pixels.declared is not None and opened.transfer_syntax in NATIVE


def _native(opened: Opened, pixels: Layout, frames: Sequence[int]) -> NDArray[np.integer]:
    """Uncompressed frames read straight into their place."""
    order = ">" if opened.transfer_syntax == ExplicitVRBigEndian else "<"
    values: NDArray[np.integer] = np.empty((len(frames), pixels.rows, pixels.columns), order + SIZES[pixels.bits])
    offset, length = 0 if opened.pixels is None else opened.pixels.offset, pixels.bytes // pixels.frames
    in_order = tuple(frames) == tuple(range(frames[0], frames[0] + len(frames)))
    with opened.file.path.open("rb", buffering=0) as stream:
        for part, first in [(values, frames[0])] if in_order else zip(values, frames, strict=True):
            stream.seek(offset + first * length)
            _fill(stream, part, opened.file.shown_as)
    return values


def _fill(stream: FileIO, target: NDArray[np.generic], shown: str) -> None:
    """Reads as many bytes as the target has."""
    left = target.reshape(-1).view(np.uint8).data
    while left:
        read = stream.readinto(left)
        if not read:
            raise DicomError(f"{shown} was cut off while it was read; it is not used. Copy it again.")
        left = left[read:]


def read_plane(opened: Opened, pixels: Layout, target: NDArray[np.generic]) -> None:
    """Stored numbers of a single-frame image written into `target` (rows, columns), without a copy where they fit.

    Raises DicomError like `stored_values`.
    """
    place = opened.pixels
    fits = target.dtype == np.dtype(f"<{'i' if pixels.signed else 'u'}{pixels.bits // 8}") and target.flags.c_contiguous
    little = opened.transfer_syntax in NATIVE and opened.transfer_syntax != ExplicitVRBigEndian
    if place is None or place.declared is None or not (fits and little and pixels.bits == pixels.stored_bits):
        target[...] = stored_values(opened, pixels)[0]
        return
    check_length(opened, pixels)
    with opened.file.path.open("rb", buffering=0) as stream:
        stream.seek(place.offset)
        _fill(stream, target, opened.file.shown_as)


def _decoded(opened: Opened, pixels: Layout) -> NDArray[np.integer]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values = dcmread(opened.file.path, force=True).pixel_array
        except Exception as error:  # decoders raise whatever they like on damaged data
            raise DicomError(
                f"The pixels of {opened.file.shown_as} cannot be decoded: they are damaged, or compressed in a way "
                "this program does not know. Export the file uncompressed."
            ) from error
    return np.ascontiguousarray(values).view(SIZES[pixels.bits]) if values.dtype.itemsize * 8 == pixels.bits else values


def _in_range(values: NDArray[np.integer], pixels: Layout) -> NDArray[np.integer]:
    """Native byte order, with only the bits that count, and the sign where there is one (PS3.5 8.1.1); in place."""
    native = values.astype(SIZES[pixels.bits], copy=not values.flags.writeable)
    unused = pixels.bits - pixels.stored_bits
    if not pixels.signed:
        if unused:
            native &= native.dtype.type(2**pixels.stored_bits - 1)
        return native
    signed = native.view(f"i{pixels.bits // 8}")
    if unused:
        signed <<= unused
        signed >>= unused
    return signed
