"""The tour's steps as they are written: every figure in them is read from the assessment, none is in the text."""

import re
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QSize

from reirrad_gui.ui.tour.callout import place_beside
from reirrad_gui.ui.tour.steps import figures_for, is_example, tour_steps
from reirrad_gui.ui.views import SHIPPED
from tests.support.assessments import StandInSession

KEYS_AND_NAMES = re.compile(r"\{\w+\}|Alt\+\d|Ctrl\+F\d+|EQD2")


def test_no_step_has_a_number_of_its_own():
    for step in tour_steps():
        assert not re.search(r"\d", KEYS_AND_NAMES.sub("", step.text)), step.text


def test_the_tour_has_eight_to_twelve_steps_of_about_two_sentences():
    steps = tour_steps()
    assert 8 <= len(steps) <= 12
    assert all(len(re.findall(r"[.;](?: |$)", step.text)) in (2, 3) for step in steps)


def test_every_placeholder_is_a_figure_that_is_known():
    said = figures_for(StandInSession())
    for step in tour_steps():
        assert "{" not in step.text.format_map(said)


def test_every_view_that_a_step_brings_forward_is_one_of_the_windows():
    names = {place.name for place in SHIPPED}
    assert {step.view for step in tour_steps() if step.view} <= names


def test_another_patient_is_not_taken_for_the_example():
    assert not is_example(None)
    assert is_example(StandInSession())
    session = StandInSession()
    elsewhere = replace(session.assessment.patient, patient_id="4711")
    session.assessment = replace(session.assessment, patient=elsewhere)
    assert not is_example(session)


def test_a_callout_with_room_on_any_side_never_covers_its_target():
    room, size = QRect(0, 0, 1280, 800), QSize(340, 170)
    for target in (
        QRect(0, 0, 1280, 41), QRect(0, 65, 1280, 240), QRect(0, 306, 588, 470), QRect(589, 306, 691, 225),
        QRect(2, 779, 1278, 19),
    ):  # fmt: skip
        placed = QRect(place_beside(target, size, room), size)
        assert room.contains(placed)
        assert not placed.intersects(target)


def test_a_callout_stays_in_the_window_even_without_room():
    size, room = QSize(340, 170), QRect(0, 0, 500, 300)
    assert room.contains(QRect(place_beside(QRect(QPoint(0, 0), room.size()), size, room), size))
