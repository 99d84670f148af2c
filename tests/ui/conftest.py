"""Views show what was computed: their tests compute it on fewer points, in a quarter of the time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.sampled import AS_THE_PROGRAM, COARSE, sampled
from tests.support.told import made_up_language

HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Of this folder's tests alone: pytest asks every hook about every test."""
    with sampled(COARSE if HERE in item.path.parents else AS_THE_PROGRAM):
        return (yield)


@pytest.fixture
def longer_words(qapp):
    """What a test makes speaks the made-up language, in the theme of the program."""
    apply_theme(qapp, Theme.dark())
    with made_up_language():
        yield
