"""What the constraint panel says, before anything is drawn."""

import re
from dataclasses import replace

import pytest

from reirrad_gui.constraints import Standing
from reirrad_gui.figures import Figure
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.ui.panel.rows import (
    Suggestion,
    by_margin,
    by_organ,
    constraint_rows,
    marks_used,
    refused_limits,
    status_counts,
)
from reirrad_gui.ui.panel.telling import bar_text, row_text, tooltip
from tests.support.assessments import example_assessment, limit, limit_result, organ, panel_row
from tests.support.opened_cases import (
    DECEMBER_2012,
    IN_2018_OR_2019,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)

MINUS = "\u2212"


def rows_of(opened, settings=None):
    return constraint_rows(Session(opened, settings or Settings()).assessment)


def named(rows, name):
    return next(row for row in rows if row.name == name)


def one_row(cumulative_gy, limit_gy, standing):
    """A row of an organ with this accumulated dose."""
    drawn = organ("Bladder", (cumulative_gy / 0.95, 0.0))
    rule = limit("bladder", "Bladder", "D0.5cc", limit_gy)
    given = Figure(cumulative_gy, "Gy", "accumulated")
    left = Figure(limit_gy - cumulative_gy, "Gy", "left")
    plain = limit_result(drawn, rule, standing)
    result = replace(plain, cumulative=given, lower=given, upper=given, remaining_eqd2=left)
    row = replace(panel_row(drawn, rule, standing), results=(result,))
    return constraint_rows(example_assessment(organs=(drawn,), rows=(row,)))[0]


def test_a_verdict_that_turns_on_half_a_voxel_says_so_beside_its_status():
    drawn = organ("Bladder", (83.0, 0.0))
    rule = limit("bladder", "Bladder", "D0.5cc", 80.0)
    shaky = replace(limit_result(drawn, rule, Standing.NEAR), turns_on_half_voxel=True)
    rows = tuple(
        constraint_rows(
            example_assessment(
                organs=(drawn,), rows=(replace(panel_row(drawn, rule, Standing.NEAR), results=(result,)),)
            )
        )[0]
        for result in (shaky, replace(shaky, turns_on_half_voxel=False))
    )
    assert "± half a voxel" in rows[0].status.second
    assert "voxel" not in rows[1].status.second


def test_worst_news_comes_first_then_organs_without_a_limit_then_those_nobody_drew(seed):
    rows = rows_of(seed)
    assert [row.name for row in rows] == [
        "SacralPlex", "Bowel_Small", "Bladder", "Rectum", "PenileBulb", "CaudaEquina", "Colon_Sigmoid", "Colon",
    ]  # fmt: skip
    assert [row.absent for row in rows] == [False] * 5 + [True] * 3


def test_the_row_says_what_the_assessment_found(seed):
    bladder = named(rows_of(seed), "Bladder")
    # EVIDENCE (i): 42 + 28 = 70 Gy of 80; 10 Gy EQD2 left are 10 Gy in 5 fractions of 2 Gy
    assert bladder.number.first == "70.0"
    assert (bladder.limit.first, bladder.limit.second) == ("80 D0.5cc", "† Slevin 2021")
    assert (bladder.left.first, bladder.left.second) == ("10.0 EQD2", "10.0 Gy in 5 fx")
    assert bladder.status.first == "✔ within"
    assert bladder.organ.second == "α/β 3 Gy"


def test_what_is_left_of_an_exceeded_limit_is_none_and_by_how_much(seed):
    plexus = named(rows_of(seed), "SacralPlex")
    assert (plexus.left.first, plexus.left.second) == ("none", "over by 10.3")
    assert plexus.margin_gy == pytest.approx(-10.25)


