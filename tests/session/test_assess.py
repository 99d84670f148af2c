"""The assessment against hand calculations: EVIDENCE (i), the case report with every organ in both full doses."""

import math
from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.constraints import Standing
from reirrad_gui.errors import CaseFileError, EntryError
from reirrad_gui.session import Assessor, Recovery, Session, Settings
from reirrad_gui.session.assessment import Assessment, OrganDose, PanelRow
from reirrad_gui.session.opening import assembled, regrouped
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.structures import Contour, ContourKind, Structure
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_1,
    FRAME_2,
    IN_2018_OR_2019,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)


def assessed(opened, **settings) -> Assessment:  # type: ignore[no-untyped-def]
    return Assessor(opened).assess(Settings(**settings))


def row(assessment: Assessment, organ: str) -> PanelRow:
    return next(r for r in assessment.rows if r.organ == organ)


def organ(assessment: Assessment, name: str) -> OrganDose:
    return next(o for o in assessment.organs if o.name == name)


@pytest.mark.parametrize(
    ("name", "first", "second", "total"),
    [("Bladder", 42.0, 28.0, 70.0), ("SacralPlex", 47.25, 30.0, 77.25), ("PTV", 29.75, 23.333333333, 53.083333333)],
)
def test_both_full_prescriptions_add_up_as_the_evidence_page_computes(name, first, second, total):
    # α/β 3 (bladder), 2 (plexus), 10 (target): 21/3 and 20/5, EVIDENCE (i)
    found = organ(assessed(seed_case()), name)
    assert [c.eqd2.d0_5cc_gy.value for c in found.courses] == pytest.approx([first, second])
    assert found.cumulative_eqd2.d0_5cc_gy.value == pytest.approx(total)
    assert found.cumulative_eqd2.mean_gy.value == pytest.approx(total)


def test_the_sum_is_of_eqd2_and_not_the_eqd2_of_the_sum():
    # 41 Gy in 8 fractions taken as one course would be 66.63 Gy (α/β 3): the wrong method
    found = organ(assessed(seed_case()), "Bladder").cumulative_eqd2.max_gy.value
    assert found == pytest.approx(70.0)
    assert found != pytest.approx(66.625, abs=0.1)


def test_the_three_ways_of_adding_agree_when_both_doses_are_uniform():
    found = organ(assessed(seed_case()), "Rectum")
    assert found.overlap_region_near_max.value == pytest.approx(70.0)
    assert found.sum_of_maxima.value == pytest.approx(70.0)


def test_opposed_gradients_separate_the_three_ways_of_adding():
    # x from −20 to 20 mm: course 1 10…30 Gy rising, course 2 30…10 Gy falling; EQD2(α/β 3): D(D/n+3)/5
    low, high = (-30, -30, -30), (30, 30, 30)
    opened = seed_case(("Bladder",), field(along_x(20, 0.5), low, high), field(along_x(20, -0.5), low, high))
    found = organ(assessed(opened), "Bladder")
    at = lambda d, n: d * (d / n + 3) / 5  # noqa: E731 - the hand calculation
    ends = (at(10, 3) + at(30, 5), at(30, 3) + at(10, 5))
    assert found.cumulative_eqd2.max_gy.value == pytest.approx(max(ends), abs=0.01)
    highest = at(30, 3) + at(30, 5)
    assert found.sum_of_maxima.value == pytest.approx(highest, abs=0.01)
    assert found.sum_of_maxima.value > found.cumulative_eqd2.max_gy.value + 10


def test_the_seed_worst_case_stands_as_published_limits_say():
    found = assessed(seed_case())
    standing = {r.organ: r.standing for r in found.rows}
    assert standing["Bladder"] is Standing.WITHIN  # 70 of 80, 12.5 % to spare
    assert standing["Rectum"] is Standing.WITHIN
    assert standing["Bowel_Small"] is Standing.NEAR  # exactly on 70
    assert standing["SacralPlex"] is Standing.EXCEEDED  # 77.25 of 67
    assert standing["PenileBulb"] is Standing.NOT_ASSESSABLE  # no limit is known
    assert row(found, "SacralPlex").results[1].standing is Standing.NEAR  # 85 with recovery; near begins at 76.5


