"""The pane that answers “how was this computed?” for the chosen organ."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from reirrad_gui.ui.panel.explanation import Explanation, as_text, explanation
from reirrad_gui.ui.panel.page import METRICS, page_html, page_style
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session

NO_CASE = "No case is open."
NO_ORGAN = "Choose an organ in the limits: here stands how its numbers were computed, step by step, with their sources."


class DerivationView(QWidget):
    """Shows the assessment's own steps; computes nothing. What was unfolded stays so while the organ is the same."""

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("derivation view")
        self.setAccessibleName("How was this computed?")
        self._selection = selection
        self._session: Session | None = None
        self._shown: Explanation | None = None
        self._key: str | None = None
        self._unfolded: set[str] = set()
        self._theme = theme
        self._build()
        selection.organ_selected.connect(self._show_organ)
        self.apply_theme(theme)

    def _build(self) -> None:
        self._title = QLabel("How was this computed?")
        self._title.setProperty("role", "title")
        self._fold = QPushButton("Unfold all")
        self._fold.setObjectName("unfold")
        self._fold.clicked.connect(self._fold_all)
        self._copy = QPushButton("Copy")
        self._copy.setObjectName("copy derivation")
        self._copy.setToolTip("Copy every step as plain text")
        self._copy.clicked.connect(self._copy_text)
        self._page = QTextBrowser()
        self._page.setObjectName("derivation")
        self._page.setAccessibleName("Steps of the computation")
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setOpenLinks(False)
        self._page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._page.anchorClicked.connect(self._toggle)
        line = QHBoxLayout()
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(8)
        line.addWidget(self._title, 1)
        line.addWidget(self._fold)
        line.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self._page, 1)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self._page)

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._session = session
        self._key = None
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the session's assessment again."""
        self._show_organ(self._selection.organ)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        ground = self.palette()
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            ground.setColor(role, QColor(theme.panel))
        ground.setColor(QPalette.ColorRole.Text, QColor(theme.text))
        self.setPalette(ground)
        self._page.setPalette(ground)
        self._page.document().setDefaultStyleSheet(page_style(theme))
        self._draw()

    @Slot(object)
    def _show_organ(self, key: str | None) -> None:
        self._shown = None if self._session is None else explanation(self._session.assessment, key)
        if key != self._key:
            self._key = key
            self._unfolded = self._deciding()
        self._draw()

    def _deciding(self) -> set[str]:
        """What is unfolded at first: the limit that decides; all metrics where there is none."""
        if self._shown is None:
            return set()
        return {section.key for section in self._shown.sections[:1]} or {METRICS}

    def _keys(self) -> set[str]:
        return {section.key for section in self._shown.sections} | {METRICS} if self._shown else set()

    def _draw(self) -> None:
        known = self._shown is not None
        self._copy.setEnabled(known)
        self._fold.setEnabled(known)
        self._fold.setText("Fold all" if known and self._unfolded >= self._keys() else "Unfold all")
        bar = self._page.verticalScrollBar()
        where = bar.value()
        if self._shown is None:
            self._page.setHtml(f"<p class='label'>{NO_CASE if self._session is None else NO_ORGAN}</p>")
        else:
            self._page.setHtml(page_html(self._shown, self._unfolded, self._theme))
        bar.setValue(where)

    @Slot(QUrl)
    def _toggle(self, link: QUrl) -> None:
        self._unfolded ^= {link.path()}
        self._draw()

    @Slot()
    def _fold_all(self) -> None:
        self._unfolded = set() if self._unfolded >= self._keys() else self._keys()
        self._draw()

    @Slot()
    def _copy_text(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(as_text(self._shown))
