"""Autosave: every completed edit of a session becomes a revision, written in the background and in order.

An edit is never held up by the store. What cannot be written waits in memory and is tried again; what somebody else
wrote meanwhile is told and never overwritten.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from getpass import getuser
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Final

from reirrad_gui.constraints import Stamp
from reirrad_gui.errors import StoreError
from reirrad_gui.patient.events import Event
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.keeping.document import Documents, to_json
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.session import Session
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.storyboard import Steps

if TYPE_CHECKING:
    from reirrad_gui.store.cases import CaseStore
    from reirrad_gui.store.revisions import Revision

RETRY_S: Final = 5.0
"""After this time what could not be written is tried again."""
LOOK_S: Final = 2.0
"""So often a quiet window looks whether another one has changed the case."""
OPENED, REOPENED = "Open", "Open again"
FOUND_AGAIN = "Name where the files are now"
NO_EDIT: Final = (OPENED, REOPENED, FOUND_AGAIN)
"""Nobody loses anything where these were not written."""
ASKED, READ_AGAIN = "Change what may vary", "Read changed limits and α/β from the disk"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How keeping stands; handed to the listener whenever it changes.

    Parameters
    ----------
    case_id, number : the case in the store and its newest revision that this window knows; None before the first
    label, at : of that revision; `at` in UTC, ISO 8601
    pending : what is not in the store yet: edits, or that the case was opened
    edits : how many of these a person did: what would be lost
    trouble : one sentence why; empty where all is well
    theirs : the newest revision of another window where it is not the one this window rests on
    conflict : True where edits of this window wait because of it: `take_theirs`, `keep_mine` or `keep_apart`
    gone : True where the case was deleted from the store meanwhile: `keep_apart`
    damaged : True where the store itself is damaged: it can be set aside
    """

    case_id: str | None = None
    number: int | None = None
    label: str = ""
    at: str = ""
    pending: int = 0
    edits: int = 0
    trouble: str = ""
    theirs: "Revision | None" = None
    conflict: bool = False
    gone: bool = False
    damaged: bool = False

    @property
    def kept(self) -> bool:
        """True where everything that was done is in the store."""
        return self.number is not None and not self.pending and not self.trouble


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """A session after one edit; frozen, so that it can be written down later."""

    label: str
    at: str
    opened: Opened
    settings: Settings
    question: Question
    stamps: tuple[Stamp | None, Stamp | None]
    events: tuple[Event, ...] | None
    storyboard: Steps

    @property
    def content(
        self,
    ) -> tuple[Opened, Settings, Question, tuple[Stamp | None, Stamp | None], tuple[Event, ...] | None, Steps]:
        """What the document is made of."""
        return self.opened, self.settings, self.question, self.stamps, self.events, self.storyboard

    def differs_from(self, other: "_Moment") -> bool:
        mine = (self.settings, self.question, self.stamps, self.events, self.storyboard)
        theirs = (other.settings, other.question, other.stamps, other.events, other.storyboard)
        return self.opened is not other.opened or mine != theirs


@dataclass(slots=True)
class _Head:
    """What this window rests on in the store."""

    case_id: str
    number: int
    label: str
    at: str
    content: str = field(repr=False)


