"""Means, courses of several phases, grids that end beside the organ, intervals open to one side."""

import json

import numpy as np
import pytest

from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.resources import resource
from reirrad_gui.session import Settings
from reirrad_gui.session.opening import regrouped
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, uncertainty
from reirrad_gui.volume.registration import Origin, Registration
from tests.session.uncertainty.test_draws import (
    NORMAL_5,
    assessed,
    eqd2,
    percentile_error,
    percentiles,
    physical,
    registered,
    shown,
)
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_1,
    FRAME_2,
    along_x,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)


@pytest.fixture
def limits(tmp_path):
    """Settings with the shipped bladder limit on another metric: written into a set for a test."""

    def made(metric):
        content = json.loads(resource("constraints", "pelvis-slevin-2021.json").read_text(encoding="utf-8"))
        bladder = next(one for one in content["limits"] if one["key"] == "bladder-nr")
        content["limits"] = [{**bladder, "metric": metric, "limit_gy": 30.0}]
        content["observations"], content["gaps"] = [], []
        file = tmp_path / f"{metric}.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return Settings(constraint_set=str(file))

    return made


def test_a_mean_half_a_slice_aside_is_that_of_the_closed_form(limits):
    opened = registered(field(lambda p: 20.0 + 0.2 * p[..., 2]), field(uniform(0.0)))
    drawn = shown(uncertainty(opened, limits("Dmean"), Assumptions()), "Bladder")
    variance = 0.2**2 * 40.0**2 / 12  # ANCHORS 7.1: g² L²/12 along a length of 40 mm
    for share, value in zip((0.05, 0.5, 0.95), percentiles(drawn), strict=True):
        ends = []
        for side in (-1, 1):
            mean = 20.0 - 0.5 + share + side * percentile_error(share)
            ends.append((3.0 * mean + (mean**2 + variance) / 5) / 5)  # [α/β E(D) + (E(D)² + Var)/n] / (2 + α/β)
        assert ends[0] - 0.02 < value < ends[1] + 0.02
    assert drawn.checked.value < 0.05


def test_a_maximum_in_a_linear_dose_shifted_anywhere_is_normal(limits):
    opened = registered(field(along_x(20.0, 0.2)), field(uniform(0.0)))
    anywhere = Assumptions(registration_sigma_mm=2.0, within_organ=False, slices=False)
    drawn = shown(uncertainty(opened, limits("Dmax"), anywhere), "Bladder")
    for share, at in ((0, NORMAL_5), (1, 0.0), (2, -NORMAL_5)):
        density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
        wrong = 0.4 * percentile_error((0.05, 0.5, 0.95)[share], density=density)
        assert abs(physical(percentiles(drawn)[share]) - (24.0 + 0.4 * at)) < wrong


def test_all_phases_of_a_course_are_shifted_alike():
    drawn_set = structure_set(box("Bladder", 1))
    first = course(1, 20.0, 5, frame=FRAME_1, structure_set_uid=drawn_set.uid)
    second = course(2, 20.0, 5, frame=FRAME_1, structure_set_uid=drawn_set.uid)
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "by hand"),)
    doses = (field(along_x(12.0, 0.2)), field(along_x(12.0, -0.2)))
    opened = opened_case((first, second), doses, (drawn_set,), known)
    both = regrouped(opened, merge_courses(opened.case, ["course 1", "course 2"]))
    anywhere = Assumptions(registration_sigma_mm=2.0, within_organ=False, slices=False)
    found = shown(uncertainty(both, Settings(), anywhere), "Bladder")
    # 12 + 0.2 x and 12 − 0.2 x: the sum of both EQD2 at the wall rises with any shift along x, and never falls below
    # that of two equal halves
    assert found.low.value > 2 * eqd2(12.0)
    value = assessed(both, Settings(), "Bladder").cumulative.value
    assert found.low.value <= value + 1e-9 and found.high.value > value


