"""Background jobs for the window: one plain function with a ticket at a time, its outcome on the GUI thread."""

import sys
from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from reirrad_gui.session.jobs import Progress, Ticket

Job = Callable[["Ticket"], Any]
PATIENCE_S = 10.0
"""How long closing a window waits for a job that does not look at its ticket."""


class _Run(QObject):
    """One job on its thread. Lives on the GUI thread; the worker only ever emits `moved` and `ended`."""

    moved = Signal()
    ended = Signal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._lock = Lock()
        self._stopped = False
        self._ticket: Ticket | None = None
        self._progress: Progress | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self.thread_of_job = Thread(target=self._work, name="reirrad job", daemon=True)

    def stop(self) -> None:
        """Ask the job to stop at its next step."""
        with self._lock:
            self._stopped = True
            ticket = self._ticket
        if ticket is not None:
            ticket.cancel()

    def newest_progress(self) -> "Progress | None":
        """The last progress reported since this was asked before."""
        with self._lock:
            progress, self._progress = self._progress, None
        return progress

    def _work(self) -> None:
        try:
            self.result = self._job(self._new_ticket())
        except BaseException as error:  # handed to the GUI thread, which says it
            self.error = error
        finally:
            self.ended.emit()

    def _new_ticket(self) -> "Ticket":
        from reirrad_gui.session.jobs import Ticket  # on the worker: the first import of `session` takes its time

        ticket = Ticket(self._report)
        with self._lock:
            self._ticket = ticket
            if self._stopped:
                ticket.cancel()
        return ticket

    def _report(self, progress: "Progress") -> None:
        """Keep the newest progress; wake the GUI thread only when it has seen the one before."""
        with self._lock:
            unseen = self._progress is not None
            self._progress = progress
        if not unseen:
            self.moved.emit()


class JobRunner(QObject):
    """Runs one job at a time off the GUI thread; all signals arrive on the GUI thread.

    A new job replaces the last one, whose late result is dropped. `cancel` leaves everything as it was: the job is told
    to stop and its result, should it still come, is dropped. `settled` follows each of the other three ends.

    `failed` carries the exception; `ui.failure.plainly` puts it into a sentence.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: _Run | None = None
        self._alive: list[_Run] = []
        self._started_at = 0.0

    @property
    def busy(self) -> bool:
        """True while a job runs whose outcome is still wanted."""
        return self._current is not None

    @property
    def running_for_s(self) -> float:
        """Seconds since the current job began; 0 when there is none."""
        return monotonic() - self._started_at if self.busy else 0.0

    def start(self, job: Job) -> None:
        """Run `job(ticket)`; a job still running is told to stop and forgotten."""
        self._drop()
        run = _Run(job)
        run.moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)
        run.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._current = run
        self._alive.append(run)
        self._started_at = monotonic()
        run.thread_of_job.start()

    def cancel(self) -> None:
        """Stop the current job; nothing of it will be shown."""
        if self._current is not None:
            self._drop()
            self.cancelled.emit()
            self.settled.emit()

    def close(self) -> None:
        """Stop everything and wait for the threads; call before the window goes away. No signal comes afterwards."""
        self._drop()
        for run in self._alive:
            run.thread_of_job.join(PATIENCE_S)
            run.moved.disconnect(self._on_moved)
            run.ended.disconnect(self._on_ended)
        self._alive = [run for run in self._alive if run.thread_of_job.is_alive()]

    def _drop(self) -> None:
        run, self._current = self._current, None
        if run is not None:
            run.stop()

    @Slot()
    def _on_moved(self) -> None:
        run = self.sender()
        progress = run.newest_progress() if isinstance(run, _Run) else None
        if progress is not None and run is self._current:
            self.progressed.emit(progress)

    @Slot()
    def _on_ended(self) -> None:
        run = self.sender()
        if not isinstance(run, _Run):
            return
        run.thread_of_job.join()
        if run in self._alive:
            self._alive.remove(run)
        if run is self._current:
            self._current = None
            self._announce(run)

    def _announce(self, run: _Run) -> None:
        if run.error is None:
            self.finished.emit(run.result)
        elif _asked_for(run.error):
            self.cancelled.emit()
        else:
            self.failed.emit(run.error)
        self.settled.emit()


def _asked_for(error: BaseException) -> bool:
    """Whether the job ended because it was told to; nothing is imported here, least of all what may have failed to."""
    jobs = sys.modules.get("reirrad_gui.session.jobs")
    return jobs is not None and isinstance(error, jobs.Cancelled)
