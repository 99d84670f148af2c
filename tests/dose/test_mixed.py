"""Every figure of a sum of doses against its plain definition: convert, add, sort, look up."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reirrad_gui.dose import joint, levels, mixed
from reirrad_gui.dose.joint import HOT_TIERS_CC, JointSamples
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.dose.overlap import overlap_region_near_max
from reirrad_gui.dose.region import region_near_max
from reirrad_gui.lq import LinearTail, Term, eqd2_term, physical_term
from reirrad_gui.lq.terms import sum_of_terms

NOTHING = Term(factor=0.0)
VOLUMES = (0.03, 0.1, 0.5, 2.0, 5.0, 17.0)


ONE_TO_THREE = st.integers(1, 3)


@st.composite
def organs(draw, phases=ONE_TO_THREE):
    """Points with doses that follow each other, oppose each other, share plateaus, or vanish; some on the surface."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.sampled_from([1, 2, 7, 300, 5000, 9000]))
    kind = draw(st.sampled_from(["apart", "alike", "opposed", "stepped", "plateau", "half zero", "same"]))
    base = random.uniform(0, 60, count)
    doses = []
    for number in range(draw(phases)):
        dose = random.uniform(0, 60, count)
        if kind == "alike":
            dose = base * random.uniform(0.5, 1.0, count)
        elif kind == "opposed" and number % 2:
            dose = 60.0 - base
        elif kind == "opposed":
            dose = base
        elif kind == "stepped":
            dose = np.round(dose)
        elif kind == "plateau":
            dose = np.minimum(dose, 40.0)
        elif kind == "half zero":
            dose = np.maximum(dose - 30.0, 0.0)
        elif kind == "same":
            dose = np.full(count, 20.0 + number)
        doses.append(dose)
    weights = random.uniform(0.5, 1.5, count) * draw(st.sampled_from([1e-4, 0.01, 1.0]))
    weights[random.random(count) < draw(st.sampled_from([0.0, 0.1]))] = 0.0
    assume(weights.sum() > 0)
    return JointSamples(doses, weights)


TERMS = st.builds(
    lambda n, ab, share, r: eqd2_term(n, ab, share).after_recovery(r),
    st.integers(1, 40), st.floats(1, 20), st.sampled_from([1.0, 0.6]), st.sampled_from([0.0, 0.25, 1.0]),
) | st.just(physical_term()) | st.just(NOTHING) | st.builds(
    lambda n, ab, share, r, slope: eqd2_term(n, ab, share, LinearTail(2.0 * ab, slope)).after_recovery(r),
    st.integers(1, 20), st.floats(0.5, 10), st.sampled_from([1.0, 0.6]), st.sampled_from([0.0, 0.25]),
    st.none() | st.floats(1, 20),
)  # fmt: skip


def sums(samples, data):
    return Mixed(samples, [data.draw(TERMS) for _ in samples.doses_gy])


def plain_hottest(dose, weights, volume_cc):
    """D(v) by sorting all; between equal doses their order is open, so the lowest and the highest possible."""
    found = []
    for lighter_first in (weights, -weights):
        order = np.lexsort((lighter_first, -dose))
        middles = np.cumsum(weights[order]) - weights[order] / 2.0
        found.append(float(np.interp(volume_cc, middles, dose[order])))
    return min(found), max(found)


@given(samples=organs(), data=st.data())
def test_near_maxima_are_those_of_all_points_sorted(samples, data):
    total = sums(samples, data)
    dose = sum_of_terms(samples.doses_gy, total.terms)
    for volume in (*VOLUMES, samples.volume_cc / 3.0, samples.volume_cc):
        low, high = plain_hottest(dose, samples.weights_cc, volume)
        assert low - 1e-9 <= total.hottest(volume) <= high + 1e-9


@given(samples=organs(), data=st.data())
def test_points_ranked_at_once_give_the_same_maximum_and_near_maxima(samples, data):
    total = sums(samples, data)
    total.rank_at_once()
    total.rank_at_once()  # again: nothing more to do
    dose = sum_of_terms(samples.doses_gy, total.terms)
    assert total.max_gy == dose.max()
    for volume in (*VOLUMES, 0.02 * samples.volume_cc, samples.volume_cc / 3.0, 0.98 * samples.volume_cc):
        low, high = plain_hottest(dose, samples.weights_cc, volume)
        assert low - 1e-9 <= total.hottest(volume) <= high + 1e-9


