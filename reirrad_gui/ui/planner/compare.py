"""Candidate regimens side by side: organs as rows, regimens as columns, what was given first."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton

from reirrad_gui.constraints import Standing
from reirrad_gui.errors import EntryError
from reirrad_gui.session.planner.candidates import CandidateTable
from reirrad_gui.session.planner.regimens import REGIMENS, Regimen, parse_regimens
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.frontier_rows import tried_column
from reirrad_gui.ui.planner.pages import Page
from reirrad_gui.ui.planner.rows import BY_NAME, Cell, compared, listed_text, margin_text, regimen_text, with_columns
from reirrad_gui.ui.planner.tables import CellTable, needed_px
from reirrad_gui.ui.theme import Theme

COLUMN_PX, NAMES_PX = 109, 162
"""What a column takes at most, and the names with the scroll bar: nothing is to be scrolled sideways."""


class ComparePage(Page):
    """`regimens_changed`: other regimens are compared. `refused` carries a sentence about what was typed."""

    regimens_changed = Signal()
    refused = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(CellTable("candidates", "Candidate regimens side by side", theme), "candidate notes")
        self.regimens: tuple[Regimen, ...] = tuple(one.regimen for one in REGIMENS)
        self._ticked: frozenset[Regimen] | None = None
        self._order = 0
        self._answer: CandidateTable | None = None
        self._places: tuple[int, ...] = ()
        self._now: Regimen | None = None
        self._said: Sequence[str] = ()
        self.columns = menu_button("candidate columns", "Columns", "Which regimens stand side by side")
        self.order = menu_button("candidate order", "Order", "Under which regimen the most urgent organ comes first")
        for button, fill in ((self.columns, self._fill_columns), (self.order, self._fill_order)):
            menu = QMenu(button)
            button.setMenu(menu)
            menu.aboutToShow.connect(partial(self._filled, menu, fill))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.notes)
        self.table.column_chosen.connect(self._try)
        self.table.entered_cell.connect(lambda _row, column: self._try(column))

    @property
    def controls(self) -> tuple[QToolButton, ...]:
        """What stands beside the tabs while this page is in front."""
        return (self.columns, self.order)

    def forget(self) -> None:
        """Another case: the listed regimens, as many as fit."""
        self.regimens = tuple(one.regimen for one in REGIMENS)
        self._ticked, self._order = None, 0

    def show_answer(
        self, answer: CandidateTable | None, now: Regimen | None, chosen: str | None, said: Sequence[str]
    ) -> None:
        """The newest answer; `now` is the regimen that is shown everywhere else, None for what was given."""
        self._answer, self._now, self._said = answer, now, said
        self.table.show_chosen(chosen)
        for button in self.controls:
            button.setEnabled(answer is not None)
        if answer is None:
            return
        self._places = self._shown(answer)
        order = self._order if self._order in (*self._places, BY_NAME) else 0
        under = BY_NAME if order == BY_NAME else self._places.index(order)
        shown = with_columns(answer, self._places)
        tried = tried_column(shown, now)
        table = self.made.table(answer, (self._places, under, said), lambda: compared(shown, under, said))
        self.table.show_table(table, chosen, tried)
        self.notes.show_lines(table.said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._answer is not None and self._ticked is None and self._places != self._shown(self._answer):
            self._show_again()

    def _show_again(self) -> None:
        """The same answer otherwise arranged; the organ may have been chosen elsewhere since it came."""
        self.show_answer(self._answer, self._now, self.table.chosen, self._said)

    def add(self, regimens: Sequence[Regimen]) -> None:
        """More regimens to compare, each once."""
        shown = frozenset(self._column_regimens()) | frozenset(regimens)
        self.regimens = tuple(dict.fromkeys((*self.regimens, *regimens)))
        self._ticked = shown
        self.regimens_changed.emit()

    def _shown(self, answer: CandidateTable) -> tuple[int, ...]:
        """Places of the columns that are shown: what was given, then those ticked, or as many as fit.

        One that is the same as what was given does not stand beside it unless somebody ticks it.
        """
        others = range(1, len(answer.columns))
        if self._ticked is not None:
            return (0, *(i for i in others if answer.columns[i].regimen in self._ticked))
        fresh = [i for i in others if answer.columns[i].regimen != answer.columns[0].regimen]
        return (0, *fresh[: max(1, (self.width() - NAMES_PX) // _column_px() - 1)])

    def _column_regimens(self) -> tuple[Regimen, ...]:
        if self._answer is None:
            return ()
        found = (self._answer.columns[place].regimen for place in self._places if place)
        return tuple(regimen for regimen in found if regimen is not None)

    @Slot(int)
    def _try(self, column: int) -> None:
        """A column's regimen; None for the one that was given: back to what is in force."""
        if self._answer is not None and 0 <= column < len(self._places):
            found = self._answer.columns[self._places[column]]
            self.tried.emit(None if found.is_given else found.regimen)

    def _filled(self, menu: QMenu, fill: object, *_: object) -> None:
        menu.clear()
        if callable(fill):
            fill(menu)

    def _fill_columns(self, menu: QMenu) -> None:
        ticked = frozenset(self._column_regimens())
        named = {one.regimen: listed_text(one) for one in REGIMENS}
        for regimen in self.regimens:
            text = named.get(regimen, f"{regimen.total_gy:g} Gy / {regimen.fractions}   ·   typed")
            action = menu.addAction(tr(text))
            action.setCheckable(True)
            action.setChecked(regimen in ticked)
            action.toggled.connect(partial(self._tick, regimen))
        menu.addSeparator()
        if self._now is not None and self._now not in self.regimens:
            text = f"Add {regimen_text(self._now.fractions, self._now.total_gy)}, which is tried now"
            menu.addAction(tr(text)).triggered.connect(partial(self._add_now, self._now))
        menu.addAction(tr("Type regimens…")).triggered.connect(self.ask)
        action = menu.addAction(tr("As many as fit"))
        action.setEnabled(self._ticked is not None)
        action.triggered.connect(self._untick)

    def _add_now(self, regimen: Regimen, *_: object) -> None:
        self.add((regimen,))

    def _tick(self, regimen: Regimen, on: bool) -> None:
        ticked = frozenset(self._column_regimens())
        self._ticked = ticked | {regimen} if on else ticked - {regimen}
        self._show_again()

    def _untick(self) -> None:
        self._ticked = None
        self._show_again()

    def ask(self) -> None:
        """Ask for regimens to add."""
        dialog = QInputDialog(self)
        dialog.setObjectName("type regimens")
        dialog.setWindowTitle(tr("Compare more regimens"))
        dialog.setLabelText(tr("Regimens, with commas between them: 20/5, 8/1, 6 × 4 Gy"))
        dialog.textValueSelected.connect(self._typed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _typed(self, text: str) -> None:
        try:
            self.add(parse_regimens(text))
        except EntryError as error:
            self.refused.emit(str(error))

    def _fill_order(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        if self._answer is None:
            return
        for place in self._places:
            title = self._answer.columns[place].title
            self._offer_order(menu, group, f"Most urgent first under {title}", place)
        self._offer_order(menu, group, "By name", BY_NAME)

    def _offer_order(self, menu: QMenu, group: QActionGroup, text: str, order: int) -> None:
        action = menu.addAction(tr(text))
        action.setCheckable(True)
        action.setChecked(order == self._order)
        group.addAction(action)
        action.triggered.connect(partial(self.sort, order))

    def sort(self, order: int, *_: object) -> None:
        """Order the organs: by name, or by urgency under the candidate at this place (0: as given)."""
        self._order = order
        self._show_again()


def _column_px() -> int:
    """What a column takes in the language of the window."""
    left = (margin_text(one.word, "10.0") for one in (Standing.WITHIN, Standing.NEAR))
    widest = (margin_text(Standing.EXCEEDED.word, "−10.0"), *left)
    return max(COLUMN_PX, *(needed_px(Cell("", tr(words))) for words in widest))


def menu_button(name: str, text: str, why: str) -> QToolButton:
    """A button that opens a menu."""
    button = QToolButton()
    button.setObjectName(name)
    button.setText(tr(text))
    button.setToolTip(tr(why))
    button.setAccessibleName(tr(why))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
