"""Shares of draws are said with their exact interval, and never as certainty."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.session.uncertainty.chance import (
    bounded_probability,
    clopper_pearson,
    probability,
    unknown_probability,
)


def tail(count, draws, share, *, upper):
    """P(X ≥ count) or P(X ≤ count) of a binomial, summed term by term."""
    terms = range(count, draws + 1) if upper else range(count + 1)
    return sum(math.comb(draws, i) * share**i * (1 - share) ** (draws - i) for i in terms)


def test_none_of_1000_draws_is_below_0_4_percent_and_all_of_them_above_99_6():
    # 1 − 0.025^(1/1000) = 0.368 %, rounded up
    assert clopper_pearson(0, 1000)[1] == pytest.approx(1 - 0.025 ** (1 / 1000), rel=1e-9)
    assert probability(0, 1000, "x").text == "< 0.4 %"
    assert probability(1000, 1000, "x").text == "> 99.6 %"


def test_10_of_100_lie_between_4_90_and_17_62_percent():
    # Clopper and Pearson 1934; the interval every table of it gives
    low, high = clopper_pearson(10, 100)
    assert (100 * low, 100 * high) == (pytest.approx(4.900, abs=0.001), pytest.approx(17.622, abs=0.001))


@given(draws=st.integers(2, 60), data=st.data())
def test_at_either_end_of_the_interval_what_was_seen_has_a_chance_of_2_5_percent(draws, data):
    count = data.draw(st.integers(0, draws))
    low, high = clopper_pearson(count, draws)
    assert low <= count / draws <= high
    if count > 0:
        assert tail(count, draws, low, upper=True) == pytest.approx(0.025, rel=1e-6)
    if count < draws:
        assert tail(count, draws, high, upper=False) == pytest.approx(0.025, rel=1e-6)


def test_many_draws_do_not_overflow():
    low, high = clopper_pearson(50_000, 100_000)
    assert (low, high) == (pytest.approx(0.49690, abs=1e-4), pytest.approx(0.50310, abs=1e-4))


def test_what_unknown_dose_decides_has_a_chance_between_two_ends():
    found = bounded_probability(30, 400, 1000, "x", "nobody knows")
    assert found.figure.value is None and "nobody knows" in found.figure.reason
    assert found.low.value < 3.0 and found.high.value > 40.0
    assert bounded_probability(30, None, 1000, "x", "nobody knows").high.value == 100.0
    assert bounded_probability(30, 30, 1000, "x", "nobody knows") == probability(30, 1000, "x")


def test_of_a_refused_limit_there_is_no_chance_at_all():
    found = unknown_probability("x", "refused")
    assert (found.text, found.figure.value, found.exceeding) == ("–", None, None)
