import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.order import FEW, ascending


@given(seed=st.integers(0, 2**32 - 1), decimals=st.sampled_from([0, 2, 17]), power=st.sampled_from([1, 9]))
def test_many_doses_come_in_the_order_of_a_plain_sort_equal_ones_as_they_stood(seed, decimals, power):
    dose = np.round(60 * np.random.default_rng(seed).random(3 * FEW) ** power, decimals)  # power 9: most near 0 Gy
    assert ascending(dose).tolist() == np.argsort(dose, kind="stable").tolist()


@pytest.mark.parametrize("width", [0.0, 1e-150, 1e-9])
def test_doses_that_hardly_differ_are_in_order_too(width):
    dose = (1e-3 if width > 1e-100 else 0.0) + width * np.random.default_rng(1).random(2 * FEW)
    assert (np.diff(dose[ascending(dose)]) >= 0).all()
