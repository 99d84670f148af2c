"""Sites × examinations: what is not mentioned is not resolved, what is listed first is not therefore new."""

import pytest

from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Imaging, Lesion, LesionState, Modality
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.resources import resource
from reirrad_gui.session.scans import compared, exams, findings, progression
from reirrad_gui.store.story import read_story
from tests.support.scans import on

LUMBAR, L3, SYMPHYSIS = Site("lumbar spine"), Site("vertebra", "L3"), Site("pubic symphysis")


def scans(*lists):
    """Bone scans of 2012, 2013, … with these lesions; None: the report has no list."""
    facts = [Imaging(Modality.BONE_SCAN, lesions=tuple(lesions or ())) for lesions in lists]
    return [(event_of(str(n), one, on(2012 + n)), one) for n, one in enumerate(facts)]


def texts(*lists):
    return {row.site: [cell.text for cell in row.cells] for row in compared(scans(*lists)).rows}


def test_a_lesion_that_a_later_list_leaves_out_is_not_mentioned_and_is_not_counted_as_resolved():
    found = compared(scans([Lesion(SYMPHYSIS)], [Lesion(L3)]))
    assert found.rows[0].cells[1].state is LesionState.NOT_MENTIONED
    sums = dict(found.sums)
    assert sums["Not mentioned, so not resolved"] == ("0", "1")
    assert sums["Listed as resolved"] == ("0", "0")


def test_a_report_without_a_list_says_nothing_of_any_lesion():
    assert texts([Lesion(L3)], None)["L3"] == ["seen", "no list"]


def test_what_is_listed_first_is_not_counted_as_new_and_may_lie_in_a_region_named_before():
    found = compared(scans([Lesion(LUMBAR)], [Lesion(L3), Lesion(SYMPHYSIS)]))
    cells = {row.site: row.cells[1].text for row in found.rows}
    assert cells["L3"] == "seen, first listed (“lumbar spine” was listed before)"
    assert cells["pubic symphysis"] == "seen, first listed"
    assert cells["lumbar spine"] == "parts of it listed: L3"
    assert dict(found.sums)["Listed as new"] == ("0", "0")
    assert dict(found.sums)["First listed"] == ("–", "2")


def test_states_that_a_report_gives_stand_as_given_and_are_counted():
    found = compared(scans([Lesion(L3)], [Lesion(L3, LesionState.RESOLVED), Lesion(SYMPHYSIS, LesionState.NEW)]))
    assert [row.cells[1].text for row in found.rows] == ["resolved", "new"]
    assert dict(found.sums)["Listed as new"] == ("0", "1")


def test_another_side_or_part_of_a_bone_is_another_lesion():
    left, right = (Site("rib", "5", side, part="lateral arch") for side in (Side.LEFT, Side.RIGHT))
    behind = Site("rib", "5", Side.LEFT, part="posterior arch")
    assert len(compared(scans([Lesion(left)], [Lesion(right), Lesion(behind)])).rows) == 3


@pytest.fixture(scope="module")
def case_report():
    return [event for event, _ in read_story(resource("example", "story.json")).events]


def test_the_case_report_has_15_first_listed_and_3_unmentioned_lesions_in_2018(case_report):
    bone = [(one.event, one.facts) for one in exams(case_report, ()) if one.event.kind == "bone scan"]
    sums = dict(compared(bone).sums)
    assert sums["First listed"] == ("–", "no list", "15")  # EVIDENCE (j) 13: 15 as listed
    assert sums["Not mentioned, so not resolved"] == ("0", "no list", "3")  # (j) 10: sternum, femur, symphysis
    assert sums["New, as the report counts"] == ("not stated", "0", "4 or more")


def test_grade_and_progression_come_with_rule_and_caution(case_report):
    graded = findings(case_report)
    assert graded["bone-scan-3"].text == "EOD II († check against the paper)"
    assert any("PMID 3334948" in line for line in graded["bone-scan-3"].lines)
    pcwg = progression(case_report)
    assert pcwg.headline == "PCWG two or more new lesions, unconfirmed"
    assert pcwg.caution == "check against the paper"
    assert progression([]) is None
