"""Python's cyclic garbage is collected on the window's thread alone, a little at a time.

Left to itself, Python collects on whichever thread happens to make the next object. A widget that is freed on a worker
thread ends the process, and a full collection in the middle of a slice change is felt: it takes a tenth of a second.
"""

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

EVERY_MS = 250
FULL = 2


class Collecting(QObject):
    """Takes over collecting for as long as its parent lives.

    What is there when a case has been opened stays until it is closed, so `collect_all` looks at everything once and
    leaves it out until the next case. Every edit leaves an assessment behind that only a collection frees: those are
    looked for again and again.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    @Slot()
    def collect_due(self) -> int:
        """Collects the oldest generation that is due, as Python would have; returns how many objects were freed."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(FULL + 1) if counts[generation] > thresholds[generation] > 0]
        if not due:
            return 0
        return gc.collect(due[-1])

    @Slot()
    def collect_all(self) -> int:
        """Looks at every object again, also at those left out before: when another case, or none, is shown."""
        gc.unfreeze()
        found = gc.collect()
        gc.freeze()
        return found

    def stop(self) -> None:
        """Leaves collecting to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def collect_on_this_thread(parent: QObject) -> Collecting:
    """The one collector of an application, made when it is first asked for."""
    existing = parent.findChild(Collecting)
    return existing if existing is not None else Collecting(parent)


def collect_soon() -> None:
    """Looks at everything once the event loop is idle, where the application collects on its own thread."""
    app = QCoreApplication.instance()
    existing = None if app is None else app.findChild(Collecting)
    if existing is not None:
        QTimer.singleShot(0, existing, existing.collect_all)
