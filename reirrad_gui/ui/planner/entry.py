"""The line on which a regimen is chosen: whose dose is scaled, the regimen as it is typed or turned, keep and drop."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.session.planner.regimens import REGIMENS, Regimen, parse_regimen
from reirrad_gui.session.what_if import MOST_FRACTIONS, MOST_TOTAL_GY
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.choices import Choice
from reirrad_gui.ui.planner.rows import listed_text, regimen_text

if TYPE_CHECKING:
    from reirrad_gui.session.what_if import Scalable

HOW = "24/6, 24 Gy in 6, 6 × 4 Gy"
HEIGHT_AIR_PX = 8
COURSE_PX = 72
TIGHT = "padding-left: 4px; padding-right: 4px;"
DROP = ("Drop", "Show again what is in force (Esc)")
BACK = ("As given", "Take the regimen back that was kept; this is one step that can be undone")


class TryBar(QWidget):
    """Says what somebody wants to try; computes nothing.

    `wanted` carries a Regimen at each tick, `refused` a sentence about what was typed, `course_chosen` a Scalable.
    """

    wanted = Signal(object)
    refused = Signal(str)
    course_chosen = Signal(object)
    kept = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("try bar")
        self._regimen: Regimen | None = None
        self.course = Choice("planned course", "Course whose planned dose is scaled", 8)
        self.typed = QLineEdit()
        self.listed = QToolButton()
        self.fractions = _Whole()
        self.each, self.total = (
            _Gray("dose per fraction", "Dose per fraction, Gy"),
            _Gray("total dose", "Total dose, Gy"),
        )
        self.keep, self.drop = QPushButton(tr("Keep")), QPushButton(tr(DROP[0]))
        self._dress()
        self._arrange()
        self.course.chosen.connect(self.course_chosen)
        self.typed.returnPressed.connect(self._read)
        self.fractions.valueChanged.connect(self._count)
        self.each.valueChanged.connect(self._turn_size)
        self.total.valueChanged.connect(self._turn_total)
        self.keep.clicked.connect(self.kept)
        self.drop.clicked.connect(self.dropped)

    def _dress(self) -> None:
        self.typed.setObjectName("regimen")
        self.typed.setAccessibleName(tr("Regimen to try"))
        self.typed.setPlaceholderText("24/6")
        self.typed.setToolTip(tr(f"Type a regimen and press Enter: {HOW}"))
        self.typed.setFixedWidth(_digits(self.typed, 7))
        self.typed.setMinimumHeight(self.typed.fontMetrics().height() + HEIGHT_AIR_PX)
        self.listed.setObjectName("listed regimens")
        self.listed.setText(tr("Listed"))
        self.listed.setStyleSheet("padding-left: 4px; padding-right: 12px;")
        self.course.setMinimumWidth(COURSE_PX)
        self.listed.setToolTip(tr("Regimens that are in use, with their kind and source"))
        self.listed.setAccessibleName(tr("Listed regimens"))
        self.listed.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.listed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.listed.setMenu(listed_menu(self.listed, self._take))
        for button, name in ((self.keep, "keep what is tried"), (self.drop, "drop what is tried")):
            button.setObjectName(name)
            button.setAutoDefault(False)
            _fit(button)
            button.setStyleSheet(TIGHT)
        self.keep.setToolTip(tr("Make what is tried a step that can be undone; it stays marked as not given"))

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 2)
        row.setSpacing(3)
        row.addWidget(self.course, 1)
        row.addWidget(self.typed)
        row.addWidget(self.listed)
        for widget in (self.fractions, QLabel("×"), self.each, QLabel("="), self.total, QLabel("Gy")):
            row.addWidget(widget)
        row.addWidget(self.keep)
        row.addWidget(self.drop)
        self.setFocusProxy(self.typed)

    def offer(self, courses: "Sequence[Scalable]", chosen: "Scalable | None") -> None:
        """The courses that could be scaled; one that cannot says why in its tooltip, and in place of an answer."""
        self.course.clear()
        for one in courses:
            label = f"{one.label[:1].upper()}{one.label[1:]}"
            self.course.offer(label if not one.why_not else f"{label} ?", one, one.why_not or f"Scale {one.label}")
        if chosen is not None:
            self.course.setCurrentIndex(list(courses).index(chosen))
        self.course.setEnabled(bool(courses))

    def show_regimen(self, regimen: Regimen | None, *, possible: bool, previewing: bool, kept: bool) -> None:
        """What is shown now; `possible`: a regimen can be tried, `kept`: one is in force."""
        self._regimen = regimen
        for field in (self.typed, self.listed, self.fractions, self.each, self.total):
            field.setEnabled(possible)
        self._fill(regimen)
        self.keep.setEnabled(previewing)
        self.drop.setEnabled(previewing or kept)
        text, why = BACK if kept and not previewing else DROP
        self.drop.setText(tr(text))
        _fit(self.drop)
        self.drop.setToolTip(tr(why))

    def _fill(self, regimen: Regimen | None) -> None:
        blockers = [QSignalBlocker(field) for field in (self.fractions, self.each, self.total, self.typed)]
        if regimen is not None:
            self.fractions.setValue(regimen.fractions)
            self.each.setValue(regimen.fraction_gy)
            self.total.setValue(regimen.total_gy)
            if not self.typed.isModified():
                self.typed.setText(regimen_text(regimen.fractions, regimen.total_gy))
        else:
            self.typed.clear()
        del blockers

    @Slot()
    def _read(self) -> None:
        try:
            regimen = parse_regimen(self.typed.text())
        except EntryError as error:
            self.refused.emit(str(error))
            return
        self._take(regimen)

    def _take(self, regimen: Regimen) -> None:
        self.typed.setModified(False)
        self._regimen = regimen
        self._fill(regimen)
        self.wanted.emit(regimen)

    @Slot(int)
    def _count(self, fractions: int) -> None:
        """Another number of fractions of the same size."""
        size = self.each.value() if self._regimen is None else self._regimen.fraction_gy
        self._take(Regimen(fractions, round(fractions * size, 2)))

    @Slot(float)
    def _turn_size(self, gray: float) -> None:
        self._take(Regimen(self.fractions.value(), round(self.fractions.value() * gray, 2)))

    @Slot(float)
    def _turn_total(self, gray: float) -> None:
        self._take(Regimen(self.fractions.value(), gray))


def _fit(button: QPushButton) -> None:
    """As wide as its words; the one to drop has room for both of its English texts, so that it does not move."""
    words = (button.text(), BACK[0]) if button.objectName() == "drop what is tried" else (button.text(),)
    button.setFixedWidth(max(map(button.fontMetrics().horizontalAdvance, words)) + 14)


def listed_menu(parent: QWidget, take: Callable[[Regimen], None]) -> QMenu:
    """The regimens to choose from."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for one in REGIMENS:
        action = menu.addAction(tr(listed_text(one)))
        action.setToolTip("\n".join(tr(part) for part in (one.note, one.citation, one.check) if part))
        action.triggered.connect(partial(_taken, take, one.regimen))
    return menu


