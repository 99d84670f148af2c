"""Near-maxima for every shift of a dose grid, from the few points that can matter: the same as from all points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose import shifted as shifted_module
from reirrad_gui.dose.quantile import hottest_gy
from reirrad_gui.dose.shifted import ShiftedDoses
from reirrad_gui.lq.terms import sum_of_terms
from tests.dose.test_mixed import TERMS, organs


def by_all_points(doses, moved, weights, terms, volume_cc):
    found = []
    for places in ({}, *moved):
        dose = sum_of_terms([places.get(phase, gy) for phase, gy in enumerate(doses)], terms)
        found.append(hottest_gy(dose, weights, volume_cc) if volume_cc else dose.max())
    return found


@given(samples=organs(), data=st.data(), share=st.sampled_from([0.0, 1e-4, 0.01, 0.2, 1.0]))
def test_near_maxima_of_every_shift_are_those_of_all_points(samples, data, share):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    doses = samples.doses_gy
    by_gy = data.draw(st.sampled_from([0.0, 0.5, 20.0]))
    moved = [
        {phase: np.maximum(dose + random.uniform(-by_gy, by_gy, dose.size), 0.0)}
        for phase, dose in enumerate(doses)
        for _ in range(2)
    ]
    terms, volume_cc = [data.draw(TERMS) for _ in doses], share * samples.volume_cc
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shifted_module, "MANY", 0)
        found = ShiftedDoses.of(doses, moved, samples.weights_cc).hottest(terms, volume_cc)
    expected = by_all_points(doses, moved, samples.weights_cc, terms, volume_cc)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-9)
    alone = ShiftedDoses.of(doses, moved, samples.weights_cc).hottest(terms, volume_cc)
    assert alone == expected  # few points are all looked at: the same to the last digit


def test_of_many_points_few_are_looked_at_for_every_shift(monkeypatch):
    random = np.random.default_rng(4)
    doses, weights = random.uniform(0, 60, (2, 50_000)), np.full(50_000, 0.002)
    moved = [{0: doses[0] + 0.5}, {1: doses[1] - doses[1].min()}]
    counted = []
    monkeypatch.setattr(
        shifted_module, "hottest_gy", lambda dose, *rest: counted.append(dose.size) or hottest_gy(dose, *rest)
    )
    shifted = ShiftedDoses.of(doses, moved, weights)
    terms = [shifted_module.Term(), shifted_module.Term()]
    assert shifted.hottest(terms, 0.5) == pytest.approx(by_all_points(doses, moved, weights, terms, 0.5), abs=1e-9)
    assert counted[0] == 50_000
    assert max(counted[1:]) < 2_000
