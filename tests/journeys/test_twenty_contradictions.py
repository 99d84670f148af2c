"""Each of the twenty contradictions of the case report, and where the window shows it as such.

The numbers are those of the list of contradictions that comes with the case report. Two dates that cannot both be right
are a pair on the timeline; a range is drawn as a range; what nobody states is said to be not stated; the rest stands
with its sign ⚠ in the tooltip of what it is about. All twenty stand in the table of the timeline and among the things
to know.
"""

from datetime import date

import pytest
from PySide6.QtWidgets import QTableView

from reirrad_gui.clinical.evidence import load_evidence
from reirrad_gui.patient.facts import Imaging, LesionState
from reirrad_gui.patient.sites import Side
from reirrad_gui.session import Session
from reirrad_gui.session.derived import history_with_derived
from reirrad_gui.ui.header import header_chips
from reirrad_gui.ui.notices.rows import sections, to_know
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.items import timeline_items
from reirrad_gui.ui.timeline.widget import TimelineView

COURSE_1, COURSE_2 = "course 0", "course 1"
SHOWN_ON = {
    1: ("bone-metastases", "bone-scan-1"),
    2: ("pain-pelvis", COURSE_1),
    3: ("progression", "pain-pubis", COURSE_2),
    4: (COURSE_2, "planning-ct-2", "pain-flare"),
    5: (COURSE_1,),
    6: (COURSE_1,),
    7: (COURSE_1,),
    8: (COURSE_1,),
    9: ("bone-scan-2",),
    10: ("bone-scan-3", "progression"),
    11: ("bone-scan-3",),
    12: ("pain-pubis", COURSE_2),
    13: ("bone-scan-1", "bone-scan-3"),
    14: ("no-treatment-stated", "diagnosis", "adt"),
    15: ("adt", "bisphosphonate"),
    16: (COURSE_1, COURSE_2),
    17: ("pain-relief-1", "pain-flare", "pain-relief-2"),
    18: ("quoted-literature",),
    19: ("planning-ct-1", "planning-ct-2", COURSE_1),
    20: ("follow-up", COURSE_2),
}


@pytest.fixture(scope="module")
def session(opened_example):
    return Session(opened_example)


@pytest.fixture(scope="module")
def items(session):
    found = session.assessment
    events = history_with_derived(session.case.events, session.case.courses)
    return {item.key: item for item in timeline_items(events, found.courses, found.gaps)}


@pytest.fixture(scope="module")
def timeline(qapp, session):
    view = TimelineView(Selection(), Theme.dark())
    view.resize(1400, 300)
    view.show()
    view.show_session(session)
    yield view
    view.close()


@pytest.fixture(scope="module")
def told(timeline):
    return {said.key: said for said in timeline.rows}


@pytest.fixture(scope="module")
def events(session):
    return {event.uid: event for event in session.case.events}


def days(span):
    """First and last day of a span whose end is the day after."""
    return date.fromordinal(int(span.first)), date.fromordinal(int(span.last) - 1)


# Everywhere


def test_each_stands_in_the_tooltip_of_what_it_is_about(session, told):
    said = {one.number: f"⚠ {one.title}: {one.text}" for one in session.case.contradictions}
    assert sorted(said) == sorted(SHOWN_ON) == list(range(1, 21))
    missing = [(number, key) for number, keys in SHOWN_ON.items() for key in keys if said[number] not in told[key].text]
    assert missing == []


def test_each_stands_among_the_things_to_know(session):
    (section,) = [one for one in sections(session) if one.title == "What the sources say in two ways, or leave open"]
    assert [int(notice.text.split(".")[0]) for notice in section.notices] == list(range(1, 21))


def test_each_stands_in_the_table_of_the_timeline(session, timeline):
    timeline.show_table()
    model = timeline.window().findChild(QTableView, "timeline rows").model()
    cells = [
        model.index(row, column).data() for row in range(model.rowCount()) for column in range(model.columnCount())
    ]
    text = "\n".join(cells)
    assert [one.number for one in session.case.contradictions if one.text not in text] == []


# As pairs of the timeline


@pytest.mark.parametrize(
    ("number", "key", "one", "other"),
    [
        (1, "bone-metastases", (2012, 9), (2012, 11)),  # March 2011 + 18 months; the abstract
        (1, "bone-scan-1", (2012, 9), (2012, 11)),
        (2, "pain-pelvis", (2012, 11), (2013, 1)),  # two months after either
    ],
)
def test_two_dates_that_cannot_both_be_right_are_a_visible_pair(items, told, number, key, one, other):
    item = items[key]
    assert item.conflicting
    months = [(first.year, first.month) for first, _ in map(days, item.pair)]
    assert months == [one, other]
    assert told[key].precision == "sources differ"


def test_no_side_is_preferred_where_treatment_was_not_stated_until_one_of_two_months(items, told):  # 14
    gap = items["no-treatment-stated"]
    assert (gap.shape, gap.conflicting) == (Shape.BAR, True)
    assert told["no-treatment-stated"].when == "Mar 2011 – Sep or Nov 2012"
    assert "PSA" in told["no-treatment-stated"].not_stated


