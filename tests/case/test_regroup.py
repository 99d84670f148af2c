"""A person says what belongs to one treatment: courses merge into phases and come apart again unchanged."""

from dataclasses import replace

import pytest

from reirrad_gui.case import Case, Course, DoseSource, Phase, Problem, SourceFile
from reirrad_gui.case.regroup import in_order, merge_courses, split_course, use_dose
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.identity import PatientIdentity


def at(text: str) -> When:
    return When((StatedDate.at(PartialDate.parse(text), "record"),))


def since(text: str) -> When:
    return When((StatedDate(PartialDate.parse(text), None, "plan date"),))


def dose(uid: str) -> DoseSource:
    from pathlib import Path

    return DoseSource(SourceFile(Path(uid), uid, uid), "PLAN", "frame")


def course(name: str, start: When = When(), end: When = When(), frame: str | None = "frame", **how: object) -> Course:
    phase = Phase(f"{name}/1", name, None, 1, 50.0, 25, None, (dose(name),))
    return Course(name, name, (phase,), start, end, frame_of_reference_uid=frame, **how)  # type: ignore[arg-type]


def case(*courses: Course) -> Case:
    return Case(PatientIdentity("1", "Example"), courses)


def test_merged_courses_are_phases_in_order_with_the_sum_of_their_fractions():
    merged = merge_courses(case(course("A"), course("X"), course("B")), {"A", "B"}, "Course 1")
    whole = merged.courses[0]
    assert [c.label for c in merged.courses] == ["Course 1", "X"]
    assert [p.label for p in whole.phases] == ["A", "B"]
    assert (whole.prescribed_gy, whole.planned_fractions) == (100.0, 50)


def test_a_merged_course_without_a_label_names_its_parts():
    assert merge_courses(case(course("A"), course("B")), {"A", "B"}).courses[0].label == "A + B"


def test_splitting_gives_the_courses_back_with_their_own_dates():
    first = course("A", at("8 Jan 2013"), at("9 Feb 2013"))
    second = course("B", at("11 Feb 2013"), at("20 Feb 2013"))
    merged = merge_courses(case(first, second), {"A", "B"})
    back = split_course(merged, merged.courses[0].uid)
    assert [(c.label, c.start.text, c.end.text) for c in back.courses] == [
        ("A", "8 Jan 2013", "9 Feb 2013"), ("B", "11 Feb 2013", "20 Feb 2013"),
    ]  # fmt: skip
    assert [c.phases[0].doses for c in back.courses] == [first.phases[0].doses, second.phases[0].doses]


def test_a_merged_course_begins_with_its_first_phase_and_ends_with_its_last():
    second = course("B", at("11 Feb 2013"), at("20 Feb 2013"))
    first = course("A", at("8 Jan 2013"), at("9 Feb 2013"))
    whole = merge_courses(case(second, first), {"A", "B"}).courses[0]
    assert (whole.start.text, whole.end.text) == ("8 Jan 2013", "20 Feb 2013")
    assert whole.start.sources == ("record",)


def test_an_open_phase_leaves_the_end_open():
    first = course("A", at("8 Jan 2013"), at("9 Feb 2013"))
    second = course("B", since("1 Feb 2013"), since("1 Feb 2013"))
    whole = merge_courses(case(first, second), {"A", "B"}).courses[0]
    assert (whole.start.text, whole.end.text) == ("8 Jan 2013", "9 Feb 2013 or later")


def test_a_phase_that_may_have_begun_first_leaves_the_start_open_to_it():
    first = course("A", at("8 Mar 2013"), at("9 Apr 2013"))
    second = course("B", since("1 Feb 2013"), since("1 Feb 2013"))
    whole = merge_courses(case(first, second), {"A", "B"}).courses[0]
    assert whole.start.text == "1 Feb to 8 Mar 2013"


def test_a_phase_without_any_date_may_have_come_first_and_last():
    first = course("A", at("8 Jan 2013"), at("9 Feb 2013"))
    whole = merge_courses(case(first, course("B")), {"A", "B"}).courses[0]
    assert (whole.start.text, whole.end.text) == ("8 Jan 2013 or earlier", "9 Feb 2013 or later")


