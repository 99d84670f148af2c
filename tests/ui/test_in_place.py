"""Another text in the same room lays nothing out again; one that needs other room does."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.header import Chip, Header
from reirrad_gui.ui.in_place import lines_needed, write


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
def shown(qtbot):
    windows = []

    def show(widget, layout=QHBoxLayout):
        window = QWidget()
        windows.append(window)
        row = layout(window)
        row.addWidget(widget)
        window.resize(400, 200)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        QCoreApplication.processEvents()
        return Asked(window)

    yield show
    windows.clear()


@pytest.mark.parametrize("make", [QLabel, QPushButton, ElidedLabel])
def test_a_text_of_the_same_width_is_written_without_a_layout(shown, make):
    widget = make("12 Gy / 5")
    asked = shown(widget)
    write(widget, "21 Gy / 5")
    QCoreApplication.processEvents()
    assert (widget.text(), asked.times) == ("21 Gy / 5", 0)
    assert widget.isVisible() and not widget.isHidden()


@pytest.mark.parametrize("make", [QLabel, QPushButton, ElidedLabel])
def test_a_longer_text_gets_its_room(shown, make):
    widget = make("12 Gy / 5")
    asked, before = shown(widget), widget.sizeHint().width()
    write(widget, "a course that was given in many more words")
    QCoreApplication.processEvents()
    assert asked.times > 0 and widget.sizeHint().width() > before


def test_what_is_hidden_stays_hidden_and_is_laid_out_once_it_is_seen(shown):
    label = QLabel("one")
    asked = shown(label)
    label.hide()
    QCoreApplication.processEvents()
    write(label, "many more words than one")
    assert label.isHidden() and label.text() == "many more words than one"
    asked.times = 0
    label.show()
    QCoreApplication.processEvents()
    assert asked.times > 0 and label.width() >= label.sizeHint().width()


def test_a_note_over_its_lines_grows_with_them_and_rests_while_their_number_stays(shown):
    note = QLabel("recovery 24 % of earlier courses")
    note.setWordWrap(True)
    asked = shown(note, QVBoxLayout)
    write(note, "recovery 42 % of earlier courses", lambda: lines_needed(note))
    QCoreApplication.processEvents()
    assert asked.times == 0
    write(note, "recovery 42 % of earlier courses " * 12, lambda: lines_needed(note))
    QCoreApplication.processEvents()
    assert asked.times > 0 and note.height() >= note.heightForWidth(note.width())


def test_a_line_that_fills_its_column_asks_for_no_other_width(shown):
    label = ElidedLabel("a line of some length that is there", fills=True)
    asked = shown(label, QVBoxLayout)
    label.setText("another line, longer than the first one was, that is cut where the column ends")
    QCoreApplication.processEvents()
    assert asked.times == 0
    assert "another line, longer" in label.text()
    assert label.toolTip() == (label.text() if label.shown != label.text() else "")


def chips(header):
    QCoreApplication.processEvents()
    return [b for b in header.findChildren(QPushButton) if b.property("role") == "chip" and b.isVisible()]


def test_a_warning_in_other_words_stays_in_its_place_and_asks_for_its_own_command(qtbot):
    header = Header([])
    qtbot.addWidget(header)
    header.show()
    header.show_patient(None, [Chip("▲ what if: 12 Gy / 5", "why", "try regimen"), Chip("5 things to know", "list")])
    first, second = chips(header)
    first.setFocus()
    header.show_patient(None, [Chip("▲ what if: 21 Gy / 5", "other", "try regimen"), Chip("6 things to know", "list")])
    assert chips(header) == [first, second]
    assert [b.text() for b in chips(header)] == ["▲ what if: 21 Gy / 5", "6 things to know"]
    assert first.toolTip() == first.accessibleDescription() == "other"
    header.show_patient(None, [Chip("▲ synthetic", "why"), Chip("▲ course not linked", "far", "registrations")])
    with qtbot.waitSignal(header.chip_clicked) as asked:
        chips(header)[1].click()
    assert asked.args == ["registrations"]


def test_warnings_come_and_go(qtbot):
    header = Header([])
    qtbot.addWidget(header)
    header.show()
    for texts in (("a", "b", "c"), ("b",), (), ("c", "a"), ("c", "a", "b", "d")):
        header.show_patient(None, [Chip(text, f"why {text}") for text in texts])
        assert tuple(b.text() for b in chips(header)) == texts
        assert tuple(b.toolTip() for b in chips(header)) == tuple(f"why {text}" for text in texts)


def test_a_shortened_line_follows_its_text_its_width_and_its_font(shown):
    label = ElidedLabel("a line of some length that is there for a test of shortening", fills=True)
    shown(label, QVBoxLayout)
    label.setFixedWidth(120)
    short = label.shown
    assert short.endswith("…")
    font = label.font()
    font.setPixelSize(7)
    label.setFont(font)
    assert len(label.shown) > len(short)
    label.setText("brief")
    assert label.shown == "brief"
