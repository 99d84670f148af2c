"""“How was this computed?”: what is printed can be worked out again from what is printed."""

import re
from decimal import Decimal

import pytest

from reirrad_gui.session import Assessor, Recovery, Settings
from tests.support.opened_cases import seed_case

HALF = Recovery("user", 50.0, "worked example")
WOOLLEY = Recovery("woolley-2018-derived")
NUMBER = r"(−?[0-9.]+)"


def steps(settings, organ, limit_gy, names=("Bladder", "SacralPlex", "SpinalCord")):
    rows = Assessor(seed_case(names)).assess(settings).rows
    results = next(row for row in rows if row.organ == organ).results
    found = next(one for one in results if one.limit.limit_gy == limit_gy)
    return {step.what: step for step in found.steps}


def decimal(text):
    return Decimal(text.replace("−", "-"))


# 21 in 3 and 20 in 5: α/β 2 Gy 47.25 + 30 = 77.25; α/β 3 Gy 42 + 28 = 70; 1.1 % of 47.25 is 0.51975: 76.73025
@pytest.mark.parametrize(("settings", "organ", "limit_gy", "formula", "left"), [
    (Settings(), "SacralPlex", 67.0, "67 Gy − 77.3 Gy", "−10.3 Gy"),
    (Settings(), "SacralPlex", 85.0, "85 Gy − 77.25 Gy", "7.75 Gy"),
    (Settings(), "Bladder", 80.0, "80 Gy − 70.0 Gy", "10.0 Gy"),
    (Settings().with_constraint_set("cord-nieder-hytec"), "SpinalCord", 67.75, "67.75 Gy − 77.25 Gy", "−9.50 Gy"),
    (Settings(recovery=Recovery("user", 1.1, "x")), "SacralPlex", 67.0, "67 Gy − 76.7 Gy", "−9.7 Gy"),
])  # fmt: skip
def test_limit_less_dose_is_what_is_left_as_printed(settings, organ, limit_gy, formula, left):
    step = steps(settings, organ, limit_gy)["Left"]
    assert (step.formula, step.result) == (formula, left)
    limit, dose = re.fullmatch(f"{NUMBER} Gy − {NUMBER} Gy", step.formula).groups()
    assert decimal(limit) - decimal(dose) == decimal(step.result.removesuffix(" Gy"))


def test_the_derivation_tells_what_a_recovery_leaves_of_the_course():
    step = steps(Settings(recovery=HALF), "SacralPlex", 67.0)["Recovery"]
    assert step.result == "D0.1cc of course 1: 47.3 Gy → 23.6 Gy"  # 47.25, and half of it


def test_without_a_recovery_nothing_is_told_of_one():
    assert steps(Settings(), "SacralPlex", 67.0)["Recovery"].result == ""


def test_a_model_that_depends_on_the_dose_is_not_told_as_a_factor_on_the_course():
    cord = Settings(recovery=WOOLLEY).with_constraint_set("cord-nieder-hytec")
    found = steps(cord, "SpinalCord", 60.0)
    # 94.5 Gy BED of 109.6 leave 5.14 after 36 months (`lq.dose_recovery`): 2.57 Gy EQD2
    assert found["Recovery"].result == "Dmax of course 1: 47.3 Gy → 2.6 Gy"
    assert found["Accumulated"].formula == "at each point Σ of what is left of each course's EQD2, then Dmax"


def test_a_limit_that_is_not_used_leaves_nothing_in_the_derivation_either():
    step = steps(Settings(recovery=HALF), "SacralPlex", 85.0)["Left"]
    assert step.formula == "limit − accumulated"
    assert step.result.startswith("– (nothing is told of what a limit leaves")
    assert step.source == "physical dose left at the organ in 5 fractions: –"


def test_by_lq_l_the_smaller_dose_left_is_told_with_what_lq_leaves():
    # 85 − 77.25 by LQ: 5 (√(1 + 4 · 15.5 / 10) − 1) = 8.4 Gy in 5; by LQ-L 85 − 70.5 = 14.5 would be 12.7 Gy
    step = steps(Settings().with_model("lq-l"), "SacralPlex", 85.0)["Left"]
    assert (step.formula, step.result) == ("85 Gy − 70.5 Gy", "14.5 Gy")
    assert step.source == (
        "physical dose left at the organ in 5 fractions: 8.4 Gy; by LQ 7.8 Gy EQD2 are left, of both the smaller dose "
        "is told"
    )
