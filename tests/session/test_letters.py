"""Courses known only from letters in an opened case: bounds, organs not reached, verdicts by the worst case, undo."""

import numpy as np
import pytest

from reirrad_gui.case.from_letters import with_changed_letter, with_letter, without_letter
from reirrad_gui.constraints import Standing
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import InputError
from reirrad_gui.session import Session
from reirrad_gui.session.exporting import export_source
from reirrad_gui.session.letters import reopened, stand_in_doubt
from reirrad_gui.session.names import organ_name
from reirrad_gui.session.opening import assembled, open_case
from reirrad_gui.session.session import Ready
from reirrad_gui.session.settings import Recovery, Settings
from tests.support.opened_cases import (
    FRAME_2,
    IN_2018_OR_2019,
    along_x,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)
from tests.support.seed_letters import PATIENT, first, second, write_letter

PELVIS = ("Bladder", "Rectum", "Bowel_Small", "SacralPlex", "PTV")


TWENTY_GY = uniform(20.0)


def second_course(names=PELVIS, dose=TWENTY_GY):
    """20 Gy in 5 as DICOM, to boxes; the first course is not there."""
    drawn = structure_set(*(box(name, i) for i, name in enumerate(names)))
    courses = (course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),)
    return opened_case(courses, (field(dose),), (drawn,))


def session_with(*letters, before=None, settings=None):
    """A session of the second course with letters added."""
    opened = before or second_course()
    for letter in letters:
        opened = reopened(opened, with_letter(opened.case, letter))
    return Session(opened, settings)


def organ(session, name):
    return next(o for o in session.assessment.organs if o.name == name)


def row(session, name):
    return next(r for r in session.assessment.rows if r.organ == name)


def result(session, name, key):
    return next(r for r in row(session, name).results if r.limit.key == key)


def test_an_organ_that_a_letter_may_have_reached_gets_bounds_from_nothing_to_its_full_prescription():
    rectum = organ(session_with(first()), "Rectum")
    # 28 Gy EQD2 (α/β 3) of 20/5 for certain; 42 Gy of 21/3 at most: EVIDENCE (i)
    assert rectum.cumulative_eqd2.max_gy.value is None
    assert rectum.lower_eqd2.max_gy.value == pytest.approx(28.0)
    assert rectum.upper_eqd2.max_gy.value == pytest.approx(70.0)
    assert rectum.sum_of_maxima.value == pytest.approx(70.0)
    assert rectum.courses[0].covered_percent.value == 0.0
    assert "known only from a letter" in rectum.cumulative_eqd2.max_gy.reason


def test_the_bound_of_each_course_is_told_with_every_limit():
    session = session_with(first())
    found = result(session, "Rectum", "rectum-nr")
    bounds = [(low.value, high.value) for low, high in found.per_course_bounds]
    assert bounds == [(0.0, pytest.approx(42.0)), (pytest.approx(28.0), pytest.approx(28.0))]
    assert found.per_course_eqd2[0].value is None
    assert found.overlap_region.value is None


@pytest.mark.parametrize(
    ("name", "key", "status"),
    [
        ("Bladder", "bladder-nr", "within"),  # at most 70 of 80: not in the last tenth (from 72)
        ("Bowel_Small", "small-bowel-nr", "near"),  # at most 70.000 of 70
        ("SacralPlex", "plexus-nr", "not assessable"),  # at most 77.25 of 67
        ("SacralPlex", "plexus-r12", "near"),  # at most 77.25 of 85: in the last tenth (from 76.5)
    ],
)
def test_a_bound_that_keeps_the_limit_decides_and_one_above_it_says_nothing(name, key, status):
    found = result(session_with(first()), name, key)
    assert found.standing.word == status
    assert found.worst_case is (status != "not assessable")
    assert "worst case" in found.reason


def test_an_organ_not_reached_got_nothing_of_the_letter_and_the_row_says_by_whose_entry():
    session = session_with(first(reached=("SacralPlex",)))
    rectum = organ(session, "Rectum")
    assert rectum.cumulative_eqd2.max_gy.value == pytest.approx(28.0)
    assert rectum.courses[0].eqd2.max_gy.value == 0.0
    assert (
        "by Test author's entry, Course 1 (letter) did not reach this organ"
        in result(session, "Rectum", "rectum-nr").reason
    )


