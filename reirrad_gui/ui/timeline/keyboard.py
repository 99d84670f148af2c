"""The timeline's surface under the keyboard: stepping through events, measuring, moving lanes, copying."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QKeyEvent

from reirrad_gui.patient.lanes import Lane
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.area import ZOOM_STEP
from reirrad_gui.ui.timeline.finding import Finding
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.pointing import PointedArea

KEY_PAN_SHARE = 0.1


class KeyedArea(PointedArea):
    """What the keys do. `finding` is made by the view; `add_wanted` carries the day under the mouse, or None."""

    add_wanted = Signal(object)
    finding: Finding

    @property
    def focused(self) -> str | None:
        """Key of the item the keyboard stands on."""
        return self._focused

    def text_of(self, key: str) -> str:
        """Everything said of an item."""
        raise NotImplementedError

    def told_of(self, key: str) -> str:
        """The same in the language of the window."""
        raise NotImplementedError

    def open_event(self, key: str) -> None:
        """Enter was pressed on an item."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Esc ends measuring and finding before any command of the window gets it."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            busy = self.measure.active or self.finding.active
            if event.key() == Qt.Key.Key_Escape and busy:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        if way and shift and self.view is not None:
            self.set_view(self.view.panned(way * KEY_PAN_SHARE * self.view.days))
        elif way:
            self.step(way)
        elif held & Qt.KeyboardModifier.ControlModifier:
            if not self._with_control(key):
                super().keyPressEvent(event)
        elif (action := self._plain_keys().get(key)) is not None:
            action()
        else:
            super().keyPressEvent(event)

    def _plain_keys(self) -> dict[Qt.Key, Callable[[], None]]:
        return {
            Qt.Key.Key_Home: lambda: self._step_to(0),
            Qt.Key.Key_End: lambda: self._step_to(-1),
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Insert: self._insert,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_Plus: lambda: self.zoom(ZOOM_STEP),
            Qt.Key.Key_Equal: lambda: self.zoom(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / ZOOM_STEP),
            Qt.Key.Key_M: self._measure,
            Qt.Key.Key_B: lambda: self.set_broken(not self.broken),
            Qt.Key.Key_C: self._collapse,
            Qt.Key.Key_Escape: self._escape,
        }

    def _with_control(self, key: Qt.Key) -> bool:
        """Ctrl with the arrows up and down moves the lane, Ctrl+C copies; False for any other key."""
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        lane = self._lane_of_focus()
        if way and lane is not None:
            self.set_lanes(self.lanes.moved(lane, way))
        elif key == Qt.Key.Key_C and (text := self._copied()):
            QGuiApplication.clipboard().setText(text)
        return bool(way) or key == Qt.Key.Key_C

    def _copied(self) -> str:
        """What was measured, else everything said of the item the keyboard stands on."""
        if self.measure.measured is not None:
            return tr(self.measure.measured.sentence)
        return "" if self._focused is None else self.told_of(self._focused)

    def _lane_of_focus(self) -> Lane | None:
        item = None if self._focused is None else self.item(self._focused)
        return None if item is None else item.lane

    def _enter(self) -> None:
        if self._focused is not None:
            self.choose(self._focused)
            self.open_event(self._focused)

    def _insert(self) -> None:
        self.add_wanted.emit(None if self._cursor is None else self.day_at(self._cursor.x()))

    def _measure(self) -> None:
        self.measure.from_key(self._focused)
        self.viewport().update()

    def _collapse(self) -> None:
        lane = self._lane_of_focus()
        if lane is not None:
            self.set_lanes(self.lanes.folded(lane))

    def _escape(self) -> None:
        """First what was measured goes, then what was searched for."""
        if self.measure.active:
            self.measure.end()
        else:
            self.finding.end()
        self.viewport().update()

    def step(self, way: int) -> None:
        """To the next (1) or previous (-1) event in time order; stops at the ends."""
        keys = self._steps()
        if not keys:
            return
        if self._focused not in keys:
            self._step_to(0 if way > 0 else -1)
            return
        self.focus_on(keys[min(max(keys.index(self._focused) + way, 0), len(keys) - 1)])

    def _step_to(self, place: int) -> None:
        if keys := self._steps():
            self.focus_on(keys[place])

    def _steps(self) -> list[str]:
        """What is shown, and matches where something is searched for."""
        hidden, found = self.lanes.hidden, self._matching
        return [
            item.key
            for item in self._items
            if item.shape is not Shape.INTERVAL and item.lane not in hidden and (found is None or item.key in found)
        ]

    def focus_on(self, key: str) -> None:
        """Put the keyboard on an item, bring it into view, and tell screen readers."""
        self._focused = key
        stretch, view = self._stretch(key), self.view
        if stretch is not None and view is not None and not (view.first <= stretch[0] and stretch[1] <= view.last):
            self.set_view(view.showing(*stretch))
        self.measure.step_to(key)
        measured = self.measure.measured
        self.told(self.told_of(key) + ("" if measured is None else f" {tr(measured.sentence)}"))
        self._redraw()
        self._scroll_to(key)

    def _scroll_to(self, key: str) -> None:
        """Rows that scroll are scrolled to the item's."""
        box, bar = self.box_of(key), self.verticalScrollBar()
        if box is not None and bar.maximum() > 0:
            if box.top() < 0:
                bar.setValue(bar.value() + round(box.top()) - 2)
            elif box.bottom() > self.scene.axis_top:
                bar.setValue(bar.value() + round(box.bottom() - self.scene.axis_top) + 2)

    def told(self, words: str) -> None:
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
