"""A regimen tried on a course: every number follows it, says that it was not given, and nothing of it is exported."""

import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.exporting import ExportRequest, Tissue, export, export_source
from reirrad_gui.session.opening import assembled
from reirrad_gui.session.what_if import WhatIf, default_course, scalable, what_if_for
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_2,
    IN_2018_OR_2019,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)

MARK = "What if: course 2 as 24 Gy in 6 fractions; not what was given."
SIX_TIMES_FOUR = WhatIf("course 2", 6, 24.0)


def tried(opened, what_if=SIX_TIMES_FOUR, **settings):
    return Assessor(opened).assess(Settings(what_if=what_if, **settings))


def organ(assessment, name):
    return next(o for o in assessment.organs if o.name == name)


def row(assessment, name):
    return next(r for r in assessment.rows if r.organ == name)


def test_24_gy_in_6_instead_of_20_in_5_gives_the_organs_what_the_evidence_page_computes():
    # EVIDENCE (i), 24/6: EQD2 36.00 at α/β 2, 33.60 at 3, 28.00 at 10; beside 47.25, 42.00, 29.75 of 21/3
    assessment = tried(seed_case())
    for name, first, second in (("SacralPlex", 47.25, 36.0), ("Bladder", 42.0, 33.6), ("PTV", 29.75, 28.0)):
        found = organ(assessment, name)
        assert [c.eqd2.max_gy.value for c in found.courses] == pytest.approx([first, second])
        assert found.cumulative_eqd2.max_gy.value == pytest.approx(first + second)
    assert organ(assessment, "Bladder").courses[1].physical.max_gy.value == pytest.approx(24.0)
    assert organ(assessment, "Bladder").curves[-1].dose_gy[-1] == pytest.approx(75.6)


def test_the_regimen_that_was_given_gives_the_very_numbers_that_were_given():
    as_given = Assessor(seed_case()).assess(Settings())
    same = tried(seed_case(), WhatIf("course 2", 5, 20.0))
    for one, other in zip(as_given.rows, same.rows, strict=True):
        assert [r.cumulative for r in one.results] == [r.cumulative for r in other.results]
        assert [r.remaining_physical for r in one.results] == [r.remaining_physical for r in other.results]
        assert (one.standing, one.headline) == (other.standing, other.headline)


def test_every_result_says_that_it_was_not_given():
    assessment = tried(seed_case())
    assert assessment.what_if_text == MARK
    assert assessment.warnings[0] == MARK
    summary = assessment.courses[1]
    assert summary.prescription_text == "what if: 24 Gy / 6"
    assert "scaled from 20 Gy" in summary.prescribed.source and "what if" in summary.fractions.source
    assert row(assessment, "Bladder").results[0].steps[0].formula == MARK
    assert assessment.courses[0].prescription_text == "21 Gy / 3"


def test_what_was_given_carries_no_such_mark():
    assessment = Assessor(seed_case()).assess(Settings())
    assert assessment.what_if_text == ""
    assert assessment_json(assessment)["what_if"] is None
    assert not [w for w in assessment.warnings if "What if" in w]
    assert row(assessment, "Bladder").results[0].steps[0].what == "Organ"


