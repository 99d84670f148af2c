"""Soloway's extent of disease (EVIDENCE f), numbers as reports give them, and the scans of the case report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.clinical.bone_scan import Extent, extent_of_disease
from reirrad_gui.clinical.counts import Count, reaches
from reirrad_gui.errors import EntryError

ORDER = list(Extent)
COUNTS = st.builds(lambda a, b: Count(min(a, b), max(a, b)), st.integers(0, 60), st.integers(0, 60))


@pytest.mark.parametrize(
    ("lesions", "grade"),
    [
        (0, Extent.EOD_0),
        (1, Extent.EOD_I),
        (5, Extent.EOD_I),
        (6, Extent.EOD_II),
        (20, Extent.EOD_II),
        (21, Extent.EOD_III),
    ],
)
def test_grades_at_each_threshold(lesions, grade):
    assert extent_of_disease(Count.exactly(lesions), superscan=False).answer.grade is grade


def test_a_superscan_is_grade_iv_whatever_the_number():
    assert extent_of_disease(None, superscan=True).answer.grade is Extent.EOD_IV
    assert extent_of_disease(Count.exactly(3), superscan=True).answer.grade is Extent.EOD_IV


def test_more_than_20_without_a_word_on_a_superscan_stays_between_iii_and_iv():
    found = extent_of_disease(Count.exactly(21))
    assert found.headline == "undetermined: EOD III to IV"
    assert found.missing == ("whether it is a superscan",)


def test_the_15_lesions_listed_in_2018_are_grade_ii():  # EVIDENCE j 13
    assert extent_of_disease(Count.exactly(15)).headline == "EOD II"


def test_the_multiple_lesions_of_2012_leave_the_grade_open():  # EVIDENCE j 13
    found = extent_of_disease(Count.parse("multiple"))
    assert found.answer.grade is None
    assert found.headline == "undetermined: EOD I to IV"
    assert "number of lesions" in found.missing


def test_an_unknown_number_is_undetermined_and_never_zero():
    found = extent_of_disease(None)
    assert (found.answer.least, found.answer.most, found.headline) == (None, None, "undetermined")


def test_a_range_across_a_threshold_is_a_range_of_grades():
    found = extent_of_disease(Count(5, 6), superscan=False)
    assert (found.answer.least, found.answer.most) == (Extent.EOD_I, Extent.EOD_II)


def test_a_lesion_as_large_as_a_vertebral_body_counts_twice():
    assert extent_of_disease(Count.exactly(5), False, 0).answer.grade is Extent.EOD_I
    assert extent_of_disease(Count.exactly(5), False, 1).answer.grade is Extent.EOD_II
    assert "counted once" in " ".join(extent_of_disease(Count.exactly(5), False).reasons)


def test_more_large_lesions_than_lesions_are_refused():
    with pytest.raises(EntryError, match="cannot be as large"):
        extent_of_disease(Count.exactly(2), None, 3)


def test_the_papers_survival_goes_with_the_grades():  # EVIDENCE f: 94, 74, 68, 40 %
    assert [grade.survival_percent for grade in Extent] == [None, 94, 74, 68, 40]


def test_the_qualifiers_from_memory_keep_their_caution():
    assert extent_of_disease(Count.exactly(15)).caution == "check against the paper"


@given(COUNTS, st.sampled_from([True, False, None]))
def test_a_range_contains_the_grade_of_every_number_in_it(count, superscan):
    found = extent_of_disease(count, superscan).answer
    for number in (count.fewest, count.most):
        one = extent_of_disease(Count.exactly(number), superscan).answer
        assert ORDER.index(found.least) <= ORDER.index(one.least)
        assert ORDER.index(one.most) <= ORDER.index(found.most)


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("15", (15, 15)), ("6-20", (6, 20)), ("6 to 20", (6, 20)), ("> 3", (4, None)), ("more than 3", (4, None)),
        ("at least 4", (4, None)), ("4+", (4, None)), ("fewer than 6", (0, 5)), ("up to 5", (0, 5)),
        ("multiple", (2, None)), ("none", (0, 0)), ("≥2", (2, None)),
    ],
)  # fmt: skip
def test_numbers_of_lesions_are_read_as_reports_write_them(written, bounds):
    assert Count.parse(written) == Count(*bounds)


@pytest.mark.parametrize("written", ["many", "-3", "20-6", "fewer than 0", "2.5", "99999"])
def test_what_is_no_number_of_lesions_is_refused(written):
    with pytest.raises(EntryError):
        Count.parse(written)


def test_bounds_answer_only_what_they_know():
    assert [reaches(Count.parse(text), 2) for text in ("2", "1", "1-2", "more than 3", "")] == [
        True, False, None, True, None,
    ]  # fmt: skip
