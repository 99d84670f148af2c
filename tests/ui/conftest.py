"""Views show what was computed: their tests compute it on fewer points, in a quarter of the time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sampled import AS_THE_PROGRAM, COARSE, sampled

HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Of this folder's tests alone: pytest asks every hook about every test."""
    with sampled(COARSE if HERE in item.path.parents else AS_THE_PROGRAM):
        return (yield)
