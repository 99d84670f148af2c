"""A language as Qt's translator: the compiled catalogue, with the patterns that its source lists."""

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QObject, QTranslator

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.language.patterns import Patterns
from reirrad_gui.ui.language.spoken import CONTEXT
from reirrad_gui.ui.language.telling import Teller


class Catalogue(QTranslator):
    """The texts of one language, from `name.qm` and, for the patterns of its sentences, `name.ts` beside it.

    Raises
    ------
    ReirradError
        One of the two is missing or damaged; the sentence says which.
    """

    def __init__(self, source: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        compiled = source.with_suffix(".qm")
        self._words = compiled.read_bytes() if compiled.is_file() else b""
        """In memory: a file that Qt maps and that is made anew meanwhile, by an update, would end the program."""
        if not self._words or not self.load(self._words):
            raise ReirradError(
                f"The words of this language ({compiled.name}) are missing or damaged, so the program stays English. "
                "Start it once through run.py, or install it again: the set-up makes them."
            )
        self._source = source
        self._teller: Teller | None = None

    def translate(
        self,
        context: str,
        source_text: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Qt's own texts as Qt asks for them, None where it shall use its own; ours also by their patterns."""
        if context != CONTEXT:
            return super().translate(context, source_text, disambiguation or "", n) or None
        if disambiguation and (found := super().translate(CONTEXT, source_text, disambiguation, n)):
            return found
        return self.teller.told(source_text).text

    @property
    def teller(self) -> Teller:
        """Made when the first text is asked for."""
        if self._teller is None:
            self._teller = Teller(self._look, Patterns(sources(self._source)))
        return self._teller

    def _look(self, text: str, count: int) -> str:
        return super().translate(CONTEXT, text, "", count) or ""


def sources(path: Path) -> list[str]:
    """The English texts of a catalogue's source that have a translation.

    Raises
    ------
    ReirradError
        It cannot be read.
    """
    try:
        tree = ElementTree.parse(path)
    except (OSError, ElementTree.ParseError) as error:
        raise ReirradError(f"The words of this language ({path.name}) cannot be read: {error}.") from error
    found = (message.findtext("source", "") for message in tree.iter("message"))
    return [text for text in found if text]
