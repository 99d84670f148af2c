"""An organ's points with the planned physical dose of several phases at each, prepared once for every sum of them.

EQD2, recovery and the physical sum all rise with every phase's dose. So the order of one phase's doses serves every
α/β, and a point that is exceeded in every phase by more volume than a near-maximum has can never matter to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.gathered import FEWEST_GATHERED, PHASES_GATHERED, gathered
from reirrad_gui.dose.order import Order, ascending
from reirrad_gui.dose.scratch import SCRATCH
from reirrad_gui.lq.terms import ROUGH_RANGE_GY, Term
from reirrad_gui.volume.grid import FloatArray

FEW = 4096
"""Of so few points all are kept as hot."""

CELLS = 65_000
"""Cells of doses, over all phases together, in which points are compared for the hottest."""

KEYS = 65535
"""Even steps of dose from which a point's place among all points is told."""

HOT_TIERS_CC = (0.0, 0.1, 0.5, 2.0, 5.0, 20.0)
"""Volumes for which the points that can be among the hottest are kept; larger ones are looked for among all points."""


@dataclass(frozen=True, slots=True, eq=False)
class HotPoints:
    """The points that can be among the hottest `tier_cc`: their numbers (ascending), planned doses and volumes.

    `singles` are the doses in 32-bit numbers, `orders` the orders by single phases that were asked for.
    """

    tier_cc: float
    points: NDArray[np.intp]
    doses_gy: tuple[FloatArray, ...]
    weights_cc: FloatArray
    singles: tuple[NDArray[np.float32], ...]
    orders: dict[int, "Falling"]

    @classmethod
    def of(cls, tier_cc: float, points: NDArray[np.intp], samples: "JointSamples") -> "HotPoints":
        """Some of the points of an organ."""
        every = points.size == samples.count
        doses = samples.doses_gy if every else tuple(dose[points] for dose in samples.doses_gy)
        singles = samples.singles if every else tuple(dose.astype(np.float32) for dose in doses)
        weights = samples.weights_cc if every else samples.weights_cc[points]
        return cls(tier_cc, points, doses, weights, singles, {})

    def falling(self, phase: int) -> "Falling":
        """The hot points from the highest dose of a phase downward."""
        if phase not in self.orders:
            order = ascending(self.doses_gy[phase])[::-1]
            self.orders[phase] = Falling(self.doses_gy, order, np.cumsum(self.weights_cc[order]), {})
        return self.orders[phase]


@dataclass(frozen=True, slots=True, eq=False)
class Falling:
    """Hot points in an order: `points` are their places among the hot points, `reached_cc` is the volume up to each.

    `doses_gy` are the hot points' planned doses, phase by phase.
    """

    doses_gy: tuple[FloatArray, ...]
    points: NDArray[np.intp]
    reached_cc: FloatArray
    lowest: dict[int, FloatArray]

    def lowest_gy(self, phase: int) -> FloatArray:
        """The lowest planned dose of any phase at the first point, at the first two, and so on, Gy."""
        if phase not in self.lowest:
            self.lowest[phase] = np.minimum.accumulate(self.doses_gy[phase][self.points])
        return self.lowest[phase]

    def at(self, volume_cc: float, phase: int, term: Term) -> float:
        """A term of one phase where the volume is reached, Gy: linear between the middles of the points around it."""
        reached = self.reached_cc
        around = int(np.searchsorted(reached, volume_cc))
        near = np.arange(max(around - 2, 0), min(around + 3, reached.size))
        before = np.where(near > 0, reached[near - 1], 0.0)
        dose = term.of(self.doses_gy[phase][self.points[near]])
        return float(np.interp(volume_cc, (before + reached[near]) / 2.0, dose))


