import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.volume.slabs import slabs, trends

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
    assert "Rectum has no contours between 10.0 and 30.0 mm (elsewhere they are 5.0 mm apart)" in found.notices[0]


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
