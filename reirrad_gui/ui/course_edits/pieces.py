"""What the dialogs of this package share: sentences, fields that no wheel changes, and the frame of a question."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr, tr_of

FIELD_AIR_PX = 10
WIDTH_PX, MOST_HEIGHT_PX, SIDES_PX, BELOW_PX = 640, 700, 60, 110
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


def sentence(text: str, role: str = "", names: Iterable[str] = ()) -> QLabel:
    """Words that wrap and can be selected; `names` in them stay in every language."""
    label = QLabel(tr_of(text, *names))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(SELECTABLE)
    return label


class CountField(QSpinBox):
    """A whole number, empty (a dash) until somebody types one. The wheel scrolls the page and never changes it.

    With `zero` 0 is an answer, too, and not the same as none.
    """

    def __init__(self, most: int, *, zero: bool = False) -> None:
        super().__init__()
        self.setRange(-1 if zero else 0, most)
        self.setSpecialValueText("–")
        self.setValue(self.minimum())
        _as_field(self)

    @property
    def answer(self) -> float | None:
        """What was typed; None while nothing was."""
        return None if self.value() == self.minimum() else self.value()

    def show_answer(self, number: int | None) -> None:
        """Show a number, or that there is none."""
        self.setValue(self.minimum() if number is None else number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class DoseField(DecimalField):
    """A dose in Gy, empty (a dash) until somebody types one. The wheel scrolls the page and never changes it."""

    def __init__(self, most_gy: float) -> None:
        super().__init__()
        self.setDecimals(2)
        self.setRange(0.0, most_gy)
        self.setSpecialValueText("–")
        self.setSuffix(" Gy")
        _as_field(self)

    @property
    def answer(self) -> float | None:
        """What was typed, Gy; None while nothing was."""
        return self.value() or None

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _as_field(field: QSpinBox | DecimalField) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setMinimumHeight(field.fontMetrics().height() + FIELD_AIR_PX)
    field.setFixedWidth(field.fontMetrics().horizontalAdvance("0") * 14)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)


class EditDialog(QDialog):
    """A sentence, a page that scrolls, a line for what is wrong, and two buttons. Not blocking; `open` shows it."""

    def __init__(
        self, name: str, title: str, why: str, accept: str, parent: QWidget | None = None, names: Iterable[str] = ()
    ) -> None:
        """`names` are those in `why` that no language changes."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(tr(title))
        self.setSizeGripEnabled(True)
        self.page = QWidget()
        self.column = QVBoxLayout(self.page)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.column.setSpacing(8)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.page)
        self._problem = sentence("")
        self._problem.setObjectName("problem")
        self._problem.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.addButton(tr(accept), QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setObjectName("ok")
        for button in buttons.buttons():
            button.setAutoDefault(button is self.ok)  # type: ignore[attr-defined]  # a box holds push buttons
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setSpacing(12)
        self._why = sentence(why, names=names)
        outer.addWidget(self._why)
        outer.addWidget(self.area, 1)
        outer.addWidget(self._problem)
        outer.addWidget(buttons)

    def refuse(self, error: ReirradError) -> None:
        """Say why the answer cannot be taken; the dialog stays open and nothing has changed."""
        self._problem.setText(tr(f"✖ {error}"))
        self._problem.show()

    def finish_page(self) -> None:
        """The page is complete: free room goes to its end, and the dialog is as high as its texts need."""
        self.column.addStretch(1)
        room = WIDTH_PX - SIDES_PX
        needed = self.column.totalHeightForWidth(room) + self._why.heightForWidth(room) + BELOW_PX
        self.resize(WIDTH_PX, min(needed, MOST_HEIGHT_PX))


def in_tab_order(widgets: Iterable[QWidget]) -> None:
    """Tab goes through these from first to last."""
    for one, following in pairwise(widgets):
        QWidget.setTabOrder(one, following)


def hint(button: QAbstractButton, why: str) -> None:
    """Enabled without a reason against it; else disabled, with the reason for eyes and screen readers."""
    button.setEnabled(not why)
    button.setToolTip(tr(why))
    button.setAccessibleDescription(tr(why))
