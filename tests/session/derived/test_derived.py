"""Results derived from a history: each names its inputs, and without numbers nothing is classified."""

import pytest

from reirrad_gui.case import Course
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import NOT_STATED, event_of
from reirrad_gui.patient.facts import DrugGroup, Imaging, Lesion, LesionState, Modality, Note, Symptom, SystemicTherapy
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.resources import resource
from reirrad_gui.session.derived import derived_from_history, history_with_derived
from reirrad_gui.session.derived.scans import lesions_told
from reirrad_gui.store.story import read_story
from tests.support.typed_events import long_history, on


def course(start, end, number=1):
    return Course(f"c{number}", f"Course {number}", (), on(start) if start else When(), on(end) if end else When())


def pain(uid, when, score=None, omed=None, site=None):
    sites = (Site(site, side=Side.LEFT),) if site else ()
    return event_of(uid, Symptom(pain_score=score, omed_mg_a_day=omed), on(when) if when else NOT_STATED, sites=sites)


def scan(uid, when, **facts):
    return event_of(uid, Imaging(Modality.BONE_SCAN, **facts), on(when) if when else NOT_STATED)


def adt(when):
    return event_of("adt", SystemicTherapy(DrugGroup.ADT, "leuprolide"), on(when))


def found(events, courses=()):
    return {one.event.uid.removeprefix("derived/"): one for one in derived_from_history(events, courses)}


@pytest.fixture(scope="module")
def example():
    story = read_story(resource("example", "story.json"))
    courses = [Course(said.label, said.label, (), said.start, said.end) for said in story.courses]
    return found([event for event, _ in story.events], courses)


def test_the_scan_of_2018_is_grade_ii_whether_or_not_the_three_that_are_not_mentioned_are_there(example):
    grade = example["eod/bone-scan-3"]
    assert grade.event.title == "Derived: EOD II †"  # 15 as listed, 18 with those: both 6 to 20
    assert grade.event.derived_from == ("bone-scan-3",)
    assert "Counted as listed: 15 lesions are listed." in grade.notes[0]


def test_several_lesions_without_a_number_are_no_grade(example):
    assert example["eod/bone-scan-1"].event.title == "Derived: EOD I to IV, undetermined †"
    assert example["eod/bone-scan-2"].event.title == "Derived: EOD, undetermined †"


def test_more_than_three_new_lesions_in_2018_are_unconfirmed(example):
    outcome = example["pcwg"]
    assert outcome.outcome.headline == "two or more new lesions, unconfirmed"
    assert [one.uid for one in outcome.inputs] == ["adt", "bone-scan-2", "bone-scan-3"]
    assert "Bone scan: multiple metastases (Sep or Nov 2012)" in outcome.event.detail  # before or after the ADT


@pytest.mark.parametrize("uid", ["response/1", "response/2", "flare/1", "flare/2"])
def test_pain_in_words_is_not_classifiable(example, uid):
    result = example[uid]
    assert result.outcome.headline == "not classifiable"
    assert {"pain before", "OMED before"} <= set(result.event.not_stated)
    assert result.inputs


def test_a_response_compares_the_last_report_before_a_course_with_each_after_it():
    # OMED stays at 60 mg: pain 8 to 5 is down by 3 without more analgesics, partial; 8 to 0 complete (Chow 2012)
    events = [
        pain("old", "2018-01-05", 4, 60.0), pain("before", "2018-02-01", 8, 60.0),
        pain("one", "2018-03-20", 5, 60.0), pain("two", "2018-04-20", 0, 60.0),
    ]  # fmt: skip
    results = found(events, [course("2018-02-05", "2018-02-09")])
    first, second = results["response/1/one"], results["response/1/two"]
    assert (first.outcome.headline, second.outcome.headline) == ("partial response", "complete response")
    assert [one.uid for one in first.inputs] == ["before", "one"]
    assert first.notes[0].startswith("1 month after radiotherapy: a time point")
    assert first.event.start.text == "20 Mar 2018"


