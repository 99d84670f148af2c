import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import Fractionation, bed, bed_of_phases, eqd2, eqd2_of_phases

PHASES = st.lists(st.builds(Fractionation, st.floats(0, 80), st.integers(1, 40)), min_size=1, max_size=4)


def test_a_boost_with_larger_fractions_counts_with_its_own_fraction_size():
    # 50/25 at α/β 3: 50 (1 + 2/3) = 83.333; 9/3: 9 (1 + 3/3) = 18; together 101.333 Gy3, EQD2 50 + 10.8 = 60.8
    course = [Fractionation(50, 25), Fractionation(9, 3)]
    assert bed_of_phases(course, 3) == pytest.approx(101 + 1 / 3)
    assert eqd2_of_phases(course, 3) == pytest.approx(60.8)


def test_pooling_dose_and_fractions_of_two_phases_would_lose_effect():
    # 59 Gy in 28 pooled: 59 (59/28 + 3) / 5 = 60.26, not 60.8
    course = [Fractionation(50, 25), Fractionation(9, 3)]
    assert eqd2(59, 28, 3) == pytest.approx(60.26, abs=0.005)
    assert eqd2_of_phases(course, 3) > eqd2(59, 28, 3)


@given(phases=PHASES, ratio=st.floats(0.5, 20))
def test_a_course_has_the_sum_of_its_phases_in_any_order(phases, ratio):
    assert bed_of_phases(phases, ratio) == pytest.approx(sum(bed(p.total_gy, p.fractions, ratio) for p in phases))
    assert eqd2_of_phases(phases, ratio) == pytest.approx(bed_of_phases(phases, ratio) / (1 + 2 / ratio))
    assert bed_of_phases(phases[::-1], ratio) == pytest.approx(bed_of_phases(phases, ratio))


@given(total=st.floats(0.1, 80), fractions=st.integers(2, 40), first=st.integers(1, 39), ratio=st.floats(0.5, 20))
def test_splitting_a_course_of_equal_fractions_into_phases_changes_nothing(total, fractions, first, ratio):
    first = min(first, fractions - 1)
    split = [
        Fractionation(total * first / fractions, first),
        Fractionation(total * (fractions - first) / fractions, fractions - first),
    ]
    assert bed_of_phases(split, ratio) == pytest.approx(bed(total, fractions, ratio))


def test_a_point_where_one_phase_is_unknown_is_unknown_for_the_course_and_only_there():
    course = [Fractionation(np.array([50.0, math.nan]), 25), Fractionation(np.array([9.0, 9.0]), 3)]
    with pytest.raises(ValueError, match="unknown dose"):
        eqd2_of_phases(course, 3)
    summed = eqd2_of_phases(course, 3, unknown="keep")
    assert summed[0] == pytest.approx(60.8)
    assert math.isnan(summed[1])
    assert np.array_equal(np.isnan(bed_of_phases(course, 3, unknown="keep")), [False, True])


@pytest.mark.parametrize("sum_of", [bed_of_phases, eqd2_of_phases])
def test_a_course_without_phases_is_refused_rather_than_0_gy(sum_of):
    with pytest.raises(ValueError, match="at least one phase"):
        sum_of([], 3)


@pytest.mark.parametrize("sum_of", [bed_of_phases, eqd2_of_phases])
def test_phases_at_different_points_are_refused(sum_of):
    with pytest.raises(ValueError, match=r"same points, not arrays of shapes \[\(2,\), \(3,\)\]"):
        sum_of([Fractionation(np.zeros(3), 5), Fractionation(np.zeros(2), 5)], 3)
    with pytest.raises(ValueError, match="same points"):
        sum_of([Fractionation(np.zeros(3), 5), Fractionation(2.0, 5)], 3)


def test_a_phase_with_a_bad_number_of_fractions_is_refused_by_name():
    with pytest.raises(ValueError, match=r"fractions must be a whole number.*not 2\.5"):
        bed_of_phases([Fractionation(20, 5), Fractionation(5, 2.5)], 3)
