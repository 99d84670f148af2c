import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import bed
from reirrad_gui.lq.linear_tail import bed_lql
from reirrad_gui.lq.universal_curve import PARK_2008, UniversalCurve

curves = st.builds(
    UniversalCurve, alpha_per_gy=st.floats(0.05, 0.5), d0_gy=st.floats(0.5, 1.9), dq_gy=st.floats(0.5, 4.0)
)


def test_the_remembered_parameters_agree_with_each_other_to_rounding():
    # α D0 = 0.4125: DT = 3.6/0.5875 = 6.13 (remembered 6.2), α/β = 2.97/0.34516 = 8.60 (remembered 8.6)
    assert PARK_2008.transition_gy == pytest.approx(6.1277, abs=1e-4)
    assert PARK_2008.alpha_beta_gy == pytest.approx(8.6048, abs=1e-4)
    assert PARK_2008.confidence == "M"
    assert "check against the paper" in PARK_2008.citation


def test_beyond_the_transition_bed_is_the_straight_part():
    # 54 Gy in 3: (54 − 3 · 1.8)/(0.33 · 1.25) = 48.6/0.4125 = 117.8182; plain LQ would say 54 (1 + 18/8.6048) = 166.96
    found = bed_lql(54, 3, PARK_2008.alpha_beta_gy, PARK_2008.tail)
    assert found == pytest.approx(117.8182, abs=1e-4)
    assert bed(54, 3, PARK_2008.alpha_beta_gy) == pytest.approx(166.96, abs=0.01)


def test_54_gy_in_3_is_one_fraction_of_50_4_gy():
    # SED = 54 − 2 · 1.8
    single = PARK_2008.single_fraction_equivalent_gy(54, 3)
    assert single == pytest.approx(50.4)
    one = bed_lql(single, 1, PARK_2008.alpha_beta_gy, PARK_2008.tail)
    assert one == pytest.approx(bed_lql(54, 3, PARK_2008.alpha_beta_gy, PARK_2008.tail))


def test_the_single_fraction_equivalent_is_refused_on_the_curved_part():
    with pytest.raises(ValueError, match=r"fractions of 6\.12766 Gy or more, not for 4 Gy"):
        PARK_2008.single_fraction_equivalent_gy(20, 5)


@given(curve=curves, n=st.integers(1, 30), size=st.floats(0.1, 30))
def test_it_is_lq_up_to_the_transition_and_the_printed_straight_part_beyond(curve, n, size):
    total = n * size
    found = bed_lql(total, n, curve.alpha_beta_gy, curve.tail)
    if size <= curve.transition_gy:
        assert found == pytest.approx(bed(total, n, curve.alpha_beta_gy))
    else:
        assert found == pytest.approx((total - n * curve.dq_gy) / (curve.alpha_per_gy * curve.d0_gy))


@given(curve=curves)
def test_the_two_parts_meet_without_a_kink(curve):
    # 1 + 2 DT/(α/β) = 1/(α D0)
    assert 1 + 2 * curve.transition_gy / curve.alpha_beta_gy == pytest.approx(curve.tail.slope(curve.alpha_beta_gy))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((0, 1.25, 1.8), "alpha_per_gy"),
        ((0.33, -1, 1.8), "d0_gy"),
        ((0.33, 1.25, 0), "dq_gy"),
        ((0.5, 2.0, 1.8), "alpha_per_gy times d0_gy must be below 1, not 1.0"),
    ],
)
def test_parameters_out_of_range_are_refused(values, named):
    with pytest.raises(ValueError, match=named):
        UniversalCurve(*values)
