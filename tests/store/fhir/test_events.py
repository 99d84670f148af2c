"""Conditions, observations, drugs, procedures, images and adverse events of a bundle as typed events."""

import pytest

from reirrad_gui.patient.facts import (
    Analyte,
    Diagnosis,
    DrugGroup,
    Imaging,
    LabSeries,
    LocalTreatment,
    Modality,
    PerformanceStatus,
    Progression,
    Symptom,
    SystemicTherapy,
    Technique,
    Toxicity,
)
from reirrad_gui.store.fhir import read_bundles
from tests.support.fhir_bundles import SUBJECT, observation, patient, write_bundle


def read(tmp_path, *resources):
    (found,) = read_bundles([write_bundle(tmp_path, patient(), *resources)])
    return found


def only(tmp_path, *resources):
    (event,) = read(tmp_path, *resources).events
    return event


def said(found):
    return " ".join(problem.sentence for problem in found.problems)


def about(kind, **fields):
    return {"resourceType": kind, "id": "x", "subject": SUBJECT, **fields}


def quantity(value, unit, **more):
    return {"valueQuantity": {"value": value, "unit": unit, **more}}


def test_a_condition_is_a_diagnosis_with_its_histology_and_stage(tmp_path):
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
    event = only(
        tmp_path,
        about(
            "Condition", code={"text": "Prostate cancer"}, onsetDateTime="2011-03",
            stage=[{"summary": {"text": "T3b N1"}}],
            extension=[{"url": url, "valueCodeableConcept": {"text": "adenocarcinoma"}}],
        ),
    )  # fmt: skip
    assert event.facts == Diagnosis("Prostate cancer", "adenocarcinoma", stage="T3b N1")
    assert (event.start.text, event.source) == ("Mar 2011", "FHIR bundle told.json, Condition/x")


@pytest.mark.parametrize("status", ["entered-in-error", "refuted"])
def test_a_condition_that_was_refuted_is_no_diagnosis(tmp_path, status):
    found = read(tmp_path, about("Condition", code={"text": "x"}, verificationStatus={"coding": [{"code": status}]}))
    assert found.events == ()
    assert f"Condition/x is “{status}”" in said(found)


LEUPROLIDE = {"medicationCodeableConcept": {"text": "leuprolide"}}


@pytest.mark.parametrize(
    ("kind", "fields", "word"),
    [
        ("MedicationStatement", {**LEUPROLIDE, "status": "intended"}, "intended"),
        ("MedicationRequest", {**LEUPROLIDE, "status": "draft", "intent": "order"}, "draft"),
        ("MedicationRequest", {**LEUPROLIDE, "status": "active", "intent": "proposal"}, "proposal"),
        ("MedicationRequest", {**LEUPROLIDE, "status": "active", "doNotPerform": True}, "not to be done"),
        ("Procedure", {"code": {"text": "vertebroplasty"}, "status": "preparation"}, "preparation"),
        ("AdverseEvent", {"event": {"text": "proctitis"}, "actuality": "potential"}, "potential"),
        ("Condition", {"code": {"text": "x"}, "verificationStatus": {"coding": [{"code": "differential"}]}},
         "differential"),
    ],
)  # fmt: skip
def test_what_was_only_meant_or_feared_is_no_event(tmp_path, kind, fields, word):
    found = read(tmp_path, about(kind, **fields))
    assert found.events == ()
    assert f"{kind}/x is “{word}”: it counts for nothing" in said(found)


def test_an_unconfirmed_diagnosis_and_a_drug_stopped_on_no_stated_day_say_so(tmp_path):
    doubtful = {"code": {"text": "x"}, "verificationStatus": {"coding": [{"code": "provisional"}]}}
    assert only(tmp_path, about("Condition", **doubtful)).detail == "Stated as provisional."
    stopped = about("MedicationStatement", **LEUPROLIDE, status="stopped", effectivePeriod={"start": "2018"})
    event = only(tmp_path, stopped)
    assert (event.detail, event.end.known) == ("Stated as stopped; when it ended is not.", False)


def test_psa_values_make_one_series_in_order_of_time(tmp_path):
    event = only(
        tmp_path,
        observation("2857-1", "b", effectiveDateTime="2018-05-01", **quantity(12.5, "ng/ml")),
        observation("2857-1", "a", effectiveDateTime="2017-05-01", **quantity(0.1, "ug/L", comparator="<")),
    )
    assert isinstance(event.facts, LabSeries)
    assert event.facts.analyte is Analyte.PSA
    assert [one.text for one in event.facts.values] == ["< 0.1 µg/L", "12.5 ng/mL"]
    assert (event.start.text, event.end.text) == ("1 May 2017", "1 May 2018")


def test_a_value_without_a_number_stays_unknown(tmp_path):
    event = only(tmp_path, observation("6768-6", valueString="haemolysed"))
    assert event.facts.values[0].value is None
    assert event.facts.values[0].note == "haemolysed"


