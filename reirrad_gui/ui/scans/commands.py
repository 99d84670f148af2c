"""The command that shows bone scans in the place of the dose, and what opens an examination of the timeline."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from reirrad_gui.ui.actions import Actions, Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.scans import Exam
    from reirrad_gui.ui.scans.view import ScansView

SCANS = "bone scans"
NO_CASE = "Open a patient first."
NONE = "The history holds no bone scan and no other examination with planar pictures."


class Scans(QObject):
    """Owned by the window. The view is made when it is first wanted, and lies in front of the dose.

    `slices_wanted` carries the uid of a series of slices: it belongs on the planes of the dose.
    """

    slices_wanted = Signal(str)

    def __init__(self, window: QWidget, theme: Theme, settings: QSettings) -> None:
        super().__init__(window)
        self._theme, self._settings = theme, settings
        self._place = QStackedWidget()
        self._session: Session | None = None
        self._kept = ""
        self.view: ScansView | None = None

    def put_into(self, place: QStackedWidget) -> None:
        """Where the dose is, first of all: the scans come in front of it."""
        self._place = place

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command, at the end of a menu."""
        actions.add(SCANS, menu, "Bone sc&ans, or the dose", self.switch, ("Ctrl+Shift+B",))

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys of the view, for the window's list of keys."""
        from reirrad_gui.ui.scans.keys import BINDINGS

        return BINDINGS

    @property
    def in_front(self) -> bool:
        """True while the scans are in the place of the dose."""
        return self.view is not None and self._place.currentWidget() is self.view

    def enable(self, actions: Actions) -> None:
        """Disable the command without a case."""
        action = actions[SCANS]
        action.setEnabled(self._session is not None)
        action.setToolTip("" if self._session is not None else tr(NO_CASE))

    def show_session(self, session: "Session | None") -> None:
        """Another case, or none: its dose is in front."""
        self._session = session
        self.leave()
        if self.view is not None:
            self.view.show_session(session)

    def refresh(self) -> None:
        """The session has changed; behind the dose nothing follows until it is wanted again."""
        if self.view is not None and self.in_front:
            self.view.refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        if self.view is not None:
            self.view.apply_theme(theme)

    def saved_state(self) -> str:
        """What the view wants to find again at the next start, made or not."""
        return self._kept if self.view is None else self.view.saved_state()

    def restore_state(self, text: str) -> None:
        """What the window remembered; "" is as at the first start."""
        self._kept = text
        if self.view is not None:
            self.view.restore_state(text)

    @Slot()
    def switch(self) -> None:
        """The newest bone scan, or the newest planar pictures there are; the dose again where they are in front."""
        if self.in_front:
            self.leave()
        elif self._session is not None:
            newest = self._newest(self._session)
            self.show_exam(None if newest is None else newest.event.uid)

    @Slot(str)
    def show_exam(self, uid: str | None) -> None:
        """One examination of the history: slices on the planes of the dose, anything else here."""
        session = self._session
        if session is None:
            return
        from reirrad_gui.session.scans import exams

        found = next((exam for exam in exams(session.case.events, session.case.series) if exam.event.uid == uid), None)
        if found is not None and found.is_stack and found.series is not None:
            self.leave()
            self.slices_wanted.emit(found.series.uid)
            return
        view = self._made()
        if found is not None:
            view.show_exam(found.event.uid)
        else:
            view.say(NONE)
        self._place.setCurrentWidget(view)
        view.focus()

    @Slot()
    def leave(self) -> None:
        """The dose to the front."""
        if not self.in_front:
            return
        self._place.setCurrentIndex(0)
        dose = self._place.currentWidget()
        if dose is not None:
            dose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _newest(self, session: "Session") -> "Exam | None":
        from reirrad_gui.session.scans import exams

        planar = [exam for exam in exams(session.case.events, session.case.series) if not exam.is_stack]
        bone = [exam for exam in planar if exam.event.kind == "bone scan"]
        with_pictures = [exam for exam in bone or planar if exam.series is not None]
        return next(reversed(with_pictures or bone or planar), None)

    def _made(self) -> "ScansView":
        if self.view is None:
            from reirrad_gui.ui.scans.picture import ScanPicture
            from reirrad_gui.ui.scans.view import ScansView
            from reirrad_gui.ui.steady import guard, hold_steady

            self.view = ScansView(self._theme, self._settings)
            self.view.restore_state(self._kept)
            self.view.show_session(self._session)
            self.view.left.connect(self.leave)
            hold_steady(self.view)
            guard(ScanPicture.__mro__)
            self._place.addWidget(self.view)
        return self.view
