"""A question with fields in which Enter ends a number, not the question."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.tabbing import go_on


class QuietDialog(QDialog):
    """Enter presses the button that has the keyboard, and no other: nothing is taken over by the end of a number."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        event.accept()
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """A view of images hands the keyboard to its largest picture; its switches have their turn all the same."""
        return go_on(self, forward=forward)

    def last_row(self, ok: QPushButton) -> QHBoxLayout:
        """The buttons that end the question, at its lower right."""
        cancel = QPushButton(tr("Cancel"))
        cancel.setObjectName("dismiss")
        cancel.setToolTip(tr("Change nothing (Esc)"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        ok.setObjectName("ok")
        ok.setAutoDefault(False)
        ok.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(ok)
        row.addWidget(cancel)
        return row
