"""The list of registrations, and the ways of linking courses. Not modal: the images can be looked at beside it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from reirrad_gui.ui.flowing import FlowLayout
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.registrations.cards import BETWEEN_PX, RegistrationCard, UnlinkedCard, words
from reirrad_gui.ui.registrations.kinds import AUTO, FILES, IDENTITY, MATRIX
from reirrad_gui.ui.strips import ProgressStrip

if TYPE_CHECKING:
    from reirrad_gui.ui.registrations.rows import RegistrationRow, UnlinkedRow

WAYS = {
    AUTO: "Register automatically…",
    IDENTITY: "Assume the same frames…",
    MATRIX: "Use a matrix file…",
    FILES: "Only what the files say…",
}


class RegistrationsDialog(QDialog):
    """Shows the rows it is given. Signals carry a registration's key, or the kind of a way of linking.

    `anew_wanted` carries the kind, and the two frames that are to be linked anew.
    """

    approve_wanted = Signal(str)
    take_back_wanted = Signal(str)
    way_wanted = Signal(str)
    anew_wanted = Signal(str, str, str)
    measure_wanted = Signal()
    compare_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("registrations dialog")
        self.setWindowTitle(tr("Registrations"))
        self.resize(840, 700)
        self.setSizeGripEnabled(True)
        self._busy = False
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("Registrations"))
        self._problem = words("")
        self._problem.setObjectName("problem")
        self._problem.hide()
        self._progress = ProgressStrip()
        row = self._progress.layout()
        if isinstance(row, QBoxLayout):
            row.setStretch(0, 6)  # this window is narrow: what is done matters more than a long bar
        self._progress.cancel_wanted.connect(self.cancel_wanted)
        self._ways = {kind: self._way_button(kind, text) for kind, text in WAYS.items()}
        ways, last = FlowLayout(BETWEEN_PX), QHBoxLayout()
        for button in self._ways.values():
            ways.addWidget(button)
        self._close = QPushButton(tr("Close"))
        self._close.setObjectName("close")
        self._close.clicked.connect(self.reject)
        last.addStretch(1)
        last.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self._area, 1)
        column.addWidget(self._progress)
        column.addWidget(self._problem)
        column.addLayout(ways)
        column.addLayout(last)

    def show_rows(
        self,
        unlinked: "Sequence[UnlinkedRow]",
        rows: "Sequence[RegistrationRow]",
        nothing: str,
        reasons: Mapping[str, str],
    ) -> None:
        """Replace everything that is listed; `reasons` say why a way cannot be gone ("": it can)."""
        focused = self._focused()
        at = self._area.verticalScrollBar().value()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for one in unlinked:
            apart = UnlinkedCard(one)
            apart.anew_wanted.connect(self.anew_wanted)
            apart.setEnabled(not self._busy)
            column.addWidget(apart)
        for row in rows:
            card = RegistrationCard(row)
            card.approve_wanted.connect(self.approve_wanted)
            card.take_back_wanted.connect(self.take_back_wanted)
            card.anew_wanted.connect(self.anew_wanted)
            card.measure_wanted.connect(self.measure_wanted)
            card.compare_wanted.connect(self.compare_wanted)
            card.setEnabled(not self._busy)
            column.addWidget(card)
        if nothing and not unlinked:
            column.addWidget(words(nothing))
        column.addStretch(1)
        before = self._area.takeWidget()
        if before is not None:
            before.deleteLater()  # the button that led here may be part of it
        self._area.setWidget(page)
        self._enable(reasons)
        self._in_tab_order(page)
        if focused is not None:
            self._focus_again(page, focused)
        QTimer.singleShot(0, self, lambda: self._area.verticalScrollBar().setValue(at))

    def begin(self, doing: str) -> None:
        """Work on another way of linking has begun."""
        self._busy = True
        self._problem.hide()
        self._progress.begin(doing)

    @Slot(object)
    def show_progress(self, progress: object) -> None:
        """How far it is."""
        self._progress.show_progress(progress)

    def end(self) -> None:
        """Nothing runs any more."""
        self._busy = False
        self._progress.hide()

    def show_problem(self, sentence: str) -> None:
        """Say plainly, in a told sentence, why something was not done; "" takes the sentence away."""
        self._problem.setText(f"✖ {sentence}" if sentence else "")
        self._problem.setVisible(bool(sentence))

    def reject(self) -> None:
        """Esc first stops what runs, and then closes."""
        if self._busy:
            self.cancel_wanted.emit()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._busy:
            self.cancel_wanted.emit()
        super().closeEvent(event)

    def _way_button(self, kind: str, text: str) -> QPushButton:
        button = QPushButton(tr(text))
        button.setObjectName(kind)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self.way_wanted.emit(kind))
        return button

    def _enable(self, reasons: Mapping[str, str]) -> None:
        for kind, button in self._ways.items():
            button.setEnabled(not reasons[kind])
            button.setToolTip(tr(reasons[kind]))
            button.setAccessibleDescription(tr(reasons[kind]))

    def _in_tab_order(self, page: QWidget) -> None:
        order = [*page.findChildren(QPushButton), *self._ways.values(), self._close]
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)

    def _focused(self) -> int | None:
        """The place of the card whose button has the keyboard: rebuilding the list must not lose it."""
        cards = self._area.findChildren(RegistrationCard)
        return next((i for i, card in enumerate(cards) if card.isAncestorOf(self.focusWidget())), None)

    def _focus_again(self, page: QWidget, place: int) -> None:
        cards = page.findChildren(RegistrationCard)
        buttons = cards[place].findChildren(QPushButton) if place < len(cards) else []
        (buttons[0] if buttons else self._close).setFocus()
