"""What becomes of one attribute of a data set: by the table, else by its value representation.

Numbers stay byte for byte. A text stays byte for byte unless something was taken out of it. What is not understood, and
could hold a text, is removed.
"""

import re
from typing import Any, Final

from pydicom.charset import convert_encodings, encode_string
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from reirrad_gui.dicom.deidentify.shift import Shift
from reirrad_gui.dicom.deidentify.table import Rule, rules
from reirrad_gui.dicom.deidentify.texts import Texts
from reirrad_gui.dicom.deidentify.uids import Uids
from reirrad_gui.dicom.names import charsets, decoded

NUMBERS: Final = frozenset(["US", "SS", "UL", "SL", "FL", "FD", "AT", "SV", "UV"])
NUMERALS: Final = frozenset(("IS", "DS"))
TEXTS: Final = frozenset(["LO", "SH", "LT", "ST", "UT", "UC"])
BINARY: Final = frozenset(["OB", "OW", "OF", "OD", "OL", "OV", "UN"])
KEPT_BINARY: Final = frozenset(
    {
        "PixelData", "FloatPixelData", "DoubleFloatPixelData", "VectorGridData", "LUTData", "PointCoordinatesData",
        "RedPaletteColorLookupTableData", "GreenPaletteColorLookupTableData", "BluePaletteColorLookupTableData",
    }
)  # fmt: skip
NO_CODE: Final = re.compile(r"[^A-Za-z0-9_ \\.,/+()-]")
SHORT, LONG = 16, 64
MOST: Final = {"SH": SHORT, "LO": LONG, "CS": SHORT, "AE": SHORT}
WHERE: Final = {
    "ROIName": "structures", "ROIObservationLabel": "structures", "RTPlanLabel": "plans", "RTPlanName": "plans",
    "StructureSetLabel": "structure sets", "StructureSetName": "structure sets", "SeriesDescription": "series",
    "StudyDescription": "studies",
}  # fmt: skip
IN_NUMERALS: Final = b"0123456789+-.eE\\ \0\t\r\n\v\f"
IN_TIMES: Final = b"0123456789+-.:\\ \0"
SAYS_NOTHING: Final = "REMOVED"


