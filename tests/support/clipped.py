"""Words that have not enough room, in the window and its dialogs, at a scale that Qt reads when it starts.

    QT_SCALE_FACTOR=1.5 python -m tests.support.clipped OUT [WIDTH HEIGHT [COMMAND ...]]

writes pictures into the folder OUT and prints as JSON what is clipped, by view or dialog, and how much of each view is
drawn on. The dialogs are those of all commands, or of those named ("none": no dialog).
"""

import json
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QToolButton,
    QWidget,
)

SLACK_PX = 1
FROM_GROUND = 24


def clipped(top: QWidget) -> list[str]:
    """Labels, buttons, ticks and tabs whose words do not fit, unless a tool tip says them in full."""
    found = []
    for widget in (top, *top.findChildren(QWidget)):
        if isinstance(widget, QScrollArea) and _on_screen(widget, top) and not _page_fits(widget):
            wide, seen = widget.widget().width(), widget.viewport().width()
            found.append(f"page of “{widget.accessibleName()}” {wide} in {seen}")
        if not widget.isVisible() or widget.visibleRegion().isEmpty() or widget.toolTip():
            continue
        if isinstance(widget, QLabel) and not _label_fits(widget):
            found.append(f"{type(widget).__name__} “{widget.text()}” in {widget.width()} × {widget.height()}")
        elif isinstance(widget, QAbstractButton) and not _button_fits(widget):
            found.append(f"{type(widget).__name__} “{widget.text()}” in {widget.width()}")
        elif isinstance(widget, QTabBar):
            found += [f"tab “{widget.tabText(n)}”" for n in range(widget.count()) if not _tab_fits(widget, n)]
    return found


def _on_screen(area: QScrollArea, top: QWidget) -> bool:
    """Its own visible region is empty, because its page covers it; what is behind a tab stands beside the window."""
    return area.isVisible() and QRect(area.mapTo(top, QPoint()), area.size()).intersects(top.rect())


def _page_fits(area: QScrollArea) -> bool:
    """A page that cannot be scrolled sideways is no wider than what is seen of it."""
    off = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return not off or area.widget() is None or area.widget().width() <= area.viewport().width() + SLACK_PX


def _label_fits(label: QLabel) -> bool:
    if not label.text() or type(label).__name__ == "ElidedLabel":
        return True
    room = label.contentsRect().size()
    if label.wordWrap():
        return label.heightForWidth(label.width()) <= label.height() + SLACK_PX
    if label.textFormat() == Qt.TextFormat.RichText or "<" in label.text():
        return label.sizeHint().width() <= label.width() + SLACK_PX
    needed = label.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, label.text())
    return needed.width() <= room.width() + SLACK_PX and needed.height() <= room.height() + SLACK_PX


def _button_fits(button: QAbstractButton) -> bool:
    if not button.text():
        return True
    words = button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, button.text())
    if isinstance(button, QToolButton):
        return button.sizeHint().width() <= button.width() + SLACK_PX and words.height() <= button.height()
    element = {
        QPushButton: QStyle.SubElement.SE_PushButtonContents,
        QCheckBox: QStyle.SubElement.SE_CheckBoxContents,
        QRadioButton: QStyle.SubElement.SE_RadioButtonContents,
    }
    wanted = next((part for kind, part in element.items() if isinstance(button, kind)), None)
    if wanted is None:
        return True
    option = QStyleOptionButton()
    option.initFrom(button)
    room = button.style().subElementRect(wanted, option, button)
    return words.width() <= room.width() + SLACK_PX and words.height() <= room.height() + SLACK_PX


def _tab_fits(bar: QTabBar, number: int) -> bool:
    words = bar.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, bar.tabText(number)).width()
    return words <= bar.tabRect(number).width() or bool(bar.tabToolTip(number))


def drawn_share(widget: QWidget) -> float:
    """The part of its pixels that are not ground: the same at every scale, where lines grow with it."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    pixels = rows[:, : image.width(), :3].astype(int)
    found, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    return float((np.abs(pixels - found[counts.argmax()]).max(axis=2) > FROM_GROUND).mean())


def look_through(out: Path, width: int, height: int, only: tuple[str, ...]) -> dict[str, object]:
    """Every view, and dialogs."""
    from reirrad_gui.ui.shots import settle
    from tests.support.accessible import dialogs, let_go, whole_window

    work = out / "work"
    work.mkdir(parents=True)
    window = whole_window(work, (width, height))
    window.panes.resize_to_design()
    settle(window)
    found, drawn = {}, {}
    for place in window.places:
        window.bring_forward(place.name)
        settle(window)
        found[place.name] = clipped(window)
        drawn[place.name] = drawn_share(window.stage.widget(place.name))
        window.stage.widget(place.name).grab().save(str(out / f"view {place.name}.png"))
    window.grab().save(str(out / "window.png"))
    for name, dialog in () if only == ("none",) else dialogs(window, only):
        found[name] = clipped(dialog)
        dialog.grab().save(str(out / f"{name}.png"))
    let_go(window)
    return {"clipped": {name: words for name, words in found.items() if words}, "drawn": drawn}


def main() -> None:
    """As told at the top."""
    app = QApplication([])
    assert app is not None
    width, height = (int(number) for number in (*sys.argv[2:4],) or ("1280", "800"))
    print(json.dumps(look_through(Path(sys.argv[1]), width, height, tuple(sys.argv[4:])), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
