"""What the panel asks for: an α/β, a recovery with its reason, a number of fractions. Not blocking."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.constraints import TissueAlphaBeta
from reirrad_gui.session.recovery import USER, recovery_models, why_not_in
from reirrad_gui.session.settings import NO_RECOVERY, Recovery
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.choices import named, told

LEAST_ALPHA_BETA_GY, MOST_ALPHA_BETA_GY = 0.1, 50.0
MOST_FRACTIONS = 60
FIELD_AIR_PX = 10


class Question(QDialog):
    """A sentence, fields, OK and Cancel."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(380)
        text = QLabel(tr(sentence))
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setObjectName("sentence")
        self.form = QFormLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(12)
        self.column.addWidget(text)
        self.column.addLayout(self.form)
        self.column.addWidget(self.buttons)

    def ask(self, label: str, field: QWidget) -> None:
        """One more field, high enough for its text; the first gets the keyboard."""
        field.setMinimumHeight(field.fontMetrics().height() + FIELD_AIR_PX)
        self.form.addRow(tr(label), field)
        if self.form.rowCount() == 1:
            field.setFocus()  # not before: a field that is in no window yet cannot have its keyboard

    def event(self, event: QEvent) -> bool:
        """As high as its sentences need, which another language or a later sentence may make longer."""
        told = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            needed = self.column.totalHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), needed)
        return told

    @property
    def ok(self) -> QPushButton:
        """The button that takes the answer."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)


class AlphaBetaDialog(Question):
    """Asks for one organ's α/β; the tissue table's value and range stand above it."""

    def __init__(self, organ: str, in_force_gy: float, tissue: TissueAlphaBeta, parent: QWidget | None = None) -> None:
        super().__init__(f"α/β of {organ}", _tissue_sentence(tissue), parent)
        self.setObjectName("alpha beta dialog")
        self._table_gy, self._tissue = tissue.default_gy, tissue
        self._value = DecimalField()
        self._value.setObjectName("alpha beta")
        self._value.setAccessibleName(tr(f"α/β of {organ} in Gy"))
        self._value.setRange(LEAST_ALPHA_BETA_GY, MOST_ALPHA_BETA_GY)
        self._value.setDecimals(2)
        self._value.setSingleStep(0.5)
        self._value.setSuffix(" Gy")
        self._value.setValue(in_force_gy)
        self.ask("α/β", self._value)
        table = self.buttons.addButton(tr("Use the table's value"), QDialogButtonBox.ButtonRole.ResetRole)
        table.setObjectName("table value")
        table.clicked.connect(lambda: self._value.setValue(self._table_gy))
        self._beyond = QLabel()
        self._beyond.setObjectName("beyond the table")
        self._beyond.setTextFormat(Qt.TextFormat.PlainText)
        self._beyond.setWordWrap(True)
        self.form.addRow(self._beyond)
        self._value.valueChanged.connect(self._tell_beyond)
        self._tell_beyond()
        self._value.selectAll()

    def _tell_beyond(self) -> None:
        """A value that the table does not cover is allowed, and said to be one."""
        said = self._tissue.outside(self._value.value())
        self._beyond.setText(tr(f"▲ {said}" if said else ""))
        self._beyond.setVisible(bool(said))

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
    """Asks for a percentage and the reason for it; without both it cannot be accepted.

    `earlier` are the earlier courses as (uid, name); where there are several, one of them can be meant alone.
    """

    def __init__(self, earlier: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        sentence = (
            "This share of every earlier course's EQD2 will be taken as recovered, in every organ that has no recovery "
            "of its own, but never in a target. Your reason is shown with every number that rests on it."
        )
        super().__init__("Recovery typed by hand", sentence, parent)
        self.setObjectName("recovery dialog")
        self._percent, self._reason = _percent_field(), _reason_field()
        self.ask("Recovered", self._percent)
        self.ask("Reason", self._reason)
        self._course = QComboBox()
        self._course.setObjectName("course")
        self._course.setAccessibleName(tr("Which earlier course"))
        self._course.addItem(tr("every earlier course"), None)
        self._names: dict[str, str] = dict(earlier)
        for uid, name in earlier:
            self._course.addItem(tr(f"{name} only"), uid)
        if len(earlier) > 1:
            self.ask("Of", self._course)
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

    @property
    def course_uid(self) -> str | None:
        """The one course that is meant; None for every earlier one."""
        uid = self._course.currentData()
        return uid if isinstance(uid, str) else None

    @property
    def course_name(self) -> str:
        """The one course that is meant, by its name; empty for every earlier one."""
        return "" if self.course_uid is None else self._names[self.course_uid]

    def _check(self) -> None:
        self.ok.setEnabled(self.percent > 0 and bool(self.reason))


def _percent_field() -> DecimalField:
    percent = DecimalField()
    percent.setObjectName("percent")
    percent.setAccessibleName(tr("Recovered share of earlier courses in per cent"))
    percent.setRange(0.0, 100.0)
    percent.setDecimals(1)
    percent.setSuffix(" %")
    return percent


def _reason_field() -> QLineEdit:
    reason = QLineEdit()
    reason.setObjectName("reason")
    reason.setAccessibleName(tr("Reason for this recovery"))
    reason.setPlaceholderText(tr("who decided, when, on what grounds"))
    return reason


class OrganRecoveryDialog(Question):
    """Asks for the recovery of one organ: as everywhere, off, a model that may be used there, or a percentage.

    `general` is what holds where nothing else is said, in words; `own` what was chosen for this organ before.
    """

    def __init__(self, organ: str, general: str, own: Recovery | None, parent: QWidget | None = None) -> None:
        sentence = (
            f"What is chosen here holds for {organ} in every earlier course and goes before everything chosen for all "
            "organs. Limits that already contain recovery are refused against a discounted dose."
        )
        super().__init__(f"Recovery of {organ}", sentence, parent)
        self.setObjectName("organ recovery dialog")
        self._organ = organ
        self._choice = QComboBox()
        self._choice.setObjectName("organ recovery")
        self._choice.setAccessibleName(tr(f"Recovery of {organ}"))
        self._offer(general)
        self._percent, self._reason = _percent_field(), _reason_field()
        self.said = _sentence_label("said of the choice")
        self.ask("Recovery", self._choice)
        self.ask("Recovered", self._percent)
        self.ask("Reason", self._reason)
        self.column.insertWidget(self.column.count() - 1, self.said)
        self._start_with(own)
        self._choice.currentIndexChanged.connect(self._check)
        self._percent.valueChanged.connect(self._check)
        self._reason.textChanged.connect(self._check)
        self._check()

    def _offer(self, general: str) -> None:
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choice.setMinimumContentsLength(36)
        self._choice.addItem(tr(f"as for all organs ({general})"), None)
        for model in recovery_models():
            self._choice.addItem(tr("off" if model.key == NO_RECOVERY else named(model)), model.key)
            self._choice.setItemData(self._choice.count() - 1, tr(told(model)), Qt.ItemDataRole.ToolTipRole)
        self._choice.addItem(tr("a percentage with your reason"), USER)

    def _start_with(self, own: Recovery | None) -> None:
        self._choice.setCurrentIndex(0 if own is None else self._choice.findData(own.model))
        if own is not None and own.percent is not None:
            self._percent.setValue(own.percent)
            self._reason.setText(own.reason)

    @property
    def recovery(self) -> Recovery | None:
        """What was chosen; None to take the organ as all others."""
        key = self._choice.currentData()
        if key is None:
            return None
        return Recovery(USER, self._percent.value(), self._reason.text().strip()) if key == USER else Recovery(str(key))

    @property
    def model_name(self) -> str:
        """The model chosen, by its name."""
        return next((model.name for model in recovery_models() if model.key == self._choice.currentData()), "")

    def _check(self) -> None:
        key = self._choice.currentData()
        typed = key == USER
        self._percent.setEnabled(typed)
        self._reason.setEnabled(typed)
        refused = "" if key is None or typed else why_not_in(str(key), self._organ)
        missing = typed and not (self._percent.value() > 0 and self._reason.text().strip())
        asked = "Enter a percentage above 0 and your reason for it." if missing else ""
        model = next((one for one in recovery_models() if one.key == key and key != NO_RECOVERY), None)
        self.said.setText(
            tr(
                f"✖ {refused} Choose another, or a percentage with your reason."
                if refused
                else asked or (told(model) if model is not None else "")
            )
        )
        self.said.setVisible(bool(self.said.text()))
        self.ok.setEnabled(not refused and not missing)
        self.adjustSize()


def _sentence_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    return label


class CandidateDialog(Question):
    """Asks in how many fractions the dose that is left should be told."""

    def __init__(self, fractions: int, parent: QWidget | None = None) -> None:
        super().__init__(
            "What is left", "The dose that is left is told for a further course of so many fractions.", parent
        )
        self.setObjectName("candidate dialog")
        self._number = QSpinBox()
        self._number.setObjectName("candidate fractions")
        self._number.setAccessibleName(tr("Number of fractions of a further course"))
        self._number.setRange(1, MOST_FRACTIONS)
        self._number.setValue(fractions)
        self.ask("Fractions", self._number)
        self._number.selectAll()

    @property
    def fractions(self) -> int:
        """What was entered."""
        return self._number.value()
