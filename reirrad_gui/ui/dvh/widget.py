"""The DVH of the chosen organs: curves per course and accumulated, readings at the cursor, and the same as a table."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.curves import CurveChoice, Reference, dose_axis, usable, volume_unit
from reirrad_gui.session.envelope import rests_on_registration
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.course_edits.pieces import in_tab_order
from reirrad_gui.ui.divided import Divided
from reirrad_gui.ui.dvh.bands import drawn_note, searched, unsearched, why_drawn, why_within
from reirrad_gui.ui.dvh.frames import cursor_words, frame_of
from reirrad_gui.ui.dvh.listing import CurveTable, OrganList, table_cells
from reirrad_gui.ui.dvh.meanings import table_meanings
from reirrad_gui.ui.dvh.rows import (
    OrganLines,
    OrganRows,
    dose_reading,
    doses_text,
    first_shown,
    reading,
    state_lines,
    why_empty,
)
from reirrad_gui.ui.dvh.state import DvhState
from reirrad_gui.ui.dvh.switches import QUANTITIES, Switches, in_quantity
from reirrad_gui.ui.dvh.taking import Contents, TakeAlong
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.meaning import Meaning
from reirrad_gui.ui.overlay.strokes import structure_colour
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.certainty import Answer
    from reirrad_gui.session.opening import Opened
    from reirrad_gui.ui.dvh.plot import DvhPlot, Frame

_KEYS = (
    Binding("Mouse, ← →", "Read every curve at a dose (Shift: larger steps)"),
    Binding("Shift+mouse, ↑ ↓", "Read every curve at a volume"),
    Binding("Home, End", "Cursor to the ends of the dose axis"),
    Binding("Click on a curve", "Choose its organ everywhere"),
    Binding("Q", "EQD2, BED, physical dose in turn"),
    Binding("D", "Cumulative or differential"),
    Binding("V", "Volumes in % or cm³"),
    Binding("G", "Doses in Gy, or in % of the last course's prescription"),
    Binding("E", "Bands of registrations on or off"),
    Binding("P", "Bands from 5 to 95 % of the draws on or off"),
    Binding("T", "As a table"),
    Binding("Right click, Shift+F10", "Copy, save"),
)


_LIST_SHARE, _LIST_PX = 0.38, (190, 280)
_REST_MS = 120
"""Bands are searched once nothing has changed for so long."""


class DvhView(QWidget):
    """Draws the curves of the assessment; pyqtgraph is loaded with the first case that has one."""

    bindings = (Group("DVH", _KEYS),)

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dvh")
        self.setAccessibleName(tr("Dose-volume histogram"))
        self._selection, self._theme = selection, theme
        self._session: Session | None = None
        self._state = DvhState()
        self._rows = OrganRows()
        self._organs: tuple[OrganLines, ...] = ()
        self._shown: frozenset[str] = frozenset()
        self._hidden_doses: frozenset[int | None] = frozenset()
        self._offered: tuple[object, ...] = ()
        self._rests: tuple[Opened, bool] | None = None
        self._largest = 10.0
        self.plot: DvhPlot | None = None
        self.switches = Switches(theme)
        self.list, self.table = OrganList(), CurveTable()
        self.note = ElidedLabel(fills=True)
        self.take = TakeAlong(self, self._contents)
        self._searcher, self._resting = JobRunner(self), QTimer(self)
        self._empty = QLabel()
        self._stack = QStackedWidget()
        self._split = Divided(Qt.Orientation.Horizontal, self._at_first)
        self._arrange()
        self._connect()
        self.apply_theme(theme)

    def _arrange(self) -> None:
        self._empty.setObjectName("dvh empty")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(24)
        self.note.setObjectName("dvh note")
        self.note.setProperty("role", "caption")
        self.note.setContentsMargins(8, 0, 8, 2)
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self._split.addWidget(self._place)
        self._split.addWidget(self.list)
        self._split.setHandleWidth(2)
        self._split.setStretchFactor(0, 1)
        for widget in (self._empty, self._split, self.table):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.switches)
        column.addWidget(self._stack, 1)
        column.addWidget(self.note)

    def _connect(self) -> None:
        self.switches.dose_ticked.connect(self._tick_dose)
        self.switches.choice_made.connect(self.choose)
        self.switches.within_ticked.connect(self._tick_within)
        self.switches.drawn_ticked.connect(self._tick_drawn)
        self.switches.table_ticked.connect(self._tick_table)
        self.list.ticked.connect(self._tick_organ)
        self.list.picked.connect(self._selection.select_organ)
        self.list.hovered.connect(self._selection.hover_organ)
        self._searcher.finished.connect(lambda _: self._redraw())
        self._searcher.failed.connect(self._not_found)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._look_for_bands)
        self.take.failed.connect(self.note.setText)
        self._selection.organ_selected.connect(self._organ_selected)
        self._selection.organ_hovered.connect(self._organ_hovered)
        for widget in (self.list, self.table, self.note):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(lambda at, by=widget: self.take.open_menu(by.mapToGlobal(at)))

    # --- what the window calls ----------------------------------------------------------------------------------------

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._searcher.cancel()
        self._session, self._rows = session, OrganRows()
        self._hidden_doses = frozenset()
        self._shown = frozenset() if session is None else first_shown(session.assessment)
        self._organs, self._offered = (), ()
        if self.plot is not None:
            self.plot.forget_cursor()
        self._show_all()

    def refresh(self) -> None:
        """The assessment has changed: the same organs, their new curves."""
        if self._session is not None:
            self._show_all()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self.switches.apply_theme(theme)
        if self.plot is not None:
            self.plot.apply_theme(theme)
        self._redraw()

    def saved_state(self) -> str:
        """What the window remembers for the next start."""
        return replace(self._state, share=self._split.share).text

    def restore_state(self, text: str) -> None:
        """What the window remembered."""
        self._state = DvhState.read(text)
        self.switches.table.setChecked(self._state.as_table)
        self._split.set_share(self._state.share)
        self._show_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._split.divide()

    def _at_first(self) -> tuple[int, int]:
        beside = min(max(round(self.width() * _LIST_SHARE), _LIST_PX[0]), _LIST_PX[1])
        return self.width() - beside, beside

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._resting.start()

    @property
    def shown(self) -> frozenset[str]:
        """Keys of the organs whose curves are drawn."""
        return self._shown

    def show_organs(self, keys: frozenset[str]) -> None:
        """Draw the curves of exactly these organs."""
        self._shown = keys & {organ.key for organ in self._organs}
        self._redraw()

    @property
    def choice(self) -> CurveChoice:
        """What is shown: what was asked for, in Gy where the prescription asked for is not known."""
        wanted = self._state.choice
        if self._session is None or usable(wanted, self._session.assessment):
            return wanted
        return replace(wanted, reference=None)

    @Slot(object)
    def choose(self, choice: CurveChoice) -> None:
        """Show other axes."""
        before = self.choice
        self._state = replace(self._state, choice=choice)
        if self.plot is not None and _units(before) != _units(self.choice):
            self.plot.forget_cursor()
        self._redraw()

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        """Another assessment: which organs there are may have changed, too."""
        assessment = None if self._session is None else self._session.assessment
        keys = frozenset() if assessment is None else frozenset(o.key for o in assessment.organs if o.curves)
        if assessment is not None and self._shown and not self._shown & keys:
            self._shown = first_shown(assessment)
        self._shown &= keys
        self._empty.setText(tr("" if keys else why_empty(assessment)))
        if keys and self.plot is None:
            self._make_plot()
        self._redraw()
        self._show_page()

    def _make_plot(self) -> None:
        from reirrad_gui.ui.dvh.plot import DvhPlot

        self.plot = DvhPlot(self._theme)
        self.plot.cursor_moved.connect(lambda _: self._read())
        self.plot.volume_cursor_moved.connect(lambda _: self._read())
        self.plot.hovered.connect(self._selection.hover_organ)
        self.plot.clicked.connect(self._selection.select_organ)
        self.plot.wished.connect(self._grant)
        self.plot.menu_wanted.connect(self.take.open_menu)
        layout = self._place.layout()
        if layout is not None:
            layout.addWidget(self.plot)
        self.setFocusProxy(self.plot)

    def _offer(self) -> None:
        """The ticks, made again only where they differ."""
        assessment = None if self._session is None else self._session.assessment
        radius_mm, certain = self._radius_mm(), self._certain
        doses = self._all_doses()
        within, drawn = self._state.within, self._state.drawn
        offered: tuple[object, ...] = (doses, (radius_mm, within), (certain, drawn))
        before = self._offered or (None, None, None)
        if offered[0] != before[0]:
            self.switches.offer_doses(doses, self._hidden_doses)
            in_tab_order([*self.switches.in_turn, *self.findChildren(QWidget, "dvh plot"), self.list])
        if offered[1] != before[1]:
            self.switches.offer_within(radius_mm, on=within, why=why_within(radius_mm))
        if offered[2] != before[2]:
            self.switches.offer_drawn(on=drawn, why="" if certain is None else why_drawn(certain))
        self._offered = offered
        self.switches.show_choice(self.choice, assessment)

    @property
    def _certain(self) -> "Answer | None":
        """How sure what is shown is; None while nobody asked."""
        return None if self._session is None else self._session.certain

    def _radius_mm(self) -> float:
        """How far off a registration is taken to be; 0 where no accumulated dose rests on one."""
        if self._session is None:
            return 0.0
        opened = self._session.opened
        if self._rests is None or self._rests[0] is not opened:
            self._rests = (opened, rests_on_registration(opened))
        return self._session.settings.envelope_mm if self._rests[1] else 0.0

    def _all_doses(self) -> tuple[int | None, ...]:
        assessment = None if self._session is None else self._session.assessment
        found = {c.course for o in (assessment.organs if assessment else ()) for c in o.curves}
        courses = sorted(course for course in found if course is not None)
        if len(courses) == 1 and None in found:  # the accumulated dose of one course is that course
            return (None,)
        return (*((None,) if None in found else ()), *courses)

    @property
    def _visible(self) -> frozenset[int | None]:
        return frozenset(self._all_doses()) - self._hidden_doses

    def _colours(self) -> dict[str, str]:
        if self._session is None:
            return {}
        display = self._session.display
        frame = display.reference_frame_uid or ""
        drawn = {key: structure.colour for key, structure, _ in display.structures(frame)}
        return {
            organ.key: structure_colour(drawn.get(organ.key), order, self._theme.panel)
            for order, organ in enumerate(self._organs)
        }

    def _drawn(self) -> tuple[OrganLines, ...]:
        wanted = self._wanted()
        return tuple(organ for organ in self._organs if organ.key in wanted)

    def _wanted(self) -> frozenset[str]:
        chosen = self._selection.organ
        return self._shown if chosen is None else self._shown | {chosen}

    def _redraw(self) -> None:
        assessment = None if self._session is None else self._session.assessment
        certain, within = self._certain if self._state.drawn else None, self._state.within
        self._organs = (
            ()
            if assessment is None
            else self._rows.of(assessment, self.choice, self._wanted(), within=within, certain=certain)
        )
        self._offer()
        colours = self._colours()
        self.list.show_organs(self._organs, colours, self._shown, self._selection.organ)
        self._show_note()
        if self.plot is None:
            return
        drawn = self._drawn()
        visible = self._visible
        self.plot.show_lines(drawn, colours, visible, self._frame(drawn, visible), self._selection.organ)
        self._read()
        if self.switches.table.isChecked():
            self.table.show_rows(self._cells(), self._meanings(), [organ.name for organ in self._organs])
        self._resting.start()

    def _frame(self, drawn: tuple[OrganLines, ...], visible: frozenset[int | None]) -> "Frame":
        courses = () if self._session is None else self._session.assessment.courses
        frame = frame_of(drawn, visible, self.choice, courses, self._whose())
        self._largest = frame.most_dose
        return frame

    def _dose_caption(self, drawn: tuple[OrganLines, ...]) -> str:
        courses = () if self._session is None else self._session.assessment.courses
        return dose_axis(self.choice, [organ.alpha_beta_gy for organ in drawn], courses)

    def _whose(self) -> tuple[str, str]:
        summed = self.choice.quantity is Quantity.PHYSICAL and len(self._all_doses()) > 1
        return doses_text(self._visible, summed=summed)

    def _show_note(self) -> None:
        said = self._said()
        self.note.setVisible(bool(said))
        if (text := tr(" ".join(said))) != self.note.text():
            self.note.setText(text)
            self.note.setToolTip(tr("\n".join((*said, "Right click: copy"))))

    def _said(self) -> tuple[str, ...]:
        if self._session is None or not self._organs:
            return ()
        drawn, certain = self._drawn(), self._certain
        bands = None in self._visible and any(line.drawn is not None for organ in drawn for line in organ.lines)
        said = state_lines(self._session.assessment, drawn, self.choice, self._visible)
        return (*said, drawn_note(certain)) if bands and certain is not None else said

    def _show_page(self) -> None:
        table = self.table if self.switches.table.isChecked() else self._split
        self._stack.setCurrentWidget(table if self._organs else self._empty)

    def _cells(self) -> list[list[str]]:
        drawn = self._drawn()
        quantity = self._dose_caption(drawn).split(",")[0]
        return table_cells(drawn, self._visible, self._largest, quantity, self.choice)

    def _meanings(self) -> list[list[Meaning]]:
        drawn = self._drawn()
        quantity = self._dose_caption(drawn).split(",")[0]
        method = "" if self._session is None else " ".join(self._session.assessment.dvh_method)
        return table_meanings(drawn, self._visible, self._largest, quantity, self.choice, method)

    def _look_for_bands(self) -> None:
        """Search the bands of drawn organs in the background; what is found is drawn when it comes."""
        if self._session is None or not self._state.within or None not in self._visible or not self.isVisible():
            return
        wanted = self._wanted()
        organs = [o for o in self._session.assessment.organs if o.key in wanted and unsearched(o)]
        if organs and self._radius_mm() > 0:
            self._searcher.start(lambda ticket: [searched(organ, ticket.step, organs) for organ in organs])

    @Slot(object)
    def _not_found(self, error: BaseException) -> None:
        self.note.setText(tr(f"✖ No band is drawn: {plainly(error, 'Searching the band').sentence}"))

    # --- readings -----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """What every drawn curve says at the cursor: of the accumulated dose, or of the only one shown."""
        if self.plot is None or (self.plot.cursor_gy is None and self.plot.cursor_volume is None):
            self.list.show_readings("", "", [""] * len(self._organs))
            return
        visible = [course for course in self._all_doses() if course in self._visible]
        which = None if None in visible or not visible else visible[0]
        dose, volume, choice = self.plot.cursor_gy, self.plot.cursor_volume, self.choice
        said = []
        for organ in self._organs:
            line = next((one for one in organ.lines if one.course == which), None)
            if line is None:
                said.append("")
            else:
                said.append(dose_reading(line, volume or 0.0) if dose is None else reading(line, dose, choice))
        self.list.show_readings(*cursor_words(dose, volume or 0.0, which, choice), said)

    # --- wishes and selection -----------------------------------------------------------------------------------------

    @Slot(str)
    def _grant(self, key: str) -> None:
        choice = self.choice
        order = list(QUANTITIES)
        if key == "Q":
            self.choose(in_quantity(choice, order[(order.index(choice.quantity) + 1) % len(order)]))
        elif key == "D":
            self.choose(replace(choice, differential=not choice.differential))
        elif key == "V":
            self.choose(replace(choice, in_cc=not choice.in_cc))
        elif key == "G":
            self.choose(replace(choice, reference=self._last_prescription() if choice.reference is None else None))
        elif key == "E" and self._radius_mm() > 0:
            self.switches.within.toggle()
        elif key == "P" and self._certain is not None:
            self.switches.drawn.toggle()
        elif key == "T":
            self.switches.table.toggle()
            self.switches.table.setFocus()

    def _last_prescription(self) -> Reference | None:
        if self._session is None:
            return None
        assessment = self._session.assessment
        known = [
            Reference(course=number)
            for number in range(len(assessment.courses))
            if usable(replace(self.choice, reference=Reference(course=number)), assessment)
        ]
        return known[-1] if known else None

    @Slot(object, bool)
    def _tick_dose(self, course: int | None, on: bool) -> None:
        self._hidden_doses = self._hidden_doses - {course} if on else self._hidden_doses | {course}
        self._redraw()

    @Slot(bool)
    def _tick_within(self, on: bool) -> None:
        self._state = replace(self._state, within=on)
        self._redraw()

    @Slot(bool)
    def _tick_drawn(self, on: bool) -> None:
        self._state = replace(self._state, drawn=on)
        self._redraw()

    @Slot(bool)
    def _tick_table(self, on: bool) -> None:
        self._state = replace(self._state, as_table=on)
        if on and self._organs:
            self.table.show_rows(self._cells(), self._meanings(), [organ.name for organ in self._organs])
        self._show_page()

    @Slot(str, bool)
    def _tick_organ(self, key: str, on: bool) -> None:
        self._shown = self._shown | {key} if on else self._shown - {key}
        self._redraw()

    @Slot(object)
    def _organ_selected(self, key: str | None) -> None:
        self.list.show_chosen(key)
        self._redraw()

    @Slot(object)
    def _organ_hovered(self, key: str | None) -> None:
        self.list.show_hovered(key)
        if self.plot is not None:
            self.plot.show_hovered(key)

    def _contents(self) -> Contents | None:
        """What can be taken along."""
        if self.plot is None or not self._organs:
            return None
        drawn = self._drawn()
        caption = self._dose_caption(drawn)
        return Contents(self.plot, self._theme, drawn, self._visible, caption, self.choice, self._cells(), self._said())


def _units(choice: CurveChoice) -> tuple[object, ...]:
    return (choice.quantity, choice.reference, volume_unit(choice))
