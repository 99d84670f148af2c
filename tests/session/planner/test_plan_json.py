"""The planner without a window: its JSON, and what is typed on the command line."""

import json

import pytest
from jsonschema import Draft202012Validator

from reirrad_gui.errors import EntryError
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.planner import Planner, PlanQuestion
from reirrad_gui.session.planner.as_json import plan_json
from reirrad_gui.session.planner.headless import PlanWish, parse_fractions, planned_json, trying
from tests.session.test_what_if import two_phases, unprescribed
from tests.support.opened_cases import seed_case


def valid(said):
    """The JSON as a reader gets it, once it was held against the schema."""
    again = json.loads(json.dumps(said, allow_nan=False))
    schema = json.loads(resource("schema/plan-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(again)
    return again


def test_the_json_has_everything_the_planner_says_of_the_worst_case():
    said = valid(planned_json(seed_case(), Settings(), PlanWish(fractions="1,5")))
    assert said["course"] == 2 and said["given"] == "20 Gy / 5"
    assert [c["title"] for c in said["candidates"]["columns"]][:2] == ["as given: 20 Gy / 5", "8 Gy / 1"]
    assert len(said["candidates"]["columns"]) == 10
    plexus = next(row for row in said["candidates"]["rows"] if row["organ"] == "SacralPlex")
    assert plexus["cells"][0]["limits"][0]["cumulative_eqd2_gy"] == pytest.approx(77.25)
    assert plexus["cells"][0]["status"] == "exceeds" and plexus["cells"][0]["deciding_limit"] == "plexus-nr"
    five = said["solution"]["points"][1]
    assert (five["fractions"], five["total_gy"], five["limiting"][0]["organ"]) == (5, 15.49, "SacralPlex")
    assert "PenileBulb" in said["solution"]["clearance"]
    rows = {row["limit"]["key"]: row for row in said["remaining"]["rows"]}
    assert rows["bladder-nr"]["at_the_organ_gy"] == [12.36, 24.22]
    assert rows["bladder-nr"]["eqd2_left_gy"] == pytest.approx(38.0)
    assert said["provenance"]["program"] == "reirrad-gui"


def test_what_is_not_known_is_null_with_its_reason_and_keeps_the_schema():
    said = valid(planned_json(seed_case(("PenileBulb",)), Settings(), PlanWish(fractions="5")))
    (point,) = said["solution"]["points"]
    assert point["total_gy"] is None and "No limit that can be assessed" in point["total_gy_reason"]
    assert said["remaining"]["rows"] == []


def test_only_what_was_asked_is_told():
    opened = seed_case()
    left = Planner(opened).remaining(PlanQuestion(Settings()), (5,))
    said = valid(plan_json(Assessor(opened).assess(Settings()), None, None, left))
    assert said["candidates"] is said["solution"] is said["tumour_alpha_beta"] is None
    with pytest.raises(ValueError, match="nothing was asked"):
        plan_json(Assessor(opened).assess(Settings()), None, None, None)


def test_of_several_phases_the_one_called_so_is_scaled():
    said = valid(planned_json(two_phases(), Settings(), PlanWish(phase="plan 2", regimens="4/1", fractions="1")))
    assert "course 1, Plan 2" in said["geometry"]
    with pytest.raises(EntryError, match=r"No phase is called “Plan 9”.*“Plan 1”.*“Plan 2”"):
        planned_json(two_phases(), Settings(), PlanWish(phase="Plan 9"))
    with pytest.raises(EntryError, match="several phases"):
        planned_json(two_phases(), Settings(), PlanWish())


@pytest.mark.parametrize("written", ["1;3", "one", "1,-3", "2.5"])
def test_numbers_of_fractions_are_whole_numbers_between_commas(written):
    with pytest.raises(EntryError, match="whole numbers with commas"):
        parse_fractions(written)


def test_a_regimen_typed_for_the_assessment_is_tried_on_the_course_named():
    assert trying(seed_case(), Settings(), "24/6").what_if.course_uid == "course 2"
    assert trying(seed_case(), Settings(), "24/6", 1).what_if.course_uid == "course 1"
    with pytest.raises(EntryError, match="Enter the prescription"):
        trying(unprescribed(), Settings(), "24/6")
    with pytest.raises(EntryError, match="no course 0 here"):
        trying(seed_case(), Settings(), "24/6", 0)
