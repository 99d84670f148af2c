"""Isodoses and targets of courses beside each other, and the class that follows, on boxes with closed forms."""

import numpy as np
import pytest

from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.opening import regrouped
from reirrad_gui.session.settings import IsodoseLevel
from reirrad_gui.session.what_if import what_if_for
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.structures import StructureSet
from tests.support.opened_cases import (
    FRAME_1,
    FRAME_2,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)

LEFT, RIGHT = (-60, -60, -60), (60, 60, 60)


def steps(*edges_and_doses):
    """A dose of steps along x: (from x on, Gy) pairs."""

    def dose(points):
        found = np.zeros(points.shape[:-1])
        for edge, gy in edges_and_doses:
            found = np.where(points[..., 0] >= edge, gy, found)
        return found

    return dose


def two_courses(first, second, **more):
    drawn = structure_set(box("Bladder", 1))
    return opened_case(
        (course(1, 20.0, 5, **more), course(2, 20.0, 5, structure_set_uid=drawn.uid)), (first, second), (drawn,)
    )


def classified(opened, **settings):
    return Assessor(opened).assess(Settings(**settings)).classification


def test_every_pair_of_levels_is_compared():
    # course 1 rises by 0.1 Gy/mm: 14 + 0.1 x; 50, 80 and 95 % of 20 Gy are x = −40, 20 and 50; its top is 20 Gy
    # course 2 falls by 0.2 Gy/mm: 12 − 0.2 x; 20, 50, 80, 95 and 100 % are x = 40, 10, −20, −35 and −40
    found = classified(two_courses(field(along_x(14.0, 0.1)), field(along_x(12.0, -0.2)))).pairs[0]
    area = 120 * 120 / 1000  # cc per mm along x
    shared = {(one.levels[0].value, one.levels[1].value): one.least.value for row in found.isodoses for one in row}
    assert shared[50, 20] == pytest.approx(80 * area, rel=2e-3)
    assert shared[50, 50] == pytest.approx(50 * area, rel=2e-3)
    assert shared[20, 95] == pytest.approx(25 * area, rel=3e-3)
    assert shared[80, 20] == pytest.approx(20 * area, rel=5e-3)
    assert shared[80, 50] == 0.0
    assert shared[95, 95] == 0.0
    volumes = {row[0].levels[0].value: row[0].earlier_volume.value for row in found.isodoses}
    assert volumes[50] == pytest.approx(100 * area, rel=2e-3)
    assert volumes[95] == pytest.approx(10 * area, rel=5e-3)
    assert found.references == ("20 Gy prescribed", "20 Gy prescribed")


def test_two_chosen_isodoses_are_told_also_in_gy():
    opened = two_courses(field(along_x(14.0, 0.1)), field(along_x(12.0, -0.2)))
    session = Session(opened)
    assert session.assessment.classification.pairs[0].chosen is None
    chosen = (IsodoseLevel(13.0, "Gy"), IsodoseLevel(35.0, "%"))  # x from −10; x up to 25
    session.do("Overlap of 13 Gy and 35 %", lambda s: s.with_overlap_levels(chosen))
    found = session.assessment.classification.pairs[0].chosen
    assert found.least.value == pytest.approx(35 * 14.4, rel=3e-3)
    assert "13 Gy isodose of course 1" in found.least.quantity
    session.undo()
    assert session.assessment.classification.pairs[0].chosen is None


def test_fewer_delivered_fractions_leave_isodoses_in_percent_and_move_those_in_gy():
    opened = two_courses(field(along_x(14.0, 0.1)), field(uniform(20.0)))
    session = Session(opened)
    chosen = (IsodoseLevel(8.0, "Gy"), IsodoseLevel(50.0, "%"))
    session.do("Choose", lambda s: s.with_overlap_levels(chosen))
    before = session.assessment.classification.pairs[0]
    session.do("3 of 5 delivered", lambda s: s.with_delivered_fractions("phase 1", 3))
    after = session.assessment.classification.pairs[0]
    assert after.at_percent(50).least.value == pytest.approx(before.at_percent(50).least.value, rel=1e-4)
    # 3/5 of 14 + 0.1 x reaches 8 Gy at x = −6.7 instead of everywhere
    assert before.chosen.least.value == pytest.approx(1728.0, rel=1e-3)
    assert after.chosen.least.value == pytest.approx((60 + 6.667) * 14.4, rel=2e-3)
    assert after.references[0] == "12 Gy prescribed"


