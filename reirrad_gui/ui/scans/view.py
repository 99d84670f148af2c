"""The scans in the place of the dose: read in the background, shown in step, marked and compared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.session.scans import Exam, LoadedFrames, compared, exams, findings, progression, same_kind
from reirrad_gui.session.scans.frames import LoadFrames, load_frames
from reirrad_gui.ui.course_edits.pieces import in_tab_order
from reirrad_gui.ui.divided import Divided
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.loading import Loading
from reirrad_gui.ui.scans.bar import MOST, ScansBar
from reirrad_gui.ui.scans.column import ScanColumn
from reirrad_gui.ui.scans.keys import BINDINGS
from reirrad_gui.ui.scans.look import PRESETS, Part, Window
from reirrad_gui.ui.scans.marking import Marking
from reirrad_gui.ui.scans.picture import ScanPicture
from reirrad_gui.ui.scans.side import LesionSide
from reirrad_gui.ui.states import state_of, text_of
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.jobs import Ticket

PACE, AT_FIRST = 0.1, 2
"""How much a key changes the window, in shares of the highest value."""
CLICK = "Click on the lesion, or move the pointer with the arrow keys and press Enter. Esc stops."


@dataclass(slots=True)
class _Shown:
    """What is looked at, and how."""

    exams: tuple[Exam, ...] = ()
    chosen: tuple[str, ...] = ()
    how_many: int = AT_FIRST
    window: Window = field(default_factory=Window)
    dark: bool | None = None
    part: Part = field(default_factory=Part)
    marks: bool = True
    table: bool = True
    picked: tuple[str, int] | None = None


class ScansView(QWidget):
    """`left` says that the dose is wanted again; `load` reads the pictures of a series, in the background."""

    left = Signal()
    bindings = BINDINGS

    def __init__(
        self, theme: Theme, settings: QSettings, parent: QWidget | None = None, load: LoadFrames = load_frames
    ) -> None:
        super().__init__(parent)
        self.setObjectName("scans")
        self.setAccessibleName(tr("Bone scans and other planar pictures"))
        self._session: Session | None = None
        self._load_frames, self._loaded = load, LoadedFrames(load)
        self._failed: dict[str, str] = {}
        self._state = _Shown()
        self._window_before, self._waiting, self._sentence = Window(), False, ""
        self._told: tuple[object, object] | None = None
        self.columns: tuple[ScanColumn, ...] = ()
        self.runner = JobRunner(self)
        self.bar, self.side = ScansBar(), LesionSide(theme)
        self._place = QWidget()
        self._row = QHBoxLayout(self._place)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self.loading = Loading(self._place)
        self.said = QLabel()
        self.said.setObjectName("scans said")
        self.said.setWordWrap(True)
        self.said.setMargin(4)
        self.said.hide()
        self.split = Divided(Qt.Orientation.Horizontal, lambda: (640, 320))
        self.split.addWidget(self._place)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 1)
        self.split.divide()
        self.split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.bar, 0), (self.split, 1), (self.said, 0)):
            column.addWidget(widget, stretch)
        self.marking = Marking(self, settings)
        self._connect()

    def _connect(self) -> None:
        self.bar.left.connect(self.left)
        self.bar.how_many_chosen.connect(self.show_how_many)
        self.bar.chosen.connect(self.choose)
        self.bar.preset_chosen.connect(lambda number: self._adopt_window(PRESETS[number][1]))
        self.bar.dark_chosen.connect(self.set_dark)
        self.bar.marks_chosen.connect(self._set_marks)
        self.bar.marking_chosen.connect(lambda on: self.set_marking(on=on))
        self.bar.table_chosen.connect(self._set_table)
        self.side.chosen.connect(self._pick)
        self.side.edit_wanted.connect(lambda: self.marking.change(self._state.picked))
        self.side.removal_wanted.connect(lambda: self.marking.remove(self._state.picked))
        self.loading.cancel_wanted.connect(self.runner.cancel)
        self.runner.progressed.connect(self.loading.show_progress)
        self.runner.finished.connect(self._ready)
        self.runner.failed.connect(lambda error: self.say(plainly(error, "Reading the pictures").sentence))
        self.runner.cancelled.connect(lambda: self.say("Reading the pictures was stopped. Choose the scan again."))
        self.runner.settled.connect(self.loading.hide)

    # --- what the window calls ----------------------------------------------------------------------------------------

    def show_session(self, session: "Session | None") -> None:
        """Another case, or none: nothing of the last one stays."""
        self.runner.cancel()
        self._session, self._loaded, self._failed = session, LoadedFrames(self._load_frames), {}
        self._state = _Shown(marks=self._state.marks, table=self._state.table, how_many=self._state.how_many)
        self._arrange()
        self.say("")

    def show_exam(self, uid: str) -> None:
        """One examination, with as many before it as stand side by side."""
        session = self._session
        if session is None:
            return
        everything = exams(session.case.events, session.case.series)
        if not any(exam.event.uid == uid for exam in everything):
            return
        group = same_kind(everything, uid)
        if group != self._state.exams:
            self._state.dark = None
        self._state.exams = group
        self._state.part, self._state.picked = Part(), None
        self.say("")
        self._end_at(next(at for at, exam in enumerate(group) if exam.event.uid == uid))

    def refresh(self) -> None:
        """The history has changed: lists, marks and grades follow; what is looked at stays."""
        session, state = self._session, self._state
        if session is None or not state.exams or (session.case.events, session.case.series) == self._told:
            return
        there = {exam.event.uid: exam for exam in exams(session.case.events, session.case.series)}
        kept = [there[exam.event.uid] for exam in state.exams if exam.event.uid in there]
        if not kept:
            self.show_session(session)
            self.left.emit()
            return
        state.exams = same_kind(tuple(there.values()), kept[0].event.uid)
        uids = tuple(exam.event.uid for exam in state.exams)
        state.chosen = tuple(uid for uid in state.chosen if uid in uids) or uids[-1:]
        if state.picked is not None and not self._lists(*state.picked):
            state.picked = None
        if tuple(column.exam.event.uid for column in self.columns) != state.chosen:
            self._arrange()
            self._load()
        else:
            for column in self.columns:
                column.exam = there[column.exam.event.uid]
        self._show_everything()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours; pictures stay black and white."""
        self.side.apply_theme(theme)

    def saved_state(self) -> str:
        """How many stand side by side, and how the place is divided; marks that are hidden are shown at the start."""
        state, shares = self._state, [self.split.share, self.side.split.share]
        return text_of({"how_many": state.how_many, "table": state.table, "shares": shares})

    def restore_state(self, text: str) -> None:
        """What the window remembered; "" is as at the first start."""
        state, shares = state_of(text), state_of(text).get("shares")
        first, second = shares if isinstance(shares, list) and len(shares) == 2 else (None, None)
        self.split.set_share(first)
        self.side.split.set_share(second)
        number = state.get("how_many")
        self._set_table(state.get("table", True) is not False)
        self._state.how_many = number if number in range(1, MOST + 1) and isinstance(number, int) else AT_FIRST
        if self._state.exams:
            self.show_how_many(self._state.how_many)

    def focus(self) -> None:
        """The keyboard to the first picture, as soon as there is one."""
        shown = next((one for one in self.pictures if one.isVisibleTo(self)), None)
        self._waiting = shown is None
        (shown or self.bar.back).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is looked at --------------------------------------------------------------------------------------------

    @property
    def session(self) -> "Session | None":
        """The open case."""
        return self._session

    @property
    def pictures(self) -> tuple[ScanPicture, ...]:
        """All pictures from left to right."""
        return tuple(picture for column in self.columns for picture in column.pictures)

    @property
    def exams(self) -> tuple[Exam, ...]:
        """The examinations that can be compared."""
        return self._state.exams

    def exam(self, uid: str) -> Exam | None:
        """One of them."""
        return next((exam for exam in self._state.exams if exam.event.uid == uid), None)

    @Slot(int)
    def show_how_many(self, number: int) -> None:
        """So many side by side, up to the last one shown."""
        state = self._state
        uids = [exam.event.uid for exam in state.exams]
        last = uids.index(state.chosen[-1]) if state.chosen else len(uids) - 1
        state.how_many = number
        self._end_at(last)

    def _end_at(self, last: int) -> None:
        state = self._state
        number = min(state.how_many, len(state.exams))
        first = max(min(last, len(state.exams) - 1) - number + 1, 0)
        self.choose(tuple(exam.event.uid for exam in state.exams[first : first + number]))

    @Slot(object)
    def choose(self, uids: tuple[str, ...]) -> None:
        """These scans side by side, in time order."""
        self._state.chosen = uids[:MOST]
        self._state.how_many = len(self._state.chosen)
        had_keyboard = any(picture.hasFocus() for picture in self.pictures)
        self._arrange()
        self._load()
        self._show_everything()
        if had_keyboard:
            self.focus()

    def _move(self, way: int) -> None:
        """Earlier (−1) or later (1) scans."""
        state = self._state
        uids = [exam.event.uid for exam in state.exams]
        last = uids.index(state.chosen[-1]) + way
        if state.how_many - 1 <= last < len(uids):
            self._end_at(last)

    def _arrange(self) -> None:
        for column in self.columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self.columns = tuple(ScanColumn(exam) for exam in self._state.exams if exam.event.uid in self._state.chosen)
        for column in self.columns:
            self._row.addWidget(column, 1)
            column.show()
            for picture in column.pictures:
                self._listen(column, picture)
        in_tab_order([self.bar.table, *self.pictures, self.side.table, self.side.rules])
        self.set_marking(on=False)

    def _listen(self, column: ScanColumn, picture: ScanPicture) -> None:
        picture.viewed.connect(self._adopt_part)
        picture.window_begun.connect(self._begin_window)
        picture.windowed.connect(lambda right, up: self._adopt_window(self._window_before.dragged(right, up)))
        picture.pointed.connect(lambda: column.show_foot(self._state.window))
        picture.chosen.connect(lambda number: self._pick(column.exam.event.uid, number))
        picture.marked.connect(lambda: self._mark(column, picture))
        picture.wished.connect(lambda wish: self._grant(column, picture, wish))

    # --- reading ------------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        loaded, failed = self._loaded, self._failed
        wanted = [
            column.exam.series
            for column in self.columns
            if column.exam.series is not None
            and loaded.loaded(column.exam.series) is None
            and column.exam.series.uid not in failed
        ]
        if not wanted:
            return

        def job(ticket: "Ticket") -> dict[str, str]:
            said = {}
            for series in wanted:
                try:
                    loaded.load(series, ticket.step)
                except ReirradError as error:
                    said[series.uid] = str(error)
            return said

        self.loading.begin("Reading the pictures…")
        self.runner.start(job)

    @Slot(object)
    def _ready(self, failed: dict[str, str]) -> None:
        self._failed.update(failed)
        self._show_everything()
        if self._waiting and self.bar.back.hasFocus():
            self.focus()

    # --- wishes -------------------------------------------------------------------------------------------------------

    def _grant(self, column: ScanColumn, picture: ScanPicture, wish: str) -> None:
        state = self._state
        if wish.startswith("preset "):
            self._adopt_window(PRESETS[int(wish.split()[1]) - 1][1])
            return
        window = state.window
        deeds: dict[str, Callable[[], None]] = {
            "escape": self._leave,
            "invert": lambda: self.set_dark(not state.dark),
            "marks": lambda: self._set_marks(not state.marks),
            "table": lambda: self._set_table(not state.table),
            "how many": lambda: self.show_how_many(state.how_many % min(MOST, len(state.exams)) + 1),
            "reset": self._reset,
            "earlier": lambda: self._move(-1),
            "later": lambda: self._move(1),
            "previous picture": lambda: self._other_pictures(column, -1),
            "next picture": lambda: self._other_pictures(column, 1),
            "darker": lambda: self._adopt_window(Window.between(window.low, window.high - PACE * window.high)),
            "lighter": lambda: self._adopt_window(Window.between(window.low, window.high + PACE * window.high)),
            "lower": lambda: self._adopt_window(Window.between(window.low - PACE * window.high, window.high)),
            "higher": lambda: self._adopt_window(Window.between(window.low + PACE * window.high, window.high)),
            "mark": lambda: self.set_marking(on=not picture.marking),
            "mark here": lambda: self._mark(column, picture),
            "take mark": lambda: self.marking.take_mark(column.exam, picture, state.picked),
            "menu": lambda: self._open_menu(column, picture),
        }
        deeds[wish]()

    def _leave(self) -> None:
        if any(picture.marking for picture in self.pictures):
            self.set_marking(on=False)
        else:
            self.left.emit()

    def _reset(self) -> None:
        self._state.part = Part()
        first = next((column.frames for column in self.columns if column.frames), ())
        self._adopt_window(Window.of(first) if first else Window())

    def _other_pictures(self, column: ScanColumn, way: int) -> None:
        column.step(way)
        self._show_everything()

    def _mark(self, column: ScanColumn, picture: ScanPicture) -> None:
        self.set_marking(on=False)
        self.marking.mark(column.exam, picture, self._state.picked)

    @Slot(object)
    def _adopt_part(self, part: Part) -> None:
        self._state.part = part
        for picture in self.pictures:
            picture.show_part(part)

    @Slot()
    def _begin_window(self) -> None:
        self._window_before = self._state.window

    def _adopt_window(self, window: Window) -> None:
        self._state.window = window
        self._show_pictures()

    @Slot(bool)
    def set_dark(self, dark: bool) -> None:
        """Highest values black (True) or white."""
        self._state.dark = dark
        self._show_pictures()
        self._show_bar()

    @Slot(bool)
    def _set_marks(self, on: bool) -> None:
        self._state.marks = on
        self._show_marks()
        self._show_bar()

    @Slot(bool)
    def _set_table(self, on: bool) -> None:
        self._state.table = on
        self.side.setVisible(on)
        self._show_bar()

    def set_marking(self, *, on: bool) -> None:
        """Whether the next click marks a lesion."""
        for picture in self.pictures:
            picture.set_marking(on=on)
        if on:
            self.say(CLICK)
        elif self._sentence == CLICK:
            self.say("")
        self._show_bar()

    @Slot(str, object)
    def _pick(self, uid: str, number: int | None) -> None:
        self._state.picked = None if number is None else (uid, number)
        self.side.pick(uid, number)
        self._show_marks()

    def _lists(self, uid: str, number: int) -> bool:
        exam = self.exam(uid)
        return exam is not None and exam.facts is not None and number < len(exam.facts.lesions)

    def _open_menu(self, column: ScanColumn, picture: ScanPicture) -> None:
        menu = QMenu(self)
        menu.setObjectName("scan menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picked = self._state.picked
        menu.addAction(tr("Mark a lesion here…\tEnter"), lambda: self._mark(column, picture))
        for text, deed in (
            ("Change the chosen lesion…", lambda: self.marking.change(picked)),
            ("Take its mark away\tDel", lambda: self.marking.take_mark(column.exam, picture, picked)),
            ("Take it from the list", lambda: self.marking.remove(picked)),
        ):
            menu.addAction(tr(text), deed).setEnabled(picked is not None)
        menu.addSeparator()
        menu.addAction(tr("Black on white, or white on black\tI"), lambda: self.set_dark(not self._state.dark))
        menu.addAction(tr("Reset zoom, position and window\tR"), self._reset)
        menu.popup(QCursor.pos())

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_everything(self) -> None:
        for column in self.columns:
            series = column.exam.series
            frames = None if series is None else self._loaded.loaded(series)
            if series is not None and series.uid in self._failed:
                column.say(self._failed[series.uid])
            elif frames is not None:
                column.all_frames = frames
        self._begin_look()
        self._show_pictures()
        self._show_bar()
        self._show_lesions()

    def _begin_look(self) -> None:
        """The first pictures of a kind decide how all are looked at first."""
        state = self._state
        newest = next((column.frames for column in reversed(self.columns) if column.frames), ())
        if state.dark is None and newest:
            state.dark, state.window = newest[0].high_is_dark, Window.of(newest)

    def _show_pictures(self) -> None:
        for column in self.columns:
            column.show_pictures(self._state.window, self._state.part, dark=bool(self._state.dark))
            column.show_foot(self._state.window)
        self._show_marks()

    def _show_marks(self) -> None:
        state = self._state
        for column in self.columns:
            facts, uid = column.exam.facts, column.exam.event.uid
            picked = state.picked[1] if state.picked is not None and state.picked[0] == uid else None
            column.show_marks(() if facts is None else facts.lesions, picked, seen=state.marks)

    def _show_bar(self) -> None:
        state = self._state
        marking = any(picture.marking for picture in self.pictures)
        self.bar.show_choice(
            how_many=state.how_many, there=len(state.exams), dark=bool(state.dark), marks=state.marks,
            marking=marking, table=state.table,
        )  # fmt: skip
        names = [(exam.event.uid, f"{exam.event.start.text} · {exam.event.title}") for exam in state.exams]
        self.bar.offer_scans(names, state.chosen)

    def _show_lesions(self) -> None:
        session, state = self._session, self._state
        if session is None:
            return
        self._told = session.case.events, session.case.series
        listing = [(exam.event, exam.facts) for exam in state.exams if exam.facts is not None]
        self.side.show_comparison(compared(listing))
        graded, pcwg = findings(session.case.events), progression(session.case.events)
        for column in self.columns:
            column.show_finding(graded.get(column.exam.event.uid))
        bone = any(exam.event.uid in graded for exam in state.exams)
        names = [(exam.event.uid, f"{exam.event.start.text} · {exam.event.title}") for exam in state.exams]
        self.side.show_findings(names, graded, pcwg if bone else None)
        self.side.setVisible(state.table)

    def say(self, sentence: str) -> None:
        """One sentence below the pictures; empty: none."""
        self._sentence = sentence
        told = tr(sentence) if sentence else ""
        self.said.setText(told)
        self.said.setAccessibleName(told)
        self.said.setVisible(bool(sentence))
