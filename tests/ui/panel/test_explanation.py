"""What “how was this computed?” says of each organ."""

from dataclasses import replace

import pytest

from reirrad_gui.constraints import Standing
from reirrad_gui.figures import Figure
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.session.metrics import FiguresOnDemand, unknown_figures
from reirrad_gui.ui.panel.explanation import as_text, explanation
from tests.support.assessments import example_assessment, limit, organ, panel_row
from tests.support.opened_cases import seed_case


def explained(opened, organ_name, settings=None):
    assessment = Session(opened, settings or Settings()).assessment
    key = next(o.key for o in assessment.organs if o.name == organ_name)
    return explanation(assessment, key), assessment


def test_the_limit_that_decides_comes_first_with_every_step_of_the_session(seed):
    said, assessment = explained(seed, "SacralPlex")
    row = next(row for row in assessment.rows if row.organ == "SacralPlex")
    assert [section.decides for section in said.sections] == [True, False]
    assert [section.limit.split(",")[0] for section in said.sections] == [
        "D0.1cc ≤ 67 Gy EQD2 (α/β 2 Gy)",
        "D0.1cc ≤ 85 Gy EQD2 (α/β 2 Gy)",
    ]
    assert said.sections[0].steps == row.results[0].steps


def test_the_three_ways_of_adding_stand_side_by_side(seed):
    said, _ = explained(seed, "Bladder")
    assert [(way.name, way.result) for way in said.sections[0].ways] == [
        ("Added at each point", "70.0 Gy"),
        ("Near-maxima in the shared region", "70.0 Gy"),
        ("Sum of the courses' maxima", "70.0 Gy"),
    ]


def test_an_unknown_sum_is_told_with_its_bounds_and_its_reason(uncovered):
    said, _ = explained(uncovered, "Bowel_Small")
    first = said.sections[0].ways[0].result
    assert first.startswith("at least 28.0 Gy, at most 70.0 Gy (")
    assert said.sections[0].ways[1].result.startswith("– (")


def test_a_value_read_in_a_second_source_says_check_against_the_paper(seed):
    said, _ = explained(seed, "Bladder")
    section = said.sections[0]
    assert section.mark == "†"
    assert "check against the paper" in section.evidence
    assert "confidence medium" in section.evidence
    assert "doi 10.1016/j.radonc.2021.09.010" in section.citation


def test_limits_that_do_not_agree_are_set_against_each_other(seed):
    said, _ = explained(seed, "SacralPlex")
    assert said.disagreement.startswith("The limits do not say the same: ✖ exceeds by D0.1cc ≤ 67 Gy")
    assert "▲ near by D0.1cc ≤ 85 Gy" in said.disagreement
    assert explained(seed, "Bladder")[0].disagreement == ""


def test_recovery_in_force_and_its_refusal_are_told(seed):
    said, _ = explained(seed, "SacralPlex", Settings(recovery=Recovery("fox-chase")))
    assert "Fox Chase (Price 2021)" in said.recovery
    refused = said.sections[1]
    assert (refused.status, "counted twice" in refused.reason) == ("? not assessable", True)


def test_a_recovery_that_does_not_concern_the_organ_says_why(seed):
    said, _ = explained(seed, "Bladder", Settings(recovery=Recovery("step-25-50")))
    assert said.recovery.startswith("off: “Step 25/50 %” was proposed for SpinalCord only; Bladder is assessed")
    own, _ = explained(seed, "Bladder", Settings().with_recovery_of("Bladder", Recovery("user", 25.0, "board")))
    assert own.recovery == "25 % of earlier courses, typed by the user: board"


def test_an_organ_without_a_limit_still_shows_its_doses(seed):
    said, _ = explained(seed, "PenileBulb")
    assert said.sections == ()
    assert "No cumulative limit" in said.headline
    dmax = next(line for line in said.metrics if line.metric == "Dmax")
    assert dmax.figures == ("21.0 → 42.0 Gy", "20.0 → 28.0 Gy", "70.0 Gy")


def test_a_target_is_explained_without_a_verdict(seed):
    said, _ = explained(seed, "PTV")
    assert (said.status, said.sections) == ("", ())
    assert said.headline == "No limit is applied to “PTV”."
    # α/β 10: 29.75 + 23.33, EVIDENCE (i)
    assert said.metrics[0].figures[-1] == "53.1 Gy"


def test_metrics_of_an_unknown_dose_are_bounds_never_zero(uncovered):
    said, _ = explained(uncovered, "Bladder")
    assert {line.figures for line in said.metrics} == {("–", "20.0 → 28.0 Gy", "28.0–70.0 Gy")}


def test_bounds_that_read_alike_are_one_number():
    drawn = organ("Bladder", (24.0, 36.0))
    open_dose = replace(
        drawn,
        cumulative_eqd2=unknown_figures("EQD2", "partly outside the dose grid"),
        lower_eqd2=_all_metrics(7.08),
        upper_eqd2=_all_metrics(7.11),
    )
    said = explanation(example_assessment(organs=(open_dose,), rows=()), drawn.key)
    assert {line.figures[-1] for line in said.metrics} == {"7.1 Gy"}


def _all_metrics(gy):
    return FiguresOnDemand(lambda name: Figure(gy, "Gy", name, "bound"))


def test_no_organ_no_explanation(seed):
    assessment = Session(seed).assessment
    assert explanation(assessment, None) is None
    assert explanation(assessment, "no such organ") is None


def test_an_unapproved_registration_is_marked():
    assert explanation(example_assessment(), "set/Bladder").registration.endswith("▲ not approved")
    assert not explanation(example_assessment(approved=True), "set/Bladder").registration.endswith("approved")


@pytest.mark.parametrize("organ_name", ["SacralPlex", "PenileBulb", "PTV"])
def test_the_copied_text_holds_everything_and_nobodys_name(seed, organ_name):
    said, assessment = explained(seed, organ_name)
    copied = as_text(said)
    for section in said.sections:
        for part in (section.limit, section.reason, section.citation, *(way.result for way in section.ways)):
            assert part in copied
        assert all(step.formula in copied for step in section.steps)
    assert all(line.figures[-1] in copied for line in said.metrics)
    assert assessment.constraint_set_title in copied
    assert "Example" not in copied
    assert "EX-001" not in copied


def test_a_verified_value_carries_no_mark():
    drawn = organ("Bladder", (24.0, 36.0))
    row = panel_row(drawn, limit("bladder", "Bladder", "D0.5cc", 80.0), Standing.WITHIN)
    section = explanation(example_assessment(organs=(drawn,), rows=(row,)), drawn.key).sections[0]
    assert section.mark == ""
    assert section.evidence.startswith("Evidence V: read in the paper or its abstract")


def test_a_suggested_name_is_told_where_its_numbers_are_explained():
    said, _ = explained(seed_case(("BLASE",)), "BLASE")
    assert (said.organ, said.structure) == ("Bladder", "BLASE")
    assert any("please confirm" in text for text in (said.headline, *said.notes))
