"""How sure the example's verdicts are, from its folder to JSON: draws, tornado and robustness."""

import json

import jsonschema
import pytest

from reirrad_gui.cli import main
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.uncertainty import Assumptions, uncertainty


@pytest.fixture(scope="module")
def written(example, tmp_path_factory):
    file = tmp_path_factory.mktemp("uncertainty") / "assessed.json"
    arguments = ["--uncertainty", "200", "--seed", "3", "--registration-sigma-mm", "1.5", "--json", str(file)]
    assert main(["assess", str(example), *arguments]) == 0
    return json.loads(file.read_text(encoding="utf-8"))


def test_it_keeps_to_the_schema(written):
    schema = json.loads(resource("schema", "assessment-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(written, schema)
    without_draws = {**written, "uncertainty": {**written["uncertainty"], "draws": None}}
    with pytest.raises(jsonschema.ValidationError, match="None"):  # the schema does look at this part
        jsonschema.validate(without_draws, schema)


def test_what_varied_is_said_and_what_did_not(written):
    found = written["uncertainty"]
    listed = {one["kind"]: one for one in found["assumptions"]}
    assert (found["draws"], found["seed"], found["organ_restricted"]) == (200, 3, True)
    assert listed["registration"]["varied"] and "1.5 mm" in listed["registration"]["distribution"]
    assert listed["slices"]["varied"] and not listed["recovery"]["varied"]
    assert listed["recovery"]["why_not"] == "no recovery is in force"


def test_the_window_and_the_command_line_say_the_same(written, opened_example):
    wanted = Assumptions().with_registration_sigma(1.5)
    found = uncertainty(opened_example, Settings(), wanted, draws=200, seed=3)
    for row, said in zip(found.rows, written["uncertainty"]["organs"], strict=True):
        assert (row.organ, row.robustness.text) == (said["organ"], said["robustness"]["text"])
        for limit, one in zip(row.limits, said["limits"], strict=True):
            assert (limit.median.value, limit.exceeds.text) == (one["median_gy"], one["exceeds"]["text"])


def test_every_row_with_a_verdict_has_its_draws_around_the_assessed_dose(written, opened_example):
    rows = {row.organ: row for row in Assessor(opened_example).assess(Settings()).rows}
    drawn = [row for row in written["uncertainty"]["organs"] if row["limits"]]
    assert len(drawn) >= 4
    for row in drawn:
        for limit, result in zip(row["limits"], rows[row["organ"]].results, strict=True):
            value = result.cumulative.value
            if value is None:
                assert limit["median_gy"] is None or limit["at_least_gy"] <= limit["median_gy"]
                continue
            assert limit["p5_gy"] - 3.0 < value < limit["p95_gy"] + 3.0
            assert limit["p5_gy"] <= limit["median_gy"] <= limit["p95_gy"]
            assert limit["largest_error_gy"] < 0.3


def test_without_being_asked_nothing_is_drawn(example, capsys):
    assert main(["assess", str(example)]) == 0
    assert "uncertainty" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("option", [["--seed", "2"], ["--registration-sigma-mm", "2"]])
def test_options_of_the_draws_without_draws_are_wrong_usage(example, option, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["assess", str(example), *option])
    assert ended.value.code == 2 and "--uncertainty" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--uncertainty", "3"], ["--uncertainty", "--registration-sigma-mm", "50"]])
def test_draws_that_cannot_be_meant_end_with_one_sentence(example, option, capsys):
    assert main(["assess", str(example), *option]) == 1
    assert capsys.readouterr().err.count("\n") == 1
