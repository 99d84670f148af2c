"""What was delivered and when, by treatment records and summaries; a plan's date is not a treatment date."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as ItemSequence

from reirrad_gui.case import Course, FractionState
from reirrad_gui.case.delivery import Termination, Verification
from reirrad_gui.dicom import check_report, read_case
from reirrad_gui.resources import resource
from reirrad_gui.session.delivery_json import delivery_json
from tests.support.phantom_dicom import SUBJECT, Group, write_dose, write_plan, write_record, write_summary


def course(folder: Path) -> Course:
    [found] = read_case([folder]).courses
    return found


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of 5 fractions of one beam, dated 7 January 2013."""
    write_plan(tmp_path, groups=[Group(5, (1,), 1)])
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
    assert "Only 3 of 5 fractions are on record, and nothing says that treatment ended there." in asked(found)


@pytest.mark.parametrize(
    ("last", "delivered", "status", "in_doubt"),
    [
        ("20130110", 3, "STOPPED", False),
        ("20130110", None, "STOPPED", False),
        ("20130111", None, "STOPPED", True),
        ("20130110", None, "ON_TREATMENT", True),
    ],
    ids=["counted and stopped", "stopped on the last day on record", "stopped later", "not stopped"],
)
def test_only_a_summary_that_treatment_ended_there_settles_records_that_stop_short(
    plan, last, delivered, status, in_doubt
):
    record(plan, 1, 2, 3)  # 8 to 10 January 2013
    write_summary(plan, SUBJECT, "20130108", last, delivered=delivered, planned=5, status=status)
    [phase] = course(plan).phases
    assert (phase.delivered_fractions, phase.stops_short) == (3, in_doubt)
    assert any("nothing says that treatment ended there" in text for text in phase.asked) == in_doubt


def test_fraction_1_of_5_on_record_counts_as_one_and_is_in_doubt(plan):
    record(plan, 1)
    [phase] = course(plan).phases
    assert (phase.delivered_fractions, phase.stops_short, phase.short_text) == (1, True, "1 of 5 fractions")


@pytest.mark.parametrize("recorded", [(), (1, 2, 3, 4, 5), (1, 3)])
def test_without_records_with_all_of_them_or_with_a_hole_nothing_stops_short(plan, recorded):
    record(plan, *recorded)
    assert not course(plan).phases[0].stops_short


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
    found = course(plan)
    assert "3 fractions were delivered by the summary, but 5 are on record" in asked(found)
    # neither is believed: counting 3 of 5 would take 40 % of the dose away
    assert (found.delivered_fractions, found.phases[0].delivered_share) == (None, 1.0)


def test_a_summary_above_the_plan_is_not_lowered_by_records(plan):
    write_summary(plan, SUBJECT, "20130108", "20130114", delivered=6, planned=5)
    record(plan, *range(1, 8))
    assert course(plan).delivered_fractions == 7


def test_a_summary_of_fewer_than_no_fractions_states_nothing(plan):
    write_summary(plan, SUBJECT, "20130108", "20130112", delivered=-1, planned=5)
    found = course(plan)
    assert (found.delivered_fractions, found.phases[0].delivered_share) == (None, 1.0)


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


# Single fractions


def told(found: Course) -> str:
    return " ".join(found.phases[0].delivery.facts)


def metersets(specified: str, delivered: str, status: str = "NORMAL") -> Callable[[Dataset], None]:
    """A record's only beam with what it was to give and what it gave."""

    def change(ds: Dataset) -> None:
        session = ds.TreatmentSessionBeamSequence[0]
        session.SpecifiedPrimaryMeterset, session.DeliveredPrimaryMeterset = specified, delivered
        session.TreatmentTerminationStatus = status

    return change


def test_every_fraction_on_record_has_its_own_day(plan):
    record(plan, 1, 2, 3)
    found = course(plan)
    assert [(f.number, f.when.text) for f in found.dated_fractions] == [
        (1, "8 Jan 2013"),
        (2, "9 Jan 2013"),
        (3, "10 Jan 2013"),
    ]
    assert {f.state for f in found.dated_fractions} == {FractionState.DELIVERED}
    text = "3 of 5 fractions on record, taken as all that were delivered; nobody confirmed it"
    assert found.phases[0].fractions_text == text


