"""A line above the timeline: words, lane and kind to look for, how many match, and whether the rest is hidden."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from reirrad_gui.patient.lanes import Lane
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.arrange import LANES
from reirrad_gui.ui.timeline.found import Search

TYPING_MS = 120


class FindBar(QWidget):
    """`changed` comes a moment after the last letter, `stepped` with 1 or -1 for the next or previous match."""

    changed = Signal()
    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find in timeline")
        self.setAutoFillBackground(True)
        self._words = QLineEdit()
        self._words.setObjectName("find words")
        self._words.setPlaceholderText(tr("Find in the timeline"))
        self._words.setAccessibleName(tr("Words to find in the timeline"))
        self._words.setClearButtonEnabled(True)
        self._lane, self._kind = QComboBox(), QComboBox()
        self._lane.setAccessibleName(tr("Lane to find in"))
        self._kind.setAccessibleName(tr("Kind of event to find"))
        self._kind.setObjectName("find kind")
        self._lane.addItem(tr("all lanes"), None)
        for lane, title in LANES:
            self._lane.addItem(tr(title), lane)
        self._kind.addItem(tr("all kinds"), "")
        self._hide = QCheckBox(tr("&Hide the rest"))
        self._hide.setObjectName("hide the rest")
        self._count = QLabel()
        self._count.setObjectName("find count")
        done = QPushButton(tr("Done"))
        done.setAccessibleName(tr("End finding (Esc)"))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(TYPING_MS)
        self._wait.timeout.connect(self.changed)
        self._lay_out(done)
        self._connect(done)

    def _lay_out(self, done: QPushButton) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(8)
        line.addWidget(self._words, 1)
        for widget in (self._lane, self._kind, self._hide, self._count, done):
            line.addWidget(widget)

    def _connect(self, done: QPushButton) -> None:
        self._words.textChanged.connect(self._soon)
        self._lane.currentIndexChanged.connect(self.changed)
        self._kind.currentIndexChanged.connect(self.changed)
        self._hide.toggled.connect(self.changed)
        done.clicked.connect(self.left)
        for widget in (self._words, self._lane, self._kind, self._hide, done):
            widget.installEventFilter(self)

    @Slot()
    def _soon(self) -> None:
        self._wait.start()

    @property
    def search(self) -> Search:
        """What is looked for."""
        lane = self._lane.currentData()
        return Search(self._words.text(), lane if isinstance(lane, Lane) else None, str(self._kind.currentData() or ""))

    @property
    def hides(self) -> bool:
        """True where what does not match is not drawn at all."""
        return self._hide.isChecked()

    def offer_kinds(self, kinds: Sequence[str]) -> None:
        """The kinds there are to choose from; the choice stays where it still exists."""
        with QSignalBlocker(self._kind):
            chosen = self._kind.currentData()
            self._kind.clear()
            self._kind.addItem(tr("all kinds"), "")
            for kind in kinds:
                self._kind.addItem(tr(kind), kind)
            self._kind.setCurrentIndex(max(self._kind.findData(chosen), 0))

    def say(self, words: str) -> None:
        """How many match."""
        self._count.setText(tr(words))
        self._count.setMinimumWidth(self._count.sizeHint().width())

    def start(self) -> None:
        """Ready for typing."""
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()

    def clear(self) -> None:
        """Look for nothing."""
        with QSignalBlocker(self._words), QSignalBlocker(self._lane), QSignalBlocker(self._kind):
            self._words.clear()
            self._lane.setCurrentIndex(0)
            self._kind.setCurrentIndex(0)
        self._wait.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc ends finding before any command of the window gets it; Enter goes to the next match."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is self._words:
                if self._wait.isActive():
                    self._wait.stop()
                    self.changed.emit()
                self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
        return super().eventFilter(watched, event)
