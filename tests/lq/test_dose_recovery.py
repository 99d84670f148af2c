import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq import Equieffective
from reirrad_gui.lq.dose_recovery import (
    DOSE_RECOVERY_CATALOGUE,
    JONES_GRANT,
    JONES_GRANT_CAUTIOUS,
    WOOLLEY_DERIVED,
    WOOLLEY_TOLERANCE_BED_GY,
    WoolleyRecovery,
)
from reirrad_gui.lq.recovery_left import left_after
from tests.lq.printed import printed

MADE_UP = WoolleyRecovery((1.0, 2.0, 3.0), citation="made up for the arithmetic")

# ANCHORS.md 7.5: Jones and Grant 2014 as coded in open software, tolerance 50/25 = 100 Gy BED at α/β 2
VECTORS = [
    (85.5, 12, "42.40", "33.12"),
    (85.5, 24, "28.24", "19.10"),
    (85.5, 36, "13.31", "5.85"),
    (75.0, 12, "32.70", "25.08"),
    (75.0, 24, "21.19", "14.11"),
]


def left(model, gy, months, tolerance=100.0, quantity="BED"):
    found = left_after(model, Equieffective(gy, quantity, 2.0), tolerance, months, months)
    assert np.array_equal(found.least.gy, found.most.gy, equal_nan=True)
    return found.most.gy


@pytest.mark.parametrize(("bed", "months", "cautious", "plain"), VECTORS)
def test_jones_and_grant_vectors(bed, months, cautious, plain):
    assert left(JONES_GRANT_CAUTIOUS, bed, months) == printed(cautious)
    assert left(JONES_GRANT, bed, months) == printed(plain)


@pytest.mark.parametrize("model", [JONES_GRANT, JONES_GRANT_CAUTIOUS])
def test_the_power_law_forgives_nothing_before_a_year_although_its_formula_would(model):
    # at t = 0 the bare formula leaves 45 to 58 % of 45/25: r(0) = 1.80 or 2.99
    assert float(model.left(np.array(0.855), model.exponent(0.0))) < 0.855 * 0.6
    for months in (-3, 0, 6, 11):
        assert left(model, 85.5, months) == 85.5


@pytest.mark.parametrize(("model", "last"), [(JONES_GRANT, 36), (MADE_UP, 36)])
def test_no_model_is_carried_on_beyond_three_years(model, last):
    assert left(model, 75.0, 72) == left(model, 75.0, last)
    said = left_after(model, Equieffective(75.0, "BED", 2.0), 100.0, 59, 72).notices
    assert said == (f"The interval may be longer than the 36 months “{model.name}” rests on; it counts as 36 months.",)


def test_woolley_starts_at_70_days_and_goes_through_its_fitted_values():
    # two complete months may be 59 days, three are 89 or more
    assert left(MADE_UP, 75.0, 2) == 75.0
    assert left(MADE_UP, 75.0, 3) < 75.0
    assert [MADE_UP.exponent(t) for t in (1.0, 2.0, 3.0)] == pytest.approx([1.0, 2.0, 3.0])
    assert MADE_UP.exponent(70 / 365.25) == 0.0


def test_woolley_by_hand():
    # x = 0.75, r = 1: h = (1 + tanh(0.15 (75 − 35/1.1)))/2 = (1 + tanh(6.47727))/2 = 0.99999763;
    # BED2 % = 25 (1 + h (0.25^(−1/2) − 1)) = 25 (1 + h) = 49.99994; left 50.00006 of 100
    assert left(MADE_UP, 75.0, 12) == pytest.approx(50.00006, abs=1e-5)
    # x = 0.2: h = (1 + tanh(0.15 (20 − 31.81818)))/2 = (1 − 0.943966)/2 = 0.028017;
    # BED2 % = 80 (1 + 0.028017 (0.8^(−1/2) − 1)) = 80 · 1.003307 = 80.26456; left 19.73544
    assert left(MADE_UP, 20.0, 12) == pytest.approx(19.7354, abs=1e-3)


def test_woolleys_tolerance_is_54_8_gy_in_fractions_of_2():
    assert pytest.approx(54.8 * (1 + 2 / 2)) == WOOLLEY_TOLERANCE_BED_GY


