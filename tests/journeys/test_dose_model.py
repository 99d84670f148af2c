"""The built-in example by LQ and by LQ-L: one switch, and every number of every command follows it."""

import json

import numpy as np
import pydicom
import pytest
from jsonschema import Draft202012Validator

from reirrad_gui.cli import main
from reirrad_gui.constraints import Standing
from reirrad_gui.lq import eqdx_lql, usual_tail
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings

LQL = Settings().with_model("lq-l")


@pytest.fixture(scope="module")
def assessor(opened_example):
    return Assessor(opened_example)


@pytest.fixture(scope="module")
def both(assessor):
    return assessor.assess(Settings()), assessor.assess(LQL)


def written(arguments, path):
    assert main([*map(str, arguments), "--json", str(path)]) == 0
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_dose_by_lq_l_is_at_most_that_by_lq_and_somewhere_it_is_less(both):
    # 21 Gy in 3 are 7 Gy per fraction, above dT 6 Gy of α/β 3
    by_lq, by_lql = both
    differs = 0
    for one, other in zip(by_lq.organs, by_lql.organs, strict=True):
        for (name, plain), (_, bent) in zip(one.cumulative_eqd2.items(), other.cumulative_eqd2.items(), strict=True):
            if plain.value is not None:
                assert bent.value <= plain.value + 1e-9, f"{one.name} {name}"
                differs += bent.value < plain.value - 1e-6
    assert differs > 0


def test_a_whole_organ_converted_point_by_point_has_the_figures_shown(opened_example, both):
    # the plain way: each point's dose per fraction by LQ-L, added, averaged over the volume, and the largest
    for number, organ in enumerate(both[1].organs):
        samples, ratio = opened_example.organs[number], organ.alpha_beta.value
        weights = samples.points.weights_cc
        total = np.zeros(weights.size)
        for sampled, doses in zip(samples.doses, opened_example.doses, strict=True):
            for phase, dose in zip(sampled, doses, strict=True):
                tail = usual_tail(ratio)
                total += eqdx_lql(phase.physical_gy, dose.phase.fractions, ratio, tail, unknown="keep")
        if np.isnan(total).any():
            assert organ.cumulative_eqd2.mean_gy.value is None
            continue
        assert organ.cumulative_eqd2.mean_gy.value == pytest.approx(float((total * weights).sum() / weights.sum()))
        assert organ.cumulative_eqd2.max_gy.value == pytest.approx(float(total.max()))


def test_no_verdict_is_better_by_lq_l_than_by_lq(both):
    better = (Standing.WITHIN, Standing.NEAR, Standing.NOT_ASSESSABLE, Standing.EXCEEDED)
    by_lq = {(row.organ, r.limit.key): r for row in both[0].rows for r in row.results}
    for row in both[1].rows:
        for result in row.results:
            plain = by_lq[row.organ, result.limit.key]
            if result.standing in (Standing.WITHIN, Standing.NEAR):
                assert better.index(result.standing) >= better.index(plain.standing), (row.organ, result.limit.key)


def test_the_commands_follow_the_switch_and_keep_their_schemas(example, both, tmp_path):
    said = written(["assess", example, "--model", "lq-l"], tmp_path / "assess.json")
    Draft202012Validator(json.loads(resource("schema/assessment-1.json").read_text(encoding="utf-8"))).validate(said)
    shown = {organ.name: organ.cumulative_eqd2.mean_gy.value for organ in both[1].organs}
    assert {one["name"]: one["cumulative"]["eqd2"]["mean_gy"] for one in said["structures"]} == pytest.approx(shown)
    curves = written(["dvh", "--case", example, "--organs", "Bladder", "--model", "lq-l"], tmp_path / "dvh.json")
    Draft202012Validator(json.loads(resource("schema/case-dvh-1.json").read_text(encoding="utf-8"))).validate(curves)
    assert curves["model"]["key"] == "lq-l"
    assert curves["structures"][0]["accumulated_eqd2"]["mean_gy"] == pytest.approx(shown["Bladder"])
    plan = written(
        ["plan", example, "--model", "lq-l", "--fractions", "1", "--regimens", "8/1"], tmp_path / "plan.json"
    )
    Draft202012Validator(json.loads(resource("schema/plan-1.json").read_text(encoding="utf-8"))).validate(plan)
    assert {one["model"] for one in plan["solution"]["points"][0]["ceilings"]} == {"LQ", "LQ-L"}


def test_an_export_by_lq_l_is_named_so_and_holds_no_more_than_one_by_lq(example, tmp_path, capsys):
    for model in ("lq", "lq-l"):
        assert main(["export", str(example), "--to", str(tmp_path / model), "--model", model]) == 0
    names = ("lq/RD_accumulated_EQD2_ab3.dcm", "lq-l/RD_accumulated_EQD2_LQ-L_ab3.dcm")
    plain, bent = (pydicom.dcmread(tmp_path / name) for name in names)
    assert bent.DoseComment.startswith("EQD2 LQ-L a/b=3 Gy")
    assert "LQ-L" not in plain.DoseComment
    highest = [float(one.pixel_array.max()) * float(one.DoseGridScaling) for one in (plain, bent)]
    assert highest[1] < highest[0]
    assert "Model: LQ-L" in capsys.readouterr().out


def test_a_model_that_means_nothing_is_refused_in_one_sentence(example, capsys):
    assert main(["assess", str(example), "--model", "usc"]) == 1
    assert "parameters of each tissue" in capsys.readouterr().err
    assert main(["assess", str(example), "--model", "lq-l:four"]) == 1
    assert "as in lq-l:4,5" in capsys.readouterr().err
