"""A slice change of the images, and the way from nothing to the first painted window.

Drawn offscreen; on another platform of Qt when `QT_QPA_PLATFORM` names one: `QT_QPA_PLATFORM=xcb xvfb-run -a -s
"-screen 0 1920x1200x24" python3 run.py bench slice`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

import numpy as np

from tests.benchmarks.compared import Compared

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


def bench_slice_change(folder: Path) -> Compared:
    """Slice change at 900 px, no slice made ahead: CT of 512 x 512, wash, 5 isodoses, 10 outlines; goal 8 ms, p95 12"""
    overlay = _phantom_overlay()
    axial = overlay.area.large
    axial.setFixedSize(900, 900)
    _app().processEvents()
    slices = axial.pictures.stack.depth_mm.size
    numbers = cycle(k * 7 % slices for k in range(slices))
    taken: list[float] = []

    def step() -> None:
        axial.pictures.forget()
        overlay._display._found.planes.clear()
        wanted = next(numbers)
        began = time.perf_counter()
        axial.stepped.emit(wanted - axial.number)
        axial.repaint()
        taken.append(time.perf_counter() - began)

    def remarks() -> Sequence[str]:
        return (f"{_app().platformName()}: {_quantiles(taken)}",)

    return Compared(step, {"the CT alone in pyqtgraph": _ct_alone(overlay)}, remarks)


def bench_slice_change_of_the_example(folder: Path) -> Compared:
    """Slice change of the example's axial plane, 900 px, no slice made ahead: two courses, hatching, 14 outlines"""
    overlay, axial = _overlay(folder)
    axial.setFixedSize(900, 900)
    slices = axial.pictures.stack.depth_mm.size
    numbers = cycle(k * 7 % slices for k in range(slices))
    taken: list[float] = []

    def step() -> None:
        axial.pictures.forget()
        overlay._display._found.planes.clear()
        wanted = next(numbers)
        began = time.perf_counter()
        axial.stepped.emit(wanted - axial.number)
        axial.repaint()
        taken.append(time.perf_counter() - began)

    return Compared(step, {}, lambda: (_quantiles(taken),))


def bench_turning_the_wheel_over_the_example(folder: Path) -> Step:
    """Slice after slice in one direction on the example, 1920 x 1080: all three planes painted"""
    overlay, axial = _overlay(folder)
    ways = cycle([1] * 12 + [-1] * 12)

    def step() -> None:
        axial.stepped.emit(next(ways))
        for plane in overlay.area.planes.values():
            plane.catch_up()
            plane.repaint()

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


def _app():  # type: ignore[no-untyped-def]
    from reirrad_gui.ui.app import application

    return application(offscreen=os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen")


def _quantiles(taken: Sequence[float]) -> str:
    """Without the first, which fills what is kept for good."""
    times = 1000 * np.sort(np.array(taken[1:]))
    return f"median {np.median(times):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms of {len(times)} slices"


def _ct_alone(overlay) -> Step:  # type: ignore[no-untyped-def]
    """The same image at the same size in pyqtgraph, with nothing on it."""
    import pyqtgraph

    view = pyqtgraph.GraphicsView()
    box = pyqtgraph.ViewBox(lockAspect=True, invertY=True)
    view.setCentralItem(box)
    item = pyqtgraph.ImageItem(axisOrder="row-major", levels=(-160, 240))
    box.addItem(item)
    view.resize(900, 900)
    view.show()
    box.setRange(xRange=(0, 512), yRange=(0, 512), padding=0)
    _app().processEvents()
    _KEPT.append(view)
    stored = overlay.area.large.pictures.image.stored
    numbers = cycle(k * 7 % len(stored) for k in range(len(stored)))

    def step() -> None:
        item.setImage(stored[next(numbers)], autoLevels=False)
        view.viewport().repaint()

    return step


def _phantom_overlay():  # type: ignore[no-untyped-def]
    """One course by formula on a CT of 60 slices, ten organs, five isodoses; EQD2 at α/β 3 Gy."""
    from reirrad_gui.session.shown import ShownStructure
    from reirrad_gui.ui.overlay.look import Scale
    from reirrad_gui.ui.overlay.widget import OverlayView
    from reirrad_gui.ui.selection import Selection
    from reirrad_gui.ui.shots import settle
    from reirrad_gui.ui.theme import Theme
    from tests.support import overlay_case as case

    app = _app()
    image, field = _phantom_ct(), _phantom_dose()
    organs = [ShownStructure(f"set/{n}/Organ {n}", _tube(n), case.FRAME_2) for n in range(10)]
    shown = case.display((case.course(1, field, 20, case.FRAME_2, prescribed_gy=50.0),), (), organs, image)
    selection = Selection()
    overlay = OverlayView(selection, Theme.dark())
    overlay.resize(1500, 1000)
    overlay.show()
    overlay.show_session(case.SessionOf(shown))
    settle(overlay)
    overlay._adopt(overlay.look.with_scale(Scale(60.0, 3.0, (50.0, 40.0, 30.0, 20.0, 10.0))))
    _KEPT.extend((app, selection, overlay))
    return overlay


def _phantom_ct():  # type: ignore[no-untyped-def]
    from reirrad_gui.volume.grid import Grid
    from reirrad_gui.volume.image import Image

    z, y, x = np.ogrid[:60, :512, :512]
    noise = np.random.default_rng(0).normal(0, 15, (60, 512, 512))
    values = 40 + 200 * np.sin(x / 17) * np.cos(y / 23 + z / 5) + noise
    grid = Grid.axis_aligned((-256.0, -256.0, 0.0), (1.0, 1.0), 3.0 * np.arange(60), 512, 512)
    return Image(grid, values.astype(np.int16))


def _phantom_dose():  # type: ignore[no-untyped-def]
    """200 x 200 x 60 points of 2.15 mm, wavy around the middle: five long isodoses on every slice."""
    from reirrad_gui.volume.grid import Grid
    from tests.support import overlay_case as case

    grid = Grid.axis_aligned((-215.0, -215.0, 0.0), (2.15, 2.15), 3.0 * np.arange(60), 200, 200)

    def gauss(points):  # type: ignore[no-untyped-def]
        x, y, z = np.moveaxis(points, -1, 0)
        wave = 43.0 * np.sin(x / 32.0)
        return 60.0 * np.exp(-(x**2 + (y - wave) ** 2) / (2 * 77.0**2) - (z - 90.0) ** 2 / (2 * 60.0**2))

    return case.dose_on(grid, gauss)


def _tube(number: int):  # type: ignore[no-untyped-def]
    """An ellipse of 180 points on every slice."""
    from reirrad_gui.volume.structures import Contour, Structure

    angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    across, along = (40 + 12 * number) * np.cos(angle), (30 + 10 * number) * np.sin(angle)
    contours = tuple(Contour(np.stack([across + k % 5, along, np.full(180, 3.0 * k)], axis=1)) for k in range(60))
    return Structure(number + 1, f"Organ {number}", contours, "1.2.3.2", "ORGAN", (255, 25 * number, 255))


def _overlay(folder: Path):  # type: ignore[no-untyped-def]
    from reirrad_gui.dicom.example import ensure_example
    from reirrad_gui.ui.shots import settle, window_for_shots

    example = ensure_example(folder / "example")
    app = _app()
    window = window_for_shots(folder)
    window.resize(1920, 1080)
    window.show()
    window.open([example])
    settle(window)
    _KEPT.extend((app, window))
    overlay = window.stage.widget("overlay")
    return overlay, overlay.area.large
