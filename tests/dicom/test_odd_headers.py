"""Whatever a header holds, reading it by hand gives the answer of the general parser, or leaves the file to it."""

import hashlib
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dicom import reading
from reirrad_gui.dicom.archives import Scratch
from reirrad_gui.dicom.contents import Contents, read_contents
from reirrad_gui.dicom.fastheader import FORMS, Memory, RawHeader, parse
from reirrad_gui.dicom.images import Slice
from reirrad_gui.dicom.progress import silent
from reirrad_gui.dicom.reading import open_file
from reirrad_gui.dicom.scan import find_files
from reirrad_gui.dicom.values import integer, numbers, stated, text, written
from tests.support.written_headers import (
    EXPLICIT,
    IMPLICIT,
    SEQUENCE_END,
    UNDEFINED,
    Element,
    Item,
    file_bytes,
    number,
    slice_elements,
    write,
)
from tests.support.written_headers import text as text_of

Answer = tuple[object, ...]
Change = Callable[[dict[int, Element]], None]


def answer(contents: Contents) -> Answer:
    """All that becomes of the files: slices and whose they are, sentences, counts."""
    items = [(i.content if isinstance(i.content, Slice) else type(i.content), i.belongs) for i in contents.items]
    return items, [problem.sentence for problem in contents.problems], contents.unused, contents.others


def answers(paths: Iterable[Path]) -> tuple[Answer, Answer]:
    """By hand where that is possible, and by pydicom alone."""
    scan = find_files(paths, Scratch())
    by_hand = answer(read_contents(scan, silent))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "parse", lambda *_: None)
        return by_hand, answer(read_contents(scan, silent))


def is_parsed_by_hand(path: Path) -> bool:
    with path.open("rb", buffering=0) as stream:
        return parse(stream) is not None


def values_both_ways(path: Path) -> list[tuple[object, object]]:
    """For each attribute, all that is ever asked of it, by hand and by pydicom."""
    opened = open_file(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "parse", lambda *_: None)
        other = open_file(path)
    assert opened is not None
    assert other is not None
    assert isinstance(opened.dataset, RawHeader)
    assert not isinstance(other.dataset, RawHeader)
    assert (opened.pixels, opened.transfer_syntax) == (other.pixels, other.transfer_syntax)
    asked = {"US": (integer,), "DS": (stated, written, numbers), "IS": (stated, written, integer)}
    return [
        ((keyword, ask(opened.dataset, keyword)), (keyword, ask(other.dataset, keyword)))
        for form, keywords in FORMS.items()
        if form != "PN"  # a name's bytes are decoded by one function both ways
        for keyword in keywords
        for ask in asked.get(form, (stated, written, text))  # bytes first: pydicom forgets what it has converted
    ]


def put(*elements: Element) -> Change:
    def change(slice_: dict[int, Element]) -> None:
        slice_.update({element.tag: element for element in elements})

    return change


def without(*tags: int) -> Change:
    def change(slice_: dict[int, Element]) -> None:
        for tag in tags:
            del slice_[tag]

    return change


def file_with(*changes: Change, syntax: str | None = EXPLICIT, implicit: bool | None = None) -> bytes:
    slice_ = slice_elements()
    for change in changes:
        change(slice_)
    return file_bytes([slice_[tag] for tag in sorted(slice_)], syntax, implicit)


CODE = Element(0x00080100, b"SH", b"x ")
TWO_CODES = (Item([CODE]), Item([CODE], UNDEFINED))
NESTED = Element(0x00081140, b"SQ", items=[Item([Element(0x0040A170, b"SQ", length=UNDEFINED, items=TWO_CODES)])])
SOMEBODY_ELSE = text_of(0x00100020, "LO", "SOMEBODY ELSE")
OWN_PATIENT = Element(
    0x00081120, b"SQ", length=UNDEFINED, items=[Item([SOMEBODY_ELSE]), Item([SOMEBODY_ELSE], UNDEFINED)]
)
ICON = Element(0x7FE00010, b"OB", length=UNDEFINED, items=[Item(fragment=b"ab")])
DESCRIPTION, NAME = 0x0008103E, 0x00100010


