"""Small things every exported object is made of: numbers as DICOM writes them, references, short texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

LONGEST_DECIMAL = 16
LONGEST_LINE = 64
LONGEST_TEXT = 10240


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to another object: its class and its own identifier."""

    class_uid: str
    instance_uid: str


def decimal(value: float) -> str:
    """A number as a decimal string (PS3.5 6.2, DS): as many digits, up to 12, as fit into 16 characters.

    >>> decimal(-0.0123456789012345), decimal(2.5), decimal(-1.23456789012345e-7)
    ('-0.0123456789012', '2.5', '-1.23456789e-07')
    """
    return next(text for digits in range(12, 0, -1) if len(text := f"{value + 0.0:.{digits}g}") <= LONGEST_DECIMAL)


def decimal_not_below(value: float) -> str:
    """The number above zero as a decimal string that is not smaller.

    >>> decimal_not_below(2 / 3)
    '0.666666666667'
    """
    above = Context(prec=12, rounding=ROUND_CEILING)
    for digits in range(12, 0, -1):
        above.prec = digits
        text = str(above.plus(Decimal(value)))
        if len(text) <= LONGEST_DECIMAL:
            return text
    raise ValueError(f"{value} cannot be written in {LONGEST_DECIMAL} characters")


def decimals(values: Iterable[float] | NDArray[Any]) -> list[str]:
    """Several numbers as decimal strings."""
    return [decimal(float(value)) for value in values]


def brief(parts: Sequence[str]) -> str:
    """One line of at most 64 characters (LO): the parts in order of weight, without those that no longer fit.

    >>> brief(["EQD2 a/b=3", "REG NOT APPROVED"])
    'EQD2 a/b=3, REG NOT APPROVED'
    """
    line = ""
    for part in parts:
        longer = f"{line}, {part}" if line else part
        if part and len(longer) <= LONGEST_LINE:
            line = longer
    return line.replace("\\", "/")


def item(**values: Any) -> Dataset:
    """A data set with the given elements, named as in the DICOM dictionary; lists of data sets become sequences."""
    dataset = Dataset()
    for keyword, value in values.items():
        listed = isinstance(value, list) and keyword.endswith("Sequence")
        setattr(dataset, keyword, Items(value) if listed else value)
    return dataset


def referring(reference: Reference) -> Dataset:
    """The item that points to another object."""
    return item(ReferencedSOPClassUID=reference.class_uid, ReferencedSOPInstanceUID=reference.instance_uid)


def long_text(sentences: Iterable[str]) -> str:
    """Sentences on lines of their own, as long as a text may be (LT)."""
    return "\r\n".join(sentence for sentence in sentences if sentence)[:LONGEST_TEXT]
