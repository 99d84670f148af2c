"""Views show what was computed: their tests compute it on fewer points, in a quarter of the time."""

from collections.abc import Iterator

import pytest

from tests.support.sampled import COARSE, sampled


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    with sampled(COARSE):
        return (yield)