@given(samples=organs(), data=st.data())
def test_maximum_its_place_and_mean_are_those_of_all_points(samples, data):
    total = sums(samples, data)
    dose = sum_of_terms(samples.doses_gy, total.terms)
    assert total.max_gy == dose.max()
    highest, at = total.hottest_point
    assert total.at(at) == dose[at] == highest
    assert Mixed(samples, total.terms).hottest_point == (highest, at)
    assert total.mean_gy == pytest.approx(np.average(dose, weights=samples.weights_cc), rel=1e-9, abs=1e-9)
    assert total.values().tolist() == dose.tolist()


@given(samples=organs(), data=st.data(), points=st.sampled_from([2, 51, 201, 400]))
def test_a_curve_counts_every_point_at_or_above_each_dose(samples, data, points):
    total = sums(samples, data)
    curve, dose = total.curve(points), sum_of_terms(samples.doses_gy, total.terms)
    counted = np.array([samples.weights_cc[dose >= level].sum() for level in curve.dose_gy[:-1]])
    assert curve.dose_gy == pytest.approx(np.linspace(0.0, dose.max(), points), abs=0)
    assert curve.volume_cc[:-1] == pytest.approx(counted, rel=1e-9, abs=1e-9 * samples.volume_cc)
    again = Mixed(samples, total.terms).curve(points)  # a single phase is counted the first time, then put in order
    assert again.volume_cc == pytest.approx(curve.volume_cc, rel=1e-12, abs=1e-12 * samples.volume_cc)
    assert curve.volume_cc[0] == again.volume_cc[0] == samples.volume_cc
    assert curve.volume_cc[-1] == 0.0
    assert (np.diff(curve.volume_cc) <= 0).all()


@given(samples=organs(phases=st.integers(2, 3)), data=st.data(), volume=st.sampled_from(VOLUMES))
def test_the_overlap_region_needs_no_other_points_than_the_hot_ones(samples, data, volume):
    courses = [
        Mixed(samples, [data.draw(TERMS) if n == number else NOTHING for n in range(len(samples.doses_gy))])
        for number in range(len(samples.doses_gy))
    ]
    among_all = overlap_region_near_max([c.values() for c in courses], samples.weights_cc, volume)
    among_hot = region_near_max(courses, volume)
    if among_all is None:
        assert among_hot is None
    else:
        ties = any(np.unique(dose).size < dose.size for dose in samples.doses_gy)  # then their order is open
        assert among_hot == pytest.approx(among_all, abs=0.5 if ties else 1e-9)


def test_where_courses_hardly_meet_all_hot_points_are_asked_for_the_overlap_region():
    # course 2 reaches 1 Gy EQD2 only where course 1 has given least
    first = np.linspace(60, 0, 50_000)
    samples = JointSamples([first, np.maximum(first[::-1] - 55.0, 0.0)], np.full(50_000, 0.001))
    courses = [Mixed(samples, [eqd2_term(30, 3.0), NOTHING]), Mixed(samples, [NOTHING, eqd2_term(5, 3.0)])]
    expected = overlap_region_near_max([c.values() for c in courses], samples.weights_cc, 0.5)
    assert region_near_max(courses, 0.5) == pytest.approx(expected, abs=1e-9)
    apart = [courses[0], Mixed(samples, [NOTHING, eqd2_term(5, 3.0).after_recovery(0.9)])]
    assert region_near_max(apart, 0.5) is None


def test_few_points_of_a_large_organ_can_be_hot_whatever_the_conversion():
    random = np.random.default_rng(3)
    samples = JointSamples(random.uniform(0, 60, (2, 100_000)), np.full(100_000, 0.002))  # 200 cc
    # of doses that know nothing of each other, the share v (1 + ln 1/v) is not exceeded by the share v: 0.25 % -> 1.7 %
    assert samples.hot(0.5).points.size < 3_000
    assert samples.hot(0.0).points.size < 1_500


def test_near_maxima_of_more_than_the_kept_tiers_are_looked_for_among_all_points():
    samples = JointSamples([np.linspace(0, 60, 10_000), np.linspace(60, 0, 10_000)], np.full(10_000, 0.01))
    assert samples.hot(HOT_TIERS_CC[-1] + 1.0).points.size == 10_000
    assert samples.hot(60.0) is samples.hot(70.0)