def test_another_regimen_leaves_isodoses_in_percent_and_targets_as_they_were_told_and_says_what_100_percent_is():
    session = Session(two_courses(field(along_x(14.0, 0.1)), field(uniform(20.0))))
    before = session.assessment.classification.pairs[0]
    tried = what_if_for(session.case, 6, 24.0)
    session.preview(lambda s: s.with_what_if(tried))
    after = session.assessment.classification.pairs[0]
    assert (after.isodoses is before.isodoses, after.targets is before.targets) == (True, True)
    assert (before.references[1], after.references[1]) == ("20 Gy prescribed", "24 Gy prescribed")


def test_volume_where_the_other_dose_is_unknown_widens_the_overlap_to_a_range():
    half = field(uniform(20.0), (0, -60, -60), (60, 60, 60))
    found = classified(two_courses(half, field(uniform(20.0))))
    at = found.pairs[0].at_percent(50)
    assert at.least.value == pytest.approx(864.0, rel=1e-3)
    assert at.most.value == pytest.approx(1728.0, rel=1e-3)
    assert found.kind == "type I"
    assert "at most" in found.reason


def test_without_a_prescription_the_levels_refer_to_the_highest_dose_and_say_so():
    drawn = structure_set(box("Bladder", 1))
    opened = opened_case(
        (course(1, None, 5), course(2, 20.0, 5, structure_set_uid=drawn.uid)),
        (field(uniform(18.0)), field(uniform(20.0))),
        (drawn,),
    )
    assert classified(opened).pairs[0].references[0] == "18.0 Gy, the highest dose of its grid"


@pytest.mark.parametrize("doses", [(0.0, 20.0), (20.0, 20.0)])
def test_doses_that_cannot_be_laid_over_each_other_leave_the_class_open(doses):
    drawn = structure_set(box("Bladder", 1))
    opened = opened_case(
        (course(1, 20.0, 5, frame=FRAME_1), course(2, 20.0, 5, structure_set_uid=drawn.uid)),
        (field(uniform(doses[0])), field(uniform(doses[1]))),
        (drawn,),
    )
    found = classified(opened)
    assert found.kind == "undetermined"
    assert "no registration links course 1 and course 2" in found.reason
    assert found.pairs[0].isodoses == ()
    assert found.pairs[0].at_percent(50) is None


def test_a_course_without_a_dose_file_leaves_the_class_open():
    found = classified(two_courses(None, field(uniform(20.0))))
    assert found.kind == "undetermined"
    assert "course 1 has no usable dose" in found.reason


def apart(first_ptv=(0, 0, 0), second_ptv=(10, 0, 0), link=True, dose_1=None):
    """Two frames 100 mm apart along y, a PTV drawn in each: boxes of 40 mm."""
    matrix = np.eye(4)
    matrix[1, 3] = 100.0
    one = structure_set(box("PTV_1", 1, FRAME_1, (first_ptv[0], first_ptv[1] - 100, 0)), uid="set 1", frame=FRAME_1)
    two = structure_set(box("Bladder", 1), box("PTV_2", 2, centre=second_ptv), uid="set 2")
    courses = (
        course(1, 20.0, 5, frame=FRAME_1, structure_set_uid="set 1"),
        course(2, 20.0, 5, structure_set_uid="set 2"),
    )
    known = (Registration(FRAME_1, FRAME_2, matrix, Origin.REG_OBJECT, "by hand"),) if link else ()
    return opened_case(courses, (dose_1, field(uniform(20.0))), (one, two), known)


def test_targets_of_two_frames_share_their_volume_through_the_registration():
    found = classified(apart())
    target = found.pairs[0].targets[0]
    # 40 mm boxes 10 mm apart: 30 × 40 × 40 mm
    assert target.names == ("PTV_1", "PTV_2")
    assert target.volume.value == pytest.approx(48.0, rel=5e-3)
    # no dose of course 1, and yet what was treated overlaps
    assert found.kind == "type I"
    assert "“PTV_1” and “PTV_2” share 48" in found.reason
    assert "course 1 has no usable dose" in found.reason


def test_targets_that_do_not_meet_prove_nothing_while_a_dose_is_missing():
    found = classified(apart(second_ptv=(50, 0, 0)))
    assert found.pairs[0].targets[0].volume.value == 0.0
    assert found.kind == "undetermined"


def test_targets_without_a_registration_share_an_unknown_volume():
    found = classified(apart(link=False))
    assert found.pairs[0].targets[0].volume.value is None
    assert "no registration" in found.pairs[0].targets[0].volume.reason
    assert found.kind == "undetermined"