def test_the_longest_gap_between_fractions_is_said_as_a_fact(plan):
    record(plan, 1, 2)
    write_record(plan, SUBJECT, 3, "20130115", planned=5)
    # 9 to 15 January
    assert told(course(plan)) == "Longest gap of 6 days between fraction 2 and fraction 3."


def test_a_fraction_given_in_part_says_how_much_of_its_meterset(plan):
    record(plan, 1)
    record(plan, 2, change=metersets("200", "126", "MACHINE"))
    found = course(plan)
    fraction = found.phases[0].delivery.fractions[1]
    # 126 / 200
    assert (fraction.state, fraction.share) == (FractionState.PARTIAL, pytest.approx(0.63))
    assert fraction.text == (
        "fraction 2, 9 Jan 2013: partly delivered (63 % of the specified meterset; ended by the machine)"
    )
    assert "Fraction 2 was not delivered to its end (machine, 63 % of its meterset" in asked(found)


def test_a_beam_that_was_continued_after_an_interruption_is_whole(plan):
    # 126 of 200 on the day, the remaining 74 on the next: PS3.3 calls the second a continuation
    record(plan, 1, change=metersets("200", "126", "MACHINE"))

    def continuation(ds: Dataset) -> None:
        metersets("74", "74")(ds)
        ds.TreatmentDate = "20130109"
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"{ds.SOPInstanceUID}.2"

    write_record(plan / "later", SUBJECT, 1, "20130109", planned=5, change=continuation)
    [fraction] = course(plan).phases[0].delivery.fractions
    assert (fraction.state, fraction.share) == (FractionState.DELIVERED, pytest.approx(1.0))
    assert (fraction.when.text, fraction.when.conflicting) == ("8 to 9 Jan 2013", False)
    assert "not delivered to its end" not in asked(course(plan))


def test_a_beam_recorded_twice_in_full_is_counted_once_and_doubted(plan):
    record(plan, 1, change=metersets("200", "200"))

    def again(ds: Dataset) -> None:
        metersets("200", "200")(ds)
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"{ds.SOPInstanceUID}.2"

    write_record(plan / "again", SUBJECT, 1, "20130108", planned=5, change=again)
    found = course(plan)
    assert found.delivered_fractions == 1
    assert "Fraction 1 is on record with more than its planned meterset (beam 1)" in asked(found)


def test_a_fraction_with_a_beam_missing_from_the_records_is_not_known_to_be_whole(tmp_path):
    write_plan(tmp_path, groups=[Group(5, (1, 2), 1)])
    record(tmp_path, 1, beam=1)
    record(tmp_path, 2, beam=1)
    record(tmp_path, 2, beam=2)
    one, two = course(tmp_path).phases[0].delivery.fractions
    assert (one.state, one.missing_beams, two.state) == (FractionState.UNKNOWN, (2,), FractionState.DELIVERED)
    assert one.text == "fraction 1, 8 Jan 2013: not known whether in full (beam 2 not on record)"


def test_an_attempt_without_dose_is_on_record_but_is_no_fraction(plan):
    record(plan, 1)
    record(plan, 2, change=metersets("200", "0", "OPERATOR"))
    found = course(plan)
    assert found.delivered_fractions == 1
    assert "Fraction 2, 9 Jan 2013: nothing delivered" in told(found)


def test_fractions_out_of_order_and_two_on_one_day_are_said(plan):
    record(plan, 1, 2)
    write_record(plan, SUBJECT, 3, "20130108", planned=5)
    assert told(course(plan)).startswith(
        "Fraction 3 is dated 8 Jan 2013, before fraction 2 (9 Jan 2013). "
        "2 fractions are on record of 8 Jan 2013: 1 and 3."
    )


def test_a_status_that_is_not_stated_or_not_known_stays_so(plan):
    def unstated(ds: Dataset) -> None:
        del ds.TreatmentSessionBeamSequence[0].TreatmentTerminationStatus

    record(plan, 1, change=unstated)
    record(plan, 2, status="UNKNOWN")
    one, two = course(plan).phases[0].delivery.fractions
    assert (one.state, one.terminations) == (FractionState.UNKNOWN, (Termination.NOT_STATED,))
    assert (two.state, two.share, two.terminations) == (FractionState.UNKNOWN, None, (Termination.UNKNOWN,))


