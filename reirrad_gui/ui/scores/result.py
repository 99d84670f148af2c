"""The answer beside the inputs: a headline, its caution, sentences and sections; to read, to select, to scroll."""

from html import escape

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QTextBrowser, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.told import Part, Told


class ResultView(QTextBrowser):
    """Shows one `Told`; knows nothing of scores."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("result")
        self.setAccessibleName(tr("Answer"))
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.told = Told("")
        self.document().setDocumentMargin(12)

    @property
    def text(self) -> str:
        """All of the answer as it is read here, to copy."""
        return in_words(self.told).text

    def show_told(self, told: Told) -> None:
        """Replace the answer."""
        self.told = told
        place = self.verticalScrollBar().value()
        self.setHtml(self._html(in_words(told)))
        self.verticalScrollBar().setValue(place)

    def _html(self, told: Told) -> str:
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        problem = f"<p><b>✖ {escape(told.problem)}</b></p>" if told.problem else ""
        caution = f'<p style="color:{muted}; margin-top:0">▲ {escape(told.caution)}</p>' if told.caution else ""
        lines = "".join(f"<p>{escape(line)}</p>" for line in told.lines)
        parts = "".join(_part(part, muted) for part in told.parts)
        return unbroken(f'{problem}<p style="font-size:16px"><b>{escape(told.headline)}</b></p>{caution}{lines}{parts}')


def in_words(told: Told) -> Told:
    """The answer in the language of the window."""
    parts = (Part(tr(part.title), tuple(map(_line, part.lines))) for part in told.parts)
    return Told(tr(told.headline), tr(told.caution), tuple(map(_line, told.lines)), tuple(parts), tr(told.problem))


def _line(line: str) -> str:
    """How far a line is set in is no word."""
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}{tr(bare)}"


def unbroken(html: str) -> str:
    """Nothing that belongs together is torn apart at the end of a line: α/β, and a number and its percent sign."""
    return html.replace("α/β", "α/\u2060β").replace(" %", "\u00a0%").replace(" Gy", "\u00a0Gy")


def _part(part: Part, muted: str) -> str:
    rows = "".join(f'<p style="margin:3px 0 3px {_indent(line)}px">{escape(line.strip())}</p>' for line in part.lines)
    return f'<p style="color:{muted}; margin:14px 0 2px 0"><b>{escape(part.title)}</b></p>{rows}'


def _indent(line: str) -> int:
    return 20 if line.startswith("    ") else 0