def test_pain_at_another_site_is_not_compared():
    events = [pain("hip", "2018-02-01", 8, 60.0, "hip"), pain("rib", "2018-03-20", 2, 60.0, "rib")]
    results = found(events, [course("2018-02-05", "2018-02-09")])
    assert results["response/1"].outcome.headline == "not classifiable"
    assert "response/1/rib" not in results


def test_reports_whose_order_is_open_are_no_baseline():
    events = [pain("a", "2018-01", 8, 60.0), pain("b", "2018-01", 3, 60.0), pain("c", "2018-03-20", 2, 60.0)]
    result = found(events, [course("2018-02-05", "2018-02-09")])["response/1"]
    assert result.outcome.headline == "not classifiable"
    assert "leave open which report was the last" in result.event.detail


def test_a_report_after_the_next_course_is_no_response_to_the_one_before():
    events = [pain("before", "2018-02-01", 8, 60.0), pain("late", "2019-05-01", 2, 60.0)]
    courses = [course("2018-02-05", "2018-02-09"), course("2019-01-05", "2019-01-09", 2)]
    results = found(events, courses)
    assert "response/1/late" not in results
    assert results["response/2"].outcome.headline == "not classifiable"


def test_a_flare_needs_the_last_fraction_to_the_day():
    # pain 5 to 8 on day 2 with no fewer analgesics, back at 5 on day 5: a flare (Chow 2005, Hird 2009)
    events = [pain("b", "2018-02-01", 5, 60.0), pain("d2", "2018-02-11", 8, 60.0), pain("d5", "2018-02-14", 5, 60.0)]
    assert found(events, [course("2018-02-05", "2018-02-09")])["flare/1"].outcome.headline == "pain flare"
    vague = found(events, [course("2018-02-05", "2018-02")])
    assert vague["flare/1"].outcome.headline == "not classifiable"
    assert "cannot be placed on a day" in vague["flare/1"].event.detail


def test_two_different_reports_of_one_day_leave_the_day_unknown():
    events = [pain("b", "2018-02-01", 5, 60.0), pain("x", "2018-02-11", 8, 60.0), pain("y", "2018-02-11", 5, 60.0)]
    assert found(events, [course("2018-02-05", "2018-02-09")])["flare/1"].outcome.headline == "not classifiable"


def test_a_course_without_pain_around_it_has_no_result():
    later = [pain("p", "2020-02-01", 5, 60.0)]
    courses = [course("2018-02-05", "2018-02-09"), course("2019-01-05", "2019-01-09", 2)]
    assert set(found(later, courses)) == {"response/2"}  # too late for a flare, and nothing to compare with


def test_a_course_dated_by_its_start_only_is_where_its_result_stands():
    result = found([pain("p", "", 5, 60.0)], [course("2018-02-05", "")])["response/1"]
    assert result.event.start.text == "5 Feb 2018"


def test_scans_without_a_dated_treatment_are_not_judged():
    result = found([scan("s", "2018", new=Count.exactly(9))])["pcwg"]
    assert result.outcome.headline == "undetermined"
    assert "No systemic treatment" in result.event.detail


def test_progression_is_dated_to_the_scan_that_first_showed_it():
    # 3 new on the first scan after treatment began, 2 more on the next: 2+2 (PCWG3)
    events = [
        adt("2014-01-10"),
        scan("a", "2014-03-10", new=Count.exactly(3)),
        scan("b", "2014-06-10", new=Count.exactly(2)),
    ]
    result = found(events)["pcwg"]
    assert (result.outcome.headline, result.event.start.text) == ("progression, 10 Mar 2014", "10 Mar 2014")


def test_a_third_scan_says_against_which_scan_its_new_lesions_are_counted():
    events = [
        adt("2014-01-10"),
        *(scan(f"s{n}", f"201{n}", new=Count.exactly(0)) for n in (5, 6, 7)),
        scan("x", "2013"),
    ]
    result = found(events)["pcwg"]
    assert result.outcome.headline == "no progression"
    assert "the rule asks for the first" in result.event.detail


