"""What may be varied: refused where it cannot be meant, listed with its source, and never varied by itself."""

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Settings
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, suggested_sigma_mm, uncertainty
from tests.session.uncertainty.test_draws import registered
from tests.support.opened_cases import field, seed_case, uniform


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda a: a.with_alpha_beta_range("Rectum", 4.0, 2.0), "rises"),
        (lambda a: a.with_alpha_beta_range("Rectum", 0.0, 2.0), "0.1 Gy"),
        (lambda a: a.with_recovery_range(50, 20, "why"), "rises"),
        (lambda a: a.with_recovery_range(-1, 20, "why"), "0 %"),
        (lambda a: a.with_recovery_range(0, 50, "  "), "reason"),
        (lambda a: a.with_recovery_choice(("none", "invented")), "invented"),
        (lambda a: a.with_recovery_choice(("none", "none")), "two or more"),
        (lambda a: a.with_registration_sigma(0.0), "above 0"),
        (lambda a: a.with_registration_sigma(11.0), "10 mm"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(edit, said):
    with pytest.raises(EntryError, match=said):
        edit(Assumptions())


def test_no_size_of_a_registration_error_is_assumed_unless_somebody_says_one():
    assert Assumptions().registration_sigma_mm is None
    found = uncertainty(registered(field(uniform(20.0)), field(uniform(20.0))), Settings(), draws=100)
    listed = {one.kind: one for one in found.assumptions}
    assert not listed["registration"].varied
    assert listed["registration"].why_not == "nobody said how far it may be off"
    assert "registration (nobody said how far it may be off)" in found.row("Bladder").robustness.text
    assert suggested_sigma_mm(Settings(envelope_mm=3.0)) == 1.5
    assert suggested_sigma_mm(Settings(envelope_mm=0.0)) is None
    assert Assumptions().with_registration_sigma(1.5).with_registration_sigma(None) == Assumptions()


def test_every_assumption_is_named_with_how_it_varies_and_on_whose_word():
    settings = Settings(recovery=Recovery("fox-chase"))
    wanted = Assumptions().with_alpha_beta_range("Rectum", 2.0, 5.0).with_recovery_range(20, 60, "a board")
    found = uncertainty(seed_case(("Rectum", "SacralPlex")), settings, wanted, draws=100)
    listed = {one.key: one for one in found.assumptions}
    assert listed["alpha-beta/Rectum"].distribution == "evenly from 2 to 5 Gy"
    assert listed["alpha-beta/Rectum"].source == "range set by the user"
    assert listed["alpha-beta/cauda equina and sacral plexus"].distribution == "evenly from 2 to 4 Gy"
    assert listed["recovery"].distribution == "evenly from 20 to 60 %" and "a board" in listed["recovery"].source
    assert listed["interval"].why_not == "the recovery is given by hand"
    assert listed["slices"].varied and listed["registration"].moot


@pytest.mark.parametrize(
    ("recovery", "wanted", "why"),
    [
        (Recovery(), Assumptions(), "no recovery is in force"),
        (Recovery("fox-chase"), Assumptions(recovery=False), "switched off"),
        (Recovery("user", 30.0, "a test"), Assumptions(), "one number is in force, no range"),
    ],
)
def test_why_recovery_does_not_vary_is_said(recovery, wanted, why):
    found = uncertainty(seed_case(("Rectum",)), Settings(recovery=recovery), wanted, draws=100)
    assert next(one for one in found.assumptions if one.kind == "recovery").why_not == why


def test_a_tissue_without_a_range_says_so_and_does_not_vary():
    found = uncertainty(seed_case(("Rectum",)), Settings(), draws=100)
    listed = next(one for one in found.assumptions if one.kind == "alpha-beta")
    assert not listed.varied and "without a range" in listed.why_not
    assert found.text.startswith("100 draws, seed 1; varied: ")


def test_switched_off_means_not_varied():
    found = uncertainty(seed_case(("SacralPlex",)), Settings(), Assumptions.none(), draws=100)
    assert not any(one.varied for one in found.assumptions)
    assert {one.why_not for one in found.assumptions if one.kind in ("alpha-beta", "slices")} == {"switched off"}
    assert "varied: nothing" in found.text
    assert found.row("SacralPlex").robustness.short == "? not asked"
