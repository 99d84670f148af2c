"""Reading single attributes of a DICOM dataset without trusting them: what cannot be understood is None or empty."""

import re
from math import isfinite
from typing import Any, Protocol

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence as ItemSequence

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Header(Protocol):
    """What is asked of a dataset: pydicom's, or one parsed by hand."""

    def get(self, keyword: str, /) -> Any:
        """The value, as pydicom converts it; None when absent."""

    def get_item(self, keyword: str, /) -> Any:
        """The element, whose `value` may still be bytes."""

    def __contains__(self, keyword: str, /) -> bool:
        """True when the attribute is there, empty or not."""


def one_line(said: str) -> str:
    """Text as it fits into a sentence: control characters and padding are no part of it.

    >>> one_line("Plan\\r\\nA \\0")
    'Plan A'
    """
    return (CONTROLS.sub(" ", said) if not said.isprintable() else said).strip()


def value(dataset: Header, keyword: str) -> object:
    """The attribute as pydicom understands it; None when it is absent, empty or damaged."""
    try:
        found = dataset.get(keyword)
    except Exception:  # a damaged value raises whatever its parser raises: to the reader it is not there
        return None
    return None if found is None or found == "" else found


def written(dataset: Header, keyword: str) -> str:
    """The attribute as characters, for a sentence about a value that cannot be understood."""
    try:
        raw = dataset.get_item(keyword)
    except Exception:
        return "?"
    content = getattr(raw, "value", None)
    if isinstance(content, bytes):
        return one_line(content.decode("ascii", "replace"))
    return "" if content is None else one_line(str(content))


def text(dataset: Header, keyword: str) -> str:
    """One line of text; empty when not stated. Several values are joined with commas."""
    found = value(dataset, keyword)
    if type(found) is str:
        return one_line(found)
    if found is None or isinstance(found, bytes | ItemSequence):
        return ""
    parts = [str(part) for part in found] if isinstance(found, MultiValue | list) else [str(found)]
    return ", ".join(line for part in parts if (line := one_line(part)))


def code(dataset: Header, keyword: str) -> str:
    """A defined term (CS) in upper case; empty when not stated."""
    return text(dataset, keyword).upper()


def uid(dataset: Header, keyword: str) -> str:
    """A UID without padding; empty when not stated."""
    return text(dataset, keyword).strip()


def numbers(dataset: Header, keyword: str) -> tuple[float, ...] | None:
    """All values of a numeric attribute (one value comes as a tuple of one); None when absent or not numbers.

    >>> dataset = Dataset()
    >>> dataset.PixelSpacing = ["2.5", "3"]
    >>> numbers(dataset, "PixelSpacing")
    (2.5, 3.0)
    >>> numbers(dataset, "SliceThickness") is None
    True
    """
    found = value(dataset, keyword)
    if found is None:
        return None
    parts = list(found) if isinstance(found, MultiValue | list | tuple) else [found]
    try:
        result = tuple(float(str(part)) for part in parts)
    except (TypeError, ValueError, OverflowError):
        return None
    return result if result and all(isfinite(number) for number in result) else None


def number(dataset: Header, keyword: str) -> float | None:
    """The only (or first) value of a numeric attribute; None when absent or not a finite number."""
    found = numbers(dataset, keyword)
    return None if found is None else found[0]


def integer(dataset: Header, keyword: str) -> int | None:
    """A whole number; None when absent or not whole."""
    found = number(dataset, keyword)
    return None if found is None or found != int(found) else int(found)


def items(dataset: Header, keyword: str) -> tuple[Dataset, ...]:
    """The items of a sequence; none when it is absent, empty or damaged."""
    found = value(dataset, keyword)
    return tuple(found) if isinstance(found, ItemSequence) else ()


def stated(dataset: Header, keyword: str) -> bool:
    """True when the attribute is there and not empty, understandable or not."""
    return keyword in dataset and written(dataset, keyword) != ""
