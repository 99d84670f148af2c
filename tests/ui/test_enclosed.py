"""A row gives its parts their room, and moves nothing around it for that."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from reirrad_gui.ui.enclosed import EnclosedRow


class Asked(QObject):
    """Counts how often a widget was asked to lay itself out."""

    def __init__(self, widget):
        super().__init__()
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, _, event):  # noqa: N802 - Qt's name
        self.times += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def placed(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column, enclosed = QVBoxLayout(window), EnclosedRow()
    one, other = QLabel("one"), QLabel("other")
    enclosed.row.addWidget(one)
    enclosed.row.addWidget(other)
    enclosed.row.addStretch(1)
    column.addWidget(enclosed)
    column.addWidget(QLabel("below"), 1)
    window.resize(400, 200)
    with qtbot.waitExposed(window):
        window.show()
    QCoreApplication.processEvents()
    yield window, enclosed, one, other, Asked(window)


def settle():
    for _ in range(3):
        QCoreApplication.processEvents()


def test_a_longer_part_gets_its_room_and_the_window_hears_nothing(placed):
    _, _, one, other, asked = placed
    before = other.x()
    one.setText("a longer word")
    settle()
    assert one.width() >= one.sizeHint().width() and other.x() > before
    assert asked.times == 0


def test_a_higher_part_makes_the_row_higher(placed):
    _, enclosed, one, _, asked = placed
    before = enclosed.height()
    one.setText("two\nlines\nand one more")
    settle()
    assert asked.times > 0
    assert enclosed.height() > before and one.height() >= one.sizeHint().height()


def test_the_window_is_never_narrower_than_the_row_can_be(placed):
    window, _, one, _, asked = placed
    one.setMinimumWidth(600)
    settle()
    assert asked.times > 0
    assert window.minimumSizeHint().width() >= 600 and window.width() >= 600


def test_the_row_fills_the_width_it_is_given(placed):
    window, enclosed, *_ = placed
    for width in (300, 700):
        window.resize(width, 200)
        settle()
        assert enclosed._inner.size() == enclosed.size()
