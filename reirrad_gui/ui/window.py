"""The main window: header, docks around the dose, footer; opening in the background; everything by keyboard."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenuBar, QStackedWidget, QStatusBar, QVBoxLayout, QWidget

from reirrad_gui.ui import opening
from reirrad_gui.ui.actions import Actions, told_groups
from reirrad_gui.ui.arrangements.commands import Arrangements
from reirrad_gui.ui.capsule.commands import Capsules
from reirrad_gui.ui.capsule.rows import is_capsule
from reirrad_gui.ui.collecting import collect_soon
from reirrad_gui.ui.commands import add_commands, enable_commands, under_a_preview
from reirrad_gui.ui.compare.commands import Comparisons
from reirrad_gui.ui.constraint_sets.commands import ConstraintSets
from reirrad_gui.ui.course_edits.commands import CourseEdits
from reirrad_gui.ui.dialogs import Dialogs
from reirrad_gui.ui.empty import EmptyState
from reirrad_gui.ui.event_forms.commands import EventEdits
from reirrad_gui.ui.evidence.commands import EvidencePage
from reirrad_gui.ui.exports.commands import Exports
from reirrad_gui.ui.failure import Failure
from reirrad_gui.ui.footer import Footer, assumptions
from reirrad_gui.ui.header import Header, header_chips
from reirrad_gui.ui.help.commands import Helping
from reirrad_gui.ui.intended_use import STATEMENT
from reirrad_gui.ui.jobs import Job, JobRunner
from reirrad_gui.ui.kept.commands import KeptCases
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.language import keep_drawn
from reirrad_gui.ui.notices.rows import to_know
from reirrad_gui.ui.panes import Panes
from reirrad_gui.ui.planner.commands import PlanCommands
from reirrad_gui.ui.preferences.commands import Preferences
from reirrad_gui.ui.presentation.commands import Presentation
from reirrad_gui.ui.registrations.commands import Registrations
from reirrad_gui.ui.report.commands import Reports
from reirrad_gui.ui.scans.commands import Scans
from reirrad_gui.ui.scores.commands import Scores
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.stage import Stage
from reirrad_gui.ui.strips import FailureStrip, NoticeStrip, ProgressStrip
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.tabbing import go_on
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.tour.tour import Tour
from reirrad_gui.ui.views import CENTRAL, SHIPPED, ViewPlace

if TYPE_CHECKING:
    from reirrad_gui.session import Opened, Session

TITLE = "reirrad-gui"


class MainWindow(QMainWindow):
    """Holds the session, the selection and the views together; knows no dose.

    `opener` and `example` run on the job's thread; `places` are the views. Tests hand in their own. `shelf` is the
    store that cases are kept in; without one nothing is kept, as where only pictures are drawn.
    """

    def __init__(
        self,
        settings: QSettings,
        opener: opening.Opener = opening.open_paths,
        example: opening.ExampleFolder = opening.example_folder,
        places: tuple[ViewPlace, ...] = SHIPPED,
        shelf: Shelf | None = None,
    ) -> None:
        super().__init__()
        self.settings, self.places = settings, places
        self.session: Session | None = None
        self.theme = Theme.named(str(settings.value("theme", "dark")))
        self.selection = Selection(self)
        self._unsubscribe: Callable[[], None] | None = None
        self._wanted: Callable[[], None] | None = None
        self._found: Opened | None = None
        self._painted = self._behind = self._leaving = False
        self._in_force: tuple[object, ...] | None = None
        self._turn, self._enabling = QTimer(self, singleShot=True), QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._next_turn)
        self._enabling.timeout.connect(self._enable)
        self.course_edits = CourseEdits(self, self._work, self.show_failure, settings)
        self.course_edits.letters.began.connect(self._case_began)
        self.kept = KeptCases(self, settings, self._work, shelf)
        self.kept.opened_again.connect(self.show_session)
        self.kept.changed.connect(self._show_kept)
        self.registrations = Registrations(self, settings, self._work)
        self.exports = Exports(self, settings, self._work)
        self.reports = Reports(self, settings)
        self.capsules = Capsules(self, settings, self._work, shelf, self.kept)
        self.capsules.opened.connect(self.show_session)
        self.constraint_sets = ConstraintSets(self, settings, lambda: self.theme)
        self.comparisons = Comparisons(self, self.selection, self.theme)
        self.scans = Scans(self, self.theme, settings)
        self.scores = Scores(self)
        self.event_edits = EventEdits(self, settings, lambda: self.stage.widget("timeline"), self.show_failure)
        self.plans = PlanCommands(self, self.bring_forward, self.show_failure)
        self.evidence = EvidencePage(self, self.theme)
        self.presentation = Presentation(self, settings, self.show_failure)
        self.presentation.changed.connect(self._enable)
        self.helping, self.tour, self.preferences = Helping(self), Tour(self), Preferences(self)
        self.arrangements = Arrangements(self)
        self._dialogs = Dialogs(self, self.course_edits.ask_for_numbers)
        _dress(self.theme)
        self._build_top(opener, example)
        self._build_middle()
        self.preferences.begin()
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.setMinimumSize(960, 600)
        self._show_case()

    def _build_top(self, opener: opening.Opener, example: opening.ExampleFolder) -> None:
        top = QWidget()
        bar = QMenuBar()
        self.actions_by_name = Actions(self, bar)
        add_commands(self.actions_by_name, self, self.places)
        self._header = Header([self.actions_by_name[name] for name in ("open folder", "undo", "theme", "shortcuts")])
        self._header.chip_clicked.connect(lambda command: self.actions_by_name[command].trigger())
        self._use = NoticeStrip(STATEMENT, "Understood")
        self._use.understood.connect(lambda: self.settings.setValue("intended use understood", True))
        progress, self._failure = ProgressStrip(), FailureStrip()
        self._opening = opening.Opening(progress, self._failure, opener, example, self)
        self._opening.opened.connect(self._case_opened)
        self._opening.patients_found.connect(self._choose_patient)
        self._opening.changed.connect(self._enable)
        self.registrations.watch(self.runner)
        self.runner.progressed.connect(lambda _: self.stage.make_when_idle(self.theme))  # see `load_libraries`
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (
            bar,
            self._header,
            self._use,
            progress,
            self._failure,
            *self.kept.strips,
            self.arrangements.strip,
        ):
            column.addWidget(widget)
        self.setMenuWidget(top)

    def _build_middle(self) -> None:
        actions = self.actions_by_name
        self._centre, self._workspace = QStackedWidget(), QMainWindow(None, Qt.WindowType.Widget)
        ways_in = [actions[name] for name in ("open folder", "open files", "open example")]
        self._centre.addWidget(EmptyState(ways_in, self.kept.library.start_page, actions["guided tour"]))
        self._centre.addWidget(self._workspace)
        self.setCentralWidget(self._centre)
        self.panes = Panes(self._workspace, self.places, self.settings)
        self.stage = Stage(self.places, self.selection, self.panes, self._workspace, self.settings, self)
        self.scans.put_into(self.stage.centre)
        self.stage.remember_also("scans", self.scans)
        self.scans.slices_wanted.connect(self._show_slices)
        self.stage.image_wanted.connect(self.scans.show_exam)
        self.stage.view_wanted.connect(self.bring_forward)
        self.stage.numbers_wanted.connect(self.course_edits.ask_for_numbers)
        self.stage.sources_wanted.connect(self.constraint_sets.ask_sources)
        self.stage.scores_wanted.connect(self.scores.show)
        self._footer = Footer()
        below = QStatusBar()
        below.setSizeGripEnabled(False)
        below.addWidget(self._footer, 1)
        self.setStatusBar(below)

    # What the commands do

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders, or a case capsule, as soon as the window is on screen."""
        chosen = tuple(paths)
        if is_capsule(chosen):
            self._once_painted(lambda: self.capsules.take_in(chosen[0]))
        else:
            self._once_painted(lambda: self._opening.open(chosen))

    @Slot()
    def open_example(self) -> None:
        """Open the built-in example; it is generated on first use."""
        self.kept.leave(lambda: self._once_painted(self._opening.open_example))

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user choose a folder and open it."""
        self._open_chosen(self._dialogs.ask_for_folder())

    @Slot()
    def ask_for_files(self) -> None:
        """Let the user choose files and open them."""
        self._open_chosen(self._dialogs.ask_for_files())

    @Slot()
    def cancel(self) -> None:
        """Stop opening, and what is shown stays; while nothing is opened, drop the regimen that is tried."""
        if self.runner.busy or self.session is None:
            self.runner.cancel()
        else:
            self.session.drop_preview()

    @Slot()
    def close_case(self) -> None:
        """Back to the empty window, once what was done is kept."""
        self.kept.leave(lambda: self.show_session(None))

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self.session is not None:
            self.session.undo()

    @Slot()
    def redo(self) -> None:
        """Do the last change taken back again."""
        if self.session is not None:
            self.session.redo()

    @Slot()
    def show_things_to_know(self) -> None:
        """List what is asked for, warned of and left out."""
        if self.session is not None:
            self._dialogs.show_things_to_know(self.session)

    @Slot()
    def show_shortcuts(self) -> None:
        """List keys and mouse gestures."""
        own = told_groups((*self.stage.bindings(), *self.comparisons.bindings, *self.scans.bindings))
        self._dialogs.show_shortcuts((*own, *self.actions_by_name.groups()))

    @Slot()
    def show_about(self) -> None:
        """Say what this program is for."""
        self._dialogs.show_about()

    @Slot()
    def show_timeline_table(self) -> None:
        """The timeline's facts as a table."""
        self.ask_timeline("show_table")

    def ask_timeline(self, what: str) -> None:
        """One of the timeline's own commands, where a timeline is on screen."""
        do = getattr(self.stage.widget("timeline"), what, None)
        if do is not None:
            do()

    @Slot()
    def switch_side_by_side(self) -> None:
        """The courses' doses side by side, or the three planes again."""
        pages = getattr(self.stage.widget(CENTRAL), "pages", None)
        if pages is not None:
            pages.switch()

    @Slot()
    def switch_theme(self) -> None:
        """Dark to light and back."""
        self.set_theme(self.theme.other)

    @Slot()
    def switch_full_screen(self) -> None:
        """Fill the screen, or stop filling it."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def let_panes_move(self) -> None:
        """Show or hide the title bars that panes are dragged by."""
        self.panes.set_movable(self.actions_by_name["move panes"].isChecked())

    @Slot()
    def reset_layout(self) -> None:
        """Everything that is kept of the view as at the first start; nothing of the case is touched."""
        self.arrangements.reset()

    @Slot(str)
    def _show_slices(self, series_uid: str) -> None:
        show = getattr(self.stage.widget(CENTRAL), "choose_series", None)
        if show is not None:
            show(series_uid)

    def bring_forward(self, name: str) -> None:
        """Give one view the keyboard, raising its tab."""
        widget = self.stage.widget(name)
        if name == CENTRAL and widget is not None:
            self.scans.leave()
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif widget is not None:
            self.panes.bring_forward(name)
            self.panes.make_room(name, getattr(widget, "wanted_height_px", 0))

    def set_theme(self, theme: Theme) -> None:
        """Wear this theme from now on."""
        self.theme = theme
        self.settings.setValue("theme", theme.name)
        _dress(theme)
        self.stage.apply_theme(theme)
        self.comparisons.apply_theme(theme)
        self.scans.apply_theme(theme)
        self.evidence.apply_theme(theme)
        self._enable()

    # The case on screen

    @property
    def runner(self) -> JobRunner:
        """The job that opens cases."""
        return self._opening.runner

    @Slot(object)
    def _case_opened(self, session: "Session") -> None:
        self.show_session(session)
        self.kept.began(session, self._opening.opened_from)

    @Slot(object)
    def _case_began(self, session: "Session") -> None:
        self.show_session(session)
        self.kept.began(session, ())

    @Slot(object)
    def show_session(self, session: "Session | None") -> None:
        """Show a case that was opened, or none."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self.session, self._behind = session, False
        self._unsubscribe = None if session is None else session.subscribe(self._changed)
        self._found = None if session is None else session.opened
        keep_drawn(() if session is None else (organ.name for organ in session.assessment.organs))
        collect_soon()
        self.selection.clear()
        self.course_edits.show_session(session)
        self.registrations.show_session(session)
        self.exports.show_session(session)
        self.reports.show_session(session)
        self.capsules.show_session(session)
        self.constraint_sets.show_session(session)
        self.comparisons.show_session(session)
        self.scans.show_session(session)
        self.scores.show_session(session)
        self.plans.show_session(session)
        self.presentation.show_session(session)
        self.arrangements.strip.hide()
        self.kept.show_session(session)
        self.stage.show_session(session, self.theme)
        self.event_edits.show_session(session)
        self.tour.show_session(session)
        self._show_case()
        self._dialogs.refresh(session)
        if session is None:
            self.panes.remember()
            self.panes.hide()
            self._centre.setCurrentIndex(0)
        elif (centre := self.stage.widget(CENTRAL)) is not None:
            first = self._centre.currentIndex() == 0
            self._workspace.resize(self._centre.size())
            self._centre.setCurrentWidget(self._workspace)
            if first:
                self.panes.show()
            centre.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        """All at once; but views that changed in this turn of the event loop already are refreshed once at its end.

        While one regimen after another is tried, commands tell in the next turn what they can do: it stays the same.
        """
        before, self._in_force = self._in_force, under_a_preview(self.session)
        opened = None if self.session is None else self.session.opened
        if opened is not self._found:  # courses were regrouped, or that was undone: views keep nothing of them
            self._found, self._behind = opened, False
            self.selection.select_course(None)
            self.stage.show_session(self.session, self.theme)
        elif self._turn.isActive():
            self._behind = True
        else:
            self._turn.start()
            self.stage.refresh()
        self._show_case(soon=before is not None and before == self._in_force)
        self._dialogs.refresh(self.session)
        self.scans.refresh()
        self.scores.refresh()
        self.event_edits.refresh()
        self.presentation.refresh()

    @Slot()
    def _next_turn(self) -> None:
        if self._behind:
            self._behind = False
            self.stage.refresh()

    def _show_case(self, *, soon: bool = False) -> None:
        """Header, footer, title and commands; those in the next turn of the event loop where that is `soon` enough."""
        session = self.session
        if session is None:
            self._header.show_patient(None, ())
            self._footer.show_assumptions(())
        else:
            chips = header_chips(session, to_know(session) + len(self.kept.told))
            self._header.show_patient(session.assessment.patient, chips)
            self._footer.show_assumptions(*assumptions(session.assessment))
        understood = bool(self.settings.value("intended use understood", False, type=bool))
        self._use.setVisible(session is not None and not understood)  # the empty state says it anyway
        self.setWindowTitle(TITLE if session is None else f"{session.assessment.patient.shown_name} – {TITLE}")
        if soon:
            self.comparisons.enable(self.actions_by_name)  # an open comparison shows doses
            self._enabling.start()
        else:
            self._enable()

    @Slot()
    def _show_kept(self) -> None:
        """Footer, list of things to know and commands follow what is kept."""
        if self._dialogs.told != self.kept.told:
            self._dialogs.told = self.kept.told
            self._show_case()
            self._dialogs.refresh(self.session)
        self._footer.show_keeping(*self.kept.keeping.texts)
        self.kept.enable(self.actions_by_name)

    @Slot()
    def _enable(self) -> None:
        enable_commands(self.actions_by_name, self)

    @Slot(object)
    def _choose_patient(self, patients: opening.Patients) -> None:
        opener = self._opening
        self._dialogs.ask_which_patient(patients.cases, opener.open_case, opener.open_one_person)

    def _open_chosen(self, paths: Sequence[Path]) -> None:
        if paths:
            self.kept.leave(lambda: self.open(paths))

    def _work(self, doing: str, job: Job, then: Callable[[object], None]) -> None:
        self._opening.work(doing, job, then)

    def show_failure(self, failure: Failure) -> None:
        """Say plainly that something went wrong; what is shown stays."""
        self._failure.show_failure(failure)

    # First paint before data

    def _once_painted(self, start: Callable[[], None]) -> None:
        if self._painted:
            start()
        else:
            self._wanted = start

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._after_first_paint)

    @Slot()
    def _after_first_paint(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.runner.settled.connect(self.kept.look, Qt.ConnectionType.SingleShotConnection)
            self._once_painted(wanted)
        else:
            self.kept.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self._open_chosen(paths)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Views hand the keyboard on to one of their parts; the others have their turn all the same."""
        return go_on(self, forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self._leaving or self.kept.safe_to_leave()):
            event.ignore()
            self.kept.leave(self._close_for_good)
            return
        self.arrangements.remember()
        self.settings.setValue("layout/geometry", self.saveGeometry())
        for runner in self.findChildren(JobRunner):
            runner.close()
        self.kept.close()
        super().closeEvent(event)

    def _close_for_good(self) -> None:
        self._leaving = True
        self.close()


def _dress(theme: Theme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, theme)
