import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.registration import inverse, moved
from reirrad_gui.volume.solid import solid
from reirrad_gui.volume.structures import Structure
from tests.support.solids import circle, drawn, motions, prism, rectangle, rotations, sphere

HEIGHTS = np.arange(0, 31, 5.0)
AXIAL, SAGITTAL, CORONAL = np.eye(3)[[2, 0, 1]]


def length(segments):
    return float(np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum())


def box():
    """x 0 to 30, y 0 to 20, z −2.5 to 32.5."""
    return solid(prism(rectangle(0, 0, 30, 20), HEIGHTS))


def test_an_axial_cut_is_the_contour_as_drawn():
    cut = box().section(AXIAL, 11.0)
    assert length(cut) == pytest.approx(100.0)
    assert cut[..., 2] == pytest.approx(np.full((4, 2), 11.0))


def test_a_sagittal_cut_is_the_outline_of_the_slabs():
    cut = box().section(SAGITTAL, 12.0)
    # 20 mm by 35 mm, drawn once around
    assert length(cut) == pytest.approx(2 * (20 + 35))
    assert (cut.reshape(-1, 3).min(axis=0)).tolist() == pytest.approx([12, 0, -2.5])
    assert (cut.reshape(-1, 3).max(axis=0)).tolist() == pytest.approx([12, 20, 32.5])


def test_a_cut_beside_the_solid_is_empty():
    assert box().section(SAGITTAL, 31.0).shape == (0, 2, 3)
    assert box().section(AXIAL, 33.0).shape == (0, 2, 3)
    gap = solid(prism(rectangle(0, 0, 30, 20), [0.0, 5.0, 10.0, 30.0, 35.0]))
    assert gap.section(AXIAL, 20.0).shape == (0, 2, 3)


def test_a_cut_through_a_hole_shows_both_walls():
    loops = (rectangle(0, 0, 30, 30), rectangle(10, 10, 20, 20))
    ring = solid(drawn([(float(z), loop) for z in HEIGHTS for loop in loops]))
    through, beside = ring.section(CORONAL, 15.0), ring.section(CORONAL, 5.0)
    assert length(beside) == pytest.approx(2 * (30 + 35))
    assert length(through) == pytest.approx(2 * 2 * (10 + 35))


def test_steps_between_slabs_of_different_size_are_drawn():
    cone = solid(drawn([(0.0, rectangle(0, 0, 40, 40)), (5.0, rectangle(10, 10, 30, 30))]))
    # slabs of 40 mm and 20 mm width, 5 mm high each: outline 2 · (40 + 10)
    assert length(cone.section(CORONAL, 20.0)) == pytest.approx(100.0)


@given(turn=rotations, depth=st.floats(-14, 14))
def test_an_oblique_cut_of_a_box_lies_in_the_plane_and_on_its_surface(turn, depth):
    whole, middle, normal = box(), np.array([15.0, 10.0, 15.0]), turn[:, 0]
    cut = whole.section(normal, float(normal @ middle) + depth).reshape(-1, 3)
    assert cut @ normal == pytest.approx(np.full(len(cut), normal @ middle + depth), abs=1e-6)
    to_faces = np.abs(np.stack([cut, cut - [30, 20, 35]]) - [0, 0, -2.5]).min(axis=(0, 2))
    assert to_faces == pytest.approx(np.zeros(len(cut)), abs=1e-6)


@given(matrix=motions)
def test_a_cut_in_another_frame_is_the_cut_moved_there(matrix):
    whole = box()
    here = whole.section(SAGITTAL, 12.0)
    normal = matrix[:3, :3] @ SAGITTAL
    there = whole.section(normal, float(normal @ moved(np.array([12.0, 0, 0]), matrix)), matrix)
    assert length(there) == pytest.approx(length(here), rel=1e-6)
    back = moved(there, inverse(matrix))
    assert back.reshape(-1, 3)[:, 0] == pytest.approx(np.full(2 * len(back), 12.0), abs=1e-6)


@given(point=st.tuples(*[st.floats(-25, 25)] * 3).map(np.array))
def test_points_inside_are_those_inside_the_slab_of_their_height(point):
    ball = solid(sphere(20.0, np.arange(-18, 19, 4.0)))
    plane = np.arange(-18, 19, 4.0)[np.argmin(np.abs(np.arange(-18, 19, 4.0) - point[2]))]
    radius = np.sqrt(400 - plane**2)
    distance = np.hypot(point[0], point[1])
    if abs(distance - radius) > 0.05 and abs(abs(point[2]) - 20) > 0.01 and abs(abs(point[2] - plane) - 2) > 0.01:
        assert ball.contains(point) == (distance < radius and abs(point[2]) < 20)


def test_a_point_in_a_hole_is_outside():
    ring = solid(drawn([(float(z), loop) for z in HEIGHTS for loop in (circle(20.0), circle(8.0))]))
    assert ring.contains(np.array([14.0, 0, 7]))
    assert not ring.contains(np.array([3.0, 0, 7]))


def test_contours_of_any_orientation_make_the_same_solid():
    sagittal = np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])
    whole = solid(drawn([(float(x), rectangle(0, 0, 30, 20)) for x in HEIGHTS], axes=sagittal))
    assert length(whole.section(AXIAL, 10.0)) == pytest.approx(2 * (30 + 35))
    assert whole.contains(np.array([31.0, 15.0, 10.0]))
    assert not whole.contains(np.array([33.0, 15.0, 10.0]))


def test_a_single_contour_is_as_thick_as_its_image_or_one_millimetre():
    one = prism(rectangle(0, 0, 30, 20), [10.0])
    assert length(solid(one, 5.0).section(SAGITTAL, 12.0)) == pytest.approx(2 * (20 + 5))
    assert length(solid(one).section(SAGITTAL, 12.0)) == pytest.approx(2 * (20 + 1))


def test_nothing_drawn_is_an_empty_solid():
    nothing = solid(Structure(1, "Empty", (), ""))
    assert nothing.empty
    assert nothing.section(AXIAL, 0.0).shape == (0, 2, 3)
    assert not nothing.contains(np.zeros(3))


def odd_ends(segments):
    """Ends of pieces at which no other piece goes on: none, where an outline is closed."""
    places, counts = np.unique(np.round(segments.reshape(-1, 3), 6), axis=0, return_counts=True)
    return places[counts % 2 == 1].tolist()


@pytest.mark.parametrize("normal", [SAGITTAL, CORONAL], ids=["sagittal", "coronal"])
def test_a_cut_through_corners_of_the_contours_is_closed(normal):
    # corners on the lattice of a CT's pixels, as a drawing tool leaves them: every image goes through many
    rng = np.random.default_rng(20041)
    planes = []
    for number in range(12):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 60))
        radius = rng.uniform(20, 60, 60)
        corners = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
        planes.append((5.0 * number, np.round(corners / 0.9375) * 0.9375 + [-239.53, -100.3]))
    organ = solid(drawn(planes))
    for row in range(-40, 41):
        cut = organ.section(normal, float(normal @ [-239.53 + row * 0.9375, -100.3 + row * 0.9375, 0.0]))
        assert odd_ends(cut) == []
