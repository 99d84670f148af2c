"""An organ's row: the limits without recovery decide, those with recovery stand beside, disagreement is said."""

import pytest

from reirrad_gui.constraints import Bounded, Confidence, Standing, deciding, judge, organ_verdict


def verdicts(limits, dose, gap_months=(24, 24), **more):
    cumulative = dose if isinstance(dose, Bounded) else Bounded.exactly(dose)
    return [
        judge(each, cumulative, quantity=each.quantity, alpha_beta_gy=each.alpha_beta_gy, gap_months=gap_months, **more)
        for each in limits
    ]


@pytest.fixture
def plexus(pelvis):
    return [pelvis.limit("plexus-r12"), pelvis.limit("plexus-nr")]


def test_plexus_77_25_exceeds_67_although_85_with_recovery_is_kept(plexus):
    standing, headline = organ_verdict(verdicts(plexus, 77.25))
    assert standing is Standing.EXCEEDED
    assert headline == (
        "✖ exceeds 67 Gy EQD2 (no recovery assumed, Slevin 2021). "
        "▲ near 85 Gy EQD2 (≥ 12 months of recovery included, Slevin 2021)."
    )


def test_the_row_shows_the_numbers_of_the_limit_that_decides(plexus):
    found = verdicts(plexus, 77.25)
    assert deciding(found) == 1


def test_a_discount_leaves_the_limit_without_recovery_and_shows_the_refusal(plexus):
    standing, headline = organ_verdict(verdicts(plexus, 53.6, recovery_name="50 %"))
    assert standing is Standing.WITHIN
    assert "✔ within 67 Gy" in headline
    assert "? not assessable against 85 Gy" in headline


def test_an_open_interval_does_not_cloud_a_limit_that_needs_none(plexus):
    standing, headline = organ_verdict(verdicts(plexus, 50.0, gap_months=(None, None)))
    assert standing is Standing.WITHIN
    assert headline.startswith("✔ within 67 Gy")


def test_an_organ_exactly_on_its_limit_says_so_in_the_row(pelvis):
    standing, headline = organ_verdict(verdicts([pelvis.limit("small-bowel-nr")], 70.0))
    assert standing is Standing.NEAR
    assert headline == "▲ exactly on 70 Gy EQD2 (no recovery assumed, Slevin 2021)."


def test_an_organ_without_limits_is_not_assessable():
    assert organ_verdict(()) == (Standing.NOT_ASSESSABLE, "No cumulative limit was found for this organ.")
    assert deciding(()) is None


def test_where_all_limits_contain_recovery_the_worst_of_them_decides(cord):
    courses = [Bounded.exactly(75.0), Bounded.exactly(50.0)]
    limits = [cord.limit("cord-135"), cord.limit("cord-120")]
    standing, headline = organ_verdict(verdicts(limits, 125.0, courses=courses))
    assert standing is Standing.EXCEEDED
    assert headline.startswith("✖ exceeds 120 Gy BED (≥ 6 months of recovery included, Nieder 2006). ▲ near 135.5 Gy")


def test_where_no_limit_applies_the_row_gives_the_reason(cord):
    standing, headline = organ_verdict(verdicts([cord.limit("thecal-sac-70")], 30.0, gap_months=(1, 2)))
    assert standing is Standing.NOT_ASSESSABLE
    assert headline.startswith("This limit does not apply. It holds only 5 months or more")


def test_an_unknown_dose_outranks_a_kept_limit(plexus, limit):
    standing, headline = organ_verdict(verdicts(plexus, Bounded(60.0, 62.0, 90.0)))
    assert standing is Standing.NOT_ASSESSABLE
    assert headline.startswith("D0.1cc is between 60.0 and 90.0 Gy")
    assert "? not assessable against 85 Gy" in headline


def test_sources_that_disagree_are_said_to(limit):
    strict, lenient = limit(), limit(key="lenient", limit_gy=100.0, citation="Another paper", year=2024)
    standing, headline = organ_verdict(verdicts([lenient, strict], 85.0))
    assert standing is Standing.EXCEEDED
    assert headline == (
        "Sources disagree: ✖ exceeds 80 Gy EQD2 (no recovery assumed, Invented for this test 2020). "
        "✔ within 100 Gy EQD2 (no recovery assumed, Another paper 2024)."
    )


def test_sources_that_agree_are_not_said_to_disagree(limit):
    strict, lenient = limit(), limit(key="lenient", limit_gy=100.0, citation="Another paper", year=2024)
    assert organ_verdict(verdicts([lenient, strict], 20.0))[1].startswith("✔ within 80 Gy")


def test_a_weak_limit_neither_blocks_nor_makes_a_green_row(limit):
    weak = limit(key="weak", confidence=Confidence.LOW, limit_gy=90.0)
    assert organ_verdict(verdicts([weak, limit()], 20.0))[0] is Standing.WITHIN
    assert organ_verdict(verdicts([weak], 20.0))[0] is Standing.NOT_ASSESSABLE


def test_of_two_kept_limits_the_tighter_one_decides(limit):
    found = verdicts([limit(key="loose", limit_gy=100.0), limit()], 20.0)
    assert deciding(found) == 1


def test_of_two_excesses_of_unknown_size_the_first_listed_decides(limit):
    found = verdicts([limit(), limit(key="other", endpoint="another")], Bounded(90.0, None, None))
    assert deciding(found) == 0