def test_an_organ_of_one_dose_everywhere_keeps_it():
    samples = JointSamples([np.full(5000, 21.0), np.full(5000, 20.0)], np.full(5000, 0.01))
    total = Mixed(samples, [eqd2_term(3, 3.0), eqd2_term(5, 3.0)])
    # 42 Gy and 28 Gy
    assert (total.max_gy, total.hottest(2.0)) == pytest.approx((70.0, 70.0))
    assert total.curve(11).volume_cc[:-1] == pytest.approx(np.full(10, 50.0))


@pytest.mark.parametrize("scale", [1e-30, 1e25])
def test_doses_beyond_32_bit_numbers_are_counted_in_64(scale):
    samples = JointSamples([np.linspace(0, scale, 9000), np.linspace(0, scale, 9000)], np.ones(9000))
    curve = Mixed(samples, [physical_term(), physical_term()]).curve(5)
    assert curve.volume_cc[:-1] == pytest.approx([9000.0, 6750.0, 4500.0, 2250.0], abs=1.0)


def test_without_any_dose_there_is_no_dose_and_the_whole_organ_has_it():
    nothing = Mixed(JointSamples([], np.ones(3)), [])
    assert nothing.values().tolist() == [0.0, 0.0, 0.0]
    assert (nothing.max_gy, nothing.hottest(1.0), nothing.mean_gy) == (0.0, 0.0, 0.0)
    assert nothing.curve(3).volume_cc.tolist() == [3.0, 3.0, 0.0]


def test_figures_are_found_once_and_kept():
    total = Mixed(JointSamples([np.arange(6000.0), np.arange(6000.0)], np.ones(6000)), [physical_term()] * 2)
    assert total.curve(11) is total.curve(11)
    assert total.hot_gy(2.0) is total.hot_gy(2.0)
    assert total.hottest_point is total.hottest_point
    # 0, 2, 4, … 11,998 Gy of 1 cc each: D(2 cc) lies midway between the second, 11,996 Gy, and the third, 11,994 Gy
    assert total.hottest(2.0) == total.hottest(2.0) == pytest.approx(11_995.0)
    assert total.mean_gy == total.mean_gy == pytest.approx(5999.0)


@pytest.mark.parametrize("dose", [[1.0, -0.1], [1.0, np.nan], [np.inf, 1.0]])
def test_a_dose_that_is_negative_or_unknown_is_refused(dose):
    with pytest.raises(ValueError, match="negative or not known"):
        JointSamples([np.array(dose)], np.ones(2))


def test_doses_at_other_points_than_the_volumes_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        JointSamples([np.ones(3)], np.ones(2))


def test_doses_inside_cannot_be_written_to_and_are_not_copied():
    dose = np.ones(3)
    inside = JointSamples([dose], np.ones(3)).doses_gy[0]
    assert np.shares_memory(inside, dose)
    with pytest.raises(ValueError, match="read-only"):
        inside[0] = 2.0


def test_the_thresholds_let_the_tests_above_take_both_ways():
    assert max(joint.FEW, levels.FEWEST_SORTED) < 9000
    assert mixed.TOLERANCE < 1e-9


@given(samples=organs(phases=st.just(1)), points=st.sampled_from([3, 61, 201]), fractions=st.integers(1, 30))
def test_a_course_of_one_phase_is_read_from_the_order_of_its_dose(samples, points, fractions):
    counted = Mixed(samples, [eqd2_term(fractions, 3.0)]).curve(points)
    order = samples.order(0)
    assert (np.diff(order.cold_gy) >= 0).all()
    for ratio in (3.0, 10.0):
        course = Mixed(samples, [eqd2_term(fractions, ratio)])
        curve, dose = course.curve(points), course.values()
        plain = [samples.weights_cc[dose >= level].sum() for level in curve.dose_gy[:-1]]
        assert curve.volume_cc[:-1] == pytest.approx(plain, rel=1e-9, abs=1e-9 * samples.volume_cc)
    assert counted.volume_cc[0] == samples.volume_cc


def test_points_are_put_in_order_only_when_a_curve_is_asked_for_again():
    samples = JointSamples([np.linspace(0, 60, 9000)], np.ones(9000))
    assert samples.order_if_worth(0) is None
    assert samples.order_if_worth(0) is samples.order(0)


