"""The envelope against every pair of points looked at one by one, and against linear doses in boxes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.dose.envelope import envelope
from reirrad_gui.volume.sampling import sample_points
from tests.support.solids import prism, rectangle

HEIGHTS = np.arange(-38.5, 40.0, 3.0)  # slabs of 3 mm from −40 to 41 mm


def one_by_one(points, dose, radius):
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = distance <= radius
    return np.where(near, dose, np.inf).min(axis=1), np.where(near, dose, -np.inf).max(axis=1)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 400),
    radius=st.floats(0.5, 30.0),
    spread=st.tuples(*[st.floats(0.1, 60.0)] * 3),
)
def test_it_is_the_extreme_of_all_points_within_the_radius(seed, count, radius, spread):
    random = np.random.default_rng(seed)
    points = random.normal(size=(count, 3)) * spread + random.uniform(-300, 300, 3)
    doses = [random.gamma(2.0, 10.0, count), np.full(count, 7.0)]
    for dose, (lowest, highest) in zip(doses, envelope(points, doses, radius), strict=True):
        # distances are good to 0.0001 mm: the answer lies between those of a radius a little smaller and larger
        small, large = one_by_one(points, dose, radius - 1e-3), one_by_one(points, dose, radius + 1e-3)
        assert ((lowest <= small[0]) & (lowest >= large[0])).all()
        assert ((highest >= small[1]) & (highest <= large[1])).all()


def test_a_dense_organ_in_many_tiles_agrees_with_every_pair_too():
    random = np.random.default_rng(5)
    points = random.uniform(0, 20, (3000, 3))
    dose = 20 + 3 * np.sin(points[:, 0] / 4) + 0.2 * points[:, 1] + random.normal(size=3000) * 0.1
    lowest, highest = envelope(points, [dose], 3.0)[0]
    low, high = one_by_one(points, dose, 3.0)
    assert np.abs(lowest - low).max() < 1e-12
    assert np.abs(highest - high).max() < 1e-12


def test_a_linear_dose_in_a_box_organ_goes_up_by_gradient_times_radius_and_stops_at_the_wall():
    organ = sample_points(prism(rectangle(-20, -20, 20, 20), HEIGHTS))
    x = organ.points_mm[:, 0]
    dose = 30.0 + 0.5 * x  # 20 to 40 Gy between the walls
    lowest, highest = envelope(organ.points_mm, [dose], 3.0)[0]
    # hand calculation: D + 0.5 · 3 Gy, never above the wall's 40 Gy; points lie 1.4 mm apart: half of that misses
    upper, lower = np.minimum(dose + 1.5, 40.0), np.maximum(dose - 1.5, 20.0)
    assert (highest <= upper + 1e-9).all()
    assert (lowest >= lower - 1e-9).all()
    assert np.mean(upper - highest) < 0.35
    assert np.mean(lowest - lower) < 0.35
    assert highest.max() == 40.0  # the organ's surface takes part
    assert lowest.min() == 20.0


def test_only_the_organ_is_asked_and_never_the_target_beside_it():
    # 5 Gy in the organ (x < 0), 60 Gy in the target that touches it (x > 0): a search that leaves the organ imports it
    organ = sample_points(prism(rectangle(-20, -20, 0, 20), HEIGHTS)).points_mm
    target = sample_points(prism(rectangle(0, -20, 20, 20), HEIGHTS)).points_mm
    within = envelope(organ, [np.full(len(organ), 5.0)], 3.0)[0][1]
    assert within.max() == 5.0
    everything = np.concatenate([organ, target])
    dose = np.concatenate([np.full(len(organ), 5.0), np.full(len(target), 60.0)])
    unrestricted = envelope(everything, [dose], 3.0)[0][1][: len(organ)]
    assert unrestricted.max() == 60.0
    # 3 of the organ's 20 mm are reached
    assert np.mean(unrestricted == 60.0) == pytest.approx(3 / 20, abs=0.05)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), first=st.floats(0.1, 6.0), second=st.floats(0.1, 6.0))
def test_a_larger_radius_never_narrows_the_envelope(seed, first, second):
    random = np.random.default_rng(seed)
    points, dose = random.uniform(0, 15, (300, 3)), random.gamma(2.0, 10.0, 300)
    small, large = (envelope(points, [dose], radius)[0] for radius in sorted((first, second)))
    assert (large[0] <= small[0]).all()
    assert (small[0] <= dose).all()
    assert (dose <= small[1]).all()
    assert (small[1] <= large[1]).all()


def test_without_a_radius_or_without_points_nothing_moves():
    points, dose = np.random.default_rng(0).uniform(0, 9, (50, 3)), np.arange(50.0)
    lowest, highest = envelope(points, [dose], 0.0)[0]
    assert (lowest == dose).all()
    assert (highest == dose).all()
    assert envelope(np.zeros((0, 3)), [np.zeros(0)], 3.0)[0][0].size == 0
    assert envelope(points, [], 3.0) == []


@pytest.mark.parametrize(
    ("radius", "dose", "said"),
    [
        (-1.0, np.zeros(4), "below zero"),
        (np.inf, np.zeros(4), "finite"),
        (3.0, np.zeros(5), "do not fit"),
        (3.0, np.array([1.0, np.nan, 2.0, 3.0]), "known dose"),
    ],
)
def test_what_cannot_be_searched_is_refused(radius, dose, said):
    with pytest.raises(ValueError, match=said):
        envelope(np.zeros((4, 3)), [dose], radius)
