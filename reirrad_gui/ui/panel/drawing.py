"""Paints the cells of the constraint panel: two lines of text, or the budget bar with its flags."""

import re
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reirrad_gui.constraints import Standing
from reirrad_gui.ui.panel.bar import Bar, Flag, FlagKind
from reirrad_gui.ui.panel.model import CELL_ROLE, ROW_ROLE, Column, Index, RowsModel
from reirrad_gui.ui.panel.rows import Cell, Row
from reirrad_gui.ui.stripes import stripes
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, SPACE_PX, Theme, mixed

SIDE_PX = 6
TIGHT_SIDE_PX = 4
RANGE_SHARE = 12 / 13
BAR_SHARE = 0.34
WIDTHS_KEPT = 2000
NUMBER, USUAL_DIGITS = re.compile(r"\d+(?:\.\d+)?"), len("88.8")
CHANGING = (Column.ORGAN, Column.NUMBER, Column.LEFT)
"""The columns whose numbers follow every edit."""
FAINT = 0.28
"""How much of a course's colour fills a bar that nothing can be said about."""
COLUMNS = tuple(Column)
BAR, NUMBER_COLUMN, ORGAN = Column.BAR, Column.NUMBER, Column.ORGAN
DECIDING, WITH_RECOVERY, UNCLEAR = FlagKind.DECIDING, FlagKind.WITH_RECOVERY, Standing.NOT_ASSESSABLE
LEFT, RIGHT, SELECTED = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, QStyle.StateFlag.State_Selected
SMOOTH, SOLID, DOTTED = QPainter.RenderHint.Antialiasing, Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine
"""Looked up once: Python takes longer to find a member of an enumeration than Qt to draw a line."""
shade = lru_cache(maxsize=64)(mixed)


@lru_cache(maxsize=64)
def _ink(colour: str) -> QColor:
    return QColor(colour)


@lru_cache(maxsize=64)
def _stroke(colour: str, width: float = 1, style: Qt.PenStyle = SOLID) -> QPen:
    """One pixel wide, if nothing else is said."""
    return QPen(QColor(colour), width, style)


