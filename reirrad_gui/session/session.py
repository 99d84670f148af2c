"""The one place that changes: settings with undo, and the assessment that follows from them."""

from collections.abc import Callable
from dataclasses import dataclass

from reirrad_gui.case import Case
from reirrad_gui.session.assess import Assessor
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.entries import completed
from reirrad_gui.session.judging import Measured
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import Settings

Edit = Callable[[Settings], Settings]


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


class Session:
    """One open case. Views read `assessment`, and hand back edits with `do`."""

    def __init__(self, opened: Opened, settings: Settings | None = None) -> None:
        self._past: list[_Moment] = []
        self._future: list[_Moment] = []
        self._watchers: list[Callable[[], None]] = []
        self._settings = settings or Settings()
        self._ready = Ready.of(opened, self._settings)
        self._assessment = self._ready.assessment
        recovery = self._ready.assessor.discounts(self._settings)
        self._display = DisplayFields.of(completed(opened, self._settings), recovery)

    def _show(self, ready: Ready, settings: Settings) -> None:
        current = ready.assessment.settings is settings and not ready.assessor.learnt
        assessment = ready.assessment if current else ready.assessor.assess(settings)
        case, recovery = completed(ready.opened, settings), ready.assessor.discounts(settings)
        same = self._ready.opened is ready.opened
        self._display = self._display.changed(case, recovery) if same else DisplayFields.of(case, recovery)
        self._ready, self._settings, self._assessment = ready, settings, assessment

    @property
    def opened(self) -> Opened:
        """The case with its doses loaded and its organs sampled; another one after courses were regrouped."""
        return self._ready.opened

    @property
    def case(self) -> Case:
        """The case as found."""
        return self.opened.case

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
    def undo_label(self) -> str | None:
        """What the next undo takes back."""
        return self._past[-1].label if self._past else None

    @property
    def redo_label(self) -> str | None:
        """What the next redo does again."""
        return self._future[-1].label if self._future else None

    def do(self, label: str, edit: Edit) -> None:
        """A labelled, undoable change of the settings; raises what `edit` raises, and then nothing has changed."""
        before = _Moment(label, self._settings, self._ready)
        self._adopt(edit(self._settings))
        self._remember(before)

    def regroup(self, label: str, opened: Opened | Ready) -> None:
        """Courses joined, split or given another dose, opened again in the background; undoable like any edit.

        With a `Ready` made in the background, too, this is as quick as any other edit.
        """
        before = _Moment(label, self._settings, self._ready)
        self._show(opened if isinstance(opened, Ready) else Ready.of(opened, self._settings), self._settings)
        self._remember(before)

    def do_ready(self, label: str, ready: Ready) -> None:
        """An edit whose assessment was made in the background, of the case that is open: shown without a wait."""
        before = _Moment(label, self._settings, self._ready)
        self._show(ready, ready.assessment.settings)
        self._remember(before)

    def learn(self, measured: Measured) -> None:
        """Takes over what was measured of registrations in the background: nothing to undo, no dose changes."""
        self._ready.assessor.learn(measured)
        self._assessment = self._ready.assessor.assess(self._settings)
        self._tell()

    def _remember(self, before: _Moment) -> None:
        self._past.append(before)
        self._future.clear()
        self._tell()

    def undo(self) -> None:
        """Takes the last edit back; does nothing when there is none."""
        self._walk(self._past, self._future)

    def redo(self) -> None:
        """Does the last undone edit again; does nothing when there is none."""
        self._walk(self._future, self._past)

    def _walk(self, source: list[_Moment], target: list[_Moment]) -> None:
        if not source:
            return
        moment = source.pop()
        target.append(_Moment(moment.label, self._settings, self._ready))
        if moment.ready is self._ready:
            self._adopt(moment.settings)
        else:
            self._show(moment.ready, moment.settings)
        self._tell()

    def subscribe(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Calls `watcher` after every change; the returned function ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _adopt(self, settings: Settings) -> None:
        assessor = self._ready.assessor
        assessment = assessor.assess(settings)
        self._settings, self._assessment = settings, assessment
        self._display = self._display.changed(completed(self.opened, settings), assessor.discounts(settings))

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
