"""The built-in example in a window, and what its dialogs are found by."""

import pytest
from PySide6.QtWidgets import QDialog

from reirrad_gui.session import Session
from tests.support.windows import window_of


@pytest.fixture
def window_with(tmp_path, qtbot):
    """A window on screen with a session."""

    def make(session):
        window = window_of(tmp_path, qtbot, session=session)
        with qtbot.waitExposed(window):
            window.show()
        window.show_session(session)
        return window

    return make


@pytest.fixture
def example(opened_example, window_with):
    """A window with the example, and its session."""
    session = Session(opened_example)
    return window_with(session), session


@pytest.fixture
def dialog_of():
    """The dialog of a name that can be seen."""

    def find(window, name):
        return next(found for found in window.findChildren(QDialog, name) if found.isVisible())

    return find
