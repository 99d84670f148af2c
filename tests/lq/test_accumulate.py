import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq import Equieffective, Fractionation, accumulate, discounted
from tests.lq.printed import printed

COURSE_1, COURSE_2 = [Fractionation(21.0, 3)], [Fractionation(20.0, 5)]

# EVIDENCE.md (i): an organ that got both full prescriptions of the case report, Gy
# α/β | BED1 | BED2 | BED sum | EQD2 1 | EQD2 2 | EQD2 sum at r = 0 | 25 % | 50 % | 65 %
SEED = """
2 | 94.500 | 60.000 | 154.500 | 47.250 | 30.000 | 77.250 | 65.438 | 53.625 | 46.538
2.5 | 79.800 | 52.000 | 131.800 | 44.333 | 28.889 | 73.222 | 62.139 | 51.056 | 44.406
3 | 70.000 | 46.667 | 116.667 | 42.000 | 28.000 | 70.000 | 59.500 | 49.000 | 42.700
5 | 50.400 | 36.000 | 86.400 | 36.000 | 25.714 | 61.714 | 52.714 | 43.714 | 38.314
10 | 35.700 | 28.000 | 63.700 | 29.750 | 23.333 | 53.083 | 45.646 | 38.208 | 33.746
"""
SEED_ROWS = [[cell.strip() for cell in line.split("|")] for line in SEED.strip().splitlines()]


class TestCaseReport:
    @pytest.mark.parametrize("row", SEED_ROWS, ids=lambda row: f"at {row[0]} Gy")
    def test_bed_of_both_courses_and_their_sum(self, row):
        parts = [Equieffective.of(course, "BED", float(row[0])) for course in (COURSE_1, COURSE_2)]
        assert [part.gy for part in parts] == [printed(row[1]), printed(row[2])]
        assert accumulate(parts).gy == printed(row[3])

    @pytest.mark.parametrize("row", SEED_ROWS, ids=lambda row: f"at {row[0]} Gy")
    def test_eqd2_of_both_courses_and_their_sum_with_course_1_discounted(self, row):
        parts = [Equieffective.of(course, "EQD2", float(row[0])) for course in (COURSE_1, COURSE_2)]
        assert [part.gy for part in parts] == [printed(row[4]), printed(row[5])]
        for recovery, expected in zip((0, 0.25, 0.50, 0.65), row[6:], strict=True):
            assert accumulate(parts, recovery=[recovery, 0]).gy == printed(expected)

    def test_the_worst_case_lies_exactly_on_the_small_bowel_limit_of_70(self):
        parts = [Equieffective.of(course, "EQD2", 3.0) for course in (COURSE_1, COURSE_2)]
        assert accumulate(parts).gy == 70.0

    def test_at_the_lumbar_ratio_the_sum_is_97_75_gy4(self):
        # 21 (1 + 7/4) = 57.75; 20 (1 + 4/4) = 40
        parts = [Equieffective.of(course, "BED", 4) for course in (COURSE_1, COURSE_2)]
        assert [part.gy for part in parts] == [57.75, 40.0]
        assert accumulate(parts).gy == 97.75


class TestOneSumOneTissue:
    def test_different_ratios_in_one_sum_are_refused_in_words(self):
        parts = [Equieffective(42.0, "EQD2", 3), Equieffective(30.0, "EQD2", 2)]
        with pytest.raises(NotAssessableError, match="α/β of 2 and 3 Gy cannot be added"):
            accumulate(parts)

    def test_bed_and_eqd2_in_one_sum_are_refused_in_words(self):
        parts = [Equieffective(42.0, "EQD2", 3), Equieffective(46.7, "BED", 3)]
        with pytest.raises(NotAssessableError, match="BED and EQD2 are different quantities"):
            accumulate(parts)

    def test_courses_at_different_points_are_refused(self):
        parts = [Equieffective(np.zeros(2), "EQD2", 3), Equieffective(np.zeros(3), "EQD2", 3)]
        with pytest.raises(ValueError, match=r"same points, not arrays of shapes \[\(2,\), \(3,\)\]"):
            accumulate(parts)

    def test_a_sum_of_no_courses_is_refused_rather_than_0_gy(self):
        with pytest.raises(ValueError, match="at least one course"):
            accumulate([])

    @pytest.mark.parametrize("recovery", [[], [0.5], [0.5, 0, 0]])
    def test_recovery_must_name_every_course(self, recovery):
        parts = [Equieffective(42.0, "EQD2", 3), Equieffective(28.0, "EQD2", 3)]
        with pytest.raises(ValueError, match=r"one fraction per course \(2\), not"):
            accumulate(parts, recovery=recovery)

    def test_the_sum_keeps_its_quantity_and_ratio(self):
        summed = accumulate([Equieffective(42.0, "BED", math.inf), Equieffective(28.0, "BED", math.inf)])
        assert (summed.quantity, summed.alpha_beta_gy) == ("BED", math.inf)


