"""The last line of the planner: what is tried, whether the answer is still the answer, how far a search is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton

from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.enclosed import EnclosedRow
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.asking import Asking
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session.jobs import Progress

STATE_PX = 130
STALE = "▲ asked before the last change"


class Foot(EnclosedRow):
    """`cancel_wanted` and `again_wanted` come from its one button."""

    cancel_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._progress = self._words = ""
        self._busy = False
        self.mark, self.state = ElidedLabel(least=150), ElidedLabel(least=STATE_PX)
        self.mark.setObjectName("planner mark")
        self.state.setObjectName("planner state")
        self.state.setProperty("role", "caption")
        self.button = QPushButton(tr("Cancel"))
        self.button.setObjectName("planner cancel")
        self.button.setAutoDefault(False)
        self.button.setFixedHeight(self.button.fontMetrics().height() + 6)
        self.button.setStyleSheet("padding: 0 8px; min-height: 0;")
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        self.button.clicked.connect(self._clicked)
        row = self.row
        row.setContentsMargins(8, 1, 8, 1)
        row.setSpacing(12)
        row.addWidget(self.mark)
        row.addWidget(self.state, 1)
        row.addWidget(self.button)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self.mark.setStyleSheet(f"color: {theme.near}; font-weight: 600;")

    def show_progress(self, progress: "Progress") -> None:
        """How far the search is."""
        self._progress = progress.text
        if self._busy:
            self._say(self._words)

    def show_state(self, tried: str, asking: Asking, page: str, otherwise: str) -> None:
        """`tried` is the mark of a regimen that was not given; `otherwise` is said where all is as asked."""
        self.mark.setText(f"▲ {tr(tried.partition(';')[0])}" if tried else "")
        self.mark.setToolTip(tr(tried))
        self.mark.setAccessibleDescription(tr(tried))
        self.mark.setVisible(bool(tried))
        stale, self._busy = asking.stale(page), asking.busy
        stopped = asking.stopped(page) and not self._busy
        if not self._busy:
            self._progress = ""
        words = (STALE if stale else "Working it out") if self._busy or stale else "Stopped" if stopped else otherwise
        self._say(words)
        self.button.setVisible(self._busy or stopped)
        self.button.setText(tr("Cancel" if self._busy else "Ask again"))

    def _say(self, words: str) -> None:
        self._words = words
        self.state.setText(" · ".join(map(tr, (words, self._progress))) if self._busy and self._progress else tr(words))

    def _clicked(self) -> None:
        (self.cancel_wanted if self._busy else self.again_wanted).emit()

    def sizeHint(self) -> QSize:
        return QSize(200, super().sizeHint().height())
