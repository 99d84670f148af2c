"""The DVH of one organ on the shared screen: thick lines, told apart by dashes and words."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reirrad_gui.session.curves import ShownCurve
from reirrad_gui.ui.dvh.rows import ACCUMULATED, Line, OrganLines, axis_end, table_doses
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.strokes import course_dashes
from reirrad_gui.ui.presentation.scale import line_px
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import Theme

NO_CURVES = "No dose-volume histogram: choose an organ that has contours and a dose."
DROPS = 4.0
"""In dash lengths: bounds are drawn dotted beside what is known."""


class BoardCurves(QWidget):
    """Shows the lines it is given; knows no dose."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board curves")
        self.setAccessibleName(tr("Dose-volume histogram of the chosen organ"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme, self._pixels = theme, 24
        self._organ: OrganLines | None = None
        self._names: tuple[str, ...] = ()

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""
        self._pixels = pixels
        self.setMinimumHeight(6 * pixels)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self.update()

    def show_organ(self, organ: OrganLines | None, courses: Sequence[str]) -> None:
        """Another organ, its name veiled already; None: none that has curves."""
        if organ is self._organ and tuple(courses) == self._names:
            return
        self._organ, self._names = organ, tuple(courses)
        self.setAccessibleDescription(". ".join(self.texts))
        self.update()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything written on it but the numbers of the axes, in the language of the window."""
        organ = self._organ
        if organ is None or not organ.lines:
            return (tr(NO_CURVES),)
        keys = tuple(self._key(line) for line in organ.lines)
        title = tr(f"“{organ.name}” · EQD2, α/β {organ.alpha_beta}")
        return (title, *keys, *((tr(organ.note),) if organ.note else ()))

    def _key(self, line: Line) -> str:
        name = ACCUMULATED if line.course is None else self._names[line.course]
        return tr(name if line.exact else f"{name} (bounds)")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(interface_font(self._pixels))
        if self._organ is None or not self._organ.lines:
            painter.setPen(QColor(self._theme.muted))
            where = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect(), where, tr(NO_CURVES))
        else:
            self._paint_organ(painter, self._organ)
        painter.end()

    def _paint_organ(self, painter: QPainter, organ: OrganLines) -> None:
        metrics, line = QFontMetricsF(painter.font()), float(self._pixels)
        left = metrics.horizontalAdvance("100 %") + line / 2
        top = self._paint_keys(painter, organ, metrics) + line / 2
        plot = QRectF(left, top, self.width() - left - line, self.height() - top - 1.6 * metrics.height())
        end = axis_end(max(one.largest for one in organ.lines))
        self._paint_axes(painter, plot, end, metrics)
        painter.setClipRect(plot.adjusted(-2, -2, 2, 2))
        for one in organ.lines:
            for curve in one.curves:
                self._paint_curve(painter, plot, end, one, curve)
        painter.setClipping(False)

    def _paint_keys(self, painter: QPainter, organ: OrganLines, metrics: QFontMetricsF) -> float:
        """The organ, and beside a piece of each line what it is; further lines where there is no room. Its end."""
        gap, height, x, y = float(self._pixels), metrics.height(), float(self._pixels) / 2, 0.0
        painter.setPen(QColor(self._theme.text))
        title = metrics.elidedText(self.texts[0], Qt.TextElideMode.ElideRight, self.width() - gap)
        painter.drawText(QPointF(x, metrics.ascent()), title)
        x += metrics.horizontalAdvance(title) + 1.5 * gap
        for one in organ.lines:
            words = self._key(one)
            needed = 2.6 * gap + metrics.horizontalAdvance(words)
            if x + needed > self.width() - gap / 2:
                x, y = gap / 2, y + height
            painter.setPen(self._pen(one))
            painter.drawLine(QPointF(x, y + height / 2), QPointF(x + 2.1 * gap, y + height / 2))
            painter.setPen(QColor(self._theme.text))
            painter.drawText(QPointF(x + 2.6 * gap, y + metrics.ascent()), words)
            x += needed + 1.2 * gap
        return y + height

    def _paint_axes(self, painter: QPainter, plot: QRectF, end: float, metrics: QFontMetricsF) -> None:
        for percent in (0, 50, 100):
            y = plot.bottom() - percent / 100 * plot.height()
            self._grid(painter, QPointF(plot.left(), y), QPointF(plot.right(), y))
            self._edge(painter, QPointF(plot.left(), y), self._pixels / 3, 0)
            text = f"{percent} %"
            x = plot.left() - metrics.horizontalAdvance(text) - self._pixels / 4
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), text)
        free = -1e9
        for dose in table_doses(end):
            x = plot.left() + dose / end * plot.width()
            text = f"{dose:g}" if dose else "0 Gy"
            wide = metrics.horizontalAdvance(text)
            self._grid(painter, QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            self._edge(painter, QPointF(x, plot.bottom()), 0, -self._pixels / 3)
            if x - wide / 2 > free and x + wide / 2 <= self.width():
                painter.drawText(QPointF(x - wide / 2, plot.bottom() + 1.15 * metrics.height()), text)
                free = x + wide / 2 + self._pixels / 2
        self._edge(painter, plot.bottomLeft(), plot.width(), 0)
        self._edge(painter, plot.bottomLeft(), 0, -plot.height())

    def _edge(self, painter: QPainter, start: QPointF, wide: float, high: float) -> None:
        """A piece of an axis, two thirds as thick as a curve and on whole pixels, so that it keeps its colour."""
        thick = max(round(line_px(self._pixels) * 2 / 3), 1)
        x, y = round(start.x()) - thick // 2, round(start.y()) - thick // 2
        box = QRectF(x, y, round(wide) or thick, round(high) or thick).normalized()
        painter.fillRect(box, QColor(self._theme.edge))

    def _grid(self, painter: QPainter, one: QPointF, other: QPointF) -> None:
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawLine(one, other)
        painter.setPen(QColor(self._theme.muted))

    def _paint_curve(self, painter: QPainter, plot: QRectF, end: float, line: Line, curve: ShownCurve) -> None:
        pen = self._pen(line)
        if curve.bound:
            pen.setDashPattern([1.0, DROPS / 2 if curve.bound == "lower" else DROPS])
        painter.setPen(pen)
        points = [
            QPointF(plot.left() + float(dose) / end * plot.width(), plot.bottom() - float(volume) / 100 * plot.height())
            for dose, volume in zip(curve.dose, curve.volume, strict=True)
        ]
        painter.drawPolyline(QPolygonF(points))

    def _pen(self, line: Line) -> QPen:
        accumulated = line.course is None
        width = line_px(self._pixels) * (1.4 if accumulated else 1.0)
        colour = self._theme.accumulated if line.course is None else self._theme.course(line.course)
        pen = QPen(QColor(colour), width)
        dashes = course_dashes(line.course)
        if dashes:
            pen.setDashPattern([length / 3.0 for length in dashes])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen
