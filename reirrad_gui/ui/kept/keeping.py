"""The case on screen is kept: the keeper's word on the window's thread, its strips, and leaving without loss."""

from collections.abc import Callable, Sequence
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.jobs import Job
from reirrad_gui.ui.kept.history import NAME_KEY
from reirrad_gui.ui.kept.rows import keeping_text, theirs_text
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.strips import Choice, ChoiceStrip

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.keeping.keeper import Keeper, Keeping
    from reirrad_gui.store.revisions import Revision

Work = Callable[[str, Job, Callable[[Any], None]], None]
QUICK_S = 0.25
"""So long the window waits by itself for the last edit to be on the disk; longer only in the background."""
FLUSHING = "Writing the last edits into the case store"


class _Wire(QObject):
    """Carries the keeper's word to the window's thread, until it is cut."""

    told = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.keeper: Keeper | None = None
        self._cut = False

    def __call__(self, state: "Keeping") -> None:
        if not self._cut:
            self.told.emit(self.keeper, state)

    def cut(self) -> None:
        """Nobody listens any more."""
        self._cut = True


class CaseKeeping(QObject):
    """Keeps the session on screen. `told` after every change of how that stands.

    `reopen_wanted` carries the id of a case that has to be opened again to be shown as another window left it.
    """

    told = Signal()
    reopen_wanted = Signal(str)
    set_aside_wanted = Signal()

    def __init__(self, shelf: Shelf | None, settings: QSettings, work: Work, parent: QWidget) -> None:
        super().__init__(parent)
        self._shelf, self._settings, self._work = shelf, settings, work
        self._session: Session | None = None
        self._keeper: Keeper | None = None
        self._wire: _Wire | None = None
        self.strip = ChoiceStrip("keeping trouble")

    @property
    def state(self) -> "Keeping | None":
        """How keeping stands; None while nothing is kept here."""
        return None if self._keeper is None else self._keeper.state

    @property
    def begun(self) -> bool:
        """Whether anything was to be written yet."""
        return self._keeper is not None and self._keeper.begun

    @property
    def texts(self) -> tuple[str, str]:
        """For the footer, and the whole of it."""
        if self._keeper is None:
            return "", ""
        return keeping_text(self._keeper.state, begun=self._keeper.begun)

    @property
    def case_id(self) -> str | None:
        """The case on screen in the store."""
        state = self.state
        return None if state is None else state.case_id

    def start(
        self,
        session: "Session",
        opened_from: Sequence[str],
        resumes: "Revision | None" = None,
        *,
        at_once: bool,
        first_label: str = "",
    ) -> None:
        """Begin to keep a session; with `at_once` False from its first edit on."""
        self.end()
        if self._shelf is None:
            return
        from reirrad_gui.session.keeping.keeper import Keeper

        self._wire = _Wire()
        self._wire.told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._session = session
        self._keeper = Keeper(
            session, self._shelf.open_store, opened_from=opened_from, resumes=resumes, who=self._name(),
            first_label=first_label, listener=self._wire,
        )  # fmt: skip
        self._wire.keeper = self._keeper
        self._keeper.start(at_once=at_once)
        self.told.emit()

    def begin(self) -> None:
        """Write the case now, unless that was done."""
        if self._keeper is not None:
            self._keeper.begin()
            self.told.emit()

    def rename(self, name: str) -> None:
        """Another name in the history from now on."""
        if self._keeper is not None:
            self._keeper.who = name

    def _name(self) -> str:
        return str(self._settings.value(NAME_KEY, ""))

    # Leaving

    def safe_to_leave(self) -> bool:
        """Whether nothing that was done would be lost; waits for the disk, but never longer than is felt."""
        keeper = self._keeper
        return keeper is None or not keeper.begun or keeper.flush(QUICK_S) or self._nothing_lost(keeper)

    @staticmethod
    def _nothing_lost(keeper: "Keeper") -> bool:
        state = keeper.state
        return bool(state.trouble) and not state.edits and not state.conflict

    def flush_then(self, then: Callable[[], None]) -> None:
        """Wait for the disk in the background, with progress and cancel; `then` when it has answered."""
        keeper = self._keeper

        def job(ticket: "Ticket") -> None:
            while keeper is not None and not keeper.flush(0.2):
                ticket.step(0, 0, "Waiting for the disk")
                if keeper.state.trouble:
                    return

        self._work(FLUSHING, job, lambda _: then())

    def end(self) -> None:
        """No longer keep the session: the last edits are written, and the window does not wait for that."""
        if self._wire is not None:
            self._wire.cut()
        keeper, self._keeper, self._wire, self._session = self._keeper, None, None, None
        self.strip.hide()
        if keeper is not None:
            closing = Thread(target=keeper.close, name="closing a case")  # no daemon: the program waits for it
            closing.start()
            closing.join(QUICK_S)
            self.told.emit()

    # What the keeper says

    @Slot(object, object)
    def _hear(self, keeper: "Keeper", state: "Keeping") -> None:
        if keeper is not self._keeper:
            return
        sentence = state.trouble
        if state.theirs is not None and (state.conflict or not sentence):
            sentence = theirs_text(state.theirs.row, conflict=state.conflict)
        if sentence:
            self.strip.say(f"▲ {sentence}", self._choices(state))
        else:
            self.strip.hide()
        self.told.emit()

    def _choices(self, state: "Keeping") -> tuple[Choice, ...]:
        if state.conflict:
            return (
                ("Leave mine, show the other", self._take_theirs),
                ("Mine on top of it", lambda: self._do("keep_mine")),
                ("Mine as a case of its own", lambda: self._do("keep_apart")),
            )
        if state.gone:
            return (("Keep it as a case of its own", lambda: self._do("keep_apart")),)
        if state.damaged:
            return (("Set the damaged store aside…", self.set_aside_wanted.emit),)
        if state.theirs is not None:
            return (("Show what the other window did", self._take_theirs),)
        return ()

    def _do(self, what: str) -> None:
        if self._keeper is not None:
            getattr(self._keeper, what)()

    def _take_theirs(self) -> None:
        """The other window's state on screen: at once where the courses are the same, else by opening it again."""
        from reirrad_gui.session.keeping.document import from_json
        from reirrad_gui.session.keeping.reopening import in_force

        keeper, session = self._keeper, self._session
        theirs = None if keeper is None else keeper.state.theirs
        if keeper is None or session is None or theirs is None:
            return
        try:
            document = from_json(theirs.document)  # before anything is given up: it may be a newer version's
            keeper.take_theirs()
            if not in_force(session, document, f"Take over: {theirs.row.label}"):
                self.reopen_wanted.emit(theirs.case_id)
        except ReirradError as error:
            self.strip.say(f"▲ {error}", self._choices(keeper.state))
