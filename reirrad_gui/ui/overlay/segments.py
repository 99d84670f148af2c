"""A row of joined buttons of which one is down."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Segments(QWidget):
    """Says which button the user pressed; arrow keys move between them."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._emit)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def offer(self, texts: Sequence[str], tips: Sequence[str] = ()) -> None:
        """Show these buttons; `tips` say in full what a text shortens. The button that is down stays down."""
        if len(texts) != len(self._group.buttons()):
            self._make(len(texts))
        for number, button in enumerate(self._group.buttons()):
            full = tips[number] if number < len(tips) else texts[number]
            button.setText(texts[number])
            button.setToolTip(full)
            button.setAccessibleName(full)

    def _make(self, count: int) -> None:
        down = self.chosen_number
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        for number in range(count):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setObjectName(f"{self.objectName()} {number}")
            button.setProperty("role", "segment" if number < count - 1 else "segment last")
            self._group.addButton(button, number)
            self._row.addWidget(button)
            button.show()
        self.choose(down)

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """The buttons from left to right."""
        return tuple(self._group.buttons())

    @property
    def texts(self) -> tuple[str, ...]:
        """What the buttons say."""
        return tuple(button.text() for button in self._group.buttons())

    @property
    def chosen_number(self) -> int:
        """The button that is down; -1 for none."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Put a button down without saying so."""
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)

    @Slot(int)
    def _emit(self, number: int) -> None:
        self.chosen.emit(number)