class Type:
    """A font with its measures; widths of texts are measured once."""

    def __init__(self, font: QFont) -> None:
        self.font, self.metrics = font, QFontMetrics(font)
        self.height = self.metrics.height()
        self._widths: dict[str, int] = {}
        self._usual_widths: dict[str, int] = {}
        self._laid_out: dict[str, QStaticText] = {}

    def width(self, text: str) -> int:
        """Pixels a text needs."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) > WIDTHS_KEPT:
                self._widths.clear()
            found = self._widths[text] = self.metrics.horizontalAdvance(text)
        return found

    def usual_width(self, text: str) -> int:
        """Pixels a text needs, and would with a usual number in place of its first one, where that is shorter."""
        found = self._usual_widths.get(text)
        if found is None:
            if len(self._usual_widths) > WIDTHS_KEPT:
                self._usual_widths.clear()
            found = max(self.width(text), self.width(NUMBER.sub(_usual, text, 1)))
            self._usual_widths[text] = found
        return found

    def fitted(self, text: str, room_px: int) -> str:
        """The text, with an ellipsis where there is no room for all of it."""
        if self.width(text) <= room_px:
            return text
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room_px)

    def laid_out(self, text: str) -> QStaticText:
        """A text whose letters have their places: most cells say what they said before."""
        found = self._laid_out.get(text)
        if found is None:
            if len(self._laid_out) > WIDTHS_KEPT:
                self._laid_out.clear()
            found = self._laid_out[text] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self.font)
        return found


def _usual(found: re.Match[str]) -> str:
    """A number with as many digits as most have: "3" as "3.88"."""
    number = found[0]
    return number if len(number) >= USUAL_DIGITS else f"{number}{'' if '.' in number else '.'}".ljust(USUAL_DIGITS, "8")


class RowDelegate(QStyledItemDelegate):
    """One for the table; `theme` may be changed at any time, and `hovered`, the key of the organ that is pointed at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.tight = False
        self.hovered: str | None = None
        self._types_of: QFont | None = None
        self._kept: dict[tuple[float, bool], Type] = {}

    @property
    def side_px(self) -> int:
        """Air beside the texts; less where the panel is narrow."""
        return TIGHT_SIDE_PX if self.tight else SIDE_PX

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, column = index.model(), COLUMNS[index.column()]
        assert isinstance(model, RowsModel), "the rows of the constraint panel and no others are drawn by it"
        row = model.rows[index.row()]  # asked through Qt, each would be wrapped and unwrapped
        painter.save()
        self._paint_ground(painter, option, column, row)
        room = option.rect.adjusted(self.side_px, 1, -self.side_px, -1)
        if column is BAR:
            paint_bar(painter, QRectF(room), row, model.scale_gy, self.theme)
        else:
            self._paint_cell(painter, room, option, column, row, model.told_cell(row, column))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The width that both lines need, and the height of a row."""
        font: QFont = option.font
        cell: Cell = index.data(CELL_ROLE)
        width = self.wanted_width(font, Column(index.column()), index.data(ROW_ROLE), cell)
        return QSize(width, row_height(font))

    def wanted_width(self, font: QFont, column: Column, row: Row, cell: Cell) -> int:
        """The width that both lines need; where there is room, with usual numbers, so that few of them move columns."""
        upper, lower = self._types(font, column, row, cell)
        if column in CHANGING and not self.tight:
            return max(upper.usual_width(cell.first), lower.usual_width(cell.second)) + 2 * self.side_px + 2
        return max(upper.width(cell.first), lower.width(cell.second)) + 2 * self.side_px + 2

    def first_width(self, font: QFont, column: Column, row: Row, cell: Cell) -> int:
        """The width that the first line alone needs."""
        upper, _ = self._types(font, column, row, cell)
        return upper.width(cell.first) + 2 * self.side_px + 2

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, column: Column, row: Row) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & SELECTED)
        pointed = row.key is not None and row.key == self.hovered
        painter.fillRect(rect, _ink(self.theme.raised if chosen or pointed else self.theme.panel))
        painter.setPen(_stroke(self.theme.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if column is ORGAN and (chosen or pointed):
            ink = self.theme.text if chosen else self.theme.muted
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(ink))
        if not chosen:
            return
        widget: QWidget | None = option.widget
        if widget is not None and widget.hasFocus():
            painter.setPen(QPen(QColor(self.theme.text), 1))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_cell(
        self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, column: Column, row: Row, cell: Cell
    ) -> None:
        font: QFont = option.font
        side = RIGHT if column is NUMBER_COLUMN else LEFT
        first, second = self._types(font, column, row, cell)
        tall, small = first.height, second.height
        top = room.top() + (room.height() - tall - (small if cell.second else 0)) // 2
        painter.setPen(_ink(self._ink(column, row)))
        _line(painter, QRect(room.left(), top, room.width(), tall), cell.first, first, side)
        if column is not NUMBER_COLUMN:
            painter.setPen(_ink(self.theme.muted))
        _line(painter, QRect(room.left(), top + tall, room.width(), small), cell.second, second, side)

    def _types(self, font: QFont, column: Column, row: Row, cell: Cell) -> tuple[Type, Type]:
        """Of the first and the second line. The two ends of a range are of one size: neither may seem the lesser."""
        strong = not row.absent and (
            column in (Column.ORGAN, Column.NUMBER) or (column is Column.STATUS and not self.tight)
        )
        if column is Column.NUMBER and cell.second:
            ends = self._type(font, RANGE_SHARE, strong)
            return ends, ends
        return self._type(font, 1.0, strong), self._type(font, CAPTION_PX / BODY_PX, False)

    def _type(self, font: QFont, share: float, bold: bool) -> Type:
        """A size and weight of the table's font, made once; another font forgets those before it."""
        if self._types_of is None or font != self._types_of:
            self._types_of, self._kept = QFont(font), {}
        found = self._kept.get((share, bold))
        if found is None:
            found = self._kept[share, bold] = Type(_sized(font, share, bold=bold))
        return found

    def _ink(self, column: Column, row: Row) -> str:
        if column is Column.STATUS:
            return self.theme.muted if row.absent else self.theme.status(row.standing.word)
        if column is Column.LEFT and row.standing is Standing.EXCEEDED:
            return self.theme.text
        return self.theme.muted if row.absent or column in (Column.LIMIT, Column.LEFT) else self.theme.text


