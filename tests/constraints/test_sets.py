"""The shipped sets hold the published values; a file that is not quite right is refused with its row named."""

import json
from dataclasses import replace

import pytest

from reirrad_gui.constraints import (
    DEFAULT_SET,
    Confidence,
    Evidence,
    OrganGap,
    Scope,
    constraint_set_names,
    load_constraint_set,
)
from reirrad_gui.errors import CaseFileError
from reirrad_gui.resources import resource

SLEVIN = {  # Slevin 2021: metric, α/β, no recovery, 12 months or more
    "CaudaEquina": ("D0.1cc", 2.0, 67.0, 85.0),
    "SacralPlex": ("D0.1cc", 2.0, 67.0, 85.0),
    "Bladder": ("D0.5cc", 3.0, 80.0, 110.0),
    "Rectum": ("D0.5cc", 3.0, 80.0, 100.0),
    "Colon_Sigmoid": ("D0.5cc", 3.0, 80.0, 100.0),
    "Colon": ("D0.5cc", 3.0, 80.0, 100.0),
    "Bowel_Small": ("D0.5cc", 3.0, 70.0, 90.0),
}


def test_the_pelvic_set_comes_first_and_is_the_default():
    assert constraint_set_names()[0] == DEFAULT_SET == "pelvis-slevin-2021"


@pytest.mark.parametrize("organ", SLEVIN)
def test_the_pelvic_set_holds_the_two_limits_of_slevin_2021_per_organ(pelvis, organ):
    none, twelve = (limit for limit in pelvis.limits if limit.organ == organ)
    assert (none.metric.text, none.alpha_beta_gy, none.limit_gy, twelve.limit_gy) == SLEVIN[organ]
    assert (none.recovery_basis, twelve.recovery_basis) == ("none assumed", "12 months included")
    assert (none.minimum_gap_months, twelve.minimum_gap_months) == (None, 12)


def test_agreement_was_reached_on_plexus_without_recovery_and_on_bladder_with_it(pelvis):
    agreed = {limit.key for limit in pelvis.limits if limit.consensus.startswith("Consensus")}
    assert agreed == {"cauda-nr", "plexus-nr", "bladder-r12"}


def test_the_pelvic_values_were_read_second_hand_and_say_so(pelvis):
    assert {(limit.evidence, limit.confidence) for limit in pelvis.limits} == {(Evidence.SECONDARY, Confidence.MEDIUM)}


def test_the_cord_set_holds_nieder_2006_with_its_conditions(cord):
    rules = [cord.limit("cord-120"), cord.limit("cord-135")]
    assert [rule.limit_gy for rule in rules] == [120.0, 135.5]
    assert {(r.quantity, r.alpha_beta_gy, r.minimum_gap_months, r.each_course_at_most_gy) for r in rules} == {
        ("BED", 2.0, 6, 98.0)
    }


def test_the_cord_set_holds_the_four_parts_of_hytec_2021(cord):
    sac = cord.limit("thecal-sac-70")
    assert (sac.limit_gy, sac.last_course_at_most_gy, sac.last_course_share_at_most, sac.minimum_gap_months) == (
        70.0,
        25.0,
        0.5,
        5,
    )


def test_the_oesophagus_is_the_only_other_organ_with_a_cumulative_limit(other_organs):
    assert other_organs.organs == ("Esophagus",)
    assert other_organs.limit("oesophagus-94").limit_gy == 94.2


@pytest.mark.parametrize("name", constraint_set_names())
def test_every_row_says_where_it_comes_from(name):
    for limit in load_constraint_set(name).limits:
        assert limit.citation, limit.key
        assert limit.year or "not identified" in limit.citation or "PMC8802172" in limit.citation, limit.key


@pytest.mark.parametrize("name", constraint_set_names())
def test_no_shipped_value_from_memory_and_no_low_confidence_cumulative_value(name):
    limits = load_constraint_set(name).limits
    assert all(limit.evidence is not Evidence.MEMORY for limit in limits)
    assert all(limit.scope is Scope.SINGLE_COURSE for limit in limits if limit.confidence is Confidence.LOW)


