"""Whole chain (contours → samples → dose field → metrics) against formulas.

Linear dose D = D0 + g s along a direction, u = (d − D0) / (g R); the share of the volume with at least d is
sphere (1 − u)²(2 + u)/4, cylinder across its axis [arccos u − u √(1 − u²)]/π, cylinder along its axis a straight line,
cone (dose rising from base to apex) (1 − t)³. Variance of the dose: g²R²/5, g²R²/4, g²L²/12, 3g²H²/80.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.dose.coverage import bounded_metrics
from reirrad_gui.dose.field import DoseField, MovedField
from reirrad_gui.dose.metrics import covered_percent, dose_metrics, near_maximum_gy, volume_receiving_cc
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.registration import inverse
from reirrad_gui.volume.sampling import EndCap, sample_points
from tests.support.solids import circle, drawn, field_of, motion, prism, rectangle, sphere, stacked, turned

GRID = Grid.axis_aligned((-60.0, -60.0, -60.0), (2.5, 3.0), np.concatenate([[0], np.cumsum([2.0, 3.0] * 26)]), 49, 41)
X, Y, Z = np.eye(3)


def ramp(direction, gradient=0.5, middle=20.0):
    """20 Gy in the middle, 0.5 Gy/mm: check values of the formulas are V16, V20, V23 of a sphere of 12 mm."""
    return field_of(GRID, lambda p: np.maximum(middle + gradient * (p @ np.asarray(direction, float)), 0.0))


def measured(structure, field, **how):
    points = sample_points(structure, values_at=lambda p: [field.dose_at(p)], **how)
    dose = field.dose_at(points.points_mm)
    return dose_metrics(dose, points.weights_cc), dose, points.weights_cc


def shares(dose, weights, levels):
    return [volume_receiving_cc(dose, weights, d) / weights.sum() for d in levels]


@pytest.mark.parametrize("direction", [X, Y, Z, (X + Y + Z) / np.sqrt(3), (X - 2 * Y) / np.sqrt(5)])
def test_a_sphere_in_a_linear_dose_has_the_dvh_of_the_formula(direction):
    found, dose, weights = measured(sphere(12.0, np.arange(-11.75, 12, 0.5)), ramp(direction))
    assert found.volume_cc == pytest.approx(4 / 3 * np.pi * 12**3 / 1000, rel=1e-3)
    assert shares(dose, weights, [16, 20, 23]) == pytest.approx([0.92593, 0.5, 0.15625], abs=2e-3)
    assert found.mean_gy == pytest.approx(20.0, abs=2e-3)
    # variance g² R² / 5 = 7.2 Gy²
    assert weights @ (dose - found.mean_gy) ** 2 / weights.sum() == pytest.approx(7.2, rel=5e-3)
    assert (found.min_gy, found.max_gy) == pytest.approx((14.0, 26.0), abs=0.15)


@pytest.mark.parametrize("direction", [X, Y, (X + Y) / np.sqrt(2)])
def test_a_cylinder_across_its_axis_has_the_dvh_of_the_formula(direction):
    found, dose, weights = measured(prism(circle(12.0), np.arange(-28.5, 29, 3.0)), ramp(direction))
    assert shares(dose, weights, [16, 20, 23]) == pytest.approx([0.89045, 0.5, 0.19550], abs=2e-3)
    assert weights @ (dose - 20) ** 2 / weights.sum() == pytest.approx(9.0, rel=3e-3)  # g² R² / 4
    assert found.max_gy == pytest.approx(26.0, abs=0.01)


@pytest.mark.parametrize("spacing", [1.0, 3.0, 10.0])
def test_a_cylinder_along_its_axis_has_a_straight_dvh_whatever_the_slice_distance(spacing):
    heights = np.arange(-30 + spacing / 2, 30, spacing)
    found, dose, weights = measured(prism(circle(12.0), heights), ramp(Z))
    # 60 mm from 5 to 35 Gy
    assert shares(dose, weights, [8, 20, 32]) == pytest.approx([0.9, 0.5, 0.1], abs=2e-3)
    assert (found.min_gy, found.max_gy) == pytest.approx((5.0, 35.0), abs=1e-6)
    # 0.5 Gy/mm through a disc of 452.4 mm²: 0.1 cc is 0.221 mm thick
    assert found.d0_1cc_gy == pytest.approx(35 - 0.5 * 100 / (np.pi * 144), abs=0.02)
    assert found.d2cc_gy == pytest.approx(35 - 0.5 * 2000 / (np.pi * 144), abs=0.02)
    assert weights @ (dose - 20) ** 2 / weights.sum() == pytest.approx(0.25 * 60**2 / 12, rel=2e-3)


def test_a_cone_has_the_dvh_of_the_formula_in_both_directions():
    cone = stacked(lambda z: circle(15 * (30 - z) / 60) if z < 29.9 else None, np.arange(-29.5, 30, 1.0))
    rising, dose, weights = measured(cone, ramp(Z, 0.5))
    # base at 5 Gy, apex at 35 Gy: V(d) = (1 − t)³; mean = 5 + 30/4; variance 3 · 0.25 · 60² / 80
    assert shares(dose, weights, [8, 12.5, 20]) == pytest.approx([0.729, 0.421875, 0.125], abs=2e-3)
    assert rising.mean_gy == pytest.approx(12.5, abs=0.01)
    assert weights @ (dose - rising.mean_gy) ** 2 / weights.sum() == pytest.approx(33.75, rel=3e-3)
    _, dose, weights = measured(cone, ramp(-Z, 0.5))
    # apex at 5 Gy, base at 35 Gy: V(d) = 1 − t³
    assert shares(dose, weights, [20, 27.5, 32]) == pytest.approx([0.875, 0.578125, 0.271], abs=2e-3)


def test_a_sphere_in_a_gaussian_dose_has_the_dvh_of_the_formula():
    # V(d)/V = (s √(2 ln(Dc/d)) / R)³ with Dc = 60 Gy, s = 12 mm, R = 15 mm, on a 1 mm grid
    fine = Grid.axis_aligned((-20.0, -20.0, -20.0), (1.0, 1.0), np.arange(41.0), 41, 41)
    field = field_of(fine, lambda p: 60 * np.exp(-(p**2).sum(axis=-1) / 288))
    found, dose, weights = measured(sphere(15.0, np.arange(-14.75, 15, 0.5)), field)
    levels = np.array([35.0, 45.0, 55.0])
    assert shares(dose, weights, levels) == pytest.approx((12 * np.sqrt(2 * np.log(60 / levels)) / 15) ** 3, abs=4e-3)
    # hottest 0.1 cc: a ball of 2.879 mm
    assert found.d0_1cc_gy == pytest.approx(60 * np.exp(-(2.879**2) / 288), abs=0.15)


def test_mean_eqd2_is_not_the_eqd2_of_the_mean():
    # n = 5, α/β = 3 Gy: [3 · 20 + (20² + 7.2)/5] / 5 = 28.288 Gy, against 28.000 Gy for the mean dose
    _, dose, weights = measured(sphere(12.0, np.arange(-11.75, 12, 0.5)), ramp(Z))
    converted = dose * (dose / 5 + 3) / 5
    assert weights @ converted / weights.sum() == pytest.approx(28.288, abs=0.01)


@pytest.mark.parametrize(
    ("spacing", "radius", "volume_percent", "maximum_gy", "near_gy"),
    [
        (2, 5, 4.2, 0.6, 0.3), (3, 5, 3.4, 0.8, 0.6), (5, 5, 25.5, 1.4, 1.0),
        (2, 10, 1.1, 0.6, 0.4), (3, 10, 1.0, 0.9, 0.7), (5, 10, 6.5, 1.4, 1.2), (10, 10, 26, 2.6, 2.3),
        (2, 25, 0.3, 0.6, 0.5), (3, 25, 0.2, 0.9, 0.7), (5, 25, 1.1, 1.4, 1.2), (10, 25, 4.5, 2.6, 2.3),
    ],
)  # fmt: skip
def test_spheres_drawn_on_slices_stay_within_the_limits_that_slices_impose(
    spacing, radius, volume_percent, maximum_gy, near_gy
):
    """0.5 Gy/mm along the stack; the limits are those of perfect slabs over all positions of the slices."""
    cap = np.linspace(0, radius, 20001)
    truth = 0.5 * (radius - np.interp(30.0, np.pi * cap**2 * (3 * radius - cap) / 3, cap))
    misses = []
    for phase in (np.arange(8) + 0.5) / 8:
        planes = np.arange(-60, 61, spacing) + phase * spacing
        points = sample_points(sphere(radius, planes), fallback_spacing_mm=spacing)
        dose = 100 + 0.5 * points.points_mm[:, 2]
        found = dose_metrics(dose, points.weights_cc)
        assert abs(points.volume_cc / (4 / 3 * np.pi * radius**3 / 1000) - 1) * 100 < volume_percent
        assert abs(found.max_gy - 100 - 0.5 * radius) < maximum_gy
        misses.append(found.d0_03cc_gy - 100 - truth)
    assert np.abs(misses).max() < near_gy
    # over all positions the near-maximum is neither over- nor underestimated by more than a third of that limit
    assert abs(np.mean(misses)) < near_gy / 3


@pytest.mark.parametrize("cap", list(EndCap))
def test_a_cylinder_half_in_the_dose_grid_is_half_covered_and_has_bounds_instead_of_numbers(cap):
    grid = Grid.axis_aligned((-40.0, -40.0, -60.0), (2.0, 2.0), np.arange(0, 61, 3.0), 41, 41)  # ends at z = 0
    field = field_of(grid, lambda p: 20 + 0.5 * p[..., 0])
    points = sample_points(prism(circle(12.0), np.arange(-30, 31, 3.0)), cap)
    dose = field.dose_at(points.points_mm)
    assert covered_percent(dose, points.weights_cc) == pytest.approx(50.0, abs=0.1)
    found = bounded_metrics(dose, points.weights_cc, max(field.edge_max_gy, 45.0))
    assert found.value is None
    assert dose_metrics(dose, points.weights_cc).d2cc_gy is None
    # V20Gy: half of the known half for certain, and the whole unknown half at worst
    assert found.lower.d50_percent_gy == pytest.approx(14.0, abs=0.2)
    assert (found.upper.max_gy, found.upper.d2cc_gy) == (45.0, 45.0)
    assert found.lower.d2cc_gy < found.upper.d2cc_gy
    assert found.lower.mean_gy == pytest.approx(10.0, abs=0.05)


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), degrees=st.floats(-180, 180))
def test_dose_and_contours_moved_together_keep_every_metric(seed, degrees):
    rng = np.random.default_rng(seed)
    matrix = motion(turned(rng.normal(size=3), degrees), rng.uniform(-50, 50, 3))
    coarse = Grid.axis_aligned((-30.0, -30.0, -30.0), (5.0, 6.0), np.arange(0, 61, 5.0), 13, 11)
    field = DoseField(coarse, rng.uniform(0, 60, coarse.shape))
    points = sample_points(sphere(15.0, np.arange(-15, 16, 3.0)))
    here = dose_metrics(field.dose_at(points.points_mm), points.weights_cc)
    seen = MovedField(field, inverse(matrix))
    there = points.points_mm @ matrix[:3, :3].T + matrix[:3, 3]
    moved_metrics = dose_metrics(seen.dose_at(there), points.weights_cc)
    for name in ("mean_gy", "max_gy", "d2cc_gy", "d0_1cc_gy", "d95_percent_gy"):
        assert getattr(moved_metrics, name) == pytest.approx(getattr(here, name), abs=1e-6)


def test_a_ring_drawn_as_keyhole_or_as_two_contours_has_one_dvh():
    outer, inner = rectangle(-30, -30, 30, 30), rectangle(-10, -10, 10, 10)[::-1]
    keyhole = np.concatenate([outer, outer[:1], inner[[3, 0, 1, 2]], inner[3:], outer[:1]])
    heights = np.arange(-20, 21, 5.0)
    one, _, _ = measured(prism(keyhole, heights), ramp(X))
    two, _, _ = measured(drawn([(z, loop) for z in heights for loop in (outer, inner)]), ramp(X))
    assert one.volume_cc == pytest.approx(3.2 * 45, rel=1e-9)
    assert two.volume_cc == pytest.approx(3.2 * 45, rel=1e-9)
    for name in ("mean_gy", "d2cc_gy", "d50_percent_gy", "d98_percent_gy", "max_gy"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), abs=0.02)


def test_a_tiny_structure_between_voxels_has_its_volume_and_dose():
    # 3 mm sphere on one 3 mm slice: other programs give 0.00 cc and 0 Gy
    points = sample_points(sphere(3.0, [0.0]), fallback_spacing_mm=3.0)
    found = dose_metrics(ramp(X).dose_at(points.points_mm), points.weights_cc)
    assert points.volume_cc == pytest.approx(np.pi * 9 * 3 / 1000, rel=1e-6)
    assert found.mean_gy == pytest.approx(20.0, abs=1e-6)
    # a disc of 3 mm radius in 0.5 Gy/mm: the hottest 35.4 % of it begin 0.69 mm from its middle
    assert found.d0_03cc_gy == pytest.approx(20.346, abs=0.02)
    assert near_maximum_gy(ramp(X).dose_at(points.points_mm), points.weights_cc, 0.05) < found.d0_03cc_gy


@pytest.mark.parametrize("volume_cc", [0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("length", [1.0, 1.5], ids=["sphere", "one and a half times as long"])
def test_the_mean_of_a_small_round_organ_on_3_mm_slices_is_that_of_its_middle_wherever_the_slices_lie(
    volume_cc, length
):
    # 0.2 Gy/mm along the slices; semi-axes of the ellipsoid a = b, c = length · a with 4/3 π a b c = volume
    across = (volume_cc * 750.0 / np.pi / length) ** (1 / 3)
    half = length * across
    field = ramp(Z, gradient=0.2)
    errors = []
    for first in (np.arange(6) + 0.37) / 6:
        heights = (np.arange(-20, 20) + first) * 3.0
        organ = stacked(
            lambda z: circle(across * np.sqrt(1 - (z / half) ** 2)), heights[np.abs(heights) < half * 0.999]
        )
        found, *_ = measured(organ, field)
        errors.append(found.mean_gy - 20.0)
    assert np.abs(errors).max() < (0.025 if volume_cc < 1.0 else 0.015)


@pytest.mark.parametrize("cap", [EndCap.NONE, EndCap.FIFTH])
def test_with_other_end_caps_than_half_a_slice_every_contour_counts_as_drawn(cap):
    heights = np.array([-3.9, -0.9, 2.1, 5.1])  # of a sphere of 6.2 mm
    found = sample_points(sphere(6.2, heights), cap)
    reach = {EndCap.NONE: 1.5, EndCap.FIFTH: 2.1}[cap]  # mm that an end slab is thick
    slab = np.searchsorted([-2.4, 0.6, 3.6], found.points_mm[:, 2])
    drawn_cc = np.pi * (6.2**2 - heights**2) * [reach, 3.0, 3.0, reach] / 1000.0
    assert np.bincount(slab, found.weights_cc) == pytest.approx(drawn_cc, rel=4e-3)