def test_small_bowel_on_its_limit_leaves_nothing_and_is_not_over():
    shown = row(assessed(seed_case()), "Bowel_Small").shown
    assert shown.remaining_eqd2.value == pytest.approx(0.0, abs=1e-9)
    assert "exactly on the limit" in shown.reason


def test_what_is_left_after_course_1_matches_the_hand_calculation():
    # after 21/3 alone: bladder 80 − 42 = 38 Gy EQD2 → 24.2 Gy in 5 fractions, EVIDENCE (i)
    opened = seed_case(("Bladder",), second=field(uniform(0.0)))
    shown = row(assessed(opened), "Bladder").shown
    assert shown.remaining_eqd2.value == pytest.approx(38.0)
    assert round(shown.remaining_physical.value, 1) == 24.2


def test_the_interval_is_a_range_of_59_to_84_complete_months():
    # 14 Jan 2013 → 1 Jan 2018 and 15 Dec 2012 → 31 Dec 2019
    low, high = assessed(seed_case()).gap_figures[0]
    assert (low.value, high.value) == (59, 84)


@pytest.mark.parametrize(("recovery", "total"), [("none", 70.0), ("fox-chase", 49.0)])
def test_recovery_is_off_until_somebody_turns_it_on(recovery, total):
    found = organ(assessed(seed_case(), recovery=Recovery(recovery)), "Bladder")
    assert found.cumulative_eqd2.max_gy.value == pytest.approx(total)


def test_recovery_is_never_taken_from_a_target():
    found = organ(assessed(seed_case(), recovery=Recovery("fox-chase")), "PTV")
    assert found.cumulative_eqd2.max_gy.value == pytest.approx(53.083333333)


def test_a_limit_that_contains_recovery_is_refused_under_a_discount():
    found = row(assessed(seed_case(), recovery=Recovery("fox-chase")), "SacralPlex")
    without, included = found.results
    assert without.standing is Standing.WITHIN  # 0.5·47.25 + 30 = 53.6 of 67
    assert without.cumulative.value == pytest.approx(53.625)
    assert included.standing is Standing.NOT_ASSESSABLE
    assert "counted twice" in included.reason


def test_a_typed_recovery_needs_its_reason():
    with pytest.raises(EntryError, match="needs its reason"):
        assessed(seed_case(), recovery=Recovery("user", 30.0, " "))
    found = assessed(seed_case(), recovery=Recovery("user", 25.0, "board of 3 May"))
    assert organ(found, "Bladder").cumulative_eqd2.max_gy.value == pytest.approx(59.5)
    assert "board of 3 May" in found.recovery_text


def test_an_organ_half_outside_the_old_grid_has_bounds_and_no_verdict():
    # course 1's grid ends at x = 0: the half beyond it may have received 0 … 21 Gy (its edge dose)
    first = field(uniform(21.0), high_mm=(0, 60, 60))
    found = assessed(seed_case(("SacralPlex",), first))
    plexus = organ(found, "SacralPlex")
    assert plexus.courses[0].covered_percent.value == pytest.approx(50.0, abs=0.5)
    assert plexus.cumulative_eqd2.mean_gy.value is None
    assert "between" in plexus.cumulative_eqd2.mean_gy.reason
    assert plexus.lower_eqd2.mean_gy.value == pytest.approx(30 + 47.25 / 2, abs=0.3)
    assert plexus.upper_eqd2.mean_gy.value == pytest.approx(77.25)
    # the covered half alone already exceeds 67: that much is certain
    assert row(found, "SacralPlex").standing is Standing.EXCEEDED


def test_a_near_maximum_carries_the_half_slice_that_contours_leave_open():
    # course 2 rises 0.1 Gy/mm along 5 mm slices: half a slice is 0.25 Gy
    rising = field(lambda points: 20.0 + 0.1 * points[..., 2])
    shown = row(assessed(seed_case(("Bladder",), field(uniform(0.0)), rising)), "Bladder").shown
    low, high = (figure.value for figure in shown.slice_band)
    # at the top: D = 22 Gy ∓ 0.25 Gy in 5 fractions, EQD2(3) = D (D/5 + 3)/5
    top = shown.cumulative.value
    slope = (2 * 22 / 5 + 3) / 5
    assert top - low == pytest.approx(0.25 * slope, abs=0.02)
    assert high - top == pytest.approx(0.25 * slope, abs=0.02)