def test_courses_without_dates_merge_into_one_without_dates():
    whole = merge_courses(case(course("A"), course("B")), {"A", "B"}).courses[0]
    assert (whole.start.known, whole.end.known) == (False, False)


def test_sites_structures_and_sentences_of_all_parts_are_kept():
    first = course("A", site="Pelvis", problems=("one",), not_stated=("site",))
    second = course("B", site="Boost", problems=("one", "two"), structure_set_uid="rs", series_uid="ct")
    whole = merge_courses(case(first, second), {"A", "B"}).courses[0]
    assert (whole.site, whole.problems, whole.not_stated) == ("Pelvis, Boost", ("one", "two"), ("site",))
    assert (whole.structure_set_uid, whole.series_uid) == ("rs", "ct")


@pytest.mark.parametrize("uids", [set(), {"A"}, {"A", "nobody"}])
def test_fewer_than_two_courses_do_not_merge(uids):
    with pytest.raises(EntryError, match="at least two"):
        merge_courses(case(course("A"), course("B")), uids)


def test_courses_in_different_frames_do_not_merge():
    with pytest.raises(EntryError, match="A and B lie in different frames"):
        merge_courses(case(course("A"), course("B", frame="other")), {"A", "B"})


@pytest.mark.parametrize("uid", ["A", "nobody"])
def test_a_course_of_one_phase_does_not_split(uid):
    with pytest.raises(EntryError, match="several phases"):
        split_course(case(course("A")), uid)


def test_a_person_chooses_between_doses_that_the_files_do_not_decide():
    phase = Phase("p", "Plan", None, 1, 50.0, 25, None, (), alternatives=(dose("one"), dose("two")))
    undecided = Course("c", "Plan", (phase,), When(), When(), frame_of_reference_uid="frame")
    chosen = use_dose(case(undecided), "p", "two")
    assert [d.file.sop_instance_uid for d in chosen.courses[0].phases[0].doses] == ["two"]
    with pytest.raises(EntryError, match="not one of those"):
        use_dose(chosen, "p", "three")


def test_courses_without_a_start_come_last_in_the_order_found():
    unordered = [course("?"), course("2018", at("2018")), course("2012", since("2012")), course("also ?")]
    assert [c.label for c in in_order(unordered)] == ["2012", "2018", "?", "also ?"]


def test_a_chosen_dose_is_said_and_the_open_question_is_not_said_any_more():
    phase = Phase("p", "Plan", None, 1, 50.0, 25, None, (), alternatives=(dose("one"), dose("two")))
    undecided = Course("c", "Plan", (phase,), When(), When(), frame_of_reference_uid="frame")
    question = Problem("2 different doses; none is used.", tuple(d.file for d in phase.alternatives))
    other = Problem("Something else.", (dose("one").file,))
    found = use_dose(replace(case(undecided), problems=(question, other)), "p", "two")
    assert found.problems[0].sentence == "Something else."
    assert len(found.problems) == 2
    assert "The dose of Plan is two, as chosen by the user; not used: one." in found.problems[1].sentence
    again = use_dose(found, "p", "one")
    assert len(again.problems) == 2
    assert "is one, as chosen" in again.problems[1].sentence


def test_a_dose_in_another_frame_than_the_other_phases_is_refused():
    elsewhere = replace(dose("two"), frame_of_reference_uid="elsewhere")
    undecided = Phase("p", "Plan", None, 1, 50.0, 25, None, (), alternatives=(dose("one"), elsewhere))
    first = Phase("q", "First", None, 1, 50.0, 25, None, (dose("q"),))
    whole = Course("c", "Both", (first, undecided), When(), When(), frame_of_reference_uid="frame")
    with pytest.raises(EntryError, match="another frame of reference than the other phases of Both"):
        use_dose(case(whole), "p", "two")
    assert use_dose(case(whole), "p", "one").courses[0].has_dose


def test_a_phase_of_which_no_fraction_was_delivered_gave_no_dose_however_many_were_planned():
    phase = course("A").phases[0]
    assert replace(phase, delivered_fractions=0).delivered_share == 0.0
    assert replace(phase, planned_fractions=None, delivered_fractions=0).delivered_share == 0.0
    assert replace(phase, planned_fractions=None, delivered_fractions=3).delivered_share == 1.0
