"""Background work, seen from the work: a ticket that reports progress and carries the wish to stop."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from reirrad_gui.errors import ReirradError

Step = Callable[[int, int, str], None]


class Cancelled(ReirradError):  # noqa: N818 - not an error: the user asked for it
    """The user asked to stop; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` steps (total 0 when it is not known), and what it is doing."""

    done: int
    total: int
    text: str


class Ticket:
    """Handed to a job. The job calls `step` first and then about every 50 ms.

    >>> seen = []
    >>> ticket = Ticket(seen.append)
    >>> ticket.step(1, 4, "Reading files")
    >>> seen[0].text
    'Reading files'
    >>> ticket.cancel()
    >>> ticket.step(2, 4, "Reading files")
    Traceback (most recent call last):
    reirrad_gui.session.jobs.Cancelled: Stopped: Reading files
    """

    def __init__(self, report: Callable[[Progress], None]) -> None:
        self._report = report
        self._stop = Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._stop.set()

    def step(self, done: int, total: int, text: str) -> None:
        """Report progress; raises `Cancelled` once `cancel` was called."""
        if self._stop.is_set():
            raise Cancelled(f"Stopped: {text}")
        self._report(Progress(done, total, text))


def silent(done: int, total: int, text: str) -> None:
    """A step that reports to nobody, for work without a watcher."""