def of_set(charset: str, raw: bytes) -> Change:
    """A description and a name in bytes of a declared character set."""
    return put(text_of(0x00080005, "CS", charset), text_of(DESCRIPTION, "LO", raw), text_of(NAME, "PN", raw))


BY_HAND = {
    "ordinary": put(),
    "group lengths": put(Element(0x00080000, b"UL", pack("<L", 99)), Element(0x00100000, b"UL", pack("<L", 9))),
    "sequences of stated length": put(NESTED),
    "sequences of undefined length": put(OWN_PATIENT),
    "private elements and sequences": put(
        text_of(0x00090010, "LO", "VENDOR"),
        Element(0x00091001, b"UN", bytes(70_000)),
        Element(0x00091002, b"SQ", length=UNDEFINED, items=TWO_CODES),
    ),
    "a sequence without items": put(Element(0x00081140, b"SQ", length=UNDEFINED)),
    "nothing stated": put(
        *(text_of(tag, "LO", "") for tag in (0x00081030, DESCRIPTION, 0x00100020)),
        text_of(0x00200013, "IS", ""),
        text_of(0x00200032, "DS", ""),
        text_of(0x00080022, "DA", ""),
    ),
    "no position, number and dates": without(0x00200013, 0x00200032, 0x00080020, 0x00080021, 0x00080022, 0x00080023),
    "no series": without(0x0020000E),
    "no UID of its own": without(0x00080018),
    "no patient": without(0x00100010, 0x00100020, 0x00100030, 0x00100040),
    "no character set": without(0x00080005),
    "numbers between blanks": put(
        text_of(0x00200032, "DS", " -1.5e1 \\ +2\\3.25 "),
        text_of(0x00200013, "IS", " 7 "),
        text_of(0x00280030, "DS", " .5\\00.75 "),
    ),
    "numbers that are none": put(text_of(0x00200032, "DS", "1\\-+\\3"), text_of(0x00200013, "IS", "7e")),
    "numbers with decimals where none belong": put(text_of(0x00200013, "IS", "7.0"), text_of(0x00280008, "IS", "1.5")),
    "infinite and missing numbers": put(text_of(0x00200032, "DS", "1\\1e999\\2"), text_of(0x00280030, "DS", "\\0.75")),
    "too few and too many values": put(text_of(0x00200032, "DS", "1\\2"), text_of(0x00280030, "DS", "1\\2\\3")),
    "a number of 30 digits": put(text_of(0x00200013, "IS", "9" * 30), text_of(0x00200032, "DS", f"{'1' * 30}\\0\\0")),
    "several values of text": put(text_of(DESCRIPTION, "LO", "one\\two \\"), text_of(0x00080060, "CS", " ct ")),
    "control characters": put(text_of(DESCRIPTION, "LO", b"a\r\nb\x07c\0"), text_of(0x00100020, "LO", b"\0 ID\t1")),
    "odd lengths": put(Element(DESCRIPTION, b"LO", b"abc"), Element(0x00100020, b"LO", b"1")),
    "rows twice": put(number(0x00280010, 2, 7)),
    "rows of no bytes": put(Element(0x00280010, b"US", b"")),
    "rows of three bytes": put(Element(0x00280010, b"US", b"\2\0\0")),
    "160 columns": put(number(0x00280011, 160), Element(0x7FE00010, b"OW", bytes(640))),
    "frames": put(text_of(0x00280008, "IS", "2"), Element(0x7FE00010, b"OW", bytes(24))),
    "cut pixels": put(Element(0x7FE00010, b"OW", bytes(10), 12)),
    "no pixels to speak of": put(Element(0x7FE00010, b"OW", b"\0\0\0\0", 0)),
    "Latin-1": of_set("ISO_IR 100", "Müller".encode("latin-1")),
    "UTF-8": of_set("ISO_IR 192", "Mușat ß".encode()),
    "Greek": of_set("ISO_IR 126", "Δοσις".encode("iso8859-7")),
    "another modality in a CT": put(text_of(0x00080060, "CS", "SR")),
    "a header of 200 kB": put(text_of(0x00090010, "LO", "VENDOR"), Element(0x00091001, b"OB", bytes(200_000))),
}
LEFT_TO_PYDICOM = {
    "another form of text": put(Element(DESCRIPTION, b"SH", b"Becken")),
    "another form of number": put(Element(0x00280010, b"UL", pack("<L", 2))),
    "an unknown value": put(Element(0x00100020, b"UN", b"W-1 ")),
    "an unknown sequence of undefined length": put(Element(0x00091002, b"UN", length=UNDEFINED, items=[Item()])),
    "a representation that does not exist": put(Element(0x00181000, b"XX", b"12")),
    "an item longer than its sequence says": put(Element(0x00081140, b"SQ", length=UNDEFINED, items=[Item([CODE], 6)])),
    "compressed pixels of an icon": put(Element(0x00880200, b"SQ", length=UNDEFINED, items=[Item([ICON])])),
    "undeclared letters": put(text_of(0x00080005, "CS", ""), text_of(DESCRIPTION, "LO", "dépl.".encode("latin-1"))),
    "undeclared UTF-8": put(text_of(0x00080005, "CS", ""), text_of(DESCRIPTION, "LO", "dépl.".encode())),
    "letters that the declared set has not": of_set("ISO_IR 192", b"M\xfcller"),
    "Japanese with escapes": of_set("\\ISO 2022 IR 87", b"Yamada=\x1b$B;3ED\x1b(B"),
    "Chinese, with a byte that looks like a backslash": of_set("GB18030", b"a\x81\x5cb"),
    "a misspelt character set": of_set("ISO IR 100", b"M\xfcller"),
    "a character set that does not exist": of_set("MY SET", b"plain"),
    "letters in a code": put(text_of(0x00080060, "CS", b"C\xd0")),
    "a NUL behind a number": put(text_of(0x00200013, "IS", "7", b"\0")),
    "a NUL in a number": put(text_of(0x00280030, "DS", b"0.\0\\0.75")),
    "a number in words": put(text_of(0x00200013, "IS", "seven"), text_of(0x00200032, "DS", "1\\nan\\3")),
    "a separator of groups behind a number": put(text_of(0x00280030, "DS", b"0.5\\0.7\x1c")),
    "letters in a number": put(text_of(0x00200032, "DS", b"1\\2\\3\xa0")),
    "float pixels": lambda s: (s.pop(0x7FE00010), s.update({0x7FE00008: Element(0x7FE00008, b"OF", bytes(24))})),
    "no pixels": without(0x7FE00010),
    "no class": without(0x00080016),
    "no transfer syntax": None,
}
BYTES_LEFT_TO_PYDICOM = {
    "file meta of another group": lambda content: content[:132] + b"\1" + content[133:],
    "a command in front of the data set": lambda content: content.replace(
        b"\x08\0\x05\0CS", Element(0x00000002, b"UI", b"1.2\0").encoded() + b"\x08\0\x05\0CS", 1
    ),
    "an attribute twice": lambda content: content.replace(b"\x08\0\x60\0CS\2\0CT", 2 * b"\x08\0\x60\0CS\2\0CT"),
    "the end in the middle of a value": lambda content: content[: content.index(b"Becken") + 3],
    "the end behind the header": lambda content: content[: content.index(b"\xe0\x7f\x10\0OW")],
    "the end in the header of the pixels": lambda content: content[: content.index(b"\xe0\x7f\x10\0OW") + 7],
}


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT], ids=["explicit", "implicit"])
@pytest.mark.parametrize("kind", BY_HAND)
def test_what_is_certain_is_read_by_hand_to_the_same_answer(tmp_path, kind, syntax):
    path = write(tmp_path / "x.dcm", file_with(BY_HAND[kind], syntax=syntax))
    assert is_parsed_by_hand(path)
    by_hand, by_pydicom = zip(*values_both_ways(path), strict=True)
    assert by_hand == by_pydicom
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom


