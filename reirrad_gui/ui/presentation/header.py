"""The line at the top of the shared screen: that identity is hidden, what to be careful about, which step this is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.presentation.rows import MARK, Board


class BoardHeader(QWidget):
    """Shows what it is given; `left` and `keys_wanted` are its two buttons."""

    left = Signal()
    keys_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.mark = QLabel(tr(MARK))
        self.mark.setObjectName("identity hidden")
        self._chips = QHBoxLayout()
        self._step = ElidedLabel("", least=80)
        self._step.setObjectName("step")
        self._step.setProperty("role", "title")
        self._outdated = QLabel("")
        self._outdated.setObjectName("outdated")
        self._outdated.setWordWrap(True)
        self._outdated.setTextFormat(Qt.TextFormat.PlainText)
        self._shown: tuple[str, ...] = ()
        leave, keys = QPushButton(tr("Back (F9)")), QPushButton("?")
        leave.setAccessibleName(tr("Leave the presentation"))
        keys.setAccessibleName(tr("Keys of the presentation"))
        for button, signal in ((leave, self.left), (keys, self.keys_wanted)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(signal)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.mark)
        row.addLayout(self._chips)
        row.addStretch(1)
        row.addWidget(self._step)
        row.addWidget(leave)
        row.addWidget(keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._outdated)
        self._outdated.hide()

    def show_board(self, board: Board) -> None:
        """Chips, step and what is outdated of it."""
        self._show_chips(board.chips)
        which, between, title = board.step.partition(" · ")
        self._step.setText(f"{tr(which)}{between}{title}")  # a person wrote the title
        self._outdated.setText(tr(board.outdated))
        self._outdated.setVisible(bool(board.outdated))

    def _show_chips(self, texts: Sequence[str]) -> None:
        if tuple(texts) == self._shown:
            return
        self._shown = tuple(texts)
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for text in texts:
            chip = QLabel(tr(text))
            chip.setTextFormat(Qt.TextFormat.PlainText)
            chip.setObjectName("chip")
            self._chips.addWidget(chip)
