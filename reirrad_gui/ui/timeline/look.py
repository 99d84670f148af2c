"""What the painters need besides the scene, and what they share."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reirrad_gui.ui.theme import Theme

DIMMED = 0.22


@dataclass(frozen=True, slots=True)
class Look:
    """`font` for labels, `caption` for axis and counts. `matching`: what was searched for; None: no search."""

    theme: Theme
    font: QFont
    bold: QFont
    caption: QFont
    selected_course: int | None = None
    focused: str | None = None
    scrolled: float = 0.0
    cursor_x: float | None = None
    cursor_text: str = ""
    lanes_hidden: str = ""
    matching: frozenset[str] | None = None
    axis_words: str = ""

    def opacity(self, key: str) -> float:
        """What a search did not find steps back."""
        return 1.0 if self.matching is None or key in self.matching else DIMMED


def write(painter: QPainter, text: str, x: float, y: float, colour: str) -> None:
    """A text from `x` on, centred on the height `y`."""
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)


def hairline(painter: QPainter, colour: str, one: QPointF, other: QPointF) -> None:
    """A line one pixel wide on the grid of pixels."""
    painter.setPen(QPen(QColor(colour), 1.0))
    painter.drawLine(QPointF(round(one.x()) + 0.5, one.y()), QPointF(round(other.x()) + 0.5, other.y()))