@pytest.mark.parametrize("kind", LEFT_TO_PYDICOM)
def test_what_is_not_certain_is_left_to_the_general_parser(tmp_path, kind):
    change = LEFT_TO_PYDICOM[kind]
    content = file_with(put() if change is None else change, syntax=None if change is None else EXPLICIT)
    path = write(tmp_path / "x.dcm", content)
    assert not is_parsed_by_hand(path)
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom


@pytest.mark.parametrize("kind", BYTES_LEFT_TO_PYDICOM)
def test_bytes_that_no_program_should_write_are_left_to_the_general_parser(tmp_path, kind):
    path = write(tmp_path / "x.dcm", BYTES_LEFT_TO_PYDICOM[kind](file_with()))
    assert path.read_bytes() != file_with()
    assert not is_parsed_by_hand(path)
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom


@pytest.mark.parametrize(("stated_syntax", "implicit"), [(EXPLICIT, True), (IMPLICIT, False)])
def test_a_data_set_written_otherwise_than_stated_is_left_to_the_general_parser(tmp_path, stated_syntax, implicit):
    path = write(tmp_path / "x.dcm", file_with(syntax=stated_syntax, implicit=implicit))
    assert not is_parsed_by_hand(path)
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom
    [item] = read_contents(find_files([path], Scratch()), silent).items
    assert isinstance(item.content, Slice)
    assert item.content.refusal == ""


