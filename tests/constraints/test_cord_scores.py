import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.constraints.cord_criteria import hytec_criteria, small_risk_rule
from reirrad_gui.constraints.cord_scores import NIEDER_ALPHA_BETA_GY, nieder_score, risk_group
from reirrad_gui.constraints.standing import Bounded
from reirrad_gui.lq import Fractionation, bed_of_phases

LONG = (12, 24)


def exactly(*doses):
    return [Bounded.exactly(dose) for dose in doses]


def points(beds, gap=LONG):
    score = nieder_score(exactly(*beds), gap)
    assert score.fewest == score.most
    return score.most


class TestNieder:
    @pytest.mark.parametrize(
        ("cumulative", "expected"),
        [
            (80, 0), (120, 0), (120.04, 1), (130, 1), (130.01, 2), (140, 2), (150, 3), (150.5, 4), (160, 4), (170, 5),
            (180, 6), (190, 7), (200, 8), (200.001, 9), (203, 9),
        ],
    )  # fmt: skip
    def test_points_of_the_cumulative_bed(self, cumulative, expected):
        assert points([cumulative / 2, cumulative / 2]) == expected

    def test_no_dose_is_rounded_before_a_threshold(self):
        # rounded to 0.1 Gy these would be 120.0 and 102.0
        assert points([60.02, 60.02]) == 1
        assert points([101.96, 10.0]) == 0
        assert points([102.0, 10.0]) == 4.5

    def test_rounding_in_64_bits_does_not_make_a_point(self):
        beds = [20.1, 44.2, 55.7]  # 120 Gy, which 64 bits add up to 120.00000000000001
        assert sum(beds) > 120.0
        assert points(beds) == 0

    @pytest.mark.parametrize(("months", "expected"), [(-1, 4.5), (0, 4.5), (5, 4.5), (6, 0), (60, 0)])
    def test_an_interval_below_six_complete_months_costs_4_5(self, months, expected):
        assert points([50, 50], (months, months)) == expected

    def test_a_large_single_course_costs_4_5_once(self):
        assert points([102, 10]) == 4.5
        assert points([10, 110]) == 4.5

    @pytest.mark.parametrize(
        ("score", "group"),
        [
            (0, "low"),
            (3, "low"),
            (4, "intermediate"),
            (4.5, "intermediate"),
            (6, "intermediate"),
            (7, "high"),
            (18, "high"),
        ],
    )
    def test_groups(self, score, group):
        assert risk_group(score) == group

    def test_worst_case_of_the_case_report(self):
        # EVIDENCE.md (i): 94.5 + 60 = 154.5 Gy BED at α/β 2: 4 points, interval 0, single course 0: intermediate
        beds = [
            bed_of_phases([phase], NIEDER_ALPHA_BETA_GY["thoracic"])
            for phase in (Fractionation(21, 3), Fractionation(20, 5))
        ]
        score = nieder_score(exactly(*beds), (59, 72))
        assert [part.most for part in score.parts] == [4.0, 0.0, 0.0]
        assert (score.group, score.text) == (
            "intermediate",
            "4 points: intermediate risk (25 % myelopathy in the 2006 update)",
        )
        assert (score.points.value, score.points.unit) == (4.0, "points")
        assert [part.sentence for part in score.parts] == [
            "Cumulative BED 154.5 Gy: 4 points.",
            "Interval 59 to 72 months: 0 points.",
            "Largest single course 94.5 Gy: 0 points.",
        ]

    def test_worst_case_of_the_case_report_in_the_lumbar_cord(self):
        # at α/β 4: 57.75 + 40 = 97.75 Gy
        beds = [
            bed_of_phases([phase], NIEDER_ALPHA_BETA_GY["lumbar"])
            for phase in (Fractionation(21, 3), Fractionation(20, 5))
        ]
        assert beds == pytest.approx([57.75, 40.0])
        score = nieder_score(exactly(*beds), (59, 72))
        assert score.text == "0 points: low risk (3 % myelopathy in the 2006 update)"

    def test_50_gy_in_25_is_100_gy_at_2_and_75_at_4(self):
        # ANCHORS.md 7.5
        assert bed_of_phases([Fractionation(50, 25)], NIEDER_ALPHA_BETA_GY["cervical"]) == 100.0
        assert bed_of_phases([Fractionation(50, 25)], NIEDER_ALPHA_BETA_GY["lumbar"]) == 75.0

    @pytest.mark.parametrize("gap", [(None, None), (4, 7), (4, None), (None, 8)])
    def test_an_interval_that_may_be_short_makes_the_score_a_range(self, gap):
        score = nieder_score(exactly(94.5, 60), gap)
        assert (score.fewest, score.most, score.group) == (4.0, 8.5, None)
        assert score.points.value is None
        assert "4 to 8.5 points" in score.points.reason
        assert "undetermined, intermediate to high risk; Interval" in score.text

    def test_a_course_of_unknown_dose_leaves_the_score_open_upwards(self):
        score = nieder_score([Bounded.exactly(94.5), Bounded.unknown()], LONG)
        assert (score.fewest, score.most, score.group) == (0.0, 13.5, None)
        assert "Cumulative BED at least 94.5 Gy: 0 to 9 points." in score.text

    def test_a_group_that_holds_whatever_is_unknown_is_said(self):
        score = nieder_score([Bounded(90.0, None, 110.0), Bounded.exactly(60.0)], (None, 3))
        # 150 to 170: 3 to 5; short: 4.5; single 90 to 110: 0 to 4.5
        assert (score.fewest, score.most, score.group) == (7.5, 14.0, "high")
        assert score.text.startswith("7.5 to 14 points: high risk (90 %")

    @given(
        first=st.tuples(st.floats(0, 130), st.floats(0, 130)),
        second=st.tuples(st.floats(0, 130), st.floats(0, 130)),
        months=st.tuples(st.integers(0, 24), st.integers(0, 24)),
        share=st.floats(0, 1),
    )
    def test_a_range_holds_the_score_of_every_case_within(self, first, second, months, share):
        (a, b), (c, d), (early, late) = sorted(first), sorted(second), sorted(months)
        score = nieder_score([Bounded(a, None, b), Bounded(c, None, d)], (early, late))
        inside = points([a + share * (b - a), c + share * (d - c)], (round(early + share * (late - early)),) * 2)
        assert score.fewest <= inside <= score.most

    @pytest.mark.parametrize("rule", [nieder_score, small_risk_rule])
    def test_one_course_or_a_range_turned_round_is_refused(self, rule):
        with pytest.raises(ValueError, match="courses must be at least two, not 1"):
            rule(exactly(60), LONG)
        with pytest.raises(ValueError, match="gap_months must rise"):
            rule(exactly(60, 60), (12, 6))


