"""A walk through the whole tour in the real window, by keyboard: each target is there and seen, nothing is changed."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reirrad_gui.session import Session
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.views import SHIPPED
from tests.support.windows import window_of

LETTING_LAYOUT_SETTLE = 3


@pytest.fixture
def window(tmp_path, qtbot, opened_example):
    session = Session(opened_example)
    made = window_of(tmp_path, qtbot, session=session, real=[place.name for place in SHIPPED])
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    return made


def pressed(window, key):
    QTest.keyClick(QApplication.focusWidget() or window.tour.callout, key)
    for _ in range(LETTING_LAYOUT_SETTLE):
        QApplication.processEvents()


def place_of(window, widget):
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_the_tour_opens_the_example_walks_by_keyboard_and_changes_nothing(window, qtbot):
    window.actions_by_name["guided tour"].trigger()
    settle(window)
    session = window.session
    before = (session.settings, session.case, session.undo_label, session.redo_label)
    assessment = session.assessment
    titles = []
    while (step := window.tour.step) is not None:
        assert window.tour.target is not None, step.target
        assert window.tour.target.objectName() == step.target
        assert window.tour.target.isVisible(), step.target
        callout, target = place_of(window, window.tour.callout), place_of(window, window.tour.target)
        assert window.rect().contains(callout), step.title
        assert not callout.intersects(target), step.title
        assert window.rect().intersects(target), step.title
        assert "{" not in window.tour.callout.text
        assert session.previewing == (step.trial is not None), step.title
        titles.append(step.title)
        pressed(window, Qt.Key.Key_Return)
    assert len(titles) == len(set(titles)) >= 8
    assert (session.settings, session.case, session.undo_label, session.redo_label) == before
    assert not session.previewing
    assert session.assessment.rows == assessment.rows
    # back and forth by arrows, out by Esc, also from the step that tries a regimen
    window.tour.begin()
    pressed(window, Qt.Key.Key_Right)
    assert window.tour.step.title == titles[1]
    pressed(window, Qt.Key.Key_Left)
    assert window.tour.step.title == titles[0]
    while window.tour.step.trial is None:
        window.tour.forward()
    said = window.tour.callout.text
    assert session.assessment.what_if_text.rstrip(".") in said
    pressed(window, Qt.Key.Key_Escape)
    assert window.tour.step is None
    assert not session.previewing
    assert session.settings is before[0]
    # the program's own keys work while the callout is up, and another case ends the tour
    window.tour.begin()
    window.actions_by_name["course 1"].trigger()
    assert window.selection.course == 0
    window.show_session(None)
    assert window.tour.callout is None
