"""The shipped sets are clean; each rule catches the slip it is there for."""

import json
from dataclasses import replace

import pytest

from reirrad_gui.constraints import (
    Confidence,
    ConstraintSet,
    Evidence,
    Level,
    Metric,
    Observation,
    OrganGap,
    Quantity,
    Scope,
    Severity,
    TissueTable,
    constraint_set_names,
    errors,
    lint,
    lint_tissues,
    load_constraint_set,
    load_tissue_table,
)
from reirrad_gui.constraints.lint import lint_file, misquotes
from reirrad_gui.constraints.set_files import set_json, set_text
from reirrad_gui.constraints.tissues import Tissue


def a_set(*limits, gaps=()):
    return ConstraintSet("test", "A test's set", "1", "2026-01-01", "A test", limits, gaps=gaps)


@pytest.mark.parametrize("name", constraint_set_names())
def test_the_shipped_sets_are_clean(name):
    assert [found for found in lint(load_constraint_set(name)) if found.severity is not Severity.NOTICE] == []


def test_the_cord_set_tells_that_nieder_2006_takes_4_gy_for_the_lumbar_cord():
    found = lint(load_constraint_set("cord-nieder-hytec"))
    assert [(one.severity, one.where) for one in found] == [("notice", "cord-120"), ("notice", "cord-135")]
    assert "applied to SpinalCord_Lum too, for which the table of tissues gives α/β 2 to 4 Gy" in found[0].sentence
    assert "The source takes 4 Gy for lumbar cord" in found[0].sentence


def test_rows_whose_paper_was_not_identified_say_so_and_have_no_year():
    found = [one.where for one in lint(load_constraint_set("other-organs")) if one.sentence == "it has no year"]
    assert found[:2] == ["brainstem-single", "optic-single"]
    assert all("single" in one or "brachytherapy" in one for one in found)


def said(found):
    return tuple(one.text for one in found)


def test_a_set_of_one_sound_limit_is_clean(limit):
    assert lint(a_set(limit())) == ()


@pytest.mark.parametrize(
    ("fields", "severity", "finding"),
    [
        ({"limit_gy": 8000.0}, "error", "8000 Gy EQD2 lies outside 5 to 150 Gy: is the unit right, and the quantity?"),
        ({"limit_gy": 0.8}, "error", "0.8 Gy EQD2 lies outside 5 to 150 Gy: is the unit right, and the quantity?"),
        ({"limit_gy": 301.0, "quantity": Quantity.BED}, "error", "301 Gy BED lies outside 8 to 300 Gy: is the unit"),
        ({"citation": " "}, "error", "it has no citation"),
        ({"year": None}, "notice", "it has no year"),
        ({"year": 221}, "error", "the year 221 cannot be right"),
        ({"doi": "doi.org/10.1/x"}, "warning", "'doi.org/10.1/x' is not a DOI"),
        ({"endpoint": ""}, "warning", "its endpoint is missing"),
        ({"consensus": ""}, "warning", "its consensus is missing"),
        (
            {"evidence": Evidence.MEMORY},
            "warning",
            "a value that was not checked against any text (M)",
        ),
        (
            {"evidence": Evidence.SECONDARY},
            "warning",
            "a value seen only where somebody quotes it (S)",
        ),
        ({"alpha_beta_gy": 30.0}, "error", "α/β 30 Gy lies outside 0.5 to 20 Gy"),
        (
            {"alpha_beta_gy": 10.0},
            "warning",
            "α/β 10 Gy is not that of bladder, rectum and bowel, late",
        ),
        ({"organ": "Back passage", "applies_to": ("Back passage",)}, "error", "'Back passage' is no name of TG-263"),
        ({"surrogates": ("Bag of bowel",)}, "error", "'Bag of bowel' is no name of TG-263"),
        ({"applies_to": ("Rectum", "Rectum")}, "warning", "Rectum is listed twice"),
        ({"organ": "Femur_Head", "applies_to": ("Femur_Head",)}, "warning", "Femur_Head is drawn as Femur_Head_L and"),
        ({"organ": "Spleen_Hilum", "applies_to": ("Spleen_Hilum",)}, "warning", "the table of tissues has no α/β for"),
        ({"minimum_gap_months": 6}, "warning", "it asks for 6 months between the courses but assumes no recovery"),
        (
            {"note": "After an interval of 12 months or more."},
            "warning",
            "its text speaks of an interval (“interval",
        ),
        (
            {"note": "Courses at least 6 months apart."},
            "warning",
            "its text speaks of an interval (“at least",
        ),
    ],
)
def test_a_slip_in_one_row_is_found(limit, fields, severity, finding):
    found = lint(a_set(limit(**fields)))
    (one,) = [one for one in found if one.sentence.startswith(finding)]
    assert (one.severity, one.where) == (severity, "rectum")


def test_a_note_about_time_contradicts_nothing_where_the_condition_is_given_or_the_limit_is_of_one_course(limit):
    given = limit(recovery_basis="12 months included", minimum_gap_months=12, note="An interval of 12 months or more.")
    single = limit(key="one", scope=Scope.SINGLE_COURSE, recovery_basis="not applicable", note="interval of 9 months")
    assert lint(a_set(given, single)) == ()