def test_organs_near_a_pubic_target_without_any_limit_are_listed_as_gaps(pelvis):
    gaps = {gap.organ for gap in pelvis.gaps}
    assert {"PenileBulb", "Urethra", "Canal_Anal", "Femur_Head_L", "Femur_Head_R", "Sacrum"} <= gaps


def test_a_limit_is_found_by_its_key(pelvis):
    assert pelvis.limit("bladder-nr").limit_gy == 80.0
    with pytest.raises(KeyError):
        pelvis.limit("appendix")


def test_a_set_cannot_use_a_key_twice(pelvis):
    with pytest.raises(ValueError, match="the key bladder-nr is used for more than one limit"):
        replace(pelvis, limits=(*pelvis.limits, pelvis.limit("bladder-nr")))


@pytest.mark.parametrize("field", ["name", "title", "version", "date", "author"])
def test_a_set_without_name_version_date_or_author_is_none(pelvis, field):
    with pytest.raises(ValueError, match=f"needs its {field}"):
        replace(pelvis, **{field: " "})


@pytest.mark.parametrize("fields", [{"applies_to": ()}, {"said": " "}, {"citation": ""}])
def test_an_observation_names_its_organ_what_was_seen_and_its_source(pelvis, fields):
    with pytest.raises(ValueError, match="an observation needs"):
        replace(pelvis.observations[0], **fields)


def test_what_abusaris_2012_and_doi_2021_saw_is_shown_as_seen_and_is_no_limit(pelvis, cord):
    # Abusaris 2012: BED 104 (rectum), 113 (bladder), 98 Gy (bowel) at α/β 3; EQD2 = BED / (1 + 2/3) = 62.4, 67.8, 58.8
    seen = {one.applies_to[0]: one.said for one in (*pelvis.observations, *cord.observations)}
    for organ, bed, eqd2 in (("Rectum", 104, 62.4), ("Bladder", 113, 67.8), ("Bowel", 98, 58.8)):
        assert f"BED {bed} Gy at α/β 3 Gy (EQD2 {eqd2} Gy)" in seen[organ]
        assert bed / (1 + 2 / 3) == pytest.approx(eqd2)
    assert "80.7 Gy in the median and 114.79 Gy at most" in seen["SpinalCord"]
    assert all(said.endswith("Seen, not a limit.") for said in seen.values())


def test_the_brachytherapy_doses_of_the_abs_are_for_one_treatment_only(other_organs):
    # ABS: ideal below 65, 80, 70, 70 and at most 75, 90, 75, 75 Gy to 2 cc of rectum, bladder, sigmoid and bowel
    found = {limit.key: limit for limit in other_organs.limits if "brachytherapy" in limit.key}
    doses = [limit.limit_gy for limit in found.values()]
    assert doses == [65.0, 75.0, 80.0, 90.0, 70.0, 75.0, 70.0, 75.0]
    assert {(limit.metric.text, limit.scope) for limit in found.values()} == {("D2cc", Scope.SINGLE_COURSE)}
    assert all("not a limit for re-irradiation" in limit.note for limit in found.values())


def test_a_damaged_observation_is_refused_with_its_line(own_set):
    with pytest.raises(CaseFileError, match="observation 1: said must be a text"):
        load_constraint_set(own_set(lambda content: content["observations"][0].pop("said")))


@pytest.mark.parametrize(("organ", "reason"), [("", "none found"), ("Urethra", " ")])
def test_a_gap_names_its_organ_and_reason(organ, reason):
    with pytest.raises(ValueError, match="an organ and a reason"):
        OrganGap(organ, reason)


def test_an_unknown_set_is_answered_with_the_known_ones():
    with pytest.raises(CaseFileError, match=r"no constraint set 'brain'.*pelvis-slevin-2021"):
        load_constraint_set("brain")


