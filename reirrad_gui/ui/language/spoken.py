"""`tr`: the one way from an English text to what is shown."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from PySide6.QtCore import QCoreApplication, QTranslator

CONTEXT = "reirrad_gui"
_HIDING = 0xE000
"""Letters that no language uses stand for names while a sentence is told."""
_aside: ContextVar[QTranslator | None] = ContextVar("language spoken aside", default=None)


def tr(text: str, meaning: str = "") -> str:
    """What is shown for an English text: a whole text, a sentence with names and numbers in it, or several of them.

    `meaning` tells apart two meanings of the same English word ("left": the side, or what remains).
    """
    aside = _aside.get()
    if aside is not None:
        return aside.translate(CONTEXT, text, meaning) or text
    return QCoreApplication.translate(CONTEXT, text, meaning)


def tr_of(text: str, *names: str) -> str:
    """As `tr`, of a sentence with these names of persons, which stay whatever they are: “May” is a month, too."""
    hidden = {chr(_HIDING + at): name for at, name in enumerate(sorted(filter(None, names), key=len, reverse=True))}
    for mark, name in hidden.items():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", mark, text)
    told = tr(text)
    for mark, name in hidden.items():
        told = told.replace(mark, name)
    return told


@contextmanager
def speaking(language: QTranslator | None) -> Iterator[None]:
    """`tr` speaks this language while this lasts, whatever the window speaks: for a report. None: the window's."""
    token = _aside.set(language)
    try:
        yield
    finally:
        _aside.reset(token)