def test_a_default_of_the_tissue_table_that_the_limit_does_not_take_is_a_notice(limit):
    cord = limit(organ="SpinalCord", applies_to=("SpinalCord",), alpha_beta_gy=4.0)
    (found,) = lint(a_set(cord))
    assert found.severity is Severity.NOTICE
    assert found.sentence == "α/β 4 Gy is not the default of the table of tissues, 2 Gy"


def test_one_limit_twice_under_two_keys_is_found(limit):
    found = lint(a_set(limit(), limit(key="again", limit_gy=75.0)))
    assert errors(found) == found
    assert said(found) == (
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
    assert found[0].severity is Severity.ERROR
    assert found[0].sentence.endswith("the optimal limit, 37 Gy, lies above the mandatory one, 30 Gy")


def test_optimal_at_or_below_mandatory_is_clean(limit):
    optimal = limit(key="optimal", level=Level.OPTIMAL, limit_gy=30.0)
    assert lint(a_set(optimal, limit(key="mandatory", level=Level.MANDATORY, limit_gy=30.0))) == ()


def test_a_limit_with_recovery_below_the_one_without_is_found(pelvis):
    inverted = replace(pelvis.limit("bladder-r12"), limit_gy=79.0)
    found = lint(a_set(pelvis.limit("bladder-nr"), inverted))
    assert said(found)[:1] == (
        "bladder-nr and bladder-r12: more recovery gives a lower limit: 79 Gy with 12 months included, "
        "80 Gy with recovery none assumed",
    )


def test_a_longer_recovery_with_a_lower_limit_is_found(pelvis):
    twelve = pelvis.limit("bladder-r12")
    six = replace(twelve, key="six", recovery_basis="6 months included", limit_gy=120.0)
    assert any("more recovery gives a lower limit: 110 Gy" in one.sentence for one in lint(a_set(twelve, six)))


def test_a_gap_for_an_organ_with_a_limit_or_an_unknown_name_or_named_twice_is_found(limit):
    gaps = (OrganGap("Rectum", "x"), OrganGap("Knee cap", "x"), OrganGap("Urethra", "x"), OrganGap("Urethra", "y"))
    assert said(lint(a_set(limit(), gaps=gaps))) == (
        "gap Rectum: the set has a cumulative limit for it",
        "gap Knee cap: it is no name of TG-263 that this program knows",
        "gap Urethra: it is listed twice",
    )


def test_a_single_course_limit_does_not_contradict_a_gap(limit):
    single = limit(scope=Scope.SINGLE_COURSE, recovery_basis="not applicable", confidence=Confidence.LOW)
    assert lint(a_set(single, gaps=(OrganGap("Rectum", "only a single-course limit"),))) == ()


def test_an_optimal_limit_above_the_mandatory_one_of_another_source_is_a_warning(limit):
    # two sources may disagree; the slip is likelier, but not certain
    optimal = limit(key="optimal", level=Level.OPTIMAL, limit_gy=37.0)
    mandatory = limit(key="mandatory", level=Level.MANDATORY, limit_gy=30.0, citation="Another source")
    (found,) = lint(a_set(optimal, mandatory))
    assert found.severity is Severity.WARNING


def test_one_value_on_two_recovery_bases_is_found(pelvis):
    same = replace(pelvis.limit("bladder-r12"), limit_gy=80.0, citation="Ours 2026", key="ours")
    plain = replace(pelvis.limit("bladder-nr"), citation="Ours 2026")
    (found,) = lint(a_set(plain, same))
    assert found.sentence.startswith("80 Gy stands with recovery none assumed and with 12 months included")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"limit_gy": 90.0}, "states a limit of 80 Gy; this row gives 90"),
        ({"alpha_beta_gy": 5.0}, "states an α/β of 3 Gy; this row gives 5"),
        (
            {"recovery_basis": "included in the fit"},
            "states the recovery basis “none assumed”; this row gives",
        ),
        ({"each_course_at_most_gy": 50.0}, "states no such condition; this row gives 50"),
    ],
)
def test_a_changed_value_cannot_go_on_citing_a_paper_that_does_not_state_it(pelvis, changes, sentence):
    # Slevin 2021 gives 80 Gy to the bladder without recovery
    changed = a_set(replace(pelvis.limit("bladder-nr"), **changes))
    assert any(sentence in one.sentence for one in errors(lint(changed)))


def test_nothing_is_misquoted_where_another_source_is_cited(pelvis):
    stated = pelvis.limit("bladder-nr")
    assert tuple(misquotes(replace(stated, limit_gy=75.0, citation="Ours"), stated)) == ()


def test_a_changed_value_that_cites_whoever_decided_it_is_clean(pelvis):
    ours = replace(pelvis.limit("bladder-nr"), limit_gy=75.0, citation="Tumour board, March 2026", year=2026, doi=None)
    assert errors(lint(a_set(ours))) == ()


