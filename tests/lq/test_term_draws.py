"""Drawn α/β and recovery give, draw by draw, what one term gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq.term_draws import eqd2_draws, sum_of_draws
from reirrad_gui.lq.terms import eqd2_term, sum_of_terms

RATIOS = st.one_of(st.floats(0.5, 20), st.just(np.inf), st.just(1e9))


@given(
    gy=st.floats(0, 80),
    fractions=st.integers(1, 40),
    ratios=st.lists(RATIOS, min_size=1, max_size=5),
    recovery=st.floats(0, 1),
    delivered=st.floats(0, 1),
)
def test_each_draw_is_the_term_of_its_own_alpha_beta_and_recovery(gy, fractions, ratios, recovery, delivered):
    drawn = eqd2_draws(fractions, np.array(ratios), np.full(len(ratios), recovery), delivered)
    single = [eqd2_term(fractions, ab, delivered).after_recovery(recovery).of(np.array([gy]))[0] for ab in ratios]
    assert drawn.of(np.array([gy])).ravel() == pytest.approx(single, rel=1e-12, abs=1e-12)


def test_both_courses_of_the_worst_case_add_to_70_gy_and_49_gy_after_half_is_forgotten():
    # 21 Gy in 3 and 20 Gy in 5 at α/β 3: 42 + 28 Gy; with 50 % recovery of the first 21 + 28 Gy
    ratios, recovery = np.array([3.0, 3.0]), np.array([0.0, 0.5])
    terms = [eqd2_draws(3, ratios, recovery), eqd2_draws(5, ratios, np.zeros(2))]
    assert sum_of_draws([np.array([21.0]), np.array([20.0])], terms).ravel() == pytest.approx([70.0, 49.0])


def test_doses_of_their_own_in_every_draw_are_converted_row_by_row():
    ratios, none = np.array([2.0, 4.0]), np.zeros(2)
    doses = [np.array([[10.0, 20.0], [15.0, 25.0]]), np.array([5.0, 6.0])]
    found = sum_of_draws(doses, [eqd2_draws(3, ratios, none), eqd2_draws(5, ratios, none)])
    for row, ratio in enumerate((2.0, 4.0)):
        expected = sum_of_terms([doses[0][row], doses[1]], [eqd2_term(3, ratio), eqd2_term(5, ratio)])
        assert found[row] == pytest.approx(expected)


def test_a_course_of_which_nothing_is_left_adds_nothing():
    term = eqd2_draws(3, np.array([3.0]), np.ones(1))
    assert term.nothing and sum_of_draws([np.array([21.0])], [term]).tolist() == [[0.0]]


@pytest.mark.parametrize("recovery", [-0.1, 1.1, np.nan])
def test_a_recovery_outside_0_to_1_is_refused(recovery):
    with pytest.raises(ValueError, match="recovery_fraction"):
        eqd2_draws(3, np.array([3.0]), np.array([recovery]))


@pytest.mark.parametrize("ratio", [0.0, -1.0])
def test_an_alpha_beta_that_is_not_above_zero_is_refused(ratio):
    with pytest.raises(ValueError, match="alpha_beta_gy"):
        eqd2_draws(3, np.array([3.0, ratio]), np.zeros(2))
