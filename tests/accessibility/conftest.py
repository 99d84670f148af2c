"""One window on a small phantom for a module, and what its dialogs are like, looked at once."""

import gc
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from reirrad_gui.ui.tabbing import takes_its_turn
from tests.support.accessible import against_reading, described, dialogs, let_go, nameless, unmarked, walk, whole_window
from tests.support.drawn_edges import edges
from tests.support.drawn_texts import low_contrast


@dataclass
class Seen:
    """What was found in one dialog or view; each list is empty where nothing is wrong."""

    nameless: list[str]
    not_reached: list[str]
    left: list[str]
    order: list[tuple[str, str]]
    contrast: list[str]
    edges: list[tuple[str, float]]
    unmarked: list[str] = field(default_factory=list)
    closes: bool = True
    names: list[str] = field(default_factory=list)
    walked: list[QWidget] = field(default_factory=list)


@pytest.fixture(autouse=True)
def garbage_on_this_thread(request):
    """Left to the window of the module while there is one: its keeper works on a thread of its own between tests."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()


@pytest.fixture(scope="module")
def window(qapp, tmp_path_factory):
    """It, with a case that has something to say in every view."""
    gc.disable()  # a widget in garbage that a worker's thread collects ends the process
    made = whole_window(tmp_path_factory.mktemp("accessible"))
    yield made
    let_go(made)
    gc.collect()
    gc.enable()


def looked_at(top: QWidget) -> Seen:
    """Everything but how it closes."""
    seen = walk(top)
    reachable = [w for w in top.findChildren(QWidget) if w.window() is top and takes_its_turn(w)]
    for line in top.findChildren(QLineEdit):
        line.deselect()
    return Seen(
        nameless(top),
        [described(w) for w in reachable if w not in seen],
        [described(w) for w in seen if w.window() is not top],
        against_reading(top, seen),
        low_contrast(top),
        edges(top),
        names=[described(w) for w in seen],
        walked=seen,
    )


@pytest.fixture(scope="module")
def asked(window):
    """What each command's dialog is like, by the command's name; every one is closed with Esc."""
    found = {}
    for name, dialog in dialogs(window):
        found[name] = looked_at(dialog)
        found[name].unmarked = unmarked(dialog, found[name].walked)
        found[name].walked.clear()
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        found[name].closes = not dialog.isVisible()
    return found
