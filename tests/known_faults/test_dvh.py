"""N5, N6, N9, N10, N20: the dose-volume histogram, measured from written structure sets and doses.

The first tests repeat ANCHORS 5.2, where another program's numbers were measured; the truth is a formula.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reirrad_gui.constraints.metric import Metric
from reirrad_gui.dose.metrics import dose_metrics
from reirrad_gui.session.dvh_json import dvh_json
from tests.support.oracle import POSITIONS
from tests.support.phantom_dicom import AXIAL, Roi, affine_dose, axes, circle, cylinder, write_dose, write_structures
from tests.support.solids import circle as fair_circle

ALONG_Z = affine_dose(20.0, (0.0, 0.0, 0.5))
ACROSS = affine_dose(20.0, (0.5, 0.0, 0.0))
GRID = {"origin_mm": (-60.0, -60.0, -60.0), "rows": 49, "columns": 49, "pixel_spacing_mm": (2.5, 2.5),
        "offsets_mm": tuple(np.arange(0.0, 121, 2.5))}  # fmt: skip
WIDE = affine_dose(60.0, (0.5, 0.0, 0.0))


def sphere(radius_mm, heights, centre=(0.0, 0.0, 0.0)):
    """The contours of a sphere at some heights, polygons of the circle's area."""
    x, y, z = centre
    found = []
    for height in heights:
        left = radius_mm**2 - (height - z) ** 2
        if left > 0.01:
            loop = fair_circle(float(np.sqrt(left)), (x, y))
            found.append(("CLOSED_PLANAR", np.column_stack([loop, np.full(len(loop), height)])))
    return found


def square(half, z, centre=(0.0, 0.0), clockwise=False):
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]], float) + centre
    return np.column_stack([corners[::-1] if clockwise else corners, np.full(4, float(z))])


def closed(*loops):
    return [("CLOSED_PLANAR", loop) for loop in loops]


@pytest.fixture
def measured(tmp_path, dvh):
    """The row of one structure of these contours in a dose; `spacing` is the slice distance of its CT."""

    def run(contours, field=ACROSS, **how):
        structures = write_structures(tmp_path, rois=[Roi("Organ", contours)])
        return dvh(structures, write_dose(tmp_path, field=field, **{**GRID, **how}))["Organ"]

    return run


# N5: small organs, end caps, near-maxima


def test_the_near_maximum_of_a_small_sphere_is_that_of_the_formula(measured):
    """N5: pymedphys#1874; dicompyler-core#243 (10 Gy off at 0.5 cc), #117, #389; Slicer forum 4569 (41 against 35 Gy).

    ANCHORS 5.2: sphere of 12 mm, 3 mm slices, 2.5 mm grid, 0.5 Gy/mm along the slices: 24.51 Gy at most and D0.03cc
    23.00 Gy elsewhere. True are 26.00 Gy and, a cap of 0.03 cc being 0.9 mm deep (π h² (3 R − h)/3), 25.55 Gy.
    """
    heights = np.arange(-10.5, 11, 3.0)
    row = measured(sphere(12.0, heights), ALONG_Z)
    cap = np.linspace(0, 12, 20001)
    deep = np.interp(30.0, np.pi * cap**2 * (36 - cap) / 3, cap)
    # 3 mm slices leave −0.8 … +0.6 Gy and −0.3 … +0.6 Gy open (ANCHORS 7.1)
    assert row["max_gy"] == pytest.approx(26.0, abs=0.8)
    assert row["d0_03cc_gy"] == pytest.approx(20 + 0.5 * (12 - deep), abs=0.5)
    assert row["volume_cc"] == pytest.approx(7.238, rel=0.01)
    assert row["mean_gy"] == pytest.approx(20.0, abs=0.01)


