"""Sites: ribs stay ribs, a side that nobody states stays unknown, and what is unclear is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.sites import Side, Site, site_table
from reirrad_gui.patient.written_sites import read_site, read_sites

SCAN_2018 = (
    "T8, L3-L4, right sternoclavicular joint, posterior arches of ribs C4-C7, C11 right, lateral arch of ribs C5-C7, "
    "right sacroiliac joint, left ischium, left ischio-pubic ramus"
)


def test_the_list_of_2018_is_fifteen_sites_with_seven_ribs_of_unknown_side():
    read = read_sites(SCAN_2018)
    # T8, L3, L4, joint, ribs 4-7, rib 11, ribs 5-7, joint, ischium, ramus: 1 + 2 + 1 + 4 + 1 + 3 + 1 + 1 + 1 = 15
    assert len(read.sites) == 15
    assert read.asked == ()
    assert sum(site.side_missing for site in read.sites) == 7
    assert {site.level for site in read.sites if site.structure == "vertebra"} == {"T8", "L3", "L4"}
    assert read.notes == ("“C11 right” is read as rib 11: there is no neck vertebra 11.",)


@given(first=st.integers(1, 7), more=st.integers(0, 6))
def test_a_number_with_c_alone_is_never_taken_for_a_neck_vertebra(first, more):
    last = min(first + more, 12)
    read = read_sites(f"C{first}-C{last}")
    assert all(site.structure == "rib" for site in read.sites)
    assert bool(read.asked) == (last <= 7)


@given(level=st.sampled_from(site_table().spine), word=st.sampled_from(["vertebra", "corp vertebral"]))
def test_a_vertebra_that_is_called_one_is_read_as_it(level, word):
    assert read_site(f"{word} {level}") == Site("vertebra", level, part="", written=f"{word} {level}")


SIDES = (("left", Side.LEFT), ("dreapta", Side.RIGHT), ("", Side.NOT_STATED))


@given(number=st.integers(1, 12), side=st.sampled_from(SIDES))
def test_a_rib_has_a_side_only_where_one_is_written(number, side):
    word, meant = side
    found = read_site(f"coasta {number} {word}".strip())
    assert (found.structure, found.level, found.side) == ("rib", str(number), meant)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("D8", "T8"),
        ("Th8", "T8"),
        ("simfiza pubiană", "pubic symphysis"),
        ("ram ischio-pubian stâng", "left ischiopubic ramus"),
        ("upper shaft of the left femur", "left femur, upper shaft"),
        ("bilateral femur", "femur, both sides"),
        ("left right femur", "femur, both sides"),
        ("ribs", "rib, side not stated"),
        ("vertebrae", "vertebra"),
        ("femur", "femur, side not stated"),
        ("C11", "rib 11, side not stated"),
        ("vertebra C5", "C5"),
        ("C5 rib", "rib 5, side not stated"),
    ],
)
def test_a_site_as_reports_write_it(written, text):
    assert read_site(written).text == text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("C4", "can be a neck vertebra or a rib"),
        ("femur D", "does not say plainly which side"),
        ("elbow of the moon", "not understood"),
        ("ribs 13", "ribs are numbered from 1 to 12"),
        ("C4-C5 vertebra rib", "ribs and vertebrae at once"),
        ("T4 rib", "ribs and vertebrae at once"),
        ("T8-T3", "no such vertebrae"),
        ("T13", "no such vertebrae"),
        ("T8, T9", "is 2 sites"),
        ("rib femur", "not understood"),
    ],
)
def test_what_is_unclear_is_asked(written, said):
    with pytest.raises(EntryError, match=said):
        read_site(written)


def test_a_range_over_two_parts_of_the_spine_names_each_vertebra():
    assert [site.level for site in read_sites("T12-L2; C7 to T1").sites] == ["T12", "L1", "L2", "C7", "T1"]


def test_a_place_in_no_table_is_kept_as_written():
    site = Site("", written="left shoulder blade tip")
    assert (site.text, site.known, site.side_missing) == ("left shoulder blade tip", False, False)


def test_a_place_without_any_word_is_refused():
    with pytest.raises(EntryError, match="Name a place"):
        Site("")


@pytest.mark.parametrize(("structure", "level"), [("wing", ""), ("rib", "13"), ("vertebra", "C8"), ("sternum", "1")])
def test_a_structure_or_level_that_does_not_exist_is_refused(structure, level):
    with pytest.raises(EntryError):
        Site(structure, level)


def test_one_place_is_the_same_whatever_part_of_it_is_named():
    assert Site("rib", "5", part="posterior arch").place == Site("rib", "5", part="lateral arch").place


def test_one_of_a_kind_needs_no_side_and_takes_one_that_is_named():
    assert Site("sternum").side is Side.UNPAIRED
    assert Site("vertebra", "T8", Side.LEFT, "pedicle").text == "left T8, pedicle"


def test_another_table_of_sites_is_refused(tmp_path, monkeypatch):
    (tmp_path / "sites.json").write_text('{"schema": "other"}', encoding="utf-8")
    monkeypatch.setattr("reirrad_gui.patient.sites.resource", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(ValueError, match="sites/1"):
        site_table.__wrapped__()
