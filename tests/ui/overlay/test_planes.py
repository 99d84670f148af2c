"""The three planes: letters from the data, one patient point, true millimetres."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.ui.overlay.planes import Plane, Viewport, box_bounds, letters, stacks
from reirrad_gui.volume.grid import Grid
from tests.support.overlay_case import POSITIONS, ct_grid, turned_grid

AXIAL, CORONAL, SAGITTAL = Plane.AXIAL, Plane.CORONAL, Plane.SAGITTAL


@pytest.mark.parametrize("position", POSITIONS)
def test_letters_stand_on_the_patients_sides_in_every_position(position):
    views = stacks(turned_grid(*POSITIONS[position]))
    # the patient's left is to the right of the screen, back below, head up, however the patient lay in the scanner
    assert views[AXIAL].side_letters() == ("R", "L", "A", "P")
    assert views[CORONAL].side_letters() == ("R", "L", "H", "F")
    assert views[SAGITTAL].side_letters() == ("A", "P", "H", "F")


@pytest.mark.parametrize("position", POSITIONS)
def test_slices_count_from_feet_to_head_from_front_to_back_and_from_right_to_left(position):
    views = stacks(turned_grid(*POSITIONS[position]))
    assert (views[AXIAL].through.round(9) == (0, 0, 1)).all()
    assert (views[CORONAL].through.round(9) == (0, 1, 0)).all()
    assert (views[SAGITTAL].through.round(9) == (1, 0, 0)).all()
    assert all((np.diff(view.depth_mm) > 0).all() for view in views.values())


def test_letters_of_a_tilted_direction_name_both_sides_the_stronger_first():
    assert letters(np.array([0.8, -0.6, 0.0])) == "LA"
    assert letters(np.array([0.1, 0.99, 0.05])) == "P"


def tilted(degrees, planes=(0.0, 4.0, 8.0)):
    """An axial stack turned about the left-right axis."""
    turn = np.radians(degrees)
    return turned_grid((1, 0, 0), (0, np.cos(turn), np.sin(turn)), planes=planes)


def test_an_oblique_series_keeps_its_own_axes_and_its_letters_say_so():
    view = stacks(tilted(20))[AXIAL]
    assert view.acquired
    assert view.side_letters() == ("R", "L", "AF", "PH")
    assert view.name == "Axial, tilted 20°"
    assert view.down == pytest.approx((0, np.cos(np.radians(20)), np.sin(np.radians(20))))


def test_a_sagittal_series_is_acquired_sagittally():
    views = stacks(turned_grid((0, 1, 0), (0, 0, -1), planes=(0.0, 5.0, 10.0)))
    assert [views[plane].acquired for plane in (AXIAL, CORONAL, SAGITTAL)] == [False, False, True]
    assert views[SAGITTAL].side_letters() == ("A", "P", "H", "F")
    assert views[SAGITTAL].depth_mm.tolist() == [-10.0, -5.0, 0.0]  # row × column runs to the right


def test_acquired_slices_are_the_images_own_planes_even_when_unequal():
    grid = ct_grid()
    view = stacks(grid)[AXIAL]
    assert view.depth_mm == pytest.approx(grid.origin_mm[2] + grid.plane_mm)
    assert view.slice_at(np.array([0.0, 0.0, -40 + 47.9])) == 9  # between 45 and 52 mm, nearer to 45
    assert view.slice_at(np.array([0.0, 0.0, -40 + 49.1])) == 10


def test_reformats_step_by_voxels():
    views = stacks(ct_grid())
    assert views[SAGITTAL].depth_mm == pytest.approx(-60 + 2.0 * np.arange(64))
    assert views[CORONAL].depth_mm == pytest.approx(-90 + 3.0 * np.arange(48))


def test_beyond_the_ends_the_nearest_slice_is_the_last():
    view = stacks(ct_grid())[AXIAL]
    assert view.slice_at(np.array([0, 0, 1e4])) == 19
    assert view.slice_at(np.array([0, 0, -1e4])) == 0


def any_rotation(draw):
    quaternion = np.array([draw(st.floats(0.05, 1)), *(draw(st.floats(-1, 1)) for _ in range(3))])
    w, x, y, z = quaternion / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


@given(st.data())
def test_every_voxel_is_drawn_where_it_lies_in_the_patient(data):
    turn = any_rotation(data.draw)
    grid = turned_grid(turn[:, 0], turn[:, 1], origin=(12.5, -30.0, 7.0))
    index = [data.draw(st.integers(0, n - 1)) for n in (grid.columns, grid.rows, grid.plane_mm.size)]
    voxel = grid.points(*(np.array(float(i)) for i in index))
    for view in stacks(grid).values():
        number = int(np.flatnonzero(view.index == index[view.slice_axis])[0])
        assert view.depth_mm[number] == pytest.approx(float(voxel @ view.through), abs=1e-9)
        a, b, c, d, e, f = view.placement(number)
        across = row_position(view.across, index[view.across_axis], grid)
        along = row_position(view.along, index[view.along_axis], grid)
        drawn = (a * (across + 0.5) + c * (along + 0.5) + e, b * (across + 0.5) + d * (along + 0.5) + f)
        assert drawn == pytest.approx(tuple(view.on_screen(voxel)), abs=1e-9)
        right, down = view.on_screen(voxel)
        assert view.patient_points(right, down, view.depth_mm[number]) == pytest.approx(voxel, abs=1e-9)


def row_position(rows, index, grid):
    """Which pixel a voxel is in: its own, or a part of an evened one."""
    if rows.as_stored:
        return index
    return (grid.plane_mm[index] - rows.start_mm) / rows.step_mm


def test_a_gantry_tilted_stack_keeps_points_where_they_are():
    shear = np.array([0.0, np.sin(0.2), np.cos(0.2)])  # planes stay axial, the stack leans back
    grid = Grid(np.zeros(3), np.array([2.0, 0, 0]), np.array([0, 3.0, 0]), shear, np.array([0.0, 5, 10, 15]), 8, 6)
    for view in stacks(grid).values():
        for index in ((0, 0, 0), (7, 5, 3), (3, 2, 1)):
            voxel = grid.points(*(np.array(float(i)) for i in index))
            number = int(np.flatnonzero(view.index == index[view.slice_axis])[0])
            a, b, c, d, e, f = view.placement(number)
            x, y = index[view.across_axis] + 0.5, index[view.along_axis] + 0.5
            assert (a * x + c * y + e, b * x + d * y + f) == pytest.approx(tuple(view.on_screen(voxel)), abs=1e-9)
            assert view.depth_mm[number] == pytest.approx(float(voxel @ view.through), abs=1e-9)


def test_moving_a_point_onto_a_slice_moves_it_straight_across():
    view = stacks(ct_grid())[AXIAL]
    assert view.on_slice(np.array([3.0, -20.0, 1.0]), 4) == pytest.approx((3.0, -20.0, -20.0))


def test_one_plane_has_no_reformats():
    views = stacks(ct_grid().__class__.axis_aligned((0, 0, 0), (1, 1), (5.0,), 10, 10))
    assert not views[AXIAL].flat
    assert views[SAGITTAL].flat and views[CORONAL].flat


def test_bounds_reach_the_outer_edges_of_the_voxels():
    view = stacks(ct_grid())[AXIAL]
    assert view.bounds(0) == pytest.approx((-61.0, -91.5, -60 + 63 * 2 + 1.0, -90 + 47 * 3 + 1.5))


def test_the_box_of_the_patient_is_seen_with_a_margin():
    view = stacks(ct_grid())[AXIAL]
    left, top, right, bottom = box_bounds(view, ((10, 20), (5, 15), (0, 3)))
    assert (left, right) == pytest.approx((-40 - 0.9, -20 + 0.9))  # 3 % of the longer side, 30 mm
    assert (top, bottom) == pytest.approx((-75 - 0.9, -45 + 0.9))


positions = st.floats(0, 900)


@given(x=positions, y=positions, factor=st.floats(0.2, 5.0), start=st.floats(0.3, 10.0))
def test_zooming_keeps_the_patient_point_under_the_cursor(x, y, factor, start):
    before = Viewport(900, 700, 12.0, -30.0, start)
    after = before.zoomed(x, y, factor)
    assert after.to_px(*before.to_mm(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(dx=st.floats(-500, 500), dy=st.floats(-500, 500))
def test_panning_moves_the_picture_with_the_hand(dx, dy):
    before = Viewport(900, 700, 12.0, -30.0, 2.5)
    assert before.panned(dx, dy).to_px(*before.to_mm(100, 200)) == pytest.approx((100 + dx, 200 + dy), abs=1e-6)


def test_fitting_shows_the_whole_rectangle_in_true_millimetres():
    port = Viewport(900, 500).fitted((-100, -50, 100, 50))
    assert port.px_per_mm == pytest.approx(4.5)  # 900 px for 200 mm; 500 px would allow 5 for the height
    assert port.to_px(-100, -50) == pytest.approx((0, 25))


def test_a_resized_view_keeps_its_centre_and_what_its_shorter_side_shows():
    port = Viewport(800, 400, 5, 6, 2.0).resized(400, 200)
    assert port.to_px(5, 6) == pytest.approx((200, 100))
    assert port.px_per_mm == pytest.approx(1.0)
