"""Two identities become one case only on a person's word, and nothing is counted twice."""

import pytest

from reirrad_gui.case import Case, Course, Phase
from reirrad_gui.case.merge import same_person
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.identity import PatientIdentity

POPA = PatientIdentity("17", "Popa^Ana", "19500101", "F")
COPY = PatientIdentity("ANON-1", "Anonymous", "", "")


def course(uid: str) -> Course:
    return Course(uid, uid, (Phase(uid, uid, None, 1, 21.0, 3, None, ()),), When(), When())


def test_one_person_has_the_courses_of_all_identities_and_both_are_named():
    joined = same_person([Case(POPA, (course("A"),)), Case(COPY, (course("B"), course("C")))])
    assert {c.uid for c in joined.courses} == {"A", "B", "C"}
    assert joined.patient == COPY  # of the case with the most courses
    sentence = joined.problems[0].sentence
    assert "Popa, Ana (ID 17, born: 19500101, sex: F)" in sentence
    assert "Anonymous (ID ANON-1, born: not stated, sex: not stated)" in sentence


def test_a_course_that_is_there_under_both_identities_is_counted_once():
    joined = same_person([Case(POPA, (course("A"), course("B"))), Case(COPY, (course("B"),))])
    assert [c.uid for c in joined.courses] == ["A", "B"]
    assert "1 of the courses carried both identities" in joined.problems[1].sentence


def test_a_single_identity_stays_as_it_is():
    case = Case(POPA, (course("A"),))
    assert same_person([case]) is case


def test_nobody_cannot_be_joined():
    with pytest.raises(ValueError, match="no case"):
        same_person([])
