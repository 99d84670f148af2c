"""A registration is approved organ by organ: where it was judged not good enough, nothing is added through it."""

import pytest

from reirrad_gui.constraints import Standing
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.suitability import organs_in_both, organs_in_either
from tests.session.test_assess import shifted_case

WHO = ("A. Physicist", "2026-11-21T12:00+00:00", "looked at the rectum on every slice")


def opened_session():
    return Session(shifted_case(), Settings())


def approve(session, **suitability):
    key = session.opened.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, *WHO, suitability))
    return session.assessment


def organ_and_row(assessment):
    organ = next(o for o in assessment.organs if o.kind == "organ")
    row = next(r for r in assessment.rows if r.organ_key == organ.key)
    return organ, row


def name_of(session):
    organ, _ = organ_and_row(session.assessment)
    return organ.canonical_name or organ.name


def test_approving_without_a_word_on_organs_changes_no_number():
    session = opened_session()
    before = organ_and_row(session.assessment)[0]
    after = organ_and_row(approve(session))[0]
    assert after.cumulative_eqd2.max_gy.value == before.cumulative_eqd2.max_gy.value is not None
    assert session.assessment.approved
    assert session.assessment.registrations[0].suitability == {}


def test_an_organ_judged_not_good_has_no_voxel_sum_and_the_reason_reaches_the_verdict():
    session = opened_session()
    name = name_of(session)
    organ, row = organ_and_row(approve(session, **{name: "not good"}))
    reason = f"the registration of course 1 was judged not good enough at “{name}”"
    assert organ.cumulative_eqd2.max_gy.value is None
    assert reason in organ.cumulative_eqd2.max_gy.reason
    assert organ.courses[0].physical.max_gy.value is None
    assert organ.courses[1].physical.max_gy.value is not None
    assert row.standing is Standing.NOT_ASSESSABLE
    assert reason in row.results[row.deciding].reason
    assert organ.courses[0].covered_percent.value == 0.0


def test_a_good_organ_and_one_not_judged_keep_their_numbers():
    session = opened_session()
    before = organ_and_row(session.assessment)[0].cumulative_eqd2.max_gy.value
    for word in ("good", "not judged"):
        organ, _ = organ_and_row(approve(session, **{name_of(session): word}))
        assert organ.cumulative_eqd2.max_gy.value == before


def test_undo_brings_the_voxel_sum_back():
    session = opened_session()
    before = organ_and_row(session.assessment)[0].cumulative_eqd2.max_gy.value
    approve(session, **{name_of(session): "not good"})
    session.undo()
    assert organ_and_row(session.assessment)[0].cumulative_eqd2.max_gy.value == before


def test_taking_the_approval_back_takes_back_what_was_said_of_organs():
    session = opened_session()
    approve(session, **{name_of(session): "not good"})
    key = session.opened.registrations[0].key
    session.do("Take back", lambda s: s.without_approval(key))
    assert organ_and_row(session.assessment)[0].cumulative_eqd2.max_gy.value is not None
    assert (dict(session.settings.suitability), session.assessment.approved) == ({}, False)


def test_a_word_that_means_nothing_is_refused():
    with pytest.raises(EntryError, match="Rectum: say good, not good, not judged"):
        Settings().with_approval("key", *WHO, {"Rectum": "fine"})


def test_what_was_said_of_organs_is_in_the_json():
    session = opened_session()
    name = name_of(session)
    said = assessment_json(approve(session, **{name: "not good"}))
    assert said["registrations"][0]["suitability"] == {name: "not good"}
    assert said["registrations"][0]["approved"] is True


def test_organs_asked_about_are_those_drawn_in_a_frame_the_registration_links():
    session = opened_session()
    registration = session.opened.registrations[0]
    assert organs_in_both(session.opened, session.settings, registration) == ()
    assert name_of(session) in organs_in_either(session.opened, session.settings, registration)
