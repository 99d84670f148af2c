from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.volume import sampling
from reirrad_gui.volume.registration import moved
from reirrad_gui.volume.sampling import EndCap, SamplePoints, sample_points, sampled
from reirrad_gui.volume.structures import Contour, ContourKind, Structure
from tests.support.solids import (
    at_height,
    circle,
    drawn,
    motions,
    prism,
    rectangle,
    rotations,
    sphere,
    with_kind,
)

HEIGHTS = np.arange(0, 41, 5.0)
SQUARE = rectangle(0, 0, 30, 30)


def mean_place(points):
    return points.weights_cc @ points.points_mm / points.volume_cc


@pytest.mark.parametrize(("cap", "length"), [(EndCap.HALF, 45.0), (EndCap.FIFTH, 42.0), (EndCap.NONE, 40.0)])
def test_a_prism_has_area_times_length_under_each_end_cap_policy(cap, length):
    found = sample_points(prism(SQUARE, HEIGHTS), cap)
    assert found.volume_cc == pytest.approx(900 * length / 1000, rel=1e-9)
    assert found.plane_spacing_mm == 5.0
    assert found.end_cap is cap


@pytest.mark.parametrize(
    ("name", "outlines", "area_mm2"),
    [
        ("ring of two loops", [rectangle(0, 0, 60, 60), rectangle(20, 20, 40, 40)], 3200),
        ("two parts", [rectangle(0, 0, 20, 20), rectangle(100, 0, 120, 20)], 800),
        ("island in a hole", [circle(30.0), circle(20.0), circle(10.0)], np.pi * 600),
    ],
)
def test_holes_parts_and_islands_have_their_volume(name, outlines, area_mm2):
    organ = drawn([(z, loop) for z in HEIGHTS for loop in outlines], name)
    assert sample_points(organ).volume_cc == pytest.approx(area_mm2 * 45 / 1000, rel=1e-9)


def test_a_hole_holds_no_points():
    ring = drawn([(z, loop) for z in HEIGHTS for loop in (circle(30.0), circle(15.0))])
    found = sample_points(ring)
    distance = np.hypot(*found.points_mm[found.weights_cc > 0, :2].T)
    assert distance.min() > 14.9
    assert distance.max() < 30.1


def test_every_rectum_of_missing_planes_says_so_and_leaves_them_empty():
    found = sample_points(prism(SQUARE, [0.0, 5.0, 10.0, 30.0, 35.0, 40.0], "Rectum"))
    assert found.volume_cc == pytest.approx(900 * 5 * 6 / 1000)
    assert "“Rectum” has no contours between 10.0 and 30.0 mm" in found.notices[0]
    heights = found.points_mm[:, 2]
    assert not ((heights > 12.51) & (heights < 27.49)).any()


def test_a_shift_of_all_contours_by_a_tenth_of_a_millimetre_changes_no_volume():
    straight = sample_points(sphere(20.0, np.arange(-18, 19, 3.0)))
    shifted = Structure(
        1,
        "Sphere",
        tuple(Contour(c.points_mm + np.array([0, 0, 0.134])) for c in sphere(20.0, np.arange(-18, 19, 3.0)).contours),
        "",
    )
    assert sample_points(shifted).volume_cc == pytest.approx(straight.volume_cc, rel=1e-12)
    assert mean_place(sample_points(shifted))[2] == pytest.approx(mean_place(straight)[2] + 0.134, abs=1e-6)


def test_a_single_plane_needs_the_spacing_of_its_images():
    one = prism(SQUARE, [7.0], "Clip")
    refused = sample_points(one)
    assert refused.volume_cc is None
    assert "“Clip” is drawn on a single plane" in refused.notices[-1]
    assert sample_points(one, fallback_spacing_mm=5.0).volume_cc == pytest.approx(4.5)


def test_without_end_caps_a_single_plane_encloses_nothing_and_says_so():
    found = sample_points(prism(SQUARE, [7.0], "Clip"), EndCap.NONE, fallback_spacing_mm=5.0)
    assert found.volume_cc is None
    assert "“Clip” encloses no volume with these end caps: none." in found.notices


def test_a_structure_of_points_has_no_volume_and_a_reason():
    marker = Structure(1, "Isocentre", (with_kind(np.zeros((1, 3)), ContourKind.POINT),), "")
    found = sample_points(marker)
    assert found.volume_cc is None
    assert found.plane_spacing_mm is None
    assert found.normal is None
    assert found.notices == (
        "“Isocentre” has no contour that encloses an area in a plane: its volume and doses are unknown.",
    )


def test_overlapping_contours_are_reported():
    both = [rectangle(0, 0, 20, 20), rectangle(10, 0, 30, 20)]
    found = sample_points(drawn([(z, loop) for z in (0.0, 5.0) for loop in both], "PTV"))
    assert "Contours of “PTV” overlap or cross themselves on 2 planes" in found.notices[-1]
    assert (
        sample_points(drawn([(0.0, b) for b in both], "PTV"), fallback_spacing_mm=5).notices[-1].count("1 plane;") == 1
    )