def test_a_cubic_that_dips_below_zero_between_its_points_forgives_nothing_there():
    steep = WoolleyRecovery((0.0, 0.0, 9.0), citation="made up for the arithmetic")
    assert steep.exponent(1.5) == 0.0
    assert left(steep, 75.0, 18) == 75.0


# EVIDENCE.md (b): ED50 after 44 Gy of the authors' refit at 1, 2 and 3 years, against 76.56 Gy in one course
REFIT = [(1.0, 64.38), (2.0, 72.23), (3.0, 74.99)]


@pytest.mark.parametrize(("years", "ed50"), REFIT)
def test_the_derived_exponents_of_woolley_give_back_the_ed50s_they_were_derived_from(years, ed50):
    r = WOOLLEY_DERIVED.exponent(years)
    allowed = 76.56 * (1.0 - float(WOOLLEY_DERIVED.left(np.array(44 / 76.56), r)))
    assert allowed == pytest.approx(ed50, abs=0.001)


@pytest.mark.parametrize(("years", "ed50"), REFIT)
def test_a_bisection_of_the_printed_form_finds_the_exponents_that_are_shipped(years, ed50):
    def allowed(r):  # the printed form itself: 100 (1 − x) (1 + h ((1 − x)^(−r/(1 + r)) − 1))
        x = 44 / 76.56
        h = (1 + math.tanh(0.15 * (100 * x - 35 / (1 + 0.1 * r)))) / 2
        return 76.56 * (1 - x) * (1 + h * ((1 - x) ** (-r / (1 + r)) - 1))

    low, high = 0.0, 1000.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if allowed(middle) < ed50 else (low, middle)
    assert WOOLLEY_DERIVED.exponent(years) == pytest.approx(low, abs=0.0006)


def test_woolley_derived_forgives_a_little_less_than_the_authors_own_exponents():
    # EVIDENCE.md (i), α/β 2: after 94.5 of 109.6 Gy BED the authors' release allows 105.26 Gy at 3 years
    allowed = 109.6 - left(WOOLLEY_DERIVED, 94.5, 36, tolerance=109.6)
    assert allowed == printed("104.46")
    assert 105.26 - allowed == pytest.approx(0.80, abs=0.01)
    assert left(WOOLLEY_DERIVED, 94.5, 72, tolerance=109.6) == left(WOOLLEY_DERIVED, 94.5, 36, tolerance=109.6)


def test_beyond_three_years_the_bare_cubic_would_forgive_nearly_all_which_is_why_it_is_clamped():
    # EVIDENCE.md (i): 108.7 to 109.1 unclamped at 5 to 6 years, "meaningless"; the derived exponents say 108.5 to 109.0
    bare = [
        109.6 * (1 - float(WOOLLEY_DERIVED.left(np.array(94.5 / 109.6), WOOLLEY_DERIVED.exponent(t))))
        for t in (5.0, 6.0)
    ]
    assert bare == [pytest.approx(108.5, abs=0.06), pytest.approx(109.0, abs=0.06)]


def test_dose_dependent_models_carry_name_citation_mark_and_the_words_to_check_the_paper():
    assert list(DOSE_RECOVERY_CATALOGUE) == ["jones-grant-cautious", "jones-grant", "woolley-2018-derived"]
    for key, model in DOSE_RECOVERY_CATALOGUE.items():
        assert model.key == key
        assert model.confidence in ("S", "C")
        assert "check against the paper" in model.citation
        assert f"{model.tolerance_bed_gy:g} Gy BED" in model.domain
    assert not WOOLLEY_DERIVED.grows_with_dose
    assert JONES_GRANT.grows_with_dose


models = st.sampled_from([JONES_GRANT, JONES_GRANT_CAUTIOUS, MADE_UP, WOOLLEY_DERIVED])


@given(model=models, bed=st.floats(0, 150), months=st.tuples(*[st.integers(-6, 80)] * 3))
def test_what_is_left_lies_between_nothing_and_all_and_the_range_holds_every_month(model, bed, months):
    low, inside, high = sorted(months)
    found = left_after(model, Equieffective(bed, "BED", 2.0), 109.6, low, high)
    between = left(model, bed, inside, tolerance=109.6)
    assert -1e-9 <= found.least.gy <= between + 1e-9
    assert between <= found.most.gy + 1e-9
    assert found.most.gy <= bed + 1e-9


