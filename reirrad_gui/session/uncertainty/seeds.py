"""Random numbers that depend on the seed and on what they are for, on nothing else: not on threads, not on order."""

import zlib

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray


class Seeds:
    """So many draws for each named purpose.

    >>> one, again = Seeds(1, 3), Seeds(1, 3)
    >>> again.evenly("slices Rectum").tolist() != one.evenly("slices Bladder").tolist()
    True
    >>> one.evenly("slices Rectum").tolist() == again.evenly("slices Rectum").tolist()
    True
    """

    def __init__(self, seed: int, draws: int) -> None:
        self.seed = seed
        self.draws = draws

    def _of(self, purpose: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, zlib.crc32(purpose.encode())])))

    def evenly(self, purpose: str) -> FloatArray:
        """(draws,) evenly from 0 to 1."""
        return self._of(purpose).random(self.draws)

    def normal(self, purpose: str) -> FloatArray:
        """(draws, 3) standard normal."""
        return self._of(purpose).standard_normal((self.draws, 3))

    def numbers(self, purpose: str, below: int) -> NDArray[np.int64]:
        """(draws,) whole numbers from 0 up to, not including, `below`."""
        return self._of(purpose).integers(0, below, self.draws)
