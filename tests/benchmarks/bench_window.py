"""The window on the built-in example: a slice change, and the way from nothing to the first painted window."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

Step = Callable[[], object]

FIRST_WINDOW = """
from pathlib import Path
from PySide6.QtCore import QSettings
from reirrad_gui.ui.app import application
app = application(offscreen=True)
from reirrad_gui.ui.window import MainWindow
window = MainWindow(QSettings(str(Path("window.ini").resolve()), QSettings.Format.IniFormat))
window.show()
window.repaint()
"""
BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
window.repaint()
"""


def bench_slice_change_three_planes(folder: Path) -> Step:
    """Slice change on the example, 1920 x 1080: CT, wash, isodoses, outlines on three linked planes, painted"""
    overlay, axial = _overlay(folder)
    ways = cycle([1] * 12 + [-1] * 12)

    def step() -> None:
        axial.stepped.emit(next(ways))
        for plane in overlay.area.planes.values():
            plane.repaint()

    return step


def bench_slice_change_one_plane(folder: Path) -> Step:
    """Slice change of the axial plane alone, 900 px"""
    _, axial = _overlay(folder)
    axial.setFixedSize(900, 900)
    ways = cycle([1] * 12 + [-1] * 12)

    def step() -> None:
        axial.stepped.emit(next(ways))
        axial.repaint()

    return step


def bench_first_window(folder: Path) -> Step:
    """Cold start: a new process to the first painted window, before data"""
    return lambda: _python(FIRST_WINDOW, folder)


def bench_first_window_of_bare_qt(folder: Path) -> Step:
    """Cold start of an empty Qt window, for comparison"""
    return lambda: _python(BARE_WINDOW, folder)


def _python(code: str, folder: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=folder, check=True, capture_output=True)


_KEPT: list[object] = []
"""Windows and the application object must outlive the steps that use them."""


def _overlay(folder: Path):  # type: ignore[no-untyped-def]
    from reirrad_gui.dicom.example import ensure_example
    from reirrad_gui.ui.app import application
    from reirrad_gui.ui.shots import settle, window_for_shots

    example = ensure_example(folder / "example")
    app = application(offscreen=True)
    window = window_for_shots(folder)
    window.resize(1920, 1080)
    window.show()
    window.open([example])
    settle(window)
    _KEPT.extend((app, window))
    overlay = window.stage.widget("overlay")
    return overlay, overlay.area.large
