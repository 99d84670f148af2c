"""One of several doses side by side: a plane with its name above it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reirrad_gui.ui.compare.marks import draw_mark, mark_top, mark_width
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.captions import MARGIN, image_font
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.theme import BODY_PX, Theme

HEADING_PX = 24
_PROBE_PX = 120.0
_LINE_PX = 19.0
"""From one mark to the next."""
LEGEND_FROM_PX = (420, 380)
"""A smaller view leaves its legend to the one that serves all."""


class Heading(QWidget):
    """Name of the dose in its course's colour, and what is shown of it. Bold: the one chosen everywhere."""

    clicked = Signal()

    def __init__(self, shown: int | None, theme: Theme) -> None:
        super().__init__()
        self._shown, self._theme = shown, theme
        self._name, self._what, self._chosen = "", "", False
        self.setFixedHeight(HEADING_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of it, as it is shown."""
        return " · ".join(part for part in (self._name, self._what) if part)

    def say(self, name: str, what: str, theme: Theme, *, chosen: bool) -> None:
        """Other words or colours."""
        self._name, self._what, self._theme, self._chosen = tr(name), tr(what), theme, chosen
        self.setAccessibleName(self.text)
        self.setToolTip(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HEADING_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.raised if self._chosen else theme.panel))
        colour = QColor(theme.accumulated if self._shown is None else theme.course(self._shown))
        painter.fillRect(0, 0, 3, self.height(), colour)
        painter.setFont(image_font(BODY_PX, bold=True))
        metrics = painter.fontMetrics()
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        painter.setPen(colour)
        painter.drawText(10, round(base), self._name)
        left = 10 + metrics.horizontalAdvance(self._name) + 8
        painter.setFont(image_font(BODY_PX))
        painter.setPen(QColor(theme.muted))
        room = self.width() - left - 6
        shown = painter.fontMetrics().elidedText(self._what, Qt.TextElideMode.ElideRight, room)
        painter.drawText(left, round(base), shown)
        painter.end()


class CoursePlane(PlaneView):
    """A plane that says on itself what is not approved or confirmed; small ones have no legend of their own."""

    def __init__(self, plane: Plane, theme: Theme) -> None:
        super().__init__(plane, theme)
        self._mark, self._alone = "", False

    def bear_legend(self, alone: bool) -> None:
        """Carry the legend whatever the size: no other view is there."""
        self._alone = alone
        self.update()

    def show_mark(self, mark: str) -> None:
        """What must stand on the picture, line by line."""
        mark = "\n".join(tr(line) for line in mark.split("\n"))
        if mark != self._mark:
            self._mark = mark
            self.update()

    def turn_to(self, plane: Plane) -> None:
        """Show another plane from now on."""
        self.plane = plane
        self._describe()

    @property
    def has_legend(self) -> bool:
        """True when it is large enough for a legend."""
        return self._alone or (self.width() >= LEGEND_FROM_PX[0] and self.height() >= LEGEND_FROM_PX[1])

    def _drawn_legend(self) -> QPixmap | None:
        return super()._drawn_legend() if self.has_legend else None

    def _mark_place(self) -> tuple[float, float]:
        """Lower right, where little of the patient is seen; upper left where a legend or the probe stands there."""
        lines = self._mark.split("\n")
        widest = max(lines, key=mark_width)
        left = self.width() - MARGIN - mark_width(widest)
        if self.has_legend or left < _PROBE_PX:
            return MARGIN - 4, mark_top(widest, self.width())
        return left, self.height() - MARGIN - 44.0 - (len(lines) - 1) * _LINE_PX

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._mark and self._pictures is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            left, top = self._mark_place()
            for line, text in enumerate(self._mark.split("\n")):
                draw_mark(painter, text, left, top + line * _LINE_PX, self.width() - 2 * MARGIN, warn=True)
            painter.end()


class CourseView(QWidget):
    """A heading over a plane. `shown` is the course, or None for the accumulated dose."""

    def __init__(self, shown: int | None, plane: Plane, theme: Theme) -> None:
        super().__init__()
        self.shown = shown
        name = "accumulated" if shown is None else f"course {shown + 1}"
        self.setObjectName(f"side {name}")
        self.heading, self.plane = Heading(shown, theme), CoursePlane(plane, theme)
        self.plane.setObjectName(f"side plane {name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.plane, 1)
