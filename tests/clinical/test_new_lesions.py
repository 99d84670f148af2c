"""PCWG "2+2", persistence and dating (EVIDENCE f), and the scans of the case report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.clinical.counts import Count
from reirrad_gui.clinical.new_lesions import BoneScan, ScanProgression, bone_scan_progression
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When


def scan(day: str, new: str, still: str = "") -> BoneScan:
    when = When((StatedDate.at(PartialDate.parse(day), "report"),)) if day else When()
    return BoneScan(when, Count.parse(new), Count.parse(still))


def kind(*scans: BoneScan) -> ScanProgression:
    return bone_scan_progression(scans).answer.kind


FIRST = scan("2020-03-01", "0")


def test_the_case_report_meets_two_new_lesions_and_is_unconfirmed():
    # EVIDENCE f, j 13: stationary about 2014, "more than 3 new" in 2018, no scan after it
    found = bone_scan_progression([scan("2014", "0"), scan("2018", "more than 3")])
    assert found.answer.kind is ScanProgression.UNCONFIRMED
    assert found.answer.when is None
    assert "6 weeks later" in found.missing[0]
    assert found.caution == "check against the paper"


def test_two_new_and_two_more_is_progression_dated_to_the_first_scan():
    found = bone_scan_progression([scan("2020-03-01", "2"), scan("2020-05-01", "2")])
    assert found.answer.kind is ScanProgression.PROGRESSION
    assert found.answer.when.text == "1 Mar 2020"


@pytest.mark.parametrize(
    ("first", "additional", "expected"),
    [
        ("2", "1", ScanProgression.FLARE),
        ("1", "2", ScanProgression.UNCONFIRMED),  # the first has too few: the second asks for persistence
        ("1", "1", ScanProgression.NONE),
        ("2", "", ScanProgression.UNCONFIRMED),
        ("", "1", ScanProgression.UNDETERMINED),
        ("1-2", "0", ScanProgression.UNDETERMINED),
        ("0", "", ScanProgression.UNDETERMINED),
    ],
)
def test_two_plus_two_at_each_threshold(first, additional, expected):
    assert kind(scan("2020-03-01", first), scan("2020-05-01", additional)) is expected


def test_two_new_on_the_first_scan_alone_are_unconfirmed():
    found = bone_scan_progression([scan("2020-03-01", "5")])
    assert found.answer.kind is ScanProgression.UNCONFIRMED
    assert "next scan" in found.missing[0]


@pytest.mark.parametrize(
    ("day", "still", "expected"),
    [
        ("2020-10-13", "2", ScanProgression.PROGRESSION),  # 1 Sep + 42 days
        ("2020-10-12", "2", ScanProgression.UNCONFIRMED),  # 41 days
        ("2020-10-13", "1", ScanProgression.NONE),  # gone
        ("2020-10-13", "", ScanProgression.UNCONFIRMED),
        ("2020-10", "2", ScanProgression.UNCONFIRMED),  # 30 to 60 days
    ],
)
def test_later_lesions_have_to_persist_six_weeks(day, still, expected):
    assert kind(FIRST, scan("2020-09-01", "3"), scan(day, "0", still)) is expected


def test_persisting_lesions_are_dated_back_to_the_scan_that_first_showed_them():
    found = bone_scan_progression([FIRST, scan("2020-09-01", "3"), scan("2020-12-01", "3", "3")])
    assert found.answer.when.text == "1 Sep 2020"
    assert found.headline == "progression, 1 Sep 2020"


def test_a_second_look_too_early_does_not_end_the_suspicion():
    found = kind(FIRST, scan("2020-09-01", "3"), scan("2020-09-20", "3", "3"), scan("2020-12-01", "3", "2"))
    assert found is ScanProgression.PROGRESSION


def test_after_a_flare_later_lesions_still_count():
    scans = [scan("2020-03-01", "4"), scan("2020-05-01", "0"), scan("2020-09-01", "2"), scan("2020-12-01", "2", "2")]
    assert bone_scan_progression(scans).answer.when.text == "1 Sep 2020"


def test_with_the_first_scan_not_told_progression_stands_but_its_date_is_open():
    scans = [scan("2020-03-01", ""), scan("2020-09-01", "3"), scan("2020-12-01", "3", "3")]
    found = bone_scan_progression(scans)
    assert (found.answer.kind, found.answer.when) == (ScanProgression.PROGRESSION, None)
    assert found.headline == "progression, its date open"


def test_without_the_scan_in_between_later_lesions_that_persist_are_progression_with_an_open_date():
    # two additional ones in May would date it to March; fewer than two leave July, confirmed in October
    rows = [scan("2020-03-01", "3"), scan("2020-05-01", ""), scan("2020-07-01", "4"), scan("2020-10-01", "4", "4")]
    found = bone_scan_progression(rows)
    assert (found.answer.kind, found.answer.when) == (ScanProgression.PROGRESSION, None)
    assert found.missing == ("whether the next scan shows two additional lesions",)


def test_without_the_scan_in_between_later_lesions_that_went_away_leave_the_first_unconfirmed():
    gone = [scan("2020-03-01", "3"), scan("2020-05-01", ""), scan("2020-07-01", "4"), scan("2020-10-01", "0", "1")]
    found = bone_scan_progression(gone)
    assert found.answer.kind is ScanProgression.UNCONFIRMED
    assert found.missing == ("whether the next scan shows two additional lesions",)
    others = [*gone[:3], scan("2020-10-01", "2", "0"), scan("2020-12-01", "2", "2")]
    assert kind(*others) is ScanProgression.PROGRESSION


def test_other_lesions_than_those_that_went_away_raise_a_new_suspicion():
    scans = [FIRST, scan("2020-09-01", "3"), scan("2020-12-01", "2", "0")]
    assert kind(*scans) is ScanProgression.UNCONFIRMED


def test_no_scan_is_undetermined_and_not_no_progression():
    assert kind() is ScanProgression.UNDETERMINED


def test_a_scan_dated_before_the_one_it_follows_is_refused():
    with pytest.raises(EntryError, match="cannot follow"):
        kind(scan("2020-03-01", "0"), scan("2019-03-01", "0"))


COUNT = st.none() | st.builds(Count.exactly, st.integers(0, 4))
SCANS = st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=4)


@given(SCANS)
def test_progression_needs_a_second_scan_and_a_number_of_two(rows):
    days = ("2020-01-01", "2020-04-01", "2020-08-01", "2020-12-01")
    whens = [When((StatedDate.at(PartialDate.parse(day), "report"),)) for day in days]
    scans = [BoneScan(when, new, still) for when, (new, still) in zip(whens, rows, strict=False)]
    if kind(*scans) is ScanProgression.PROGRESSION:
        assert len(scans) > 1
        assert any(one.new is not None and one.new.fewest >= 2 for one in scans)


@given(SCANS)
def test_no_progression_is_never_told_from_numbers_that_are_not_told(rows):
    days = ("2020-01-01", "2020-04-01", "2020-08-01", "2020-12-01")
    whens = [When((StatedDate.at(PartialDate.parse(day), "report"),)) for day in days]
    scans = [BoneScan(when, new, still) for when, (new, still) in zip(whens, rows, strict=False)]
    if kind(*scans) is ScanProgression.NONE:
        assert all(one.new is not None for one in scans)