@given(turn=rotations, cap=st.sampled_from(list(EndCap)))
def test_volume_does_not_depend_on_orientation(turn, cap):
    outlines = [(float(z), circle(12.0 - abs(z) / 4)) for z in np.arange(-12, 13, 4.0)]
    straight, tilted = sample_points(drawn(outlines), cap), sample_points(drawn(outlines, axes=turn.T), cap)
    assert tilted.volume_cc == pytest.approx(straight.volume_cc, rel=1e-9)
    assert mean_place(tilted) == pytest.approx(turn @ mean_place(straight), abs=0.02)
    assert abs(tilted.normal @ turn[:, 2]) == pytest.approx(1.0)


@given(matrix=motions, slope=st.tuples(*[st.floats(-0.5, 0.5)] * 3).map(np.array))
def test_the_mean_of_a_linear_dose_over_a_prism_is_its_dose_at_the_middle(matrix, slope):
    outline = rectangle(-20, -10, 20, 10)
    organ = Structure(
        1, "Prism", tuple(Contour(moved(at_height(outline, float(z)), matrix)) for z in np.arange(-12, 13, 4.0)), ""
    )
    found = sample_points(organ)
    middle = moved(np.zeros(3), matrix)
    assert found.weights_cc @ ((found.points_mm - middle) @ slope) / found.volume_cc == pytest.approx(0.0, abs=1e-6)


def test_points_get_denser_in_small_organs_and_stay_affordable_in_a_body():
    tiny, organ = sphere(2.9, np.arange(-2, 3, 1.0)), sphere(25.0, np.arange(-24, 25, 3.0))
    body = prism(circle(150.0), np.arange(0, 600, 3.0), "BODY")
    counts = [int((sample_points(s).weights_cc > 0).sum()) for s in (tiny, organ, body)]
    assert 3_000 < counts[0] < 8_000
    assert 30_000 < counts[1] < 60_000
    assert counts[2] < 200_000


def test_the_number_of_points_can_be_asked_for():
    found = sample_points(sphere(25.0, np.arange(-24, 25, 3.0)), target_points=2_000)
    assert 1_000 < (found.weights_cc > 0).sum() < 4_000


def test_surface_points_lie_on_the_faces_and_carry_no_volume():
    found = sample_points(prism(rectangle(0, 0, 30, 20), HEIGHTS))
    surface = found.points_mm[found.weights_cc == 0]
    # the corners of the outermost faces of the slabs are among them: from −2.5 to 42.5 mm
    for corner in [(0, 0, -2.5), (30, 20, 42.5), (30, 0, -2.5), (0, 20, 42.5)]:
        assert np.linalg.norm(surface - corner, axis=1).min() < 1e-9


def test_cells_are_split_where_values_are_highest_and_the_volume_stays():
    organ = sphere(40.0, np.arange(-39, 40, 3.0))
    hot = np.array([25.0, 0.0, 20.0])

    def near(points):
        return np.exp(-((points - hot) ** 2).sum(axis=1) / 50)

    plain = sample_points(organ)
    looked = sample_points(organ, values_at=lambda points: [near(points), np.full(len(points), np.nan)])
    assert looked.volume_cc == pytest.approx(plain.volume_cc, rel=1e-9)
    there = [np.linalg.norm(s.points_mm[s.weights_cc > 0] - hot, axis=1) < 6 for s in (plain, looked)]
    assert there[1].sum() > 4 * there[0].sum()
    far = [np.linalg.norm(s.points_mm[s.weights_cc > 0] + hot, axis=1) < 6 for s in (plain, looked)]
    assert far[1].sum() == far[0].sum()


@pytest.mark.parametrize("radius_mm", [8.0, 40.0], ids=["no cell is split", "the hottest cells are split"])
@given(motion=motions)
@settings(max_examples=5)
def test_each_point_is_handed_out_with_the_values_of_its_own_place(radius_mm, motion):
    level = sphere(radius_mm, np.arange(-39, 40, 3.0))
    organ = replace(level, contours=tuple(Contour(moved(c.points_mm, motion)) for c in level.contours))

    def values_at(points):
        return [points[:, 0] + 2.0 * points[:, 2], np.where(points[:, 0] > 0, np.nan, points[:, 1])]

    found = sampled(organ, values_at=values_at)
    assert len(found.values) == 2
    for known, there in zip(found.values, values_at(found.points.points_mm), strict=True):
        np.testing.assert_array_equal(known, there)
    assert sampled(organ).values == ()


def test_splitting_cells_leaves_the_mean_of_a_linear_dose_exact():
    organ = prism(rectangle(-30, -30, 30, 30), np.arange(-30, 31, 3.0))
    found = sample_points(organ, values_at=lambda points: [points[:, 2] + 100.0])
    assert found.weights_cc @ found.points_mm[:, 2] / found.volume_cc == pytest.approx(0.0, abs=1e-9)


