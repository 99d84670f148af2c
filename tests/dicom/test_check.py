"""The report says what was found, how it was linked and what is missing, in sentences a clinician can act on."""

import numpy as np

from reirrad_gui.dicom import check_report, read_cases
from tests.support.phantom_dicom import Group, Subject, two_courses, write_bone_scan, write_course, write_plan


def report(*paths) -> str:
    return "\n".join(check_report(read_cases(list(paths))))


def test_a_whole_course_is_told_in_full(tmp_path):
    assert report(write_course(tmp_path / "course")).splitlines() == [
        "Patient Phantom, Pelvis, ID PHANTOM-1, born 19500102",
        "  1 course, 1 structure set, 1 image series, 0 registrations; 10 files used.",
        "  Course 1: Plan; start 7 Jan 2013 or later, end 7 Jan 2013 or later.",
        "    Plan: 21 Gy, 3 fractions planned; dose from course/RD.dcm.",
        "    Structures: Structures; images: CT “planning CT”.",
        "    - Not stated: first treatment date, last treatment date, delivered fractions, treated site.",
        "  Structures Structures: 3 structures.",
        "  Images CT “planning CT”: 7 files, 7 Jan 2013.",
    ]


def test_two_courses_and_their_registration_are_told_in_order(tmp_path):
    two_courses(tmp_path, np.eye(4))
    text = report(tmp_path)
    assert text.index("Course 1:") < text.index("start 7 Jan 2013") < text.index("Course 2:") < text.index("1 Mar 2018")
    assert "not approved yet" in text


def test_what_is_asked_for_stands_with_its_course(tmp_path):
    write_plan(tmp_path, groups=[Group(None)], targets=[])
    text = report(tmp_path)
    assert "prescription not known, number of fractions not known" in text
    assert "it takes part by nothing until its dose is entered" in text
    assert "    - The plan Plan states no prescription. Enter the prescribed dose." in text


def test_obstacles_and_notices_stand_apart(tmp_path):
    course = write_course(tmp_path / "course")
    (course / "notes.txt").write_text("x")
    write_plan(course, label="Old", approval="REJECTED")
    lines = report(course).splitlines()
    obstacles, notices = lines.index("  Not usable, missing or contradictory:"), lines.index("  To know:")
    assert any("rejected" in line for line in lines[obstacles:notices])
    assert any("1 file passed over: not DICOM." in line for line in lines[notices:])


def test_what_concerns_all_patients_is_said_once_at_the_end(tmp_path):
    write_plan(tmp_path / "a")
    write_plan(tmp_path / "b", Subject(patient_id="PHANTOM-2", name="Other^Person"))
    (tmp_path / "notes.txt").write_text("x")
    text = report(tmp_path)
    assert text.count("not DICOM") == 1
    assert text.endswith("For all patients:\n  - 1 file passed over: not DICOM.")


def test_an_unnamed_patient_is_told_as_such(tmp_path):
    write_bone_scan(tmp_path, Subject(name="", patient_id="7"))
    text = report(tmp_path)
    assert text.startswith("Patient name not stated, ID 7, born 19500102")
    assert "A planar (projection) image: it has no slices." in text


def test_the_history_is_listed_in_order_of_time_with_what_sources_contradict():
    from dataclasses import replace

    from reirrad_gui.case import Case, Course
    from reirrad_gui.patient.events import event_of
    from reirrad_gui.patient.facts import Diagnosis
    from reirrad_gui.patient.identity import PatientIdentity
    from reirrad_gui.resources import resource
    from reirrad_gui.store.story import read_story
    from tests.support.typed_events import on

    story = read_story(resource("example", "story.json"))
    events = tuple(event for event, _ in story.events)
    case = Case(PatientIdentity("EX-001"), events=events, contradictions=story.contradictions)
    lines = check_report([case])
    begin = lines.index("  History:")
    assert lines[begin + 1].startswith("    Mar 2011: Prostate cancer, Gleason 3+4 [disease]. Not stated: PSA")
    assert (
        "    Sep or Nov 2012 (sources differ): Bone metastases [disease]. Not stated: number of metastases, PSA."
        in lines
    )
    assert any(line.startswith("    Sep to Nov 2012, end not stated: ADT: leuprolide [systemic]") for line in lines)
    assert sum("Sources contradict:" in line for line in lines) == 20
    early = Course("c", "C", (), on("2010"), on("2010"))
    late = replace(case, courses=(early,), events=(event_of("d", Diagnosis("prostate cancer"), on("2011")),))
    assert "    - Course 1 (2010) lies before the diagnosis (Prostate cancer, 2011)." in check_report([late])
