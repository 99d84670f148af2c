"""The case report's worst case from DICOM, in full: every organ received 21 Gy in 3 and then 20 Gy in 5.

The files come from `python -m tests.support.seed_case DIR`, which shows the same to a person. The same case from two
letters is in `test_seed_worst_case`. Worked by hand, with d = 7 and 4 Gy a fraction (Fowler, Br J Radiol 62 (1989)
679-694): BED = D (1 + d/(α/β)), EQD2 = D (d + α/β)/(2 + α/β). Limits: Slevin 2021, doi 10.1016/j.radonc.2021.09.010;
Nieder 2006 (PMID 17084560); Sahgal 2012, HyTEC 2021, doi 10.1016/j.ijrobp.2019.09.038.
"""

import json
import runpy
from math import sqrt

import numpy as np
import pytest

from reirrad_gui.cli import main
from reirrad_gui.constraints.standing import Standing
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session, Settings, open_case
from reirrad_gui.session.planner import Planner, PlanQuestion
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, uncertainty
from reirrad_gui.ui.panel.rows import constraint_rows
from tests.support import seed_case
from tests.support.seed_case import FIRST, ORGANS, write_seed_case

TABLE = {  # α/β: BED of either course, their sum; EQD2 of either course; EQD2 of both at r = 0, 25, 50 and 65 %
    2.0: ((94.5, 60.0, 154.5), (47.25, 30.0), (77.25, 65.4375, 53.625, 46.5375)),
    2.5: ((79.8, 52.0, 131.8), (399 / 9, 260 / 9), (659 / 9, 62.1389, 51.0556, 44.4056)),
    3.0: ((70.0, 140 / 3, 350 / 3), (42.0, 28.0), (70.0, 59.5, 49.0, 42.7)),
    5.0: ((50.4, 36.0, 86.4), (36.0, 180 / 7), (432 / 7, 52.7143, 43.7143, 38.3143)),
    10.0: ((35.7, 28.0, 63.7), (29.75, 280 / 12), (637 / 12, 45.6458, 38.2083, 33.7458)),
}
SHARES = (0.0, 25.0, 50.0, 65.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_seed_case(tmp_path_factory.mktemp("worst") / "case")


@pytest.fixture(scope="module")
def opened(folder):
    return open_case([folder])


@pytest.fixture(scope="module")
def assessed(folder, tmp_path_factory):
    """What the command line says of the folder."""
    told = tmp_path_factory.mktemp("told") / "worst.json"
    assert main(["assess", str(folder), "--json", str(told)]) == 0
    return json.loads(told.read_text(encoding="utf-8"))


def verdict(assessed, organ, limit_gy):
    return next(c for c in assessed["constraints"] if (c["organ"], c["limit_gy"]) == (organ, limit_gy))


def row(assessment, organ):
    return next(one for one in assessment.rows if one.organ == organ)


def discounted(percent):
    return Settings(recovery=Recovery("user", percent, "worked example") if percent else Recovery())


def test_the_dates_are_those_of_the_report_and_the_interval_is_59_to_84_months(assessed):
    # ends 15 Dec 2012 to 14 Jan 2013; starts 1 Jan 2018 to 31 Dec 2019
    assert (assessed["interval"]["min_months"], assessed["interval"]["max_months"]) == (59, 84)
    assert assessed["courses"][0]["start"]["text"] == "Dec 2012"
    assert assessed["synthetic"] == ["Anatomy and doses are made up: every organ is given both prescriptions in full."]


@pytest.mark.parametrize(("alpha_beta_gy", "expected"), TABLE.items())
def test_bed_of_either_course_and_of_both_at_every_alpha_beta(opened, alpha_beta_gy, expected):
    session = Session(opened, Settings())
    points = np.array([[x, y, 0.0] for x, y, _ in ORGANS.values()])
    shown = (0, 1, None)
    for course, bed_gy in zip(shown, expected[0], strict=True):
        drawn = session.display.dose(points, course, Quantity.BED, alpha_beta_gy, FIRST.frame_uid)
        assert drawn == pytest.approx(np.full(5, bed_gy), abs=2e-5)  # drawn in single precision


@pytest.mark.parametrize(("alpha_beta_gy", "expected"), TABLE.items())
def test_eqd2_of_either_course_and_of_both_with_every_share_recovered(opened, alpha_beta_gy, expected):
    for percent, sum_gy in zip(SHARES, expected[2], strict=True):
        settings = discounted(percent).with_alpha_beta("Rectum", alpha_beta_gy)
        organs = Session(opened, settings).assessment.organs
        rectum = next(one for one in organs if one.canonical_name == "Rectum")
        each = [course.eqd2.d0_5cc_gy.value for course in rectum.courses]
        assert each == pytest.approx(expected[1], abs=1e-9)
        assert rectum.cumulative_eqd2.d0_5cc_gy.value == pytest.approx(sum_gy, abs=6e-5)


def test_small_bowel_lies_exactly_on_70_which_is_near_and_the_reason_says_the_rule(assessed, opened):
    bowel = verdict(assessed, "Bowel_Small", 70.0)
    assert bowel["cumulative_eqd2_gy"] == pytest.approx(70.0, abs=1e-9)
    assert (bowel["status"], bowel["remaining_physical_gy"]) == ("near", 0.0)
    assert "70.000 Gy EQD2 (α/β 3 Gy) lies exactly on the limit of 70 Gy" in bowel["reason"]
    assert "not exceeded, and nothing is left" in bowel["reason"]
    shown = next(one for one in constraint_rows(Session(opened, Settings()).assessment) if one.name == "Bowel_Small")
    assert shown.standing is Standing.NEAR and shown.standing.text == "▲ near"


@pytest.mark.parametrize(("organ", "limit_gy", "sum_gy", "status"), [
    ("SacralPlex", 67.0, 77.25, "exceeds"), ("SacralPlex", 85.0, 77.25, "near"),
    ("Bladder", 80.0, 70.0, "within"), ("Bladder", 110.0, 70.0, "within"),
    ("Rectum", 80.0, 70.0, "within"), ("Rectum", 100.0, 70.0, "within"),
    ("Bowel_Small", 90.0, 70.0, "within"),
])  # fmt: skip
def test_the_plexus_fails_67_and_passes_85_bladder_and_rectum_pass_both(assessed, organ, limit_gy, sum_gy, status):
    found = verdict(assessed, organ, limit_gy)
    assert found["cumulative_eqd2_gy"] == pytest.approx(sum_gy, abs=1e-9)
    assert found["status"] == status
    assert found["sum_of_maxima_eqd2_gy"] == pytest.approx(sum_gy, abs=1e-9)


def test_by_67_the_plexus_is_exceeded_by_10_and_a_quarter_gray(assessed):
    assert (
        "exceeds the limit of 67 Gy (no recovery assumed) by 10.3 Gy" in verdict(assessed, "SacralPlex", 67.0)["reason"]
    )
    assert verdict(assessed, "SacralPlex", 67.0)["row_status"] == "exceeds"


def test_nieder_gives_4_points_intermediate_risk_and_none_at_the_lumbar_alpha_beta(assessed):
    upper, lumbar = assessed["cord_scores"][0]["readings"]
    # BED 94.5 + 60 = 154.5 Gy, above 150 and up to 160: 4; interval of half a year or more: 0; 94.5 below 102: 0
    assert [dose["value_gy"] for dose in upper["per_course_bed"]] == pytest.approx([94.5, 60.0])
    assert (upper["alpha_beta_gy"], upper["points"], upper["group"]) == (2.0, 4.0, "intermediate")
    assert upper["small_risk"]["met"] is False
    # α/β 4 Gy: 21 (1 + 7/4) = 57.75, 20 (1 + 4/4) = 40
    assert [dose["value_gy"] for dose in lumbar["per_course_bed"]] == pytest.approx([57.75, 40.0])
    assert (lumbar["alpha_beta_gy"], lumbar["points"], lumbar["group"]) == (4.0, 0.0, "low")


def test_the_rule_of_135_5_fails_on_its_sum_alone(assessed):
    rule = assessed["cord_scores"][0]["readings"][0]["small_risk"]["conditions"]
    assert [one["met"] for one in rule] == [False, True, True]
    assert rule[0]["sentence"] == "Cumulative BED 154.5 Gy; asked for: 135.5 Gy or less."


def test_hytec_fails_on_the_sum_and_on_the_new_course_and_keeps_share_and_interval(assessed):
    hytec = assessed["cord_scores"][0]["hytec"]
    assert [one["met"] for one in hytec["conditions"]] == [False, False, True, True]
    assert "77.3 Gy; asked for: 70 Gy or less" in hytec["conditions"][0]["sentence"]
    assert "30.0 Gy; asked for: 25 Gy or less" in hytec["conditions"][1]["sentence"]
    assert "38.8 %" in hytec["conditions"][2]["sentence"]  # 30 of 77.25


def test_the_limits_of_the_cord_say_the_same_as_its_scores(opened):
    cord = row(Session(opened, Settings().with_constraint_set("cord-nieder-hytec")).assessment, "SpinalCord")
    assert cord.standing is Standing.EXCEEDED


@pytest.mark.parametrize(("organ", "limit_gy"), [("SacralPlex", 85), ("Bladder", 110), ("Rectum", 100)])
def test_a_limit_that_contains_recovery_is_refused_under_a_discount(opened, organ, limit_gy):
    found = row(Session(opened, discounted(50.0)).assessment, organ)
    refused = next(one for one in found.results if one.limit.limit_gy == limit_gy)
    assert refused.standing is Standing.NOT_ASSESSABLE
    assert refused.reason.startswith(f"Refused: the limit of {limit_gy} Gy already contains recovery")
    assert "Recovery would be counted twice." in refused.reason


@pytest.mark.parametrize(("organ", "limit_gy", "total_gy"), [
    ("Bladder", 80, 24.2), ("Bladder", 110, 34.4), ("Rectum", 80, 24.2), ("Rectum", 100, 31.3),
    ("Bowel_Small", 70, 20.0), ("Bowel_Small", 90, 27.9), ("SacralPlex", 67, 15.5), ("SacralPlex", 85, 22.9),
])  # fmt: skip
def test_after_21_gy_in_3_so_much_can_still_be_given_in_5(opened, organ, limit_gy, total_gy):
    left = Planner(opened).remaining(PlanQuestion(Settings()), fractions=(5,))
    found = next(r for r in left.rows if (r.organ, r.limit.limit_gy) == (organ, limit_gy))
    alpha_beta_gy = 2.0 if organ == "SacralPlex" else 3.0
    left_gy = limit_gy - {2.0: 47.25, 3.0: 42.0}[alpha_beta_gy]
    # D of n fractions from EQD2: (n α/β / 2) (√(1 + 4 B / (n α/β)) − 1), B = EQD2 (1 + 2 / (α/β))
    n_ab, bed_gy = 5 * alpha_beta_gy, left_gy * (1 + 2 / alpha_beta_gy)
    by_hand = n_ab / 2 * (sqrt(1 + 4 * bed_gy / n_ab) - 1)
    assert round(by_hand, 1) == total_gy
    assert found.eqd2_left.value == pytest.approx(left_gy, abs=1e-9)
    assert found.at_the_organ[0].value == pytest.approx(by_hand, abs=0.01)
    assert found.prescription[0].value == pytest.approx(by_hand, abs=0.01)  # every organ lies in the full dose


def test_the_largest_dose_in_5_fractions_is_what_the_plexus_leaves(opened):
    solution = Planner(opened).solve(PlanQuestion(Settings()), fractions=(5,))
    point = solution.points[0]
    assert (point.total.value, point.limiting[0].organ, point.limiting[0].limit.limit_gy) == (15.49, "SacralPlex", 67.0)
    assert solution.clearance_text.startswith("Not a clearance: nothing is said of SpinalCord")


@pytest.mark.parametrize("recovery", [Recovery("user", 50.0, "worked example"), Recovery("fox-chase")])
def test_the_plexus_is_within_67_only_because_of_the_recovery_of_50_percent(opened, recovery):
    settings = Settings(recovery=recovery)
    plexus = row(Session(opened, settings).assessment, "SacralPlex")
    assert plexus.standing is Standing.WITHIN
    assert plexus.results[0].cumulative.value == pytest.approx(53.625, abs=1e-9)
    found = uncertainty(opened, settings, Assumptions(), draws=200, seed=1)
    said = found.row("SacralPlex").robustness
    assert said.kind == "depends"
    assert said.text == (
        "Within only because of the recovery of 50 %: without it D0.1cc is 77.3 Gy, above the limit of 67 Gy."
    )
    bar = found.row("SacralPlex").bars[0]
    assert bar.flips and max(end.figure.value for end in bar.ends) == pytest.approx(77.25, abs=1e-9)
    assert found.row("Bladder").robustness.kind == "robust"


def test_without_recovery_no_model_that_nobody_chose_makes_the_excess_doubtful(opened):
    found = uncertainty(opened, Settings(), Assumptions(), draws=200, seed=1).row("SacralPlex")
    assert [bar.key for bar in found.bars if bar.key.startswith("recovery")] == []
    assert any(bar.key.startswith("recovery") for bar in found.information)


def test_a_model_of_the_cord_forgives_the_plexus_nothing(opened):
    plexus = row(Session(opened, Settings(recovery=Recovery("step-25-50"))).assessment, "SacralPlex")
    assert plexus.results[0].cumulative.value == pytest.approx(77.25, abs=1e-9)
    assert plexus.standing is Standing.EXCEEDED


def test_one_command_shows_it_to_a_person(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["seed_case", str(tmp_path / "written")])
    runpy.run_path(seed_case.__file__, run_name="__main__")
    assert capsys.readouterr().out.strip() == str(tmp_path / "written")
    names = sorted(p.relative_to(tmp_path / "written") for p in (tmp_path / "written").rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert main(["check", str(tmp_path / "written")]) == 0
    assert "21 Gy, 3 fractions planned" in capsys.readouterr().out


def test_by_lq_l_the_plexus_got_70_5_gy_and_lq_stands_beside_it(opened):
    # α/β 2: dT 4 Gy, γ/α 5; 21 in 3: 3 (4 (1 + 4/2) + 5 (7 − 4)) = 81 Gy BED, half of it EQD2; 20 in 5: d = dT, 30 Gy
    plexus = row(Session(opened, Settings().with_model("lq-l")).assessment, "SacralPlex")
    assert plexus.results[0].cumulative.value == pytest.approx(40.5 + 30.0, abs=1e-9)
    assert plexus.results[0].by_lq.cumulative.value == pytest.approx(77.25, abs=1e-9)
    assert plexus.standing is Standing.EXCEEDED