@pytest.fixture
def own_set(tmp_path):
    """Write a user's set: the shipped pelvic one with `change` applied to its JSON."""

    def write(change):
        content = json.loads(resource("constraints", "pelvis-slevin-2021.json").read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "ours.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def test_a_department_can_use_its_own_set_from_a_file(own_set):
    path = own_set(lambda content: content["limits"][0].update(limit_gy=60.0, note="stricter here"))
    ours = load_constraint_set(path)
    assert (ours.name, ours.limits[0].limit_gy, ours.limits[0].note) == ("ours", 60.0, "stricter here")
    assert load_constraint_set(str(path)) == ours


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c.update(shcema="x"), "the entry shcema is not known"),
        (lambda c: c.update(title=7), "title must be a text, not 7"),
        (lambda c: c.update(notes="one"), "notes must be a list of texts"),
        (lambda c: c.update(limits={}), "limits must be a list of objects"),
        (lambda c: c.pop("limits"), "it has no entry “limits”"),
        (lambda c: c["gaps"].append("Liver"), "gaps must be a list of objects"),
        (lambda c: c["gaps"][0].update(reason=""), "gap 1: a gap needs an organ and a reason"),
        (lambda c: c["gaps"][0].update(why="x"), "gap 1: the entry why is not known"),
        (lambda c: c["limits"][0].pop("key"), r"limit 1 \(without a key\): key must be a text"),
        (lambda c: c["limits"][2].update(limit=80), r"limit 3 \(plexus-nr\): the entry limit is not known"),
        (lambda c: c["limits"][0].pop("limit_gy"), r"limit 1 \(cauda-nr\): limit_gy is missing"),
        (lambda c: c["limits"][0].update(limit_gy="67 Gy"), "limit_gy must be a number, not '67 Gy'"),
        (lambda c: c["limits"][0].update(limit_gy=True), "limit_gy must be a number, not True"),
        (lambda c: c["limits"][0].update(limit_gy=-67), "limit_gy must be finite and above zero"),
        (lambda c: c["limits"][0].update(year=2021.5), "year must be a whole number, not 2021.5"),
        (lambda c: c["limits"][0].update(metric="D2%"), "D2% is a share"),
        (lambda c: c["limits"][0].update(quantity="physical"), "quantity must be one of 'EQD2', 'BED', not 'physical'"),
        (lambda c: c["limits"][0].update(evidence="X"), "evidence must be one of 'V', 'S', 'M'"),
        (lambda c: c["limits"][0].update(level="ideal"), "level must be one of 'optimal', 'mandatory'"),
        (lambda c: c["limits"][0].update(doi=None), "doi must be a text"),
        (lambda c: c["limits"][0].update(editable="yes"), "editable must be true or false"),
        (lambda c: c["limits"][1].pop("minimum_gap_months"), "needs minimum_gap_months of at least 12"),
    ],
)
def test_a_slip_in_a_set_is_refused_with_its_row_named(own_set, change, complaint):
    with pytest.raises(CaseFileError, match=complaint) as refused:
        load_constraint_set(own_set(change))
    assert "No limit of it was applied" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "cannot be read as JSON"),
        ('{"schema": NaN}', "NaN is not a number"),
        ('{"title": "a", "title": "b"}', "given twice"),
        ("[]", "is not a constraint set of this program"),
        ('{"schema": "other"}', "is not a constraint set of this program"),
    ],
)
def test_a_file_that_is_no_constraint_set_is_refused(tmp_path, text, complaint):
    path = tmp_path / "set.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseFileError, match=complaint):
        load_constraint_set(path)


def test_a_number_too_large_for_the_computer_is_refused(own_set):
    path = own_set(lambda content: content.pop("gaps"))
    path.write_text(path.read_text(encoding="utf-8").replace("67.0", "1e999"), encoding="utf-8")
    with pytest.raises(CaseFileError, match="limit_gy must be a number, not inf"):
        load_constraint_set(path)
