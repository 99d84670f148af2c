"""A fault in a paint or resize event: said once by the last handler, the painter laid down, the program still there."""

import sys

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reirrad_gui.ui.overlay.plane_picture import PlanePicture
from reirrad_gui.ui.steady import guard, hold_steady
from tests.support.windows import shown, window_of


def faulty():
    """A view's class of this program that fails when it is painted wide, or resized tall; and its painters."""
    painters = []

    def paint(view, _):
        painter = QPainter(view)
        if view.width() > 150:
            painters.append(painter)
            raise ZeroDivisionError("wide")

    def resize(view, _):
        if view.height() > 150:
            raise KeyError("tall")

    kind = type("Faulty", (QWidget,), {"paintEvent": paint, "resizeEvent": resize})
    kind.__module__ = "reirrad_gui.ui.faulty"
    return kind, painters


@pytest.fixture
def told(monkeypatch):
    """What reaches the last handler."""
    kinds = []
    monkeypatch.setattr(sys, "excepthook", lambda *said: kinds.append(said[0]))
    return kinds


def test_a_fault_while_painting_is_told_and_leaves_no_painter_active(qtbot, told):
    outer = QWidget()
    qtbot.addWidget(outer)
    kind, painters = faulty()
    inner = kind()
    QVBoxLayout(outer).addWidget(inner)
    hold_steady(outer)
    outer.resize(100, 100)
    outer.show()
    qtbot.waitExposed(outer)
    assert told == []
    outer.resize(300, 100)
    outer.grab()
    assert set(told) == {ZeroDivisionError}
    assert painters
    assert not any(painter.isActive() for painter in painters)


def test_a_fault_while_resizing_does_not_end_what_resized(qtbot, told):
    kind, _ = faulty()
    guard([kind])
    view = kind()
    qtbot.addWidget(view)
    view.resize(100, 200)
    view.show()
    assert KeyError in told
    assert view.height() == 200


def test_each_class_is_guarded_once_and_foreign_ones_never():
    (kind, _), foreign = faulty(), type("Foreign", (QWidget,), {"paintEvent": lambda *_: None})
    guard([kind, foreign])
    once = kind.paintEvent
    guard([kind, foreign])
    assert kind.paintEvent is once
    assert not hasattr(foreign.paintEvent, "__wrapped__")


def test_the_views_of_the_window_are_guarded(tmp_path, qtbot):
    shown(window_of(tmp_path, qtbot, real=("overlay",)), qtbot)
    assert hasattr(PlanePicture.paintEvent, "__wrapped__")
    assert hasattr(PlanePicture.resizeEvent, "__wrapped__")
