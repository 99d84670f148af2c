"""An arrangement taken from a window, and put up in it. Results, case, constraint sets and α/β are never touched."""

from typing import TYPE_CHECKING

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.arrangements.kept import WISHES, Arrangement
from reirrad_gui.ui.preferences.acting import keep_look, own_levels, preferred
from reirrad_gui.ui.preferences.table import THEME, named
from reirrad_gui.ui.presentation.commands import THEME_KEY
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.views import CENTRAL

if TYPE_CHECKING:
    from reirrad_gui.ui.window import MainWindow


def present(window: "MainWindow", name: str = "") -> Arrangement:
    """The window as it is."""
    remember(window)
    settings = window.settings
    views = {one: view.saved_state() for one, view in window.stage.remembering.items()}
    wishes = {one.name: one.of(settings) for one in WISHES}
    return Arrangement(name, window.panes.state, views, {**wishes, THEME_KEY: str(settings.value(THEME_KEY, ""))})


def put_up(window: "MainWindow", arrangement: Arrangement) -> None:
    """Let the window be so; remembered for the next start at once."""
    if arrangement.whole:
        _follow_wishes(window, arrangement)
    window.scans.leave()
    window.panes.put(arrangement.panes)
    for name, view in window.stage.remembering.items():
        if arrangement.whole or name in arrangement.views:
            view.restore_state(arrangement.views.get(name, ""))
    remember(window)


def remember(window: "MainWindow") -> None:
    """Keep what the window is to find again at the next start."""
    window.panes.remember()
    window.stage.remember()
    keep_look(window)


def _follow_wishes(window: "MainWindow", arrangement: Arrangement) -> None:
    """Theme and colours, and the images as if the case had just been opened."""
    settings = window.settings
    for one in WISHES:
        try:
            one.put(settings, arrangement.wishes.get(one.name, one.default))
        except EntryError:  # kept by another version
            one.put(settings, one.default)
    board = str(arrangement.wishes.get(THEME_KEY, ""))
    if board:
        settings.setValue(THEME_KEY, board)
    else:
        settings.remove(THEME_KEY)
    theme = Theme.named(str(named(THEME).of(settings)))
    if theme.name != window.theme.name:
        window.set_theme(theme)
    window.actions_by_name["move panes"].setChecked(False)
    window.let_panes_move()
    begin = getattr(window.stage.widget(CENTRAL), "begin_anew", None)
    if begin is not None:
        from dataclasses import replace

        from reirrad_gui.ui.overlay.look import Look

        begin(replace(preferred(Look(), settings), own=own_levels(settings)))
