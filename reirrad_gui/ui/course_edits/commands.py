"""The commands on courses: their place in the menu, why they do not apply, and the work that follows an answer."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.course_edits.grouping_rows import (
    why_no_choosing,
    why_no_joining,
    why_no_numbers,
    why_no_splitting,
)
from reirrad_gui.ui.course_edits.letter_commands import LetterEdits
from reirrad_gui.ui.failure import Failure
from reirrad_gui.ui.jobs import Job
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs

if TYPE_CHECKING:
    from reirrad_gui.case import Case
    from reirrad_gui.session import Opened, Session, Settings, Ticket
    from reirrad_gui.ui.course_edits.grouping import RegroupDialog
    from reirrad_gui.ui.course_edits.letter_rows import LetterStep
    from reirrad_gui.ui.course_edits.numbers_rows import Entry

Work = Callable[[str, Job, Callable[[Any], None]], None]
BUSY = "Something is being opened or worked out. Wait for it, or cancel it (Esc)."
CHANGED_MEANWHILE = (
    "The case was changed while this was being worked out, so it was not applied. Nothing was lost; do it again."
)


class CourseEdits(QObject):
    """Owned by the window. `work` runs a job with progress and cancel; `failed` shows a plain sentence.

    What is shown stays until the work is complete; then each answer is one step that can be undone.
    """

    def __init__(
        self, window: QWidget, work: Work, failed: Callable[[Failure], None], settings: QSettings | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._work, self._failed = window, work, failed
        self._session: Session | None = None
        self._open = OpenDialogs()
        self.letters = LetterEdits(window, work, self._open.present, settings or QSettings())
        self.letters.edited.connect(self._edit_letters)

    def add_to(self, actions: Actions, menu: str) -> None:
        """The commands at the end of a menu, which explains in tool tips why one does not apply."""
        actions.separator(menu)
        actions.add("numbers", menu, "Enter &fractions and prescription…", self.ask_for_numbers, ("Ctrl+Shift+N",))
        actions.add("join courses", menu, "&Treat courses as one…", self.ask_to_join, ("Ctrl+J",))
        actions.add("split course", menu, "&Split a course…", self.ask_to_split, ("Ctrl+Shift+J",))
        actions.add("choose dose", menu, "Choose the &dose of a plan…", self.ask_for_dose, ("Ctrl+Shift+D",))
        actions.separator(menu)
        self.letters.add_to(actions, menu)
        actions.menu(menu).setToolTipsVisible(True)

    def enable(self, actions: Actions, busy: bool) -> None:
        """Disable what does not apply, and say why."""
        reasons = {
            "numbers": why_no_numbers(self._session),
            "join courses": why_no_joining(self._session),
            "split course": why_no_splitting(self._session),
            "choose dose": why_no_choosing(self._session),
            **self.letters.reasons(),
        }
        for name, why in reasons.items():
            reason = why or (BUSY if busy else "")
            actions[name].setEnabled(not reason)
            actions[name].setToolTip(tr(reason))
            actions[name].setWhatsThis(tr(reason))

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: questions about the last one are withdrawn."""
        self._session = session
        self.letters.show_session(session)
        self._open.reject_all()

    def ask_for_numbers(self, phase_uid: str | None = None) -> None:
        """Ask for fractions and prescriptions, beginning with one phase; of a letter's course, in the letter's form."""
        if self._session is None:
            return
        from reirrad_gui.ui.course_edits.letter_rows import letter_of_phase

        letter = letter_of_phase(self._session, phase_uid)
        if letter is not None:
            self.letters.ask_to_change(letter)
        else:
            from reirrad_gui.ui.course_edits.numbers import NumbersDialog

            dialog = NumbersDialog(self._session, phase_uid, self._window)
            dialog.entered.connect(self.enter)
            self._open.present(dialog)

    def ask_to_join(self) -> None:
        """Ask which courses are one treatment."""
        if self._session is not None:
            from reirrad_gui.ui.course_edits.grouping import JoinDialog

            self._present_regroup(JoinDialog(self._session, self._window))

    def ask_to_split(self) -> None:
        """Ask which course is several treatments."""
        if self._session is not None:
            from reirrad_gui.ui.course_edits.grouping import SplitDialog

            self._present_regroup(SplitDialog(self._session, self._window))

    def ask_for_dose(self) -> None:
        """Ask which of several doses was treated."""
        if self._session is not None:
            from reirrad_gui.ui.course_edits.grouping import DoseDialog

            self._present_regroup(DoseDialog(self._session, self._window))

    def enter(self, found: "tuple[Entry, ...]") -> None:
        """Assess with each number in turn, in the background; then each is one step that can be undone."""
        session = self._session
        if session is None:
            return
        opened, settings = session.opened, session.settings

        def job(ticket: "Ticket") -> Any:
            from reirrad_gui.session.session import Ready

            steps, now = [], settings
            for done, entry in enumerate(found):
                ticket.step(done, len(found), entry.label)
                now = entry.edit(now)
                steps.append((entry.label, Ready.of(opened, now)))
            return steps

        label = found[0].label if len(found) == 1 else f"Enter {len(found)} numbers"
        self._work(label, job, partial(self._take_numbers, session, opened, settings))

    def _take_numbers(self, session: "Session", opened: "Opened", settings: "Settings", steps: Any) -> None:
        if self._session is not session:
            return
        if session.opened is not opened or session.settings is not settings:
            self._failed(Failure(CHANGED_MEANWHILE, ""))
            return
        for label, ready in steps:
            session.do_ready(label, ready)

    def regroup(self, label: str, case: "Case") -> None:
        """Open the case again with its courses regrouped; in the background, until then everything stays."""
        session = self._session
        if session is None:
            return
        before, settings = session.opened, session.settings

        def job(ticket: "Ticket") -> Any:
            from reirrad_gui.session.opening import regrouped
            from reirrad_gui.session.session import Ready

            opened = regrouped(before, case, ticket.step)
            ticket.step(0, 0, "Assessing")
            return Ready.of(opened, settings)

        self._work(label, job, partial(self._take, session, before, label))

    def _edit_letters(self, step: "LetterStep") -> None:
        """Take an edit of letters' courses into the open case: nothing is read or looked up again."""
        session = self._session
        if session is None:
            return
        before, settings = session.opened, session.settings
        case = step.edit(session.case)

        def job(ticket: "Ticket") -> Any:
            from reirrad_gui.session.letters import reopened
            from reirrad_gui.session.session import Ready

            ticket.step(0, 0, "Assessing")
            return Ready.of(reopened(before, case), settings)

        self._work(step.label, job, partial(self._take, session, before, step.label))

    def _take(self, session: "Session", before: "Opened", label: str, ready: Any) -> None:
        if self._session is not session:
            return
        if session.opened is not before:
            self._failed(Failure(CHANGED_MEANWHILE, ""))
            return
        session.regroup(label, ready)

    def _present_regroup(self, dialog: "RegroupDialog") -> None:
        dialog.chosen.connect(self.regroup)
        self._open.present(dialog)
