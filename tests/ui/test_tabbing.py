"""Going on by the tab key leaves every widget whose it is, also when another one goes."""

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QMenuBar, QWidget

from reirrad_gui.ui.tabbing import go_on


def test_a_widget_that_goes_takes_no_other_with_it_after_the_tab_key(qtbot):
    window, middle = QMainWindow(), QWidget()
    bar = QMenuBar()
    window.setMenuWidget(bar)
    kept = bar.addMenu("File").addMenu("Recent")
    row = QHBoxLayout(middle)
    fields = [QLineEdit(str(number)) for number in range(4)]
    for field in fields:
        row.addWidget(field)
    window.setCentralWidget(middle)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for forward in (True, True, True, True, True, False, False, False, False, False):
        assert go_on(window, forward=forward)
    fields[3].deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(fields[3])
    assert all(shiboken6.isValid(one) for one in (window, bar, kept, middle, *fields[:3]))
