import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.metrics import Ranked
from reirrad_gui.dose.quantile import BINS, FEWEST_BINNED, hottest_gy


@given(
    seed=st.integers(0, 2**32 - 1),
    share=st.floats(0, 1.1),
    power=st.sampled_from([0.1, 1, 20]),
    surface=st.sampled_from([0.0, 0.3]),
)
def test_the_binned_near_maximum_is_that_of_all_points_ranked(seed, share, power, surface):
    random = np.random.default_rng(seed)
    dose = 60 * random.random(4 * FEWEST_BINNED) ** power
    weights = random.uniform(0, 0.02, dose.size)
    weights[random.random(dose.size) < surface] = 0.0
    volume = share * float(weights.sum())
    assert hottest_gy(dose, weights, volume) == pytest.approx(Ranked(dose, weights).hottest(volume), abs=1e-9)


def test_a_hot_spot_far_above_the_rest_is_joined_to_it_by_the_line_between_the_two():
    # 3,000 points of 0.01 cc at 10 Gy and two at 60 Gy: D(v) falls from the middle of the second, 0.015 cc, to that of
    # the third, 0.025 cc
    dose = np.concatenate([np.full(3000, 10.0), [60.0, 60.0]])
    weights = np.full(3002, 0.01)
    assert hottest_gy(dose, weights, 0.02) == pytest.approx(35.0)
    assert hottest_gy(dose, weights, 0.001) == 60.0
    assert hottest_gy(dose, weights, 30.0) == 10.0


def test_one_dose_at_many_points_is_its_own_near_maximum():
    assert hottest_gy(np.full(2 * BINS, 21.0), np.ones(2 * BINS), 5.0) == 21.0