def test_a_target_without_contours_shares_an_unknown_volume():
    opened = apart()
    empty = StructureSet("set 1", "set 1", FRAME_1, (box("PTV_1", 1, FRAME_1, half=0.0),), None, "", 5.0)
    again = opened_case(
        opened.case.courses, (None, field(uniform(20.0))), (empty, opened.case.structure_sets[1]), opened.registrations
    )
    assert "no usable closed contours" in classified(again).pairs[0].targets[0].volume.reason


def test_isodoses_apart_with_a_low_dose_in_common_say_that():
    # 50 % isodoses: x ≥ 20 and x ≤ −20; 20 % isodoses (4 Gy): x ≥ −30 and x ≤ 30, both grids at 5 mm
    first, second = field(along_x(7.6, 0.12)), field(along_x(7.6, -0.12))
    found = classified(two_courses(first, second))
    assert found.kind in ("repeat organ", "type II", "undetermined")
    assert "50 % isodoses do not overlap" in found.reason
    # 4 Gy of 7.6 + 0.12 x is x = −30: both together 60 mm of 120 × 120 mm
    assert "those of 20 % do, by 864" in found.reason


def test_of_three_courses_every_two_are_compared_and_the_newest_is_classified():
    drawn = structure_set(box("Bladder", 1))
    everywhere, right, left = uniform(20.0), steps((30, 20.0)), steps((-60, 20.0), (-29, 0.0))
    courses = (course(1, 20.0, 5), course(2, 20.0, 5), course(3, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(everywhere), field(right), field(left)), (drawn,))
    found = classified(opened)
    assert [(p.earlier, p.later) for p in found.pairs] == [(0, 1), (0, 2), (1, 2)]
    assert found.pairs[0].at_percent(50).least.value > 0
    assert found.pairs[2].at_percent(50).least.value == 0.0
    assert found.kind == "type I"
    assert "course 1 and course 3" in found.reason


def test_a_newest_course_of_which_nothing_was_given_hands_the_question_to_the_one_before():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5), course(2, 20.0, 5), course(3, 20.0, 5, structure_set_uid=drawn.uid, delivered=0))
    opened = opened_case(courses, [field(uniform(20.0))] * 3, (drawn,))
    found = classified(opened)
    assert found.kind == "type I"
    assert "course 1 and course 2" in found.reason
    assert "nothing of course 3 was delivered" in found.reason
    assert found.pairs[1].why_not == "nothing of course 3 was delivered"


def test_a_phase_never_delivered_is_no_part_of_its_course():
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 10.0, 5),
        course(2, 10.0, 5, delivered=0),
        course(3, 20.0, 5, structure_set_uid=drawn.uid),
    )
    doses = (field(uniform(10.0)), None, field(uniform(20.0)))
    opened = opened_case(courses, doses, (drawn,))
    two_phases = regrouped(opened, merge_courses(opened.case, ["course 1", "course 2"]))
    found = classified(two_phases)
    assert found.pairs[0].references[0] == "10 Gy prescribed"
    assert found.kind == "type I"


@pytest.mark.parametrize(("value", "unit"), [(0.0, "%"), (-3.0, "Gy"), (500.0, "%"), (10.0, "cGy")])
def test_an_isodose_that_cannot_be_meant_is_refused(value, unit):
    with pytest.raises(EntryError):
        IsodoseLevel(value, unit)


def test_levels_are_typed_as_numbers_with_their_units():
    assert [level.text for level in IsodoseLevel.parse_pair("50%, 12.5 Gy")] == ["50 %", "12.5 Gy"]


@pytest.mark.parametrize("written", ["50", "50%", "50%,20Gy,10Gy", "50%,20cGy", "-5Gy,20Gy", "", "50%,"])
def test_levels_without_a_unit_or_not_two_of_them_are_refused(written):
    with pytest.raises(EntryError):
        IsodoseLevel.parse_pair(written)


def test_the_evidence_stands_in_the_json():
    settings = Settings().with_overlap_levels((IsodoseLevel(10.0, "Gy"), IsodoseLevel(50.0, "%")))
    said = assessment_json(Assessor(seed_case()).assess(settings))
    pair = said["classification"]["pairs"][0]
    assert (pair["earlier_course"], pair["later_course"], pair["why_not"]) == (1, 2, None)
    assert pair["levels_percent"] == [20.0, 50.0, 80.0, 95.0, 100.0]
    assert np.array(pair["overlap_cc"]).shape == (5, 5)
    # 21 and 20 Gy everywhere in 120 mm: every level is reached everywhere
    assert np.array(pair["overlap_cc"]) == pytest.approx(1728.0)
    assert pair["chosen"]["earlier_level"] == "10 Gy"
    assert said["provenance"]["parameters"]["overlap_levels"] == ["10 Gy", "50 %"]
