"""What dragging with the left button does on images: one choice of the person for every plane of the program."""

from PySide6.QtCore import QCoreApplication

_CHOSEN = "left drag windows"


def left_drag_windows() -> bool:
    """Whether dragging with the left button changes window and level, and a click sets the crosshair."""
    app = QCoreApplication.instance()
    return app is not None and bool(app.property(_CHOSEN))


def let_left_drag_window(windows: bool) -> None:
    """From now on, on every plane."""
    app = QCoreApplication.instance()
    if app is not None:
        app.setProperty(_CHOSEN, windows)
