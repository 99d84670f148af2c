"""The curve of a sum over very many points is counted over fewer: how far off that is, and what stays exact."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.dose import gathered as gathering
from reirrad_gui.dose import joint
from reirrad_gui.dose import levels as levels_module
from reirrad_gui.dose.gathered import FARTHEST, FEWEST_GATHERED, gathered
from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.levels import volumes_reaching
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.lq import LinearTail, Term, eqd2_term, physical_term
from reirrad_gui.lq.terms import sum_of_terms
from tests.dose.test_mixed import TERMS, VOLUMES, organs

LEVELS = 201
"""As many as a drawn curve has."""

SETTINGS = (
    (eqd2_term(3, 3.0), eqd2_term(5, 3.0)),
    (eqd2_term(3, 2.0).after_recovery(0.5), eqd2_term(5, 2.0)),
    (eqd2_term(30, 10.0, 0.6), eqd2_term(1, 10.0)),
    (eqd2_term(1, 1.5, tail=LinearTail(4.0)), eqd2_term(20, 1.5)),
    (physical_term(), physical_term()),
)


def fall_off(places, random, full_gy):
    """A dose that falls off along some direction, steeply or hardly, its edge somewhere in the organ."""
    direction = random.normal(size=3)
    depth = places @ (direction / np.linalg.norm(direction))
    return full_gy / (1.0 + np.exp((depth - random.uniform(-0.5, 0.5)) / random.uniform(0.1, 1.0)))


def organ(kind, seed, along=80):
    """A box, or a sphere off the points' lattice, in the doses of some courses; less volume per point at the rim."""
    random = np.random.default_rng(seed)
    steps = (np.arange(along) + 0.5) / along * 2.0 - 1.0
    places = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    weights = np.where(np.abs(places).max(axis=1) > 0.9, random.uniform(0.1, 1.0, len(places)), 1.0) * 1e-3
    first, second = fall_off(places, random, 21.0), fall_off(places, random, 20.0)
    if kind == "sphere":
        inside = np.sum((places - 0.013) ** 2, axis=1) < 0.95
        weights = np.where(inside, weights, 0.0)
        radius = np.linalg.norm(places - 0.021, axis=1)
        first = 21.0 / (1.0 + np.exp((radius - 0.6) / 0.1))
    doses = {
        "box": [first, second],
        "sphere": [first, second],
        "unrelated": [random.uniform(0, 21, len(places)), random.uniform(0, 20, len(places))],
        "alike": [first, 0.9 * first],
        "nearly alike": [first, 0.9 * first + random.uniform(0, 0.02, len(places))],
        "opposed": [first, 20.0 * (1.0 - first / 21.0)],
        "second the same everywhere": [first, np.full_like(first, 11.0)],
        "second mostly zero": [first, np.maximum(second - 15.0, 0.0)],
        "both mostly zero": [np.maximum(first - 15.0, 0.0), np.maximum(second - 14.0, 0.0)],
        "plateaus": [np.minimum(1.5 * first, 15.0), np.minimum(1.5 * second, 15.0)],
        "whole grays": [np.round(first), np.round(second)],
        "hundredths of a gray": [np.round(first, 2), np.round(second, 2)],
        "one course": [first],
        "three courses": [first, second, fall_off(places, random, 10.0)],
        "four courses": [first, second, fall_off(places, random, 10.0), fall_off(places, random, 10.0)],
    }[kind]
    return JointSamples(doses, weights, many_sums=True)


ONE_OR_TWO = (
    "box", "sphere", "unrelated", "alike", "nearly alike", "opposed", "second the same everywhere",
    "second mostly zero", "both mostly zero", "plateaus", "whole grays",
)  # fmt: skip


def share_off(samples, terms):
    """The largest difference of the curve from the volume counted over all points, as a share of the organ."""
    total = Mixed(samples, terms)
    counted = volumes_reaching(samples, terms, total.axis_gy(LEVELS))
    return float(np.abs(total.curve(LEVELS).volume_cc - counted)[:-1].max()) / samples.volume_cc


def farthest_off(samples):
    return max(share_off(samples, terms) for terms in SETTINGS)


@pytest.mark.parametrize("kind", ONE_OR_TWO)
def test_a_curve_of_half_a_million_points_is_right_to_three_hundredths_of_a_percent_of_the_volume(kind):
    samples = organ(kind, seed=11)
    assert samples.for_curves.count < 0.3 * samples.count
    assert farthest_off(samples) <= 3e-4


@pytest.mark.parametrize("kind", ["box", "sphere", "unrelated"])
def test_at_the_fewest_points_that_are_gathered_it_is_right_to_a_twentieth_of_a_percent(kind):
    samples = organ(kind, seed=5, along=67)  # 300,763
    assert FEWEST_GATHERED <= samples.count < 1.01 * FEWEST_GATHERED
    assert samples.for_curves is not samples
    assert farthest_off(samples) <= 5e-4


