"""Headers of ordinary CT, MR and PET images, parsed by hand: many times faster than a general parser.

Knows just the attributes that image slices need, and answers for them as a dataset does. Whatever is out of the
ordinary (another class, big endian, deflated, damaged, out of order, text whose characters are not certain) is left to
pydicom.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from struct import unpack_from
from typing import BinaryIO

from pydicom.charset import python_encoding

from reirrad_gui.dicom.elements import UnusualError, Window, element, walked
from reirrad_gui.dicom.names import decoded
from reirrad_gui.dicom.runs import Runs, unlearnt

IMAGE_CLASSES = {
    b"1.2.840.10008.5.1.4.1.1.2",
    b"1.2.840.10008.5.1.4.1.1.4",
    b"1.2.840.10008.5.1.4.1.1.128",
}
IMPLICIT, EXPLICIT, RLE = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5"
COMPRESSED = "1.2.840.10008.1.2.4."
DEFLATED = {COMPRESSED + "95", COMPRESSED + "205"}
"""The compressed syntaxes that are not written as explicit little endian throughout."""
TAGS = {
    "SpecificCharacterSet": 0x00080005,
    "SOPClassUID": 0x00080016,
    "SOPInstanceUID": 0x00080018,
    "StudyDate": 0x00080020,
    "SeriesDate": 0x00080021,
    "AcquisitionDate": 0x00080022,
    "ContentDate": 0x00080023,
    "Modality": 0x00080060,
    "StudyDescription": 0x00081030,
    "SeriesDescription": 0x0008103E,
    "PatientName": 0x00100010,
    "PatientID": 0x00100020,
    "PatientBirthDate": 0x00100030,
    "PatientSex": 0x00100040,
    "BodyPartExamined": 0x00180015,
    "StudyInstanceUID": 0x0020000D,
    "SeriesInstanceUID": 0x0020000E,
    "InstanceNumber": 0x00200013,
    "ImagePositionPatient": 0x00200032,
    "ImageOrientationPatient": 0x00200037,
    "FrameOfReferenceUID": 0x00200052,
    "SamplesPerPixel": 0x00280002,
    "NumberOfFrames": 0x00280008,
    "Rows": 0x00280010,
    "Columns": 0x00280011,
    "PixelSpacing": 0x00280030,
    "BitsAllocated": 0x00280100,
    "BitsStored": 0x00280101,
    "PixelRepresentation": 0x00280103,
    "RescaleIntercept": 0x00281052,
    "RescaleSlope": 0x00281053,
    "Units": 0x00541001,
}
FORMS = {
    "UI": ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"),
    "DA": ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "PatientBirthDate"),
    "CS": ("SpecificCharacterSet", "Modality", "PatientSex", "BodyPartExamined", "Units"),
    "LO": ("StudyDescription", "SeriesDescription", "PatientID"),
    "PN": ("PatientName",),
    "IS": ("InstanceNumber", "NumberOfFrames"),
    "DS": ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "RescaleIntercept", "RescaleSlope"),
    "US": ("SamplesPerPixel", "Rows", "Columns", "BitsAllocated", "BitsStored", "PixelRepresentation"),
}
"""The value representation that each must have where a file writes it; another one is left to pydicom."""
ABSENT = {"ReferencedRTPlanSequence", "ReferencedStructureSetSequence", "ReferencedFrameOfReferenceSequence"}
"""Asked of every file; images do not have them."""
WANTED = {TAGS[name]: int.from_bytes(form.encode(), "little") for form, names in FORMS.items() for name in names}
BINARY = frozenset(FORMS["US"])
BINARY_TAGS, CODED_TAGS = ({TAGS[name] for name in FORMS[form]} for form in ("US", "LO"))
NUMERAL_TAGS = tuple(TAGS[name] for form in ("IS", "DS") for name in FORMS[form])
NAME, CHARSET, CLASS = (TAGS[name] for name in ("PatientName", "SpecificCharacterSet", "SOPClassUID"))
SYNTAX = 0x00020010
META = {SYNTAX: int.from_bytes(b"UI", "little")}
BEFORE_META, META_END, BEFORE_DATA_SET = 0x0001FFFF, 0x00030000, 0x0007FFFF
PIXEL_DATA = 0x7FE00010
OTHER_PIXELS = PIXEL_DATA - 2
PREAMBLE, AFTER_PREAMBLE = 128, 132
ESCAPE, IN_NUMERALS = b"\x1b", b"0123456789+-.eE\\ "


@dataclass(frozen=True, slots=True)
class RawElement:
    """The bytes of one element."""

    value: bytes


@dataclass(frozen=True, slots=True)
class RawHeader:
    """The wanted attributes of an image as bytes; answers `get`, `get_item` and `in` like a dataset."""

    elements: dict[int, bytes]

    def get(self, keyword: str, /) -> object:
        """The attribute: a whole number, one text, or a list of texts; None when absent or of impossible length."""
        if keyword in ABSENT:
            return None
        raw = self.elements.get(TAGS[keyword])
        if raw is None:
            return None
        if keyword in BINARY:
            return int(unpack_from("<H", raw)[0]) if raw and len(raw) % 2 == 0 else None
        text = self._text(raw)
        return text.split("\\") if "\\" in text else text

    def _text(self, raw: bytes) -> str:
        if raw.isascii():
            return raw.decode("ascii").strip(" \0")
        declared = self.elements.get(CHARSET, b"").decode("ascii", "replace")
        return decoded(raw, [part.strip() for part in declared.split("\\")])[0]

    def get_item(self, keyword: str, /) -> RawElement | None:
        """The attribute's bytes."""
        raw = self.elements.get(TAGS[keyword])
        return None if raw is None else RawElement(raw)

    def __contains__(self, keyword: str, /) -> bool:
        return keyword in TAGS and TAGS[keyword] in self.elements


