"""Walking over the elements of a data set by their lengths (PS3.5 7.1), without understanding their values.

What a strict reading does not allow raises `UnusualError`: pydicom then looks at the file.
"""

from collections.abc import Mapping
from struct import Struct
from typing import BinaryIO

from pydicom.datadict import dictionary_VR

from reirrad_gui.dicom.runs import Runs, Walked

FIRST_BYTES = 1 << 14
MORE_BYTES = 1 << 18
ELEMENT_BYTES = 12
"""As many bytes must follow wherever an element begins: its own header at its longest."""


def _codes(names: str) -> frozenset[int]:
    """Value representations as the numbers that their two letters make."""
    return frozenset(int.from_bytes(name.encode("ascii"), "little") for name in names.split())


SHORT_FORMS = _codes("AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US")
LONG_FORMS = _codes("OB OD OF OL OV OW SQ SV UC UN UR UT UV")
FORMS = SHORT_FORMS | LONG_FORMS
(SEQUENCE,) = _codes("SQ")
EXPLICIT_HEAD, IMPLICIT_HEAD, LENGTH = Struct("<HHHH").unpack_from, Struct("<HHL").unpack_from, Struct("<L").unpack_from
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
ITEM_GROUP = 0xFFFE


class UnusualError(Exception):
    """Something that is left to pydicom."""


class Window:
    """The beginning of a file, read further on demand. `bytes` is replaced when that happens."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes = stream.read(FIRST_BYTES)

    def until(self, end: int) -> bytes:
        """At least `end` bytes of the file; UnusualError when it has not so many."""
        while len(self.bytes) < end:
            more = self._stream.read(max(MORE_BYTES, end - len(self.bytes)))
            if not more:
                raise UnusualError
            self.bytes += more
        return self.bytes


def walked(
    window: Window, place: tuple[int, int], end: int, wanted: Mapping[int, int], implicit: bool, runs: Runs
) -> tuple[dict[int, bytes], tuple[int, int]]:
    """The values of wanted elements up to the first tag that is `end` or beyond. One loop, written for speed.

    Parameters
    ----------
    place
        Where to begin in the file, and the tag in front of it: tags must ascend.
    wanted
        Tags, each with the representation that its value must have where the file writes one.

    Returns
    -------
    values by tag, and the place of the first element that was not walked over
    """
    values: dict[int, bytes] = {}
    steps: list[Walked] = []
    position, last = place
    data = window.bytes
    held = len(data) - ELEMENT_BYTES
    while True:
        run = runs.after.get(last)
        if run is not None:
            if data.startswith(run.content, position):
                values.update(run.values)
                position += len(run.content)
                last = run.last
                continue
            runs.broke(last, data, position)
        if position > held:
            data = window.until(position + ELEMENT_BYTES)
            held = len(data) - ELEMENT_BYTES
        group, number, form, length = EXPLICIT_HEAD(data, position)
        tag = group << 16 | number
        if tag >= end:
            break
        start = position + 8
        if implicit:
            length = LENGTH(data, position + 4)[0]
        elif form not in SHORT_FORMS:
            length = LENGTH(data, start)[0]
            start += 4
        if tag <= last or not (implicit or form in FORMS):
            raise UnusualError
        after = after_sequence(window, start, implicit, tag, form) if length == UNDEFINED else start + length
        if tag in wanted:
            if length == UNDEFINED or not (implicit or form == wanted[tag]):
                raise UnusualError
            values[tag] = window.until(after)[start:after]
        if runs.learning:
            steps.append((last, tag, position, after))
        position, last = after, tag
    if runs.learning:
        runs.learn(steps, window.bytes, values)
    return values, (position, last)


def element(window: Window, position: int, implicit: bool) -> tuple[int, int, int, int]:
    """Tag, where the value begins, its length (or UNDEFINED), and its representation (0 where it is not written)."""
    data = window.until(position + ELEMENT_BYTES)
    group, number, form, length = EXPLICIT_HEAD(data, position)
    if implicit or group == ITEM_GROUP:
        return group << 16 | number, position + 8, LENGTH(data, position + 4)[0], 0
    if form in SHORT_FORMS:
        return group << 16 | number, position + 8, length, form
    if form not in LONG_FORMS:
        raise UnusualError
    return group << 16 | number, position + 12, LENGTH(data, position + 8)[0], form


def after_sequence(window: Window, position: int, implicit: bool, tag: int, form: int) -> int:
    """Where an element of undefined length ends whose value begins at `position`; it must be a sequence of items."""
    if form != SEQUENCE and not (implicit and _may_be_sequence(tag)):
        raise UnusualError
    while True:
        item, start, length, _ = element(window, position, implicit)
        if item == SEQUENCE_END:
            return start
        if item != ITEM:
            raise UnusualError
        position = _after_item(window, start, implicit, None if length == UNDEFINED else start + length)


def _may_be_sequence(tag: int) -> bool:
    """True for private elements, and for those that the dictionary calls a sequence."""
    if tag >> 16 & 1:
        return True
    try:
        return dictionary_VR(tag) == "SQ"
    except KeyError:
        return True


def _after_item(window: Window, position: int, implicit: bool, end: int | None) -> int:
    """Where an item ends: at its delimiter, or where its length says, to which its elements must add up."""
    while position != end:
        tag, start, length, form = element(window, position, implicit)
        if tag == ITEM_END and end is None:
            return start
        if tag >> 16 == ITEM_GROUP or (end is not None and start > end):
            raise UnusualError
        position = after_sequence(window, start, implicit, tag, form) if length == UNDEFINED else start + length
        if end is not None and position > end:
            raise UnusualError
    return position
