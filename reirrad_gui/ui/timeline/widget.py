"""The timeline on screen: a session's history under mouse and keyboard."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from reirrad_gui.patient.lanes import Lane
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.states import state_of, text_of
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.arrange import ArrangedLane
from reirrad_gui.ui.timeline.courses import reirradiation_flag
from reirrad_gui.ui.timeline.finding import Finding
from reirrad_gui.ui.timeline.folds import fold_of
from reirrad_gui.ui.timeline.following import Following
from reirrad_gui.ui.timeline.item import Item
from reirrad_gui.ui.timeline.items import KeptItems
from reirrad_gui.ui.timeline.keyboard import KeyedArea
from reirrad_gui.ui.timeline.keys import BINDINGS
from reirrad_gui.ui.timeline.lanes import LaneChoice, lanes_hidden
from reirrad_gui.ui.timeline.layout import Time
from reirrad_gui.ui.timeline.menu import Place, timeline_menu
from reirrad_gui.ui.timeline.reference import Reference, references, since
from reirrad_gui.ui.timeline.said import Rows, Said, all_said
from reirrad_gui.ui.timeline.table import TimelineTable, kept_widths

if TYPE_CHECKING:
    from reirrad_gui.patient.events import Event
    from reirrad_gui.session import Session


class TimelineView(KeyedArea):
    """Shows a session's history and lets a course be chosen; computes no layout: `layout` does.

    `event_opened` carries the uid of the event that is to be opened, `add_wanted` the day (a date, or None) on which an
    event is to be added, `image_wanted` the uid of the imaging event that was chosen.
    """

    bindings = BINDINGS
    event_opened = Signal(str)
    image_wanted = Signal(str)

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(selection, theme, parent)
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Timeline of disease, imaging, therapy and symptoms"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._session: Session | None = None
        self._said: Mapping[str, Said] = {}
        self._events: dict[str, Event] = {}
        self._kept_items = KeptItems()
        self._references: tuple[Reference, ...] = ()
        self._told: tuple[object, ...] | None = None
        self._table: TimelineTable | None = None
        self._widths: tuple[int, ...] = ()
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
        self.catch_up()  # nobody is shown for a frame with the history of another

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
            items = self._kept_items.of(events, assessment.courses, assessment.gaps, flag)
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
        """What the window remembers for the next start: lanes, and the widths of the table's columns."""
        return text_of({"lanes": self.lanes.text, "columns": list(self._widths) or None})

    def restore_state(self, text: str) -> None:
        """What the window remembered; "" is as at the first start."""
        state = state_of(text)
        self.set_lanes(LaneChoice.read(str(state.get("lanes", "" if state else text))))  # up to 0.5 the text was lanes
        self._widths = kept_widths(state.get("columns"))
        if self._table is not None:
            self._table.set_widths(self._widths)

    @Slot(object)
    def _note_widths(self, widths: tuple[int, ...]) -> None:
        self._widths = widths

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

    def told_of(self, key: str) -> str:
        """The same in the language of the window."""
        said = self._said[key]
        return tr_of(said.text, *said.kept)

    def tip(self, key: str, value: str) -> str:
        item = self.item(key)
        when = ""
        if self._reference is not None and item is not None and item.start.days is not None:
            when = since(self._reference, item.start)
        said = self._said[key]
        return tr_of(said.tip(value, when), *said.kept, *map(escape, said.kept))

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

    def open_event(self, key: str) -> None:
        """An event is opened; nothing happens for a course or an interval."""
        if self.history_event(key) is not None:
            self.event_opened.emit(key)

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
            self._table.set_widths(self._widths)
            self._table.widths_chosen.connect(self._note_widths)
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


def _told(session: "Session") -> tuple[object, ...]:
    """All that the timeline is made of: where none of it has changed, neither has the timeline."""
    made_of = session.assessment
    return (session.case.events, made_of.courses, made_of.gaps, made_of.classification, made_of.synthetic)
