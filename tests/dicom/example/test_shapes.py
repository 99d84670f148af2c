"""The bricks: distances to solids, lattices and margins, against formulas and brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dicom.example.headers import decimal, uid
from reirrad_gui.dicom.example.lattice import Lattice, grown
from reirrad_gui.dicom.example.organs import FIRST_CT, Above, organs_at_risk
from reirrad_gui.dicom.example.planes import Group, Plane
from reirrad_gui.dicom.example.setup import SCAN_2
from reirrad_gui.dicom.example.shapes import FAR_MM, Cup, Drum, Ellipsoid, Sheet, Tube, smooth_min

near = st.floats(-40, 40)
point = st.tuples(near, near, near)


def at(solid, p):
    return float(solid.distance(*(np.array([c], float) for c in p))[0])


@given(a=point, b=point, p=point, radius=st.floats(1, 20))
def test_distance_to_a_straight_rod_is_that_to_its_nearest_axis_point(a, b, p, radius):
    along = np.linspace(0, 1, 2001)[:, None]
    axis = np.array(a) * (1 - along) + np.array(b) * along
    brute = np.linalg.norm(axis - np.array(p), axis=1).min() - radius
    assert at(Tube(a, b, radius, radius), p) == pytest.approx(brute, abs=0.05)


@given(p=point, radii=st.tuples(*[st.floats(5, 30)] * 3), tilt=st.floats(-40, 40))
def test_an_ellipsoid_is_negative_inside_only(p, radii, tilt):
    c, s = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    x, y, z = p[0], c * p[1] - s * p[2], s * p[1] + c * p[2]
    level = np.hypot(np.hypot(x / radii[0], y / radii[1]), z / radii[2])
    distance = at(Ellipsoid((0, 0, 0), radii, tilt), p)
    assert abs(level - 1) < 1e-6 or (distance < 0) == (level < 1)


def test_an_ellipsoid_tilted_backwards_leans_its_head_end_to_the_back():
    long = Ellipsoid((0, 0, 0), (5, 5, 30), 30)
    assert at(long, (0, 12, 21)) < 0 < at(long, (0, -12, 21))


@pytest.mark.parametrize(
    "solid",
    [
        Tube((3, -4, -10), (8, 9, 15), 6, 9),
        Tube((3, -4, -10), (8, 9, 15), 9, 6, 1.8, (1, 0, 0)),
        Ellipsoid((1, 2, 3), (10, 14, 8), 25),
        Drum((0, 0, 0), (20, 14), 12, 20, 2),
        Sheet((-10, 0, 12), (((-9, 0, 3), (9, 4, 3)), ((-9, 0, 4), (9, 4, 4)), ((-6, 2, 3), (8, 8, 2)))),
        Cup((0, 0, 0), 20, 30, (1, 0, 0), 5),
    ],
)
def test_a_solid_lies_within_its_box_and_its_distance_has_unit_slope_at_the_surface(solid):
    axis = np.arange(-45, 46, 1.5)
    z, y, x = np.meshgrid(axis, axis, axis, indexing="ij")
    distance = solid.distance(x, y, z)
    low, high = solid.box()
    inside = np.stack([x, y, z], axis=-1)[distance < 0]
    assert len(inside) > 50
    assert (inside >= low - 1e-9).all()
    assert (inside <= high + 1e-9).all()
    slope = np.sqrt(sum(g**2 for g in np.gradient(distance, 1.5)))
    surface = np.abs(distance) < 1.0
    assert np.median(slope[surface]) == pytest.approx(1, abs=0.15)


def test_a_flattened_rod_is_thin_along_its_normal_and_wide_across_it():
    flat = Tube((0, 0, -20), (0, 0, 20), 10, 10, 2, (0, 1, 0))
    assert at(flat, (10, 0, 0)) == pytest.approx(0, abs=1e-6)
    assert at(flat, (0, 5, 0)) == pytest.approx(0, abs=1e-6)


def test_a_cup_is_open_on_one_side():
    cup = Cup((0, 0, 0), 20, 30, (1, 0, 0), 5)
    assert at(cup, (-25, 0, 0)) < 0 < at(cup, (25, 0, 0))
    assert at(cup, (0, 0, 0)) > 0


def test_a_sheet_of_a_single_point_is_refused():
    with pytest.raises(ValueError, match="two points"):
        at(Sheet((0, 1), (((0, 0, 1),), ((0, 0, 1),))), (0, 0, 0))


@given(a=near, b=near, blend=st.floats(0.5, 20))
def test_a_blend_fills_the_crease_by_a_quarter_of_its_width_at_most(a, b, blend):
    blended = float(smooth_min(np.array(a), np.array(b), blend))
    assert min(a, b) - blend / 4 - 1e-9 <= blended <= min(a, b)
    if abs(a - b) >= blend:
        assert blended == min(a, b)


def test_what_is_cut_out_of_a_group_is_outside_it():
    group = Group((Ellipsoid((0, 0, 0), (20, 20, 20)),), (Above(5.0),))
    x = np.zeros(2)
    inside = group.at(x, x, np.array([0.0, 10.0]))
    assert inside[0] < 0 < inside[1]


@pytest.mark.parametrize("name", ["Sacrum", "Rectum", "Bag_Bowel", "SacralPlex"])
def test_windows_do_not_change_an_organ_s_surface(name):
    group = organs_at_risk(FIRST_CT)[name]
    plane = SCAN_2.plane(90.0)
    everywhere = group.at(*plane.points())
    windowed = group.distance(plane)
    surface = np.abs(everywhere) < 2
    assert surface.sum() > 20
    np.testing.assert_allclose(windowed[surface], everywhere[surface], atol=0.01)
    assert ((everywhere < 0) == (windowed < 0)).all()


def test_far_from_every_solid_the_distance_is_the_stand_in_for_far():
    plane = Plane(np.array([0.0, 0, 0]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), 4, 4)
    away = Group((Ellipsoid((0, 0, 300), (5, 5, 5)),))
    assert (away.distance(plane) == FAR_MM).all()
    assert (Group(()).distance(plane) == FAR_MM).all()


@given(
    slope=st.tuples(*[st.floats(-3, 3)] * 3),
    where=st.tuples(*[st.floats(0, 1)] * 3),
)
def test_between_lattice_points_a_linear_function_is_read_exactly(slope, where):
    origin, step = np.array([-3.0, 5.0, 10.0]), np.array([1.5, 2.0, 4.0])
    k, j, i = np.meshgrid(range(5), range(4), range(6), indexing="ij")
    values = sum(s * (origin[n] + step[n] * index) for n, (s, index) in enumerate(zip(slope, (i, j, k), strict=True)))
    lattice = Lattice(origin, step, values, np.nan)
    low, high = lattice.box()
    p = low + np.array(where) * (high - low)
    assert at(lattice, p) == pytest.approx(float(np.dot(slope, p)), abs=1e-9)
    assert np.isnan(at(lattice, high + 0.1))


def test_a_margin_grows_a_ball_by_its_width():
    axis = np.arange(-30.0, 31.0, 1.0)
    z, y, x = np.meshgrid(axis, axis, axis, indexing="ij")
    ball = Lattice(np.full(3, -30.0), np.ones(3), np.sqrt(x**2 + y**2 + z**2) - 10.0, 99.0)
    bigger = grown(ball, 5.0)
    away = np.sqrt(x**2 + y**2 + z**2)
    assert (bigger.values[away < 14.4] < 0).all()
    assert (bigger.values[away > 15.05] > 0).all()


def test_the_same_words_give_the_same_valid_identifier():
    assert uid("a", 1) == uid("a", 1) != uid("a", 2)
    assert len(uid("a", 1)) <= 64


@given(value=st.floats(-1e6, 1e6))
def test_decimal_strings_fit_dicom_and_lose_less_than_a_millionth(value):
    text = decimal(value)
    assert len(text) <= 16
    assert float(text) == pytest.approx(value, rel=1e-6, abs=1e-9)
