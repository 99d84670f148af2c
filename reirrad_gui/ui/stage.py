"""The views on screen: made one by one after the first paint, then told of every case, change and theme."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPoint, QRect, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panes import Panes
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.steady import hold_steady
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.views import CENTRAL, View, ViewPlace

if TYPE_CHECKING:
    from reirrad_gui.session import Session


class Remembering(Protocol):
    """What finds something again at the next start."""

    def saved_state(self) -> str:
        """What is to be kept."""

    def restore_state(self, text: str) -> None:
        """What was kept; "" is as at the first start."""


LATER_MS = 200
"""How long nothing has to change before views behind tabs follow: as long as somebody turns a number they need not."""


class Stage(QObject):
    """Makes views in idle moments while files are read, so that neither waits for the other.

    `view_wanted` carries the name of a view that another view asks to be brought forward, `numbers_wanted` the uid of a
    phase whose fractions or prescription a view asks for, `image_wanted` that of an imaging event whose pictures are
    asked for, `made` the name of a view that has just been made. `centre` holds the view of the dose, and what may be
    shown in its place.
    """

    view_wanted = Signal(str)
    numbers_wanted = Signal(str)
    sources_wanted = Signal(str)
    scores_wanted = Signal(str)
    image_wanted = Signal(str)
    made = Signal(str)

    def __init__(
        self,
        places: tuple[ViewPlace, ...],
        selection: Selection,
        panes: Panes,
        workspace: QMainWindow,
        settings: QSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._unmade = list(places)
        self._selection, self._panes, self._workspace, self._settings = selection, panes, workspace, settings
        self._views: dict[str, QWidget] = {}
        self._others: dict[str, Remembering] = {}
        self.centre = QStackedWidget()
        workspace.setCentralWidget(self.centre)
        self._theme = Theme.dark()
        self._overdue: set[str] = set()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(self.catch_up)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._make_next)

    def make_when_idle(self, theme: Theme) -> None:
        """Begin making the views, one per turn of the event loop."""
        self._theme = theme
        if self._unmade:
            self._idle.start(0)

    def widget(self, name: str) -> QWidget | None:
        """A view, if it has been made."""
        return self._views.get(name)

    def show_session(self, session: "Session | None", theme: Theme) -> None:
        """Show a case in every view; makes those still missing."""
        self._theme = theme
        while session is not None and self._unmade:
            self._make_next()
        for name, view in zip(self._views, self._each(), strict=True):
            self._overdue.discard(name)
            view.show_session(session)

    def refresh(self) -> None:
        """The session has changed. A view behind a tab follows when it comes to the front, or once nothing changes."""
        for name, widget in self._views.items():
            if self._workspace.isVisible() and _behind(widget):
                self._overdue.add(name)
                self._later.start()
            else:
                self._refresh(name)

    def _refresh(self, name: str) -> None:
        self._overdue.discard(name)
        self._views[name].refresh()  # type: ignore[attr-defined]  # every view has View's three methods

    @Slot()
    def catch_up(self) -> None:
        """Refresh what is behind tabs and has not been."""
        for name in tuple(self._overdue):
            self._refresh(name)

    def _came_forward(self, name: str, visible: bool) -> None:
        if visible and name in self._overdue:
            self._refresh(name)

    def apply_theme(self, theme: Theme) -> None:
        """Draw everything in other colours."""
        self._theme = theme
        for view in self._each():
            view.apply_theme(theme)

    def remember_also(self, name: str, other: "Remembering") -> None:
        """What is no view of its own and wants to find something again at the next start."""
        self._others[name] = other
        other.restore_state(str(self._settings.value(f"view/{name}", "")))

    @property
    def remembering(self) -> Mapping[str, "Remembering"]:
        """Everything that wants to find something again at the next start."""
        views: dict[str, Remembering] = {
            name: view
            for name, view in self._views.items()
            if hasattr(view, "saved_state") and hasattr(view, "restore_state")
        }
        return {**views, **self._others}

    def remember(self) -> None:
        """Keep what views want to find again at the next start."""
        for name, one in self.remembering.items():
            self._settings.setValue(f"view/{name}", one.saved_state())

    def bindings(self) -> tuple[Group, ...]:
        """Keys and gestures of the views themselves."""
        groups: list[Group] = []
        for widget in self._views.values():
            groups.extend(getattr(widget, "bindings", ()))
        return tuple(groups)

    @Slot()
    def _make_next(self) -> None:
        if not self._unmade:
            return
        place = self._unmade.pop(0)
        widget = place.make(self._selection, self._theme)
        widget.setObjectName(widget.objectName() or place.name)
        widget.setAccessibleName(widget.accessibleName() or tr(place.title))
        if (wanted := getattr(widget, "view_wanted", None)) is not None:
            wanted.connect(self.view_wanted)
        if (wanted := getattr(widget, "numbers_wanted", None)) is not None:
            wanted.connect(self.numbers_wanted)
        if (wanted := getattr(widget, "sources_wanted", None)) is not None:
            wanted.connect(self.sources_wanted)
        if (wanted := getattr(widget, "scores_wanted", None)) is not None:
            wanted.connect(self.scores_wanted)
        if (wanted := getattr(widget, "image_wanted", None)) is not None:
            wanted.connect(self.image_wanted)
        hold_steady(widget)
        self._views[place.name] = widget
        kept = str(self._settings.value(f"view/{place.name}", ""))
        if kept and place.name in self.remembering:
            self.remembering[place.name].restore_state(kept)
        if place.name == CENTRAL:
            self.centre.insertWidget(0, widget)
            self.centre.setCurrentIndex(0)
        else:
            dock = self._panes.docks[place.name]
            dock.setWidget(widget)
            dock.visibilityChanged.connect(partial(self._came_forward, place.name))
        self.made.emit(place.name)
        if self._unmade:
            self._idle.start(0)

    def _each(self) -> Iterator[View]:
        yield from self._views.values()  # type: ignore[misc]  # every view is a QWidget that has View's three methods


def _behind(widget: QWidget) -> bool:
    """Whether a view lies behind another tab: it is put beside its window there.

    Its visible region would not tell: that of a view whose surface is covered by its own viewport is empty, too.
    """
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return not widget.isVisible() or not place.intersects(window.rect())