def test_where_every_dose_is_in_hundredths_of_a_gray_a_curve_is_right_to_one_of_them():
    # sums of such doses lie exactly on levels: what a group has between two hundredths is not counted at the upper one
    samples = organ("hundredths of a gray", seed=11)
    total = Mixed(samples, SETTINGS[-1])
    curve, dose = total.curve(LEVELS), total.values()
    levels = list(zip(curve.dose_gy[1:-1], curve.volume_cc[1:-1], strict=True))
    above = [samples.weights_cc[dose >= level + 0.01].sum() for level, _ in levels]
    below = [samples.weights_cc[dose >= level - 0.01].sum() for level, _ in levels]
    slack = 1e-4 * samples.volume_cc
    assert all(a - slack <= cc <= b + slack for a, (_, cc), b in zip(above, levels, below, strict=True))


def test_any_four_points_instead_of_neighbours_would_break_that_bound(monkeypatch):
    monkeypatch.setattr(gathering, "FARTHEST", math.inf)
    monkeypatch.setattr(gathering, "_neighbours", lambda singles, _: np.arange(singles[0].size))
    assert farthest_off(organ("unrelated", seed=11)) > 1e-2


@pytest.mark.parametrize("kind", ["one course", "three courses", "four courses"])
def test_other_numbers_of_courses_than_two_are_counted_over_all_points(kind):
    samples = organ(kind, seed=2, along=67)
    assert samples.for_curves is samples


@given(samples=organs(phases=st.integers(1, 3)), data=st.data(), levels=st.sampled_from([2, 51, 201, 400]))
@settings(deadline=None)
def test_no_point_is_counted_further_from_its_own_dose_than_its_neighbours_may_be(samples, data, levels):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(joint, "FEWEST_GATHERED", 2)
        patched.setattr(levels_module, "FEWEST_SORTED", data.draw(st.sampled_from([2, 4096])))
        total = Mixed(JointSamples(samples.doses_gy, samples.weights_cc, many_sums=True), _drawn(samples, data))
        curve = total.curve(levels)
    rises = _most_off_gy(total)
    dose = total.values()
    for level, volume in list(zip(curve.dose_gy, curve.volume_cc, strict=True))[:-1]:
        least = samples.weights_cc[dose >= level + rises].sum()
        most = samples.weights_cc[dose >= level - rises].sum()
        slack = 1e-9 * samples.volume_cc
        assert least - slack <= volume <= most + slack
    assert curve.volume_cc[0] == samples.volume_cc
    assert curve.volume_cc[-1] == 0.0
    assert (np.diff(curve.volume_cc) <= 0).all()


def _drawn(samples, data):
    return [data.draw(TERMS) for _ in samples.doses_gy]


def _most_off_gy(total):
    """How much the sum can rise where every phase's planned dose rises by as much as neighbours may differ."""
    spans = [float(np.ptp(dose.astype(np.float32))) for dose in total.samples.doses_gy]
    step_gy = max(spans) * FARTHEST
    pairs = zip(total.samples.doses_gy, total.terms, strict=True)
    return 1e-9 + sum(
        float(np.max(term.of(dose + step_gy) - term.of(np.maximum(dose - step_gy, 0)))) for dose, term in pairs
    )


@given(samples=organs(phases=st.integers(2, 3)), data=st.data())
@settings(deadline=None, max_examples=30)
def test_every_metric_is_that_of_all_points(samples, data):
    terms = _drawn(samples, data)
    plain = Mixed(samples, terms)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(joint, "FEWEST_GATHERED", 2)
        total = Mixed(JointSamples(samples.doses_gy, samples.weights_cc, many_sums=True), terms)
        total.curve(LEVELS)
    assert (total.mean_gy, total.max_gy, total.hottest_point) == (plain.mean_gy, plain.max_gy, plain.hottest_point)
    assert [total.hottest(v) for v in VOLUMES] == [plain.hottest(v) for v in VOLUMES]
    assert total.curve(LEVELS).dose_gy.tolist() == plain.curve(LEVELS).dose_gy.tolist()


