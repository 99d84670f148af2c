import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.slabs import shares, slabs, trends

STEPS = st.lists(st.floats(1.0, 1.4), min_size=2, max_size=12)


@given(steps=STEPS, cap=st.sampled_from([0.0, 0.2, 0.5]))
def test_slabs_fill_the_stack_without_gap_or_overlap(steps, cap):
    planes = np.concatenate([[0.0], np.cumsum(steps)])
    found = slabs(planes, cap)
    assert found.lower_mm[1:] == pytest.approx(found.upper_mm[:-1])
    caps = cap * (steps[0] + steps[-1])
    assert found.thickness_mm.sum() == pytest.approx(sum(steps) + caps)
    assert found.notices == ()


def test_each_plane_reaches_half_way_to_its_neighbours_where_the_distance_changes():
    # the pelvic CT of the reference data changes from 5 to 7 mm
    found = slabs([0.0, 5.0, 10.0, 17.0, 24.0], 0.5)
    assert found.thickness_mm.tolist() == [5.0, 5.0, 6.0, 7.0, 7.0]
    assert found.spacing_mm == 5.0


def test_missing_planes_are_left_empty_and_said():
    found = slabs([0.0, 5.0, 10.0, 30.0, 35.0], 0.5, name="Rectum")
    assert found.upper_mm[2] == 12.5
    assert found.lower_mm[3] == 27.5
    assert "“Rectum” has no contours between 10.0 and 30.0 mm (elsewhere they are 5.0 mm apart)" in found.notices[0]


def test_a_lone_plane_between_gaps_takes_the_usual_spacing():
    found = slabs([0.0, 5.0, 10.0, 30.0, 50.0, 55.0], 0.5)
    assert (found.lower_mm[3], found.upper_mm[3]) == (27.5, 32.5)
    assert len(found.notices) == 2


def test_two_planes_far_apart_are_a_gap_when_the_images_say_so():
    assert slabs([0.0, 15.0], 0.5).thickness_mm.tolist() == [15.0, 15.0]
    known = slabs([0.0, 15.0], 0.5, fallback_spacing_mm=5.0)
    assert known.thickness_mm.tolist() == [5.0, 5.0]
    assert len(known.notices) == 1


def test_contours_on_every_second_image_are_one_solid():
    found = slabs([0.0, 10.0, 20.0, 30.0], 0.5, fallback_spacing_mm=5.0)
    assert found.notices == ()
    assert found.thickness_mm.sum() == 40.0


def test_a_single_plane_has_the_thickness_of_its_image_or_none():
    assert slabs([7.0], 0.5) is None
    one = slabs([7.0], 0.5, fallback_spacing_mm=5.0)
    assert (one.lower_mm[0], one.upper_mm[0]) == (4.5, 9.5)


@pytest.mark.parametrize(("cap", "length"), [(0.5, 20.0), (0.2, 17.0), (0.0, 15.0)])
def test_the_end_cap_policy_decides_how_far_a_solid_reaches(cap, length):
    assert slabs([0.0, 5.0, 10.0, 15.0], cap).thickness_mm.sum() == pytest.approx(length)


def tilt(areas, planes=None, cap=0.5):
    planes = np.arange(len(areas)) * 2.0 if planes is None else planes
    return trends(np.array(areas, float), planes, slabs(planes, cap, 2.0)).tolist()


def test_a_prism_has_no_trend():
    assert tilt([50, 50, 50]) == [0, 0, 0]
    assert tilt([50]) == [0]


def test_ends_taper_outward_and_never_widen():
    # −20 mm² over 2 mm, slab of 2 mm and 60 mm²: −1/3; towards 100: +1/5 would widen downward, so 0
    assert tilt([100, 80, 60]) == pytest.approx([0.0, -20 / 80, -20 / 60])
    assert tilt([60, 80, 100]) == pytest.approx([20 / 60, 20 / 80, 0.0])


def test_a_waist_and_a_bulge_have_no_trend_in_the_middle():
    assert tilt([60, 100, 60])[1] == 0.0
    assert tilt([100, 60, 100])[1] == 0.0


def test_no_trend_crosses_a_gap():
    planes = np.array([0.0, 2.0, 4.0, 20.0, 22.0])
    found = tilt([100, 80, 60, 500, 500], planes)
    assert found[2] == pytest.approx(-20 / 60)
    assert found[3] == 0.0


