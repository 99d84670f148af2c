import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.motion import motion_of


def about(axis, degrees):
    """A right-handed turn about L (0), P (1) or H (2)."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    one, two = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(4)
    matrix[one, one] = matrix[two, two] = c
    matrix[two, one], matrix[one, two] = s, -s
    return matrix


def shifted(matrix, left, back, head):
    result = matrix.copy()
    result[:3, 3] = left, back, head
    return result


def test_a_turn_of_3_degrees_about_the_long_axis_with_a_shift_is_read_as_such():
    # cos 3° = 0.99863, sin 3° = 0.05234: the patient's left turns towards the back
    matrix = np.array([[0.9986295, -0.0523360, 0, 12], [0.0523360, 0.9986295, 0, -5], [0, 0, 1, 8], [0, 0, 0, 1]])
    motion = motion_of(matrix)
    assert motion.translation_mm == (12.0, -5.0, 8.0)
    assert motion.turns_deg == pytest.approx((0.0, 0.0, 3.0), abs=1e-4)
    assert motion.turn_deg == pytest.approx(3.0, abs=1e-4)
    assert motion.rigid
    assert motion.determinant == pytest.approx(1.0, abs=1e-6)


angles = st.floats(-80, 80)


@given(left=angles, back=angles, head=angles)
def test_turns_about_the_three_axes_are_found_again(left, back, head):
    motion = motion_of(about(2, head) @ about(1, back) @ about(0, left))
    assert motion.turns_deg == pytest.approx((left, back, head), abs=1e-6)
    assert motion.rigid


@pytest.mark.parametrize("back", [90.0, -90.0])
def test_at_a_right_angle_about_the_back_axis_the_angles_still_make_the_same_motion(back):
    matrix = about(2, 20.0) @ about(1, back) @ about(0, 35.0)
    turns = motion_of(matrix).turns_deg
    assert about(2, turns[2]) @ about(1, turns[1]) @ about(0, turns[0]) == pytest.approx(matrix, abs=1e-6)


@given(degrees=st.floats(0, 180), axis=st.integers(0, 2))
def test_a_turn_about_one_axis_is_the_whole_turn(degrees, axis):
    assert motion_of(about(axis, degrees)).turn_deg == pytest.approx(degrees, abs=1e-6)


def test_a_matrix_that_stretches_along_the_body_is_not_rigid_and_says_by_how_much():
    stretch = np.diag([1.0, 1.0, 1.05, 1.0])
    motion = motion_of(stretch @ about(2, 10.0))
    assert not motion.rigid
    assert (motion.least_length, motion.most_length) == pytest.approx((1.0, 1.05))
    assert motion.determinant == pytest.approx(1.05)
    assert motion.turns_deg == pytest.approx((0.0, 0.0, 10.0), abs=1e-6)


def test_a_shear_keeps_the_volume_and_is_not_rigid():
    shear = np.eye(4)
    shear[0, 1] = 0.1
    assert motion_of(shear).determinant == pytest.approx(1.0)
    assert not motion_of(shear).rigid


def test_a_mirror_changes_sides_and_is_no_rotation():
    motion = motion_of(shifted(np.diag([-1.0, 1.0, 1.0, 1.0]), 0, 0, 0))
    assert motion.mirrors
    assert not motion.rigid
    assert motion.turns_deg is None
    assert motion.turn_deg is None
