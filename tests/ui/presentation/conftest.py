"""The window on planted files that the tests of the presentation share: made once, left as it was found by each."""

import pytest

from reirrad_gui.ui.shots import settle
from tests.support.planted_story import planted_case, planted_session
from tests.support.windows import closed, window_of


class _Keeps:
    """Stands in for pytest-qt, which would close the window after one test."""

    def addWidget(self, *_, **__):  # noqa: N802 - Qt's name
        pass


@pytest.fixture(scope="module")
def shared_window(tmp_path_factory, qapp):
    folder = tmp_path_factory.mktemp("planted")
    session = planted_session(planted_case(folder / "files"))
    made = window_of(folder, _Keeps(), session=session, real=("timeline", "overlay"))
    made.show()
    made.show_session(session)
    settle(made)
    yield made
    made.presentation.leave()
    closed(made)
    made.deleteLater()


@pytest.fixture
def window(shared_window):
    edits = 0
    label = shared_window.session.undo_label
    yield shared_window
    shared_window.presentation.leave()
    while shared_window.session.undo_label != label and edits < 20:
        shared_window.session.undo()
        edits += 1
    settle(shared_window)
