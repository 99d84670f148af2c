import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.order import FEW, ROW, Order, ascending


@given(seed=st.integers(0, 2**32 - 1), decimals=st.sampled_from([0, 2, 17]), power=st.sampled_from([1, 9]))
def test_many_doses_come_in_the_order_of_a_plain_sort_equal_ones_as_they_stood(seed, decimals, power):
    dose = np.round(60 * np.random.default_rng(seed).random(3 * FEW) ** power, decimals)  # power 9: most near 0 Gy
    assert ascending(dose).tolist() == np.argsort(dose, kind="stable").tolist()


@pytest.mark.parametrize("width", [0.0, 1e-150, 1e-9])
def test_doses_that_hardly_differ_are_in_order_too(width):
    dose = (1e-3 if width > 1e-100 else 0.0) + width * np.random.default_rng(1).random(2 * FEW)
    assert (np.diff(dose[ascending(dose)]) >= 0).all()


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.sampled_from([1, ROW - 1, ROW, ROW + 1, 3 * ROW, 500]),
    decimals=st.sampled_from([0, 1, 17]),
    width=st.sampled_from([0.0, 0.5]),
)
def test_doses_colder_than_a_level_and_those_as_good_as_at_it_are_counted_among_all(seed, count, decimals, width):
    random = np.random.default_rng(seed)
    dose = np.round(random.uniform(0, 60, count), decimals)
    low = np.sort(np.concatenate([random.uniform(-5, 65, 20), dose[:20]]))
    colder, close = Order.of(dose, np.ones(count), float(count)).colder(low, low + width)
    assert colder.tolist() == [int((dose < level).sum()) for level in low]
    assert (close > 0).tolist() == [bool(((dose >= level) & (dose <= level + width)).any()) for level in low]


def test_the_volume_of_the_hottest_is_kept_for_every_number_of_colder_points():
    # 3 cc of 20 Gy are the hottest, then 2 cc of 15 Gy, then 1 cc of 10 Gy
    order = Order.of(np.array([10.0, 20.0, 15.0]), np.array([1.0, 3.0, 2.0]), 6.0)
    assert order.cold_gy.tolist() == [10.0, 15.0, 20.0]
    assert order.hotter_cc.tolist() == [6.0, 5.0, 3.0, 0.0]
