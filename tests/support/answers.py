"""What the planner answers to a question, and how it cuts a dose, for tests of it."""

from math import floor

from reirrad_gui.session import Settings
from reirrad_gui.session.planner import Planner, PlanQuestion


def asked(**settings):
    """A question under these settings."""
    return PlanQuestion(Settings(**settings))


def solved(opened, fractions=(5,), question=None):
    """The largest doses in these numbers of fractions."""
    return Planner(opened).solve(question or asked(), fractions)


def cut(gray):
    """Down to a hundredth of a gray."""
    return floor(100.0 * gray + 1e-6) / 100.0