def test_where_many_points_have_exactly_the_dose_of_a_level_none_of_them_falls_below_it():
    # 0.3 + 0.5 Gy at every second point, 1.6 Gy at most: the middle one of 201 levels is 0.8 Gy. Volumes of a
    # third, and doses that no binary number is, round differently when they are multiplied, added and divided
    random = np.random.default_rng(1)
    count = 300_000
    half = np.arange(count) % 2 == 0
    first, second = np.where(half, 0.3, random.uniform(0, 0.8, (2, count)))
    second[half] = 0.5
    first[-1] = second[-1] = 0.8
    samples = JointSamples([first, second], random.uniform(0.5, 1.5, count) / 3.0, many_sums=True)
    total = Mixed(samples, [physical_term(), physical_term()])
    assert total.axis_gy(LEVELS)[100] == total.values()[0]
    assert share_off(samples, total.terms) < 5e-4  # the plateau is half of the volume
    alone = JointSamples([np.where(half, 0.3, 0.8), np.where(half, 0.5, 0.8)], samples.weights_cc, many_sums=True)
    assert set(alone.for_curves.doses_gy[0]) == {0.3, 0.8}
    assert share_off(alone, total.terms) < 1e-12


def test_gathered_points_have_the_volume_and_the_mean_of_those_they_stand_for():
    dose = np.array([10.0, 10.05, 10.1, 10.0, 30.0, 30.0, 30.0, 55.0, 60.0])
    volume = np.array([1.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.0])
    (found, same), volumes = gathered([dose, np.ones(9)], [dose.astype(np.float32), np.ones(9, np.float32)], volume)
    # 10.05 of 4 cc from the first four; 30, 30, 30 and 55 Gy are too far apart and stay single; of the last four
    # places 60 Gy fills one, and three are empty
    assert found.tolist() == pytest.approx([10.05, 60.0, 30.0, 30.0, 30.0, 55.0])
    assert volumes.tolist() == [4.0, 3.0, 0.0, 0.0, 0.0, 1.0]
    assert same.tolist() == [1.0] * 6


def test_no_mean_is_rounded_to_below_zero():
    # the first of four has a dose and no volume, the others volume and no dose: 0.1 - 0.1 · 3 v / 3 v need not be 0
    random = np.random.default_rng(2)
    dose, volume = np.zeros(4000), random.uniform(0.1, 1.0, 4000)
    dose[::4], volume[::4] = random.uniform(1e-4, 2e-4, 1000), 0.0
    both = [dose, np.repeat(np.linspace(0.0, 60.0, 1000), 4)]
    found, _ = gathered(both, [one.astype(np.float32) for one in both], volume)
    assert min(found[0]) == 0.0


def test_points_that_stand_for_half_a_million_take_less_than_six_megabytes():
    fewer = organ("unrelated", seed=3).for_curves
    assert sum(array.nbytes for array in (*fewer.doses_gy, *fewer.singles, fewer.weights_cc)) < 6e6


def test_a_sum_has_the_same_curve_whatever_was_asked_before():
    samples, again = organ("box", seed=4, along=67), organ("box", seed=4, along=67)
    for terms in SETTINGS:
        Mixed(samples, terms).curve(LEVELS)
    last = SETTINGS[-1]
    assert Mixed(samples, last).curve(LEVELS).volume_cc.tolist() == Mixed(again, last).curve(LEVELS).volume_cc.tolist()


@pytest.mark.parametrize("reason", ["one sum", "few points", "beyond 32 bits"])
def test_all_points_are_counted_where_gathering_would_not_pay_or_not_be_right(reason):
    samples = organ("box", seed=6, along=67)
    doses, weights = samples.doses_gy, samples.weights_cc
    if reason == "few points":
        doses, weights = [dose[: FEWEST_GATHERED - 1] for dose in doses], weights[: FEWEST_GATHERED - 1]
    if reason == "beyond 32 bits":
        doses = [dose * 1e25 for dose in doses]
    samples = JointSamples(doses, weights, many_sums=reason != "one sum")
    assert samples.for_curves is samples


def test_under_lq_l_a_point_above_the_highest_level_counts_as_reaching_it():
    # a mean may have more than each of its points where the straight line begins: here 1.5 times the highest level
    dose = np.linspace(0.0, 30.0, 9000)
    samples, terms = JointSamples([dose], np.ones(9000)), [eqd2_term(5, 3.0, tail=LinearTail(6.0))]
    given_gy = sum_of_terms(samples.doses_gy, terms)
    axis = np.linspace(0.0, given_gy.max() / 1.5, 251)
    plain = [float((given_gy >= level).sum()) for level in axis]
    assert volumes_reaching(samples, terms, axis).tolist() == plain


def test_a_sum_in_which_one_course_takes_no_part_is_counted_over_all_points():
    samples = organ("box", seed=8, along=67)
    alone = Mixed(samples, [eqd2_term(3, 3.0), Term(factor=0.0)])
    dose = alone.values()
    counted = [samples.weights_cc[dose >= level].sum() for level in alone.axis_gy(11)[:-1]]
    assert alone.curve(11).volume_cc[:-1] == pytest.approx(counted, rel=1e-12)
