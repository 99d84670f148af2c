"""A window with everything in it on a small phantom, its dialogs one after another, and what a keyboard and a screen
reader find there.

Two courses in two frames with a registration between them, a planar bone scan, a history with lesions, values and
drugs: small, and enough that every view and nearly every dialog has something to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QDockWidget,
    QHeaderView,
    QLabel,
    QMenu,
    QScrollArea,
    QWidget,
)

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.events import Event, event_of
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.session import Session, open_case
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.tabbing import takes_its_turn
from reirrad_gui.ui.window import MainWindow
from tests.support.phantom_dicom import two_courses, write_bone_scan
from tests.support.stories import example_events
from tests.support.typed_events import on

ASK_THE_SYSTEM = {"open folder", "open files", "export fhir"}
"""Commands that open a dialog of the operating system."""
LONG = {"copy files in", "measure", "auto", "open example"}
SAME = {f"score {what}" for what in ("pain response", "extent of disease", "bone scan progression", "sins", "mirels")}
"""These open a dialog at one tab of several: two of its tabs stand for all."""
LEAVE = {
    "present",
    "present elsewhere",
    "next step",
    "step before",
    "quit",
    "close case",
    "cancel",
    "theme",
    "full screen",
    "move panes",
    "course comparison",
    "reset layout",
    "undo",
    "redo",
}
MOST_WITHIN = 60
"""Presses of Tab that a widget may keep for itself before it counts as a trap."""
PSA = (("2012-09-01", 20.0), ("2014-10-01", 2.5), ("2018-01-10", 40.0))
STATES = tuple(f.LesionState)


def history(nm_uid: str = "") -> tuple[Event, ...]:
    """Facts of every lane; one scan with a lesion in every state."""
    lesions = tuple(f.Lesion(Site("rib", str(n + 2), Side.LEFT), state, "", ()) for n, state in enumerate(STATES))
    return (
        *example_events(),
        event_of("lesions", f.Imaging(f.Modality.BONE_SCAN, lesions=lesions, count=Count.exactly(7)), on("2014-12-30")),
        event_of("lesions 2", f.Imaging(f.Modality.BONE_SCAN, lesions=lesions, new=Count.exactly(1)), on("2018-02")),
        event_of("psa", f.LabSeries(f.Analyte.PSA, tuple(
            f.LabValue(on(day), value, "ng/mL", "") for day, value in PSA
        )), on("2012-09-01")),
        event_of("score", f.Symptom("pain", 7, 30.0), on("2018-03-03")),
        event_of("drug", f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"), on("2012-06"), on("2014-06")),
        event_of("late", f.Toxicity("cystitis", 2), on("2018-09")),
    )  # fmt: skip


def phantom(folder: Path) -> Session:
    """The case, from files of its own."""
    shift = np.eye(4)
    shift[0, 3] = 3.0
    first, second = two_courses(folder, shift)
    write_bone_scan(folder, replace(first, date="20141230"))
    del second
    return Session(open_case([folder]), events=history())


def whole_window(folder: Path, size: tuple[int, int] = (1280, 800)) -> MainWindow:
    """A window on a phantom in `folder`, on screen with its case open and kept."""
    files = folder / "files"
    files.mkdir()
    session = phantom(files)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("intended use understood", True)
    settings.setValue("approval/name", "A. Reader")
    window = MainWindow(settings, lambda *_: session, shelf=Shelf(folder / "store" / "cases.sqlite3"))
    window.resize(*size)
    window.show()
    settle(window)
    window.open([files])
    settle(window)
    session.do("Set α/β of Rectum to 4 Gy", lambda now: now.with_alpha_beta("Rectum", 4.0))  # a case with a history
    settle(window)
    return window


def let_go(window: MainWindow) -> None:
    """Close a window of `whole_window`, without a question."""
    while window.session is not None and window.session.undo_label:
        window.session.undo()
    settle(window)
    window.close()
    window.deleteLater()
    settle(QWidget())


def commands_with_dialogs(window: MainWindow) -> tuple[str, ...]:
    """Names of the commands to try: all but those that leave, that ask the system or that take long."""
    names = (action.objectName() for action in window.actions())
    return tuple(
        name for name in names if name not in ASK_THE_SYSTEM | LONG | LEAVE | SAME and not name.startswith("show ")
    )


def dialogs(window: MainWindow, only: Sequence[str] = ()) -> Iterator[tuple[str, QDialog]]:
    """Every dialog that a command opens, with the command's name; closed again when the next one is asked for."""
    for name in only or commands_with_dialogs(window):
        action = window.actions_by_name[name]
        if not action.isEnabled():
            continue
        before = {id(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()}
        action.trigger()
        settle(window)
        for found in [w for w in QApplication.topLevelWidgets() if w.isVisible() and id(w) not in before]:
            if isinstance(found, QDialog):
                yield name, found
                if found.isVisible():
                    found.reject()
            elif isinstance(found, QMenu):
                found.close()
        settle(window)


# What the keyboard finds


def walk(top: QWidget, most: int = 300) -> list[QWidget]:
    """The widgets that Tab goes through, each once, until it is back at the first; `top` is the active window.

    Tab may move within a widget (the links of a page) for a while before it leaves.
    """
    top.activateWindow()
    QApplication.processEvents()
    if not takes_its_turn(QApplication.focusWidget() or QWidget()):
        first = next(widget for widget in in_chain(top) if takes_its_turn(widget))
        first.setFocus(Qt.FocusReason.TabFocusReason)
    here = QApplication.focusWidget()
    seen: list[QWidget] = []
    stayed = 0
    for _ in range(most):
        if here is None or (here in seen and here is not seen[-1]):
            break
        stayed = stayed + 1 if seen and here is seen[-1] else 0
        if stayed > MOST_WITHIN:
            break
        if not stayed:
            seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
    return seen


def unmarked(top: QWidget, order: Sequence[QWidget]) -> list[str]:
    """Widgets that look the same whether they have the keyboard or not."""
    found = []
    for widget in order:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        around = widget.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(widget)
            around = around.parentWidget()
        QApplication.processEvents()
        place = QRect(widget.mapTo(top, QPoint()), widget.size())
        marked = top.grab(place).toImage()
        widget.clearFocus()
        QApplication.processEvents()
        if top.grab(place).toImage() == marked:
            found.append(described(widget))
    return found


def in_chain(top: QWidget) -> Iterator[QWidget]:
    """The widgets of a window in the order of its chain of focus."""
    here = top.nextInFocusChain()
    while here is not None and here is not top:
        yield here
        here = here.nextInFocusChain()


def against_reading(top: QWidget, order: Sequence[QWidget]) -> list[tuple[str, str]]:
    """Neighbours in the order of Tab where the later one stands above or to the left of the earlier one.

    Above: over it in the same column (their widths overlap), by more than a few pixels. To the left: in the same row
    (their heights overlap by half). What is in another column may follow in any height,
    and so may another pane. The way round from the last to the first is one such step back, and no fault.
    """
    found = []
    for one, other in zip(order, (*order[1:], *order[:1]), strict=True):
        if _pane(one) is not _pane(other):
            continue
        a, b = (QRect(w.mapTo(top, QPoint()), w.size()) for w in (one, other))
        common_x = min(a.right(), b.right()) - max(a.left(), b.left())
        common_y = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
        above = b.bottom() <= a.top() + 4 and common_x > 4
        left = b.right() <= a.left() + 4 and common_y > min(a.height(), b.height()) / 2
        if above or left:
            found.append((described(one), described(other)))
    return found if len(found) > 1 else []


def _pane(widget: QWidget) -> QWidget | None:
    """The pane of the window that it is in."""
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return widget


def described(widget: QObject) -> str:
    """How a test names a widget."""
    said = getattr(widget, "text", None)
    text = said() if callable(said) else ""
    return f"{type(widget).__name__} “{widget.objectName()}” {text if isinstance(text, str) else ''}".strip()


# What a screen reader finds


def name_of(widget: QWidget) -> str:
    """The name a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name)


def nameless(top: QWidget) -> list[str]:
    """Widgets that take the keyboard or list something, without a name; what Qt makes inside others is theirs."""
    found = []
    for widget in (top, *top.findChildren(QWidget)):
        if not widget.isVisible() or isinstance(widget, QHeaderView) or _part_of_another(widget):
            continue
        if isinstance(widget, QLabel) and not widget.text():
            continue
        wanted = widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractItemView)
        if wanted and not isinstance(widget, QMenu) and not name_of(widget).strip():
            found.append(described(widget))
    return found


def _part_of_another(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return True
    return widget.objectName().startswith("qt_")
