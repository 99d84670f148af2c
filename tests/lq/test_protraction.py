import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import bed
from reirrad_gui.lq.protraction import bed_protracted, protraction, protraction_factor
from reirrad_gui.lq.repair import RepairKinetics

MONO = RepairKinetics((1.5,))


def series(x):
    """Σ 2 (−x)^k / (k + 2)! with exact fractions."""
    exact = Fraction(x)
    return float(sum(2 * (-exact) ** k / math.factorial(k + 2) for k in range(60)))


def test_at_once_g_is_exactly_1():
    assert protraction(0.0) == 1.0
    assert bed_protracted(21, 3, 3, 0.0, MONO) == 70.0


@pytest.mark.parametrize("x", [1e-300, 1e-16, 1e-9, 1e-4, 0.01, 0.5, 0.999999, 1.0, 1.000001, 2.0, 5.0])
def test_it_keeps_its_digits_at_every_duration(x):
    assert protraction(x) == pytest.approx(series(x), rel=4e-15)


def test_two_by_hand():
    # (2/2)(1 − (1 − e⁻²)/2) = 1 − 0.432332 = 0.567668
    assert protraction(2.0) == pytest.approx(0.567668, abs=1e-6)


@given(x=st.floats(0, 1e9), longer=st.floats(1e-3, 10))
def test_g_lies_above_0_up_to_1_and_falls_with_time(x, longer):
    assert 0 < protraction(x + longer) <= protraction(x) <= 1


@given(rate=st.floats(0.05, 5), hours=st.floats(0.1, 200), ratio=st.floats(0.5, 20), half_time=st.floats(0.1, 10))
def test_one_long_fraction_is_the_low_dose_rate_formula(rate, hours, ratio, half_time):
    mu = math.log(2) / half_time
    x = mu * hours
    expected = rate * hours * (1 + 2 * rate / (mu * ratio) * (1 - (1 - math.exp(-x)) / x))
    found = bed_protracted(rate * hours, 1, ratio, hours, RepairKinetics((half_time,)))
    assert found == pytest.approx(expected, rel=1e-6)


def test_two_half_times_are_weighted():
    both = RepairKinetics.partition(1.0, 4.0, 1.0)
    expected = (protraction(math.log(2)) + protraction(math.log(2) / 4)) / 2
    assert protraction_factor(1.0, both) == pytest.approx(expected)


@given(total=st.floats(0, 100), hours=st.floats(0, 48), half_time=st.floats(0.1, 10))
def test_slow_fractions_do_no_more_than_quick_ones_and_no_less_than_their_dose(total, hours, half_time):
    found = bed_protracted(total, 3, 3, hours, RepairKinetics((half_time,)))
    assert total * (1 - 1e-12) <= found <= bed(total, 3, 3) * (1 + 1e-12)


def test_arrays_unknown_doses_and_infinite_alpha_beta():
    found = bed_protracted(np.array([[21.0], [np.nan]]), 3, 3, 0.0, MONO, unknown="keep")
    assert found[0, 0] == 70.0
    assert np.isnan(found[1, 0])
    assert bed_protracted(21.0, 3, math.inf, 5.0, MONO) == 21.0


@pytest.mark.parametrize("bad", [-1.0, math.inf, math.nan, "1", True])
def test_a_duration_out_of_range_is_refused(bad):
    with pytest.raises(ValueError, match="x must be finite and not below zero"):
        protraction(bad)
    with pytest.raises(ValueError, match="hours must be finite and not below zero"):
        protraction_factor(bad, MONO)