class JointSamples:
    """Known doses of one or more phases at the same weighted points.

    Parameters
    ----------
    doses_gy : arrays (n,), Gy
        Planned physical dose of each phase; finite, not below zero.
    weights_cc : (n,) cc
        Volume of each point, not below zero.
    many_sums : bool
        True where many sums of these phases will be asked for: then it pays to gather points for their curves.

    Raises
    ------
    ValueError
        Shapes differ, or a dose is negative or not finite.
    """

    def __init__(self, doses_gy: Sequence[FloatArray], weights_cc: FloatArray, many_sums: bool = False) -> None:
        self.doses_gy = tuple(_read_only(dose) for dose in doses_gy)
        self.weights_cc = _read_only(weights_cc)
        for dose in self.doses_gy:
            if dose.shape != self.weights_cc.shape or dose.ndim != 1:
                raise ValueError(f"doses of shape {dose.shape} do not fit weights of shape {self.weights_cc.shape}")
            if dose.size and not (dose.min() >= 0.0 and dose.max() < np.inf):
                raise ValueError("a dose is negative or not known")
        self.volume_cc = float(self.weights_cc.sum())
        self._many_sums = many_sums
        self._orders: dict[int, Order] = {}
        self._asked: set[int] = set()
        self._hot: dict[float, HotPoints] = {}

    @property
    def count(self) -> int:
        """Number of points."""
        return self.weights_cc.size

    @cached_property
    def singles(self) -> tuple[NDArray[np.float32], ...]:
        """The doses in 32-bit numbers."""
        return tuple(dose.astype(np.float32) for dose in self.doses_gy)

    @cached_property
    def means_gy(self) -> tuple[tuple[float, float], ...]:
        """Mean and mean square of every phase's dose over the volume."""
        weights, volume = self.weights_cc, self.volume_cc
        weighted = [(dose, dose * weights) for dose in self.doses_gy]
        return tuple((float(part.sum()) / volume, float((part * dose).sum()) / volume) for dose, part in weighted)

    @cached_property
    def highest_gy(self) -> FloatArray:
        """The largest dose of every phase, Gy."""
        return np.array([dose.max() for dose in self.doses_gy])

    def order(self, phase: int) -> Order:
        """The points by the dose of one phase."""
        if phase not in self._orders:
            self._orders[phase] = Order.of(self.doses_gy[phase], self.weights_cc, self.volume_cc)
        return self._orders[phase]

    def order_if_worth(self, phase: int) -> Order | None:
        """The points by one phase's dose, if known or asked for again: for a single curve counting is far quicker."""
        if phase in self._orders or phase in self._asked or self.count <= FEW:
            return self.order(phase)
        self._asked.add(phase)
        return None

    @property
    def for_curves(self) -> "JointSamples":
        """What the curve of a sum of several phases is counted over: fewer points that stand for very many, or all.

        Decided by what the points are, never by what was asked before: the same sum always has the same curve.
        """
        pays = self._many_sums and len(self.doses_gy) == PHASES_GATHERED and self.count >= FEWEST_GATHERED
        return self if not pays or (self.highest_gy >= ROUGH_RANGE_GY[1]).any() else self._fewer

    @cached_property
    def _fewer(self) -> "JointSamples":
        found = JointSamples(*gathered(self.doses_gy, self.singles, self.weights_cc))
        found.volume_cc = self.volume_cc  # their sum in another order would differ in the last bits
        return found

    def hot(self, volume_cc: float) -> HotPoints:
        """All points that any sum of the phases can have among its hottest `volume_cc`, and the next one."""
        tier = next((t for t in HOT_TIERS_CC if t >= volume_cc), np.inf)
        tier = tier if tier < self.volume_cc / 2.0 and self.count > FEW else np.inf
        if tier not in self._hot:
            self._hot[tier] = self._all() if tier == np.inf else self._hottest(tier)
        return self._hot[tier]

    def _all(self) -> HotPoints:
        return HotPoints.of(np.inf, np.arange(self.count), self)

    def _hottest(self, volume_cc: float) -> HotPoints:
        enough = volume_cc + float(self.weights_cc.max())
        cell, exceeded_cc = self._exceeded
        points = np.flatnonzero((exceeded_cc <= enough * (1.0 + 1e-9))[cell])
        return HotPoints.of(volume_cc, points, self)

    @cached_property
    def _exceeded(self) -> tuple[NDArray[np.uint16], FloatArray]:
        """The cell of every point, and the volume that for certain gets no less than the points of a cell, cc.

        Cells are steps down from the hottest in every phase. Points of one step are not said to exceed each other, so
        that too many are kept as hot, never too few; only the coldest step holds one dose, and there equals count.
        """
        varying = [phase for phase, dose in enumerate(self.doses_gy) if dose.max() > dose.min()]
        steps = int(CELLS ** (1.0 / max(len(varying), 1)) + 1e-9)
        cell = np.zeros(self.count, dtype=np.uint16)
        for phase in varying:
            cell *= np.uint16(steps)
            cell += _steps_down(self.doses_gy[phase], self.singles[phase], steps)
        in_cell = np.bincount(_as_index(cell), self.weights_cc, steps ** len(varying)).astype(np.float64)
        filled = in_cell.reshape((steps,) * len(varying))
        exceeded: FloatArray = filled
        for axis in range(len(varying)):
            exceeded = _above(exceeded, axis)
        coldest = (-1,) * len(varying)
        exceeded[coldest] -= filled[coldest]
        return cell, exceeded.ravel()


def _read_only(array: FloatArray) -> FloatArray:
    """The array itself, seen so that nobody can write to it: half a million doses are not copied."""
    seen = np.ascontiguousarray(array, dtype=np.float64).view()
    seen.flags.writeable = False
    return seen


def _steps_down(dose_gy: FloatArray, single: NDArray[np.float32], steps: int) -> NDArray[np.uint16]:
    """The step of every point, 0 for the hottest: finer the hotter, and the last one for the coldest dose alone.

    Told from doses in 32-bit numbers: doses that are equal in them share a step.
    """
    low, high = single.min(), single.max()
    if not (high > low and np.isfinite(high)):
        return np.where(dose_gy == dose_gy.min(), steps - 1, 0).astype(np.uint16)
    part = SCRATCH.room("part", dose_gy.size, np.float32)
    keys = SCRATCH.room("keys", dose_gy.size, np.uint16)
    np.subtract(single, low, out=part)
    np.divide(part, high - low, out=part)
    np.multiply(part, np.float32(KEYS), out=part)
    np.copyto(keys, part, casting="unsafe")
    index = _as_index(keys)
    counts = np.bincount(index, minlength=KEYS + 1)
    hotter = counts[::-1].cumsum()[::-1] - counts
    step_of = np.minimum(np.sqrt(hotter / dose_gy.size) * (steps - 1), max(steps - 2, 0)).astype(np.uint16)
    found = np.take(step_of, index)
    found[dose_gy == dose_gy.min()] = steps - 1
    return found


def _as_index(keys: NDArray[np.uint16]) -> NDArray[np.intp]:
    """The same numbers as numpy counts with, in room that is used again."""
    index = SCRATCH.room("levels", keys.size, np.intp)
    np.copyto(index, keys)
    return index


def _above(table: FloatArray, axis: int) -> FloatArray:
    """Sums of all cells before each along one axis; at the last place of the axis, that place included."""
    reached = np.cumsum(table, axis)
    turned = np.moveaxis(reached, axis, 0)
    strict = np.zeros_like(turned)
    strict[1:] = turned[:-1]
    strict[-1] = turned[-1]
    return np.moveaxis(strict, 0, axis)
