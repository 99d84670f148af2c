"""The one place that changes: settings with undo, and the assessment that follows from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reirrad_gui.case import Case
from reirrad_gui.errors import ReirradError
from reirrad_gui.patient.events import Event
from reirrad_gui.session.assess import Assessor
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.certainty import Answer, Certainty, Question
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.jobs import Step
from reirrad_gui.session.judging import Measured
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.planner.planner import Planner
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.storyboard import Steps

Edit = Callable[[Settings], Settings]
PastStep = tuple[str, Settings, tuple[Event, ...] | None, Steps]
"""An edit by its label, with settings, history (None: as it was read) and storyboard before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """An opened case with its first assessment: what is slow about showing it is done. Made in the background."""

    opened: Opened
    assessor: Assessor
    assessment: Assessment

    @classmethod
    def of(cls, opened: Opened, settings: Settings) -> "Ready":
        """Assesses an opened case under these settings; InputError as `Assessor.assess`."""
        assessor = Assessor(opened)
        assessment = assessor.assess(settings)
        assessor.prepare()
        return cls(opened, assessor, assessment)


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    label: str
    settings: Settings
    ready: Ready
    case: Case
    storyboard: Steps


class Session:
    """One open case. Views read `assessment`, and hand back edits with `do`.

    While a preview is on, `assessment` and `display` show it; `settings` stay what is in force. `events` are the
    history as it was kept, where it was edited before; None: as it was read. `past` are earlier edits of this very
    case, first to last, for undo to walk.
    """

    def __init__(
        self,
        opened: Opened,
        settings: Settings | None = None,
        events: tuple[Event, ...] | None = None,
        past: Sequence[PastStep] = (),
        storyboard: Steps = (),
    ) -> None:
        self._future: list[_Moment] = []
        self._watchers: list[Callable[[], None]] = []
        self._preview: Edit | None = None
        self._certainty = Certainty()
        self._last_change = ""
        self._settings = settings or Settings()
        self._ready = Ready.of(opened, self._settings)
        self._events_read = opened.case.events
        self._case = self._told(events)
        self._storyboard = storyboard
        self._past = [_Moment(label, s, self._ready, self._told(then), story) for label, s, then, story in past]
        self._assessment = self._ready.assessment
        self._display = DisplayFields.of(*self._ready.assessor.drawn(self._settings))

    def _told(self, events: tuple[Event, ...] | None) -> Case:
        return self.opened.case if events is None else replace(self.opened.case, events=events)

    def _show(self, ready: Ready, settings: Settings) -> None:
        current = ready.assessment.settings is settings and not ready.assessor.learnt
        assessment = ready.assessment if current else ready.assessor.assess(settings)
        drawn, same = ready.assessor.drawn(settings), self._ready.opened is ready.opened
        self._display = self._display.changed(*drawn) if same else DisplayFields.of(*drawn)
        if not same:
            self._case = replace(ready.opened.case, events=self._case.events)
        self._ready, self._settings, self._assessment = ready, settings, assessment

    @property
    def opened(self) -> Opened:
        """The case with its doses loaded and its organs sampled; another one after courses were regrouped."""
        return self._ready.opened

    @property
    def case(self) -> Case:
        """The case as found and regrouped, with its events as edited: no number rests on an event."""
        return self._case

    @property
    def events_read(self) -> tuple[Event, ...]:
        """The history as the files tell it."""
        return self._events_read

    @property
    def edited_events(self) -> tuple[Event, ...] | None:
        """The history where a person edited it; None as it was read."""
        read, now = self._events_read, self._case.events
        return None if now is read or now == read else now

    @property
    def storyboard(self) -> Steps:
        """Views saved for a presentation, in order."""
        return self._storyboard

    @property
    def settings(self) -> Settings:
        """What is in force now."""
        return self._settings

    @property
    def assessment(self) -> Assessment:
        """Everything that is shown."""
        return self._assessment

    @property
    def display(self) -> DisplayFields:
        """Images and doses for the views."""
        return self._display

    @property
    def planner(self) -> Planner:
        """Answers in the background what could still be given; of the case that is open now."""
        return self._ready.assessor.planner

    @property
    def question(self) -> Question:
        """What is asked about certainty; not undoable, for it changes no number of the assessment."""
        return self._certainty.question

    @property
    def certain(self) -> Answer | None:
        """How sure what is shown is; None where that was not asked yet, or of other settings only."""
        return self._certainty.current(self.opened, self._assessment)

    @property
    def once_certain(self) -> Answer | None:
        """The newest answer about certainty, whether it speaks of what is shown or not."""
        return self._certainty.newest

    def ask(self, question: Question) -> None:
        """Asks something else about certainty: what was answered before is old."""
        if question != self._certainty.question:
            self._certainty.question = question
            self._tell()

    def asking(self) -> Callable[[Step], Answer]:
        """What finds out, in the background, how sure that is which is shown now."""
        assessor, assessment, question = self._ready.assessor, self._assessment, self.question
        reading = self._certainty.reading
        return lambda step: Answer(assessor.uncertainty(assessment.settings, question, step), assessment, reading)

    def answered(self, answer: Answer) -> None:
        """Takes over an answer about certainty; it may be old already."""
        self._certainty.keep(answer)
        self._tell()

    @property
    def undo_label(self) -> str | None:
        """What the next undo takes back."""
        return self._past[-1].label if self._past else None

    @property
    def last_change(self) -> str:
        """What was done last to what is in force, with "Undo: " or "Redo: " before it where it was that."""
        return self._last_change

    @property
    def redo_label(self) -> str | None:
        """What the next redo does again."""
        return self._future[-1].label if self._future else None

    def do(self, label: str, edit: Edit) -> None:
        """A labelled, undoable change of the settings; raises what `edit` raises, and then nothing has changed."""
        before = self._here(label)
        self._adopt(edit(self._settings))
        self._remember(before)

    @property
    def previewing(self) -> bool:
        """True while something is shown that is not in force."""
        return self._preview is not None

    def preview(self, edit: Edit) -> None:
        """Shows an edit of what is in force without making it: it is in no undo history.

        Each preview replaces the one before. Raises what `edit` or the assessment raises, and then nothing has changed.
        """
        self._present(edit(self._settings))
        self._preview = edit
        self._tell()

    def keep_preview(self, label: str) -> None:
        """Makes the preview an edit like any other, labelled and undoable; does nothing when there is none."""
        if self._preview is None:
            return
        before = self._here(label)
        self._settings, self._preview = self._assessment.settings, None
        self._remember(before)

    def drop_preview(self) -> None:
        """Shows again what is in force; does nothing when there is no preview."""
        if self._preview is None:
            return
        self._present(self._settings)
        self._preview = None
        self._tell()

    def regroup(self, label: str, opened: Opened | Ready) -> None:
        """Courses joined, split or given another dose, opened again in the background; undoable like any edit.

        With a `Ready` made in the background, too, this is as quick as any other edit.
        """
        before = self._here(label)
        self._show(opened if isinstance(opened, Ready) else Ready.of(opened, self._settings), self._settings)
        self._present_again()
        self._remember(before)

    def do_ready(self, label: str, ready: Ready) -> None:
        """An edit whose assessment was made in the background, of the case that is open: shown without a wait.

        A preview ends with it.
        """
        before = self._here(label)
        self._show(ready, ready.assessment.settings)
        self._preview = None
        self._remember(before)

    def edit_events(self, label: str, events: tuple[Event, ...]) -> None:
        """The history changed: undoable like any edit, and at once, because no number rests on an event.

        Events outlive a regrouping of courses; an edit that changes nothing is none.
        """
        if events == self._case.events:
            return
        before = self._here(label)
        self._case = replace(self._case, events=events)
        self._remember(before)

    def edit_storyboard(self, label: str, steps: Steps) -> None:
        """Saved views changed: undoable like any edit, and at once; an edit that changes nothing is none."""
        if steps == self._storyboard:
            return
        before = self._here(label)
        self._storyboard = steps
        self._remember(before)

    def restore(
        self, label: str, settings: Settings, events: tuple[Event, ...], storyboard: Steps | None = None
    ) -> None:
        """Settings, history and saved views (None: as they are) of another moment of this case, as one step to undo.

        No step where they are in force already. Raises what the settings raise, and then nothing has changed.
        """
        steps = self._storyboard if storyboard is None else storyboard
        if (settings, events, steps) == (self._settings, self._case.events, self._storyboard):
            return
        before = self._here(label)
        if settings != self._settings:
            self._adopt(settings)
        self._case, self._storyboard = replace(self._case, events=events), steps
        self._remember(before)

    def learn(self, measured: Measured) -> None:
        """Takes over what was measured of registrations in the background: nothing to undo, no dose changes."""
        self._ready.assessor.learn(measured)
        self._adopt(self._settings)
        self._tell()

    def reread(self) -> None:
        """Assesses again after a set of limits or a table of tissues was changed on disk: nothing to undo.

        Raises
        ------
        InputError
            What is in force can no longer be used; what is shown stays.
        """
        self._adopt(self._settings)
        self._ready.assessor.forget_first()
        self._certainty.forget()
        self._tell()

    def _here(self, label: str) -> _Moment:
        return _Moment(label, self._settings, self._ready, self._case, self._storyboard)

    def _remember(self, before: _Moment) -> None:
        self._past.append(before)
        self._future.clear()
        self._last_change = before.label
        self._tell()

    def undo(self) -> None:
        """Takes the last edit back; does nothing when there is none. A preview is dropped first."""
        self._walk(self._past, self._future)

    def redo(self) -> None:
        """Does the last undone edit again; does nothing when there is none. A preview is dropped first."""
        self._walk(self._future, self._past)

    def _walk(self, source: list[_Moment], target: list[_Moment]) -> None:
        if not source:
            self.drop_preview()
            return
        previewed, self._preview = self._preview is not None, None
        moment, here = source[-1], self._here(source[-1].label)
        if moment.ready is self._ready:
            if previewed or moment.settings is not self._settings:  # else only the history is another one
                self._adopt(moment.settings)
        else:
            self._show(moment.ready, moment.settings)
        self._case, self._storyboard = moment.case, moment.storyboard
        source.pop()
        target.append(here)
        self._last_change = f"{'Undo' if target is self._future else 'Redo'}: {moment.label}"
        self._tell()

    def subscribe(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Calls `watcher` after every change; the returned function ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _adopt(self, settings: Settings) -> None:
        """Puts settings in force and shows them, with the preview on top where there is one and it still fits."""
        if self._preview is None or not self._presented(self._preview, settings):
            self._present(settings)
            self._preview = None
        self._settings = settings

    def _present_again(self) -> None:
        """The preview on top of what has just come into force."""
        if self._preview is not None and not self._presented(self._preview, self._settings):
            self._preview = None

    def _presented(self, edit: Edit, settings: Settings) -> bool:
        try:
            self._present(edit(settings))
        except ReirradError:
            return False
        return True

    def _present(self, settings: Settings) -> None:
        """Shows settings, whether they are in force or not; where that raises, nothing has changed."""
        assessor = self._ready.assessor
        assessment = assessor.assess(settings)
        display = self._display.changed(*assessor.drawn(settings))
        self._assessment, self._display = assessment, display

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
