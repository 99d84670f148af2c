"""How finely organs are sampled in tests: as the program does it, or coarsely where only the screen is judged."""

from collections.abc import Iterator
from contextlib import contextmanager

from reirrad_gui.volume import sampling

AS_THE_PROGRAM = sampling.USUAL_POINTS
COARSE = 8_000


@contextmanager
def sampled(points: int) -> Iterator[None]:
    """Organs that are opened in here are sampled on about so many points."""
    before = sampling.USUAL_POINTS
    sampling.USUAL_POINTS = points
    try:
        yield
    finally:
        sampling.USUAL_POINTS = before