PRIVATE_BIG_ENDIAN_PIXELS, JPIP_DEFLATED, JPEG_LS = (
    "1.2.840.113619.5.2",
    "1.2.840.10008.1.2.4.95",
    "1.2.840.10008.1.2.4.80",
)


@pytest.mark.parametrize(
    ("syntax", "by_hand"), [(PRIVATE_BIG_ENDIAN_PIXELS, False), (JPIP_DEFLATED, False), (JPEG_LS, True)]
)
def test_only_syntaxes_that_are_known_to_be_little_endian_throughout_are_read_by_hand(tmp_path, syntax, by_hand):
    path = write(tmp_path / "x.dcm", file_with(syntax=syntax))
    assert is_parsed_by_hand(path) is by_hand
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom


def test_sequences_in_sequences_without_end_are_left_to_the_general_parser(tmp_path):
    inner = Element(0x0040A730, b"SQ", length=UNDEFINED).encoded()
    for _ in range(2000):
        head = Element(0x0040A730, b"SQ", length=UNDEFINED).encoded()[: -len(SEQUENCE_END)]
        inner = head + Item(fragment=inner, length=UNDEFINED).encoded(implicit=False) + SEQUENCE_END
    outer = Element(0x00081140, b"SQ", length=UNDEFINED, items=[Item(fragment=inner)])
    assert not is_parsed_by_hand(write(tmp_path / "x.dcm", file_with(put(outer))))


# Anything at all

RAW = st.one_of(
    st.sampled_from(
        [b"", b" ", b"\0", b"1", b"1\\2", b"1\\2\\3", b"-1.5e3", b"1_0", b"ISO_IR 192", b"\\", b"CT", b"20130107"]
    ),
    st.binary(max_size=12),
    st.text(st.characters(codec="utf-8"), max_size=6).map(str.encode),
)
ANY_TAG = st.sampled_from(sorted(slice_elements()))


