"""What a history has for the fields of a score: with date, source and site, and nothing that it does not say."""

from dataclasses import replace

import pytest

from reirrad_gui.clinical import mirels, sins
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.sites import Side, Site, site_table
from reirrad_gui.session.derived.suggestions import limb_site, spine_location, suggestions
from tests.support.opened_cases import course
from tests.support.typed_events import on


def treated(number, begin, end):
    return replace(course(number, 20.0, 5), start=on(begin), end=on(end))


COURSES = (treated(1, "2013-01-07", "2013-01-21"), treated(2, "2018-03-01", "2018-03-07"))


def pain(uid, day, score, omed=None, *sites):
    return event_of(uid, f.Symptom(pain_score=score, omed_mg_a_day=omed), on(day), sites=sites)


def said(events, page):
    return [one.said for one in suggestions(events, COURSES)[page]]


def values(events, page):
    return [dict(one.values) for one in suggestions(events, COURSES)[page]]


def test_the_last_score_before_and_the_last_after_a_course_are_offered_with_their_dates():
    told = (
        pain("a", "2018-02-01", 8, 60.0), pain("b", "2018-02-20", 7, 30.0, Site("vertebra", "T12")),
        pain("c", "2018-04-01", 5, 30.0), pain("d", "2018-05-09", 3, 20.0),
    )  # fmt: skip
    assert said(told, "pain response") == [
        "After course 1: pain 7 of 10, OMED 30 mg a day at T12 (20 Feb 2018, chart)",
        "Before course 2: pain 7 of 10, OMED 30 mg a day at T12 (20 Feb 2018, chart)",
        "After course 2: pain 3 of 10, OMED 20 mg a day, site not stated (9 May 2018, chart)",
    ]
    _, before, after = values(told, "pain response")
    assert before == {"pain before": "7", "omed before": "30"}
    assert after == {"pain now": "3", "omed now": "20", "end": "7 Mar 2018", "assessed": "9 May 2018"}


def test_a_number_that_nobody_recorded_is_no_part_of_what_is_offered():
    (before,) = values((pain("a", "2012-12-01", 7),), "pain response")
    assert before == {"pain before": "7", "omed before": ""}
    assert "OMED" not in said((pain("a", "2012-12-01", 7),), "pain response")[0]


def test_words_of_relief_have_no_number_to_offer():
    relief = event_of("r", f.Symptom(change="marked relief"), on("2018-04-01"))
    assert values((relief,), "pain response") == []


def test_reports_whose_order_with_the_course_is_open_are_not_offered():
    told = (pain("a", "2018-03", 7, 30.0), pain("b", "2018", 2, 30.0))
    assert [one for one in said(told, "pain response") if "course 2" in one] == []


def test_a_date_that_two_sources_state_differently_is_not_offered_as_one():
    conflict = When((*on("2018-05-01").stated, *on("2018-06-01").stated))
    report = event_of("c", f.Symptom(pain_score=3, omed_mg_a_day=10.0), conflict)
    (after,) = values((report,), "pain response")
    assert after["assessed"] == ""
    open_end = When((StatedDate(PartialDate(2018, 5, 1), None, "chart"),))
    (after,) = values((event_of("c", f.Symptom(pain_score=3), open_end),), "pain response")
    assert after == {"pain now": "3", "omed now": "", "end": "7 Mar 2018", "assessed": ""}


def test_a_diary_is_offered_day_by_day_after_the_last_fraction():
    told = (pain("a", "2018-02-20", 5, 30.0), pain("b", "2018-03-08", 8, 30.0), pain("c", "2018-03-10", 4))
    (diary,) = values(told, "pain flare")
    known = {"pain before": "5", "omed before": "30", "pain day 1": "8", "omed day 1": "30", "pain day 3": "4"}
    assert {field: value for field, value in diary.items() if value} == known
    assert len(diary) == 2 * 11, "days of another diary do not stay"
    assert said(told, "pain flare")[0].startswith("Course 2, ended 7 Mar 2018: day 1, 3 of the diary; before it pain 5")


def scan(uid, day, *lesions):
    return event_of(uid, f.Imaging(f.Modality.BONE_SCAN, lesions=lesions), on(day))


T12, L3, RIB = Site("vertebra", "T12"), Site("vertebra", "L3"), Site("rib", "4", Side.LEFT)


def test_vertebrae_with_a_lesion_are_offered_once_each_newest_first_with_their_place_in_sins():
    told = (
        scan("1", "2014-12-30", f.Lesion(T12), f.Lesion(RIB)),
        scan("2", "2018-02-01", f.Lesion(T12, f.LesionState.WORSE), f.Lesion(L3, f.LesionState.NEW)),
    )
    assert values(told, "sins") == [{"location": sins.Location.JUNCTIONAL}, {"location": sins.Location.MOBILE}]
    first, second = said(told, "sins")
    assert first.startswith("T12, junctional: occiput-C2, C7-T2, T11-L1, L5-S1 (worse, Bone scan")
    assert "1 Feb 2018" in first and second.startswith("L3, mobile: C3-C6, L2-L4 (new,")


def test_a_lesion_that_is_resolved_is_not_offered_from_an_older_scan_and_one_not_mentioned_is():
    told = (
        scan("1", "2014-12-30", f.Lesion(T12), f.Lesion(L3)),
        scan("2", "2018-02-01", f.Lesion(T12, f.LesionState.RESOLVED), f.Lesion(L3, f.LesionState.NOT_MENTIONED)),
    )
    assert values(told, "sins") == [{"location": sins.Location.MOBILE}]


def test_bones_outside_the_limbs_are_offered_as_such_to_mirels_and_an_untold_part_of_the_femur_is_not():
    told = (
        scan("1", "2018-02-01", f.Lesion(Site("ischium", side=Side.LEFT)), f.Lesion(Site("femur", side=Side.LEFT))),
        event_of("s", f.Symptom("pain", 5), on("2018-03-01"), sites=(Site("humerus", side=Side.RIGHT),)),
    )
    assert values(told, "mirels") == [{"site": mirels.Site.UPPER_LIMB}, {"site": mirels.Site.NOT_A_LIMB}]


@pytest.mark.parametrize("level", site_table().spine)
def test_every_vertebra_has_the_points_of_the_published_groups(level):
    junctional = ("C1", "C2", "C7", "T1", "T2", "T11", "T12", "L1", "L5", "S1")  # Fisher 2010: 3 points
    mobile = ("C3", "C4", "C5", "C6", "L2", "L3", "L4")  # 2
    semirigid = tuple(f"T{n}" for n in range(3, 11))  # 1
    rigid = ("S2", "S3", "S4", "S5")  # 0
    points = next(
        n for n, group in zip((3, 2, 1, 0), (junctional, mobile, semirigid, rigid), strict=True) if level in group
    )
    assert spine_location(Site("vertebra", level)).points == points


def test_nothing_is_offered_where_the_history_has_nothing():
    assert all(not offered for offered in suggestions((), COURSES).values())
    assert limb_site(Site("liver")) is None and spine_location(Site("vertebra")) is None
