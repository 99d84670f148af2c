"""Finding events on the timeline: what does not match steps back or is hidden, and the matches are counted."""

from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QEvent, QObject, Qt, Slot

from reirrad_gui.ui.timeline.find_bar import FindBar
from reirrad_gui.ui.timeline.found import Sought, count_said, kinds_of, matching, searched, sought
from reirrad_gui.ui.timeline.item import Item, Shape

if TYPE_CHECKING:
    from reirrad_gui.patient.events import Event
    from reirrad_gui.ui.timeline.widget import TimelineView


class Finding(QObject):
    """Owned by the view, which shows what `kept` leaves of its items."""

    def __init__(self, view: "TimelineView") -> None:
        super().__init__(view)
        self._whose = ref(view)
        self._known: dict[str, tuple[Event | None, Sought]] = {}
        self._found: frozenset[str] | None = None
        self._bar: FindBar | None = None

    @property
    def _view(self) -> "TimelineView":
        """The view, which owns this and is not held by it: a cycle may be freed in any thread, a widget must not."""
        view = self._whose()
        assert view is not None, "nothing is done with a view that is gone"
        return view

    @property
    def active(self) -> bool:
        """True while the line is open."""
        return self._bar is not None and self._bar.isVisible()

    @property
    def bar(self) -> FindBar:
        """The line above the timeline, made when it is first needed."""
        if self._bar is None:
            self._bar = FindBar(self._view)
            self._bar.hide()
            self._bar.changed.connect(self.look_again)
            self._bar.stepped.connect(self._view.step)
            self._bar.left.connect(self.end)
            self._view.installEventFilter(self)
        return self._bar

    def start(self) -> None:
        """Open the line and take the keyboard there."""
        bar = self.bar
        bar.show()
        self._place()
        bar.start()
        self.look_again()

    @Slot()
    def end(self) -> None:
        """Everything is shown again, and the keyboard comes back to the timeline."""
        if self._bar is None or not self._bar.isVisible():
            return
        self._bar.clear()
        self._bar.hide()
        self._view.setViewportMargins(0, 0, 0, 0)
        self._show(None)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def look_again(self) -> None:
        """What matches now; without anything to look for everything does."""
        if not self.active:
            return
        among = self._among()
        self.bar.offer_kinds(kinds_of(among.values()))
        search = self.bar.search
        found = None if search.empty else matching(search, among)
        self.bar.say("" if found is None else count_said(len(found), len(among)))
        self._show(found)

    def kept(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """What is drawn: all, or only what was found."""
        if self._found is None or not self.active or not self.bar.hides:
            return items
        return tuple(item for item in items if item.key in self._found)

    def _show(self, found: frozenset[str] | None) -> None:
        self._found = found
        self._view.show_matching(found)

    def _among(self) -> dict[str, Sought]:
        """Every item but intervals in words; an event is put into words again only where it has changed."""
        view, known = self._view, {}
        for item in view.items:
            if item.shape is Shape.INTERVAL:
                continue
            event = view.history_event(item.key)
            before = self._known.get(item.key)
            if before is not None and event is not None and before[0] is event:
                known[item.key] = before
            elif event is not None:
                known[item.key] = event, sought(event)
            else:
                known[item.key] = None, Sought(item.lane, "course", _course(view, item.key))
        self._known = known
        return {key: one for key, (_, one) in known.items()}

    def _place(self) -> None:
        """The line at the top; the timeline makes room."""
        height = self.bar.sizeHint().height()
        self._view.setViewportMargins(0, height, 0, 0)
        self.bar.setGeometry(0, 0, self._view.width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.active:
            self._place()
        return super().eventFilter(watched, event)


def _course(view: "TimelineView", key: str) -> str:
    return searched(("course", view.text_of(key)), ("course", view.title_of(key)))
