"""The line below the chosen limits where they do not suit the case, with a button for a set that speaks of more."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.constraints import Stamp
    from reirrad_gui.session.set_fit import CaseFit

OFFERED = 2
"""More sets of equally many organs are in the list of limits itself."""
MOST_LETTERS = 24


class SetFitLine(QWidget):
    """Hidden while the limits suit the case. `use_wanted` carries a set's name and its title."""

    use_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("set fit")
        self._fit: CaseFit | None = None
        self._said = QLabel()
        self._said.setObjectName("set fit text")
        self._said.setProperty("role", "caption")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._buttons = [self._button(place) for place in range(OFFERED)]
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 2, 8, 4)
        line.setSpacing(8)
        line.addWidget(self._said, 1)
        for button in self._buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def _button(self, place: int) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"use set {place + 1}")
        button.setProperty("role", "link")
        button.clicked.connect(lambda: self._wanted(place))
        return button

    def show_fit(self, fit: "CaseFit | None") -> None:
        """Another assessment: what its limits leave out, and what could be chosen instead."""
        if fit == self._fit:
            return
        self._fit = fit
        offered = self._offered
        self._said.setText("" if fit is None or not fit.brief else f"▲ {tr(fit.brief)}")
        self._said.setToolTip("" if fit is None else tr(fit.sentence))
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(offered))
            if place < len(offered):
                title = offered[place].title
                button.setText(tr(f"Use “{_short(title)}”").replace("&", "&&"))
                button.setAccessibleName(tr(f"Use the limits “{title}”"))
                button.setToolTip(tr(f"Use the limits “{title}”"))
        self.setVisible(bool(self._said.text()))

    @property
    def _offered(self) -> "tuple[Stamp, ...]":
        return () if self._fit is None else self._fit.best[:OFFERED]

    def _wanted(self, place: int) -> None:
        offered = self._offered
        if place < len(offered):
            self.use_wanted.emit(offered[place].name, offered[place].title)


def _short(title: str) -> str:
    """The beginning of a title, as far as it names the limits: "Spinal cord"."""
    name = re.split(r" \(|: ", title)[0]
    return name if len(name) <= MOST_LETTERS else f"{name[:MOST_LETTERS].rstrip()}…"
