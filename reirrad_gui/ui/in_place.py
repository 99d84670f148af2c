"""Another text in a widget that stays where it is: nothing around it is laid out again for the same room.

Qt lays out everything from a label up to the window whenever the label's text is another one. While somebody turns a
number that takes longer than writing the text.
"""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def write(widget: QLabel | QAbstractButton, text: str, room: Callable[[], object] | None = None) -> None:
    """Set a text. The layout hears of it only where the widget now needs other room: `room` tells how much."""
    if text == widget.text():
        return
    kind = QLabel if isinstance(widget, QLabel) else QAbstractButton
    needed = (lambda: (widget.sizeHint(), widget.minimumSizeHint())) if room is None else room
    before = needed()
    without_layout(widget, lambda: kind.setText(widget, text))  # type: ignore[arg-type]  # of the very kind it is
    if needed() != before:
        widget.updateGeometry()


def lines_needed(label: QLabel) -> tuple[int, QSize]:
    """The room of a label that is as wide as its column: how high it has to be there, and its least size."""
    return label.heightForWidth(label.width()), label.minimumSizeHint()


def without_layout(widget: QWidget, change: Callable[[], object]) -> None:
    """Change a widget without its layout hearing of it: Qt tells a layout nothing of what counts as hidden."""
    hidden = widget.testAttribute(Qt.WidgetAttribute.WA_WState_Hidden)
    widget.setAttribute(Qt.WidgetAttribute.WA_WState_Hidden, True)
    change()
    widget.setAttribute(Qt.WidgetAttribute.WA_WState_Hidden, hidden)