def _taken(take: Callable[[Regimen], None], regimen: Regimen, *_: object) -> None:
    take(regimen)


def _digits(widget: QWidget, letters: int) -> int:
    return widget.fontMetrics().horizontalAdvance("0") * letters


def _as_field(field: QAbstractSpinBox, name: str, said: str, letters: int) -> None:
    field.setObjectName(name)
    field.setAccessibleName(tr(said))
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setKeyboardTracking(False)  # arrows are live; what is typed counts once it is complete
    field.setMinimumHeight(field.fontMetrics().height() + HEIGHT_AIR_PX)
    field.setFixedWidth(_digits(field, letters) + 26)


class _Whole(QSpinBox):
    def __init__(self) -> None:
        super().__init__()
        self.setRange(1, MOST_FRACTIONS)
        _as_field(self, "number of fractions", "Number of fractions", 2)
        self.setToolTip(tr("Number of fractions; the dose per fraction stays"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Gray(DecimalField):
    def __init__(self, name: str, said: str) -> None:
        super().__init__()
        self.setDecimals(2)
        self.setRange(0.01, MOST_TOTAL_GY)
        self.setSingleStep(0.25 if name == "dose per fraction" else 1.0)
        _as_field(self, name, said, 5 if name == "dose per fraction" else 6)
        self.setToolTip(tr(f"{said}; the number of fractions stays"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
