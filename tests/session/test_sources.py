"""Sources side by side: every set's limits of one organ, each with the case's own dose, and where they disagree.

The case is the worst reading of the case report (EVIDENCE i): 21 Gy in 3 and 20 Gy in 5 fractions to every organ, so
that at α/β 3 Gy 42 + 28 = 70.0 Gy EQD2 have accumulated, at α/β 2 Gy 47.25 + 30 = 77.25 Gy.
"""

import json
from dataclasses import replace
from datetime import date

import pytest

from reirrad_gui.constraints import load_constraint_set, load_tissue_table
from reirrad_gui.constraints.library import SETS, copy_set, save_set
from reirrad_gui.constraints.set_files import set_json
from reirrad_gui.constraints.tissue_tables import copy_table, save_table
from reirrad_gui.constraints.tissues import Tissue
from reirrad_gui.errors import CaseFileError
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.what_if import WhatIf
from tests.support.opened_cases import seed_case

DAY = date(2026, 11, 21)
ORGANS = ("Bladder", "Rectum", "SacralPlex", "SpinalCord", "Bowel_Small", "PenileBulb")


@pytest.fixture(scope="module")
def opened():
    return seed_case(ORGANS)


def sources(opened, **settings):
    return Assessor(opened).assess(Settings(**settings)).sources


def changed(ours, key, **fields):
    rows = tuple(replace(limit, **fields) if limit.key == key else limit for limit in ours.limits)
    return save_set(replace(ours, limits=rows), "A. Physicist", DAY)


def told(found):
    """Limit, cumulative dose and standing of each row."""
    return [
        (one.limit.key, one.result.cumulative.value, one.result.standing.word) for one in found.limits if one.result
    ]


def test_the_plexus_fails_67_and_passes_85_and_both_stand_side_by_side(opened):
    found = sources(opened).of("SacralPlex")
    assert [(key, word) for key, _, word in told(found)] == [("plexus-nr", "exceeds"), ("plexus-r12", "near")]
    assert [dose for _, dose, _ in told(found)] == pytest.approx([77.25, 77.25])
    assert found.conflict.startswith(
        "One source, different answers: ✖ exceeds 67 Gy EQD2 (no recovery assumed, Slevin 2021)"
    )
    assert "▲ near 85 Gy EQD2 (≥ 12 months of recovery included, Slevin 2021)" in found.conflict


def test_limits_of_sets_that_are_not_in_force_stand_beside_those_that_are(opened):
    found = sources(opened, constraint_set="pelvis-slevin-2021").of("SpinalCord")
    assert [(one.stamp.name, one.in_force, one.limit.key) for one in found.limits] == [
        ("cord-nieder-hytec", False, "cord-120"),
        ("cord-nieder-hytec", False, "cord-135"),
    ]
    # 94.5 + 60 = 154.5 Gy BED at α/β 2 Gy, above both; as EQD2 77.25 against 60 and 67.75 Gy
    assert [(one.result.limit.limit_gy, one.result.standing.word) for one in found.limits] == [
        (60.0, "exceeds"),
        (67.75, "exceeds"),
    ]
    assert [one.limit.limit_gy for one in found.limits] == [120.0, 135.5]


def test_the_set_in_force_comes_first(opened):
    found = sources(opened, constraint_set="other-organs").of("Bladder")
    assert [one.stamp.name for one in found.limits] == ["other-organs"] * 2 + ["pelvis-slevin-2021"] * 2
    assert [one.in_force for one in found.limits] == [True, True, False, False]


def test_a_limit_for_one_course_stands_there_as_background_and_is_never_judged_by(opened):
    background = sources(opened).of("Bladder").limits[-2:]
    assert {one.limit.scope for one in background} == {"single course"}
    assert {one.result.standing.word for one in background} == {"not assessable"}
    assert "says nothing about an accumulated dose" in background[0].result.reason


def test_what_was_only_seen_stands_beside_the_limits_without_a_standing(opened):
    (seen,) = sources(opened).of("Rectum").remarks
    assert "BED 104 Gy at α/β 3 Gy (EQD2 62.4 Gy)" in seen.said
    assert seen.observation.citation == "Abusaris et al. 2012."


def test_an_organ_that_nobody_found_a_limit_for_says_who_looked(opened):
    found = sources(opened).of("PenileBulb")
    assert found.limits == ()
    assert [one.stamp.name for one in found.remarks] == ["pelvis-slevin-2021", "other-organs"]


def test_an_organ_that_is_not_contoured_has_limits_and_no_dose(opened):
    found = sources(opened).of("ThecalSac")
    assert [(one.limit.key, one.result) for one in found.limits] == [("thecal-sac-70", None)]
    assert found.limits[0].why_not == "ThecalSac is not contoured in any structure set"


def test_organs_are_those_drawn_first_and_then_those_that_a_set_names(opened):
    organs = sources(opened).organs
    assert organs[: len(ORGANS)] == ORGANS
    assert "ThecalSac" in organs[len(ORGANS) :]
    assert len(set(organs)) == len(organs)


