"""A report in another language: the same numbers in the same order of sections, and what people typed untouched."""

import re
from collections import Counter
from datetime import date

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.veil import HIDDEN, Veil, words_of
from reirrad_gui.ui.report.content import report_of, without
from reirrad_gui.ui.report.markup import html_file
from reirrad_gui.ui.report.told import Voice
from reirrad_gui.ui.report.wish import Wish

TODAY = date(2026, 11, 22)
TYPED = Wish(question="unknown", outcome="Dose, near.", participants="Dr. Page, Dr. Course", language="ro")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def both(opened_example, qapp):
    del qapp
    english = report_of(Session(opened_example, Settings()), TYPED, TODAY)
    return english, Voice("ro").pages(english).report


def test_the_report_has_the_same_numbers_in_every_language(both):
    english, told = both
    assert Counter(NUMBER.findall(told.text)) == Counter(NUMBER.findall(english.text))
    assert len(told.parts) == len(english.parts)


def test_what_people_typed_stays_in_their_words(both):
    _, told = both
    assert {part.text for part in told.parts if getattr(part, "typed", False)} == {"unknown", "Dose, near."}
    assert "Dr. Page, Dr. Course" in told.text


def test_the_file_says_its_language(both):
    english, told = both
    assert '<html lang="en">' in html_file(english)
    assert '<html lang="ro">' in html_file(told)


def test_hardly_a_word_of_the_report_is_left_in_english(both):
    """Names, citations and what sources say are; headings and sentences of the program are not."""
    english, told = both
    same = [line for line in told.text.split("\n") if line in english.text.split("\n")]
    words = [word for line in same for word in re.findall(r"\b[a-z]{3,}\b", line)]
    every = re.findall(r"\b[a-z]{3,}\b", english.text)
    assert len(words) < 0.05 * len(every), same


def test_without_identity_the_example_is_told_all_the_same(opened_example, qapp):
    """Its patient is called as the report that it is from: these are words of nearly every sentence."""
    session = Session(opened_example, Settings())
    report = report_of(session, Wish(identified=False, language="ro"), TODAY)
    told = Voice("ro").pages(without(report, Veil(words_of(session)))).report
    assert session.assessment.patient.shown_name == "Example, Case report" and session.assessment.patient.patient_id
    assert session.assessment.patient.shown_name not in told.text
    assert session.assessment.patient.patient_id not in told.text
    (how,) = (line for line in told.text.split("\n") if HIDDEN in line)
    assert how.startswith("Numele de persoane") and "Read every page" not in how


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(EntryError, match="xx"):
        Voice("xx")