def test_a_steep_dose_at_the_edge_of_a_large_organ_has_the_near_maximum_of_a_million_points():
    # 4 Gy/mm fall-off beside a chest wall, the case in which coarse cells read 0.3 Gy low
    organ = sphere(60.0, np.arange(-60, 61, 3.0))

    def dose(points):
        return 20 / (1 + np.exp((60 - points[:, 0]) / 2.5))

    def hottest(found, volume_cc):
        order = np.argsort(-dose(found.points_mm))
        return np.interp(volume_cc, np.cumsum(found.weights_cc[order]), dose(found.points_mm)[order])

    looked, dense = sample_points(organ, values_at=lambda p: [dose(p)]), sample_points(organ, target_points=2_000_000)
    for volume_cc in (0.1, 0.5, 2.0):
        assert hottest(looked, volume_cc) == pytest.approx(hottest(dense, volume_cc), abs=0.05)


def test_the_hottest_corner_of_a_box_in_a_steep_dose_has_its_closed_form():
    # dose rising by 4 Gy/mm towards a corner along (1, 1, 1): D(v) is 4 Gy/mm · (6 v nx ny nz)^(1/3) below the corner's
    organ = prism(rectangle(-40, -40, 40, 40), np.arange(-38.5, 39, 3.0))
    up = np.ones(3) / np.sqrt(3)
    top = 4.0 * np.array([40, 40, 38]) @ up  # the last contour lies at 36.5 mm
    found = sample_points(organ, values_at=lambda points: [500 + 4.0 * points @ up])
    dose = 4.0 * found.points_mm @ up
    order = np.argsort(-dose)
    middle_cc = np.cumsum(found.weights_cc[order]) - found.weights_cc[order] / 2
    for volume_cc in (0.03, 0.1, 0.5, 1.0, 2.0, 5.0):
        expected = top - 4.0 * np.cbrt(6000 * volume_cc * up.prod())
        assert np.interp(volume_cc, middle_cc, dose[order]) == pytest.approx(expected, abs=0.12)


def test_cells_are_split_the_more_the_steeper_the_dose_is_and_not_at_all_in_a_gentle_one():
    organ = sphere(40.0, np.arange(-39, 40, 3.0))
    counts = [
        sample_points(organ, values_at=lambda points, g=gy_per_mm: [50.0 + g * points[:, 0]]).weights_cc.size
        for gy_per_mm in (0.0, 0.05, 0.2, 4.0)
    ]
    assert counts[0] == counts[1] == sample_points(organ).weights_cc.size
    # 400 pairs of cells in 8 each, then 400 pairs in 64 each and 800 pairs in 8 each; empty corners fall away
    assert 2 * 400 * 4 < counts[2] - counts[0] < 2 * 400 * 8
    assert 2 * (400 * 45 + 800 * 5) < counts[3] - counts[0] < 2 * (400 * 64 + 800 * 8)


def test_end_caps_are_named_as_on_the_command_line():
    assert [EndCap.named(name) for name in ("half", "none", "0.2")] == [EndCap.HALF, EndCap.NONE, EndCap.FIFTH]
    assert EndCap.HALF.label == "half a slice"
    with pytest.raises(ValueError, match="half, none or"):
        EndCap.named("whole")


@pytest.mark.parametrize(
    ("points", "weights", "said"),
    [
        (np.zeros((3, 3)), np.ones(2), "do not fit"),
        (np.zeros((2, 3)), np.array([1.0, -1.0]), "below zero"),
        (np.zeros((2, 3)), np.array([1.0, np.nan]), "below zero"),
    ],
)
def test_samples_that_cannot_be_are_refused(points, weights, said):
    with pytest.raises(ValueError, match=said):
        SamplePoints(points, weights)


def test_outside_the_tests_of_the_window_organs_are_sampled_as_in_the_program():
    assert sampling.USUAL_POINTS == 40_000


def test_a_contour_drawn_twice_a_hair_beside_itself_makes_no_cells_too_small_to_count():
    """Signed areas then add up to nothing: cells sized by that would be nanometres, and fill any memory."""
    once = circle(0.3)
    found = sample_points(drawn([(0.0, once), (0.0, once + 0.002)]), fallback_spacing_mm=3.0)
    assert 0 < found.volume_cc < 0.1 * 3.0 * np.pi * 0.3**2 / 1000
    assert found.weights_cc.size < 1_000_000
    assert "nearly cancel each other on 1 plane" in " ".join(found.notices)


def test_a_contour_drawn_twice_with_one_more_point_on_its_line_encloses_nothing_and_says_so():
    triangle = circle(10.0, corners=3)
    again = np.insert(triangle, [1], [(triangle[0] + triangle[1]) / 2], axis=0)
    found = sample_points(drawn([(0.0, triangle), (0.0, again)]), fallback_spacing_mm=5.0)
    assert found.volume_cc is None
    assert "cancel each other" in found.notices[-1]
