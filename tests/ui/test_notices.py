"""The list of things to know: each once, where it belongs."""

from dataclasses import replace

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