@pytest.mark.parametrize(("radius", "spacing"), [(3.0, 3.0), (5.0, 5.0)])
def test_a_structure_on_a_single_slice_has_a_volume_and_a_dose(tmp_path, assess, radius, spacing):
    """N5, ANCHORS 5.2: V = 0.00 cc and every metric 0 elsewhere; the spheres have 0.113 and 0.524 cc.

    One contour of a sphere says a disc: π r² times the slice distance, 0.0848 and 0.393 cc.
    """
    from reirrad_gui.dicom import read_case
    from tests.support.phantom_dicom import write_ct, write_plan

    write_ct(tmp_path / "ct", slice_mm=tuple(np.arange(-6, 7) * spacing))
    write_structures(tmp_path, rois=[Roi("Node", sphere(radius, [0.0]))], slices=13)
    write_plan(tmp_path)
    write_dose(tmp_path, field=ACROSS, **GRID)
    assert read_case([tmp_path]).structure_sets[0].image_spacing_mm == spacing
    node = next(s for s in assess(tmp_path)["structures"] if s["name"] == "Node")
    assert node["volume_cc"] == pytest.approx(np.pi * radius**2 * spacing / 1000, rel=1e-4)
    assert node["courses"][0]["physical"]["mean_gy"] == pytest.approx(20.0, abs=0.01)
    assert node["courses"][0]["physical"]["max_gy"] == pytest.approx(20 + 0.5 * radius, abs=0.05)


def test_a_structure_on_a_single_slice_is_as_thick_as_the_others_lie_apart_where_no_image_says_it(tmp_path):
    """N5: the `dvh` command has no images; truth.json of the odd real contours gives such a structure 4.5 cc."""
    body = cylinder((0, 0, 0), 40.0, (-10.0, -5.0, 0.0, 5.0, 10.0))
    node = cylinder((0, 0, 0), 5.0, (0.0,))
    dose = write_dose(tmp_path, field=ACROSS, **GRID)
    drawn = write_structures(tmp_path, rois=[Roi("Body", body, 1), Roi("Node", node, 2)])
    whole, part = dvh_json(drawn, [dose])["structures"]
    assert part["volume_cc"] == pytest.approx(whole["volume_cc"] / 64 / 5, rel=1e-6)
    assert "taken to be 5.0 mm thick, as far as other contours of its set lie apart" in part["notices"][0]
    [alone] = dvh_json(write_structures(tmp_path, rois=[Roi("Node", node, 2)]), [dose])["structures"]
    assert alone["volume_cc"] is None
    assert "slice spacing of its images is unknown" in alone["reason"]


@pytest.mark.parametrize("phase", np.arange(8) / 8)
def test_a_small_sphere_on_fine_slices_has_its_volume(measured, phase):
    """N5, ANCHORS 5.2: sphere of 3 mm on 2 mm slices came out 32.6 % too large.

    Perfect slabs of 2 mm miss it by −11 % (contours at ±1 mm: 2 · 16 π = 100.5 mm³ of 113.1) to +6 % (at 0 and ±2 mm).
    """
    row = measured(sphere(3.0, np.arange(-4, 5, 2.0) + 2 * phase))
    assert row["volume_cc"] == pytest.approx(0.1131, rel=0.115)
    assert row["mean_gy"] == pytest.approx(20.0, abs=0.01)


@pytest.mark.parametrize("phase", np.arange(4) / 4)
@pytest.mark.parametrize(("radius", "volume_percent", "maximum_gy"), [(15.0, 13.0, 2.6), (25.0, 4.5, 2.6)])
def test_10_mm_slices_leave_no_more_open_than_they_must(measured, phase, radius, volume_percent, maximum_gy):
    """N5, ANCHORS 5.2: on a 10 mm CT, as course 1 of the case report had, volumes came out up to 44 % too small."""
    row = measured(sphere(radius, np.arange(-30, 41, 10.0) + 10 * phase), ALONG_Z)
    assert row["volume_cc"] == pytest.approx(4 / 3 * np.pi * radius**3 / 1000, rel=volume_percent / 100)
    assert row["max_gy"] == pytest.approx(20 + 0.5 * radius, abs=maximum_gy)


