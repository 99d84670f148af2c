"""The plot of dose-volume histograms. Loads pyqtgraph: import it only when there is something to plot."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.dvh.rows import Line, OrganLines, label_places, volume_at
from reirrad_gui.ui.overlay.strokes import course_dashes
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme

_STEP_GY, _FAR_STEP_GY = 0.5, 5.0
_NEAR_PX = 9.0
_LABELS_FROM_PX, _MOST_LABELS = 200.0, 8
_THIN, _THICK, _STRONGER = 1.3, 2.1, 1.6


class DvhPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws lines and a dose cursor; says where the cursor is, which organ is under the mouse and which was clicked."""

    cursor_moved = Signal(float)
    hovered = Signal(object)
    clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dvh plot")
        self.setAccessibleName("Dose-volume histogram; the same numbers are in its table")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = theme
        self._organs: tuple[OrganLines, ...] = ()
        self._colours: Mapping[str, str] = {}
        self._doses: frozenset[int | None] = frozenset()
        self._chosen: str | None = None
        self._hover: str | None = None
        self._largest_gy = 1.0
        self.cursor_gy: float | None = None
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.setYRange(-1, 104, padding=0)
        item.getViewBox().setDefaultPadding(0.0)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self.setBackground(theme.panel)
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(QPen(QColor(theme.line), 1))
            axis.setTextPen(QColor(theme.muted))
            axis.setTickFont(interface_font(CAPTION_PX))
            axis.label.setFont(interface_font(CAPTION_PX))
        item.showGrid(x=True, y=True, alpha=0.18)
        pen = QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self._cursor.setPen(pen)
        self._draw()

    def show_lines(
        self,
        organs: Sequence[OrganLines],
        colours: Mapping[str, str],
        doses: frozenset[int | None],
        caption: str,
        largest_gy: float,
    ) -> None:
        """Draw these organs, of them the doses named (course indices, None for accumulated)."""
        self._organs, self._colours, self._doses = tuple(organs), colours, doses
        self._largest_gy = max(largest_gy, 1.0)
        item = self.getPlotItem()
        item.setLabel("bottom", caption)
        item.setLabel("left", "volume, %")
        item.setXRange(0, self._largest_gy * 1.02, padding=0)
        self._draw()

    def show_chosen(self, key: str | None) -> None:
        """Draw one organ stronger."""
        if key != self._chosen:
            self._chosen = key
            self._draw()

    def move_cursor(self, dose_gy: float) -> None:
        """Put the dose cursor somewhere."""
        self.cursor_gy = min(max(0.0, dose_gy), self._largest_gy)
        self._cursor.setPos(self.cursor_gy)
        self._cursor.show()
        self.cursor_moved.emit(self.cursor_gy)

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        item = self.getPlotItem()
        item.clear()
        for organ in self._organs:
            strong = organ.key in (self._chosen, self._hover)
            for line in organ.lines:
                if line.course in self._doses:
                    self._draw_line(line, QColor(self._colours[organ.key]), strong=strong)
        self._label_lines()
        item.addItem(self._cursor, ignoreBounds=True)

    def _label_lines(self) -> None:
        """Each organ's name beside its accumulated curve (else the first drawn): told apart without colour."""
        box = self.getPlotItem().getViewBox()
        if box.width() < _LABELS_FROM_PX or len(self._organs) > _MOST_LABELS:
            return
        font = interface_font(CAPTION_PX - 1)
        metrics = QFontMetricsF(font)
        gy_per_px, percent_per_px = (abs(float(size)) for size in box.viewPixelSize())
        named = [(organ.name, line) for organ in self._organs if (line := self._labelled(organ)) is not None]
        drawn = [line for organ in self._organs for line in organ.lines if line.course in self._doses]
        colours = {organ.name: self._colours[organ.key] for organ in self._organs}
        places = label_places(
            named,
            drawn,
            lambda name: (metrics.horizontalAdvance(name) + 14.0) * gy_per_px,
            (metrics.height() + 2.0) * percent_per_px,
            self._largest_gy * 1.02,
        )
        for name, dose, volume in places:
            label = pg.TextItem(name, color=colours[name], anchor=(0.0, 0.5))
            label.setFont(font)
            label.setPos(dose, volume)
            self.getPlotItem().addItem(label, ignoreBounds=True)

    def _labelled(self, organ: OrganLines) -> Line | None:
        drawn = [line for line in organ.lines if line.course in self._doses]
        return next((line for line in drawn if line.course is None), drawn[0] if drawn else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_organs"):  # pyqtgraph resizes while it is being made
            self._draw()

    def _draw_line(self, line: Line, colour: QColor, *, strong: bool) -> None:
        width = (_THICK if line.course is None else _THIN) * (_STRONGER if strong else 1.0)
        pen = QPen(colour, width if line.exact else max(1.0, width * 0.6))
        pen.setCosmetic(True)
        if dashes := course_dashes(line.course):
            pen.setDashPattern([dash / pen.widthF() for dash in dashes])
        lower = self._curve(line.lower.dose_gy, line.lower.volume_percent, pen)
        if line.upper is not None:
            upper = self._curve(line.upper.dose_gy, line.upper.volume_percent, pen)
            if line.course is None:
                self.getPlotItem().addItem(pg.FillBetweenItem(lower, upper, brush=_hatched(colour)))

    def _curve(self, dose_gy: np.ndarray, volume_percent: np.ndarray, pen: QPen) -> "pg.PlotCurveItem":
        curve = pg.PlotCurveItem(dose_gy, volume_percent, pen=pen, antialias=True)
        self.getPlotItem().addItem(curve)
        return curve

    # --- mouse and keys -----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event)
        if place is not None:
            self.move_cursor(place.x())
            self._hover_over(self._organ_near(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            key = self._organ_near(event.position())
            if key is not None:
                self.clicked.emit(key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover_over(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}.get(Qt.Key(event.key()))
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: self._largest_gy}.get(Qt.Key(event.key()))
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if way is not None:
            here = self._largest_gy / 2 if self.cursor_gy is None else self.cursor_gy
            self.move_cursor(here + way * (_FAR_STEP_GY if far else _STEP_GY))
        elif ends is not None:
            self.move_cursor(ends)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.cursor_gy is None and self._organs:
            self.move_cursor(self._largest_gy / 2)

    @Slot(object)
    def _hover_over(self, key: str | None) -> None:
        if key != self._hover:
            self._hover = key
            self._draw()
            self.hovered.emit(key)

    def _place(self, event: QMouseEvent) -> QPointF | None:
        box = self.getPlotItem().getViewBox()
        scene = self.mapToScene(event.position().toPoint())
        return box.mapSceneToView(scene) if box.sceneBoundingRect().contains(scene) else None

    def _organ_near(self, position: QPointF) -> str | None:
        """The organ whose curve passes within a few pixels of the mouse."""
        box = self.getPlotItem().getViewBox()
        scene = self.mapToScene(position.toPoint())
        view = box.mapSceneToView(scene)
        height = max(1.0, box.sceneBoundingRect().height())
        per_px = (box.viewRange()[1][1] - box.viewRange()[1][0]) / height
        best, nearest = None, _NEAR_PX
        for organ in self._organs:
            for line in organ.lines:
                if line.course in self._doses and view.x() <= line.largest_gy:
                    away = abs(volume_at(line.lower, view.x()) - view.y()) / per_px
                    if away < nearest:
                        best, nearest = organ.key, away
        return best


def _hatched(colour: QColor) -> QBrush:
    faint = QColor(colour)
    faint.setAlpha(150)
    return QBrush(faint, Qt.BrushStyle.BDiagPattern)
