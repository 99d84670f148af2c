"""What the history has for the fields of a score: a line each, taken by a button, never by itself."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session.derived.suggestions import Suggestion

HEAD = (
    "From the history of this case. Nothing is filled in until you take it; whether it is the treated site is for you "
    "to judge."
)
TAKE = "Take"


class Offered(QWidget):
    """Hidden while there is nothing to offer. `taken` carries the suggestion that was accepted."""

    taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("from the history")
        self._suggestions: tuple[Suggestion, ...] = ()
        self.buttons: tuple[QPushButton, ...] = ()
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 0)
        self._column.addWidget(sentence(HEAD, "caption"))
        self._column.addWidget(self._rows)
        self.hide()

    def offer(self, suggestions: "Sequence[Suggestion]") -> bool:
        """Other suggestions; False where they are the same as before."""
        if tuple(suggestions) == self._suggestions:
            return False
        self._suggestions = tuple(suggestions)
        self._column.removeWidget(self._rows)
        self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        self.buttons = tuple(self._row(grid, number, one) for number, one in enumerate(self._suggestions))
        self._column.addWidget(self._rows)
        self.setVisible(bool(self._suggestions))
        return True

    def _row(self, grid: QGridLayout, number: int, suggestion: "Suggestion") -> QPushButton:
        said = tr(suggestion.said)
        button = QPushButton(tr(TAKE))
        button.setObjectName(f"take {number + 1}")
        button.setAccessibleName(f"{tr(TAKE)}: {said}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.taken.emit(suggestion))
        grid.addWidget(sentence(suggestion.said), number, 0)
        grid.addWidget(button, number, 1)
        return button

    def follow(self, last: QWidget | None) -> None:
        """The keyboard comes here after the last field."""
        before = [] if last is None else [last]
        for one, other in pairwise([*before, *self.buttons]):
            QWidget.setTabOrder(one, other)