def test_the_json_carries_what_was_tried_and_keeps_its_schema():
    said = assessment_json(tried(seed_case()))
    assert said["what_if"] == {"text": MARK, "course": 2, "total_gy": 24.0, "fractions": 6}
    schema = json.loads(resource("schema/assessment-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(json.dumps(said)))


def test_the_isodose_overlap_in_percent_stays_where_it_is_and_its_reference_is_the_regimen_tried():
    opened = seed_case()
    (given,) = Assessor(opened).assess(Settings()).classification.pairs
    (scaled,) = tried(opened).classification.pairs
    assert given.references[1] == "20 Gy prescribed" and scaled.references[1] == "24 Gy prescribed"
    volumes = [[[one.least.value for one in row] for row in pair.isodoses] for pair in (given, scaled)]
    assert volumes[0] == volumes[1]


def test_an_earlier_course_may_be_tried_as_well():
    # 8/1: EQD2 17.60 at α/β 3, beside 28.00 of 20/5 (EVIDENCE i)
    assessment = tried(seed_case(), WhatIf("course 1", 1, 8.0))
    assert organ(assessment, "Bladder").cumulative_eqd2.max_gy.value == pytest.approx(45.6)
    assert assessment.what_if_text == "What if: course 1 as 8 Gy in 1 fraction; not what was given."


def test_a_course_that_was_broken_off_is_tried_in_full():
    drawn = structure_set(box("Bladder", 1))
    broken_off = course(1, 20.0, 5, delivered=3, structure_set_uid=drawn.uid)
    opened = opened_case((broken_off,), (field(uniform(20.0)),), (drawn,))
    assert organ(tried(opened, WhatIf("course 1", 6, 24.0)), "Bladder").courses[0].physical.max_gy.value == 24.0


# --- what cannot be tried -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fractions", "total_gy"), [(0, 8.0), (41, 80.0), (5, 0.0), (5, -4.0), (5, 201.0)])
def test_a_regimen_that_cannot_be_meant_is_refused(fractions, total_gy):
    with pytest.raises(EntryError, match="cannot be meant"):
        WhatIf("course 2", fractions, total_gy)


def unprescribed():
    drawn = structure_set(box("Bladder", 1))
    return opened_case((course(1, None, 5, structure_set_uid=drawn.uid),), (field(uniform(20.0)),), (drawn,))


def test_without_a_prescription_nobody_knows_by_how_much_to_scale_so_it_is_asked_for():
    opened = unprescribed()
    with pytest.raises(EntryError, match=r"prescribed dose of course 1 is not known.*Enter the prescription"):
        what_if_for(opened.case, 6, 24.0)
    with pytest.raises(EntryError, match="Enter the prescription"):
        tried(opened, WhatIf("course 1", 6, 24.0))
    (asked,) = scalable(opened.case)
    assert asked.prescribed_gy is None and "Enter the prescription" in asked.why_not


def test_a_prescription_entered_by_the_user_is_scaled_from():
    settings = Settings().with_prescription("phase 1", 16.0).with_what_if(WhatIf("course 1", 6, 24.0))
    assessment = Assessor(unprescribed()).assess(settings)
    assert organ(assessment, "Bladder").courses[0].physical.max_gy.value == pytest.approx(20.0 * 24 / 16)


def test_a_course_without_dose_has_nothing_to_scale():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5, structure_set_uid=drawn.uid), course(2, 8.0, 1))
    opened = opened_case(courses, (field(uniform(20.0)), None), (drawn,))
    bare = opened.case.courses[1].phases[0]
    bare = type(bare)(bare.uid, bare.label, None, 1, 8.0, 1, None, ())
    letter = type(courses[1])("course 2", "Letter", (bare,), courses[1].start, courses[1].end)
    case = type(opened.case)(opened.case.patient, (opened.case.courses[0], letter))
    assert default_course(case) == 0
    with pytest.raises(EntryError, match="no usable dose file"):
        what_if_for(case, 5, 20.0, course=1)
    with pytest.raises(EntryError, match="no course 3 here; there are: 1, 2"):
        what_if_for(case, 5, 20.0, course=2)


def two_phases():
    """20 Gy in 5 to everything and a boost of 8 Gy in 1, joined to one course."""
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5, structure_set_uid=drawn.uid), course(2, 8.0, 1))
    opened = opened_case(courses, (field(uniform(20.0)), field(uniform(8.0))), (drawn,))
    case = merge_courses(opened.case, ["course 1", "course 2"])
    return assembled(case, ((opened.doses[0][0], opened.doses[1][0]),))


def test_of_several_phases_the_one_to_scale_is_asked_for_and_the_others_stay():
    opened = two_phases()
    with pytest.raises(EntryError, match=r"several phases \(“course 1, Plan 1”; “course 1, Plan 2”\)"):
        what_if_for(opened.case, 1, 4.0)
    boost = what_if_for(opened.case, 1, 4.0, phase_uid="phase 2")
    assessment = tried(opened, boost)
    # 20/5 → 28.0 Gy, 4/1 → 5.6 Gy EQD2 (α/β 3, EVIDENCE i)
    assert organ(assessment, "Bladder").courses[0].eqd2.max_gy.value == pytest.approx(33.6)
    assert assessment.what_if_text == "What if: course 1, Plan 2 as 4 Gy in 1 fraction; not what was given."


