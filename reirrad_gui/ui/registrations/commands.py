"""The commands on registrations: their menu, why one does not apply, and what follows from an answer."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.compare.commands import COMPARE
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import Job, JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs
from reirrad_gui.ui.registrations.anew import Anew
from reirrad_gui.ui.registrations.dialog import RegistrationsDialog
from reirrad_gui.ui.registrations.kinds import (
    ANEW,
    AUTO,
    BUSY,
    FILES,
    HAND,
    IDENTITY,
    KINDS,
    LANDMARKS,
    MATRIX,
    MEASURE,
    NEAR,
    NO_SESSION,
)
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Opened, Session, Ticket
    from reirrad_gui.session.jobs import Step
    from reirrad_gui.ui.registrations.rows import RegistrationRow
    from reirrad_gui.ui.registrations.ways import Question, Way

MENU = "&Registration"
FILTER = "Matrix files (*.json)"
NONE_KNOWN = "There is no registration."
CHANGED_MEANWHILE = "The courses were changed while this was being worked out, so it was not applied. Do it again."
Work = Callable[[str, Job, Callable[[Any], None]], None]


class Registrations(QObject):
    """Owned by the window. `work` runs a job with progress and cancel; what is shown stays until it is done."""

    def __init__(self, window: QWidget, settings: QSettings, work: Work) -> None:
        super().__init__(window)
        self._window, self._settings, self._work = window, settings, work
        self._session: Session | None = None
        self._list: RegistrationsDialog | None = None
        self._open = OpenDialogs()
        self._runner: JobRunner | None = None
        self._doing = ""
        self._anew = Anew(self._relink)
        self._actions: Actions | None = None

    def add_to(self, actions: Actions) -> None:
        """The menu; tool tips explain why a command does not apply."""
        self._actions = actions
        actions.add("registrations", MENU, "&Registrations…", self.show_list, ("Ctrl+R",))
        actions.separator(MENU)
        actions.add(AUTO, MENU, "Register &automatically…", partial(self.ask_for, AUTO))
        actions.add(IDENTITY, MENU, "Assume the frames are the &same…", partial(self.ask_for, IDENTITY))
        actions.add(MATRIX, MENU, "Use a &matrix file…", partial(self.ask_for, MATRIX))
        actions.add(FILES, MENU, "Use &only what the files register…", partial(self.ask_for, FILES))
        actions.separator(MENU)
        actions.add(HAND, MENU, "Set by &hand…", partial(self.ask_anew, HAND), ("Ctrl+Shift+H",))
        actions.add(LANDMARKS, MENU, "Fit to &landmarks…", partial(self.ask_anew, LANDMARKS))
        actions.add(NEAR, MENU, "Register automatically &near an organ…", partial(self.ask_anew, NEAR))
        actions.separator(MENU)
        actions.add(MEASURE, MENU, "M&easure how well they fit", self.measure)
        actions.menu(MENU).setToolTipsVisible(True)

    def enable(self, actions: Actions) -> None:
        """Disable what does not apply, and say why."""
        reasons = self._reasons()
        reasons["registrations"] = "" if self._session else NO_SESSION
        reasons.update(dict.fromkeys(ANEW, self._why_not_anew()), **{MEASURE: self._why_not_measure()})
        for name, reason in reasons.items():
            actions[name].setEnabled(not reason)
            actions[name].setToolTip(tr(reason))
            actions[name].setWhatsThis(tr(reason))
        self.refresh()

    def watch(self, runner: JobRunner) -> None:
        """The runner that `work` uses, to show here, too, how far it is."""
        self._runner = runner
        runner.progressed.connect(self._progressed)
        runner.failed.connect(self._failed)
        runner.settled.connect(self._settled)

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: questions about the last one are withdrawn."""
        self._session = session
        self._anew.forget()
        self._open.reject_all()
        if self._list is not None:
            self._list.show_problem("")
            if session is None:
                self._list.hide()

    @Slot()
    def show_list(self) -> None:
        """List the registrations; the list stays open beside the views."""
        if self._session is None:
            return
        if self._list is None:
            self._list = RegistrationsDialog(self._window)
            self._list.approve_wanted.connect(self.ask_for_approval)
            self._list.take_back_wanted.connect(self.take_back)
            self._list.way_wanted.connect(self.ask_for)
            self._list.anew_wanted.connect(self.link_anew)
            self._list.measure_wanted.connect(self.measure)
            self._list.compare_wanted.connect(self.compare)
            if self._runner is not None:
                self._list.cancel_wanted.connect(self._runner.cancel)
        self._list.show()
        self.refresh()
        self._list.raise_()
        self._list.activateWindow()

    def refresh(self) -> None:
        """The case has changed: list again, when the list can be seen."""
        session, shown = self._session, self._list
        if session is None or shown is None or not shown.isVisible():
            return
        from reirrad_gui.ui.registrations.rows import nothing_to_link, registration_rows, unlinked_rows

        rows = registration_rows(session)
        nothing = "" if rows else nothing_to_link(session) or NONE_KNOWN
        shown.show_rows(unlinked_rows(session), rows, nothing, self._reasons())

    @Slot(str)
    def ask_for_approval(self, key: str) -> None:
        """Ask who approves a registration, or who changes the approval that it has."""
        row = self._row(key)
        if row is not None:
            from reirrad_gui.ui.registrations.approval import ApprovalDialog

            approve = partial(self._approve, row)
            self._open.present(ApprovalDialog(row, approve, self._settings, parent=self._list or self._window))

    def _approve(self, row: "RegistrationRow", name: str, when: str, note: str, organs: Mapping[str, str]) -> None:
        if self._session is None:
            return
        asked, before = {organ.name for organ in row.organs}, self._session.settings.suitability.get(row.key, {})
        said = {**{organ: word for organ, word in before.items() if organ not in asked}, **organs}
        label = f"{'Change the approval of' if row.given is not None else 'Approve'} the registration {row.title}"
        self._session.do(label, lambda settings: settings.with_approval(row.key, name, when, note, said))

    @Slot(str)
    def take_back(self, key: str) -> None:
        """Take an approval back."""
        row = self._row(key)
        if self._session is not None and row is not None:
            label = f"Take back the approval of {row.title}"
            self._session.do(label, lambda settings: settings.without_approval(key))

    @Slot(str)
    def ask_for(self, kind: str) -> None:
        """Link the courses another way, after a confirmation where something is assumed or replaced."""
        session = self._session
        if session is None or self._why_not(kind):
            return
        from reirrad_gui.ui.registrations.ways import question

        asked = question(session, kind)
        if asked is None:
            self._go(kind)
        else:
            self._confirm(asked, partial(self._go, kind))

    def _go(self, kind: str) -> None:
        session = self._session
        if session is None or self._why_not(kind):
            return
        from reirrad_gui.ui.registrations.ways import way_to

        file = None
        if kind == MATRIX:
            text, _ = QFileDialog.getOpenFileName(self._window, tr("Use a matrix file"), "", tr(FILTER))
            if not text:
                return
            file = Path(text)
        self._link(session, way_to(session, kind, file))

    def _link(self, session: "Session", way: "Way") -> None:
        before, settings = session.opened, session.settings

        def job(ticket: "Ticket") -> Any:
            from reirrad_gui.ui.registrations.ways import relinked

            return relinked(before, settings, way, ticket)

        self._begin(way.label, job, partial(self._take, session, before, way.label))

    def _begin(self, label: str, job: Job, then: Callable[[Any], None]) -> None:
        """Work in the background, its progress in the list, too."""
        self._doing = label
        self.show_list()
        if self._list is not None:
            self._list.begin(label)
        self._work(label, job, then)

    # One pair of frames anew

    def ask_anew(self, kind: str) -> None:
        """Link the only pair of frames anew; where there are several, the list offers each."""
        session = self._session
        if session is None or self._why_not_anew():
            return
        from reirrad_gui.ui.registrations.ends import all_ends

        found = all_ends(session)
        if len(found) == 1:
            self.link_anew(kind, *found[0].uids)
        else:
            self.show_list()

    @Slot(str, str, str)
    def link_anew(self, kind: str, one_uid: str, other_uid: str) -> None:
        """Ask how two frames are to be linked anew."""
        session = self._session
        if session is None or self._why_not_busy():
            return
        from reirrad_gui.ui.registrations.ends import ends_between

        theme = Theme.named(str(self._settings.value("theme", "dark")))
        parent = self._list if self._list is not None and self._list.isVisible() else self._window
        self._open.present(self._anew.dialog(kind, session, ends_between(session, one_uid, other_uid), theme, parent))

    def _relink(self, label: str, work: "Callable[[Opened, Step], Opened]") -> None:
        session = self._session
        if session is None or self._why_not_busy():
            return
        before, settings = session.opened, session.settings

        def job(ticket: "Ticket") -> Any:
            from reirrad_gui.session.session import Ready

            ticket.step(0, 0, label)
            opened = work(before, ticket.step)
            ticket.step(0, 0, "Assessing")
            return Ready.of(opened, settings)

        self._begin(label, job, partial(self._take, session, before, label))

    # How well registrations fit

    @Slot()
    def compare(self) -> None:
        """Look at the images on one another; where that cannot be, say why."""
        if self._actions is None:
            return
        action = self._actions[COMPARE]
        if action.isEnabled():
            action.trigger()
        elif self._list is not None:
            self._list.show_problem(action.toolTip())

    @Slot()
    def measure(self) -> None:
        """Compare organs and images through every registration, in the background."""
        session = self._session
        if session is None or self._why_not_measure():
            return
        opened, settings = session.opened, session.settings

        def job(ticket: "Ticket") -> Any:
            from reirrad_gui.session.judging import measured_registrations

            return measured_registrations(opened, settings, ticket.step)

        self._begin("Measure how well the courses fit", job, partial(self._learn, session, opened))

    def _learn(self, session: "Session", opened: "Opened", measured: Any) -> None:
        if self._session is not session:
            return
        if session.opened is opened:
            session.learn(measured)
        elif self._list is not None:
            self._list.show_problem(tr(CHANGED_MEANWHILE))

    def _take(self, session: "Session", before: "Opened", label: str, ready: Any) -> None:
        if self._session is not session:
            return
        if session.opened is before:
            session.regroup(label, ready)
        elif self._list is not None:
            self._list.show_problem(tr(CHANGED_MEANWHILE))

    @Slot(object)
    def _progressed(self, progress: object) -> None:
        if self._doing and self._list is not None:
            self._list.show_progress(progress)

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        if self._doing and self._list is not None:
            self._list.show_problem(tr(plainly(error, self._doing).sentence))

    @Slot()
    def _settled(self) -> None:
        if self._doing and self._list is not None and self._runner is not None and not self._runner.busy:
            self._doing = ""
            self._list.end()
            self.refresh()

    def _reasons(self) -> dict[str, str]:
        return {kind: self._why_not(kind) for kind in KINDS}

    def _why_not(self, kind: str) -> str:
        if self._session is None:
            return NO_SESSION
        from reirrad_gui.ui.registrations.ways import why_not

        return why_not(self._session, kind) or self._why_not_busy()

    def _why_not_busy(self) -> str:
        return BUSY if self._runner is not None and self._runner.busy else ""

    def _why_not_anew(self) -> str:
        if self._session is None:
            return NO_SESSION
        from reirrad_gui.ui.registrations.rows import nothing_to_link

        return nothing_to_link(self._session) or self._why_not_busy()

    def _why_not_measure(self) -> str:
        if self._session is None:
            return NO_SESSION
        return (NONE_KNOWN if not self._session.assessment.registrations else "") or self._why_not_busy()

    def _row(self, key: str) -> "RegistrationRow | None":
        if self._session is None:
            return None
        from reirrad_gui.ui.registrations.rows import registration_rows

        return next((row for row in registration_rows(self._session) if row.key == key), None)

    def _confirm(self, asked: "Question", then: Callable[[], None]) -> None:
        """Esc and the button that has the keyboard at first change nothing."""
        box = QMessageBox(self._list if self._list is not None and self._list.isVisible() else self._window)
        box.setObjectName("confirm way")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr(asked.title))
        box.setText(tr(asked.text))
        go = box.addButton(tr(asked.accept), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(tr("Change nothing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.finished.connect(lambda: then() if box.clickedButton() is go else None)
        self._open.present(box)
