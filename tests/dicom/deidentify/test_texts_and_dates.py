"""Names, IDs and dates in texts; one shift of all dates; UIDs that stay the same within one copy."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dicom.dates import FIRST_CREDIBLE_YEAR
from reirrad_gui.dicom.deidentify import Shift, Texts, Uids, Words, chosen_shift
from reirrad_gui.dicom.deidentify.table import rules
from reirrad_gui.patient.dates import PartialDate, StatedDate, When

DAYS = st.dates(date(1975, 1, 1), date(2030, 12, 31))


def words(*names, ids=(), places=(), years=()):
    found = Words(ids=set(ids), years=set(years))
    for name in names:
        found.add_name(name)
    for place in places:
        found.add_place(place)
    return found


@pytest.mark.parametrize(
    ("name", "text", "cleaned"),
    [
        ("Müller^Änne", "PTV MUELLER", "PTV [name]"),
        ("Müller^Änne", "PTVmuller_ÄNNE1", "PTV[name]_[name]1"),
        ("Żółkiewska^A", "Rectum Zolkiewska", "Rectum [name]"),
        ("O'Neil^Jo", "Jo's PTV, Jordan", "[name]'s PTV, Jordan"),
        ("Li^Wei", "Linac Li_1", "Linac [name]_1"),
        ("Smith-Jones^^^Dr", "smith / JONES / Dr", "[name] / [name] / Dr"),
        ("Heart^Rectum", "Heart, Rectum", "Heart, Rectum"),
        ("", "PTV 50.4 Gy / 28", "PTV 50.4 Gy / 28"),
    ],
)
def test_names_are_found_whatever_their_letters_and_organs_are_left(name, text, cleaned):
    assert Texts(words(name)).clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("CT 07.01.2013", "CT [date]"), ("CT 2013-01-07", "CT [date]"), ("CT20130107a", "CT[date]a"),
        ("scan of March 2011", "scan of [date]"), ("seen 3/2011", "seen [date]"), ("seen 03/2011", "seen [date]"),
        ("PTV2000", "PTV2000"), ("boost 2011", "boost [year]"), ("20111 cGy", "20111 cGy"), ("1-2-30", "[date]"),
        ("12345678", "12345678"),
    ],
)  # fmt: skip
def test_dates_are_found_and_years_only_where_they_are_the_patients(text, cleaned):
    assert Texts(words(years=[2011])).clean(text) == cleaned


def test_ids_and_places_are_found_short_ids_only_by_themselves():
    texts = Texts(words(ids=["A12", "MRN471123", "7"], places=["Sanatorium Quirin Hospital"]))
    assert texts.clean("A12 A123 xMRN471123x 7") == "[id] A123 x[id]x 7"
    assert texts.clean("hospital quirin") == "hospital [place]"
    assert texts.unsearched == set()


def test_names_that_differed_only_in_what_was_taken_out_still_differ_and_stay_the_same_everywhere():
    texts = Texts(words("Smith^Ann", "Jones"))
    first, second = (texts.clean(f"CTV {name}", "structures", 64) for name in ("Smith", "Jones"))
    assert (first, second) == ("CTV [name]", "CTV [name] 2")
    assert texts.clean("CTV Jones", "structures", 64) == second
    assert texts.again("CTV Jones", "structures") == second


def test_a_text_in_which_nothing_is_found_is_not_cut():
    assert Texts(words("Smith")).clean("a label of more than sixteen letters", "plans", 16).endswith("letters")


@given(one=DAYS, other=DAYS, days=st.integers(-7300, 7300))
def test_an_interval_is_the_same_after_the_shift(one, other, days):
    shift = Shift(days)
    assert shift.day(other) - shift.day(one) == other - one
    assert shift.dicom_date(f"{one:%Y%m%d}") == f"{one + timedelta(days=days):%Y%m%d}"
    moment = shift.dicom_moment(f"{one:%Y%m%d}235959.25+0100")
    assert moment == f"{one + timedelta(days=days):%Y%m%d}235959.25+0100"


@given(day=DAYS, month=st.booleans(), fours=st.integers(-5, 5))
def test_a_month_or_year_moved_by_four_years_holds_the_same_days_moved(day, month, fours):
    when = PartialDate(day.year, day.month if month else None)
    shift = Shift(1461 * fours)
    moved = shift.partial(when)
    assert (moved.earliest, moved.latest) == (shift.day(when.earliest), shift.day(when.latest))
    assert moved.month == when.month


@given(
    days=st.lists(DAYS, max_size=5), partial=st.booleans(), seed=st.integers(0, 10**9),
)  # fmt: skip
def test_the_shift_that_is_chosen_moves_every_date_and_keeps_it_credible(days, partial, seed):
    known = [PartialDate(d.year, d.month, None if partial else d.day) for d in days]
    whens = [When((StatedDate.at(one, "x"),)) for one in known]
    shift = chosen_shift(whens, lambda most: seed % most)
    assert abs(shift.days) >= 366
    assert abs(shift.days) <= 7305
    for one in known:
        assert shift.partial(one).year > FIRST_CREDIBLE_YEAR


@pytest.mark.parametrize("written", ["2013", "201301", "20130231", "about then", "", "99991231"])
def test_a_dicom_date_that_cannot_be_moved_exactly_is_left_out(written):
    assert Shift(365).dicom_date(written) == ""


def test_uids_are_replaced_alike_within_a_copy_and_differently_in_the_next():
    first, second = Uids(), Uids()
    assert first.new("1.2.3") == first.new("1.2.3") != second.new("1.2.3")
    assert first.new("1.2.840.10008.1.2.1") == "1.2.840.10008.1.2.1"
    assert first.in_text("1.2.3/1") == f"{first.new('1.2.3')}/1"
    key = first.in_text("1.2.3 > 9.8.7.6.5.4 : 1.000000 0.500000")
    assert key == f"{first.new('1.2.3')} > {first.new('9.8.7.6.5.4')} : 1.000000 0.500000"
    first.also("a file.dcm", "000001.dcm")
    assert first.in_text("a file.dcm/2") == "000001.dcm/2"
    assert len(first.new("1.2.3")) <= 64


def test_the_table_is_the_standards_617_attributes_with_their_actions():
    found = rules()
    assert len(found) == 617
    assert {rule.action for rule in found.values()} == {"X", "Z", "D", "U"}
    # PS3.15 Table E.1-1: Patient's Name Z, Patient ID Z (D in later editions' wording), Other Patient IDs X, ROI Name Z
    assert (found[0x00100010].action, found[0x00101000].action, found[0x30060026].action) == ("Z", "X", "Z")
    assert found[0x0008103E].text
    assert not found[0x00100030].dates, "a birth date is emptied, not moved"
