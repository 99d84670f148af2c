"""N27, N32: the window, opened and closed and stepped through again and again."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThreadPool
from PySide6.QtWidgets import QApplication

from reirrad_gui.session import Session
from reirrad_gui.ui.shots import settle, window_for_shots
from reirrad_gui.ui.views import SHIPPED
from reirrad_gui.ui.window import MainWindow
from tests.support.opened_cases import seed_case
from tests.support.sampled import COARSE, sampled

TIMES = 6


@pytest.fixture(scope="module")
def opened():
    """Two courses with two organs, in memory."""
    with sampled(COARSE):
        return seed_case(("Bladder", "Rectum"))


def belongings(window):
    """How many objects a window keeps alive."""
    return len(window.findChildren(QObject))


@pytest.mark.usefixtures("qapp")
def test_a_patient_opened_and_closed_again_and_again_leaves_nothing_behind(opened, tmp_path):
    """N32: pyqtgraph#315, #784, #724, #1223; pyface#1108; mantidimaging#875; OnkoDICOM's log of thread crashes."""
    window = window_for_shots(tmp_path, lambda settings: MainWindow(settings, lambda *_: Session(opened)))
    window.show()
    kept = []
    for turn in range(TIMES):
        window.open([tmp_path])
        settle(window)
        assert window.session is not None
        window.close_case()
        settle(window)
        assert window.session is None
        if turn in (2, TIMES - 1):
            gc.collect()
            kept.append(belongings(window))
    assert kept[1] <= kept[0]
    window.close()
    assert QThreadPool.globalInstance().activeThreadCount() == 0


@pytest.mark.usefixtures("qapp")
def test_windows_opened_and_closed_leave_no_window_behind(opened, tmp_path):
    """N32: pyqtgraph#2071, #470 (buffers and threads that outlive their widget)."""
    before = len(QApplication.topLevelWidgets())
    for _ in range(3):
        window = window_for_shots(tmp_path, lambda settings: MainWindow(settings, lambda *_: Session(opened)))
        window.show()
        window.open([tmp_path])
        settle(window)
        assert {place.name for place in window.places} == {place.name for place in SHIPPED}
        window.close()
        window.deleteLater()
        del window
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    gc.collect()
    assert len(QApplication.topLevelWidgets()) <= before
