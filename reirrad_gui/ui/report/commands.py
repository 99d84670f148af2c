"""The command "Report…": the dialog, its pictures and regimens in the background, writing, and what was discussed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from reirrad_gui.patient.events import Event
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.planner.candidates import CandidateTable
    from reirrad_gui.session.planner.regimens import Regimen
    from reirrad_gui.ui.report.dialog import ReportDialog
    from reirrad_gui.ui.report.pdf import Pages
    from reirrad_gui.ui.report.pictures import Album, PictureMaker
    from reirrad_gui.ui.report.told import Voice
    from reirrad_gui.ui.report.wish import Wish

NO_SESSION = "Open a patient first."
FOLDER_KEY, NAME_KEY = "report/folder", "approval/name"
"""Where reports were written last; the name that approvals, letters and events remember."""
KINDS = {"pdf": ("PDF (*.pdf)", "report.pdf"), "html": ("HTML (*.html)", "report.html")}
KINDS["dicom"] = ("DICOM (*.dcm)", "report.dcm")


class Reports(QObject):
    """Owned by the window."""

    def __init__(self, window: QWidget, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._session: Session | None = None
        self._wish: Wish | None = None
        self._event: Event | None = None
        self.dialog: ReportDialog | None = None
        self._maker: PictureMaker | None = None
        self._album: Album | None = None
        self._drawn_as: tuple[bool, str] | None = None
        self._voice: Voice | None = None
        self._planned: tuple[tuple[Regimen, ...], CandidateTable] | None = None
        self._laid: Pages | None = None
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.setInterval(0)
        self._begin.timeout.connect(self._lay_out_first)
        self.runner = JobRunner(self)
        self.runner.finished.connect(self._take_planned)
        self.runner.failed.connect(self._not_planned)

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command in a menu."""
        actions.add("report", menu, "Repor&t…", self.ask, ("Ctrl+Alt+P",))

    def enable(self, actions: Actions) -> None:
        """Disabled with the reason where there is nothing to report on."""
        actions["report"].setEnabled(self._session is not None)
        actions["report"].setToolTip("" if self._session is not None else tr(NO_SESSION))

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: what was asked of the last one is not asked of this one."""
        if self.dialog is not None:
            self.dialog.done(0)
        self._session, self._wish = session, None

    @Slot()
    def ask(self) -> None:
        """Show the report of what is on screen now."""
        session = self._session
        if session is None or self.dialog is not None:
            return
        from reirrad_gui.ui.report.dialog import ReportDialog

        self._event, wish = _wish_for(session, self._wish)
        self._album, self._drawn_as, self._planned = None, None, None
        self.dialog = dialog = ReportDialog(wish, self._window)
        dialog.changed.connect(self._lay_out)
        dialog.written.connect(self._write)
        dialog.finished.connect(self._closed)
        dialog.open()
        self._begin.start()

    # Pages

    @Slot()
    def _lay_out_first(self) -> None:
        """Once the dialog is on screen."""
        wish = None if self.dialog is None else self.dialog.wish
        if wish is not None:
            self._lay_out(wish)

    @Slot(object)
    def _lay_out(self, wish: "Wish") -> None:
        """The pages of this wish; pictures are drawn and regimens worked out in the background first."""
        self._wish = wish
        if self._drawn_as != (wish.identified, wish.language):
            self._draw(wish)
        if wish.regimens and (self._planned is None or self._planned[0] != wish.regimens):
            self._plan(wish.regimens)
        else:
            self._show()

    def _draw(self, wish: "Wish") -> None:
        session, dialog = self._session, self.dialog
        if session is None or dialog is None:
            return
        from reirrad_gui.ui.report.pictures import PictureMaker

        voice = self._speak(wish.language)
        if self._maker is None:
            self._maker = PictureMaker(self)
            self._maker.made.connect(self._take_album)
            self._maker.failed.connect(self._not_drawn)
        self._album, self._drawn_as = None, (wish.identified, wish.language)
        dialog.show_drawing(under_way=True)
        self._maker.start(session, date.today(), voice, identified=wish.identified)

    def _speak(self, code: str) -> "Voice":
        """The voice of a language; English, with the reason on screen, where its words are missing."""
        from reirrad_gui.ui.language.available import ENGLISH
        from reirrad_gui.ui.report.told import Voice

        if self._voice is None or self._voice.code != code:
            try:
                self._voice = Voice(code)
            except ReirradError as error:
                self._voice = Voice(ENGLISH)
                if self.dialog is not None:
                    self.dialog.show_trouble(str(error))
        return self._voice

    @Slot(object)
    def _take_album(self, album: "Album") -> None:
        if self.dialog is None:
            return
        self._album = album
        self.dialog.show_drawing(under_way=False)
        self._show()

    @Slot(object)
    def _not_drawn(self, error: BaseException) -> None:
        """Pages without pictures that say so; without identity there are none, for nobody looked who is named."""
        if self.dialog is None or self._session is None:
            return
        from reirrad_gui.ui.report.content import Drawn
        from reirrad_gui.ui.report.pictures import Album

        said = plainly(error, "Drawing the pictures").sentence
        self.dialog.show_drawing(under_way=False)
        if self._drawn_as is not None and not self._drawn_as[0]:
            self.dialog.show_trouble(said)
            return
        self._album = Album(Drawn(said=(said,)), {}, None, self._session.assessment)
        self._show()

    def _plan(self, regimens: "tuple[Regimen, ...]") -> None:
        session = self._session
        if session is None:
            return
        from reirrad_gui.session.planner.question import PlanQuestion

        question, planner = PlanQuestion(session.settings), session.planner

        def job(ticket: "Ticket") -> "tuple[tuple[Regimen, ...], CandidateTable]":
            return regimens, planner.candidates(question, regimens, ticket.step)

        self.runner.start(job)

    @Slot(object)
    def _take_planned(self, planned: "tuple[tuple[Regimen, ...], CandidateTable]") -> None:
        self._planned = planned
        self._show()

    @Slot(object)
    def _not_planned(self, error: BaseException) -> None:
        if self.dialog is not None:
            self.dialog.show_trouble(plainly(error, "Comparing the regimens").sentence)

    def _show(self) -> None:
        """Meanwhile without pictures; a report without identity only once it is known what has to go."""
        session, wish, dialog, album = self._session, self._wish, self.dialog, self._album
        if session is None or wish is None or dialog is None or self.runner.busy:
            return
        if album is not None and album.assessment is not session.assessment:
            self._draw(wish)  # other numbers by now: no picture of the last ones stands beside them
            album = None
        if not wish.identified and album is None:
            return
        from reirrad_gui.ui.report.content import NOTHING_DRAWN, report_of, without

        planned = self._planned[1] if self._planned is not None and self._planned[0] == wish.regimens else None
        drawn, images = (NOTHING_DRAWN, None) if album is None else (album.drawn, album.images)
        report = report_of(session, wish, date.today(), drawn, planned)
        if album is not None and album.veil is not None:
            report = without(report, album.veil, wish.participants)
        self._laid = self._speak(wish.language).pages(report, letter_paper=wish.letter_paper, images=images)
        dialog.show_pages(self._laid)

    # Writing

    @Slot(str)
    def _write(self, kind: str) -> None:
        pages, dialog = self._laid, self.dialog
        if pages is None or dialog is None or not self._keep_discussion():
            return
        from pathlib import Path

        kinds, name = KINDS[kind]
        folder = Path(str(self._settings.value(FOLDER_KEY, str(Path.home()))))
        asking = QFileDialog(dialog, tr("Write the report"), str(folder), tr(kinds))
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.selectFile(name)
        asking.setDefaultSuffix(kind if kind != "dicom" else "dcm")
        asking.fileSelected.connect(lambda chosen: self._write_to(Path(chosen)))
        asking.finished.connect(asking.deleteLater)
        asking.open()

    def _write_to(self, path: "Path") -> None:
        """What is shown, as a file of the kind that its name ends with; a name that was there was agreed to."""
        pages, dialog, session, wish = self._laid, self.dialog, self._session, self._wish
        if pages is None or dialog is None or session is None or wish is None:
            return
        from reirrad_gui.ui.report.writing import write

        try:
            told = write(pages, path, session, identified=wish.identified, overwrite=True)
        except (OSError, ReirradError) as error:
            dialog.show_not_written(plainly(error, "Writing the report").sentence)
            return
        self._settings.setValue(FOLDER_KEY, str(path.parent))
        dialog.show_written(told)

    # What was discussed

    def _keep_discussion(self) -> bool:
        """Takes what was typed into the case; False, with the reason on screen, where it cannot be taken."""
        session, dialog = self._session, self.dialog
        if session is None or dialog is None:
            return True
        from reirrad_gui.session.discussion import take_discussion
        from reirrad_gui.session.keeping.keeper import user_name

        who = str(self._settings.value(NAME_KEY, "")).strip() or user_name()
        now = datetime.now().astimezone().replace(tzinfo=None).isoformat(timespec="minutes")
        try:
            self._event = take_discussion(session, dialog.discussion, dialog.held, self._event, who, now) or self._event
        except ReirradError as error:
            dialog.show_trouble(str(error))
            return False
        return True

    @Slot()
    def _closed(self) -> None:
        self._keep_discussion()
        dialog, self.dialog, self._laid, self._album = self.dialog, None, None, None
        self._begin.stop()
        self.runner.cancel()
        if self._maker is not None:
            self._maker.stop()
        if dialog is not None:
            dialog.deleteLater()


def _wish_for(session: "Session", before: "Wish | None") -> "tuple[Event | None, Wish]":
    """What the case's newest discussion says, and its event; of a new one today is proposed, to be changed."""
    from dataclasses import replace

    from reirrad_gui.patient.dates import PartialDate
    from reirrad_gui.patient.facts import Discussion
    from reirrad_gui.session.discussion import newest_discussion, written
    from reirrad_gui.ui.report.wish import Wish

    wish, event = before or Wish(language=_spoken()), newest_discussion(session.case.events)
    if event is None or not isinstance(event.facts, Discussion):
        return None, replace(wish, question="", outcome="", participants="", held=PartialDate.of(date.today()).text)
    facts = event.facts
    question, outcome, participants = (text or "" for text in (facts.question, facts.outcome, facts.participants))
    told = replace(wish, question=question, outcome=outcome, participants=participants, held=written(event))
    return event, told


def _spoken() -> str:
    """The language of the window: a report begins in it."""
    from PySide6.QtCore import QCoreApplication

    from reirrad_gui.ui.language.available import ENGLISH, spoken

    app = QCoreApplication.instance()
    return ENGLISH if app is None else spoken(app)
