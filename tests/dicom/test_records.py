"""What was delivered and when, by treatment records and summaries; a plan's date is not a treatment date."""

from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from reirrad_gui.case import Course
from reirrad_gui.dicom import read_case
from tests.support.phantom_dicom import SUBJECT, Group, write_dose, write_plan, write_record, write_summary


def course(folder: Path) -> Course:
    [found] = read_case([folder]).courses
    return found


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of 5 fractions, dated 7 January 2013."""
    write_plan(tmp_path, groups=[Group(5)])
    return tmp_path


def record(folder: Path, *fractions: int, **how: object) -> None:
    """Fraction n on day 7 + n of January 2013."""
    for n in fractions:
        write_record(folder, SUBJECT, n, f"201301{7 + n:02d}", planned=5, **how)


def asked(found: Course) -> str:
    return " ".join(found.phases[0].asked)


def test_a_plan_date_only_says_that_treatment_was_not_before(plan):
    found = course(plan)
    assert found.start.text == "7 Jan 2013 or later"
    assert found.start.sources == ("RT plan date, not a treatment date",)
    assert (found.start.last_day, found.end.last_day) == (None, None)
    assert found.not_stated == ("first treatment date", "last treatment date", "delivered fractions", "treated site")


def test_a_plan_without_date_says_nothing(tmp_path):
    write_plan(tmp_path, date="")
    found = course(tmp_path)
    assert (found.start.known, found.end.known) == (False, False)


def test_records_of_all_fractions_give_number_and_dates(plan):
    record(plan, 1, 2, 3, 4, 5)
    found = course(plan)
    assert (found.start.text, found.end.text, found.delivered_fractions) == ("8 Jan 2013", "12 Jan 2013", 5)
    assert found.start.sources == ("RT treatment record of fraction 1",)
    assert found.phases[0].fractions_source == "RT treatment records of fractions 1 to 5"
    assert asked(found) == ""
    assert found.not_stated == ("treated site",)


def test_three_of_five_fractions_on_record_count_as_three_and_are_said(plan):
    record(plan, 1, 2, 3)
    found = course(plan)
    assert (found.planned_fractions, found.delivered_fractions) == (5, 3)
    assert found.phases[0].delivered_share == pytest.approx(0.6)
    assert "Fractions 1 to 3 of 5 are on record" in asked(found)


def test_two_beams_of_one_fraction_are_one_fraction(plan):
    for beam in (1, 2):
        record(plan, 1, 2, beam=beam)
    assert course(plan).delivered_fractions == 2


def test_a_hole_in_the_records_leaves_the_number_unknown(plan):
    record(plan, 1, 2, 4)
    found = course(plan)
    assert found.delivered_fractions is None
    assert "Only fraction 1, 2, 4 is on record" in asked(found)
    assert found.end.text == "11 Jan 2013 or later"


def test_a_late_record_only_bounds_the_start(plan):
    record(plan, 4)
    found = course(plan)
    # the plan is of 7 January, fraction 4 was given on 11 January
    assert (found.start.text, found.end.text) == ("7 to 11 Jan 2013", "11 Jan 2013 or later")


def test_a_treatment_on_record_before_the_plan_date_is_believed(tmp_path):
    write_plan(tmp_path, groups=[Group(5)], date="20130201")
    record(tmp_path, 1, 2, 3, 4, 5)
    assert course(tmp_path).start.text == "8 Jan 2013"


def test_a_late_record_before_the_plan_date_is_believed(tmp_path):
    write_plan(tmp_path, groups=[Group(5)], date="20130201")
    record(tmp_path, 4)
    assert course(tmp_path).start.text == "11 Jan 2013 or earlier"


def test_more_fractions_on_record_than_planned_are_doubted(plan):
    record(plan, *range(1, 8))
    found = course(plan)
    assert found.delivered_fractions == 7
    assert "7 fractions are on record but 5 are planned" in asked(found)


def test_an_interrupted_fraction_is_said(plan):
    record(plan, 1, 2, 3, 4)
    record(plan, 5, status="MACHINE")
    assert "Fraction 5 was not delivered to its end (machine" in asked(course(plan))


def test_a_beam_that_gave_no_dose_is_no_fraction(plan):
    def nothing(ds: Dataset) -> None:
        ds.TreatmentSessionBeamSequence[0].DeliveredPrimaryMeterset = "0"

    record(plan, 1, 2)
    record(plan, 3, change=nothing)
    assert course(plan).delivered_fractions == 2


def test_a_summary_of_a_completed_treatment_is_believed(plan):
    write_summary(plan, SUBJECT, "20130110", "20130122", delivered=4, planned=5)
    found = course(plan)
    assert (found.start.text, found.end.text, found.delivered_fractions) == ("10 Jan 2013", "22 Jan 2013", 4)
    assert found.phases[0].fractions_source == "RT treatment summary"


def test_a_summary_of_a_running_treatment_leaves_the_number_open(plan):
    write_summary(plan, SUBJECT, "20130110", "20130122", delivered=4, planned=5, status="ON_TREATMENT")
    found = course(plan)
    assert (found.delivered_fractions, found.end.text) == (None, "22 Jan 2013 or later")
    assert "treatment had not ended then (on treatment)" in asked(found)


def test_summaries_that_disagree_leave_the_number_unknown(plan):
    write_summary(plan, SUBJECT, "20130110", "20130122", delivered=4, planned=5)
    write_summary(plan / "2", SUBJECT, "20130110", "20130122", delivered=3, planned=5, name="second")
    found = course(plan)
    assert found.delivered_fractions is None
    assert "Treatment summaries disagree on the fractions delivered (3, 4)" in asked(found)


def test_more_fractions_on_record_than_the_summary_counts_are_doubted(plan):
    write_summary(plan, SUBJECT, "20130108", "20130112", delivered=3, planned=5)
    record(plan, 1, 2, 3, 4, 5)
    assert "3 fractions were delivered by the summary, but 5 are on record" in asked(course(plan))


def test_a_record_without_a_date_still_counts_its_fraction(plan):
    for n in range(1, 6):
        write_record(plan, SUBJECT, n, "", planned=5)
    found = course(plan)
    assert (found.delivered_fractions, found.start.text) == (5, "7 Jan 2013 or later")


def test_records_and_summary_that_disagree_on_a_date_are_a_conflict_to_show(plan):
    write_summary(plan, SUBJECT, "20130109", "20130112", delivered=5, planned=5)
    record(plan, 1, 2, 3, 4, 5)
    found = course(plan)
    assert found.start.conflicting
    assert found.start.text == "8 or 9 Jan 2013"


def test_a_record_that_counts_fractions_as_fraction_groups_is_understood(plan):
    # CyberKnife writes the number of the fraction there
    record(plan, 1, group=1)
    record(plan, 2, group=2)
    assert course(plan).delivered_fractions == 2


def test_records_of_an_absent_plan_are_said_and_not_used(tmp_path):
    write_dose(tmp_path)
    record(tmp_path, 1, plan="Another")
    case = read_case([tmp_path])
    assert any("1 treatment record (" in p.sentence and "not among the files" in p.sentence for p in case.problems)
    assert case.courses[0].delivered_fractions is None


def test_records_go_to_their_fraction_group(tmp_path):
    write_plan(tmp_path, groups=[Group(5, (1,), 1), Group(2, (2,), 2)])
    record(tmp_path, 1, 2, 3, 4, 5, group=1)
    record(tmp_path, 1, 2, group=2)
    assert [c.delivered_fractions for c in read_case([tmp_path]).courses] == [5, 2]


# Real files


def test_the_real_record_of_fraction_4_bounds_the_treatment(shared_data):
    misc = shared_data / "rt_misc"
    found = read_case([misc / "RTPLAN_cyberknife.dcm", misc / "RTRECORD_cyberknife.dcm"]).courses[0]
    # planned on 5 June 2010, fraction 4 of 5 given on 7 June 2010
    assert (found.start.text, found.end.text) == ("5 to 7 Jun 2010", "7 Jun 2010 or later")
    assert found.delivered_fractions is None
    assert "Only fraction 4 is on record" in asked(found)
