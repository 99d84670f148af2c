"""The cases in the store: the list of patients on the start page and in a dialog, deleting, and what was lost."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox, QWidget

from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.kept import reopening
from reirrad_gui.ui.kept.patients import PatientsDialog, PatientsList
from reirrad_gui.ui.kept.rows import RECENT, Listed, delete_question
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.strips import ChoiceStrip

if TYPE_CHECKING:
    from reirrad_gui.session import Ticket

OPEN_HERE = "This case is open in this window. Close it first (Ctrl+W), then delete it."


class Library(QObject):
    """Looks into the store in jobs of its own and shows what is there. `open_wanted` carries a case's id."""

    open_wanted = Signal(str)
    history_wanted = Signal(object)

    def __init__(self, shelf: Shelf | None, open_case: Callable[[], str | None], window: QWidget) -> None:
        super().__init__(window)
        self._shelf, self._open_case, self._window = shelf, open_case, window
        self._lists: list[PatientsList] = []
        self._dialogs: list[QDialog] = []
        self._found = reopening.Found((), ())
        self._menu: QMenu | None = None
        self._named = True
        self._failure: BaseException | None = None
        self.strip = ChoiceStrip("lost sessions")
        self._looking, self._noting = JobRunner(self), JobRunner(self)
        self._looking.finished.connect(self._show)
        self._looking.failed.connect(self._fail)
        self._noting.failed.connect(lambda error: self.strip.say(f"▲ {plainly(error).sentence}", ()))
        self.start_page = self._listing()
        self.start_page.setVisible(shelf is not None)

    def _listing(self) -> PatientsList:
        made = PatientsList()
        made.open_wanted.connect(self._open)
        made.history_wanted.connect(self.history_wanted)
        made.delete_wanted.connect(self.ask_to_delete)
        made.retry_wanted.connect(self.look)
        made.set_aside_wanted.connect(self.ask_to_set_aside)
        self._lists.append(made)
        return made

    @property
    def kept(self) -> bool:
        """Whether there is a store at all."""
        return self._shelf is not None

    @Slot()
    def look(self) -> None:
        """What is in the store now."""
        if (shelf := self._shelf) is not None:
            self._looking.start(lambda ticket: reopening.look(shelf, ticket))

    def fill(self, menu: QMenu) -> None:
        """A menu that lists the cases changed last."""
        self._menu = menu
        menu.setObjectName("recent patients")
        self._refill()

    def name_patients(self, wanted: bool) -> None:
        """Whether the menu names the cases changed last."""
        self._named = wanted
        self._refill()

    def _refill(self) -> None:
        if self._menu is None:
            return
        self._menu.clear()
        rows = self._found.rows[:RECENT] if self._named else ()
        for number, row in enumerate(rows, 1):
            text = f"{row.name} · {tr(row.changed)}".replace("&", "&&")
            self._menu.addAction(f"&{number} {text}", partial(self.open_wanted.emit, row.case_id))
        self._menu.setEnabled(bool(rows))

    @Slot(object)
    def _show(self, found: "reopening.Found") -> None:
        self._found, self._failure = found, None
        for one in self._lists:
            one.show_rows(found.rows)
        self._refill()
        self._say_lost()

    @Slot(object)
    def _fail(self, error: BaseException) -> None:
        self._failure = error
        sentence, damaged = plainly(error, "Looking for kept cases").sentence, _damaged(error)
        for one in self._lists:
            one.show_trouble(sentence, damaged=damaged)

    # What was lost

    def _say_lost(self) -> None:
        lost = next((one for one in self._found.lost if one.case_id != self._open_case()), None)
        if lost is None:
            self.strip.hide()
            return
        self.strip.say(
            f"▲ {lost.sentence}",
            (("Open", partial(self.open_wanted.emit, lost.case_id)), ("Understood", partial(self._note, lost))),
        )

    def _note(self, lost: "reopening.Lost") -> None:
        """It was read: the next one, and this one never again."""
        self._found = reopening.Found(self._found.rows, tuple(one for one in self._found.lost if one is not lost))
        if (shelf := self._shelf) is not None:
            self._noting.start(lambda ticket: reopening.understood(shelf, lost, ticket))
        self._say_lost()

    # The dialog

    @Slot()
    def show_dialog(self) -> None:
        """The list over an open case."""
        made = self._listing()
        dialog = PatientsDialog(made, self._window)
        self._dialogs.append(dialog)
        dialog.finished.connect(lambda: self._forget(dialog, made))
        if self._found.rows:
            made.show_rows(self._found.rows)
        dialog.open()
        self.look()

    def _forget(self, dialog: QDialog, made: PatientsList) -> None:
        self._lists.remove(made)
        if dialog in self._dialogs:
            self._dialogs.remove(dialog)
        dialog.deleteLater()

    def _open(self, case_id: str) -> None:
        for dialog in tuple(self._dialogs):
            dialog.accept()
        self.open_wanted.emit(case_id)

    # What cannot be taken back

    @Slot(object)
    def ask_to_delete(self, row: Listed) -> None:
        """Ask, naming patient and revisions, and then delete."""
        if row.case_id == self._open_case():
            self._ask("Delete a kept case", OPEN_HERE, "", lambda: None)
        else:
            count = f"Delete {row.revisions} revision{'' if row.revisions == 1 else 's'}"
            self._ask(
                "Delete a kept case", delete_question(row), count, partial(self._run, _deleting(row.case_id)), row.name
            )

    @Slot()
    def ask_to_set_aside(self) -> None:
        """Ask, and then move the damaged store out of the way."""
        self._ask(
            "Set the damaged store aside",
            "The damaged file is renamed and stays in its folder, so that somebody may still repair it. A new, empty "
            "store is begun, and what is open here is kept in that.",
            "Set it aside",
            partial(self._run, reopening.set_aside),
        )

    def _run(self, job: "Callable[[Shelf, Ticket], Any]") -> None:
        if (shelf := self._shelf) is not None:
            self._looking.start(lambda ticket: job(shelf, ticket))

    def _ask(self, title: str, question: str, doing: str, then: Callable[[], None], *names: str) -> None:
        """Window-modal and not blocking; Esc and Enter leave everything as it is. `names` are those of persons."""
        box = QMessageBox(self._dialogs[-1] if self._dialogs else self._window)
        box.setObjectName(title)
        box.setWindowTitle(tr(title))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr_of(question, *names))
        go = box.addButton(tr(doing), QMessageBox.ButtonRole.DestructiveRole) if doing else None
        stay = box.addButton(tr("Leave it" if doing else "OK"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        if go is not None:
            go.clicked.connect(lambda *_: then())
        box.finished.connect(box.deleteLater)
        box.open()


def _deleting(case_id: str) -> "Callable[[Shelf, Ticket], reopening.Found]":
    return lambda shelf, ticket: reopening.delete(shelf, case_id, ticket)


def _damaged(error: BaseException) -> bool:
    """Only a store that was opened can be damaged, so its library is loaded by then."""
    return type(error).__name__ == "DamagedError"
