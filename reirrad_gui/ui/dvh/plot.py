"""The plot of dose-volume histograms. Loads pyqtgraph: import it only when there is something to plot."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsItem, QWidget

from reirrad_gui.ui.dvh.labels import KeptDoses, Label, label_places
from reirrad_gui.ui.dvh.rows import Line, OrganLines, dose_name, volume_at
from reirrad_gui.ui.dvh.strokes import MANY, LineItems, Look
from reirrad_gui.ui.flowing import in_lines
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.strokes import standing_out
from reirrad_gui.ui.plot_axis import GRID, axes
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme

_NEAR_PX = 9.0
_LABELS_FROM_PX, _MOST_LABELS = 200.0, 8
_STEPS, _FAR_STEPS = 120, 12
"""One press of an arrow key moves the cursor by about a 120th (with Shift a 12th) of an axis, in round numbers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes: captions (`whose` curves they are in full and in short), where they end, whether volumes are per dose."""

    dose: str
    whose: tuple[str, str]
    volume: str
    most_dose: float
    most_volume: float
    differential: bool = False


class DvhPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws lines and a cursor; says where the cursor is, which organ is under the mouse and which was clicked.

    `cursor_moved` carries a dose, `volume_cursor_moved` a volume, both in the units of the axes; `wished` a key that
    was pressed and is not the plot's own; `menu_wanted` the place on screen.
    """

    cursor_moved = Signal(float)
    volume_cursor_moved = Signal(float)
    hovered = Signal(object)
    clicked = Signal(object)
    wished = Signal(str)
    menu_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems=axes())
        self.setObjectName("dvh plot")
        self.setAccessibleName(tr("Dose-volume histogram; the same numbers are in its table"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = theme
        self._organs: tuple[OrganLines, ...] = ()
        self._colours: Mapping[str, str] = {}
        self._doses: frozenset[int | None] = frozenset()
        self._chosen: str | None = None
        self._hover: str | None = None
        self._frame = Frame("", ("", ""), "", 1.0, 100.0)
        self._items: dict[tuple[str, int | None], LineItems] = {}
        self._crowded = False
        self._labels: list[pg.TextItem] = []
        self._kept_doses = KeptDoses()
        self._worn: list[tuple[str, str, bool]] = []
        self._lines_of: tuple[object, ...] = ()
        self.cursor_gy: float | None = None
        self.cursor_volume: float | None = None
        self._cursor, self._level = (pg.InfiniteLine(angle=angle, movable=False) for angle in (90, 0))
        item = self.getPlotItem()
        for cursor in (self._cursor, self._level):
            cursor.hide()
            item.addItem(cursor, ignoreBounds=True)
        item.getAxis("left").setStyle(hideOverlappingLabels=False)
        for side in ("left", "bottom"):  # grid and numbers stay while curves change
            item.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        item.layout.setContentsMargins(0, 5, 4, 0)
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.disableAutoRange()
        item.getViewBox().setDefaultPadding(0.0)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self._lines_of, self._worn = (), []
        self.setBackground(theme.panel)
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.getAxis(side).apply_theme(theme)
        item.showGrid(x=True, y=True, alpha=GRID)
        pen = QPen(QColor(theme.muted), self.devicePixelRatioF(), Qt.PenStyle.DashLine)
        pen.setCosmetic(True)  # whose width counts in pixels of the screen
        self._cursor.setPen(pen)
        self._level.setPen(pen)

    def show_lines(
        self,
        organs: Sequence[OrganLines],
        colours: Mapping[str, str],
        doses: frozenset[int | None],
        frame: Frame,
        chosen: str | None,
    ) -> None:
        """Draw these organs, of them the doses named (course indices, None for accumulated); `chosen` stronger."""
        asked = (tuple(organs), dict(colours), doses, frame, chosen)  # organs are equal only to themselves
        if asked == self._lines_of:
            return
        self._lines_of = asked
        self._organs, self._colours, self._doses, self._chosen = tuple(organs), colours, doses, chosen
        self._show_frame(frame)
        wanted = {(organ.key, line.course) for organ in organs for line in organ.lines if line.course in doses}
        self._crowded = len(wanted) > MANY
        for gone in [place for place in self._items if place not in wanted]:
            self._items.pop(gone).remove()
        for organ in organs:
            for line in organ.lines:
                if line.course in doses:
                    self._show_line(organ, line)
        self._show_labels()

    def show_hovered(self, key: str | None) -> None:
        """Draw the organ that is pointed at stronger: other pens, nothing else."""
        before, self._hover = self._hover, key
        for organ in self._organs:
            if organ.key in (before, key):
                self._dress(organ)

    def move_cursor(self, dose: float) -> None:
        """Put the dose cursor somewhere; the volume cursor goes."""
        self.cursor_volume = None
        self._level.hide()
        self.cursor_gy = min(max(0.0, dose), self._frame.most_dose)
        self._cursor.setPos(self.cursor_gy)
        self._cursor.show()
        self.cursor_moved.emit(self.cursor_gy)

    def move_volume_cursor(self, volume: float) -> None:
        """Put the volume cursor somewhere; the dose cursor goes. A differential curve has none."""
        if self._frame.differential:
            return
        self.cursor_gy = None
        self._cursor.hide()
        self.cursor_volume = min(max(0.0, volume), self._frame.most_volume)
        self._level.setPos(self.cursor_volume)
        self._level.show()
        self.volume_cursor_moved.emit(self.cursor_volume)

    def forget_cursor(self) -> None:
        """The axes have other units: a cursor's number would mean something else."""
        self.cursor_gy = self.cursor_volume = None
        self._cursor.hide()
        self._level.hide()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _show_frame(self, frame: Frame) -> None:
        if frame == self._frame:
            return
        item, before = self.getPlotItem(), self._frame
        self._frame = frame
        item.setXRange(0, frame.most_dose * 1.02, padding=0)
        item.setYRange(-0.01 * frame.most_volume, frame.most_volume * 1.04, padding=0)
        if (frame.dose, frame.whose, frame.volume) != (before.dose, before.whose, before.volume):
            self._show_captions()

    def _show_captions(self) -> None:
        """Whose curves they are stands behind the quantity, in short or below it where there is no room."""
        item, frame = self.getPlotItem(), self._frame
        metrics = QFontMetricsF(interface_font(CAPTION_PX))
        wide = metrics.horizontalAdvance
        room = item.getViewBox().width() or math.inf
        lines = [f"{frame.dose} · {whose}" for whose in frame.whose]
        lines.append(lines[-1].replace("% of course ", "% of C"))
        lines = [tr(line) for line in lines]
        below = [*in_lines(tr(frame.dose), metrics, room).split("\n"), tr(frame.whose[0])]
        fitting = next((line for line in lines if wide(line) <= room), "<br>".join(below))
        if fitting != item.getAxis("bottom").labelText:
            item.setLabel("bottom", fitting)
            item.getAxis("bottom").resizeEvent()  # pyqtgraph leaves a caption where the one before was in the middle
        if (volume := tr(frame.volume)) != item.getAxis("left").labelText:
            item.setLabel("left", volume)
            item.getAxis("left").resizeEvent()

    def _show_line(self, organ: OrganLines, line: Line) -> None:
        place = (organ.key, line.course)
        if place not in self._items:
            self._items[place] = LineItems(self.getPlotItem(), line.course)
        hatched = not self._frame.differential
        bounds = QRectF(0.0, -0.05 * self._frame.most_volume, self._frame.most_dose, 1.15 * self._frame.most_volume)
        self._items[place].show(line, bounds, self._look(organ), hatched=hatched)

    def _look(self, organ: OrganLines) -> Look:
        return Look(self._colours[organ.key], organ.key in (self._chosen, self._hover), self._crowded)

    def _dress(self, organ: OrganLines) -> None:
        look = self._look(organ)
        for line in organ.lines:
            if (items := self._items.get((organ.key, line.course))) is not None:
                items.dress(look, exact=line.exact)

    def _show_labels(self) -> None:
        """Each organ's name beside a curve, and each dose's at the end of the chosen organ's: no need of colour."""
        box = self.getPlotItem().getViewBox()
        labels = [] if box.width() < _LABELS_FROM_PX or self._frame.differential else self._wanted_labels()
        font = interface_font(CAPTION_PX - 1)
        metrics = QFontMetricsF(font)
        per_px, volume_per_px = (abs(float(size)) for size in box.viewPixelSize())
        drawn = [line for organ in self._organs for line in organ.lines if line.course in self._doses]
        places = label_places(
            labels,
            drawn,
            lambda text: (metrics.horizontalAdvance(text) + 14.0) * per_px,
            (metrics.height() + 2.0) * volume_per_px,
            self._frame.most_dose * 1.02,
            self._kept_doses,
        )
        ground = QColor(self._theme.panel)
        ground.setAlpha(190)
        for number, place in enumerate(places):
            label = self._label(number)
            wanted = (place.label.text, self._colours[place.label.organ], place.label.at_end)
            if self._worn[number : number + 1] != [wanted]:
                label.setFont(font)
                label.setText(place.label.text, QColor(standing_out(wanted[1], self._theme.panel, 4.5)))
                label.fill = pg.mkBrush(ground if place.label.at_end else None)
                self._worn[number : number + 1] = [wanted]
            label.setPos(place.dose, place.volume)
            label.show()
        for label in self._labels[len(places) :]:
            label.hide()

    def _label(self, number: int) -> "pg.TextItem":
        if number == len(self._labels):
            self._labels.append(pg.TextItem("", anchor=(0.0, 0.5)))
            self.getPlotItem().addItem(self._labels[number], ignoreBounds=True)
        return self._labels[number]

    def _wanted_labels(self) -> list[Label]:
        ends = [
            Label(tr(dose_name(line.course)), line, organ.key, at_end=True)
            for organ in self._organs
            if organ.key == self._chosen
            for line in organ.lines
            if line.course in self._doses
        ]
        if len(self._organs) > _MOST_LABELS:
            return ends
        names = [(organ, line) for organ in self._organs if (line := self._labelled(organ)) is not None]
        return [*ends, *(Label(organ.name, line, organ.key) for organ, line in names)]

    def _labelled(self, organ: OrganLines) -> Line | None:
        drawn = [line for line in organ.lines if line.course in self._doses]
        return next((line for line in drawn if line.course is None), drawn[0] if drawn else None)

    @property
    def label_texts(self) -> tuple[str, ...]:
        """What is written beside curves."""
        return tuple(label.toPlainText() for label in self._labels if label.isVisible())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_labels"):  # pyqtgraph resizes while it is being made
            self._show_captions()
            self._show_labels()

    # --- mouse and keys -----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event)
        if place is not None:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.move_volume_cursor(place.y())
            else:
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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() != QContextMenuEvent.Reason.Mouse
        self.menu_wanted.emit(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover_over(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        sideways = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}.get(key)
        upwards = {Qt.Key.Key_Down: -1.0, Qt.Key.Key_Up: 1.0}.get(key)
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: self._frame.most_dose}.get(key)
        if sideways is not None:
            here = self._frame.most_dose / 2 if self.cursor_gy is None else self.cursor_gy
            self.move_cursor(here + sideways * round_step(self._frame.most_dose, far=far))
        elif upwards is not None:
            here = self._frame.most_volume / 2 if self.cursor_volume is None else self.cursor_volume
            self.move_volume_cursor(here + upwards * round_step(self._frame.most_volume, far=far))
        elif ends is not None:
            self.move_cursor(ends)
        elif event.modifiers() == Qt.KeyboardModifier.NoModifier and event.text().isalpha():
            self.wished.emit(event.text().upper())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self._theme.text))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        if self.cursor_gy is None and self.cursor_volume is None and self._organs:
            self.move_cursor(self._frame.most_dose / 2)

    @Slot(object)
    def _hover_over(self, key: str | None) -> None:
        if key != self._hover:
            self.show_hovered(key)
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
                if line.course in self._doses and view.x() <= line.largest:
                    away = abs(volume_at(line.lower, view.x()) - view.y()) / per_px
                    if away < nearest:
                        best, nearest = organ.key, away
        return best


def round_step(most: float, *, far: bool) -> float:
    """A round number near a 120th, or a 12th, of an axis; never less than a 1000th of a unit.

    >>> round_step(71.0, far=False), round_step(71.0, far=True)
    (0.5, 5.0)
    """
    wanted = max(most / (_FAR_STEPS if far else _STEPS), 0.001)
    power = 10.0 ** len(f"{int(wanted)}") if wanted >= 1 else 1.0
    while power > wanted * 1.25:
        power /= 10.0
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= wanted * 1.25))
