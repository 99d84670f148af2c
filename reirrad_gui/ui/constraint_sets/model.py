"""Asks by which model doses are converted: LQ, or LQ-L with the usual straight part or a typed one. Not blocking."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from reirrad_gui.session.dose_model import SLOPE_RANGE, THRESHOLD_RANGE_GY, LinearTailSetting, checked_model, model_text
from reirrad_gui.session.settings import Settings
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.dialogs import Question

LQ, USUAL, TYPED = range(3)
CHOICES = ("LQ", "LQ-L, dT = 2 α/β of each tissue", "LQ-L, dT typed for every tissue")
USUAL_SHORT = "dT = 2 α/β"
NO_KINK = "without a kink"
FIRST_THRESHOLD_GY = 6.0
SENTENCE = (
    "The model holds for every organ, course, image, curve and export at once. Limits were derived under LQ: where "
    "LQ-L makes another dose, both are shown, and a limit that LQ does not keep is not counted as kept. Limits in BED "
    "and the scores of the cord stay with LQ."
)


class DoseModelDialog(Question):
    """LQ, LQ-L, or LQ-L with dT and γ/α; each choice says what it is and where it comes from."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("Dose model", SENTENCE, parent)
        self.setObjectName("dose model dialog")
        self.setMinimumWidth(480)
        self._choice = QComboBox()
        self._choice.setObjectName("dose model")
        self._choice.setAccessibleName(tr("Dose model"))
        self._choice.addItems(list(map(tr, CHOICES)))
        self._threshold = _number("threshold", "dT in Gy per fraction", *THRESHOLD_RANGE_GY, " Gy per fraction")
        low, high = SLOPE_RANGE
        self._slope = _number("slope", "γ/α; the lowest value is without a kink", low - 0.1, high, "")
        self._slope.setSpecialValueText(tr(NO_KINK))
        self._told = QLabel()
        self._told.setObjectName("model told")
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setWordWrap(True)
        self._told.setProperty("role", "muted")
        self.ask("Model", self._choice)
        self.ask("dT", self._threshold)
        self.ask("γ/α", self._slope)
        self.form.addRow(self._told)
        self._show(settings)
        self._choice.currentIndexChanged.connect(self._tell)
        self._threshold.valueChanged.connect(self._tell)
        self._slope.valueChanged.connect(self._tell)
        self._tell()

    def _show(self, settings: Settings) -> None:
        tail = settings.linear_tail
        self._threshold.setValue(FIRST_THRESHOLD_GY if tail is None else tail[0])
        slope = None if tail is None else tail[1]
        self._slope.setValue(self._slope.minimum() if slope is None else slope)
        self._choice.setCurrentIndex(LQ if settings.model == "lq" else USUAL if tail is None else TYPED)

    def _tell(self) -> None:
        typed = self._choice.currentIndex() == TYPED
        for field in (self._threshold, self._slope):
            field.setEnabled(typed)
        model = checked_model(self.model, self.linear_tail)
        self._told.setText(tr(f"{model_text(model)}. {model.domain.domain}"))
        if self.isVisible():
            self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))

    @property
    def model(self) -> str:
        """The model chosen: "lq" or "lq-l"."""
        return "lq" if self._choice.currentIndex() == LQ else "lq-l"

    @property
    def linear_tail(self) -> LinearTailSetting | None:
        """dT and γ/α where they are typed."""
        if self._choice.currentIndex() != TYPED:
            return None
        usual = self._slope.value() <= self._slope.minimum()
        return self._threshold.value(), None if usual else self._slope.value()

    @property
    def label(self) -> str:
        """What the step is called."""
        tail = self.linear_tail
        if self.model == "lq":
            return "Convert doses by LQ"
        if tail is None:
            return f"Convert doses by LQ-L ({USUAL_SHORT})"
        return f"Convert doses by LQ-L (dT {tail[0]:g} Gy{'' if tail[1] is None else f', γ/α {tail[1]:g}'})"


def _number(name: str, accessible: str, low: float, high: float, suffix: str) -> DecimalField:
    field = DecimalField()
    field.setObjectName(name)
    field.setAccessibleName(tr(accessible))
    field.setRange(low, high)
    field.setDecimals(1)
    field.setSingleStep(0.5)
    field.setSuffix(tr(suffix))
    return field
