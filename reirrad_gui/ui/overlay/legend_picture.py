"""Draws the legend as one small block, made once for what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap, QTransform

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.legend import Legend
from reirrad_gui.ui.overlay.look import GY
from reirrad_gui.ui.overlay.sets import IsodoseSet
from reirrad_gui.ui.overlay.strokes import course_colour, course_dashes
from reirrad_gui.ui.overlay.texts import UNKNOWN_HERE, CourseLine
from reirrad_gui.ui.overlay.wash import Colour, palette, wash_table
from reirrad_gui.ui.overlay.wrapping import wrapped

WIDTH = 224.0
_NARROWEST = 176.0
_PAD = 8.0
_BAR = 9.0
BACKDROP = QColor(10, 13, 16, 205)
INK = QColor("#e8edf2")
QUIET = QColor("#b4c0cc")
WARN = QColor("#f0c75e")
_HATCH_PERIODS = 12

_Mark = tuple[str, float, Colour | None]
"""Text, Gy and colour of a mark on the colour bar; no colour for the ends of the scale."""


def legend_picture(said: Legend, room: float, ratio: float, font: QFont) -> QPixmap:
    """The whole block, no wider than half of `room`; made once for a legend, then only copied."""
    metrics = QFontMetricsF(font)
    width = min(WIDTH, max(_NARROWEST, room / 2 - 20.0))  # the letter in the middle of the lower edge stays free
    parts = _parts(said, metrics, width - 2 * _PAD)
    height = 2 * _PAD + sum(part.height for part in parts)
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
    for part in parts:
        part.draw(painter, _PAD, y)
        y += part.height
    painter.end()
    return picture


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of the legend: its height, and what draws it at a place."""

    height: float
    draw: Callable[[QPainter, float, float], object]


def _parts(said: Legend, metrics: QFontMetricsF, inner: float) -> list[_Part]:
    """The lines from top to bottom."""
    line, look = metrics.height() + 2.0, said.look
    on_bar = not said.levels or in_gy(said)
    rows = [] if on_bar else _level_rows(said.levels, metrics, inner)
    words = partial(_words, width=inner, line=line)
    parts = [words(tr(text), INK if number == 0 else QUIET) for number, text in enumerate(said.title)]
    parts.append(_Part(_BAR + line + 6.0, partial(draw_bar, width=inner, said=said, line=line, on_bar=on_bar)))
    if look.wash:
        parts.append(words(tr(said.wash_text)))
    if said.levels and look.scale.reference != GY:
        parts += [words(text) for text in _fitting(tr(look.scale.reference_text(said.unit)), metrics, inner)]
    dashes = () if said.sets else course_dashes(look.shown)
    parts += [_Part(line, partial(_levels, row=row, metrics=metrics, line=line, dashes=dashes)) for row in rows]
    parts += [_Part(line, partial(_set, width=inner, one=one, line=line)) for one in said.sets]
    for basis, courses in _course_groups(said.courses).items():
        full, brief = tr(f"50 % of {basis}, physical Gy"), tr("50 % lines, physical Gy")
        parts.append(words(_longest((full, brief), metrics, inner)))
        parts += [
            _Part(line, partial(_courses, courses=row, line=line)) for row in _course_rows(courses, metrics, inner)
        ]
    if said.unknown:
        parts.append(_Part(line, partial(_unknown, width=inner, line=line)))
    warned = [part for text in said.warnings for part in wrapped(tr(text), metrics.horizontalAdvance, inner)]
    return [*parts, *(words(text, WARN) for text in warned)]


def _words(text: str, ink: QColor = QUIET, *, width: float, line: float) -> _Part:
    return _Part(line, partial(_text, width=width, text=text, ink=ink, line=line))


def _longest(texts: Sequence[str], metrics: QFontMetricsF, width: float) -> str:
    """The first that fits; the last where none does."""
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), texts[-1])


