"""What the budget bar may and may not say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.constraints import Evidence, Standing
from reirrad_gui.figures import Figure
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.ui.panel.bar import AT_HOTTEST, BY_MEAN, UNDIVIDED, FlagKind, Reading, bar_of, mark_of, scale_gy
from reirrad_gui.ui.panel.rows import constraint_rows
from tests.support.assessments import example_assessment, limit, limit_result, organ, panel_row
from tests.support.opened_cases import along_x, field, seed_case


def bars(opened, settings=None):
    found = Session(opened, settings or Settings()).assessment
    return {row.name: row.bar for row in constraint_rows(found)}


def bar_for(organ_dose, rule, standing=Standing.WITHIN, *, discounted=False):
    row = panel_row(organ_dose, rule, standing)
    result = row.results[0]
    reading = Reading(rule.metric.text, rule.alpha_beta_gy, result.cumulative, result.lower, result.upper)
    return bar_of(row, organ_dose, reading, discounted=discounted)


def test_a_bar_ends_at_the_accumulated_value_not_at_the_sum_of_near_maxima():
    # opposed gradients: each course's own D0.5cc lies at the other end, their sum is far above the accumulated one
    opened = seed_case(("Bladder",), field(along_x(35, 0.5)), field(along_x(35, -0.5)))
    shown = next(row for row in Session(opened).assessment.rows if row.organ == "Bladder").shown
    bar = bars(opened)["Bladder"]
    own = sum(figure.value for figure in shown.per_course_eqd2)
    assert bar.segments[-1].end_gy == pytest.approx(shown.cumulative.value)
    assert own > shown.cumulative.value + 5


def test_segments_follow_the_shares_at_the_hottest_point(seed):
    # bladder: 42 and 28 Gy EQD2 at every point, EVIDENCE (i)
    bar = bars(seed)["Bladder"]
    assert [(s.course, s.start_gy, s.end_gy) for s in bar.segments] == [
        (0, 0.0, pytest.approx(42.0)),
        (1, pytest.approx(42.0), pytest.approx(70.0)),
    ]
    assert bar.division == AT_HOTTEST


def test_a_mean_is_divided_by_the_means_which_do_add_up():
    drawn = organ("Bladder", (20.0, 60.0))
    rule = limit("mean", "Bladder", "Dmean", 80.0)
    result = replace(
        limit_result(drawn, rule, Standing.WITHIN),
        per_course_eqd2=(Figure(10.0, "Gy", "mean"), Figure(30.0, "Gy", "mean")),
        cumulative=Figure(40.0, "Gy", "mean"),
    )
    row = replace(panel_row(drawn, rule, Standing.WITHIN), results=(result,))
    reading = Reading("Dmean", 3.0, result.cumulative, result.lower, result.upper)
    bar = bar_of(row, drawn, reading, discounted=False)
    assert [s.end_gy for s in bar.segments] == pytest.approx([10.0, 40.0])
    assert bar.division == BY_MEAN
    # the courses' own means are before recovery: under a discount they no longer tell the shares
    assert bar_of(row, drawn, reading, discounted=True).segments == ()


def test_an_unknown_dose_is_a_range_and_is_not_divided(uncovered):
    # small bowel: course 2 gives 28 Gy for certain, course 1 between 0 and 42
    bar = bars(uncovered)["Bowel_Small"]
    assert bar.segments == ()
    assert bar.solid_to_gy == pytest.approx(28.0)
    assert bar.bounds_gy == (pytest.approx(28.0), pytest.approx(70.0))
    assert bar.division == UNDIVIDED


def test_a_missing_upper_bound_stays_open():
    drawn = organ("PenileBulb", (None, 31.0))
    rule = limit("bulb", "PenileBulb", "D0.5cc", 70.0)
    result = replace(
        limit_result(drawn, rule, Standing.NOT_ASSESSABLE), upper=Figure.unknown("Gy", "at most", "no bound is known")
    )
    row = replace(panel_row(drawn, rule, Standing.NOT_ASSESSABLE), results=(result,))
    reading = Reading("D0.5cc", 3.0, result.cumulative, result.lower, result.upper)
    assert bar_of(row, drawn, reading, discounted=False).bounds_gy == (pytest.approx(29.45), None)


def test_an_organ_nobody_drew_has_no_bar():
    bar = next(row.bar for row in constraint_rows(example_assessment()) if row.name == "Ureter_L")
    assert (bar.segments, bar.solid_to_gy, bar.bounds_gy, bar.flags) == ((), None, None, ())


def test_one_full_flag_stands_at_the_limit_shown_and_hollow_ones_where_recovery_is_contained(seed):
    flags = bars(seed)["SacralPlex"].flags
    assert [(f.at_gy, f.kind, f.refused) for f in flags] == [
        (67.0, FlagKind.DECIDING, False),
        (85.0, FlagKind.WITH_RECOVERY, False),
    ]
    assert all(f.mark == "†" for f in flags)


def test_under_a_discount_every_limit_that_contains_recovery_is_crossed_out(seed):
    found = bars(seed, Settings(recovery=Recovery("fox-chase")))
    flags = [flag for bar in found.values() for flag in bar.flags]
    assert [f.refused for f in flags] == [f.kind is FlagKind.WITH_RECOVERY for f in flags]
    assert sum(f.refused for f in flags) == 4
    assert all("refused" in f.text for f in flags if f.refused)


def test_a_limit_nobody_checked_has_its_own_mark():
    rule = limit("bladder", "Bladder", "D0.5cc", 80.0)
    assert mark_of(rule) == ""
    assert mark_of(replace(rule, evidence=Evidence.SECONDARY)) == "†"
    assert mark_of(replace(rule, evidence=Evidence.MEMORY)) == "‡"


def test_all_bars_have_one_scale_with_every_flag_on_it(seed):
    found = tuple(bars(seed).values())
    scale = scale_gy(found)
    assert scale == 120.0  # the furthest flag stands at 110 Gy
    assert all(bar.reach_gy < scale for bar in found)


@given(shares=st.tuples(st.floats(0, 80), st.floats(0, 80)).filter(sum), total=st.floats(0.1, 200))
def test_segments_fill_the_bar_without_gap_or_overlap(shares, total):
    drawn = organ("Bladder", shares)
    row = panel_row(drawn, limit("bladder", "Bladder", "D0.5cc", 80.0), Standing.WITHIN)
    value = Figure(total, "Gy", "accumulated")
    bar = bar_of(row, drawn, Reading("D0.5cc", 3.0, value, value, value), discounted=False)
    assert bar.segments[0].start_gy == 0.0
    assert bar.segments[0].end_gy == bar.segments[1].start_gy
    assert bar.segments[1].end_gy == pytest.approx(total)
    assert bar.segments[0].end_gy / total == pytest.approx(shares[0] / sum(shares))
