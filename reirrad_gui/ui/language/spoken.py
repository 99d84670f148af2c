"""`tr`: the one way from an English text to what is shown."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QTranslator

CONTEXT = "reirrad_gui"
_HIDING = 0xE000
"""Letters that no language uses stand for names while a sentence is told."""
_HIDING_DRAWN = 0xE800
"""Others, for names of structures: both may stand in one sentence."""
_DRAWN = "namesDrawn"
"""The application keeps them, as it keeps the language it speaks."""
_MOST_DRAWN = 0x1000
_QUOTED = re.compile("“([^“”]*)”")
_aside: ContextVar[QTranslator | None] = ContextVar("language spoken aside", default=None)


def tr(text: str, meaning: str = "") -> str:
    """What is shown for an English text: a whole text, a sentence with names and numbers in it, or several of them.

    `meaning` tells apart two meanings of the same English word ("left": the side, or what remains). Names of the case's
    structures stay what they are wherever they stand in quotation marks (`keep_drawn`).
    """
    if "“" in text and (drawn := _drawn()):
        marks = _marks_of(drawn)
        if hidden := _without(text, marks):
            return _translated(hidden, meaning).translate({ord(mark): name for name, mark in marks.items()})
    return _translated(text, meaning)


def keep_drawn(names: Iterable[str]) -> None:
    """From now on, until the next case: these names of structures are told by no word of the program.

    Somebody called a structure “dose” or “point”: in the sentences of the program names stand in quotation marks.
    """
    app = QCoreApplication.instance()
    if app is not None:
        app.setProperty(_DRAWN, "\n".join(dict.fromkeys(name for name in names if name.strip())))


def _drawn() -> str:
    app = QCoreApplication.instance()
    return "" if app is None else app.property(_DRAWN) or ""


@lru_cache(maxsize=8)
def _marks_of(drawn: str) -> dict[str, str]:
    return {name: chr(_HIDING_DRAWN + at) for at, name in enumerate(drawn.split("\n")[:_MOST_DRAWN])}


def _without(text: str, marks: dict[str, str]) -> str:
    """The text with a letter in place of each name in quotation marks; empty where there is none."""
    hidden = _QUOTED.sub(lambda found: f"“{marks.get(found.group(1), found.group(1))}”", text)
    return "" if hidden == text or any(mark in text for mark in marks.values()) else hidden


def _translated(text: str, meaning: str) -> str:
    aside = _aside.get()
    if aside is not None:
        return aside.translate(CONTEXT, text, meaning) or text
    return QCoreApplication.translate(CONTEXT, text, meaning)


def tr_of(text: str, *names: str) -> str:
    """As `tr`, of a sentence with these names of persons, which stay whatever they are: “May” is a month, too."""
    pattern, marks = _hiding(names)
    if pattern is None or pattern.search(text) is None or any(mark in text for mark in marks.values()):
        return tr(text)
    told = tr(pattern.sub(lambda found: marks[found.group()], text))
    return told.translate({ord(mark): name for name, mark in marks.items()})


@lru_cache(maxsize=256)
def _hiding(names: tuple[str, ...]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """What finds these names as whole words, the longest first, and the letter that stands for each."""
    ordered = sorted(dict.fromkeys(filter(None, names)), key=len, reverse=True)
    marks = {name: chr(_HIDING + at) for at, name in enumerate(ordered)}
    any_of = "|".join(map(re.escape, ordered))
    return (re.compile(rf"(?<!\w)(?:{any_of})(?!\w)") if ordered else None), marks


@contextmanager
def speaking(language: QTranslator | None) -> Iterator[None]:
    """`tr` speaks this language while this lasts, whatever the window speaks: for a report. None: the window's."""
    token = _aside.set(language)
    try:
        yield
    finally:
        _aside.reset(token)
