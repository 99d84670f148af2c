"""The planner's view on real sessions, as the window holds it."""

import pytest

from reirrad_gui.session import Session, Settings
from reirrad_gui.ui.planner.widget import PlannerView
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import seed_case


@pytest.fixture(scope="session")
def seed():
    """21 Gy in 3 and 20 Gy in 5, both in full to every organ and to the target."""
    return seed_case()


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def planner_of(qtbot, selection):
    """The view on screen with a session that refreshes it."""

    def make(opened, settings=None, *, size=(640, 420), wait=True):
        session = Session(opened, settings or Settings())
        view = PlannerView(selection, Theme.dark())
        qtbot.addWidget(view, before_close_func=lambda closing: closing.asking.runner.close())
        session.subscribe(view.refresh)
        view.show_session(session)
        view.resize(*size)
        with qtbot.waitExposed(view):
            view.show()
        if wait:
            settle(view)
        return view, session

    return make