@pytest.mark.parametrize("value", [{"valueInteger": 7}, quantity(7, "{score}")])
def test_pain_has_its_score_and_place(tmp_path, value):
    event = only(
        tmp_path, observation("72514-3", effectiveDateTime="2018-06-01", bodySite={"text": "left ischium"}, **value)
    )
    assert event.facts == Symptom(pain_score=7)
    assert [site.text for site in event.sites] == ["left ischium"]


@pytest.mark.parametrize("value", [{"valueInteger": 70}, quantity(6.5, "{score}")])
def test_a_pain_score_that_cannot_be_meant_is_told(tmp_path, value):
    found = read(tmp_path, observation("72514-3", **value))
    assert found.events == ()
    assert "Observation/o cannot be understood" in said(found)


def test_performance_and_progression(tmp_path):
    assert only(tmp_path, observation("89247-1", valueInteger=1)).facts == PerformanceStatus("ECOG", 1)
    worse = {"valueCodeableConcept": {"coding": [{"code": "271299001"}]}, "method": {"text": "bone scan"}}
    assert only(tmp_path, observation("97509-4", **worse)).facts == Progression("bone scan")
    stable = {"valueCodeableConcept": {"coding": [{"code": "359746009", "display": "Patient's condition stable"}]}}
    assert only(tmp_path, observation("97509-4", **stable)).facts.text == "Disease status: Patient's condition stable"


def test_an_observation_without_a_place_here_is_listed(tmp_path):
    assert "Not used: Observation/o." in said(read(tmp_path, observation("8302-2", **quantity(180, "cm"))))


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Leuprolide acetate", DrugGroup.ADT),
        ("Zoledronic acid", DrugGroup.BISPHOSPHONATE),
        ("Denosumab", DrugGroup.DENOSUMAB),
        ("Docetaxel", DrugGroup.CHEMOTHERAPY),
        ("Radium-223", DrugGroup.RADIONUCLIDE),
        ("Morphine sulfate", DrugGroup.ANALGESIC),
        ("Something new", DrugGroup.OTHER),
    ],
)
def test_drugs_belong_to_their_group(tmp_path, name, group):
    one = about(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept={"text": name},
        effectivePeriod={"start": "2012-11"},
    )
    event = only(tmp_path, one)
    assert (event.facts.group, event.extent.value) == (group, "open")
    assert event.facts.agent == (None if name == "Denosumab" else name)


def test_a_drug_of_a_contained_medication_has_its_dose_and_end(tmp_path):
    event = only(
        tmp_path,
        about(
            "MedicationStatement", contained=[{"resourceType": "Medication", "id": "m", "code": {"text": "Goserelin"}}],
            medicationReference={"reference": "#m"}, effectivePeriod={"start": "2012", "end": "2014-02"},
            dosage=[{"text": "every 3 months", "doseAndRate": [{"doseQuantity": {"value": 10.8, "unit": "mg"}}]}],
        ),
    )  # fmt: skip
    assert isinstance(event.facts, SystemicTherapy)
    assert [dose.text for dose in event.facts.doses] == ["10.8 mg every 3 months"]
    assert (event.start.text, event.end.text, event.extent.value) == ("2012", "Feb 2014", "stated")


@pytest.mark.parametrize(
    ("name", "technique"),
    [
        ("Vertebroplasty of L3", Technique.VERTEBROPLASTY),
        ("Surgical fixation of femur", Technique.SURGERY),
        ("Nerve block", Technique.OTHER),
    ],
)
def test_procedures_are_local_treatments_in_their_own_words(tmp_path, name, technique):
    event = only(tmp_path, about("Procedure", status="completed", code={"text": name}, performedDateTime="2016-02-03"))
    assert event.facts == LocalTreatment(technique, name)


@pytest.mark.parametrize(
    ("code", "described", "modality"),
    [
        ("NM", "Whole body bone scan", Modality.BONE_SCAN),
        ("NM", "Renogram", Modality.OTHER),
        ("CT", "", Modality.CT),
        ("PT", "PSMA", Modality.PET),
    ],
)
def test_imaging_studies_have_their_modality(tmp_path, code, described, modality):
    one = about(
        "ImagingStudy",
        status="available",
        modality=[{"code": code}],
        started="2018-02-03T10:00:00Z",
        description=described,
    )
    event = only(tmp_path, one)
    assert isinstance(event.facts, Imaging)
    assert (event.facts.modality, event.start.text) == (modality, "3 Feb 2018")


def test_an_adverse_event_has_its_grade(tmp_path):
    grade = [{"url": "http://x/adverse-event-grade", "valueCodeableConcept": {"text": "Grade 2"}}]
    event = only(
        tmp_path,
        about("AdverseEvent", actuality="actual", event={"text": "Proctitis"}, extension=grade, date="2019-07"),
    )
    assert event.facts == Toxicity("Proctitis", 2)
