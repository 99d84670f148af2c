"""The menu of the images, and the list of their keys and gestures: both from one table."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from reirrad_gui.case import ImageSeries
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.asking import show_meaning
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning
from reirrad_gui.ui.numbers.words import MENU_TEXT
from reirrad_gui.ui.overlay.mouse import left_drag_windows
from reirrad_gui.ui.overlay.pixels import PRESETS

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("side by side", "V", "The courses and their sum side by side, or the three planes"),
    ("enlarge", "F11", "Enlarge this plane, or show all three"),
    ("reset", "R", "Reset zoom, position and window"),
    ("maximum", "M", "Go to the highest dose of what is shown"),
    ("measure", "D", "Measure a distance (Esc ends it)"),
    ("wash", "W", "Colour wash on or off"),
    ("isodoses", "I", "Isodose lines on or off"),
    ("second", "C", "Isodoses of another course beside them: each in turn, then none"),
    ("fill", "F", "Fill the structures, or outline them only"),
    ("dose panel", "P", "How the dose is drawn: wash, levels, scale…"),
    ("structures", "S", "Which structures are outlined…"),
    ("crosshair", "X", "Crosshair on or off"),
    ("texts", "Space", "Texts on the images on or off"),
)
"""(wish, key, text) of every command of a plane."""

GESTURES: tuple[tuple[str, str], ...] = (
    ("Wheel, ↑ ↓", "One slice"),
    ("Shift+wheel, PgUp PgDn", "Ten slices"),
    ("Home, End", "First and last slice"),
    ("Ctrl+wheel, + −", "Zoom at the cursor"),
    ("Middle drag", "Move the picture"),
    ("Right click", "Menu"),
    ("Double click", "Enlarge a plane, or show all three"),
    ("Mouse on an outline", "Names the structure and marks it everywhere"),
    ("D, then click twice or drag", "Distance between two points"),
    ("D, then ← → ↑ ↓, Enter", "The same by keyboard: 1 mm a step, 10 mm with Shift"),
)


def _buttons() -> tuple[tuple[str, str], ...]:
    """Left and right button, as the person has chosen them."""
    window, point = "Window (sideways) and level (up and down)", "Crosshair and probe: the other planes follow"
    if left_drag_windows():
        return (("Left or right drag", window), ("Left click", point))
    return (("Right drag", window), ("Left click or drag", point))


def bindings() -> tuple[Group, ...]:
    """Keys and gestures for the window's list of keys; they work while a plane has the keyboard."""
    keys = [Binding(key if wish != "reset" else "R, Esc", text) for wish, key, text in COMMANDS]
    presets = [
        Binding(str(n), f"{name}: window {window.width:g}, level {window.level:g}")
        for n, (name, window) in enumerate(PRESETS, start=1)
    ]
    gestures = [Binding(keys, what) for keys, what in (*GESTURES[:4], *_buttons(), *GESTURES[4:])]
    return (Group("Dose images", (*gestures, *keys)), Group("CT window", tuple(presets)))


def images_menu(
    parent: QWidget,
    wish: Callable[[str], None],
    series: Sequence[ImageSeries],
    shown_uid: str | None,
    choose_series: Callable[[str], None],
    ct: bool,
    meaning: Meaning = NO_MEANING,
) -> QMenu:
    """Presets, commands and the choice of image; `meaning` is what the numbers at the crosshair are."""
    menu = QMenu(parent)
    menu.setObjectName("images menu")
    if meaning:
        menu.addAction(tr(MENU_TEXT)).triggered.connect(lambda _=False: show_meaning(meaning, parent))
        menu.addSeparator()
    for number, (name, window) in enumerate(PRESETS, start=1):
        text = f"{name}  {window.width:g} / {window.level:g}\t{number}".replace("-", "−")
        action = menu.addAction(text)
        action.setEnabled(ct)
        action.triggered.connect(lambda _=False, n=number: wish(f"preset {n}"))
    menu.addSeparator()
    for name, key, text in COMMANDS:
        menu.addAction(f"{tr(text)}\t{key}").triggered.connect(lambda _=False, wanted=name: wish(wanted))
    if series:
        menu.addSeparator()
        images = menu.addMenu(tr("Image"))
        for one in series:
            action = images.addAction(series_text(one))
            action.setCheckable(True)
            action.setChecked(one.uid == shown_uid)
            action.triggered.connect(lambda _=False, uid=one.uid: choose_series(uid))
    return menu


def series_text(series: ImageSeries) -> str:
    """ "CT planning, 44 images, 12 Dec 2012", whatever of it is known."""
    count = len(series.files)
    parts = [f"{series.modality} {series.description}".strip(), tr(f"{count} image{'s' if count != 1 else ''}")]
    when = series.when.text if series.when else ""
    return ", ".join([*parts, tr(when)] if when else parts).replace("&", "&&")
