"""A limit is valid from birth, knows its basis, and converts without changing what it means."""

import pytest

from reirrad_gui.constraints import Confidence, Evidence, Quantity, Scope

R12 = {"recovery_basis": "12 months included", "minimum_gap_months": 12}


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"key": " "}, "needs a key"),
        ({"applies_to": ("Colon",)}, "must hold the organ 'Rectum' itself"),
        ({"surrogates": ("Rectum",)}, "Rectum cannot be the organ and its surrogate"),
        ({"limit_gy": 0.0}, "limit_gy must be finite and above zero, not 0.0"),
        ({"limit_gy": float("nan")}, "limit_gy"),
        ({"alpha_beta_gy": -3.0}, "alpha_beta_gy"),
        ({"alpha_beta_gy": float("inf")}, "alpha_beta_gy"),
        ({"each_course_at_most_gy": 0.0}, "each_course_at_most_gy"),
        ({"last_course_at_most_gy": -1.0}, "last_course_at_most_gy"),
        ({"last_course_share_at_most": 0.0}, "above 0 and up to 1"),
        ({"last_course_share_at_most": 50.0}, "above 0 and up to 1"),
        ({"minimum_gap_months": 0}, "1 or more"),
        ({"recovery_basis": "some"}, "recovery_basis must be"),
        ({"recovery_basis": "not applicable"}, "does not fit the scope cumulative"),
        ({"scope": Scope.SINGLE_COURSE}, "does not fit the scope single course"),
    ],
)
def test_a_limit_that_contradicts_itself_is_never_born(limit, fields, complaint):
    with pytest.raises(ValueError, match=complaint):
        limit(**fields)


@pytest.mark.parametrize("gap", [None, 6])
def test_a_limit_that_contains_12_months_of_recovery_must_ask_for_12_months(limit, gap):
    with pytest.raises(ValueError, match="needs minimum_gap_months of at least 12"):
        limit(recovery_basis="12 months included", minimum_gap_months=gap)


@pytest.mark.parametrize(
    ("fields", "includes", "months", "words"),
    [
        ({}, False, None, "no recovery assumed"),
        (R12, True, 12, "≥ 12 months of recovery included"),
        ({"recovery_basis": "included in the fit"}, True, None, "recovery included in the fit"),
        ({"recovery_basis": "not applicable", "scope": Scope.SINGLE_COURSE}, False, None, "single course"),
    ],
)
def test_a_limit_says_whether_it_already_contains_recovery(limit, fields, includes, months, words):
    basis = limit(**fields)
    assert (basis.includes_recovery, basis.recovery_months, basis.basis_text) == (includes, months, words)


@pytest.mark.parametrize(
    ("evidence", "confidence", "citation", "green"),
    [
        (Evidence.VERIFIED, Confidence.HIGH, "Paper", True),
        (Evidence.VERIFIED, Confidence.MEDIUM, "Paper", True),
        (Evidence.SECONDARY, Confidence.MEDIUM, "Paper", True),
        (Evidence.VERIFIED, Confidence.LOW, "Paper", False),
        (Evidence.SECONDARY, Confidence.LOW, "Paper", False),
        (Evidence.MEMORY, Confidence.HIGH, "Paper", False),
        (Evidence.VERIFIED, Confidence.HIGH, "  ", False),
    ],
)
def test_only_a_sourced_limit_of_some_confidence_may_turn_green(limit, evidence, confidence, citation, green):
    assert limit(evidence=evidence, confidence=confidence, citation=citation).may_turn_green is green


def test_120_and_135_5_gy_bed_at_alpha_beta_2_are_60_and_67_75_gy_eqd2(cord):
    # BED / (1 + 2/2): 120/2 and 135.5/2; the single-course bound 98/2
    converted = [cord.limit(key).as_eqd2() for key in ("cord-120", "cord-135")]
    assert [c.limit_gy for c in converted] == [60.0, 67.75]
    assert {c.each_course_at_most_gy for c in converted} == {49.0}
    assert {c.quantity for c in converted} == {Quantity.EQD2}


def test_a_converted_limit_still_says_what_its_source_printed(cord):
    assert cord.limit("cord-120").as_eqd2().note.startswith("Stated by its source as 120 Gy BED (α/β 2 Gy).")


def test_a_limit_in_eqd2_is_not_converted_again(limit):
    assert limit().as_eqd2() == limit()


def test_a_bound_on_the_newest_course_is_converted_with_its_limit(limit):
    # at α/β 3: BED / (1 + 2/3): 100 -> 60, 50 -> 30; a share has no unit
    in_bed = limit(quantity=Quantity.BED, limit_gy=100.0, last_course_at_most_gy=50.0, last_course_share_at_most=0.5)
    converted = in_bed.as_eqd2()
    assert (converted.limit_gy, converted.last_course_at_most_gy) == pytest.approx((60.0, 30.0), rel=1e-14)
    assert converted.last_course_share_at_most == 0.5


@pytest.mark.parametrize(
    ("citation", "year", "short"),
    [("Slevin F et al.", 2021, "Slevin 2021"), ("Paradis, Adv Radiat Oncol", None, "Paradis"), ("", None, "no source")],
)
def test_a_source_has_a_short_name(limit, citation, year, short):
    assert limit(citation=citation, year=year).short_citation == short


@pytest.mark.parametrize(
    ("citation", "year", "short"),
    [
        ("Slevin F et al. An international Delphi consensus.", 2021, "Slevin 2021"),
        ("Rulach et al. 2026, doi 10.1016/j.ctro.2026.101108.", 2026, "Rulach 2026"),
        ("Das 2018 and Nieder 2017, quoted in a secondary source.", 2018, "Das 2018"),
        ("Tumour board, March 2026", 2026, "Tumour board 2026"),
        ("Unnamed source, quoted second-hand", None, "Unnamed source"),
        ("ABS table (American Brachytherapy Society) in PMC8802172.", None, "ABS table"),
        ("", None, "no source"),
    ],
)
def test_a_source_is_named_in_short_by_its_first_author_or_whoever_decided(limit, citation, year, short):
    assert limit(citation=citation, year=year).short_citation == short


def test_every_mark_of_evidence_but_read_asks_for_a_look_at_the_paper():
    assert [mark.text for mark in Evidence] == [
        "read [V]",
        "quoted [S], check against the paper",
        "not checked [M], check against the paper",
    ]


def test_the_conditions_of_hytec_are_told_in_one_line(cord):
    assert cord.limit("thecal-sac-70").conditions_text == (
        "5 months or more between the courses, newest course at most 25 Gy, newest course at most 0.5 of the sum"
    )
