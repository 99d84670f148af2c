import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.area import Raster
from reirrad_gui.volume.loops import Loops, even_odd_signs
from tests.support.solids import circle, rectangle

STARS = st.tuples(
    st.integers(3, 40), st.integers(0, 10_000), st.floats(0.3, 30), st.tuples(st.floats(-50, 50), st.floats(-50, 50))
)


def star(corners, seed, radius, centre):
    """A polygon that does not cross itself: one corner per direction, at random distances."""
    rng = np.random.default_rng(seed)
    angle = (np.arange(corners) + rng.uniform(0.1, 0.9, corners)) * 2 * np.pi / corners
    return (np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(0.2, 1, corners)[:, None]) * radius + centre


def raster(outlines, cell_mm, planes=None):
    loops = Loops.of(outlines, [0] * len(outlines) if planes is None else planes)
    return Raster.of(loops, even_odd_signs(loops), cell_mm)


def area_and_moments(outline):
    """Area and first moments of a polygon by Green's theorem."""
    (x0, y0), (x1, y1) = outline.T, np.roll(outline, -1, axis=0).T
    cross = x0 * y1 - x1 * y0
    return np.array([cross.sum() / 2, ((x0 + x1) * cross).sum() / 6, ((y0 + y1) * cross).sum() / 6])


@given(shape=STARS, cell=st.floats(0.2, 8), backwards=st.booleans())
def test_the_areas_of_all_cells_add_up_to_the_polygon_and_their_centroids_to_its_centroid(shape, cell, backwards):
    outline = star(*shape)
    cells = raster([outline[::-1] if backwards else outline], cell).covered()
    area, moment_x, moment_y = area_and_moments(outline)
    size = np.abs(outline).max() + 1
    assert cells.area_mm2.sum() == pytest.approx(area, rel=1e-9)
    assert cells.area_mm2 @ cells.centroid_mm == pytest.approx([moment_x, moment_y], rel=1e-6, abs=1e-7 * area * size)
    assert cells.area_mm2.max() <= cell**2 * (1 + 1e-9)


@given(shape=STARS, cell=st.floats(0.3, 3))
def test_every_centroid_lies_in_its_own_cell(shape, cell):
    cells = raster([star(*shape)], cell).covered()
    corner = np.column_stack([cells.column, cells.row]) * cell
    assert (cells.centroid_mm >= corner - 1e-9).all()
    assert (cells.centroid_mm <= corner + cell + 1e-9).all()


def test_a_rectangle_on_cell_borders_fills_whole_cells_only():
    cells = raster([rectangle(-2, 1, 4, 5)], 1.0).covered()
    assert cells.area_mm2.tolist() == [1.0] * 24
    assert cells.centroid_mm.min(axis=0).tolist() == [-1.5, 1.5]


def test_a_cell_cut_by_a_diagonal_has_half_its_area_and_the_centroid_of_the_triangle():
    cells = raster([np.array([[0.0, 0], [3, 0], [0, 3]])], 3.0).covered()
    assert cells.area_mm2 == pytest.approx([4.5])
    assert cells.centroid_mm == pytest.approx(np.array([[1.0, 1.0]]))


@given(cell=st.floats(0.3, 9))
def test_a_ring_drawn_as_a_keyhole_or_as_two_loops_has_one_area(cell):
    outer, inner = rectangle(-30, -30, 30, 30), rectangle(-10, -10, 10, 10)
    keyhole = np.concatenate([outer, outer[:1], inner[::-1][[3, 0, 1, 2]], inner[::-1][3:], outer[:1]])
    two = raster([outer, inner], cell).covered().area_mm2.sum()
    assert two == pytest.approx(60**2 - 20**2, rel=1e-9)
    assert raster([keyhole], cell).covered().area_mm2.sum() == pytest.approx(two, rel=1e-9)
    assert raster([outer, inner[::-1]], cell).covered().area_mm2.sum() == pytest.approx(two, rel=1e-9)


def test_a_wall_thinner_than_a_cell_keeps_its_area():
    shell = raster([circle(20.0), circle(19.7)], 5.0)
    assert shell.covered().area_mm2.sum() == pytest.approx(np.pi * (20**2 - 19.7**2), rel=1e-9)
    assert shell.crossing == ()


def test_an_island_in_a_hole_counts_again():
    loops = [circle(30.0), circle(20.0), circle(10.0), circle(5.0, centre=(100.0, 0.0))]
    assert raster(loops, 2.0).covered().area_mm2.sum() == pytest.approx(np.pi * (900 - 400 + 100 + 25), rel=1e-9)


def test_loops_that_overlap_leave_out_what_they_share_and_are_reported():
    # two 20 x 20 squares that share 10 x 20: even-odd leaves 2 x 200 mm²
    found = raster([rectangle(0, 0, 20, 20), rectangle(10, 0, 30, 20)], 0.37)
    assert found.crossing == (0,)
    assert found.covered().area_mm2.sum() == pytest.approx(400.0, rel=0.02)


def test_a_loop_that_crosses_itself_is_reported_and_keeps_both_halves():
    eight = np.array([[0.0, 0], [10, 10], [10, 0], [0, 10]])
    found = raster([eight], 0.25)
    assert found.crossing == (0,)
    # two triangles of 25 mm²
    assert found.covered().area_mm2.sum() == pytest.approx(50.0, rel=0.03)


def test_planes_do_not_mix_and_only_the_crossing_one_is_reported():
    loops = [rectangle(0, 0, 20, 20), rectangle(0, 0, 20, 20), rectangle(10, 0, 30, 20), rectangle(5, 5, 9, 9)]
    found = raster(loops, 1.0, planes=[0, 1, 1, 2])
    cells = found.covered()
    assert found.crossing == (1,)
    assert np.bincount(cells.plane, cells.area_mm2) == pytest.approx([400.0, 400.0, 16.0])


@given(shape=STARS, parts=st.sampled_from([2, 4]))
def test_cells_can_be_looked_up_one_by_one_on_a_finer_raster(shape, parts):
    outline = star(*shape)
    coarse, fine = raster([outline], 2.0).covered(), raster([outline], 2.0 / parts)
    step = np.arange(parts)
    column = (coarse.column[:, None, None] * parts + step + 0 * step[:, None]).ravel()
    row = (coarse.row[:, None, None] * parts + step[:, None] + 0 * step).ravel()
    cells, index = fine.at(np.repeat(coarse.plane, parts**2), column, row)
    back = np.bincount(np.repeat(np.arange(coarse.plane.size), parts**2)[index], cells.area_mm2, coarse.plane.size)
    assert back == pytest.approx(coarse.area_mm2, abs=1e-6)
    assert (cells.column == column[index]).all()


def test_cells_beside_the_loops_are_not_covered():
    found = raster([rectangle(0, 0, 4, 4)], 1.0)
    nowhere = np.array([-3, 9, 2, 2]), np.array([2, 2, -3, 9])
    cells, index = found.at(np.zeros(4, int), *nowhere)
    assert cells.area_mm2.size == index.size == 0
