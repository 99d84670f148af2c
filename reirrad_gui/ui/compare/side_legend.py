"""The legend beside several doses that share one scale."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.captions import draw_message, image_font
from reirrad_gui.ui.overlay.legend import Legend
from reirrad_gui.ui.overlay.legend_picture import INK, QUIET, WARN, draw_bar, in_gy, legend_picture
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.texts import UNKNOWN_HERE
from reirrad_gui.ui.theme import CAPTION_PX, Theme

STRIP_PX = 38
ALL_DOSES = "one scale for all views"


class SideLegend(QWidget):
    """One legend for all views: their quantity, α/β, colours and levels are the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("side legend")
        self._theme = theme
        self._said: Legend | None = None
        self._corner, self._message, self._flat = "", "", False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def apply_theme(self, theme: Theme) -> None:
        """Nothing but the image's ground is drawn, which stays black."""
        self._theme = theme
        self.update()

    def show_legends(self, legends: Sequence[Legend], look: Look, unit: str) -> None:
        """Say what the views have in common."""
        self._corner = look.window.text + (f" {unit}" if unit else "")
        self._said = None
        if legends:
            warnings = tuple(dict.fromkeys(text for one in legends for text in one.warnings))
            title = (legends[0].title[0], ALL_DOSES)
            unknown = any(one.unknown for one in legends)
            self._said = replace(legends[0], title=title, warnings=warnings, unknown=unknown)
        said = () if self._said is None else self._said.words
        self.setAccessibleName(tr(". ".join(("Legend", *said))))
        self.update()

    def lie_down(self, flat: bool) -> None:
        """As a strip below the views, where no place of their size is left; else as a block."""
        self._flat = flat
        self.setMinimumHeight(STRIP_PX if flat else 0)
        self.setMaximumHeight(STRIP_PX if flat else 16_777_215)
        self.update()

    def say(self, message: str) -> None:
        """Why something was not done."""
        self._message = message
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.image))
        if self._said is not None and self._flat:
            self._draw_strip(painter, self._said)
        elif self._said is not None:
            font = image_font(CAPTION_PX)
            picture = legend_picture(self._said, 2.0 * self.width() - 16, self.devicePixelRatioF(), font)
            size = picture.deviceIndependentSize()
            place = QPointF((self.width() - size.width()) / 2, max(4.0, (self.height() - size.height()) / 2))
            painter.drawPixmap(place, picture)
            painter.setFont(font)
            painter.setPen(QUIET)
            painter.drawText(
                self.rect().adjusted(8, 6, -8, -6),
                Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight,
                self._corner,
            )
        draw_message(painter, self._message, QSizeF(self.size()))
        painter.end()

    def _draw_strip(self, painter: QPainter, said: Legend) -> None:
        """Title, colours with the isodoses, what the hatching means, warnings: on one line."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(image_font(CAPTION_PX))
        metrics = painter.fontMetrics()
        base, x = (STRIP_PX + metrics.ascent() - metrics.descent()) / 2, 8.0
        painter.setPen(INK)
        title = tr(said.title[0])
        painter.drawText(QPointF(x, base), title)
        x += metrics.horizontalAdvance(title) + 12
        on_bar = not said.levels or in_gy(said)
        width = min(240.0, max(90.0, self.width() * 0.3))
        draw_bar(painter, x, 5.0, width, said, float(metrics.height()), on_bar)
        x += width + 12
        levels = "" if on_bar else tr(f"isodoses {', '.join(label for label, _ in said.levels)}")
        parts = [(levels, QUIET), *(((f"▨ {tr(UNKNOWN_HERE)}", INK),) if said.unknown else ())]
        for text, ink in (*parts, *((tr(warning), WARN) for warning in said.warnings)):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(self.width() - x - 8)))
            painter.setPen(ink)
            painter.drawText(QPointF(x, base), shown)
            x += metrics.horizontalAdvance(shown) + (12 if shown else 0)
