"""Where an organ's cumulative maximum lies, and what each course contributes there."""

import pytest

from reirrad_gui.session import Assessor, Recovery, Settings
from reirrad_gui.session.as_json import assessment_json
from tests.support.opened_cases import (
    DECEMBER_2012,
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


def organ(opened, **settings):
    return next(o for o in Assessor(opened).assess(Settings(**settings)).organs if o.name == "Bladder")


def crossing():
    """Course 1 rises to 21 Gy in 3 at the wall x = 20, course 2 gives 5 Gy in 5 everywhere."""
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 21.0, 3, end=DECEMBER_2012),
        course(2, 5.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    return opened_case(courses, (field(along_x(17.0, 0.2)), field(uniform(5.0))), (drawn,))


def test_each_course_has_its_dose_its_fractions_and_its_share_there():
    found = organ(crossing()).hottest
    # α/β 3: 21 Gy in 3 is 42 Gy; 5 Gy in 5 is 5 · 4 / 5 = 4 Gy; together 46 Gy
    assert found.point_mm[0] == pytest.approx(20.0)
    assert found.accumulated_eqd2.value == pytest.approx(46.0)
    assert [f.value for f in found.per_course_eqd2] == pytest.approx([42.0, 4.0])
    assert [f.value for f in found.physical] == pytest.approx([21.0, 5.0])
    assert [f.value for f in found.fractions] == [3.0, 5.0]
    assert [f.text for f in found.share_percent] == ["91 %", "9 %"]
    assert sum(f.value for f in found.share_percent) == pytest.approx(100.0)


def test_one_sentence_says_how_much_where_and_of_which_course():
    found = organ(crossing()).hottest
    x, y, z = found.point_mm
    assert found.sentence == (
        f"Cumulative maximum 46.0 Gy, EQD2 (α/β 3 Gy), “Bladder”, at ({x:.1f}, {y:.1f}, {z:.1f}) mm: "
        "course 1 gives 91 % (42.0 Gy; 21.0 Gy physical in 3 fractions), "
        "course 2 gives 9 % (4.0 Gy; 5.0 Gy physical in 5 fractions)."
    )


def test_recovery_lowers_the_share_of_the_earlier_course():
    found = organ(crossing(), recovery=Recovery("user", 50.0, "as an example")).hottest
    # half of 42 Gy is 21 Gy: 21 of 25 Gy
    assert [f.text for f in found.share_percent] == ["84 %", "16 %"]


def test_a_course_whose_dose_is_unknown_there_has_no_share_and_a_reason():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 21.0, None), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    found = organ(opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))).hottest
    assert found.accumulated_eqd2.value is None
    assert [f.value for f in found.share_percent] == [None, None]
    assert "number of fractions" in found.share_percent[0].reason
    assert "not known" in found.sentence
    assert "course 2 gives 28.0 Gy (28.0 Gy; 20.0 Gy physical in 5 fractions)" in found.sentence


def test_where_nothing_was_given_nothing_has_a_share():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 21.0, 1), course(2, 20.0, 1, structure_set_uid=drawn.uid))
    found = organ(opened_case(courses, (field(uniform(0.0)), field(uniform(0.0))), (drawn,))).hottest
    assert [f.reason for f in found.share_percent] == ["nothing was given there"] * 2
    assert "in 1 fraction)" in found.sentence


def test_the_sentence_stands_in_the_json():
    said = assessment_json(Assessor(seed_case(("Bladder",))).assess(Settings()))["structures"][0]["hottest"]
    assert said["share_percent"] == pytest.approx([60.0, 40.0])  # 42 and 28 of 70 Gy
    assert said["per_course_physical_gy"] == pytest.approx([21.0, 20.0])
    assert said["fractions"] == [3.0, 5.0]
    assert said["sentence"].startswith("Cumulative maximum 70.0 Gy")
