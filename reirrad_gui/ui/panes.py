"""Where the views stand: timeline on top, dose in the middle, limits over tabs on the right; remembered and reset."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.views import CENTRAL, ViewPlace

LAYOUT_VERSION = 2
TIMELINE_PX = (190, 260)
TIMELINE_SMALL_PX = (160, 240)
SMALL_WINDOW_PX = 900
RIGHT_SHARE = 0.475
RIGHT_SMALL_SHARE = 0.54
NARROW_WINDOW_PX = 1500
PANEL_SHARE = 0.48


class Panes:
    """The docks of a window. Title bars are hidden until the user wants to move panes: quiet surfaces first.

    The window is one inside the program's, hidden as a whole while no case is open: docks that are hidden and shown one
    by one leave lines between them behind, which Qt never uses again.
    """

    def __init__(self, window: QMainWindow, places: Iterable[ViewPlace], settings: QSettings) -> None:
        self._window = window
        self._settings = settings
        self._docks = {place.name: _dock(window, place) for place in places if place.name != CENTRAL}
        self._on_screen = False
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.TopLeftCorner, Qt.Corner.TopRightCorner):
            window.setCorner(corner, Qt.DockWidgetArea.TopDockWidgetArea)
        self._arrange()
        self.hide()

    @property
    def docks(self) -> Mapping[str, QDockWidget]:
        """The docks by view name."""
        return self._docks

    def show(self) -> None:
        """Bring the panes up as the user left them."""
        state = self._settings.value("layout/state")
        kept = isinstance(state, QByteArray) and self._window.restoreState(state, LAYOUT_VERSION)
        self._on_screen = True
        if not kept or all(dock.isHidden() for dock in self._docks.values()):
            self.reset()

    def hide(self) -> None:
        """Nothing to show: only the empty state. The window hides what is in it, but not what floats."""
        self._on_screen = False
        for dock in self._docks.values():
            if dock.isFloating():
                dock.hide()

    def reset(self) -> None:
        """The arrangement the window was designed with."""
        for dock in self._docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        self._arrange()
        for dock in self._docks.values():
            dock.show()
        self._raise_first_tab()
        self.resize_to_design()

    def resize_to_design(self) -> None:
        """The sizes of the design for the window's present size."""
        whole = self._window.window()
        width, height = whole.width(), whole.height()
        least, most = TIMELINE_PX if height > SMALL_WINDOW_PX else TIMELINE_SMALL_PX
        top = min(max(self._wanted_height("timeline"), least), most)
        self._resize(("timeline",), (top,), Qt.Orientation.Vertical)
        share = RIGHT_SHARE if width > NARROW_WINDOW_PX else RIGHT_SMALL_SHARE
        self._resize(("panel",), (round(width * share),), Qt.Orientation.Horizontal)
        rest = max(height - top - 100, 200)
        shares = (round(rest * PANEL_SHARE), round(rest * (1 - PANEL_SHARE)))
        self._resize(("panel", "dvh"), shares, Qt.Orientation.Vertical)

    def _wanted_height(self, name: str) -> int:
        widget = self._docks[name].widget() if name in self._docks else None
        return 0 if widget is None else widget.sizeHint().height()

    def remember(self) -> None:
        """Keep the arrangement for the next start, if there was one on screen."""
        if self._on_screen and any(not dock.isHidden() for dock in self._docks.values()):
            self._settings.setValue("layout/state", self._window.saveState(LAYOUT_VERSION))

    @property
    def state(self) -> str:
        """Where the panes stand, as text."""
        return bytes(self._window.saveState(LAYOUT_VERSION).toBase64().data()).decode("ascii")

    def put(self, state: str) -> None:
        """Where a text says that they stand; as designed where it is empty, or of another version."""
        there = QByteArray.fromBase64(state.encode("ascii", "ignore"))
        if not state or not self._window.restoreState(there, LAYOUT_VERSION):
            self.reset()

    def set_movable(self, movable: bool) -> None:
        """Show title bars to drag panes by, or hide them."""
        for dock in self._docks.values():
            if movable:
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
            else:
                dock.setTitleBarWidget(QWidget(dock))

    def bring_forward(self, name: str) -> None:
        """Show a pane, raise its tab and give it the keyboard."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        if (widget := dock.widget()) is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def make_room(self, name: str, least_px: int) -> None:
        """Let a pane below the limits have so much height, but never more than two thirds of what both have."""
        panel, dock = self._docks.get("panel"), self._docks.get(name)
        if panel is None or dock is None or dock.isFloating() or dock.height() <= 0:
            return
        both = panel.height() + dock.height()
        wanted = min(least_px, round(both * 2 / 3))
        if dock.height() < wanted:
            self._resize(("panel", name), (both - wanted, wanted), Qt.Orientation.Vertical)

    def _arrange(self) -> None:
        areas = {"timeline": Qt.DockWidgetArea.TopDockWidgetArea}
        for name, dock in self._docks.items():
            self._window.addDockWidget(areas.get(name, Qt.DockWidgetArea.RightDockWidgetArea), dock)
        stacked = [name for name in self._docks if name not in ("timeline", "panel")]
        if "panel" in self._docks and stacked:
            self._window.splitDockWidget(self._docks["panel"], self._docks[stacked[0]], Qt.Orientation.Vertical)
        for first, second in pairwise(stacked):
            self._window.tabifyDockWidget(self._docks[first], self._docks[second])

    def _raise_first_tab(self) -> None:
        if "dvh" in self._docks:
            self._docks["dvh"].raise_()

    def _resize(self, names: tuple[str, ...], sizes: tuple[int, ...], way: Qt.Orientation) -> None:
        if all(name in self._docks for name in names):
            self._window.resizeDocks([self._docks[name] for name in names], list(sizes), way)


def _dock(window: QMainWindow, place: ViewPlace) -> QDockWidget:
    dock = QDockWidget(tr(place.title), window)
    dock.setObjectName(f"{place.name} dock")
    dock.setTitleBarWidget(QWidget(dock))
    return dock
