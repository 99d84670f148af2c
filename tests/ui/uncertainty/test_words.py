"""How sure it is in a language whose words are a third longer: all is told and copied so, and nothing is cut."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit

from reirrad_gui.ui.language.pseudo import OPEN
from tests.support.longer import faults
from tests.support.told import made_up_language
from tests.ui.uncertainty.conftest import HALF

NARROW_PX = 690
"""The view in a window of 1280 × 800."""
NAMES = ("SacralPlex", "Bladder", "a board")


@pytest.fixture(autouse=True)
def longer(qapp):
    with made_up_language():
        yield


def test_the_verdict_and_its_tornado_are_told_and_copied_so(view_of, pelvis):
    view, _ = view_of(pelvis, HALF, width=NARROW_PX)
    assert faults(view, NAMES) == []
    assert "53.6" in view.card.text()
    view._copy()
    assert all(line.startswith(OPEN) for line in QGuiApplication.clipboard().text().splitlines())


def test_the_assumptions_have_room_and_decide_by_what_was_chosen(view_of, pelvis):
    view, _ = view_of(pelvis, HALF, width=NARROW_PX)
    view.assume.click()
    for way in (1, 2):
        box = view.page.findChild(QComboBox, "recovery way")
        box.setCurrentIndex(way)
        box.activated.emit(way)
        assert view.page.findChild(QLineEdit, "recovery reason").isVisible() == (way == 1)
        assert faults(view, NAMES) == []