def test_an_organ_wholly_outside_the_old_grid_is_never_green():
    first = field(uniform(21.0), high_mm=(-30, 60, 60))
    found = assessed(seed_case(("Bowel_Small", "Bladder"), first))
    assert row(found, "Bowel_Small").standing is Standing.NOT_ASSESSABLE  # 28 … 70 around the near zone of 70
    shown = row(found, "Bowel_Small").shown
    assert (shown.lower.value, shown.upper.value) == pytest.approx((28.0, 70.0))
    assert shown.remaining_eqd2.value is None
    # the bladder's 28 … 70 Gy both keep 80 with more than a tenth to spare: the same verdict at both bounds
    assert row(found, "Bladder").standing is Standing.WITHIN


def test_a_course_without_number_of_fractions_has_no_eqd2_until_somebody_enters_it():
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 21.0, None, end=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    found = assessed(opened)
    assert organ(found, "Bladder").courses[0].eqd2.max_gy.value is None
    assert "number of fractions" in organ(found, "Bladder").courses[0].eqd2.max_gy.reason
    assert organ(found, "Bladder").courses[0].physical.max_gy.value == pytest.approx(21.0)
    assert row(found, "Bladder").standing is Standing.NOT_ASSESSABLE
    entered = Assessor(opened).assess(Settings().with_fractions("phase 1", 3))
    assert organ(entered, "Bladder").cumulative_eqd2.max_gy.value == pytest.approx(70.0)


def test_a_course_known_only_by_its_prescription_is_an_upper_bound():
    # a letter: 21 Gy, fractions not stated, no dose file; entered: 3 fractions → at most 42 (α/β 3), and 28
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 21.0, None, end=DECEMBER_2012), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (None, field(uniform(20.0))), (drawn,))
    before = row(assessed(opened), "Bladder")
    assert before.standing is Standing.NOT_ASSESSABLE
    assert before.shown.upper.value is None
    after = row(Assessor(opened).assess(Settings().with_fractions("phase 1", 3)), "Bladder")
    assert (after.shown.lower.value, after.shown.upper.value) == pytest.approx((28.0, 70.0))
    assert after.shown.sum_of_maxima.value == pytest.approx(70.0)
    assert after.standing is Standing.WITHIN  # at most 70 of 80: the same at both bounds


def test_a_prescription_and_fractions_nobody_states_can_be_entered():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, None, None), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (None, field(uniform(20.0))), (drawn,))
    entered = Settings().with_fractions("phase 1", 10).with_prescription("phase 1", 30.0)
    found = Assessor(opened).assess(entered)
    assert found.courses[0].prescription_text == "30 Gy / 10"
    # 30/10 at α/β 3: 36 Gy EQD2, EVIDENCE (i)
    assert row(found, "Bladder").shown.upper.value == pytest.approx(36.0 + 28.0)
    with pytest.raises(EntryError, match="cannot be meant"):
        Settings().with_prescription("phase 1", 1.77e-295 * 0)
    with pytest.raises(EntryError, match="cannot be meant"):
        Settings().with_fractions("phase 1", 0)
    with pytest.raises(EntryError, match="cannot be meant"):
        Settings().with_alpha_beta("Bladder", 0.0)


def test_delivered_fractions_entered_by_the_user_scale_the_dose():
    session = Session(seed_case(("Bladder",)))
    session.do("Course 1: 2 fractions delivered", lambda s: s.with_delivered_fractions("phase 1", 2))
    # 14 Gy in 2: 28 Gy EQD2(3), as above
    assert organ(session.assessment, "Bladder").courses[0].eqd2.max_gy.value == pytest.approx(28.0)
    assert session.assessment.courses[0].prescription_text == "21 Gy / 2 of 3 delivered"


def test_a_course_of_which_nothing_was_delivered_gave_nothing():
    session = Session(seed_case(("Bladder",)))
    session.do("Course 1: nothing delivered", lambda s: s.with_delivered_fractions("phase 1", 0))
    bladder = organ(session.assessment, "Bladder")
    assert (bladder.courses[0].physical.max_gy.value, bladder.courses[0].eqd2.max_gy.value) == (0.0, 0.0)
    assert bladder.cumulative_eqd2.max_gy.value == pytest.approx(28.0)


