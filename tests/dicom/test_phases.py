"""Plans of one treatment become phases of one course only where the files leave no doubt."""

from dataclasses import replace
from pathlib import Path

import pytest

from reirrad_gui.dicom import read_case
from tests.support.phantom_dicom import SUBJECT, Group, Target, uid, write_plan, write_record, write_structures


def labels(folder: Path) -> list[list[str]]:
    return [[phase.label for phase in course.phases] for course in read_case([folder]).courses]


def boost(folder: Path, second_date: str = "20130121", **how: object) -> Path:
    """50 Gy in 25 and 16 Gy in 8 on one structure set, two weeks apart."""
    write_structures(folder)
    write_plan(folder, label="Pelvis", groups=[Group(25)], targets=[Target(50)])
    write_plan(folder, label="Boost", groups=[Group(8)], targets=[Target(16)], date=second_date, **how)
    return folder


def test_a_boost_planned_two_weeks_later_is_a_phase(tmp_path):
    case = read_case([boost(tmp_path)])
    [course] = case.courses
    assert [(p.label, p.prescribed_gy, p.planned_fractions) for p in course.phases] == [
        ("Pelvis", 50.0, 25), ("Boost", 16.0, 8),
    ]  # fmt: skip
    assert (course.prescribed_gy, course.planned_fractions) == (66.0, 33)
    assert any("Split them if they are not" in p.sentence for p in case.problems)


def test_a_plan_of_another_year_is_another_course(tmp_path):
    assert labels(boost(tmp_path, "20180301")) == [["Pelvis"], ["Boost"]]


def test_plans_without_dates_stay_apart(tmp_path):
    assert len(labels(boost(tmp_path, ""))) == 2


def test_plans_that_prescribe_the_same_stay_apart(tmp_path):
    # the second may replace the first, or be a second course
    write_structures(tmp_path)
    for label in ("A", "B"):
        write_plan(tmp_path, label=label, groups=[Group(3)])
    assert labels(tmp_path) == [["A"], ["B"]]


def test_plans_of_unknown_prescription_stay_apart(tmp_path):
    write_structures(tmp_path)
    write_plan(tmp_path, label="A", groups=[Group(25)], targets=[])
    write_plan(tmp_path, label="B", groups=[Group(8)], targets=[])
    assert labels(tmp_path) == [["A"], ["B"]]


def test_plans_in_different_frames_stay_apart(tmp_path):
    write_structures(tmp_path)
    assert len(labels(boost(tmp_path, change=lambda ds: setattr(ds, "FrameOfReferenceUID", uid("other"))))) == 2


def test_plans_of_different_sites_stay_apart(tmp_path):
    write_structures(tmp_path)
    write_plan(tmp_path, label="A", groups=[Group(25)], targets=[Target(50)], site="Pelvis")
    write_plan(tmp_path, label="B", groups=[Group(5)], targets=[Target(20)], site="Left hip")
    assert labels(tmp_path) == [["A"], ["B"]]


def test_plans_of_different_studies_stay_apart(tmp_path):
    assert len(labels(boost(tmp_path, change=lambda ds: setattr(ds, "StudyInstanceUID", uid("other study"))))) == 2


@pytest.mark.parametrize(("begin", "courses"), [("20130115", 1), ("20130501", 2)])
def test_treatments_on_record_within_8_weeks_are_phases(tmp_path, begin, courses):
    write_structures(tmp_path)
    for label, day in (("A", "20130108"), ("B", begin)):
        write_plan(tmp_path, label=label, groups=[Group(1)])
        write_record(tmp_path, SUBJECT, 1, day, plan=label, planned=1)
    assert len(labels(tmp_path)) == courses


def test_one_treatment_on_record_and_one_plan_stay_apart(tmp_path):
    write_record(boost(tmp_path), SUBJECT, 1, "20130108", plan="Pelvis", planned=25)
    for n in range(2, 26):
        write_record(tmp_path, SUBJECT, n, "20130209", plan="Pelvis", planned=25)
    assert len(labels(tmp_path)) == 2


def test_courses_are_in_order_of_their_start(tmp_path):
    for key, date in (("late", "20180301"), ("early", "20121203")):
        write_plan(tmp_path / key, replace(SUBJECT, key=key, date=date), label=key)
    assert labels(tmp_path) == [["early"], ["late"]]