def test_the_end_cap_policy_is_a_choice_and_printed_with_the_numbers(tmp_path):
    """N5, N6: Slicer forum 15796, 15870; DVH-Analytics#119; Varian-Code-Samples#169 (three numbers in one TPS).

    5 contours 3 mm apart: 12 mm and no, 0.2 or half a slice at both ends.
    """
    import json

    from reirrad_gui.cli import main

    rs = write_structures(tmp_path, rois=[Roi("Box", closed(*(square(10, z) for z in range(-6, 7, 3))))])
    rd = write_dose(tmp_path, field=ALONG_Z, **GRID)
    for policy, length in (("none", 12.0), ("0.2", 13.2), ("half", 15.0)):
        out = tmp_path / f"{policy}.json"
        assert main(["dvh", "--structures", str(rs), "--dose", str(rd), "--end-cap", policy, "--json", str(out)]) == 0
        said = json.loads(out.read_text())
        assert said["method"]["end_cap"] == policy
        assert said["method"]["interpolation"] == "trilinear, physical dose"
        [row] = said["structures"]
        assert row["volume_cc"] == pytest.approx(0.4 * length, rel=1e-6)
        assert row["max_gy"] - row["min_gy"] == pytest.approx(0.5 * length, abs=0.01)


# ANCHORS 5.2: where another program refused, or read the planes elsewhere


@pytest.mark.parametrize("where", POSITIONS)
def test_the_mean_of_a_cylinder_is_that_of_its_axis_in_every_position(measured, where):
    """N4, ANCHORS 5.2."""
    directions = np.stack(axes(POSITIONS[where]))
    origin = np.round(np.full(3, -60.0) @ directions, 6)
    row = measured(cylinder((4, -7, 0), 12, range(-15, 16, 3)), orientation=POSITIONS[where], origin_mm=origin)
    assert row["mean_gy"] == pytest.approx(22.0, abs=1e-3)


def test_a_dose_turned_by_5_degrees_is_measured_and_not_refused(measured):
    """ANCHORS 5.2: NotImplementedError elsewhere."""
    c, s = np.cos(np.radians(5)), np.sin(np.radians(5))
    orientation = (c, s, 0, -s, c, 0)
    origin = np.round(np.full(3, -60.0) @ np.stack(axes(orientation)), 6)
    row = measured(cylinder((4, -7, 0), 12, range(-15, 16, 3)), orientation=orientation, origin_mm=origin)
    assert row["mean_gy"] == pytest.approx(22.0, abs=1e-3)


@pytest.mark.parametrize("absolute", [False, True])
def test_offsets_as_patient_z_leave_the_mean_where_it_was(measured, absolute):
    """N8, ANCHORS 5.2: 36.46 instead of 33.20 Gy."""
    row = measured(cylinder((0, 0, 0), 12, np.arange(12.0, 43, 3)), ALONG_Z, absolute=absolute, orientation=AXIAL)
    assert row["mean_gy"] == pytest.approx(20 + 0.5 * 27.0, abs=1e-3)


# N9: holes, keyholes, islands, degenerate contours, overlaps


def ring(z):
    """A square of 60 mm with a hole of 20 mm as one keyhole contour."""
    outer, inner = square(30, z), square(10, z, clockwise=True)
    return np.concatenate([outer, outer[:1], inner[[3, 0, 1, 2]], inner[3:], outer[:1]])


RINGS = {
    "keyhole": lambda z: closed(ring(z)),
    "two contours": lambda z: closed(square(30, z), square(10, z)),
    "two contours turning against each other": lambda z: closed(square(30, z), square(10, z, clockwise=True)),
    "hole first": lambda z: closed(square(10, z), square(30, z)),
    "declared XOR": lambda z: [("CLOSEDPLANAR_XOR", square(30, z)), ("CLOSEDPLANAR_XOR", square(10, z))],
}


@pytest.mark.parametrize("drawn", RINGS.values(), ids=RINGS)
def test_a_ring_is_a_ring_however_it_is_drawn(measured, drawn):
    """N9: platipy#244, #271; dcmrtstruct2nii#32, #37; SlicerRT#171, #304; cornerstone3D#2477."""
    row = measured([c for z in range(-20, 21, 5) for c in drawn(z)], WIDE)
    assert row["volume_cc"] == pytest.approx((60 * 60 - 20 * 20) * 45 / 1000, rel=1e-6)
    assert row["mean_gy"] == pytest.approx(60.0, abs=1e-3)
    assert row["notices"] == []


