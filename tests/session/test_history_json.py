"""The history beside the assessment: typed, dated as far as known, with every contradiction and its place."""

import json
from dataclasses import replace

import jsonschema
import pytest

from reirrad_gui.case import Case, Course
from reirrad_gui.patient.events import NOT_STATED, event_of
from reirrad_gui.patient.facts import Symptom
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.patient.origins import Alternative, Entry, Reading
from reirrad_gui.patient.sites import Site
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.history_json import history_json
from reirrad_gui.store.story import read_story
from tests.support.opened_cases import seed_case

SCHEMA = json.loads(resource("schema", "assessment-1.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def case():
    story = read_story(resource("example", "story.json"))
    courses = tuple(
        Course(said.label, said.label, (), said.start, said.end, contradictions=said.contradictions)
        for said in story.courses
    )
    events = tuple(event for event, _ in story.events)
    return Case(PatientIdentity("EX-001"), courses, events=events, contradictions=story.contradictions)


def test_the_history_obeys_the_schema_of_the_assessment(case):
    entered = event_of(
        "x", Symptom(pain_score=3), NOT_STATED, sites=[Site("", written="elbow"), Site("hip")], wording="some",
        alternatives=[Alternative("analgesics", (Reading("none", "a"), Reading("60 mg", "b")))],
        entered=Entry("A. Reader", "2026-11-21"),
    )  # fmt: skip
    case = replace(case, events=(*case.events, entered))
    said = assessment_json(Assessor(seed_case(("Bladder",))).assess(Settings())) | history_json(case)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(said, allow_nan=False)))
    last = said["events"][-1]
    assert last["sites"][0] == {"text": "elbow", "structure": None, "level": None, "side": None, "part": None}
    assert last["sites"][1]["side"] is None  # a hip has two sides, and none is stated
    assert last["alternatives"] == ["analgesics: none (a) or 60 mg (b)"]
    assert last["entered"] == "entered by A. Reader on 2026-11-21"


def test_each_of_the_twenty_contradictions_names_where_it_shows(case):
    said = history_json(case)["contradictions"]
    assert [one["number"] for one in said] == list(range(1, 21))
    assert all(one["events"] or one["courses"] for one in said)
    assert said[17]["events"] == ["quoted-literature"]


def test_the_ribs_of_2018_are_ribs_in_the_json(case):
    scan = next(one for one in history_json(case)["events"] if one["uid"] == "bone-scan-3")
    ribs = [lesion["site"]["level"] for lesion in scan["facts"]["lesions"] if lesion["site"]["structure"] == "rib"]
    assert ribs == ["4", "5", "6", "7", "11", "5", "6", "7"]


def test_what_is_derived_names_its_inputs_and_its_rule(case):
    said = {one["uid"]: one for one in history_json(case)["derived"]}
    grade = said["derived/eod/bone-scan-3"]
    assert (grade["headline"], grade["derived_from"]) == ("EOD II", ["bone-scan-3"])
    assert any("Soloway 1988" in rule["source"] for rule in grade["rules"])
    assert said["derived/response/2"]["headline"] == "not classifiable"
    assert said["derived/response/2"]["missing"] == ["pain before", "OMED before", "pain now", "OMED now"]
