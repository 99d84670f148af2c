"""Starts the window, or draws it into PNG files where there is no display."""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reirrad_gui.errors import ReirradError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

LARGEST_FIRST = (1920, 1080)
APT_FONT = "sudo apt-get install fonts-dejavu-core"
APT_QT = "sudo apt-get install libglib2.0-0 libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3"


def run_window(paths: Sequence[Path], shots_folder: Path | None = None, language: str | None = None) -> int:
    """The window on these files; without a display, or with a folder for screenshots, PNG files instead.

    In the language of that code; without one in the language that the person prefers, pictures in English.

    Raises
    ------
    ReirradError
        Qt or every font is missing from this computer, or the language is; the sentence says what to do.
    """
    return _run(tuple(paths), shots_folder, language, example=False)


def run_demo(shots_folder: Path | None = None, language: str | None = None) -> int:
    """The window on the built-in example, which is generated on first use."""
    return _run((), shots_folder, language, example=True)


def has_display() -> bool:
    """False on a Linux without a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


def _run(paths: tuple[Path, ...], shots_folder: Path | None, language: str | None, *, example: bool) -> int:
    drawn = shots_folder is not None or not has_display()
    app = application(offscreen=drawn)
    if language is not None:
        from reirrad_gui.ui.language.available import named, speak

        speak(app, named(language))
    if drawn:
        from reirrad_gui.ui.shots import write_shots

        folder = shots_folder or Path(tempfile.mkdtemp(prefix="reirrad-gui-"))
        return write_shots(app, paths, folder, example=example)
    return _show(app, paths, language, example=example)


def application(*, offscreen: bool) -> "QApplication":
    """The application object; the platform is chosen before it exists."""
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")  # painting never waits for a thread on a busy computer
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise ReirradError(
            f"The window cannot start: a system library is missing ({error}). Install it: {APT_QT}"
        ) from error
    from PySide6.QtGui import QIcon

    from reirrad_gui.resources import resource
    from reirrad_gui.ui.collecting import collect_on_this_thread
    from reirrad_gui.ui.style import fonts_installed

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["reirrad-gui"])
    collect_on_this_thread(app)
    app.setApplicationName("reirrad-gui")
    app.setApplicationDisplayName("reirrad-gui")
    app.setDesktopFileName("reirrad-gui")  # a desktop finds the icon of the menu entry by it
    app.setWindowIcon(QIcon(str(resource("icons", "reirrad-gui.svg"))))
    if not fonts_installed():
        raise ReirradError(f"No font is installed, so every text would be empty boxes. Install one: {APT_FONT}")
    return app


def _show(app: "QApplication", paths: tuple[Path, ...], language: str | None, *, example: bool) -> int:
    from PySide6.QtCore import QByteArray, QSettings, QSize
    from PySide6.QtGui import QGuiApplication

    from reirrad_gui.ui.preferences.acting import shelf_of, speak_as_preferred
    from reirrad_gui.ui.rim import catch_the_rest
    from reirrad_gui.ui.window import MainWindow

    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "reirrad-gui", "reirrad-gui")
    fault = speak_as_preferred(app, settings) if language is None else None
    window = MainWindow(settings, shelf=shelf_of(settings))
    geometry = settings.value("layout/geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    else:
        window.resize(QGuiApplication.primaryScreen().availableSize().boundedTo(QSize(*LARGEST_FIRST)))
    window.show()
    end_catching = catch_the_rest(window.show_failure)
    if fault is not None:
        window.show_failure(fault)
    if example:
        window.open_example()
    elif paths:
        window.open(paths)
    try:
        return app.exec()
    finally:
        end_catching()
