"""Which limits speak of a contour: the organ's own, those it stands in for, or none, and then why."""

from reirrad_gui.constraints import limits_for


def keys(chosen):
    return [each.limit.key for each in chosen]


def test_an_organ_gets_its_own_limits_without_a_note(pelvis):
    found = limits_for("Rectum", pelvis)
    assert keys(found.cumulative) == ["rectum-nr", "rectum-r12"]
    assert {(each.note, each.is_surrogate) for each in found.cumulative} == {("", False)}
    assert found.gap_reason is None


def test_the_bowel_bag_stands_in_for_the_small_bowel_and_says_so(pelvis):
    found = limits_for("Bag_Bowel", pelvis)
    assert keys(found.cumulative) == ["small-bowel-nr", "small-bowel-r12"]
    assert all(each.is_surrogate for each in found.cumulative)
    assert "measured on Bag_Bowel, which stands in for Bowel_Small" in found.cumulative[0].note


def test_the_bowel_bag_is_not_needed_where_small_bowel_is_drawn(pelvis):
    found = limits_for("Bag_Bowel", pelvis, contoured={"Bag_Bowel", "Bowel_Small"})
    assert found.cumulative == ()
    assert found.gap_reason == "Bowel_Small is drawn itself; Bag_Bowel is not needed to stand in for it."


def test_an_organ_for_which_nothing_was_found_says_so(pelvis):
    assert limits_for("PenileBulb", pelvis).gap_reason == (
        "No cumulative limit found. No cumulative limit for re-irradiation is known to the authors of this set."
    )


def test_the_femoral_head_has_only_single_course_limits_as_background(other_organs):
    found = limits_for("Femur_Head_L", other_organs)
    assert keys(found.single_course) == ["femoral-head-optimal", "femoral-head-mandatory"]
    assert found.cumulative == ()
    assert found.gap_reason.startswith("No cumulative limit found. Only single-course limits")


def test_an_organ_outside_the_set_is_not_passed_over_in_silence(pelvis):
    assert limits_for("SpinalCord", pelvis).gap_reason == (
        "The set “Pelvis, SABR re-irradiation (Slevin 2021, Delphi)” says nothing about SpinalCord."
    )


def test_an_organ_with_only_limits_for_one_course_is_told_so(other_organs):
    found = limits_for("Bladder", other_organs)
    assert found.cumulative == ()
    assert found.gap_reason is not None
    assert "has only limits for a single course to Bladder" in found.gap_reason
