"""A list of organs to tick, with a line that searches it: typing, Return and the arrow keys are enough."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reirrad_gui.ui.course_edits.letter_rows import OrganChoice
from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, sentence
from reirrad_gui.ui.language import tr

SEARCH = "Type an organ; Return ticks the first"
NONE_FOUND = "No organ of this name: try the TG-263 name, or leave the organs as not stated."
LINES = 7


class OrganPicker(QWidget):
    """`changed` tells that another organ is ticked; what is ticked stays so while it is filtered away."""

    changed = Signal()

    def __init__(self, choices: Sequence[OrganChoice], chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = {choice.name: choice for choice in choices}
        self.search = QLineEdit()
        self.search.setObjectName("search organs")
        self.search.setAccessibleName(tr("Search organs"))
        self.search.setPlaceholderText(tr(SEARCH))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(self.search.fontMetrics().height() + FIELD_AIR_PX)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName("organs")
        self.list.setAccessibleName(tr("Organs that may have been reached"))
        self.list.setFixedHeight(LINES * (self.list.fontMetrics().height() + 8))
        for choice in choices:
            item = QListWidgetItem(f"{choice.name}  ({tr(choice.detail)})" if choice.detail else choice.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, choice.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if choice.name in chosen else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(self._told)
        self._said: QLabel = sentence("", "muted")
        self._said.setObjectName("chosen organs")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.search, self.list, self._said):
            column.addWidget(widget)
        self.setFocusProxy(self.search)
        self._say()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked organs, in the order of the list."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() is Qt.CheckState.Checked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.search:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.text().strip():
                self._tick_first()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _tick_first(self) -> None:
        shown = self._shown()
        if shown:
            first = shown[0]
            on = first.checkState() is Qt.CheckState.Checked
            first.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            self.search.clear()

    def _shown(self) -> list[QListWidgetItem]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in items if not item.isHidden()]

    @Slot(str)
    def _filter(self, words: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not self._choices[str(item.data(Qt.ItemDataRole.UserRole))].matches(words))
        shown = self._shown()
        if shown:
            self.list.setCurrentItem(shown[0])
        self._say()

    @Slot()
    def _told(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        ticked = self.chosen
        said = f"Chosen: {', '.join(ticked)}" if ticked else "Nothing chosen yet"
        self._said.setText(tr(said if self._shown() else NONE_FOUND))
