import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import bed
from reirrad_gui.lq.repair import MILLAR, RepairKinetics, bed_several_a_day, incomplete_repair_factor

MONO = RepairKinetics((1.5,))
half_times = st.floats(0.1, 10)
kinetics = st.one_of(
    st.builds(lambda t: RepairKinetics((t,)), half_times),
    st.builds(RepairKinetics.partition, half_times, half_times, st.floats(0, 5)),
)


def printed_h(m, phi):
    """Thames 1985 as printed: (2/m) (φ/(1 − φ)) (m − (1 − φ^m)/(1 − φ))."""
    return 2 / m * (phi / (1 - phi)) * (m - (1 - phi**m) / (1 - phi))


def test_one_fraction_a_day_is_fully_repaired():
    assert incomplete_repair_factor(1, 0.0, MONO) == 0.0
    assert bed_several_a_day(21, 3, 3, 1, 0.0, MONO) == bed(21, 3, 3)


def test_two_a_day_leave_phi():
    # φ = 2^(−6/1.5) = 1/16
    assert incomplete_repair_factor(2, 6.0, MONO) == 1 / 16


def test_three_a_day_by_hand():
    # φ = 1/4 (gap two half-times): (2/3)(2 · 1/4 + 1/16) = 0.375
    assert incomplete_repair_factor(3, 3.0, MONO) == pytest.approx(0.375)


def test_30_gy_in_20_twice_daily_by_hand():
    # 30 (1 + 1.0625 · 1.5/3) = 45.9375 against 45 with full repair
    assert bed_several_a_day(30, 20, 3, 2, 6.0, MONO) == pytest.approx(45.9375)
    assert bed(30, 20, 3) == 45.0


def test_two_half_times_are_weighted():
    # gap 4 h, half-times 1 and 4 h, equal weights: (2^-4 + 2^-1)/2 = 0.28125
    assert incomplete_repair_factor(2, 4.0, RepairKinetics.partition(1.0, 4.0, 1.0)) == pytest.approx(0.28125)


def test_the_partition_form_of_millar_and_canney_is_the_weighted_form():
    # (φ_fast + c φ_slow)/(1 + c) with 0.19 h, 2.16 h, c 0.98
    fast, slow = 2 ** (-6 / 0.19), 2 ** (-6 / 2.16)
    assert incomplete_repair_factor(2, 6.0, MILLAR) == pytest.approx((fast + 0.98 * slow) / 1.98)
    assert MILLAR.citation
    assert MILLAR.confidence == "V"


@given(m=st.integers(1, 8), gap=st.floats(0.5, 3), repair=kinetics)
def test_it_is_the_printed_quotient(m, gap, repair):
    parts = zip(repair.half_times_hours, repair.weights, strict=True)
    expected = sum(weight * printed_h(m, 2 ** (-gap / time)) for time, weight in parts)
    assert incomplete_repair_factor(m, gap, repair) == pytest.approx(expected, abs=1e-9)


@given(m=st.integers(1, 24), repair=kinetics)
def test_without_a_gap_a_days_fractions_are_one_large_fraction(m, repair):
    # Hm = m − 1, so n d (1 + m d/(α/β)): the BED of n/m fractions of m d
    assert incomplete_repair_factor(m, 0.0, repair) == pytest.approx(m - 1)
    assert bed_several_a_day(2.0 * 3 * m, 3 * m, 3, m, 0.0, repair) == pytest.approx(bed(2.0 * 3 * m, 3, 3))


def test_after_long_gaps_repair_is_full():
    quick = RepairKinetics((0.2,))
    assert bed_several_a_day(30, 20, 3, 2, 23.0, quick) == pytest.approx(45.0, abs=1e-12)


@given(m=st.integers(2, 6), gap=st.floats(0, 3), longer=st.floats(0.01, 1), repair=kinetics)
def test_longer_gaps_and_fewer_fractions_leave_less(m, gap, longer, repair):
    factor = incomplete_repair_factor(m, gap, repair)
    assert 0 <= incomplete_repair_factor(m, gap + longer, repair) <= factor <= m - 1 + 1e-12
    assert incomplete_repair_factor(m - 1, gap, repair) <= factor


def test_arrays_unknown_doses_and_infinite_alpha_beta():
    doses = np.array([[0.0, 30.0], [np.nan, 15.0]])
    found = bed_several_a_day(doses, 20, 3, 2, 6.0, MONO, unknown="keep")
    assert found[0] == pytest.approx([0.0, 45.9375])
    assert np.isnan(found[1, 0])
    assert bed_several_a_day(30.0, 20, math.inf, 2, 6.0, MONO) == 30.0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((0, 6.0), "fractions_a_day must"),
        ((2.5, 6.0), "fractions_a_day must"),
        ((25, 0.0), "fractions_a_day must be 24 or fewer, not 25"),
        ((2, -1.0), "gap_hours must"),
        ((2, math.nan), "gap_hours must"),
        ((3, 12.0), "3 fractions 12 hours apart do not fit into one day"),
    ],
)
def test_a_day_that_cannot_be_is_refused(arguments, named):
    with pytest.raises(ValueError, match=named):
        incomplete_repair_factor(*arguments, MONO)


def test_more_fractions_a_day_than_in_all_are_refused():
    with pytest.raises(ValueError, match=r"fractions_a_day must not be more than all fractions \(1\), not 2"):
        bed_several_a_day(8, 1, 3, 2, 6.0, MONO)


@pytest.mark.parametrize(
    ("times", "weights", "named"),
    [
        ((), (), "weights must be one per half-time and add up to 1"),
        ((1.0, 2.0), (1.0,), "weights must be one per half-time"),
        ((1.0, 2.0), (0.5, 0.6), "add up to 1"),
        ((1.0, 2.0), (1.5, -0.5), "weights must lie between 0 and 1"),
        ((0.0,), (1.0,), "half_times_hours must be above zero"),
        ((math.inf,), (1.0,), "half_times_hours must be finite"),
    ],
)
def test_kinetics_out_of_range_are_refused(times, weights, named):
    with pytest.raises(ValueError, match=named):
        RepairKinetics(times, weights)