def test_a_set_of_the_users_that_is_stricter_is_told_as_a_disagreement(opened):
    ours = copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    changed(ours, "bladder-nr", limit_gy=65.0, citation="Tumour board 2026", year=2026, doi=None)
    found = sources(opened).of("Bladder")
    assert ("bladder-nr", pytest.approx(70.0), "exceeds") in told(found)
    assert found.conflict.startswith("Sources disagree: ")
    assert "✖ exceeds 65 Gy EQD2 (no recovery assumed, Tumour 2026)" in found.conflict
    assert "✔ within 80 Gy EQD2 (no recovery assumed, Slevin 2021)" in found.conflict


def test_a_copy_with_the_same_rows_is_no_disagreement_between_sources(opened):
    before = sources(opened).of("Bowel_Small").conflict
    copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    assert sources(opened).of("Bowel_Small").conflict == before


def test_different_doses_with_one_answer_are_told_as_such(opened):
    # 70 Gy lies below 80 and below 110 Gy: within both
    assert sources(opened).of("Bladder").conflict == (
        "One source gives several doses, with the same answer here: ✔ within 80 Gy EQD2 (no recovery assumed, Slevin "
        "2021); ✔ within 110 Gy EQD2 (≥ 12 months of recovery included, Slevin 2021)."
    )


def test_a_single_limit_disagrees_with_nobody():
    oesophagus = sources(seed_case(("Esophagus",))).of("Esophagus")
    assert (len(oesophagus.limits), oesophagus.conflict) == (1, "")


def test_structures_that_may_both_be_the_organ_are_asked_about():
    found = sources(seed_case(("Bladder", "bladder"))).of("Bladder")
    assert all(one.result is None and "rename or confirm" in one.why_not for one in found.limits)


def test_a_damaged_set_of_the_users_is_told_beside_the_others(opened):
    SETS.folder.mkdir(parents=True)
    (SETS.folder / "broken.json").write_text("{", encoding="utf-8")
    found = sources(opened).of("Bladder")
    assert len(found.limits) == 4
    assert len(found.unreadable) == 1
    assert "broken.json cannot be read" in found.unreadable[0]


def test_a_set_with_an_error_in_it_is_not_judged_by(opened, tmp_path):
    # 80 Gy typed as cGy would turn every bladder green
    content = set_json(load_constraint_set("pelvis-slevin-2021"))
    next(row for row in content["limits"] if row["key"] == "bladder-nr")["limit_gy"] = 8000.0
    path = tmp_path / "pelvis-slevin-2021.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CaseFileError, match=r"cannot be used: bladder-nr: 8000 Gy EQD2 lies outside.*\(and 2 more\)"):
        Assessor(opened).assess(Settings(constraint_set=str(path)))


def test_set_version_author_and_table_are_in_every_result(opened):
    ours = copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    table = copy_table("alpha-beta", "Our tissues", "B. Physician", DAY)
    assessment = Assessor(opened).assess(Settings(constraint_set=ours.name, tissue_table="our-tissues"))
    assert assessment.set_in_force == ours.stamp
    assert assessment.constraint_set_version == "1, 2026-11-21, by A. Physicist"
    assert assessment.tissue_table == table.stamp
    said = assessment_json(assessment)
    assert {(c["set"], c["set_version"]) for c in said["constraints"]} == {("our-pelvis", "1")}
    stamps = said["provenance"]["parameters"]
    assert stamps["constraint_set_stamp"]["author"] == "A. Physicist"
    assert stamps["constraint_set_stamp"]["based_on"].startswith("Pelvis, SABR re-irradiation (Slevin 2021, Delphi)")
    assert stamps["tissue_table_stamp"]["author"] == "B. Physician"


def test_the_json_tells_how_sure_each_limit_is_and_sets_the_sources_side_by_side(opened):
    assessment = Assessor(opened).assess(Settings())
    said = assessment_json(assessment)
    bladder = next(c for c in said["constraints"] if c["organ"] == "Bladder")
    assert (bladder["evidence"], bladder["confidence"], bladder["year"]) == ("S", "medium", 2021)
    assert bladder["citation"].startswith("Slevin F et al.")
    conflicts = {one["organ"]: one for one in said["conflicts"]}
    assert set(conflicts) == set(ORGANS)
    for organ, one in conflicts.items():
        shown = assessment.sources.of(organ)
        assert one["conflict"] == (shown.conflict or None)
        for printed, source in zip(one["sources"], shown.limits, strict=True):
            assert printed["cumulative_eqd2_gy"] == source.result.cumulative.value
            assert printed["status"] == source.result.standing.word


def test_a_set_in_force_that_was_changed_is_applied_after_reading_again(opened):
    ours = copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    session = Session(opened, Settings(constraint_set=ours.name))
    told = []
    session.subscribe(lambda: told.append(row(session, "Bladder").standing.word))
    assert row(session, "Bladder").standing.word == "within"
    changed(ours, "bladder-nr", limit_gy=65.0, citation="Tumour board 2026", year=2026, doi=None)
    session.reread()
    assert told == ["exceeds"]
    assert session.assessment.set_in_force.version == "2"
    assert session.undo_label is None


