"""The arrangements on screen: put one up, keep the present view under a name, delete one's own."""

from collections.abc import Callable

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.arrangements.kept import (
    COMPARISON,
    Arrangement,
    checked_name,
    offered,
    own,
    put_own,
    same_name,
    with_one,
)
from reirrad_gui.ui.language import tr, tr_of

WHAT = (
    "An arrangement holds where panes stand, how views are divided, switched and sorted, the theme, and how the dose "
    "is drawn. It holds nothing of a case."
)
SHIPPED = "comes with the program"


class ArrangementsDialog(QDialog):
    """Window-modal and not blocking. `wanted` carries the arrangement that is to be put up; `take` gives the present
    view under a name.
    """

    wanted = Signal(object)

    def __init__(self, settings: QSettings, take: Callable[[str], Arrangement], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("arrangements")
        self.setWindowTitle(tr("Arrangements"))
        self._settings, self._take = settings, take
        self._shown: tuple[Arrangement, ...] = ()
        self._before: tuple[Arrangement, ...] = ()
        self.name, self.list = QLineEdit(), QListWidget()
        self.name.setObjectName("arrangement name")
        self.name.setAccessibleName(tr("Name of the present view"))
        self.name.setPlaceholderText(tr("a name for the present view"))
        self.name.returnPressed.connect(self.keep)
        self.list.setObjectName("arrangements list")
        self.list.setAccessibleName(tr("Arrangements"))
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.list.itemActivated.connect(lambda _: self._put_up())
        self._said = _sentence("")
        self._said.setObjectName("arrangements said")
        self._lay_out()
        self._show_list()
        self.resize(560, 380)

    def _lay_out(self) -> None:
        self.keep_button = _button("keep arrangement", "&Keep it", self.keep)
        self._show_button = _button("use arrangement", "&Use it", self._put_up)
        self._delete_button = _button("delete arrangement", "&Delete", self.delete)
        self.back = _button("put back arrangement", "Put it &back", self._put_back)
        self.back.hide()
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.keep_button)
        below = QHBoxLayout()
        for button in (self._show_button, self._delete_button):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(_button("close", "&Close", self.reject))
        said = QHBoxLayout()
        said.addWidget(self._said, 1)
        said.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(_sentence(WHAT))
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addLayout(said)
        column.addLayout(below)

    def _show_list(self, chosen: str = "") -> None:
        self._shown = offered(self._settings)
        self.list.clear()
        for one in self._shown:
            self.list.addItem(tr(f"{one.name} ({SHIPPED})") if one is COMPARISON else one.name)
        places = [place for place, one in enumerate(self._shown) if same_name(one.name, chosen)]
        self.list.setCurrentRow(places[0] if places else 0)
        self._enable()

    @property
    def _current(self) -> Arrangement | None:
        place = self.list.currentRow()
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def _enable(self) -> None:
        one = self._current
        self._show_button.setEnabled(one is not None)
        self._delete_button.setEnabled(one is not None and one is not COMPARISON)
        self._delete_button.setToolTip(tr("It comes with the program." if one is COMPARISON else ""))

    @Slot()
    def keep(self) -> None:
        """The present view under the name that was typed, in the place of one of that name."""
        try:
            name = checked_name(self.name.text())
        except EntryError as error:
            self._say(f"✖ {error}")
            self.name.setFocus()
            return
        before = own(self._settings)
        replaced = any(same_name(one.name, name) for one in before)
        self._put(with_one(before, self._take(name)), before if replaced else ())
        self._say(f"“{name}” was replaced by the present view." if replaced else f"“{name}” is kept.", name)
        self.name.clear()
        self._show_list(name)

    @Slot()
    def delete(self) -> None:
        """One's own arrangement that is chosen; it can be put back as long as the dialog is open."""
        one = self._current
        if one is None or one is COMPARISON:
            return
        before = own(self._settings)
        self._put(tuple(each for each in before if each.name != one.name), before)
        self._say(f"“{one.name}” was deleted.", one.name)
        self._show_list()

    def _put(self, arrangements: tuple[Arrangement, ...], before: tuple[Arrangement, ...]) -> None:
        put_own(self._settings, arrangements)
        self._before = before
        self.back.setVisible(bool(before))

    @Slot()
    def _put_back(self) -> None:
        put_own(self._settings, self._before)
        self.back.hide()
        self._say("")
        self._show_list()

    @Slot()
    def _put_up(self) -> None:
        one = self._current
        if one is not None:
            self.accept()
            self.wanted.emit(one)

    def _say(self, text: str, *names: str) -> None:
        self._said.setText(tr_of(text, *names))


def _sentence(text: str) -> QLabel:
    label = QLabel(tr(text))
    label.setWordWrap(True)
    return label


def _button(name: str, text: str, slot: Callable[[], object]) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.clicked.connect(lambda *_: slot())
    return button
