"""Reading rows of the project's JSON files field by field; a wrong field is named in a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from json import loads
from math import isfinite
from typing import Any, TypeVar

Row = Mapping[str, Any]
_Word = TypeVar("_Word", bound=StrEnum)


def content_of(text: str) -> Any:
    """JSON without the two things Python lets pass: numbers that are none, and an entry given twice.

    Raises
    ------
    ValueError
        Not such JSON.

    >>> content_of('{"limit_gy": 80.0}')
    {'limit_gy': 80.0}
    """
    return loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice)


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError(f"an entry is given twice among {', '.join(names)}")
    return dict(pairs)


def refuse_unknown(row: Row, known: frozenset[str]) -> None:
    """ValueError where a row has an entry that nobody reads: most likely a misspelt one."""
    unknown = sorted(set(row) - known)
    if unknown:
        raise ValueError(f"the entry {', '.join(unknown)} is not known")


def rows(content: Row, name: str) -> tuple[Row, ...]:
    """A list of objects; empty when it is missing."""
    found = content.get(name, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ValueError(f"{name} must be a list of objects")
    return tuple(found)


def text(row: Row, name: str) -> str:
    """A text that must be there; it may be empty."""
    value = row.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, not {value!r}")  # noqa: TRY004 - the file is wrong, not the caller
    return value


def texts(row: Row, name: str) -> tuple[str, ...]:
    """A list of texts; empty when it is missing."""
    values = row.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} must be a list of texts, not {values!r}")
    return tuple(values)


def number(row: Row, name: str) -> float | None:
    """A finite number, or None when it is missing or null."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} must be a number, not {value!r}")
    return float(value)


def required_number(row: Row, name: str) -> float:
    """A finite number that must be there."""
    value = number(row, name)
    if value is None:
        raise ValueError(f"{name} is missing")
    return value


def whole_number(row: Row, name: str) -> int | None:
    """A whole number, or None when it is missing or null."""
    value = number(row, name)
    if value is None:
        return None
    if value != int(value):
        raise ValueError(f"{name} must be a whole number, not {value:g}")
    return int(value)


def flag(row: Row, name: str, missing: bool | None = None) -> bool:
    """True or false; `missing` stands for an entry that is not there, None when it must be."""
    value = row.get(name, missing)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {value!r}")  # noqa: TRY004 - the file is wrong
    return value


def word(words: type[_Word], row: Row, name: str) -> _Word:
    """One of a fixed list of words."""
    try:
        return words(str(row.get(name)))
    except ValueError as error:
        known = ", ".join(repr(str(one)) for one in words)
        raise ValueError(f"{name} must be one of {known}, not {row.get(name)!r}") from error
