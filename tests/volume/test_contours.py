import numpy as np
import pytest
from hypothesis import given

from reirrad_gui.volume.contours import contour_stack, unusable_notices
from reirrad_gui.volume.structures import Contour, ContourKind, Structure
from tests.support.solids import at_height, circle, drawn, prism, rectangle, rotations, sphere, with_kind

SQUARE = rectangle(0, 0, 20, 20)


def organ(*contours):
    return Structure(1, "Organ", tuple(contours), "1.2")


def square_at(z, kind=ContourKind.CLOSED_PLANAR):
    return with_kind(at_height(SQUARE, z), kind)


def test_axial_contours_have_planes_at_their_heights():
    stack = contour_stack(prism(SQUARE, [10.0, -5.0, 0.0]))
    assert stack.offsets_mm.tolist() == [-5, 0, 10]
    assert stack.axes[2].tolist() == [0, 0, 1]
    assert stack.axes @ stack.axes.T == pytest.approx(np.eye(3))
    assert stack.notices == ()


@given(turn=rotations)
def test_contours_in_any_orientation_have_the_areas_and_distances_they_were_drawn_with(turn):
    stack = contour_stack(drawn([(float(z), circle(10.0 + z)) for z in (0, 3, 6)], axes=turn.T))
    assert np.diff(stack.offsets_mm) == pytest.approx([3.0, 3.0], abs=1e-6)
    areas = sorted(np.abs(stack.loops.signed_areas()))
    assert areas == pytest.approx(np.pi * np.array([100, 169, 256]), rel=1e-9)


def test_sagittal_contours_are_stacked_from_right_to_left():
    sagittal = np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])
    stack = contour_stack(drawn([(float(x), SQUARE) for x in (0, 4, 8)], axes=sagittal))
    assert stack.axes[2] == pytest.approx([1.0, 0, 0])
    assert stack.offsets_mm == pytest.approx([0, 4, 8])


def test_contours_a_tenth_of_a_millimetre_apart_share_a_plane():
    loops = [(0.0, circle(20.0)), (0.134, circle(5.0)), (5.0, circle(20.0)), (5.1, circle(5.0)), (10.0, circle(20.0))]
    stack = contour_stack(drawn(loops))
    assert stack.loops.plane.tolist() == [0, 0, 1, 1, 2]
    assert stack.offsets_mm == pytest.approx([0.067, 5.05, 10.0])


def test_contours_of_a_fine_stack_keep_their_own_planes():
    assert contour_stack(prism(SQUARE, np.arange(10) * 0.2)).offsets_mm.size == 10


def test_contours_that_enclose_nothing_are_left_out_and_said():
    line = Contour(np.array([[0.0, 0, 0], [10, 0, 0], [20, 0, 0]]))
    pair = Contour(np.array([[0.0, 0, 0], [10, 0, 0]]))
    dot = Contour(np.tile([[3.0, 3, 0]], (5, 1)))
    broken = Contour(np.array([[0.0, 0, 0], [np.nan, 0, 0], [0, 5, 0], [5, 5, 0]]))
    stack = contour_stack(organ(square_at(0.0), line, pair, dot, broken))
    assert stack.loops.sizes.tolist() == [4]
    assert stack.notices == ("“Organ”: 4 contours without area or not in one plane; left out.",)


def test_a_contour_of_a_tenth_of_a_millimetre_does_no_harm_to_its_slice():
    # a public lung case lost a slice to such a contour (vv issue 117)
    tiny = at_height(rectangle(50, 50, 50.1, 50.1), 0.0)
    stack = contour_stack(organ(square_at(0.0), Contour(tiny)))
    assert np.abs(stack.loops.signed_areas()) == pytest.approx([400.0, 0.01])


def test_repeated_points_change_nothing():
    doubled = np.repeat(at_height(SQUARE, 0.0), 3, axis=0)
    closed_twice = np.vstack([doubled, doubled[:1]])
    assert contour_stack(organ(Contour(closed_twice))).loops.sizes.tolist() == [4]


def test_open_contours_and_points_have_no_volume_and_are_said():
    open_ones = [square_at(0.0, kind) for kind in (ContourKind.OPEN_PLANAR, ContourKind.POINT)]
    stack = contour_stack(organ(square_at(5.0), *open_ones))
    assert stack.offsets_mm.tolist() == [5.0]
    assert stack.notices == ("“Organ”: 2 contours open or a point; left out.",)


def test_the_same_contour_drawn_twice_counts_once():
    again = np.roll(at_height(SQUARE, 0.0), 2, axis=0)[::-1]
    stack = contour_stack(organ(square_at(0.0), Contour(again), square_at(5.0)))
    assert stack.loops.sizes.tolist() == [4, 4]
    assert stack.notices == ("“Organ”: 1 contour drawn twice on one plane; counted once.",)


def test_different_contours_of_the_same_area_and_number_of_points_both_count():
    stack = contour_stack(drawn([(0.0, SQUARE), (0.0, SQUARE + 50.0)]))
    assert stack.loops.sizes.tolist() == [4, 4]


def test_a_contour_across_the_others_is_left_out_and_said():
    across = Contour(at_height(SQUARE, 0.0)[:, [2, 0, 1]])
    stack = contour_stack(organ(*sphere(20.0, np.arange(-15, 16, 5.0)).contours, across))
    assert stack.notices == ("“Organ”: 1 contour not parallel to the others; left out.",)


@pytest.mark.parametrize(
    "contours",
    [
        (),
        (Contour(np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]])),),
        (Contour(np.tile([[3.0, 3, 0]], (4, 1))),),
        (Contour(np.array([[0.0, 0, 0], [30, 0, 9], [30, 30, 0], [0, 30, 9]])),),
        (with_kind(at_height(SQUARE, 0.0), ContourKind.OPEN_PLANAR),),
    ],
    ids=["none", "a line", "a dot", "a saddle", "open"],
)
def test_a_structure_without_an_enclosed_area_has_no_stack_and_a_reason(contours):
    assert contour_stack(organ(*contours)) is None
    assert "volume and doses are unknown" in unusable_notices(organ(*contours))[-1]


def test_of_many_islands_of_one_shape_only_those_drawn_twice_are_left_out():
    """A structure made by a threshold has hundreds of pixel-sized outlines on a plane, alike but for their place."""
    islands = [rectangle(3 * i, 3 * j, 3 * i + 1, 3 * j + 1) for i in range(20) for j in range(20)]
    again = [np.roll(islands[7], 1, axis=0), islands[7][::-1], islands[200]]
    found = contour_stack(drawn([(z, loop) for z in (0.0, 3.0) for loop in [*islands, *again]]))
    assert found.loops.sizes.size == 2 * len(islands)
    assert "6 contours drawn twice on one plane; counted once" in found.notices[0]
