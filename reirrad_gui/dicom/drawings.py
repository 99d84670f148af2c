"""What an RTSTRUCT draws, ROI by ROI, still as bytes: ROIContourSequence walked by hand.

A general parser makes an object of every element of every contour, which takes far longer than reading the points.
Sequences that it has parsed already (of undefined length, big endian) are taken from it; both give the same answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, error

from pydicom.dataset import Dataset

from reirrad_gui.dicom.decimals import decimal_numbers
from reirrad_gui.dicom.elements import ITEM, ITEM_END, LONG_FORMS, SEQUENCE_END, SHORT_FORMS, UNDEFINED
from reirrad_gui.dicom.values import Header, code, integer, items, numbers, uid

CONTOURS, REFERENCED_IMAGE = 0x30060040, 0x00081155
NUMBER, COLOUR, KIND, POINTS = 0x30060084, 0x3006002A, 0x30060042, 0x30060050
_SHORT_FORM, _PLAIN, _LONG = Struct("<HHHH"), Struct("<HHI"), Struct("<I")

Span = tuple[int, int]
Elements = dict[int, Span]


@dataclass(frozen=True, slots=True)
class Line:
    """One contour: ContourGeometricType in upper case, and ContourData without padding at its ends."""

    kind: str
    decimals: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """One item of ROIContourSequence; `number` is None where it states none."""

    number: int | None
    colour: tuple[float, ...] | None
    lines: tuple[Line, ...]


class _Unusual(Exception):  # noqa: N818 - not an error: pydicom takes over
    """Bytes that are left to pydicom."""


def drawings(dataset: Header) -> tuple[Drawing, ...]:
    """The items of ROIContourSequence in file order; none when it is absent, empty or damaged."""
    raw = dataset.get_item("ROIContourSequence") if "ROIContourSequence" in dataset else None
    content = getattr(raw, "value", None)
    if isinstance(content, bytes) and getattr(raw, "is_little_endian", False):
        try:
            return tuple(_walked(content, bool(getattr(raw, "is_implicit_VR", False))))
        except (_Unusual, error):
            pass
    return tuple(_parsed(item) for item in items(dataset, "ROIContourSequence"))


def image_uids(series: Dataset) -> tuple[str, ...]:
    """ReferencedSOPInstanceUID of every image of a ContourImageSequence; empty text for one that has none."""
    found = _walked_items(series, "ContourImageSequence")
    if found is None:
        return tuple(uid(item, "ReferencedSOPInstanceUID") for item in items(series, "ContourImageSequence"))
    data, elements = found
    spans = (item.get(REFERENCED_IMAGE, (0, 0)) for item in elements)
    return tuple(data[first:last].decode("ascii", "replace").strip(" \0") for first, last in spans)


def _walked_items(dataset: Header, keyword: str) -> tuple[bytes, list[Elements]] | None:
    """The items of a sequence as bytes and where each element lies; None for one that is left to pydicom."""
    raw = dataset.get_item(keyword) if keyword in dataset else None
    content = getattr(raw, "value", None)
    if not isinstance(content, bytes) or not getattr(raw, "is_little_endian", False):
        return None
    try:
        return content, _items(content, (0, len(content)), bool(getattr(raw, "is_implicit_VR", False)))[0]
    except (_Unusual, error):
        return None


def _parsed(item: Dataset) -> Drawing:
    lines = (Line(code(line, "ContourGeometricType"), _decimals(line)) for line in items(item, "ContourSequence"))
    return Drawing(integer(item, "ReferencedROINumber"), numbers(item, "ROIDisplayColor"), tuple(lines))


def _decimals(item: Dataset) -> bytes:
    raw = item.get_item(POINTS) if POINTS in item else None
    content = getattr(raw, "value", None)
    if content is None:
        return b""
    if not isinstance(content, bytes):
        content = "\\".join(map(str, [content] if isinstance(content, int | float | str) else content)).encode()
    return content.strip(b" \0\\")


def _walked(data: bytes, implicit: bool) -> Iterator[Drawing]:
    for item in _items(data, (0, len(data)), implicit)[0]:
        number, colour = (_numbers(data, item.get(tag)) for tag in (NUMBER, COLOUR))
        inner = item.get(CONTOURS)
        drawn = _items(data, inner, implicit)[0] if inner else []
        whole = int(number[0]) if number and number[0] == int(number[0]) else None
        yield Drawing(whole, colour, tuple(_line(data, found) for found in drawn))


def _line(data: bytes, found: Elements) -> Line:
    first, last = found.get(KIND, (0, 0))
    kind = data[first:last].decode("ascii", "replace").strip(" \0").upper()
    first, last = found.get(POINTS, (0, 0))
    return Line(kind, data[first:last].strip(b" \0\\"))


def _numbers(data: bytes, span: Span | None) -> tuple[float, ...] | None:
    """All values of a short decimal or integer string; None when absent or not finite numbers."""
    if span is None:
        return None
    try:
        found = decimal_numbers(data[span[0] : span[1]].strip(b" \0"))
    except ValueError:
        return None
    values = tuple(found.tolist())
    return values if values and all(abs(v) < float("inf") for v in values) else None


def _items(data: bytes, span: Span, implicit: bool) -> tuple[list[Elements], int]:
    """The elements of each item of a sequence, and where the sequence ends."""
    position, end = span
    found = []
    while position < end:
        group, element, length = _PLAIN.unpack_from(data, position)
        tag, position = group << 16 | element, position + 8
        if tag == SEQUENCE_END:
            break
        if tag != ITEM:
            raise _Unusual
        until = end if length == UNDEFINED else position + length
        item, after = _elements(data, (position, until), implicit)
        position = after if length == UNDEFINED else until
        found.append(item)
    return found, position


def _elements(data: bytes, span: Span, implicit: bool) -> tuple[Elements, int]:
    """Where the value of each element lies, up to the end of its item."""
    position, end = span
    found: Elements = {}
    while position < end:
        group, element, form, length = _SHORT_FORM.unpack_from(data, position)
        tag = group << 16 | element
        if tag == ITEM_END:
            return found, position + 8
        start = position + 8
        if implicit:
            length = _LONG.unpack_from(data, position + 4)[0]
        elif form in LONG_FORMS:
            length, start = _LONG.unpack_from(data, start)[0], start + 4
        elif form not in SHORT_FORMS:
            raise _Unusual
        position = _items(data, (start, end), implicit)[1] if length == UNDEFINED else start + length
        if position > end:
            raise _Unusual
        found[tag] = start, position
    return found, position