def test_a_course_that_is_gone_is_said_to_be():
    with pytest.raises(EntryError, match="not in this case any more"):
        tried(seed_case(), WhatIf("course 9", 5, 20.0))


def test_where_a_course_lies_nowhere_its_worst_plausible_dose_scales_with_the_regimen():
    drawn = structure_set(box("Bladder", 1))
    apart = course(2, 20.0, 5, frame="1.2.3.9")
    opened = opened_case(
        (course(1, 21.0, 3, structure_set_uid=drawn.uid), apart), (field(uniform(21.0)), field(uniform(20.0))), (drawn,)
    )
    for what_if, second in ((None, 28.0), (WhatIf("course 2", 6, 24.0), 33.6), (WhatIf("course 2", 1, 8.0), 17.6)):
        found = organ(tried(opened, what_if), "Bladder").upper_eqd2.max_gy.value
        assert found == pytest.approx(42.0 + second)


# --- the images ---------------------------------------------------------------------------------------------------


def test_images_probe_and_isodose_references_follow_the_regimen():
    session = Session(seed_case())
    session.display.find_highest()
    session.do("Try 24 Gy in 6", lambda s: s.with_what_if(SIX_TIMES_FOUR))
    display, here = session.display, np.zeros(3)
    assert display.highest_found
    assert float(display.dose(here, 1, Quantity.PHYSICAL, 3.0, FRAME_2)) == pytest.approx(24.0)
    assert float(display.dose(here, None, Quantity.EQD2, 3.0, FRAME_2)) == pytest.approx(75.6)
    assert display.max_gy(None, Quantity.EQD2, 3.0) == pytest.approx(75.6)
    assert dict(display.references(Quantity.PHYSICAL, 3.0))["prescription of course 2"] == 24.0
    reading = display.probe(here, FRAME_2, 3.0)
    assert [figure.value for _, figure in reading.figures] == pytest.approx([21.0, 24.0, 42.0, 33.6, 75.6])
    assert [figure.value for _, figure in reading.fractions] == [3.0, 6.0]
    assert [c.what_if for c in display.courses] == ["", "course 2 as 24 Gy in 6 fractions"]


def test_nothing_that_was_only_tried_is_exported(tmp_path):
    source = export_source(seed_case(), Settings(what_if=SIX_TIMES_FOUR))
    assert "only tried" in source.why_not_course(1) and "only tried" in source.why_not_accumulated()
    assert source.why_not_course(0) == ""
    with pytest.raises(NotAssessableError, match="it was not given"):
        export(source, ExportRequest(tmp_path / "out", (Tissue(3.0),), (1,)))
    assert not (tmp_path / "out").exists()


# --- live ---------------------------------------------------------------------------------------------------------


def previewed(session, fractions=6, total_gy=24.0):
    session.preview(lambda s: s.with_what_if(WhatIf("course 2", fractions, total_gy)))
    return session


def bladder(session):
    return organ(session.assessment, "Bladder").cumulative_eqd2.max_gy.value


def test_a_preview_is_seen_by_all_watchers_and_stands_in_no_history():
    session, seen = Session(seed_case()), []
    session.subscribe(lambda: seen.append((session.previewing, bladder(session))))
    previewed(session)
    previewed(session, 1, 8.0)  # each starts from what is in force
    session.drop_preview()
    assert [on for on, _ in seen] == [True, True, False]
    assert [gy for _, gy in seen] == pytest.approx([75.6, 59.6, 70.0])
    assert session.undo_label is None and session.settings == Settings()


def test_a_preview_that_is_kept_is_an_edit_like_any_other():
    session = previewed(Session(seed_case()))
    session.keep_preview("Try 24 Gy in 6")
    assert (session.previewing, session.undo_label) == (False, "Try 24 Gy in 6")
    assert session.settings.what_if == SIX_TIMES_FOUR and session.assessment.settings is session.settings
    session.undo()
    assert session.settings.what_if is None and bladder(session) == pytest.approx(70.0)
    session.redo()
    assert bladder(session) == pytest.approx(75.6)


