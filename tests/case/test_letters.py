"""Courses known only from letters: what may be entered, what is refused, and their place among the others."""

from dataclasses import replace
from datetime import date

import pytest

from reirrad_gui.case import Case
from reirrad_gui.case.from_letters import (
    letter_course,
    letter_courses,
    new_uid,
    placed_again,
    with_changed_letter,
    with_letter,
    without_letter,
)
from reirrad_gui.case.letters import LetterDocument, canonical_organ
from reirrad_gui.case.regroup import in_order, merged
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.identity import PatientIdentity
from tests.support.opened_cases import course
from tests.support.seed_letters import first, second


def dated(year):
    return When((StatedDate.at(PartialDate(year), "RT plan"),))


def case_of(*courses):
    return Case(PatientIdentity("1"), courses)


def test_a_letter_becomes_a_course_of_one_phase_with_a_prescription_and_without_dose():
    made = letter_course(first())
    [phase] = made.phases
    assert (made.prescribed_gy, made.planned_fractions, made.delivered_fractions) == (21.0, 3, None)
    assert (phase.doses, made.has_dose, made.frame_of_reference_uid) == ((), False, None)
    assert made.start.first_day == date(2012, 12, 1)
    assert made.end.last_day == date(2013, 1, 14)
    assert made.not_stated == ("delivered fractions",)
    assert "21 Gy (100 %, no hot spot above it)" in phase.without_dose


def test_what_the_letter_does_not_say_stays_unknown_and_is_asked():
    made = letter_course(second(fractions=None, site="", start="", reached=None))
    assert made.fractions is None
    assert made.phases[0].asked[0].endswith("Enter the number of fractions.")
    assert made.not_stated == (
        "first treatment date", "last treatment date", "delivered fractions", "treated site", "number of fractions",
        "organs reached",
    )  # fmt: skip
    assert not made.start.known


def test_delivered_fractions_alone_are_a_number_of_fractions():
    assert letter_course(first(fractions=None, delivered_fractions=2)).phases[0].asked == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"total_gy": None}, "prescribed dose is missing"),
        ({"total_gy": 0.0}, "above 0 and up to 200 Gy"),
        ({"total_gy": 2100.0}, "2100 Gy cannot be meant"),
        ({"fractions": 0}, "number of fractions lies between 1 and 100"),
        ({"delivered_fractions": 101}, "number of delivered fractions lies between 0 and 100"),
        ({"maximum_percent": 95.0}, "below 100 % it would bound nothing"),
        ({"reached": ()}, "No organ is named"),
        ({"reached": ("rectum wall of somebody",)}, "is not in the table of organs"),
        ({"reached": ("rect",)}, "is not the standard name of an organ; it is Rectum"),
        ({"start": "2013", "end": "2012"}, r"cannot end \(2012\) before it starts \(2013\)"),
        ({"start": "soon"}, "The start: “soon” is not understood as a date"),
        ({"end": "0012"}, "before there was radiotherapy"),
        ({"start": "2030", "end": ""}, "lies after the day of this entry"),
        ({"entered_by": " "}, "Say who enters this course"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(changes, said):
    with pytest.raises(EntryError, match=said):
        first(**changes)


@pytest.mark.parametrize(("title", "written"), [(" ", ""), ("Letter", "yesterday")])
def test_a_document_needs_a_title_and_a_date_that_can_be_read(title, written):
    with pytest.raises(EntryError):
        LetterDocument(title, written)


def test_a_document_is_named_with_date_and_author_as_far_as_they_are_known():
    assert LetterDocument("Letter", "03/2013", "Dr. Example").text == "Letter of Mar 2013, by Dr. Example"
    assert LetterDocument("Letter").text == "Letter"


def test_an_organ_written_in_other_words_gets_its_standard_name_and_a_paired_one_needs_its_side():
    assert canonical_organ("vezica urinară") == "Bladder"
    with pytest.raises(EntryError, match="Femur_Head_L or Femur_Head_R"):
        canonical_organ("femoral head")


def test_the_name_falls_back_on_the_site_and_the_document():
    assert first().name == "Pelvis, 3 weekly fractions"
    assert first(label="").name == "pelvis"
    assert first(label="", site="").name == "Case report, methods and discussion"


def test_a_maximum_above_the_prescription_is_said_wherever_the_bound_is():
    hot = first(maximum_percent=107.0)
    assert hot.bound_text == "at most 107 % of its prescription of 21 Gy, as entered"
    assert letter_course(hot).phases[0].bound_percent == 107.0


def test_organs_not_stated_may_all_have_been_reached():
    assert first(reached=None).may_have_reached("Lens_L")
    assert not first().may_have_reached("Lens_L")
    assert first().may_have_reached("Bag_Bowel")


@pytest.mark.parametrize(
    ("dates", "place"),
    [
        ({"start": "December 2012"}, 0),
        ({"start": "2015", "end": ""}, 1),
        ({"start": "", "end": "2015"}, 1),
        ({"start": "", "end": "2015 or earlier"}, 1),
        ({"start": "2020", "end": ""}, 2),
        ({"start": "", "end": ""}, 0),
    ],
)
def test_a_letters_course_stands_where_its_dates_put_it_and_first_without_any(dates, place):
    case = case_of(course(1, 20.0, 5, start=dated(2014)), course(2, 8.0, 1, start=dated(2018)))
    joined = with_letter(case, first(**dates))
    assert [one.letter is not None for one in joined.courses].index(True) == place


def test_an_undated_course_of_files_stays_last_and_an_undated_letter_first():
    case = with_letter(case_of(course(1, 20.0, 5)), first(start="", end=""))
    again = with_letter(case, second())
    assert [one.uid for one in again.courses] == ["letter 1", "letter 2", "course 1"]


def test_a_corrected_letter_moves_and_keeps_its_uid_and_a_removed_one_is_gone():
    case = with_letter(case_of(course(1, 20.0, 5, start=dated(2014))), first())
    moved = with_changed_letter(case, first(start="2016", end=""))
    assert [one.uid for one in moved.courses] == ["course 1", "letter 1"]
    assert [one.uid for one in letter_courses(moved)] == ["letter 1"]
    assert [one.uid for one in without_letter(moved, "letter 1").courses] == ["course 1"]


def test_only_a_letters_course_can_be_changed_or_removed_as_one_and_none_is_added_twice():
    case = with_letter(case_of(course(1, 20.0, 5)), first())
    with pytest.raises(EntryError, match="is there already"):
        with_letter(case, first())
    with pytest.raises(KeyError):
        with_changed_letter(case, first(uid="course 1"))
    with pytest.raises(KeyError):
        without_letter(case, "course 1")


def test_a_new_letter_never_gets_the_uid_of_one_that_was_removed():
    assert len({new_uid() for _ in range(100)}) == 100


def test_courses_ordered_anew_keep_their_letters_in_place():
    later, earlier = course(1, 20.0, 5, start=dated(2018)), course(2, 8.0, 1, start=dated(2014))
    case = case_of(later, letter_course(first(start="2016", end="")), earlier)
    assert [one.uid for one in placed_again(case, in_order).courses] == ["course 2", "letter 1", "course 1"]


def test_a_letters_course_is_never_a_phase_of_another():
    with pytest.raises(EntryError, match="has no place in space"):
        merged([letter_course(first()), letter_course(replace(second(), uid="letter 2"))])