class Elements:
    """The rules for one copy, applied to data sets in place."""

    def __init__(self, texts: Texts, uids: Uids, shift: Shift, identity: tuple[str, str]) -> None:
        self._texts, self._uids, self._shift = texts, uids, shift
        self._identity = {"PatientName": identity[0], "PatientID": identity[1]}
        self._rules = rules()

    def clean(self, dataset: Dataset, declared: tuple[str, ...] = ()) -> None:
        """Every attribute of a data set and of all that is nested in it."""
        declared = charsets(dataset) or declared
        for tag in list(dataset.keys()):
            if _never(tag):
                del dataset[tag]
            elif tag != 0x00080005:
                self._attribute(dataset, tag, declared)

    def _attribute(self, dataset: Dataset, tag: BaseTag, declared: tuple[str, ...]) -> None:
        rule = self._rules.get(tag)
        keyword = keyword_for_tag(tag)
        if keyword in self._identity:
            dataset.add_new(tag, "PN" if keyword == "PatientName" else "LO", self._identity[keyword])
            return
        if rule is not None and not (rule.dates or rule.text or rule.action == "U"):
            self._by_table(dataset, tag, rule)
            return
        kind, content = _content(dataset, tag)
        if kind == "SQ":
            for item in content:
                self.clean(item, declared)
        elif not self._stays(kind, content, keyword):
            self._changed(dataset, tag, kind, content, keyword, declared)

    def _by_table(self, dataset: Dataset, tag: BaseTag, rule: Rule) -> None:
        """Removed, emptied or replaced."""
        kind = _kind(tag)
        if rule.action == "X" or kind in (*BINARY, "SQ", "UR", "UI"):
            del dataset[tag]
            return
        said = rule.action == "D" and kind in (*TEXTS, "PN", "AE")
        dataset.add_new(tag, kind, SAYS_NOTHING if said else None)

    def _stays(self, kind: str, content: Any, keyword: str) -> bool:
        if kind in NUMBERS:
            return True
        if kind in BINARY:
            return keyword in KEPT_BINARY
        if kind in NUMERALS:
            return not isinstance(content, bytes) or not content.translate(None, IN_NUMERALS)
        if kind == "TM":
            return not _as_bytes(content).translate(None, IN_TIMES)
        return content in (None, b"", "")

    def _changed(
        self, dataset: Dataset, tag: BaseTag, kind: str, content: Any, keyword: str, declared: tuple[str, ...]
    ) -> None:
        """Whatever does not stay as it is: moved, replaced, cleaned or removed."""
        if kind in ("DA", "DT"):
            move = self._shift.dicom_date if kind == "DA" else self._shift.dicom_moment
            self._put(dataset, tag, kind, "\\".join(move(one) for one in _ascii(content).split("\\")))
        elif kind == "UI":
            self._put(dataset, tag, kind, "\\".join(self._uids.new(one) for one in _ascii(content).split("\\")))
        elif kind in TEXTS:
            self._clean_text(dataset, tag, kind, content, keyword, declared)
        elif kind == "PN":
            dataset.add_new(tag, "PN", None)
        elif kind not in ("CS", "AS") or not self._is_plain_code(_ascii(content), kind):
            del dataset[tag]
            if kind in (*NUMERALS, "CS", "AS", "TM"):
                self._texts.not_understood[keyword or "an unknown attribute"] += 1

    def _is_plain_code(self, written: str, kind: str) -> bool:
        if kind == "AS":
            return re.fullmatch(r"\d{3}[DWMY]", written) is not None
        return NO_CODE.search(written) is None and not self._texts.names_somebody(written)

    def _clean_text(
        self, dataset: Dataset, tag: BaseTag, kind: str, content: Any, keyword: str, declared: tuple[str, ...]
    ) -> None:
        """A text stays byte for byte where nothing is taken out."""
        written = decoded(content, declared)[0] if isinstance(content, bytes) else _joined(content)
        where = WHERE.get(keyword, "other descriptions")
        cleaned = self._texts.clean(written, where, MOST.get(kind))
        if cleaned != written or not isinstance(content, bytes):
            self._put(dataset, tag, kind, cleaned, declared)

    def _put(self, dataset: Dataset, tag: BaseTag, kind: str, text: str, declared: tuple[str, ...] = ()) -> None:
        """A text as bytes, in the characters of the data set where it has them."""
        raw = _encoded(text, declared)
        raw += (b"\0" if kind == "UI" else b" ") * (len(raw) % 2)
        little = dataset.original_encoding[1] is not False
        implicit = bool(dataset.original_encoding[0])
        dataset[tag] = RawDataElement(tag, kind, len(raw), raw, 0, implicit, little)


def _never(tag: BaseTag) -> bool:
    """Private attributes, curves, overlays, lengths of groups and padding: in no copy."""
    return (
        tag.is_private
        or tag.element == 0
        or tag.group & 0xFF00 in (0x5000, 0x6000)
        or tag in (0xFFFCFFFC, 0xFFFAFFFA)
        or tag.group == 0x0002
    )


def _kind(tag: BaseTag) -> str:
    return dictionary_VR(tag).split(" ")[0]


def _content(dataset: Dataset, tag: BaseTag) -> tuple[str, Any]:
    """Value representation and bytes, or what pydicom has made of them already; items where it is a sequence."""
    found: Any = dataset.get_item(tag)
    kind = found.VR if found is not None else "UN"
    if isinstance(found, RawDataElement) and kind not in (None, "UN", "SQ"):
        return kind, found.value
    try:
        element = dataset[tag]
    except Exception:  # a damaged value: it is not understood, so it does not go into the copy
        return "UN", None
    if isinstance(found, RawDataElement) and element.VR not in ("SQ", "UN", "PN"):
        return element.VR, found.value
    return element.VR, element.value


def _as_bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else _joined(content).encode("ascii", "replace")


def _ascii(content: Any) -> str:
    return _as_bytes(content).decode("ascii", "replace").strip(" \0")


def _joined(content: Any) -> str:
    if content is None:
        return ""
    if isinstance(content, list | tuple) or hasattr(content, "append"):
        return "\\".join(str(one) for one in content)
    return str(content)


def _encoded(text: str, declared: tuple[str, ...]) -> bytes:
    """In the declared characters, else in the ones that `names.decoded` takes undeclared ones for."""
    if text.isascii():
        return text.encode("ascii")
    try:
        return bytes(encode_string(text, convert_encodings(list(declared)))) if declared else text.encode("utf-8")
    except (UnicodeError, LookupError):
        return text.encode("ascii", "replace")