@pytest.mark.parametrize("block", [1000, 4500, 8999])
def test_a_curve_is_the_same_however_many_points_are_counted_at_a_time(block, monkeypatch):
    random = np.random.default_rng(5)
    samples = JointSamples(random.uniform(0, 60, (2, 9000)), random.uniform(0.5, 1.5, 9000))
    terms = [eqd2_term(3, 3.0), eqd2_term(5, 3.0)]
    monkeypatch.setattr(levels, "BLOCK", block)
    curve, dose = Mixed(samples, terms).curve(201), sum_of_terms(samples.doses_gy, terms)
    plain = [samples.weights_cc[dose >= level].sum() for level in curve.dose_gy[:-1]]
    assert curve.volume_cc[:-1] == pytest.approx(plain, rel=1e-12)


def test_points_without_dose_are_in_the_first_level_only():
    # 8,000 points of no dose, 1,000 from 0.06 to 60 Gy: 0 Gy is reached by all, the next level of 3 Gy by 951 of them
    dose = np.concatenate([np.zeros(8000), np.arange(1, 1001) * 0.06])
    curve = Mixed(JointSamples([dose, np.zeros(9000)], np.ones(9000)), [physical_term(), physical_term()]).curve(21)
    assert curve.volume_cc[:2].tolist() == [9000.0, 951.0]


def test_points_whose_dose_equals_a_level_are_above_it():
    # 40 Gy at every second point: the level 40 of 0, 20, 40, 60, 80 Gy holds them all, however they are looked up
    dose = np.where(np.arange(9000) % 2 == 0, 40.0, 80.0 * np.arange(9000) / 8999.0)
    dose[-1] = 80.0
    samples = JointSamples([dose], np.ones(9000))
    first, again = (Mixed(samples, [eqd2_term(1, 1e6)]).curve(5) for _ in range(2))
    level = float(first.dose_gy[2])
    reached = float((Mixed(samples, [eqd2_term(1, 1e6)]).values() >= level).sum())
    assert first.volume_cc[2] == again.volume_cc[2] == reached
    physical = [Mixed(samples, [physical_term()]).curve(5).volume_cc[2] for _ in range(2)]
    assert physical == [float((dose >= 40.0).sum())] * 2


def test_doses_that_32_bit_numbers_cannot_tell_apart_are_all_kept_as_hot():
    dose = 40.0 + 1e-12 * np.arange(9000.0)
    samples = JointSamples([dose, np.full(9000, 3.0)], np.full(9000, 0.01))
    assert samples.hot(0.5).points.size >= 8999
    assert Mixed(samples, [physical_term(), physical_term()]).max_gy == dose[-1] + 3.0


def test_where_no_fraction_reaches_the_threshold_lq_l_is_lq_to_the_last_digit():
    random = np.random.default_rng(7)
    samples = JointSamples([random.uniform(0, 17, 9000), random.uniform(0, 29, 9000)], random.uniform(0.5, 1.5, 9000))
    # thresholds of 6 Gy: 17/3 = 5.7 Gy and 29/5 = 5.8 Gy per fraction at most
    plain = Mixed(samples, [eqd2_term(3, 3.0), eqd2_term(5, 3.0)])
    bent = Mixed(samples, [eqd2_term(3, 3.0, tail=LinearTail(6.0)), eqd2_term(5, 3.0, tail=LinearTail(6.0))])
    assert not bent.bent
    assert bent.mean_gy == plain.mean_gy
    assert bent.max_gy == plain.max_gy
    assert [bent.hottest(v) for v in VOLUMES] == [plain.hottest(v) for v in VOLUMES]
    assert bent.values().tolist() == plain.values().tolist()
    assert bent.curve(201).volume_cc.tolist() == plain.curve(201).volume_cc.tolist()


def test_the_mean_under_lq_l_is_taken_over_the_points():
    # α/β 2, one fraction, dT 4, slope 5: 2 Gy is 2 Gy EQD2, 8 Gy is 16; the mean of the two is 9
    samples = JointSamples([np.array([2.0, 8.0])], np.ones(2))
    bent = Mixed(samples, [eqd2_term(1, 2.0, tail=LinearTail(4.0))])
    assert bent.bent
    assert bent.mean_gy == pytest.approx(9.0)
