"""The legend of the dose on an image: what the colours, lines and hatching mean, in one small block."""

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.overlay.look import GY, Look
from reirrad_gui.ui.overlay.strokes import course_colour, course_dashes
from reirrad_gui.ui.overlay.texts import UNKNOWN_HERE, CourseLine, legend_title
from reirrad_gui.ui.overlay.wash import Colour, line_colour, palette

WIDTH = 224.0
_NARROWEST = 176.0
_PAD = 8.0
_BAR = 9.0
BACKDROP = QColor(10, 13, 16, 205)
INK = QColor("#e8edf2")
QUIET = QColor("#b4c0cc")
WARN = QColor("#f0c75e")


_Mark = tuple[str, float, Colour | None]
"""Text, Gy and colour of a mark on the colour bar; no colour for the ends of the scale."""


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


def legend_picture(said: Legend, room: float, ratio: float, font: QFont) -> QPixmap:
    """The whole block, no wider than half of `room`; made once for a legend, then only copied."""
    metrics = QFontMetricsF(font)
    line = metrics.height() + 2.0
    width = min(WIDTH, max(_NARROWEST, room / 2 - 20.0))  # the letter in the middle of the lower edge stays free
    inner = width - 2 * _PAD
    on_bar = not said.levels or _in_gy(said)
    rows = [] if on_bar else _level_rows(said.levels, metrics, inner)
    groups = _course_groups(said.courses)
    course_lines = sum(len(_course_rows(courses, metrics, inner)) for courses in groups.values())
    count = len(said.title) + len(rows) + len(groups) + course_lines + len(said.warnings) + int(said.unknown)
    height = 2 * _PAD + count * line + _BAR + line + 4.0
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(QRectF(0, 0, width, height), 3, 3)
    y = _PAD
    for number, text in enumerate(said.title):
        y = _text(painter, _PAD, y, inner, text, INK if number == 0 else QUIET, line)
    y = _bar(painter, _PAD, y + 2, inner, said, line, on_bar) + 2
    for row in rows:
        y = _levels(painter, _PAD, y, row, metrics, line, said.look.shown)
    for basis, courses in groups.items():
        full, brief = f"50 % of {basis}, physical Gy", "50 % lines, physical Gy"
        y = _text(painter, _PAD, y, inner, full if metrics.horizontalAdvance(full) <= inner else brief, QUIET, line)
        for pair in _course_rows(courses, metrics, inner):
            y = _courses(painter, _PAD, y, pair, line)
    if said.unknown:
        y = _unknown(painter, _PAD, y, inner, line)
    for text in said.warnings:
        y = _text(painter, _PAD, y, inner, text, WARN, line)
    painter.end()
    return picture


