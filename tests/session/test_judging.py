"""What a registration is judged by reaches the assessment and the JSON as figures; until measured it is unknown."""

import json

import jsonschema
import numpy as np
import pytest

from reirrad_gui.errors import DicomError, NotAssessableError
from reirrad_gui.resources import resource
from reirrad_gui.session import Session, Settings, judging
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.judging import NOT_MEASURED, measured_registrations
from reirrad_gui.session.registering import registered_by_landmarks, registered_manually
from reirrad_gui.session.session import Ready
from reirrad_gui.volume.motion import Pose
from reirrad_gui.volume.registration import Origin, Registration
from tests.session.test_registering import landmarks
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_1,
    FRAME_2,
    IN_2018_OR_2019,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)
from tests.volume.test_rigid import scanned

SCHEMA = json.loads(resource("schema", "assessment-1.json").read_text(encoding="utf-8"))


def drawn_twice(shift_mm=30.0):
    """Bladder and rectum drawn in both frames: course 1's lie 30 mm to the right of where course 2's do."""
    matrix = np.eye(4)
    matrix[0, 3] = shift_mm
    known = Registration(FRAME_1, FRAME_2, matrix, Origin.REG_OBJECT, "not stated in the object")
    sets = tuple(
        structure_set(
            box("Bladder", 1, frame, (x, 0, 0)),
            box("Rectum", 2, frame, (x, 40.0 + sag, 0), half=10.0),
            box("PTV", 3, frame, (x, 0, 0)),
            uid=uid,
        )
        for frame, x, sag, uid in ((FRAME_1, -30.0, 4.0, "set 1"), (FRAME_2, 0.0, 0.0, "set 2"))
    )
    courses = (
        course(1, 21.0, 3, FRAME_1, end=DECEMBER_2012, structure_set_uid="set 1"),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid="set 2"),
    )
    first = field(uniform(21.0), (-120, -60, -60), (60, 90, 60))
    return opened_case(courses, (first, field(uniform(20.0), (-90, -60, -60), (60, 90, 60))), sets, (known,))


@pytest.fixture(scope="module")
def learnt():
    session = Session(drawn_twice(), Settings())
    session.learn(measured_registrations(session.opened, session.settings))
    return session


def organ(session, name):
    [quality] = session.assessment.registration_qualities
    return next(o for o in quality.organs if o.organ == name)


def test_before_anything_is_measured_every_figure_is_unknown_and_says_so():
    [quality] = Session(drawn_twice(), Settings()).assessment.registration_qualities
    assert [o.organ for o in quality.organs] == ["Bladder", "Rectum"]  # never the target
    figures = [quality.organs[0].dice, quality.organs[0].mean_distance, quality.after.information]
    assert [(f.value, f.reason) for f in figures] == [(None, NOT_MEASURED)] * 3
    assert quality.sentence == ""


def test_an_organ_that_lies_where_the_registration_says_agrees_and_one_that_sagged_does_not(learnt):
    assert organ(learnt, "Bladder").dice.value == pytest.approx(1.0, abs=0.01)
    assert not organ(learnt, "Bladder").doubtful
    # a 20 mm cube shifted by 4 mm: Dice = 16/20
    assert organ(learnt, "Rectum").dice.value == pytest.approx(0.8, abs=0.01)
    assert organ(learnt, "Rectum").mean_distance.value == pytest.approx(1.2, abs=0.5)
    assert "every" in organ(learnt, "Rectum").dice.source


def test_the_quality_sentence_of_the_registration_tells_the_organs(learnt):
    [registration] = learnt.assessment.registrations
    assert registration.quality.startswith("not stated in the object. Organs drawn in both: Bladder Dice 1.00")
    assert registration.key == learnt.opened.registrations[0].key


def test_learning_is_no_edit_but_is_told_to_the_views():
    session = Session(drawn_twice(), Settings())
    heard = []
    session.subscribe(lambda: heard.append(session.assessment))
    session.learn(measured_registrations(session.opened, session.settings))
    assert session.undo_label is None
    assert heard[0].registration_qualities[0].organs[0].dice.value is not None


def test_the_quality_is_told_again_where_names_or_what_was_measured_became_others_and_by_no_regimen():
    session = Session(drawn_twice())
    before = session.assessment.registration_qualities
    session.do("3 of 5 delivered", lambda s: s.with_delivered_fractions("phase 2", 3))
    assert session.assessment.registration_qualities is before
    session.do("Take Rectum as", lambda s: s.with_canonical_name("Rectum", "Colon_Sigmoid"))
    named = session.assessment.registration_qualities
    assert [one.organ for one in before[0].organs] == ["Bladder", "Rectum"]
    assert [one.organ for one in named[0].organs] == ["Bladder", "Colon_Sigmoid"]
    session.learn(measured_registrations(session.opened, session.settings))
    assert session.assessment.registration_qualities[0].organs[0].dice.value is not None


def test_a_motion_against_the_truth_is_doubtful_and_says_so():
    session = Session(registered_manually(drawn_twice(), FRAME_1, FRAME_2, Pose((15.0, 0.0, 0.0))), Settings())
    session.learn(measured_registrations(session.opened, session.settings))
    assert organ(session, "Bladder").dice.value == pytest.approx(25 / 40, abs=0.01)
    assert organ(session, "Bladder").doubtful
    assert "Less than TG-132 tolerates: Bladder, Rectum." in session.assessment.registrations[0].quality


