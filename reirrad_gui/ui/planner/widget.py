"""The view “What if”: regimens tried live, side by side, the largest dose, and what every limit leaves."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from reirrad_gui.errors import EntryError, ReirradError
from reirrad_gui.session.entries import completed
from reirrad_gui.session.planner.regimens import Regimen
from reirrad_gui.session.what_if import Scalable, WhatIf, default_course, scalable
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.asking import PAGES, Asked, Asking
from reirrad_gui.ui.planner.compare import ComparePage
from reirrad_gui.ui.planner.empty import NO_CASE, NO_COURSE, Empty
from reirrad_gui.ui.planner.entry import TryBar
from reirrad_gui.ui.planner.foot import STALE, Foot
from reirrad_gui.ui.planner.largest import LargestPage
from reirrad_gui.ui.planner.left import LeftPage
from reirrad_gui.ui.planner.trying import back_to_what_was_given, keep_what_is_tried
from reirrad_gui.ui.planner.tumour import TumourField
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.states import state_of, text_of
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Opened, Session, Settings

TITLES = ("Compare", "Largest dose", "Left")
_KEYS = (
    Binding("Enter in the regimen", "Try it everywhere"),
    Binding("↑ ↓ in a number", "Try more or less, live"),
    Binding("Esc", "Drop what is tried"),
    Binding("Enter, double click, click on a heading", "Try this candidate"),
    Binding("Arrows in a table", "Choose the organ everywhere"),
    Binding("← → in the plot, mouse", "Read another number of fractions (Enter, click: try it)"),
    Binding("Ctrl+C in a table", "Copy the table with what must be known to read it"),
)


class PlannerView(QWidget):
    """Hands regimens to the session as previews, and shows what its planner answers; computes nothing.

    `numbers_wanted` carries the uid of a phase whose prescription is asked for.
    """

    bindings = (Group("What if", _KEYS),)
    numbers_wanted = Signal(str)
    wanted_height_px = 430

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planner")
        self.setAccessibleName(tr("What if"))
        self._selection = selection
        self._session: Session | None = None
        self._seen: tuple[Opened, Settings] | None = None
        self._courses: tuple[Scalable, ...] = ()
        self._course: Scalable | None = None
        self._wanted: Regimen | None = None
        self.bar, self.foot, self.tumour, self.empty = TryBar(), Foot(), TumourField(), Empty()
        self.compare, self.largest, self.left = ComparePage(theme), LargestPage(theme), LeftPage(theme)
        self.tabs, self._pages, self._problem = QTabBar(), QStackedWidget(), QLabel()
        self.asking = Asking(self)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._try_wanted)
        self._arrange()
        self._connect()
        self.apply_theme(theme)
        self.show_session(None)

    def _arrange(self) -> None:
        self.tabs.setObjectName("planner pages")
        self.tabs.setAccessibleName(tr("Pages of the planner"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setStyleSheet("QTabBar::tab { padding: 4px 8px; }")
        for title in TITLES:
            self.tabs.addTab(tr(title))
        self._problem.setObjectName("planner problem")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setContentsMargins(8, 2, 8, 2)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 8, 0)
        line.setSpacing(4)
        line.addWidget(self.tabs)
        line.addStretch(1)
        for page in self._all_pages:
            for control in page.controls:
                line.addWidget(control)
        line.addWidget(self.tumour)
        for page in self._all_pages:
            self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._problem)
        column.addLayout(line)
        column.addWidget(self._pages, 1)
        column.addWidget(self.foot)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self.bar)

    @property
    def _all_pages(self) -> tuple[ComparePage, LargestPage, LeftPage]:
        return (self.compare, self.largest, self.left)

    def _connect(self) -> None:
        self.bar.wanted.connect(self.try_regimen)
        self.bar.course_chosen.connect(self._choose_course)
        self.bar.kept.connect(self.keep)
        self.bar.dropped.connect(self.drop)
        self.tabs.currentChanged.connect(lambda _: self._show_page())
        for page in self._all_pages:
            page.tried.connect(self.try_regimen)
            page.organ_chosen.connect(self._selection.select_organ)
            self._selection.organ_selected.connect(page.table.show_chosen)
        for refusing in (self.bar, self.compare, self.left):
            refusing.refused.connect(self._refuse)
        asks = (self.compare.regimens_changed, self.largest.up_to_changed, self.left.fractions_changed)
        for changed in (*asks, self.tumour.changed):
            changed.connect(self._show_page)
        self.asking.changed.connect(self._show_answer)
        self.asking.progressed.connect(self.foot.show_progress)
        self.asking.failed.connect(self._refuse)
        self.foot.cancel_wanted.connect(self.asking.cancel)
        self.foot.again_wanted.connect(self.asking.again)
        self.empty.numbers_wanted.connect(self.numbers_wanted)

    # --- what the window calls ----------------------------------------------------------------------------------------

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._turn.stop()
        self.asking.forget()
        self._session, self._seen, self._course = session, None, None
        for page in self._all_pages:
            page.forget()
        self.tumour.forget()
        self._problem.hide()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The session has changed, or shows something that is not in force."""
        self._find_courses()
        self._show_bar()
        self._show_page()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(theme.panel))
        self.setPalette(ground)
        self.foot.apply_theme(theme)
        for page in self._all_pages:
            page.apply_theme(theme)

    def saved_state(self) -> str:
        """The page in front, and what of the largest doses is shown."""
        return text_of({"page": self.tabs.currentIndex(), **self.largest.state})

    def restore_state(self, text: str) -> None:
        """What the window remembered; "" is as at the first start."""
        state = {"page": int(text)} if text in ("0", "1", "2") else state_of(text)  # the first as kept up to 0.5
        page = state.get("page")
        self.tabs.setCurrentIndex(page if isinstance(page, int) and 0 <= page < self.tabs.count() else 0)
        self.largest.set_state(state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_page()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._session is not None and self._session.previewing:
            self._session.drop_preview()
        else:
            super().keyPressEvent(event)

    # --- trying -------------------------------------------------------------------------------------------------------

    @Slot(object)
    def try_regimen(self, regimen: Regimen | None) -> None:
        """Show a regimen everywhere, once for each turn of the event loop; None: the course as it was given."""
        self._wanted = regimen
        self._turn.start(0)

    @Slot()
    def _try_wanted(self) -> None:
        session, course, regimen = self._session, self._course, self._wanted
        if session is None or course is None:
            return
        if regimen is None and session.settings.what_if is None:
            self._attempt(session.drop_preview)
        elif regimen is None:
            self._attempt(lambda: session.preview(lambda settings: settings.without_what_if()))
        else:
            self._attempt(lambda: self._preview(session, course, regimen))

    def _preview(self, session: "Session", course: Scalable, regimen: Regimen) -> None:
        if course.why_not:
            raise EntryError(course.why_not)
        what_if = WhatIf(course.course_uid, regimen.fractions, regimen.total_gy, course.phase_uid)
        session.preview(lambda settings: settings.with_what_if(what_if))

    @Slot()
    def keep(self) -> None:
        """Make what is tried a step that can be undone."""
        if self._session is not None:
            self._attempt(lambda: keep_what_is_tried(self._session))

    @Slot()
    def drop(self) -> None:
        """Show again what is in force; where that is a regimen that was kept, take it back."""
        if self._session is not None:
            self._attempt(lambda: back_to_what_was_given(self._session, at_once=False))

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except ReirradError as error:
            self._refuse(str(error))
            self._show_bar()
        else:
            self._problem.hide()

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._problem.setText(f"✖ {tr(sentence)}")
        self._problem.show()
        self._show_answer()

    # --- courses ------------------------------------------------------------------------------------------------------

    def _find_courses(self) -> None:
        session = self._session
        if session is None:
            self._courses, self._course, self._seen = (), None, None
            self.bar.offer((), None)
        elif self._seen is None or self._seen[0] is not session.opened or self._seen[1] is not session.settings:
            self._seen = (session.opened, session.settings)
            case = completed(session.opened, replace(session.settings, what_if=None)).case
            self._courses = scalable(case)
            kept = session.settings.what_if
            wanted = self._course.phase_uid if self._course is not None else "" if kept is None else kept.phase_uid
            newest = default_course(case)
            ranked = sorted(self._courses, key=lambda one: (one.phase_uid != wanted, one.course != newest))
            self._course = ranked[0] if ranked else None
            self.bar.offer(self._courses, self._course)

    @Slot(object)
    def _choose_course(self, course: Scalable) -> None:
        if self._session is not None and course != self._course:
            self._course = course
            self._problem.hide()
            self._session.drop_preview()
            self.refresh()

    @property
    def tried(self) -> Regimen | None:
        """The regimen that is shown for the chosen course; None where it is shown as it was given."""
        shown = None if self._session is None else self._session.assessment.settings.what_if
        course = self._course
        mine = shown is not None and course is not None and shown.phase_uid in ("", course.phase_uid)
        if shown is None or course is None or not mine or shown.course_uid != course.course_uid:
            return None
        return Regimen(shown.fractions, shown.total_gy)

    def _given(self) -> Regimen | None:
        course = self._course
        if course is None or course.prescribed_gy is None or course.fractions is None:
            return None
        return Regimen(course.fractions, course.prescribed_gy)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_bar(self) -> None:
        session, course = self._session, self._course
        self.bar.show_regimen(
            self.tried or self._given(),
            possible=course is not None and not course.why_not,
            previewing=session is not None and session.previewing,
            kept=session is not None and session.settings.what_if is not None,
        )

    @property
    def page(self) -> str:
        """The name of the page in front."""
        return PAGES[self.tabs.currentIndex()]

    @Slot()
    def _show_page(self) -> None:
        for place, page in enumerate(self._all_pages):
            page.come_forward(place == self.tabs.currentIndex())
        session, asked = self._session, self._asked()
        planner = None if session is None or asked is None else session.planner
        self.asking.ask(planner, asked, self.page, visible=self.isVisible())
        self._show_answer()

    def _asked(self) -> Asked | None:
        session, course = self._session, self._course
        if session is None or course is None or course.why_not:
            return None
        assessment = session.assessment
        return Asked(
            session.opened, session.settings, course.course, course.phase_uid, self.tumour.chosen,
            self.compare.regimens, self.largest.up_to.value(), self.left.fractions,
            (assessment.set_in_force, assessment.tissue_table),
        )  # fmt: skip

    @Slot()
    def _show_answer(self) -> None:
        page = self._all_pages[self.tabs.currentIndex()]
        answer = self.asking.answer(self.page)
        why = self._why_nothing()
        if why or answer is None:
            answer = None
            self.empty.show_sentence(why or self._waiting(), self._asks_numbers())
        page.show_answer(answer, self.tried, self._selection.organ, self._said(answer))
        self.tumour.show_answer(getattr(answer, "tumour_alpha_beta", None), possible=not why)
        self.tumour.setVisible(self.page != PAGES[2] and self.tumour.known)
        self._pages.setCurrentWidget(page if answer is not None else self.empty)
        tried = "" if self._session is None else self._session.assessment.what_if_text
        self.foot.show_state(tried, self.asking, self.page, getattr(answer, "geometry_text", ""))
        self.foot.setVisible(self._session is not None)

    def _why_nothing(self) -> str:
        if self._session is None:
            return NO_CASE
        return NO_COURSE if self._course is None else self._course.why_not

    def _waiting(self) -> str:
        stopped = self.asking.stopped(self.page) and not self.asking.busy
        return "Nothing was worked out." if stopped else "Working out what could be given …"

    def _asks_numbers(self) -> str:
        course = self._course
        return course.phase_uid if course is not None and course.why_not and course.prescribed_gy is None else ""

    def _said(self, answer: object) -> tuple[str, ...]:
        """What must be known to read a table: stale or provisional, recovery, the tumour's α/β and its source."""
        if self._session is None or answer is None:
            return ()
        assessment, ratio = self._session.assessment, getattr(answer, "tumour_alpha_beta", None)
        said = [f"{STALE}."] if self.asking.stale(self.page) else []
        said += [f"▲ Model: {assessment.model_text}"] if assessment.settings.model != "lq" else []
        said += [f"Tumour α/β {ratio.value:g} Gy: {ratio.source}"] if ratio is not None else []
        said += [f"▲ {assessment.provisional}"] if assessment.provisional else []
        return (*said, f"Recovery: {assessment.recovery_text} · Limits: {assessment.constraint_set_title}")
