"""Real sessions with real answers, of few draws."""

import pytest

from reirrad_gui.session import Session, Settings
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.jobs import silent
from reirrad_gui.session.settings import Recovery
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.uncertainty.widget import UncertaintyView
from tests.support.opened_cases import field, seed_case, uniform

HALF = Settings(recovery=Recovery("user", 50.0, "a board"))
FEW = Question(draws=100)


@pytest.fixture(scope="session")
def pelvis():
    """Plexus and bladder with both full doses, 21 Gy in 3 and 20 Gy in 5."""
    return seed_case(("SacralPlex", "Bladder", "Prostate"))


@pytest.fixture(scope="session")
def unknown():
    """Course 1's grid ends before the organ: its dose there is not known."""
    return seed_case(("SacralPlex",), first=field(uniform(21.0), high_mm=(-30, 60, 60)))


def asked(session, question=FEW):
    """A session with a current answer."""
    session.ask(question)
    session.answered(session.asking()(silent))
    return session


@pytest.fixture(scope="session")
def half(pelvis):
    """An answer where recovery decides: 53.6 Gy with 50 %, 77.3 Gy without, 67 Gy allowed."""
    return asked(Session(pelvis, HALF)).certain


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def view_of(qtbot, selection):
    """A view on screen with a session that refreshes it, as the window does."""

    def make(opened, settings=None, *, answered=True, width=900, worn=None):
        session = Session(opened, settings or Settings())
        if answered:
            asked(session)
        else:
            session.ask(FEW)
        view = UncertaintyView(selection, worn or Theme.dark())
        qtbot.addWidget(view, before_close_func=lambda view: view.asking.runner.close())
        session.subscribe(view.refresh)
        view.resize(width, 500)
        view.show_session(session)
        with qtbot.waitExposed(view):
            view.show()
        return view, session

    return make
