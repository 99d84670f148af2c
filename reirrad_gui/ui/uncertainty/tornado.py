"""The tornado: one bar for each assumption around the value as assessed, the limit as a line. Drawn and told."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.drawing import caption_font
from reirrad_gui.ui.theme import SPACE_PX, Theme, mixed
from reirrad_gui.ui.uncertainty.rows import FLIPS, INFORMATION, Tornado, TornadoBar, TornadoEnd

SIDE_PX, BAR_PX, LEAST_ROW_PX = 8, 12, 40
NAME_SHARE, NAME_PX = 0.24, (96, 190)
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TornadoPicture(QWidget):
    """Says which bar is chosen by key or click, and which one the mouse is on; `faded` draws it as old."""

    chosen = Signal(int)
    pointed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tornado")
        self.setAccessibleName(tr("Tornado: one assumption at a time; the same is in the table below"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.theme = theme
        self.tornado: Tornado | None = None
        self.faded = False
        self.line = 0
        self._pointed = -1

    def show_tornado(self, tornado: Tornado | None, *, faded: bool) -> None:
        """Other bars; the line chosen stays where it is, as far as there are bars."""
        self.tornado, self.faded = tornado, faded
        count = 0 if tornado is None else len(tornado.every)
        self.line = min(self.line, max(count - 1, 0))
        self._pointed = -1
        self.setVisible(count > 0)
        self.setFixedHeight(self._height())
        self.update()

    def choose(self, line: int) -> None:
        """Mark a bar, without saying so."""
        if line != self.line:
            self.line = line
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self._height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setFixedHeight(self._height())

    # Where things are

    @property
    def _row_px(self) -> int:
        needed = QFontMetrics(caption_font(self.font())).height() + QFontMetrics(self.font()).height() + 2 * SPACE_PX
        return max(LEAST_ROW_PX, needed)

    @property
    def _head_px(self) -> int:
        return QFontMetrics(caption_font(self.font())).height() + 2 * SPACE_PX

    def _height(self) -> int:
        if self.tornado is None:
            return 0
        apart = self._head_px if self.tornado.information else 0
        return self._head_px + self._row_px * len(self.tornado.every) + apart + SPACE_PX

    def _top(self, line: int) -> int:
        counting = 0 if self.tornado is None else len(self.tornado.bars)
        return self._head_px + line * self._row_px + (self._head_px if line >= counting else 0)

    def _line_at(self, y: float) -> int:
        count = 0 if self.tornado is None else len(self.tornado.every)
        return next((i for i in range(count) if self._top(i) <= y < self._top(i) + self._row_px), -1)

    def _plot(self) -> QRectF:
        name = min(max(round(self.width() * NAME_SHARE), NAME_PX[0]), NAME_PX[1])
        left = SIDE_PX + name + SPACE_PX
        return QRectF(left, self._head_px, self.width() - left - SIDE_PX, self.height() - self._head_px - SPACE_PX)

    def _x(self, gy: float) -> float:
        assert self.tornado is not None
        plot, span = self._plot(), self.tornado.most_gy - self.tornado.least_gy
        return plot.left() + plot.width() * min(max((gy - self.tornado.least_gy) / span, 0.0), 1.0)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self.tornado is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rows(painter, self.tornado)
        self._paint_lines(painter, self.tornado)
        for line, bar in enumerate(self.tornado.every):
            self._paint_bar(painter, bar, self._top(line))
        painter.end()

    def _ink(self, colour: str, share: float = 1.0) -> QColor:
        share = share * (0.45 if self.faded else 1.0)
        return QColor(mixed(colour, self.theme.panel, share))

    def _paint_rows(self, painter: QPainter, tornado: Tornado) -> None:
        """The grounds of rows chosen or pointed at, hairlines, and the heading of what does not count."""
        for line in range(len(tornado.every)):
            row = QRectF(0, self._top(line), self.width(), self._row_px)
            chosen = line == self.line and self.hasFocus()
            if chosen or line == self._pointed:
                painter.fillRect(row, QColor(self.theme.raised))
            if chosen:
                painter.fillRect(QRectF(0, row.top(), 3, row.height()), QColor(self.theme.text))
            painter.setPen(QPen(QColor(self.theme.line), 1))
            painter.drawLine(row.topLeft(), row.topRight())
        if tornado.information:
            top = self._top(len(tornado.bars)) - self._head_px
            self._text(
                painter, QRectF(SIDE_PX, top, self.width(), self._head_px), tr(INFORMATION), self.theme.muted, LEFT
            )

    def _paint_lines(self, painter: QPainter, tornado: Tornado) -> None:
        """The value as assessed and the limit, through all rows that count, named above them."""
        plot = self._plot()
        bottom = self._top(len(tornado.bars) - 1) + self._row_px if tornado.bars else plot.bottom()
        named: list[tuple[float, str, str]] = []
        if tornado.assessed_gy is not None:
            x = self._x(tornado.assessed_gy)
            painter.setPen(QPen(self._ink(self.theme.text), 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, bottom))
            named.append((x, tr(f"as assessed {tornado.assessed}"), self.theme.text))
        x = self._x(tornado.limit_gy)
        painter.setPen(QPen(self._ink(self.theme.text), 2))
        painter.drawLine(QPointF(x, plot.top() - 3), QPointF(x, bottom))
        painter.setBrush(self._ink(self.theme.text))
        painter.drawPolygon(
            QPolygonF([QPointF(x, plot.top() - 3), QPointF(x - 6, plot.top() - 5.5), QPointF(x, plot.top() - 8)])
        )
        named.append((x, tr(f"{tornado.limit} Gy"), self.theme.text))
        self._paint_names(painter, named)

    def _paint_names(self, painter: QPainter, named: list[tuple[float, str, str]]) -> None:
        """The right name begins behind its line where there is room; every other one ends before its own."""
        wide = QFontMetrics(caption_font(self.font())).horizontalAdvance
        edge = float(self.width() - SPACE_PX)
        for place, (x, text, colour) in enumerate(sorted(named, reverse=True)):
            width = wide(text) + 2
            first = place == 0 and len(named) > 1
            fits = first and x + 5 + width <= edge
            begin = x + 5 if fits else min(x - 10, edge) - width
            begin = max(begin, float(SIDE_PX))
            self._text(painter, QRectF(begin, 0, width, self._head_px), text, colour, LEFT)
            edge = begin - 10

    def _paint_bar(self, painter: QPainter, bar: TornadoBar, top: int) -> None:
        assert self.tornado is not None
        plot = self._plot()
        bold = QFont(self.font())
        bold.setBold(bar.flips)
        small = QFontMetrics(caption_font(self.font())).height()
        first = QRectF(SIDE_PX, top + SPACE_PX, plot.left() - SIDE_PX - 2 * SPACE_PX, QFontMetrics(bold).height())
        ink = self.theme.text if bar.counts else self.theme.muted
        self._text(painter, first, ("◆ " if bar.flips and bar.counts else "") + tr(bar.name), ink, LEFT, bold)
        under = QRectF(first.left(), first.bottom(), first.width(), small)
        self._text(painter, under, tr(bar.under), self.theme.muted, LEFT)
        middle = top + SPACE_PX + max(first.height(), BAR_PX) / 2
        for end in bar.ends:
            self._paint_half(painter, bar, end, middle)
        self._paint_labels(painter, bar, QRectF(plot.left(), under.top(), plot.width(), small))

    def _paint_half(self, painter: QPainter, bar: TornadoBar, end: TornadoEnd, middle: float) -> None:
        """From the value as assessed to one end; the end carries its standing's colour, full where it flips."""
        tornado = self.tornado
        if tornado is None or end.gy is None:
            return
        start = self._x(end.gy if tornado.assessed_gy is None else tornado.assessed_gy)
        stop, colour = self._x(end.gy), self.theme.status(end.word)
        share = 0.85 if end.flips and bar.counts else 0.45
        box = QRectF(min(start, stop), middle - BAR_PX / 2, abs(stop - start), BAR_PX)
        painter.fillRect(box, self._ink(colour, share if bar.counts else 0.2))
        painter.setPen(QPen(self._ink(colour), 3 if end.flips and bar.counts else 2))
        if tornado.least_gy <= end.gy <= tornado.most_gy:
            painter.drawLine(QPointF(stop, box.top() - 1), QPointF(stop, box.bottom() + 1))
        else:
            way = 5 if end.gy < tornado.least_gy else -5
            tip = [QPointF(stop + way, middle - 5), QPointF(stop, middle), QPointF(stop + way, middle + 5)]
            painter.drawPolyline(QPolygonF(tip))

    def _paint_labels(self, painter: QPainter, bar: TornadoBar, room: QRectF) -> None:
        """Below the bar, each at its own side, on a ground of its own: no line runs through a number."""
        share = room.width() if bar.alone else room.width() / 2 - SPACE_PX
        for end in bar.ends:
            flips = end.flips and bar.counts
            left = end is bar.low and not bar.alone
            if bar.alone and self.tornado is not None and end.gy is not None:
                left = self._x(end.gy) < room.center().x()
            font = QFont(caption_font(self.font()))
            font.setBold(flips)
            said = f"{end.status.split()[0]} {end.text}  {tr(end.label)}" + (f" · {tr(FLIPS)}" if flips else "")
            width = min(QFontMetrics(font).horizontalAdvance(said) + 2 * SPACE_PX, share)
            box = QRectF(room.left() if left else room.right() - width, room.top(), width, room.height())
            painter.fillRect(box, QColor(self._ground(bar)))
            side = LEFT if left else RIGHT
            self._text(painter, box, said, self.theme.status(end.word), side, font)

    def _ground(self, bar: TornadoBar) -> str:
        """What a row is painted on."""
        line = -1 if self.tornado is None else self.tornado.every.index(bar)
        lit = line == self._pointed or (line == self.line and self.hasFocus())
        return self.theme.raised if lit else self.theme.panel

    def _text(
        self, painter: QPainter, box: QRectF, text: str, colour: str, side: Qt.AlignmentFlag, font: QFont | None = None
    ) -> None:
        font = caption_font(self.font()) if font is None else font
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted) if self.faded else QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, int(side), shown)

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._line_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if (line := self._line_at(event.position().y())) >= 0:
            self._choose(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = 0 if self.tornado is None else len(self.tornado.every)
        steps = {
            Qt.Key.Key_Up: self.line - 1,
            Qt.Key.Key_Down: self.line + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or not 0 <= wanted < count:
            super().keyPressEvent(event)
        else:
            self._choose(wanted)

    def _choose(self, line: int) -> None:
        self.line = line
        self.update()
        self.chosen.emit(line)

    def _point(self, line: int) -> None:
        if line != self._pointed:
            self._pointed = line
            bars = () if self.tornado is None else self.tornado.every
            self.setToolTip(f"<qt>{tr(bars[line].sentence)}</qt>" if 0 <= line < len(bars) else "")
            self.update()
            self.pointed.emit(line)
