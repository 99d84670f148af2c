import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.lq import eqd2, eqd2_term, physical_term, total_from_eqd2
from reirrad_gui.lq.terms import Term, mean_of_terms, rough_sum, sum_of_terms

DOSES = st.lists(st.floats(0, 90), min_size=1, max_size=30).map(np.array)
RATIOS = st.floats(0.5, 20) | st.just(np.inf)


@given(dose=DOSES, fractions=st.integers(1, 40), ratio=RATIOS)
def test_a_term_is_the_eqd2_of_its_dose_to_the_last_digit(dose, fractions, ratio):
    assert eqd2_term(fractions, ratio).of(dose).tolist() == eqd2(dose, fractions, ratio).tolist()


def test_20_of_25_gy_delivered_in_4_of_5_fractions_are_converted_as_20_gy_in_4():
    # 20 Gy (20/4 + 3) / (2 + 3) = 32 Gy
    assert eqd2_term(4, 3.0, delivered=0.8).of(np.array([25.0])) == pytest.approx([32.0])


def test_recovery_is_taken_from_the_eqd2_and_never_from_the_dose():
    # 21 Gy in 3: 42 Gy EQD2; half of it is 21 Gy, while 10.5 Gy in 3 would be 13.65 Gy
    assert eqd2_term(3, 3.0).after_recovery(0.5).of(np.array([21.0])) == pytest.approx([21.0])
    assert eqd2_term(3, 3.0).after_recovery(1.0).nothing
    with pytest.raises(ValueError, match="between 0 and 1"):
        eqd2_term(3, 3.0).after_recovery(50)


def test_a_dose_that_was_not_delivered_adds_nothing():
    assert physical_term(0.0).nothing
    assert sum_of_terms([np.array([20.0])], [physical_term(0.0)]).tolist() == [0.0]


@given(dose=DOSES, fractions=st.integers(1, 40), ratio=RATIOS, delivered=st.floats(0.1, 1), recovery=st.floats(0, 0.9))
def test_the_planned_dose_behind_a_term_is_found_again(dose, fractions, ratio, delivered, recovery):
    term = eqd2_term(fractions, ratio, delivered).after_recovery(recovery)
    assert term.planned_gy(term.of(dose)) == pytest.approx(dose, rel=1e-9, abs=1e-12)


def test_the_planned_dose_agrees_with_the_inverse_of_eqd2():
    assert eqd2_term(5, 10.0).planned_gy(np.array([24.0])) == pytest.approx(total_from_eqd2(24.0, 5, 10.0))
    assert physical_term(0.5).planned_gy(np.array([10.0])) == pytest.approx([20.0])


@given(dose=DOSES, fractions=st.integers(1, 40), ratio=RATIOS, recovery=st.floats(0, 1))
def test_linear_and_square_part_are_the_whole_term(dose, fractions, ratio, recovery):
    term = eqd2_term(fractions, ratio, 0.9).after_recovery(recovery)
    assert term.linear * dose + term.square * dose**2 == pytest.approx(term.of(dose), rel=1e-12, abs=1e-12)
    means = [(float(dose.mean()), float((dose**2).mean()))]
    assert mean_of_terms(means, [term]) == pytest.approx(float(term.of(dose).mean()), rel=1e-12, abs=1e-12)


@given(first=DOSES, ratio=RATIOS, scale=st.floats(1e-3, 1e3))
def test_the_rough_sum_is_right_to_a_millionth(first, ratio, scale):
    doses = [first, first[::-1].copy(), np.full_like(first, 7.0)]
    terms = [eqd2_term(3, ratio), Term(factor=0.0), physical_term(0.5)]
    out, part = np.empty(first.size, np.float32), np.empty(first.size, np.float32)
    rough_sum([dose.astype(np.float32) for dose in doses], terms, scale, out, part)
    assert out == pytest.approx(scale * sum_of_terms(doses, terms), rel=1e-6)


def test_a_sum_of_nothing_is_nothing_also_roughly():
    out, part = np.ones(2, np.float32), np.ones(2, np.float32)
    rough_sum([np.ones(2, np.float32)], [Term(factor=0.0)], 1.0, out, part)
    assert out.tolist() == [0.0, 0.0]


def test_a_sum_never_hands_out_the_dose_it_was_given():
    planned = np.array([20.0])
    found = sum_of_terms([planned], [physical_term()])
    found[0] = 99.0
    assert planned.tolist() == [20.0]
