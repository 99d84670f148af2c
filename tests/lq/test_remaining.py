import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import deliverable_gy, eqd2, remaining_eqd2
from tests.lq.printed import printed

# EVIDENCE.md (i): after 21 Gy in 3 to the organ, in 5 further fractions; limits of Slevin 2021 without recovery / R12
AFTER_COURSE_1 = [
    ("bladder", 3, 80, "24.2"),
    ("bladder, limit for 12 months", 3, 110, "34.4"),
    ("rectum", 3, 80, "24.2"),
    ("rectum, limit for 12 months", 3, 100, "31.3"),
    ("small bowel", 3, 70, "20.0"),
    ("small bowel, limit for 12 months", 3, 90, "27.9"),
    ("sacral plexus", 2, 67, "15.5"),
    ("sacral plexus, limit for 12 months", 2, 85, "22.9"),
]


@pytest.mark.parametrize(
    ("organ", "ratio", "limit", "expected"), AFTER_COURSE_1, ids=[row[0] for row in AFTER_COURSE_1]
)
def test_dose_still_deliverable_in_5_fractions_after_21_in_3(organ, ratio, limit, expected):
    left = remaining_eqd2(limit, eqd2(21, 3, ratio))
    assert deliverable_gy(left, 5, ratio) == printed(expected)


def test_an_exceeded_limit_leaves_a_negative_remainder_and_no_dose():
    # plexus: 47.25 + 30.00 = 77.25 against 67
    assert remaining_eqd2(67, 77.25) == -10.25
    assert deliverable_gy(-10.25, 5, 2) == 0.0


def test_a_limit_reached_exactly_leaves_nothing():
    assert remaining_eqd2(70, eqd2(21, 3, 3) + eqd2(20, 5, 3)) == 0.0
    assert deliverable_gy(0.0, 5, 3) == 0.0


@given(limit=st.floats(0, 120), used=st.floats(0, 120), fractions=st.integers(1, 40), ratio=st.floats(0.5, 20))
def test_giving_what_remains_reaches_the_limit_and_not_more(limit, used, fractions, ratio):
    more = deliverable_gy(remaining_eqd2(limit, used), fractions, ratio)
    assert used + eqd2(more, fractions, ratio) == pytest.approx(max(limit, used))


def test_many_draws_at_once_are_answered_one_by_one():
    used = np.array([[0.0, 42.0], [70.0, 77.25]])
    left = remaining_eqd2(70, used)
    assert left.tolist() == [[70.0, 28.0], [0.0, -7.25]]
    assert deliverable_gy(left, 5, 3) == pytest.approx(np.array([[deliverable_gy(70.0, 5, 3), 20.0], [0.0, 0.0]]))


def test_unknown_use_is_refused_or_stays_unknown_and_never_leaves_the_whole_limit():
    for function in (
        lambda gy, **how: remaining_eqd2(70, gy, **how),
        lambda gy, **how: deliverable_gy(gy, 5, 3, **how),
    ):
        with pytest.raises(ValueError, match="unknown dose"):
            function(math.nan)
        assert math.isnan(function(math.nan, unknown="keep"))
        assert np.array_equal(np.isnan(function(np.array([1.0, math.nan]), unknown="keep")), [False, True])


@pytest.mark.parametrize("bad", [-1, math.inf])
def test_a_limit_or_use_out_of_range_is_refused_by_name(bad):
    with pytest.raises(ValueError, match="limit_eqd2_gy must"):
        remaining_eqd2(bad, 42)
    with pytest.raises(ValueError, match="used_eqd2_gy must"):
        remaining_eqd2(80, bad)


def test_an_unknown_limit_is_refused_even_where_unknown_use_may_stay():
    with pytest.raises(ValueError, match="unknown dose: limit_eqd2_gy is NaN"):
        remaining_eqd2(math.nan, 42, unknown="keep")


@pytest.mark.parametrize("bad", [math.inf, -math.inf])
def test_an_infinite_remainder_is_refused(bad):
    with pytest.raises(ValueError, match="remaining_eqd2_gy must be finite"):
        deliverable_gy(bad, 5, 3)


@pytest.mark.parametrize("how", [{"fractions": 0}, {"alpha_beta_gy": 0}])
def test_bad_fractions_or_ratio_are_refused_even_when_nothing_remains(how):
    with pytest.raises(ValueError, match="must be"):
        deliverable_gy(-5.0, **{"fractions": 5, "alpha_beta_gy": 3, **how})
