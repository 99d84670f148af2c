"""The bar above the comparison: how the images are mixed, and the one slider that belongs to it."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from reirrad_gui.ui.compare.mixing import RANGES, Mixing, Mode
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.segments import Segments

MODES = tuple(Mode)
_SHORT = ("Blend", "Check", "Flicker", "Swipe", "Diff")
_TIPS = (
    "Blend: both images at once (B)",
    "Checkerboard: tiles of one and the other (C)",
    "Flicker: one after the other (F); Enter changes by hand",
    "Swipe: a line between them that is dragged (S)",
    "Difference of the image values in HU (N)",
)
_SLIDERS = {
    Mode.BLEND: "Share of the other image",
    Mode.CHECKERBOARD: "Side of a tile",
    Mode.FLICKER: "How long each image is seen",
    Mode.SWIPE: "Place of the divider from the left",
    Mode.DIFFERENCE: "Difference that has the full colour",
}
_ROOM_FOR_WORDS_PX, _AIR_PX = 620, 40


class ComparisonBar(QWidget):
    """Says which mixing the user wants: `mixed` carries it."""

    mixed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mixing = Mixing()
        self.modes = Segments("comparison mode")
        self.modes.setAccessibleName(tr("comparison mode"))
        self.modes.offer(_SHORT, _TIPS)  # before the others, so that Tab comes to them first
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("comparison slider")
        self.slider.setMinimumWidth(50)
        self.value = QLabel()
        self.value.setObjectName("comparison value")
        self.value.setProperty("role", "muted")
        self.running = _toggle("Run", "flicker runs", "Change by itself (Enter changes by hand)")
        self.outlines = _toggle("Outlines", "comparison outlines", "Outlines of both courses (O)")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(6)
        row.addWidget(self.modes)
        row.addWidget(self.slider, 1)
        for widget in (self.value, self.running, self.outlines):
            row.addWidget(widget)
        self._fit()
        self.modes.chosen.connect(lambda number: self.mixed.emit(replace(self._mixing, mode=MODES[number])))
        self.slider.valueChanged.connect(self._slid)
        self.running.toggled.connect(lambda on: self.mixed.emit(replace(self._mixing, running=on)))
        self.outlines.toggled.connect(lambda on: self.mixed.emit(replace(self._mixing, outlines=on)))
        self.show_mixing(self._mixing)

    def show_mixing(self, mixing: Mixing) -> None:
        """Put buttons and slider to what is shown."""
        self._mixing = mixing
        limits, name = RANGES[mixing.mode], _SLIDERS[mixing.mode]
        self.modes.choose(MODES.index(mixing.mode))
        with QSignalBlocker(self.slider), QSignalBlocker(self.running), QSignalBlocker(self.outlines):
            self.slider.setRange(limits.least, limits.most)
            self.slider.setSingleStep(limits.step)
            self.slider.setPageStep(5 * limits.step)
            self.slider.setValue(mixing.value)
            self.running.setChecked(mixing.running)
            self.outlines.setChecked(mixing.outlines)
        self.slider.setAccessibleName(tr(name))
        sign = "±" if mixing.mode is Mode.DIFFERENCE else ""
        self.value.setText(f"{sign}{mixing.value} {limits.unit}")
        self.slider.setToolTip(tr(f"{name}: {self.value.text()} (← →)"))
        flickers = mixing.mode is Mode.FLICKER
        if flickers is self.running.isHidden():
            self.running.setVisible(flickers)
            self._fit()

    @Slot(int)
    def _slid(self, value: int) -> None:
        self.mixed.emit(self._mixing.with_value(value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrower than the row's own: texts shorten before anything is cut."""
        return QSize(420, super().minimumSizeHint().height())

    def _fit(self) -> None:
        self.value.setMinimumWidth(self.value.fontMetrics().horizontalAdvance("±1000 HU"))
        self._say(full=True)
        full = self.width() >= max(_ROOM_FOR_WORDS_PX, self._needed_px())
        if not full:
            self._say(full=False)
        self.value.setVisible(full)  # the tool tip of the slider says it too

    def _say(self, *, full: bool) -> None:
        words = tuple(mode.value for mode in MODES) if full else _SHORT
        self.modes.offer(tuple(map(tr, words)), tuple(map(tr, _TIPS)))
        self.outlines.setText(tr("Outlines" if full else "ROIs"))

    def _needed_px(self) -> int:
        """How wide the row is with the texts that are on it now."""
        words = (*self.modes.buttons, *(one for one in (self.running, self.outlines) if not one.isHidden()))
        others = self.value.minimumWidth() + self.slider.minimumWidth() + _AIR_PX
        return sum(button.sizeHint().width() for button in words) + others


def _toggle(text: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(tr(text))
    button.setObjectName(name)
    button.setToolTip(tr(tip))
    button.setAccessibleName(tr(tip))
    button.setCheckable(True)
    button.setProperty("role", "tight")
    return button
