"""Drawings of one organ compared after mapping, against closed forms; images compared where both are known.

Distances are sampled: half the spacing (1 to 2 mm here) is what they cannot tell from none, and the tolerance says so.
"""

import numpy as np
import pytest

from reirrad_gui.volume.agreement import contour_agreement
from reirrad_gui.volume.deformation import Deformation
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.image_difference import image_difference, mutual_information
from reirrad_gui.volume.solid import solid
from reirrad_gui.volume.ways import Warp, inverse
from tests.support.solids import motion, prism, rectangle, sphere, turned

HEIGHTS = np.arange(-40.5, 41.0, 1.0)
RADIUS = 30.0
BALL = solid(sphere(RADIUS, HEIGHTS))


def shift(x=0.0, y=0.0, z=0.0):
    return motion(np.eye(3), (x, y, z))


@pytest.mark.parametrize("offset_mm", [4.0, 10.0, 25.0])
def test_two_equal_spheres_apart_agree_as_their_closed_forms_say(offset_mm):
    found = contour_agreement(BALL, BALL, shift(x=offset_mm))
    # common volume of two spheres (a lens): Dice = 1 - 3/2 (d/2R) + 1/2 (d/2R)³
    part = offset_mm / (2 * RADIUS)
    assert found.dice == pytest.approx(1.0 - 1.5 * part + 0.5 * part**3, abs=0.01)
    # a point in direction u of one lies |√(R² + d² - 2Rdu) - R| from the other, u even between -1 and 1
    away = np.abs(np.sqrt(RADIUS**2 + offset_mm**2 - 2 * RADIUS * offset_mm * np.linspace(-1, 1, 100_001)) - RADIUS)
    assert found.mean_distance_mm == pytest.approx(away.mean(), abs=0.4)
    assert found.hausdorff95_mm == pytest.approx(np.quantile(away, 0.95), abs=0.4)
    assert found.first_cc == pytest.approx(4 / 3 * np.pi * RADIUS**3 / 1000, rel=0.01)


def test_a_cube_shifted_along_its_slices_agrees_as_counted_by_hand():
    cube = solid(prism(rectangle(-20, -20, 20, 20), np.arange(-17.5, 18.0, 5.0)))
    found = contour_agreement(cube, cube, shift(z=7.0))
    assert found.dice == pytest.approx(33 / 40, abs=0.005)
    # walls: the 7 mm that stand out are 0 to 7 mm away, 4 · 1600 mm² · 7/40 · 3.5. One end face looks out: 7 mm.
    # The other lies inside, min(7, distance to a wall): 7 - (80 · 7² - 4/3 · 7³) / 1600 = 4.836 mm on 1600 mm².
    assert found.mean_distance_mm == pytest.approx((4 * 0.6125 + 7.0 + 4.836) / 6, abs=0.4)
    assert found.hausdorff95_mm == pytest.approx(7.0, abs=0.2)


def test_a_drawing_agrees_with_itself_through_the_turn_that_carries_it():
    box = solid(prism(rectangle(-25, -10, 25, 10), HEIGHTS[20:60]))
    turn = motion(turned(np.array([0.0, 0, 1]), 30.0), (40.0, -20.0, 10.0))
    turned_box = solid(prism((rectangle(-25, -10, 25, 10) @ turn[:2, :2].T) + turn[:2, 3], HEIGHTS[20:60] + turn[2, 3]))
    found = contour_agreement(box, turned_box, turn)
    assert found.dice > 0.99
    assert found.mean_distance_mm < found.surface_mm / 2
    assert contour_agreement(box, turned_box, inverse(turn)).dice < 0.5


def test_which_drawing_comes_first_makes_no_difference():
    other = solid(sphere(25.0, HEIGHTS))
    way = shift(x=8.0)
    there, back = contour_agreement(BALL, other, way), contour_agreement(other, BALL, inverse(way))
    assert there.dice == pytest.approx(back.dice, abs=0.01)
    assert there.mean_distance_mm == pytest.approx(back.mean_distance_mm, abs=0.15)


