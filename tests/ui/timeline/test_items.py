"""From the history to items in time: nothing invented, nothing dropped."""

from dataclasses import replace
from datetime import date

import pytest

from reirrad_gui.case.delivery import DeliveredFraction, Delivery, Termination
from reirrad_gui.patient.dates import Gap, When, gap_between
from reirrad_gui.patient.events import Contradiction, Extent
from reirrad_gui.ui.timeline.courses import course_item, reirradiation_flag
from reirrad_gui.ui.timeline.intervals import interval_labels, length_words
from reirrad_gui.ui.timeline.item import Shape, Span
from reirrad_gui.ui.timeline.items import event_item, timeline_items
from reirrad_gui.ui.timeline.labels import shortened
from reirrad_gui.ui.timeline.said import ON_RECORD, SCHEMATIC, SOME_ON_RECORD, course_said
from tests.support.assessments import example_assessment, example_case, example_courses, summary
from tests.support.stories import at, event, when


def day(year, month, number):
    return float(date(year, month, number).toordinal())


@pytest.fixture
def items():
    case = example_case()
    assessment = example_assessment(case)
    return {item.key: item for item in timeline_items(case.events, assessment.courses, assessment.gaps)}


def test_a_month_is_the_whole_month_and_not_its_first_day():
    item = event_item(event("x", "disease", "Diagnosis", when("2011-03")))
    assert item.start == Span(day(2011, 3, 1), day(2011, 4, 1))


def test_a_year_is_the_whole_year():
    item = event_item(event("x", "imaging", "Scan", when("2018")))
    assert item.start == Span(day(2018, 1, 1), day(2019, 1, 1))


def test_a_date_open_to_the_future_stays_open():
    item = event_item(event("x", "imaging", "Scan", when("2018..")))
    assert item.start == Span(day(2018, 1, 1), None)


def test_sources_that_differ_are_a_pair_with_a_warning_in_words():
    item = event_item(
        event("x", "disease", "Bone metastases", when(at("2012-09", "methods"), at("2012-11", "abstract")))
    )
    assert item.pair == (Span(day(2012, 9, 1), day(2012, 10, 1)), Span(day(2012, 11, 1), day(2012, 12, 1)))
    assert item.labels[0] == "Bone metastases · Sep or Nov 2012 ⚠ sources differ"
    assert all("⚠" in label for label in item.labels)


def test_a_therapy_without_an_end_says_that_the_stop_is_not_stated():
    item = event_item(event("x", "systemic", "ADT", when("2012-09"), extent=Extent.OPEN, not_stated=("stop date",)))
    assert item.shape is Shape.OPEN_BAR
    assert item.labels[0] == "ADT · stop not stated"


def test_an_event_without_any_date_is_kept_and_comes_last(items):
    assert not items["outcome"].dated
    assert list(items)[-1] == "outcome"


def test_every_event_every_course_and_the_interval_are_there(items):
    assert set(items) == {event.uid for event in example_case().events} | {"course 0", "course 1", "interval 0"}


def test_three_weekly_fractions_span_fifteen_days_with_a_tick_a_week(items):
    course = items["course 0"]
    assert course.block.days == 15.0  # days 1, 8 and 15
    assert [b - a for a, b in zip(course.ticks, course.ticks[1:], strict=False)] == [7.0, 7.0]


def test_a_course_dated_to_the_year_is_drawn_in_its_middle_and_not_on_1_january(items):
    course = items["course 1"]
    assert (course.start.first, course.end.last) == (day(2018, 1, 1), day(2020, 1, 1))
    middle = (course.block.first + course.block.last) / 2
    assert abs(middle - (day(2018, 1, 1) + day(2020, 1, 1)) / 2) <= 1.0
    assert course.block.days == 5.0
    assert len(course.ticks) == 5


def test_a_course_with_known_days_is_drawn_on_them():
    first, _ = example_courses()
    exact = replace(first, start=when("2012-12-03"), end=when("2012-12-17"))
    item = course_item(0, summary(1, exact))
    assert item.block == Span(day(2012, 12, 3), day(2012, 12, 18))
    assert item.ticks == (day(2012, 12, 3) + 0.5, day(2012, 12, 10) + 0.5, day(2012, 12, 17) + 0.5)


def on_record(course, *days, state=Termination.NORMAL):
    """The course with fractions on record on these days."""
    given = tuple(DeliveredFraction(n + 1, when(day), told=state) for n, day in enumerate(days))
    return replace(course, phases=(replace(course.phases[0], delivery=Delivery(given)),))


def test_fractions_on_record_stand_on_their_own_days_and_the_gap_of_an_interruption_is_seen():
    first, _ = example_courses()
    item = course_item(0, summary(1, on_record(first, "2012-12-03", "2012-12-10", "2013-01-02")))
    assert item.stated_ticks
    assert item.ticks == (day(2012, 12, 3) + 0.5, day(2012, 12, 10) + 0.5, day(2013, 1, 2) + 0.5)
    assert item.block == Span(day(2012, 12, 3), day(2013, 1, 3))


def test_two_fractions_of_one_day_are_two_ticks():
    first, _ = example_courses()
    item = course_item(0, summary(1, on_record(first, "2012-12-03", "2012-12-03", "2012-12-10")))
    assert item.ticks[:2] == (day(2012, 12, 3) + 1 / 3, day(2012, 12, 3) + 2 / 3)


