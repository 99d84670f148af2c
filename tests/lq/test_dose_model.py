"""The switch between LQ and LQ-L: closed forms, never above LQ, equal to it where no fraction is large."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq import (
    LINEAR_QUADRATIC_LINEAR,
    PLAIN_LQ,
    DoseModel,
    Equieffective,
    Fractionation,
    LinearTail,
    accumulate,
    bed_of_phases,
    eqd2_of_phases,
    eqd2_term,
    eqdx_lql,
)
from reirrad_gui.lq.term_draws import eqd2_draws
from reirrad_gui.lq.terms import rough_sum

CORD = LinearTail(4.0, 5.0)
doses = st.floats(0, 90)
numbers = st.integers(1, 40)
ratios = st.floats(0.5, 20)


def usual(fractions, ratio, delivered=1.0):
    return eqd2_term(fractions, ratio, delivered, LINEAR_QUADRATIC_LINEAR.tail_at(ratio))


def test_one_fraction_of_8_gy_to_the_cord_is_16_gy_and_two_are_32():
    # Voyant 2014 table 2, at α/β 2 Gy with dT 4 Gy and γ/α 5: BED 4·3 + 5·4 = 32, EQD2 32/2 = 16; twice that is 32
    assert eqd2_term(1, 2.0, tail=CORD).of(np.array([8.0])) == [16.0]
    assert eqd2_term(2, 2.0, tail=CORD).of(np.array([16.0])) == [32.0]


def test_the_usual_tail_of_the_cord_is_that_of_the_printed_example():
    # dT = 2 · 2 = 4 Gy; slope 1 + 2·4/2 = 5
    assert LINEAR_QUADRATIC_LINEAR.tail_at(2.0).slope(2.0) == 5.0
    assert usual(1, 2.0).of(np.array([8.0])) == [16.0]


def test_a_model_other_than_lq_and_lq_l_is_refused():
    with pytest.raises(ValueError, match="usc"):
        DoseModel("usc")


def test_plain_lq_takes_no_tail():
    with pytest.raises(ValueError, match="no tail"):
        DoseModel("lq", CORD)


def test_without_a_quadratic_part_there_is_nothing_to_leave():
    assert LINEAR_QUADRATIC_LINEAR.tail_at(np.inf) is None
    assert LINEAR_QUADRATIC_LINEAR.text_at(np.inf) == "LQ"
    assert eqd2_term(1, np.inf, tail=CORD).of(np.array([20.0])) == [20.0]


def test_each_model_says_its_name_and_where_it_may_be_believed():
    assert (PLAIN_LQ.name, PLAIN_LQ.domain.key) == ("LQ", "lq")
    assert (LINEAR_QUADRATIC_LINEAR.name, LINEAR_QUADRATIC_LINEAR.domain.key) == ("LQ-L", "lq-l")


def test_below_an_alpha_beta_of_1_the_reference_fraction_lies_on_the_straight_line_too():
    # α/β 0.5: dT 1 Gy, slope 1 + 2/0.5 = 5; 2 Gy: 1·(1 + 2) + 5·1 = 8, so BED per gray of EQD2 is 4, not 1 + 2/0.5 = 5
    assert LINEAR_QUADRATIC_LINEAR.bed_per_eqd2(0.5) == 4.0
    assert PLAIN_LQ.bed_per_eqd2(0.5) == 5.0


@given(total=doses, n=numbers, ratio=ratios, delivered=st.floats(0.1, 1))
def test_a_term_is_the_eqd2_of_the_delivered_dose(total, n, ratio, delivered):
    found = usual(n, ratio, delivered).of(np.array([total]))[0]
    expected = eqdx_lql(total * delivered, n, ratio, LINEAR_QUADRATIC_LINEAR.tail_at(ratio))
    assert found == pytest.approx(expected, abs=1e-9)


@given(total=doses, n=numbers, ratio=st.floats(1, 20))
def test_lq_l_never_gives_more_than_lq(total, n, ratio):
    assert usual(n, ratio).of(np.array([total]))[0] <= eqd2_term(n, ratio).of(np.array([total]))[0] * (1 + 1e-12)


@given(part=st.floats(0, 1), n=numbers, ratio=st.floats(1, 20))
def test_up_to_the_threshold_it_is_lq_to_the_last_digit(part, n, ratio):
    total = np.array([min(part * 2.0 * ratio * n, usual(n, ratio).bend_gy)])
    assert usual(n, ratio).of(total) == eqd2_term(n, ratio).of(total)
    assert not usual(n, ratio).bends_below(total[0])


@given(low=doses, more=st.floats(0, 30), n=numbers, ratio=ratios, slope=st.floats(1, 20))
def test_more_dose_is_never_less_effect(low, more, n, ratio, slope):
    term = eqd2_term(n, ratio, tail=LinearTail(3.0, slope))
    first, second = term.of(np.array([low, low + more]))
    assert second >= first


@given(total=doses, n=numbers, ratio=ratios, delivered=st.floats(0.1, 1), slope=st.floats(1, 20))
def test_the_planned_dose_is_found_again_from_its_part(total, n, ratio, delivered, slope):
    term = replace(eqd2_term(n, ratio, delivered, LinearTail(3.0, slope)), factor=0.7)
    assert term.planned_gy(term.of(np.array([total])))[0] == pytest.approx(total, abs=1e-9)


@given(seed=st.integers(0, 50), n=numbers, ratio=ratios)
def test_rough_sums_are_right_to_some_millionths(seed, n, ratio):
    dose = np.random.default_rng(seed).uniform(0, 90, 500)
    terms = [usual(n, ratio, 0.8).after_recovery(0.25), eqd2_term(3, ratio, tail=LinearTail(2.5, 20.0))]
    singles = [dose.astype(np.float32), dose[::-1].astype(np.float32)]
    out, part = np.empty(500, np.float32), np.empty(500, np.float32)
    rough_sum(singles, terms, 3.0, out, part)
    exact = 3.0 * (terms[0].of(dose) + terms[1].of(dose[::-1]))
    assert np.allclose(out, exact, rtol=3e-6, atol=1e-6)


@given(total=doses, n=numbers, drawn=st.lists(ratios, min_size=1, max_size=5), recovery=st.floats(0, 1))
def test_every_draw_has_the_tail_of_its_own_alpha_beta(total, n, drawn, recovery):
    found = eqd2_draws(n, np.array(drawn), np.full(len(drawn), recovery), 0.9, LINEAR_QUADRATIC_LINEAR)
    expected = [usual(n, ratio, 0.9).after_recovery(recovery).of(np.array([total]))[0] for ratio in drawn]
    assert found.of(np.array([total]))[:, 0] == pytest.approx(expected, abs=1e-9)
    assert found.rows(np.array([0])).of(np.array([total]))[0, 0] == pytest.approx(expected[0], abs=1e-9)


def test_phases_are_converted_one_by_one():
    # α/β 2: 8 Gy in 1 is BED 32, 20 Gy in 10 is 20 · (1 + 2/2) = 40; EQD2 16 + 20
    phases = [Fractionation(8.0, 1), Fractionation(20.0, 10)]
    assert bed_of_phases(phases, 2.0, tail=CORD) == 72.0
    assert eqd2_of_phases(phases, 2.0, tail=CORD) == 36.0


def test_doses_of_two_models_are_not_added():
    courses = [Fractionation(8.0, 1)]
    plain, bent = Equieffective.of(courses, "EQD2", 2.0), Equieffective.of(courses, "EQD2", 2.0, CORD)
    assert (plain.gy, bent.gy) == (20.0, 16.0)
    assert accumulate([bent, bent], [0.5, 0.0]).gy == 24.0
    assert accumulate([bent, bent]).tail == CORD
    with pytest.raises(NotAssessableError, match="one model"):
        accumulate([plain, bent])
