"""What may vary: each assumption with its distribution and source, or why it does not; draws and seed."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import ReirradError
from reirrad_gui.session.recovery import recovery_models
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.flowing import FlowLayout
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.uncertainty.saying import MOST_DRAWS, assumption_lines, suggestion

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.certainty import Question
    from reirrad_gui.session.uncertainty import Assumptions

INDENT_PX = 22
IN_FORCE, BY_HAND, MODELS = "as in force", "a range by hand", "one of several models"
NAMES = {
    "alpha-beta": "α/β",
    "recovery": "Recovery",
    "interval": "Interval between courses",
    "registration": "Registration",
    "slices": "Slices",
}


class _Whole(QSpinBox):
    """A whole number; the wheel scrolls the page and never changes what is asked."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Decimal(DecimalField):
    """A number; the wheel leaves it alone."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Choice(QComboBox):
    """A list; the wheel leaves it alone."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class AssumptionsPage(QWidget):
    """Shows the question in force; `asked` carries another one. Knows no distribution: the engine says them."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assumptions")
        self._session: Session | None = None
        self._organ = ""
        self._boxes: dict[str, QCheckBox] = {}
        self._said: dict[str, QLabel] = {}
        self.problem = _caption("assumption problem")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 8)
        self._column.setSpacing(4)
        self._column.addWidget(self.problem)
        self._build_fields()
        self._add("alpha-beta", self._range_line)
        self._add("recovery", self._way_line, self._hand_line, self._models_line)
        self._add("interval")
        self._add("registration", self._sigma_line)
        self._add("slices")
        self._column.addWidget(self._draws_line)
        self._column.addStretch(1)

    def _build_fields(self) -> None:
        self._low, self._high = _gy("alpha beta low", "Lowest α/β"), _gy("alpha beta high", "Highest α/β")
        self._of = QLabel()
        self._set_range = _button("set alpha beta range", "Vary over this range", self._range)
        self._table = _button("alpha beta of table", "Back to the table", self._no_range)
        self._range_line = _line(self._of, self._low, QLabel(tr("to")), self._high, self._set_range, self._table)
        self._way = _Choice()
        self._way.setObjectName("recovery way")
        self._way.setAccessibleName(tr("How recovery varies"))
        for way in (IN_FORCE, BY_HAND, MODELS):
            self._way.addItem(tr(way), way)
        self._way.activated.connect(self._choose_way)
        self._way_line = _line(QLabel(tr("Varies")), self._way)
        self._least, self._most = _percent("least recovery"), _percent("most recovery")
        self._reason = QLineEdit()
        self._reason.setObjectName("recovery reason")
        self._reason.setPlaceholderText(tr("Reason, shown beside every number that rests on it"))
        self._reason.returnPressed.connect(self._hand)
        set_hand = _button("set recovery range", "Use it", self._hand)
        self._hand_line = _line(
            self._least, QLabel(tr("to")), self._most, self._reason, set_hand, stretched=self._reason
        )
        self._models = {model.key: QCheckBox(tr(model.name)) for model in recovery_models()}
        for key, box in self._models.items():
            box.setObjectName(f"model {key}")
        use = _button("set recovery models", "Use these, equally likely", self._choice)
        self._models_line = _column(*self._models.values(), use)
        self._build_registration()
        self._build_draws()

    def _build_registration(self) -> None:
        self._sigma = _Decimal()
        _field(self._sigma, "sigma", "Standard deviation along each axis, mm")
        self._sigma.setRange(0.0, 10.0)
        self._sigma.setDecimals(1)
        self._sigma.setSingleStep(0.5)
        self._sigma.setSuffix(" mm")
        self._sigma.setSpecialValueText("–")
        self._sigma.valueChanged.connect(self._set_sigma)
        self._half = _button("half the envelope", "", self._take_half)
        self._within = QCheckBox(tr("within the organ only"))
        self._within.setObjectName("within organ")
        self._within.toggled.connect(lambda on: self._do(lambda a: replace(a, within_organ=on)))
        self._sigma_line = _line(
            QLabel(tr("Standard deviation along each axis")), self._sigma, self._half, self._within
        )

    def _build_draws(self) -> None:
        self._draws, self._seed = _Whole(), _Whole()
        _field(self._draws, "draws", "Number of draws")
        _field(self._seed, "seed", "Seed of the random numbers")
        self._draws.setRange(1, MOST_DRAWS)
        self._draws.setSingleStep(1000)
        self._draws.setGroupSeparatorShown(True)
        self._seed.setRange(0, 2**31 - 1)
        self._draws.valueChanged.connect(lambda count: self._ask(lambda q: replace(q, draws=count)))
        self._seed.valueChanged.connect(lambda seed: self._ask(lambda q: replace(q, seed=seed)))
        self._draws_line = _line(QLabel(tr("Draws")), self._draws, QLabel(tr("Seed")), self._seed)

    def _add(self, kind: str, *lines: QWidget) -> None:
        box = QCheckBox(tr(NAMES[kind]))
        box.setObjectName(f"vary {kind}")
        box.setAccessibleName(tr(f"Vary {NAMES[kind]}"))
        font = box.font()
        font.setBold(True)
        box.setFont(font)
        box.toggled.connect(lambda on: self._switch(kind, on))
        said = _caption(f"said {kind}")
        said.setContentsMargins(INDENT_PX, 0, 0, 0)
        said.show()
        self._boxes[kind], self._said[kind] = box, said
        self._column.addWidget(box)
        self._column.addWidget(said)
        for line in lines:
            line.setContentsMargins(INDENT_PX, 0, 0, 4)
            self._column.addWidget(line)

    # Showing

    def show_question(self, session: "Session | None", organ: str) -> None:
        """What is asked now; ranges of α/β are entered for `organ`."""
        self._session = session
        self.setEnabled(session is not None)
        if session is None:
            return
        if organ != self._organ:
            self._organ = organ
            self._low.setValue(0.0)
            self._high.setValue(0.0)
        question = session.question
        self._show_boxes(question.assumptions)
        self._show_ranges(question.assumptions)
        self._show_recovery(question.assumptions)
        self._show_registration(session, question.assumptions)
        for field, value in ((self._draws, question.draws), (self._seed, question.seed)):
            _set(field, value)

    def _show_boxes(self, asked: "Assumptions") -> None:
        assert self._session is not None
        on = {
            "alpha-beta": asked.alpha_beta,
            "recovery": asked.recovery,
            "interval": asked.interval,
            "registration": asked.registration_sigma_mm is not None,
            "slices": asked.slices,
        }
        answer = self._session.certain
        for kind, box in self._boxes.items():
            _check(box, on=on[kind])
            self._said[kind].setText(tr(assumption_lines(None if answer is None else answer.found, kind)))

    def _show_ranges(self, asked: "Assumptions") -> None:
        self._range_line.setVisible(asked.alpha_beta and bool(self._organ))
        self._of.setText(f"{self._organ}:")
        own = asked.alpha_beta_ranges.get(self._organ)
        self._table.setVisible(own is not None)
        if own is not None and not (self._low.hasFocus() or self._high.hasFocus()):
            self._low.setValue(own[0])
            self._high.setValue(own[1])

    def _show_recovery(self, asked: "Assumptions") -> None:
        way = BY_HAND if asked.recovery_range is not None else MODELS if asked.recovery_choice else IN_FORCE
        if way != IN_FORCE or self._way.currentData() == IN_FORCE:
            self._way.setCurrentIndex(self._way.findData(way))
        self._way_line.setVisible(asked.recovery)
        self._show_way()
        if asked.recovery_range is not None:
            self._least.setValue(round(100 * asked.recovery_range[0]))
            self._most.setValue(round(100 * asked.recovery_range[1]))
            self._reason.setText(asked.recovery_reason)
        if asked.recovery_choice:
            for key, box in self._models.items():
                box.setChecked(key in asked.recovery_choice)

    def _show_way(self) -> None:
        way, on = self._way.currentData(), not self._way_line.isHidden()
        self._hand_line.setVisible(on and way == BY_HAND)
        self._models_line.setVisible(on and way == MODELS)

    def _show_registration(self, session: "Session", asked: "Assumptions") -> None:
        _set(self._sigma, asked.registration_sigma_mm or 0.0)
        _check(self._within, on=asked.within_organ)
        half = suggestion(session.settings)
        self._half.setVisible(half is not None)
        self._half.setText("" if half is None else tr(f"half the envelope ({half:g} mm)"))

    # Asking

    def _switch(self, kind: str, on: bool) -> None:
        if kind == "registration":
            sigma = self._sigma.value() or None
            if on and sigma is None:
                self._refuse("Enter how far the registration may be off: nobody else knows it.")
                _check(self._boxes[kind], on=False)
                self._sigma.setFocus()
                return
            self._do(lambda a: a.with_registration_sigma(sigma if on else None))
            return
        edits: dict[str, Callable[[Assumptions], Assumptions]] = {
            "alpha-beta": lambda a: replace(a, alpha_beta=on),
            "recovery": lambda a: replace(a, recovery=on),
            "interval": lambda a: replace(a, interval=on),
            "slices": lambda a: replace(a, slices=on),
        }
        self._do(edits[kind])

    @Slot()
    def _range(self) -> None:
        low, high = self._low.value(), self._high.value()
        self._do(lambda a: a.with_alpha_beta_range(self._organ, low, high))

    @Slot()
    def _no_range(self) -> None:
        def without(asked: "Assumptions") -> "Assumptions":
            kept = {organ: one for organ, one in asked.alpha_beta_ranges.items() if organ != self._organ}
            return replace(asked, alpha_beta_ranges=MappingProxyType(kept))

        self._low.setValue(0.0)
        self._high.setValue(0.0)
        self._do(without)

    @Slot()
    def _choose_way(self) -> None:
        self._show_way()
        if self._way.currentData() == IN_FORCE:
            self._do(lambda a: a.without_recovery_range())

    @Slot()
    def _hand(self) -> None:
        least, most, reason = self._least.value(), self._most.value(), self._reason.text()
        self._do(lambda a: a.with_recovery_range(least, most, reason))

    @Slot()
    def _choice(self) -> None:
        chosen = tuple(key for key, box in self._models.items() if box.isChecked())
        self._do(lambda a: a.with_recovery_choice(chosen))

    @Slot(float)
    def _set_sigma(self, sigma_mm: float) -> None:
        self._do(lambda a: a.with_registration_sigma(sigma_mm or None))

    @Slot()
    def _take_half(self) -> None:
        half = None if self._session is None else suggestion(self._session.settings)
        if half is not None:
            self._do(lambda a: a.with_registration_sigma(half))

    def _do(self, edit: "Callable[[Assumptions], Assumptions]") -> None:
        self._ask(lambda question: question.assuming(edit(question.assumptions)))

    def _ask(self, edit: "Callable[[Question], Question]") -> None:
        """Another question; where it cannot be used, the sentence that says why, and nothing has changed."""
        if self._session is None:
            return
        try:
            question = edit(self._session.question)
        except ReirradError as error:
            self._refuse(str(error))
        else:
            self.problem.hide()
            self.asked.emit(question)

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(tr(f"✖ {sentence} Nothing was changed."))
        self.problem.show()


def _caption(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.hide()
    return label


def _button(name: str, text: str, clicked: Callable[[], None]) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.clicked.connect(clicked)
    return button


def _line(*widgets: QWidget, stretched: QWidget | None = None) -> QWidget:
    """Side by side; without one that takes what is left, what has no room goes on in the next line."""
    made = QWidget()
    if stretched is None:
        made.setLayout(flow := FlowLayout())
        for widget in widgets:
            flow.addWidget(widget)
        return made
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1 if widget is stretched else 0)
    return made


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for widget in widgets:
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    return made


def _gy(name: str, said: str) -> DecimalField:
    field = _Decimal()
    _field(field, name, said)
    field.setRange(0.0, 100.0)
    field.setDecimals(1)
    field.setSuffix(" Gy")
    field.setSpecialValueText("–")
    return field


def _percent(name: str) -> QSpinBox:
    field = _Whole()
    _field(field, name, f"{name.capitalize()}, %")
    field.setRange(0, 100)
    field.setSuffix(" %")
    return field


def _field(field: QSpinBox | DecimalField, name: str, said: str) -> None:
    """A value counts when it was typed to its end."""
    field.setObjectName(name)
    field.setAccessibleName(tr(said))
    field.setKeyboardTracking(False)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setMinimumWidth(field.fontMetrics().horizontalAdvance("0") * 11)


def _check(box: QCheckBox, *, on: bool) -> None:
    """Tick or not, without asking anything."""
    blocker = QSignalBlocker(box)
    box.setChecked(on)
    del blocker


def _set(field: QSpinBox | DecimalField, value: float) -> None:
    """A value that is asked already."""
    blocker = QSignalBlocker(field)
    if isinstance(field, QSpinBox):
        field.setValue(int(value))
    else:
        field.setValue(value)
    del blocker
