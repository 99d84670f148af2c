"""The legend of the dose on an image: what the colours, lines and hatching mean, in one small block."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.strokes import course_dashes
from reirrad_gui.ui.overlay.texts import UNKNOWN_HERE, CourseLine, legend_title
from reirrad_gui.ui.overlay.wash import Colour, line_colour, palette
from reirrad_gui.ui.theme import Theme

WIDTH = 196.0
_PAD = 8.0
_BAR = 9.0
BACKDROP = QColor(10, 13, 16, 205)
INK = QColor("#e8edf2")
QUIET = QColor("#b4c0cc")
WARN = QColor("#f0c75e")


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands in the legend. `levels` are (label, colour), highest first."""

    title: tuple[str, ...]
    look: Look
    levels: tuple[tuple[str, Colour], ...]
    courses: tuple[CourseLine, ...]
    warnings: tuple[str, ...]
    unknown: bool

    @property
    def words(self) -> tuple[str, ...]:
        """Every line of the legend as text: for screen readers and tests."""
        scale = self.look.scale
        lines = list(self.title)
        if self.look.wash:
            lines.append(f"colour wash {scale.threshold_gy:g} to {scale.top_gy:g} Gy, opacity {self.look.opacity:.0%}")
        if self.levels:
            lines.append("isodoses " + ", ".join(label for label, _ in self.levels))
        lines += [line.text for line in self.courses]
        return (*lines, *([UNKNOWN_HERE] if self.unknown else []), *self.warnings)


def legend(
    display: DisplayFields, look: Look, courses: tuple[CourseLine, ...], warnings: tuple[str, ...], unknown: bool
) -> Legend:
    """The legend of a look."""
    scale, colours = look.scale, palette(look.palette)
    levels: tuple[tuple[str, Colour], ...] = ()
    if look.isodoses:
        levels = tuple(
            (scale.label(level), line_colour(colours, gy / scale.top_gy))
            for level, gy in zip(scale.levels, scale.levels_gy, strict=True)
        )
    return Legend(legend_title(display, look), look, levels, courses if look.isodoses else (), warnings, unknown)


def draw_legend(painter: QPainter, right: float, bottom: float, room: float, said: Legend, theme: Theme) -> QRectF:
    """Draw with its lower right corner at (right, bottom), in the painter's font; returns the block it covers."""
    metrics = QFontMetricsF(painter.font())
    line = metrics.height() + 2.0
    width = min(WIDTH, room)
    rows = _level_rows(said.levels, metrics, width - 2 * _PAD)
    count = len(said.title) + len(rows) + len(said.courses) + len(said.warnings) + int(said.unknown)
    bar = (_BAR + line + 2.0) if said.look.wash else 0.0
    height = 2 * _PAD + count * line + bar
    block = QRectF(right - width, bottom - height, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(block, 3, 3)
    left, y = block.left() + _PAD, block.top() + _PAD
    inner = width - 2 * _PAD
    for number, text in enumerate(said.title):
        y = _text(painter, left, y, inner, text, INK if number == 0 else QUIET, line)
    if said.look.wash:
        y = _bar(painter, left, y + 2, inner, said.look, line)
    for row in rows:
        y = _levels(painter, left, y, row, metrics, line, said.look.shown)
    for course in said.courses:
        y = _course(painter, left, y, inner, course, theme, line)
    if said.unknown:
        painter.fillRect(QRectF(left, y + 2, 16, line - 5), hatch())
        painter.setPen(QPen(QUIET, 1))
        painter.drawRect(QRectF(left, y + 2, 16, line - 5))
        y = _text(painter, left + 22, y, inner - 22, UNKNOWN_HERE, INK, line)
    for text in said.warnings:
        y = _text(painter, left, y, inner, text, WARN, line)
    return block


def _text(painter: QPainter, x: float, y: float, width: float, text: str, ink: QColor, line: float) -> float:
    painter.setPen(ink)
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width + 0.5)
    painter.drawText(QPointF(x, y + metrics.ascent()), shown)
    return y + line


def _bar(painter: QPainter, x: float, y: float, width: float, look: Look, line: float) -> float:
    """The wash as it lies on black, with its threshold and its ends."""
    scale, colours = look.scale, palette(look.palette)
    cells = round(width)
    for cell in range(cells):
        gy = scale.top_gy * (cell + 0.5) / cells
        if gy >= scale.threshold_gy:
            painter.fillRect(QRectF(x + cell, y, 1.3, _BAR), QColor(*colours.colour(gy / scale.top_gy)))
    painter.setPen(QPen(QUIET, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(x, y, width, _BAR))
    metrics = QFontMetricsF(painter.font())
    baseline = y + _BAR + 2 + metrics.ascent()
    start = x + width * scale.threshold_gy / scale.top_gy
    low, top = f"{scale.threshold_gy:g}", f"{scale.top_gy:g} Gy"
    painter.drawText(QPointF(max(x, start - metrics.horizontalAdvance(low) / 2), baseline), low)
    painter.drawText(QPointF(x + width - metrics.horizontalAdvance(top), baseline), top)
    return y + _BAR + 2 + line


def _level_rows(
    levels: tuple[tuple[str, Colour], ...], metrics: QFontMetricsF, width: float
) -> list[list[tuple[str, Colour]]]:
    rows: list[list[tuple[str, Colour]]] = []
    used = width + 1
    for level in levels:
        needs = metrics.horizontalAdvance(level[0]) + 26
        if used + needs > width:
            rows.append([])
            used = 0.0
        rows[-1].append(level)
        used += needs
    return rows


def _levels(
    painter: QPainter,
    x: float,
    y: float,
    row: list[tuple[str, Colour]],
    metrics: QFontMetricsF,
    line: float,
    shown: int | None,
) -> float:
    for label, colour in row:
        pen = QPen(QColor(*colour), 2.2)
        if shown is not None:
            pen.setDashPattern(course_dashes(shown))
        painter.setPen(pen)
        painter.drawLine(QPointF(x, y + line / 2 - 1), QPointF(x + 14, y + line / 2 - 1))
        painter.setPen(INK)
        painter.drawText(QPointF(x + 17, y + metrics.ascent()), label)
        x += metrics.horizontalAdvance(label) + 26
    return y + line


def _course(
    painter: QPainter, x: float, y: float, width: float, course: CourseLine, theme: Theme, line: float
) -> float:
    painter.setPen(course_pen(theme, course.course, 1.0))
    painter.drawLine(QPointF(x, y + line / 2 - 1), QPointF(x + 22, y + line / 2 - 1))
    return _text(painter, x + 27, y, width - 27, course.text, INK, line)


def course_pen(theme: Theme, course: int, ratio: float, width: float = 1.8) -> QPen:
    """A course's own line on an image: its colour on black, its dashes."""
    pen = QPen(QColor(Theme.dark().course(course) if theme.image == "#000000" else theme.course(course)), width * ratio)
    pen.setCosmetic(True)
    pen.setDashPattern(course_dashes(course))
    return pen


def hatch(ratio: float = 1.0) -> QBrush:
    """Thin slanted lines for "not known", the same on every ground."""
    size = round(9 * ratio)
    tile = QPixmap(size, size)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(205, 214, 224, 130), 1.1 * ratio))
    for shift in (-size, 0, size):
        painter.drawLine(QPointF(shift, size), QPointF(shift + size, 0))
    painter.end()
    return QBrush(tile)
