"""The commands on events: their menu, what the timeline asks for, and the labelled step that follows an answer."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, Qt, Slot
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.failure import Failure
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs
from reirrad_gui.ui.timeline.following import Following

if TYPE_CHECKING:
    from reirrad_gui.patient.event_edits import Edited
    from reirrad_gui.patient.events import Event
    from reirrad_gui.session import Session
    from reirrad_gui.session.derived import Derived
    from reirrad_gui.ui.event_forms.dialog import History
    from reirrad_gui.ui.event_forms.kinds import Kind
    from reirrad_gui.ui.event_forms.results import ResultsDialog
    from reirrad_gui.ui.timeline.menu import Place
    from reirrad_gui.ui.timeline.widget import TimelineView

MENU = "Eve&nts"
NO_CASE = "No patient is open."
NO_EVENTS = "No event is in this history yet. Add one (Ins)."
NAME_KEY = "approval/name"
"""The same that approvals and letters remember."""
DERIVED = "derived/"
YEARS, MONTHS = 20 * 365.25, 2 * 365.25
NOBODY = (
    "The end was not moved, because nobody is named who moves it: open the event (Enter), change the date there and "
    "enter your name once."
)


class EventEdits(QObject):
    """Owned by the window. `timeline` gives the view once it is made; `failed` shows a plain sentence.

    Every answer is one step that can be undone; no event changes a dose, and nothing is assessed again.
    """

    def __init__(
        self,
        window: QWidget,
        settings: QSettings,
        timeline: Callable[[], QWidget | None],
        failed: Callable[[Failure], None],
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._timeline, self._failed = window, settings, timeline, failed
        self._session: Session | None = None
        self._view: TimelineView | None = None
        self._open = OpenDialogs()
        self._results: ResultsDialog | None = None
        self._following = Following(self)
        self._following.found.connect(self.refresh)

    def add_to(self, actions: Actions) -> None:
        """The menu."""
        actions.add("add event", MENU, "&Add an event…", self.ask_which_kind, ("Ins",))
        actions.add("paste events", MENU, "&Paste a table of events…", self.ask_for_table, ("Ctrl+Alt+V",))
        actions.separator(MENU)
        actions.add("change event", MENU, "&Change an event…", self.ask_to_change, ("Alt+Return",))
        actions.add("duplicate event", MENU, "Add another one &like it…", self.ask_to_duplicate, ("Ctrl+Alt+D",))
        actions.add("delete event", MENU, "&Delete an event", self.ask_to_delete, ("Ctrl+Del",))
        actions.separator(MENU)
        actions.add("event results", MENU, "What &follows from the history…", self.show_results, ("Ctrl+Shift+Y",))
        actions.menu(MENU).setToolTipsVisible(True)

    def enable(self, actions: Actions) -> None:
        """Disable what does not apply, and say why."""
        session = self._session
        none = NO_CASE if session is None else ""
        empty = none or ("" if self._events() else NO_EVENTS)
        reasons = {"add event": none, "paste events": none, "event results": none}
        reasons |= {"change event": empty, "duplicate event": empty, "delete event": empty}
        for name, why in reasons.items():
            actions[name].setEnabled(not why)
            actions[name].setToolTip(tr(why) if why else "")
            actions[name].setWhatsThis(tr(why) if why else "")

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: questions about the last one are withdrawn."""
        self._session = session
        for dialog in (*self._open, *((self._results,) if self._results is not None else ())):
            dialog.reject()
        if session is not None and self._view is None:
            view = self._timeline()
            if hasattr(view, "event_opened"):
                self._attach(view)  # type: ignore[arg-type]  # the real timeline, not a stand-in

    def refresh(self) -> None:
        """The case has changed: results that are open follow."""
        if self._results is not None:
            self._results.show_results(self._derived())

    # Asking

    @Slot()
    def ask_which_kind(self) -> None:
        """A menu of kinds; with the mouse over the timeline the day under it comes with it."""
        from reirrad_gui.ui.event_forms.choosing import add_kinds

        if self._session is None:
            return
        view, day = self._view, None
        if view is not None and view.hasFocus() and view.viewport().underMouse():
            day = view.day_at(view.viewport().mapFromGlobal(QCursor.pos()).x())
        self._pop_kinds(add_kinds, day)

    def _pop_kinds(self, fill: Callable[[QMenu, Callable[["Kind"], None]], None], day: date | None) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("kinds of events")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu, partial(self.ask_to_add, day=day))
        middle = self._window.rect().center() - QPoint(menu.sizeHint().width() // 2, menu.sizeHint().height() // 2)
        menu.popup(self._window.mapToGlobal(middle) if day is None else QCursor.pos())
        menu.setActiveAction(menu.actions()[0])

    def ask_to_add(self, kind: "Kind", day: date | None = None) -> None:
        """Ask for a new event of a kind; a day that was pointed at is about when it was."""
        from reirrad_gui.ui.event_forms.dialog import to_add

        if self._session is None:
            return
        dialog = to_add(kind, new_uid(), self._history(), self._about(day), self._window)
        dialog.chosen.connect(partial(self._add, dialog, ""))
        self._open.present(dialog)

    @Slot()
    def ask_to_change(self) -> None:
        """Ask for what is to be corrected of the event the timeline stands on, or of one of a list."""
        self._ask_which("Change an event", "Change…", self.open_event)

    @Slot()
    def ask_to_duplicate(self) -> None:
        """Ask for an event like the one the timeline stands on, or like one of a list."""
        self._ask_which("Another event like one there is", "Continue…", self.duplicate)

    @Slot()
    def ask_to_delete(self) -> None:
        """Delete the event the timeline stands on, or one of a list: undo brings it back."""
        self._ask_which("Delete an event", "Delete", self.delete)

    @Slot(str)
    def open_event(self, uid: str) -> None:
        """Open an event in its form; a result in the list of results."""
        from reirrad_gui.ui.event_forms.dialog import to_change

        if uid.startswith(DERIVED):
            self.show_results(uid)
        elif (event := self._event(uid)) is not None:
            dialog = to_change(event, self._history(), self._window)
            dialog.chosen.connect(partial(self._change, dialog))
            self._open.present(dialog)

    def duplicate(self, uid: str) -> None:
        """Ask for an event like this one."""
        from reirrad_gui.ui.event_forms.dialog import to_duplicate

        if (event := self._event(uid)) is not None:
            dialog = to_duplicate(event, new_uid(), self._history(), self._window)
            dialog.chosen.connect(partial(self._add, dialog, "Duplicate"))
            self._open.present(dialog)

    def delete(self, uid: str) -> None:
        """Delete an event; no question, for undo brings it back."""
        from reirrad_gui.patient.event_edits import deleted

        if self._event(uid) is not None:
            self._take(deleted(self._events(), [uid]))

    @Slot()
    def ask_for_table(self) -> None:
        """Ask for a table of events."""
        from reirrad_gui.ui.event_forms.paste import PasteDialog

        if self._session is not None:
            dialog = PasteDialog(self._history(), new_uid, self._window)
            dialog.chosen.connect(partial(self._add_all, dialog))
            self._open.present(dialog)

    def show_results(self, uid: str = "") -> None:
        """What follows from the history, beginning with one result or with those that rest on an event."""
        from reirrad_gui.ui.event_forms.results import ResultsDialog

        if self._session is None:
            return
        if self._results is None:
            self._results = ResultsDialog(self._window)
            self._results.input_chosen.connect(self._show_on_timeline)
            self._results.finished.connect(self._forget_results)
        self._results.show_results(self._derived())
        self._results.choose(uid)
        self._results.show()
        self._results.raise_()

    # Taking answers

    def _add(self, dialog: Any, word: str, event: "Event") -> None:
        from dataclasses import replace

        from reirrad_gui.patient.event_edits import added

        edited = self._edited(dialog, lambda history: added(self._events(), event, history.beside))
        if edited is not None:
            self._take(replace(edited, label=edited.label.replace("Add", word, 1)) if word else edited)

    def _change(self, dialog: Any, event: "Event") -> None:
        from reirrad_gui.patient.event_edits import changed

        edited = self._edited(dialog, lambda history: changed(self._events(), event, history.beside))
        if edited is not None:
            self._take(edited)

    def _add_all(self, dialog: Any, events: "tuple[Event, ...]") -> None:
        from reirrad_gui.patient.event_edits import added_all

        edited = self._edited(dialog, lambda history: added_all(self._events(), events, history.beside))
        if edited is not None:
            self._take(edited)

    @Slot(str, str, object)
    def _move_end(self, uid: str, side: str, day: date) -> None:
        from reirrad_gui.patient.event_edits import end_moved
        from reirrad_gui.patient.origins import Entry

        history = self._history()
        if not history.who:
            self._failed(Failure(NOBODY, ""))
            return
        entry = Entry(history.who, history.on)
        which: Literal["start", "end"] = "start" if side == "start" else "end"
        edited = self._edited(None, lambda it: end_moved(self._events(), uid, which, day, entry, it.beside))
        if edited is not None:
            self._take(edited)

    def _edited(self, dialog: Any, edit: "Callable[[History], Edited]") -> "Edited | None":
        """The edit of the history as it is now; a refusal is said, and nothing has changed."""
        from reirrad_gui.errors import EntryError

        if dialog is not None:
            self._settings.setValue(NAME_KEY, dialog.who)
        try:
            return edit(self._history())
        except EntryError as error:
            self._failed(Failure(str(error), ""))
            return None

    def _take(self, edited: "Edited") -> None:
        from reirrad_gui.session.history import take

        if self._session is not None:
            take(self._session, edited)

    # The timeline

    def _attach(self, view: "TimelineView") -> None:
        from reirrad_gui.ui.event_forms.ends import EndDrag

        self._view = view
        view.event_opened.connect(self.open_event)
        view.add_wanted.connect(self._add_here)
        view.menu_parts.append(self._menu_part)
        drag = EndDrag(view, self._event)
        drag.moved.connect(self._move_end)
        view.tools.append(drag)
        view.installEventFilter(self)
        self._following = view.following
        self._following.found.connect(self.refresh)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Del on the timeline deletes the event that the keyboard stands on."""
        pressed = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Delete and (uid := self._focused()):  # type: ignore[attr-defined]
            self.delete(uid)
            return True
        return super().eventFilter(watched, event)

    @Slot(object)
    def _add_here(self, day: date | None) -> None:
        from reirrad_gui.ui.event_forms.choosing import add_kinds

        self._pop_kinds(add_kinds, day)

    def _menu_part(self, menu: QMenu, place: "Place") -> None:
        """What can be done with the event under the mouse, and adding one there."""
        from reirrad_gui.ui.event_forms.choosing import add_kinds

        uid = place.key or ""
        if uid.startswith(DERIVED):
            menu.addAction(tr("How this follows…"), partial(self.show_results, uid))
        elif self._event(uid) is not None:
            menu.addAction(tr("Change…"), partial(self.open_event, uid))
            menu.addAction(tr("Add another one like it…"), partial(self.duplicate, uid))
            menu.addAction(tr("Delete"), partial(self.delete, uid))
            if any(uid in (one.about, *one.event.derived_from) for one in self._derived() or ()):
                menu.addAction(tr("What follows from it…"), partial(self.show_results, uid))
        add_kinds(
            menu.addMenu(tr("Add here" if place.day else "Add an event")), partial(self.ask_to_add, day=place.day)
        )

    def _about(self, day: date | None) -> str:
        """The day under the mouse, as roughly as the mouse can point at the present zoom."""
        view = None if self._view is None else self._view.view
        if day is None or view is None:
            return ""
        written = f"{day:%Y}" if view.days > YEARS else f"{day:%Y-%m}" if view.days > MONTHS else day.isoformat()
        return f"about {written}"

    @Slot(str)
    def _show_on_timeline(self, uid: str) -> None:
        if self._view is not None and self._view.item(uid) is not None:
            self._view.focus_on(uid)
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused(self) -> str:
        """The event that the timeline's keyboard stands on; empty: none."""
        uid = "" if self._view is None else self._view.focused or ""
        return uid if self._event(uid) is not None else ""

    # The history

    def _events(self) -> "tuple[Event, ...]":
        return () if self._session is None else self._session.case.events

    def _event(self, uid: str) -> "Event | None":
        """An event as it is kept, without what follows from it; none for what stands for a course."""
        return next((one for one in self._events() if one.uid == uid and one.course_uid is None), None)

    def _history(self) -> "History":
        from reirrad_gui.session.history import beside
        from reirrad_gui.ui.event_forms.dialog import History

        assert self._session is not None, "asked for while a case is open"
        who = str(self._settings.value(NAME_KEY, "")).strip()
        now = datetime.now().astimezone().replace(tzinfo=None)
        return History(self._events(), beside(self._session, now.date()), who, now.isoformat(timespec="minutes"))

    def _derived(self) -> "tuple[Derived, ...] | None":
        """What follows from the history as it is now; None while that is being found."""
        if self._session is None:
            return ()
        self._following.shown(self._events(), [summary.course for summary in self._session.assessment.courses])
        return self._following.results

    def _ask_which(self, title: str, accept: str, then: Callable[[str], None]) -> None:
        from reirrad_gui.ui.event_forms.choosing import EventChoice

        if uid := self._focused():
            then(uid)
        elif self._events():
            told = [one for one in self._events() if one.course_uid is None]
            dialog = EventChoice(told, title, accept, self._window)
            dialog.chosen.connect(then)
            self._open.present(dialog)

    def _forget_results(self) -> None:
        if self._results is not None:
            self._results.deleteLater()
            self._results = None


def new_uid() -> str:
    """A uid that no other event has."""
    return f"event-{uuid4().hex}"
