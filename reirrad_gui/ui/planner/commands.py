"""The commands of the planner: their menu, and why one does not apply."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.failure import Failure, plainly
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session import Session

MENU = "&Plan"
PLACE = "what if"
NO_SESSION = "Open a patient first."
NOTHING_TRIED = "No regimen is being tried."
ALREADY_KEPT = "What is tried is kept already."


class PlanCommands(QObject):
    """Owned by the window; `go_to` brings a view forward, `failed` shows a plain sentence."""

    def __init__(self, window: QWidget, go_to: Callable[[str], None], failed: Callable[[Failure], None]) -> None:
        super().__init__(window)
        self._go_to, self._failed = go_to, failed
        self._session: Session | None = None

    def add_to(self, actions: Actions) -> None:
        """The menu; tool tips explain why a command does not apply."""
        actions.add("try regimen", MENU, "&Try another regimen…", lambda: self._go_to(PLACE), ("Ctrl+Shift+T",))
        actions.add("keep regimen", MENU, "&Keep what is tried", self.keep, ("Ctrl+Shift+K",))
        actions.add("as given", MENU, "&Back to what was given", self.back, ("Ctrl+Shift+G",))
        actions.menu(MENU).setToolTipsVisible(True)

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none."""
        self._session = session

    def enable(self, actions: Actions) -> None:
        """Disable what does not apply, and say why."""
        session = self._session
        kept = session is not None and session.settings.what_if is not None
        previewing = session is not None and session.previewing
        reasons = {
            "try regimen": "" if session is not None else NO_SESSION,
            "keep regimen": "" if previewing else ALREADY_KEPT if kept else NOTHING_TRIED,
            "as given": "" if previewing or kept else NOTHING_TRIED,
        }
        for name, reason in reasons.items():
            actions[name].setEnabled(not reason)
            actions[name].setToolTip(tr(reason))
            actions[name].setWhatsThis(tr(reason))

    def keep(self) -> None:
        """Make what is tried a step that can be undone."""
        from reirrad_gui.ui.planner.trying import keep_what_is_tried

        self._do(lambda: keep_what_is_tried(self._session))

    def back(self) -> None:
        """Show the course as it was given."""
        from reirrad_gui.ui.planner.trying import back_to_what_was_given

        self._do(lambda: back_to_what_was_given(self._session, at_once=True))

    def _do(self, act: Callable[[], None]) -> None:
        from reirrad_gui.errors import ReirradError

        try:
            act()
        except ReirradError as error:
            self._failed(plainly(error, "Going back"))
