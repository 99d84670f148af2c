"""In words: who dates an event, how sharply, what nobody says."""

import pytest

from reirrad_gui.patient.events import Extent
from reirrad_gui.ui.timeline.said import COLUMNS, SCHEMATIC, all_said, event_said, precision
from tests.support.assessments import example_assessment, example_case
from tests.support.stories import CONFLICT, at, event, when


@pytest.fixture
def said():
    case = example_case()
    return all_said(case.events, example_assessment(case))


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2012-12-03", "known to the day"),
        ("2012-02", "known to the month"),
        ("2018", "known to the year"),
        ("2012-09..2012-11", "within 3 months"),  # 91 days
        ("2012-12-03..2012-12-09", "within 7 days"),
        ("2018..2019", "within 24 months"),  # 730 days
        ("2018..", "open to one side"),
    ],
)
def test_the_precision_of_a_date_in_words(stated, words):
    assert precision(when(stated)) == words


def test_a_date_nobody_states_has_no_precision():
    assert precision(when()) == "no date"


def test_every_source_is_named_with_what_it_says_and_how_that_follows(said):
    metastases = said["metastases"]
    assert metastases.sources == ("Methods: Sep 2012 (March 2011 + 18 months)", "Abstract: Nov 2012")
    assert metastases.precision == "sources differ"
    assert metastases.cells[2].startswith("⚠")
    assert any(CONFLICT.text in sentence for sentence in metastases.more)


def test_what_is_not_stated_is_listed(said):
    assert said["bisphosphonate"].not_stated == ("agent", "dose", "stop date")
    assert "Not stated: agent, dose, stop date" in said["bisphosphonate"].html


def test_an_open_therapy_says_that_its_end_is_not_stated(said):
    assert said["adt"].when == "from Sep to Nov 2012; end not stated"


def test_a_therapy_with_an_end_names_the_sources_of_both(said):
    drug = event("x", "systemic", "Drug", when(at("2012", "letter A")), end=when(at("2013", "letter B")),
                 extent=Extent.STATED)  # fmt: skip
    words = event_said(drug)
    assert words.when == "2012 – 2013"
    assert words.sources == ("letter A: from 2012", "letter B: until 2013")


def test_a_course_says_that_the_days_of_its_fractions_are_not_known(said):
    assert any(SCHEMATIC in sentence for sentence in said["course 0"].more)
    assert any("3 fractions, one every 7 days" in sentence for sentence in said["course 0"].more)


def test_a_course_and_its_interval_say_the_same_range(said):
    assert said["interval 0"].when == "59 to 84 months · 4 y 11 m to 7 y"
    assert any("59 to 84 months" in sentence for sentence in said["course 0"].more)
    assert any("59 to 84 months" in sentence for sentence in said["course 1"].more)
    assert "a range" in said["interval 0"].precision


def test_text_of_a_document_cannot_become_markup():
    words = event_said(event("x", "disease", "<b>T2 & N0</b>", when("2011")))
    assert "&lt;b&gt;T2 &amp; N0&lt;/b&gt;" in words.html


def test_each_line_of_the_table_has_a_cell_for_every_column(said):
    assert all(len(words.cells) == len(COLUMNS) for words in said.values())


def test_a_synthetic_event_says_so():
    assert "Synthetic" in event_said(event("x", "imaging", "Scan", when("2018"), synthetic=True)).text