def test_an_island_in_a_hole_counts_again(measured):
    """N9: an organ within the hole of a ring."""
    island = [c for z in range(-20, 21, 5) for c in closed(square(30, z), square(20, z), square(5, z))]
    assert measured(island)["volume_cc"] == pytest.approx((3600 - 1600 + 100) * 45 / 1000, rel=1e-6)


def test_a_contour_of_a_tenth_of_a_millimetre_deletes_no_slice(measured):
    """N9: vv#117 (a contour of 0.12 mm took its slice out of a public data set, NSCLC LUNG1-002); pyTG43#5."""
    slices = range(-20, 21, 5)
    whole = measured([c for z in slices for c in closed(square(30, z))])
    specks = closed(square(0.06, 0, (5.0, 5.0)), square(0.06, 0, (40.0, 0.0)))
    speckled = measured([c for z in slices for c in closed(square(30, z))] + specks)
    assert speckled["volume_cc"] == pytest.approx(whole["volume_cc"], rel=1e-5)
    assert speckled["mean_gy"] == pytest.approx(whole["mean_gy"], abs=1e-3)


DEGENERATE = {
    "two points": np.array([[0.0, 0, 0], [10, 0, 0]]),
    "one point": np.array([[3.0, 3, 0]]),
    "a line there and back": np.array([[0.0, 0, 0], [10, 0, 0], [20, 0, 0], [10, 0, 0]]),
    "one point many times": np.tile([[3.0, 3, 0]], (5, 1)),
}


@pytest.mark.parametrize("bad", DEGENERATE.values(), ids=DEGENERATE)
def test_a_contour_that_encloses_nothing_is_left_out_and_said(measured, bad):
    """N9: dicompyler-core#389; one bad contour must not cost the slice."""
    row = measured(closed(*(square(20, z) for z in range(-10, 11, 5)), bad))
    assert row["volume_cc"] == pytest.approx(1.6 * 25, rel=1e-6)
    assert any("1 contour not used: it encloses no area" in notice for notice in row["notices"])


def test_contours_that_overlap_on_a_slice_are_flagged(measured):
    """N9, ANCHORS 5.2: 24.0 cc where the union has 42.0 cc, without a word. DICOM does not say which was meant."""
    slices = range(-10, 11, 5)
    overlapping = [c for z in slices for c in closed(square(20, z), square(20, z, (10.0, 0.0)))]
    row = measured(overlapping)
    assert any("overlap or cross themselves on 5 planes" in notice for notice in row["notices"])
    assert any("check the contours" in notice for notice in row["notices"])


def test_a_contour_drawn_twice_a_hair_apart_does_not_cancel_itself_in_silence(measured):
    """N9: a copy that was rounded again is a hole as large as its outline for every even-odd rule."""
    slices = range(-10, 11, 5)
    row = measured([c for z in slices for c in closed(square(20, z), square(19.995, z))])
    assert any("cancel" in notice for notice in row["notices"])


def test_a_stretch_without_contours_is_left_empty_and_said(measured):
    """N8, N9, ANCHORS 5.2: 15 mm of a stack of 2 mm slices; Slicer forum 40431."""
    row = measured(closed(*(square(20, z) for z in [*range(-20, 1, 2), *range(15, 36, 2)])))
    assert row["volume_cc"] == pytest.approx(1.6 * 44, rel=1e-6)
    [notice] = row["notices"]
    assert "no contours between 0.0 and 15.0 mm" in notice
    assert "check the contours" in notice


# N10: contours beside the image planes


@pytest.mark.parametrize("off_mm", [0.134, -0.134, 1.3])
def test_contours_off_the_image_planes_have_the_same_volume_and_the_dose_of_their_place(measured, off_mm):
    """N10: dicompyler#77; GDCM#57 (0.134 mm); OHIF#3535 (z compared for equality)."""
    loops = [circle((3.0, 4.0, z), 14.0) for z in range(-15, 16, 3)]
    here = measured(closed(*loops), ALONG_Z)
    there = measured(closed(*(loop + np.array([0, 0, off_mm]) for loop in loops)), ALONG_Z)
    assert there["volume_cc"] == pytest.approx(here["volume_cc"], rel=1e-9)
    for name in ("mean_gy", "max_gy", "d0_03cc_gy", "d2cc_gy", "d50_percent_gy"):
        assert there[name] == pytest.approx(here[name] + 0.5 * off_mm, abs=2e-3)
    assert there["notices"] == []


