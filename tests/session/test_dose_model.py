"""LQ or LQ-L, in force everywhere or nowhere: every number follows, and LQ keeps the last word on limits."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reirrad_gui.constraints import Standing
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError
from reirrad_gui.figures import Figure
from reirrad_gui.lq import LinearTail
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.curves import CurveChoice, Reference, dose_axis, reference_gy, shown_curves
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.entries import completed
from reirrad_gui.session.exporting import Tissue, export_source, wording
from reirrad_gui.session.exporting.motion import motion_of
from reirrad_gui.session.exporting.sampled import Sampled
from reirrad_gui.session.planner import Planner, PlanQuestion
from reirrad_gui.session.recovery import discounts
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, uncertainty
from reirrad_gui.session.what_if import WhatIf
from tests.support.opened_cases import FRAME_2, along_x, field, seed_case

LQL = Settings().with_model("lq-l")
CORDS = ("SpinalCord", "SacralPlex", "Bladder", "PTV")


def tried(total_gy, fractions, settings=LQL, **case):
    """21 Gy in 3 everywhere, then so much everywhere."""
    what_if = WhatIf("course 2", fractions, float(total_gy))
    return Assessor(seed_case(**case)).assess(settings.with_what_if(what_if))


def organ(assessment, name):
    return next(o for o in assessment.organs if o.name == name)


def row(assessment, name):
    return next(r for r in assessment.rows if r.organ == name)


def limit(assessment, key):
    return next(r for one in assessment.rows for r in one.results if r.limit.key == key)


# --- the choice ---------------------------------------------------------------------------------------------------


def test_lq_is_in_force_until_somebody_chooses_otherwise():
    assert Settings().dose_model.name == "LQ"
    assert Assessor(seed_case()).assess(Settings()).model_text == "LQ"


@pytest.mark.parametrize(
    ("model", "tail", "said"),
    [
        ("usc", None, "parameters of each tissue"),
        ("gompertz", None, "Choose lq or lq-l"),
        ("lq", (4.0, None), "belong to LQ-L"),
        ("lq-l", (0.2, None), "dT lies between 1 and 30 Gy"),
        ("lq-l", (4.0, 0.5), "γ/α lies between 1 and 20"),
    ],
)
def test_a_model_that_cannot_be_meant_is_refused_in_a_sentence(model, tail, said):
    with pytest.raises(EntryError, match=said):
        Settings().with_model(model, tail)


def test_back_to_lq_leaves_no_straight_part_behind():
    assert Settings().with_model("lq-l", (4.0, 5.0)).with_model("lq") == Settings()


# --- doses --------------------------------------------------------------------------------------------------------


def test_one_fraction_of_8_gy_to_the_cord_is_16_gy_instead_of_20():
    # α/β 2, dT 4, γ/α 5 (Voyant 2014, table 2): (4·3 + 5·4) / 2 = 16; by LQ 8·(8 + 2)/4 = 20.
    # 21 Gy in 3 are 7 Gy each: (12 + 5·3) / 2 = 13.5, three times 40.5; by LQ 21·9/4 = 47.25
    for settings, first, second in ((LQL, 40.5, 16.0), (Settings(), 47.25, 20.0)):
        found = organ(tried(8, 1, settings, names=CORDS), "SpinalCord")
        assert [c.eqd2.max_gy.value for c in found.courses] == pytest.approx([first, second])
        for figure in (
            found.cumulative_eqd2.max_gy, found.cumulative_eqd2.mean_gy, found.cumulative_eqd2.d2cc_gy,
            found.sum_of_maxima, found.overlap_region_near_max, found.hottest.accumulated_eqd2,
        ):  # fmt: skip
            assert figure.value == pytest.approx(first + second), figure.quantity
        assert found.curves[-1].dose_gy[-1] == pytest.approx(first + second)


def test_two_fractions_of_8_gy_are_32_gy_and_a_typed_tail_holds_for_every_tissue():
    typed = Settings().with_model("lq-l", (4.0, 5.0))
    assert organ(tried(16, 2, typed, names=CORDS), "SpinalCord").courses[1].eqd2.max_gy.value == pytest.approx(32.0)
    # bladder, α/β 3, the same dT and γ/α: (4 (1 + 4/3) + 5·4) / (5/3) = 17.6, twice
    assert organ(tried(16, 2, typed, names=CORDS), "Bladder").courses[1].eqd2.max_gy.value == pytest.approx(35.2)


def test_recovery_is_taken_from_the_dose_by_lq_l():
    half = LQL.with_recovery(Recovery("user", 50.0, "for the test"))
    # bladder, α/β 3, dT 6: 7 Gy are 18 + 5 = 23 of BED, three times 69, EQD2 41.4; half of it 20.7; 12 Gy are 48, 28.8
    assert organ(tried(12, 1, half), "Bladder").cumulative_eqd2.max_gy.value == pytest.approx(20.7 + 28.8)


def test_where_no_fraction_is_above_dt_every_number_is_that_of_lq():
    # α/β 3 and 10: dT 6 and 20 Gy; at 3 Gy and 4 Gy per fraction nothing bends
    small = {"first": field(along_x(9.0, 0.05)), "second": field(along_x(15.0, 0.1))}
    by_lq, by_lql = (
        assessment_json(tried(20, 5, s, names=("Bladder", "Rectum", "PTV"), **small)) for s in (Settings(), LQL)
    )
    for one, other in zip(by_lq["structures"], by_lql["structures"], strict=True):
        assert one["cumulative"]["eqd2"] == other["cumulative"]["eqd2"]
        assert one["courses"] == other["courses"]
    for one, other in zip(by_lq["constraints"], by_lql["constraints"], strict=True):
        for key in ("status", "cumulative_eqd2_gy", "half_slice_band_gy", "remaining_eqd2_gy", "envelope_gy"):
            assert one[key] == other[key], key
        assert other["remaining_physical_gy"] == pytest.approx(one["remaining_physical_gy"])
        assert (other["by_lq"], other["model"]) == (None, "lq-l")
        assert "LQ-L is LQ here" in other["reason"]


@hypothesis_settings(max_examples=15)
@given(first=st.floats(1, 60), second=st.floats(1, 60), fractions=st.integers(1, 10))
def test_lq_l_never_gives_an_organ_more_than_lq(first, second, fractions):
    case = seed_case(names=("Bladder",), first=field(along_x(first, 0.01)))
    what_if = WhatIf("course 2", fractions, second)
    both = [Assessor(case).assess(s.with_what_if(what_if)).organs[0].cumulative_eqd2 for s in (LQL, Settings())]
    for (_, bent), (_, plain) in zip(both[0].items(), both[1].items(), strict=True):
        assert bent.value <= plain.value + 1e-9


def test_switching_there_and_back_shows_the_very_numbers_from_before():
    assessor = Assessor(seed_case())
    before = assessment_json(assessor.assess(Settings()))
    assert assessment_json(assessor.assess(LQL)) != before
    assert assessment_json(assessor.assess(Settings())) == before


# --- limits -------------------------------------------------------------------------------------------------------


def test_a_limit_that_only_lq_l_keeps_does_not_turn_green():
    # bladder, limit 80: 13 Gy in 1 is 13·16/5 = 41.6 by LQ, with 42 of 21/3 83.6;
    # by LQ-L (18 + 5·7)/(5/3) = 31.8 and 41.4, together 73.2
    found = limit(tried(13, 1), "bladder-nr")
    assert found.cumulative.value == pytest.approx(73.2)
    assert found.by_lq.cumulative.value == pytest.approx(83.6)
    assert found.standing is Standing.NOT_ASSESSABLE
    assert found.by_lq.standing is Standing.EXCEEDED
    assert found.reason.startswith("Kept by LQ-L only; the limit was derived under LQ, and by LQ: D0.5cc of 83.6 Gy")
    assert "EQD2 LQ-L (α/β 3 Gy) keeps the limit of 80 Gy" in found.reason
    assert "By LQ-L the dose is 10.4 Gy lower." in found.reason
    assert row(tried(13, 1), "Bladder").standing is not Standing.WITHIN


def test_what_exceeds_by_lq_l_exceeds_and_what_both_keep_is_kept():
    assert limit(tried(30, 1), "bladder-nr").standing is Standing.EXCEEDED
    kept = limit(tried(7, 1), "bladder-nr")  # by LQ 42 + 14 = 56, by LQ-L 41.4 + 13.8 = 55.2
    assert (kept.standing, kept.by_lq.standing) == (Standing.WITHIN, Standing.WITHIN)


def test_near_by_lq_is_never_called_more_than_near():
    # 12 Gy in 1: by LQ 42 + 36 = 78 of 80, near; by LQ-L 41.4 + 28.8 = 70.2, within
    found = limit(tried(12, 1), "bladder-nr")
    assert (found.standing, found.by_lq.standing) == (Standing.NEAR, Standing.NEAR)
    assert found.reason.startswith("Near the limit by LQ, under which it was derived: D0.5cc of 78.0 Gy")


def test_what_is_left_in_gray_is_never_more_than_lq_leaves():
    # by LQ 80 − 56 = 24 Gy EQD2 left: in 5 fractions 24 = D (D/5 + 3)/5, D = 18.12; by LQ-L more
    found = limit(tried(7, 1), "bladder-nr")
    assert found.remaining_eqd2.value == pytest.approx(80 - 55.2)
    assert found.remaining_physical.value == pytest.approx((np.sqrt(9 + 4 * 24.0) - 3) / 2 * 5)


def test_limits_in_bed_stay_with_lq_and_say_so():
    found = limit(tried(8, 1, LQL.with_constraint_set("cord-nieder-hytec"), names=CORDS), "cord-120")
    assert found.model == "lq"
    assert found.cumulative.value == pytest.approx(47.25 + 20.0)
    assert "judged by LQ, not by LQ-L" in found.reason


def test_the_cord_scores_stay_with_lq_and_say_so():
    plain, bent = (tried(8, 1, s, names=CORDS).cord_scores[0] for s in (Settings(), LQL))
    assert bent.readings == plain.readings
    assert bent.hytec == plain.hytec
    assert any("stay with LQ" in note for note in bent.notes)


def test_a_course_from_a_letter_is_bounded_by_lq_l_and_judged_by_both():
    from reirrad_gui.case.from_letters import with_letter
    from reirrad_gui.session.letters import reopened
    from tests.support.seed_letters import first

    opened = seed_case(names=("Rectum",))
    case = reopened(opened, with_letter(opened.case, first()))
    result = limit(Assessor(case).assess(LQL.with_what_if(WhatIf("course 2", 1, 13.0))), "bladder-nr")
    assert result.model == "lq-l"
    assert result.by_lq is not None
    assert result.standing is not Standing.WITHIN


# --- derivations, warnings, JSON ----------------------------------------------------------------------------------


def test_the_derivation_shows_the_formula_of_lq_l_with_its_numbers_and_what_lq_says():
    steps = {step.what: step for step in limit(tried(24, 2), "bladder-nr").steps}
    assert steps["Model"].formula == "LQ-L, dT 6 Gy per fraction, γ/α 5"
    assert "2 × (6 × (1 + 6/3) + 5 × (24.00/2 − 6)) / (1 + 2/3)" in steps["Course 2"].formula
    # 2 (18 + 30) / (5/3) = 57.6; by LQ 42 + 24·15/5 = 114
    assert steps["Course 2"].result.startswith("57.6")
    assert steps["By LQ"].result == "114.0 Gy"


def test_every_result_names_the_model_and_json_keeps_to_its_schema():
    assessment = tried(13, 1)
    said = assessment_json(assessment)
    schema = json.loads(resource("schema/assessment-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(said)
    assert said["model"]["key"] == "lq-l"
    bladder = next(c for c in said["constraints"] if c["organ"] == "Bladder")
    assert bladder["by_lq"]["status"] == Standing.EXCEEDED.word
    assert bladder["by_lq"]["cumulative_eqd2_gy"] == pytest.approx(83.6)
    assert any("Doses are converted by LQ-L" in w for w in assessment.warnings)
    assert any(
        "By LQ a limit is exceeded that LQ-L alone would keep" in w and "Bladder" in w for w in assessment.warnings
    )


def test_under_lq_nothing_is_said_of_models():
    assessment = tried(13, 1, Settings())
    assert not any("LQ-L" in w and "Compare with" not in w for w in assessment.warnings)
    assert all(r.by_lq is None for one in assessment.rows for r in one.results)


# --- images, curves, exports --------------------------------------------------------------------------------------


def display(settings):
    opened = completed(seed_case(), settings)
    return opened, DisplayFields.of(opened, discounts(opened, settings))


def test_images_isodoses_and_the_probe_follow_the_model():
    tried_13 = LQL.with_what_if(WhatIf("course 2", 1, 13.0))
    opened, shown = display(tried_13)
    at = np.zeros((1, 3))
    assert shown.dose(at, None, Quantity.EQD2, 3.0, FRAME_2) == pytest.approx(73.2, abs=1e-4)
    assert shown.dose(at, None, Quantity.BED, 3.0, FRAME_2) == pytest.approx(73.2 * 5 / 3, abs=1e-4)
    assert shown.max_gy(None, Quantity.EQD2, 3.0) == pytest.approx(73.2, abs=1e-4)
    figures = shown.probe((0.0, 0.0, 0.0), FRAME_2, 3.0).figures
    assert figures[-1][1].value == pytest.approx(73.2, abs=1e-4)
    assert "EQD2 LQ-L (α/β 3 Gy)" in figures[-1][1].quantity
    back = tried_13.with_model("lq")
    again = shown.changed(completed(seed_case(), back), discounts(opened, back))
    assert again.dose(at, None, Quantity.EQD2, 3.0, FRAME_2) == pytest.approx(83.6, abs=1e-4)


def test_prescriptions_behind_percentages_follow_the_model():
    # 20 Gy in 1 prescribed is what if; course 1: 21 Gy in 3 is 41.4 Gy by LQ-L at α/β 3
    _, shown = display(LQL)
    assert dict(shown.references(Quantity.EQD2, 3.0))["prescription of course 1"] == pytest.approx(41.4)
    courses = tried(13, 1).courses
    assert reference_gy(CurveChoice(reference=Reference(0)), 3.0, courses) == pytest.approx(41.4)


def test_curves_say_their_model_and_bed_follows_it():
    assessment = tried(13, 1)
    bladder = organ(assessment, "Bladder")
    assert bladder.curves[-1].quantity == "EQD2 LQ-L (α/β 3 Gy)"
    bed = shown_curves(bladder, CurveChoice(Quantity.BED), assessment.courses)
    assert bed[-1].last == pytest.approx(73.2 * 5 / 3)
    assert dose_axis(CurveChoice(), [3.0], assessment.courses) == "EQD2 LQ-L (α/β 3 Gy), Gy"


def test_a_dose_to_be_exported_names_the_model_in_everything_it_says():
    source = export_source(seed_case(), LQL)
    comment, series, story = said_of_sum(source)
    assert comment.startswith("EQD2 LQ-L a/b=3 Gy")
    assert "EQD2 LQ-L a/b=3 Gy sum of 2 courses" in series
    assert "the linear-quadratic-linear model (LQ-L, dT 6 Gy per fraction, gamma/alpha 5)" in " ".join(story)
    assert "LQ-L" not in " ".join(map(str, said_of_sum(export_source(seed_case(), Settings()))))


def said_of_sum(source):
    tissue, motion = Tissue(3.0), motion_of(source, [0, 1])
    grid = source.grid()
    whole = Sampled(grid, np.ones(grid.shape, np.float32), Figure(0.0, "%", "left out"), 0.0)
    return (
        wording.accumulated_comment(source, tissue, motion, whole),
        wording.accumulated_series(source, tissue, motion),
        wording.accumulated_story(source, tissue, motion, whole),
    )


# --- planner and uncertainty --------------------------------------------------------------------------------------


def test_the_largest_dose_is_the_one_that_both_models_allow():
    # bladder in 1: by LQ 38 left, 12.36 Gy; by LQ-L 80 − 41.4 = 38.6 left: 6 + (38.6·5/3 − 18)/5 = 15.26 Gy
    (point,) = Planner(seed_case(names=("Bladder",))).solve(PlanQuestion(LQL), (1,)).points
    totals = {c.model: c.total_gy for c in point.ceilings if c.limit.key == "bladder-nr"}
    assert totals == pytest.approx({"LQ": 12.36, "LQ-L": 15.26})
    assert point.total.value == pytest.approx(12.36)
    assert "by LQ, under which the limit was derived" in point.limiting[0].text


def test_regimens_are_compared_by_the_model_in_force():
    from reirrad_gui.lq import Regimen

    planner = Planner(seed_case())
    table = planner.candidates(PlanQuestion(LQL, tumour_alpha_beta_gy=3.0), [Regimen(2, 24.0)])
    assert table.columns[1].eqd2.value == pytest.approx(57.6)
    assert table.columns[1].eqd2.quantity.startswith("EQD2 LQ-L (α/β 3 Gy)")
    assert table.columns[1].targets[0].mean.value == pytest.approx(57.6)
    assert table.columns[1].caution == ""  # the cautions are those of plain LQ


def test_what_is_left_at_the_organ_is_the_smaller_one_of_both_models():
    found = Planner(seed_case(names=("Bladder",))).remaining(PlanQuestion(LQL), (1,))
    left = next(one for one in found.rows if one.limit.key == "bladder-nr")
    assert left.at_the_organ[0].value == pytest.approx(12.36)
    assert left.prescription[0].value == pytest.approx(12.36)
    assert left.eqd2_left.value == pytest.approx(38.0)


def test_draws_follow_the_model_and_call_nothing_robust_that_rests_on_it():
    settings = LQL.with_what_if(WhatIf("course 2", 1, 7.0))
    found = uncertainty(seed_case(names=("Bladder",)), settings, Assumptions(), draws=100)
    bladder = next(one for one in found.rows if one.organ == "Bladder")
    assert bladder.robustness.short == "depends on the model"


# --- fractions too large for plain LQ -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "fractions", "grade"),
    [(8, 1, None), (24, 3, None), (27, 3, "notice"), (24, 2, "warning"), (20, 1, "outside")],
)
def test_fractions_above_8_10_and_18_gy_are_noted_warned_of_and_called_outside(total, fractions, grade):
    # 24/3 and 8/1 are 8 Gy, 27/3 9, 24/2 12, 20/1 20 Gy per fraction; course 1 has 7
    assessment = tried(total, fractions, Settings())
    bladder = row(assessment, "Bladder")
    found = bladder.large_fractions
    assert (None if found is None else found.grade) == grade
    assert (
        None if assessment.courses[1].large_fractions is None else assessment.courses[1].large_fractions.grade
    ) == grade
    said = [w for w in assessment.warnings if "Fractions above" in w]
    assert len(said) == (0 if grade is None else 2)
    if grade is not None:
        assert found.sentence in bladder.note
        assert any(f"course 2 has {total / fractions:.1f} Gy per fraction" in w for w in said)
    in_json = next(c for c in assessment_json(assessment)["constraints"] if c["organ"] == "Bladder")
    assert (in_json["large_fractions"] or {}).get("grade") == grade


def test_an_organ_hotter_than_the_prescription_is_warned_of_by_its_own_dose():
    # 24 Gy in 3 prescribed, 8 Gy each; 20 mm off, at the organ's edge, the plan has 26 instead of 20 Gy: 10.4 Gy each
    hot = tried(24, 3, Settings(), second=field(along_x(20.0, 0.3)))
    assert hot.courses[1].large_fractions is None
    found = row(hot, "Bladder").large_fractions
    assert (found.grade, found.course) == ("warning", 2)
    assert found.per_fraction.value == pytest.approx(10.4, abs=0.05)


def test_under_lq_l_no_fraction_is_called_too_large_for_lq():
    assert row(tried(24, 1), "Bladder").large_fractions is None


def test_a_typed_tail_is_part_of_the_text_and_of_the_json():
    settings = Settings().with_model("lq-l", (5.0, None))
    assert settings.dose_model.tail == LinearTail(5.0)
    said = assessment_json(Assessor(seed_case()).assess(settings))["model"]
    assert said["linear_tail"] == {"threshold_gy": 5.0, "gamma_per_alpha": None}
    assert "dT 5 Gy per fraction for every tissue" in said["text"]
