"""Which single assumption changes which verdict, in words, and what may be called robust."""

from dataclasses import replace

import pytest

from reirrad_gui.constraints import Standing
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.entries import completed
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, uncertainty
from reirrad_gui.session.uncertainty.chance import bounded_probability, probability
from reirrad_gui.session.uncertainty.robust import robustness
from tests.session.uncertainty.test_draws import registered
from tests.support.opened_cases import (
    DECEMBER_2012,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)

HALF = Settings(recovery=Recovery("user", 50.0, "a board"))


def bar(row, key):
    return next(one for one in (*row.bars, *row.information) if one.key == key)


def asked(opened, settings=HALF, wanted=None, organ="SacralPlex"):
    return uncertainty(opened, settings, wanted or Assumptions(), draws=100).row(organ)


def test_within_only_because_of_the_50_percent_recovery_is_said_so():
    # 47.25 / 2 + 30 = 53.6 Gy against 67 Gy; without recovery 77.25 Gy
    row = asked(seed_case(("SacralPlex",)))
    assert row.standing is Standing.WITHIN
    found = bar(row, "recovery/none")
    assert found.ends[0].figure.value == pytest.approx(77.25) and found.ends[0].standing is Standing.EXCEEDED
    assert found.sentence == (
        "Within only because of the recovery of 50 %: without it D0.1cc is 77.3 Gy, above the limit of 67 Gy."
    )
    assert row.robustness.kind == "depends" and row.robustness.depends_on == ("recovery",)
    assert row.robustness.short == "depends on recovery"


def test_the_ends_of_alpha_beta_are_those_of_the_table():
    # 21/3 + 20/5: 77.25 Gy at 2 Gy; at 4 Gy 21 × 11/6 + 20 × 8/6 = 38.5 + 26.67 = 65.17 Gy
    row = asked(seed_case(("SacralPlex",)), Settings())
    found = bar(row, "alpha-beta")
    assert [end.figure.value for end in found.ends] == [pytest.approx(77.25), pytest.approx(65.1667, abs=1e-4)]
    assert [end.standing for end in found.ends] == [Standing.EXCEEDED, Standing.NEAR]
    assert found.sentence == (
        "With α/β 4 Gy D0.1cc is 65.2 Gy, near the limit of 67 Gy, instead of “exceeds”. "
        "The limit itself is stated for α/β 2 Gy."
    )
    assert (found.low.label, found.high.label) == ("α/β 4 Gy", "α/β 2 Gy")
    assert row.robustness.depends_on == ("α/β",)


def test_a_recovery_that_nobody_chose_is_information_and_does_not_count():
    row = asked(seed_case(("SacralPlex",)), Settings(), Assumptions(alpha_beta=False))
    found = bar(row, "recovery/fox-chase")
    assert not found.counts and found in row.information and found.flips
    assert row.robustness.kind == "robust"
    assert row.robustness.text.startswith("Robust: it stays “exceeds” at either end of")


def test_where_the_model_in_force_discounts_nothing_another_model_is_information_too():
    # a model of the cord forgives the plexus nothing: that it exceeds 67 Gy is no more doubtful than without it
    settings = Settings(recovery=Recovery("step-25-50"))
    row = asked(seed_case(("SacralPlex",)), settings, Assumptions(alpha_beta=False))
    found = bar(row, "recovery/fox-chase")
    assert not found.counts and found in row.information and found.flips
    assert row.robustness.kind == "robust"


