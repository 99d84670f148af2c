"""The timeline on the shared screen: what the main window's timeline shows, larger, with fewer lanes and no mouse."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from reirrad_gui.patient.lanes import Lane
from reirrad_gui.session.veil import Veil
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.presentation.dates import without_dates
from reirrad_gui.ui.presentation.scale import factor
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import BODY_PX, Theme
from reirrad_gui.ui.timeline.area import TimeArea
from reirrad_gui.ui.timeline.arrange import arranged
from reirrad_gui.ui.timeline.item import Item
from reirrad_gui.ui.timeline.lanes import LaneChoice
from reirrad_gui.ui.timeline.layout import Time, height_needed, lay_out
from reirrad_gui.ui.timeline.look import Look
from reirrad_gui.ui.timeline.paint import paint_scene
from reirrad_gui.ui.timeline.scene import Scene, Size

RIM_PX = 3
"""Around it while it has the keyboard."""
CLOSED_FIRST = (Lane.SYMPTOMS, Lane.IMAGING, Lane.SYSTEMIC)


class BoardTimeline(TimeArea):
    """Laid out for the workstation's type on a smaller area, and painted as many times larger."""

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(selection, theme, parent)
        self.setObjectName("board timeline")
        self.setAccessibleName(tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._factor = 1.0
        self._font = interface_font(BODY_PX)
        self._source: TimeArea | None = None
        self._made_of: tuple[object, ...] = ()

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""
        self._factor = factor(pixels)
        self._redraw()

    def follow(self, source: TimeArea, veil: Veil, *, days: bool) -> None:
        """Show what another timeline shows; `days` False: time since its reference instead of dates."""
        self._source = source
        made_of = (source.items, veil, days, source.reference, source.lanes)
        stretch = (source.view, source.broken, source.linear)
        same = self._same(made_of)
        if same and stretch == (self._view, self._broken, self._linear):
            return  # a course that is chosen or a size that changes is drawn anew without being followed
        if not same:
            shown = source.items if days else without_dates(source.items, source.reference)
            self._items, self._made_of = veil.value(shown), made_of
            self._choice = _filled(source.lanes, shown)
            self.setAccessibleDescription(". ".join(tr(item.labels[0]) for item in self._items if item.labels))
        self._reference = source.reference if source.reference is None else veil.value(source.reference)
        self._broken, self._linear = source.broken, source.linear
        self._arrange()
        self._view = source.view
        self._redraw()

    def _same(self, made_of: tuple[object, ...]) -> bool:
        if len(made_of) != len(self._made_of):
            return False
        return all(
            a is b or (isinstance(a, bool | LaneChoice) and a == b) for a, b in zip(made_of, self._made_of, strict=True)
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything written on it at present."""
        scene = self.scene
        rows = [row for lane in scene.lanes for row in lane.rows]
        undated = [text for lane in scene.lanes for text, _ in lane.undated]
        return (
            *(lane.title for lane in scene.lanes), *(text.text for row in rows for text in row.texts),
            *(text.text for text in undated), *(tick.text for tick in scene.ticks), self.axis_words,
            *(label for item in self._items for label in item.labels),
        )  # fmt: skip

    @property
    def scene(self) -> Scene:
        if self._scene is None:
            area = self.viewport().size()
            size = Size(
                area.width() / self._factor, area.height() / self._factor, self._lines[BODY_PX],
                self._measures[BODY_PX],
            )  # fmt: skip
            self._make_room(size.height)
            self._scene = lay_out(self._lanes, Time(self._view, self._domain, self._fold, self._reference), size)
            self._fit_scroll_bar(self._scene)
        return self._scene

    def _make_room(self, height: float) -> None:
        """Lanes that matter less are closed to one row, one after another, until the courses are in sight."""
        choice = self._choice
        for lane in (None, *CLOSED_FIRST):
            if lane is not None and lane not in choice.collapsed:
                choice = choice.folded(lane)
            shown = self._shown_items()
            self._lanes = arranged(shown, choice.shown, choice.collapsed, linear=self._linear)
            if height_needed(self._lanes, self._lines[BODY_PX]) <= height:
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        scene = self.scene
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self._theme.panel))
        painter.scale(self._factor, self._factor)
        paint_scene(painter, scene, self._look(scene))
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(QColor(self._theme.text), RIM_PX))
            half = RIM_PX // 2
            painter.drawRect(self.viewport().rect().adjusted(half, half, -half - 1, -half - 1))
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _look(self, scene: Scene) -> Look:
        del scene
        plain, bold = self._sizes[BODY_PX]
        return Look(
            theme=self._theme, font=plain, bold=bold, caption=plain, selected_course=self._selection.course,
            scrolled=self.verticalScrollBar().value(), axis_words=self.axis_words,
        )  # fmt: skip

    def day_at(self, place: QPointF) -> float | None:
        """The day under a pixel; None outside of the plot."""
        axis = self.scene.axis
        return None if axis is None else axis.day(place.x() / self._factor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Time is zoomed where it is followed from, so that both show the same."""
        if self._source is not None and event.angleDelta().y():
            self._source.zoom(1.25 ** (event.angleDelta().y() / 120))
        event.accept()


def _filled(choice: LaneChoice, items: tuple[Item, ...]) -> LaneChoice:
    """Only lanes that have something, and no notes: they are for who works on the case."""
    used = {item.lane for item in items} - {Lane.NOTES}
    empty = frozenset(lane for lane in choice.order if lane not in used)
    hidden = choice.hidden | empty
    return choice if len(hidden) == len(choice.order) else replace(choice, hidden=hidden)
