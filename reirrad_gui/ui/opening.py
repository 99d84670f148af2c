"""Opening a case in the background: everything heavy is imported and done on the job's thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import Job, JobRunner
from reirrad_gui.ui.strips import FailureStrip, ProgressStrip

if TYPE_CHECKING:
    from reirrad_gui.case import Case
    from reirrad_gui.session import Session, Ticket


@dataclass(frozen=True, slots=True, eq=False)
class Patients:
    """More than one patient was found: somebody has to choose, their doses are never mixed."""

    cases: "tuple[Case, ...]"


Opener = Callable[[Sequence[Path], "Ticket"], "Session | Patients"]
ExampleFolder = Callable[["Ticket"], Path]


def open_paths(paths: Sequence[Path], ticket: "Ticket") -> "Session | Patients":
    """Read files and folders; a session when they hold one patient."""
    load_libraries()
    ticket.step(0, 0, "Looking for files")
    from reirrad_gui.session.opening import only_case, read

    cases = read(tuple(paths), ticket.step)
    if len(cases) > 1:
        return Patients(tuple(cases))
    return open_found(only_case(cases), ticket)


def load_libraries() -> None:
    """Import everything that opening needs, in one go and on one thread.

    Two threads that import packages which import each other can see them half made. The window therefore makes its
    views, which import the same packages, only after the job's first sign of progress.
    """
    import reirrad_gui.dicom
    import reirrad_gui.session  # noqa: F401


def open_found(case: "Case", ticket: "Ticket") -> "Session":
    """Load and assess a case that was read."""
    from reirrad_gui.session.opening import opened
    from reirrad_gui.session.session import Session

    found = opened(case, ticket.step)
    ticket.step(0, 0, "Assessing")
    load_plots()
    return Session(found)


def joined(cases: "Sequence[Case]") -> "Case":
    """One case from identities that a person confirmed to be one patient."""
    from reirrad_gui.session.opening import only_case

    return only_case(tuple(cases), one_person=True)


def load_plots() -> None:
    """Import the plot library here, where nobody waits: the histograms need it as soon as the case is shown."""
    import reirrad_gui.ui.dvh.plot  # noqa: F401


def example_folder(ticket: "Ticket") -> Path:
    """The built-in example, generated on first use."""
    load_libraries()
    from reirrad_gui.dicom.example import ensure_example

    return ensure_example(step=ticket.step)


class Opening(QObject):
    """One opening at a time, with its strips. `opened` carries the session, `patients_found` more than one patient.

    A failure or a cancel leaves what was shown as it is.
    """

    opened = Signal(object)
    patients_found = Signal(object)
    changed = Signal()

    def __init__(
        self, progress: ProgressStrip, failure: FailureStrip, opener: Opener, example: ExampleFolder, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._progress, self._failure = progress, failure
        self._opener, self._example = opener, example
        self._doing = ""
        self._then: Callable[[Any], None] | None = None
        self.opened_from: tuple[str, ...] = ()
        """Files and folders that a person opened last: what a kept case is opened from again."""
        self.runner = JobRunner(self)
        self.runner.progressed.connect(progress.show_progress)
        self.runner.finished.connect(self._finished)
        self.runner.failed.connect(self._failed)
        self.runner.settled.connect(self._settled)
        progress.cancel_wanted.connect(self.runner.cancel)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders."""
        chosen = tuple(paths)
        self.opened_from = tuple(str(path.absolute()) for path in chosen)
        name = chosen[0].name or str(chosen[0]) if len(chosen) == 1 else f"{len(chosen)} files and folders"
        self._start(f"Opening {name}", lambda ticket: self._opener(chosen, ticket))

    def open_example(self) -> None:
        """Open the built-in example."""

        def job(ticket: "Ticket") -> "Session | Patients":
            folder = self._example(ticket)
            self.opened_from = (str(folder.absolute()),)
            return self._opener((folder,), ticket)

        self._start("Opening the example", job)

    def open_case(self, case: "Case") -> None:
        """Open one of several patients that were found."""
        self._start("Opening the patient", lambda ticket: open_found(case, ticket))

    def open_one_person(self, cases: "Sequence[Case]") -> None:
        """Open several identities together that a person confirmed to be one patient."""
        self._start("Opening the patient", lambda ticket: open_found(joined(cases), ticket))

    def work(self, doing: str, job: Job, then: Callable[[Any], None]) -> None:
        """Anything else that is slow: in the background, with progress and cancel; `then` is told what came of it."""
        self._start(doing, job, then)

    def _start(self, doing: str, job: Job, then: Callable[[Any], None] | None = None) -> None:
        self._doing, self._then = doing, then
        self._failure.hide()
        self._progress.begin(doing)
        self.runner.start(job)
        self.changed.emit()

    @Slot(object)
    def _finished(self, result: Any) -> None:
        if self._then is not None:
            self._then(result)
            return
        (self.patients_found if isinstance(result, Patients) else self.opened).emit(result)

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self._failure.show_failure(plainly(error, self._doing))

    @Slot()
    def _settled(self) -> None:
        if not self.runner.busy:
            self._progress.hide()
            self.changed.emit()