@pytest.mark.parametrize(
    ("dose_gy", "standing", "number", "left"),
    [
        (70.0, Standing.NEAR, "70.000", "0.000 EQD2"),
        (70.0 + 1e-12, Standing.NEAR, "70.000", "0.000 EQD2"),
        (70.004, Standing.EXCEEDED, "70.004", "none"),
        (69.96, Standing.NEAR, "69.96", "0.04 EQD2"),
        (63.0, Standing.WITHIN, "63.0", "7.0 EQD2"),
    ],
)
def test_rounding_never_carries_a_dose_to_the_other_side_of_its_limit(dose_gy, standing, number, left):
    row = one_row(dose_gy, 70.0, standing)
    assert (row.number.first, row.left.first) == (number, left)


def test_an_unknown_dose_shows_its_bounds_and_what_is_left_is_a_dash(uncovered):
    bowel = named(rows_of(uncovered), "Bowel_Small")
    assert (bowel.number.first, bowel.number.second) == ("≥ 28.0", "≤ 70.000")
    assert bowel.left.first == "–"
    assert bowel.status.first == "? not assessable"
    assert bowel.status.second == "0 % covered"


def test_an_unknown_dose_is_never_written_as_zero():
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 21.0, None, end=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    row = named(rows_of(opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))), "Bladder")
    assert row.number.first == "≥ 28.0"
    assert row.number.second == ""
    assert row.left.first == "–"
    assert not any(cell.first.startswith("0") for cell in (row.number, row.left))


def test_an_organ_nobody_drew_says_so_and_claims_nothing(seed):
    cauda = named(rows_of(seed), "CaudaEquina")
    assert [cell.first for cell in (cauda.number, cauda.limit, cauda.left)] == ["–", "–", "–"]
    assert cauda.status.spoken == "? not assessable, not contoured"


def test_an_organ_without_a_limit_shows_its_dose_and_no_verdict(seed):
    bulb = named(rows_of(seed), "PenileBulb")
    assert (bulb.number.first, bulb.limit.spoken) == ("70.0", "no limit, D0.03cc shown")
    assert bulb.status.spoken == "? not assessable, no limit found"


def test_coverage_travels_with_the_verdict(half_covered):
    plexus = named(rows_of(half_covered), "SacralPlex")
    assert plexus.standing is Standing.EXCEEDED
    assert plexus.status.second == "50.0 % covered"
    assert any("50.0 % covered" in text for _, text in plexus.courses)


def test_recovery_is_visible_beside_every_verdict_it_reaches_and_its_refusals_are_told(seed):
    rows = rows_of(seed, Settings(recovery=Recovery("fox-chase")))
    plexus = named(rows, "SacralPlex")
    # 0.5 · 47.25 + 30 = 53.625 of 67
    assert (plexus.number.first, plexus.status.spoken) == ("53.6", "✔ within, after recovery")
    assert any("counted twice" in note for note in plexus.notes)
    assert all("before recovery" in label for label, _ in plexus.courses)
    assert refused_limits(rows) == 4


def test_a_row_that_a_recovery_does_not_concern_says_so_and_one_with_its_own_says_that(seed):
    cord_only = named(rows_of(seed, Settings(recovery=Recovery("step-25-50"))), "Bladder")
    assert (cord_only.number.first, cord_only.status.spoken) == ("70.0", "✔ within, without recovery")
    assert not any("before recovery" in label for label, _ in cord_only.courses)
    own = Settings().with_recovery_of("Bladder", Recovery("user", 25.0, "board"))
    rows = rows_of(seed, own)
    # 0.75 · 42 + 28 = 59.5 of 80
    assert (named(rows, "Bladder").number.first, named(rows, "Bladder").status.second) == ("59.5", "after own recovery")
    assert named(rows, "Rectum").status.second == "without recovery"
    assert refused_limits(rows) == 1
    off_here = Settings(recovery=Recovery("fox-chase")).with_recovery_of("Bladder", Recovery())
    assert named(rows_of(seed, off_here), "Bladder").status.second == "own recovery"


def test_an_alpha_beta_set_by_the_user_is_marked(seed):
    bladder = named(rows_of(seed, Settings().with_alpha_beta("Bladder", 5.0)), "Bladder")
    # 21/3: 21 (7+5)/(2+5) = 36; 20/5: 20 (4+5)/7 = 25.714…
    assert bladder.number.first == "61.7"
    assert bladder.organ.second == "α/β 5 Gy (set by you)"
    assert bladder.standing is Standing.NOT_ASSESSABLE