@given(model=st.sampled_from([JONES_GRANT, JONES_GRANT_CAUTIOUS]), bed=st.floats(0, 99.0), more=st.floats(0.1, 40))
def test_under_the_power_law_more_dose_before_never_leaves_less(model, bed, more):
    assert left(model, bed, 24) <= left(model, bed + more, 24) + 1e-9


def test_under_woolley_more_dose_before_can_leave_less_where_recovery_sets_in():
    # around B*/(1 + s1 r) = 35/1.2 = 29 % of tolerance: 25 leaves 21.47, 26 leaves 21.41
    assert left(MADE_UP, 25.0, 24) == printed("21.47")
    assert left(MADE_UP, 26.0, 24) == printed("21.41")


def test_bed_and_eqd2_give_the_same_share():
    # at α/β 2 EQD2 is half the BED
    assert left(JONES_GRANT, 42.75, 12, tolerance=50.0, quantity="EQD2") == pytest.approx(
        left(JONES_GRANT, 85.5, 12) / 2
    )


def test_doses_at_or_above_tolerance_are_not_forgiven_and_unknown_ones_stay_unknown():
    course = Equieffective(np.array([[0.0, 100.0], [140.0, np.nan]]), "BED", 2.0)
    found = left_after(JONES_GRANT, course, 100.0, 24, 24)
    assert found.most.gy == pytest.approx(np.array([[0.0, 100.0], [140.0, np.nan]]), nan_ok=True)
    assert not found.most.gy.flags.writeable
    assert found.notices == (
        "The earlier course reached or exceeded the tolerance of 100 Gy BED; nothing of that dose is forgiven.",
    )


def test_an_open_interval_is_a_range():
    course = Equieffective(75.0, "BED", 2.0)
    later = left_after(JONES_GRANT, course, 100.0, 12, None)
    assert later.most.gy == printed("25.08")
    assert later.least.gy == left(JONES_GRANT, 75.0, 36)
    before = left_after(JONES_GRANT, course, 100.0, None, 12)
    assert (before.least.gy, before.most.gy) == (printed("25.08"), 75.0)
    assert "may be shorter than the 12 months" in before.notices[0]
    assert "2.3 months" in left_after(MADE_UP, course, 100.0, 1, 12).notices[0]


def test_without_any_interval_or_at_another_alpha_beta_it_cannot_say():
    with pytest.raises(NotAssessableError, match="needs the time between the courses"):
        left_after(JONES_GRANT, Equieffective(75.0, "BED", 2.0), 100.0, None, None)
    with pytest.raises(NotAssessableError, match="made at α/β 2 Gy and cannot be used on a dose at 4 Gy"):
        left_after(JONES_GRANT, Equieffective(75.0, "BED", 4.0), 100.0, 12, 12)


def test_a_range_turned_round_or_a_tolerance_out_of_range_is_refused():
    with pytest.raises(ValueError, match="months_min 24 is more than months_max 12"):
        left_after(JONES_GRANT, Equieffective(75.0, "BED", 2.0), 100.0, 24, 12)
    for bad in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="tolerance_gy must"):
            left_after(JONES_GRANT, Equieffective(75.0, "BED", 2.0), bad, 12, 12)


@pytest.mark.parametrize("model", [JONES_GRANT, JONES_GRANT_CAUTIOUS, MADE_UP])
def test_every_model_says_where_it_comes_from_and_where_it_holds(model):
    assert model.key
    assert model.citation
    assert "Spinal cord, α/β 2 Gy" in model.domain
    assert "SpinalCord" in model.tissues


@pytest.mark.parametrize(
    ("fitted", "citation", "named"),
    [
        ((2.0, 1.0, 3.0), "x", "not falling"),
        ((1.0, 2.0), "x", "r at 1, 2 and 3 years"),
        ((-1.0, 2.0, 3.0), "x", "fitted must"),
        ((1.0, 2.0, 3.0), " ", "need their citation"),
    ],
)
def test_fitted_values_without_source_or_out_of_range_are_refused(fitted, citation, named):
    with pytest.raises(ValueError, match=named):
        WoolleyRecovery(fitted, citation)


@pytest.mark.parametrize("name", ["half_effect_percent", "steepness", "shift"])
def test_shape_parameters_out_of_range_are_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be above zero"):
        WoolleyRecovery((1.0, 2.0, 3.0), "x", **{name: 0.0})
