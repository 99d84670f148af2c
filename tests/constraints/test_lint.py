"""The shipped sets are clean; each rule catches the slip it is there for."""

from dataclasses import replace

import pytest

from reirrad_gui.constraints import (
    Confidence,
    ConstraintSet,
    Evidence,
    Level,
    Metric,
    OrganGap,
    Quantity,
    Scope,
    constraint_set_names,
    lint,
    load_constraint_set,
)


def a_set(*limits, gaps=()):
    return ConstraintSet("test", "A test's set", "1", "2026-01-01", "A test", limits, gaps=gaps)


@pytest.mark.parametrize("name", constraint_set_names())
def test_the_shipped_sets_are_clean(name):
    assert lint(load_constraint_set(name)) == ()


def test_a_set_of_one_sound_limit_is_clean(limit):
    assert lint(a_set(limit())) == ()


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"limit_gy": 8000.0}, "rectum: 8000 Gy EQD2 lies outside 5 to 150 Gy: is the unit right, and the quantity?"),
        ({"limit_gy": 0.8}, "rectum: 0.8 Gy EQD2 lies outside 5 to 150 Gy: is the unit right, and the quantity?"),
        ({"limit_gy": 301.0, "quantity": Quantity.BED}, "rectum: 301 Gy BED lies outside 8 to 300 Gy: is the unit"),
        ({"citation": " "}, "rectum: it has no citation"),
        ({"year": None}, "rectum: it has no year"),
        ({"year": 221}, "rectum: the year 221 cannot be right"),
        ({"doi": "doi.org/10.1/x"}, "rectum: 'doi.org/10.1/x' is not a DOI"),
        ({"endpoint": ""}, "rectum: its endpoint is missing"),
        ({"consensus": ""}, "rectum: its consensus is missing"),
        ({"evidence": Evidence.MEMORY}, "rectum: a value that was not checked against any text (M) cannot have high"),
        ({"evidence": Evidence.SECONDARY}, "rectum: a value seen only where somebody quotes it (S) cannot have high"),
        ({"alpha_beta_gy": 30.0}, "rectum: α/β 30 Gy lies outside 0.5 to 20 Gy"),
        ({"alpha_beta_gy": 10.0}, "rectum: α/β 10 Gy is not that of bladder, rectum and bowel"),
        ({"organ": "Back passage", "applies_to": ("Back passage",)}, "rectum: 'Back passage' is not a canonical name"),
        ({"surrogates": ("Bag of bowel",)}, "rectum: 'Bag of bowel' is not a canonical name"),
    ],
)
def test_a_slip_in_one_row_is_found(limit, fields, finding):
    assert any(sentence.startswith(finding) for sentence in lint(a_set(limit(**fields))))


def test_the_alpha_beta_of_a_limit_may_lie_in_the_range_of_its_tissue(limit):
    cord = limit(organ="SpinalCord", applies_to=("SpinalCord",), alpha_beta_gy=4.0)
    assert lint(a_set(cord)) == ()


def test_one_limit_twice_under_two_keys_is_found(limit):
    found = lint(a_set(limit(), limit(key="again", limit_gy=75.0)))
    assert found == (
        "rectum and again: they give the same metric of the same organ on the same basis from the same source; "
        "one is too many",
    )


@pytest.mark.parametrize(
    "difference",
    [
        {"organ": "Colon", "applies_to": ("Colon",)},
        {"metric": Metric.parse("D2cc")},
        {"recovery_basis": "included in the fit"},
        {"citation": "Somebody else"},
        {"endpoint": "another harm"},
        {"level": Level.OPTIMAL},
        {"alpha_beta_gy": 3.1, "organ": "Skin", "applies_to": ("Skin",)},
    ],
)
def test_two_limits_that_differ_in_organ_metric_basis_source_or_meaning_are_no_duplicates(limit, difference):
    assert lint(a_set(limit(), limit(key="other", **difference))) == ()


@pytest.mark.parametrize("optimal_first", [True, False])
def test_an_optimal_limit_above_the_mandatory_one_is_found(limit, optimal_first):
    # the slip that stands in five rows of a public table: chest wall 37/30, stomach 25/12 …
    optimal = limit(key="optimal", level=Level.OPTIMAL, limit_gy=37.0)
    mandatory = limit(key="mandatory", level=Level.MANDATORY, limit_gy=30.0)
    found = lint(a_set(*((optimal, mandatory) if optimal_first else (mandatory, optimal))))
    assert len(found) == 1
    assert found[0].endswith("the optimal limit, 37 Gy, lies above the mandatory one, 30 Gy")


def test_optimal_at_or_below_mandatory_is_clean(limit):
    optimal = limit(key="optimal", level=Level.OPTIMAL, limit_gy=30.0)
    assert lint(a_set(optimal, limit(key="mandatory", level=Level.MANDATORY, limit_gy=30.0))) == ()


def test_a_limit_with_recovery_below_the_one_without_is_found(pelvis):
    inverted = replace(pelvis.limit("bladder-r12"), limit_gy=79.0)
    found = lint(a_set(pelvis.limit("bladder-nr"), inverted))
    assert found == (
        "bladder-nr and bladder-r12: more recovery gives a lower limit: 79 Gy with 12 months included, "
        "80 Gy with recovery none assumed",
    )


def test_a_longer_recovery_with_a_lower_limit_is_found(pelvis):
    twelve = pelvis.limit("bladder-r12")
    six = replace(twelve, key="six", recovery_basis="6 months included", limit_gy=120.0)
    assert any("more recovery gives a lower limit: 110 Gy" in sentence for sentence in lint(a_set(twelve, six)))


def test_a_gap_for_an_organ_with_a_limit_or_an_unknown_name_or_named_twice_is_found(limit):
    gaps = (OrganGap("Rectum", "x"), OrganGap("Knee cap", "x"), OrganGap("Urethra", "x"), OrganGap("Urethra", "y"))
    assert lint(a_set(limit(), gaps=gaps)) == (
        "gap Rectum: the set has a cumulative limit for it",
        "gap Knee cap: it is not a canonical name in the table of tissues",
        "gap Urethra: it is listed twice",
    )


def test_a_single_course_limit_does_not_contradict_a_gap(limit):
    single = limit(scope=Scope.SINGLE_COURSE, recovery_basis="not applicable", confidence=Confidence.LOW)
    assert lint(a_set(single, gaps=(OrganGap("Rectum", "only a single-course limit"),))) == ()