# As ranges


def test_seven_years_give_a_range_with_both_readings(told):  # 3
    assert told[COURSE_2].when.startswith("2018 to 2019")
    assert any(
        "March 2011 + 7 years = 2018, or course 1 in December 2012 + 7 years" in s for s in told[COURSE_2].sources
    )


def test_course_2_has_no_date_of_its_own(items, told):  # 4
    assert "date" in told[COURSE_2].not_stated
    assert any("2018 or later" in source for source in told[COURSE_2].sources)
    assert days(items[COURSE_2].start) == (date(2018, 1, 1), date(2019, 12, 31))


def test_course_1_ends_two_weeks_after_any_day_of_december(told, items):  # 6
    assert days(items[COURSE_1].end) == (date(2012, 12, 15), date(2013, 1, 14))
    assert "one every 7 days" in told[COURSE_1].text


def test_the_second_scan_is_a_range_that_says_it_was_derived(items, told):  # 9
    assert days(items["bone-scan-2"].start) == (date(2014, 12, 1), date(2015, 1, 31))
    assert any("+ 2 years" in source for source in told["bone-scan-2"].sources)


# As not stated, or with a sign


def test_the_number_of_fractions_is_that_of_methods(session, told):  # 5
    assert told[COURSE_1].title == "Course 1 · 21 Gy / 3"


def test_both_sites_of_course_1_are_named_and_the_lesion_is_not_stated(told):  # 7, 8
    assert "Site: pelvis (Methods) or lumbosacral region (Abstract)." in told[COURSE_1].text
    assert "treated lesion" in told[COURSE_1].not_stated


def test_lesions_that_are_not_mentioned_are_not_called_healed(events, told):  # 10
    facts = events["bone-scan-3"].facts
    assert isinstance(facts, Imaging)
    silent = [one.site.text for one in facts.lesions if one.state is LesionState.NOT_MENTIONED]
    assert silent == ["sternum", "left femur, upper shaft", "pubic symphysis"]
    assert "pubic symphysis: not mentioned" in told["bone-scan-3"].text


def test_ribs_written_as_c_are_ribs_without_a_side(events, told):  # 11
    facts = events["bone-scan-3"].facts
    ribs = [one.site for one in facts.lesions if one.site.written.startswith("C")]
    assert {site.structure for site in ribs} == {"rib"}
    assert {site.level for site in ribs if site.side is Side.RIGHT} == {"11"}
    assert all(site.side_missing for site in ribs if site.level != "11")
    assert "rib 4, posterior arch, side not stated" in told["bone-scan-3"].text


def test_the_side_of_the_target_is_not_stated_though_the_pain_is_left(told):  # 12
    assert "side of the target" in told[COURSE_2].not_stated
    assert "left ischiopubic ramus" in told["pain-pubis"].text


def test_lesions_are_counted_as_listed_and_never_guessed(told):  # 13
    assert "15 listed" in told["bone-scan-3"].text
    assert "EOD II" in told["bone-scan-3"].title
    assert "Lesions: 2 or more" in told["bone-scan-1"].text
    assert "EOD I to IV, undetermined" in told["bone-scan-1"].text


def test_drugs_have_open_ends_and_no_dose(items, told):  # 15
    for key in ("adt", "bisphosphonate"):
        assert items[key].shape is Shape.OPEN_BAR
        assert {"start date", "dose", "stop date"} <= set(told[key].not_stated)
    assert "agent" in told["bisphosphonate"].not_stated
    assert "“leuprolein”" in told["adt"].text


def test_doses_are_synthetic_and_said_to_be(session, items, told):  # 16
    assert items[COURSE_1].synthetic and items[COURSE_2].synthetic
    assert "▲ synthetic" in [chip.text for chip in header_chips(session, to_know(session))]
    assert "dose to bladder and rectum" in told[COURSE_1].not_stated


def test_pain_without_scores_is_not_classified(told):  # 17
    for key in SHOWN_ON[17]:
        assert "pain score" in told[key].not_stated
        assert "not classifiable" in told[key].text


def test_every_misquoted_figure_has_its_papers_own_on_the_page_of_evidence():  # 18
    misquotes = [one for claim in load_evidence().claims for one in claim.misquotes]
    instead = {one.says: one.instead for one in misquotes}
    for says, right in (
        ("2,694 patients", "527 who were irradiated again"),
        ("bone marrow", "cord"),
        ("effective dose response", "Biologically effective dose"),
    ):
        assert [right in text for said, text in instead.items() if says in said] == [True]


def test_equipment_of_both_courses_stands_side_by_side_with_what_is_missing(told):  # 19
    assert (told["planning-ct-1"].title, told["planning-ct-2"].title) == (
        "Planning CT, 10 mm slices",
        "Planning CT, 5 mm slices",
    )
    assert "planning system" in told[COURSE_1].not_stated


def test_the_story_ends_without_an_end(items, told):  # 20
    assert items["follow-up"].shape is Shape.OPEN_BAR
    assert {"length of follow-up", "survival", "toxicity"} <= set(told["follow-up"].not_stated)
