"""What each preference does to the window, at once; those of the store are read when the program starts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.empty import PATIENTS_SIDE
from reirrad_gui.ui.failure import Failure, plainly
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.language.available import ENGLISH, speak
from reirrad_gui.ui.language.available import named as language
from reirrad_gui.ui.preferences.table import (
    CONVENTIONAL_MOUSE,
    CROSSHAIR,
    DVH,
    IN_GY,
    ISODOSES,
    KEEP,
    LANGUAGE,
    LINES_ARE,
    LINES_IN,
    MOUSE,
    NAME,
    OF_FIRST,
    OPACITY,
    PALETTE,
    PERCENT,
    PLACE,
    RECENT,
    THEME,
    WASH,
    Preference,
    named,
)
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.views import CENTRAL

if TYPE_CHECKING:
    from reirrad_gui.ui.overlay.look import Look, OwnLevels
    from reirrad_gui.ui.overlay.widget import OverlayView
    from reirrad_gui.ui.window import MainWindow

LEVELS = frozenset((LINES_ARE, *LINES_IN.values(), PERCENT))
LOOK = (PALETTE, OPACITY, WASH, ISODOSES, CROSSHAIR, *LEVELS)


def act(window: "MainWindow", preference: Preference) -> None:
    """Let the window follow a preference that has just been kept."""
    deeds: Mapping[str, Callable[[], None]] = {
        THEME: lambda: window.set_theme(Theme.named(str(preference.of(window.settings)))),
        MOUSE: lambda: follow_mouse(window.settings),
        DVH: partial(_show_dvh, window),
        NAME: lambda: window.kept.keeping.rename(str(preference.of(window.settings))),
        RECENT: partial(name_patients, window),
        **{key: partial(look_as_preferred, window, key) for key in LOOK},
    }
    deeds.get(preference.key, lambda: None)()


def name_patients(window: "MainWindow") -> None:
    """The start page and the File menu name the patients of kept cases, or do not."""
    wanted = bool(named(RECENT).of(window.settings))
    window.kept.library.name_patients(wanted)
    side = window.findChild(QWidget, PATIENTS_SIDE)
    if side is not None:
        side.setVisible(wanted)


def follow_mouse(settings: QSettings) -> None:
    """What the left button does on images."""
    from reirrad_gui.ui.overlay.mouse import let_left_drag_window

    let_left_drag_window(named(MOUSE).of(settings) == CONVENTIONAL_MOUSE)


def look_as_preferred(window: "MainWindow", *keys: str) -> None:
    """The images as a person wants them: in what these preferences say, or in all of it."""
    view: OverlayView | None = window.stage.widget(CENTRAL)  # type: ignore[assignment]  # or a stand-in without a look
    look = getattr(view, "look", None)
    if view is None or look is None:
        return
    wanted = preferred(look, window.settings, keys or LOOK)
    if LEVELS.intersection(keys or LOOK):
        from reirrad_gui.ui.overlay.first import with_own

        wanted = with_own(wanted, own_levels(window.settings), view.pages.now[0])
    if wanted != look:
        view.dose_panel.changed.emit(wanted)


def keep_look(window: "MainWindow") -> None:
    """Palette and opacity chosen on the images are found again at the next start.

    What hides the dose or the crosshair for a moment is not: images begin with what the preferences say.
    """
    look = getattr(window.stage.widget(CENTRAL), "look", None)
    if look is not None:
        opacity = named(OPACITY)
        named(PALETTE).put(window.settings, look.palette)
        opacity.put(window.settings, round(min(max(100 * look.opacity, opacity.least), opacity.most)))


def preferred(look: "Look", settings: QSettings, keys: Iterable[str] = LOOK) -> "Look":
    """A look in which these preferences are followed; those of levels are not among them."""
    opacity = named(OPACITY).of(settings)
    fields = {
        PALETTE: {"palette": str(named(PALETTE).of(settings))},
        OPACITY: {"opacity": int(opacity) / 100.0},
        WASH: {"wash": bool(named(WASH).of(settings))},
        ISODOSES: {"isodoses": bool(named(ISODOSES).of(settings))},
        CROSSHAIR: {"crosshair": bool(named(CROSSHAIR).of(settings))},
    }
    for key in keys:
        look = replace(look, **fields.get(key, {}))  # type: ignore[arg-type]
    return look


def own_levels(settings: QSettings) -> "OwnLevels":
    """The isodose levels that a person begins cases with."""
    from reirrad_gui.dose.quantity import Quantity
    from reirrad_gui.ui.overlay.look import OwnLevels

    levels = {Quantity[name]: _levels(key, settings) for name, key in LINES_IN.items()}
    unit = named(LINES_ARE).of(settings)
    course = None if unit == IN_GY else 0 if unit == OF_FIRST else -1
    return OwnLevels({quantity: gy for quantity, gy in levels.items() if gy}, _levels(PERCENT, settings), course)


def _levels(key: str, settings: QSettings) -> tuple[float, ...]:
    return tuple(float(level) for level in str(named(key).of(settings)).split())


def _show_dvh(window: "MainWindow") -> None:
    view = window.stage.widget("dvh")
    restore = getattr(view, "restore_state", None)
    if restore is not None:
        restore(str(window.settings.value(DVH)))


def shelf_of(settings: QSettings) -> Shelf | None:
    """The case store that a person has chosen; None where cases are not to be kept."""
    if not named(KEEP).of(settings):
        return None
    place = str(named(PLACE).of(settings))
    return Shelf(place if "://" in place else Path(place) if place else None)


def speak_as_preferred(app: QCoreApplication, settings: QSettings) -> Failure | None:
    """The application speaks the language preferred; what to tell where it cannot, and then it speaks English."""
    code = str(named(LANGUAGE).of(settings))
    if code == ENGLISH:
        return None
    try:
        speak(app, language(code))
    except ReirradError as error:
        return plainly(error, "Speaking another language")
    return None