def test_fewer_delivered_than_planned_fractions_count_as_delivered():
    # 21 Gy / 3 planned, 2 delivered: 14 Gy in 2 → EQD2(3) = 14·(7+3)/5 = 28
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 21.0, 3, delivered=2, structure_set_uid=drawn.uid),)
    found = organ(assessed(opened_case(courses, (field(uniform(21.0)),), (drawn,))), "Bladder")
    assert found.courses[0].eqd2.max_gy.value == pytest.approx(28.0)
    assert found.courses[0].physical.max_gy.value == pytest.approx(14.0)


def test_two_frames_without_registration_are_never_added_point_by_point():
    new = structure_set(box("Bladder", 1), uid="set 2")
    old = structure_set(box("BLADDER", 1, FRAME_1, half=25.0), uid="set 1", frame=FRAME_1)
    courses = (
        course(1, 21.0, 3, FRAME_1, end=DECEMBER_2012, structure_set_uid="set 1"),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid="set 2"),
    )
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (old, new))
    found = assessed(opened)
    bladder = organ(found, "Bladder")
    assert bladder.cumulative_eqd2.max_gy.value is None
    assert bladder.courses[0].covered_percent.value == 0
    assert not found.courses[0].linked_to_reference
    # each course's own contour, no registration needed: 42 + 28
    assert bladder.sum_of_maxima.value == pytest.approx(70.0)
    assert row(found, "Bladder").shown.sum_of_maxima.value == pytest.approx(70.0)
    assert found.classification.kind == "undetermined"
    assert any("no registration links it" in warning for warning in found.warnings)


def shifted_case():
    """Course 1 in a frame of its own, 30 mm off along x; both doses uniform."""
    shift = np.eye(4)
    shift[0, 3] = 30.0
    known = Registration(FRAME_1, FRAME_2, shift, Origin.REG_OBJECT, "not stated in the object")
    drawn = structure_set(box("Bladder", 1), uid="set 2")
    courses = (
        course(1, 21.0, 3, FRAME_1, end=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid="set 2"),
    )
    first = field(along_x(50.0, 0.5), (-90, -60, -60), (60, 60, 60))
    return opened_case(courses, (first, field(uniform(20.0))), (drawn,), (known,))


def test_a_warning_names_its_organ_once():
    # points and lines (an isocentre, markers) are common among real structures
    marker = Structure(9, "m1", (Contour(np.zeros((1, 3)), ContourKind.POINT),), FRAME_2)
    case = seed_case()
    drawn = structure_set(box("Bladder", 0), marker)
    courses = [replace(c, structure_set_uid=drawn.uid) for c in case.case.courses]
    doses = [field(uniform(21.0)), field(uniform(20.0))]
    warnings = assessed(opened_case(courses, doses, (drawn,))).warnings
    about = [warning for warning in warnings if "m1" in warning]
    assert about == ["“m1” has no contour that encloses an area in a plane: its volume and doses are unknown."]


def test_without_any_course_nothing_is_said_of_one():
    assert assessed(opened_case((), (), ())).registration_text == "no course of radiotherapy found"


def test_a_course_without_any_dose_has_no_curve_instead_of_one_at_zero():
    drawn = structure_set(box("Bladder", 0))
    courses = (course(1, None, 3), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    found = organ(assessed(opened_case(courses, (None, field(uniform(20.0))), (drawn,))), "Bladder")
    # course 1 is known from nowhere: it could be anything; what course 2 gave is the least of both
    assert {(curve.course, curve.bound) for curve in found.curves} == {(1, ""), (None, "lower")}
    alone = organ(assessed(opened_case(courses[:1], (None,), (drawn,))), "Bladder")
    assert alone.curves == ()


def test_a_registration_moves_the_old_dose_to_where_the_organ_is_now():
    # x_new = x_old + 30: at the organ's x = −20 … 20 the old dose is 50 + 0.5·(x − 30) = 25 … 45, mean 35 Gy
    found = organ(assessed(shifted_case()), "Bladder").courses[0].physical
    assert found.mean_gy.value == pytest.approx(35.0, abs=1e-3)
    assert found.max_gy.value == pytest.approx(45.0, abs=0.02)


def test_an_approval_names_who_and_why_and_can_be_taken_back():
    session = Session(shifted_case())
    key = session.assessment.registrations[0].key
    assert not session.assessment.approved
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "21 Nov", "bones fit, bladder differs"))
    assert session.assessment.approved
    assert "A. Physicist" in session.assessment.registrations[0].approval
    assert not any("not been approved" in warning for warning in session.assessment.warnings)
    session.undo()
    assert not session.assessment.approved
    for name, note in ((" ", "good"), ("A. Physicist", "")):
        with pytest.raises(EntryError, match="An approval needs"):
            Settings().with_approval(key, name, "today", note)


