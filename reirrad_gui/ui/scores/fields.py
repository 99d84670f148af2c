"""Fields of a score: empty until somebody fills them, and no wheel changes them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from reirrad_gui.ui.language import tr

FIELD_AIR_PX = 10
NOT_CHOSEN = "–"


class Field(QLineEdit):
    """A number, a count or a date as people write it; `label` is its English name, for sentences about it."""

    def __init__(self, name: str, label: str, hint: str = "", letters: int = 12) -> None:
        super().__init__()
        self.label, told = label, tr(hint)
        self.setObjectName(name)
        self.setAccessibleName(tr(label))
        self.setAccessibleDescription(told)
        self.setPlaceholderText("–")
        self.setToolTip(told)
        self.setMinimumHeight(self.fontMetrics().height() + FIELD_AIR_PX)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * letters)


class Choice(QComboBox):
    """One of several words, offered as they are shown; none is chosen until somebody does."""

    def __init__(self, name: str, label: str, offered: Sequence[tuple[str, object]], empty: str = NOT_CHOSEN) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr(label))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.setMinimumHeight(self.fontMetrics().height() + FIELD_AIR_PX)
        self.addItem(tr(empty), None)
        for words, value in offered:
            self.addItem(words, value)

    @property
    def answer(self) -> object:
        """What was chosen; None while nothing was."""
        return self.currentData()

    def choose(self, answer: object) -> None:
        """Choose this answer; nothing changes where it is none of those offered."""
        for place in range(self.count()):
            if self.itemData(place) == answer:
                self.setCurrentIndex(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
