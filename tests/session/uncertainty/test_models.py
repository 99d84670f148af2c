"""Recovery models in which what is left depends on the dose itself, drawn as the assessment computes them."""

import json

import numpy as np
import pytest

from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, uncertainty
from tests.support.opened_cases import along_x, box, course, field, opened_case, structure_set, uniform

DAYS = When((StatedDate(PartialDate(2013, 1, 1), PartialDate(2015, 1, 1), "a letter"),))
START = When((StatedDate.at(PartialDate(2016, 1, 15), "plan"),))


@pytest.fixture
def cord_set(tmp_path):
    """A set with one limit of the cord that contains no recovery: the shipped plexus limit, for a test."""
    content = json.loads(resource("constraints", "pelvis-slevin-2021.json").read_text(encoding="utf-8"))
    plexus = next(one for one in content["limits"] if one["key"] == "plexus-nr")
    content["limits"] = [{**plexus, "key": "cord-test", "organ": "SpinalCord", "applies_to": ["SpinalCord"]}]
    content["observations"], content["gaps"] = [], []
    file = tmp_path / "cord-test.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


def cord(first, second):
    """A cord whose first course ended on any day of two years, one to three years before the second."""
    drawn = structure_set(box("SpinalCord", 0))
    courses = (course(1, 30.0, 10, end=DAYS, start=DAYS), course(2, 20.0, 5, start=START, structure_set_uid=drawn.uid))
    return opened_case(courses, (first, second), (drawn,))


def drawn(opened, settings, wanted, draws=200):
    row = uncertainty(opened, settings, wanted, draws=draws).row("SpinalCord")
    return row.limits[0], Assessor(opened).assess(settings).rows[0].results[0]


@pytest.mark.parametrize("model", ["jones-grant-cautious", "woolley-2018-derived"])
def test_at_a_known_interval_every_draw_is_the_assessment_itself(cord_set, model):
    opened = cord(field(along_x(30.0, 0.2)), field(along_x(18.0, 0.1)))
    known = When((StatedDate.at(PartialDate(2014, 1, 15), "plan"),))
    first = opened.case.courses[0]
    courses = (course(1, 30.0, 10, end=known, start=known), opened.case.courses[1])
    opened = opened_case(courses, [d[0].field for d in opened.doses], opened.case.structure_sets)
    assert first.uid == courses[0].uid
    settings = Settings(recovery=Recovery(model), constraint_set=cord_set)
    found, result = drawn(opened, settings, Assumptions.none())
    assert result.cumulative.value is not None
    assert [found.low.value, found.median.value, found.high.value] == [result.cumulative.value] * 3


def test_over_a_range_of_intervals_draws_lie_between_the_assessed_bounds_and_differ(cord_set):
    opened = cord(field(uniform(30.0)), field(uniform(20.0)))
    settings = Settings(recovery=Recovery("jones-grant-cautious"), constraint_set=cord_set)
    found, result = drawn(opened, settings, Assumptions())
    assert result.cumulative.value is None
    assert found.median.value is not None
    assert result.lower.value - 1e-9 <= found.low.value < found.high.value <= result.upper.value + 1e-9


def test_alpha_beta_is_not_drawn_where_the_model_holds_at_its_own_only(cord_set):
    opened = cord(field(uniform(30.0)), field(uniform(20.0)))
    settings = Settings(recovery=Recovery("jones-grant-cautious"), constraint_set=cord_set)
    row = uncertainty(opened, settings, Assumptions(interval=False), draws=100).row("SpinalCord")
    limit = row.limits[0]
    result = Assessor(opened).assess(settings).rows[0].results[0]
    assert limit.median.value is None  # the interval is a range and is not drawn: the dose stays between bounds
    assert (limit.at_least.value, limit.at_most.value) == pytest.approx((result.lower.value, result.upper.value))


def test_where_a_shift_leaves_the_grid_a_model_that_falls_with_dose_says_nothing(cord_set):
    # course 1 states its dose up to x = 20 mm, where the cord ends: half a slice aside it stays known, along x too
    opened = cord(field(uniform(30.0), high_mm=(60, 60, 20)), field(uniform(20.0)))
    settings = Settings(recovery=Recovery("woolley-2018-derived"), constraint_set=cord_set)
    found, _ = drawn(opened, settings, Assumptions(alpha_beta=False), draws=100)
    low, high = found.at_least.value, found.at_most.value
    assert high >= low and np.isfinite(high)
