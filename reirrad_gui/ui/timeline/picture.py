"""The timeline as a file: SVG, PDF (both with text as text) or PNG, with title, legend and the date it was made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme
from reirrad_gui.ui.timeline.area import measured
from reirrad_gui.ui.timeline.arrange import ArrangedLane
from reirrad_gui.ui.timeline.item import SIGN
from reirrad_gui.ui.timeline.layout import Time, comfortable_height, lay_out
from reirrad_gui.ui.timeline.look import Look
from reirrad_gui.ui.timeline.paint import paint_scene
from reirrad_gui.ui.timeline.scene import Scene, Size

WIDTH_PX = 1600.0
HEAD_PX, REMARK_PX, FOOT_PX, EDGE_PX = 44.0, 14.0, 26.0, 16.0
DPI = 96
PNG_SCALE = 2
FORMATS = ("svg", "pdf", "png")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: the lanes and time of the view, a title, remarks said under it, and the date it is made.

    Title, remarks and words of the axis are in the language of the picture already.
    """

    lanes: Sequence[ArrangedLane]
    time: Time
    title: str
    remarks: tuple[str, ...]
    made: date
    theme: Theme
    axis_words: str = ""
    width_px: float = WIDTH_PX

    @property
    def said_under_title(self) -> tuple[str, ...]:
        """The remarks in as many lines as they need."""
        measure, room = QFontMetricsF(interface_font(CAPTION_PX)).horizontalAdvance, self.width_px - 2 * EDGE_PX
        lines = [""]
        for word in " · ".join(self.remarks).split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and measure(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return tuple(lines)

    @property
    def head_px(self) -> float:
        """Height of the title and of what is said under it."""
        return HEAD_PX + REMARK_PX * (len(self.said_under_title) - 1)

    @property
    def height_px(self) -> float:
        """High enough that no lane scrolls and every remark can be read."""
        return self.head_px + comfortable_height(self.lanes) + FOOT_PX + EDGE_PX


def write_picture(picture: Picture, path: Path) -> None:
    """Write the file in the format its name ends with.

    Raises
    ------
    EntryError
        Another ending, or the file cannot be written.
    """
    write = {"svg": _svg, "pdf": _pdf, "png": _png}.get(path.suffix.lower().lstrip("."))
    if write is None:
        raise EntryError("The file's name has to end in .svg, .pdf or .png.")
    if not path.parent.is_dir():
        raise EntryError(f"There is no folder {path.parent}; choose one that exists.")
    if not write(picture, path):
        raise EntryError(f"{path.name} could not be written; choose another place.")


def _svg(picture: Picture, path: Path) -> bool:
    from PySide6.QtSvg import QSvgGenerator

    device = QSvgGenerator()
    device.setFileName(str(path))
    device.setResolution(DPI)
    device.setSize(QSizeF(picture.width_px, picture.height_px).toSize())
    device.setViewBox(QRectF(0.0, 0.0, picture.width_px, picture.height_px))
    device.setTitle(picture.title)
    return _on(device, picture)


def _pdf(picture: Picture, path: Path) -> bool:
    device = QPdfWriter(str(path))
    device.setResolution(DPI)
    device.setTitle(picture.title)
    points = QSizeF(picture.width_px, picture.height_px) * 72.0 / DPI
    page = QPageSize(points, QPageSize.Unit.Point, "timeline", QPageSize.SizeMatchPolicy.ExactMatch)
    device.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    return _on(device, picture)


def _png(picture: Picture, path: Path) -> bool:
    return (image := image_of(picture)) is not None and image.save(str(path))


def image_of(picture: Picture) -> QImage | None:
    """The picture in pixels, two for each of its own; None where there is no memory for it."""
    width, height = round(picture.width_px * PNG_SCALE), round(picture.height_px * PNG_SCALE)
    device = QImage(width, height, QImage.Format.Format_RGB32)
    device.setDevicePixelRatio(PNG_SCALE)
    device.fill(QColor(picture.theme.panel))
    return device if _on(device, picture) else None


def _on(device: QPaintDevice, picture: Picture) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    paint_picture(painter, picture)
    return painter.end()


def paint_picture(painter: QPainter, picture: Picture) -> None:
    """Title, timeline, legend, from the top left."""
    theme = picture.theme
    fonts = interface_font(BODY_PX), interface_font(BODY_PX, bold=True)
    painter.fillRect(QRectF(0.0, 0.0, picture.width_px, picture.height_px), QColor(theme.panel))
    painter.setFont(fonts[1])
    painter.setPen(QColor(theme.text))
    painter.drawText(QPointF(EDGE_PX, 20.0), picture.title)
    painter.setFont(interface_font(CAPTION_PX))
    painter.setPen(QColor(theme.muted))
    for number, line in enumerate(picture.said_under_title):
        painter.drawText(QPointF(EDGE_PX, 36.0 + number * REMARK_PX), line)
    scene = _scene(picture, fonts)
    painter.save()
    painter.translate(0.0, picture.head_px)
    paint_scene(painter, scene, Look(theme, *fonts, interface_font(CAPTION_PX), axis_words=picture.axis_words))
    painter.restore()
    _legend(painter, picture, scene)


def _scene(picture: Picture, fonts: tuple[QFont, QFont]) -> Scene:
    line = QFontMetricsF(fonts[1]).height()
    size = Size(picture.width_px, float(comfortable_height(picture.lanes)), line, measured(*fonts))
    return lay_out(picture.lanes, picture.time, size)


Draw = Callable[[QPainter, float, float], None]


def _legend(painter: QPainter, picture: Picture, scene: Scene) -> None:
    """What the signs mean, and when this was made."""
    theme, font = picture.theme, interface_font(CAPTION_PX)
    metrics, y = QFontMetricsF(font), picture.height_px - EDGE_PX
    hidden = sum(lane.hidden_count for lane in scene.lanes)
    x = EDGE_PX
    for draw, english in _signs(theme):
        words = tr(english)
        draw(painter, x, y - 4.0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(x + 26.0, y), words)
        x += 26.0 + metrics.horizontalAdvance(words) + 18.0
    made = f"made {picture.made.isoformat()}"
    said = tr(f"{hidden} without room for a label · {made}" if hidden else made)
    painter.setPen(QColor(theme.muted))
    left = picture.width_px - EDGE_PX - metrics.horizontalAdvance(said)
    painter.drawText(QPointF(left, y if left > x else 20.0), said)


def _signs(theme: Theme) -> tuple[tuple[Draw, str], ...]:
    def dot(painter: QPainter, x: float, y: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.point))
        painter.drawEllipse(QPointF(x + 10.0, y), 4.0, 4.0)

    def band(painter: QPainter, x: float, y: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.muted), 1.0))
        painter.drawRoundedRect(QRectF(x, y - 5.0, 20.0, 10.0), 5.0, 5.0)

    def open_end(painter: QPainter, x: float, y: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.systemic), 1.5))
        painter.drawPolyline(QPolygonF([QPointF(x, y), QPointF(x + 20.0, y)]))
        painter.drawPolyline(QPolygonF([QPointF(x + 15.0, y - 4.0), QPointF(x + 20.0, y), QPointF(x + 15.0, y + 4.0)]))

    def below(painter: QPainter, x: float, y: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.point), 1.4))
        painter.drawPolygon(
            QPolygonF([QPointF(x + 6.0, y - 2.0), QPointF(x + 14.0, y - 2.0), QPointF(x + 10.0, y + 4.0)])
        )

    def sign(painter: QPainter, x: float, y: float) -> None:
        painter.setFont(interface_font(CAPTION_PX))
        painter.setPen(QColor(theme.near))
        painter.drawText(QPointF(x + 6.0, y + 4.0), SIGN)

    return (
        (dot, "event"),
        (band, "somewhere within these days"),
        (open_end, "end not stated or ongoing"),
        (below, "below what was detectable"),
        (sign, "sources say it in two ways"),
    )
