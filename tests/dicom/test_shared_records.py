"""A treatment record that names two plans: its beams tell for which each counts, or it is said that they do not."""

from copy import deepcopy
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from reirrad_gui.dicom import read_case
from tests.support.phantom_base import reference
from tests.support.phantom_dicom import SUBJECT, Group, write_plan, write_record, write_summary


def both(*beams: tuple[int, str]):
    """The record also names the plan "Boost", and tells of these beams (number, name)."""

    def change(ds: Dataset) -> None:
        ds.ReferencedRTPlanSequence.append(reference("RTPLAN", SUBJECT.plan_uid("Boost")))
        first = ds.TreatmentSessionBeamSequence[0]
        ds.TreatmentSessionBeamSequence = []
        for number, name in beams:
            item = deepcopy(first)
            item.ReferencedBeamNumber = str(number)
            if name:
                item.BeamName = name
            ds.TreatmentSessionBeamSequence.append(item)

    return change


def renamed(name: str):
    def change(ds: Dataset) -> None:
        for beam in ds.BeamSequence:
            beam.BeamName = name

    return change


def records(folder: Path, *beams: tuple[int, str]) -> None:
    """Three fractions on three days."""
    for fraction in (1, 2, 3):
        write_record(folder, SUBJECT, fraction, f"2013010{7 + fraction - 1}", "Pelvis", change=both(*beams))


def delivered(folder: Path):
    """Fractions by plan, and what is said about records."""
    case = read_case([folder])
    said = [problem.sentence for problem in case.problems if "record" in problem.sentence]
    said = [sentence.replace(f"{folder.name}/", "") for sentence in said]
    return {course.label: course.delivered_fractions for course in case.courses}, said, case


def test_beams_of_other_numbers_count_for_their_own_plan(tmp_path):
    write_plan(tmp_path, label="Pelvis", groups=[Group(3, (1,))])
    write_plan(tmp_path, label="Boost", groups=[Group(3, (2,))])
    records(tmp_path, (1, ""), (2, ""))
    fractions, said, case = delivered(tmp_path)
    assert fractions == {"Pelvis": 3, "Boost": 3}
    assert [(course.start.text, course.end.text) for course in case.courses] == [("7 Jan 2013", "9 Jan 2013")] * 2
    assert all(
        len(fraction.beams) == 1 and not fraction.missing_beams
        for course in case.courses
        for fraction in course.phases[0].delivery.fractions
    )
    assert said == [
        "3 treatment records (RT_Pelvis_1_1_1.dcm, RT_Pelvis_1_2_1.dcm, RT_Pelvis_1_3_1.dcm) of Pelvis and Boost: each "
        "beam counts for the plan that has it, by number and name."
    ]


def test_beams_numbered_alike_are_told_apart_by_their_names(tmp_path):
    write_plan(tmp_path, label="Pelvis", groups=[Group(3, (1,))], change=renamed("AP"))
    write_plan(tmp_path, label="Boost", groups=[Group(3, (1,))], change=renamed("Boost AP"))
    records(tmp_path, (1, "Boost AP"))
    fractions, _, _ = delivered(tmp_path)
    assert fractions == {"Pelvis": None, "Boost": 3}


def test_the_fraction_group_is_the_one_that_has_the_beams(tmp_path):
    write_plan(tmp_path, label="Pelvis", groups=[Group(3, (1,))])
    write_plan(tmp_path, label="Boost", groups=[Group(5, (5,), 1), Group(3, (2,), 2)])
    records(tmp_path, (1, ""), (2, ""))
    fractions, _, _ = delivered(tmp_path)
    assert fractions == {"Pelvis": 3, "Boost, group 1": None, "Boost, group 2": 3}


@pytest.mark.parametrize("beams", [((1, ""),), ((1, "Beam 1"), (2, "Beam 2")), ((7, ""),), ((1, "LAO"),)])
def test_what_cannot_be_told_apart_counts_for_the_first_plan_only_and_is_said(tmp_path, beams):
    write_plan(tmp_path, label="Pelvis", groups=[Group(3, (1, 2))])
    write_plan(tmp_path, label="Boost", groups=[Group(3, (1, 2))])
    records(tmp_path, *beams)
    fractions, said, _ = delivered(tmp_path)
    assert fractions == {"Pelvis": 3, "Boost": None}
    assert len(said) == 1
    assert "of Pelvis and Boost: which beam belongs to which plan cannot be told from them, so they count" in said[0]
    assert "for Pelvis only. Check how many fractions were given with each." in said[0]


def test_a_summary_of_two_plans_has_no_beams_to_tell_them_apart(tmp_path):
    write_plan(tmp_path, label="Pelvis", groups=[Group(3, (1,))])
    write_plan(tmp_path, label="Boost", groups=[Group(3, (2,))])
    path = write_summary(tmp_path, SUBJECT, "20130107", "20130109", 3, 3, plan="Pelvis")
    ds = dcmread(path)
    ds.ReferencedRTPlanSequence.append(reference("RTPLAN", SUBJECT.plan_uid("Boost")))
    ds.save_as(path)
    fractions, said, _ = delivered(tmp_path)
    assert fractions == {"Pelvis": 3, "Boost": None}
    assert "1 treatment record (SUMMARY_Pelvis.dcm) of Pelvis and Boost: which beam belongs" in said[0]


def test_a_second_plan_that_is_not_among_the_files_is_said(tmp_path):
    write_plan(tmp_path, label="Pelvis", groups=[Group(3, (1,))])
    records(tmp_path, (1, ""))
    fractions, said, _ = delivered(tmp_path)
    assert fractions == {"Pelvis": 3}
    assert "of Pelvis: another plan is named there, too, which is not among the files" in said[0]


def test_where_the_first_plan_is_missing_nothing_is_counted_as_before(tmp_path):
    write_plan(tmp_path, label="Boost", groups=[Group(3, (2,))])
    records(tmp_path, (1, ""), (2, ""))
    fractions, said, _ = delivered(tmp_path)
    assert fractions == {"Boost": None}
    assert len(said) == 1 and "of a plan that is not among the files" in said[0]
