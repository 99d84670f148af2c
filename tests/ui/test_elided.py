"""What a shortened line asks for is measured once, and again for whatever it depends on."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

from reirrad_gui.ui.elided import ElidedLabel

TEXTS = ("24 Gy / 5", "", "▲ what if: 24 Gy / 5", "24 Gy\n5 fractions", "25 Gy / 4", "α/β ✔ 漢 🙂", "42 Gy / 5")


def measured_afresh(label: ElidedLabel) -> QSize:
    """As Qt itself measures it now."""
    return QSize(label.fontMetrics().horizontalAdvance(label.text()) + 2, QLabel.sizeHint(label).height())


@pytest.fixture
def label(qtbot):
    made = ElidedLabel("20 Gy / 5")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_asks_for_what_its_own_words_need_whatever_it_said_before(label, text):
    for said in (*TEXTS, text):
        label.setText(said)
        assert label.sizeHint() == measured_afresh(label)
        assert label.minimumSizeHint() == QSize(min(32, label.sizeHint().width()), label.sizeHint().height())


def test_a_line_asks_for_what_another_font_or_other_margins_need(label):
    seen = [label.sizeHint()]
    label.setFont(QFont(label.font().family(), 30))
    seen.append(label.sizeHint())
    assert seen[-1] == measured_afresh(label)
    label.setContentsMargins(3, 9, 3, 9)
    seen.append(label.sizeHint())
    assert seen[-1] == measured_afresh(label)
    label.setStyleSheet("font-size: 60px")
    seen.append(label.sizeHint())
    assert len({(size.width(), size.height()) for size in seen}) >= 3


def test_of_words_of_known_letters_the_height_is_not_measured_again(label, monkeypatch):
    label.setText("20.5 Gy / 1")
    label.sizeHint()
    asked = []
    monkeypatch.setattr(QLabel, "sizeHint", lambda self: asked.append(self.text()) or QSize(1, 1))
    label.setText("10.5 Gy / 2")
    assert label.sizeHint() == QSize(label.fontMetrics().horizontalAdvance("10.5 Gy / 2") + 2, label.height())
    assert asked == []
