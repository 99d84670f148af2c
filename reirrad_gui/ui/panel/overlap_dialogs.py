"""What the overlap of courses asks for: how far a registration may be off, and two isodoses. Not blocking."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from reirrad_gui.session.settings import LARGEST_ENVELOPE_MM, IsodoseLevel
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.dialogs import Question

LARGEST_LEVEL = 200.0
Levels = tuple[IsodoseLevel, IsodoseLevel]


class EnvelopeDialog(Question):
    """Asks how far registrations are assumed to be off."""

    def __init__(self, radius_mm: float, parent: QWidget | None = None) -> None:
        sentence = (
            "Every point of an organ may then take a registered course's dose from anywhere within this distance, in "
            "the same organ only. It is your assumption about the registration, not a measurement of it. 0: not asked."
        )
        super().__init__("How far a registration may be off", sentence, parent)
        self.setObjectName("envelope dialog")
        self._radius = DecimalField()
        self._radius.setObjectName("envelope radius")
        self._radius.setAccessibleName(tr("How far a registration may be off in mm"))
        self._radius.setRange(0.0, LARGEST_ENVELOPE_MM)
        self._radius.setDecimals(1)
        self._radius.setSuffix(" mm")
        self._radius.setValue(radius_mm)
        self.ask("Up to", self._radius)
        self._radius.selectAll()

    @property
    def radius_mm(self) -> float:
        """What was entered, mm."""
        return self._radius.value()


class LevelsDialog(Question):
    """Asks for one isodose of the earlier and one of the later course."""

    def __init__(self, levels: Levels | None, parent: QWidget | None = None) -> None:
        super().__init__(
            "Compare two isodoses",
            "How much volume lies inside both isodoses of physical dose. % is of what was prescribed.",
            parent,
        )
        self.setObjectName("levels dialog")
        given = levels or (IsodoseLevel(50.0, "%"), IsodoseLevel(50.0, "%"))
        self._fields = tuple(
            _LevelField(level, which) for level, which in zip(given, ("earlier", "later"), strict=True)
        )
        for field, which in zip(self._fields, ("Earlier course", "Later course"), strict=True):
            self.ask(which, field)

    @property
    def levels(self) -> Levels:
        """What was entered."""
        old, new = (field.level for field in self._fields)
        return old, new


class _LevelField(QWidget):
    """A number and its unit."""

    def __init__(self, level: IsodoseLevel, which: str) -> None:
        super().__init__()
        self._value = DecimalField()
        self._value.setObjectName(f"{which} isodose")
        self._value.setAccessibleName(tr(f"Isodose of the {which} course"))
        self._value.setRange(0.1, LARGEST_LEVEL)
        self._value.setDecimals(1)
        self._value.setValue(level.value)
        self._unit = QComboBox()
        self._unit.setObjectName(f"{which} unit")
        self._unit.setAccessibleName(tr(f"Unit of the isodose of the {which} course"))
        self._unit.addItems(["%", "Gy"])
        self._unit.setCurrentText(level.unit)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._value, 1)
        line.addWidget(self._unit)
        self.setFocusProxy(self._value)

    @property
    def level(self) -> IsodoseLevel:
        return IsodoseLevel(self._value.value(), self._unit.currentText())
