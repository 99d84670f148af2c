"""The preferences on screen, made from their table: one control for each, its words, and a way back to the default."""

from functools import partial
from itertools import groupby

from PySide6.QtCore import QSettings, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.preferences.table import AT_ONCE, PREFERENCES, ROUND, Kind, Preference, Value

LEAST_LETTERS = 24
"""Of a choice; it takes all the room there is."""
WIDTH_PX, HEIGHT_PX, ROUND_PX, TITLE_PX, CONTROL_PX = 700, 720, 40, 170, 250
RESET_ALL = "All preferences are as they were made."


class PreferencesDialog(QDialog):
    """Window-modal and not blocking; what is changed is kept and acts at once, or says when. `changed` says which."""

    changed = Signal(object)

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle(tr("Preferences"))
        self.setSizeGripEnabled(True)
        self._settings = settings
        self._controls: dict[str, QWidget] = {}
        self._resets: dict[str, QPushButton] = {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 0, 12, 8)
        column.setSpacing(6)
        for title, group in groupby(PREFERENCES, key=lambda one: one.group):
            heading = QLabel(tr(title))
            heading.setProperty("role", "section")
            heading.setContentsMargins(0, 12, 0, 2)
            column.addWidget(heading)
            column.addLayout(self._rows(tuple(group)))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Preferences"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self._said = QLabel()
        self._said.setObjectName("preferences said")
        self._said.setWordWrap(True)
        outer = QVBoxLayout(self)
        outer.addWidget(area, 1)
        outer.addWidget(self._said)
        outer.addLayout(self._foot())
        room = parent.window().size() if parent is not None else QSize(WIDTH_PX, HEIGHT_PX)
        self.resize(min(WIDTH_PX, room.width() - ROUND_PX), min(HEIGHT_PX, room.height() - ROUND_PX))
        self._show_values()

    def _rows(self, group: tuple[Preference, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, TITLE_PX)
        grid.setColumnMinimumWidth(1, CONTROL_PX)
        grid.setColumnStretch(1, 1)
        for number, one in enumerate(group):
            control, reset = self._control(one), QPushButton(tr("Reset"))
            control.setObjectName(one.name)
            control.setAccessibleName(tr(one.title))
            control.setAccessibleDescription(" ".join(map(tr, _words(one))))
            self._controls[one.name], self._resets[one.name] = control, reset
            reset.setObjectName(f"reset {one.name}")
            reset.setAccessibleName(f"{tr('Reset')}: {tr(one.title)}")
            reset.setAutoDefault(False)
            reset.clicked.connect(partial(self._reset, one))
            title = QLabel(tr(one.title))
            title.setWordWrap(True)
            title.setBuddy(control)
            when = "" if one.takes_effect == AT_ONCE else tr(f"Takes effect {one.takes_effect}.")
            description = QLabel(" ".join([*map(tr, _words(one)), when]).strip())
            description.setProperty("role", "muted")
            description.setWordWrap(True)
            description.setContentsMargins(0, 0, 0, 6)
            grid.addWidget(title, 2 * number, 0)
            grid.addWidget(control, 2 * number, 1)
            grid.addWidget(reset, 2 * number, 2)
            grid.addWidget(description, 2 * number + 1, 1, 1, 2)
        return grid

    def _control(self, one: Preference) -> QWidget:
        if one.kind is Kind.SWITCH:
            box = QCheckBox(tr("switched on"))
            box.toggled.connect(partial(self._put, one))
            return box
        if one.kind is Kind.NUMBER:
            number = QSpinBox()
            number.setRange(round(one.least), round(one.most))
            number.setSuffix(f" {one.unit}")
            number.setKeyboardTracking(False)
            number.valueChanged.connect(partial(self._put, one))
            return number
        if one.kind is Kind.CHOICE:
            choice = QComboBox()
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(LEAST_LETTERS)
            for value, text in one.options:
                choice.addItem(tr(text), value)
            choice.activated.connect(lambda place: self._put(one, one.options[place][0]))
            return choice
        field = QLineEdit()
        field.setPlaceholderText(tr(one.hint))
        field.editingFinished.connect(lambda: self._put(one, field.text()))
        return field

    def _foot(self) -> QHBoxLayout:
        everything = QPushButton(tr("&Reset all"))
        everything.setObjectName("reset all")
        everything.setAutoDefault(False)
        everything.clicked.connect(self.reset_all)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(everything)
        line.addStretch(1)
        line.addWidget(buttons)
        return line

    def _put(self, one: Preference, value: Value) -> None:
        if value == one.of(self._settings):
            self._said.clear()
            return
        try:
            one.put(self._settings, value)
        except EntryError as error:
            self._said.setText(f"✖ {tr(str(error))}")
            return
        self._said.setText("" if one.takes_effect == AT_ONCE else tr(f"{one.title}: takes effect {one.takes_effect}."))
        if one.kind is Kind.LEVELS and not one.of(self._settings):
            self._said.setText(tr(f"{one.title}: empty means {ROUND}."))
        self.changed.emit(one)
        self._show_values()

    def _reset(self, one: Preference, *_: object) -> None:
        self._put(one, one.default)
        self._show_values()

    @Slot()
    def reset_all(self) -> None:
        """Every preference as it was made; your name stays, it is no preference of the program."""
        for one in PREFERENCES:
            if one.kind is not Kind.TEXT or one.takes_effect != AT_ONCE:
                self._put(one, one.default)
        self._said.setText(tr(RESET_ALL))
        self._show_values()

    def _show_values(self) -> None:
        for one in PREFERENCES:
            control, value = self._controls[one.name], one.of(self._settings)
            with QSignalBlocker(control):
                _show(control, one, value)
            self._resets[one.name].setEnabled(value != one.default)


def _words(one: Preference) -> tuple[str, ...]:
    """What it is for, and its range where it has one."""
    return tuple(words for words in (one.description, one.range_text) if words)


def _show(control: QWidget, one: Preference, value: Value) -> None:
    if isinstance(control, QCheckBox):
        control.setChecked(bool(value))
    elif isinstance(control, QSpinBox):
        control.setValue(int(value))
    elif isinstance(control, QComboBox):
        control.setCurrentIndex([option for option, _ in one.options].index(value))
    elif isinstance(control, QLineEdit):
        control.setText(str(value))
