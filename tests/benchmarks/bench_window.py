"""A slice change of the images, and the way from nothing to the first painted window.

Drawn offscreen, and on a virtual screen (Xvfb) where there is one; `QT_QPA_PLATFORM=xcb python3 run.py bench slice`
draws on the screen one looks at.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np

from tests.benchmarks.compared import SHARED, Check, Compared, Faster, PeerFailedError, Peers, Skipped, Work
from tests.benchmarks.screens import NO_XVFB, virtual_screen
from tests.benchmarks.timing import seconds

Step = Callable[[], object]

FIRST_WINDOW = """
import time
from pathlib import Path
from PySide6.QtCore import QSettings
from reirrad_gui.ui.app import application
app = application(offscreen=OFFSCREEN)
from reirrad_gui.ui.window import MainWindow
window = MainWindow(QSettings(str(Path("window.ini").resolve()), QSettings.Format.IniFormat))
window.show()
app.processEvents()
window.repaint()
"""
BARE_WINDOW = """
import time
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1280, 800)
window.show()
app.processEvents()
window.repaint()
"""
NAPARI = """
import time
import napari
viewer = napari.Viewer(show=True)
from qtpy.QtWidgets import QApplication
QApplication.instance().processEvents()
window = viewer.window._qt_window
window.repaint()
"""
SAY = """
import json, os, sys
seconds = time.perf_counter() - BEGAN
try:
    import resource
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:
    peak_mb = None
