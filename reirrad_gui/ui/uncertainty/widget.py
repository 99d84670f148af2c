"""The view “How sure”: verdict card, tornado with its table, assumptions; it asks in the background while seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QKeyEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.meaning import Meaning
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.strips import ProgressStrip
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.uncertainty.asking import DOING, Asking
from reirrad_gui.ui.uncertainty.assumptions import AssumptionsPage
from reirrad_gui.ui.uncertainty.card import card_html
from reirrad_gui.ui.uncertainty.listing import TornadoTable
from reirrad_gui.ui.uncertainty.rows import STALE, Card, Tornado, card_of, card_text, chosen_row, tornado_of
from reirrad_gui.ui.uncertainty.tornado import TornadoPicture

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.certainty import Answer, Question

NO_CASE = "No case is open."
NO_ROW = "No limit is asked of this structure. Choose an organ in the limits."
NOTHING_YET = "Not asked yet. “Draw” varies the assumptions and says how sure each verdict is."
NOTHING_MOVES = "No assumption that was varied alone moves this number."
WIDE_PX = 760
"""From here on the card stands beside the tornado."""


class UncertaintyView(QWidget):
    """Shows the session's answer for the organ chosen; an old one as old, whole, and never beside new numbers."""

    bindings = (
        Group(
            "How sure",
            (
                Binding("Up, Down", "Choose an assumption in the tornado or its table"),
                Binding("A", "Assumptions, or the verdict again"),
                Binding("Ctrl+C", "Copy the table"),
                Binding("Esc", "Stop drawing"),
            ),
        ),
    )

    wanted_height_px = 300
    """What the window makes room for when the view is brought forward by its key."""

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("uncertainty view")
        self.setAccessibleName(tr("How sure are the verdicts?"))
        self._selection, self._theme = selection, theme
        self._session: Session | None = None
        self._shown: tuple[Card, Tornado | None] | None = None
        self.asking = Asking(self)
        self.picture, self.table = TornadoPicture(theme), TornadoTable(theme)
        self.page = AssumptionsPage()
        self._build_top()
        self._build_pages()
        self._connect()
        self.setAutoFillBackground(True)
        self.setFocusProxy(self.picture)
        self.apply_theme(theme)
        self.refresh()

    @property
    def meaning(self) -> Meaning | None:
        """What the numbers of the limit that decides are."""
        lines = () if self._shown is None else self._shown[0].limits
        return lines[0].meaning if lines else None

    def _build_top(self) -> None:
        self._title = QLabel(tr("How sure?"))
        self._title.setProperty("role", "title")
        self.assume = QToolButton()
        self.assume.setObjectName("show assumptions")
        self.assume.setText(tr("Assumptions"))
        self.assume.setToolTip(tr("What varies, how, and on whose word (A)"))
        self.assume.setCheckable(True)
        self.assume.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.draw = QPushButton(tr("Draw"))
        self.draw.setObjectName("draw")
        self.draw.setToolTip(tr("Vary the assumptions and say how sure each verdict is"))
        self.copy = QPushButton(tr("Copy"))
        self.copy.setObjectName("copy certainty")
        self.copy.setToolTip(tr("Copy the card and the tornado as plain text"))
        self._top = QHBoxLayout()
        self._top.setContentsMargins(8, 4, 8, 4)
        self._top.setSpacing(8)
        self._top.addWidget(self._title, 1)
        for button in (self.assume, self.draw, self.copy):
            self._top.addWidget(button)
        self.strip = ProgressStrip()
        self.said = QLabel()
        self.said.setObjectName("certainty said")
        self.said.setWordWrap(True)
        self.said.setContentsMargins(8, 0, 8, 4)

    def _build_pages(self) -> None:
        self.card = QLabel()
        self.card.setObjectName("verdict card")
        self.card.setAccessibleName(tr("Verdict card"))
        self.card.setTextFormat(Qt.TextFormat.RichText)
        self.card.setWordWrap(True)
        self.card.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.card.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.card.setContentsMargins(8, 0, 8, 4)
        self.sentence = QLabel()
        self.sentence.setObjectName("tornado sentence")
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(8, 4, 8, 4)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picture)
        column.addWidget(self.sentence)
        column.addStretch(1)
        self._pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pair.setSpacing(8)
        self._pair.addWidget(self.card, 10)
        self._pair.addWidget(right, 12)
        verdict = QWidget()
        whole = QVBoxLayout(verdict)
        whole.setContentsMargins(0, 0, 0, 8)
        whole.setSpacing(8)
        whole.addLayout(self._pair)
        whole.addWidget(self.table)
        whole.addStretch(1)
        self._stack = QStackedWidget()
        for page in (verdict, self.page):
            self._stack.addWidget(_scrolled(page))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._top)
        outer.addWidget(self.strip)
        outer.addWidget(self.said)
        outer.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._selection.organ_selected.connect(lambda _: self._show())
        self.assume.toggled.connect(lambda on: self._stack.setCurrentIndex(int(on)))
        self.draw.clicked.connect(self.asking.ask_now)
        self.copy.clicked.connect(self._copy)
        self.page.asked.connect(self._ask)
        self.picture.chosen.connect(self._choose)
        self.picture.pointed.connect(lambda line: self._tell(line if line >= 0 else self.picture.line))
        self.table.chosen.connect(self._choose)
        self.strip.cancel_wanted.connect(self.asking.cancel)
        self.asking.runner.progressed.connect(self.strip.show_progress)
        self.asking.changed.connect(self._show)

    # What every view does

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._session = session
        self.asking.show_session(session)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The assessment or the question may have changed."""
        self.asking.follow(wanted=self.isVisible())
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(theme.panel))
        self.setPalette(ground)
        self.picture.apply_theme(theme)
        self.table.apply_theme(theme)
        self._show()

    @Slot()
    def draw_now(self) -> None:
        """Ask without waiting, also while the view is behind a tab."""
        self.asking.ask_now()

    # Showing

    @property
    def stale(self) -> bool:
        """True while what is shown was asked for other settings."""
        return self._session is not None and self._session.certain is None and self._session.once_certain is not None

    @Slot()
    def _show(self) -> None:
        session = self._session
        answer = None if session is None else session.certain or session.once_certain
        self._shown = None if answer is None else self._contents(answer)
        faded = self.stale
        card, tornado = (None, None) if self._shown is None else self._shown
        self.card.setText("" if card is None else card_html(card, self._theme, faded=faded))
        self.card.setVisible(card is not None)
        self.picture.show_tornado(tornado, faded=faded)
        self.table.show_tornado(tornado, faded=faded)
        self._tell(self.picture.line)
        self._say(answer)
        self.copy.setEnabled(card is not None and not faded)
        self.assume.setEnabled(session is not None)
        self._show_work()
        self.page.show_question(session, self._organ())

    def _contents(self, answer: "Answer") -> tuple[Card, Tornado | None] | None:
        row = chosen_row(answer, self._selection.organ)
        card = None if row is None else card_of(answer, row)
        return None if row is None or card is None else (card, tornado_of(answer, row))

    def _organ(self) -> str:
        """The organ whose range of α/β can be entered."""
        if self._session is None:
            return ""
        rows, key = self._session.assessment.rows, self._selection.organ
        named = next((row.organ for row in rows if row.organ_key == key), "") if key is not None else ""
        return named or (rows[0].organ if rows and key is None else "")

    def _say(self, answer: "Answer | None") -> None:
        """Why nothing is shown, or that it is old; a problem before anything else."""
        said = ""
        if self._session is None:
            said = NO_CASE
        elif self.asking.problem:
            said = self.asking.problem + (f" {STALE}" if self.stale else "")
        elif answer is None:
            said = "" if self.asking.busy else NOTHING_YET
        elif self._shown is None:
            said = NO_ROW
        elif self.stale:
            said = STALE
        near = self.asking.problem or self.stale
        self.said.setStyleSheet(f"color: {self._theme.near if near else self._theme.muted}")
        self.said.setText(tr(said))
        self.said.setVisible(bool(said))

    def _show_work(self) -> None:
        running = self.asking.runner.busy
        if running and self.strip.isHidden():
            self.strip.begin(DOING)
        self.strip.setVisible(running)
        self.draw.setEnabled(self._session is not None and self._session.certain is None and not running)

    @Slot(int)
    def _choose(self, line: int) -> None:
        self.picture.choose(line)
        self.table.choose(line)
        self._tell(line)

    def _tell(self, line: int) -> None:
        """The sentence of one bar, below the picture."""
        tornado = None if self._shown is None else self._shown[1]
        bars = () if tornado is None else tornado.every
        nothing = NOTHING_MOVES if self._shown is not None and self._shown[0].limits else ""
        self.sentence.setText(tr(bars[line].sentence if 0 <= line < len(bars) else nothing))
        self.sentence.setStyleSheet(f"color: {self._theme.muted if self.stale or not bars else self._theme.text}")
        self.sentence.setVisible(bool(self.sentence.text()))

    # What is asked

    @Slot(object)
    def _ask(self, question: "Question") -> None:
        if self._session is not None:
            self._session.ask(question)
            self.refresh()

    @Slot()
    def _copy(self) -> None:
        if self._shown is None or self._session is None or self.stale:
            return
        tried = self._session.assessment.what_if_text
        marks = [f"▲ {text}" for text in (tried, self._session.assessment.provisional) if text]
        QGuiApplication.clipboard().setText("\n".join(map(tr, [*marks, *card_text(*self._shown).splitlines()])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.asking.busy:
            self.asking.cancel()
        elif event.key() == Qt.Key.Key_A and not event.modifiers():
            self.assume.toggle()
            (self.assume if self.assume.isChecked() else self.picture).setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.asking.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE_PX
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._pair.direction() != way:
            self._pair.setDirection(way)


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    page.setAutoFillBackground(False)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