def test_a_name_that_was_only_suggested_is_not_green_and_can_be_confirmed(named_otherwise):
    bladder = named(rows_of(named_otherwise), "Bladder")
    assert bladder.status.spoken == "? not assessable, confirm the name"
    assert bladder.suggestions == (Suggestion("BLASE", "Bladder"),)
    assert "“BLASE”" in bladder.organ.second
    sure = named(rows_of(named_otherwise, Settings().with_canonical_name("BLASE", "Bladder")), "Bladder")
    assert (sure.status.spoken, sure.suggestions) == ("✔ within", ())


def test_an_organ_missing_from_the_names_may_be_one_that_nobody_understood(named_otherwise):
    cauda = named(rows_of(named_otherwise), "CaudaEquina")
    assert cauda.unnamed == ("xyz 7",)
    assert any("xyz 7" in note for note in cauda.notes)
    assert "xyz 7" not in [name for row in rows_of(named_otherwise) if not row.absent for name in row.unnamed]


def test_several_structures_for_one_organ_wait_for_a_choice_and_one_confirmation_settles_it():
    opened = seed_case(("Bladder", "BLASE"))
    waiting = named(rows_of(opened), "Bladder")
    assert waiting.status.spoken == "? not assessable, several structures"
    assert not waiting.absent
    assert {s.structure for s in waiting.suggestions} == {"Bladder", "BLASE"}
    settled = named(rows_of(opened, Settings().with_canonical_name("BLASE", "Bladder")), "Bladder")
    assert (settled.status.first, settled.number.first) == ("✔ within", "70.0")


def test_by_margin_the_exceeded_come_first_then_the_unknown_then_what_leaves_least(seed, uncovered):
    assert [row.name for row in by_margin(rows_of(seed))[:5]] == [
        "SacralPlex", "Bowel_Small", "Bladder", "Rectum", "PenileBulb",
    ]  # fmt: skip
    unknown_first = by_margin((*rows_of(seed)[:4], *rows_of(uncovered)[:1]))
    assert [row.number.first for row in unknown_first][:3] == ["77.3", "≥ 28.0", "70.000"]


def test_an_organ_that_waits_for_a_choice_stands_right_after_the_excesses():
    rows = rows_of(seed_case(("Bladder", "BLASE", "SacralPlex", "Rectum", "PenileBulb")))
    assert [row.name for row in rows[:3]] == ["SacralPlex", "Bladder", "Rectum"]


def test_by_organ_the_names_decide_and_what_nobody_drew_stays_last(seed):
    names = [row.name for row in by_organ(rows_of(seed))]
    assert names == [
        "Bladder", "Bowel_Small", "PenileBulb", "Rectum", "SacralPlex", "CaudaEquina", "Colon", "Colon_Sigmoid",
    ]  # fmt: skip


def test_counts_leave_out_what_nobody_drew(seed):
    counts = dict(status_counts(rows_of(seed)))
    assert counts == {Standing.EXCEEDED: 1, Standing.NOT_ASSESSABLE: 1, Standing.NEAR: 1, Standing.WITHIN: 2}


def test_values_read_in_a_second_source_are_marked_and_the_mark_explained(seed):
    assert marks_used(rows_of(seed)) == ("† read in a second source only: check against the paper",)


def test_the_tooltip_tells_headline_courses_and_the_three_ways(seed):
    text = tooltip(named(rows_of(seed), "Bladder"))
    for part in ("within 80 Gy", "Course 1 (15 Dec 2012 to 14 Jan 2013, 21 Gy / 3), own D0.5cc", "42.0 Gy",
                 "Added at each point", "shared region", "Sum of the courses&#x27; maxima", "hottest point",
                 "Recovery: off"):  # fmt: skip
        assert part in text


