"""The callout of the tour in a language whose words are a third longer: told, and high enough for all of it."""

import pytest
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.tour.callout import Callout
from reirrad_gui.ui.tour.steps import tour_steps
from tests.support.longer import faults
from tests.support.told import made_up_language

LONGEST = max(tour_steps(), key=lambda step: len(step.text))


@pytest.mark.parametrize("number", [1, 9, 10])
def test_a_step_is_told_with_room_for_it_and_its_buttons(qapp, qtbot, number):
    with made_up_language():
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(1280, 800)
        made = Callout(window)
        made.say(LONGEST.title, LONGEST.text.replace("{", "").replace("}", ""), number, 10)
        assert faults(window) == []
