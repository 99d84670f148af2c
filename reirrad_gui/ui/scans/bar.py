"""The bar above the scans: how many, which, how they are drawn, marking, and the way back."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.segments import Segments
from reirrad_gui.ui.scans.look import PRESETS

MOST = 3


class ScansBar(QWidget):
    """Says what is wanted; keeps nothing."""

    how_many_chosen = Signal(int)
    chosen = Signal(object)
    preset_chosen = Signal(int)
    dark_chosen = Signal(bool)
    marks_chosen = Signal(bool)
    marking_chosen = Signal(bool)
    table_chosen = Signal(bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.how_many = Segments("scans side by side")
        self.how_many.setAccessibleName(tr("scans side by side"))
        self.which = _button("Scans", "which scans", "Which scans stand side by side (PageUp, PageDown)")
        self.window_of = _button("Window", "scan window", "Window: right drag, [ ], keys 1 to 5")
        self.dark = _button("Inverted", "black on white", "Highest values black, or white (I)", checkable=True)
        self.marks = _button("Marks", "show marks", "Show the marks of lesions (K)", checkable=True)
        self.marking = _button(
            "Mark…",
            "mark a lesion",
            "Mark a lesion: click on it, or Enter at the pointer (N)",
            checkable=True,
        )
        self.table = _button("Lesions", "show lesions", "Lesions of all scans and their rules (T)", checkable=True)
        self.back = _button("Dose", "back to the dose", "Back to the dose (Esc, Ctrl+Shift+B)")
        self.back.setText(f"← {tr('Dose')}")
        self.window_of.setText(f"{tr('Window')} ▾")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(4)
        row.addWidget(self.back)
        for widget in (self.how_many, self.which, self.window_of, self.dark, self.marks, self.marking):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.table)
        self._menu = QMenu(self.which)
        self._menu.setObjectName("scans menu")
        self._presets = QMenu(self.window_of)
        for number, (name, _) in enumerate(PRESETS):
            action = self._presets.addAction(f"{tr(name)}\t{number + 1}")
            action.triggered.connect(lambda _=False, n=number: self.preset_chosen.emit(n))
        self._connect()

    def _connect(self) -> None:
        self.how_many.chosen.connect(lambda number: self.how_many_chosen.emit(number + 1))
        self.which.clicked.connect(lambda _: self._drop(self._menu, self.which))
        self.window_of.clicked.connect(lambda _: self._drop(self._presets, self.window_of))
        self.dark.toggled.connect(self.dark_chosen)
        self.marks.toggled.connect(self.marks_chosen)
        self.marking.toggled.connect(self.marking_chosen)
        self.table.toggled.connect(self.table_chosen)
        self.back.clicked.connect(lambda _: self.left.emit())

    def minimumSizeHint(self) -> QSize:
        """No wider than the bar of the dose."""
        return QSize(360, super().minimumSizeHint().height())

    def show_choice(self, *, how_many: int, there: int, dark: bool, marks: bool, marking: bool, table: bool) -> None:
        """Put the buttons to what is shown."""
        numbers = tuple(str(n) for n in range(1, min(there, MOST) + 1))
        tips = tuple(tr(f"{n} scan{'s' if n != '1' else ''} side by side (S)") for n in numbers)
        self.how_many.offer(numbers, tips)
        self.how_many.choose(how_many - 1)
        self.how_many.setVisible(there > 1)
        self.which.setVisible(there > 1)
        for button, on in ((self.dark, dark), (self.marks, marks), (self.marking, marking), (self.table, table)):
            with QSignalBlocker(button):
                button.setChecked(on)

    def offer_scans(self, names: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """List the scans by uid and name; the last one left cannot be taken away, no more than three are shown."""
        self._menu.clear()
        for uid, name in names:
            action = self._menu.addAction(tr(name))
            action.setCheckable(True)
            action.setChecked(uid in chosen)
            full = uid not in chosen and len(chosen) >= MOST
            action.setEnabled(not full and (uid not in chosen or len(chosen) > 1))
            action.toggled.connect(lambda on, one=uid: self._toggle(names, chosen, one, on=on))
        self.which.setText(f"{tr(f'{len(chosen)} of {len(names)}')} ▾")

    def _toggle(self, names: Sequence[tuple[str, str]], chosen: Sequence[str], one: str, *, on: bool) -> None:
        self.chosen.emit(tuple(uid for uid, _ in names if (on if uid == one else uid in chosen)))

    def _drop(self, menu: QMenu, button: QToolButton) -> None:
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))


def _button(text: str, name: str, tip: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(tr(text))
    button.setObjectName(name)
    button.setToolTip(tr(tip))
    button.setAccessibleName(tr(f"{text}: {tip}"))
    button.setCheckable(checkable)
    button.setProperty("role", "tight")
    return button
