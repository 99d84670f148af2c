"""The table's header: titles, and over the bars what their colours and marks mean."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.drawing import SIDE_PX, caption_font
from reirrad_gui.ui.panel.model import Column
from reirrad_gui.ui.stripes import stripes
from reirrad_gui.ui.theme import Theme

SIGN_PX = 10
GAP_PX = 4
BETWEEN_PX = 10
Sign = Callable[[QPainter, QRectF], None]


class LegendHeader(QHeaderView):
    """Knows how many courses there are; says in its tooltip what no longer fits."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.side_px = SIDE_PX
        self._courses = 0
        self._told: tuple[object, ...] | None = None
        self._drawn = self._bounded = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_side(SIDE_PX)

    def show_courses(self, count: int, scale_gy: float, *, drawn: bool = False, bounded: bool = False) -> None:
        """Name this many courses, on bars that end at this dose; say what whiskers are: 5–95 % of draws, or bounds."""
        if (count, scale_gy, drawn, bounded) == self._told:
            return
        if (count, drawn, bounded) != (self._courses, self._drawn, self._bounded):
            self.viewport().update()
        self._courses, self._told = count, (count, scale_gy, drawn, bounded)
        self._drawn, self._bounded = drawn, bounded
        names = ", ".join(f"course {number}" for number in range(1, count + 1))
        self.setToolTip(
            tr(
                f"Bars from 0 to {scale_gy:g} Gy EQD2. Filled: accumulated dose by colour of {names}, divided as at "
                "the organ's hottest point. Pale: no verdict. Hatched with whisker: between what is certain and what "
                "may be. "
                + ("Whisker alone: 5 to 95 % of the draws under “How sure”. " if drawn else "")
                + "Full flag: the limit shown. Hollow dotted flag: a limit that already contains recovery; crossed out "
                "where it is refused."
            )
        )

    def set_side(self, side_px: int) -> None:
        """The same air beside titles as beside the texts below them."""
        self.side_px = side_px
        self.setStyleSheet(f"QHeaderView::section {{ padding: 4px {side_px}px; }}")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 8)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if logicalIndex == Column.BAR:
            painter.save()
            self._paint_legend(painter, QRectF(rect).adjusted(self.side_px, 0, -self.side_px, -1))
            painter.restore()

    def _paint_legend(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(caption_font(self.font()))
        left = room.left()
        for text, sign in self._entries(room.width()):
            width = self._width(text)
            if left + width > room.right():
                return
            sign(painter, QRectF(left, room.center().y() - SIGN_PX / 2, SIGN_PX, SIGN_PX))
            painter.setPen(QColor(self.theme.muted))
            words = QRectF(left + SIGN_PX + GAP_PX, room.top(), width, room.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
            left += width + BETWEEN_PX

    def _entries(self, room_px: float) -> list[tuple[str, Sign]]:
        """Courses by name where there is room, else by number; then bounds and flags."""
        names = [tr(f"course {number}") for number in range(1, self._courses + 1)]
        if sum(self._width(name) + BETWEEN_PX for name in names) > room_px:
            names = [str(number) for number in range(1, self._courses + 1)]
        courses = [(name, self._square(self.theme.course(index))) for index, name in enumerate(names)]
        whiskers = [("5–95 %", self._whisker)] if self._drawn else []
        if self._bounded or not self._drawn:
            whiskers.append((tr("bounds"), self._hatched if self._drawn else self._whisker))
        return [*courses, *whiskers, (tr("limit"), self._flag(True)), (tr("incl. recovery"), self._flag(False))]

    def _width(self, text: str) -> float:
        return SIGN_PX + GAP_PX + QFontMetrics(caption_font(self.font())).horizontalAdvance(text)

    def _square(self, colour: str) -> Sign:
        return lambda painter, box: painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(colour))

    def _whisker(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor(self.theme.text), 1.5))
        middle = box.center().y()
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
        for x in (box.left(), box.right()):
            painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 4))

    def _hatched(self, painter: QPainter, box: QRectF) -> None:
        ink = QColor(self.theme.not_assessable)
        painter.fillRect(box.adjusted(1, 1, -1, -1), stripes(ink, painter))
        painter.setPen(QPen(ink, 1))
        painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _flag(self, filled: bool) -> Sign:
        def draw(painter: QPainter, box: QRectF) -> None:
            ink = QColor(self.theme.text if filled else self.theme.muted)
            painter.setPen(QPen(ink, 2 if filled else 1, Qt.PenStyle.SolidLine if filled else Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(box.left() + 2, box.top()), QPointF(box.left() + 2, box.bottom()))
            painter.setPen(QPen(ink, 1))
            painter.setBrush(QBrush(ink) if filled else QBrush(QColor(self.theme.panel)))
            x, y = box.left() + 2, box.top()
            painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x + 6, y + 2.5), QPointF(x, y + 5)]))

        return draw