def _unknown(painter: QPainter, x: float, y: float, width: float, line: float) -> float:
    mark = QRectF(x, y + 2, 16, line - 5)
    painter.fillRect(mark, hatch())
    painter.setPen(QPen(QUIET, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(mark)
    return _text(painter, x + 22, y, width - 22, UNKNOWN_HERE, INK, line)


def _course_groups(courses: tuple[CourseLine, ...]) -> dict[str, list[CourseLine]]:
    groups: dict[str, list[CourseLine]] = {}
    for course in courses:
        groups.setdefault(course.basis, []).append(course)
    return groups


def _text(painter: QPainter, x: float, y: float, width: float, text: str, ink: QColor, line: float) -> float:
    painter.setPen(ink)
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width + 0.5)
    painter.drawText(QPointF(x, y + metrics.ascent()), shown)
    return y + line


def _in_gy(said: Legend) -> bool:
    """Whether all isodoses are Gy on the scale, so that the bar can carry them."""
    scale = said.look.scale
    return scale.reference == GY and scale.levels_gy[0] <= scale.top_gy * 1.001


def _bar_marks(said: Legend) -> tuple[_Mark, ...]:
    """(text, Gy, colour of the line) of every mark on the colour bar: the isodoses in Gy, else its ends."""
    scale, look = said.look.scale, said.look
    ends = ((f"{scale.threshold_gy:g}", scale.threshold_gy, None), (f"{scale.top_gy:g}", scale.top_gy, None))
    if not said.levels or scale.reference != GY:
        return ends
    colours = palette(look.palette)
    levels = tuple((f"{gy:g}", gy, line_colour(colours, gy / scale.top_gy)) for gy in reversed(scale.levels_gy))
    return (*levels, ends[1]) if levels[-1][1] < 0.9 * scale.top_gy else levels


def _labelled(marks: tuple[_Mark, ...], top_gy: float, metrics: QFontMetricsF, width: float) -> set[int]:
    """Which marks have their number under the bar, none over its neighbour: the highest first."""
    kept: set[int] = set()
    free_to = 1e9
    for number in reversed(range(len(marks))):
        half = metrics.horizontalAdvance(marks[number][0]) / 2
        middle = min(max(width * marks[number][1] / top_gy, half), width - half)
        if middle + half < free_to - 3:
            kept.add(number)
            free_to = middle - half
    return kept


def _bar(painter: QPainter, x: float, y: float, width: float, said: Legend, line: float, on_bar: bool) -> float:
    """The wash as it lies on black from its threshold up, with the isodoses marked on it in Gy."""
    look, scale = said.look, said.look.scale
    colours = palette(look.palette)
    if look.wash:
        cells = round(width)
        for cell in range(cells):
            gy = scale.top_gy * (cell + 0.5) / cells
            if gy >= scale.threshold_gy:
                painter.fillRect(QRectF(x + cell, y, 1.3, _BAR), QColor(*colours.colour(gy / scale.top_gy)))
    painter.setPen(QPen(QUIET, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(x, y, width, _BAR))
    metrics = QFontMetricsF(painter.font())
    marks = _bar_marks(said if on_bar else replace(said, levels=()))
    labelled = _labelled(marks, scale.top_gy, metrics, width)
    for number, (text, gy, colour) in enumerate(marks):
        place = x + width * gy / scale.top_gy
        half = metrics.horizontalAdvance(text) / 2
        if colour is not None:
            painter.fillRect(QRectF(place - 1.8, y - 2, 3.6, _BAR + 4), QColor(0, 0, 0, 170))
            painter.fillRect(QRectF(place - 0.9, y - 2, 1.8, _BAR + 4), QColor(*colour))
        if number in labelled:
            painter.setPen(INK if colour is not None else QUIET)
            start = min(max(place - half, x), x + width - 2 * half)
            painter.drawText(QPointF(start, y + _BAR + 2 + metrics.ascent()), text)
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
            pen.setDashPattern([dash / 2.2 for dash in course_dashes(shown)])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, y + line / 2 - 1), QPointF(x + 14, y + line / 2 - 1))
        painter.setPen(INK)
        painter.drawText(QPointF(x + 17, y + metrics.ascent()), label)
        x += metrics.horizontalAdvance(label) + 26
    return y + line


def _course_rows(courses: list[CourseLine], metrics: QFontMetricsF, width: float) -> list[list[CourseLine]]:
    """As many side by side as fit."""
    needs = max(_course_width(course, metrics) for course in courses)
    side_by_side = max(1, int((width + _PAD) / needs))
    return [courses[i : i + side_by_side] for i in range(0, len(courses), side_by_side)]


def _course_text(course: CourseLine) -> str:
    return f"{course.name} {course.level_gy:.3g}"


def _course_width(course: CourseLine, metrics: QFontMetricsF) -> float:
    return 26 + metrics.horizontalAdvance(_course_text(course)) + _PAD


def _courses(painter: QPainter, x: float, y: float, courses: list[CourseLine], line: float) -> float:
    """Each course's line style with its number and dose."""
    metrics = QFontMetricsF(painter.font())
    for course in courses:
        pen = QPen(QColor(course_colour(course.course)), 1.8)
        pen.setDashPattern([dash / 1.8 for dash in course_dashes(course.course)])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, y + line / 2 - 1), QPointF(x + 21, y + line / 2 - 1))
        painter.setPen(INK)
        painter.drawText(QPointF(x + 25, y + metrics.ascent()), _course_text(course))
        x += _course_width(course, metrics)
    return y + line


@cache
def hatch(ratio: float = 1.0, *, quiet: bool = False) -> QBrush:
    """Thin slanted lines for "not known"; quiet in the air around the patient."""
    size = round(11 * ratio)
    tile = QPixmap(size, size)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(205, 214, 224, 45 if quiet else 150), 1.1 * ratio))
    for shift in (-size, 0, size):
        painter.drawLine(QPointF(shift, size), QPointF(shift + size, 0))
    painter.end()
    return QBrush(tile)
