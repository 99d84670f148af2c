"""What the panel asks for: an α/β, a recovery with its reason, a number of fractions. Not blocking."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.constraints import TissueAlphaBeta

LEAST_ALPHA_BETA_GY, MOST_ALPHA_BETA_GY = 0.1, 50.0
MOST_FRACTIONS = 60
FIELD_AIR_PX = 10


class Question(QDialog):
    """A sentence, fields, OK and Cancel."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        text = QLabel(sentence)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setObjectName("sentence")
        self.form = QFormLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(text)
        column.addLayout(self.form)
        column.addWidget(self.buttons)

    def ask(self, label: str, field: QWidget) -> None:
        """One more field, high enough for its text; the first gets the keyboard."""
        field.setMinimumHeight(field.fontMetrics().height() + FIELD_AIR_PX)
        if self.form.rowCount() == 0:
            field.setFocus()
        self.form.addRow(label, field)

    @property
    def ok(self) -> QPushButton:
        """The button that takes the answer."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)


class AlphaBetaDialog(Question):
    """Asks for one organ's α/β; the tissue table's value and range stand above it."""

    def __init__(self, organ: str, in_force_gy: float, tissue: TissueAlphaBeta, parent: QWidget | None = None) -> None:
        super().__init__(f"α/β of {organ}", _tissue_sentence(tissue), parent)
        self.setObjectName("alpha beta dialog")
        self._table_gy = tissue.default_gy
        self._value = QDoubleSpinBox()
        self._value.setObjectName("alpha beta")
        self._value.setAccessibleName(f"α/β of {organ} in Gy")
        self._value.setRange(LEAST_ALPHA_BETA_GY, MOST_ALPHA_BETA_GY)
        self._value.setDecimals(2)
        self._value.setSingleStep(0.5)
        self._value.setSuffix(" Gy")
        self._value.setValue(in_force_gy)
        self.ask("α/β", self._value)
        table = self.buttons.addButton("Use the table's value", QDialogButtonBox.ButtonRole.ResetRole)
        table.setObjectName("table value")
        table.clicked.connect(lambda: self._value.setValue(self._table_gy))
        self._value.selectAll()

    @property
    def alpha_beta_gy(self) -> float:
        """What was entered, Gy."""
        return self._value.value()

    @property
    def is_table_value(self) -> bool:
        """True when the answer is what the tissue table says."""
        return abs(self.alpha_beta_gy - self._table_gy) < 1e-9


def _tissue_sentence(tissue: TissueAlphaBeta) -> str:
    low, high = tissue.low_gy, tissue.high_gy
    span = f", {low:g} to {high:g} Gy in the literature" if low is not None and high is not None else ""
    said = f"Table of tissues: {tissue.default_gy:g} Gy{span} ({tissue.source})."
    assumed = f" {tissue.reason}" if tissue.assumed and tissue.reason else ""
    return f"{said}{assumed} A limit published for another α/β clears nothing at the one chosen here."


class RecoveryDialog(Question):
    """Asks for a percentage and the reason for it; without both it cannot be accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        sentence = (
            "This share of every earlier course's EQD2 will be taken as recovered, in every organ but never in a "
            "target. Your reason is shown with every number that rests on it."
        )
        super().__init__("Recovery typed by hand", sentence, parent)
        self.setObjectName("recovery dialog")
        self._percent = QDoubleSpinBox()
        self._percent.setObjectName("percent")
        self._percent.setAccessibleName("Recovered share of earlier courses in per cent")
        self._percent.setRange(0.0, 100.0)
        self._percent.setDecimals(1)
        self._percent.setSuffix(" %")
        self._reason = QLineEdit()
        self._reason.setObjectName("reason")
        self._reason.setAccessibleName("Reason for this recovery")
        self._reason.setPlaceholderText("who decided, when, on what grounds")
        self.ask("Recovered", self._percent)
        self.ask("Reason", self._reason)
        self._percent.valueChanged.connect(self._check)
        self._reason.textChanged.connect(self._check)
        self._check()

    @property
    def percent(self) -> float:
        """What was entered, %."""
        return self._percent.value()

    @property
    def reason(self) -> str:
        """Why."""
        return self._reason.text().strip()

    def _check(self) -> None:
        self.ok.setEnabled(self.percent > 0 and bool(self.reason))


class CandidateDialog(Question):
    """Asks in how many fractions the dose that is left should be told."""

    def __init__(self, fractions: int, parent: QWidget | None = None) -> None:
        super().__init__(
            "What is left", "The dose that is left is told for a further course of so many fractions.", parent
        )
        self.setObjectName("candidate dialog")
        self._number = QSpinBox()
        self._number.setObjectName("candidate fractions")
        self._number.setAccessibleName("Number of fractions of a further course")
        self._number.setRange(1, MOST_FRACTIONS)
        self._number.setValue(fractions)
        self.ask("Fractions", self._number)
        self._number.selectAll()

    @property
    def fractions(self) -> int:
        """What was entered."""
        return self._number.value()
