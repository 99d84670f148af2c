"""What an arrangement is, those that come with the program, and those that a person keeps. No widgets."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtCore import QSettings

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.preferences.table import LANGUAGE, LINES, LOOKS, PREFERENCES, Value
from reirrad_gui.ui.states import text_of

KEY = "arrangements/own"
LONGEST_NAME = 40
WISHES = tuple(one for one in PREFERENCES if one.group in (LOOKS, LINES) and one.key != LANGUAGE)
"""The preferences that belong to an arrangement: theme, and how the dose is drawn."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A name, where panes stand ("" as designed), and what views and preferences say by name (none: as at first).

    One that is not `whole` leaves alone what it does not name: other views, theme and colours.
    """

    name: str
    panes: str = ""
    views: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    wishes: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    whole: bool = True


STANDARD = Arrangement("Standard")
COMPARISON = Arrangement("Course comparison", views={"overlay": text_of({"page": 1})}, whole=False)
"""The courses' doses and their sum side by side, linked, in axial planes; limits over the DVH beside them."""


def own(settings: QSettings) -> tuple[Arrangement, ...]:
    """Those that a person keeps, by name; what cannot be read is left out."""
    try:
        found = json.loads(str(settings.value(KEY, "[]")))
    except ValueError:
        return ()
    read = (_read(one) for one in found) if isinstance(found, list) else ()
    return tuple(sorted((one for one in read if one is not None), key=lambda one: one.name.casefold()))


def put_own(settings: QSettings, arrangements: Iterable[Arrangement]) -> None:
    """Keep exactly these."""
    said = [
        {"name": one.name, "panes": one.panes, "views": dict(one.views), "wishes": dict(one.wishes)}
        for one in arrangements
    ]
    settings.setValue(KEY, json.dumps(said))


def offered(settings: QSettings) -> tuple[Arrangement, ...]:
    """One for comparing courses, and one's own; one's own takes the place of that of the same name."""
    kept = own(settings)
    shipped = () if any(same_name(one.name, COMPARISON.name) for one in kept) else (COMPARISON,)
    return (*shipped, *kept)


def with_one(arrangements: Iterable[Arrangement], added: Arrangement) -> tuple[Arrangement, ...]:
    """One more, in the place of one of the same name.

    >>> [one.panes for one in with_one([Arrangement("A", "old")], Arrangement("a", "new"))]
    ['new']
    """
    return (*(one for one in arrangements if not same_name(one.name, added.name)), added)


def same_name(one: str, other: str) -> bool:
    """Capitals do not tell names apart."""
    return one.casefold() == other.casefold()


def checked_name(text: str) -> str:
    """A name that an arrangement can be kept under; EntryError otherwise."""
    name = " ".join(text.split())
    if not name:
        raise EntryError("Write a name for the arrangement.")
    if len(name) > LONGEST_NAME:
        raise EntryError(f"A name has no more than {LONGEST_NAME} letters.")
    if same_name(name, STANDARD.name):
        raise EntryError("“Standard” is the arrangement of the design: choose another name.")
    return name


def _read(said: object) -> Arrangement | None:
    """An arrangement from what was written; None where it is none."""
    if not isinstance(said, dict):
        return None
    name, panes, views, wishes = (said.get(key) for key in ("name", "panes", "views", "wishes"))
    if not (isinstance(name, str) and isinstance(panes, str) and isinstance(views, dict) and isinstance(wishes, dict)):
        return None
    return Arrangement(name, panes, {str(key): str(text) for key, text in views.items()}, wishes)
