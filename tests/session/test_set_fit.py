"""A case of another region: the limits in force are told not to speak of it, and the set that speaks of more is named.

Of the shipped sets, the pelvic one has limits for accumulated dose to pelvic organs, the one of the cord for the spinal
cord, the one of other organs for the oesophagus alone; nobody has any for the brain or the optic nerves (EVIDENCE c).
"""

import json
from dataclasses import replace
from datetime import date

import pytest

from reirrad_gui.constraints import load_constraint_set
from reirrad_gui.constraints.library import SETS, copy_set, save_set
from reirrad_gui.constraints.set_files import set_json
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from tests.support.opened_cases import seed_case

PELVIS, CORD, OTHER = "pelvis-slevin-2021", "cord-nieder-hytec", "other-organs"


def fit(names, **settings):
    return Assessor(seed_case(names)).assess(Settings(**settings)).set_fit


def test_a_head_judged_by_the_pelvic_set_has_no_verdict_and_no_other_set_to_choose():
    assessment = Assessor(seed_case(("Brain", "Brainstem", "OpticNrv_L"))).assess(Settings())
    found = assessment.set_fit
    assert found.mismatch
    assert found.better == found.best == ()
    said = found.sentence
    assert said.startswith(
        "The set “Pelvis, SABR re-irradiation (Slevin 2021, Delphi)” has no limit for the accumulated dose to any "
        "organ drawn in this case: Brain, Brainstem, OpticNrv_L. No other set here has limits for them"
    )
    assert "a set of your own" in found.sentence  # what to do
    assert found.sentence.endswith(
        "has limits for a single course to Brainstem, OpticNrv_L; these judge no accumulated dose."
    )
    assert assessment.warnings.count(found.sentence) == 1


def test_a_thorax_is_offered_both_sets_that_judge_equally_many_organs():
    found = fit(("SpinalCord", "Esophagus", "Heart"))
    assert [stamp.name for stamp in found.best] == [CORD, OTHER]
    assert "“Spinal cord (Nieder 2006) and thecal sac (HyTEC 2021)” has limits for SpinalCord: check" in found.sentence
    assert "has limits for Esophagus: check" in found.sentence


def test_the_set_that_judges_more_organs_is_named_and_never_chosen_by_itself():
    session = Session(seed_case(("Bladder", "Rectum", "SpinalCord")), Settings(constraint_set=CORD))
    found = session.assessment.set_fit
    assert [stamp.name for stamp in found.best] == [PELVIS]
    assert found.brief == (
        "Organs drawn that have a limit in this set: 1 of 3. In “Pelvis, SABR re-irradiation (Slevin 2021, Delphi)”: 2."
    )
    assert session.settings.constraint_set == CORD
    assert session.undo_label is None


def test_a_pelvis_is_told_which_single_organs_its_set_is_silent_about_and_who_speaks_of_them():
    found = fit(("Bladder", "Rectum", "Sacrum", "SpinalCord"))
    assert not found.mismatch
    assert found.brief == ""
    assert found.sentence == (
        "The set “Pelvis, SABR re-irradiation (Slevin 2021, Delphi)” says nothing about SpinalCord. “Spinal cord "
        "(Nieder 2006) and thecal sac (HyTEC 2021)” has limits for SpinalCord; see “Limits side by side…”."
    )


@pytest.mark.parametrize("names", [(), ("Bladder", "Rectum", "Sacrum")], ids=["nothing drawn", "all spoken of"])
def test_where_the_set_speaks_of_all_there_is_nothing_to_say(names):
    assessment = Assessor(seed_case(names)).assess(Settings())
    assert (assessment.set_fit.mismatch, assessment.set_fit.sentence, assessment.set_fit.brief) == (False, "", "")
    assert not any("The set “" in text for text in assessment.warnings)


def test_a_set_of_the_users_own_is_offered_as_soon_as_it_is_there_unless_it_may_not_judge():
    opened = seed_case(("Brainstem", "Rectum"))
    assessor = Assessor(opened)
    assert assessor.assess(Settings()).set_fit.better == ()
    ours = copy_set(PELVIS, "Our limits", "A. Physicist", date(2026, 11, 21))
    rectum = ours.limit("rectum-nr")
    stem = replace(rectum, key="stem", organ="Brainstem", applies_to=("Brainstem",), surrogates=())
    save_set(replace(ours, limits=(*ours.limits, stem)), "A. Physicist", date(2026, 11, 21))
    assert [stamp.name for stamp in assessor.assess(Settings()).set_fit.best] == ["our-limits"]
    wrong = set_json(load_constraint_set("our-limits"))
    wrong["limits"][0]["citation"] = " "
    SETS.write("our-limits", json.dumps(wrong))
    assert assessor.assess(Settings()).set_fit.better == ()


def test_the_json_has_every_set_with_the_organs_it_judges():
    said = assessment_json(Assessor(seed_case(("SpinalCord", "Heart"))).assess(Settings()))["constraint_set_fit"]
    assert said["organs_drawn"] == ["SpinalCord", "Heart"]
    assert (said["in_force"]["set"], said["in_force"]["silent"]) == (PELVIS, ["SpinalCord", "Heart"])
    assert [(one["set"], one["judged"], one["speaks_of_more"]) for one in said["others"]] == [
        (CORD, ["SpinalCord"], True),
        (OTHER, [], False),
    ]
    assert said["mismatch"]
