"""Texts that did not pass through `tr`: in the made-up language they are the ones with plain letters."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.language.pseudo import Pseudo
from tests.support.drawn_texts import vector_picture
from tests.support.visible import readable

_TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_DRAWN = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_PLACE = re.compile(r"^(?:(?:Horizontal|Vertical) \d+|\d+, \d+ \w+): ")
_TICKS = ("ticked", "not ticked")
"""What `readable` says of a text, and is no text."""
_WORD = re.compile(r"\b[A-Za-z]{3,}\b")
_PLAIN = re.compile(r"[acefilnorstuy]{1}", re.IGNORECASE)


@contextmanager
def made_up_language() -> Iterator[None]:
    """What is made while this lasts speaks the made-up language; the application must exist."""
    app = QCoreApplication.instance()
    assert app is not None
    translator = Pseudo()
    app.installTranslator(translator)
    try:
        yield
    finally:
        app.removeTranslator(translator)


def untold(widget: QWidget, names: tuple[str, ...] = ()) -> list[str]:
    """Texts of a widget, its children and their pictures with a word in plain letters; `names` are expected to be so.

    `names` are names of patients, files, structures and units, which no language changes.
    """
    named = {f"{type(one).__name__} {one.objectName()}: " for one in widget.findChildren(QWidget)}
    heads = sorted(("window: ", *named), key=len, reverse=True)  # a widget's own name may hold a colon, too
    said = [
        _PLACE.sub("", next(line.removeprefix(h) for h in heads if line.startswith(h))) for line in readable(widget)
    ]
    drawn = [html.unescape(text) for text in _DRAWN.findall(vector_picture(widget))]
    return sorted({text for text in (*said, *drawn) if text not in _TICKS and _plain_words(text, names)})


def _plain_words(text: str, names: tuple[str, ...]) -> list[str]:
    shown = html.unescape(_TAG.sub(" ", text))
    for name in sorted(names, key=len, reverse=True):
        shown = shown.replace(name, " ")
    return [word for word in _WORD.findall(shown) if _PLAIN.search(word)]
