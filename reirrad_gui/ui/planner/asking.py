"""Questions to the planner, answered in the background: the page in front first, and again once nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner

if TYPE_CHECKING:
    from reirrad_gui.session import Opened, Settings, Ticket
    from reirrad_gui.session.planner import Planner
    from reirrad_gui.session.planner.regimens import Regimen

QUIET_MS = 300
"""How long nothing has to change before a stale answer is asked for again."""
COMPARE, LARGEST, LEFT = "compare", "largest", "left"
PAGES = (COMPARE, LARGEST, LEFT)


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything an answer depends on; two that are equal have the same answers."""

    opened: "Opened"
    settings: "Settings"
    course: int
    phase_uid: str
    tumour_alpha_beta_gy: float | None
    regimens: "tuple[Regimen, ...]"
    up_to: int
    fractions: tuple[int, ...]
    stamps: tuple[object, ...] = ()
    """Editions of the limits and of the table of tissues: they may change on disk under the same name."""

    def of(self, page: str) -> tuple[object, ...]:
        """What one page's answer depends on."""
        where = (id(self.opened), replace(self.settings, what_if=None), self.course, self.phase_uid, self.stamps)
        own: dict[str, tuple[object, ...]] = {
            COMPARE: (self.tumour_alpha_beta_gy, self.regimens),
            LARGEST: (self.tumour_alpha_beta_gy, self.up_to),
            LEFT: (self.fractions,),
        }
        return (*where, *own[page])

    def answer(self, planner: "Planner", page: str, ticket: "Ticket") -> Any:
        """Ask the planner; on the job's thread."""
        from reirrad_gui.session.planner import PlanQuestion

        question = PlanQuestion(self.settings, self.course, self.phase_uid, self.tumour_alpha_beta_gy)
        if page == COMPARE:
            return planner.candidates(question, self.regimens, ticket.step)
        if page == LARGEST:
            return planner.solve(question, tuple(range(1, self.up_to + 1)), ticket.step)
        return planner.remaining(question, self.fractions, ticket.step)


class Asking(QObject):
    """Keeps one answer for each page, and whether it is still the answer to what is asked.

    `changed`: an answer came, or one has become stale. `progressed` carries a session.jobs.Progress, `failed` the
    sentence that says why a page has no answer.
    """

    changed = Signal()
    progressed = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: Asked | None = None
        self._planner: Planner | None = None
        self._page = COMPARE
        self._answers: dict[str, tuple[tuple[object, ...], Any]] = {}
        self._stopped: tuple[object, ...] | None = None
        self._running: tuple[object, ...] = ()
        self._one_at_a_time = Lock()
        self.runner = JobRunner(self)
        self.runner.finished.connect(self._found)
        self.runner.failed.connect(self._not_found)
        self.runner.progressed.connect(self.progressed)
        self.runner.settled.connect(self.changed)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._ask)

    @property
    def busy(self) -> bool:
        """True while an answer is being looked for, or about to be."""
        return self.runner.busy or self._quiet.isActive()

    def answer(self, page: str) -> Any:
        """The last answer of a page, whatever was asked then; None where there is none."""
        return self._answers[page][1] if page in self._answers else None

    def stale(self, page: str) -> bool:
        """True where the last answer belongs to another question."""
        return page in self._answers and (self._asked is None or self._answers[page][0] != self._asked.of(page))

    def stopped(self, page: str) -> bool:
        """True where the user cancelled this very question, or it failed."""
        return self._asked is not None and self._stopped == (page, *self._asked.of(page))

    def forget(self) -> None:
        """Another case: nothing of the last one stays."""
        self._quiet.stop()
        self.runner.cancel()
        self._answers, self._asked, self._stopped = {}, None, None

    def ask(self, planner: "Planner | None", asked: Asked | None, page: str, *, visible: bool) -> None:
        """What is asked now; nothing is computed for a view nobody sees, nor again for the same question."""
        self._planner, self._asked, self._page = planner, asked, page
        if asked is None:
            self._quiet.stop()
            self.runner.cancel()
        elif self.runner.busy and self._running == (page, *asked.of(page)):
            self._quiet.stop()
        elif not visible or self._fresh(page) or self.stopped(page):
            self._quiet.stop()
            self.runner.cancel()
        elif page not in self._answers and not self.runner.busy:
            self._quiet.start(0)
        else:
            self._quiet.start(QUIET_MS)

    def again(self) -> None:
        """Ask once more what was stopped."""
        self._stopped = None
        self._ask()

    def cancel(self) -> None:
        """Stop looking; the last answer stays, marked."""
        self._quiet.stop()
        if self._asked is not None and self.runner.busy:
            self._stopped = (self._page, *self._asked.of(self._page))
        self.runner.cancel()
        self.changed.emit()

    def _fresh(self, page: str) -> bool:
        return page in self._answers and not self.stale(page)

    @Slot()
    def _ask(self) -> None:
        planner, asked, page = self._planner, self._asked, self._page
        if planner is None or asked is None:
            return
        self._running = (page, *asked.of(page))
        self.runner.start(self._job(planner, asked, page))
        self.changed.emit()

    def _job(self, planner: "Planner", asked: Asked, page: str) -> "Callable[[Ticket], Any]":
        def job(ticket: "Ticket") -> Any:
            with self._one_at_a_time:  # one that was replaced may still be on its way out
                ticket.step(0, 0, "Beginning")
                return page, asked.of(page), asked.answer(planner, page, ticket)

        return job

    @Slot(object)
    def _found(self, found: tuple[str, tuple[object, ...], Any]) -> None:
        page, key, answer = found
        if not self._fresh(page):  # what was replaced by a newer question never drives its answer out
            self._answers[page] = (key, answer)

    @Slot(object)
    def _not_found(self, error: BaseException) -> None:
        if self._asked is not None:
            self._stopped = (self._page, *self._asked.of(self._page))
        self._answers.pop(self._page, None)
        self.failed.emit(plainly(error, "Looking for what could be given").sentence)
