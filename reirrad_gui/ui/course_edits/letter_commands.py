"""The commands on courses known only from letters: adding one, correcting it, taking it out."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QDialog, QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.jobs import Job

if TYPE_CHECKING:
    from reirrad_gui.case.letters import LetterCourse
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.ui.course_edits.letter_rows import LetterStep

Work = Callable[[str, Job, Callable[[Any], None]], None]
NO_CASE = "No patient is open."
"""Said without importing anything: the window is on screen before any case is."""
NAME_KEY = "approval/name"
"""The same that approvals remember."""


class LetterEdits(QObject):
    """Owned by `CourseEdits`, which presents the dialogs and does the work of `edited`.

    `edited` carries a labelled edit of the open case. Without one a letter makes a case of its own: `began` carries its
    session.
    """

    edited = Signal(object)
    began = Signal(object)

    def __init__(self, window: QWidget, work: Work, present: Callable[[QDialog], None], settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._work, self._present, self._settings = window, work, present, settings
        self._session: Session | None = None

    def add_to(self, actions: Actions, menu: str) -> None:
        """The commands in a menu."""
        actions.add("add letter", menu, "Add a course from a &letter…", self.ask_for_letter, ("Ctrl+Shift+L",))
        actions.add("change letter", menu, "Chan&ge or remove a letter's course…", self.ask_which, ("Ctrl+Alt+L",))

    def reasons(self) -> dict[str, str]:
        """Why a command does not apply; empty where it does."""
        if self._session is None:
            return {"add letter": "", "change letter": NO_CASE}
        from reirrad_gui.ui.course_edits.letter_rows import why_no_letters

        return {"add letter": "", "change letter": why_no_letters(self._session)}

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none."""
        self._session = session

    def ask_for_letter(self) -> None:
        """Ask for a course that is not here yet."""
        self._ask(None)

    def ask_to_change(self, letter: "LetterCourse") -> None:
        """Ask for what is to be corrected of one course."""
        self._ask(letter)

    def ask_which(self) -> None:
        """Ask which course is to be corrected or taken out."""
        if self._session is None:
            return
        from reirrad_gui.ui.course_edits.letter import LettersDialog

        dialog = LettersDialog(self._session, self._window)
        dialog.change_wanted.connect(self._ask)
        dialog.chosen.connect(self.edited)
        self._present(dialog)

    def _ask(self, letter: "LetterCourse | None") -> None:
        from reirrad_gui.ui.course_edits.letter import LetterDialog

        who = str(self._settings.value(NAME_KEY, ""))
        dialog = LetterDialog(self._session, who, letter, self._window)
        dialog.chosen.connect(partial(self._take, dialog))
        self._present(dialog)

    def _take(self, dialog: QDialog, step: "LetterStep") -> None:
        self._settings.setValue(NAME_KEY, getattr(dialog, "who", ""))
        if self._session is not None:
            self.edited.emit(step)
        else:
            self._work(step.label, partial(_case_of, step), self.began.emit)


def _case_of(step: "LetterStep", ticket: "Ticket") -> "Session":
    """A case of this letter alone."""
    from reirrad_gui.case import Case
    from reirrad_gui.patient.identity import PatientIdentity
    from reirrad_gui.session import Session
    from reirrad_gui.session.opening import opened

    return Session(opened(step.edit(Case(PatientIdentity())), ticket.step))
