"""Courses linked by hand, by landmarks and near an organ: what changes, what stays proposed, and the way back."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session, Settings
from reirrad_gui.session import registering as registering_module
from reirrad_gui.session.registering import (
    landmark_registration,
    registered_as,
    registered_automatically,
    registered_by_landmarks,
    registered_manually,
    starting_pose,
)
from reirrad_gui.session.session import Ready
from reirrad_gui.volume.landmarks import Landmark
from reirrad_gui.volume.motion import Pose
from reirrad_gui.volume.registration import Origin, Registration, moved
from reirrad_gui.volume.ways import Warp
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import FRAME_1, FRAME_2
from tests.volume.test_rigid import scanned
from tests.volume.test_ways import bend

POSE = Pose((30.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


def bladder(assessment):
    return next(o for o in assessment.organs if o.name == "Bladder")


def physical_max(assessment):
    return bladder(assessment).courses[0].physical.max_gy.value


def by_hand(opened, pose=POSE):
    return registered_manually(opened, FRAME_1, FRAME_2, pose, started_from="the registration object")


def test_a_registration_set_by_hand_replaces_the_one_from_the_files_and_says_its_six_numbers():
    opened = by_hand(shifted_case(), Pose((40.0, 0.0, 0.0)))
    [found] = opened.registrations
    assert (found.origin, found.approved) == (Origin.MANUAL, False)
    assert found.quality.startswith("set by hand, starting from the registration object: shifted L +40.0")
    # 10 mm further than the file said: course 1's ramp of 0.5 Gy/mm is looked up 10 mm lower
    before, after = (Session(o, Settings()).assessment for o in (shifted_case(), opened))
    assert physical_max(after) == pytest.approx(physical_max(before) - 5.0, abs=1e-3)


def test_the_same_motion_by_hand_gives_the_same_doses_and_another_approval():
    plain, hand = shifted_case(), by_hand(shifted_case())
    assert physical_max(Session(hand, Settings()).assessment) == physical_max(Session(plain, Settings()).assessment)
    assert hand.registrations[0].key == plain.registrations[0].key  # the very same matrix between the same frames


def test_setting_another_motion_reopens_the_approval_and_undo_restores_it():
    session = Session(shifted_case(), Settings())
    key = session.opened.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "2026-11-21", "rectum", {"Bladder": "good"}))
    assert session.assessment.approved
    session.regroup("Register by hand", Ready.of(by_hand(session.opened, Pose((31.0, 0.0, 0.0))), session.settings))
    assert not session.assessment.approved
    assert session.assessment.registrations[0].suitability == {}
    assert session.undo_label == "Register by hand"
    session.undo()
    assert session.assessment.approved
    session.redo()
    assert session.assessment.registrations[0].origin is Origin.MANUAL


def landmarks(shift=(30.0, 0.0, 0.0), off=0.0):
    points = [(50.0, 0.0, 0.0), (-50.0, 10.0, 0.0), (0.0, 60.0, 30.0), (0.0, -40.0, -50.0)]
    there = [tuple(np.add(p, shift)) for p in points]
    there[0] = tuple(np.add(there[0], (0.0, 0.0, off)))
    return [Landmark(n, p, q) for n, p, q in zip("abcd", points, there, strict=True)]


def test_landmarks_link_the_courses_and_keep_their_residuals_with_the_registration():
    opened = registered_by_landmarks(shifted_case(), FRAME_1, FRAME_2, landmarks(off=2.0))
    [found] = opened.registrations
    assert found.origin is Origin.LANDMARKS
    assert found.landmarks.rms_mm > 0.1
    assert "fitted to 4 landmarks" in found.quality
    assert found.inverse().landmarks.landmarks[0].from_mm == found.landmarks.landmarks[0].to_mm
    exact = landmark_registration(FRAME_1, FRAME_2, landmarks())
    assert moved(np.zeros(3), exact.matrix) == pytest.approx([30.0, 0.0, 0.0])


def test_too_few_landmarks_change_nothing():
    with pytest.raises(EntryError, match="needs 3 landmarks"):
        registered_by_landmarks(shifted_case(), FRAME_1, FRAME_2, landmarks()[:2])


def test_a_case_linked_again_keeps_what_the_files_say_for_the_way_back():
    opened = by_hand(shifted_case(), Pose((40.0, 0.0, 0.0)))
    assert [r.origin for r in opened.case.registrations] == [Origin.REG_OBJECT]
    assert opened.registration_mode == "manual"


def test_images_that_hang_off_a_frame_stay_linked():
    opened = shifted_case()
    scan = Registration("PET", FRAME_2, np.eye(4), Origin.REG_OBJECT, "not stated")
    opened = replace(opened, registrations=(*opened.registrations, scan))
    again = by_hand(opened)
    assert {r.from_frame_uid for r in again.registrations} == {"PET", FRAME_1}


def test_six_numbers_start_from_how_the_courses_are_linked_about_the_middle_of_the_dose():
    start = starting_pose(shifted_case(), FRAME_1, FRAME_2)
    assert start.matrix == pytest.approx(shifted_case().registrations[0].matrix)
    assert start.centre_mm == pytest.approx((-15.0, 0.0, 0.0))  # of a grid from (-90, -60, -60) to (60, 60, 60)
    assert start.translation_mm == pytest.approx((30.0, 0.0, 0.0))


def test_six_numbers_start_from_rest_where_nothing_links_the_courses():
    opened = shifted_case()
    unlinked = replace(opened, registrations=())
    assert starting_pose(unlinked, FRAME_1, FRAME_2).matrix == pytest.approx(np.eye(4))
    assert starting_pose(unlinked, "a frame without doses", FRAME_2).centre_mm == (0.0, 0.0, 0.0)


def test_six_numbers_start_from_the_rigid_motion_nearest_to_a_deformation():
    warp = Warp((bend(lambda p: 0.02 * p + [12.0, 0.0, 0.0], half=120.0),))
    bent = Registration(FRAME_1, FRAME_2, np.eye(4), Origin.DEFORMABLE_OBJECT, "", warp=warp, rigid=False)
    start = starting_pose(replace(shifted_case(), registrations=(bent,)), FRAME_1, FRAME_2)
    # stretched by 2 % about the origin: the centre (-15, 0, 0) goes to -15.3 + 12
    assert start.translation_mm == pytest.approx((11.7, 0.0, 0.0), abs=0.01)
    assert start.turns_deg == pytest.approx((0.0, 0.0, 0.0), abs=1e-3)


def test_a_registration_can_be_looked_at_before_it_is_taken_over():
    session = Session(shifted_case(), Settings())
    other = Registration(FRAME_1, FRAME_2, Pose((40.0, 0.0, 0.0)).matrix, Origin.MANUAL, "by hand")
    look = session.display.with_registration(other)
    point = np.array([10.0, 0.0, 0.0])
    now, then = (float(d.dose(point, 0, Quantity.PHYSICAL, 3.0, FRAME_2)) for d in (session.display, look))
    assert then == pytest.approx(now - 5.0, abs=1e-3)
    assert not look.approved(FRAME_1, FRAME_2)


# Automatic registration near an organ, with images made in memory.


@pytest.fixture
def with_images(monkeypatch):
    """The shifted case with a CT in each frame: course 1's lies 33 mm off, not 30."""
    truth = Pose((33.0, 0.0, 0.0)).matrix  # frame 1 -> frame 2
    planes = np.arange(-70, 71, 5.0)
    images = {FRAME_2: scanned(np.eye(4), planes), FRAME_1: scanned(truth, planes, seed=1, lowest=(-170.0, -100.0))}
    monkeypatch.setattr(registering_module, "planning_image", lambda _, uid: uid)
    monkeypatch.setattr(registering_module, "load_image", lambda uid, _: images[uid])
    return shifted_case(), truth


