"""Volumes that two drawn structures share, against closed forms."""

import numpy as np
import pytest

from reirrad_gui.volume.common import CommonVolume, common_volume, contained
from reirrad_gui.volume.sampling import SamplePoints, sample_points
from reirrad_gui.volume.solid import solid
from reirrad_gui.volume.structures import Structure
from reirrad_gui.volume.ways import Warp, moved
from tests.support.solids import circle, drawn, motion, prism, rectangle, turned

HEIGHTS = np.arange(-38.5, 40.0, 3.0)
BALL_HEIGHTS = np.arange(-24.5, 25.0, 1.0)


def ball(radius, x=0.0):
    left = [(z, radius**2 - z**2) for z in BALL_HEIGHTS]
    return drawn([(z, circle(np.sqrt(square), (x, 0.0))) for z, square in left if square > 0.01])


def lens_cc(radius_mm, distance_mm):
    """Volume common to two equal spheres: π (4R + d)(2R − d)² / 12."""
    return np.pi * (4 * radius_mm + distance_mm) * (2 * radius_mm - distance_mm) ** 2 / 12 / 1000


@pytest.mark.parametrize("distance", [5.0, 15.0, 30.0])
def test_two_spheres_share_their_lens(distance):
    found = common_volume(sample_points(ball(20.0)), solid(ball(20.0, distance)))
    assert found.common_cc == pytest.approx(lens_cc(20.0, distance), rel=0.01)
    assert found.unknown_cc == 0.0


def test_boxes_share_their_common_box_also_through_a_registration():
    # 40 × 30 × 81 mm and the same box 25 mm to the left: 15 × 30 × 81 mm = 36.45 cc
    one, other = prism(rectangle(0, 0, 40, 30), HEIGHTS), prism(rectangle(25, 0, 65, 30), HEIGHTS)
    assert common_volume(sample_points(one), solid(other)).common_cc == pytest.approx(36.45, rel=3e-3)
    way = motion(turned(np.array([1.0, 2.0, -1.0]), 33.0), (12.0, -40.0, 7.0))
    elsewhere = Structure(1, "Box", tuple(type(c)(moved(c.points_mm, way)) for c in other.contours), "other frame")
    assert common_volume(sample_points(one), solid(elsewhere), way).common_cc == pytest.approx(36.45, rel=3e-3)


def test_a_hole_is_not_shared():
    # a disc of radius 20 with a hole of radius 10 (even-odd), against a disc that fills the hole exactly
    ring = drawn([(z, loop) for z in HEIGHTS for loop in (circle(20.0), circle(10.0))])
    core = prism(circle(10.0), HEIGHTS)
    assert common_volume(sample_points(core), solid(ring)).common_cc == pytest.approx(0.0, abs=0.02)
    assert common_volume(sample_points(ring), solid(core)).common_cc == pytest.approx(0.0, abs=0.02)


def test_structures_apart_or_without_contours_share_nothing():
    here, there = prism(circle(10.0), HEIGHTS), prism(circle(10.0, (50.0, 0.0)), HEIGHTS)
    assert common_volume(sample_points(here), solid(there)) == CommonVolume(0.0, 0.0)
    nothing = Structure(2, "nothing", (), "frame")
    assert common_volume(sample_points(here), solid(nothing)) == CommonVolume(0.0, 0.0)
    assert common_volume(SamplePoints(np.zeros((0, 3)), np.zeros(0)), solid(here)) == CommonVolume(0.0, 0.0)


def test_many_points_are_told_apart_as_one_point_is():
    star = drawn([(z, circle(20.0) * (1 + 0.4 * np.cos(5 * np.linspace(0, 2 * np.pi, 180)))[:, None]) for z in HEIGHTS])
    shape = solid(star)
    points = np.random.default_rng(1).uniform(-45, 45, (400, 3))
    assert contained(shape, points).tolist() == [shape.contains(point) for point in points]


class HalfKnown:
    """A bend that knows only what lies at x below 0."""

    def moved(self, points_mm):
        return np.where(points_mm[:, :1] < 0, points_mm, np.nan)

    def inverse(self):
        return self

    def tobytes(self):
        return b"half"

    def undoes(self, other):
        return other is self


def test_volume_that_a_deformation_does_not_know_is_unknown_and_not_apart():
    box = prism(rectangle(-20, -10, 20, 10), HEIGHTS)  # 40 × 20 × 81 mm = 64.8 cc
    found = common_volume(sample_points(box), solid(box), Warp((HalfKnown(),)))
    assert found.common_cc == pytest.approx(32.4, rel=0.01)
    assert found.unknown_cc == pytest.approx(32.4, rel=0.01)
