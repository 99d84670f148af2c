import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import bed, eqd2, eqdx, total_from_eqd2
from reirrad_gui.lq.linear_tail import LinearTail, bed_lql, eqdx_lql, total_from_eqdx_lql, usual_tail

CORD = LinearTail(4.0, 5.0)

totals = st.floats(0, 120)
fractions = st.integers(1, 40)
ratios = st.floats(0.5, 20)
tails = st.builds(LinearTail, st.floats(0.5, 30), st.one_of(st.none(), st.floats(0.5, 20)))


@pytest.mark.parametrize(("total", "n", "expected"), [(8, 1, 16.0), (16, 2, 32.0)])
def test_cord_examples_of_voyant_2014_table_2(total, n, expected):
    # dT 4 Gy, γ/α 5, α/β 2: one fraction of 8 has BED 4 (1 + 4/2) + 5 · 4 = 32, EQD2 32/2 = 16; two have 32
    assert eqdx_lql(total, n, 2, CORD) == expected


def test_without_a_slope_the_line_leaves_without_a_kink():
    # 1 + 2 · 4/2 = 5, the slope of the cord example
    assert bed_lql(16, 2, 2, LinearTail(4.0)) == bed_lql(16, 2, 2, CORD) == 64.0
    step = 1e-6
    below = (bed_lql(4, 1, 2, LinearTail(4.0)) - bed_lql(4 - step, 1, 2, LinearTail(4.0))) / step
    above = (bed_lql(4 + step, 1, 2, LinearTail(4.0)) - bed_lql(4, 1, 2, LinearTail(4.0))) / step
    assert below == pytest.approx(above, abs=1e-5)


def test_the_usual_tail_begins_at_twice_alpha_beta():
    assert usual_tail(2.0) == LinearTail(4.0)
    assert usual_tail(2.0).slope(2.0) == 5.0
    with pytest.raises(ValueError, match="alpha_beta_gy must be above zero and finite"):
        usual_tail(math.inf)


def test_24_gy_in_3_to_the_cord_is_less_than_plain_lq_says():
    # 3 (12 + 5 · 4) = 96 Gy BED, 48 Gy EQD2; plain LQ: 120 and 60 (EVIDENCE table of regimens)
    assert bed_lql(24, 3, 2, CORD) == 96.0
    assert eqdx_lql(24, 3, 2, CORD) == 48.0
    assert eqd2(24, 3, 2) == 60.0


def test_the_reference_fraction_beyond_the_threshold_is_converted_with_the_same_model():
    # BED of 8 Gy in one is 32, per gray 4: 24/3 is then 96/4 = 24 Gy in fractions of 8.
    # With the plain LQ denominator 1 + 8/2 = 5 it would come out as 19.2 Gy.
    assert eqdx_lql(24, 3, 2, CORD, reference_gy=8.0) == 24.0


@given(total=totals, n=fractions, ratio=ratios)
def test_with_a_threshold_beyond_every_fraction_it_is_plain_lq(total, n, ratio):
    tail = LinearTail(1000.0)
    assert bed_lql(total, n, ratio, tail) == pytest.approx(bed(total, n, ratio))
    assert eqdx_lql(total, n, ratio, tail, 3.0) == pytest.approx(eqdx(total, n, ratio, 3.0))
    assert total_from_eqdx_lql(total, n, ratio, tail) == pytest.approx(total_from_eqd2(total, n, ratio))


@given(total=totals, n=fractions, ratio=ratios, threshold=st.floats(0.5, 30))
def test_without_a_kink_it_never_exceeds_plain_lq(total, n, ratio, threshold):
    assert bed_lql(total, n, ratio, LinearTail(threshold)) <= bed(total, n, ratio) * (1 + 1e-12) + 1e-300


@given(total=totals, n=fractions, ratio=ratios, tail=tails, reference=st.floats(0.5, 20))
def test_giving_the_dose_of_an_equivalent_reaches_that_equivalent(total, n, ratio, tail, reference):
    dose = total_from_eqdx_lql(total, n, ratio, tail, reference)
    assert eqdx_lql(dose, n, ratio, tail, reference) == pytest.approx(total)


@given(total=totals, more=st.floats(0.01, 20), n=fractions, ratio=ratios, tail=tails)
def test_more_dose_is_more_effect(total, more, n, ratio, tail):
    assert bed_lql(total + more, n, ratio, tail) > bed_lql(total, n, ratio, tail)


def test_without_a_quadratic_part_effect_is_dose():
    assert bed_lql(24, 3, math.inf, LinearTail(4.0)) == 24.0
    assert eqdx_lql(24, 3, math.inf, LinearTail(4.0)) == 24.0
    assert total_from_eqdx_lql(24, 3, math.inf, LinearTail(4.0)) == 24.0


@pytest.mark.parametrize("function", [bed_lql, eqdx_lql, total_from_eqdx_lql])
def test_arrays_of_any_shape_are_converted_point_by_point_and_unknown_stays_unknown(function):
    doses = np.array([[[0.0, 8.0], [24.0, np.nan]]])
    found = function(doses, 3, 2, CORD, unknown="keep")
    assert found.shape == doses.shape
    assert found[0, 0, 0] == 0.0
    assert found[0, 1, 0] == function(24.0, 3, 2, CORD)
    assert np.isnan(found[0, 1, 1])
    assert np.isnan(doses[0, 1, 1])
    with pytest.raises(ValueError, match="unknown dose"):
        function(doses, 3, 2, CORD)
    assert function(np.array([]), 3, 2, CORD).shape == (0,)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"total_gy": -1.0}, "total_gy"),
        ({"total_gy": math.inf}, "total_gy"),
        ({"fractions": 0}, "fractions"),
        ({"fractions": 2.5}, "fractions"),
        ({"alpha_beta_gy": 0}, "alpha_beta_gy"),
        ({"unknown": "zero"}, "unknown"),
        ({"alpha_beta_gy": 1e-310, "total_gy": 1e9}, "total_gy cannot be converted"),
    ],
)
def test_bad_input_is_refused_by_name(changed, named):
    given = {"total_gy": 24.0, "fractions": 3, "alpha_beta_gy": 2.0, "tail": CORD, **changed}
    with pytest.raises(ValueError, match=named):
        bed_lql(**given)


@pytest.mark.parametrize("bad", [0, -1, math.inf, math.nan, "4"])
def test_a_tail_out_of_range_is_refused(bad):
    with pytest.raises(ValueError, match="threshold_gy must"):
        LinearTail(bad)
    with pytest.raises(ValueError, match="gamma_per_alpha must"):
        LinearTail(4.0, bad)
    with pytest.raises(ValueError, match="reference_gy must"):
        eqdx_lql(24, 3, 2, CORD, bad)
