"""What the pages of the planner share: sentences below a table that scroll rather than push it away."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.rows import Table
from reirrad_gui.ui.planner.tables import CellTable
from reirrad_gui.ui.theme import Theme

NOTES_SHARE, LEAST_NOTES_PX = 0.22, 18


class Notes(QScrollArea):
    """Sentences in small type; as high as they need, but never more than a share of the page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = QLabel()
        self.label.setObjectName(name)
        self.label.setProperty("role", "caption")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setContentsMargins(8, 2, 8, 4)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(tr("Notes"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self.label)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Other sentences."""
        text = "\n".join(map(tr, lines))
        if text != self.label.text():
            self.label.setText(text)
        self.setVisible(bool(text))
        self.fit()

    def fit(self) -> None:
        """Take the height that is needed and there."""
        page = self.parentWidget()
        if page is not None:
            needed = self.label.heightForWidth(max(self.width() - 12, 100))
            self.setFixedHeight(max(LEAST_NOTES_PX, min(needed, round(NOTES_SHARE * page.height()))))


class Made:
    """A table that is made once for what it says: answers are values, so the same answer is the same table."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._table: Table | None = None

    def table(self, answer: object, others: tuple[object, ...], make: Callable[[], Table]) -> Table:
        """The table of this very answer and these other things it depends on."""
        same = self._table is not None and self._of[0] is answer and self._of[1:] == others
        if self._table is None or not same:
            self._of, self._table = (answer, *others), make()
        return self._table


class Page(QWidget):
    """A table and its notes. `tried` carries a Regimen that was clicked or entered, `organ_chosen` an organ's key."""

    tried = Signal(object)
    organ_chosen = Signal(object)

    def __init__(self, table: CellTable, notes: str) -> None:
        super().__init__()
        self.table, self.notes = table, Notes(notes)
        self.made = Made()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        table.organ_chosen.connect(self.organ_chosen)
        self.setFocusProxy(table)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self.table.apply_theme(theme)

    @property
    def controls(self) -> Sequence[QWidget]:
        """What stands beside the tabs while this page is in front."""
        return ()

    def come_forward(self, in_front: bool) -> None:
        """Show or hide what stands beside the tabs."""
        for control in self.controls:
            control.setVisible(in_front)

    def minimumSizeHint(self) -> QSize:
        """Nothing here keeps a pane from being small."""
        return QSize(200, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.notes.fit()