def test_a_structure_whose_name_is_not_certain_and_a_target_may_have_been_reached():
    before = second_course(("Rectum", "rect", "something", "PTV"))
    session = session_with(first(reached=("Bladder",)), before=before)
    known = {o.name: o.cumulative_eqd2.max_gy.value is not None for o in session.assessment.organs}
    assert known == {"Rectum": True, "rect": False, "something": False, "PTV": False}


def test_a_name_confirmed_later_decides_what_the_letter_reached_also_after_undo():
    session = session_with(first(reached=("Bladder",)), before=second_course(("rect",)))
    assert organ(session, "rect").cumulative_eqd2.max_gy.value is None
    session.do("It is the rectum", lambda s: s.with_canonical_name("rect", "Rectum"))
    assert organ(session, "rect").cumulative_eqd2.max_gy.value == pytest.approx(28.0)
    session.do("It is the bladder", lambda s: s.with_canonical_name("rect", "Bladder"))
    assert organ(session, "rect").upper_eqd2.max_gy.value == pytest.approx(70.0)
    session.undo()
    assert organ(session, "rect").cumulative_eqd2.max_gy.value == pytest.approx(28.0)


def test_without_a_number_of_fractions_nothing_bounds_the_dose_until_somebody_enters_it():
    session = session_with(first(fractions=None))
    bladder = result(session, "Bladder", "bladder-nr")
    assert bladder.upper.value is None
    assert bladder.standing.word == "not assessable"
    assert any("Enter the number of fractions." in text for text in session.assessment.courses[0].problems)
    session.do("Enter 3 fractions", lambda s: s.with_fractions("letter 1/phase", 3))
    assert result(session, "Bladder", "bladder-nr").upper.value == pytest.approx(70.0)


def test_an_organ_not_reached_has_no_effect_of_the_letter_in_however_many_fractions():
    session = session_with(first(fractions=None, reached=("Rectum",)))
    bladder, rectum = (result(session, name, key) for name, key in (("Bladder", "bladder-nr"), ("Rectum", "rectum-nr")))
    assert bladder.cumulative.value == pytest.approx(28.0, abs=1e-9)  # 20 in 5 at α/β 3 Gy, and nothing else
    assert rectum.cumulative.value is None and rectum.upper.value is None


def test_a_maximum_above_the_prescription_moves_the_bound_with_its_own_dose_per_fraction():
    # 107 % of 21 Gy in 3: 22.47 × (7.49 + 3) / 5 = 47.142 Gy; with 28: 75.142
    found = result(session_with(first(maximum_percent=107.0)), "Bladder", "bladder-nr")
    assert found.upper.value == pytest.approx(22.47 * (22.47 / 3 + 3) / 5 + 28.0)
    assert found.standing.word == "near"


def test_a_course_stopped_early_counts_for_what_was_delivered():
    # 2 of 3 fractions of 7 Gy: 14 × (7 + 3) / 5 = 28
    found = result(session_with(first(delivered_fractions=2)), "Bladder", "bladder-nr")
    assert found.per_course_bounds[0][1].value == pytest.approx(28.0)


def test_a_course_of_which_nothing_was_delivered_adds_nothing():
    session = session_with(first(delivered_fractions=0))
    assert organ(session, "Bladder").cumulative_eqd2.max_gy.value == pytest.approx(28.0)


def test_recovery_discounts_the_bound_of_a_letters_course_by_its_dates():
    settings = Settings(recovery=Recovery("user", 50.0, "board of 3 May"))
    found = result(session_with(first(), settings=settings), "Bladder", "bladder-nr")
    assert found.upper.value == pytest.approx(49.0)  # 21 + 28: EVIDENCE (i), r = 50 %


def test_the_interval_to_a_letters_course_is_a_range_of_its_dates():
    [gap] = session_with(first()).assessment.gaps
    assert (gap.min_months, gap.max_months) == (59, 84)


def test_overlap_with_a_course_of_a_letter_cannot_be_told():
    found = session_with(first()).assessment.classification
    assert found.kind == "undetermined"
    assert "course 1 is known only from a letter" in found.reason


def test_a_letter_needs_no_registration_and_is_no_course_that_lacks_one():
    assessment = session_with(first()).assessment
    assert assessment.approved
    assert not any("no registration links" in text for text in assessment.warnings)
    assert sum("Course 1 is known only from a letter" in text for text in assessment.warnings) == 1


