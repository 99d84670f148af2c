"""Counts of lesions as reports write them: a bound stays a bound."""

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.counts import Count


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("15", (15, 15)), ("6-20", (6, 20)), ("> 3", (4, None)), ("at least 4", (4, None)), ("3 or more", (3, None)),
        ("fewer than 6", (0, 5)), ("up to 5", (0, 5)), ("multiple", (2, None)), ("none", (0, 0)),
    ],
)  # fmt: skip
def test_a_number_is_read_with_its_bounds(written, bounds):
    count = Count.parse(written)
    assert (count.fewest, count.most) == bounds


@pytest.mark.parametrize("make", [lambda: Count(-1, 3), lambda: Count(5, 4), lambda: Count(2000, None),
                                  lambda: Count.parse("a few")])  # fmt: skip
def test_what_is_no_number_of_lesions_is_refused(make):
    with pytest.raises(EntryError):
        make()


def test_a_range_is_said_as_a_range():
    assert Count(6, 20).text == "6 to 20"
