"""What a course gives on a plane is kept while recovery and other courses change; the sum is the one in force."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.lq import PLAIN_LQ
from reirrad_gui.session import course_doses
from reirrad_gui.session.course_doses import CourseDoses, Found
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_2

PLANE = (np.array([-30.0, -60.0, 1.3]), np.array([2.5, 0.0, 0.0]), np.array([0.0, 2.5, 0.0]), (20, 24))


def doses_of(courses, found, model=PLAIN_LQ):
    return CourseDoses(courses, (case.shift_registration(),), model, found)


def on_plane(doses, shown=None, quantity=Quantity.EQD2, alpha_beta_gy=3.0):
    look = doses.on_plane(*PLANE)
    return doses.asked(shown, quantity, alpha_beta_gy, FRAME_2, PLANE[3], look)


def at_its_points(courses, shown=None, quantity=Quantity.EQD2, alpha_beta_gy=3.0):
    """The same doses with nothing kept, point by point."""
    rows, columns = np.meshgrid(*(np.arange(n) for n in PLANE[3]), indexing="ij")
    points = PLANE[0] + columns[..., None] * PLANE[1] + rows[..., None] * PLANE[2]
    display = case.display(courses)
    return display.dose(points, shown, quantity, alpha_beta_gy, FRAME_2)


def recovered(courses, share):
    return tuple(replace(one, recovery=(share, share)) for one in courses[:-1]) + courses[-1:]


def scaled(courses, share, fractions):
    """Another regimen of the last course: its planned dose in another share and number of fractions."""
    phase = replace(courses[-1].phases[0], delivered_share=share, fractions=fractions)
    return (*courses[:-1], replace(courses[-1], phases=(phase,)))


@pytest.fixture
def converted(monkeypatch):
    """The names of the courses that were converted, one after another."""
    names = []
    plain = course_doses.equieffective
    monkeypatch.setattr(
        course_doses, "equieffective", lambda course, *rest: names.append(course.name) or plain(course, *rest)
    )
    return names


def test_a_change_of_recovery_converts_no_course_again_and_its_sum_is_the_new_one(converted):
    courses, found = case.two_courses(), Found()
    before = on_plane(doses_of(courses, found))
    assert converted == ["Course 1", "Course 2"]
    now = on_plane(doses_of(recovered(courses, 0.5), found))
    assert converted == ["Course 1", "Course 2"]
    assert np.nanmax(before - now) > 5.0
    np.testing.assert_allclose(now, at_its_points(recovered(courses, 0.5)), rtol=1e-6)


def test_another_regimen_converts_the_course_that_it_is_tried_for(converted):
    courses, found = case.two_courses(), Found()
    on_plane(doses_of(courses, found))
    tried = scaled(courses, 1.2, 8)
    converted.clear()
    now = on_plane(doses_of(tried, found))
    assert converted == ["Course 2"]
    np.testing.assert_allclose(now, at_its_points(tried), rtol=1e-6)
    for shown in (0, 1):
        np.testing.assert_allclose(on_plane(doses_of(tried, found), shown), at_its_points(tried, shown), rtol=1e-6)


@pytest.mark.parametrize(
    ("quantity", "alpha_beta_gy"), [(Quantity.BED, 3.0), (Quantity.EQD2, 2.0), (Quantity.PHYSICAL, 3.0)]
)
def test_another_quantity_or_ratio_is_another_dose(quantity, alpha_beta_gy):
    courses, found = case.two_courses(), Found()
    first = on_plane(doses_of(courses, found))
    other = on_plane(doses_of(courses, found), None, quantity, alpha_beta_gy)
    assert np.nanmax(np.abs(other - first)) > 1.0
    np.testing.assert_allclose(other, at_its_points(courses, None, quantity, alpha_beta_gy), rtol=1e-6)


def test_only_the_planes_looked_at_last_are_kept():
    courses, found = case.two_courses(), Found()
    doses = doses_of(courses, found)
    for number in range(20):
        look = doses.on_plane(PLANE[0] + number, *PLANE[1:])
        doses.asked(None, Quantity.EQD2, 3.0, FRAME_2, PLANE[3], look)
    assert len(found.parts) == course_doses._PARTS_KEPT
