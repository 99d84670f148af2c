"""Story files beside DICOM: partial dates, sources, conflicts, and what happens when they are wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reirrad_gui.case import Case, Course, ImageSeries, Phase
from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Extent, Lane
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.resources import resource
from reirrad_gui.store.story import read_story, with_story


def story_file(folder: Path, **changes: object) -> Path:
    said = {
        "schema": "reirrad-gui/story/1",
        "patient_id": "EX-001",
        "synthetic": ["Anatomy is synthetic."],
        "events": [
            {
                "id": "bm", "lane": "disease", "kind": "diagnosis", "title": "Bone metastases",
                "start": [
                    {"earliest": "2012-09", "latest": "2012-09", "source": "Methods", "derived": "+ 18 months"},
                    {"earliest": "2012-11", "latest": "2012-11", "source": "Abstract"},
                ],
                "contradictions": [1], "series_description": "Bone scan 2012",
            },
            {
                "id": "adt", "lane": "systemic", "kind": "drug", "title": "ADT", "end_known": "open",
                "start": [{"earliest": "2012-09", "latest": None, "source": "Methods"}],
            },
        ],
        "courses": [
            {
                "plan_labels": ["C1"], "label": "Course 1", "site": "pelvis",
                "start": [{"earliest": "2012-12", "latest": "2012-12", "source": "Methods"}],
                "end": [], "fraction_interval_days": 7, "not_stated": ["technique"],
            }
        ],
        "contradictions": [{"number": 1, "title": "Metastases", "text": "Two months apart.", "shown_as": "conflict"}],
    }  # fmt: skip
    path = folder / "case.reirrad.json"
    path.write_text(json.dumps(said | changes), encoding="utf-8")
    return path


def case_with(label: str = "C1", patient_id: str = "EX-001") -> Case:
    phase = Phase("1.2", label, None, 1, 21.0, 3, None, ())
    series = ImageSeries("9.9", "NM", "Bone scan 2012", "", (), When())
    return Case(PatientIdentity(patient_id), (Course("c", "", (phase,), When(), When()),), series=(series,))


def test_two_sources_of_one_date_stay_two_and_are_a_conflict(tmp_path):
    (event, described), (drug, _) = read_story(story_file(tmp_path)).events
    assert event.start.text == "Sep or Nov 2012"
    assert event.conflicting
    assert described == "Bone scan 2012"
    assert event.contradictions[0].shown_as == "conflict"
    assert (drug.lane, drug.extent, drug.start.text) == (Lane.SYSTEMIC, Extent.OPEN, "Sep 2012 or later")


def test_a_story_dates_the_course_it_names_and_ties_its_scan_to_the_series(tmp_path):
    found = with_story(case_with(), read_story(story_file(tmp_path)))
    course = found.courses[0]
    assert (course.label, course.site, course.start.text) == ("Course 1", "pelvis", "Dec 2012")
    assert course.fraction_interval_days == 7
    assert not course.end.known
    assert found.events[0].series_uid == "9.9"
    assert found.synthetic == ("Anatomy is synthetic.",)


def test_what_the_story_states_of_a_course_is_no_longer_listed_as_not_stated(tmp_path):
    case = case_with()
    unsaid = ("first treatment date", "last treatment date", "delivered fractions", "treated site")
    case = replace(case, courses=(replace(case.courses[0], not_stated=unsaid),))
    found = with_story(case, read_story(story_file(tmp_path))).courses[0]
    # the story dates the start to a month and names the site; it gives no end and no number of fractions delivered
    assert found.not_stated == ("last treatment date", "delivered fractions", "technique")


def test_a_start_that_is_only_bounded_on_one_side_is_still_not_stated(tmp_path):
    open_start = [{"earliest": "2018", "latest": None, "source": "Methods"}]
    told = {"plan_labels": ["C1"], "start": open_start, "not_stated": ["treated site"]}
    case = case_with()
    case = replace(case, courses=(replace(case.courses[0], not_stated=("first treatment date", "treated site")),))
    found = with_story(case, read_story(story_file(tmp_path, courses=[told]))).courses[0]
    assert found.not_stated == ("first treatment date", "treated site")


def test_a_story_of_another_patient_is_refused_in_words(tmp_path):
    found = with_story(case_with(patient_id="SOMEBODY"), read_story(story_file(tmp_path)))
    assert found.events == ()
    assert "belongs to patient EX-001" in found.problems[0].sentence


def test_a_course_that_only_the_story_knows_is_said_to_be_missing(tmp_path):
    found = with_story(case_with(label="other plan"), read_story(story_file(tmp_path)))
    assert "names a course with plan C1 that is not among the files" in found.problems[0].sentence
    assert not found.courses[0].start.known


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": "something/else"}, "is not a story file"),
        ({"events": [{"id": "x"}]}, "cannot be understood"),
        (
            {
                "courses": [
                    {"plan_labels": ["C1"], "start": [{"earliest": "03/04/2011", "latest": None, "source": "x"}]}
                ]
            },
            "03/04",
        ),
    ],
)
def test_a_story_that_cannot_be_understood_names_its_file(tmp_path, changes, said):
    with pytest.raises(CaseFileError, match=r"case\.reirrad\.json") as raised:
        read_story(story_file(tmp_path, **changes))
    assert said in str(raised.value)


def test_a_file_that_is_not_json_gets_a_sentence(tmp_path):
    path = tmp_path / "broken.reirrad.json"
    path.write_bytes(b"\xff{")
    with pytest.raises(CaseFileError, match="cannot be read"):
        read_story(path)


def test_the_shipped_example_tells_all_twenty_contradictions():
    story = read_story(resource("example", "story.json"))
    assert [c.number for c in story.contradictions] == list(range(1, 21))
    of_events = {c.number for event, _ in story.events for c in event.contradictions}
    of_courses = {c.number for course in story.courses for c in course.contradictions}
    assert {1, 2, 3, 9, 10, 11, 12, 13, 14, 15, 17, 18} <= of_events
    assert {5, 6, 7, 8, 16, 19} <= of_courses
    assert of_events | of_courses == set(range(1, 21))


@pytest.fixture(scope="module")
def example():
    return {event.uid: event for event, _ in read_story(resource("example", "story.json")).events}


def test_the_scan_of_2018_lists_fifteen_sites_and_three_that_it_does_not_mention(example):
    scan = example["bone-scan-3"].facts
    assert len(scan.seen) == 15  # 3 vertebrae, 4 + 1 + 3 ribs, 2 joints, ischium and ramus
    assert [lesion.site.text for lesion in scan.lesions if not lesion.state.there] == [
        "sternum", "left femur, upper shaft", "pubic symphysis",
    ]  # fmt: skip
    assert scan.count is None
    assert scan.new.text == "4 or more"


def test_the_c_of_the_report_are_ribs_and_their_side_stays_unknown_but_for_the_eleventh(example):
    ribs = [lesion.site for lesion in example["bone-scan-3"].facts.lesions if lesion.site.structure == "rib"]
    assert [(site.level, site.side_missing) for site in ribs] == [
        *((str(n), True) for n in (4, 5, 6, 7)), ("11", False), *((str(n), True) for n in (5, 6, 7)),
    ]  # fmt: skip
    assert not any(site.level.startswith("C") for event in example.values() for site in event.sites)


def test_pain_of_the_example_has_words_and_no_scores(example):
    pains = [event for event in example.values() if event.facts.kind == "symptom"]
    assert {event.uid for event in pains} == {
        "pain-pelvis", "pain-relief-1", "pain-pubis", "pain-flare", "pain-relief-2",
    }  # fmt: skip
    assert all(event.facts.pain_score is None and event.facts.omed_mg_a_day is None for event in pains)


def test_drugs_of_the_example_have_no_dose_and_the_report_s_spelling_is_kept(example):
    adt, other = example["adt"], example["bisphosphonate"]
    assert (adt.facts.agent, adt.wording, adt.facts.doses) == ("leuprolide", "leuprolein", ())
    assert other.facts.agent is None


def test_an_old_story_without_typed_values_tells_what_its_kinds_say(tmp_path):
    said = [
        {"id": str(n), "lane": "imaging", "kind": kind, "title": "x", "start": []}
        for n, kind in enumerate(("bone scan", "planning CT", "PET", "dream"))
    ]
    facts = [event.facts for event, _ in read_story(story_file(tmp_path, events=said)).events]
    assert [one.kind for one in facts] == ["imaging", "imaging", "imaging", "note"]
    assert [one.modality.value for one in facts[:3]] == ["bone scan", "planning CT", "PET"]


def test_a_typed_value_that_cannot_be_meant_names_event_and_field(tmp_path):
    said = [
        {
            "id": "p",
            "lane": "symptoms",
            "kind": "symptom",
            "title": "x",
            "start": [],
            "facts": {"kind": "symptom", "pain_score": 12},
        }
    ]
    with pytest.raises(CaseFileError, match=r"case\.reirrad\.json.*p, facts: A pain score"):
        read_story(story_file(tmp_path, events=said))