def test_an_examination_that_is_no_bone_scan_gives_no_grade():
    assert found([event_of("ct", Imaging(Modality.CT), on("2018")), event_of("n", Note("x"), on("2018"))]) == {}


SEEN, GONE = Lesion(Site("sternum")), Lesion(Site("sacrum"), LesionState.NOT_MENTIONED)


@pytest.mark.parametrize(
    ("facts", "bounds"),
    [
        ({"count": Count.exactly(7)}, (7, 7)),
        ({"lesions": (SEEN,)}, (1, 1)),
        ({"lesions": (SEEN, GONE)}, (1, 2)),
        ({"lesions": (SEEN, SEEN), "count": Count.exactly(1)}, (1, 2)),
        ({"lesions": (SEEN, SEEN), "count": Count(0, 9)}, (2, 9)),
        ({"lesions": (SEEN,), "count": Count(2, None)}, (2, None)),
    ],
)
def test_number_and_list_of_lesions_are_held_together(facts, bounds):
    count, _ = lesions_told(Imaging(Modality.BONE_SCAN, **facts))
    assert (count.fewest, count.most) == bounds


def test_a_scan_without_number_or_list_is_not_counted_as_none():
    assert lesions_told(Imaging(Modality.BONE_SCAN))[0] is None


def test_a_grade_that_the_report_gives_stands_beside_the_derived_one():
    told = scan("s", "2018", count=Count.exactly(3), eod_told="EOD II", as_large_as_a_body=9)
    result = found([told])["eod/s"]
    assert result.event.title == "Derived: EOD I †"
    assert "The report itself says EOD II." in result.notes
    assert any("More large lesions than lesions" in note for note in result.notes)


def test_derived_results_are_not_derived_from_again():
    events = (adt("2014"), scan("a", "2015", new=Count.exactly(0)), scan("b", "2016", new=Count.exactly(0)))
    once = history_with_derived(events, ())
    assert [one.title for one in once[3:]] == ["Derived: PCWG no progression †"]
    assert history_with_derived(once, ())[len(once) :] == once[len(events) :]


def test_a_grade_stands_behind_the_title_of_its_scan_and_what_is_missing_in_the_detail():
    events = [scan("s", "2018", count=Count.exactly(3)), scan("t", "2019"), event_of("n", Note("x"), on("2018"))]
    graded, bare, note = history_with_derived(events, ())
    assert graded.title == "Bone scan · EOD I (derived) †"
    assert "Derived by this program from Bone scan (2018)." in graded.detail
    assert bare.title == "Bone scan"
    assert "Derived: EOD, undetermined †. Missing: number of lesions, whether it is a superscan." in bare.detail
    assert note is events[2]


def test_a_response_stands_behind_the_report_that_it_judges():
    events = [pain("before", "2018-02-01", 8, 60.0), pain("now", "2018-03-20", 5, 60.0)]
    shown = history_with_derived(events, [course("2018-02-05", "2018-02-09")])
    assert [one.title for one in shown] == ["Pain 8/10", "Pain 5/10 · partial response (derived) †"]


def test_a_long_history_is_derived_without_comparing_everything_with_everything():
    courses = [course("2000-02-05", "2000-02-09"), course("2010-01-05", "2010-01-09", 2)]
    results = found(long_history(4_000), courses)
    assert sum(uid.startswith("eod/") for uid in results) == 1_000


def test_a_report_long_before_treatment_is_no_day_of_the_diary():
    events = [pain("b", "2017-02-01", 5, 60.0), pain("x", "2018-01-20", 8, 60.0), pain("d", "2018-05-12", 5, 60.0)]
    results = found(events, [course("2018-01-10", "2018-05-11")])  # day -111 lies outside what a flare is looked for in
    assert [given.name for given in results["flare/1"].outcome.given] == ["Before", "Day 1"]