def test_images_say_why_they_draw_no_dose_of_a_letter():
    display = session_with(first()).display
    said = display.unavailable(0, Quantity.PHYSICAL, FRAME_2)
    assert "Course 1 is known only from a letter" in said
    assert "Add its RTDOSE" not in said
    assert not display.unavailable(1, Quantity.PHYSICAL, FRAME_2)


def test_the_accumulated_image_is_the_least_that_it_can_be_and_says_without_which_letter():
    # 20 Gy in 5: 20 (4 + 3) / 5 = 28 for certain; the letter's 42 at most are nowhere to be drawn
    display = session_with(first()).display
    assert display.unavailable(None, Quantity.EQD2, FRAME_2) == ""
    assert float(display.dose(np.zeros(3), None, Quantity.EQD2, 3.0, FRAME_2)) == pytest.approx(28.0)
    assert display.at_least == "at least: without Course 1 (letter), whose dose is on no image"
    assert display.missing[0].reached == first().reached
    assert first().reached is not None


def test_a_corrected_letter_says_where_it_reaches_now():
    session = session_with(first())
    case = with_changed_letter(session.case, first(reached=None))
    session.regroup("Correct the letter", reopened(session.opened, case))
    assert session.display.missing[0].reached is None


def test_no_accumulated_dose_is_exported_without_the_letters_course_and_the_reason_is_said():
    opened = session_with(first()).opened
    source = export_source(opened, Settings())
    assert source.why_not_course(0).startswith("Course 1 is known only from a letter")
    assert source.why_not_course(1) == ""
    assert "would leave out a course" in source.why_not_accumulated()  # though an image of the rest can be shown


def test_adding_a_letter_looks_nothing_up_again_and_gives_what_opening_gives():
    before = second_course(dose=along_x(15.0, 0.1))
    case = with_letter(before.case, first())
    quick = reopened(before, case)
    whole = assembled(case, quick.doses)
    for one, other, old in zip(quick.organs, whole.organs, before.organs, strict=True):
        assert one.points is old.points
        assert one.doses[1] is old.doses[0]
        assert np.array_equal(one.points.points_mm, other.points.points_mm)
        for phases, others in zip(one.doses, other.doses, strict=True):
            assert np.array_equal(phases[0].physical_gy, others[0].physical_gy, equal_nan=True)
    assert (quick.reference_course, quick.reference_frame_uid) == (whole.reference_course, whole.reference_frame_uid)


def test_the_other_courses_keep_their_maxima_when_a_letter_is_added():
    before = second_course(dose=along_x(15.0, 0.1))
    alone = organ(Session(before), "Bladder").courses[0].physical.max_gy.value
    assert organ(session_with(first(), before=before), "Bladder").courses[1].physical.max_gy.value == alone


def test_a_contour_the_letter_did_not_reach_never_stands_in_for_an_organ_it_reached():
    name = organ_name("Rectum", "", Settings())
    opened = session_with(first(reached=("Bladder",))).opened
    assert "Course 1 (letter) may have reached Bladder and did not reach Rectum" in stand_in_doubt(
        opened, name, ("Bladder",)
    )
    assert stand_in_doubt(opened, organ_name("Bladder", "", Settings()), ("Rectum",)) == ""


def test_a_course_that_is_not_from_a_letter_cannot_be_added_without_opening():
    before = second_course()
    case = with_letter(before.case, first())
    with pytest.raises(ValueError, match="not from a letter"):
        reopened(reopened(before, case), seed_like(case))


def seed_like(case):
    """The case with a course of files that was not open."""
    from dataclasses import replace

    return replace(case, courses=(*case.courses, course(9, 8.0, 1)))


def test_adding_correcting_and_removing_a_letter_can_each_be_undone():
    session = Session(second_course())
    seen = []
    for label, edit in (
        ("Add", lambda case: with_letter(case, first())),
        ("Correct", lambda case: with_changed_letter(case, first(total_gy=30.0))),
        ("Remove", lambda case: without_letter(case, "letter 1")),
    ):
        session.regroup(label, Ready.of(reopened(session.opened, edit(session.case)), session.settings))
        seen.append([c.course.prescribed_gy for c in session.assessment.courses])
    assert seen == [[21.0, 20.0], [30.0, 20.0], [20.0]]
    session.undo()
    session.undo()
    assert [c.course.prescribed_gy for c in session.assessment.courses] == [21.0, 20.0]
    session.undo()
    assert session.undo_label is None
    assert len(session.assessment.courses) == 1


