"""Dates as people write them of a treatment long ago: read at their own precision, and echoed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate
from reirrad_gui.patient.entered_dates import stated_date, understood


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("03/2011", date(2011, 3, 1), date(2011, 3, 31)),
        ("about March 2011", date(2011, 2, 1), date(2011, 4, 30)),
        ("ca. 2013", date(2012, 1, 1), date(2014, 12, 31)),
        ("~14.01.2013", date(2013, 1, 7), date(2013, 1, 21)),
        ("about January 2013", date(2012, 12, 1), date(2013, 2, 28)),
        ("2018 to 2019", date(2018, 1, 1), date(2019, 12, 31)),
        ("2018-2019", date(2018, 1, 1), date(2019, 12, 31)),
        ("between March 2018 and 14.01.2019", date(2018, 3, 1), date(2019, 1, 14)),
        ("from about 2018 to 2019", date(2017, 1, 1), date(2019, 12, 31)),
        ("from 2018", date(2018, 1, 1), None),
        ("2018 or later", date(2018, 1, 1), None),
        ("after March 2011", date(2011, 3, 1), None),
        ("before 2015", None, date(2015, 12, 31)),
        ("2015 or earlier", None, date(2015, 12, 31)),
        ("until about 2013", None, date(2014, 12, 31)),
        ("în jur de martie 2011", date(2011, 2, 1), date(2011, 4, 30)),
        ("cca 2013", date(2012, 1, 1), date(2014, 12, 31)),
        ("între 2018 și 2019", date(2018, 1, 1), date(2019, 12, 31)),
        ("zwischen März 2018 und Mai 2018", date(2018, 3, 1), date(2018, 5, 31)),
        ("după martie 2011", date(2011, 3, 1), None),
        ("seit 2018", date(2018, 1, 1), None),
        ("înainte de 2015", None, date(2015, 12, 31)),
        ("bis 2015", None, date(2015, 12, 31)),
    ],
)
def test_a_date_is_read_with_every_day_that_it_can_be(written, first, last):
    said = stated_date(written, "letter")
    assert (said.first_day, said.last_day) == (first, last)
    assert said.source == "letter"


@pytest.mark.parametrize(
    "written", ["", "soon", "about", "03/04/2011", "2019 to 2018", "2013-02-30", "about 1 Jan 0001", "~9999-12"]
)
def test_what_is_no_date_is_refused_in_words(written):
    with pytest.raises(EntryError):
        stated_date(written, "letter")


@pytest.mark.parametrize(
    ("written", "echoed"),
    [
        ("2018", "any day of 2018"),
        ("14.01.2013", "14 Jan 2013"),
        ("2012-12-15 to 2013-01-14", "any day from 15 Dec 2012 to 14 Jan 2013"),
        (
            "about 2013-01-14",
            "any day from 7 Jan 2013 to 21 Jan 2013 (written “about 2013-01-14”: one week to either side)",
        ),
        (
            "about March 2011",
            "any day from 1 Feb 2011 to 30 Apr 2011 (written “about March 2011”: one month to either side)",
        ),
        ("about 2011", "any day from 1 Jan 2010 to 31 Dec 2012 (written “about 2011”: one year to either side)"),
        ("before 2015", "31 Dec 2015 or earlier"),
        ("2018 or later", "1 Jan 2018 or later"),
    ],
)
def test_what_was_understood_is_echoed(written, echoed):
    assert understood(stated_date(written, "letter")) == echoed


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 3))
def test_about_never_makes_a_date_sharper(day, parts):
    when = PartialDate(*(day.year, day.month, day.day)[:parts])
    around, exact = stated_date(f"about {when.iso}", "letter"), stated_date(when.iso, "letter")
    assert around.first_day < exact.first_day
    assert exact.last_day < around.last_day
