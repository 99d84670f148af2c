"""From the folder of the example to what could still be given, and back: the answer assessed keeps every limit."""

import json

import pytest
from jsonschema import Draft202012Validator

from reirrad_gui.cli import main
from reirrad_gui.resources import resource
from tests.support.seed_letters import write_seed_letters


def test_the_command_line_plans_and_assesses_the_built_in_example(example, tmp_path, capsys):
    plan, tried = tmp_path / "plan.json", tmp_path / "tried.json"
    assert main(["plan", str(example), "--regimens", "8/1,20/5", "--fractions", "1,5", "--json", str(plan)]) == 0
    said = json.loads(plan.read_text(encoding="utf-8"))
    schema = json.loads(resource("schema/plan-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(said)
    five = said["solution"]["points"][1]
    assert five["limiting"][0]["organ"] == "Bladder" and five["limiting"][0]["limit"] == "bladder-nr"
    regimen = f"{five['total_gy']}/5"
    assert main(["assess", str(example), "--what-if", regimen, "--json", str(tried)]) == 0
    assessed = json.loads(tried.read_text(encoding="utf-8"))
    assert assessed["what_if"]["total_gy"] == five["total_gy"] and "What if" in assessed["warnings"][0]
    assert [c["organ"] for c in assessed["constraints"] if c["status"] == "exceeds"] == []
    bladder = next(c for c in assessed["constraints"] if c["organ"] == "Bladder" and c["limit_gy"] == 80)
    assert 79.9 < bladder["cumulative_eqd2_gy"] <= 80.0
    capsys.readouterr()
    assert main(["plan", str(example), "--regimens", "20"]) == 1
    assert "“20” is no regimen" in capsys.readouterr().err
    assert main(["assess", str(example), "--what-if", "20/5", "--what-if-course", "7"]) == 1
    assert "no course 7" in capsys.readouterr().err


def test_letters_alone_have_no_plan_to_scale_and_the_sentence_says_where_what_is_left_stands(tmp_path, capsys):
    first, second = write_seed_letters(tmp_path)
    assert main(["plan", "--letter", str(first), "--letter", str(second)]) == 1
    said = capsys.readouterr().err
    assert "no planned dose to scale" in said
    assert "is in the assessment" in said


def test_without_a_path_and_without_a_letter_plan_is_used_wrongly(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["plan"])
    assert ended.value.code == 2
    assert "--letter" in capsys.readouterr().err