def test_a_picture_for_set_up_is_no_fraction(plan):
    def picture(ds: Dataset) -> None:
        ds.TreatmentSessionBeamSequence[0].TreatmentDeliveryType = "OPEN_PORTFILM"

    record(plan, 1)
    record(plan, 2, change=picture)
    assert course(plan).delivered_fractions == 1


def test_a_summary_lists_fractions_that_no_record_tells_of(plan):
    path = write_summary(plan, SUBJECT, "20130108", "20130109", delivered=2, planned=5)
    summary = dcmread(path)
    statuses = []
    for number, (day, status) in enumerate((("20130108", "NORMAL"), ("20130109", "OPERATOR")), 1):
        item = Dataset()
        item.ReferencedFractionNumber, item.TreatmentDate, item.TreatmentTime = str(number), day, "1000"
        item.TreatmentTerminationStatus = status
        statuses.append(item)
    summary.FractionGroupSummarySequence[0].FractionStatusSummarySequence = ItemSequence(statuses)
    summary.save_as(path)
    record(plan, 1)
    one, two = course(plan).phases[0].delivery.fractions
    assert one.when.sources == ("RT treatment record", "RT treatment summary")
    assert (two.state, two.when.text, two.beams) == (FractionState.PARTIAL, "9 Jan 2013", ())


def test_doses_that_records_state_are_added_per_fraction_only_where_every_beam_states_them(plan):
    def dosed(gy: str) -> Callable[[Dataset], None]:
        def change(ds: Dataset) -> None:
            item = Dataset()
            item.ReferencedDoseReferenceNumber, item.CalculatedDoseReferenceDoseValue = "1", gy
            ds.TreatmentSessionBeamSequence[0].ReferencedCalculatedDoseReferenceSequence = ItemSequence([item])

        return change

    record(plan, 1, beam=1, change=dosed("1.5"))
    record(plan, 1, beam=2, change=dosed("2.5"))
    record(plan, 2, beam=1, change=dosed("1.5"))
    record(plan, 2, beam=2)
    one, two = course(plan).phases[0].delivery.fractions
    # 1.5 + 2.5
    assert (one.reference_doses_gy, two.reference_doses_gy) == (((1, 4.0),), ())


def test_records_without_a_fraction_number_are_one_fraction_a_day_and_stand_last(plan):
    def unnumbered(ds: Dataset) -> None:
        del ds.TreatmentSessionBeamSequence[0].CurrentFractionNumber

    record(plan, 1)
    for n in (3, 4):
        record(plan, n, change=unnumbered)
    found = course(plan)
    assert [(f.number, f.when.text) for f in found.phases[0].delivery.fractions] == [
        (1, "8 Jan 2013"),
        (None, "10 Jan 2013"),
        (None, "11 Jan 2013"),
    ]
    assert found.delivered_fractions == 1


def test_check_lists_the_fractions_on_record(plan):
    record(plan, 1, 2, 4)
    lines = "\n".join(check_report((read_case([plan]),)))
    assert (
        "On record (fractions 1, 2 and 4 of 5 on record; how many were delivered is not known): fraction 1, 8" in lines
    )
    assert "- Longest gap of 2 days between fraction 2 and fraction 4." in lines


def test_the_fractions_on_record_validate_as_json(plan):
    record(plan, 1, change=metersets("200", "126", "MACHINE"))
    said = delivery_json(course(plan).phases[0])
    schema = json.loads(resource("schema/assessment-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(said, {"$defs": schema["$defs"], "$ref": "#/$defs/delivery"})
    assert said["fractions"][0]["meterset_share_percent"] == pytest.approx(63.0)
    assert said["text"].startswith("1 of 5 fractions on record") and said["stops_short_unconfirmed"]


def test_a_real_record_of_one_fraction_is_read_with_its_metersets(shared_data):
    misc = shared_data / "rt_misc"
    found = read_case([misc / "RTPLAN_cyberknife.dcm", misc / "RTRECORD_cyberknife.dcm"]).courses[0]
    [fraction] = found.dated_fractions
    [beam] = fraction.beams
    assert (fraction.number, fraction.when.text) == (4, "7 Jun 2010")
    assert (beam.specified, beam.delivered, beam.verification) == (509.07073, 509.07054, Verification.VERIFIED)