def test_an_interval_that_may_be_short_changes_the_verdict():
    # the first course ended between March 2017 and December 2017, the second began in January 2018: 0 to 10 months
    early = When((StatedDate(PartialDate(2017, 3), PartialDate(2017, 12), "a letter"),))
    late = When((StatedDate.at(PartialDate(2018, 1, 15), "plan"),))
    drawn = structure_set(box("Rectum", 0))
    courses = (course(1, 21.0, 3, end=early, start=early), course(2, 20.0, 5, start=late, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(24.0)), field(uniform(24.0))), (drawn,))
    settings = Settings(recovery=Recovery("fox-chase"))
    row = asked(opened, settings, organ="Rectum")
    found = bar(row, "interval")
    # 24 × 11/5 + 24 × 7.8/5 = 52.8 + 37.44 = 90.24 Gy; at 10 months 0 to 50 % of 52.8 Gy are forgotten
    assert found.ends[0].label == "an interval of 0 months"
    assert found.ends[0].figure.value == pytest.approx(90.24)
    assert found.ends[0].standing is Standing.EXCEEDED
    assert found.ends[1].label == "an interval of 10 months"
    assert found.ends[1].figure.value is None and "between" in found.ends[1].figure.reason
    # drawn, the recovery is a number: from 0 to 50 %
    drawn_limit = row.limits[0]
    assert drawn_limit.median.value is not None and drawn_limit.low.value >= 90.24 - 26.4 - 1e-9


def test_a_registration_that_may_be_off_is_taken_at_both_ends_of_its_envelope():
    opened = registered(field(along_x(20.0, 0.2)), field(along_x(22.0, -0.2)))
    settings = Settings(envelope_mm=5.0)
    row = asked(opened, settings, organ="Bladder")
    low, high = Assessor(opened).assess(settings).rows[0].shown.envelope.value
    found = bar(row, "registration")
    assert [end.figure.value for end in found.ends] == [low.value, high.value]
    assert found.ends[1].label == "the registration 5 mm off (most)"
    assert found.sentence.startswith("With the registration 5 mm off, D0.5cc is ") and " Gy to " in found.sentence


def test_slices_and_end_caps_are_bars_where_they_change_the_dose():
    opened = registered(field(lambda p: 20.0 + 0.2 * p[..., 2]), field(uniform(10.0)))
    row = asked(opened, Settings(), organ="Bladder")
    band = Assessor(opened).assess(Settings()).rows[0].shown.slice_band
    assert [end.figure.value for end in bar(row, "slices").ends] == [figure.value for figure in band]
    caps = bar(row, "end-caps").ends[0]
    # without caps the organ ends 2.5 mm earlier: its hottest part gets 0.2 × 2.5 Gy less of course 1
    assert caps.label == "end caps: none"
    lost = Assessor(opened).assess(Settings()).rows[0].shown.cumulative.value - caps.figure.value
    assert lost == pytest.approx(0.5 * (2 * 24 / 5 + 3) / 5, rel=0.05)
    off = asked(opened, Settings(), Assumptions(slices=False), organ="Bladder")
    assert not any(one.key in ("slices", "end-caps") for one in off.bars)


def test_the_limits_of_other_sets_are_information():
    row = asked(seed_case(("SpinalCord",)), Settings(constraint_set="cord-nieder-hytec"), organ="SpinalCord")
    assert all(one.key.startswith(("set/", "recovery/")) for one in row.information)


def test_an_organ_without_verdict_is_not_assessable_and_has_no_tornado():
    row = asked(seed_case(("PenileBulb",)), Settings(), organ="PenileBulb")
    assert row.robustness.kind == "not assessable" and row.bars == () and row.shown is None
    absent = asked(seed_case(("PenileBulb",)), Settings(), organ="Bladder")
    assert absent.robustness.text.startswith("Not assessable: Bladder is not contoured")


def test_the_widest_bar_stands_first():
    row = asked(seed_case(("SacralPlex",)))
    widths = [max(abs(e.figure.value - 53.625) for e in one.ends) for one in row.bars]
    assert widths == sorted(widths, reverse=True)


def test_rows_are_those_of_the_panel():
    opened = seed_case()
    found = uncertainty(opened, Settings(), draws=100)
    rows = Assessor(opened).assess(Settings()).rows
    assert [(r.organ, r.standing, r.deciding) for r in found.rows] == [(r.organ, r.standing, r.deciding) for r in rows]
    assert found.row("nothing") is None


def plain_row(standing):
    return PanelRow("Rectum", "Rectum", "key", standing, "headline", (), 0)