@given(changes=st.lists(st.tuples(ANY_TAG, RAW), max_size=4), syntax=st.sampled_from([EXPLICIT, IMPLICIT]))
def test_any_value_of_any_attribute_is_read_to_the_same_answer(tmp_path_factory, changes, syntax):
    slice_ = slice_elements()
    for tag, raw in changes:
        slice_[tag] = slice_[tag]._replace(value=raw)
    path = write(tmp_path_factory.mktemp("any") / "x.dcm", file_bytes(slice_.values(), syntax))
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom


@given(seed=st.integers(0, 2**32), syntax=st.sampled_from([EXPLICIT, IMPLICIT]), cut=st.booleans())
def test_a_damaged_header_is_read_to_the_same_answer(tmp_path_factory, seed, syntax, cut):
    chance = random.Random(seed)
    content = bytearray(file_with(put(NESTED, OWN_PATIENT), syntax=syntax))
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(128, len(content))] = chance.choice([0, 1, 0xFF, 0x20, chance.randrange(256)])
    if cut:
        del content[chance.randrange(128, len(content)) :]
    path = write(tmp_path_factory.mktemp("damaged") / "x.dcm", bytes(content))
    by_hand, by_pydicom = answers([path])
    assert by_hand == by_pydicom


@given(seed=st.integers(0, 2**32))
def test_what_images_before_it_held_never_changes_what_is_read_from_an_image(tmp_path_factory, seed):
    # runs of bytes that repeat are skipped: many images, alike but for a few elements, one memory for all of them
    chance = random.Random(seed)
    memory, folder = Memory(), tmp_path_factory.mktemp("series")
    long = put(
        text_of(0x00090010, "LO", "VENDOR"), Element(0x00091001, b"OB", bytes(chance.choice([10, 16_000, 40_000])))
    )
    for index in range(12):
        slice_ = slice_elements(chance.randrange(1, 30), chance.choice(["1.2.3.4", "1.2.3.40"]))
        for change in chance.sample([put(NESTED), put(OWN_PATIENT), long, without(DESCRIPTION)], chance.randrange(3)):
            change(slice_)
        for _ in range(chance.randrange(3)):
            tag = chance.choice(sorted(slice_))
            slice_[tag] = slice_[tag]._replace(value=chance.choice([b"", b"1 ", b"other ", b"1\\2\\3 "]))
        syntax = chance.choice([EXPLICIT, EXPLICIT, IMPLICIT])
        path = write(folder / f"{index}.dcm", file_bytes([slice_[tag] for tag in sorted(slice_)], syntax))
        with path.open("rb", buffering=0) as stream:
            remembering = parse(stream, memory)
            stream.seek(0)
            assert remembering == parse(stream)
    by_hand, by_pydicom = answers([folder])
    assert by_hand == by_pydicom


def test_a_memory_soon_walks_over_little_more_than_what_differs(tmp_path):
    memory = Memory()
    for index in range(1, 10):
        slice_ = slice_elements(index)
        path = write(tmp_path / f"{index}.dcm", file_bytes(slice_.values()))
        with path.open("rb", buffering=0) as stream:
            assert parse(stream, memory) is not None
    skipped = sum(len(run.parts) for run in memory.explicit.after.values())
    differing = 4  # UID, time, number, position
    assert memory.explicit.learning == 0
    assert skipped >= len(slice_) - differing - 4


def test_reading_thousands_of_slices_touches_no_file(tmp_path):
    for index in range(1, 40):
        write(tmp_path / f"{index}.dcm", file_bytes(slice_elements(index).values()))
    write(tmp_path / "odd.dcm", file_with(LEFT_TO_PYDICOM["an unknown value"]))
    write(tmp_path / "note.txt", b"no DICOM")

    def state() -> dict[str, tuple[str, int]]:
        return {p.name: (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()}

    before = state()
    contents = read_contents(find_files([tmp_path], Scratch()), silent)
    assert (len(contents.items), contents.others) == (40, 1)
    assert state() == before
