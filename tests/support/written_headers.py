"""Image files written byte by byte: whatever a header can hold, also what no library would write."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from struct import pack
from typing import NamedTuple

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"
LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
UNDEFINED = 0xFFFFFFFF
SEQUENCE_END = pack("<HHL", 0xFFFE, 0xE0DD, 0)
ITEM_END = pack("<HHL", 0xFFFE, 0xE00D, 0)


class Item(NamedTuple):
    """An item of a sequence; with the length UNDEFINED it ends with its delimiter."""

    elements: Sequence["Element"] = ()
    length: int | None = None
    fragment: bytes = b""

    def encoded(self, implicit: bool) -> bytes:
        content = b"".join(element.encoded(implicit) for element in self.elements) + self.fragment
        end = ITEM_END if self.length == UNDEFINED else b""
        return pack("<HHL", 0xFFFE, 0xE000, len(content) if self.length is None else self.length) + content + end


class Element(NamedTuple):
    """One element as it is to be written; `length` only where it is not that of the value.

    Of a sequence the items are given instead of the value; with the length UNDEFINED it ends with its delimiter.
    """

    tag: int
    form: bytes
    value: bytes = b""
    length: int | None = None
    items: Sequence[Item] = ()

    def encoded(self, implicit: bool = False) -> bytes:
        """Little endian."""
        end = SEQUENCE_END if self.length == UNDEFINED else b""
        value = self.value + b"".join(item.encoded(implicit) for item in self.items) + end
        length = len(value) if self.length is None else self.length
        head = pack("<HH", self.tag >> 16, self.tag & 0xFFFF)
        if implicit:
            return head + pack("<L", length) + value
        if self.form in LONG:
            return head + self.form + pack("<HL", 0, length) + value
        return head + self.form + pack("<H", length & 0xFFFF) + value


def text(tag: int, form: str, value: str | bytes, pad: bytes = b" ") -> Element:
    """An element of text, padded to even length."""
    raw = value.encode("ascii") if isinstance(value, str) else value
    return Element(tag, form.encode(), raw + pad * (len(raw) % 2))


def number(tag: int, *values: int) -> Element:
    return Element(tag, b"US", pack(f"<{len(values)}H", *values))


def slice_elements(index: int = 1, series: str = "1.2.3.4") -> dict[int, Element]:
    """An ordinary CT slice of 2 × 3 pixels, by tag."""
    elements = (
        text(0x00080005, "CS", "ISO_IR 100"),
        text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
        text(0x00080016, "UI", CT, b"\0"),
        text(0x00080018, "UI", f"{series}.{index}", b"\0"),
        text(0x00080020, "DA", "20130107"),
        text(0x00080021, "DA", "20130108"),
        text(0x00080022, "DA", "20130109"),
        text(0x00080023, "DA", "20130110"),
        text(0x00080033, "TM", f"1200{index:02d}"),
        text(0x00080060, "CS", "CT"),
        text(0x00081030, "LO", "Study"),
        text(0x0008103E, "LO", "Becken"),
        text(0x00100010, "PN", "Phantom^Written"),
        text(0x00100020, "LO", "W-1"),
        text(0x00100030, "DA", "19500102"),
        text(0x00100040, "CS", "M"),
        text(0x00180015, "CS", "PELVIS"),
        text(0x00180050, "DS", "3"),
        text(0x0020000D, "UI", "1.2.3", b"\0"),
        text(0x0020000E, "UI", series, b"\0"),
        text(0x00200013, "IS", str(index)),
        text(0x00200032, "DS", f"-10\\-20\\{3 * index}"),
        text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
        text(0x00200052, "UI", "1.2.3.9", b"\0"),
        number(0x00280002, 1),
        text(0x00280004, "CS", "MONOCHROME2"),
        number(0x00280010, 2),
        number(0x00280011, 3),
        text(0x00280030, "DS", "0.5\\0.75"),
        number(0x00280100, 16),
        number(0x00280101, 16),
        number(0x00280102, 15),
        number(0x00280103, 1),
        text(0x00281052, "DS", "-1024"),
        text(0x00281053, "DS", "1"),
        Element(0x7FE00010, b"OW", bytes(12)),
    )
    return {element.tag: element for element in elements}


def file_bytes(elements: Iterable[Element], syntax: str | None = EXPLICIT, implicit: bool | None = None) -> bytes:
    """A file with preamble and file meta; its data set is written as the transfer syntax says, or otherwise."""
    meta = [text(0x00020002, "UI", CT, b"\0"), text(0x00020003, "UI", "1.2.3.4.1", b"\0")]
    if syntax is not None:
        meta.append(text(0x00020010, "UI", syntax, b"\0"))
    encoded = b"".join(element.encoded() for element in meta)
    length = Element(0x00020000, b"UL", pack("<L", len(encoded))).encoded()
    plainly = syntax == IMPLICIT if implicit is None else implicit
    return bytes(128) + b"DICM" + length + encoded + b"".join(element.encoded(plainly) for element in elements)


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
