"""Everything that can be read in a window, and how each of its views looks: to compare one window with another."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from reirrad_gui.ui.shots import settle

ROLES = {
    "shown": Qt.ItemDataRole.DisplayRole,
    "tooltip": Qt.ItemDataRole.ToolTipRole,
    "spoken": Qt.ItemDataRole.AccessibleTextRole,
    "described": Qt.ItemDataRole.AccessibleDescriptionRole,
    "ticked": Qt.ItemDataRole.CheckStateRole,
}


def readable(window: QWidget) -> list[str]:
    """Every text of every widget, also behind tabs: shown, in tooltips, and read out by a screen reader."""
    found = [f"window: {window.windowTitle()}"]
    for widget in window.findChildren(QWidget):
        if _hidden_by_itself(widget, window):
            continue
        place = f"{type(widget).__name__} {widget.objectName()}"
        said = (*_texts(widget), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        found += [f"{place}: {text}" for text in said if text]
    return sorted(found)


def pictures(window) -> dict[str, QImage]:  # type: ignore[no-untyped-def]
    """Each view as it is painted when it is in front, and the window's header and footer; nothing has the keyboard.

    A page of text is left out: its lines break as Qt found the width when the text came. `readable` has its colours.
    """
    drawn = {}
    if window.focusWidget() is not None:
        window.focusWidget().clearFocus()
    for place in window.places:
        if window.stage.widget(place.name).findChild(QTextEdit) is not None:
            continue
        if place.name in window.panes.docks:  # raised, and not given the keyboard: that chooses an organ
            window.panes.docks[place.name].raise_()
        settle(window)
        drawn[place.name] = window.stage.widget(place.name).grab().toImage()
    for name in ("header", "footer"):
        drawn[name] = window.findChild(QWidget, name).grab().toImage()
    return drawn


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit | QAbstractSpinBox):
        yield widget.text()
    if isinstance(widget, QAbstractButton) and widget.isCheckable():
        yield "ticked" if widget.isChecked() else "not ticked"
    if isinstance(widget, QComboBox):
        yield widget.currentText()
        yield from _cells(widget.model())
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(index) for index in range(widget.count()))
    if isinstance(widget, QTextEdit):
        yield widget.toHtml()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget.model())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for way in Qt.Orientation:
        count = columns if way is Qt.Orientation.Horizontal else model.rowCount()
        for section in range(count):
            yield f"{way.name} {section}: {model.headerData(section, way)}"
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            index = model.index(row, column)
            for name, role in ROLES.items():
                said = index.data(role)
                if said not in (None, ""):
                    yield f"{row}, {column} {name}: {said}"


def _hidden_by_itself(widget: QWidget, window: QWidget) -> bool:
    """Not to be seen whatever tab is in front: hidden itself, or in something that is. A dock behind a tab counts."""
    while widget is not window:
        if isinstance(widget, QDockWidget):
            return False
        if widget.isHidden():
            return True
        parent = widget.parentWidget()
        if parent is None:
            return False
        widget = parent
    return False