def test_names_from_files_cannot_act_as_markup_in_a_tooltip():
    opened = seed_case(("<b>odd</b>", "Bladder"))
    cauda = named(rows_of(opened), "CaudaEquina")
    assert "<b>odd" not in tooltip(cauda)
    assert "&lt;b&gt;odd" in tooltip(cauda)


def test_the_copied_row_has_every_limit_its_source_and_the_verdict(seed):
    text = row_text(named(rows_of(seed), "SacralPlex"))
    for part in ("SacralPlex (α/β 2 Gy)", "77.3 Gy EQD2", "≤ 67 Gy", "≤ 85 Gy", "Slevin 2021 †", "✖ exceeds"):
        assert part in text


def test_the_bar_can_be_read_without_seeing_it(seed, uncovered):
    assert bar_text(named(rows_of(seed), "Bladder")).startswith("accumulated 70.0 Gy; D0.5cc ≤ 80 Gy")
    assert bar_text(named(rows_of(uncovered), "Bladder")).startswith("accumulated ≥ 28.0, ≤ 70.0 Gy")
    assert bar_text(named(rows_of(seed), "Colon")) == "no bar: dose not known"


CASES = {
    "seed": (seed_case, Settings()),
    "half covered": (lambda: seed_case(first=field(uniform(21.0), high_mm=(0, 60, 60))), Settings()),
    "not covered": (lambda: seed_case(first=field(uniform(21.0), high_mm=(-30, 60, 60))), Settings()),
    "recovery": (seed_case, Settings(recovery=Recovery("user", 30.0, "board"))),
    "other α/β": (seed_case, Settings().with_alpha_beta("Rectum", 4.0)),
}


@pytest.mark.parametrize("case", CASES)
def test_every_figure_on_screen_is_the_assessments_figure(case):
    make, settings = CASES[case]
    assessment = Session(make(), settings).assessment
    rows = {row.name: row for row in constraint_rows(assessment)}
    judged = [row for row in assessment.rows if row.shown is not None]
    assert judged
    for found in judged:
        shown, row = found.shown, rows[found.organ]
        known = [f for f in (shown.cumulative,) if f.value is not None] or [shown.lower, shown.upper]
        printed = re.findall(r"\d+(?:\.\d+)?", f"{row.number.first} {row.number.second}")
        assert printed == [f.rounded_to(len(p.partition(".")[2])).number for f, p in zip(known, printed, strict=True)]
        assert row.limit.first == f"{shown.limit.limit_gy:g} {shown.limit.metric.text}"
        if shown.remaining_eqd2.value is None:
            assert row.left.first == "–"
        elif shown.remaining_eqd2.value >= 0:
            digits = len(row.left.first.split()[0].partition(".")[2])
            assert row.left.first == f"{shown.remaining_eqd2.rounded_to(digits).number} EQD2"
            assert row.left.second == f"{shown.remaining_physical.text} in {settings.candidate_fractions} fx"
        else:
            over = row.left.second.removeprefix("over by ")
            assert f"{MINUS}{over}" == shown.remaining_eqd2.rounded_to(len(over.partition(".")[2])).number
        ways = dict(row.ways)
        assert ways["Sum of the courses' maxima"].startswith(shown.sum_of_maxima.text)
        assert ways["Near-maxima in the shared region"].startswith(shown.overlap_region.text)


def test_at_least_nothing_is_not_said():
    # both grids end before the organ: between 0 and 42 + 28 Gy EQD2
    away = {"high_mm": (-30, 60, 60)}
    opened = seed_case(("Bladder",), field(uniform(21.0), **away), field(uniform(20.0), **away))
    bladder = named(rows_of(opened), "Bladder")
    assert (bladder.number.first, bladder.number.second) == ("≤ 70.0", "")
    assert bladder.bar.bounds_gy == (0.0, pytest.approx(70.0))


def test_of_a_dose_without_any_bound_a_dash_remains():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 21.0, None, end=DECEMBER_2012), course(2, 20.0, None, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    assert named(rows_of(opened), "Bladder").number.spoken == "–"
