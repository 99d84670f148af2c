"""`tr`: the one way from an English text to what is shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from PySide6.QtCore import QCoreApplication, QTranslator

CONTEXT = "reirrad_gui"
_aside: ContextVar[QTranslator | None] = ContextVar("language spoken aside", default=None)


def tr(text: str, meaning: str = "") -> str:
    """What is shown for an English text: a whole text, a sentence with names and numbers in it, or several of them.

    `meaning` tells apart two meanings of the same English word ("left": the side, or what remains).
    """
    aside = _aside.get()
    if aside is not None:
        return aside.translate(CONTEXT, text, meaning) or text
    return QCoreApplication.translate(CONTEXT, text, meaning)


@contextmanager
def speaking(language: QTranslator | None) -> Iterator[None]:
    """`tr` speaks this language while this lasts, whatever the window speaks: for a report. None: the window's."""
    token = _aside.set(language)
    try:
        yield
    finally:
        _aside.reset(token)