def middle_error_mm(matrix, truth):
    return float(np.linalg.norm(moved(np.zeros(3), matrix) - moved(np.zeros(3), truth)))


def test_whole_images_are_laid_on_each_other_when_no_organ_is_named(with_images):
    opened, truth = with_images
    [found] = registered_automatically(opened, FRAME_1, FRAME_2).registrations
    assert found.origin is Origin.AUTOMATIC_RIGID
    assert middle_error_mm(found.matrix, truth) < 0.5


@pytest.mark.parametrize("linked", [True, False])
def test_an_organ_is_fitted_from_how_the_courses_are_linked_or_from_the_whole_images(with_images, linked):
    opened, truth = with_images
    if not linked:
        opened = replace(opened, registrations=())
    key = opened.organs[0].key
    [found] = registered_automatically(opened, FRAME_1, FRAME_2, organ_key=key, margin_mm=40.0).registrations
    assert middle_error_mm(found.matrix, truth) < 1.0
    assert found.quality.startswith("near “Bladder” (40 mm around it), not checked elsewhere")


def test_an_organ_drawn_in_neither_image_is_refused(with_images):
    opened, _ = with_images
    with pytest.raises(EntryError, match="not drawn in either"):
        registered_automatically(opened, FRAME_1, FRAME_2, organ_key="no such organ")
    with pytest.raises(EntryError, match="not drawn in either"):
        registered_automatically(opened, FRAME_1, "PET", organ_key=opened.organs[0].key)


def test_any_registration_can_be_put_to_use_and_what_stops_it_is_raised():
    class StoppedError(Exception):
        pass

    def stop(*_):
        raise StoppedError

    other = Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "another object")
    assert registered_as(shifted_case(), other).registrations == (other,)
    with pytest.raises(StoppedError):
        registered_as(shifted_case(), other, stop)