print(json.dumps({"seconds": seconds, "peak_mb": peak_mb}), flush=True)
os._exit(0)
"""
"""Clocks of one computer's processes agree, so the parent's beginning can be given."""

SLICES = """
import json
from pathlib import Path
from tests.benchmarks.bench_window import bench_slice_change, rounds_of
print(json.dumps(rounds_of(bench_slice_change(Path("."))), default=float))
import os, sys
sys.stdout.flush()
os._exit(0)
"""
BARE, NAPARI_NAME, CT_ALONE = "a bare PySide6 window", "napari, empty", "the CT alone in pyqtgraph"
SLICE_GOALS = (("median", 0.5, 8.0), ("p95", 0.95, 12.0))
CT_GOALS = (Faster((CT_ALONE,), 1 / 5, "≤ 5 times as long"),)
PROBE = SHARED / "peers" / "micro_fullframe.py"
PROBE_MS = 4.6
"""The bare drawing of such a slice by that script took so long where 8 ms were set as the goal; how long it takes here
says how fast this computer is."""


def bench_slice_change(folder: Path) -> Compared:
    """Slice change at 900 px, no slice made ahead: CT of 512 x 512, wash, 5 isodoses, 10 outlines; offscreen"""
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

    def checks() -> Sequence[Check]:
        return [*_slice_checks(_app().platformName(), taken[1:]), _beside_the_probe(taken[1:])]

    peers = {CT_ALONE: _ct_alone(overlay)}
    return Compared(step, peers, checks=checks, goals=CT_GOALS)


def bench_slice_change_on_a_screen(folder: Path) -> Compared | Skipped:
    """The same on a virtual screen (Xvfb, xcb): slice change at 900 px, no slice made ahead"""
    screen = virtual_screen()
    if screen is None:
        return Skipped(NO_XVFB)
    done = subprocess.run(
        [sys.executable, "-P", "-c", SLICES], env={**os.environ, **screen}, cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode or not done.stdout.strip():
        return Skipped(f"the window failed on the virtual screen: {(done.stderr.strip() or 'it said nothing')[-300:]}")
    rounds = json.loads(done.stdout.strip().splitlines()[-1])
    taken = [times[""] for times in rounds[1:]]
    return Compared(
        list, {CT_ALONE: list}, checks=lambda: _slice_checks("xcb", taken), given=rounds, goals=CT_GOALS
    )  # fmt: skip


def rounds_of(compared: Compared, rounds: int = 61) -> list[dict[str, float]]:
    """Seconds of every step in each round; the first fills what is kept for good."""
    return [{who: seconds(step) for who, step in {"": compared.ours, **compared.peers}.items()} for _ in range(rounds)]


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


def bench_window_after_a_change(folder: Path) -> Step:
    """What the window itself does after a change of α/β: rows, curves, legends, three planes painted (no figures)"""
    return _change(_overlay(folder)[0], _alpha_beta)


def bench_window_after_a_change_of_recovery(folder: Path) -> Step:
    """The same after a change of recovery: every row, every curve and the wash of the accumulated dose are new"""
    return _change(_overlay(folder)[0], _recovery)


def bench_window_after_a_change_of_recovery_first_frame(folder: Path) -> Step:
    """The same until the first frame is painted: all but small planes and timeline, which follow in the next"""
    return _change(_overlay(folder)[0], _recovery, first_frame=True)


def bench_window_after_trying_a_regimen(folder: Path) -> Step:
    """The same after another regimen is tried, as with every step of its field: course 2 scaled, all of it new"""
    return _change(_overlay(folder)[0], _tried)


def bench_window_after_trying_a_regimen_first_frame(folder: Path) -> Step:
    """The same until the first frame is painted: all but small planes and timeline, which follow in the next"""
    return _change(_overlay(folder)[0], _tried, first_frame=True)


def bench_whole_change_with_its_window(folder: Path) -> Step:
    """A change of α/β from the edit to the last pixel: figures of all organs, rows, curves, planes that show others"""
    return _change(_overlay(folder)[0], _alpha_beta, whole=True)


def bench_whole_change_of_recovery_with_its_window(folder: Path) -> Step:
    """The same of a change of recovery"""
    return _change(_overlay(folder)[0], _recovery, whole=True)


def bench_whole_regimen_tried_with_its_window(folder: Path) -> Step:
    """The same of another regimen that is tried"""
    return _change(_overlay(folder)[0], _tried, whole=True)


def _alpha_beta(session, value):  # type: ignore[no-untyped-def]
    session.do("benchmark", lambda s: s.with_alpha_beta("Rectum", value))


def _recovery(session, value):  # type: ignore[no-untyped-def]
    from reirrad_gui.session.settings import Recovery

    session.do("benchmark", lambda s: s.with_recovery(Recovery("user", 10.0 * value, "benchmark")))


def _tried(session, value):  # type: ignore[no-untyped-def]
    from reirrad_gui.session.what_if import what_if_for

    tried = what_if_for(session.case, 5, 10.0 * value)
    session.preview(lambda s: s.with_what_if(tried))


def _change(overlay, edit, *, whole=False, first_frame=False):  # type: ignore[no-untyped-def]
    """A step that makes one edit and times the views alone, or all of it: told of it, and painted until they rest.

    With `first_frame` the time is that until the first turn of the event loop has painted: until its first timer, which
    comes after painting and before what views do in the next frame. That is done all the same before the next step.

    What the views ask to be painted is painted, as on a screen; the whole window painted anew, whatever changed, would
    add the same 7 ms to every change.
    """
    from PySide6.QtCore import QCoreApplication, QTimer

    from tests.benchmarks.compared import Work

    session, values = overlay.window().session, cycle([2.0 + 0.05 * n for n in range(40)])
    after_painting, painted = QTimer(overlay), [0.0]
    after_painting.setSingleShot(True)
    after_painting.timeout.connect(lambda: painted.append(time.perf_counter()))

    def step() -> Work:
        watchers, session._watchers = session._watchers, []
        edited = time.perf_counter()
        edit(session, next(values))
        session._watchers = watchers
        told = time.perf_counter()
        after_painting.start(0)
        session._tell()
        QCoreApplication.processEvents()
        while any(plane.behind for plane in overlay.area.planes.values()):
            QCoreApplication.processEvents()
        QCoreApplication.processEvents()
        at_rest = time.perf_counter()
        return Work((painted[-1] if first_frame else at_rest) - (edited if whole else told))

    return step


def bench_first_window(folder: Path, peers: Peers) -> Compared:
    """Cold start: a new process to the first painted window, before data; offscreen"""
    del peers  # napari needs OpenGL, which is not there offscreen
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ours = partial(_cold, sys.executable, FIRST_WINDOW, folder, environment)
    others = {BARE: partial(_cold, sys.executable, BARE_WINDOW, folder, environment)}
    return Compared(ours, others, goals=[Faster((BARE,), 1 / 3, "≤ 3 times as long")])


def bench_first_window_on_a_screen(folder: Path, peers: Peers) -> Compared | Skipped:
    """Cold start: a new process to the first painted window, before data; virtual screen (Xvfb, xcb)"""
    screen = virtual_screen()
    if screen is None:
        return Skipped(NO_XVFB)
    environment = {**os.environ, **screen}
    ours = partial(_cold, sys.executable, FIRST_WINDOW, folder, environment)
    others: dict[str, Step] = {BARE: partial(_cold, sys.executable, BARE_WINDOW, folder, environment)}
    why_not = peers.why_not("", "napari")
    if not why_not:
        others[NAPARI_NAME] = partial(_cold, str(peers.python("napari")), NAPARI, folder, environment)
    goals = [Faster((BARE,), 1 / 3, "≤ 3 times as long"), Faster((NAPARI_NAME,), 4.0, "≤ 1/4 of napari")]
    return Compared(ours, others, goals=goals, absent={NAPARI_NAME: why_not} if why_not else {})


def _cold(python: str, code: str, folder: Path, environment: Mapping[str, str]) -> Work:
    """From before the process exists to the end of `code`, where the window has been painted."""
    own = python == sys.executable
    words = {**environment, "PYTHONPATH": os.pathsep.join(sys.path)} if own else _without_python(environment)
    offscreen = environment["QT_QPA_PLATFORM"] == "offscreen"
    began = time.perf_counter()
    start = f"BEGAN, OFFSCREEN = {began!r}, {offscreen!r}\n"
    done = subprocess.run(
        [python, "-c", start + code + SAY], env=words, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout.strip():
        raise PeerFailedError((done.stderr.strip() or "it said nothing").splitlines()[-1])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Work(told["seconds"], None, told)


def _without_python(environment: Mapping[str, str]) -> dict[str, str]:
    """Nothing of this program's environment leaks into another's."""
    return {name: value for name, value in environment.items() if not name.startswith("PYTHON")}


def _slice_checks(platform: str, taken: Sequence[float]) -> list[Check]:
    """Median and p95 of slices; milliseconds."""
    times = 1000 * np.array(taken)
    return [
        Check(f"slice change, {platform}: {what} of {len(times)} slices", float(np.quantile(times, share)), limit, "ms")
        for what, share, limit in SLICE_GOALS
    ]


def _beside_the_probe(taken: Sequence[float]) -> Check:
    """How many times as long as the script with which the goal was set, in a process of its own right afterwards."""
    command = [sys.executable, "-P", str(PROBE), "--size", "900"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    what = "slice change, offscreen: times as long as the bare drawing that the goal was set by"
    if done.returncode:
        return Check(what, None, 8.0 / PROBE_MS, "")
    told = json.loads(done.stdout.strip().splitlines()[-1])["frame"]["qpainter_full_contourpy"]["median_ms"]
    ours = 1000 * float(np.median(taken))
    return Check(what, ours / told, 8.0 / PROBE_MS, "", beside=f"{told:.1f} ms here; {PROBE_MS} ms there")


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
    from reirrad_gui.session.memory import keep_freed_memory
    from reirrad_gui.session.shown import ShownStructure
    from reirrad_gui.ui.overlay.look import Scale
    from reirrad_gui.ui.overlay.widget import OverlayView
    from reirrad_gui.ui.selection import Selection
    from reirrad_gui.ui.shots import settle
    from reirrad_gui.ui.theme import Theme
    from tests.support import overlay_case as case

    app = _app()
    keep_freed_memory()  # as whenever a case is opened
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
