from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reirrad_gui.dose.coverage import bounded_metrics, filled
from reirrad_gui.dose.dvh import cumulative_dvh
from reirrad_gui.dose.metrics import (
    DoseMetrics,
    Ranked,
    covered_percent,
    dose_metrics,
    near_maxima_gy,
    near_maximum_gy,
    volume_receiving_cc,
    why_undefined,
)

SAMPLES = st.integers(2, 60).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(0, 80), min_size=n, max_size=n).map(np.array),
        st.lists(st.floats(0.01, 2), min_size=n, max_size=n).map(np.array),
    )
)
DOSES = [field.name for field in fields(DoseMetrics) if field.name.endswith("_gy")]


def ramp(volume_cc=10.0, low=10.0, high=30.0, count=2000):
    """Dose spread evenly over a volume: D(v) = high − (high − low) v / volume."""
    middles = (np.arange(count) + 0.5) / count
    return low + (high - low) * middles, np.full(count, volume_cc / count)


def test_metrics_of_an_evenly_spread_dose_are_those_of_the_straight_line():
    # 10 cc from 10 to 30 Gy: 2 Gy per cc, hottest first
    found = dose_metrics(*ramp())
    assert found.volume_cc == pytest.approx(10.0)
    assert found.covered_percent == 100.0
    expected = {
        "mean_gy": 20.0, "d98_percent_gy": 10.4, "d95_percent_gy": 11.0, "d50_percent_gy": 20.0, "d2_percent_gy": 29.6,
        "d0_03cc_gy": 29.94, "d0_1cc_gy": 29.8, "d0_5cc_gy": 29.0, "d1cc_gy": 28.0, "d2cc_gy": 26.0, "d5cc_gy": 20.0,
    }  # fmt: skip
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=1e-9)
    assert (found.min_gy, found.max_gy) == pytest.approx((10.005, 29.995))


def test_surface_points_without_volume_set_minimum_and_maximum_and_nothing_else():
    dose, weights = ramp()
    with_surface = dose_metrics(np.append(dose, [10.0, 30.0]), np.append(weights, [0.0, 0.0]))
    assert (with_surface.min_gy, with_surface.max_gy) == (10.0, 30.0)
    assert with_surface.d2cc_gy == pytest.approx(26.0)
    assert with_surface.mean_gy == pytest.approx(20.0)


def test_a_structure_of_less_than_2_cc_has_no_d2cc_and_says_why():
    found = dose_metrics(*ramp(volume_cc=1.2))
    assert found.d2cc_gy is None
    assert found.d5cc_gy is None
    assert found.d1cc_gy is not None
    assert why_undefined("d2cc_gy", found.volume_cc) == "the structure has 1.2 cc, less than 2 cc"
    assert why_undefined("d1cc_gy", found.volume_cc) == ""
    assert why_undefined("mean_gy", None) == "the structure encloses no volume"


def test_a_structure_of_exactly_2_cc_has_its_minimum_as_d2cc():
    assert dose_metrics(np.array([10.0, 20.0]), np.ones(2)).d2cc_gy == 10.0


def test_an_unheard_of_metric_is_refused():
    with pytest.raises(ValueError, match="d3cc_gy"):
        why_undefined("d3cc_gy", 5.0)


def test_two_percent_and_two_cc_are_different_metrics():
    # 500 cc: 2 % are 10 cc
    dose, weights = ramp(volume_cc=500.0)
    found = dose_metrics(dose, weights)
    assert found.d2_percent_gy == pytest.approx(near_maximum_gy(dose, weights, 10.0))
    assert found.d2_percent_gy != pytest.approx(found.d2cc_gy, abs=0.1)


@given(samples=SAMPLES, factor=st.floats(0.1, 10))
def test_scaling_the_dose_scales_every_metric(samples, factor):
    dose, weights = samples
    assume(np.unique(dose * factor).size == np.unique(dose).size)  # of doses rounded to one the order is open
    once, scaled = dose_metrics(dose, weights), dose_metrics(dose * factor, weights)
    for name in DOSES:
        if getattr(once, name) is None:
            assert getattr(scaled, name) is None
        else:
            assert getattr(scaled, name) == pytest.approx(factor * getattr(once, name), rel=1e-9, abs=1e-9)