@pytest.mark.parametrize(
    "days",
    [
        ("2012-12-03", "2012-12-10"),  # one of three is not on record
        ("2012-12-03", "2012-12-10", "2012-12"),  # one is dated to the month only
    ],
)
def test_a_course_with_some_days_missing_stays_schematic_and_says_so(days):
    first, _ = example_courses()
    course = on_record(first, *days)
    assert not course_item(0, summary(1, course)).stated_ticks
    assert SOME_ON_RECORD in " ".join(course_said(0, summary(1, course), ()).more)


def test_what_the_ticks_are_is_said():
    first, _ = example_courses()
    course = on_record(first, "2012-12-03", "2012-12-10", "2013-01-02")
    assert ON_RECORD in " ".join(course_said(0, summary(1, course), ()).more)
    assert SCHEMATIC in " ".join(course_said(0, summary(1, first), ()).more)


def test_a_start_without_an_end_gives_the_end_that_its_fractions_need():
    first, _ = example_courses()
    item = course_item(0, summary(1, replace(first, start=when("2012-12-03"), end=When())))
    assert item.end == Span(day(2012, 12, 17), day(2012, 12, 18))  # 3 weekly fractions: the 15th day


def test_a_course_that_nobody_dates_is_still_there():
    first, _ = example_courses()
    item = course_item(0, summary(1, replace(first, start=When(), end=When())))
    assert not item.dated
    assert item.ticks == ()


def test_a_course_of_unknown_fractions_has_no_ticks():
    first, _ = example_courses(fractions=(None, 5))
    assert course_item(0, summary(1, first)).ticks == ()


def test_the_interval_is_the_engine_s_range_in_months_and_years(items):
    # end of course 1: Dec 2012 to Jan 2013; start of course 2: 2018 or 2019
    gap = gap_between(when("2012-12..2013-01"), when("2018..2019"))
    assert (gap.min_months, gap.max_months) == (59, 84)
    assert items["interval 0"].labels[0] == "interval 59 to 84 months · 4 y 11 m to 7 y"


@pytest.mark.parametrize(
    ("gap", "longest"),
    [
        (Gap(1813, 2572, 59, 84), "interval 59 to 84 months · 4 y 11 m to 7 y"),
        (Gap(1813, None, 59, None), "interval at least 59 months · ≥ 4 y 11 m"),
        (Gap(1826, 1826, 60, 60), "interval 60 months · 5 y"),
        (Gap(100, 120, 3, 3), "interval 3 months"),
        (Gap(None, None, None, None), "interval not known"),
    ],
)
def test_an_interval_never_says_more_than_its_range(gap, longest):
    assert interval_labels(gap)[0] == longest


def test_months_in_years():
    assert [length_words(m) for m in (0, 5, 12, 59, 84)] == ["0 m", "5 m", "1 y", "4 y 11 m", "7 y"]


def test_the_flag_of_reirradiation_stands_beside_the_last_course_only():
    assessment = example_assessment()
    flag = reirradiation_flag(assessment.classification.kind)
    found = {item.key: item for item in timeline_items((), assessment.courses, assessment.gaps, flag)}
    assert found["course 1"].labels[1:] == (
        "Course 2 · 20 Gy / 5 · re-irradiation type I",
        "Course 2 · 20 Gy / 5",
        "Course 2",
    )
    assert not any("re-irradiation" in label for label in found["course 0"].labels)


def test_a_class_that_rests_on_synthetic_dose_says_so():
    assert reirradiation_flag("type II", synthetic=True) == "re-irradiation type II on synthetic dose"
    assert reirradiation_flag("undetermined", synthetic=True) == ""


def test_an_undetermined_class_raises_no_flag():
    assert [reirradiation_flag(kind) for kind in ("undetermined", "repeat", "repeat organ")] == ["", "", ""]


def test_courses_that_may_overlap_in_time_say_so_in_words():
    first, second = example_courses()
    second = replace(second, start=when("2012"), end=when("2013"))
    case = example_case(courses=(first, second))
    assessment = example_assessment(case)
    found = {item.key: item for item in timeline_items((), assessment.courses, assessment.gaps)}
    assert "interval 0" not in found
    assert "overlap" in found["course 1"].labels[0]


def test_what_sources_say_in_two_ways_has_its_sign_beside_it_where_no_pair_or_range_shows_it():
    flag, unsaid = (Contradiction(1, "Age", "62 or 64", shown) for shown in ("flag", "not stated"))
    scan = event("x", "imaging", "Scan", when("2018"))
    assert event_item(replace(scan, contradictions=(flag,))).labels == ("Scan ⚠ · 2018", "Scan ⚠")
    assert event_item(replace(scan, contradictions=(unsaid,))).labels == ("Scan · 2018", "Scan")
    first, _ = example_courses()
    assert course_item(0, summary(1, replace(first, contradictions=(flag,)))).labels[-1] == "Course 1 ⚠"


def test_a_shortened_label_keeps_its_sign():
    assert shortened("Bone scan ⚠", 8.0, lambda text, _: float(len(text))) == "Bone… ⚠"