@dataclass(frozen=True, slots=True)
class Parsed:
    """A header with its transfer syntax, and where its pixels begin and how long they say they are."""

    header: RawHeader
    transfer_syntax: str
    pixel_offset: int
    pixel_length: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What headers read before repeat: by explicit and by implicit representation."""

    explicit: Runs = field(default_factory=Runs)
    implicit: Runs = field(default_factory=Runs)


def parse(stream: BinaryIO, memory: Memory | None = None) -> Parsed | None:
    """The header of an ordinary image with preamble; None when pydicom should look at the file."""
    window = Window(stream)
    if window.bytes[PREAMBLE:AFTER_PREAMBLE] != b"DICM":
        return None
    try:
        return _parsed(window, memory or Memory(unlearnt(), unlearnt()))
    except (UnusualError, RecursionError):
        return None


def _parsed(window: Window, memory: Memory) -> Parsed:
    meta, (position, _) = walked(window, (AFTER_PREAMBLE, BEFORE_META), META_END, META, False, memory.explicit)
    syntax = meta.get(SYNTAX, b"").decode("ascii", "replace").rstrip(" \0")
    if not (syntax in (EXPLICIT, IMPLICIT, RLE) or (syntax.startswith(COMPRESSED) and syntax not in DEFLATED)):
        raise UnusualError
    implicit = syntax == IMPLICIT
    runs = memory.implicit if implicit else memory.explicit
    elements, place = walked(window, (position, BEFORE_DATA_SET), CLASS + 1, WANTED, implicit, runs)
    if elements.get(CLASS, b"").rstrip(b" \0") not in IMAGE_CLASSES:
        raise UnusualError
    others, (position, _) = walked(window, place, OTHER_PIXELS, WANTED, implicit, runs)
    elements.update(others)
    tag, start, length, _ = element(window, position, implicit)
    if tag != PIXEL_DATA or not _is_certain(elements):
        raise UnusualError
    memory.explicit.file_done()
    memory.implicit.file_done()
    return Parsed(RawHeader(elements), syntax, start, length)


def _is_certain(elements: dict[int, bytes]) -> bool:
    """True for numbers in digits, and for text in which every byte can only mean one character."""
    numerals = [elements[tag] for tag in NUMERAL_TAGS if tag in elements]
    if b"".join(numerals).translate(None, IN_NUMERALS) or not _is_known(elements.get(CHARSET, b"")):
        return False
    together = b"".join(elements.values())
    return (together.isascii() and ESCAPE not in together) or all(
        _is_plain(tag, value, elements.get(CHARSET, b"")) for tag, value in elements.items()
    )


def _is_plain(tag: int, value: bytes, charset: bytes) -> bool:
    """True for numbers, for names (always read from their bytes), and for text in ASCII or a plain declared set."""
    if tag in BINARY_TAGS or tag == NAME or (value.isascii() and ESCAPE not in value):
        return True
    if tag not in CODED_TAGS or ESCAPE in value:
        return False
    encoding = _one_byte_or_utf_8(charset)
    try:
        return encoding != "" and bool(value.decode(encoding))
    except UnicodeError:
        return False


@lru_cache(maxsize=64)
def _is_known(charset: bytes) -> bool:
    """True when every declared character set is one that the standard defines, or none is declared."""
    return all(part.strip(b" \0").decode("ascii", "replace") in python_encoding for part in charset.split(b"\\"))


@lru_cache(maxsize=64)
def _one_byte_or_utf_8(charset: bytes) -> str:
    """Python's name of the only declared character set, where no byte of a letter can look like a backslash."""
    name = charset.strip(b" \0").decode("ascii", "replace")
    encoding = python_encoding.get(name, "") if name else ""
    return encoding if encoding == "UTF8" or encoding.startswith(("iso8859", "iso_ir", "latin")) else ""
