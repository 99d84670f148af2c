"""Asks how sure what is shown is, in the background: once nothing has changed for a while, or when told to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.certainty import Answer

REST_MS = 500
"""Draws begin once nothing has changed for so long: not while somebody turns a number."""
DOING = "Drawing"
CANCELLED = "Drawing was stopped: nothing is said about how sure this is."


class Asking(QObject):
    """One question at a time; what was stopped or failed is not asked again by itself until something changes."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.runner = JobRunner(self)
        self.problem = ""
        self._session: Session | None = None
        self._asked: tuple[object, ...] | None = None
        self._dropping = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.ask_now)
        self.runner.finished.connect(self._found)
        self.runner.failed.connect(self._failed)
        self.runner.cancelled.connect(self._cancelled)

    @property
    def busy(self) -> bool:
        """True while it draws, or is about to."""
        return self.runner.busy or self._rest.isActive()

    def show_session(self, session: "Session | None") -> None:
        """Another case, or none: what was asked of the last one is dropped."""
        self._session, self.problem = session, ""
        self._drop()

    def follow(self, *, wanted: bool) -> None:
        """What is shown may have changed: an answer to the old question is of no use; `wanted` asks the new one."""
        session = self._session
        if session is None or session.certain is not None:
            self._drop()
            self.problem = "" if session is None or session.certain is not None else self.problem
        elif self._asked is not None and _same(self._asked, _question(session)):
            return
        else:
            self._drop()
            self.problem = ""
            if wanted:
                self._rest.start()

    @Slot()
    def ask_now(self) -> None:
        """Ask without waiting."""
        if self._session is None:
            return
        self._drop()
        self.problem = ""
        self._asked = _question(self._session)
        ask = self._session.asking()
        self.runner.start(lambda ticket: ask(ticket.step))
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Stop drawing; nothing of it is shown."""
        if self._rest.isActive() and self._session is not None:
            self._rest.stop()
            self._asked = _question(self._session)
            self._cancelled()
        self.runner.cancel()

    def pause(self) -> None:
        """Nobody looks any more: what has not begun does not begin."""
        self._rest.stop()

    def _drop(self) -> None:
        """Forget what is running, without a word about it."""
        self._rest.stop()
        self._asked = None
        self._dropping = True
        self.runner.cancel()
        self._dropping = False

    @Slot(object)
    def _found(self, answer: "Answer") -> None:
        if self._session is not None:
            self._session.answered(answer)
        self.changed.emit()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self.problem = f"✖ {plainly(error, DOING).sentence}"
        self.changed.emit()

    @Slot()
    def _cancelled(self) -> None:
        if not self._dropping:
            self.problem = CANCELLED
            self.changed.emit()


def _question(session: "Session") -> tuple[object, ...]:
    return (session.opened, session.assessment.settings, session.question)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return one[0] is other[0] and one[1:] == other[1:]
