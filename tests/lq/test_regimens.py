import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import deliverable_gy, eqd2, equal_effect
from reirrad_gui.lq.linear_tail import LinearTail, eqdx_lql
from reirrad_gui.lq.regimens import Regimen, isoeffective, largest
from tests.lq.printed import printed

# EVIDENCE.md (i): BED / EQD2 at α/β 1.5, 2, 2.5, 3, 5, 10
TABLE = {
    (21, 3): "119.00/51.00 94.50/47.25 79.80/44.33 70.00/42.00 50.40/36.00 35.70/29.75",
    (20, 5): "73.33/31.43 60.00/30.00 52.00/28.89 46.67/28.00 36.00/25.71 28.00/23.33",
    (8, 1): "50.67/21.71 40.00/20.00 33.60/18.67 29.33/17.60 20.80/14.86 14.40/12.00",
    (20, 8): "53.33/22.86 45.00/22.50 40.00/22.22 36.67/22.00 30.00/21.43 25.00/20.83",
    (24, 6): "88.00/37.71 72.00/36.00 62.40/34.67 56.00/33.60 43.20/30.86 33.60/28.00",
    (30, 10): "90.00/38.57 75.00/37.50 66.00/36.67 60.00/36.00 48.00/34.29 39.00/32.50",
    (4, 1): "14.67/6.29 12.00/6.00 10.40/5.78 9.33/5.60 7.20/5.14 5.60/4.67",
    (24, 3): "152.0/65.14 120.0/60.00 100.8/56.00 88.00/52.80 62.40/44.57 43.20/36.00",
    (27, 3): "189.0/81.00 148.5/74.25 124.2/69.00 108.0/64.80 75.60/54.00 51.30/42.75",
    (30, 5): "150.0/64.29 120.0/60.00 102.0/56.67 90.00/54.00 66.00/47.14 48.00/40.00",
    (24, 2): "216.0/92.57 168.0/84.00 139.2/77.33 120.0/72.00 81.60/58.29 52.80/44.00",
}
ROWS = [
    (total, n, ratio, *cell.split("/"))
    for (total, n), line in TABLE.items()
    for ratio, cell in zip((1.5, 2, 2.5, 3, 5, 10), line.split(), strict=True)
]


@pytest.mark.parametrize(("total", "n", "ratio", "bed_gy", "eqd2_gy"), ROWS)
def test_regimens_of_the_evidence_table(total, n, ratio, bed_gy, eqd2_gy):
    regimen = Regimen(n, float(total))
    assert regimen.bed_gy(ratio) == printed(bed_gy)
    assert regimen.eqd2_gy(ratio) == printed(eqd2_gy)


def test_under_lq_l_a_regimen_has_its_lq_l_dose():
    assert Regimen(3, 24.0).eqd2_gy(2, LinearTail(4.0)) == 48.0
    assert Regimen(3, 24.0).bed_gy(2, LinearTail(4.0)) == 96.0


def test_20_in_5_against_one_and_ten_fractions_at_alpha_beta_10():
    # B = 28: n = 1: 5 (√(1 + 4·28/10) − 1) = 12.464; n = 10: 50 (√2.12 − 1) = 22.801
    one, five, ten = isoeffective(Regimen(5, 20.0), [1, 5, 10], 10)
    assert [one.total_gy, five.total_gy, ten.total_gy] == pytest.approx([12.4642, 20.0, 22.8011], abs=1e-4)
    assert one.total_gy == pytest.approx(equal_effect(20, 5, 10, 1))


@given(
    total=st.floats(0.1, 100),
    n=st.integers(1, 40),
    other=st.integers(1, 40),
    ratio=st.floats(0.5, 20),
    tail=st.one_of(st.none(), st.builds(LinearTail, st.floats(1, 20))),
)
def test_isoeffective_regimens_have_the_same_effect_and_more_fractions_allow_more(total, n, other, ratio, tail):
    regimen = Regimen(n, total)
    (same, more) = isoeffective(regimen, [other, other + 1], ratio, tail)
    assert same.bed_gy(ratio, tail) == pytest.approx(regimen.bed_gy(ratio, tail))
    assert more.total_gy >= same.total_gy * (1 - 1e-12)


def test_after_21_in_3_the_plexus_still_takes_15_5_gy_in_5():
    # EVIDENCE.md (i): sacral plexus, limit 67 without recovery
    (regimen,) = largest(67 - 47.25, [5], 2)
    assert regimen.total_gy == printed("15.5")
    assert regimen.fraction_gy == pytest.approx(regimen.total_gy / 5)


@given(left=st.floats(0, 120), n=st.integers(1, 40), ratio=st.floats(0.5, 20))
def test_the_largest_dose_uses_up_what_is_left_and_agrees_with_the_deliverable_dose(left, n, ratio):
    (regimen,) = largest(left, [n], ratio)
    assert eqd2(regimen.total_gy, n, ratio) == pytest.approx(left)
    assert regimen.total_gy == pytest.approx(deliverable_gy(left, n, ratio))
    (straight,) = largest(left, [n], ratio, LinearTail(2 * ratio))
    assert eqdx_lql(straight.total_gy, n, ratio, LinearTail(2 * ratio)) == pytest.approx(left)


def test_nothing_is_left_beyond_a_limit():
    assert [regimen.total_gy for regimen in largest(-10.25, [1, 5], 2)] == [0.0, 0.0]
    assert largest(38.0, [], 3) == ()


@pytest.mark.parametrize(
    ("regimen", "text"),
    [
        (Regimen(5, 20.0), "20 Gy in 5 × 4 Gy"),
        (Regimen(10, 19.999999999999996), "20 Gy in 10 × 2 Gy"),  # rounding in 64 bits is no cut
        (Regimen(10, 31.0979), "31.09 Gy in 10 × 3.1 Gy"),
        (Regimen(1, 0.0), "0 Gy in 1 × 0 Gy"),
    ],
)
def test_a_regimen_is_shown_cut_and_never_rounded_up(regimen, text):
    assert regimen.text == text


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, "38", None])
def test_an_unknown_or_infinite_remainder_is_refused(bad):
    with pytest.raises(ValueError, match="remaining_eqd2_gy must be finite"):
        largest(bad, [5], 3)


def test_bad_fraction_numbers_are_refused():
    with pytest.raises(ValueError, match="fraction_numbers must"):
        largest(38.0, [5, 0], 3)