def test_a_shift_beyond_the_grid_leaves_the_dose_unknown_in_those_draws():
    opened = registered(field(along_x(20.0, 0.2), high_mm=(20, 60, 60)), field(uniform(0.0)))
    anywhere = Assumptions(registration_sigma_mm=4.0, within_organ=False, slices=False)
    drawn = shown(uncertainty(opened, Settings(), anywhere, draws=200), "Bladder")
    assert assessed(opened, Settings(), "Bladder").cumulative.value is not None
    # to the right nobody knows the dose: at most the 24 Gy of the edge, at least what is left in the grid
    assert drawn.at_most.value <= eqd2(24.0) + 1e-6 < 80
    assert drawn.at_least.value < assessed(opened, Settings(), "Bladder").cumulative.value
    inside = shown(uncertainty(opened, Settings(), Assumptions(registration_sigma_mm=4.0), draws=200), "Bladder")
    assert inside.at_most.value <= eqd2(24.0) + 1e-6


def test_where_part_of_a_shifted_course_is_unknown_the_result_stays_between_bounds():
    cold = field(lambda p: np.where(p[..., 0] < -2.5, 2.0, 30.0), high_mm=(0, 60, 60))
    opened = registered(cold, field(along_x(15.0, 0.2)))
    drawn = shown(uncertainty(opened, Settings(), Assumptions(registration_sigma_mm=2.0), draws=200), "Bladder")
    assert drawn.median.value is None
    assert drawn.at_least.value < drawn.at_most.value


def test_an_interval_open_to_one_side_is_not_drawn_and_says_so():
    late = When((StatedDate(PartialDate(2018), None, "discussion"),))
    drawn = structure_set(box("Rectum", 0))
    courses = (
        course(1, 21.0, 3, start=DECEMBER_2012, end=DECEMBER_2012),
        course(2, 20.0, 5, start=late, structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    found = uncertainty(opened, Settings(recovery=Recovery("fox-chase")), draws=100)
    interval = next(one for one in found.assumptions if one.kind == "interval")
    assert interval.why_not == "when course 2 began is not known to either side: the days cannot be drawn"
    assert percentiles(shown(found, "Rectum")) == pytest.approx([49.0] * 3)  # 50 % for certain after 59 months


def test_the_end_of_a_course_that_nobody_states_is_not_drawn_either():
    drawn = structure_set(box("Rectum", 0))
    courses = (course(1, 21.0, 3), course(2, 20.0, 5, start=DECEMBER_2012, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    found = uncertainty(opened, Settings(), draws=100)
    assert next(o for o in found.assumptions if o.kind == "interval").why_not.startswith("when course 1 ended")


def test_a_range_of_recovery_in_force_is_drawn_evenly_or_left_as_bounds():
    # 7 to 10 months: 0 to 50 % by Fox Chase, whatever the day
    spring = When((StatedDate(PartialDate(2017, 3, 1), PartialDate(2017, 5, 30), "a letter"),))
    january = When((StatedDate.at(PartialDate(2018, 1, 15), "plan"),))
    drawn_set = structure_set(box("Rectum", 0))
    courses = (
        course(1, 21.0, 3, start=spring, end=spring),
        course(2, 20.0, 5, start=january, structure_set_uid=drawn_set.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn_set,))
    settings = Settings(recovery=Recovery("fox-chase"))
    drawn = shown(uncertainty(opened, settings, Assumptions()), "Rectum")
    for share, value in zip((0.05, 0.5, 0.95), percentiles(drawn), strict=True):
        assert abs(value - (49.0 + 21.0 * share)) < 21.0 * percentile_error(share)  # 28 + 42 (1 − r), r to 50 %
    left = shown(uncertainty(opened, settings, Assumptions(recovery=False), draws=100), "Rectum")
    assert left.median.value is None
    assert (left.at_least.value, left.at_most.value) == (pytest.approx(49.0), pytest.approx(70.0))


def test_a_range_set_by_hand_goes_back_to_what_is_in_force():
    wanted = Assumptions().with_recovery_range(0, 50, "a test")
    assert wanted.without_recovery_range() == Assumptions()
