"""The courses side by side."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QTableWidget

from reirrad_gui.case import DeliveredBeam, DeliveredFraction, Delivery
from reirrad_gui.case.delivery import Termination, Verification
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.session import Session
from reirrad_gui.ui.panel.course_facts import course_facts, on_record
from reirrad_gui.ui.panel.courses import CoursesView
from reirrad_gui.ui.theme import Theme
from tests.support.assessments import StandInSession
from tests.support.opened_cases import (
    DECEMBER_2012,
    IN_2018_OR_2019,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)


@pytest.fixture
def asked_session():
    """Course 1 without its number of fractions."""
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 21.0, None, end=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    return Session(opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,)))


@pytest.fixture
def view(qtbot, selection, asked_session):
    made = CoursesView(selection, Theme.dark())
    qtbot.addWidget(made)
    asked_session.subscribe(made.refresh)
    made.show_session(asked_session)
    made.resize(600, 420)
    made.show()
    return made


def table(view):
    return view.findChild(QTableWidget, "courses")


def cells(view, label):
    shown = table(view)
    line = next(i for i in range(shown.rowCount()) if shown.verticalHeaderItem(i).text() == label)
    return [shown.item(line, column).text() for column in range(shown.columnCount())]


def test_every_course_says_what_is_known_and_what_is_not(view):
    assert cells(view, "Prescription") == ["21 Gy / fractions not stated", "20 Gy / 5"]
    assert cells(view, "From") == ["not stated", "2018 to 2019"]
    assert cells(view, "Interval") == ["–", "59 to 84 months after course 1"]
    assert cells(view, "Maximum") == ["21.0 Gy, physical dose", "20.0 Gy, physical dose"]
    assert cells(view, "Fractions")[0].startswith("– (")


def test_facts_are_the_assessments_figures(asked_session):
    facts = {fact.label: fact.told for fact in course_facts(asked_session).facts}
    for column, summary in enumerate(asked_session.assessment.courses):
        assert facts["Maximum"][column].text.startswith(summary.dose_max.text)
        assert facts["Registration"][column].text == summary.link_text
        assert facts["Maximum"][column].source == summary.dose_max.source


def test_sources_that_differ_and_synthetic_courses_are_marked():
    session = StandInSession()
    facts = course_facts(session)
    assert facts.names == ("Course 1 · synthetic", "Course 2 · synthetic")
    told = {fact.label: [cell.text for cell in fact.told] for fact in facts.facts}
    assert told["Not stated"] == ["treated lesion, planning system", "date"]
    assert told["Site"][0] == "pelvis"


def test_a_missing_number_of_fractions_is_asked_for_until_it_is_entered(qtbot, view, asked_session):
    assert cells(view, "Asked for")[1] == "nothing"
    with qtbot.waitSignal(view.numbers_wanted) as wanted:
        view.findChild(QPushButton, "enter phase 1").click()
    assert wanted.args == ["phase 1"]
    asked_session.do("Enter 3 fractions: Course 1", lambda settings: settings.with_fractions("phase 1", 3))
    assert asked_session.settings.fractions == {"phase 1": 3}
    assert cells(view, "Fractions") == ["3", "5"]
    assert "Asked for" not in [table(view).verticalHeaderItem(i).text() for i in range(table(view).rowCount())]
    asked_session.undo()
    assert cells(view, "Asked for")[1] == "nothing"


def test_choosing_a_column_chooses_the_course_everywhere(qtbot, view, selection):
    with qtbot.waitSignal(selection.course_selected) as chosen:
        table(view).setCurrentCell(2, 1)
    assert chosen.args == [1]


def test_a_course_chosen_elsewhere_is_highlighted(view, selection):
    selection.select_course(1)
    assert table(view).currentColumn() == 1
    selection.select_course(None)
    assert table(view).selectedItems() == []


def test_a_course_that_is_not_listed_highlights_nothing(view, selection):
    selection.select_course(5)
    assert table(view).selectedItems() == []


def test_each_course_keeps_its_colour_and_has_its_name_beside_it(view):
    for column, name in enumerate(("■ Course 1", "■ Course 2")):
        item = table(view).item(0, column)
        assert (item.text(), item.foreground().color().name()) == (name, Theme.dark().course(column))


def test_without_a_case_there_is_a_sentence(view):
    view.show_session(None)
    assert not table(view).isVisible()


def test_no_line_is_cut(view, qtbot):
    shown = table(view)
    for line in range(shown.rowCount()):
        assert shown.rowHeight(line) >= shown.sizeHintForRow(line)


def test_a_long_text_is_drawn_to_its_last_word_at_every_width(qtbot, selection, theme):
    view = CoursesView(selection, theme)
    qtbot.addWidget(view)
    view.show_session(StandInSession())
    view.show()
    shown = table(view)
    item = shown.item(shown.rowCount() - 2, 0)
    words = (
        "first treatment date, last treatment date, delivered fractions, treated site, treated lesion, technique, days"
    )
    for width in range(430, 620, 5):
        view.resize(width, 700)
        pictures = []
        for text in (f"{words} rectum", f"{words} bowels"):
            item.setText(text)
            shown.resizeRowsToContents()
            pictures.append(shown.grab().toImage())
        assert pictures[0] != pictures[1], f"the last word is cut at {width} px"


def test_fractions_on_record_stand_beside_the_numbers_with_parts_and_pauses(asked_session):
    summary = asked_session.assessment.courses[1]
    days = [When((StatedDate.at(PartialDate(2019, 3, day), "record"),)) for day in (4, 11)]
    short = DeliveredBeam(1, 200.0, 126.0, "MU", Termination.MACHINE, Verification.VERIFIED, "RT1.dcm")
    fractions = (DeliveredFraction(1, days[0], told=Termination.NORMAL), DeliveredFraction(2, days[1], (short,)))
    phase = replace(summary.course.phases[0], delivery=Delivery(fractions), delivered_fractions=2)
    found = replace(summary, course=replace(summary.course, phases=(phase,)))
    (fact,) = on_record((asked_session.assessment.courses[0], found))
    assert fact.told[0].text == "not stated"
    # 126 of 200 is 63 %; from 4 to 11 March are 7 days
    assert fact.told[1].text.splitlines() == [
        "2 of 5 fractions delivered.",
        "Fraction 2, 11 Mar 2019: partly delivered (63 % of the specified meterset; ended by the machine).",
        "Longest gap of 7 days between fraction 1 and fraction 2.",
    ]
    assert on_record(asked_session.assessment.courses) == ()