def test_an_organ_nobody_drew_says_what_letters_allow_and_is_never_cleared_beside_a_course_with_dose():
    session = session_with(first(), before=second_course(("Bladder",)))
    rectum = row(session, "Rectum")
    assert rectum.headline.startswith("Not contoured; by letters at most 42.0 Gy EQD2 (α/β 3 Gy).")
    assert rectum.standing.word == "not assessable"
    assert rectum.organ_key is None
    assert all(one.standing.word == "not assessable" for one in rectum.results)
    assert "Rectum is not contoured, so what the courses with dose gave it is not known" in rectum.results[0].reason


def test_an_organ_nobody_drew_and_no_letter_reached_says_so():
    session = session_with(first(reached=("Rectum",)), before=second_course(("Bladder",)))
    assert row(session, "CaudaEquina").headline == (
        "CaudaEquina is not contoured in any structure set; by Test author's entry, Course 1 (letter) did not reach "
        "this organ; what the other courses gave it is not known"
    )


def test_an_organ_that_only_a_letter_names_gets_a_row_although_no_limit_speaks_of_it():
    session = session_with(first(reached=("Femur_L",)))
    femur = row(session, "Femur_L")
    # the table's α/β of 3 Gy; 42 Gy EQD2 of 21/3
    assert femur.headline.startswith("Not contoured; by letters at most 42.0 Gy EQD2 (α/β 3 Gy).")
    assert femur.results == ()


def test_a_structure_that_waits_for_its_name_is_not_called_uncontoured():
    session = session_with(first(), before=second_course(("rect", "Rectum_2")))
    assert "Not contoured" not in row(session, "Rectum").headline


def test_without_a_letter_rows_are_as_they_were():
    rectum = row(Session(second_course(("Bladder",))), "Rectum")
    assert rectum.headline == "Rectum is not contoured in any structure set: nothing can be said about it"


def test_letters_alone_make_a_case(tmp_path):
    paths = [write_letter(tmp_path, "one", first()), write_letter(tmp_path, "two", second())]
    for opened in (open_case([], letters=paths), open_case([tmp_path]), open_case(paths)):
        assert opened.case.patient == PATIENT
        assert [c.prescribed_gy for c in opened.case.courses] == [21.0, 20.0]
        assert len(opened.inputs) == 2


def test_a_folder_of_letters_alone_holds_all_that_can_be_shown(tmp_path):
    write_letter(tmp_path, "one", first())
    assert open_case([tmp_path]).case.problems == ()


def test_nothing_at_all_is_still_refused(tmp_path):
    with pytest.raises(InputError):
        open_case([tmp_path])


@pytest.mark.parametrize(
    ("one", "two", "most_gy"),
    [
        ({"reached": None}, {"reached": None}, 77.25),  # every organ may have got both: EVIDENCE (i), α/β 2
        ({"reached": None, "fractions": None}, {}, None),  # nothing bounds the EQD2
    ],
)
def test_a_worst_case_above_the_limit_or_without_bound_leaves_an_organ_of_letters_open(one, two, most_gy, tmp_path):
    paths = [write_letter(tmp_path, "one", first(**one)), write_letter(tmp_path, "two", second(**two))]
    cauda = row(Session(open_case([], letters=paths)), "CaudaEquina")
    assert cauda.standing.word == "not assessable"
    assert cauda.shown.upper.value == (None if most_gy is None else pytest.approx(most_gy))


def test_an_organ_that_one_letter_alone_may_have_reached_is_judged_by_that_letter(tmp_path):
    paths = [write_letter(tmp_path, "one", first(reached=None)), write_letter(tmp_path, "two", second())]
    cauda = row(Session(open_case([], letters=paths)), "CaudaEquina")
    assert cauda.shown.upper.value == pytest.approx(47.25)  # 21/3 at α/β 2
    assert cauda.standing.word == "within"
    assert cauda.shown.worst_case
    assert "by Test author's entry, Course 2 (letter) did not reach this organ" in cauda.shown.reason


def test_a_worst_case_judged_at_an_alpha_beta_of_the_users_own_is_open_and_not_marked_as_kept():
    # α/β 5 for the rectum: at most 36 + 25.7 = 61.7 Gy EQD2, below 80 Gy that its source states for α/β 3
    found = result(session_with(first(), settings=Settings().with_alpha_beta("Rectum", 5.0)), "Rectum", "rectum-nr")
    assert found.upper.value == pytest.approx(36.0 + 180.0 / 7.0)
    assert found.standing is Standing.NOT_ASSESSABLE
    assert not found.worst_case