def row_height(font: QFont) -> int:
    """Two lines and a little air, in whole steps of the spacing."""
    lines = QFontMetrics(font).height() + QFontMetrics(caption_font(font)).height()
    return SPACE_PX * -(-(lines + SPACE_PX) // SPACE_PX)


def caption_font(font: QFont) -> QFont:
    """The smaller size that goes with this one."""
    return _sized(font, CAPTION_PX / BODY_PX)


def _sized(font: QFont, share: float, *, bold: bool = False) -> QFont:
    made = QFont(font)
    pixels = font.pixelSize() if font.pixelSize() > 0 else BODY_PX
    made.setPixelSize(max(round(pixels * share), 9))
    made.setBold(bold)
    return made


def _line(painter: QPainter, room: QRect, text: str, kind: Type, side: Qt.AlignmentFlag) -> None:
    """One line as high as its room, at its left or its right end."""
    if text:
        fitted = kind.fitted(text, room.width())
        free = room.width() - kind.width(fitted) if side == RIGHT else 0
        painter.setFont(kind.font)
        painter.drawStaticText(room.left() + max(free, 0), room.top(), kind.laid_out(fitted))


def paint_bar(painter: QPainter, room: QRectF, row: Row, scale: float, theme: Theme) -> None:
    """The track, what is certain, what may be, the whisker and the flags; nothing of it has a number of its own."""
    thick = round(room.height() * BAR_SHARE)
    track = QRectF(room.left(), room.center().y() - thick / 2, room.width(), thick)
    if row.absent:
        painter.setPen(QPen(QColor(theme.line), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(track.left(), track.center().y()), QPointF(track.right(), track.center().y()))
        return
    painter.fillRect(track, _ink(theme.raised))
    painter.setPen(_stroke(theme.line))
    painter.drawRect(track)
    _paint_known(painter, track, row, scale, theme)
    _paint_bounds(painter, track, row.bar, scale, theme)
    _paint_whisker(painter, track, row.bar, scale, theme)
    for flag in row.bar.flags:
        _paint_flag(painter, room, track, flag, scale, theme)


def _x(track: QRectF, dose_gy: float, scale: float) -> float:
    return track.left() + track.width() * min(dose_gy / scale, 1.0)


def _paint_known(painter: QPainter, track: QRectF, row: Row, scale: float, theme: Theme) -> None:
    bar, judged = row.bar, row.standing is not UNCLEAR
    pieces = [(s.start_gy, s.end_gy, theme.course(s.course)) for s in bar.segments]
    if not pieces and bar.solid_to_gy:
        pieces = [(0.0, bar.solid_to_gy, theme.muted)]
    for start, end, colour in pieces:
        left, right = _x(track, start, scale), _x(track, end, scale)
        piece = QRectF(left, track.top(), right - left, track.height())
        painter.fillRect(piece, _ink(colour if judged else shade(colour, theme.panel, FAINT)))
        painter.setPen(_stroke(theme.panel if judged else colour))
        if judged:
            painter.drawLine(piece.topRight(), piece.bottomRight())
        else:
            painter.drawRect(piece)


def _paint_bounds(painter: QPainter, track: QRectF, bar: Bar, scale: float, theme: Theme) -> None:
    if bar.bounds_gy is None:
        return
    lower, upper = bar.bounds_gy
    left = _x(track, lower, scale)
    right = track.right() if upper is None else _x(track, upper, scale)
    unknown = QColor(theme.not_assessable)
    span = QRectF(left, track.top(), right - left, track.height())
    painter.fillRect(span, stripes(unknown, painter))
    painter.setPen(QPen(unknown, 1))
    painter.drawRect(span)
    painter.setPen(QPen(QColor(theme.text), 1.5))
    middle, reach = track.center().y(), track.height() / 2 + 2
    painter.drawLine(QPointF(left, middle), QPointF(right, middle))
    painter.drawLine(QPointF(left, middle - reach), QPointF(left, middle + reach))
    if upper is None:
        arrow = [QPointF(right - 5, middle - 4), QPointF(right, middle), QPointF(right - 5, middle + 4)]
        painter.drawPolyline(QPolygonF(arrow))
    else:
        painter.drawLine(QPointF(right, middle - reach), QPointF(right, middle + reach))


def _paint_whisker(painter: QPainter, track: QRectF, bar: Bar, scale: float, theme: Theme) -> None:
    """5 to 95 % of the draws, on a ground that tells it from any course's colour."""
    if bar.whisker_gy is None:
        return
    left, right = (_x(track, gy, scale) for gy in bar.whisker_gy)
    middle, reach = track.center().y(), track.height() / 2 + 1
    ends = ((left, middle - reach, left, middle + reach), (right, middle - reach, right, middle + reach))
    for ink, width in ((theme.panel, 3.5), (theme.text, 1.5)):
        painter.setPen(QPen(QColor(ink), width))
        for x, top, same, bottom in (*ends, (left, middle, right, middle)):
            painter.drawLine(QPointF(x, top), QPointF(same, bottom))


def _paint_flag(painter: QPainter, room: QRectF, track: QRectF, flag: Flag, scale: float, theme: Theme) -> None:
    """A pole with a pennant: filled for the limit shown, hollow where recovery is contained, crossed where refused."""
    x = _x(track, flag.at_gy, scale)
    deciding, hollow = flag.kind is DECIDING, flag.kind is WITH_RECOVERY
    ink = theme.text if deciding else theme.muted
    top, bottom = room.top() + 3, track.bottom() + 3
    painter.setRenderHint(SMOOTH, True)
    painter.setPen(_stroke(ink, 2 if deciding else 1, DOTTED if hollow else SOLID))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.setPen(_stroke(ink))
    painter.setBrush(_ink(theme.panel if hollow else ink))
    painter.drawPolygon((QPointF(x, top), QPointF(x + 6, top + 2.5), QPointF(x, top + 5)))
    if flag.refused:
        painter.drawLine(QPointF(x - 4, bottom - 8), QPointF(x + 4, bottom))
        painter.drawLine(QPointF(x + 4, bottom - 8), QPointF(x - 4, bottom))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(SMOOTH, False)
