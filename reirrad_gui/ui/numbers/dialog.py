"""The small dialog that tells what a number is."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.meaning import Meaning, Section, Told, as_text, step_text, told
from reirrad_gui.ui.numbers.words import TITLE

WIDTH_PX, MOST_HEIGHT_PX, LEAST_HEIGHT_PX, AROUND_PX = 520, 620, 180, 130
NAME_PX = 130


class MeaningDialog(QDialog):
    """Window-modal and not blocking; Esc closes, Ctrl+C copies, the formula is a button away."""

    def __init__(
        self, meaning: Meaning, open_formula: Callable[[Section], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("what is this number")
        self.setWindowTitle(tr(TITLE))
        self._meaning = meaning
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 0, 12, 0)
        column.setSpacing(10)
        for number, figure in enumerate(meaning.figures):
            if number:
                column.addWidget(_rule())
            column.addWidget(_figure(told(figure)))
        if meaning.steps:
            column.addWidget(_rule())
            column.addWidget(_label("Step by step", "section"))
            for number, step in enumerate(meaning.steps, 1):
                column.addWidget(_label(step_text(number, step)))
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr(TITLE))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.addWidget(self._area, 1)
        outer.addWidget(self._buttons(open_formula))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self.copy)
        page.setFixedWidth(WIDTH_PX - 40)
        needed = column.heightForWidth(WIDTH_PX - 40) + AROUND_PX
        self.resize(WIDTH_PX, min(max(needed, LEAST_HEIGHT_PX), MOST_HEIGHT_PX))

    def _buttons(self, open_formula: Callable[[Section], None]) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Co&py"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copy meaning")
        copy.clicked.connect(self.copy)
        section = self._meaning.section
        if section is not None:
            formula = buttons.addButton(tr(f"&Formula: {section.value}"), QDialogButtonBox.ButtonRole.ActionRole)
            formula.setObjectName("open formula")
            formula.clicked.connect(lambda: open_formula(section))
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        close.setFocus()
        buttons.rejected.connect(self.reject)
        return buttons

    def copy(self) -> None:
        """Everything said, as plain text."""
        QGuiApplication.clipboard().setText("\n".join(map(tr, as_text(self._meaning).split("\n"))))


def _figure(one: Told) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, NAME_PX)
    grid.setColumnStretch(1, 1)
    grid.addWidget(_label(one.number, "headline"), 0, 0, 1, 2)
    grid.addWidget(_label(one.quantity), 1, 0, 1, 2)
    for line, (name, text) in enumerate(one.lines, 2):
        grid.addWidget(_label(name, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_label(text), line, 1)
    return box


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(tr(text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("role", "rule")
    rule.setFixedHeight(1)
    return rule