def test_drawings_that_do_not_touch_have_no_dice_and_a_long_way_between():
    found = contour_agreement(BALL, BALL, shift(x=100.0))
    assert (found.dice, found.common_cc) == (0.0, 0.0)
    # nearest 100 - 60 = 40 mm, farthest 100 mm
    assert 40.0 < found.mean_distance_mm < 100.0
    away = np.sqrt(RADIUS**2 + 100.0**2 - 2 * RADIUS * 100.0 * np.linspace(-1, 1, 100_001)) - RADIUS
    assert found.mean_distance_mm == pytest.approx(away.mean(), rel=0.02)


def test_a_bent_way_compares_what_it_bends():
    # everything is stretched by 1.25, so a sphere of 24 mm becomes one of 30 mm
    grid = Grid.axis_aligned((-80, -80, -80), (10.0, 10.0), np.arange(17) * 10.0, 17, 17)
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    stretch = Warp((Deformation(grid, np.moveaxis(0.25 * grid.points(column, row, plane), -1, 0)),))
    found = contour_agreement(solid(sphere(24.0, HEIGHTS)), BALL, stretch)
    assert found.dice > 0.98
    assert found.mean_distance_mm < 0.7
    assert found.unknown_share == 0.0


def test_a_drawing_partly_beyond_the_vectors_says_which_share_is_unknown():
    grid = Grid.axis_aligned((0, -80, -80), (10.0, 10.0), np.arange(17) * 10.0, 9, 17)
    still = Warp((Deformation(grid, np.zeros((3, *grid.shape))),))
    found = contour_agreement(BALL, BALL, still)
    assert found.unknown_share == pytest.approx(0.5, abs=0.03)  # the half at x < 0


def test_a_drawing_without_volume_or_without_a_way_cannot_be_compared():
    nothing = solid(sphere(5.0, [100.0]))
    assert contour_agreement(BALL, nothing, np.eye(4)) is None
    far = Grid.axis_aligned((900, 900, 900), (10.0, 10.0), (0.0, 10.0), 2, 2)
    assert contour_agreement(BALL, BALL, Warp((Deformation(far, np.zeros((3, 2, 2, 2))),))) is None


def picture(function, step=3.0, half=90.0):
    count = int(2 * half / step) + 1
    grid = Grid.axis_aligned((-half, -half, -half), (step, step), np.arange(count) * step, count, count)
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    return Image(grid, function(grid.points(column, row, plane)).astype(np.float32))


def test_a_ramp_shifted_by_10_mm_differs_by_its_slope_times_10():
    ramp = picture(lambda p: 2.0 * p[..., 0])
    found = image_difference(ramp, ramp, shift(x=10.0))
    assert found.mean_absolute == pytest.approx(20.0, abs=1e-3)
    assert found.correlation == pytest.approx(1.0, abs=1e-5)
    assert found.overlap_percent == pytest.approx(100.0 * 57 / 61)  # 61 points 3 mm apart, of which 4 stand out


def test_images_laid_right_differ_less_and_tell_more_of_each_other():
    balls = picture(lambda p: 100.0 * (np.linalg.norm(p - [20.0, 10.0, -15.0], axis=-1) < 40))
    right, wrong = (image_difference(balls, balls, way) for way in (np.eye(4), shift(x=30.0)))
    assert right.mean_absolute == 0.0
    assert right.correlation == pytest.approx(1.0)
    assert (right.information > wrong.information, wrong.mean_absolute > 5.0) == (True, True)


def test_images_without_common_ground_cannot_be_compared():
    ramp = picture(lambda p: p[..., 0])
    assert image_difference(ramp, ramp, shift(x=500.0)) is None


def test_an_image_without_any_structure_correlates_with_nothing():
    flat = picture(lambda p: np.ones(p.shape[:-1]))
    assert image_difference(flat, flat, np.eye(4)).correlation == 0.0


def test_independent_values_tell_nothing_of_each_other():
    one, other = np.meshgrid(np.arange(32.0), np.arange(32.0))
    assert mutual_information(one.ravel(), other.ravel()) == pytest.approx(0.0, abs=1e-9)
