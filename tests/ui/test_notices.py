"""The list of things to know: each once, where it belongs."""

from dataclasses import replace

from reirrad_gui.session.names import organ_name
from reirrad_gui.session.settings import Settings
from reirrad_gui.ui.notices.rows import sections, to_know
from tests.support.assessments import StandInSession, example_assessment, example_case


def test_what_is_said_of_a_course_is_listed_and_counted_once():
    made = example_assessment()
    sentence = "The plan C1 is not approved: check that it is the one that was treated."
    first = replace(made.courses[0], problems=(sentence,))
    session = StandInSession(
        example_case(), replace(made, courses=(first, *made.courses[1:]), warnings=(*made.warnings, sentence))
    )
    told = [(section.title, n.text) for section in sections(session) for n in section.notices if sentence in n.text]
    assert told == [("Courses", f"{first.name}: {sentence}")]
    before = to_know(StandInSession(example_case(), made))
    assert to_know(session) == before + 1


def test_names_that_await_a_confirmation_are_one_thing_to_know():
    one, two = (organ_name(name, "ORGAN", Settings()).note for name in ("fem head L", "fem head R"))
    assessment = replace(example_assessment(example_case()), warnings=("A warning.", one, two))
    (kept,) = (s for s in sections(StandInSession(example_case(), assessment)) if s.title == "Keep in mind")
    assert [notice.text for notice in kept.notices] == [
        "A warning.",
        "2 names are suggestions, please confirm: “fem head L” is taken as Femur_Head_L; "
        "“fem head R” is taken as Femur_Head_R.",
    ]
    counted = [
        to_know(StandInSession(example_case(), replace(assessment, warnings=said))) for said in ((), (one,), (one, two))
    ]
    assert counted == [counted[0], counted[0] + 1, counted[0] + 1]