@pytest.mark.parametrize(
    ("standing", "exceeding", "kind"),
    [
        (Standing.WITHIN, 0, "robust"),
        (Standing.WITHIN, 30, "robust"),  # 3 % (2.0 to 4.3 %): below 5 %
        (Standing.WITHIN, 45, "depends"),  # 4.5 % (3.3 to 6.0 %): not surely below 5 %
        (Standing.NEAR, 300, "depends"),
        (Standing.EXCEEDED, 1000, "robust"),
        (Standing.EXCEEDED, 940, "depends"),
        (Standing.NOT_ASSESSABLE, 0, "not assessable"),
    ],
)
def test_robust_means_that_the_draws_agree_with_the_verdict_too(standing, exceeding, kind):
    found = robustness(plain_row(standing), (), probability(exceeding, 1000, "x"), ("slices",), "")
    assert found.kind == kind
    if kind == "depends":
        assert "together" in found.short and probability(exceeding, 1000, "x").text in found.text


def test_a_probability_between_bounds_is_judged_by_its_worse_end():
    wide = bounded_probability(0, 400, 1000, "x", "nobody knows")
    assert robustness(plain_row(Standing.WITHIN), (), wide, ("slices",), "").kind == "depends"


def test_nothing_varied_is_not_called_robust():
    found = robustness(plain_row(Standing.WITHIN), (), probability(0, 1000, "x"), (), "α/β (no range)")
    assert (found.kind, found.short) == ("not assessable", "? not asked")


def test_a_refused_limit_has_no_robustness():
    refused = probability(0, 1000, "x")
    refused = replace(refused, low=Figure.unknown("%", "x", "why"), figure=Figure.unknown("%", "x", "why"))
    found = robustness(plain_row(Standing.WITHIN), (), refused, ("slices",), "")
    assert found.kind == "depends" and "why" in found.text


