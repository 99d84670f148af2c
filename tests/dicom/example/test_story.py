"""The story beside the files: every conflict and gap of the case report, and no date it does not give."""

import json
import re
from datetime import date, timedelta

import pydicom
import pytest

from reirrad_gui.dicom.example import truth
from reirrad_gui.resources import resource
from reirrad_gui.store.story import read_story

PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LANES = {"disease", "imaging", "systemic", "radiotherapy", "symptoms", "notes"}


@pytest.fixture(scope="module")
def story():
    return json.loads(resource("example", "story.json").read_text(encoding="utf-8"))


def all_stated(story):
    for part in [*story["events"], *story["courses"]]:
        yield from part["start"]
        yield from part["end"]


def event(story, uid):
    return next(e for e in story["events"] if e["id"] == uid)


def test_the_story_is_written_beside_the_files_as_it_is_shipped(example, story):
    assert json.loads((example / "example.reirrad.json").read_text(encoding="utf-8")) == story


def test_the_program_reads_the_story(example):
    read = read_story(example / "example.reirrad.json")
    assert len(read.events) == 18
    assert len(read.contradictions) == 20
    assert read.patient_id == truth().patient_id


def test_the_story_belongs_to_the_patient_and_the_plans_of_the_files(story):
    assert story["schema"] == "reirrad-gui/story/1"
    assert story["patient_id"] == truth().patient_id
    assert [c["plan_labels"] for c in story["courses"]] == [[c.label] for c in truth().courses]


def test_all_twenty_contradictions_are_listed_and_each_is_carried_by_an_event_or_a_course(story):
    assert [c["number"] for c in story["contradictions"]] == list(range(1, 21))
    assert {c["shown_as"] for c in story["contradictions"]} == {"conflict", "range", "not stated", "flag"}
    carried = {n for part in [*story["events"], *story["courses"]] for n in part["contradictions"]}
    assert carried == set(range(1, 21))


def test_every_event_is_short_to_name_and_has_a_source_and_a_lane(story):
    assert len({e["id"] for e in story["events"]}) == len(story["events"])
    for one in story["events"]:
        assert 0 < len(one["title"]) <= 40
        assert one["lane"] in LANES
        assert one["source"]
        assert one["detail"].endswith(".")
        assert one["end_known"] in ("point", "open", "stated")
        assert bool(one["end"]) == (one["end_known"] == "stated")


def test_every_date_is_partial_or_open_and_says_where_it_comes_from(story):
    for stated in all_stated(story):
        for end in (stated["earliest"], stated["latest"]):
            assert end is None or PARTIAL.fullmatch(end)
        assert stated["source"].startswith("Case report")


def test_a_day_is_given_only_where_it_was_calculated(story):
    for stated in all_stated(story):
        if any(end and len(end) == 10 for end in (stated["earliest"], stated["latest"])):
            assert stated["derived"]


def test_course_1_ends_14_days_after_a_day_of_december_2012(story):
    end = story["courses"][0]["end"][0]
    span = timedelta(days=14)  # three weekly fractions
    assert end["earliest"] == (date(2012, 12, 1) + span).isoformat() == "2012-12-15"
    assert end["latest"] == (date(2012, 12, 31) + span).isoformat() == "2013-01-14"
    assert story["courses"][0]["fraction_interval_days"] == 7


def test_relief_in_the_second_week_is_day_8_to_14_of_course_1(story):
    relief = event(story, "pain-relief-1")["start"][0]
    assert relief["earliest"] == (date(2012, 12, 1) + timedelta(days=7)).isoformat()
    assert relief["latest"] == (date(2012, 12, 31) + timedelta(days=13)).isoformat()


def test_course_2_is_undated_after_2018_with_both_readings_of_seven_years(story):
    first, second = story["courses"][1]["start"]
    assert (first["earliest"], first["latest"]) == ("2018", "2019")
    assert "2018" in first["derived"]
    assert "December 2019" in first["derived"]
    assert (second["earliest"], second["latest"]) == ("2018", None)


@pytest.mark.parametrize("uid", ["bone-metastases", "bone-scan-1", "pain-pelvis"])
def test_dates_that_cannot_both_be_right_stand_side_by_side(story, uid):
    first, second = event(story, uid)["start"]
    assert first["latest"] < second["earliest"]  # disjoint: a conflict, not a range


def test_bone_scans_and_planning_cts_name_the_series_they_are_shown_with(example, story):
    written = {pydicom.dcmread(p, stop_before_pixels=True).SeriesDescription for p in example.rglob("*.dcm")}
    named = {e["series_description"] for e in story["events"] if e["series_description"]}
    assert len(named) == 5
    assert named <= written
    assert all(e["lane"] == "imaging" for e in story["events"] if e["series_description"])


def test_ribs_are_called_ribs_and_no_neck_vertebra_is_named(story):
    scan = event(story, "bone-scan-3")
    assert "ribs 4 to 7" in scan["detail"]
    assert not re.search(r"\bC\d", scan["detail"])


def test_what_is_synthetic_is_said(story):
    assert any("doses" in sentence or "dose" in sentence for sentence in story["synthetic"])
