"""The accumulated image where the dose of a course is on no image: shown as the least that it can be."""

from dataclasses import replace

import pytest

from reirrad_gui.session.shown import ShownCourse, ShownPhase
from tests.support import overlay_case as case


@pytest.fixture
def settled(qtbot):
    """Waits until the probe has been read."""

    def wait(view):
        qtbot.waitUntil(lambda: not view._probing.isActive() and not view._searcher.busy)
        return view

    return wait


def test_a_sum_without_a_letter_is_drawn_and_says_at_least_beside_every_number(overlay_of, settled):
    letter = ShownCourse("Course 1", None, (ShownPhase("letter", None, 3),), from_letter="letter")
    second = replace(case.two_courses()[1], name="Course 2")
    view = settled(overlay_of(case.SessionOf(case.display((letter, second)))))
    bound = "at least: without Course 1 (letter), whose dose is on no image"
    assert view.words.message == ""
    assert view.words.legend.title[1] == "accumulated, at least"
    assert f"▲ {bound}" in view.words.legend.words
    assert "Course 1 (letter) may have reached: every organ" in view.words.legend.words
    assert any("sum ≥ " in line for line in view.words.probe)
    assert [line.name for line in view.words.legend.courses] == ["Course 2"]  # no line that nobody can find
    view.bar.shown_chosen.emit(1)
    assert not any("at least" in line for line in settled(view).words.legend.words)
    view.bar.shown_chosen.emit(0)
    assert "known only from a letter" in settled(view).words.message
