"""Pain flare against Chow 2005 and Hird 2009 (EVIDENCE e)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.clinical.pain import PainReport
from reirrad_gui.clinical.pain_flare import DiaryDay, Flare, pain_flare
from reirrad_gui.errors import EntryError

BASE = PainReport(5, 60.0)
QUIET = dict.fromkeys(range(1, 11), (5, 60.0))
DIARIES = st.dictionaries(
    st.integers(1, 10), st.tuples(st.integers(0, 10), st.sampled_from([0.0, 45.0, 60.0, 75.0])), max_size=10
)


def diary(days):
    return [DiaryDay(day, PainReport(*report)) for day, report in days.items()]


def answer(changed, before=BASE, days=QUIET):
    return pain_flare(before, diary({**days, **changed})).answer


@pytest.mark.parametrize(
    ("day_2", "expected"),
    [
        ((7, 60.0), Flare.FLARE),  # exactly 2 up, analgesics the same
        ((6, 60.0), Flare.NONE),  # 1 up
        ((7, 59.0), Flare.NONE),  # 2 up, but fewer analgesics
        ((7, 90.0), Flare.FLARE),
        ((5, 75.0), Flare.FLARE),  # exactly 25 % more, pain the same
        ((5, 74.9), Flare.NONE),
        ((4, 75.0), Flare.NONE),  # 25 % more, but less pain
    ],
)
def test_the_definition_at_each_threshold(day_2, expected):
    assert answer({2: day_2}) is expected


def test_an_increase_that_is_still_there_on_day_10_is_progression():
    assert answer({9: (8, 60.0), 10: (8, 60.0)}) is Flare.PROGRESSION


def test_back_to_within_a_point_is_not_back_at_the_baseline():
    assert answer({8: (8, 60.0), 9: (6, 60.0), 10: (6, 60.0)}) is Flare.PROGRESSION


def test_pain_back_at_the_baseline_at_the_price_of_more_analgesics_is_no_return():
    changed = dict.fromkeys(range(3, 11), (5, 66.0))
    assert answer({2: (7, 60.0), **changed}) is Flare.PROGRESSION


def test_a_flare_on_a_day_of_treatment_counts():
    assert answer({-2: (8, 60.0)}) is Flare.FLARE


def test_the_last_of_two_episodes_decides():
    assert answer({2: (7, 60.0), 9: (7, 60.0), 10: (7, 60.0)}) is Flare.PROGRESSION


def test_any_analgesic_after_none_is_an_increase():
    days = dict.fromkeys(range(1, 11), (5, 0.0))
    assert answer({3: (5, 5.0)}, PainReport(5, 0.0), days) is Flare.FLARE


def test_a_diary_with_gaps_finds_no_absence_of_a_flare():
    days = {day: report for day, report in QUIET.items() if day != 4}
    found = pain_flare(BASE, diary(days))
    assert found.answer is Flare.UNDETERMINED
    assert found.missing == ("day 4",)


def test_an_increase_in_a_diary_that_ends_before_day_10_stays_open():
    assert pain_flare(BASE, diary({2: (8, 60.0)})).answer is Flare.UNDETERMINED


def test_a_day_without_analgesics_told_is_not_known():
    days = [*diary({k: v for k, v in QUIET.items() if k != 2}), DiaryDay(2, PainReport(9, None))]
    found = pain_flare(BASE, days)
    assert found.answer is Flare.UNDETERMINED
    assert "day 2" in found.missing


def test_days_not_known_after_the_return_are_said():
    found = pain_flare(BASE, diary({2: (8, 60.0), 4: (5, 60.0)}))
    assert found.answer is Flare.FLARE
    assert "Not known after that: day 5, 6, 7, 8, 9, 10" in found.reasons[0]


def test_the_case_report_tells_of_a_flare_without_a_number_and_is_not_classifiable():
    assert pain_flare(PainReport(None, None), []).answer is Flare.NOT_CLASSIFIABLE
    assert pain_flare(BASE, []).answer is Flare.NOT_CLASSIFIABLE


def test_a_day_given_twice_or_outside_the_ten_days_is_refused():
    with pytest.raises(EntryError, match="twice"):
        pain_flare(BASE, [*diary({1: (5, 60.0)}), *diary({1: (6, 60.0)})])
    with pytest.raises(EntryError, match="day 11"):
        DiaryDay(11, BASE)


@given(DIARIES)
def test_the_order_in_which_days_are_given_changes_nothing(days):
    forward, backward = diary(days), diary(days)[::-1]
    assert pain_flare(BASE, forward).answer is pain_flare(BASE, backward).answer


@given(DIARIES)
def test_a_flare_needs_an_increase_before_a_day_at_the_baseline(days):
    if pain_flare(BASE, diary(days)).answer is Flare.FLARE:
        up = [d for d, (p, mg) in days.items() if (p >= 7 and mg >= 60) or (mg >= 75 and p >= 5)]
        assert any(p <= 5 and mg <= 60 and day > min(up) for day, (p, mg) in days.items())