@given(samples=SAMPLES)
def test_metrics_fall_with_volume_and_lie_between_minimum_and_maximum(samples):
    found = dose_metrics(*samples)
    falling = ["max_gy", "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d1cc_gy", "d2cc_gy", "d5cc_gy", "min_gy"]
    values = [getattr(found, name) for name in falling if getattr(found, name) is not None]
    assert values == sorted(values, reverse=True)
    assert found.min_gy - 1e-9 <= found.mean_gy <= found.max_gy + 1e-9


@given(samples=SAMPLES, seed=st.integers(0, 1000))
def test_the_order_of_the_samples_does_not_matter(samples, seed):
    dose, weights = samples
    order = np.random.default_rng(seed).permutation(dose.size)
    a, b = dose_metrics(dose, weights), dose_metrics(dose[order], weights[order])
    assert [getattr(a, n) for n in ("mean_gy", "max_gy", "min_gy")] == pytest.approx(
        [getattr(b, n) for n in ("mean_gy", "max_gy", "min_gy")]
    )


def test_unknown_dose_anywhere_leaves_no_metric_but_the_coverage():
    found = dose_metrics(np.array([20.0, 30.0, np.nan]), np.array([1.0, 2.0, 1.0]))
    assert (found.volume_cc, found.covered_percent) == (4.0, 75.0)
    assert all(getattr(found, name) is None for name in DOSES)


def test_a_surface_point_outside_the_grid_does_not_make_an_organ_uncovered():
    found = dose_metrics(np.array([20.0, 30.0, np.nan]), np.array([1.0, 2.0, 0.0]))
    assert found.covered_percent == 100.0
    assert (found.min_gy, found.max_gy) == (20.0, 30.0)


def test_a_structure_without_samples_has_no_metrics():
    found = dose_metrics(np.empty(0), np.empty(0))
    assert all(getattr(found, field.name) is None for field in fields(DoseMetrics))
    assert near_maximum_gy(np.empty(0), np.empty(0), 0.1) is None
    assert volume_receiving_cc(np.empty(0), np.empty(0), 10.0) is None
    assert covered_percent(np.empty(0), np.empty(0)) is None


def test_doses_and_volumes_of_different_number_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        dose_metrics(np.ones(3), np.ones(4))


def test_near_maximum_in_any_volume_agrees_with_the_named_ones():
    dose, weights = ramp()
    assert near_maximum_gy(dose, weights, 2.0) == dose_metrics(dose, weights).d2cc_gy
    assert near_maximum_gy(dose, weights, 10.1) is None


@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0.0, 0.01, 0.5, 2.0])), min_size=1, max_size=60),
    st.lists(st.floats(0.001, 20.0), min_size=1, max_size=5),
)
def test_near_maxima_asked_for_together_are_those_of_the_whole_ranking(samples, volumes):
    dose, weights = (np.array(column, float) for column in zip(*samples, strict=True))
    whole = weights.sum()
    found = near_maxima_gy(dose, weights, volumes)
    expected = [None if not whole or cc > whole else Ranked(dose, weights).hottest(cc) for cc in volumes]
    assert [f is None for f in found] == [e is None for e in expected]
    assert [f for f in found if f is not None] == pytest.approx([e for e in expected if e is not None], abs=1e-9)


def test_near_maximum_is_unknown_where_any_volume_is_and_not_for_a_bare_surface_point():
    assert near_maximum_gy(np.array([20.0, np.nan]), np.array([5.0, 0.1]), 1.0) is None
    assert near_maximum_gy(np.array([20.0, np.nan]), np.array([5.0, 0.0]), 1.0) == 20.0


def test_volume_receiving_a_dose_is_read_from_the_same_line():
    dose, weights = ramp()
    assert volume_receiving_cc(dose, weights, 26.0) == pytest.approx(2.0)
    assert volume_receiving_cc(dose, weights, 5.0) == pytest.approx(10.0)
    assert volume_receiving_cc(dose, weights, 31.0) == 0.0
    assert volume_receiving_cc(np.array([20.0, np.nan]), np.ones(2), 10.0) is None