class Keeper:
    """Keeps one session in a store from `start` to `close`.

    Parameters
    ----------
    session : the session; its changes are listened to on the thread that makes them
    open_store : called on the keeper's own thread, again where it failed
    opened_from : files and folders that the person opened; archives are found again through them
    resumes : the newest revision of the stored case that the session was reopened from, whichever revision that was;
        None begins a new case, as a reopened case that is not `complete` has to
    first_label : what the first revision is called; unless given, "Open" or "Open again"
    listener : told of every change of `state`, on the keeper's thread
    """

    def __init__(
        self,
        session: Session,
        open_store: "Callable[[], CaseStore]",
        *,
        opened_from: Sequence[str] = (),
        resumes: "Revision | None" = None,
        who: str = "",
        first_label: str = "",
        listener: Callable[[Keeping], None] = lambda _: None,
        retry_s: float = RETRY_S,
        look_s: float = LOOK_S,
    ) -> None:
        self._session, self._open_store, self._listener = session, open_store, listener
        self._who = who or user_name()
        self._retry_s, self._look_s = retry_s, look_s
        self._documents = Documents(opened_from)
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._waiting: deque[_Moment] = deque()
        self._store: CaseStore | None = None
        self._head: _Head | None = None
        self._resumes = resumes
        self._sitting, self._seen_at, self._failed_at = "", 0.0, 0.0
        self._unwritten = False
        self._state = self._told = Keeping()
        self._last = self._moment(first_label or (OPENED if resumes is None else REOPENED))
        self._first: _Moment | None = self._last
        self._unsubscribe: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._work, name="keeping", daemon=True)

    @property
    def state(self) -> Keeping:
        """How keeping stands; may be read from any thread."""
        return self._state

    # --- on the session's thread --------------------------------------------------------------------------------

    @property
    def who(self) -> str:
        """Whose edits these are; may be set, for those from then on."""
        return self._who

    @who.setter
    def who(self, name: str) -> None:
        self._who = name or user_name()

    def start(self, *, at_once: bool = True) -> None:
        """Begins to keep: the case as it is now, and every edit from now on.

        With `at_once` False nothing is written before `begin` or the first edit: a case that was only looked at leaves
        nothing behind.
        """
        self._unsubscribe = self._session.subscribe(self._changed)
        self._thread.start()
        if at_once:
            self.begin()

    def begin(self) -> None:
        """Writes the case as it was when this keeper was made, unless that was done."""
        first, self._first = self._first, None
        if first is not None:
            self._enqueue(first)

    @property
    def begun(self) -> bool:
        """False while nothing was to be written yet."""
        return self._first is None

    def flush(self, timeout_s: float | None = None) -> bool:
        """Waits until everything done so far was tried; True where it is in the store."""
        if not self._thread.is_alive():
            return self._state.kept
        done = threading.Event()
        self._tasks.put(self._try_now)
        self._tasks.put(done.set)
        return done.wait(timeout_s) and self._state.kept

    def close(self, timeout_s: float | None = 15.0) -> bool:
        """Flushes and ends; True where everything is in the store. What is not is lost with the program: ask first."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        kept = self.flush(timeout_s)
        self._tasks.put(self._leave)
        self._tasks.put(None)
        self._thread.join(timeout_s)
        return kept

    def take_theirs(self) -> "Revision | None":
        """Leaves what waits here, and rests on the other window's newest revision; that one, to be shown.

        Nothing is lost from the store. The caller puts the revision's document in force (`in_force`).
        """
        theirs = self._state.theirs
        if theirs is not None:
            self._tasks.put(lambda: self._rest_on(theirs, forget=True))
        return theirs

    def keep_mine(self) -> None:
        """Writes what waits here after the other window's revisions; these stay in the history."""
        theirs = self._state.theirs
        if theirs is not None:
            self._tasks.put(lambda: self._rest_on(theirs, forget=False))

    def keep_apart(self) -> None:
        """Keeps this window's state as a case of its own from now on."""
        self._tasks.put(self._begin_apart)

    def _changed(self) -> None:
        moment = self._moment(self._session.last_change)
        last = self._last
        kept = (last.settings, last.events, last.storyboard)
        if moment.opened is last.opened and (moment.settings, moment.events, moment.storyboard) == kept:
            moment = replace(moment, label=ASKED if moment.question != last.question else READ_AGAIN)
        if moment.differs_from(self._last):
            self.begin()
            self._last = moment
            self._enqueue(moment)

    def _moment(self, label: str) -> _Moment:
        session, shown = self._session, self._session.assessment
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        stamps = (shown.set_in_force, shown.tissue_table)
        if session.previewing and hasattr(self, "_last"):
            stamps = self._last.stamps
        return _Moment(
            label, at, session.opened, session.settings, session.question, stamps, session.edited_events,
            session.storyboard,
        )  # fmt: skip

    def _enqueue(self, moment: _Moment) -> None:
        self._tasks.put(lambda: self._keep(moment))

    # --- on the keeper's thread ---------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                task = self._tasks.get(timeout=self._retry_s if self._waiting else self._look_s)
            except Empty:
                task = self._idle
            if task is None:
                break
            try:
                task()
            except Exception as error:
                # whatever it is, the next edit must still be kept, and the person has to know
                log.exception("keeping failed")
                sentence = f"What you did could not be kept ({type(error).__name__}: {error}). Please report this."
                self._tell(replace(self._state, trouble=sentence))
        if self._store is not None:
            self._store.close()

    def _idle(self) -> None:
        """Nothing was done for a while: try again, or look what others did."""
        if self._waiting:
            self._try_now()
            return
        self._guarded(self._look)
        self._guarded(self._show_presence)

    def _keep(self, moment: _Moment) -> None:
        self._waiting.append(moment)
        if monotonic() - self._failed_at >= self._retry_s or not self._state.trouble:
            self._try_now()
        else:
            self._tell(self._state)

    def _try_now(self) -> None:
        """Writes what waits, in order, unless another window's edits have to be looked at first."""
        if not self._state.conflict and self._waiting:
            self._guarded(self._write)
        self._tell(self._state)

    def _guarded(self, job: "Callable[[CaseStore], None]") -> None:
        """Runs a job on the store; where it fails the state says so in a sentence."""
        from reirrad_gui.store.trouble import ConflictError, DamagedError, DeletedError

        try:
            if self._store is not None and self._store.database.replaced:
                self._store.close()  # else what is done goes into a file that nobody finds again
                self._store = None
            if self._store is None:
                self._store = self._open_store()
            job(self._store)
        except ConflictError as error:
            self._tell(replace(self._state, trouble=str(error), theirs=error.theirs, conflict=True))
        except StoreError as error:
            self._failed_at = monotonic()
            gone, damaged = isinstance(error, DeletedError), isinstance(error, DamagedError)
            self._tell(replace(self._state, trouble=str(error), gone=gone, damaged=damaged))
            if self._store is not None and self._store.database.read_only:
                self._store.close()  # it may be allowed meanwhile
                self._store = None

    def _write(self, store: "CaseStore") -> None:
        while self._waiting:
            moment = self._waiting[0]
            try:
                document = to_json(self._documents.of(*moment.content))
            except (TypeError, ValueError, OSError) as error:
                # nothing helps this one, and those after it must not wait for it
                self._waiting.popleft()
                self._unwritten = True
                log.exception("“%s” cannot be written down", moment.label)
                raise StoreError(
                    f"“{moment.label}” cannot be written down ({error}): it is not in the case store, only in this "
                    "window. Please report this."
                ) from error
            self._append(store, moment, document)
            self._waiting.popleft()
            self._unwritten = False
            self._tell(replace(self._state, trouble="", gone=False, damaged=False))
            self._show_presence(store)

    def _append(self, store: "CaseStore", moment: _Moment, document: dict[str, object]) -> None:
        from reirrad_gui.store.chain import canonical

        if self._head is None and self._resumes is not None:
            self._head = _head_of(self._resumes)
        content = canonical(document)
        if self._head is None:
            written = store.begin(document, moment.label, self._who, moment.at)
        elif content == self._head.content:
            self._on_top()
            return
        else:
            written = store.append(self._head.case_id, self._head.number, document, moment.label, self._who, moment.at)
        self._head = _Head(written.case_id, written.number, moment.label, written.row.at, content)
        self._on_top()

    def _on_top(self) -> None:
        head = self._head
        assert head is not None, "the caller has just written it"
        self._state = replace(
            self._state, case_id=head.case_id, number=head.number, label=head.label, at=head.at, theirs=None,
            conflict=False,
        )  # fmt: skip

    def _look(self, store: "CaseStore") -> None:
        """Whether another window has changed the case."""
        if self._head is None or self._state.conflict or self._unwritten:
            return
        number = store.number(self._head.case_id)
        if number is not None and number > self._head.number:
            if self._state.theirs is None or self._state.theirs.number != number:
                self._tell(replace(self._state, theirs=store.newest(self._head.case_id)))
        elif self._state.trouble or number is None:
            gone = "This case was deleted from the case store in another window: what is done now is not kept in it."
            self._tell(replace(self._state, trouble=gone if number is None else "", gone=number is None, damaged=False))

    def _rest_on(self, theirs: "Revision", *, forget: bool) -> None:
        if forget:
            self._waiting.clear()
        self._head = _head_of(theirs)
        self._on_top()
        self._state = replace(self._state, trouble="")
        self._try_now()

    def _begin_apart(self) -> None:
        self._guarded(self._get_up)
        self._head, self._resumes = None, None
        self._state = Keeping()
        if not self._waiting:
            self._waiting.append(self._last)
        self._try_now()

    def _show_presence(self, store: "CaseStore") -> None:
        """This window has the case open; others see when it ended without saying so."""
        from reirrad_gui.store.sittings import SEEN_EVERY_S, sit_down, still_here

        if self._head is None or (self._sitting and monotonic() - self._seen_at < SEEN_EVERY_S):
            return
        if self._sitting:
            still_here(store, self._sitting)
        else:
            self._sitting = sit_down(store, self._head.case_id, self._who)
        self._seen_at = monotonic()

    def _leave(self) -> None:
        if self._store is not None:
            self._guarded(self._get_up)

    def _get_up(self, store: "CaseStore") -> None:
        from reirrad_gui.store.sittings import get_up

        if self._sitting:
            get_up(store, self._sitting)
            self._sitting = ""

    def _tell(self, state: Keeping) -> None:
        edits = sum(moment.label not in NO_EDIT for moment in self._waiting) + self._unwritten
        self._state = replace(state, pending=len(self._waiting), edits=edits)
        if self._state != self._told:
            self._told = self._state
            self._listener(self._state)


def _head_of(revision: "Revision") -> _Head:
    from reirrad_gui.store.chain import canonical

    row = revision.row
    return _Head(revision.case_id, revision.number, row.label, row.at, canonical(dict(revision.document)))


def user_name() -> str:
    """Who is signed in at this computer, as far as it says."""
    try:
        return getuser()
    except (OSError, KeyError):
        return "not stated"
