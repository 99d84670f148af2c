"""What is in force for a course in an organ, what is said of it, and what is left of the numbers."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from reirrad_gui.constraints import Standing
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.session import Assessor, Recovery, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.discounts import Discounts
from reirrad_gui.session.entries import completed
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.recovery import (
    at_alpha_beta,
    check_mark,
    discounts,
    parse_recoveries,
    parse_recovery,
    recovery_models,
    why_not_in,
)
from tests.support.opened_cases import box, course, field, opened_case, seed_case, structure_set, uniform

ORGANS = ("SpinalCord", "CaudaEquina", "SacralPlex", "Bladder", "Rectum", "Bowel_Small", "PTV")
STEP, FOX, ANG, ANG_CAUTIOUS = (Recovery(key) for key in ("step-25-50", "fox-chase", "ang-2001", "ang-2001-cautious"))
JONES, WOOLLEY = Recovery("jones-grant-cautious"), Recovery("woolley-2018-derived")
HALF = Recovery("user", 50.0, "board of 3 May")
QUARTER = Recovery("user", 25.0, "board of 3 May")


def assessed(settings: Settings, names=ORGANS, **changes) -> Assessment:
    return Assessor(seed_case(names, **changes)).assess(settings)


def on(*date):
    return When((StatedDate.at(PartialDate(*date), "notes"),))


def organ(found, name):
    return next(one for one in found.organs if one.name == name)


def total(found, name):
    return organ(found, name).cumulative_eqd2.max_gy.value


def results(found, name):
    return next(row for row in found.rows if row.organ == name).results


# --- the worst case of the case report, EVIDENCE.md (i): 21/3 and 20/5 to every organ --------------------------------

# α/β 2: 47.25 + 30; α/β 3: 42 + 28 (the table gives cord and plexus 2, bladder and rectum 3)
SUMS = [(25.0, 65.4375, 59.5), (50.0, 53.625, 49.0), (65.0, 46.5375, 42.7)]


@pytest.mark.parametrize(("percent", "at_2", "at_3"), SUMS)
def test_a_typed_percentage_discounts_every_organ_at_its_own_alpha_beta(percent, at_2, at_3):
    found = assessed(Settings(recovery=Recovery("user", percent, "board")))
    assert total(found, "SpinalCord") == pytest.approx(at_2)
    assert total(found, "SacralPlex") == pytest.approx(at_2)
    assert total(found, "Rectum") == total(found, "Bladder") == pytest.approx(at_3)


CORD_ONLY = [
    (STEP, 53.625),  # half of 47.25
    (ANG, 30.0),  # after 36 months all of 44 Gy was forgotten
    (ANG_CAUTIOUS, 48.4275),  # 61 %: 0.39 · 47.25 + 30
    (WOOLLEY, 30.0 + (109.6 - 104.46) / 2),  # clamped at 3 years: 104.46 Gy BED allowed after 94.5 of 109.6
    (JONES, 39.65),  # x = 0.945, r(3) = 1.5 + e^2.4 = 12.523: 100 (1 − 0.055^(1/13.523)) = 19.305 Gy BED
]


@pytest.mark.parametrize(("recovery", "cord_gy"), CORD_ONLY)
def test_a_model_of_the_cord_discounts_the_cord_and_nothing_else(recovery, cord_gy):
    found = assessed(Settings(recovery=recovery))
    assert total(found, "SpinalCord") == pytest.approx(cord_gy, abs=0.005)
    assert organ(found, "SpinalCord").recovered
    # as without any recovery: the cauda equina is no cord, and its plexus, bladder and bowel are none either
    assert [total(found, name) for name in ("CaudaEquina", "SacralPlex", "Bladder", "Rectum")] == pytest.approx(
        [77.25, 77.25, 70.0, 70.0]
    )
    assert not any(organ(found, name).recovered for name in ORGANS[1:])


def test_fox_chase_names_no_tissue_and_discounts_every_organ_but_the_target():
    found = assessed(Settings(recovery=FOX))
    assert total(found, "SpinalCord") == pytest.approx(53.625)
    assert total(found, "Bladder") == pytest.approx(49.0)
    assert total(found, "PTV") == pytest.approx(53.083333333)


def test_an_organ_outside_a_models_tissue_says_so_in_a_sentence_with_every_number():
    found = assessed(Settings(recovery=STEP))
    bladder = results(found, "Bladder")[0]
    assert bladder.recovery == (
        "off: “Step 25/50 %” was proposed for SpinalCord only; Bladder is assessed without recovery"
    )
    assert bladder.recovery_refused == f"{bladder.recovery.removeprefix('off: ')}."
    assert bladder.recovery in bladder.cumulative.source
    assert [step.formula for step in bladder.steps if step.what == "Recovery"] == [bladder.recovery]
    assert (bladder.recovered, bladder.recovery_shares) == (False, ((0.0, 0.0), (0.0, 0.0)))


def test_a_limit_with_recovery_is_refused_only_where_the_dose_was_discounted():
    plexus = results(assessed(Settings(recovery=STEP)), "SacralPlex")
    assert [one.standing for one in plexus] == [Standing.EXCEEDED, Standing.NEAR]  # 77.25 of 67; of 85 with recovery
    discounted = results(assessed(Settings(recovery=HALF)), "SacralPlex")
    assert [one.standing for one in discounted] == [Standing.WITHIN, Standing.NOT_ASSESSABLE]
    assert "counted twice" in discounted[1].reason


@pytest.mark.parametrize(("recovery", "chosen_set", "name"), [
    (HALF, "pelvis-slevin-2021", "SacralPlex"), (FOX, "pelvis-slevin-2021", "Bladder"),
    (WOOLLEY, "cord-nieder-hytec", "SpinalCord"), (STEP, "cord-nieder-hytec", "SpinalCord"),
])  # fmt: skip
def test_a_refused_limit_leaves_no_dose_anywhere(recovery, chosen_set, name):
    # a discounted dose taken from a limit that already contains recovery would be the double counting itself
    found = assessed(Settings(recovery=recovery).with_constraint_set(chosen_set))
    refused = [one for one in results(found, name) if one.reason.startswith("Refused")]
    assert refused
    for one in refused:
        assert one.remaining_eqd2.value is None and one.remaining_physical.value is None
        assert one.remaining_eqd2.reason == "nothing is told of what a limit leaves that is not used here"
    told = [c for c in assessment_json(found)["constraints"] if c["reason"].startswith("Refused")]
    assert {(c["remaining_eqd2_gy"], c["remaining_physical_gy"]) for c in told} == {(None, None)}


def test_the_result_says_in_one_line_where_a_model_of_one_tissue_is_in_force():
    with_cord, without = assessed(Settings(recovery=STEP)), assessed(Settings(recovery=STEP), ("Bladder",))
    assert with_cord.recovery_text.endswith("course 1: 50 %; in SpinalCord only")
    assert without.recovery_text.endswith("in SpinalCord only, which no structure of this case is")
    assert assessed(Settings()).recovery_text == "off"


def test_an_interval_longer_than_a_model_rests_on_is_said_with_the_number_and_among_the_warnings():
    found = assessed(Settings(recovery=ANG))
    assert "it counts as 36 months" in organ(found, "SpinalCord").recovery
    assert any("longer than the 36 months “Ang 2001 (monkeys)” rests on" in said for said in found.warnings)
    bladder_only = assessed(Settings(recovery=ANG), ("Bladder",))
    assert not any("rests on" in said for said in bladder_only.warnings)


# --- per organ and per course ----------------------------------------------------------------------------------------


def three_courses():
    drawn = structure_set(box("Rectum", 0), box("Bladder", 1))
    courses = (
        course(1, 21.0, 3, end=on(2012, 12), start=on(2012, 12)),
        course(2, 20.0, 5, end=on(2016, 1), start=on(2016, 1)),
        course(3, 8.0, 1, start=on(2018, 1), structure_set_uid=drawn.uid),
    )
    return opened_case(courses, (field(uniform(21.0)), field(uniform(20.0)), field(uniform(8.0))), (drawn,))


def test_what_is_chosen_for_an_organ_goes_before_the_course_and_that_before_the_general_choice():
    opened = three_courses()
    uid = opened.case.courses[0].uid
    settings = Settings(recovery=HALF).with_recovery_of_course(uid, QUARTER).with_recovery_of("Rectum", Recovery())
    found = Assessor(opened).assess(settings)
    # α/β 3: 42, 28, 17.6; bladder 0.75 · 42 + 0.5 · 28 + 17.6, rectum in full
    assert total(found, "Bladder") == pytest.approx(31.5 + 14.0 + 17.6)
    assert total(found, "Rectum") == pytest.approx(87.6)
    assert organ(found, "Bladder").recovery == (
        "for course 1 25 % of earlier courses, typed by the user: board of 3 May; "
        "for course 2 50 % of earlier courses, typed by the user: board of 3 May"
    )
    assert organ(found, "Rectum").recovery == "off"
    assert found.recovery_text.endswith("; Rectum: off")
    back = settings.without_recovery_of("Rectum").without_recovery_of_course(uid)
    assert total(Assessor(opened).assess(back), "Rectum") == pytest.approx(21.0 + 14.0 + 17.6)


def test_an_organ_may_recover_where_nothing_else_does():
    found = assessed(Settings().with_recovery_of("Rectum", QUARTER))
    assert (total(found, "Rectum"), total(found, "Bladder")) == pytest.approx((59.5, 70.0))
    assert found.recovery_text == "off; Rectum: 25 % of earlier courses, typed by the user: board of 3 May"
    assert any("Rectum alone is not part of drawn or exported doses" in said for said in found.warnings)


@pytest.mark.parametrize("recovery", [HALF, FOX])
def test_a_kidney_is_never_discounted_by_a_general_choice_for_its_damage_grows_with_time(recovery):
    found = assessed(Settings(recovery=recovery), ("Kidney_L", "Rectum"))
    whole = assessed(Settings(), ("Kidney_L", "Rectum"))
    assert total(found, "Kidney_L") == pytest.approx(total(whole, "Kidney_L"), abs=1e-9)
    assert total(found, "Rectum") == pytest.approx(49.0, abs=1e-9)  # 42 of which half is left, and 28
    assert "Late damage of the kidney grows with time" in organ(found, "Kidney_L").recovery
    for tissue in ("Kidney_L", "Kidneys", "Kidney_Hilum_R"):
        assert f"{tissue} is assessed without recovery" in why_not_in("fox-chase", tissue)


def test_somebody_may_discount_a_kidney_by_a_percentage_with_a_reason_for_it_alone():
    settings = Settings().with_recovery_of("Kidney_L", HALF)
    # α/β 2.5 Gy, EVIDENCE.md (i): 44.333 of which half is left, and 28.889
    assert total(assessed(settings, ("Kidney_L",)), "Kidney_L") == pytest.approx(51.0556, abs=6e-5)


def test_a_structure_without_a_standard_name_is_named_as_it_is_drawn():
    found = assessed(Settings().with_recovery_of("Nobody knows", HALF), ("Nobody knows", "Bladder"))
    assert total(found, "Nobody knows") == pytest.approx(49.0)
    assert total(found, "Bladder") == pytest.approx(70.0)


def test_a_target_is_never_discounted_even_when_it_is_named():
    found = assessed(Settings().with_recovery_of("PTV", HALF))
    assert total(found, "PTV") == pytest.approx(53.083333333)
    assert organ(found, "PTV").recovery.startswith("off: Recovery is never applied to a target")


def test_a_recovery_for_something_that_is_not_there_is_said():
    settings = Settings().with_recovery_of("Femur", HALF).with_recovery_of_course("1.2.3", HALF)
    said = assessed(settings).warnings
    assert any("chosen for “Femur” changes nothing" in one for one in said)
    assert any("not among the earlier courses" in one for one in said)


def test_the_newest_course_never_recovers():
    opened = seed_case(("Rectum",))
    newest = opened.case.courses[-1].uid
    found = Assessor(opened).assess(Settings().with_recovery_of_course(newest, HALF))
    assert total(found, "Rectum") == pytest.approx(70.0)


def test_an_override_without_a_name_is_refused():
    with pytest.raises(EntryError, match="Say for which organ"):
        Settings().with_recovery_of(" ", HALF)
    with pytest.raises(EntryError, match="Say for which course"):
        Settings().with_recovery_of_course("", HALF)


@pytest.mark.parametrize(
    "bad",
    [Recovery("hope"), Recovery("user", 120.0, "board"), Recovery("user", 30.0, " "), Recovery("user", None, "x")],
)
def test_a_choice_that_is_none_is_refused_wherever_it_is_made(bad):
    opened = seed_case(("Rectum",))
    for settings in (
        Settings(recovery=bad),
        Settings().with_recovery_of("Rectum", bad),
        Settings().with_recovery_of_course(opened.case.courses[0].uid, bad),
    ):
        with pytest.raises(EntryError, match=r"no recovery model|between 0 and 100|needs its reason|needs a reason"):
            Assessor(opened).assess(settings)


# --- properties ------------------------------------------------------------------------------------------------------

CHOICES = st.sampled_from([Recovery(), STEP, FOX, ANG, ANG_CAUTIOUS, JONES, WOOLLEY, QUARTER, HALF])
OPENED = seed_case(ORGANS)
YEARS = st.integers(2013, 2022)


@examples(max_examples=25, deadline=None)
@given(general=CHOICES, rectum=CHOICES, cord_choice=CHOICES, first=CHOICES)
def test_no_choice_discounts_a_target_or_the_newest_course_or_leaves_more_than_was_given(
    general, rectum, cord_choice, first
):
    settings = (
        Settings(recovery=general)
        .with_recovery_of("Rectum", rectum)
        .with_recovery_of("SpinalCord", cord_choice)
        .with_recovery_of_course(OPENED.case.courses[0].uid, first)
    )
    evaluation = Evaluation(completed(OPENED, settings), settings, Kept())
    for index, name in enumerate(ORGANS):
        found = evaluation.recovery_at(index, 2.0)
        assert found.ranges[-1] == (0.0, 0.0)
        assert all(0.0 <= low <= high <= 1.0 for low, high in found.ranges)
        assert found.on == (any(high > 0 for _, high in found.ranges) or found.depends_on_dose)
        if name == "PTV":
            assert not found.on
        measured = evaluation.measured(index, 2.0)
        assert -1e-9 <= measured.total.dose.lower.max_gy <= 77.25 + 1e-9
        assert measured.total.dose.lower.max_gy >= 30.0 - 1e-9


@examples(max_examples=15, deadline=None)
@given(general=st.sampled_from([STEP, FOX, ANG, ANG_CAUTIOUS, JONES, WOOLLEY]), years=st.tuples(YEARS, YEARS))
def test_a_longer_interval_never_leaves_more_in_the_cord(general, years):
    lefts = []
    for year in sorted(years):
        drawn = structure_set(box("SpinalCord", 0))
        courses = (
            course(1, 21.0, 3, end=on(2012, 12, 31), start=on(2012, 12, 17)),
            course(2, 20.0, 5, start=on(year, 7, 1), structure_set_uid=drawn.uid),
        )
        opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
        found = Evaluation(opened, Settings(recovery=general), Kept()).measured(0, 2.0).total
        lefts.append((found.lower("max_gy"), found.upper("max_gy")))
    assert lefts[1][0] <= lefts[0][0] + 1e-9
    assert lefts[1][1] <= lefts[0][1] + 1e-9


# --- doses drawn or exported point by point --------------------------------------------------------------------------


def test_a_dose_of_every_point_is_discounted_only_by_what_holds_in_every_tissue():
    opened = seed_case(ORGANS)
    assert discounts(opened, Settings(recovery=HALF)).ranges == ((0.5, 0.5), (0.0, 0.0))
    assert discounts(opened, Settings(recovery=FOX)).ranges == ((0.5, 0.5), (0.0, 0.0))
    for recovery in (STEP, ANG, JONES, WOOLLEY):
        image = discounts(opened, Settings(recovery=recovery))
        assert (image.ranges, image.on, image.depends_on_dose) == (((0.0, 0.0),) * 2, False, False)
        assert "drawn or exported point by point show no recovery" in image.refusal
    assert not discounts(opened, Settings()).refusal


def test_a_drawn_dose_that_is_discounted_in_a_target_or_a_kidney_is_said_with_their_names():
    said = "discounted at every point, also in “Kidney_L”, “PTV”, where doses count in full"
    names = ("Kidney_L", "Rectum", "PTV")
    assert any(said in one for one in assessed(Settings(recovery=HALF), names).warnings)
    assert not any("every point" in one for one in assessed(Settings(recovery=HALF), ("Rectum",)).warnings)
    assert not any("every point, also" in one for one in assessed(Settings(recovery=STEP), names).warnings)


def test_without_any_course_there_is_nothing_to_recover():
    opened = opened_case((), (), (structure_set(box("Rectum", 0)),))
    assert discounts(opened, Settings(recovery=HALF)) == Discounts((), None, "off")


# --- what is offered, and how it is written --------------------------------------------------------------------------


def test_every_model_is_offered_with_citation_and_domain_and_marked_where_its_numbers_must_be_checked():
    marks = {model.key: check_mark(model) for model in recovery_models()}
    assert list(marks) == [
        "none", "step-25-50", "fox-chase", "ang-2001", "ang-2001-cautious",
        "jones-grant-cautious", "jones-grant", "woolley-2018-derived",
    ]  # fmt: skip
    assert all(model.citation and model.domain for model in recovery_models())
    assert {key for key, mark in marks.items() if "check against the paper" in mark} == {
        "ang-2001", "ang-2001-cautious", "jones-grant-cautious", "jones-grant", "woolley-2018-derived"
    }  # fmt: skip


def test_a_verdict_that_rests_on_a_remembered_model_says_to_check_the_paper():
    settings = Settings(recovery=ANG, constraint_set="cord-nieder-hytec")
    reasons = [one.reason for one in results(assessed(settings), "SpinalCord")]
    assert reasons
    assert all("discounted as well (Ang 2001 (monkeys), check against the paper)" in said for said in reasons)


def test_a_model_says_where_it_may_not_be_used():
    assert why_not_in("fox-chase", "Rectum") == why_not_in("step-25-50", "SpinalCord") == ""
    assert "Rectum is assessed without recovery" in why_not_in("woolley-2018-derived", "Rectum")


def test_the_command_line_names_a_recovery_for_all_and_for_single_organs():
    found = parse_recoveries(["step-25-50", "Rectum=25%: board = of 3 May", "Bladder=none"], Settings())
    assert found.recovery == STEP
    assert found.recovery_by_organ == {
        "Rectum": Recovery("user", 25.0, "board = of 3 May"),
        "Bladder": Recovery(),
    }
    assert parse_recoveries([], Settings()) == Settings()
    assert parse_recovery("12,5 %: board").percent == 12.5
    assert parse_recoveries(["25%: EQD2 = as agreed"], Settings()).recovery.reason == "EQD2 = as agreed"


@pytest.mark.parametrize(
    ("given_texts", "sentence"),
    [
        (["hope"], "no recovery model “hope”"),
        (["user"], "no recovery model “user”"),
        (["x%: board"], "“x%” is not a percentage"),
        (["25%"], "needs its reason"),
        (["130%: board"], "between 0 and 100"),
        (["none", "step-25-50"], "given twice for all organs"),
        (["Rectum=none", "Rectum=fox-chase"], "given twice for Rectum"),
        (["=none"], "Say for which organ"),
    ],
)
def test_a_recovery_that_cannot_be_meant_is_refused_with_what_to_do(given_texts, sentence):
    with pytest.raises(EntryError, match=sentence):
        parse_recoveries(given_texts, Settings())


def test_a_refused_model_leaves_the_others_in_force():
    opened = three_courses()
    drawn = opened.organs[0]
    uid = opened.case.courses[1].uid
    settings = Settings(recovery=JONES).with_recovery_of_course(uid, HALF).with_canonical_name("Rectum", "SpinalCord")
    evaluation = Evaluation(completed(opened, settings), settings, Kept())
    assert drawn.structure.name == "Rectum"
    both, at_3 = evaluation.recovery_at(0, 2.0), evaluation.recovery_at(0, 3.0)
    assert both.name == (
        "Jones and Grant 2014, cautious, check against the paper; "
        "50 % of earlier courses, typed by the user: board of 3 May"
    )
    assert at_3.name == "50 % of earlier courses, typed by the user: board of 3 May"
    assert "not in force for course 1" in at_3.text
    assert at_alpha_beta(both, 2.0, (True, True, True)) == both


def test_the_json_says_what_was_chosen_and_what_is_in_force_for_every_limit():
    settings = Settings(recovery=STEP).with_recovery_of("Rectum", QUARTER)
    said = assessment_json(assessed(settings))
    assert said["provenance"]["parameters"]["recovery_chosen"] == {
        "general": {"model": "step-25-50", "percent": None, "reason": None},
        "by_organ": {"Rectum": {"model": "user", "percent": 25.0, "reason": "board of 3 May"}},
        "by_course": {},
    }
    rectum = next(one for one in said["constraints"] if one["organ"] == "Rectum")
    assert (rectum["recovered"], rectum["recovery_shares"]) == (True, [[0.25, 0.25], [0.0, 0.0]])
    assert rectum["recovery_refused"] is None
    bladder = next(one for one in said["constraints"] if one["organ"] == "Bladder")
    assert (bladder["recovered"], bladder["recovery_shares"]) == (False, [[0.0, 0.0], [0.0, 0.0]])
    assert "was proposed for SpinalCord only" in bladder["recovery_refused"]
    cord_json = assessment_json(assessed(Settings(recovery=WOOLLEY, constraint_set="cord-nieder-hytec")))
    of_cord = next(one for one in cord_json["constraints"] if one["organ"] == "SpinalCord")
    assert of_cord["recovery_shares"] == [None, [0.0, 0.0]]  # by the dose at each point


# --- which course came first ------------------------------------------------------------------------------------------

UNDATED = When()
FROM_2013 = When((StatedDate(PartialDate(2013, 1, 7), None, "plan"),))
FROM_2018 = When((StatedDate(PartialDate(2018, 3, 1), None, "plan"),))


BY_HALF = Settings(recovery=HALF)


def two_courses(first_start, second_start, settings=BY_HALF):
    """21 Gy in 3 and 20 Gy in 5 to a rectum: 42 + 28 Gy EQD2 (α/β 3), 21 + 28 with the first discounted by half."""
    drawn = structure_set(box("Rectum", 0))
    courses = (course(1, 21.0, 3, start=first_start), course(2, 20.0, 5, start=second_start, structure_set_uid="set 2"))
    return Assessor(opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))).assess(settings)


@pytest.mark.parametrize(
    ("first_start", "second_start"),
    [
        (UNDATED, UNDATED),
        (on(2018), on(2018, 3, 1)),
        (FROM_2018, FROM_2018),
        (on(2018), on(2018)),
    ],
    ids=["no date at all", "a year around the day of the other", "plans of one day", "the same year"],
)
def test_a_typed_percentage_discounts_nothing_where_nobody_knows_which_course_came_first(first_start, second_start):
    found = two_courses(first_start, second_start)
    assert total(found, "Rectum") == pytest.approx(70.0)
    said = [w for w in found.warnings if "not applied: the dates do not say that course 1 was given before" in w]
    assert len(said) == 1
    assert "which course came first is not known" in results(found, "Rectum")[0].recovery
    assert results(found, "Rectum")[1].recovered is False


@pytest.mark.parametrize(
    ("first_start", "second_start", "why"),
    [(FROM_2013, FROM_2018, "only the days of plans say so"), (on(2013), UNDATED, "the newest has no date")],
)
def test_an_order_that_is_only_likely_is_said_beside_the_discount_that_rests_on_it(first_start, second_start, why):
    found = two_courses(first_start, second_start)
    assert total(found, "Rectum") == pytest.approx(49.0)
    assert any(w.startswith("That course 1 was given before course 2 is not certain") and why in w
               for w in found.warnings)  # fmt: skip
    assert not any("not certain" in w for w in two_courses(first_start, second_start, Settings()).warnings)


def test_an_order_that_dates_prove_needs_no_words():
    found = two_courses(on(2013), on(2018))
    assert total(found, "Rectum") == pytest.approx(49.0)
    assert not any("was given before" in w for w in found.warnings)
