"""The command "Report…": the dialog, what its pages need worked out in the background, and writing the file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.planner.candidates import CandidateTable
    from reirrad_gui.ui.report.content import Drawn
    from reirrad_gui.ui.report.dialog import ReportDialog
    from reirrad_gui.ui.report.pdf import Pages
    from reirrad_gui.ui.report.wish import Wish

NO_SESSION = "Open a patient first."
FOLDER_KEY = "report/folder"
KINDS = {"pdf": ("PDF (*.pdf)", "report.pdf"), "html": ("HTML (*.html)", "report.html")}
Draw = Callable[["Session"], "Drawn"]


class Reports(QObject):
    """Owned by the window. `draw` makes the pictures of the case on screen."""

    def __init__(self, window: QWidget, settings: QSettings, draw: Draw) -> None:
        super().__init__(window)
        self._window, self._settings, self._draw = window, settings, draw
        self._session: Session | None = None
        self._wish: Wish | None = None
        self._dialog: ReportDialog | None = None
        self._drawn: Drawn | None = None
        self._laid: Pages | None = None
        self.runner = JobRunner(self)
        self.runner.finished.connect(self._planned)
        self.runner.failed.connect(self._not_planned)

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command in a menu."""
        actions.add("report", menu, "&Report…", self.ask, ("Ctrl+Shift+P",))

    def enable(self, actions: Actions) -> None:
        """Disabled with the reason where there is nothing to report on."""
        actions["report"].setEnabled(self._session is not None)
        actions["report"].setToolTip("" if self._session is not None else NO_SESSION)

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: what was typed for the last one is not said of this one."""
        self._session, self._wish = session, None
        if self._dialog is not None:
            self._dialog.reject()

    @Slot()
    def ask(self) -> None:
        """Show the report of what is on screen now."""
        session = self._session
        if session is None or self._dialog is not None:
            return
        from reirrad_gui.ui.report.dialog import ReportDialog
        from reirrad_gui.ui.report.wish import Wish

        self._wish = self._wish or Wish()
        self._drawn = self._draw(session)
        self._dialog = dialog = ReportDialog(self._wish, self._window)
        dialog.changed.connect(self._lay_out)
        dialog.written.connect(self._write)
        dialog.finished.connect(self._closed)
        dialog.open()
        self._lay_out(self._wish)

    @Slot(object)
    def _lay_out(self, wish: "Wish") -> None:
        """The pages of this wish; regimens are worked out in the background first."""
        session, self._wish = self._session, wish
        if session is None or not wish.regimens:
            self._show(None)
            return
        from reirrad_gui.session.planner.question import PlanQuestion

        question, planner = PlanQuestion(session.settings), session.planner

        def job(ticket: "Ticket") -> "CandidateTable":
            return planner.candidates(question, wish.regimens, ticket.step)

        self.runner.start(job)

    @Slot(object)
    def _planned(self, table: "CandidateTable") -> None:
        self._show(table)

    @Slot(object)
    def _not_planned(self, error: BaseException) -> None:
        if self._dialog is not None:
            self._dialog.show_trouble(plainly(error, "Comparing the regimens").sentence)

    def _show(self, planned: "CandidateTable | None") -> None:
        session, wish, dialog = self._session, self._wish, self._dialog
        if session is None or wish is None or dialog is None or self._drawn is None:
            return
        from reirrad_gui.ui.report.content import report_of
        from reirrad_gui.ui.report.pdf import Pages

        report = report_of(session, wish, date.today(), self._drawn, planned)
        self._laid = Pages(report, letter_paper=wish.letter_paper)
        dialog.show_pages(self._laid)

    @Slot(str)
    def _write(self, kind: str) -> None:
        pages, dialog = self._laid, self._dialog
        if pages is None or dialog is None:
            return
        from reirrad_gui.ui.report.markup import html_file

        kinds, name = KINDS[kind]
        folder = Path(str(self._settings.value(FOLDER_KEY, str(Path.home()))))
        chosen, _ = QFileDialog.getSaveFileName(dialog, "Write the report", str(folder / name), kinds)
        if not chosen:
            return
        path = Path(chosen)
        try:
            if kind == "pdf":
                pages.write(path)
            else:
                path.write_text(html_file(pages.report), encoding="utf-8")
        except (OSError, ReirradError) as error:
            dialog.show_trouble(plainly(error, "Writing the report").sentence)
            return
        self._settings.setValue(FOLDER_KEY, str(path.parent))
        dialog.show_written(f"Written: {path.name}")

    @Slot()
    def _closed(self) -> None:
        dialog, self._dialog, self._laid, self._drawn = self._dialog, None, None, None
        self.runner.cancel()
        if isinstance(dialog, QDialog):
            dialog.deleteLater()
