"""Scores of the cord for an opened case against EVIDENCE (b, i): the case report's worst case as if it were cord."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Assessor, Recovery, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.cord_scores import CordScore, TypedCourse, typed_score
from tests.support.opened_cases import (
    DECEMBER_2012,
    IN_2018_OR_2019,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)

CORD = ("SpinalCord", "SpinalCanal", "ThecalSac", "CaudaEquina")


def assessed(opened, **settings) -> Assessment:  # type: ignore[no-untyped-def]
    return Assessor(opened).assess(Settings(**settings))


def score(assessment: Assessment, organ: str) -> CordScore:
    return next(one for one in assessment.cord_scores if one.organ == organ)


def beds(one: CordScore, reading: int) -> list[float | None]:
    return [course.figure.value for course in one.readings[reading].courses]


def test_the_worst_case_scores_4_points_intermediate_at_alpha_beta_2():
    # 94.5 + 60 = 154.5 Gy2: above 120, 130, 140, 150: 4 points; interval 59 to 84 months: 0; 94.5 < 102: 0
    found = score(assessed(seed_case(CORD)), "SpinalCord").readings[0]
    assert found.alpha_beta_gy == 2.0
    assert [course.figure.value for course in found.courses] == pytest.approx([94.5, 60.0])
    assert [part.most for part in found.score.parts] == [4, 0, 0]
    assert (found.score.points.value, found.score.group) == (4, "intermediate")


def test_the_worst_case_fails_the_rule_for_a_small_risk_by_its_sum_alone():
    found = score(assessed(seed_case(CORD)), "SpinalCord").readings[0].small_risk
    assert [one.met for one in found.conditions] == [False, True, True]  # 154.5 > 135.5; months; 94.5 <= 98


def test_at_the_lumbar_alpha_beta_the_same_case_sums_up_to_97_75_and_no_point():
    # 21/3: 21 (1 + 7/4) = 57.75; 20/5: 20 (1 + 4/4) = 40
    found = score(assessed(seed_case(CORD)), "SpinalCord").readings[1]
    assert (found.regions, found.alpha_beta_gy) == (("lumbar",), 4.0)
    assert [course.figure.value for course in found.courses] == pytest.approx([57.75, 40.0])
    assert (found.score.points.value, found.small_risk.met) == (0, True)


def test_hytec_fails_by_its_sum_and_its_new_course_and_keeps_ratio_and_interval():
    # 47.25 + 30 = 77.25 > 70; 30 > 25; 30 / 77.25 = 0.388; 59 months
    found = score(assessed(seed_case(CORD)), "ThecalSac")
    assert [course.figure.value for course in found.hytec_courses] == pytest.approx([47.25, 30.0])
    assert [one.met for one in found.hytec.conditions] == [False, False, True, True]


def test_both_alpha_beta_are_shown_until_the_level_is_chosen_and_the_choice_can_be_undone():
    session = Session(seed_case(CORD))
    assert len(score(session.assessment, "SpinalCord").readings) == 2
    assert "not chosen" in score(session.assessment, "SpinalCord").notes[0]
    session.do("Choose the level", lambda settings: settings.with_cord_region("SpinalCord", "lumbar"))
    chosen = score(session.assessment, "SpinalCord")
    # the score's own α/β, and beside it the one at which limits of the cord are judged at every level
    assert [(one.regions, one.alpha_beta_gy) for one in chosen.readings] == [(("lumbar",), 4.0), ((), 2.0)]
    assert chosen.region_source == "chosen by the user"
    assert len(score(session.assessment, "SpinalCanal").readings) == 2  # a choice concerns one structure
    session.undo()
    assert len(score(session.assessment, "SpinalCord").readings) == 2


def test_a_choice_can_be_taken_back_and_no_other_word_is_a_level():
    chosen = Settings().with_cord_region("SpinalCord", "thoracic")
    assert chosen.with_cord_region("SpinalCord", "").cord_region == MappingProxyType({})
    with pytest.raises(EntryError, match="means nothing here"):
        chosen.with_cord_region("SpinalCord", "sacral")


def test_a_structure_whose_name_says_the_level_is_not_asked_about():
    found = score(assessed(seed_case(("SpinalCord_Lum",))), "SpinalCord_Lum")
    assert (found.region, found.region_source) == ("lumbar", "by the structure's name")
    assert found.readings[0].regions == ("lumbar",)


def test_recovery_never_reaches_a_score():
    plain, discounted = (
        assessed(seed_case(CORD), recovery=Recovery(name)).cord_scores for name in ("none", "step-25-50")
    )
    assert [beds(one, 0) for one in plain] == [beds(one, 0) for one in discounted]


def test_the_courses_maxima_are_added_wherever_they_lie():
    # x from −20 to 20 mm: 10…30 Gy rising, 30…10 Gy falling: maxima 30 and 30 at opposite ends
    low, high = (-30, -30, -30), (30, 30, 30)
    opened = seed_case(("SpinalCord",), field(along_x(20, 0.5), low, high), field(along_x(20, -0.5), low, high))
    found = score(assessed(opened), "SpinalCord")
    # BED(α/β 2) of 30/3: 30 (1 + 10/2) = 180; of 30/5: 30 (1 + 6/2) = 120; sampled half a point from the surface
    assert beds(found, 0) == pytest.approx([180.0, 120.0], abs=2.5)


def test_a_cord_that_the_first_grid_covers_in_part_is_bounded_and_never_low_risk():
    # the grid ends at x = 0, the cord reaches from −20 to 20 mm; 16 Gy at −20 mm, and 28 Gy at the far end of the grid
    half = field(along_x(10.0, -0.3), (-60, -60, -60), (0, 60, 60))
    found = score(assessed(seed_case(CORD, first=half)), "SpinalCord").readings[0]
    first = found.courses[0]
    assert (first.figure.value, first.dose.value_gy) == (None, None)
    assert first.dose.lower_gy == pytest.approx(16 * (1 + 16 / 6), rel=0.05)
    assert first.dose.upper_gy == pytest.approx(28 * (1 + 28 / 6))
    assert "between" in first.figure.reason
    assert found.score.group is None


def test_without_the_number_of_fractions_the_score_is_open():
    opened = seed_case(CORD)
    first = opened.case.courses[0]
    phases = (replace(first.phases[0], planned_fractions=None),)
    courses = (replace(first, phases=phases), opened.case.courses[1])
    unknown = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), opened.case.structure_sets)
    found = score(assessed(unknown), "SpinalCord")
    assert found.readings[0].score.group is None
    assert "number of fractions" in found.readings[0].courses[0].figure.reason
    assert found.hytec.met is not True


def test_one_course_is_no_re_irradiation():
    drawn = structure_set(box("SpinalCord", 1))
    one = opened_case((course(1, 21.0, 3),), (field(uniform(21.0)),), (drawn,))
    found = score(assessed(one), "SpinalCord")
    assert (found.readings, found.hytec) == ((), None)
    assert "Fewer than two courses" in found.why_not


def test_a_course_that_was_never_delivered_takes_no_part_nor_does_its_interval():
    drawn = structure_set(box("SpinalCord", 1))
    courses = (
        course(1, 21.0, 3, end=DECEMBER_2012, start=DECEMBER_2012),
        course(2, 8.0, 1, start=DECEMBER_2012, end=DECEMBER_2012, delivered=0),
        course(3, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    doses = tuple(field(uniform(gy)) for gy in (21.0, 8.0, 20.0))
    found = score(assessed(opened_case(courses, doses, (drawn,))), "SpinalCord")
    assert beds(found, 0) == pytest.approx([94.5, 60.0])
    assert found.gap_months == (59, 84)


def test_a_case_without_cord_has_no_score():
    assert assessed(seed_case(("Bladder",))).cord_scores == ()


def test_two_structures_that_may_be_the_cord_are_a_question():
    found = score(assessed(seed_case(("SpinalCord", "Spinal Cord"))), "SpinalCord")
    assert "rename or confirm" in found.why_not


def test_the_json_says_the_same_as_the_screen():
    assessment = assessed(seed_case(CORD), cord_region=MappingProxyType({"SpinalCord": "lumbar"}))
    said = {one["organ"]: one for one in assessment_json(assessment)["cord_scores"]}
    assert list(said) == list(CORD)
    assert said["SpinalCanal"]["readings"][0]["points"] == 4
    assert said["SpinalCanal"]["readings"][0]["per_course_bed"][0]["value_gy"] == pytest.approx(94.5)
    assert said["SpinalCanal"]["region"] is None
    assert said["SpinalCord"]["region"] == "lumbar"
    assert said["ThecalSac"]["hytec"]["met"] is False
    assert said["ThecalSac"]["interval_months"] == {"min": 59, "max": 84}


def test_typed_courses_score_as_the_case_does():
    typed = typed_score([TypedCourse(21.0, 3), TypedCourse(20.0, 5)], (59, 84))
    case = score(assessed(seed_case(CORD)), "SpinalCord")
    assert [r.score.points.value for r in typed.readings] == [r.score.points.value for r in case.readings] == [4, 0]
    assert typed.hytec.text == case.hytec.text
    assert "typed: 21 Gy in 3" in typed.readings[0].courses[0].figure.source


def test_typed_courses_without_an_interval_leave_it_open():
    found = typed_score([TypedCourse(21.0, 3), TypedCourse(20.0, 5)], (None, None), "thoracic")
    assert (found.readings[0].score.fewest, found.readings[0].score.most) == (4, 8.5)
    assert found.readings[0].score.group is None


def test_one_typed_course_is_asked_for_a_second():
    assert "at least two" in typed_score([TypedCourse(21.0, 3)], (None, None)).why_not


@pytest.mark.parametrize(("gy", "fractions"), [(0.0, 3), (201.0, 3), (20.0, 0), (20.0, 101)])
def test_a_typed_course_that_cannot_be_meant_is_refused(gy, fractions):
    with pytest.raises(EntryError, match="cannot be used"):
        TypedCourse(gy, fractions)


def test_a_typed_interval_that_is_upside_down_is_refused():
    with pytest.raises(EntryError, match="cannot lie between"):
        typed_score([TypedCourse(21.0, 3), TypedCourse(20.0, 5)], (12, 6))


def test_a_course_of_one_phase_can_be_typed_and_scores_the_same():
    found = score(assessed(seed_case(CORD)), "SpinalCord")
    assert [(one.total_gy, one.fractions) for one in found.as_typed] == [(21.0, 3), (20.0, 5)]
    assert typed_score(found.as_typed, found.gap_months).readings[0].score.text == found.readings[0].score.text


def test_a_course_that_is_not_fully_known_cannot_be_typed():
    half = field(along_x(10.0, -0.3), (-60, -60, -60), (0, 60, 60))
    first, second = score(assessed(seed_case(CORD, first=half)), "SpinalCord").as_typed
    assert first is None
    assert second.total_gy == pytest.approx(20.0)
