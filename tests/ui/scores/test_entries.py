"""What is typed into scores: empty is missing, and what cannot be read is refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.scores.entries import amount, day, months, months_text, whole


@pytest.mark.parametrize(("written", "number"), [("7", 7), (" 07 ", 7), ("", None), ("  ", None), ("-1", -1)])
def test_whole_numbers(written, number):
    assert whole(written, "Pain") == number


@pytest.mark.parametrize(("written", "number"), [("60", 60.0), ("7,5", 7.5), ("7.", 7.0), ("", None), ("0", 0.0)])
def test_amounts_with_point_or_comma(written, number):
    assert amount(written, "OMED") == number


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("6", (6, 6)), ("59-84", (59, 84)), ("6 to 12", (6, 12)), ("at least 6", (6, None)), ("≥ 6", (6, None)),
        ("up to 6", (None, 6)), ("", (None, None)),
    ],
)  # fmt: skip
def test_intervals_as_ranges(written, bounds):
    assert months(written) == bounds


@pytest.mark.parametrize("reader", [lambda t: whole(t, "Pain"), lambda t: amount(t, "OMED"), months, day])
@pytest.mark.parametrize("written", ["about five", "1e5", "nan", "7 or 8"])
def test_what_is_no_number_is_refused(reader, written):
    with pytest.raises(EntryError):
        reader(written)


@given(st.text(max_size=12))
def test_any_text_is_either_read_or_refused(written):
    for reader in (lambda t: whole(t, "Pain"), lambda t: amount(t, "OMED"), months, day):
        try:
            reader(written)
        except EntryError as error:
            assert str(error)


def test_nothing_written_is_no_date():
    assert not day("").known
    assert day("Mar 2014").text == "Mar 2014"


@given(st.tuples(st.none() | st.integers(0, 999), st.none() | st.integers(0, 999)))
def test_an_interval_is_read_as_it_is_written(gap):
    if None in gap or gap[0] <= gap[1]:
        assert months(months_text(gap)) == gap
