"""What mCODE 4 and CodeX Radiation Therapy 2 demand of the resources that claim to keep them.

The demands are those of the guides' definitions (cardinalities, fixed values, invariants of severity "error"), written
down here once more by hand; the FHIR models do not know them.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reirrad_gui.case import Case, Course, Phase
from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument, LetterPhase, sums_of
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.store.fhir import case_bundle
from tests.store.fhir.test_export import back, validated

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
WHO = PatientIdentity("17", "Doe^Jo", "19500506", "M")
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/"
DAY = When((StatedDate.at(PartialDate(2013, 1, 8), "record"),))
PHASES = (LetterPhase("Primary", 12.6, 7, 3, "2021-09-06", "2021-09-09"), LetterPhase("PlanChange", 8.0, 4, 4))


def letter(**fields):
    return LetterCourse("letter 1", LetterDocument("Discharge letter"), entered_by="A. Reader", **fields)


def dicom(given, planned=3, start=DAY):
    phase = Phase("1.2.3/1", "Plan", None, 1, 21.0, planned, given, (), start=start)
    return Case(WHO, courses=(Course("1.2.3/1", "Pelvis", (phase,), start, When()),))


CASES = {
    "delivered": dicom(3),
    "stopped": dicom(1),
    "number delivered not known": dicom(None),
    "no fractions planned": dicom(None, None),
    "no dates": dicom(3, start=When()),
    "letter": with_letter(Case(WHO), letter(total_gy=21.0, fractions=3, delivered_fractions=3, start="2012")),
    "letter of phases": with_letter(
        Case(WHO),
        letter(
            **dict(zip(("total_gy", "fractions", "delivered_fractions"), sums_of(PHASES), strict=True)), phases=PHASES
        ),
    ),
    "brachytherapy": with_letter(
        Case(WHO), letter(total_gy=30.0, fractions=5, delivered_fractions=5, unbounded="Given from sources inside.")
    ),
    "patient without a name": Case(PatientIdentity("17")),
}


def profiles(body):
    return {one.rsplit("/", 1)[-1] for one in body.get("meta", {}).get("profile", ())}


def resources(case, **said):
    bundle = case_bundle(case, NOW, **said)
    validated(bundle)
    return [entry["resource"] for entry in bundle["entry"]]


def parts(body, name):
    return [one for one in body.get("extension", ()) if one["url"].rsplit("/", 1)[-1] == name]


def identifiers_missing(body):
    """CodeX: one display name (usual) and at least one official identifier, each with its system."""
    listed = body.get("identifier", ())
    usual = [one for one in listed if one.get("use") == "usual" and one.get("system") and one.get("value")]
    official = [one for one in listed if one.get("use") == "official" and one.get("system") and one.get("value")]
    return [] if len(usual) == 1 and official else ["identifier"]


def missing(body):
    """Everything that a claimed profile demands and the resource does not have."""
    claimed, found = profiles(body), []
    procedure = {"codexrt-radiotherapy-course-summary", "codexrt-radiotherapy-treated-phase"}
    if claimed & procedure:
        found += identifiers_missing(body)
        # invariant codexrt-procedure-status
        if body["status"] not in ("in-progress", "not-done", "on-hold", "stopped", "completed"):
            found.append("status")
        # category 1..1 from RadiotherapyCategoryVS
        if body["category"]["coding"][0]["code"] not in ("1287742003", "108290001"):
            found.append("category")
        found += [] if "performedPeriod" in body and "performedDateTime" not in body else ["performedPeriod"]
    if "mcode-radiotherapy-course-summary" in claimed:
        found += [] if body["code"]["coding"][0]["code"] == "1217123003" else ["code"]
        # invariant mcode-reason-required
        found += [] if "reasonCode" in body or "reasonReference" in body else ["reason"]
        for how in parts(body, "mcode-radiotherapy-modality-and-technique"):
            (said,) = parts(how, "mcode-radiotherapy-modality")
            found += [] if said["valueCodeableConcept"].get("coding") else ["modality"]
        for dose in parts(body, "mcode-radiotherapy-dose-delivered-to-volume"):
            found += [] if len(parts(dose, "volume")) == 1 else ["volume"]
            found += [] if len(parts(dose, "codexrt-radiotherapy-uniform-fractionation")) == 1 else ["uniform"]
            (total,) = parts(dose, "totalDoseDelivered")
            found += [] if total["valueQuantity"]["code"] == "cGy" else ["cGy"]
    if "codexrt-radiotherapy-treated-phase" in claimed:
        found += [] if body["code"]["coding"][0]["code"] == "1222565005" else ["code"]
        for dose in parts(body, "mcode-radiotherapy-dose-delivered-to-volume"):
            found += ["fractionsDelivered of a volume"] if parts(dose, "fractionsDelivered") else []
    if "codexrt-radiotherapy-planned-phase" in claimed:
        found += identifiers_missing(body)
        found += [] if body["intent"] == "filler-order" else ["intent"]
        found += [] if len(parts(body, "codexrt-radiotherapy-fractions-planned")) == 1 else ["fractions planned"]
        for dose in parts(body, "codexrt-radiotherapy-dose-planned-to-volume"):
            found += ["fractions of a volume"] if parts(dose, "fractions") else []
    if "codexrt-radiotherapy-volume" in claimed:
        found += identifiers_missing(body)
        uids = [one for one in body["identifier"] if one.get("system") == "urn:dicom:uid"]
        found += [] if len(uids) == 1 and uids[0]["value"].startswith("urn:oid:2.25.") else ["dicomUid"]
    if "mcode-cancer-patient" in claimed:  # US Core Patient
        found += [] if all(one.get("system") and one.get("value") for one in body["identifier"]) else ["identifier"]
        found += [] if body["name"][0].get("family") or body["name"][0].get("given") else ["name"]
        found += [] if body.get("gender") else ["gender"]
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_resource_has_what_the_profiles_it_names_demand(case):
    assert {one["id"]: missing(one) for one in resources(case) if missing(one)} == {}


def test_every_resource_of_a_course_that_is_fully_known_names_its_profiles():
    named = {one["id"]: profiles(one) for one in resources(CASES["delivered"])}
    assert named["course-1"] == {"codexrt-radiotherapy-course-summary", "mcode-radiotherapy-course-summary"}
    assert named["course-1-phase-1"] == {"codexrt-radiotherapy-treated-phase"}
    assert named["course-1-phase-1-planned"] == {"codexrt-radiotherapy-planned-phase"}
    assert named["course-1-volume"] == {"codexrt-radiotherapy-volume", "mcode-radiotherapy-volume"}
    assert named["patient-1"] == {"mcode-cancer-patient"}


def test_what_nobody_knows_claims_no_profile_that_demands_it():
    named = {one["id"]: profiles(one) for one in resources(CASES["no fractions planned"])}
    # CodeX has no status “unknown”, and a planned phase needs its number of fractions
    assert named["course-1"] == {"mcode-radiotherapy-course-summary"}
    assert (named["course-1-phase-1"], named["course-1-phase-1-planned"]) == (set(), set())


def metrics(body):
    (dose,) = parts(body, "mcode-radiotherapy-dose-delivered-to-volume")
    return [
        (one["valueQuantity"]["value"], one["valueQuantity"]["unit"])
        for one in parts(dose, "codexrt-radiobiologic-metric")
    ]


def test_the_metric_is_eqd2_of_what_was_delivered_with_its_ratio_in_the_unit():
    by_id = {one["id"]: one for one in resources(CASES["delivered"])}
    # 21 Gy in 3: BED 94.5 at α/β 2 and 70 at 3, so EQD2 94.5/2 and 70/(5/3)
    expected = [(47.25, "EQD2Gy(a/b = 2)"), (42.0, "EQD2Gy(a/b = 3)")]
    assert metrics(by_id["course-1"]) == metrics(by_id["course-1-phase-1"]) == expected


def test_the_metric_of_phases_is_added_phase_by_phase():
    by_id = {one["id"]: one for one in resources(CASES["letter of phases"])}
    # 5.4 Gy in 3 (1.8 Gy each) and 8 Gy in 4 (2 Gy each): 5.4 · 4.8/5 + 8 at α/β 3
    assert metrics(by_id["course-1"])[1] == (pytest.approx(5.4 * 4.8 / 5 + 8.0), "EQD2Gy(a/b = 3)")


def test_brachytherapy_and_unknown_numbers_have_no_metric():
    assert metrics({one["id"]: one for one in resources(CASES["brachytherapy"])}["course-1"]) == []
    (course,) = [one for one in resources(CASES["number delivered not known"]) if one["id"] == "course-1"]
    assert parts(course, "mcode-radiotherapy-dose-delivered-to-volume") == []


def test_written_metrics_agree_with_lq_when_they_are_read_back(tmp_path):
    case = back(tmp_path, case_bundle(CASES["letter of phases"], NOW))
    assert not [problem.sentence for problem in case.problems if "is stated as" in problem.sentence]


AGAIN = "codexrt-radiotherapy-course-involves-reirradiation"


def again(case, **said):
    (course,) = [one for one in resources(case, **said) if one["id"] == "course-1"]
    return [one["valueBoolean"] for one in parts(course, AGAIN)]


def test_whether_a_course_irradiates_again_is_said_only_by_who_knows():
    case = CASES["delivered"]
    assert again(case) == []
    assert again(case, reirradiation={"1.2.3/1": True}) == [True]


@pytest.mark.parametrize("stated", [True, False])
def test_what_a_document_states_of_irradiating_again_goes_before_and_comes_back(tmp_path, stated):
    one = replace(letter(total_gy=21.0, fractions=3, delivered_fractions=3), reirradiation=stated)
    case = with_letter(Case(WHO), one)
    assert again(case, reirradiation={"letter 1": not stated}) == [stated]
    (course,) = back(tmp_path, case_bundle(case, NOW)).courses
    assert course.letter == one
