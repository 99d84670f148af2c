"""The line above the rows: what is shown, how many organs stand how, and the two choices."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from reirrad_gui.session.dose_model import MODELS
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.choices import RecoveryChoice, SetChoice
from reirrad_gui.ui.panel.rows import Row, status_counts
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session

TITLE = "Cumulative EQD2"
WORDS_FROM_PX = 1100


class PanelHead(QWidget):
    """Title, counts, constraint set, recovery."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._rows: tuple[Row, ...] = ()
        self.title = ElidedLabel(tr(TITLE), least=70)
        self.title.setObjectName("panel title")
        self.title.setProperty("role", "title")
        self.counts = QLabel()
        self.counts.setObjectName("counts")
        self.counts.setTextFormat(Qt.TextFormat.RichText)
        self.sets = SetChoice()
        self.recovery = RecoveryChoice(theme)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(8)
        line.addWidget(self.title)
        line.addWidget(self.counts)
        line.addStretch(1)
        line.addWidget(self.sets, 5)
        line.addWidget(self.recovery, 4)

    def show_session(self, session: "Session", rows: tuple[Row, ...]) -> None:
        """Another case, or the same after a change."""
        self._rows = rows
        model = session.settings.model
        self.title.setText(tr(TITLE if model == "lq" else f"▲ {TITLE} {MODELS[model]}"))
        self.title.setToolTip(tr("" if model == "lq" else session.assessment.model_text))
        self.sets.show_session(session)
        self.recovery.show_session(session)
        self._tell()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self.theme = theme
        self.recovery.apply_theme(theme)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        counts = status_counts(self._rows)
        absent = sum(row.absent for row in self._rows)
        worded = self.width() >= WORDS_FROM_PX
        parts = [
            _coloured(self.theme.status(s.word), f"{s.symbol} {n} {tr(s.word)}" if worded else f"{s.symbol} {n}")
            for s, n in counts
        ]
        spoken = [f"{number} {tr(standing.word)}" for standing, number in counts]
        if absent:
            said = tr(f"{absent} not contoured")
            parts.append(_coloured(self.theme.muted, f"– {said}" if worded else f"– {absent}"))
            spoken.append(said)
        told = f"{tr('Organs')}: {', '.join(spoken)}" if spoken else ""
        self.counts.setText("&nbsp; ".join(parts))
        self.counts.setToolTip(told)
        self.counts.setAccessibleName(told or tr("No organ"))


def _coloured(colour: str, text: str) -> str:
    return f'<span style="color:{colour}">{text.replace(" ", "&nbsp;")}</span>'
