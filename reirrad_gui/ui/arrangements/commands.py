"""The commands of arrangements: back to the standard, course comparison, one's own; each can be taken back."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.arrangements.kept import COMPARISON, STANDARD, Arrangement, offered, own, same_name
from reirrad_gui.ui.arrangements.taking import present, put_up, remember
from reirrad_gui.ui.strips import ChoiceStrip
from reirrad_gui.ui.views import CENTRAL

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.ui.overlay.look import Look
    from reirrad_gui.ui.window import MainWindow

    _State = tuple[Arrangement, Look | None, Session | None]

MENU, MOST_DIGITS = "Arran&gements", 9
UNTOUCHED = "No result, limit, α/β or entry of the case was changed."
AS_AT_FIRST = (
    "The view is back to standard: panes, theme, colours, isodose levels, outlines and window of the images, lanes of "
    f"the timeline, order of the limits, axes of the DVH, tables. {UNTOUCHED} Your arrangements, name, language and "
    "mouse stay."
)


class Arrangements(QObject):
    """Owned by the window. `strip` says what was done and takes it back."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._menu: QMenu | None = None
        self._before: _State = (STANDARD, None, None)
        self._after: _State = self._before
        self.strip = ChoiceStrip("arrangement")

    def add_to(self, actions: Actions, menu: str) -> None:
        """The commands at the end of a menu."""
        self._menu = actions.submenu(menu, MENU)
        actions.add(
            "course comparison", MENU, "&Course comparison", partial(self.choose, COMPARISON), ("Ctrl+Shift+V",)
        )
        actions.add("arrangements", MENU, "&Keep or delete arrangements…", self.show)
        self._menu.aboutToShow.connect(self._fill)
        actions.add("reset layout", menu, "&Reset view to standard", self.reset, ("Ctrl+Shift+R",))

    def remember(self) -> None:
        """Keep what the window is to find again at the next start."""
        remember(self._window)

    @Slot()
    def reset(self) -> None:
        """Everything that is kept of the view as at the first start."""
        self._put_up(STANDARD, AS_AT_FIRST)

    def choose(self, arrangement: Arrangement) -> None:
        """Put an arrangement up, one's own rather than that of the program of the same name."""
        everything = offered(self._window.settings)
        wanted = next((one for one in everything if same_name(one.name, arrangement.name)), arrangement)
        done = "Arranged to compare courses." if wanted is COMPARISON else f"Arranged as “{wanted.name}”."
        self._put_up(wanted, f"{done} {UNTOUCHED}")

    def _put_up(self, arrangement: Arrangement, sentence: str) -> None:
        window = self._window
        now = present(window), self._look, window.session
        if self.strip.isHidden() or now != self._after:
            self._before = now  # else nothing was changed since, and what was there before that is taken back
        put_up(window, arrangement)
        self._after = present(window), self._look, window.session
        self.strip.hide()
        self.strip.say(sentence, (("Put it back", partial(self._put_back, *self._before)), ("Close", _nothing)))

    def _put_back(self, before: Arrangement, look: "Look | None", session: "Session | None") -> None:
        """As it was; levels and structures chosen for the case only as long as it is the same case."""
        put_up(self._window, before)
        view = self._window.stage.widget(CENTRAL)
        if look is not None and session is self._window.session and view is not None:
            view.dose_panel.changed.emit(look)  # type: ignore[attr-defined]  # what has a look has a panel for it

    @property
    def _look(self) -> "Look | None":
        return getattr(self._window.stage.widget(CENTRAL), "look", None)

    @Slot()
    def show(self) -> None:
        """List the arrangements, to keep this one under a name or to delete one."""
        from reirrad_gui.ui.arrangements.dialog import ArrangementsDialog

        window = self._window
        dialog = ArrangementsDialog(window.settings, partial(present, window), window)
        dialog.wanted.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _fill(self) -> None:
        """One's own arrangements before the command that keeps them."""
        menu = self._menu
        if menu is None:
            return
        for action in menu.actions():
            if action.data() == MENU:
                menu.removeAction(action)
                action.deleteLater()
        last = menu.actions()[-1]
        others = [one for one in own(self._window.settings) if not same_name(one.name, COMPARISON.name)]
        for number, one in enumerate(others, 1):
            key = f"&{number} " if number <= MOST_DIGITS else ""
            action = menu.addAction(key + one.name.replace("&", "&&"), partial(self.choose, one))
            action.setData(MENU)
            menu.insertAction(last, action)


def _nothing() -> None:
    """The strip goes away; that is all."""
