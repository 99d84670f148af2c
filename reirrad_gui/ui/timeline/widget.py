"""The timeline on screen: a session's history under mouse and keyboard."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from reirrad_gui.patient.lanes import Lane
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.area import ZOOM_STEP
from reirrad_gui.ui.timeline.arrange import ArrangedLane
from reirrad_gui.ui.timeline.courses import reirradiation_flag
from reirrad_gui.ui.timeline.finding import Finding
from reirrad_gui.ui.timeline.folds import fold_of
from reirrad_gui.ui.timeline.following import Following
from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.items import timeline_items
from reirrad_gui.ui.timeline.keys import BINDINGS
from reirrad_gui.ui.timeline.lanes import LaneChoice, lanes_hidden
from reirrad_gui.ui.timeline.layout import Time
from reirrad_gui.ui.timeline.menu import Place, timeline_menu
from reirrad_gui.ui.timeline.pointing import PointedArea
from reirrad_gui.ui.timeline.reference import Reference, references, since
from reirrad_gui.ui.timeline.said import Rows, Said, all_said
from reirrad_gui.ui.timeline.table import TimelineTable

if TYPE_CHECKING:
    from reirrad_gui.patient.events import Event
    from reirrad_gui.session import Session

KEY_PAN_SHARE = 0.1


class TimelineView(PointedArea):
    """Shows a session's history and lets a course be chosen; computes no layout: `layout` does.

    `event_opened` carries the uid of the event that is to be opened, `add_wanted` the day (a date, or None) on which an
    event is to be added, `image_wanted` the uid of the imaging event that was chosen.
    """

    bindings = BINDINGS
    event_opened = Signal(str)
    add_wanted = Signal(object)
    image_wanted = Signal(str)

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(selection, theme, parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of disease, imaging, therapy and symptoms")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._session: Session | None = None
        self._said: Mapping[str, Said] = {}
        self._events: dict[str, Event] = {}
        self._references: tuple[Reference, ...] = ()
        self._told: tuple[object, ...] | None = None
        self._table: TimelineTable | None = None
        self.following = Following(self)
        self.following.found.connect(self._show_found)
        self.finding = Finding(self)

    # What the window tells

    def show_session(self, session: "Session | None") -> None:
        """Show a case from its beginning to its end, or nothing: calendar dates, nothing left out."""
        self._session = session
        self._focused = self._hovered = None
        self._view = self._told = self._reference = None
        self._broken = False
        self.measure.end()
        self.finding.end()
        self.refresh()

    def refresh(self) -> None:
        """The session has changed; what is visible stays visible."""
        told = None if self._session is None else _told(self._session)
        if told is not None and told == self._told:
            return
        self._told = told
        if self._session is None:
            self._said, self._events, self._references = {}, {}, ()
            self.show_items(())
        else:
            assessment = self._session.assessment
            courses = [summary.course for summary in assessment.courses]
            events = self.following.shown(self._session.case.events, courses)
            flag = reirradiation_flag(assessment.classification.kind, synthetic=bool(assessment.synthetic))
            self._said = all_said(events, assessment)
            self._events = {event.uid: event for event in events}
            items = timeline_items(events, assessment.courses, assessment.gaps, flag)
            self._references = references(events, items)
            kept = {one.key: one for one in self._references}
            self._reference = None if self._reference is None else kept.get(self._reference.key)
            self.show_items(items)
            self.finding.look_again()
        if self._focused is not None and self._focused not in self._said:
            self._focused = None
        if self._table is not None and self._table.isVisible():
            self._table.show_rows(self.rows)

    @Slot()
    def _show_found(self) -> None:
        """What follows from a long history has come."""
        self._told = None
        self.refresh()

    def saved_state(self) -> str:
        """What the window remembers for the next start."""
        return self.lanes.text

    def restore_state(self, text: str) -> None:
        """What the window remembered."""
        self.set_lanes(LaneChoice.read(text))

    # What is known of it

    @property
    def rows(self) -> Sequence[Said]:
        """Everything in words, in time order."""
        return Rows(self._said, [item.key for item in self._items])

    @property
    def events(self) -> Mapping[str, "Event"]:
        """The events that are shown, by uid."""
        return self._events

    @property
    def session(self) -> "Session | None":
        """Whose history it is."""
        return self._session

    def history_event(self, key: str) -> "Event | None":
        """The event of an item, as it is shown (derived results in it); None for a course or an interval."""
        return self._events.get(key)

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything there is, in time order."""
        return self._items

    def title_of(self, key: str) -> str:
        return self._said[key].title

    def text_of(self, key: str) -> str:
        """Everything said of an item."""
        return self._said[key].text

    def tip(self, key: str, value: str) -> str:
        item = self.item(key)
        when = ""
        if self._reference is not None and item is not None and item.start.days is not None:
            when = since(self._reference, item.start)
        return self._said[key].tip(value, when)

    @property
    def focused(self) -> str | None:
        """Key of the item the keyboard stands on."""
        return self._focused

    @property
    def references(self) -> tuple[Reference, ...]:
        """What time can be counted from."""
        return self._references

    @property
    def can_break(self) -> bool:
        """True where there is a long empty stretch to leave out."""
        return bool(fold_of(self._items).cuts)

    def _shown_items(self) -> tuple[Item, ...]:
        return self.finding.kept(self._items)

    # What can be done

    def menu_at(self, place: Place) -> QMenu:
        return timeline_menu(self, place)

    def open(self, key: str) -> None:
        """An event is opened; a course or an interval is zoomed to."""
        if self.history_event(key) is None:
            self.zoom_to(key)
        else:
            self.event_opened.emit(key)

    def choose(self, key: str) -> None:
        """A course is selected in every view, an imaging event asks for its image; others have nothing to select."""
        item, event = self.item(key), self.history_event(key)
        if item is not None and item.course is not None:
            self._selection.select_course(item.course)
        elif event is not None and event.lane is Lane.IMAGING:
            self.image_wanted.emit(key)

    def open_search(self) -> None:
        """Open the line for finding."""
        self.finding.start()

    def measure_from(self, key: str | None) -> None:
        """Measure from an item to wherever the keyboard steps; from None: by dragging."""
        self.measure.end()
        self.measure.from_key(key)
        self.setFocus()
        if key is not None:
            self.focus_on(key)
        self.viewport().update()

    def show_table(self) -> None:
        """Open the same facts as a table."""
        if self._table is None:
            self._table = TimelineTable(self.window())
        self._table.show_rows(self.rows)
        self._table.show()
        self._table.raise_()

    @Slot()
    def ask_for_picture(self) -> None:
        """Ask where to save what is shown as a picture."""
        from reirrad_gui.ui.timeline.picture_dialog import PictureDialog

        if self._session is not None:
            PictureDialog(self, self.window()).open()

    def pictured(self, *, whole: bool) -> tuple[tuple[ArrangedLane, ...], Time, str]:
        """The lanes, the time and the words of the axis for a picture of what is visible, or of all there is."""
        time = Time(self._domain if whole else self._view, self._domain, self._fold, self._reference)
        return self._lanes, time, self.axis_words

    @property
    def not_shown(self) -> tuple[str, ...]:
        """What a picture leaves out, in words."""
        away = len(self._items) - len(self._shown_items())
        searched = f"{away} events hidden by a search" if away else ""
        return tuple(words for words in (lanes_hidden(self.lanes), searched) if words)

    # Keyboard

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
            return self.measure.measured.sentence
        return "" if self._focused is None else self._said[self._focused].text

    def _lane_of_focus(self) -> Lane | None:
        item = None if self._focused is None else self.item(self._focused)
        return None if item is None else item.lane

    def _enter(self) -> None:
        if self._focused is not None:
            self.choose(self._focused)
            if self.history_event(self._focused) is not None:
                self.event_opened.emit(self._focused)

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
        self.told(self._said[key].text + ("" if measured is None else f" {measured.sentence}"))
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


def _told(session: "Session") -> tuple[object, ...]:
    """All that the timeline is made of: where none of it has changed, neither has the timeline."""
    made_of = session.assessment
    return (session.case.events, made_of.courses, made_of.gaps, made_of.classification, made_of.synthetic)
