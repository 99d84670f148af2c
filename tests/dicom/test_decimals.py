"""Contour points are read to the last bit as `float` reads them, however they are written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dicom.decimals import decimal_numbers

PLAIN = st.tuples(
    st.sampled_from(["", "-", "+"]),
    st.text("0123456789", max_size=9),
    st.sampled_from(["", "."]),
    st.text("0123456789", max_size=12),
).map("".join)
FORMATTED = st.tuples(st.sampled_from(["%.3f", "%.0f", "%.10f", "%g", "%.2e", "%+.1f", " %.2f", "%d"])).flatmap(
    lambda how: st.floats(-1e6, 1e6).map(lambda value: how[0] % value)
)


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@given(st.lists(st.one_of(PLAIN, FORMATTED).filter(is_number), min_size=1, max_size=200))
def test_every_decimal_is_what_float_makes_of_it_to_the_last_bit(texts):
    expected = np.array([float(text) for text in texts])
    assert decimal_numbers("\\".join(texts).encode()).tobytes() == expected.tobytes()


@given(st.text("0123456789.-+e \\:/x", max_size=40))
def test_what_float_refuses_is_refused_and_nothing_else(text):
    texts = text.split("\\") if text else []
    if all(is_number(part) for part in texts):
        assert decimal_numbers(text.encode()).tolist() == [float(part) for part in texts]
    else:
        with pytest.raises(ValueError, match="could not convert"):
            decimal_numbers(text.encode())


@pytest.mark.parametrize("text", ["1:5", "12/4", "1\x001", "5.5.5", "..", "-", ".", "1;2", "１２"])
def test_characters_beside_the_digits_in_the_table_are_no_digits(text):
    # ':' follows '9' and '/' precedes '0' in ASCII: both are refused, as is a second point
    if not is_number(text):
        with pytest.raises(ValueError, match="could not convert"):
            decimal_numbers(text.encode())


def test_more_numbers_than_are_read_at_once_stay_in_order():
    values = np.arange(40_000) / 8.0 - 1000.0
    raw = "\\".join(f"{value:.3f}" for value in values).encode()
    assert (decimal_numbers(raw) == values).all()


def test_an_odd_number_far_behind_is_put_in_its_place():
    texts = ["1.5"] * 20_000
    texts[17_000] = "2.5e1"
    found = decimal_numbers("\\".join(texts).encode())
    assert (found[17_000], found[16_999], found[17_001]) == (25.0, 1.5, 1.5)
