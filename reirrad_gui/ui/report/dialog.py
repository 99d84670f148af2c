"""The report before it is written: what only a person can add on the left, the pages as they will be on the right."""

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import ReirradError
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.facts import Discussion
from reirrad_gui.session.planner.regimens import parse_regimens
from reirrad_gui.ui.course_edits.pieces import in_tab_order, sentence
from reirrad_gui.ui.flowing import in_lines
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.language.available import languages
from reirrad_gui.ui.planner.rows import regimen_text
from reirrad_gui.ui.report.pages import PagesView
from reirrad_gui.ui.report.pdf import Pages
from reirrad_gui.ui.report.wish import Wish

LAY_OUT_MS = 350
FORM_PX, AREA_PX, LEAST_AREA_PX, TICK_PX = 320, 96, 48, 284
SMALLEST, LARGEST = QSize(1120, 740), QSize(1280, 1000)
PAPERS = ("A4", "US Letter")
WHY = "Every number is that of the views. What you type of the discussion is kept with the case."
DRAWING = "drawing the pictures…"


class ReportDialog(QDialog):
    """`written` carries the kind of file that is wanted ("pdf", "html" or "dicom").

    `changed` carries what is typed, a moment after the last key; `show_pages` shows what came of it.
    """

    written = Signal(str)
    changed = Signal(object)

    def __init__(self, wish: Wish, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report dialog")
        self.setWindowTitle(tr("Report"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._wish = wish
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LAY_OUT_MS)
        self._soon.timeout.connect(self._tell)
        self._question = _area("question", "The question", wish.question)
        self._outcome = _area("outcome", "Outcome of the discussion", wish.outcome)
        self._participants = _line("participants", "Who took part", wish.participants, "optional")
        self._held = _line("held", "Discussed on", wish.held, "not stated")
        self._held_before = wish.held
        self._drawing, self._ready = False, False
        self._regimens = _line("regimens", "Regimens side by side", _typed(wish), "for example 8/1, 20/5, 24/6")
        self._identified = _tick("with name, ID, birth date and file names")
        self._identified.setObjectName("identified")
        self._identified.setChecked(wish.identified)
        self._paper = QComboBox()
        self._paper.setObjectName("paper")
        self._paper.setAccessibleName(tr("Paper"))
        self._paper.addItems([tr(paper) for paper in PAPERS])
        self._paper.setCurrentIndex(int(wish.letter_paper))
        self._language = _languages(wish.language)
        self._why_not = sentence("", "warning")
        self._why_not.setObjectName("why not")
        self._told = sentence("")
        self._told.setObjectName("told")
        self._told.hide()
        self._progress = sentence(DRAWING, "caption")
        self._progress.setObjectName("drawing")
        self._progress.hide()
        self._pages = PagesView()
        self._buttons = {
            "pdf": _button("write pdf", "Write &PDF…"),
            "html": _button("write html", "Write &HTML…"),
            "dicom": _button("write dicom", "Write &DICOM…"),
        }
        self._close = _button("close", "&Close")
        self._build()
        self._connect()

    @property
    def wish(self) -> Wish | None:
        """What is typed now; None, with the reason on screen, where it cannot be meant."""
        try:
            if self.held and self.held != self._held_before.strip():
                stated_date(self.held, "-")
            wish = Wish(
                self._question.toPlainText(),
                self._outcome.toPlainText(),
                self._participants.text(),
                self._held.text(),
                self._identified.isChecked(),
                parse_regimens(typed) if (typed := self._regimens.text().strip()) else (),
                self._paper.currentIndex() == 1,
                self._language.currentData(),
            )
        except ReirradError as error:
            self._refuse(str(error))
            return None
        self._refuse("")
        return wish

    @property
    def discussion(self) -> Discussion:
        """What is typed of the discussion; nothing where nothing is."""
        texts = (self._question.toPlainText(), self._outcome.toPlainText(), self._participants.text())
        question, outcome, participants = (text.strip() or None for text in texts)
        return Discussion(question, outcome, participants)

    @property
    def held(self) -> str:
        """When it was held, as typed."""
        return self._held.text().strip()

    def show_pages(self, pages: Pages) -> None:
        """The report as it would be written now."""
        self._pages.show_pages(pages)
        self._enable(ready=True)

    def show_drawing(self, *, under_way: bool) -> None:
        """Nothing is written while pictures are missing that are being drawn."""
        self._drawing = under_way
        self._progress.setVisible(under_way)
        self._enable(ready=self._ready)

    def show_trouble(self, text: str) -> None:
        """Why there is no report of what is typed."""
        self._refuse(text)
        self._enable(ready=False)

    def show_not_written(self, text: str) -> None:
        """Why a file was not written; the report is still the one that is shown."""
        self._told.hide()
        self._refuse(text)

    def show_written(self, text: str) -> None:
        """What was written where."""
        self._refuse("")
        self._told.setText(tr(f"✔ {text}"))
        self._told.show()

    def reject(self) -> None:
        """Close, unless what was typed of the discussion could not be kept: then say what to correct."""
        try:
            if self.held and self.held != self._held_before.strip():
                stated_date(self.held, "-")
        except ReirradError as error:
            self._refuse(f"Discussed on: {error}")
            self._held.setFocus()
            return
        super().reject()

    def _refuse(self, text: str) -> None:
        self._why_not.setText(tr(text))
        self._why_not.setVisible(bool(text))

    def _enable(self, *, ready: bool) -> None:
        self._ready = ready
        for button in self._buttons.values():
            button.setEnabled(ready and not self._drawing)

    def _build(self) -> None:
        form = QVBoxLayout()
        form.setSpacing(6)
        form.addWidget(sentence(WHY, "caption"))
        for title, field in (
            ("The &question", self._question),
            ("&Outcome of the discussion", self._outcome),
            ("Who &took part", self._participants),
            ("D&iscussed on", self._held),
            ("&Regimens side by side", self._regimens),
            ("P&aper", self._paper),
            ("&Language", self._language),
        ):
            label = QLabel(tr(title))
            label.setBuddy(field)
            form.addWidget(label)
            form.addWidget(field)
        form.addWidget(self._identified)
        form.addWidget(self._why_not)
        form.addWidget(self._told)
        form.addWidget(self._progress)
        form.addStretch(1)
        for button in (*self._buttons.values(), self._close):
            form.addWidget(button)
        side = QWidget()
        side.setLayout(form)
        side.setFixedWidth(FORM_PX)
        row = QHBoxLayout(self)
        row.addWidget(side)
        row.addWidget(self._pages, 1)
        fields = [
            self._question,
            self._outcome,
            self._participants,
            self._held,
            self._regimens,
            self._paper,
            self._language,
        ]
        in_tab_order([*fields, self._identified, *self._buttons.values(), self._close, self._pages])
        self._enable(ready=False)
        self.resize(_size_over(self.parentWidget()))

    def _connect(self) -> None:
        for area in (self._question, self._outcome):
            area.setTabChangesFocus(True)
            area.textChanged.connect(self._later)
        for line in (self._participants, self._held, self._regimens):
            line.textChanged.connect(self._later)
        self._identified.toggled.connect(self._later)
        for choice in (self._paper, self._language):
            choice.currentIndexChanged.connect(self._later)
        for kind, button in self._buttons.items():
            button.clicked.connect(partial(self._write, kind))
        self._close.clicked.connect(self.reject)

    @Slot()
    def _later(self) -> None:
        """Pages of what was typed before are not written meanwhile."""
        self._told.hide()
        self._enable(ready=False)
        self._soon.start()

    @Slot()
    def _tell(self) -> None:
        wish = self.wish
        if wish is not None:
            self.changed.emit(wish)

    def _write(self, kind: str, *_: object) -> None:
        if self.wish is not None:
            self.written.emit(kind)


def _size_over(window: QWidget | None) -> QSize:
    """Most of the window, as far as it makes pages easier to read; it fits a screen of 1280 × 800."""
    if window is None:
        return SMALLEST
    return QSize(round(0.85 * window.width()), round(0.92 * window.height())).boundedTo(LARGEST).expandedTo(SMALLEST)


def _typed(wish: Wish) -> str:
    return ", ".join(regimen_text(one.fractions, one.total_gy) for one in wish.regimens)


def _tick(text: str) -> QCheckBox:
    tick = QCheckBox()
    said = tr(text)
    tick.setText(in_lines(said, tick.fontMetrics(), TICK_PX))
    tick.setAccessibleName(said)
    return tick


def _languages(chosen: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName("language")
    box.setAccessibleName(tr("Language"))
    for one in languages():
        box.addItem(tr(one.offered_as), one.code)
    box.setCurrentIndex(box.findData(chosen))
    return box


def _area(name: str, title: str, text: str) -> QPlainTextEdit:
    area = QPlainTextEdit(text)
    area.setObjectName(name)
    area.setAccessibleName(tr(title))
    area.setMinimumHeight(LEAST_AREA_PX)  # where longer words leave no more
    area.setMaximumHeight(AREA_PX)
    return area


def _line(name: str, title: str, text: str, example: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    line.setAccessibleName(tr(title))
    line.setPlaceholderText(tr(example))
    return line


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
