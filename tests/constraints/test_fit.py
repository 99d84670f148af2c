"""How far a set speaks of the organs of a case: what it judges, what it explains, what it is silent about."""

from reirrad_gui.constraints import load_constraint_set
from reirrad_gui.constraints.fit import set_fit


def test_the_pelvic_set_is_silent_about_the_head(pelvis):
    found = set_fit(("Brain", "Brainstem", "OpticNrv_L"), pelvis)
    assert (found.judged, found.silent) == ((), ("Brain", "Brainstem", "OpticNrv_L"))


def test_a_set_that_says_why_it_has_no_limit_is_not_silent(pelvis):
    found = set_fit(("Rectum", "Femur_Head_L", "Prostate"), pelvis)
    assert (found.judged, found.explained, found.silent) == (("Rectum",), ("Femur_Head_L",), ("Prostate",))


def test_a_limit_for_a_single_course_judges_no_accumulated_dose():
    found = set_fit(("Brainstem", "Esophagus", "Heart"), load_constraint_set("other-organs"))
    assert found.judged == ("Esophagus",)  # the only limit for accumulated dose in that set
    assert (found.single_course, found.explained, found.silent) == (("Brainstem",), ("Heart",), ())


def test_a_bowel_bag_is_judged_in_place_of_the_bowel_and_needless_beside_it(pelvis):
    assert set_fit(("Bag_Bowel",), pelvis).judged == ("Bag_Bowel",)
    both = set_fit(("Bag_Bowel", "Bowel_Small"), pelvis)
    assert (both.judged, both.explained, both.silent) == (("Bowel_Small",), ("Bag_Bowel",), ())
