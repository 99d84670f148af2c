import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq.repopulation import Repopulation, bed_after_repopulation, eqd2_in_time

TUMOUR = Repopulation(alpha_per_gy=0.3, doubling_days=3.0, kickoff_days=28.0)  # made up for the arithmetic
DAILY = {"dprolif_gy_per_day": 0.7, "kickoff_days": 21.0}


def test_70_gy_in_35_over_46_days_by_hand():
    # 84 − 0.693147 · 18/(0.3 · 3) = 84 − 13.8629
    assert bed_after_repopulation(84.0, 46.0, TUMOUR) == pytest.approx(70.1371, abs=1e-4)


@pytest.mark.parametrize("days", [0.0, 5.0, 27.999, 28.0])
def test_nothing_is_credited_or_lost_up_to_the_kick_off(days):
    assert bed_after_repopulation(84.0, days, TUMOUR) == 84.0
    assert TUMOUR.lost_bed_gy(days) == 0.0


@given(bed=st.floats(0, 200), days=st.floats(0, 100), longer=st.floats(0, 50))
def test_a_longer_course_never_does_more_and_never_less_than_nothing(bed, days, longer):
    slow, quick = (bed_after_repopulation(bed, time, TUMOUR) for time in (days + longer, days))
    assert 0 <= slow <= quick <= bed


@given(bed=st.floats(0, 200), days=st.floats(0, 100))
def test_cells_that_hardly_divide_change_nothing(bed, days):
    still = Repopulation(alpha_per_gy=0.3, doubling_days=1e15, kickoff_days=0.0)
    assert bed_after_repopulation(bed, days, still) == pytest.approx(bed, abs=1e-9)


def test_a_week_longer_costs_7_times_dprolif():
    # 70 − (53 − 46) 0.7
    assert eqd2_in_time(70.0, 53.0, 46.0, **DAILY) == pytest.approx(65.1)
    assert eqd2_in_time(70.0, 39.0, 46.0, **DAILY) == pytest.approx(74.9)


def test_days_before_the_kick_off_are_no_credit_on_either_side():
    # 5 days against 30: only days 21 to 30 differ, 9 · 0.7 = 6.3; the plain difference of 25 days would give 17.5
    assert eqd2_in_time(28.0, 5.0, 30.0, **DAILY) == pytest.approx(34.3)
    assert eqd2_in_time(28.0, 5.0, 21.0, **DAILY) == 28.0
    assert eqd2_in_time(28.0, 21.0, 7.0, **DAILY) == 28.0


@given(eqd2=st.floats(0, 100), given_days=st.floats(0, 80), reference=st.floats(0, 80))
def test_the_same_time_or_no_proliferation_changes_nothing(eqd2, given_days, reference):
    assert eqd2_in_time(eqd2, given_days, given_days, **DAILY) == eqd2
    assert eqd2_in_time(eqd2, given_days, reference, dprolif_gy_per_day=0.0, kickoff_days=0.0) == eqd2
    assert eqd2_in_time(eqd2, given_days, reference, **DAILY) >= 0


def test_arrays_keep_their_shape_and_their_unknowns():
    doses = np.array([[84.0, np.nan, 1.0]])
    found = bed_after_repopulation(doses, 46.0, TUMOUR, unknown="keep")
    assert found == pytest.approx(np.array([[70.1371, np.nan, 0.0]]), abs=1e-4, nan_ok=True)
    assert eqd2_in_time(doses, 53.0, 46.0, unknown="keep", **DAILY) == pytest.approx(
        np.array([[79.1, np.nan, 0.0]]), nan_ok=True
    )
    with pytest.raises(ValueError, match="unknown dose: bed_gy"):
        bed_after_repopulation(doses, 46.0, TUMOUR)


@pytest.mark.parametrize("field", ["alpha_per_gy", "doubling_days"])
def test_parameters_of_nothing_are_refused(field):
    with pytest.raises(ValueError, match=f"{field} must be above zero"):
        Repopulation(**{"alpha_per_gy": 0.3, "doubling_days": 3.0, "kickoff_days": 28.0, field: 0.0})


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_times_out_of_range_are_refused_by_name(bad):
    with pytest.raises(ValueError, match="kickoff_days must"):
        Repopulation(0.3, 3.0, bad)
    with pytest.raises(ValueError, match="overall_days must"):
        bed_after_repopulation(84.0, bad, TUMOUR)
    for name, arguments in (("overall_days", (bad, 46.0)), ("reference_days", (53.0, bad))):
        with pytest.raises(ValueError, match=f"{name} must"):
            eqd2_in_time(70.0, *arguments, **DAILY)
    with pytest.raises(ValueError, match="dprolif_gy_per_day must"):
        eqd2_in_time(70.0, 53.0, 46.0, dprolif_gy_per_day=bad, kickoff_days=21.0)
