"""The sum of the doses that are known, where another one is on no image: a lower bound, and never in silence."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.at_least import LeftOut
from reirrad_gui.session.shown import ShownCourse, ShownPhase
from tests.session.test_display import INSIDE, at, even
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_2

PHYSICAL, EQD2 = Quantity.PHYSICAL, Quantity.EQD2


def without_dose(number=3, fractions=10, **changes):
    """A course of which no file holds a dose."""
    return ShownCourse(f"Course {number}", FRAME_2, (ShownPhase("letter", None, fractions),), **changes)


def test_a_course_without_a_dose_file_is_never_left_out_of_a_sum_in_silence():
    display = case.display((*case.two_courses(formulas=(even(21.0), even(20.0))), without_dose()))
    assert "Course 3 has no usable dose file" in display.unavailable(2, PHYSICAL, FRAME_2)
    assert display.at_least == "at least: without Course 3 (no dose file), whose dose is on no image"
    assert display.unavailable(None, EQD2, FRAME_2) == ""
    # 42 + 28 of the other two: the third may have added to it, never taken away
    assert at(display, None, EQD2) == pytest.approx(70.0)
    assert at(display, None, PHYSICAL) == pytest.approx(41.0)
    assert display.max_gy(None, EQD2, 3.0) == pytest.approx(70.0)
    said = display.probe(tuple(INSIDE), FRAME_2, 3.0)
    assert said.at_least == display.at_least
    [(_, total)] = [one for one in said.figures if one[0] == "accumulated"]
    assert total.quantity.endswith(display.at_least)


def test_a_sum_without_a_letter_says_where_the_letter_may_have_reached():
    letter = without_dose(1, from_letter="letter", reached=("Bladder", "Rectum"))
    display = case.display((letter, *case.two_courses()[1:]))
    assert display.missing == (LeftOut("Course 1 (letter)", ("Bladder", "Rectum")),)
    assert "letter" in display.unavailable(0, PHYSICAL, FRAME_2)


def test_of_a_course_with_a_boost_without_dose_the_rest_is_in_the_sum():
    first, second = case.two_courses((3, 5), (even(21.0), even(20.0)))
    boosted = replace(first, phases=(*first.phases, ShownPhase("Boost", None, 4)))
    display = case.display((boosted, second))
    assert display.at_least == "at least: without Course 1 (Boost, no dose file), whose dose is on no image"
    assert at(display, None, EQD2) == pytest.approx(70.0)
    assert np.isnan(at(display, 0, EQD2))


def test_recovery_in_a_sum_without_a_letter_is_that_of_the_courses_drawn():
    first, second = case.two_courses((3, 5), (even(21.0), even(20.0)))
    letter = without_dose(1, from_letter="letter", recovery=(0.9, 0.9))
    display = case.display((letter, replace(first, recovery=(0.5, 0.5)), second))
    assert at(display, None, EQD2) == pytest.approx(0.5 * 42.0 + 28.0)


def test_a_dose_that_somebody_could_still_place_or_choose_keeps_the_sum_away():
    first, second = case.two_courses()
    letter = without_dose(3, from_letter="letter")
    elsewhere = case.display((first, second, letter), registrations=())
    assert "no registration" in elsewhere.unavailable(None, EQD2, FRAME_2)
    assert elsewhere.probe(tuple(INSIDE), FRAME_2, 3.0).at_least == ""
    competing = ShownCourse("Course 3", FRAME_2, (ShownPhase("Plan 3", None, 10, competing=True),))
    undecided = case.display((first, second, competing))
    assert "choose one" in undecided.unavailable(None, EQD2, FRAME_2)
    assert undecided.missing == ()


@pytest.mark.parametrize("other", [without_dose(2), without_dose(2, fractions=0)])
def test_where_no_dose_is_known_at_all_nothing_is_called_at_least(other):
    display = case.display((without_dose(1, from_letter="letter"), other))
    assert display.missing == ()
    assert "leave out a course" in display.unavailable(None, EQD2, FRAME_2)
    assert display.max_gy(None, EQD2, 3.0) is None


def test_a_letter_of_which_nothing_was_delivered_leaves_the_sum_whole():
    letter = without_dose(3, fractions=0, from_letter="letter")
    display = case.display((*case.two_courses(formulas=(even(21.0), even(20.0))), letter))
    assert display.at_least == ""
    assert at(display, None, EQD2) == pytest.approx(70.0)