def test_a_cross_section_never_becomes_negative():
    assert tilt([1000, 500, 1])[2] == -2.0
    assert tilt([10, 0, 10])[1] == 0.0


def shared(areas, heights):
    heights = np.asarray(heights, float)
    return shares(np.asarray(areas, float), heights, slabs(heights, 0.5))


def ellipsoid(half_mm, slice_mm, first):
    """Heights and areas of the contours of an ellipsoid around 0, the first plane somewhere in a slice distance."""
    heights = (np.arange(-60, 60) + first) * slice_mm
    heights = heights[np.abs(heights) < half_mm * 0.9995]
    return heights, 500.0 * (1.0 - (heights / half_mm) ** 2)


def middle_mm(heights, areas, share):
    """The middle of the volume of tapering slabs: a slab's lies trend · thickness / 12 from the middle of its faces."""
    extent = slabs(heights, 0.5)
    places = (extent.lower_mm + extent.upper_mm) / 2 + trends(areas, heights, extent) * extent.thickness_mm / 12
    weights = share * areas * extent.thickness_mm
    return float(places @ weights / weights.sum())


@pytest.mark.parametrize(
    ("slices_across", "plain_mm", "shared_mm"), [(3, 0.30, 0.13), (4, 0.23, 0.08), (6, 0.16, 0.04)]
)
def test_round_ends_that_share_their_volume_leave_the_middle_of_an_ellipsoid_where_it_is(
    slices_across, plain_mm, shared_mm
):
    # 3 mm slices: every length from so many slices to one more, wherever the slices lie; the true middle is 0
    plain, found = [], []
    for half_mm in (slices_across + np.linspace(0.0, 1.0, 11)) * 1.5:
        for first in (np.arange(24) + 0.5) / 24:
            heights, areas = ellipsoid(half_mm, 3.0, first)
            plain.append(abs(middle_mm(heights, areas, np.ones(areas.size))))
            found.append(abs(middle_mm(heights, areas, shared(areas, heights))))
    assert plain_mm - 0.04 < max(plain) < plain_mm
    assert shared_mm - 0.04 < max(found) < shared_mm
    assert max(f - p for f, p in zip(found, plain, strict=True)) < 0.06  # nowhere much worse


@given(half=st.floats(5.0, 30.0), first=st.floats(0.0, 1.0), bend=st.floats(-0.01, 0.01))
def test_ends_share_without_changing_the_volume_whichever_way_is_up(half, first, bend):
    heights, areas = ellipsoid(half, 3.0, first)
    heights = heights + bend * heights**2  # distances that change from end to end
    share = shared(areas, heights)
    thickness = slabs(heights, 0.5).thickness_mm
    assert share @ (areas * thickness) == pytest.approx(areas @ thickness, rel=1e-12)
    assert (share >= 0.5).all()
    assert (share <= 3.0 + 1e-9).all()
    assert shared(areas[::-1], -heights[::-1]) == pytest.approx(share[::-1], rel=1e-9)


@pytest.mark.parametrize(
    ("name", "areas"),
    [
        ("prism", [80, 80, 80, 80]),
        ("blunt at one end", [300, 290, 200, 40]),
        ("slowly tapering", [40, 60, 80, 60, 40]),
        ("hourglass", [90, 40, 20, 40, 90]),
        ("two planes", [40, 60]),
        ("nothing at one end", [0, 60, 100, 60, 20]),
    ],
)
def test_ends_that_are_not_both_round_count_as_drawn(name, areas):
    assert shared(areas, 3.0 * np.arange(len(areas))).tolist() == [1.0] * len(areas), name


def test_ends_beside_a_gap_count_as_drawn():
    assert shared([10, 60, 70, 60, 30], [0.0, 3.0, 6.0, 30.0, 33.0]).tolist() == [1.0] * 5


def test_pointed_ends_reach_to_their_tips():
    # two cones of 45° base to base, contours every 3 mm; the last ones 1 mm and 1.5 mm from the tips
    heights = 3.0 * np.arange(6) - 7.5
    areas = np.pi * np.where(heights < 0, heights + 8.5, 9.0 - heights) ** 2
    # beyond the inner faces of the last slabs lie π/3 · 2.5³ = 16.4 and π/3 · 3³ = 28.3 mm³, drawn 9.4 and 21.2 mm³
    moved = ((28.27 - 21.21) - (16.36 - 9.42)) / 2.0
    expected = [1.0 - moved / 9.42, 1.0, 1.0, 1.0, 1.0, 1.0 + moved / 21.21]
    assert shared(areas, heights) == pytest.approx(expected, abs=2e-3)


