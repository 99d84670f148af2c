"""What a limit leaves beside what its source presupposes: time between courses, and no single course too large."""

import pytest

from reirrad_gui.constraints import Standing
from reirrad_gui.lq import deliverable_gy
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.session import Assessor
from reirrad_gui.session.planner import Planner, PlanQuestion
from tests.support.answers import asked, cut, solved
from tests.support.opened_cases import (
    DECEMBER_2012,
    IN_2018_OR_2019,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)


def three_months_later(*names):
    """10 Gy in 3, and 8 Gy in 5 three months after it, to every organ named."""
    first, second = (When((StatedDate.at(PartialDate(2020, month, 10), "notes"),)) for month in (1, 4))
    drawn = structure_set(*(box(name, i) for i, name in enumerate(names)))
    courses = (course(1, 10.0, 3, start=first, end=first),
               course(2, 8.0, 5, start=second, structure_set_uid=drawn.uid))  # fmt: skip
    return opened_case(courses, (field(uniform(10.0)), field(uniform(8.0))), (drawn,))


def test_a_limit_that_needs_half_a_year_leaves_nothing_to_tell_after_three_months():
    cord = asked().settings.with_constraint_set("cord-nieder-hytec")
    opened = three_months_later("SpinalCord")
    rows = Planner(opened).remaining(PlanQuestion(cord), fractions=(5,)).rows
    assert [(row.eqd2_left.value, row.prescription[0].value) for row in rows] == [(None, None), (None, None)]
    assert all("here the interval is 3 months" in row.reason for row in rows)
    (shown,) = [one for one in Assessor(opened).assess(cord).rows if one.organ == "SpinalCord"]
    assert [one.remaining_eqd2.value for one in shown.results] == [None, None]


def thecal_sac(first_gy, first_n, second_gy, second_n):
    """Two courses of one dose everywhere to the thecal sac, two years apart."""
    drawn = structure_set(box("ThecalSac", 1))
    given, now = (When((StatedDate.at(PartialDate(year, 1, 10), "notes"),)) for year in (2018, 2020))
    courses = (course(1, first_gy, first_n, start=given, end=given),
               course(2, second_gy, second_n, start=now, structure_set_uid=drawn.uid))  # fmt: skip
    return opened_case(courses, (field(uniform(first_gy)), field(uniform(second_gy))), (drawn,))


@pytest.mark.parametrize(("first_course", "left_gy", "why"), [
    # α/β 2 Gy: 30 in 10 is 37.5 EQD2, 20 in 10 is 20, 50 in 25 is 50; HyTEC: sum 70, new course 25, half of the sum
    ((30.0, 10), 25.0, "the same source limits the newest course alone to 25 Gy"),
    ((20.0, 10), 20.0, "the same source limits the newest course to 50 % of the sum"),
    ((50.0, 25), 20.0, ""),
])  # fmt: skip
def test_what_is_left_keeps_all_that_its_source_asks_of_the_newest_course(first_course, left_gy, why):
    opened = thecal_sac(*first_course, 10.0, 5)
    question = PlanQuestion(asked().settings.with_constraint_set("cord-nieder-hytec"))
    (row,) = Planner(opened).remaining(question, fractions=(3,)).rows
    assert (row.eqd2_left.value, row.reason) == (pytest.approx(left_gy, abs=1e-5), why)
    (point,) = solved(opened, (3,), question).points
    by_hand = cut(deliverable_gy(left_gy, 3, 2.0))
    assert (row.at_the_organ[0].value, row.prescription[0].value, point.total.value) == (by_hand,) * 3


def test_beside_an_excess_of_the_newest_course_alone_no_dose_is_left():
    # 18 in 5 is 25.2 Gy EQD2 (α/β 2 Gy): above 25; the sum of 62.7 Gy keeps 70
    settings = asked().settings.with_constraint_set("cord-nieder-hytec")
    (row,) = [r for r in Assessor(thecal_sac(30.0, 10, 18.0, 5)).assess(settings).rows if r.organ == "ThecalSac"]
    assert row.standing is Standing.EXCEEDED
    assert row.results[0].cumulative.value == pytest.approx(62.7, abs=1e-5)
    assert row.results[0].remaining_eqd2.reason == (
        "nothing is left where the newest course exceeds what the same source allows it"
    )


def test_a_limit_outside_which_the_earlier_course_lies_leaves_nothing_to_tell():
    # 50 in 20 to the cord: 50 (1 + 2.5/2) = 112.5 Gy BED, above the 98 Gy of Nieder's patients
    drawn = structure_set(box("SpinalCord", 1))
    courses = (course(1, 50.0, 20, start=DECEMBER_2012, end=DECEMBER_2012),
               course(2, 2.0, 1, start=IN_2018_OR_2019, structure_set_uid=drawn.uid))  # fmt: skip
    opened = opened_case(courses, (field(uniform(50.0)), field(uniform(2.0))), (drawn,))
    question = PlanQuestion(asked().settings.with_constraint_set("cord-nieder-hytec"))
    rows = Planner(opened).remaining(question, fractions=(5,)).rows
    assert [row.eqd2_left.value for row in rows] == [None, None]
    assert all("here one gave 56.3 Gy" in row.reason for row in rows)  # as EQD2: half of 112.5
    (point,) = solved(opened, question=question).points
    assert point.reason.endswith("that this much may be given is not said.")


def test_a_largest_dose_by_a_limit_that_comes_too_early_is_said_to_be_no_permission():
    cord = asked().settings.with_constraint_set("cord-nieder-hytec")
    (point,) = solved(three_months_later("SpinalCord"), question=PlanQuestion(cord)).points
    assert point.limiting[0].limit.key == "cord-120"
    assert point.reason == (
        "The limiting limit clears nothing here. It holds only 6 months or more after the earlier course; here the "
        "interval is 3 months. More would be too much; that this much may be given is not said."
    )