class TestPointByPoint:
    def test_a_point_is_unknown_as_soon_as_one_course_is_even_if_it_had_fully_recovered(self):
        parts = [
            Equieffective(np.array([42.0, math.nan, 42.0]), "EQD2", 3),
            Equieffective(np.array([28.0, 28.0, math.nan]), "EQD2", 3),
        ]
        for recovery, known in ((None, 70.0), ([1, 0], 28.0)):
            summed = accumulate(parts, recovery).gy
            assert summed[0] == known
            assert np.array_equal(np.isnan(summed), [False, True, True])

    def test_the_near_maximum_of_the_sum_is_not_the_sum_of_the_maxima(self):
        parts = [Equieffective(np.array([42.0, 5.0]), "EQD2", 3), Equieffective(np.array([1.0, 28.0]), "EQD2", 3)]
        assert accumulate(parts).gy.max() == 43.0

    @given(
        doses=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=5),
        ratio=st.floats(0.5, 20),
    )
    def test_the_sum_adds_what_each_course_leaves_in_any_order(self, doses, ratio):
        parts = [Equieffective(np.full(3, gy), "EQD2", ratio) for gy, _ in doses]
        recovery = [r for _, r in doses]
        expected = sum((1 - r) * gy for gy, r in doses)
        assert accumulate(parts, recovery).gy == pytest.approx(np.full(3, expected))
        assert accumulate(parts[::-1], recovery[::-1]).gy == pytest.approx(np.full(3, expected))

    @given(gy=st.floats(0, 100), recoveries=st.tuples(st.floats(0, 1), st.floats(0, 1)))
    def test_more_recovery_never_leaves_more(self, gy, recoveries):
        less, more = sorted(recoveries)
        dose = Equieffective(gy, "EQD2", 3)
        assert 0 <= discounted(dose, more).gy <= discounted(dose, less).gy <= gy

    def test_a_sum_changes_neither_its_courses_nor_can_be_changed(self):
        parts = [Equieffective(np.array([42.0]), "EQD2", 3), Equieffective(np.array([28.0]), "EQD2", 3)]
        summed = accumulate(parts, [0.5, 0])
        assert [part.gy[0] for part in parts] == [42.0, 28.0]
        assert accumulate(parts[:1]).gy[0] == 42.0
        with pytest.raises(ValueError, match="read-only"):
            summed.gy[0] = 0.0


class TestEquieffective:
    def test_a_later_change_of_the_array_it_was_made_from_does_not_reach_it(self):
        doses = np.array([42.0, 28.0])
        value = Equieffective(doses, "EQD2", 3)
        locked_view = doses[:1]
        locked_view.flags.writeable = False
        of_view = Equieffective(locked_view, "EQD2", 3)
        doses[:] = 0.0
        assert value.gy.tolist() == [42.0, 28.0]
        assert of_view.gy.tolist() == [42.0]
        with pytest.raises(ValueError, match="read-only"):
            value.gy[0] = 1.0

    def test_an_array_nobody_can_write_to_is_not_copied(self):
        doses = np.array([42.0])
        doses.flags.writeable = False
        assert Equieffective(doses, "EQD2", 3).gy is doses

    @pytest.mark.parametrize(("number", "kind"), [(42, float), (np.float32(42), float), (np.array(42.0), np.ndarray)])
    def test_a_number_stays_a_float_and_an_array_an_array(self, number, kind):
        assert type(Equieffective(number, "EQD2", 3).gy) is kind

    def test_an_array_without_points_is_a_dose_nowhere(self):
        assert Equieffective(np.zeros(0), "EQD2", 3).gy.shape == (0,)

    @pytest.mark.parametrize(
        ("gy", "quantity", "ratio", "words"),
        [
            (42.0, "physical", 3, "quantity must be"),
            (42.0, "EQD2", 0, "alpha_beta_gy must be above zero"),
            (42.0, "EQD2", math.nan, "alpha_beta_gy must be above zero"),
            (-1.0, "EQD2", 3, "gy must not be below zero"),
            (np.array([1.0, math.inf]), "BED", 3, "gy must be finite"),
            ("42", "BED", 3, "gy must be real numbers"),
        ],
    )
    def test_it_is_refused_when_it_means_nothing(self, gy, quantity, ratio, words):
        with pytest.raises(ValueError, match=words):
            Equieffective(gy, quantity, ratio)

    def test_a_course_with_an_unknown_phase_is_unknown_there(self):
        course = [Fractionation(np.array([20.0, math.nan]), 5)]
        assert np.array_equal(Equieffective.of(course, "EQD2", 3).gy, [28.0, math.nan], equal_nan=True)
