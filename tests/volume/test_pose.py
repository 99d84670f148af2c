"""A rigid motion set by hand as six numbers: what they mean, and that nothing is lost on the way to a matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.motion import Pose, motion_of
from tests.support.solids import motion, motions, turned

mm = st.floats(-300, 300)
triple = st.tuples(mm, mm, mm)
angle = st.floats(-179, 179)
tilt = st.floats(-89, 89)


def at(pose, point):
    return (pose.matrix @ [*point, 1.0])[:3]


def test_the_centre_goes_by_the_translation_whatever_the_turn():
    pose = Pose((3.0, -4.0, 5.0), (20.0, -30.0, 40.0), (100.0, -50.0, 30.0))
    assert at(pose, pose.centre_mm) == pytest.approx([103.0, -54.0, 35.0])


@pytest.mark.parametrize(
    ("turns", "point", "goal"),
    [
        ((90.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),  # about L: back goes to head
        ((0.0, 90.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)),  # about P: head goes to left
        ((0.0, 0.0, 90.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),  # about H: left goes to back
        ((90.0, 0.0, 90.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),  # L first: back → head, and H leaves head there
        ((90.0, 90.0, 0.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),  # then P: back → head → left
    ],
)
def test_turns_are_right_handed_about_fixed_axes_in_the_order_l_p_h(turns, point, goal):
    assert at(Pose(turns_deg=turns), point) == pytest.approx(goal, abs=1e-12)


@given(translation=triple, turns=st.tuples(angle, tilt, angle), centre=triple)
def test_six_numbers_come_back_from_their_matrix(translation, turns, centre):
    found = Pose.of(Pose(translation, turns, centre).matrix, centre)
    assert found.translation_mm == pytest.approx(translation, abs=1e-8)
    assert found.turns_deg == pytest.approx(turns, abs=1e-6)


@given(matrix=motions, centre=triple)
def test_every_rigid_matrix_comes_back_from_its_six_numbers(matrix, centre):
    assert Pose.of(matrix, centre).matrix == pytest.approx(matrix, abs=1e-6)


@given(matrix=motions, one=triple, other=triple)
def test_another_centre_tells_the_same_motion(matrix, one, other):
    assert Pose.of(matrix, one).about(other).matrix == pytest.approx(matrix, abs=1e-6)


def test_the_turns_are_those_that_the_registration_list_shows():
    pose = Pose(turns_deg=(6.0, -4.0, 9.0))
    assert motion_of(pose.matrix).turns_deg == pytest.approx((6.0, -4.0, 9.0))


def test_a_matrix_that_stretches_or_mirrors_is_no_pose():
    with pytest.raises(ValueError, match="stretches or mirrors"):
        Pose.of(np.diag([1.1, 1.0, 1.0, 1.0]))
    with pytest.raises(ValueError, match="stretches or mirrors"):
        Pose.of(np.diag([-1.0, 1.0, 1.0, 1.0]))


def test_a_pose_of_unknown_numbers_is_refused():
    with pytest.raises(ValueError, match="finite"):
        Pose((np.nan, 0.0, 0.0))


def test_the_text_tells_all_six_numbers_and_the_centre():
    pose = Pose.of(motion(turned(np.array([0.0, 0, 1]), 5.0), (1.0, 2.0, -3.0)))
    assert (
        pose.text
        == "shifted L +1.0, P +2.0, H -3.0 mm, turned about L +0.0°, P +0.0°, H +5.0° around (0.0, 0.0, 0.0) mm"
    )