def test_undo_and_redo_during_a_preview_drop_it_first():
    session = Session(seed_case())
    session.do("Set α/β of Bladder to 10 Gy", lambda s: s.with_alpha_beta("Bladder", 10.0))
    previewed(session).undo()
    assert not session.previewing and session.settings == Settings()
    assert bladder(session) == pytest.approx(70.0) and session.redo_label == "Set α/β of Bladder to 10 Gy"
    previewed(session).redo()
    assert not session.previewing and bladder(session) == pytest.approx(29.75 + 70 / 3)
    session.undo()
    previewed(session).undo()  # nothing to undo: the preview alone goes
    assert not session.previewing and bladder(session) == pytest.approx(70.0)


def test_an_edit_during_a_preview_is_made_to_what_is_in_force_and_the_preview_stays_on_top():
    session = previewed(Session(seed_case()))
    session.do("Set α/β of Bladder to 10 Gy", lambda s: s.with_alpha_beta("Bladder", 10.0))
    assert session.previewing and session.settings.what_if is None
    assert bladder(session) == pytest.approx(29.75 + 28.0)
    session.drop_preview()
    assert session.settings.alpha_beta_gy == {"Bladder": 10.0} and bladder(session) == pytest.approx(29.75 + 70 / 3)


def test_a_preview_that_cannot_be_shown_leaves_everything_as_it_was():
    session = previewed(Session(seed_case()))
    with pytest.raises(EntryError):
        session.preview(lambda s: s.with_what_if(WhatIf("course 9", 5, 20.0)))
    assert session.previewing and bladder(session) == pytest.approx(75.6)
    with pytest.raises(EntryError):
        session.do("Set α/β", lambda s: s.with_alpha_beta("Bladder", -1.0))
    assert session.previewing and session.undo_label is None


def test_a_preview_that_no_longer_fits_what_comes_into_force_is_dropped():
    drawn = structure_set(box("Bladder", 1))
    second = course(2, None, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid)
    opened = opened_case(
        (course(1, 21.0, 3, end=DECEMBER_2012), second), (field(uniform(21.0)), field(uniform(20.0))), (drawn,)
    )
    session = Session(opened)
    session.do("Prescription", lambda s: s.with_prescription("phase 2", 20.0))
    previewed(session)
    session.do("Prescription unknown again", lambda s: s.without_prescription("phase 2"))
    assert not session.previewing and bladder(session) == pytest.approx(70.0)


def test_keeping_or_dropping_no_preview_changes_nothing():
    session, told = Session(seed_case()), []
    session.subscribe(lambda: told.append(1))
    session.keep_preview("Nothing")
    session.drop_preview()
    assert told == [] and session.undo_label is None


def test_what_is_measured_meanwhile_leaves_the_preview_on_screen():
    session = previewed(Session(seed_case()))
    session.learn({})
    assert session.previewing and bladder(session) == pytest.approx(75.6)


# --- what a change of regimen costs -------------------------------------------------------------------------------


def test_a_change_of_regimen_looks_no_dose_up_again_and_leaves_the_other_courses_as_they_were_found():
    opened, kept = seed_case(), Kept()
    given = Evaluation(opened, Settings(), kept)
    before = [given.measured(index, 3.0) for index in range(len(opened.organs))]
    planned, looked_up = dict(kept.planned), list(kept.planned.values())
    for what_if in (SIX_TIMES_FOUR, WhatIf("course 2", 1, 8.0)):
        now = Evaluation(opened, Settings(what_if=what_if), kept)
        for index, organ_before in enumerate(before):
            measured = now.measured(index, 3.0)
            assert measured.courses[0] is organ_before.courses[0]
            assert measured.courses[1] is not organ_before.courses[1]
    assert kept.planned == planned and all(a is b for a, b in zip(kept.planned.values(), looked_up, strict=True))
    # what was given is found again as it was
    assert Evaluation(opened, Settings(), kept).measured(0, 3.0).courses[1] is before[0].courses[1]
