"""The time between two things, a range where their dates are partial."""

import pytest

from reirrad_gui.patient.events import Extent
from reirrad_gui.ui.timeline.items import event_item, timeline_items
from reirrad_gui.ui.timeline.measured import between_items
from tests.support.assessments import example_assessment, example_case
from tests.support.stories import event, when


def item(text, **changes):
    return event_item(event("x", "imaging", "Scan", when(text), **changes))


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("2012-12-03", "2012-12-17", "14 days"),
        ("2012-12-03", "2013-12-03", "12 months · 1 y"),
        # 31 Dec 2012 to 1 Jan 2018: 60 complete months; 1 Dec 2012 to 31 Dec 2018: 72
        ("2012-12", "2018", "60 to 72 months · 5 y to 6 y"),
        ("2012-12", "2018..", "at least 60 months · ≥ 5 y"),
        # 1 Jan is 5 complete months before 30 June, 31 Dec 6 after 1 June; June's middle comes first
        ("2018", "2018-06", "from 5 m before to 6 m after the first"),
    ],
)
def test_the_time_between_two_scans_is_a_range_where_a_date_is_one(one, other, words):
    assert between_items(item(one), item(other), ("A", "B")).text == words


def test_the_order_in_which_two_events_are_pointed_at_does_not_matter():
    early, late = item("2012-12-03"), item("2013-12-03")
    assert between_items(late, early, ("late", "early")) == between_items(early, late, ("early", "late"))


def test_what_lasted_is_measured_from_its_end():
    drug = item("2012", end=when("2013-06-30"), extent=Extent.STATED)
    measured = between_items(drug, item("2014-06-30"), ("Drug", "Scan"))
    assert measured.sentence == "end of Drug → Scan: 12 months · 1 y"


def test_what_may_go_on_is_measured_from_its_start_and_says_so():
    drug = item("2012-06-30", extent=Extent.OPEN)
    assert between_items(drug, item("2014-06-30"), ("Drug", "Scan")).sentence == "start of Drug → Scan: 24 months · 2 y"


def test_without_a_date_nothing_is_measured():
    assert between_items(event_item(event("x", "imaging", "Scan", when())), item("2018"), ("A", "B")) is None


def test_between_two_courses_the_measure_is_the_engine_s_interval():
    case = example_case()
    assessment = example_assessment(case)
    items = {one.key: one for one in timeline_items(case.events, assessment.courses, assessment.gaps)}
    measured = between_items(items["course 0"], items["course 1"], ("Course 1", "Course 2"))
    assert f"interval {measured.text}" == items["interval 0"].labels[0]
