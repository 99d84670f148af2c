"""Courses regrouped in an open session: the numbers that follow, in the background and back again."""

import numpy as np
import pytest

from reirrad_gui.case.regroup import merge_courses, use_dose
from reirrad_gui.session.opening import open_case, regrouped
from reirrad_gui.session.session import Ready, Session
from reirrad_gui.session.settings import Settings
from tests.support.opened_cases import seed_case
from tests.support.phantom_dicom import Group, Target, write_ct, write_dose, write_plan, write_structures


def flat(gy):
    """The same dose everywhere."""
    return lambda points: np.full(points.shape[:-1], gy)


@pytest.fixture
def undecided(tmp_path):
    """21 Gy in 3 were planned; one plan, two doses: 21 Gy and 14 Gy everywhere."""
    write_ct(tmp_path / "ct")
    write_structures(tmp_path)
    write_plan(tmp_path, groups=(Group(3),), targets=(Target(21.0),))
    for name, gy in (("early", 14.0), ("late", 21.0)):
        write_dose(tmp_path, field=flat(gy), name=name)
    return open_case([tmp_path])


def maximum(session):
    return session.assessment.courses[0].dose_max.value


def test_doses_that_compete_can_be_told_apart_by_their_maxima(undecided):
    [phase] = undecided.case.courses[0].phases
    assert [d.max_gy for d in phase.alternatives] == pytest.approx([14.0, 21.0], abs=0.01)


def test_a_dose_chosen_by_a_person_is_read_and_used_and_can_be_chosen_again(undecided):
    session = Session(undecided)
    assert maximum(session) is None
    [phase] = session.case.courses[0].phases
    for source, gy in zip(phase.alternatives, (14.0, 21.0), strict=True):
        case = use_dose(session.case, phase.uid, source.file.sop_instance_uid)
        session.regroup("Choose", regrouped(session.opened, case))
        assert maximum(session) == pytest.approx(gy, abs=0.01)
    session.undo()
    assert maximum(session) == pytest.approx(14.0, abs=0.01)
    session.undo()
    assert maximum(session) is None


def test_what_was_assessed_in_the_background_is_shown_without_assessing_again():
    session = Session(seed_case(("Bladder",)))
    joined = merge_courses(session.case, [c.uid for c in session.case.courses])
    ready = Ready.of(regrouped(session.opened, joined), session.settings)
    session.regroup("Treat both as one", ready)
    assert session.assessment is ready.assessment
    assert len(session.assessment.courses) == 1


def test_a_change_made_while_courses_are_regrouped_is_kept():
    session = Session(seed_case(("Bladder",)))
    joined = merge_courses(session.case, [c.uid for c in session.case.courses])
    ready = Ready.of(regrouped(session.opened, joined), session.settings)
    session.do("α/β", lambda s: s.with_alpha_beta("Bladder", 10.0))
    session.regroup("Treat both as one", ready)
    # 29.75 + 23.33 at α/β 10, EVIDENCE (i)
    assert session.assessment.organs[0].cumulative_eqd2.max_gy.value == pytest.approx(53.083333333)
    session.undo()
    session.undo()
    assert len(session.assessment.courses) == 2
    assert not session.settings.alpha_beta_gy


def test_an_entry_can_be_taken_back_to_what_the_files_say():
    entered = Settings().with_fractions("a", 3).with_delivered_fractions("a", 2).with_prescription("a", 21.0)
    kept = entered.with_fractions("b", 5)
    assert dict(kept.without_fractions("a").fractions) == {"b": 5}
    assert not entered.without_delivered_fractions("a").delivered_fractions
    assert not entered.without_prescription("a").prescribed_gy


def test_a_number_assessed_in_the_background_is_shown_at_once_and_keeps_the_images():
    session = Session(seed_case(("Bladder",)))
    images, before = session.display.images, session.assessment
    delivered = session.settings.with_delivered_fractions("phase 1", 2)
    ready = Ready.of(session.opened, delivered)
    session.do_ready("Enter 2 delivered fractions", ready)
    assert session.assessment is ready.assessment
    assert session.settings is delivered
    assert session.display.images is images
    session.undo()
    assert session.assessment is before
    session.redo()
    assert session.assessment is ready.assessment


@pytest.mark.parametrize(
    ("group", "target", "plan", "questions"),
    [
        (Group(3), Target(21.0), True, 0),
        (Group(None), Target(21.0), True, 1),
        (Group(3), Target(1.77e-295), True, 1),
        (Group(0), Target(None), True, 2),
        (Group(3), Target(21.0), False, 1),
    ],
)
def test_a_question_that_was_answered_is_not_asked_again(tmp_path, group, target, plan, questions):
    write_ct(tmp_path / "ct")
    if plan:
        write_plan(tmp_path, groups=(group,), targets=(target,))
    write_dose(tmp_path, field=flat(21.0))
    session = Session(open_case([tmp_path]))
    [phase] = session.case.courses[0].phases

    def asked():
        return [text for text in session.assessment.courses[0].problems if "Enter " in text]

    assert len(asked()) == questions
    session.do("dose", lambda s: s.with_prescription(phase.uid, 21.0))
    session.do("fractions", lambda s: s.with_fractions(phase.uid, 3))
    assert asked() == []
    while session.undo_label:
        session.undo()
    assert len(asked()) == questions