def _fitting(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """On one line, or broken after its comma."""
    return [text] if metrics.horizontalAdvance(text) <= width else text.split(", ", 1)


def _set(painter: QPainter, x: float, y: float, width: float, one: IsodoseSet, line: float) -> float:
    """One of two isodose sets: its line, its name, and the mark beside its levels."""
    pen = QPen(QColor(one.colour), 1.8)
    if one.dashes:
        pen.setDashPattern([dash / 1.8 for dash in one.dashes])
    painter.setPen(pen)
    painter.drawLine(QPointF(x, y + line / 2 - 1), QPointF(x + 21, y + line / 2 - 1))
    return _text(painter, x + 25, y, width - 25, f"{one.mark}: {tr(one.text)}", INK, line)


def _unknown(painter: QPainter, x: float, y: float, width: float, line: float) -> float:
    mark = QRectF(x, y + 2, 16, line - 5)
    painter.fillRect(mark, hatch(painter.device().devicePixelRatio()))
    painter.setPen(QPen(QUIET, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(mark)
    return _text(painter, x + 22, y, width - 22, tr(UNKNOWN_HERE), INK, line)


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


def in_gy(said: Legend) -> bool:
    """Whether all isodoses are Gy on the scale, so that the bar can carry them."""
    scale = said.look.scale
    return scale.reference == GY and scale.levels_gy[0] <= scale.top_gy * 1.001


def _bar_marks(said: Legend) -> tuple[_Mark, ...]:
    """(text, Gy, colour of the line) of every mark on the colour bar: the isodoses in Gy, else its ends."""
    scale = said.look.scale
    ends = ((f"{scale.threshold_gy:g}", scale.threshold_gy, None), (f"{scale.top_gy:g}", scale.top_gy, None))
    if not said.levels or scale.reference != GY:
        return ends
    levels = tuple((label, gy, colour) for (label, colour), gy in zip(said.levels, scale.levels_gy, strict=True))[::-1]
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


def draw_bar(painter: QPainter, x: float, y: float, width: float, said: Legend, line: float, on_bar: bool) -> float:
    """The wash as it lies on black from its threshold up, with the isodoses marked on it in Gy."""
    look, scale = said.look, said.look.scale
    y += 2
    if look.wash:
        _wash_on_bar(painter, QRectF(x, y, width, _BAR), said)
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


def _wash_on_bar(painter: QPainter, bar: QRectF, said: Legend) -> None:
    """One cell for every pixel of the bar, from the threshold up."""
    scale, cells = said.look.scale, round(bar.width())
    gy = scale.top_gy * (np.arange(cells) + 0.5) / cells
    table = wash_table(palette(said.look.palette), 1.0)
    colours = np.where(gy >= scale.threshold_gy, table.take(np.rint(255 * gy / scale.top_gy).astype(np.intp)), 0)
    pixels = np.ascontiguousarray(colours, np.uint32)
    picture = QImage(pixels.data, cells, 1, 4 * cells, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(bar, picture)


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
    dashes: tuple[float, ...],
) -> float:
    for label, colour in row:
        pen = QPen(QColor(*colour), 2.2)
        if dashes:
            pen.setDashPattern([dash / 2.2 for dash in dashes])
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
    return tr(f"{course.name} {course.level_gy:.3g}")


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
    """Thin slanted lines for "not known"; quiet in the air around the patient.

    To be used with a painter that draws `ratio` device pixels for each of its own: the lines are as far apart at any
    scale, and as sharp.
    """
    brush = QBrush(_hatched(ratio, quiet))
    if ratio != 1.0:
        brush.setTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
    return brush


@lru_cache(maxsize=8)
def _hatched(ratio: float, quiet: bool) -> QImage:
    """A square of slanted lines that continue at its edges, of many periods: Qt fills with large squares faster."""
    size = round(11 * ratio)
    side = size * _HATCH_PERIODS
    tile = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)  # kept: a pixmap must not outlive the program
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(205, 214, 224, 45 if quiet else 150), 1.1 * ratio))
    for shift in (-size, 0, size):
        painter.drawLine(QPointF(shift, size), QPointF(shift + size, 0))
    painter.end()
    whole = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(whole.rect(), QBrush(tile))
    painter.end()
    return whole
