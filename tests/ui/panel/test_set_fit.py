"""Limits that do not suit the case: said below their name, with a set that only a person ever chooses."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from reirrad_gui.session import Settings
from tests.support.opened_cases import seed_case

CORD, PELVIS = "cord-nieder-hytec", "pelvis-slevin-2021"


def shown(panel):
    """The line's text and its visible buttons; nothing while it is hidden."""
    line = panel.findChild(QWidget, "set fit")
    if not line.isVisible():
        return "", []
    buttons = [b for b in line.findChildren(QPushButton) if b.isVisible()]
    return line.findChild(QLabel, "set fit text").text(), buttons


def test_the_pelvic_set_on_a_case_with_a_cord_offers_the_cords_and_the_choice_can_be_undone(panel_of, qtbot):
    panel, session = panel_of(seed_case(("SpinalCord", "Heart")))
    said, (button,) = shown(panel)
    assert said.startswith("▲ Organs drawn that have a limit in this set: 0 of 2. In “Spinal cord")
    assert button.text() == "Use “Spinal cord”"
    assert button.accessibleName() == "Use the limits “Spinal cord (Nieder 2006) and thecal sac (HyTEC 2021)”"
    assert session.settings.constraint_set == PELVIS  # nothing is chosen by itself
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.settings.constraint_set == CORD
    assert session.last_change == "Use the limits “Spinal cord (Nieder 2006) and thecal sac (HyTEC 2021)”"
    assert shown(panel) == ("", [])
    session.undo()
    assert session.settings.constraint_set == PELVIS
    assert shown(panel)[0] == said


def test_a_head_is_told_that_no_set_here_has_a_limit_and_that_one_can_be_made(panel_of):
    panel, _ = panel_of(seed_case(("Brainstem", "Brain")))
    said, buttons = shown(panel)
    assert said.startswith("▲ Organs drawn that have a limit in this set: 0 of 2. No other set here has one either")
    assert buttons == []
    choice = panel.findChild(QComboBox, "constraint set")
    assert "has no limit for the accumulated dose to any organ drawn in this case: Brainstem, Brain." in (
        choice.toolTip()
    )


def test_a_pelvis_with_the_pelvic_set_has_no_such_line(panel_of, seed):
    panel, _ = panel_of(seed, Settings())
    assert shown(panel) == ("", [])
