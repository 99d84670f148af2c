"""Published tables carry their precision in their digits."""

import pytest


def printed(text):
    """A number as a table prints it: equal to everything that rounds to it."""
    decimals = len(text.partition(".")[2])
    return pytest.approx(float(text), rel=0, abs=0.5 * 10.0**-decimals + 1e-9)
