"""A report in the language that was asked for; what people typed stays in their words."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

from PySide6.QtCore import QTranslator
from PySide6.QtGui import QImage

from reirrad_gui.ui.language import speaking, tr_of
from reirrad_gui.ui.language.available import named
from reirrad_gui.ui.report.parts import Report
from reirrad_gui.ui.report.pdf import Pages


class Voice:
    """Speaks one language for a report, whatever the window speaks; its words are read from a file when it is made.

    Raises
    ------
    ReirradError
        There is no such language, or its words are missing.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.translator: QTranslator = named(code).translator()

    def speaking(self) -> AbstractContextManager[None]:
        """While this lasts, what is painted on this thread has its words in this language."""
        return speaking(self.translator)

    def pages(self, report: Report, *, letter_paper: bool = False, images: Mapping[str, QImage] | None = None) -> Pages:
        """An English report, told in this language and laid out."""
        with speaking(self.translator):
            told = report.changed(lambda text: tr_of(text, *report.names), typed=False)
            told = replace(told, language=self.code, names=report.names)
            return Pages(told, letter_paper=letter_paper, images=images)