def test_a_copied_row_under_another_key_still_says_what_its_source_states(pelvis):
    assert lint(a_set(replace(pelvis.limit("bladder-nr"), key="mine"))) == ()
    assert errors(lint(a_set(replace(pelvis.limit("bladder-nr"), key="mine", limit_gy=81.0))))


def test_an_interval_left_out_of_a_source_is_found(cord):
    # Nieder 2006 speaks of single courses up to 98 Gy BED only
    bare = replace(cord.limit("cord-120"), each_course_at_most_gy=None)
    found = errors(lint(a_set(bare)))
    assert any("states at most 98 Gy for each course; this row leaves it out" in one.sentence for one in found)


def test_a_set_without_anything_or_without_a_day_is_a_warning():
    empty = ConstraintSet("test", "A test's set", "1", "spring", "A test", ())
    assert said(lint(empty)) == (
        "the set holds no limit and no gap",
        "its date, spring, is not a day written as 2026-11-21",
    )


def test_an_observation_of_an_unknown_organ_is_found(limit):
    seen = Observation(("Back passage",), "nothing happened", "Somebody 2020", Evidence.VERIFIED)
    found = lint(replace(a_set(limit()), observations=(seen,)))
    assert said(found) == ("observation Back passage: it is no name of TG-263 that this program knows",)


def test_a_file_with_several_bad_rows_is_told_all_of_them(pelvis, tmp_path):
    content = set_json(pelvis)
    content["limits"][0]["metric"] = "D2%"
    content["limits"][1].pop("minimum_gap_months")
    content["gaps"][0]["reason"] = ""
    content["observations"] = "none"
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = lint_file(path)
    assert found.constraint_set is None
    assert len(errors(found.findings)) == len(found.findings) == 4
    assert "limit 1 (cauda-nr): D2% is a share of the organ" in found.findings[0].text
    assert "limit 2 (cauda-r12): a limit that includes 12 months" in found.findings[1].text
    assert "observations must be a list" in found.findings[2].text
    assert "gap 1: a gap needs" in found.findings[3].text


def test_a_file_wrong_as_a_whole_is_told_in_one_sentence(pelvis, tmp_path):
    path = tmp_path / "ours.json"
    path.write_text(json.dumps({**set_json(pelvis), "author": ""}), encoding="utf-8")
    assert said(lint_file(path).findings) == ("a constraint set needs its author",)
    path.write_text("{", encoding="utf-8")
    (found,) = lint_file(path).findings
    assert "cannot be read as JSON" in found.text


def test_every_finding_has_a_sign_and_a_word():
    assert [(one.symbol, str(one)) for one in Severity] == [("✖", "error"), ("▲", "warning"), ("i", "notice")]


def test_a_sound_file_is_read_and_clean(pelvis, tmp_path):
    path = tmp_path / "ours.json"
    path.write_text(set_text(pelvis), encoding="utf-8")
    found = lint_file(path)
    assert (found.findings, found.constraint_set) == ((), replace(pelvis, name="ours"))


# --- the table of tissues ---------------------------------------------------------------------------------------


def test_the_shipped_table_of_tissues_is_clean():
    assert lint_tissues(load_tissue_table()) == ()


def table_with(**fields):
    shipped = load_tissue_table()
    first = shipped.tissues[0]
    changed = Tissue(replace(first.alpha_beta, **fields), first.organs)
    return TissueTable(
        replace(shipped.stamp, name="ours"), (changed, *shipped.tissues[1:]), shipped.target, shipped.unknown
    )


@pytest.mark.parametrize(
    ("fields", "severity", "sentence"),
    [
        ({"default_gy": 0.2}, "error", "α/β 0.2 Gy lies outside 0.5 to 20 Gy, which no tissue has"),
        ({"low_gy": 1.0, "high_gy": 30.0}, "error", "α/β 30 Gy lies outside"),
        ({"default_gy": 3.0}, "error", "the shipped row with the same source gives 2 Gy (2 Gy), this one 3 Gy (3 Gy)"),
        ({"low_gy": 2.0, "high_gy": 2.0}, "warning", "its range has no width"),
        ({"evidence": Evidence.MEMORY}, "warning", "a value that was read in no paper (M) cannot have high confidence"),
    ],
)
def test_a_slip_in_the_table_of_tissues_is_found(fields, severity, sentence):
    found = [one for one in lint_tissues(table_with(**fields)) if one.sentence.startswith(sentence)]
    assert [(one.severity, one.where) for one in found] == [(severity, "spinal cord, cervical and thoracic")]


def test_a_tissue_of_no_organ_and_an_organ_of_no_name_are_found():
    shipped = load_tissue_table()
    rows = (Tissue(shipped.tissues[0].alpha_beta, ()), Tissue(shipped.tissues[1].alpha_beta, ("Knee cap",)))
    found = lint_tissues(replace(shipped, tissues=rows))
    assert said(found) == (
        "spinal cord, cervical and thoracic: it names no organ, so nothing ever has its α/β",
        "spinal cord: 'Knee cap' is no name of TG-263 that this program knows",
    )
