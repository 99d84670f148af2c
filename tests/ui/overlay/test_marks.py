"""What every plane must say of its dose, also without a legend."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reirrad_gui.session.shown import ShownCourse, ShownPhase
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.saying import TRIED
from reirrad_gui.ui.overlay.texts import AT_LEAST, NOT_APPROVED, NOT_CONFIRMED
from tests.support import overlay_case as case


@pytest.fixture
def settled(qtbot):
    """Waits until the probe has been read."""

    def wait(view):
        qtbot.waitUntil(lambda: not view._probing.isActive() and not view._searcher.busy)
        return view

    return wait


def small(view):
    return [plane for plane in view.area.planes.values() if plane is not view.area.large]


def marked_pixels(plane):
    """Pixels in the colour of a warning, lower left."""
    picture = plane.grab().toImage()
    corner = picture.copy(0, picture.height() // 2, picture.width() // 2 + 40, picture.height() // 2)
    colours = (corner.pixelColor(x, y) for x in range(corner.width()) for y in range(corner.height()))
    return sum(c.red() > 200 and c.green() > 160 and c.blue() < 130 for c in colours)


@pytest.mark.parametrize("approved", [False, True])
def test_small_planes_carry_the_mark_of_a_registration_that_nobody_approved(overlay_of, settled, approved):
    view = settled(overlay_of(case.SessionOf(approved=approved)))
    for plane in small(view):
        assert plane.words.marks == (() if approved else (NOT_APPROVED,))
        assert (NOT_APPROVED in plane.accessibleDescription()) is not approved
    view.bar.shown_chosen.emit(1)  # course 2 lies where it was calculated
    assert [plane.words.marks for plane in small(settled(view))] == [(), ()]


def test_the_mark_is_seen_in_the_picture_and_gone_with_the_dose(overlay_of, settled):
    view = settled(overlay_of(case.SessionOf()))
    coronal = view.area.planes[Plane.CORONAL]
    with_dose = marked_pixels(coronal)
    view._adopt(replace(view.look, wash=False, isodoses=False))
    assert settled(view).area.planes[Plane.CORONAL].words.marks == ()
    assert with_dose > marked_pixels(coronal) + 30


def test_small_planes_say_what_if_and_at_least_too(overlay_of, settled):
    first, second = case.two_courses()
    tried = replace(second, phases=(replace(second.phases[0], what_if="24 Gy in 6 fractions"),))
    letter = ShownCourse("Course 3", None, (ShownPhase("letter", None, 3),), from_letter="letter")
    view = settled(overlay_of(case.SessionOf(case.display((first, tried, letter)))))
    assert [plane.words.marks for plane in small(view)] == [(AT_LEAST, TRIED, NOT_APPROVED)] * 2


def test_every_plane_says_that_a_number_of_fractions_is_not_confirmed_where_that_course_takes_part(overlay_of, settled):
    first, second = case.two_courses()
    doubtful = replace(second, phases=(replace(second.phases[0], in_doubt=True),))
    view = settled(overlay_of(case.SessionOf(case.display((first, doubtful)))))
    coronal, large = view.area.planes[Plane.CORONAL], view.area.large
    assert [plane.words.marks for plane in small(view)] == [(NOT_CONFIRMED, NOT_APPROVED)] * 2
    assert NOT_CONFIRMED in large.words.legend.words
    assert NOT_CONFIRMED in coronal.accessibleDescription()
    seen = marked_pixels(coronal)
    view.bar.shown_chosen.emit(0)  # what course 1 gave is not in doubt
    assert [plane.words.marks for plane in small(settled(view))] == [(NOT_APPROVED,)] * 2
    assert seen > marked_pixels(coronal) + 30
    view.bar.shown_chosen.emit(1)  # course 2 lies where it was calculated
    assert [plane.words.marks for plane in small(settled(view))] == [(NOT_CONFIRMED,)] * 2


def test_the_large_plane_bears_the_marks_itself_once_its_texts_are_switched_off(overlay_of, settled):
    view = settled(overlay_of(case.SessionOf()))
    large = view.area.large
    before = marked_pixels(large)
    QTest.keyClick(large, Qt.Key.Key_Space)
    settled(view)
    assert not view.look.texts
    assert large.words.marks == (NOT_APPROVED,)
    assert marked_pixels(large) > before + 30
