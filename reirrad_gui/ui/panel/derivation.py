"""The pane that answers “how was this computed?” for the chosen organ."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextOption
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from reirrad_gui.session.settings import Settings
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.explanation import Explanation, as_text, explanation, undrawn_explanation
from reirrad_gui.ui.panel.links import stand_on
from reirrad_gui.ui.panel.overlap_dialogs import EnvelopeDialog, LevelsDialog
from reirrad_gui.ui.panel.overlap_page import CHANGE_RADIUS, CHOOSE_LEVELS, OVERLAP, overlap_html, overlap_text
from reirrad_gui.ui.panel.page import CORD, GO_TO_HOTTEST, METRICS, OPEN_SCORES, page_html, page_style
from reirrad_gui.ui.panel.typed import tell, typed_words
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session

NO_CASE = "No case is open."
NO_ORGAN = "Choose an organ in the limits: here stands how its numbers were computed, step by step, with their sources."


class DerivationView(QWidget):
    """Shows the assessment's own steps; computes nothing. What was unfolded stays so while the organ is the same.

    `scores_wanted` asks the window for the dialog of scores, at the one named.
    """

    scores_wanted = Signal(str)

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("derivation view")
        self.setAccessibleName(tr("How was this computed?"))
        self._selection = selection
        self._session: Session | None = None
        self._shown: Explanation | None = None
        self._key: str | None = None
        self._unfolded: set[str] = set()
        self._theme = theme
        self._dialog: QDialog | None = None
        self._written: str | None = None
        self._searching = JobRunner(self)
        self._searching.finished.connect(self._found)
        self._searching.failed.connect(self._not_found)
        self._build()
        selection.organ_selected.connect(self._show_organ)
        selection.undrawn_selected.connect(lambda _: self.refresh())
        self.apply_theme(theme)

    def _build(self) -> None:
        self._title = ElidedLabel(tr("How was this computed?"), least=60)
        self._title.setProperty("role", "title")
        self._fold = QPushButton(tr("Unfold all"))
        self._fold.setObjectName("unfold")
        self._fold.clicked.connect(self._fold_all)
        self._copy = QPushButton(tr("Copy"))
        self._copy.setObjectName("copy derivation")
        self._copy.setToolTip(tr("Copy every step as plain text"))
        self._copy.clicked.connect(self._copy_text)
        self._page = QTextBrowser()
        self._page.setObjectName("derivation")
        self._page.setAccessibleName(tr("Steps of the computation"))
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setOpenLinks(False)
        self._page.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # an address is never scrolled to
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._page.anchorClicked.connect(self._follow)
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
        self._unfolded = {OVERLAP}
        self._searching.cancel()
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
        for page in (self._page, self._page.viewport()):  # a style sheet may have given the viewport one of its own
            page.setPalette(ground)
        self._page.document().setDefaultStyleSheet(page_style(theme))
        self._written = None
        self._draw()

    @Slot(object)
    def _show_organ(self, key: str | None) -> None:
        self._shown = self._explained(key)
        if (chosen := key or self._selection.undrawn) != self._key:
            self._key = chosen
            self._unfolded = self._deciding()
        self._draw()
        self._search(key)

    def _search(self, key: str | None) -> None:
        """Look, in the background, for what the organ's sum would be if its registration were off."""
        assessment = None if self._session is None else self._session.assessment
        rows = () if assessment is None or not assessment.registrations else assessment.rows
        results = [result for row in rows if row.organ_key == key for result in row.results]
        wanted = [r.envelope for r in results if r.envelope is not None and not r.envelope.ready]
        if wanted and key is not None:
            self._searching.start(lambda _ticket: [later.value for later in wanted])

    @Slot(object)
    def _found(self, _found: object) -> None:
        self._page.setToolTip("")
        if self._session is not None:
            self._shown = self._explained(self._key)
            self._draw()

    def _explained(self, key: str | None) -> Explanation | None:
        session = self._session
        if session is None:
            return None
        found = explanation(session.assessment, key, session.certain)
        if found is not None or self._selection.undrawn is None:
            return found
        return undrawn_explanation(session.assessment, self._selection.undrawn, session.certain)

    @Slot(object)
    def _not_found(self, error: BaseException) -> None:
        self._page.setToolTip(
            tr(plainly(error, "The search for what a registration off its place would mean").sentence)
        )

    def _deciding(self) -> set[str]:
        """What is unfolded at first: the limit that decides; all metrics where there is none; without organ overlap."""
        if self._shown is None:
            return {OVERLAP}
        return {section.key for section in self._shown.sections[:1]} or {METRICS}

    def _keys(self) -> set[str]:
        if self._shown is None:
            return set()
        cord = {CORD} if self._shown.cords else set()
        metrics = {METRICS} if self._shown.metrics else set()
        return {section.key for section in self._shown.sections} | {OVERLAP} | metrics | cord

    def _draw(self) -> None:
        known = self._shown is not None
        several = self._session is not None and bool(self._session.assessment.classification.pairs)
        self._copy.setEnabled(known or several)
        self._fold.setEnabled(known)
        self._fold.setText(tr("Fold all" if known and self._unfolded >= self._keys() else "Unfold all"))
        if (html := self._html()) != self._written:
            self._written = html
            bar = self._page.verticalScrollBar()
            where = bar.value()
            self._page.setHtml(html)
            bar.setValue(where)

    def _html(self) -> str:
        if self._session is None:
            return f"<p class='label'>{escape(tr(NO_CASE))}</p>"
        assessment = self._session.assessment
        typed = typed_words(assessment)

        def told(text: str) -> str:
            return tell(text, typed)

        below = overlap_html(assessment, OVERLAP in self._unfolded, told)
        tried = assessment.what_if_text
        above = f"<p style='color:{self._theme.near}'><b>▲ {escape(told(tried))}</b></p>" if tried else ""
        if self._shown is None:
            return f"{above}<p class='label'>{escape(tr(NO_ORGAN))}</p>{below}"
        return above + page_html(self._shown, self._unfolded, self._theme, told) + below

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        """A link was clicked: a section folds, the images go somewhere, or something is asked."""
        if link.toString() == GO_TO_HOTTEST:
            self._go_to_hottest()
        elif link.toString() == OPEN_SCORES:
            self.scores_wanted.emit("cord")
        elif link.toString() in (CHANGE_RADIUS, CHOOSE_LEVELS):
            self._ask(link.toString())
        else:
            self._unfolded ^= {link.path()}
            self._draw()
            stand_on(self._page, link.toString())

    def _go_to_hottest(self) -> None:
        organ = None if self._session is None else self._session.assessment.organ(self._key)
        if organ is not None and organ.hottest is not None:
            self._selection.select_point(organ.hottest.point_mm, organ.hottest.frame_uid)

    def _ask(self, what: str) -> None:
        if self._session is None:
            return
        settings = self._session.settings
        asked: QDialog
        if what == CHANGE_RADIUS:
            asked = radius = EnvelopeDialog(settings.envelope_mm, self)
            asked.accepted.connect(lambda: self._set_radius(radius.radius_mm))
        else:
            asked = levels = LevelsDialog(settings.overlap_levels, self)
            asked.accepted.connect(lambda: self._set_levels(levels))
        self._dialog = asked
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _set_radius(self, radius_mm: float) -> None:
        off = "is exact" if radius_mm == 0 else f"may be off by up to {radius_mm:g} mm"
        self._do(f"Assume that a registration {off}", lambda settings: settings.with_envelope(radius_mm))

    def _set_levels(self, asked: LevelsDialog) -> None:
        old, new = levels = asked.levels
        label = f"Compare the {old.text} and {new.text} isodoses"
        self._do(label, lambda settings: settings.with_overlap_levels(levels))

    def _do(self, label: str, edit: Callable[[Settings], Settings]) -> None:
        if self._session is not None:
            self._session.do(label, edit)

    @Slot()
    def _fold_all(self) -> None:
        self._unfolded = set() if self._unfolded >= self._keys() else self._keys()
        self._draw()

    @Slot()
    def _copy_text(self) -> None:
        if self._session is None:
            return
        assessment = self._session.assessment
        tried = assessment.what_if_text
        organ = [as_text(self._shown)] if self._shown is not None else []
        said = [*([f"▲ {tried}"] if tried else []), *organ, overlap_text(assessment)]
        QGuiApplication.clipboard().setText(tell("\n\n".join(said), typed_words(assessment)))
