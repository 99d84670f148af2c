"""What each limit leaves: EQD2, Gy prescribed with this plan's geometry, and Gy at the organ, each named."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.session.planner.headless import parse_fractions
from reirrad_gui.session.planner.question import fraction_numbers
from reirrad_gui.session.planner.regimens import Regimen
from reirrad_gui.session.planner.remaining import USUAL, Remaining
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.pages import Page
from reirrad_gui.ui.planner.rows import left
from reirrad_gui.ui.planner.tables import CellTable
from reirrad_gui.ui.theme import Theme

MOST_NUMBERS = 6


class LeftPage(Page):
    """`fractions_changed`: other numbers of fractions are asked for; `refused` carries a sentence."""

    fractions_changed = Signal()
    refused = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(CellTable("remaining doses", "What each limit leaves", theme), "remaining notes")
        self.fractions: tuple[int, ...] = USUAL
        self.typed = QLineEdit()
        self.typed.setObjectName("numbers of fractions")
        self.typed.setAccessibleName(tr("Numbers of fractions for what is left"))
        self.typed.setToolTip(tr("In how many fractions: whole numbers with commas, then Enter"))
        self.typed.setFixedWidth(self.typed.fontMetrics().horizontalAdvance("0") * 13)
        self.typed.returnPressed.connect(self._read)
        self.table.left_columns, self.table.most_name_px = frozenset({1}), 260
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.notes)
        self.forget()

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What stands beside the tabs while this page is in front."""
        return (self.typed,)

    def forget(self) -> None:
        """Another case: the usual numbers."""
        self.fractions = USUAL
        self.typed.setText(", ".join(str(number) for number in USUAL))

    def show_answer(
        self, answer: Remaining | None, now: Regimen | None, chosen: str | None, said: Sequence[str]
    ) -> None:
        """The newest answer; it is the same whatever is tried."""
        del now
        self.typed.setEnabled(answer is not None)
        if answer is not None:
            table = self.made.table(answer, (self.fractions, said), lambda: left(answer, said))
            self.table.show_table(table, chosen)
            self.notes.show_lines(table.said)

    @Slot()
    def _read(self) -> None:
        try:
            numbers = fraction_numbers(parse_fractions(self.typed.text()))
        except EntryError as error:
            self.refused.emit(str(error))
            return
        if len(numbers) > MOST_NUMBERS:
            self.refused.emit(f"At most {MOST_NUMBERS} numbers of fractions fit side by side. Name fewer.")
            return
        self.fractions = numbers
        self.fractions_changed.emit()
