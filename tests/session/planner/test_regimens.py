"""Regimens as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.session.planner.regimens import REGIMENS, Regimen, listed, parse_regimen, parse_regimens


@pytest.mark.parametrize(
    ("written", "fractions", "total_gy"),
    [
        ("8/1", 1, 8.0), ("20/5", 5, 20.0), ("20 Gy in 5", 5, 20.0), ("20Gy/5", 5, 20.0), ("20 in 5", 5, 20.0),
        ("20 Gy in 5 fractions", 5, 20.0), ("20/5 fx", 5, 20.0), ("5x4", 5, 20.0), ("5 × 4 Gy", 5, 20.0),
        ("5 X 4gy", 5, 20.0), ("5*4", 5, 20.0), ("4 Gy x 5", 5, 20.0), ("7,5/1", 1, 7.5), ("3 x 7,5 Gy", 3, 22.5),
        ("20 Gy in 5 fractions of 4 Gy", 5, 20.0), ("12.46 Gy in 5 × 2.49 Gy", 5, 12.46), (" 30 / 10 ", 10, 30.0),
    ],
)  # fmt: skip
def test_total_over_fractions_and_fractions_times_dose_are_understood(written, fractions, total_gy):
    assert parse_regimen(written) == Regimen(fractions, total_gy)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "is no regimen"), ("20", "is no regimen"), ("20 Gy", "is no regimen"), ("eight in one", "is no regimen"),
        ("20/5/4", "is no regimen"), ("-8/1", "is no regimen"),
        ("20/2.5", "whole number"), ("2.5x4", "whole number"), ("4 Gy x 2,5", "whole number"),
        ("5 Gy x 4 Gy", "two doses and no number of fractions"),
        ("5/20", "hardly meant"), ("60/1", "hardly meant"), ("8/0", "1 to 40"), ("80/41", "1 to 40"),
        ("0/5", "above 0"), ("900/30", "above 0 and up to 200 Gy"),
        ("20 Gy in 5 x 5 Gy", "contradicts itself: 5 × 5 Gy are 25 Gy"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_or_cannot_be_meant_is_refused_with_a_sentence(written, why):
    with pytest.raises(EntryError, match=why):
        parse_regimen(written)


@given(fractions=st.integers(1, 40), hundredths=st.integers(50, 500))
def test_what_a_regimen_calls_itself_is_understood_again(fractions, hundredths):
    regimen = Regimen(fractions, round(fractions * hundredths / 100, 2))
    assert parse_regimen(regimen.text) == regimen


def test_several_regimens_stand_between_commas_or_with_decimal_commas_between_semicolons():
    assert parse_regimens("8/1, 20/5,8/1") == (Regimen(1, 8.0), Regimen(5, 20.0))
    assert parse_regimens("7,5/1; 20/5;") == (Regimen(1, 7.5), Regimen(5, 20.0))
    with pytest.raises(EntryError, match="“7” is no regimen"):
        parse_regimens("7,5/1,20/5")
    with pytest.raises(EntryError, match="No regimen was given"):
        parse_regimens(" , ")


def test_the_list_is_that_of_the_evidence_page_and_cites_only_what_stands_there():
    shown = [(f"{one.regimen.total_gy:g}/{one.regimen.fractions}", one.kind) for one in REGIMENS]
    assert shown == [
        ("8/1", "conventional"), ("20/5", "conventional"), ("20/8", "conventional"), ("24/6", "conventional"),
        ("30/10", "conventional"), ("24/3", "SBRT"), ("27/3", "SBRT"), ("30/5", "SBRT"), ("24/2", "SBRT"),
    ]  # fmt: skip
    for one in REGIMENS:
        assert bool(one.citation) == bool(one.confidence)
        assert one.check == ("check against the paper" if one.confidence in ("S", "M") else "")
    assert listed(Regimen(8, 20.0)) is REGIMENS[2] and REGIMENS[2].check  # 20/8: from memory
    assert listed(Regimen(5, 25.0)) is None
