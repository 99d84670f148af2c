"""The commands "Export…" and "Export as FHIR…": the question, the work in the background, and what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.jobs import Job
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.exporting import Exported, ExportRequest

Work = Callable[[str, Job, Callable[[Any], None]], None]
NO_SESSION = "Open a patient first."
BUSY = "Something is being opened or worked out. Wait for it, or cancel it (Esc)."
DOING = "Exporting"
FHIR = "export fhir"
FHIR_FILES = "FHIR bundle"


class Exports(QObject):
    """Owned by the window. `work` runs a job with progress and cancel, and shows a failure as a plain sentence."""

    def __init__(self, window: QWidget, settings: QSettings, work: Work) -> None:
        super().__init__(window)
        self._window, self._settings, self._work = window, settings, work
        self._session: Session | None = None
        self._open = OpenDialogs()

    def add_to(self, actions: Actions, menu: str) -> None:
        """The commands at the end of a menu."""
        actions.add("export", menu, "E&xport…", self.ask, ("Ctrl+Shift+E",))
        actions.add(FHIR, menu, "Export as FH&IR…", self.ask_for_bundle, ("Ctrl+Alt+E",))

    def enable(self, actions: Actions, busy: bool) -> None:
        """Disabled with the reason where there is nothing to export, or while something runs."""
        why_not = NO_SESSION if self._session is None else BUSY if busy else ""
        for name in ("export", FHIR):
            actions[name].setEnabled(not why_not)
            actions[name].setToolTip(tr(why_not))

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: a question about the last one is withdrawn."""
        self._session = session
        self._open.reject_all()

    @Slot()
    def ask(self) -> None:
        """Ask what to export and where to."""
        session = self._session
        if session is None:
            return
        from reirrad_gui.ui.exports.dialog import ExportDialog
        from reirrad_gui.ui.exports.rows import choices

        dialog = ExportDialog(choices(session), partial(_check, session), self._settings, self._window)
        dialog.chosen.connect(partial(self._go, session))
        self._open.present(dialog)

    @Slot()
    def ask_for_bundle(self) -> None:
        """Ask where to write the courses and the history as a FHIR bundle; it names the patient."""
        session = self._session
        if session is None:
            return
        title = tr("Export courses and history as a FHIR bundle (it names the patient)")
        text, _ = QFileDialog.getSaveFileName(self._window, title, "case.json", f"{tr(FHIR_FILES)} (*.json)")
        if not text:
            return
        chosen = Path(text)
        to = chosen if chosen.suffix else chosen.with_suffix(".json")
        if to != chosen and to.exists():  # the dialog asked about another name than the one that would be replaced
            self._open.present(
                _told("Nothing was exported", (f"{to} is there already. Choose another name.",), self._window)
            )
            return

        case, assessment = session.case, session.assessment

        def job(_: "Ticket") -> tuple[str, ...]:
            from reirrad_gui.session.fhir_export import involves_reirradiation, write_bundle

            return write_bundle(case, to, involves_reirradiation(assessment))

        def tell(lines: tuple[str, ...]) -> None:
            self._open.present(_told("Exported", lines, self._window))

        self._work(DOING, job, tell)

    def _go(self, session: "Session", request: "ExportRequest", without_recovery: bool) -> None:
        from reirrad_gui.session.exporting import export
        from reirrad_gui.ui.exports.rows import source_of

        source = source_of(session, without_recovery)

        def job(ticket: "Ticket") -> "Exported":
            return export(source, request, ticket.step)

        self._work(DOING, job, self._tell)

    def _tell(self, exported: "Exported") -> None:
        from reirrad_gui.ui.exports.told import ExportedDialog

        self._open.present(ExportedDialog(exported, self._window))


def _told(title: str, lines: tuple[str, ...], parent: QWidget) -> QDialog:
    from reirrad_gui.ui.exports.told import ToldDialog

    return ToldDialog(title, lines, parent)


def _check(session: "Session", request: "ExportRequest", without_recovery: bool) -> None:
    """Raises what stands in the way of writing to that folder."""
    from reirrad_gui.session.exporting import check_target
    from reirrad_gui.ui.exports.rows import source_of

    check_target(source_of(session, without_recovery), request)
