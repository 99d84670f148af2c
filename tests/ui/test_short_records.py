"""Records that stop short of the plan, on screen: the green word carries its condition, and a person is asked."""

from types import SimpleNamespace

from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.ui.course_edits.numbers_rows import DELIVERED, phase_numbers
from reirrad_gui.ui.dvh.rows import CurveChoice, state_lines
from reirrad_gui.ui.footer import assumptions
from reirrad_gui.ui.notices.rows import asked_for, to_know
from reirrad_gui.ui.panel.explanation import explanation
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.report.organs import at_a_glance
from tests.session.test_all_given import PROVISIONAL, SENTENCE, two


def looked_at(wanted=None):
    opened, wanted = two(), wanted or Settings()
    return SimpleNamespace(case=opened.case, settings=wanted, assessment=Assessor(opened).assess(wanted))


def row_of(session):
    return next(row for row in constraint_rows(session.assessment) if row.name == "SacralPlex")


def test_a_within_that_rests_on_the_records_found_is_shown_with_its_condition():
    session = looked_at()
    row = row_of(session)
    assert (row.status.first, row.status.second) == ("✔ within", "if only 3 of 5 given")
    assert row.condition == "if only 3 of 5 given" and row.why.startswith(SENTENCE)
    card = explanation(session.assessment, row.key)
    assert card.headline.startswith(SENTENCE) and card.sections[0].reason.startswith(SENTENCE)
    assert any(SENTENCE in part.text for part in at_a_glance(session.assessment, None))
    assert state_lines(session.assessment, (), CurveChoice(), ())[0] == "▲ number of fractions not confirmed."
    assert PROVISIONAL in state_lines(session.assessment, (), CurveChoice(), ())
    said, why = assumptions(session.assessment)
    assert (said[0], why[0]) == ("▲ number of fractions not confirmed", PROVISIONAL)


def test_the_number_delivered_is_asked_for_until_somebody_confirms_it():
    session = looked_at()
    [asked] = asked_for(session)
    assert asked.title == "Course 1 needs a confirmed number of delivered fractions"
    assert asked.why.startswith("Only 3 of 5 fractions are on record, and nothing says that treatment ended there.")
    assert "the doses shown are too low" in asked.why and "Course, “Enter fractions" in asked.why
    assert [n.kind for p in phase_numbers(session) for n in p.numbers if n.asked] == [DELIVERED]
    confirmed = looked_at(Settings().with_delivered_fractions("phase 1", 3))
    assert asked_for(confirmed) == ()
    assert not any(n.asked for p in phase_numbers(confirmed) for n in p.numbers)
    assert to_know(confirmed) < to_know(session)
    assert row_of(confirmed).condition == ""
    assert not any(SENTENCE in part.text for part in at_a_glance(confirmed.assessment, None))


def test_images_know_which_dose_rests_on_unconfirmed_fractions_until_somebody_confirms_them():
    session = Session(two())
    assert [course.in_doubt for course in session.display.courses] == [True, False]  # 3 of 5; all 5 of 5
    session.do("Confirm", lambda settings: settings.with_delivered_fractions("phase 1", 3))
    assert [course.in_doubt for course in session.display.courses] == [False, False]
    session.undo()
    assert [course.in_doubt for course in session.display.courses] == [True, False]
