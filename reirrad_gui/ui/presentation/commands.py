"""The tumour board's commands: presenting here or on another screen, saving views, stepping through them."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDialog, QInputDialog

from reirrad_gui.errors import EntryError, ReirradError
from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.failure import Failure, plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.dicom.deidentify import Words
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.storyboard import Steps, StoryStep
    from reirrad_gui.ui.presentation.following import Following
    from reirrad_gui.ui.presentation.gate import Gate
    from reirrad_gui.ui.presentation.storyboard import StepQuestion, StoryboardDialog
    from reirrad_gui.ui.presentation.window import PresentationWindow
    from reirrad_gui.ui.window import MainWindow

MENU = "&Board"
HERE, THERE, SAVE, LIST, NEXT, BEFORE = (
    "present", "present elsewhere", "save step", "storyboard", "next step", "step before",
)  # fmt: skip
NO_CASE = "Open a patient first."
ONE_SCREEN = (
    "This computer shows one screen only: the presentation is a window of its own, for sharing that window alone, and "
    "this one still says who the patient is. Press F9 instead where everybody sees the whole screen."
)
THEME_KEY, SCREEN_KEY = "presentation/theme", "presentation/screen"
CLOSER = 1.25


class Presentation(QObject):
    """Owned by the window. `board` is the shared screen while there is one; `changed` when that is another."""

    changed = Signal()

    def __init__(self, window: "MainWindow", settings: QSettings, say: Callable[[Failure], None]) -> None:
        super().__init__(window)
        self._window, self._settings, self._say = window, settings, say
        self._session: Session | None = None
        self._at: int | None = None
        self._headers: tuple[object, Words] | None = None
        self._following: Following | None = None
        self._gate: Gate | None = None
        self._question: StepQuestion | None = None
        self._list: StoryboardDialog | None = None
        self.board: PresentationWindow | None = None
        self.runner = JobRunner(self)
        self.runner.finished.connect(self._hidden)
        self.runner.failed.connect(self._not_hidden)

    def add_to(self, actions: Actions) -> None:
        """The menu."""
        actions.add(HERE, MENU, "&Hide identity, enlarge", self.switch, ("F9",))
        actions.add(THERE, MENU, "The same on &another screen…", self.switch_elsewhere, ("Shift+F9",))
        actions.separator(MENU)
        actions.add(SAVE, MENU, "&Save this view as a step…", self.ask_for_step, ("Ctrl+Alt+B",))
        actions.add(LIST, MENU, "S&toryboard…", self.show_list, ("Ctrl+Alt+T",))
        actions.add(NEXT, MENU, "&Next step", lambda: self.step(1), ("PgDown",))
        actions.add(BEFORE, MENU, "Step &before", lambda: self.step(-1), ("PgUp",))

    def enable(self, actions: Actions) -> None:
        """Disabled without a case; the keys of a clicker are those of the planes until something is presented."""
        open_case = self._session is not None
        for name in (HERE, THERE, SAVE, LIST):
            actions[name].setEnabled(open_case)
            actions[name].setToolTip("" if open_case else tr(NO_CASE))
        for name in (NEXT, BEFORE):
            actions[name].setEnabled(self.board is not None)

    def show_session(self, session: "Session | None") -> None:
        """Another case, or none: what was presented is over."""
        self.leave()
        self._session, self._at, self._headers = session, None, None
        self.refresh()

    def refresh(self) -> None:
        """The session has changed."""
        session = self._session
        if self._list is not None:
            if session is None:
                self._list.hide()
            else:
                self._list.show_steps(session.storyboard, session.assessment)
        if self._following is not None and session is not None:
            self._following.hide(self._words(session))

    # Presenting

    @Slot()
    def switch(self) -> None:
        """In place of the main window, or that one again."""
        if self.board is not None:
            self.leave()
        elif self._session is not None:
            self._begin(None)

    @Slot()
    def switch_elsewhere(self) -> None:
        """On another screen, while this window stays for the presenter; or no longer."""
        if self.board is not None:
            self.leave()
            return
        if self._session is None:
            return
        screen = self._chosen_screen()
        if screen is not None:
            self._begin(screen)
            if screen is self._window.screen():
                self._say(Failure(ONE_SCREEN, ""))

    def _chosen_screen(self) -> QScreen | None:
        """The only other screen; one of several by choice; this one where there is no other. None: given up."""
        here = self._window.screen()
        others = [one for one in QGuiApplication.screens() if one is not here]
        if len(others) < 2:
            return others[0] if others else here
        names = [f"{one.name()}, {one.size().width()} × {one.size().height()}" for one in others]
        last = str(self._settings.value(SCREEN_KEY, ""))
        begin = names.index(last) if last in names else 0
        title, question = tr("Another screen"), tr("&Present on")
        name, given = QInputDialog.getItem(self._window, title, question, names, begin, editable=False)
        if not given:
            return None
        self._settings.setValue(SCREEN_KEY, name)
        return others[names.index(name)]

    def _begin(self, screen: QScreen | None) -> None:
        from reirrad_gui.ui.presentation.gate import Gate
        from reirrad_gui.ui.presentation.window import PresentationWindow

        theme = Theme.named(str(self._settings.value(THEME_KEY, "light")))
        board = self.board = PresentationWindow(self._window.selection, theme)
        board.left.connect(self.leave)
        board.stepped.connect(self.step)
        board.wished.connect(self._grant)
        self._place(board, screen)
        board.show()
        if screen is None:
            self._gate = Gate(board)
            self._gate.close(self._window)
        self.changed.emit()
        self._look_for_identity()

    def _place(self, board: "PresentationWindow", screen: QScreen | None) -> None:
        window = self._window
        if screen is None:
            board.setGeometry(window.geometry())
            board.setWindowState(window.windowState())
        elif screen is window.screen():
            board.resize(window.size())
        else:
            board.setGeometry(screen.availableGeometry())
            board.setWindowState(board.windowState() | Qt.WindowState.WindowFullScreen)

    def _look_for_identity(self) -> None:
        """What the files' headers say is read in the background; nothing of the case is on the board before."""
        session = self._session
        if session is None:
            return
        if self._headers is not None and self._headers[0] is session.opened:
            self._hidden(None)
            return
        case, opened = session.case, session.opened

        def job(ticket: "Ticket") -> "tuple[object, Words]":
            from reirrad_gui.dicom.deidentify import Words
            from reirrad_gui.session.veil import read_headers

            words = Words()
            read_headers(words, case, ticket.step)
            return opened, words

        self.runner.start(job)

    @Slot(object)
    def _hidden(self, found: "tuple[object, Words] | None") -> None:
        session, board = self._session, self.board
        if found is not None:
            self._headers = found
        if session is None or board is None:
            return
        from reirrad_gui.ui.presentation.following import Following
        from reirrad_gui.ui.presentation.gate import clean_clipboard

        self._following = Following(self._window, board, self._words(session), self._at)
        if self._gate is not None:
            clean_clipboard(self._following.veil)
        self._following.show_now()

    @Slot(object)
    def _not_hidden(self, error: BaseException) -> None:
        self.leave()
        self._say(plainly(error, "Hiding the identity"))

    def _words(self, session: "Session") -> "Words":
        """What the case says now, and what its files say."""
        from reirrad_gui.session.veil import words_of

        words = words_of(session)
        if self._headers is None:
            return words
        more = self._headers[1]
        return replace(
            words, names=words.names | more.names, ids=words.ids | more.ids, places=words.places | more.places,
            years=words.years | more.years, unread=more.unread,
        )  # fmt: skip

    @Slot()
    def leave(self) -> None:
        """The main window again, with everything it says."""
        board, self.board = self.board, None
        if board is None:
            return
        self.runner.cancel()
        self._following = None
        if self._gate is not None:
            self._gate.open()
            self._gate = None
        self._drop_tried()
        board.hide()
        board.deleteLater()
        self.changed.emit()

    def _drop_tried(self) -> None:
        """What a step tried is not left behind."""
        session = self._session
        if session is not None and self._at is not None and session.previewing:
            session.drop_preview()
        self._at = None

    @Slot(str)
    def _grant(self, wish: str) -> None:
        following, board = self._following, self.board
        if following is None or board is None:
            return
        if wish == "theme":
            board.apply_theme(board.theme.other)
            self._settings.setValue(THEME_KEY, board.theme.name)
        elif wish == "quantity":
            following.next_quantity()
        elif wish == "dates":
            following.switch_days()
        else:
            following.zoom_time({"closer": CLOSER, "farther": 1 / CLOSER}.get(wish))
        following.show_now()

    # The storyboard

    @Slot(int)
    def step(self, by: int) -> None:
        """So many steps on; the first one to begin with."""
        session = self._session
        if session is not None and session.storyboard:
            last = len(session.storyboard) - 1
            there = (0 if by > 0 else last) if self._at is None else min(max(self._at + by, 0), last)
            self.show_step(there)

    @Slot(int)
    def show_step(self, place: int) -> None:
        """Look at what a step looked at; a regimen is tried again, no setting is changed."""
        session = self._session
        if session is None or not 0 <= place < len(session.storyboard):
            return
        from reirrad_gui.ui.presentation.views import go_to

        step = session.storyboard[place]
        self._at = place
        try:
            _try_again(session, step)
        except ReirradError as error:
            self._say(plainly(error, "Trying the regimen of this step"))
        go_to(self._window, step.view)
        if self._following is not None:
            self._following.at = place
            self._following.show_now()
        if self._list is not None:
            self._list.show_steps(session.storyboard, session.assessment, place)

    @Slot()
    def ask_for_step(self) -> None:
        """Ask for the words of a new step."""
        session = self._session
        if session is None:
            return
        from reirrad_gui.ui.presentation.storyboard import StepQuestion

        organ = session.assessment.organ(self._window.selection.organ)
        title = tr(f"View {len(session.storyboard) + 1}") if organ is None else organ.name
        self._question = question = StepQuestion(title, self._window)
        question.given.connect(self._save)
        question.finished.connect(question.deleteLater)
        question.open()

    @Slot(str, str)
    def _save(self, title: str, note: str) -> None:
        session, question = self._session, self._question
        if session is None or question is None:
            return
        from reirrad_gui.session.storyboard import step_of
        from reirrad_gui.ui.presentation.views import view_of

        try:
            made = step_of(session, title, note, view_of(self._window))
        except EntryError as error:
            question.refuse(str(error))
            return
        question.accept()
        session.edit_storyboard(f"Save the view “{made.title}”", (*session.storyboard, made))

    @Slot()
    def show_list(self) -> None:
        """The steps, with the presenter's notes."""
        session = self._session
        if session is None:
            return
        if self._list is None:
            from reirrad_gui.ui.presentation.storyboard import StoryboardDialog

            self._list = StoryboardDialog(self._window)
            self._list.edited.connect(self._edit)
            self._list.wanted.connect(self.show_step)
            self._list.save_wanted.connect(self.ask_for_step)
            for name in (HERE, THERE, NEXT, BEFORE):
                self._list.addAction(self._window.actions_by_name[name])
        self._list.show_steps(session.storyboard, session.assessment, self._at)
        self._list.show()
        self._list.raise_()

    @property
    def list(self) -> QDialog | None:
        """The list of steps, once it was asked for."""
        return self._list

    @Slot(str, object)
    def _edit(self, label: str, steps: "Steps") -> None:
        if self._session is not None:
            self._session.edit_storyboard(label, steps)


def _try_again(session: "Session", step: "StoryStep") -> None:
    """The regimen that the step was taken with, as a preview; none where it had none."""
    tried, now = step.settings.what_if, session.assessment.settings.what_if
    if tried == now:
        return
    if tried is None or tried == session.settings.what_if:
        session.drop_preview()
    else:
        session.preview(lambda settings: replace(settings, what_if=tried))