def test_contours_scattered_about_their_planes_stay_one_stack(measured):
    """N10: GDCM#57; some contours of a slice 0.134 mm beside it."""
    half, other = [], []
    for z in range(-15, 16, 3):
        left, right = square(10, z, (-15.0, 0.0)), square(10, z, (15.0, 0.0))
        half += closed(left, right)
        other += closed(left, right + np.array([0, 0, 0.134]))
    here, there = measured(half), measured(other)
    assert there["volume_cc"] == pytest.approx(here["volume_cc"], rel=1e-6)
    assert there["notices"] == []


# N20: metrics and their units


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), factor=st.floats(0.01, 10.0))
def test_k_times_the_dose_has_k_times_every_metric(seed, factor):
    """N20: Slicer forum 40088, 41505 (bins of 0.1 Gy hide dose), 4648 (quantisation)."""
    rng = np.random.default_rng(seed)
    dose, weights = rng.uniform(0, 60, 400), rng.uniform(0, 0.05, 400)
    one, scaled = dose_metrics(dose, weights), dose_metrics(factor * dose, weights)
    for name in ("mean_gy", "min_gy", "max_gy", "d98_percent_gy", "d95_percent_gy", "d50_percent_gy", "d2_percent_gy",
                 "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d1cc_gy", "d2cc_gy", "d5cc_gy"):  # fmt: skip
        assert getattr(scaled, name) == pytest.approx(factor * getattr(one, name), rel=1e-9, abs=1e-12)
    assert scaled.volume_cc == one.volume_cc


@pytest.mark.parametrize("factor", [0.001, 1.0, 40.0])
def test_a_written_dose_scales_its_metrics_and_no_bin_swallows_it(measured, factor):
    """N20: Slicer forum 41505: a dose of a few mGy disappeared in the first bin."""
    contours = sphere(15.0, range(-15, 16, 3))
    one = measured(contours)
    scaled = measured(contours, lambda points: factor * ACROSS(points))
    for name in ("mean_gy", "max_gy", "min_gy", "d0_03cc_gy", "d2cc_gy", "d95_percent_gy"):
        assert scaled[name] == pytest.approx(factor * one[name], rel=1e-5)


def test_100_percent_of_an_organ_receive_its_minimum_and_not_nothing(measured):
    """N20: dicompyler-core#25 (D100 = 0), #221."""
    row = measured(closed(*(square(10, z) for z in range(-10, 11, 5))))
    assert row["min_gy"] == pytest.approx(15.0, abs=1e-3)
    assert row["d98_percent_gy"] == pytest.approx(15.0 + 0.02 * 10, abs=0.02)
    assert row["d2_percent_gy"] == pytest.approx(25.0 - 0.02 * 10, abs=0.02)


def test_2_cc_are_not_2_percent(measured):
    """N20: ray_scripts#89 (2 cc entered as 2 %); DVH-Analytics#147 (names of TG-263).

    A box of 20 × 20 × 100 mm, 40 cc, 0.5 Gy/mm along x: D2cc is that of the last millimetre (5 % of 20 mm), D2% of 0.4.
    """
    row = measured(closed(*(square(10, z) for z in range(-45, 46, 10))))
    assert row["volume_cc"] == pytest.approx(40.0)
    assert row["d2cc_gy"] == pytest.approx(24.5, abs=0.02)
    assert row["d2_percent_gy"] == pytest.approx(24.8, abs=0.05)
    assert Metric.parse("D2cc").text == "D2cc"
    for said in ("D2%", "D2"):  # a limit in cc is never read as a share, nor a bare number as either
        with pytest.raises(ValueError, match="D2"):
            Metric.parse(said)


def test_a_metric_of_more_volume_than_the_organ_has_is_undefined_and_says_why(measured):
    """N20: dicompyler-core#221; not the minimum, not 0."""
    row = measured(closed(*(square(5, z) for z in range(-5, 6, 5))))  # 1.5 cc
    assert row["d2cc_gy"] is None
    assert "1.5 cc, less than 2 cc" in row["undefined"]["d2cc_gy"]
    assert row["d1cc_gy"] is not None
