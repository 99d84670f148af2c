import math

import pytest

from reirrad_gui.lq import Fractionation
from reirrad_gui.lq.ratios import eqd2_at_ratios, other_ratio_warning, overlap_warning

# EVIDENCE.md (i)
WEEKLY_21 = [Fractionation(21.0, 3)]


def test_21_gy_in_3_at_every_alpha_beta_of_the_table():
    found = eqd2_at_ratios(WEEKLY_21, [1.5, 2, 2.5, 3, 5, 10])
    assert [ratio for ratio, _ in found] == [1.5, 2, 2.5, 3, 5, 10]
    assert [dose for _, dose in found] == pytest.approx([51.0, 47.25, 133 / 3, 42.0, 36.0, 29.75])


def test_without_any_alpha_beta_there_is_nothing_to_say():
    with pytest.raises(ValueError, match="ratios_gy must hold at least one"):
        eqd2_at_ratios(WEEKLY_21, [])


def test_a_map_at_another_alpha_beta_than_the_tissues_is_warned_about():
    said = other_ratio_warning(3, 2, "Spinal cord")
    assert "α/β 3 Gy" in said
    assert "Spinal cord is assessed at 2 Gy" in said
    assert other_ratio_warning(2.0, 2, "Spinal cord") is None
    assert other_ratio_warning(math.inf, math.inf, "x") is None


def test_tissues_that_overlap_with_different_alpha_beta_are_warned_about():
    assert "(Rectum 3 Gy, PTV 1.5 Gy)" in overlap_warning([("Rectum", 3), ("PTV", 1.5)])
    assert overlap_warning([("Rectum", 3), ("Bladder", 3.0)]) is None
    assert overlap_warning([]) is None


@pytest.mark.parametrize("bad", [0, -3, math.nan])
def test_an_alpha_beta_out_of_range_is_refused(bad):
    with pytest.raises(ValueError, match="shown_gy must"):
        other_ratio_warning(bad, 2, "x")
    with pytest.raises(ValueError, match="tissue_gy must"):
        other_ratio_warning(2, bad, "x")
    with pytest.raises(ValueError, match="alpha_beta_gy must"):
        overlap_warning([("x", bad)])
