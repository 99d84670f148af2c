"""All scores in one dialog: a tab each, by mouse or keyboard; what was typed stays while it is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.bone import ExtentPage, ProgressionPage
from reirrad_gui.ui.scores.cord import CordPage
from reirrad_gui.ui.scores.items import MirelsPage, SinsPage
from reirrad_gui.ui.scores.page import ScorePage
from reirrad_gui.ui.scores.pain import FlarePage, ResponsePage

if TYPE_CHECKING:
    from reirrad_gui.session import Session

WHY = (
    "Inputs that are left empty count as missing, never as 0: the answer says what it lacks. Ctrl+Tab goes to the next "
    "score. Nothing typed here is kept with the case, except the level of the cord."
)
WIDTH_PX, MOST_WIDTH_PX, HEIGHT_PX = 1060, 1240, 640


class ScoresDialog(QDialog):
    """Window-modal and not blocking. `region_chosen` carries organ and level of the cord."""

    region_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scores dialog")
        self.setWindowTitle(tr("Clinical scores"))
        self.setSizeGripEnabled(True)
        self._cord = CordPage()
        self._cord.region_chosen.connect(self.region_chosen)
        self._pages: tuple[tuple[str, ScorePage], ...] = (
            ("Pain response", ResponsePage()),
            ("Pain flare", FlarePage()),
            ("Bone scan: extent", ExtentPage()),
            ("Bone scan: progression", ProgressionPage()),
            ("SINS", SinsPage()),
            ("Mirels", MirelsPage()),
            ("Spinal cord", self._cord),
        )
        self.tabs = QTabWidget()
        self.tabs.setObjectName("scores")
        self.tabs.setAccessibleName(tr("Clinical scores"))
        self.tabs.setDocumentMode(True)
        for title, page in self._pages:
            self.tabs.addTab(page, tr(title))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy the answer"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copy")
        for button in buttons.buttons():
            button.setAutoDefault(False)  # type: ignore[attr-defined]  # a box holds push buttons
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(sentence(WHY, "muted"))
        column.addWidget(self.tabs, 1)
        column.addWidget(buttons)
        self.ensurePolished()
        margins = column.contentsMargins()
        needed = self.tabs.tabBar().sizeHint().width() + margins.left() + margins.right()
        self.resize(min(max(WIDTH_PX, needed), MOST_WIDTH_PX), HEIGHT_PX)

    def show_score(self, name: str) -> None:
        """Go to the score of this name (that of its page)."""
        for _, page in self._pages:
            if page.objectName() == name:
                self.tabs.setCurrentWidget(page)
                page.begin()

    def show_case(self, session: "Session | None") -> None:
        """The case on screen, or None: the cord's page follows it, the others offer what its history has."""
        from reirrad_gui.session.derived.suggestions import suggestions

        self._cord.show_session(session)
        events, courses = ((), ()) if session is None else (session.case.events, session.assessment.courses)
        found = suggestions(events, [summary.course for summary in courses])
        for _, page in self._pages:
            page.offer(found.get(page.objectName(), ()))

    def copy(self) -> None:
        """The answer in front, as text."""
        page = self.tabs.currentWidget()
        assert isinstance(page, ScorePage), "every tab is a score"
        QGuiApplication.clipboard().setText(f"{self.tabs.tabText(self.tabs.currentIndex())}\n{page.result.text}\n")
