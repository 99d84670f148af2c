"""Anything that a stored case may hold, for property tests; from the declared types, so that no field is missed."""

import types
from dataclasses import is_dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Union, get_args, get_origin

from hypothesis import strategies as st

from reirrad_gui.case.letters import LetterCourse, LetterDocument, LetterPhase, sums_of
from reirrad_gui.errors import ReirradError
from reirrad_gui.patient.events import Event
from reirrad_gui.session.keeping.encoding import hints
from reirrad_gui.session.settings import IsodoseLevel
from reirrad_gui.session.what_if import WhatIf
from tests.support.typed_events import EVENTS

NUMBERS = st.floats(allow_nan=False)
TEXTS = st.text(max_size=12)
LEVELS = st.builds(IsodoseLevel, st.floats(0.01, 200), st.sampled_from(["%", "Gy"]))
DATES = st.sampled_from(["", "2018", "03/2011", "about March 2011", "14.01.2013"])
PHASES = st.builds(
    LetterPhase, TEXTS, st.floats(0.1, 50), st.none() | st.integers(1, 100), st.none() | st.integers(0, 100)
)
KNOWN_OF_LETTERS = {
    "uid": TEXTS,
    "document": st.builds(LetterDocument, title=st.just("Letter"), written=DATES, author=TEXTS),
    "total_gy": st.floats(0.1, 200),
    "fractions": st.none() | st.integers(1, 100),
    "delivered_fractions": st.none() | st.integers(0, 100),
    "reached": st.none() | st.just(("Bowel_Small", "Rectum")),
    "maximum_percent": st.floats(100, 200),
    "start": st.sampled_from(["", "2011", "about March 2011"]),
    "end": st.sampled_from(["", "2018", "03/2012"]),
    "entered_by": st.just("A. Reader"),
    "entered_on": st.sampled_from(["", "2026-11-21"]),
    "phases": st.just(()),
}
"""Fields of which most values are refused; all others may be anything of their type."""


def _in_phases(letter, phases):
    """The same letter in phases, where their sums can be meant."""
    total, fractions, delivered = sums_of(phases)
    if len(phases) < 2 or any(number is not None and number > 100 for number in (fractions, delivered)):
        return letter
    return replace(letter, total_gy=total, fractions=fractions, delivered_fractions=delivered, phases=tuple(phases))


LETTERS = st.deferred(
    lambda: st.builds(
        _in_phases,
        st.builds(LetterCourse, **{**{n: any_of(k) for n, k in hints(LetterCourse).items()}, **KNOWN_OF_LETTERS}),
        st.lists(PHASES, max_size=3),
    )
)
OWN = {
    IsodoseLevel: LEVELS,
    WhatIf: st.builds(WhatIf, TEXTS, st.integers(1, 40), st.floats(0.1, 200), TEXTS),
    LetterCourse: LETTERS,
    Event: EVENTS,
}
"""Values that refuse most of what their types allow."""


PLAIN = {float: NUMBERS, int: st.integers(-(10**9), 10**9), bool: st.booleans(), str: TEXTS, type(None): st.none()}


def any_of(declared):
    """Any value of a declared type; TypeError for one that this does not know, so that a new kind of field is seen."""
    if declared in OWN or declared in PLAIN:
        return {**OWN, **PLAIN}[declared]
    if get_origin(declared) is not None:
        return _composed(get_origin(declared), get_args(declared))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return st.sampled_from(declared)
    if is_dataclass(declared):
        return any_fields(declared)
    raise TypeError(f"no strategy for {declared}")


def _composed(origin, kinds):
    if origin in (Union, types.UnionType):
        return st.one_of([any_of(kind) for kind in kinds])
    if origin is tuple and len(kinds) == 2 and kinds[1] is Ellipsis:
        return st.lists(any_of(kinds[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(any_of(kind) for kind in kinds))
    return st.dictionaries(TEXTS, any_of(kinds[1]), max_size=3).map(MappingProxyType)


def any_fields(declared):
    """Any value of a dataclass; what it refuses is left out."""

    def made(said):
        try:
            return declared(**said)
        except (ReirradError, ValueError):
            return None

    known = {name: any_of(kind) for name, kind in hints(declared).items()}
    return st.fixed_dictionaries(known).map(made).filter(lambda value: value is not None)
