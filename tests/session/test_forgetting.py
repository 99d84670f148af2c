"""Models that depend on the dose: what is left is found at every point of the cord."""

import numpy as np
import pytest

from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.session import Assessor, Recovery, Settings
from reirrad_gui.session.entries import completed
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.forgetting import eqd2_after
from tests.support.opened_cases import along_x, box, course, field, opened_case, seed_case, structure_set, uniform

STEP, FOX, ANG = (Recovery(key) for key in ("step-25-50", "fox-chase", "ang-2001"))
JONES, WOOLLEY = Recovery("jones-grant-cautious"), Recovery("woolley-2018-derived")


def on(*date):
    return When((StatedDate.at(PartialDate(*date), "notes"),))


def organ(found, name):
    return next(one for one in found.organs if one.name == name)


def cord(alpha_beta_gy=2.0, recovery=WOOLLEY, **changes):
    settings = Settings(recovery=recovery).with_alpha_beta("SpinalCord", alpha_beta_gy)
    return organ(Assessor(seed_case(("SpinalCord",), **changes)).assess(settings), "SpinalCord")


def test_at_another_alpha_beta_a_model_of_the_dose_is_refused_with_a_sentence():
    found = cord(4.0)
    # α/β 4: 21 · 11/6 + 20 · 8/6 = 38.5 + 26.667, in full
    assert found.cumulative_eqd2.max_gy.value == pytest.approx(38.5 + 80 / 3)
    assert "made at α/β 2 Gy and says nothing about a dose at 4 Gy" in found.recovery
    assert not found.recovered


def test_what_is_left_is_found_at_every_point_and_curves_and_means_follow():
    plain, left = (cord(recovery=one, first=field(along_x(20.0, 0.02))) for one in (Recovery(), WOOLLEY))
    given, course_2 = plain.courses[0].eqd2.max_gy.value, 30.0
    x, r = 2 * given / 109.6, 40.264  # share of tolerance; exponent at 3 years
    engaged = (1 + np.tanh(0.15 * (100 * x - 35 / (1 + 0.1 * r)))) / 2
    allowed = 109.6 * (1 - x) * (1 + engaged * ((1 - x) ** (-r / (1 + r)) - 1))
    assert left.cumulative_eqd2.max_gy.value == pytest.approx((109.6 - allowed) / 2 + course_2)
    assert left.courses[0].eqd2.max_gy.value == given  # each course is told as it was given
    assert course_2 < left.cumulative_eqd2.mean_gy.value < left.cumulative_eqd2.max_gy.value
    total_curve = next(curve for curve in left.curves if curve.course is None)
    assert total_curve.dose_gy[-1] == pytest.approx(left.cumulative_eqd2.max_gy.value)
    shares = [figure.value for figure in left.hottest.per_course_eqd2]
    assert sum(shares) == pytest.approx(left.cumulative_eqd2.max_gy.value)
    assert left.sum_of_maxima.value == pytest.approx(left.cumulative_eqd2.max_gy.value)


def test_under_woolley_a_dose_known_only_between_bounds_is_not_discounted():
    half_covered = field(uniform(21.0), high_mm=(0, 60, 60))
    found = cord(first=half_covered)
    assert "known only between bounds" in found.recovery
    assert (found.lower_eqd2.max_gy.value, found.upper_eqd2.max_gy.value) == pytest.approx((77.25, 77.25))
    # more dose before leaves more under the power law: bounds go through it
    jones = cord(first=half_covered, recovery=JONES)
    assert jones.recovered
    assert jones.lower_eqd2.mean_gy.value < jones.upper_eqd2.mean_gy.value < 77.25


HALF_COVERED = field(uniform(21.0), high_mm=(0, 60, 60))


def after(recovery, settings=None, **changes):
    """What is left in the cord at α/β 2, with the model asked although it would have been refused before."""
    settings = settings or Settings(recovery=recovery)
    opened = completed(seed_case(("SpinalCord",), **changes), settings)
    evaluation = Evaluation(opened, settings, Kept())
    planned = evaluation.measured(0, 2.0).physical.planned
    return eqd2_after(planned, evaluation.opened, 2.0, evaluation.recovery[0])


