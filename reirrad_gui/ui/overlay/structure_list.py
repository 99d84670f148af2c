"""Which structures are outlined, how wide, how strongly filled: a list with a mark of each colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QToolButton,
)

from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.look import OUTLINE_PX
from reirrad_gui.ui.overlay.popup import Popup


@dataclass(frozen=True, slots=True)
class Listed:
    """One structure of the list; `note` says why it has no outline, if so."""

    key: str
    name: str
    colour: str
    note: str = ""


class StructureList(Popup):
    """Says which structures are hidden, which one is drawn alone, which was chosen and which is pointed at.

    `fill_changed` carries the keys and how strongly (0 to 1) they are to be filled, `width_changed` logical pixels.
    """

    hidden_changed = Signal(object)
    solo_changed = Signal(object)
    chosen = Signal(object)
    hovered = Signal(object)
    fill_changed = Signal(object, float)
    width_changed = Signal(float)

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button, "structures")
        self._list = QListWidget()
        self._list.setObjectName("first")
        self._list.setAccessibleName(tr("Structures"))
        self._list.setIconSize(QSize(14, 14))
        self._list.setMinimumSize(260, 280)
        self._list.setMouseTracking(True)
        self._list.itemEntered.connect(lambda item: self.hovered.emit(self._key(item)))
        self._list.viewport().installEventFilter(self)
        self._list.itemChanged.connect(self._say_hidden)
        self._list.currentItemChanged.connect(self._say_chosen)
        self._solo = QCheckBox(tr("Only the chosen one"))
        self._solo.setObjectName("solo")
        self._solo.toggled.connect(self._say_solo)
        self._fills: Mapping[str, float] = {}
        self._fill, self._every_fill, self._width = _fill_slider(), QCheckBox(tr("all")), _width_box()
        self._every_fill.setObjectName("fill all")
        self._every_fill.setAccessibleName(tr("Fill all structures alike"))
        self._fill.valueChanged.connect(self._say_fill)
        self._width.valueChanged.connect(self.width_changed)
        self._arrange()

    def _arrange(self) -> None:
        every, none = QPushButton(tr("All")), QPushButton(tr("None"))
        every.setObjectName("all structures")
        none.setObjectName("no structures")
        every.clicked.connect(lambda: self._set_all(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._set_all(Qt.CheckState.Unchecked))
        row, filling, drawing = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for widget in (every, none):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._solo)
        self._fill_name = QLabel(tr("Fill"))
        self._fill_name.setBuddy(self._fill)
        filling.addWidget(self._fill_name)
        filling.addWidget(self._fill, 1)
        filling.addWidget(self._every_fill)
        width = QLabel(tr("Line width"))
        width.setBuddy(self._width)
        drawing.addWidget(width)
        drawing.addStretch(1)
        drawing.addWidget(self._width)
        self.column.addWidget(self._list)
        for line in (row, filling, drawing):
            self.column.addLayout(line)

    def show_structures(self, listed: Sequence[Listed], hidden: frozenset[str], chosen: str | None) -> None:
        """Show these structures."""
        blocker = QSignalBlocker(self._list)
        self._list.clear()
        for structure in listed:
            item = QListWidgetItem(_mark(structure.colour), structure.name + (" ⟲" if structure.note else ""))
            item.setData(Qt.ItemDataRole.UserRole, structure.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = structure.key not in hidden
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            if structure.note:
                item.setToolTip(tr(structure.note))
            self._list.addItem(item)
        del blocker
        self.show_chosen(chosen)

    def show_chosen(self, key: str | None) -> None:
        """Mark the chosen structure."""
        blocker = QSignalBlocker(self._list)
        rows = [row for row in range(self._list.count()) if self._key(self._list.item(row)) == key]
        self._list.setCurrentRow(rows[0] if rows else -1)
        del blocker

    def show_drawing(self, fills: Mapping[str, float], width_px: float) -> None:
        """How strongly structures are filled now, and how wide their outlines are."""
        self._fills = fills
        blocker = QSignalBlocker(self._width)
        self._width.setValue(width_px)
        del blocker
        self._show_fill()

    def _show_fill(self) -> None:
        item = self._list.currentItem()
        key = self._key(item)
        every = key is None or self._every_fill.isChecked()
        values = list(self._fills.values())
        blocker = QSignalBlocker(self._fill)
        self._fill.setValue(round(100 * (max(values, default=0.0) if every else self._fills.get(str(key), 0.0))))
        self._fill_name.setText(tr(f"Fill {self._fill.value()} %"))
        del blocker

    @Slot(int)
    def _say_fill(self, percent: int) -> None:
        key = self._key(self._list.currentItem())
        keys = (key,) if key is not None and not self._every_fill.isChecked() else tuple(self.keys)
        self.fill_changed.emit(keys, percent / 100)

    @property
    def keys(self) -> tuple[str, ...]:
        """The structures listed."""
        return tuple(str(self._key(self._list.item(row))) for row in range(self._list.count()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the list ends pointing at a structure."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hovered.emit(None)

    def show_hovered(self, key: str | None) -> None:
        """Mark the structure that is pointed at elsewhere."""
        blocker = QSignalBlocker(self._list)
        for row in range(self._list.count()):
            item = self._list.item(row)
            font = item.font()
            if font.bold() != (self._key(item) == key):
                font.setBold(self._key(item) == key)
                item.setFont(font)
        del blocker

    @staticmethod
    def _key(item: QListWidgetItem | None) -> str | None:
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _set_all(self, state: Qt.CheckState) -> None:
        blocker = QSignalBlocker(self._list)
        for row in range(self._list.count()):
            self._list.item(row).setCheckState(state)
        del blocker
        self._say_hidden()

    @Slot()
    def _say_hidden(self) -> None:
        items = [self._list.item(row) for row in range(self._list.count())]
        self.hidden_changed.emit(
            frozenset(str(self._key(item)) for item in items if item.checkState() != Qt.CheckState.Checked)
        )

    @Slot()
    def _say_chosen(self) -> None:
        key = self._key(self._list.currentItem())
        self.chosen.emit(key)
        self._show_fill()
        if self._solo.isChecked():
            self.solo_changed.emit(key)

    @Slot(bool)
    def _say_solo(self, on: bool) -> None:
        self.solo_changed.emit(self._key(self._list.currentItem()) if on else None)


def _fill_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("fill")
    slider.setAccessibleName(tr("How strongly the chosen structure is filled, percent; all when none is chosen"))
    slider.setRange(0, 100)
    slider.setPageStep(10)
    return slider


def _width_box() -> DecimalField:
    box = DecimalField()
    box.setObjectName("outline width")
    box.setAccessibleName(tr("Width of outlines"))
    box.setRange(*OUTLINE_PX)
    box.setSingleStep(0.2)
    box.setDecimals(1)
    box.setSuffix(tr(" px"))
    return box


def _mark(colour: str) -> QIcon:
    pixmap = QPixmap(14, 14)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)