class TestSmallRisk:
    @pytest.mark.parametrize(
        ("beds", "gap", "met"),
        [
            ((67.5, 68), (6, 6), True),  # 135.5, on the boundary
            ((67.5, 68.01), (6, 6), False),
            ((67.5, 68), (5, 5), False),
            ((98, 30), LONG, True),
            ((98.01, 30), LONG, False),
            ((60, 60), (5, 7), None),
            ((60, 60), (None, None), None),
        ],
    )
    def test_it_asks_for_135_5_in_all_98_each_and_six_months(self, beds, gap, met):
        assert small_risk_rule(exactly(*beds), gap).met is met

    def test_worst_case_of_the_case_report_fails_it(self):
        found = small_risk_rule(exactly(94.5, 60), (59, 72))
        assert [condition.met for condition in found.conditions] == [False, True, True]
        assert found.text == "Small risk (Nieder 2006): 1 of 3 not met"

    def test_unknown_doses_leave_it_open_and_never_met(self):
        found = small_risk_rule([Bounded.exactly(50), Bounded.unknown()], LONG)
        assert found.met is None
        assert found.text == "Small risk (Nieder 2006): undetermined, 2 open"

    def test_met_is_said(self):
        assert small_risk_rule(exactly(60, 60), LONG).text == "Small risk (Nieder 2006): met"

    def test_a_broken_condition_outweighs_an_open_one(self):
        found = small_risk_rule(exactly(94.5, 60), (None, None))
        assert found.met is False
        assert found.text == "Small risk (Nieder 2006): 1 of 3 not met, 1 open"


class TestHytec:
    def test_worst_case_of_the_case_report_fails_two_of_four(self):
        # EVIDENCE.md (i): 77.25 above 70, 30 above 25; share 30/77.25 = 38.8 %, interval kept
        found = hytec_criteria(*exactly(47.25, 30.0), (59, 72))
        assert [condition.met for condition in found.conditions] == [False, False, True, True]
        assert found.text == "Thecal sac (HyTEC 2021): 2 of 4 not met"
        assert "38.8 %; asked for: 50 % or less" in found.conditions[2].sentence

    @pytest.mark.parametrize(
        ("earlier", "new", "gap", "broken"),
        [
            (45, 25, (5, 5), []),  # every criterion on its boundary but the share
            (45.01, 25, (5, 5), [0]),
            (40, 25.01, (5, 5), [1]),
            (20, 20, (5, 5), []),
            (20, 20.01, (5, 5), [2]),
            (20, 20, (4, 4), [3]),
            (0, 0, (5, 5), []),
        ],
    )
    def test_the_four_boundaries(self, earlier, new, gap, broken):
        found = hytec_criteria(*exactly(earlier, new), gap)
        assert [i for i, condition in enumerate(found.conditions) if condition.met is False] == broken
        assert None not in [condition.met for condition in found.conditions]

    def test_an_unknown_earlier_course_leaves_sum_and_share_open(self):
        found = hytec_criteria(Bounded.unknown(), Bounded.exactly(20.0), (None, 72))
        assert [condition.met for condition in found.conditions] == [None, True, None, None]
        assert found.text == "Thecal sac (HyTEC 2021): undetermined, 3 open"

    def test_an_unknown_new_course_leaves_all_but_the_interval_open(self):
        found = hytec_criteria(Bounded.exactly(40.0), Bounded.unknown(), (5, None))
        assert [condition.met for condition in found.conditions] == [None, None, None, True]
        assert "New course, maximum EQD2 unknown" in found.conditions[1].sentence

    def test_ranges_are_judged_at_both_ends(self):
        found = hytec_criteria(Bounded(30, None, 50), Bounded(20, None, 24), LONG)
        # sum 50 to 74: open; new 20 to 24: kept; share 20/70 = 28.6 to 24/54 = 44.4 %: kept
        assert [condition.met for condition in found.conditions] == [None, True, True, True]
        assert "28.6 to 44.4 %" in found.conditions[2].sentence

    def test_a_range_of_months_turned_round_is_refused(self):
        with pytest.raises(ValueError, match="gap_months must rise"):
            hytec_criteria(*exactly(40, 20), (12, 6))
