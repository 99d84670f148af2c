"""Standings are told apart without colour, ranked worst first; bounded doses are valid from birth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.constraints import WORST_FIRST, Bounded, Standing
from reirrad_gui.constraints.standing import dose_text, on_the_limit, standing_of


def test_every_standing_has_its_own_symbol_and_word():
    assert [standing.text for standing in Standing] == ["✖ exceeds", "▲ near", "✔ within", "? not assessable"]


def test_not_assessable_comes_after_an_excess_and_before_every_kept_limit():
    assert WORST_FIRST == (Standing.EXCEEDED, Standing.NOT_ASSESSABLE, Standing.NEAR, Standing.WITHIN)


@pytest.mark.parametrize(
    ("bounds", "complaint"),
    [
        ((-1.0, None, None), "not below zero"),
        ((None, float("nan"), None), "finite"),
        ((None, None, float("inf")), "finite"),
        ((5.0, 4.0, 6.0), "must rise"),
        ((5.0, None, 4.0), "must rise"),
        ((1.0, 7.0, 6.0), "must rise"),
    ],
)
def test_bounds_enclose_their_dose(bounds, complaint):
    with pytest.raises(ValueError, match=complaint):
        Bounded(*bounds)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((70.0, 70.0, 70.0), "70.0 Gy"),
        ((41.0, 60.0, 88.04), "between 41.0 and 88.0 Gy"),
        ((41.0, None, None), "at least 41.0 Gy, with no upper bound"),
        ((None, None, 88.0), "at most 88.0 Gy, with no lower bound"),
        ((None, 60.0, None), "about 60.0 Gy, with no bounds"),
        ((None, None, None), "unknown"),
    ],
)
def test_a_bounded_dose_is_said_in_words(bounds, words):
    assert Bounded(*bounds).text == words


@given(dose=st.floats(0.0, 300.0), limit=st.floats(5.0, 150.0))
def test_a_printed_dose_stands_where_the_dose_stands(dose, limit):
    shown = float(dose_text(dose, limit))
    assert (
        on_the_limit(dose, limit) or standing_of(shown, limit) is standing_of(dose, limit) or abs(shown - dose) < 1e-8
    )


def test_a_dose_a_hair_above_its_limit_is_printed_with_all_it_takes():
    assert dose_text(70.00000002, 70.0) == "70.00000002"
    assert dose_text(70.000000004, 70.0) == "70.000000004"
