"""The overlay on screen (offscreen), with its image read."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from reirrad_gui.ui.overlay.widget import OverlayView
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support import overlay_case as case


@pytest.fixture
def selection(qapp):
    """What the views share."""
    return Selection()


@pytest.fixture
def overlay_of(qtbot, selection):
    """An overlay on screen that shows a session, its image read."""
    made = []

    def make(session=None, size=(1000, 700)):
        view = OverlayView(selection, Theme.dark())
        qtbot.addWidget(view)
        made.append(view)
        view.resize(*size)
        view.show()
        with qtbot.waitSignal(view.runner.settled, timeout=10_000):
            view.show_session(session or case.SessionOf())
        qtbot.waitUntil(lambda: not view.runner.busy)
        return view

    yield make
    for view in made:
        view.runner.close()


def wheel(view, clicks, *, at=None, modifiers=Qt.KeyboardModifier.NoModifier):
    """Turn the wheel over a plane."""
    from PySide6.QtCore import QPoint

    place = at or QPointF(view.rect().center())
    event = QWheelEvent(
        place, QPointF(view.mapToGlobal(place)), QPoint(), QPoint(0, 120 * clicks), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def drag(view, button, start, end):
    """Press, move in two steps, release."""
    kinds = QMouseEvent.Type
    middle = (start + end) / 2
    for kind, place, held in (
        (kinds.MouseButtonPress, start, button),
        (kinds.MouseMove, middle, button),
        (kinds.MouseMove, end, button),
        (kinds.MouseButtonRelease, end, Qt.MouseButton.NoButton),
    ):
        which = Qt.MouseButton.NoButton if kind == kinds.MouseMove else button
        event = QMouseEvent(kind, place, view.mapToGlobal(place), which, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)