def test_a_regimen_being_tried_stays_on_screen_when_limits_are_read_again(opened):
    session = Session(opened, Settings())
    tried = WhatIf(session.case.courses[-1].uid, 1, 1.0)
    session.preview(lambda s: s.with_what_if(tried))
    session.reread()
    assert session.previewing and session.assessment.what_if_text
    session.keep_preview("Try 1 Gy in 1")
    assert session.settings.what_if == tried


def row(session, organ):
    return next(one for one in session.assessment.rows if one.organ == organ)


def test_undo_to_a_set_that_can_no_longer_be_used_says_so_and_loses_nothing(opened):
    ours = copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    session = Session(opened, Settings(constraint_set=ours.name))
    session.do("Use the cord's", lambda s: s.with_constraint_set("cord-nieder-hytec"))
    (SETS.folder / "our-pelvis.json").write_text("{", encoding="utf-8")
    with pytest.raises(CaseFileError, match="cannot be read"):
        session.undo()
    assert (session.undo_label, session.redo_label) == ("Use the cord's", None)
    assert session.settings.constraint_set == "cord-nieder-hytec"


def test_another_table_of_tissues_changes_the_alpha_beta_of_the_organ_and_is_undone(opened):
    table = copy_table("alpha-beta", "Ours", "A. Physicist", DAY)
    rows = tuple(
        Tissue(replace(one.alpha_beta, default_gy=5.0, source="Tumour board 2026"), one.organs)
        if "Bladder" in one.organs
        else one
        for one in table.tissues
    )
    save_table(replace(table, tissues=rows), "A. Physicist", DAY)
    session = Session(opened)
    session.do("Use the table “Ours”", lambda s: s.with_tissue_table("ours"))
    bladder = next(one for one in session.assessment.organs if one.name == "Bladder")
    # 21/3 and 20/5 at α/β 5: 36 + 25.714 = 61.714 Gy (EVIDENCE i)
    assert bladder.cumulative_eqd2.max_gy.value == pytest.approx(61.7142857)
    assert bladder.alpha_beta.source == "Tumour board 2026"
    session.undo()
    bladder = next(one for one in session.assessment.organs if one.name == "Bladder")
    assert bladder.cumulative_eqd2.max_gy.value == pytest.approx(70.0)


def test_a_table_of_tissues_that_was_changed_on_disk_is_read_again_at_the_next_change(opened):
    assessor, table = Assessor(opened), copy_table("alpha-beta", "Ours", "A. Physicist", DAY)
    # 21/3 and 20/5 at α/β 5: 36 + 25.714; at 4: 38.5 + 26.667 Gy
    for gy, both_gy in ((5.0, 61.7142857), (4.0, 65.1666667)):
        rows = tuple(
            Tissue(replace(one.alpha_beta, default_gy=gy), one.organs) if "Bladder" in one.organs else one
            for one in table.tissues
        )
        table = save_table(replace(table, tissues=rows), "A. Physicist", DAY)
        found = assessor.assess(Settings(tissue_table="ours"))
        bladder = next(one for one in found.organs if one.name == "Bladder")
        assert bladder.alpha_beta.value == gy
        assert bladder.cumulative_eqd2.max_gy.value == pytest.approx(both_gy)


def test_an_alpha_beta_outside_the_table_is_allowed_and_said(opened):
    session = Session(opened)
    session.do("Set α/β of SacralPlex to 6 Gy", lambda s: s.with_alpha_beta("SacralPlex", 6.0))
    plexus = next(one for one in session.assessment.organs if one.name == "SacralPlex")
    sentence = "α/β 6 Gy lies outside the 2 to 4 Gy that the table of tissues gives for cauda equina and sacral plexus"
    assert plexus.alpha_beta.source == f"set by the user; {sentence}"
    assert f"SacralPlex: {sentence}. It was chosen for this case." in session.assessment.warnings
    session.do("Set α/β of SacralPlex to 4 Gy", lambda s: s.with_alpha_beta("SacralPlex", 4.0))
    assert not any("SacralPlex: α/β" in warning for warning in session.assessment.warnings)


def test_a_table_that_is_not_there_is_answered_with_the_known_ones(opened):
    with pytest.raises(CaseFileError, match=r"no table of tissues 'x'\. Choose one of alpha-beta"):
        Assessor(opened).assess(Settings(tissue_table="x"))
    assert load_tissue_table().stamp.name == "alpha-beta"


def test_two_sources_with_one_answer_are_told_to_give_different_doses(opened):
    ours = copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    changed(ours, "bladder-nr", limit_gy=85.0, citation="Tumour board 2026", year=2026, doi=None)
    assert (
        sources(opened)
        .of("Bladder")
        .conflict.startswith(
            "Sources give different doses, with the same answer here: ✔ within 80 Gy EQD2 (no recovery assumed, Slevin"
        )
    )
