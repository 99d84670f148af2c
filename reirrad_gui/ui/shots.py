"""Draws the real window into PNG files: both themes, two sizes, each view alone. No sleeps: it waits for what runs."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.rim import catch_the_rest
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.window import MainWindow

SIZES = ((1920, 1080), (1280, 800))
LONGEST_WAIT_MS = 300_000
SEVERAL = (
    "These files belong to several patients, so no case was opened and no picture was written. Name the folder of one."
)


def write_shots(app: QApplication, paths: Sequence[Path], folder: Path, *, example: bool) -> int:
    """Open the files (or the example) in a window nobody sees, and write its pictures; prints where. Exit status.

    1 when no case is on screen at the end, or something failed on the way: the pictures would not show the case.
    """
    del app
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        said: list[str] = []
        end_catching = catch_the_rest(lambda fault: said.append(fault.sentence))
        window = window_for_shots(Path(kept))
        window.show()
        _open(window, paths, said, example=example)
        if window.session is not None or not (example or paths):
            for path in render_shots(window, folder):
                print(path)
        window.close()
        window.settings.sync()  # what is not written by now would make the folder again when it is gone
        end_catching()
    for sentence in dict.fromkeys(said):
        print(f"reirrad-gui: {sentence}", file=sys.stderr)
    return 1 if said else 0


def _open(window: MainWindow, paths: Sequence[Path], said: list[str], *, example: bool) -> None:
    """Open the case, adding to `said` every sentence about what kept it from the screen."""
    window.runner.failed.connect(lambda error: said.append(plainly(error, "Opening the case").sentence))
    if example:
        window.open_example()
    elif paths:
        window.open(paths)
    settle(window)
    if window.session is None and not said and (example or paths):
        said.append(SEVERAL)


def window_for_shots(folder: Path, make: Callable[[QSettings], MainWindow] = MainWindow) -> MainWindow:
    """A window with settings of its own in `folder`: what a user has set does not show."""
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("intended use understood", True)
    return make(settings)


def render_shots(window: MainWindow, folder: Path) -> tuple[Path, ...]:
    """Write the window in both themes and sizes, and each view by itself; returns the files."""
    written = []
    for theme in (Theme.dark(), Theme.light()):
        window.set_theme(theme)
        for width, height in SIZES:
            window.resize(width, height)
            settle(window)
            window.panes.resize_to_design()
            settle(window)
            written.append(_saved(window, folder / f"{theme.name}-{width}x{height}.png"))
    window.resize(*SIZES[0])
    window.set_theme(Theme.dark())
    settle(window)
    window.panes.resize_to_design()
    _choose_limiting(window)
    settle(window)
    for place in window.places:
        widget = window.stage.widget(place.name)
        if widget is not None and window.session is not None:
            window.bring_forward(place.name)
            settle(window)
            written.append(_saved(widget, folder / f"view-{place.name.replace(' ', '-')}.png"))
    return tuple(written)


def _choose_limiting(window: MainWindow) -> None:
    """Chooses the organ that limits most: how its figures were computed would otherwise be a picture of nothing."""
    from reirrad_gui.ui.report.limiting import limiting

    if window.session is not None and (keys := limiting(window.session.assessment).keys):
        window.selection.select_organ(keys[0])


def settle(window: QWidget) -> None:
    """Run the event loop until no job runs, no single-shot timer waits and no event is left.

    Raises
    ------
    ReirradError
        That did not happen within five minutes.
    """
    waited = QElapsedTimer()
    waited.start()
    while True:
        _drain()
        if not _busy(window):
            return
        if waited.elapsed() > LONGEST_WAIT_MS:
            raise ReirradError("The window was still working after five minutes; no picture was written.")
        _wait_for_something(window)


def _drain() -> None:
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _busy(window: QWidget) -> bool:
    timers = (timer for timer in window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive())
    return any(runner.busy for runner in window.findChildren(JobRunner)) or any(True for _ in timers)


def _wait_for_something(window: QWidget) -> None:
    """Sleep in the event loop until a job or timer moves."""
    loop = QEventLoop()
    runners = [runner for runner in window.findChildren(JobRunner) if runner.busy]
    timers = [timer for timer in window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
    for runner in runners:
        runner.settled.connect(loop.quit)
    for timer in timers:
        timer.timeout.connect(loop.quit)
    QTimer.singleShot(LONGEST_WAIT_MS, loop, loop.quit)
    loop.exec()
    for runner in runners:
        runner.settled.disconnect(loop.quit)
    for timer in timers:
        timer.timeout.disconnect(loop.quit)


def _saved(widget: QWidget, path: Path) -> Path:
    if not widget.grab().save(str(path), "PNG"):
        raise ReirradError(f"The picture {path.name} could not be written; check that the folder is writable.")
    return path
