"""Frozen values to JSON and back, by the types that their fields declare: no list of fields to forget one in.

A value comes back equal. What has no form here is refused when it is written, never left out.
"""

import math
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from operator import index
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from reirrad_gui.errors import StoreError

KIND: Final = "class"
"""In a dataclass that is one of several: which. No field can have this name."""
_ODD_NUMBERS: Final = MappingProxyType({"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan})
_PLAIN: Final = (str, bool, int)


class UnknownFieldError(StoreError):
    """A document says something that this version does not know: leaving it out could change a number."""


def encoded(value: Any, declared: Any) -> Any:
    """A value as JSON, by the type that it is declared with.

    Raises
    ------
    TypeError
        The type has no form in JSON, or the value is not of it.

    >>> encoded((1.5, None), tuple[float, float | None])
    [1.5, None]
    """
    origin = get_origin(declared)
    if declared is float:
        return _number(value)
    if declared in _PLAIN or declared is type(None):
        return _plain(value, declared)
    if origin in (Union, types.UnionType):
        return _one_of(value, get_args(declared))
    return _value_encoded(value, declared, origin)


def _value_encoded(value: Any, declared: Any, origin: Any) -> Any:
    if origin is tuple:
        return [encoded(one, kind) for one, kind in zip(value, _kinds(declared, len(value)), strict=True)]
    if origin is not None and issubclass(origin, Mapping):
        return {_plain(key, str): encoded(one, get_args(declared)[1]) for key, one in value.items()}
    if isinstance(declared, type) and issubclass(declared, Enum):
        return declared(value).name
    if declared is Path:
        return str(value)
    if is_dataclass(declared) and type(value) is declared:
        return _fields(value, declared)
    raise TypeError(f"{type(value).__name__} {value!r} has no form in JSON as {declared}")


def decoded(said: Any, declared: Any) -> Any:
    """The value again.

    A field that the document does not have yet takes the dataclass's default: the program that wrote it did as that
    default does.

    Raises
    ------
    UnknownFieldError
        The document has a field that is not known.
    ReirradError
        The value itself refuses what it is given.
    TypeError, ValueError, KeyError
        Not what the type says.

    >>> decoded([1.5, None], tuple[float, float | None])
    (1.5, None)
    """
    origin = get_origin(declared)
    if declared is float:
        return _ODD_NUMBERS[said] if isinstance(said, str) else float(_number(said))
    if declared in _PLAIN or declared is type(None):
        return _plain(said, declared)
    if origin in (Union, types.UnionType):
        return _which(said, get_args(declared))
    return _value_decoded(said, declared, origin)


def _value_decoded(said: Any, declared: Any, origin: Any) -> Any:
    if origin is tuple:
        return tuple(decoded(one, kind) for one, kind in zip(said, _kinds(declared, len(said)), strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return MappingProxyType({_plain(key, str): decoded(one, get_args(declared)[1]) for key, one in said.items()})
    if isinstance(declared, type) and issubclass(declared, Enum):
        return declared[said]
    if declared is Path:
        return Path(_plain(said, str))
    if is_dataclass(declared) and isinstance(declared, type):
        return _made(said, declared)
    raise TypeError(f"{declared} has no form in JSON")


@cache
def hints(declared: Any) -> dict[str, Any]:
    """The fields of a dataclass that make it, with their types."""
    known = get_type_hints(declared)
    return {one.name: known[one.name] for one in fields(declared) if one.init}


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    number = float(value)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _plain(value: Any, declared: Any) -> Any:
    """A text, a yes or no, a whole number (of any library), or nothing: as Python's own."""
    if declared is int and not isinstance(value, bool):
        return index(value)
    if not isinstance(value, declared):
        raise TypeError(f"{value!r} is no {getattr(declared, '__name__', declared)}")
    return declared(value) if value is not None else None


def _fields(value: Any, declared: Any) -> dict[str, Any]:
    return {name: encoded(getattr(value, name), kind) for name, kind in hints(declared).items()}


def _kinds(declared: Any, length: int) -> Sequence[Any]:
    kinds = get_args(declared)
    return (kinds[0],) * length if len(kinds) == 2 and kinds[1] is Ellipsis else kinds


def _one_of(value: Any, kinds: Sequence[Any]) -> Any:
    """A value of one of several types; among dataclasses with the name of its own."""
    if value is None and type(None) in kinds:
        return None
    rest = [kind for kind in kinds if kind is not type(None)]
    if len(rest) == 1:
        return encoded(value, rest[0])
    if all(is_dataclass(kind) for kind in rest) and type(value) in rest:
        return {KIND: type(value).__name__, **encoded(value, type(value))}
    raise TypeError(f"{value!r} has no form in JSON as one of {rest}")


def _which(said: Any, kinds: Sequence[Any]) -> Any:
    if said is None and type(None) in kinds:
        return None
    rest = [kind for kind in kinds if kind is not type(None)]
    if len(rest) == 1:
        return decoded(said, rest[0])
    named = {kind.__name__: kind for kind in rest}
    if said[KIND] not in named:
        raise UnknownFieldError(f"{said[KIND]} is not known here")
    return decoded({key: one for key, one in said.items() if key != KIND}, named[said[KIND]])


def _made(said: Mapping[str, Any], declared: type) -> Any:
    known = hints(declared)
    if unknown := sorted(set(said) - set(known)):
        raise UnknownFieldError(f"{declared.__name__} has no field {', '.join(unknown)}")
    needed = {one.name for one in fields(declared) if one.default is MISSING and one.default_factory is MISSING}
    if missing := sorted(needed & set(known) - set(said)):
        raise KeyError(f"{declared.__name__} lacks {', '.join(missing)}")
    return declared(**{name: decoded(said[name], kind) for name, kind in known.items() if name in said})
