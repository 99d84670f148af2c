from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq.intervals import complete_months, months_range

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2013, 1, 14), date(2018, 1, 1), 59),  # 14 Dec 2017 is the 59th; the 60th falls on 14 Jan 2018
        (date(2013, 1, 14), date(2018, 1, 14), 60),
        (date(2013, 1, 14), date(2018, 1, 13), 59),
        (date(2012, 12, 15), date(2018, 12, 31), 72),
        (date(2020, 5, 5), date(2020, 5, 5), 0),
        (date(2020, 5, 5), date(2020, 6, 4), 0),
        (date(2020, 5, 5), date(2020, 6, 5), 1),
        (date(2020, 1, 31), date(2020, 2, 29), 1),  # a month too short for day 31 ends it on its last day
        (date(2019, 1, 31), date(2019, 2, 27), 0),
        (date(2012, 8, 31), date(2013, 2, 28), 6),
        (date(2020, 2, 29), date(2021, 2, 28), 12),
        (date(2020, 2, 29), date(2024, 2, 28), 47),  # 2024 has the 29th, so it is not reached
    ],
)
def test_a_month_is_complete_when_its_day_is_reached(start, end, months):
    assert complete_months(start, end) == months


def test_six_months_to_the_day_are_six_months_although_division_by_30_44_says_fewer():
    # 1 Feb to 1 Aug 2019 is 181 days: 181 / 30.44 = 5.95, which a step model at 6 months would round away
    assert complete_months(date(2019, 2, 1), date(2019, 8, 1)) == 6


def test_a_course_that_began_before_the_other_ended_has_negative_months_cut_towards_zero():
    assert complete_months(date(2020, 3, 1), date(2020, 2, 20)) == 0
    assert complete_months(date(2020, 3, 1), date(2019, 12, 31)) == -2


@given(start=DAYS, end=DAYS)
def test_counting_back_is_the_negative_of_counting_forward(start, end):
    assert complete_months(start, end) == -complete_months(end, start)


@given(start=DAYS, end=DAYS, later=st.integers(0, 2000))
def test_months_never_shrink_when_the_second_course_begins_later_or_the_first_ends_earlier(start, end, later):
    step = timedelta(days=later)
    assert complete_months(start, end + step) >= complete_months(start, end)
    assert complete_months(start - step, end) >= complete_months(start, end)


def test_the_case_report_gap_is_59_to_72_months_when_the_end_of_course_1_is_computed():
    # three weekly fractions begun on 1 to 31 Dec 2012 end 14 days later: 15 Dec 2012 to 14 Jan 2013 (EVIDENCE i)
    assert months_range(date(2012, 12, 15), date(2013, 1, 14), date(2018, 1, 1), date(2018, 12, 31)) == (59, 72)


def test_the_case_report_gap_is_60_to_72_months_between_december_2012_and_2018_as_written():
    assert months_range(date(2012, 12, 1), date(2012, 12, 31), date(2018, 1, 1), date(2018, 12, 31)) == (60, 72)


def test_the_case_report_gap_is_83_to_84_months_between_the_months_december_2012_and_december_2019():
    assert months_range(date(2012, 12, 1), date(2012, 12, 31), date(2019, 12, 1), date(2019, 12, 31)) == (83, 84)


def test_with_a_computed_end_in_january_the_gap_to_december_2019_may_be_one_month_shorter():
    # 14 Jan 2013 to 14 Nov 2019 is 6 years 10 months = 82; 14 Dec would be the 83rd, 1 Dec is before it
    assert months_range(date(2012, 12, 15), date(2013, 1, 14), date(2019, 12, 1), date(2019, 12, 31)) == (82, 84)


@given(days=st.tuples(DAYS, DAYS, DAYS, DAYS), within=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_every_possible_pair_of_days_lies_within_the_range(days, within):
    ended, began = sorted(days[:2]), sorted(days[2:])
    end, start = (
        pair[0] + timedelta(days=int(share * (pair[1] - pair[0]).days))
        for pair, share in zip((ended, began), within, strict=True)
    )
    fewest, most = months_range(*ended, *began)
    assert fewest <= complete_months(end, start) <= most


@pytest.mark.parametrize("swapped", ["end_first", "start_first"])
def test_a_range_turned_round_is_refused_by_name(swapped):
    early, late = date(2012, 1, 1), date(2013, 1, 1)
    days = (late, early, early, late) if swapped == "end_first" else (early, late, late, early)
    with pytest.raises(ValueError, match=f"{swapped} 2013-01-01 lies after"):
        months_range(*days)
