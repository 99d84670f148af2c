import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq import RECOVERY_CATALOGUE, Equieffective, RecoveryModel, accumulate
from reirrad_gui.lq.dose_recovery import JONES_GRANT
from reirrad_gui.lq.recovery_scope import recovery_refusal

FOX_CHASE = RECOVERY_CATALOGUE["fox-chase"]
ANG = RECOVERY_CATALOGUE["ang-2001"]
CAUTIOUS = RECOVERY_CATALOGUE["ang-2001-cautious"]

SEED_INTERVAL = (59, 72)  # EVIDENCE.md (i): December 2012 to 2018
SEED = [Equieffective(47.25, "EQD2", 2.0), Equieffective(30.0, "EQD2", 2.0)]


def seed_sum(model):
    least, most = model.fraction(*SEED_INTERVAL)
    assert least == most
    return accumulate(SEED, [most, 0.0]).gy


@pytest.mark.parametrize(
    ("months", "fraction"),
    [(5, (0.0, 0.0)), (6, (0.0, 0.5)), (11, (0.0, 0.5)), (12, (0.0, 0.5)), (13, (0.5, 0.5)), (72, (0.5, 0.5))],
)
def test_fox_chase_leaves_its_rise_from_6_to_12_months_open(months, fraction):
    assert FOX_CHASE.fraction(months, months) == fraction


@pytest.mark.parametrize(
    ("months", "fraction"), [(11, 0.0), (12, 0.76), (23, 0.76), (24, 0.85), (35, 0.85), (36, 1.0), (600, 1.0)]
)
def test_ang_forgives_76_85_and_all_after_one_two_and_three_years(months, fraction):
    assert ANG.fraction(months, months) == (fraction, fraction)


def test_the_fractions_of_ang_are_its_recovered_doses_of_44_gy():
    # 33.6/44 = 0.764, 37.6/44 = 0.855, 44.6/44 = 1.014 (never more than all), most conservative 26.8/44 = 0.609
    for recovered, (_, fraction) in zip((33.6, 37.6, 44.6), ANG.steps, strict=True):
        assert fraction == pytest.approx(min(recovered / 44, 1.0), abs=0.005)
    assert CAUTIOUS.steps == ((12, 0.61),)
    assert pytest.approx(26.8 / 44, abs=0.005) == 0.61


def test_the_worst_case_of_the_case_report_under_each_model():
    # EVIDENCE.md (i), α/β 2: 47.25 + 30 = 77.25; half of the first 53.625; Ang 30.0, most conservative 48.4
    assert seed_sum(RECOVERY_CATALOGUE["none"]) == 77.25
    assert seed_sum(RECOVERY_CATALOGUE["step-25-50"]) == 53.625
    assert seed_sum(FOX_CHASE) == 53.625
    assert seed_sum(ANG) == 30.0
    assert seed_sum(CAUTIOUS) == pytest.approx(48.4, abs=0.05)


def test_an_interval_outside_what_a_model_rests_on_is_said():
    assert ANG.notice(12, 36) is None
    assert "may be longer than the 36 months" in ANG.notice(*SEED_INTERVAL)
    assert "may be longer" in ANG.notice(24, None)
    assert "may be shorter than the 12 months" in ANG.notice(6, 40)
    assert "may be shorter" in ANG.notice(None, 30)
    assert FOX_CHASE.notice(*SEED_INTERVAL) is None


@given(months=st.tuples(*[st.integers(-24, 400)] * 3), key=st.sampled_from(sorted(RECOVERY_CATALOGUE)))
def test_every_range_holds_the_fraction_of_every_month_within(months, key):
    low, inside, high = sorted(months)
    least, most = RECOVERY_CATALOGUE[key].fraction(low, high)
    least_inside, most_inside = RECOVERY_CATALOGUE[key].fraction(inside, inside)
    assert 0 <= least <= least_inside <= most_inside <= most <= 1


def test_no_recovery_is_offered_first_and_models_of_the_cord_name_their_tissue():
    assert next(iter(RECOVERY_CATALOGUE)) == "none"
    assert {key for key, model in RECOVERY_CATALOGUE.items() if "SpinalCord" in model.tissues} == {
        "step-25-50", "ang-2001", "ang-2001-cautious"
    }  # fmt: skip


def test_every_model_carries_citation_domain_and_mark():
    for key, model in RECOVERY_CATALOGUE.items():
        assert model.key == key
        assert model.citation
        assert model.domain
        assert model.confidence in ("V", "S", "M")
        assert model.confidence != "M" or "check against the paper" in model.citation


def test_a_model_that_needs_the_interval_cannot_say_without_it():
    for key in ("fox-chase", "ang-2001", "ang-2001-cautious"):
        assert RECOVERY_CATALOGUE[key].needs_interval
        with pytest.raises(NotAssessableError, match="not known"):
            RECOVERY_CATALOGUE[key].fraction(None, None)


def test_the_most_may_not_lie_below_the_least():
    with pytest.raises(ValueError, match="at_most must not be below steps"):
        RecoveryModel("x", "x", "x", "x", ((6, 0.5),), at_most=((12, 0.5),))


class TestScope:
    def test_a_target_never_recovers(self):
        said = recovery_refusal(FOX_CHASE, "PTV", is_target=True, in_limit=False)
        assert "never applied to a target" in said

    def test_a_limit_that_contains_recovery_is_not_discounted_again(self):
        said = recovery_refusal(FOX_CHASE, "Bladder", is_target=False, in_limit=True)
        assert "count it twice" in said

    @pytest.mark.parametrize("model", [RECOVERY_CATALOGUE["step-25-50"], ANG, JONES_GRANT])
    def test_models_of_the_cord_are_refused_elsewhere(self, model):
        assert recovery_refusal(model, "SpinalCord", is_target=False, in_limit=False) is None
        assert "Bladder is assessed without" in recovery_refusal(model, "Bladder", is_target=False, in_limit=False)
        assert "this structure is assessed" in recovery_refusal(model, None, is_target=False, in_limit=False)

    def test_a_model_that_names_no_tissue_is_left_to_the_clinician(self):
        assert recovery_refusal(FOX_CHASE, None, is_target=False, in_limit=False) is None
