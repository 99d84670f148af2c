"""A number is read as it was meant, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.entered_numbers import entered_number


@given(whole=st.integers(0, 9999), digits=st.integers(0, 99))
def test_a_decimal_comma_and_a_decimal_point_are_the_same(whole, digits):
    assert entered_number(f"{whole},{digits:02d}") == entered_number(f"{whole}.{digits:02d}")


@pytest.mark.parametrize("written", ["1,200", "21,500", "-1,200", " 100,000 "])
def test_a_comma_before_three_digits_is_refused_because_it_can_mean_thousands(written):
    with pytest.raises(EntryError, match="two ways"):
        entered_number(written)


def test_thousandths_of_one_cannot_mean_thousands():
    assert entered_number("0,125") == 0.125
    assert entered_number("1200,125") == 1200.125


@pytest.mark.parametrize("written", ["", ",", "1,2,3", "1.2.3", "1,200.5", "1e3", "nan", "inf", "2 5", "2.5 Gy"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(EntryError, match="not a number"):
        entered_number(written)
