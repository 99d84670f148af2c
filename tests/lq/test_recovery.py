import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.lq import (
    NO_RECOVERY,
    RECOVERY_CATALOGUE,
    Equieffective,
    Fractionation,
    RecoveryModel,
    discounted,
    eqd2,
    recovery_by_hand,
    recovery_model,
)

STEP = RECOVERY_CATALOGUE["step-25-50"]


class TestDiscount:
    @pytest.mark.parametrize(("recovery", "left"), [(0, 42.0), (0.25, 31.5), (0.5, 21.0), (0.65, 14.7), (1, 0.0)])
    def test_it_leaves_one_minus_r_of_the_equieffective_dose(self, recovery, left):
        assert discounted(Equieffective(42.0, "EQD2", 3), recovery).gy == pytest.approx(left)

    def test_it_is_taken_from_eqd2_and_not_from_the_physical_dose(self):
        # half of EQD2 42 is 21; EQD2 of half the physical dose, 10.5/3, would be 10.5 (3.5 + 3) / 5 = 13.65
        course = Equieffective.of([Fractionation(21.0, 3)], "EQD2", 3)
        assert discounted(course, 0.5).gy == 21.0
        assert eqd2(10.5, 3, 3) == pytest.approx(13.65)

    def test_it_keeps_quantity_ratio_and_unknown_points(self):
        left = discounted(Equieffective(np.array([42.0, math.nan]), "BED", 2.5), 0.5)
        assert (left.quantity, left.alpha_beta_gy) == ("BED", 2.5)
        assert np.array_equal(left.gy, [21.0, math.nan], equal_nan=True)
        assert not left.gy.flags.writeable

    @pytest.mark.parametrize("recovery", [-0.1, 1.01, 50, math.nan, True, "0.5", None])
    def test_a_fraction_outside_0_to_1_is_refused(self, recovery):
        with pytest.raises(ValueError, match=r"recovery_fraction must lie between 0 and 1 \(50 % is 0\.5\), not "):
            discounted(Equieffective(42.0, "EQD2", 3), recovery)


class TestModels:
    def test_no_recovery_comes_first_and_forgives_nothing_whatever_is_known_of_the_interval(self):
        assert next(iter(RECOVERY_CATALOGUE.values())) is NO_RECOVERY
        assert not NO_RECOVERY.needs_interval
        for months in ((None, None), (0, 0), (600, None), (-3, 900)):
            assert NO_RECOVERY.fraction(*months) == (0.0, 0.0)

    @pytest.mark.parametrize(
        ("months", "fraction"),
        [(-2, 0.0), (0, 0.0), (5, 0.0), (6, 0.25), (11, 0.25), (12, 0.5), (59, 0.5), (600, 0.5)],
    )
    def test_the_step_model_forgives_25_percent_from_6_and_50_from_12_complete_months(self, months, fraction):
        assert STEP.fraction(months, months) == (fraction, fraction)

    @pytest.mark.parametrize(
        ("months", "fractions"),
        [
            ((59, 72), (0.5, 0.5)),  # the case report: every reading of its dates gives the top step
            ((60, 72), (0.5, 0.5)),
            ((83, 84), (0.5, 0.5)),
            ((5, 6), (0.0, 0.25)),
            ((-1, 12), (0.0, 0.5)),
            ((59, None), (0.5, 0.5)),
            ((6, None), (0.25, 0.5)),
            ((None, 11), (0.0, 0.25)),
            ((None, 3), (0.0, 0.0)),
        ],
    )
    def test_an_interval_known_as_a_range_gives_a_range(self, months, fractions):
        assert STEP.fraction(*months) == fractions

    def test_without_any_interval_the_step_model_cannot_say(self):
        with pytest.raises(NotAssessableError, match="needs the time between the courses, which is not known"):
            STEP.fraction(None, None)

    def test_a_range_turned_round_is_refused(self):
        with pytest.raises(ValueError, match="months_min 12 is more than months_max 6"):
            STEP.fraction(12, 6)

    @given(months=st.tuples(*[st.integers(-24, 400)] * 3), open_side=st.sampled_from(["none", "low", "high"]))
    def test_the_range_holds_the_fraction_of_every_month_within(self, months, open_side):
        low, inside, high = sorted(months)
        smallest, largest = STEP.fraction(
            None if open_side == "low" else low,
            None if open_side == "high" else high,
        )
        assert smallest <= STEP.fraction(inside, inside)[0] <= largest

    def test_every_model_says_where_it_comes_from_and_where_it_holds(self):
        for key, model in RECOVERY_CATALOGUE.items():
            assert key == model.key
            assert model.name
            assert model.citation
            assert model.domain
            assert recovery_model(key) is model

    def test_the_models_cannot_be_changed(self):
        with pytest.raises(TypeError):
            RECOVERY_CATALOGUE["mine"] = NO_RECOVERY

    def test_an_unknown_name_is_refused_with_the_choices(self):
        with pytest.raises(EntryError, match=r"no recovery model “paradis”\. Choose one of: none, step-25-50"):
            recovery_model("paradis")

    @pytest.mark.parametrize(
        "steps", [((6, 0.5), (12, 0.25)), ((12, 0.25), (6, 0.5)), ((6, 0.25), (6, 0.5)), ((6, 25),), ((6, -0.1),)]
    )
    def test_steps_that_do_not_grow_or_are_no_fractions_are_refused(self, steps):
        with pytest.raises(ValueError, match="steps must"):
            RecoveryModel("x", "x", "x", "x", steps)


class TestByHand:
    def test_it_holds_whatever_the_interval_and_carries_its_reason(self):
        model = recovery_by_hand(0.4, " tumour board, 3 May ")
        assert model.fraction(None, None) == model.fraction(-5, 900) == (0.4, 0.4)
        assert not model.needs_interval
        assert model.name == "40 % by hand"
        assert model.citation == "Entered by hand: tumour board, 3 May"

    def test_without_a_reason_it_is_refused(self):
        with pytest.raises(EntryError, match="needs a reason"):
            recovery_by_hand(0.4, "  ")

    @pytest.mark.parametrize("fraction", [-0.1, 40, math.nan])
    def test_outside_0_to_100_percent_it_is_refused(self, fraction):
        with pytest.raises(EntryError, match="between 0 and 100 %, not"):
            recovery_by_hand(fraction, "tumour board")