def test_known_days_are_no_bar():
    day = When((StatedDate.at(PartialDate(2018, 1, 15), "plan"),))
    drawn = structure_set(box("Rectum", 0))
    courses = (
        course(1, 21.0, 3, end=When((StatedDate.at(PartialDate(2013, 1, 14), "plan"),)), start=DECEMBER_2012),
        course(2, 20.0, 5, start=day, structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    found = uncertainty(opened, Settings(recovery=Recovery("fox-chase")), draws=100)
    assert next(one for one in found.assumptions if one.kind == "interval").why_not == "the days are known"
    assert not any(one.key == "interval" for one in found.row("Rectum").bars)


def test_a_limit_stated_in_bed_is_not_compared_at_another_alpha_beta():
    # 25/25 and 20/20: 18.75 + 15 = 33.75 Gy EQD2 (α/β 2), within 60 Gy = 120 Gy BED, which means nothing at α/β 0.5
    drawn = structure_set(box("SpinalCord", 0))
    courses = (
        course(1, 25.0, 25, start=DECEMBER_2012, end=DECEMBER_2012),
        course(2, 20.0, 20, start=on(2018), structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(25.0)), field(uniform(20.0))), (drawn,))
    settings = Settings(constraint_set="cord-nieder-hytec")
    row = asked(opened, settings, Assumptions().with_alpha_beta_range("SpinalCord", 0.5, 4.0), "SpinalCord")
    assert "alpha-beta" not in {one.key for one in (*row.bars, *row.information)}
    assert "α/β" not in row.robustness.text
    assert "stated in BED" in row.limits[0].note


def on(year):
    return When((StatedDate.at(PartialDate(year), "notes"),))


def through_a_registration():
    return registered(field(uniform(20.0)), field(uniform(20.0)))


def test_an_unapproved_registration_that_is_not_varied_stands_before_the_word_robust():
    # 20 Gy in 5, α/β 3: 20 × (4 + 3) / (2 + 3) = 28 Gy each, 56 Gy in all, of 80 Gy
    found = uncertainty(through_a_registration(), Settings(), draws=100).row("Bladder").robustness
    assert (found.kind, found.short) == ("conditional", "robust only if the registration holds")
    assert found.text.startswith(
        "Nobody approved the registration of course 1, and the draws did not vary it. If it holds, it stays “within” at"
    )


def test_a_registration_that_is_varied_or_approved_needs_no_such_condition():
    opened = through_a_registration()
    varied = Assumptions().with_registration_sigma(2.0)
    approved = Settings().with_approval(opened.registrations[0].key, "A. Physicist", "2026-11-21", "bones fit")
    for settings, wanted in ((Settings(), varied), (approved, Assumptions())):
        found = uncertainty(completed(opened, settings), settings, wanted, draws=100).row("Bladder").robustness
        assert (found.kind, found.short) == ("robust", "robust: stays within")


@pytest.mark.parametrize(
    ("standing", "exceeding", "short"),
    [
        (Standing.WITHIN, 0, "robust: stays within"),
        (Standing.NEAR, 0, "robust: stays near"),
        (Standing.EXCEEDED, 1000, "robust: stays exceeded"),
    ],
)
def test_robust_always_says_what_stays(standing, exceeding, short):
    found = robustness(plain_row(standing), (), probability(exceeding, 1000, "x"), ("slices",), "")
    assert found.short == short


def test_where_two_models_have_a_say_no_bar_claims_that_the_verdict_stays():
    # at α/β 4 Gy 21/3 and 20/5 make 65.17 Gy by both models, below 67 Gy; at 2 Gy LQ-L makes 70.5 and LQ 77.25 Gy
    row = asked(seed_case(("SacralPlex",)), Settings().with_model("lq-l"))
    found = bar(row, "alpha-beta")
    assert "it stays" not in found.sentence and "what LQ says there was not asked" in found.sentence
    assert row.robustness.text.startswith("Two models have a say in this row")


# --- a limit with further parts: HyTEC asks for a new course of at most 25 Gy and of half the sum ------------------


def thecal_sac(first_gy, first_n, second_gy, second_n):
    drawn = structure_set(box("ThecalSac", 1))
    given, now = (When((StatedDate.at(PartialDate(year, 1, 10), "notes"),)) for year in (2018, 2020))
    courses = (course(1, first_gy, first_n, start=given, end=given),
               course(2, second_gy, second_n, start=now, structure_set_uid=drawn.uid))  # fmt: skip
    opened = opened_case(courses, (field(uniform(first_gy)), field(uniform(second_gy))), (drawn,))
    return asked(opened, Settings().with_constraint_set("cord-nieder-hytec"), organ="ThecalSac")


def test_an_excess_of_the_newest_course_does_not_depend_on_what_moves_the_sum_alone():
    # 10 in 5 and 18 in 9, 2 Gy each: 10 + 18 = 28 Gy at any α/β, of which the new course is 64 %
    row = thecal_sac(10.0, 5, 18.0, 9)
    assert row.standing is Standing.EXCEEDED
    assert not any(one.flips for one in row.bars)
    assert row.robustness.short == "? not asked"
    assert row.robustness.text.startswith("Not drawn: the newest course exceeds what the same source allows it")


def test_at_another_alpha_beta_the_newest_course_is_asked_again():
    # 18 in 5 (3.6 Gy): 25.2 Gy at α/β 2 Gy, above 25; at 4 Gy 18 × 7.6 / 6 = 22.8 Gy, and 35 + 22.8 in all
    row = thecal_sac(30.0, 10, 18.0, 5)
    assert [(end.standing, end.flips) for end in bar(row, "alpha-beta").ends] == [
        (Standing.EXCEEDED, False), (Standing.WITHIN, True),
    ]  # fmt: skip
    assert row.robustness.depends_on == ("α/β",)
    # 20 in 10 and 24 in 16 (1.5 Gy): 20 + 21 Gy at α/β 2 Gy, 20 + 22 at 4: above half of the sum either way
    row = thecal_sac(20.0, 10, 24.0, 16)
    assert [end.standing for end in bar(row, "alpha-beta").ends] == [Standing.EXCEEDED] * 2


def test_where_a_limit_has_further_parts_robust_says_that_they_were_not_drawn():
    row = thecal_sac(30.0, 15, 6.0, 3)  # 30 + 6 Gy, 2 Gy each
    assert row.robustness.kind == "robust"
    assert "Not drawn:" in row.robustness.text
    assert "what the same source asks of the newest course." in row.robustness.text