def test_bounds_that_reach_woolley_all_the_same_forgive_anything_from_all_to_nothing():
    found = after(WOOLLEY, first=HALF_COVERED)
    assert (found.discounted_courses[0].lower.max_gy, found.discounted_courses[0].upper.max_gy) == (0.0, 47.25)
    assert (found.total.lower.max_gy, found.total.upper.max_gy) == pytest.approx((30.0, 77.25))
    assert not found.total.exact


def test_a_newer_course_that_is_known_in_part_stays_known_in_part_beside_what_is_left():
    found = after(JONES, second=field(uniform(20.0), high_mm=(0, 60, 60)))
    left = 39.65 - 30.0
    assert found.discounted_courses[0].exact
    assert found.total.lower.values().min() == pytest.approx(left, abs=0.005)
    assert found.total.upper.values().max() == pytest.approx(left + 30.0, abs=0.005)
    assert found.total.reason


def test_without_a_number_of_fractions_nothing_bounds_what_is_left():
    drawn = structure_set(box("SpinalCord", 0))
    courses = (
        course(1, 21.0, None, end=on(2012, 12), start=on(2012, 12)),
        course(2, 20.0, 5, start=on(2018), structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    evaluation = Evaluation(opened, Settings(recovery=JONES), Kept())
    found = evaluation.measured(0, 2.0).eqd2
    assert found.total.lower.max_gy == pytest.approx(30.0)
    assert found.total.upper is None
    assert "number of fractions" in found.total.reason


def test_a_dose_above_the_tolerance_of_the_model_is_not_forgiven_and_that_is_said():
    evaluation = Evaluation(seed_case(("SpinalCord",), first=field(uniform(24.0))), Settings(recovery=JONES), Kept())
    found = evaluation.measured(0, 2.0)
    # 24/3: 120 Gy BED of a tolerance of 100
    assert found.total.dose.lower.max_gy == pytest.approx(60.0 + 30.0)
    assert found.eqd2.notices == (
        "The earlier course reached or exceeded the tolerance of 50 Gy EQD2; nothing of that dose is forgiven.",
    )


def test_before_its_first_year_the_power_law_is_not_in_force():
    drawn = structure_set(box("SpinalCord", 0))
    courses = (
        course(1, 21.0, 3, end=on(2018, 1, 15), start=on(2018, 1, 1)),
        course(2, 20.0, 5, start=on(2018, 10, 1), structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    found = organ(Assessor(opened).assess(Settings(recovery=JONES)), "SpinalCord")
    assert not found.recovered
    assert "nothing is forgiven yet" in found.recovery
    assert found.cumulative_eqd2.max_gy.value == pytest.approx(77.25)
    # eight complete months are more than 70 days
    assert organ(Assessor(opened).assess(Settings(recovery=WOOLLEY)), "SpinalCord").recovered


def test_an_interval_known_as_a_range_makes_what_is_left_a_range():
    drawn = structure_set(box("SpinalCord", 0))
    courses = (
        course(1, 21.0, 3, end=on(2016), start=on(2016)),
        course(2, 20.0, 5, start=on(2018), structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    found = organ(Assessor(opened).assess(Settings(recovery=WOOLLEY)), "SpinalCord")
    low, high = found.lower_eqd2.max_gy.value, found.upper_eqd2.max_gy.value
    assert 30.0 < low < high < 77.25
    assert "the interval between the courses is a range" in found.cumulative_eqd2.max_gy.reason


def test_without_any_date_no_model_that_needs_the_interval_is_applied():
    drawn = structure_set(box("SpinalCord", 0))
    courses = (course(1, 21.0, 3), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    for recovery in (STEP, FOX, ANG, JONES, WOOLLEY):
        found = Assessor(opened).assess(Settings(recovery=recovery))
        assert organ(found, "SpinalCord").cumulative_eqd2.max_gy.value == pytest.approx(77.25)
        assert not organ(found, "SpinalCord").recovered
        assert any("Recovery of course 1 is not applied" in said for said in found.warnings)
