"""Outlines of structures through a deformable registration, against closed forms."""

import numpy as np
import pytest

from reirrad_gui.volume.deformation import Deformation
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.solid import solid
from reirrad_gui.volume.ways import Warp
from tests.support.solids import circle, motion, prism, rectangle, turned

GRID = Grid.axis_aligned((-100, -100, -100), (5.0, 5.0), np.arange(41) * 5.0, 41, 41)
HEIGHTS = np.arange(-30.0, 31.0, 3.0)
AXIAL = np.array([0.0, 0.0, 1.0])


def bent(displacement):
    plane, row, column = np.meshgrid(*(np.arange(n) for n in GRID.shape), indexing="ij")
    return Warp((Deformation(GRID, np.moveaxis(displacement(GRID.points(column, row, plane)), -1, 0)),))


def test_a_cylinder_stretched_crosswise_is_cut_in_an_ellipse():
    # x grows by a quarter: half axes 20 · 1.25 = 25 and 20 mm
    cut = solid(prism(circle(20.0), HEIGHTS)).section(AXIAL, 5.0, bent(lambda p: p * [0.25, 0.0, 0.0]))
    x, y, z = cut.reshape(-1, 3).T
    assert np.hypot(x / 25.0, y / 20.0) == pytest.approx(np.ones(len(x)), abs=0.005)
    assert (x.max(), y.max()) == (pytest.approx(25.0, abs=0.1), pytest.approx(20.0, abs=0.1))
    assert set(z.tolist()) == {5.0}


def test_the_outline_is_closed_so_that_its_area_can_be_told():
    cut = solid(prism(circle(20.0), HEIGHTS)).section(AXIAL, 5.0, bent(lambda p: p * [0.25, 0.0, 0.0]))
    _, counts = np.unique(np.round(cut.reshape(-1, 3), 6), axis=0, return_counts=True)
    assert set(counts.tolist()) == {2}
    start, end = cut[:, 0], cut[:, 1]
    # marching squares orders no segment: each triangle with the middle counts by its size
    area = 0.5 * np.abs(start[:, 0] * end[:, 1] - start[:, 1] * end[:, 0]).sum()
    assert area == pytest.approx(np.pi * 25.0 * 20.0, rel=0.01)


def test_a_deformation_that_is_a_rigid_motion_cuts_where_the_matrix_does():
    organ = solid(prism(rectangle(-20, -10, 20, 10), HEIGHTS))
    turn = motion(turned(np.array([0.0, 0, 1]), 20.0), (5.0, 3.0, 2.0))
    warp = bent(lambda p: p @ (turn[:3, :3].T - np.eye(3)) + turn[:3, 3])
    for normal, depth in ((AXIAL, 4.0), (np.array([1.0, 0.0, 0.0]), 5.0), (np.array([0.0, 1.0, 0.0]), 1.0)):
        plain, found = organ.section(normal, depth, turn), organ.section(normal, depth, warp)
        low, high = (end(found.reshape(-1, 3), axis=0) for end in (np.min, np.max))
        assert low == pytest.approx(plain.reshape(-1, 3).min(axis=0), abs=1.0)  # corners are cut by half a lattice step
        assert high == pytest.approx(plain.reshape(-1, 3).max(axis=0), abs=1.0)


def test_a_plane_beside_the_bent_structure_or_beyond_the_vectors_cuts_nothing():
    organ = solid(prism(circle(20.0), HEIGHTS))
    assert len(organ.section(AXIAL, 60.0, bent(lambda p: p * 0.1))) == 0
    far = motion(np.eye(3), (500.0, 0.0, 0.0))
    assert len(organ.section(AXIAL, 0.0, bent(lambda p: p * 0.1) @ far)) == 0
    empty = solid(prism(circle(20.0), []))
    assert len(empty.section(AXIAL, 0.0, bent(lambda p: p * 0.1))) == 0


def test_points_are_inside_exactly_where_one_by_one_they_are():
    organ = solid(prism(rectangle(-20, -10, 20, 10), HEIGHTS))
    points = np.random.default_rng(1).uniform(-40, 40, (400, 3))
    assert organ.contain(points).tolist() == [organ.contains(point) for point in points]
    assert organ.contain(np.array([[np.nan, 0.0, 0.0]])).tolist() == [False]
    assert solid(prism(circle(20.0), [])).contain(points[:2]).tolist() == [False, False]


def test_two_touching_corners_of_a_checker_are_joined_around_their_insides():
    squares = [rectangle(-20, -20, 0, 0), rectangle(0, 0, 20, 20)]
    parts = [prism(square, HEIGHTS) for square in squares]
    both = type(parts[0])(1, "two", parts[0].contours + parts[1].contours, "1.2.3")
    cut = solid(both).section(AXIAL, 1.0, bent(lambda p: p * [0.05, 0.05, 0.0]))
    start, end = cut[:, 0], cut[:, 1]
    length = np.linalg.norm(end - start, axis=1).sum()
    assert length == pytest.approx(8 * 21.0, rel=0.05)