def test_another_way_of_linking_asks_for_approval_again():
    opened = shifted_case()
    session = Session(opened)
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "2026-11-21", "bones fit"))
    moved_on = replace(opened.case.registrations[0], matrix=np.eye(4))
    other = assembled(replace(opened.case, registrations=(moved_on,)), opened.doses)
    session.regroup("Another registration", other)
    assert not session.assessment.approved


def test_a_name_that_is_only_suggested_turns_nothing_green():
    found = row(assessed(seed_case(("Vezica urinara",))), "Bladder")
    assert found.standing is Standing.NOT_ASSESSABLE
    assert "please confirm" in found.headline
    confirmed = Assessor(seed_case(("Vezica urinara",))).assess(
        Settings().with_canonical_name("Vezica urinara", "Bladder")
    )
    assert row(confirmed, "Bladder").standing is Standing.WITHIN


def test_two_structures_of_one_name_are_asked_about():
    found = row(assessed(seed_case(("Rectum", "Rectum"))), "Rectum")
    assert found.standing is Standing.NOT_ASSESSABLE
    assert "rename or confirm" in found.headline


def test_an_organ_of_the_set_without_contour_is_a_row_that_says_so():
    found = row(assessed(seed_case(("Bladder",))), "Rectum")
    assert (found.organ_key, found.standing) == (None, Standing.NOT_ASSESSABLE)
    assert "not contoured" in found.headline


def test_overlapping_irradiated_volumes_are_type_i():
    found = assessed(seed_case()).classification
    assert found.kind == "type I"
    # both doses fill the 120 mm box: 1728 cc
    assert found.overlap.value == pytest.approx(1728.0)


def test_a_course_of_two_phases_is_classified_by_the_dose_of_both():
    # two phases of 10 Gy everywhere, then 20 Gy in the half with x > 0
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 10.0, 5), course(2, 10.0, 5), course(3, 20.0, 5, structure_set_uid=drawn.uid))
    doses = (field(uniform(10.0)), field(uniform(10.0)), field(uniform(20.0), (0, -60, -60)))
    opened = opened_case(courses, doses, (drawn,))
    two_phases = regrouped(opened, merge_courses(opened.case, ["course 1", "course 2"]))
    found = assessed(two_phases).classification
    assert found.kind == "type I"
    # the newest course fills 60 × 120 × 120 mm, and both phases together gave 20 of 20 Gy there
    assert found.overlap.value == pytest.approx(864.0)


def test_a_course_of_which_nothing_was_delivered_overlaps_with_nothing():
    session = Session(seed_case(("Bladder",)))
    session.do("Course 1: nothing delivered", lambda s: s.with_delivered_fractions("phase 1", 0))
    found = session.assessment.classification
    assert found.kind == "no re-irradiation"
    assert "nothing of course 1 was delivered: no re-irradiation by that course" in found.reason


def test_one_course_is_not_a_re_irradiation():
    drawn = structure_set(box("Bladder", 1))
    opened = opened_case((course(1, 21.0, 3, structure_set_uid=drawn.uid),), (field(uniform(21.0)),), (drawn,))
    assert assessed(opened).classification.kind == "undetermined"


def test_alpha_beta_set_by_the_user_is_used_and_said():
    found = Assessor(seed_case()).assess(Settings().with_alpha_beta("Bladder", 10.0))
    # 29.75 + 23.33, EVIDENCE (i)
    assert organ(found, "Bladder").cumulative_eqd2.max_gy.value == pytest.approx(53.083333333)
    shown = row(found, "Bladder").shown
    assert shown.cumulative.value == pytest.approx(53.083333333)
    assert "α/β 10 Gy by the user's choice" in shown.reason
    # the source's 80 Gy are for α/β 3: at another α/β nothing is cleared
    assert row(found, "Bladder").standing is Standing.NOT_ASSESSABLE


