"""What was asked about certainty and what was answered: when an answer still speaks of what is shown."""

from dataclasses import replace

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.certainty import KEPT, Question
from reirrad_gui.session.jobs import silent
from reirrad_gui.session.settings import Recovery
from tests.support.opened_cases import seed_case

FEW = Question(draws=100)


@pytest.fixture(scope="module")
def plexus():
    """One organ with both full doses: 77.3 Gy at α/β 2 Gy."""
    return seed_case(("SacralPlex",))


@pytest.fixture
def session(plexus):
    made = Session(plexus)
    made.ask(FEW)
    return made


def answered(session):
    answer = session.asking()(silent)
    session.answered(answer)
    return answer


def test_an_edit_makes_an_answer_old_and_taking_it_back_makes_it_current_again(session):
    answer = answered(session)
    assert session.certain is answer
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("SacralPlex", 3.0))
    assert session.certain is None and session.once_certain is answer
    session.undo()
    assert session.certain is answer
    session.redo()
    assert session.certain is None


def test_what_changes_no_verdict_leaves_an_answer_current(session):
    answer = answered(session)
    session.do("Tell what is left in 8 fractions", lambda settings: settings.with_candidate_fractions(8))
    assert session.certain is answer


def test_a_preview_makes_an_answer_old_while_it_is_shown(session):
    answer = answered(session)
    session.preview(lambda settings: settings.with_recovery(Recovery("user", 50.0, "a board")))
    assert session.certain is None
    session.drop_preview()
    assert session.certain is answer


def test_another_seed_another_number_of_draws_or_assumption_is_another_question(session):
    answer = answered(session)
    for question in (
        replace(FEW, seed=2),
        replace(FEW, draws=200),
        FEW.assuming(FEW.assumptions.with_registration_sigma(1.5)),
    ):
        session.ask(question)
        assert session.certain is None
    session.ask(FEW)
    assert session.certain is answer


def test_asking_the_same_again_tells_nobody(session):
    told = []
    session.subscribe(lambda: told.append(1))
    session.ask(Question(draws=100))
    assert told == []
    session.ask(Question(draws=101))
    assert told == [1]


def test_an_answer_keeps_the_assessment_that_it_belongs_to(session):
    before = session.assessment
    answer = answered(session)
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("SacralPlex", 3.0))
    assert answer.assessment is before and session.assessment is not before


def test_limits_that_change_on_disk_make_every_answer_old_also_one_that_was_being_drawn(session):
    answered(session)
    late = session.asking()(silent)
    session.reread()
    assert session.certain is None and session.once_certain is None
    session.answered(late)
    assert session.certain is None and session.once_certain is None
    assert answered(session) is session.certain


def test_the_oldest_answers_are_forgotten(session):
    first = answered(session)
    for seed in range(2, KEPT + 2):
        session.ask(replace(FEW, seed=seed))
        answered(session)
    session.ask(FEW)
    assert session.certain is None and session.once_certain is not first


def test_the_same_seed_gives_the_same_numbers_in_another_session(plexus):
    ends = []
    for _ in range(2):
        session = Session(plexus, Settings())
        session.ask(FEW)
        shown = answered(session).found.rows[0].shown
        ends.append((shown.low.value, shown.median.value, shown.high.value, shown.exceeds.text))
    assert ends[0] == ends[1]


@pytest.mark.parametrize(
    ("wrong", "word"), [({"draws": 99}, "Draws"), ({"draws": 100_001}, "Draws"), ({"seed": -1}, "seed")]
)
def test_a_question_that_cannot_be_meant_is_refused_with_a_sentence(wrong, word):
    with pytest.raises(EntryError, match=word):
        Question(**wrong)