def test_what_was_measured_belongs_to_the_motion_and_not_to_the_frames(learnt):
    session = Session(learnt.opened, Settings())
    session.learn(measured_registrations(session.opened, session.settings))
    other = Session(registered_manually(learnt.opened, FRAME_1, FRAME_2, Pose((31.0, 0.0, 0.0))), Settings())
    other.learn(measured_registrations(session.opened, session.settings))
    assert organ(other, "Bladder").dice.reason == NOT_MEASURED


def test_landmark_residuals_are_figures_without_any_measuring():
    session = Session(registered_by_landmarks(drawn_twice(), FRAME_1, FRAME_2, landmarks(off=2.0)), Settings())
    [quality] = session.assessment.registration_qualities
    assert [name for name, _ in quality.landmarks] == ["a", "b", "c", "d"]
    assert quality.landmark_rms.value == pytest.approx(session.opened.registrations[0].landmarks.rms_mm)
    assert quality.landmark_left_out.value > quality.landmark_rms.value
    three = Session(registered_by_landmarks(drawn_twice(), FRAME_1, FRAME_2, landmarks()[:3]), Settings())
    assert "fewer than four" in three.assessment.registration_qualities[0].landmark_left_out.reason


@pytest.fixture
def images(monkeypatch):
    """CTs of both frames made in memory, 30 mm apart as the registration says."""
    truth = Pose((30.0, 0.0, 0.0)).matrix
    planes = np.arange(-70, 71, 5.0)
    voxels = {FRAME_2: scanned(np.eye(4), planes), FRAME_1: scanned(truth, planes, seed=1, lowest=(-170.0, -100.0))}
    kinds = {FRAME_1: "CT", FRAME_2: "CT"}

    class Found:
        def __init__(self, uid):
            self.uid, self.modality = uid, kinds[uid]

    monkeypatch.setattr(judging, "planning_image", lambda _, uid: Found(uid))
    monkeypatch.setattr(judging, "load_image", lambda one, _: voxels[one.uid])
    return kinds


def test_images_differ_less_through_the_registration_than_without_it(images):
    session = Session(drawn_twice(), Settings())
    session.learn(measured_registrations(session.opened, session.settings))
    [quality] = session.assessment.registration_qualities
    assert quality.after.mean_absolute.value < quality.before.mean_absolute.value / 2
    assert quality.after.mean_absolute.unit == "HU"
    assert quality.after.information.value > quality.before.information.value
    assert "Images: mutual information" in quality.sentence
    assert "HU before and" in quality.sentence


def test_images_of_two_kinds_have_no_difference_of_values(images):
    images[FRAME_1] = "MR"
    session = Session(drawn_twice(), Settings())
    session.learn(measured_registrations(session.opened, session.settings))
    [quality] = session.assessment.registration_qualities
    assert quality.after.mean_absolute.value is None
    assert "mean different things" in quality.after.mean_absolute.reason
    assert "mean difference" not in quality.sentence


def test_images_that_are_missing_or_damaged_are_said(monkeypatch):
    def missing(*_):
        raise NotAssessableError("no image")

    class Broken:
        uid, modality = "1", "CT"

    def broken(*_):
        raise DicomError("a slice is cut")

    monkeypatch.setattr(judging, "planning_image", missing)
    opened, settings = drawn_twice(), Settings()
    [found] = measured_registrations(opened, settings).values()
    assert found.images.reason == "one of the frames has no image among the files"
    monkeypatch.setattr(judging, "planning_image", lambda *_: Broken())
    monkeypatch.setattr(judging, "load_image", broken)
    [found] = measured_registrations(opened, settings).values()
    assert found.images.reason == "an image cannot be read: a slice is cut"


def test_measuring_can_be_stopped():
    class StoppedError(Exception):
        pass

    def stop(done, _, text):
        if "Rectum" in text:
            raise StoppedError

    with pytest.raises(StoppedError):
        measured_registrations(drawn_twice(), Settings(), stop)


def test_the_json_carries_what_was_measured_and_obeys_its_schema(learnt):
    for session in (learnt, Session(drawn_twice(), Settings())):
        said = json.loads(json.dumps(assessment_json(session.assessment), allow_nan=False))
        jsonschema.Draft202012Validator(SCHEMA).validate(said)
    said = assessment_json(learnt.assessment)["registrations"][0]["agreement"]
    assert said["organs"][1]["dice"] == organ(learnt, "Rectum").dice.value
    assert said["images_after"]["correlation"] is None
    assert said["images_after"]["correlation_reason"]


def test_results_of_an_unapproved_registration_are_marked_provisional_until_it_is_approved():
    session = Session(drawn_twice(), Settings())
    sentence = "Provisional: nobody has approved the registration of course 1, and accumulated doses rest on it."
    assert session.assessment.provisional == sentence
    assert assessment_json(session.assessment)["provisional"] == sentence
    assert assessment_json(session.assessment)["approved"] is False
    key = session.opened.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "2026-11-21", "every slice"))
    assert session.assessment.provisional == ""
    said = assessment_json(session.assessment)
    assert (said["provisional"], said["approved"]) == (None, True)


def test_what_was_measured_is_there_again_when_another_registration_is_undone(learnt):
    session = Session(drawn_twice(), Settings())
    session.learn(measured_registrations(session.opened, session.settings))
    other = registered_manually(session.opened, FRAME_1, FRAME_2, Pose((31.0, 0.0, 0.0)))
    session.regroup("Register by hand", Ready.of(other, session.settings))
    assert organ(session, "Bladder").dice.value is None
    session.undo()
    assert organ(session, "Bladder").dice.value == organ(learnt, "Bladder").dice.value
