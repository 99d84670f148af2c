"""The α/β at which regimens are compared for the tumour: the table's until somebody chooses another."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from reirrad_gui.figures import Figure
from reirrad_gui.session.planner.question import TUMOUR_RANGE_GY
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.language import tr


class TumourField(QWidget):
    """`changed`: another α/β is asked for; `chosen` is it, None for the table's; `known`: there is one to show."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: float | None = None
        self.known = False
        label = ElidedLabel(tr("tumour α/β"), least=10)
        label.setProperty("role", "caption")
        self.field = _Ratio()
        self.field.setObjectName("tumour alpha beta")
        self.field.setAccessibleName(tr("α/β of the tumour in Gy"))
        self.field.setRange(*TUMOUR_RANGE_GY)
        self.field.setDecimals(1)
        self.field.setSingleStep(0.5)
        self.field.setKeyboardTracking(False)
        self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(self.field.fontMetrics().horizontalAdvance("0") * 5 + 22)
        self.back = QToolButton()
        self.back.setObjectName("tumour table value")
        self.back.setText("↺")
        self.back.setStyleSheet("padding-left: 6px; padding-right: 6px;")
        self.back.setToolTip(tr("Take the value of the table of tissues again"))
        self.back.setAccessibleName(tr("Take the table's α/β of the tumour again"))
        self.back.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field.valueChanged.connect(self._choose)
        self.back.clicked.connect(lambda: self._choose(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(4)
        for widget in (label, self.field, self.back):
            row.addWidget(widget)
        self.forget()

    def forget(self) -> None:
        """Another case: the table's value, which comes with the first answer."""
        self.chosen, self.known = None, False
        self.back.hide()

    def show_answer(self, ratio: Figure | None, *, possible: bool) -> None:
        """The value that the answer was found with, and its source."""
        self.known = possible and (self.known or ratio is not None)
        self.field.setEnabled(possible)
        if ratio is not None and self.chosen is None and ratio.value is not None:
            with QSignalBlocker(self.field):
                self.field.setValue(ratio.value)
        if ratio is not None:
            self.field.setToolTip(f"{tr(ratio.quantity)}\n{tr(ratio.source)}")

    def _choose(self, value: float | None) -> None:
        self.chosen = value
        self.back.setVisible(value is not None)
        self.changed.emit()


class _Ratio(DecimalField):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
