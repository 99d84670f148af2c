"""One widget in the made-up language, on screen in the theme of the program: what was not told, and what is cut."""

from PySide6.QtWidgets import QApplication, QWidget

from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.told import untold


def faults(widget: QWidget, names: tuple[str, ...] = ()) -> list[str]:
    """Texts not told, but for names, and words without room, of a widget that was made in the made-up language."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.dark())
    widget.show()
    settle(widget)
    return [*untold(widget, names), *clipped(widget)]
