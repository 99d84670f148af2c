"""A field for a number with decimals that means the same on every computer."""

import re

from PySide6.QtCore import QLocale, Slot
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget


class DecimalField(QDoubleSpinBox):
    """Takes a decimal point and a decimal comma, whatever the language of the computer, and shows a point.

    Qt's own field reads "2,5" as 25 where the computer is set to English, and "2.5" as 25 where it is set to German.
    What has more decimals than the field shows is not taken, so "1,200" is never read as 1.2 nor as 1200: the last
    number comes back.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain = QLocale.c()
        plain.setNumberOptions(QLocale.NumberOption.RejectGroupSeparator | QLocale.NumberOption.OmitGroupSeparator)
        self.setLocale(plain)
        self._before: float | None = None
        self.editingFinished.connect(self._settle)

    def validate(self, written: str, position: int) -> tuple[QValidator.State, str, int]:
        """Judged with a point for the comma; too many decimals after a comma wait for the rest to be typed."""
        bare = self._bare(written)
        if bare.count(",") + bare.count(".") > 1:
            return QValidator.State.Invalid, written, position
        state = super().validate(self._pointed(written), position)[0]
        if state == QValidator.State.Invalid and self._too_long(written):
            state = QValidator.State.Intermediate
        return state, written, position

    def valueFromText(self, written: str) -> float:
        """The number, with a point for the comma."""
        return super().valueFromText(self._pointed(written))

    def fixup(self, written: str) -> str:  # noqa: ARG002 - Qt's argument
        """What cannot be taken gives way to the number from before the typing: Qt would leave the commas out."""
        before = self.value() if self._before is None else self._before
        return f"{self.prefix()}{self.textFromValue(before)}{self.suffix()}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._before is None:
            self._before = self.value()
        super().keyPressEvent(event)

    @Slot()
    def _settle(self) -> None:
        self._before = None

    def _bare(self, written: str) -> str:
        return written.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()

    def _pointed(self, written: str) -> str:
        bare = self._bare(written)
        if "," not in bare:
            return written
        return f"{self.prefix()}{bare.replace(',', '.')}{self.suffix()}"

    def _too_long(self, written: str) -> bool:
        digits = re.fullmatch(r"[+-]?\d*,(\d+)", self._bare(written))
        return digits is not None and len(digits[1]) > self.decimals()
