"""Kept cases in the window: commands, opening and leaving them, and what is offered when files are opened."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.kept import reopening
from reirrad_gui.ui.kept.keeping import CaseKeeping, Work
from reirrad_gui.ui.kept.library import Library
from reirrad_gui.ui.kept.reopening import Again, Nowhere, Wanted
from reirrad_gui.ui.kept.rows import Listed, lost_question, offer_text, who_is
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs
from reirrad_gui.ui.strips import Choice, ChoiceStrip

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.keeping.document import KeptFile

NO_STORE = "This window keeps no cases."
NOT_YET = "This case is not kept yet: its history begins with the first edit."
NO_CASE = "Open a patient first."
UNKEPT = (
    "What is shown here lacks something that the kept case holds, so that is not written over: an edit begins a case "
    "of its own."
)
UNDECIDED = "Another window has changed the case, and it is not chosen yet what becomes of yours."
SOME_GONE = "Some files of this kept case were not found. Name the folder in which they are now."
MOST_TOLD = 3


class KeptCases(QObject):
    """Owned by the window. `work` runs a job with progress and cancel; `opened_again` carries a session to be shown,
    `files_gone` the case none of whose files is there.

    `told` are sentences about the case on screen that was opened from the store; `changed` after anything that header,
    footer or commands say of it.
    """

    opened_again = Signal(object)
    files_gone = Signal(str)
    changed = Signal()

    def __init__(self, window: QWidget, settings: QSettings, work: Work, shelf: Shelf | None) -> None:
        super().__init__(window)
        self._window, self._settings, self._work, self._shelf = window, settings, work, shelf
        self._session: Session | None = None
        self._dialogs = OpenDialogs()
        self.told: tuple[str, ...] = ()
        self.keeping = CaseKeeping(shelf, settings, work, window)
        self.library = Library(shelf, lambda: self.keeping.case_id, window)
        self._offer, self._news = ChoiceStrip("kept already"), ChoiceStrip("kept case told")
        self._asking = JobRunner(self)
        self._asking.finished.connect(self._offer_kept)
        self._asking.failed.connect(lambda _: self.keeping.begin())  # the keeper meets the same trouble, and tells it
        self.keeping.told.connect(self._kept)
        self.keeping.reopen_wanted.connect(self._open_now)
        self.keeping.set_aside_wanted.connect(self.library.ask_to_set_aside)
        self.library.open_wanted.connect(self.open)
        self.library.history_wanted.connect(self._ask_history_of)

    @property
    def strips(self) -> tuple[ChoiceStrip, ...]:
        """In the order in which they stand under the header."""
        return self.keeping.strip, self._offer, self._news, self.library.strip

    def add_to(self, actions: Actions, menu: str) -> None:
        """The commands at the end of a menu."""
        actions.add("patients", menu, "&Patients…", self.show_patients, ("Ctrl+P",))
        self.library.fill(actions.menu(menu).addMenu(tr("&Recent patients")))
        actions.add("history", menu, "&History of the case…", self.ask_history, ("Ctrl+H",))

    def enable(self, actions: Actions) -> None:
        """Disabled with the reason where there is nothing to list."""
        no_history = (
            NO_STORE
            if self._shelf is None
            else NO_CASE
            if self._session is None
            else NOT_YET
            if self.keeping.case_id is None
            else ""
        )
        for name, why in (("patients", "" if self._shelf else NO_STORE), ("history", no_history)):
            actions[name].setEnabled(not why)
            actions[name].setToolTip(tr(why))

    # What is on screen

    def look(self) -> None:
        """List what is kept, and say what was lost."""
        self.library.look()

    @Slot()
    def show_patients(self) -> None:
        """The list: on the start page the keyboard goes to it, over a case it is a dialog."""
        if self._session is None and self.library.start_page.isVisible():
            self.library.start_page.search.setFocus()
        else:
            self.library.show_dialog()

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: the last one is no longer kept here, nor are questions about it."""
        if session is self._session and session is not None:
            return
        self.keeping.end()
        self._asking.cancel()
        self._session, self.told = session, ()
        for strip in (self._offer, self._news):
            strip.hide()
        self._dialogs.reject_all()
        if session is None:
            self.look()

    def began(self, session: "Session", opened_from: Sequence[str]) -> None:
        """A case was opened from files, or begun by hand: keep it, unless the patient has kept cases to go on with."""
        if (shelf := self._shelf) is None or session is not self._session:
            return
        self.keeping.start(session, opened_from, at_once=False)
        self._asking.start(lambda ticket: reopening.kept_of(shelf, session, ticket))

    @Slot(object)
    def _offer_kept(self, kept: "reopening.Kept") -> None:
        if not kept.rows or self.keeping.begun:
            self.keeping.begin()
            return
        row = kept.rows[0]
        self._offer.say(
            offer_text(row, len(kept.rows) - 1, same_files=kept.same_files),
            (
                ("Go on with the kept case", partial(self._open_now, row.case_id)),
                ("Begin a new case", self.keeping.begin),
            ),
        )

    @Slot()
    def _kept(self) -> None:
        if self.keeping.begun:
            self._offer.hide()
        self.changed.emit()

    # Opening a stored case

    def open(self, case_id: str, number: int | None = None) -> None:
        """Open a stored case, after the one on screen has been kept."""
        if self._session is not None and number is None and case_id == self.keeping.case_id:
            return
        self.leave(partial(self._open_now, case_id, number))

    def open_anew(self, case_id: str) -> None:
        """Open the case that is open once more: its files are somewhere else now."""
        self.leave(partial(self._open_now, case_id))

    def _open_now(self, case_id: str, number: int | None = None, folders: tuple[Path, ...] = ()) -> None:
        if (shelf := self._shelf) is None:
            return
        wanted = Wanted(case_id, number, folders)
        self._work("Opening the kept case", lambda ticket: reopening.open_again(shelf, wanted, ticket), self._opened)

    def _opened(self, result: Again | Nowhere) -> None:
        if isinstance(result, Nowhere):
            self.files_gone.emit(result.wanted.case_id)
            self._ask_where(result)
            return
        self.opened_again.emit(result.session)
        if result.session is not self._session:
            return
        whole = not result.missing
        self.keeping.start(
            result.session, result.opened_from, result.resumes, at_once=whole, first_label=result.first_label
        )
        self.told = result.told if whole else (*result.told, UNKEPT)
        self._say_told(result)
        self.look()
        self.changed.emit()

    def _say_told(self, result: Again) -> None:
        if not self.told:
            return
        choices: list[Choice] = [("Understood", lambda: None)]
        if result.missing:
            where = Nowhere(result.wanted, who_is(result.session.case.patient)[0], SOME_GONE, result.missing)
            choices.insert(0, ("Name the folder of the files…", partial(self._ask_where, where)))
        more = len(self.told) - MOST_TOLD
        shown = self.told if more <= 0 else self.told[:MOST_TOLD]
        plural = "" if more == 1 else "s"
        rest = (f"{more} more sentence{plural} under View → Things to know.",) if more > 0 else ()
        self._news.say("▲ " + "\n".join((*shown, *rest)), choices)

    def _ask_where(self, gone: Nowhere) -> None:
        from reirrad_gui.ui.kept.relink import RelinkDialog

        wanted, before = gone.wanted, gone.wanted.folders

        def count(files: "Sequence[KeptFile]", folder: Path, ticket: "Ticket") -> int:
            return reopening.count_below(files, (*before, folder), ticket)

        dialog = RelinkDialog(gone.title, gone.sentence, gone.files, count, self._window)
        dialog.folder_named.connect(
            lambda folder: self.leave(partial(self._open_now, wanted.case_id, wanted.number, (*before, folder)))
        )
        self._dialogs.present(dialog)

    # History

    @Slot()
    def ask_history(self) -> None:
        """The history of the case on screen."""
        if self._session is not None and (case_id := self.keeping.case_id) is not None:
            self._show_history(case_id, self._session.assessment.patient.shown_name)

    @Slot(object)
    def _ask_history_of(self, row: Listed) -> None:
        self._show_history(row.case_id, row.name)

    def _show_history(self, case_id: str, title: str) -> None:
        if (shelf := self._shelf) is None:
            return
        from reirrad_gui.ui.kept.history import HistoryDialog
        from reirrad_gui.ui.kept.past import checked_history, signed_in

        dialog = HistoryDialog(title, self._settings, signed_in(), self._window)
        dialog.named.connect(self.keeping.rename)
        dialog.number_wanted.connect(partial(self._go_back, case_id))
        runner = JobRunner(dialog)
        runner.finished.connect(lambda found: dialog.show_history(found.lines, found.faults))
        runner.failed.connect(lambda error: dialog.show_trouble(plainly(error, "Reading the history").sentence))
        dialog.finished.connect(runner.close)
        runner.start(lambda ticket: checked_history(shelf, case_id, ticket))
        self._dialogs.present(dialog)

    def _go_back(self, case_id: str, number: int) -> None:
        """An earlier state on screen: of the case that is open as an edit that can be undone, of another by opening."""
        shelf, session = self._shelf, self._session
        if shelf is None or session is None or case_id != self.keeping.case_id:
            self.open(case_id, number)
            return
        from reirrad_gui.ui.kept.past import document_of, put_back

        def then(document: object) -> None:
            if self._session is session and not put_back(session, document, number):
                self.open(case_id, number)

        self._work("Reading the history", lambda ticket: document_of(shelf, case_id, number, ticket), then)

    # Leaving a case

    def safe_to_leave(self) -> bool:
        """Whether closing the case or the window now loses nothing; never takes long."""
        if self._session is None:
            return True
        return self._session.undo_label is None if self._shelf is None else self.keeping.safe_to_leave()

    def leave(self, then: Callable[[], None]) -> None:
        """Go on to `then` once everything is kept; what cannot be kept is given up only after a question."""
        state = self.keeping.state
        if self.safe_to_leave():
            then()
        elif state is not None and not state.trouble and not state.conflict:
            self.keeping.flush_then(lambda: self._leave_or_ask(then))
        else:
            self._ask_to_lose(then)

    def _leave_or_ask(self, then: Callable[[], None]) -> None:
        if self.safe_to_leave():
            then()
        else:
            self._ask_to_lose(then)

    def _ask_to_lose(self, then: Callable[[], None]) -> None:
        session, state = self._session, self.keeping.state
        if session is None:
            return
        box = QMessageBox(self._window)
        box.setObjectName("changes are not kept")
        box.setWindowTitle(tr("Changes are not kept"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        if state is None:
            last = session.undo_label
            box.setText(tr(f"Your changes of this case (last: {last}) are kept only as long as it is open."))
            lose = box.addButton(tr("Discard them"), QMessageBox.ButtonRole.DestructiveRole)
        else:
            edits, why = max(state.edits, 1), UNDECIDED if state.conflict else state.trouble
            box.setText(tr(lost_question(edits, session.last_change or state.label, why)))
            doing = tr(f"Close and lose {edits} edit{'' if edits == 1 else 's'}")
            lose = box.addButton(doing, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        lose.clicked.connect(lambda *_: then())
        self._dialogs.present(box)

    def close(self) -> None:
        """The window goes: what is open is given back."""
        self.keeping.end()
        if self._shelf is not None:
            self._shelf.close()