def test_the_share_changes_little_when_an_end_just_stops_counting_as_round():
    # the last area decides how far beyond it the parabola ends; no step from one to the next is larger than a percent
    found = [shared([20.0, 60.0, 70.0, last], [0.0, 3.0, 6.0, 9.0])[0] for last in np.linspace(1.0, 80.0, 2000)]
    assert np.abs(np.diff(found)).max() < 0.01


def test_a_stray_contour_at_an_end_takes_no_more_than_three_times_its_volume_and_a_part_of_its_neighbours():
    share = shared([20.0, 60.0, 60.0, 40.0, 1e-3], 3.0 * np.arange(5))
    assert share.max() == pytest.approx(3.0)
    assert share[3] <= 1.5


def test_slices_that_become_thicker_towards_an_end_are_no_missing_contours():
    """N8: a CT of 2.5 mm slices that goes on in 5 mm slices; contours on every one of them."""
    found = slabs([0.0, 2.5, 5.0, 7.5, 12.5, 17.5], 0.5, name="Cord")
    assert found.thickness_mm.tolist() == [2.5, 2.5, 2.5, 3.75, 5.0, 5.0]
    [said] = found.notices
    assert "Cord” are 2.5 mm apart in one part and up to 5.0 mm in another" in said
    upside_down = slabs([-17.5, -12.5, -7.5, -5.0, -2.5, 0.0], 0.5)
    assert upside_down.thickness_mm.tolist() == found.thickness_mm[::-1].tolist()
    assert len(slabs([0.0, 2.5, 5.0, 7.5, 17.5, 27.5], 0.5).notices) == 2  # four times as far is no slice any more


def test_contours_on_images_that_follow_each_other_are_next_to_each_other_however_far_apart():
    images = np.array([0.0, 2.0, 5.0, 6.5, 11.0, 21.0, 23.0])
    found = slabs([0.0, 2.0, 5.134, 6.5, 11.0, 21.0], 0.5, images_mm=images)
    assert found.thickness_mm.sum() == pytest.approx(21.0 + (2.0 + 10.0) / 2)
    assert found.notices == ()


def test_an_image_without_contours_between_two_with_them_leaves_a_gap():
    images = np.array([0.0, 2.0, 4.0, 9.0, 14.0, 19.0])
    found = slabs([0.0, 2.0, 4.0, 14.0, 19.0], 0.5, images_mm=images)
    assert (found.upper_mm[2], found.lower_mm[3]) == (5.0, 11.5)
    assert ["between 4.0 and 14.0 mm" in said for said in found.notices] == [True]


def test_where_images_are_missing_two_pieces_are_not_joined_though_their_images_follow_each_other():
    # the CT came without its slices from 12.5 to 40 mm: nobody knows what was drawn there, and 30 mm are not filled
    images = np.array([0.0, 2.5, 5.0, 7.5, 10.0, 42.5, 45.0, 47.5])
    found = slabs([5.0, 7.5, 10.0, 42.5, 45.0], 0.5, images_mm=images)
    assert found.thickness_mm.tolist() == [2.5] * 5
    assert len(found.notices) == 1
    assert "no contours between 10.0 and 42.5 mm" in found.notices[0]


def test_images_that_are_not_those_drawn_on_say_nothing():
    every_sixth = np.arange(0.0, 60.0, 12.0)
    planes = [*np.arange(0.0, 13.0, 2.0), *np.arange(24.0, 37.0, 2.0)]
    assert len(slabs(planes, 0.5, images_mm=every_sixth).notices) == 1


def test_a_single_plane_is_as_thick_as_its_image_where_slices_differ():
    images = np.array([0.0, 2.0, 4.0, 9.0, 14.0])
    found = [slabs([z], 0.5, 2.0, images_mm=images).thickness_mm.tolist() for z in (2.0, 4.0, 9.0, 14.0)]
    assert found == [[2.0], [3.5], [5.0], [5.0]]
