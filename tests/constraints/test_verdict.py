"""One dose against one limit: exceeded, near, within, or not assessable, and never green without grounds."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reirrad_gui.constraints import Bounded, Confidence, Evidence, Quantity, Scope, Standing, Verdict, judge
from reirrad_gui.errors import NotAssessableError


def eqd2_at(alpha_beta_gy):
    return {"quantity": "EQD2", "alpha_beta_gy": alpha_beta_gy}


def on_rectum(limit, dose, **more) -> Verdict:
    """A dose in Gy, or bounds, against a limit at α/β 3."""
    cumulative = dose if isinstance(dose, Bounded) else Bounded.exactly(dose)
    return judge(limit, cumulative, **eqd2_at(3.0), **more)


# The case report's worst case: an organ that got both full prescriptions, 21 Gy in 3 and 20 Gy in 5 fractions.
# EQD2(3) = 42 + 28 = 70.000 Gy; EQD2(2) = 47.25 + 30 = 77.25 Gy.
SEED_GAP = (59, 72)
SEED = [
    ("bladder-nr", 70.0, 3.0, Standing.WITHIN),  # 70 ≤ 0.9 · 80
    ("bladder-r12", 70.0, 3.0, Standing.WITHIN),
    ("rectum-nr", 70.0, 3.0, Standing.WITHIN),
    ("rectum-r12", 70.0, 3.0, Standing.WITHIN),
    ("small-bowel-nr", 70.0, 3.0, Standing.NEAR),  # exactly on 70
    ("small-bowel-r12", 70.0, 3.0, Standing.WITHIN),
    ("plexus-nr", 77.25, 2.0, Standing.EXCEEDED),  # over 67
    ("plexus-r12", 77.25, 2.0, Standing.NEAR),  # under 85, above 76.5
]


@pytest.mark.parametrize(("key", "dose_gy", "alpha_beta_gy", "standing"), SEED)
def test_the_case_reports_worst_case_stands_as_published(pelvis, key, dose_gy, alpha_beta_gy, standing):
    verdict = judge(pelvis.limit(key), Bounded.exactly(dose_gy), **eqd2_at(alpha_beta_gy), gap_months=SEED_GAP)
    assert verdict.standing is standing
    assert verdict.counts


def test_70_gy_lies_exactly_on_the_small_bowel_limit_and_the_sentence_says_so(pelvis):
    verdict = on_rectum(pelvis.limit("small-bowel-nr"), 70.0)
    assert "lies exactly on the limit of 70 Gy" in verdict.reason
    assert verdict.margin_gy == 0.0


def test_plexus_77_25_exceeds_67_by_10_25_in_words(pelvis):
    verdict = judge(pelvis.limit("plexus-nr"), Bounded.exactly(77.25), **eqd2_at(2.0))
    assert verdict.reason == (
        "D0.1cc of 77.3 Gy EQD2 (α/β 2 Gy) exceeds the limit of 67 Gy (no recovery assumed) by 10.3 Gy."
    )
    assert verdict.margin_gy == -10.25


@pytest.mark.parametrize(
    ("dose_gy", "standing"),
    [
        (0.0, Standing.WITHIN),
        (72.0, Standing.WITHIN),  # 0.9 · 80
        (72.0 + 1e-6, Standing.NEAR),
        (80.0, Standing.NEAR),
        (math.nextafter(80.0, 100.0), Standing.NEAR),  # rounding, not dose
        (80.0 + 1e-6, Standing.EXCEEDED),
        (200.0, Standing.EXCEEDED),
    ],
)
def test_a_dose_exceeds_only_above_its_limit_and_is_near_in_the_last_tenth(limit, dose_gy, standing):
    assert on_rectum(limit(), dose_gy).standing is standing


def test_a_sum_that_only_rounding_carries_past_the_limit_does_not_exceed_it(limit):
    thirds = sum([80.0 / 3] * 3) + 1.4e-14
    assert thirds > 80.0
    verdict = on_rectum(limit(), thirds)
    assert (verdict.standing, verdict.margin_gy) == (Standing.NEAR, 0.0)


@pytest.mark.parametrize("dose_gy", [80.0004, 79.9996, 72.0004])
def test_no_dose_is_printed_on_the_other_side_of_its_limit(limit, dose_gy):
    assert f"{dose_gy:.4f} Gy" in on_rectum(limit(), dose_gy).reason


def test_being_near_is_explained(limit):
    assert on_rectum(limit(), 75.0).reason == (
        "D0.5cc of 75.0 Gy EQD2 (α/β 3 Gy) keeps the limit of 80 Gy (no recovery assumed), within its last 10 %."
    )


def test_being_within_is_explained_and_has_its_margin(limit):
    verdict = on_rectum(limit(), 60.0)
    assert verdict.reason.endswith("keeps the limit of 80 Gy (no recovery assumed) with more than a tenth to spare.")
    assert (verdict.margin_gy, verdict.organ, verdict.remarks) == (20.0, "Rectum", ())


# ---- partly known doses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "standing"),
    [
        (Bounded(90.0, None, None), Standing.EXCEEDED),
        (Bounded(90.0, None, 120.0), Standing.EXCEEDED),
        (Bounded(None, None, 60.0), Standing.WITHIN),
        (Bounded(10.0, 40.0, 72.0), Standing.WITHIN),
        (Bounded(73.0, None, 79.0), Standing.NEAR),
        (Bounded(10.0, 40.0, 90.0), Standing.NOT_ASSESSABLE),
        (Bounded(10.0, 40.0, None), Standing.NOT_ASSESSABLE),
        (Bounded(10.0, None, 79.0), Standing.NOT_ASSESSABLE),
        (Bounded(None, 40.0, None), Standing.NOT_ASSESSABLE),
        (Bounded.unknown(), Standing.NOT_ASSESSABLE),
    ],
)
def test_a_partly_known_dose_is_judged_only_where_both_bounds_agree(limit, bounds, standing):
    assert on_rectum(limit(), bounds).standing is standing


def test_an_excess_known_from_the_lower_bound_says_so(limit):
    verdict = on_rectum(limit(), Bounded(90.0, None, None))
    assert verdict.reason == (
        "D0.5cc is at least 90.0 Gy, with no upper bound in EQD2 (α/β 3 Gy): even the lower bound exceeds the limit of "
        "80 Gy (no recovery assumed), by 10.0 Gy."
    )
    assert verdict.margin_gy is None


def test_an_undecided_dose_names_both_bounds_and_the_limit(limit):
    reason = on_rectum(limit(), Bounded(41.0, 60.0, 88.0)).reason
    assert "between 41.0 and 88.0 Gy" in reason
    assert "the limit is 80 Gy" in reason


def test_a_dose_that_keeps_its_limit_but_perhaps_closely_is_not_called_within(limit):
    reason = on_rectum(limit(), Bounded(41.0, None, 79.0)).reason
    assert "not above the limit of 80 Gy, but whether it is within or near it (from 72 Gy)" in reason


LETTERS = "what the letter of course 1 allows"


@pytest.mark.parametrize(
    ("upper_gy", "standing", "words"),
    [
        (62.0, Standing.WITHIN, "even that worst case keeps the limit of 70 Gy (no recovery assumed) with more than a"),
        (69.9, Standing.NEAR, "even that worst case keeps the limit of 70 Gy (no recovery assumed), within its last"),
        (70.0, Standing.NEAR, "that worst case lies exactly on the limit of 70 Gy (no recovery assumed): not exceeded"),
        (70.1, Standing.NOT_ASSESSABLE, "In that worst case the limit of 70 Gy (no recovery assumed) is exceeded by"),
    ],
)
def test_where_only_a_bound_will_ever_be_known_a_bound_that_keeps_the_limit_decides(pelvis, upper_gy, standing, words):
    bowel = pelvis.limit("small-bowel-nr")
    verdict = on_rectum(bowel, Bounded(0.0, None, upper_gy), bound_by=LETTERS)
    assert verdict.standing is standing
    assert words in verdict.reason
    assert LETTERS in verdict.reason
    assert verdict.worst_case is (standing is not Standing.NOT_ASSESSABLE)
    assert verdict.margin_gy is None


def test_a_bound_decides_nothing_where_there_is_none_or_the_least_exceeds_already(pelvis):
    bowel = pelvis.limit("small-bowel-nr")
    unbounded = on_rectum(bowel, Bounded(0.0, None, None), bound_by=LETTERS)
    assert (unbounded.standing, unbounded.worst_case) == (Standing.NOT_ASSESSABLE, False)
    above = on_rectum(bowel, Bounded(71.0, None, 90.0), bound_by=LETTERS)
    assert (above.standing, above.worst_case) == (Standing.EXCEEDED, False)


def test_a_dose_that_is_known_is_never_called_a_worst_case(pelvis):
    verdict = on_rectum(pelvis.limit("small-bowel-nr"), 30.0, bound_by=LETTERS)
    assert (verdict.standing, verdict.worst_case) == (Standing.WITHIN, False)


def test_the_worst_case_of_a_limit_whose_conditions_are_open_stays_open(pelvis):
    recovered = pelvis.limit("small-bowel-r12")
    verdict = on_rectum(recovered, Bounded(0.0, None, 60.0), bound_by=LETTERS, gap_months=(None, None))
    assert (verdict.standing, verdict.worst_case) == (Standing.NOT_ASSESSABLE, False)


def test_an_unknown_dose_is_said_to_be_unknown(limit):
    assert on_rectum(limit(), Bounded.unknown()).reason.startswith("D0.5cc is not known")


doses = st.floats(0.0, 300.0)
maybe = st.none() | doses


@given(lower=maybe, value=maybe, upper=maybe, gap=st.tuples(st.none() | st.integers(0, 30), st.none()), data=st.data())
def test_a_missing_bound_that_could_cross_the_limit_is_never_green(lower, value, upper, gap, data, pelvis, cord):
    known = [dose for dose in (lower, value, upper) if dose is not None]
    assume(known == sorted(known))
    limit = data.draw(st.sampled_from([*pelvis.limits, *(c.as_eqd2() for c in cord.limits)]))
    verdict = judge(limit, Bounded(lower, value, upper), **eqd2_at(limit.alpha_beta_gy), gap_months=gap)
    if upper is None or upper > limit.limit_gy:
        assert verdict.standing not in (Standing.WITHIN, Standing.NEAR) or upper == pytest.approx(limit.limit_gy)
    if verdict.standing is Standing.WITHIN:
        assert upper <= 0.9 * limit.limit_gy + 1e-9
        assert limit.may_turn_green


@given(dose=doses, more=doses)
def test_more_dose_never_stands_better(dose, more, pelvis):
    order = (Standing.WITHIN, Standing.NEAR, Standing.EXCEEDED)
    for key in ("bladder-nr", "small-bowel-nr"):
        less, greater = (on_rectum(pelvis.limit(key), gy).standing for gy in (dose, dose + more))
        assert order.index(less) <= order.index(greater)


# ---- recovery -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dose_gy", [20.0, 77.25, 200.0])
def test_a_limit_that_contains_recovery_refuses_a_discounted_dose_whatever_it_is(pelvis, dose_gy):
    verdict = judge(
        pelvis.limit("plexus-r12"),
        Bounded.exactly(dose_gy),
        **eqd2_at(2.0),
        gap_months=SEED_GAP,
        recovery_name="Step 25/50",
    )
    assert (verdict.standing, verdict.counts) == (Standing.NOT_ASSESSABLE, False)
    assert verdict.reason.startswith("Refused: the limit of 85 Gy already contains recovery")
    assert "Step 25/50" in verdict.reason


@pytest.mark.parametrize("key", ["cord-120", "cord-135", "thecal-sac-70"])
def test_the_cord_rules_refuse_a_discount_as_well(cord, key):
    limit = cord.limit(key).as_eqd2()
    verdict = judge(limit, Bounded.exactly(10.0), **eqd2_at(2.0), gap_months=(24, 24), recovery_name="50 %")
    assert verdict.reason.startswith("Refused")


def test_a_limit_fitted_with_recovery_refuses_a_discount_as_well(other_organs):
    verdict = on_rectum(other_organs.limit("oesophagus-94"), 10.0, recovery_name="50 %")
    assert verdict.reason.startswith("Refused: the limit of 94.2 Gy already contains recovery")


def test_a_discounted_dose_may_meet_a_limit_without_recovery_and_carries_the_mark(pelvis):
    # 77.25 - 25 % of 47.25 = 65.4375 (67 Gy limit)
    verdict = judge(
        pelvis.limit("plexus-nr"),
        Bounded.exactly(65.4375),
        **eqd2_at(2.0),
        recovery_name="Step 25/50",
        note="on the bag",
    )
    assert verdict.standing is Standing.NEAR
    assert verdict.remarks == (
        "check against the paper",
        "rests on a recovery discount: Step 25/50",
        "on the bag",
    )


# ---- the interval -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "standing", "words"),
    [
        ((12, 12), Standing.WITHIN, "keeps the limit"),
        ((12, None), Standing.WITHIN, "keeps the limit"),
        ((11, 12), Standing.NOT_ASSESSABLE, "the dates leave that open (the interval is 11 to 12 months)"),
        ((None, 40), Standing.NOT_ASSESSABLE, "the dates leave that open (the interval is at most 40 months)"),
        ((5, None), Standing.NOT_ASSESSABLE, "the dates leave that open (the interval is at least 5 months)"),
        ((None, None), Standing.NOT_ASSESSABLE, "the dates leave that open (the interval is unknown)"),
        ((3, 11), Standing.NOT_ASSESSABLE, "This limit does not apply."),
        ((None, 11), Standing.NOT_ASSESSABLE, "This limit does not apply."),
    ],
)
def test_a_12_month_limit_holds_only_if_every_possible_interval_is_long_enough(pelvis, gap, standing, words):
    verdict = judge(pelvis.limit("bladder-r12"), Bounded.exactly(70.0), **eqd2_at(3.0), gap_months=gap)
    assert verdict.standing is standing
    assert words in verdict.reason


def test_a_limit_that_does_not_apply_takes_no_part_in_the_organs_standing(pelvis):
    verdict = on_rectum(pelvis.limit("bladder-r12"), 70.0, gap_months=(1, 1))
    assert not verdict.counts
    assert not verdict.margin_holds


def test_a_dose_above_even_a_limit_that_needed_more_time_still_exceeds(pelvis):
    verdict = on_rectum(pelvis.limit("bladder-r12"), 111.0, gap_months=(1, 1))
    assert (verdict.standing, verdict.counts) == (Standing.EXCEEDED, True)
    assert "It holds only 12 months or more after the earlier course; here the interval is 1 month." in verdict.remarks


def test_an_interval_that_runs_backwards_is_a_callers_bug(pelvis):
    with pytest.raises(ValueError, match="gap_months must rise"):
        on_rectum(pelvis.limit("bladder-nr"), 10.0, gap_months=(5, 3))


# ---- what single courses gave -------------------------------------------------------------------------------------


def cord_verdict(cord, key, *courses_bed_gy, gap=(24, 24)):
    courses = [Bounded.exactly(dose) for dose in courses_bed_gy]
    total = Bounded.exactly(sum(courses_bed_gy))
    return judge(cord.limit(key), total, quantity="BED", alpha_beta_gy=2.0, gap_months=gap, courses=courses)


def test_the_case_reports_courses_fail_both_cord_rules(cord):
    # 94.5 + 60 = 154.5 Gy BED at α/β 2
    assert {cord_verdict(cord, key, 94.5, 60.0).standing for key in ("cord-120", "cord-135")} == {Standing.EXCEEDED}


def test_two_moderate_courses_two_years_apart_keep_the_cord_rule(cord):
    # 30/10 is BED 75, 8/1 is BED 40: 115 Gy; 0.9 · 135.5 = 121.95, 0.9 · 120 = 108
    assert cord_verdict(cord, "cord-135", 75.0, 40.0).standing is Standing.WITHIN
    assert cord_verdict(cord, "cord-120", 75.0, 40.0).standing is Standing.NEAR


@pytest.mark.parametrize(("gap", "discount", "holds"), [
    ((12, 12), None, True), ((11, 11), None, False), ((11, 12), None, True), ((12, 12), "50 %", False),
])  # fmt: skip
def test_a_margin_holds_unless_the_limit_is_refused_or_one_of_its_conditions_is_broken(pelvis, gap, discount, holds):
    limit = pelvis.limit("bladder-r12")
    found = judge(limit, Bounded.exactly(70.0), **eqd2_at(3.0), gap_months=gap, recovery_name=discount)
    assert found.margin_holds is holds


def test_a_single_course_above_98_gy_lies_outside_the_cord_rules_experience(cord):
    # 50/25 is BED 100, 4/1 is BED 12
    verdict = cord_verdict(cord, "cord-135", 100.0, 12.0)
    assert (verdict.standing, verdict.counts) == (Standing.NOT_ASSESSABLE, False)
    assert "no single course gave more than 98 Gy BED (α/β 2 Gy); here one gave 100.0 Gy" in verdict.reason


def test_the_cord_rule_waits_for_what_each_course_gave(cord):
    limit = cord.limit("cord-135")
    for courses in ((), (Bounded.exactly(20.0), Bounded(10.0, None, None))):
        verdict = judge(
            limit, Bounded.exactly(100.0), quantity="BED", alpha_beta_gy=2.0, gap_months=(24, 24), courses=courses
        )
        assert "what each course gave is not fully known" in verdict.reason
        assert (verdict.standing, verdict.counts) == (Standing.NOT_ASSESSABLE, True)


def sac_verdict(cord, total, *courses, gap=(24, 24)):
    return judge(cord.limit("thecal-sac-70"), total, **eqd2_at(2.0), gap_months=gap, courses=courses)


def test_the_thecal_sac_keeps_all_four_parts_of_the_hytec_rule(cord):
    # 30/10 is EQD2 37.5; newest course 20: sum 57.5 ≤ 63 (0.9 · 70), 20 ≤ 25, 20/57.5 = 35 %, 24 ≥ 5 months
    courses = (Bounded.exactly(37.5), Bounded.exactly(20.0))
    assert sac_verdict(cord, Bounded.exactly(57.5), *courses).standing is Standing.WITHIN


def test_the_case_reports_newest_course_breaks_the_hytec_limit_of_25_gy(cord):
    # 20/5 is EQD2(2) 30 > 25, while the sum with a light first course would keep 70
    verdict = sac_verdict(cord, Bounded.exactly(62.0), Bounded.exactly(32.0), Bounded.exactly(30.0))
    assert verdict.standing is Standing.EXCEEDED
    assert verdict.reason == (
        "The same source limits the newest course alone to 25 Gy EQD2 (α/β 2 Gy); it gave 30.0 Gy, which exceeds that."
    )


def test_a_newest_course_that_is_most_of_the_sum_breaks_the_hytec_share(cord):
    verdict = sac_verdict(cord, Bounded.exactly(35.0), Bounded.exactly(12.0), Bounded.exactly(23.0))
    assert verdict.reason == (
        "The same source limits the newest course to 50 % of the sum; it gave 23.0 Gy of 35.0 Gy, which exceeds that."
    )


@pytest.mark.parametrize(
    "courses",
    [(), (Bounded.exactly(30.0), Bounded(10.0, None, None)), (Bounded.exactly(30.0), Bounded(10.0, None, 24.0))],
)
def test_the_hytec_rule_waits_for_the_newest_course(cord, courses):
    verdict = sac_verdict(cord, Bounded(20.0, None, 60.0), *courses)
    assert verdict.standing is Standing.NOT_ASSESSABLE
    assert "what it gave is not known well enough" in verdict.reason


# ---- evidence, scope, quantity ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dose_gy", [1.0, 75.0, 80.0])
@pytest.mark.parametrize(
    "grade",
    [
        {"confidence": Confidence.LOW},
        {"evidence": Evidence.MEMORY, "confidence": Confidence.MEDIUM},
        {"evidence": Evidence.SECONDARY, "confidence": Confidence.LOW},
        {"citation": ""},
    ],
)
def test_an_unverified_limit_never_turns_anything_green_or_near_green(limit, grade, dose_gy):
    verdict = on_rectum(limit(**grade), dose_gy)
    assert (verdict.standing, verdict.counts) == (Standing.NOT_ASSESSABLE, False)
    assert verdict.reason.startswith("The limit itself is not verified")


def test_exceeding_even_an_unverified_limit_is_shown(limit):
    verdict = on_rectum(limit(evidence=Evidence.MEMORY, confidence=Confidence.LOW), 81.0)
    assert (verdict.standing, verdict.counts) == (Standing.EXCEEDED, True)
    assert verdict.remarks == ("check against the paper", "the limit itself is not verified")


def test_a_second_hand_limit_may_be_green_but_asks_to_be_checked(limit):
    verdict = on_rectum(limit(evidence=Evidence.SECONDARY, confidence=Confidence.MEDIUM), 40.0)
    assert (verdict.standing, verdict.remarks) == (Standing.WITHIN, ("check against the paper",))


@pytest.mark.parametrize("dose_gy", [10.0, 300.0])
def test_a_single_course_limit_says_nothing_about_an_accumulated_dose(limit, dose_gy):
    single = limit(scope=Scope.SINGLE_COURSE, recovery_basis="not applicable")
    verdict = on_rectum(single, dose_gy)
    assert (verdict.standing, verdict.counts) == (Standing.NOT_ASSESSABLE, False)
    assert "one course" in verdict.reason


@pytest.mark.parametrize("quantity", ["physical", "BED", "Gy", ""])
def test_a_physical_dose_or_another_quantity_is_never_compared(limit, quantity):
    with pytest.raises(NotAssessableError, match="never compared"):
        judge(limit(), Bounded.exactly(10.0), quantity=quantity, alpha_beta_gy=3.0)


def test_an_eqd2_is_not_compared_with_a_limit_in_bed(limit):
    with pytest.raises(NotAssessableError, match="stated in BED, the dose in EQD2"):
        on_rectum(limit(quantity=Quantity.BED), 10.0)


@pytest.mark.parametrize("alpha_beta_gy", [2.0, 10.0, math.inf, math.nan])
def test_a_dose_at_another_alpha_beta_is_never_compared(limit, alpha_beta_gy):
    with pytest.raises(NotAssessableError, match="holds at α/β 3 Gy"):
        judge(limit(), Bounded.exactly(10.0), quantity="EQD2", alpha_beta_gy=alpha_beta_gy)


@given(dose_bed=st.floats(0.0, 400.0))
def test_a_bed_limit_and_its_eqd2_twin_give_the_same_verdict(dose_bed, cord):
    # at α/β 2, EQD2 is half the BED; away from the boundaries, where the noise of 1e-9 Gy means different BED and EQD2
    limit = cord.limit("cord-120")
    assume(all(abs(dose_bed - edge) > 1e-6 for edge in (108.0, 120.0)))
    halves = [Bounded.exactly(min(dose_bed, 196.0) / 2)] * 2
    in_bed = judge(
        limit, Bounded.exactly(dose_bed), quantity="BED", alpha_beta_gy=2.0, gap_months=(9, 9), courses=halves
    )
    in_eqd2 = judge(
        replace(limit.as_eqd2(), note=""),
        Bounded.exactly(dose_bed / 2),
        **eqd2_at(2.0),
        gap_months=(9, 9),
        courses=[Bounded.exactly((half.upper_gy or 0.0) / 2) for half in halves],
    )
    assert in_bed.standing is in_eqd2.standing