def test_unknown_sets_and_models_are_refused_in_words():
    with pytest.raises(CaseFileError, match="no constraint set"):
        assessed(seed_case(), constraint_set="nobody's")
    with pytest.raises(EntryError, match="no recovery model"):
        assessed(seed_case(), recovery=Recovery("hope"))


def test_every_edit_can_be_undone_and_tells_the_views():
    session = Session(seed_case())
    told: list[float] = []
    session.subscribe(lambda: told.append(organ(session.assessment, "Bladder").cumulative_eqd2.max_gy.value))
    session.do("Set α/β of Bladder to 10 Gy", lambda s: s.with_alpha_beta("Bladder", 10.0))
    assert session.undo_label == "Set α/β of Bladder to 10 Gy"
    session.undo()
    assert (session.undo_label, session.redo_label) == (None, "Set α/β of Bladder to 10 Gy")
    session.redo()
    assert told == pytest.approx([53.083333333, 70.0, 53.083333333])


def test_courses_joined_into_one_are_added_phase_by_phase_and_can_be_undone():
    session = Session(seed_case(("Bladder",)))
    joined = merge_courses(session.case, [c.uid for c in session.case.courses], "One treatment")
    session.regroup("Treat both as one", regrouped(session.opened, joined))
    (course_of_two,) = session.assessment.courses
    assert course_of_two.course.label == "One treatment"
    # two phases of one course: 21/3 and 20/5 keep their own fraction size, 42 + 28
    assert organ(session.assessment, "Bladder").courses[0].eqd2.max_gy.value == pytest.approx(70.0)
    session.undo()
    assert len(session.assessment.courses) == 2
    session.redo()
    assert len(session.assessment.courses) == 1


def test_a_refused_edit_changes_nothing():
    session = Session(seed_case())
    before = session.assessment
    with pytest.raises(EntryError):
        session.do("Recovery", lambda _: Settings(recovery=Recovery("user", 120.0, "too much")))
    assert session.assessment is before
    assert session.undo_label is None


def test_every_number_of_the_panel_is_a_figure_with_quantity_and_source():
    for found in assessed(seed_case()).rows:
        for result in found.results:
            figures = (result.cumulative, result.remaining_eqd2, result.sum_of_maxima, result.overlap_region)
            for figure in (*figures, *result.per_course_eqd2):
                assert figure.quantity
                assert figure.value is None or math.isfinite(figure.value)
                assert figure.source or figure.reason


def test_an_assumed_ratio_tells_its_source_and_why_in_one_sentence():
    drawn = structure_set(box("PTV", 1))
    case = opened_case((course(1, 20.0, 5, structure_set_uid=drawn.uid),), (field(uniform(20.0)),), (drawn,))
    source = Assessor(case).assess(Settings()).organs[0].alpha_beta.source
    assert "; assumed: " in source
    assert ".; " not in source


def test_two_recoveries_that_leave_the_same_dose_keep_their_own_words_beside_every_number():
    session = Session(seed_case(("Rectum",)))
    for reason in ("board of May", "board of June"):
        session.do("Set recovery", lambda s, reason=reason: s.with_recovery(Recovery("user", 25.0, reason)))
        row = next(row for row in session.assessment.rows if row.organ == "Rectum")
        said = {one.source for result in row.results for one in (result.cumulative, result.lower, result.upper)}
        assert said
        assert all(reason in text for text in said)


def test_what_images_show_of_settings_is_the_same_whether_they_were_assessed_last_or_not():
    opened = seed_case(("Rectum",))
    board = Settings().with_recovery(Recovery("user", 25.0, "board")).with_delivered_fractions("phase 2", 3)
    assessor, other = Assessor(opened), Assessor(opened)
    assessor.assess(board)
    (case, recovery), (again, same) = assessor.drawn(board), other.drawn(board)
    assert recovery == same == other.discounts(board)
    assert recovery.ranges == ((0.25, 0.25), (0.0, 0.0))
    assert [d[0].phase for d in case.doses] == [d[0].phase for d in again.doses]
    assert assessor.drawn(Settings())[1].name is None
