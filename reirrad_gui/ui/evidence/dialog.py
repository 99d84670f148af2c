"""The evidence page: a field that filters, the page, and everything shown as text to copy."""

from PySide6.QtGui import QGuiApplication, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.clinical.evidence import Claim, Evidence
from reirrad_gui.patient.name_words import plain
from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.evidence.rows import MARKS, Inks, count_text, page_html, page_text
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import Theme

FIELD_AIR_PX = 10


class EvidenceDialog(QDialog):
    """Window-modal and not blocking; works by keyboard alone."""

    def __init__(self, table: Evidence, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evidence dialog")
        self.setWindowTitle(tr(table.title))
        self.setSizeGripEnabled(True)
        self._table, self._theme, self._shown = table, theme, table.claims
        self._read = [plain(" ".join(map(tr, claim.lines))) for claim in table.claims]
        self._filter = QLineEdit()
        self._filter.setObjectName("filter")
        self._filter.setAccessibleName(tr("Words to look for"))
        self._filter.setPlaceholderText(tr("Words to look for: flare, SC.20, 10.1016, memory …"))
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumHeight(self._filter.fontMetrics().height() + FIELD_AIR_PX)
        self._filter.textChanged.connect(self._show_found)
        self._count = QLabel()
        self._count.setObjectName("count")
        self._count.setProperty("role", "muted")
        self._page = QTextBrowser()
        self._page.setObjectName("page")
        self._page.setAccessibleName(tr(table.title))
        self._page.setOpenLinks(False)
        self._page.setTabChangesFocus(True)
        self._page.document().setDocumentMargin(12)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._filter.setFocus)
        self._lay_out()
        self._show_found()
        self.resize(1040, 680)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy what is shown"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copy")
        for button in buttons.buttons():
            button.setAutoDefault(False)  # type: ignore[attr-defined]  # a box holds push buttons
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self._filter, 1)
        line.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._page, 1)
        column.addWidget(sentence(f"{MARKS}. Version {self._table.version}, {self._table.date}.", "caption"))
        column.addWidget(buttons)

    def copy(self) -> None:
        """The claims on screen, as text."""
        lines = page_text(self._table, self._shown).split("\n")
        QGuiApplication.clipboard().setText("\n".join(map(tr, lines)))

    def _found(self, words: str) -> tuple[Claim, ...]:
        """Claims that hold every word, as they stand in the table or as they are read here."""
        asked = plain(words).split()
        pairs = zip(self._table.claims, self._read, strict=True)
        return tuple(claim for claim, read in pairs if claim.holds(words) or all(word in read for word in asked))

    def _show_found(self) -> None:
        self._shown = self._found(self._filter.text())
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        self._page.setHtml(page_html(self._table, self._shown, Inks(muted, self._theme.line, self._theme.near)))
        self._count.setText(tr(count_text(len(self._shown), len(self._table.claims))))
