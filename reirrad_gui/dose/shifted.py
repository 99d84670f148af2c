"""Near-maxima of a sum of doses as they lie, and again with some of them looked up elsewhere, place after place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.order import IntArray
from reirrad_gui.dose.quantile import hottest_gy
from reirrad_gui.lq.terms import Term, sum_of_terms
from reirrad_gui.volume.grid import FloatArray

MANY = 20_000
"""From so many points on those that can matter are looked for first; fewer are as quickly ranked for every place."""


@dataclass(frozen=True, slots=True, eq=False)
class ShiftedDoses:
    """Planned doses at an organ's hottest points: as they lie, and of some phases as they would lie after each shift.

    `doses_gy` has one array (n,) per phase; `moved_gy` for each shift the phases that it changes. `lowest_gy` and
    `highest_gy` are the bounds of every phase over all of these. Make it with `of`.
    """

    doses_gy: tuple[FloatArray, ...]
    moved_gy: tuple[Mapping[int, FloatArray], ...]
    lowest_gy: tuple[FloatArray, ...]
    highest_gy: tuple[FloatArray, ...]
    weights_cc: FloatArray

    @classmethod
    def of(
        cls, doses_gy: Sequence[FloatArray], moved_gy: Sequence[Mapping[int, FloatArray]], weights_cc: FloatArray
    ) -> "ShiftedDoses":
        """From the doses as they lie, and for each shift those of the phases that it changes, known everywhere."""
        every = [[dose, *(m[phase] for m in moved_gy if phase in m)] for phase, dose in enumerate(doses_gy)]
        lowest = tuple(np.minimum.reduce(doses) for doses in every)
        highest = tuple(np.maximum.reduce(doses) for doses in every)
        return cls(tuple(doses_gy), tuple(moved_gy), lowest, highest, weights_cc)

    def hottest(self, terms: Sequence[Term], volume_cc: float) -> list[float]:
        """Least dose in the hottest `volume_cc` (0: the maximum) of a sum, Gy: as the doses lie, then for each shift.

        Examples
        --------
        >>> lies, moved = np.array([10.0, 20.0, 30.0]), np.array([20.0, 30.0, 40.0])
        >>> ShiftedDoses.of([lies], [{0: moved}], np.ones(3)).hottest([Term()], 0.5)
        [30.0, 40.0]
        """
        points = self._that_matter(terms, volume_cc)
        weights = self.weights_cc[points]
        found: list[float] = []
        for moved in ({}, *self.moved_gy):
            planned = [moved.get(phase, dose)[points] for phase, dose in enumerate(self.doses_gy)]
            dose = sum_of_terms(planned, terms)
            found.append(hottest_gy(dose, weights, volume_cc) if volume_cc else float(dose.max()))
        return found

    def _that_matter(self, terms: Sequence[Term], volume_cc: float) -> IntArray | slice:
        """The points that can be among the hottest, or next to them, wherever the doses lie.

        Everywhere the volume of three points more than asked gets no less than `least_gy`: what never reaches that is
        not among them.
        """
        if self.weights_cc.size < MANY:
            return slice(None)
        enough_cc = volume_cc + 4.0 * float(self.weights_cc.max())
        least_gy = hottest_gy(sum_of_terms(self.lowest_gy, terms), self.weights_cc, enough_cc)
        return np.flatnonzero(sum_of_terms(self.highest_gy, terms) >= least_gy)