def test_bounds_count_unknown_dose_as_nothing_and_as_the_worst_plausible():
    dose, weights = ramp()
    dose[:1000] = np.nan  # the colder half, 5 cc
    found = bounded_metrics(dose, weights, upper_fill_gy=35.0)
    assert found.value is None
    # hottest 2 cc are known to have 26 Gy; at worst 5 cc have 35 Gy
    assert (found.lower.d2cc_gy, found.upper.d2cc_gy) == pytest.approx((26.0, 35.0))
    # mean of 5 cc at 25 Gy, with 5 cc of 0 and of 35 Gy
    assert (found.lower.mean_gy, found.upper.mean_gy) == pytest.approx((12.5, 30.0))
    assert covered_percent(dose, weights) == pytest.approx(50.0)


def test_a_fully_covered_structure_has_its_value_as_both_bounds():
    found = bounded_metrics(*ramp(), upper_fill_gy=99.0)
    assert found.value is not None
    assert found.lower == found.upper == found.value


@given(dose=SAMPLES.map(lambda pair: pair[0]), fill=st.floats(0, 90), seed=st.integers(0, 100))
def test_bounds_hold_for_every_dose_that_the_unknown_part_can_have(dose, fill, seed):
    weights = np.full(dose.size, 0.3)
    rng = np.random.default_rng(seed)
    unknown = rng.random(dose.size) < 0.4
    unknown[0] = True
    truth = np.where(unknown, rng.uniform(0, fill, dose.size), dose)
    found, real = bounded_metrics(np.where(unknown, np.nan, dose), weights, fill), dose_metrics(truth, weights)
    for name in DOSES:
        if getattr(real, name) is not None:
            assert getattr(found.lower, name) <= getattr(real, name) + 1e-9
            assert getattr(found.upper, name) >= getattr(real, name) - 1e-9


@pytest.mark.parametrize("fill", [-1.0, np.nan, np.inf])
def test_a_worst_case_that_is_none_is_refused(fill):
    with pytest.raises(ValueError, match="worst plausible"):
        bounded_metrics(np.array([np.nan]), np.ones(1), fill)


def test_filling_replaces_only_what_is_unknown():
    assert filled(np.array([1.0, np.nan, 3.0]), 9.0).tolist() == [1.0, 9.0, 3.0]


@given(samples=SAMPLES, points=st.none() | st.integers(2, 50))
def test_a_dvh_starts_at_the_whole_volume_falls_and_ends_at_the_maximum(samples, points):
    dose, weights = samples
    curve = cumulative_dvh(dose, weights, points)
    assert (curve.dose_gy[0], curve.volume_cc[0]) == pytest.approx((0.0, weights.sum()))
    assert (curve.dose_gy[-1], curve.volume_cc[-1]) == pytest.approx((dose.max(), 0.0))
    assert (np.diff(curve.dose_gy) >= 0).all()
    assert (np.diff(curve.volume_cc) <= 1e-12).all()


@given(samples=SAMPLES)
def test_a_dvh_counts_every_sample_at_or_above_a_dose(samples):
    dose, weights = samples
    curve = cumulative_dvh(dose, weights, points=21)
    counted = [weights[dose >= level].sum() for level in curve.dose_gy[:-1]]
    assert curve.volume_cc[:-1] == pytest.approx(counted)


def test_a_dvh_and_the_metrics_are_one_curve():
    dose, weights = ramp()
    curve, found = cumulative_dvh(dose, weights, points=None), dose_metrics(dose, weights)
    assert np.interp(found.d2cc_gy, curve.dose_gy, curve.volume_cc) == pytest.approx(2.0, abs=1e-6)
    assert np.interp(found.d95_percent_gy, curve.dose_gy, curve.volume_cc) == pytest.approx(9.5, abs=1e-6)


@pytest.mark.parametrize(("dose", "weights"), [([1.0, np.nan], [1.0, 1.0]), ([1.0, 2.0], [0.0, 0.0])])
def test_no_curve_is_drawn_of_an_unknown_dose_or_an_empty_structure(dose, weights):
    with pytest.raises(ValueError, match="a curve needs"):
        cumulative_dvh(np.array(dose), np.array(weights))
