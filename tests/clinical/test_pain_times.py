"""Time points of a response: 1, 2, 3 months by complete months (EVIDENCE e)."""

import pytest

from reirrad_gui.clinical.pain_times import time_point
from reirrad_gui.patient.dates import PartialDate, StatedDate, When


def on(text: str) -> When:
    return When((StatedDate.at(PartialDate.parse(text), "notes"),)) if text else When()


@pytest.mark.parametrize(
    ("assessed", "months"),
    [
        ("2014-02-13", None),  # a day short of 1 month
        ("2014-02-14", 1),
        ("2014-03-13", 1),
        ("2014-03-14", 2),
        ("2014-04-14", 3),
        ("2014-05-13", 3),
        ("2014-05-14", None),  # 4 months
        ("2014-01-13", None),  # before the end
        ("2014", None),
        ("", None),
    ],
)
def test_a_time_point_lasts_from_its_month_to_the_day_before_the_next(assessed, months):
    assert time_point(on("2014-01-14"), on(assessed)).months == months


@pytest.mark.parametrize(
    ("end", "assessed", "words"),
    [
        ("2014-01-14", "2014-02-01", "before the first"),
        ("2014-01-14", "2014-06-01", "after the last"),
        ("2014-01-14", "2013-12-01", "before the end of radiotherapy"),
        ("2014-01-14", "2014", "do not say"),  # the year begins before the end of radiotherapy
        ("2014-01", "2014-03", "leave open"),
        ("2014-01-14", "", "do not say"),
    ],
)
def test_what_is_no_time_point_says_why(end, assessed, words):
    assert words in time_point(on(end), on(assessed)).text
