"""The bar above the images: which course, which quantity, which α/β; and three buttons for how it is drawn."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.segments import Segments

QUANTITIES = (Quantity.PHYSICAL, Quantity.EQD2, Quantity.BED)
_QUANTITY_TEXTS = ("Gy", "EQD2", "BED")
_QUANTITY_TIPS = (
    "Physical dose",
    "Dose in 2 Gy fractions of the same effect, each course converted with its own dose per fraction",
    "Biologically effective dose",
)
ACCUMULATED = "Accumulated"


class Bar(QWidget):
    """Says what the user wants to see. `shown_chosen` carries the index of a course, or None for accumulated."""

    shown_chosen = Signal(object)
    quantity_chosen = Signal(object)
    alpha_beta_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._courses = 0
        self.shown = Segments("shown dose")
        self.shown.chosen.connect(self._say_shown)
        self.quantity = Segments("quantity")
        self.quantity.offer(_QUANTITY_TEXTS, [tr(tip) for tip in _QUANTITY_TIPS])
        for segments, name in ((self.shown, "shown dose"), (self.quantity, "quantity")):
            segments.setAccessibleName(tr(name))
        self.quantity.chosen.connect(lambda number: self.quantity_chosen.emit(QUANTITIES[number]))
        self.alpha_beta = _alpha_beta_box()
        self.alpha_beta.valueChanged.connect(self.alpha_beta_chosen)
        self.dose = _button("Wash", "dose button", "How the dose is drawn: wash, isodoses, scale")
        self.image = _button("Window", "image button", "Window and level, image series, views")
        self.structures = _button("Structures", "structures button", "Which structures are outlined")
        self._names: tuple[str, ...] = ()
        self._texts = ("Wash", "Window")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(6)
        for widget in (self.shown, self.quantity, self.alpha_beta):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.dose, self.image, self.structures):
            row.addWidget(button)

    def offer_courses(self, names: Sequence[str]) -> None:
        """One button per course, and the accumulated dose when there are several."""
        self._names = tuple(names)
        self._courses = len(names)
        self._fit()
        order = [*self.shown.buttons, *self.quantity.buttons, self.alpha_beta, self.dose, self.image, self.structures]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def show_drawing(self, wash: str, window: str) -> None:
        """What the buttons for wash and window say where there is room."""
        if (wash, window) != self._texts:
            self._texts = (wash, window)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrower than the row's own: texts shorten before anything is cut."""
        return QSize(360, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """The longest texts that fit: all in full, then short buttons, then "Sum", then short course names."""
        full = (*self._names, ACCUMULATED) if len(self._names) > 1 else self._names
        for level in range(4):
            self.dose.setText(tr(self._texts[0] if level == 0 else "Wash"))
            self.image.setText(tr(self._texts[1] if level == 0 else "W/L"))
            self.structures.setText(tr("Structures" if level < 2 else "ROIs"))
            self.shown.offer([tr(text) for text in self._brief(full, level)], [tr(text) for text in full])
            for button in (*self.shown.buttons, self.dose, self.image, self.structures):
                button.ensurePolished()
            if self._needed() <= self.width():
                return

    def _brief(self, full: tuple[str, ...], level: int) -> tuple[str, ...]:
        if level < 2 or len(full) < 2:
            return full
        names = self._names if level == 2 else tuple(f"C{n + 1}" for n in range(self._courses))
        return (*names, "Sum")

    def _needed(self) -> int:
        widgets = (self.shown, self.quantity, self.alpha_beta, self.dose, self.image, self.structures)
        return sum(widget.sizeHint().width() for widget in widgets) + 12 + 6 * 6

    def show_choice(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float) -> None:
        """Put down the buttons of what is on screen."""
        self.shown.choose(self._courses if shown is None else shown)
        self.quantity.choose(QUANTITIES.index(quantity))
        if alpha_beta_gy != self.alpha_beta.value():  # Qt writes the same number again and lays its field out anew
            blocker = QSignalBlocker(self.alpha_beta)
            self.alpha_beta.setValue(alpha_beta_gy)
            del blocker
        self.alpha_beta.setEnabled(quantity is not Quantity.PHYSICAL)

    @Slot(int)
    def _say_shown(self, number: int) -> None:
        self.shown_chosen.emit(None if number >= self._courses else number)


def _alpha_beta_box() -> DecimalField:
    box = DecimalField()
    box.setObjectName("alpha beta")
    box.setAccessibleName(tr("α/β of the images"))
    box.setToolTip(tr("α/β of the EQD2 and BED on the images. Each organ's own α/β stands in the limits."))
    box.setRange(0.5, 30.0)
    box.setSingleStep(0.5)
    box.setDecimals(1)
    box.setPrefix("α/β ")
    box.setSuffix(tr(" Gy"))
    box.setKeyboardTracking(False)
    return box


def _button(text: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(tr(text))
    button.setObjectName(name)
    button.setToolTip(tr(tip))
    button.setAccessibleName(tr(tip))
    button.setProperty("role", "tight")
    return button
