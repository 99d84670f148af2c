"""The JSON of an assessment: valid against its schema, complete, and the same numbers as the figures."""

import json

import jsonschema
import pytest

from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Recovery, Settings
from reirrad_gui.session.as_json import assessment_json
from tests.support.opened_cases import field, seed_case, uniform

SCHEMA = json.loads(resource("schema", "assessment-1.json").read_text(encoding="utf-8"))
HALF_COVERED = field(uniform(21.0), high_mm=(0, 60, 60))


@pytest.mark.parametrize(
    ("opened", "settings"),
    [
        (seed_case(), Settings()),
        (seed_case(first=HALF_COVERED), Settings()),
        (seed_case(("Vezica urinara", "Nobody knows")), Settings(recovery=Recovery("step-25-50"))),
        (seed_case(()), Settings()),
    ],
    ids=["both courses everywhere", "half covered", "names in doubt", "no structures"],
)
def test_the_json_obeys_its_schema(opened, settings):
    said = json.loads(json.dumps(assessment_json(Assessor(opened).assess(settings)), allow_nan=False))
    jsonschema.Draft202012Validator(SCHEMA).validate(said)


def test_the_schema_is_a_schema_and_refuses_a_missing_verdict():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    said = assessment_json(Assessor(seed_case()).assess(Settings()))
    del said["constraints"][0]["status"]
    with pytest.raises(jsonschema.ValidationError, match="status"):
        jsonschema.Draft202012Validator(SCHEMA).validate(said)


def test_the_json_prints_the_figures_themselves():
    assessment = Assessor(seed_case()).assess(Settings())
    said = assessment_json(assessment)
    for organ, printed in zip(assessment.organs, said["structures"], strict=True):
        for name, figure in organ.cumulative_eqd2.items():
            assert printed["cumulative"]["eqd2"][name] == figure.value
    results = [(r, result) for r in assessment.rows for result in r.results]
    for (row, result), printed in zip(results, said["constraints"], strict=True):
        assert printed["cumulative_eqd2_gy"] == result.cumulative.value
        assert printed["remaining_eqd2_gy"] == result.remaining_eqd2.value
        assert (printed["status"], printed["organ"]) == (result.standing.word, row.organ)


def test_every_null_has_a_reason_beside_it():
    said = assessment_json(Assessor(seed_case(first=HALF_COVERED)).assess(Settings()))
    plexus = next(s for s in said["structures"] if s["name"] == "SacralPlex")
    assert plexus["cumulative"]["eqd2"]["mean_gy"] is None
    assert "between" in plexus["cumulative"]["eqd2"]["reasons"]["mean_gy"]
    # the maximum lies in the covered half: the same number whatever the other half received
    assert plexus["cumulative"]["eqd2"]["max_gy"] == pytest.approx(77.25)
    assert plexus["cumulative"]["overlap_region_near_max_eqd2_gy"] is None
    assert plexus["cumulative"]["overlap_region_near_max_eqd2_gy_reason"]
    assert plexus["coverage_percent"][0] == pytest.approx(50.0, abs=0.5)


def test_the_interval_and_both_readings_of_a_date_are_printed():
    said = assessment_json(Assessor(seed_case()).assess(Settings()))
    assert (said["interval"]["min_months"], said["interval"]["max_months"]) == (59, 84)
    assert said["courses"][1]["start"]["stated"][0]["source"] == "abstract"
    assert said["courses"][1]["end"]["reason"] == "not stated in any source"


def test_inputs_are_named_with_their_hash():
    said = assessment_json(Assessor(seed_case()).assess(Settings()))
    assert all(len(used["sha256"]) == 64 for used in said["provenance"]["inputs"])
    assert said["provenance"]["parameters"]["recovery"] == "off"
