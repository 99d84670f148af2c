"""Courses known only from letters are bounds: they are judged by their worst case and never varied away."""

import pytest

from reirrad_gui.session import Settings
from reirrad_gui.session.uncertainty import Assumptions, uncertainty
from tests.session.test_letters import second_course, session_with
from tests.support.opened_cases import box, field, opened_case, structure_set, uniform
from tests.support.seed_letters import first


def asked(session):
    return uncertainty(session.opened, session.settings, Assumptions(), draws=100)


def test_rows_are_those_of_the_panel_with_letters_too():
    session = session_with(first())
    found = asked(session)
    assert [row.organ for row in found.rows] == [row.organ for row in session.assessment.rows]
    for row in found.rows:
        assert row.deciding is None or row.shown is row.limits[row.deciding]


def test_the_bound_of_a_letter_stays_a_bound_in_every_draw():
    row = asked(session_with(first())).row("Rectum")
    # 28 Gy for certain, 70 Gy at most, against 80 Gy: never exceeded, whatever the letter's course gave
    limit = row.limits[0]
    assert limit.median.value is None and "letter" in limit.median.reason
    assert (limit.at_least.value, limit.at_most.value) == (pytest.approx(28.0), pytest.approx(70.0))
    assert limit.exceeds.text == "< 0.4 %" or limit.exceeds.text.startswith("< ")


def test_an_organ_that_nobody_drew_is_not_varied_and_says_so():
    session = session_with(first(), before=second_course(("Bladder",)))
    found = asked(session)
    rows = [row for row in found.rows if row.organ_key is None and row.limits]
    assert rows
    for row in rows:
        assert row.robustness.kind == "not assessable" and row.bars == ()
        assert row.shown is None or "not contoured" in row.shown.note


def test_without_any_course_nothing_is_drawn():
    opened = opened_case((), (), (structure_set(box("Rectum", 0)),))
    found = uncertainty(opened, Settings(), draws=100)
    row = found.row("Rectum")
    assert all(limit.exceeds.text == "–" for limit in row.limits)
    assert next(one for one in found.assumptions if one.kind == "interval").why_not == "there is only one course"


def test_of_an_organ_smaller_than_the_metric_nothing_can_be_drawn():
    drawn = structure_set(box("Rectum", 0, half=2.5))  # 0.1 cc, less than 0.5 cc
    case = second_course(("Rectum",))
    opened = opened_case(case.case.courses, (field(uniform(20.0)),), (drawn,))
    row = uncertainty(opened, Settings(), draws=100).row("Rectum")
    assert row.limits[0].median.reason == "the organ is smaller than the volume of this metric"
