"""What follows from the history is found again only where the history or the days of courses changed."""

from dataclasses import replace

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.origins import Document
from reirrad_gui.session.derived import derived_from_history
from reirrad_gui.ui.timeline.following import Following
from tests.support.opened_cases import course
from tests.support.typed_events import on

PAINS = tuple(
    event_of(day, f.Symptom("pain", score, 30.0), on(day), origin=Document("Chart"))
    for day, score in (("2017-12-20", 8), ("2020-02-10", 2))
)


def test_other_fractions_of_a_course_change_no_result_and_are_no_reason_to_look_again(qapp):
    given = course(1, 20.0, 5)
    phases = tuple(replace(phase, planned_fractions=8) for phase in given.phases)
    other = replace(given, phases=phases)
    following = Following()
    shown = following.shown(PAINS, (given,))
    assert following.results
    assert derived_from_history(PAINS, (other,)) == following.results
    assert following.shown(PAINS, (other,)) is shown


def test_another_day_of_a_course_is(qapp):
    given = course(1, 20.0, 5)
    following = Following()
    following.shown(PAINS, (given,))
    before = following.results
    following.shown(PAINS, (replace(given, start=on("2020-06-01"), end=on("2020-06-05")),))
    assert following.results != before
