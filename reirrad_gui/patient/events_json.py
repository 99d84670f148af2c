"""Events as plain JSON and back, exactly: what is written and read again is the same value.

A value is an object with one key for every field that differs from its default; facts and origins carry their `kind`.
Dates are ISO 8601 at their own precision ("2018", "2011-03"). What is not known here is refused, never dropped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from reirrad_gui.errors import CaseFileError, EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import Event

Json = dict[str, Any]
SCHEMA = "reirrad-gui/events/1"


def to_json(event: Event) -> Json:
    """One event as plain data, ready for `json.dumps`.

    >>> from reirrad_gui.patient.events import NOT_STATED, event_of
    >>> from reirrad_gui.patient.facts import Note
    >>> to_json(event_of("1", Note("x"), NOT_STATED))["facts"]
    {'kind': 'note', 'text': 'x'}
    """
    found: Json = _written(event)
    return found


def from_json(said: Mapping[str, Any]) -> Event:
    """The event that `to_json` wrote.

    Raises
    ------
    CaseFileError
        A field that is not known, or holds what it cannot; the sentence names it.
    """
    event: Event = _read_object(Event, said, str(said.get("uid", "event")))
    return event


def events_to_json(events: Iterable[Event]) -> Json:
    """Events as one document with its schema."""
    return {"schema": SCHEMA, "events": [to_json(event) for event in events]}


def events_from_json(said: Mapping[str, Any]) -> tuple[Event, ...]:
    """The events of such a document; CaseFileError as `from_json`, and for another schema."""
    if said.get("schema") != SCHEMA:
        raise CaseFileError(f"These are not events of this program (schema {SCHEMA}); none of them is shown.")
    return tuple(from_json(event) for event in said["events"])


TYPED = ("facts", "sites", "origin", "entered", "alternatives", "wording")


def typed_fields(said: Mapping[str, Any], where: str) -> Json:
    """The typed fields of an event that another form of file holds beside its own; CaseFileError as `from_json`."""
    return {
        name: _read(hint, said[name], f"{where}, {name}")
        for name, _, hint in _fields(Event)
        if name in TYPED and name in said
    }


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, When):
        return [_written(said) for said in value.stated]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    return _written_object(value)


def _written_object(value: Any) -> Json:
    made: Any = type(value)
    found: Json = {"kind": value.kind} if _tagged(made) else {}
    for name, default, _ in _fields(made):
        one = getattr(value, name)
        if default is MISSING or one != default:
            found[name] = _written(one)
    return found


@cache
def _tagged(kind: Any) -> bool:
    """True for one of several kinds of facts or origins, told apart by their `kind`."""
    return "kind" not in {one.name for one in fields(kind)} and isinstance(getattr(kind, "kind", None), str)


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any, Any], ...]:
    """Name, default and type of each field."""
    hints = get_type_hints(kind)
    return tuple((one.name, one.default, hints[one.name]) for one in fields(kind))


def _read(hint: Any, said: Any, where: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return _read_one_of(get_args(hint), said, where)
    if get_origin(hint) is tuple:
        return _read_tuple(get_args(hint)[0], said, where)
    if hint in (PartialDate, When):
        return _read_date(hint, said, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _read_enum(hint, said, where)
    return _read_object(hint, said, where) if is_dataclass(hint) else _plain(hint, said, where)


def _read_date(hint: type[PartialDate] | type[When], said: Any, where: str) -> PartialDate | When:
    """A date as ISO text, or all that sources state of one as a list."""
    if hint is When:
        return When(_read(tuple[StatedDate, ...], said, where))
    written = _plain(str, said, where)
    found: PartialDate = _entered(lambda: PartialDate.parse(written), where)
    return found


def _read_one_of(hints: tuple[Any, ...], said: Any, where: str) -> Any:
    if said is None and type(None) in hints:
        return None
    kinds = [one for one in hints if one is not type(None)]
    if len(kinds) == 1:
        return _read(kinds[0], said, where)
    named = said.get("kind") if isinstance(said, Mapping) else None
    for kind in kinds:
        if kind.kind == named:
            return _read_object(kind, {key: value for key, value in said.items() if key != "kind"}, where)
    raise CaseFileError(f"{where}: “{named}” is no kind known here ({', '.join(str(one.kind) for one in kinds)}).")


def _read_tuple(hint: Any, said: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(said, list | tuple):
        raise CaseFileError(f"{where}: a list is needed here.")
    return tuple(_read(hint, one, where) for one in said)


def _read_enum(hint: type[Enum], said: Any, where: str) -> Enum:
    try:
        return hint(said)
    except ValueError as error:
        known = ", ".join(str(one.value) for one in hint)
        raise CaseFileError(f"{where}: “{said}” is not one of {known}.") from error


def _read_object(kind: Any, said: Any, where: str) -> Any:
    if not isinstance(said, Mapping):
        raise CaseFileError(f"{where}: an object is needed here.")
    known = _fields(kind)
    if unknown := set(said) - {name for name, _, _ in known}:
        raise CaseFileError(f"{where}: “{sorted(unknown)[0]}” is not known here; nothing is dropped silently.")
    if lacking := [name for name, default, _ in known if default is MISSING and name not in said]:
        raise CaseFileError(f"{where}: “{lacking[0]}” is missing.")
    values = {name: _read(hint, said[name], f"{where}, {name}") for name, _, hint in known if name in said}
    return _entered(lambda: kind(**values), where)


def _entered(make: Any, where: str) -> Any:
    try:
        return make()
    except EntryError as error:
        raise CaseFileError(f"{where}: {error}") from error


def _plain(hint: Any, said: Any, where: str) -> Any:
    if hint is float and isinstance(said, int) and not isinstance(said, bool):
        return float(said)
    if type(said) is not hint:
        raise CaseFileError(f"{where}: {said!r} is not {_WORDS[hint]}.")
    return said


_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
