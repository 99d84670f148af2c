"""The command "Save a capsule…" and the opening of one: the question, the work in the background, what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.capsule import jobs
from reirrad_gui.ui.capsule.rows import Wish, choices
from reirrad_gui.ui.jobs import Job, JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.capsule.opening import Compared, TakenIn
    from reirrad_gui.session.capsule.saving import Saved
    from reirrad_gui.ui.kept.commands import KeptCases
    from reirrad_gui.ui.kept.shelf import Shelf

Work = Callable[[str, Job, Callable[[Any], None]], None]
NO_SESSION = "Open a patient first."
BUSY = "Something is being opened or worked out. Wait for it, or cancel it (Esc)."
NOT_KEPT = "This case is not kept yet: that begins with the first edit."
COPIES = "The case then opens also where its files are moved or a disc is taken out. Your files stay where they are."
SAVE, COPY = "save capsule", "copy files in"


class Capsules(QObject):
    """Owned by the window. `work` runs a job with progress and cancel, and shows a failure as a plain sentence.

    A capsule that is opened is taken into the store of `kept` and opened from there; where cases are not kept it is
    only looked at: then `opened` carries its session.
    """

    opened = Signal(object)

    def __init__(
        self, window: QWidget, settings: QSettings, work: Work, shelf: "Shelf | None", kept: "KeptCases"
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._work = window, settings, work
        self._shelf, self._kept = shelf, kept
        self._session: Session | None = None
        self._awaited: TakenIn | None = None
        self._open = OpenDialogs()
        kept.files_gone.connect(self._show_then)
        self._comparing = JobRunner(self)
        self._comparing.finished.connect(lambda lines: self._tell("Capsule opened", lines))

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command at the end of a menu."""
        actions.add(SAVE, menu, "&Save a capsule…", self.ask, ("Ctrl+Alt+S",))
        actions.add(COPY, menu, "&Keep copies of the files", self.copy_in, ("Ctrl+Alt+K",))

    def enable(self, actions: Actions, busy: bool) -> None:
        """Disabled with the reason where there is nothing to save, or while something runs."""
        why_not = NO_SESSION if self._session is None else BUSY if busy else ""
        actions[SAVE].setEnabled(not why_not)
        actions[SAVE].setToolTip(tr(why_not))
        why_not = why_not or (NOT_KEPT if self._kept.keeping.case_id is None else "")
        actions[COPY].setEnabled(not why_not)
        actions[COPY].setToolTip(tr(why_not or COPIES))

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: questions about the last one are withdrawn, the awaited one is compared."""
        self._session = session
        self._open.reject_all()
        awaited = self._awaited
        if session is None or awaited is None:
            return
        self._awaited = None
        if session.case.patient == awaited.patient:
            QTimer.singleShot(0, self, partial(self._compare, session, awaited))

    # Saving

    @Slot()
    def ask(self) -> None:
        """Ask what to save and where to."""
        session = self._session
        if session is None:
            return
        from reirrad_gui.ui.capsule.dialog import CapsuleDialog

        dialog = CapsuleDialog(choices(session), jobs.check, self._settings, self._window)
        dialog.chosen.connect(partial(self._once_kept, session))
        self._open.present(dialog)

    def _once_kept(self, session: "Session", wish: Wish) -> None:
        """With every edit in the store, so that the capsule has the history that is kept."""
        if self._kept.keeping.case_id is None or wish.deidentified:
            self._go(session, wish)
        else:
            self._kept.keeping.flush_then(partial(self._go, session, wish))

    def _go(self, session: "Session", wish: Wish) -> None:
        job = jobs.saving(session, wish, self._shelf, self._kept.keeping.case_id)
        self._work("Saving the capsule", job, self._saved)

    def _saved(self, saved: "Saved") -> None:
        self._tell("Capsule saved", saved.lines, saved.kept)

    @Slot()
    def copy_in(self) -> None:
        """Copy the files of the case on screen into this program's own folder, and open it from there."""
        shelf, case_id = self._shelf, self._kept.keeping.case_id
        if shelf is None or case_id is None:
            return

        def then(_: int) -> None:
            self._kept.open_anew(case_id)

        def go() -> None:
            self._work("Copying the files", partial(jobs.copy_in, shelf, case_id), then)

        self._kept.leave(go)

    # Opening

    def take_in(self, path: Path) -> None:
        """Open a capsule; the case on screen was left before."""
        if (shelf := self._shelf) is not None:
            self._work(f"Opening {path.name}", partial(jobs.take_in, shelf, path), self._taken_in)
        else:
            self._work(f"Opening {path.name}", partial(jobs.look_at, path), self._looked_at)

    def _taken_in(self, taken: "TakenIn") -> None:
        self._awaited = taken
        self._kept.open(taken.case_id)

    @Slot(str)
    def _show_then(self, case_id: str) -> None:
        """The files of a capsule are nowhere: the numbers that it had can be read all the same."""
        if self._awaited is not None and self._awaited.case_id == case_id:
            self._tell("Capsule opened without its files: the numbers it had", self._awaited.lines(None))

    def _looked_at(self, found: "Compared") -> None:
        self.opened.emit(found.reopened.session)
        self._tell("Capsule opened", found.lines)

    def _compare(self, session: "Session", taken: "TakenIn") -> None:
        self._comparing.start(partial(jobs.compare, session.assessment, taken))

    def _tell(self, title: str, lines: tuple[str, ...], kept: tuple[str, ...] = ()) -> None:
        from reirrad_gui.ui.capsule.told import CapsuleTold

        self._open.present(CapsuleTold(title, lines, kept, self._window))
