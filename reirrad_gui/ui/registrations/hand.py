"""Six numbers set by hand, with the images laid on one another while they change."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.compare.view import ComparisonView
from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, hint, in_tab_order
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.registrations.cards import words
from reirrad_gui.ui.registrations.ends import Ends, replaced_text
from reirrad_gui.ui.registrations.hand_rows import (
    BENDS,
    NUMBERS,
    UNCHANGED,
    Start,
    bends,
    change_text,
    identity,
    in_force,
    is_in_force,
    middles,
    preview,
    with_number,
)
from reirrad_gui.ui.registrations.quiet import QuietDialog
from reirrad_gui.ui.registrations.rows import MINUS
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.motion import ORDER, Pose

if TYPE_CHECKING:
    from reirrad_gui.session import Session

SIZE, SIDE_PX, MOST_SIDE_PX, STEP_PX, AIR_PX = (1180, 720), 348, 520, 12, 56
SHIFT_STEPS_MM, TURN_STEPS_DEG = (0.1, 0.5, 1.0, 5.0, 10.0), (0.1, 0.5, 1.0, 5.0)
MOST_MM, MOST_DEG = 5000.0, 180.0
NUDGES = (
    ("Alt+Left", 0, -1),
    ("Alt+Right", 0, 1),
    ("Alt+Up", 1, -1),
    ("Alt+Down", 1, 1),
    ("Alt+PgUp", 2, 1),
    ("Alt+PgDown", 2, -1),
)
KEYS = (
    "↑ ↓ in a field: one step. Alt + ← → ↑ ↓ anywhere: the patient's right, left, front, back, as an axial slice lies; "
    "Alt + Page Up, Down: head, feet."
)
NO_LINK = "Nothing links the two frames yet."
NOT_READ = "The images have not been read (yet)."


class NumberField(DecimalField):
    """A number with a step. The wheel never changes it; only what a person types or steps is taken."""

    def __init__(self, label: str, unit: str, direction: str) -> None:
        super().__init__()
        most = MOST_MM if unit == "mm" else MOST_DEG
        self.setRange(-most, most)
        self.setDecimals(2)
        self.setSuffix(f" {unit}" if unit == "mm" else unit)
        self.setObjectName(label)
        self.setAccessibleName(tr(f"{'Shift' if unit == 'mm' else 'Turn'}: {label}"))
        self.setAccessibleDescription(tr(direction))
        self.setToolTip(tr(direction))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(True)
        self.setMinimumHeight(self.fontMetrics().height() + FIELD_AIR_PX)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 14)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class HandDialog(QuietDialog):
    """`chosen` carries the motion and what it was started from. Nothing outside this window changes before."""

    chosen = Signal(object, str)

    def __init__(self, session: "Session", ends: Ends, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hand dialog")
        self.setWindowTitle(tr("Register by hand"))
        self.setSizeGripEnabled(True)
        self.resize(*SIZE)
        self._session, self._display, self.ends = session, session.display, ends
        self._start = in_force(session, ends) or identity(session, ends)
        self.pose = self._start.pose
        self.view = ComparisonView(self._display, *ends.uids, theme)
        self.view.escaped.connect(self.reject)
        self.fields = tuple(NumberField(*one) for one in NUMBERS)
        self._steps = (
            _steps("Step of shifts", SHIFT_STEPS_MM, " mm", 1.0),
            _steps("Step of turns", TURN_STEPS_DEG, "°", 0.5),
        )
        self._starts = self._start_buttons()
        self._side, self._change = QWidget(), words("")
        self._change.setObjectName("change")
        self._ok = QPushButton(tr("Use this registration"))
        self._build()
        self._connect()
        self._begin(self._start)
        self._give_room()
        self.fields[0].setFocus()

    def accept(self) -> None:
        """Hand the motion over."""
        if self._ok.isEnabled():
            super().accept()
            self.chosen.emit(self.pose, self._start.name)

    @Slot(int)
    def done(self, result: int) -> None:
        """Reading the images stops with the window."""
        self.view.runner.close()
        super().done(result)

    # --- building -----------------------------------------------------------------------------------------------------

    def _start_buttons(self) -> dict[str, QPushButton]:
        said = {
            "in force": ("In &force", "Begin with the registration in force"),
            "identity": ("No s&hift, no turn", "Begin with the frames as their coordinates lie"),
            "middles": ("Image &middles", "Begin with the middle of the one image on the middle of the other"),
            "reset": ("&Reset", "Back to where the numbers began"),
        }
        made = {}
        for name, (text, what) in said.items():
            button = QPushButton(tr(text))
            button.setObjectName(name)
            button.setAccessibleName(tr(what))
            button.setToolTip(tr(what))
            button.setAutoDefault(False)
            made[name] = button
        return made

    def _build(self) -> None:
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(words(self.ends.title, "section"))
        column.addWidget(words(f"Moves the image and the dose of {self.ends.start}; {self.ends.end} lies still."))
        column.addLayout(self._number_grid())
        column.addLayout(self._start_grid())
        column.addWidget(self._change)
        if bends(self._display, self.ends):
            column.addWidget(words(BENDS))
        column.addWidget(words(KEYS, "caption"))
        column.addWidget(
            words(f"{ORDER} Centre: {_place(self.pose)}, the middle of the dose of {self.ends.start}.", "caption")
        )
        column.addStretch(1)
        column.addWidget(
            words(f"A preview: no dose and no verdict changes yet. {replaced_text(self._session, self.ends)}")
        )
        column.addLayout(self.last_row(self._ok))
        row = QHBoxLayout(self)
        row.setSpacing(12)
        row.addWidget(self._side)
        row.addWidget(self.view, 1)
        in_tab_order([self._steps[0], *self.fields[:3], self._steps[1], *self.fields[3:], *self._starts.values()])

    def _give_room(self) -> None:
        """So wide beside the images that everything is seen at this height: longer words need more than English."""
        column = self._side.layout()
        assert column is not None  # it was built before
        width = max(SIDE_PX, column.minimumSize().width())
        while width < MOST_SIDE_PX and column.totalHeightForWidth(width) > self.height() - AIR_PX:
            width += STEP_PX
        self._side.setFixedWidth(width)

    def _number_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        for place, ((label, _, direction), field) in enumerate(zip(NUMBERS, self.fields, strict=True)):
            line = place + 1 + (place >= 3)
            name = QLabel(tr(label))
            name.setBuddy(field)
            grid.addWidget(name, line, 0)
            grid.addWidget(field, line, 1)
            grid.addWidget(words(direction, "caption"), line, 2)
        for line, title, step in ((0, "Shift", self._steps[0]), (4, "Turn", self._steps[1])):
            grid.addWidget(words(title, "section"), line, 0)
            grid.addWidget(step, line, 1)
            grid.addWidget(words("step", "caption"), line, 2)
        return grid

    def _start_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, button in enumerate(self._starts.values()):
            grid.addWidget(button, place // 2, place % 2)
        return grid

    def _connect(self) -> None:
        for place, field in enumerate(self.fields):
            field.valueChanged.connect(partial(self._set, place))
        for keys, place, steps in NUDGES:
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._nudge, place, steps))
        for step, fields in zip(self._steps, (self.fields[:3], self.fields[3:]), strict=True):
            step.currentIndexChanged.connect(partial(_set_steps, step, fields))
            _set_steps(step, fields)
        self._starts["in force"].clicked.connect(lambda: self._begin(in_force(self._session, self.ends)))
        self._starts["identity"].clicked.connect(lambda: self._begin(identity(self._session, self.ends)))
        self._starts["middles"].clicked.connect(lambda: self._begin(self._middles()))
        self._starts["reset"].clicked.connect(lambda: self._begin(self._start))
        self.view.runner.settled.connect(self._offer)

    # --- changing -----------------------------------------------------------------------------------------------------

    def _middles(self) -> Start | None:
        return middles(self._display, self.ends, self.pose.centre_mm)

    def _begin(self, start: Start | None) -> None:
        if start is None:
            return
        self._start, self.pose = start, start.pose
        for field, value in zip(self.fields, (*start.pose.translation_mm, *start.pose.turns_deg), strict=True):
            with QSignalBlocker(field):
                field.setValue(value)
        self._show()

    def _set(self, place: int, value: float) -> None:
        self.pose = with_number(self.pose, place, value)
        self._show()

    def _nudge(self, place: int, steps: int) -> None:
        self.fields[place].stepBy(steps)

    def _show(self) -> None:
        self.view.show_display(preview(self._display, self.ends, self.pose))
        self._change.setText(tr(change_text(self._display, self.ends, self.pose)))
        hint(self._ok, UNCHANGED if is_in_force(self._display, self.ends, self.pose) else "")
        self._offer()

    @Slot()
    def _offer(self) -> None:
        linked = self._display.registered(*self.ends.uids)
        for name, why in (("in force", "" if linked else NO_LINK), ("middles", "" if self._middles() else NOT_READ)):
            hint(self._starts[name], why)
            self._starts[name].setToolTip(tr(why) if why else self._starts[name].accessibleName())


def _steps(name: str, values: tuple[float, ...], unit: str, chosen: float) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(tr(name))
    for value in values:
        box.addItem(f"{value:g}{unit}", value)
    box.setCurrentIndex(values.index(chosen))
    return box


def _set_steps(step: QComboBox, fields: tuple[NumberField, ...], *_: int) -> None:
    for field in fields:
        field.setSingleStep(float(step.currentData()))


def _place(pose: Pose) -> str:
    x, y, z = pose.centre_mm
    return f"L {x:.1f}, P {y:.1f}, H {z:.1f} mm".replace("-", MINUS)
