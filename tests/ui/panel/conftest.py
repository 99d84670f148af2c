"""The panel's views on real sessions: what they show is what the session computed."""

import pytest

from reirrad_gui.session import Session, Settings
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import field, seed_case, uniform
from tests.support.sampled import AS_THE_PROGRAM, sampled


@pytest.fixture(scope="session")
def seed():
    """The case report with every organ in both full doses; opened once, sessions on it are cheap."""
    return seed_case()


@pytest.fixture(scope="session")
def half_covered():
    """Course 1's grid ends in the middle of every organ."""
    with sampled(AS_THE_PROGRAM):  # half is 50.0 %
        return seed_case(first=field(uniform(21.0), high_mm=(0, 60, 60)))


@pytest.fixture(scope="session")
def uncovered():
    """Course 1's grid ends before every organ: its dose there is not known."""
    return seed_case(first=field(uniform(21.0), high_mm=(-30, 60, 60)))


@pytest.fixture(scope="session")
def named_otherwise():
    """A bladder called BLASE, and a structure that nobody understands."""
    return seed_case(("BLASE", "Rectum", "xyz 7"))


@pytest.fixture
def selection(qapp):
    """What the views share."""
    return Selection()


@pytest.fixture(params=["dark", "light"])
def theme(request, qapp):
    """Both themes, worn by the whole program."""
    worn = Theme.named(request.param)
    apply_theme(qapp, worn)
    yield worn
    qapp.setStyleSheet("")


@pytest.fixture
def panel_of(qtbot, selection):
    """A panel on screen with a session that refreshes it, as the window does."""

    def make(opened, settings=None, *, width=640, worn=None):
        session = Session(opened, settings or Settings())
        panel = ConstraintPanel(selection, worn or Theme.dark())
        qtbot.addWidget(panel)
        session.subscribe(panel.refresh)
        panel.show_session(session)
        panel.resize(width, 360)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel, session

    return make
