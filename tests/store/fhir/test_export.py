"""Bundles that this program writes: valid FHIR R4, and read back as the same case."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reirrad_gui.case import Case, Course, Phase
from reirrad_gui.case.from_letters import letter_course, with_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument, LetterPhase, sums_of
from reirrad_gui.errors import InputError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import (
    Analyte,
    Diagnosis,
    DrugDose,
    DrugGroup,
    Gleason,
    Imaging,
    LabSeries,
    LabValue,
    LastContact,
    LocalTreatment,
    Modality,
    Note,
    PerformanceStatus,
    Progression,
    SkeletalEvent,
    SkeletalKind,
    Symptom,
    SystemicTherapy,
    Technique,
    Toxicity,
)
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.resources import resource
from reirrad_gui.session.fhir_export import written_bundle
from reirrad_gui.store.fhir import case_bundle, read_bundles, with_bundles
from reirrad_gui.store.story import read_story

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
WHO = PatientIdentity("17", "Doe^Jo", "19500506", "M")
MARCH = When((StatedDate.at(PartialDate(2011, 3), "abstract"),))
LATER = When((StatedDate(PartialDate(2018), None, "discussion"),))
PHASES = (LetterPhase("Primary", 12.6, 7, 3, "2021-09-06", "2021-09-09"), LetterPhase("PlanChange", 8.0, 4, 4))
FACTS = (
    Diagnosis("prostate cancer", "adenocarcinoma", Gleason(3, 4), "T3"),
    Progression("bone scan"),
    Imaging(Modality.BONE_SCAN, finding="stationary"),
    LabSeries(Analyte.PSA, (LabValue(MARCH, 12.5, "ng/mL"), LabValue(LATER, 0.1, "ng/mL", "<", "repeated"))),
    SystemicTherapy(DrugGroup.ADT, "leuprolide", (DrugDose(22.5, "mg", "every 3 months"),)),
    SystemicTherapy(DrugGroup.BISPHOSPHONATE),
    LocalTreatment(Technique.VERTEBROPLASTY, "L3"),
    Symptom(pain_score=7, omed_mg_a_day=60.0),
    Symptom("nausea", change="less"),
    Toxicity("Proctitis", 2, "5.0"),
    SkeletalEvent(SkeletalKind.FRACTURE, True),
    PerformanceStatus("Karnofsky", 80),
    LastContact(),
    Note("seen in the clinic"),
)


def letter(**fields):
    return LetterCourse(
        "letter 1", LetterDocument("Discharge letter", "2013", "Dr. Example"), entered_by="A. Reader", **fields
    )


def validated(bundle):
    """Refused by the FHIR R4 models where it is no such bundle."""
    r4b = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is not installed")
    return r4b.Bundle.model_validate(json.loads(json.dumps(bundle)))


def back(tmp_path, bundle):
    path = tmp_path / "written.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    (case,) = with_bundles((), read_bundles([path]))
    return case


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts.title)
@pytest.mark.parametrize(
    "start", [MARCH, LATER, When(), When((*MARCH.stated, *LATER.stated))], ids=["month", "open", "none", "two"]
)
def test_every_kind_of_event_is_valid_and_reads_back_exactly(tmp_path, facts, start):
    event = event_of("e 1", facts, start, sites=(Site("ischium", side=Side.LEFT),), detail="in words")
    bundle = case_bundle(Case(WHO, events=(event,)), NOW)
    validated(bundle)
    case = back(tmp_path, bundle)
    assert case.events == (event,)
    assert case.patient == WHO


def test_an_event_that_somebody_changed_since_counts_as_its_standard_fields_say(tmp_path):
    bundle = case_bundle(Case(WHO, events=(event_of("e 1", Symptom(pain_score=7), MARCH),)), NOW)
    changed = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Observation")
    changed["valueInteger"] = 3
    case = back(tmp_path, bundle)
    assert [event.facts.pain_score for event in case.events] == [3]
    assert any("was changed since this program wrote it" in p.sentence for p in case.problems)


@pytest.mark.parametrize(
    "one",
    [
        letter(
            total_gy=21.0,
            fractions=3,
            delivered_fractions=3,
            reached=("Rectum",),
            maximum_percent=107.0,
            start="about 2012",
        ),
        letter(total_gy=21.0, fractions=3),
        letter(total_gy=21.0),
        letter(total_gy=21.0, fractions=3, delivered_fractions=1, site="pelvis", note="stopped"),
        letter(total_gy=21.0, fractions=3, delivered_fractions=0),
        letter(
            **dict(zip(("total_gy", "fractions", "delivered_fractions"), sums_of(PHASES), strict=True)), phases=PHASES
        ),
        letter(total_gy=30.0, fractions=5, delivered_fractions=5, unbounded="Given from sources inside the body."),
    ],
    ids=["as entered", "planned", "no fractions", "stopped", "not begun", "phases", "brachytherapy"],
)
def test_a_course_from_a_letter_is_valid_and_reads_back_exactly(tmp_path, one):
    bundle = case_bundle(with_letter(Case(WHO), one), NOW)
    validated(bundle)
    assert back(tmp_path, bundle).courses == (letter_course(one),)


def test_numbers_that_somebody_changed_since_count_instead_of_the_letter(tmp_path):
    bundle = case_bundle(with_letter(Case(WHO), letter(total_gy=21.0, fractions=3, delivered_fractions=3)), NOW)
    text = json.dumps(bundle).replace('"value": 2100.0', '"value": 2400.0')
    (course,) = back(tmp_path, json.loads(text)).courses
    assert course.prescribed_gy == 24.0


def test_brachytherapy_bounds_nothing_also_where_another_program_dropped_our_extension(tmp_path):
    one = letter(total_gy=30.0, fractions=5, delivered_fractions=5, unbounded="Given from sources inside the body.")
    bundle = case_bundle(with_letter(Case(WHO), one), NOW)
    for entry in bundle["entry"]:
        kept = [e for e in entry["resource"].get("extension", ()) if not e["url"].startswith("urn:reirrad-gui")]
        entry["resource"]["extension"] = kept
    (course,) = back(tmp_path, bundle).courses
    assert course.letter.unbounded
    assert course.fractions is None


def test_the_example_s_story_is_valid_and_reads_back_event_for_event(tmp_path):
    story = read_story(resource("example", "story.json"))
    events = tuple(replace(event, series_uid=None) for event, _ in story.events)
    bundle = case_bundle(Case(WHO, events=events), NOW)
    validated(bundle)
    read = back(tmp_path, bundle).events
    assert {event.uid: event for event in read} == {event.uid: event for event in events}


RANGE = When((StatedDate(PartialDate(2018), PartialDate(2019), "discussion"),))


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (MARCH, "Mar 2011"),
        (RANGE, "2018 to 2019"),
        (LATER, "2018 or later"),
        (When((StatedDate(None, PartialDate(2012), "letter"),)), "2012 or earlier"),
        (When((*MARCH.stated, *RANGE.stated)), "1 Mar 2011 to 31 Dec 2019"),  # a contradiction spans both
        (When(), "not stated"),
    ],
)
def test_a_course_from_dicom_reads_back_with_its_numbers_and_the_same_possible_days(tmp_path, when, text):
    phase = Phase("p", "Pelvis", None, 1, 21.0, 3, 3, ())
    bundle = case_bundle(Case(WHO, (Course("1.2.3", "Course 1", (phase,), when, when),)), NOW)
    validated(bundle)
    (course,) = back(tmp_path, bundle).courses
    assert (course.prescribed_gy, course.planned_fractions, course.delivered_fractions) == (21.0, 3, 3)
    assert (course.start.text, course.start.first_day, course.start.last_day) == (text, when.first_day, when.last_day)


def test_a_course_without_a_prescription_is_said_not_to_be_written(tmp_path):
    phase = Phase("p", "Pelvis", None, 1, None, 3, 3, ())
    bundle = case_bundle(Case(WHO, (Course("1.2.3", "Course 1", (phase,), MARCH, MARCH),)), NOW)
    validated(bundle)
    case = back(tmp_path, bundle)
    assert case.courses == ()
    assert any(p.blocking and "states no dose" in p.sentence for p in case.problems)


def test_provenance_names_every_resource(tmp_path):
    bundle = case_bundle(with_letter(Case(WHO), letter(total_gy=21.0, fractions=3)), NOW)
    made = [entry["resource"] for entry in bundle["entry"]]
    names = {f"{one['resourceType']}/{one['id']}" for one in made[:-1]}
    assert {one["reference"] for one in made[-1]["target"]} == names
    assert made[-1]["agent"][0]["who"]["display"].startswith("reirrad-gui ")


def test_a_time_without_its_zone_is_a_callers_bug():
    with pytest.raises(ValueError, match="time zone"):
        case_bundle(Case(WHO), datetime(2026, 11, 21))


def test_a_file_is_never_replaced_unasked_and_a_place_that_cannot_be_written_is_told(tmp_path):
    source = tmp_path / "a.json"
    source.write_text(
        json.dumps(case_bundle(with_letter(Case(WHO), letter(total_gy=21.0, fractions=3)), NOW)), encoding="utf-8"
    )
    with pytest.raises(InputError, match="there already"):
        written_bundle([source], source)
    with pytest.raises(InputError, match="cannot be written"):
        written_bundle([source], tmp_path / "none" / "b.json")
    lines = written_bundle([source], tmp_path / "b.json", now=NOW)
    assert "1 courses and 0 events of Doe, Jo" in lines[0]
    assert written_bundle([source], tmp_path / "b.json", overwrite=True, now=NOW) == lines
