"""Putting many doses in order, and finding doses in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

IntArray = NDArray[np.intp]
FEW = 4096
"""Up to here a plain sort is as quick."""

ROW = 32
"""Doses that are looked through at once; where they begin is looked for among the last of every row."""

SMALLEST_RANGE_GY = 1e-100
"""Below it a step would have no width in 64-bit numbers."""


def ascending(dose_gy: FloatArray) -> IntArray:
    """Indices that put finite doses in ascending order; equal doses keep theirs.

    Two passes over 16 bits of a 32-bit step number, then whatever is left within one step.

    >>> ascending(np.array([20.0, 10.0, 20.0])).tolist()
    [1, 0, 2]
    """
    if dose_gy.size <= FEW:
        return np.argsort(dose_gy, kind="stable")
    low, high = float(dose_gy.min()), float(dose_gy.max())
    if not high - low > SMALLEST_RANGE_GY:
        return np.argsort(dose_gy, kind="stable")
    steps = ((dose_gy - low) * ((2**32 - 1) / (high - low))).astype(np.uint32)
    order = np.argsort((steps & 0xFFFF).astype(np.uint16), kind="stable")
    upper = (steps >> 16).astype(np.uint16)
    order = order[np.argsort(upper[order], kind="stable")]
    sorted_gy = dose_gy[order]
    if (sorted_gy[1:] < sorted_gy[:-1]).any():
        order = order[np.argsort(sorted_gy, kind="stable")]
    return order


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """The points by one phase's dose.

    `rows_gy` are the doses, ascending, in rows, filled up with ∞ (one at least); `last_gy` is the last of each row.
    `hotter_cc` (n + 1,) is the volume of all points, of all but the coldest, all but the two coldest, …, of none.
    """

    rows_gy: FloatArray
    last_gy: FloatArray
    hotter_cc: FloatArray

    @classmethod
    def of(cls, dose_gy: FloatArray, weights_cc: FloatArray, volume_cc: float) -> "Order":
        """Puts doses in order, which takes a while for many."""
        rising = ascending(dose_gy)
        rows = np.full((dose_gy.size // ROW + 1) * ROW, np.inf)
        rows[: dose_gy.size] = dose_gy[rising]
        hotter = np.zeros(dose_gy.size + 1)
        np.cumsum(weights_cc[rising[::-1]], out=hotter[-2::-1])
        hotter[hotter >= volume_cc * (1.0 - 1e-12)] = volume_cc
        return cls(rows.reshape(-1, ROW), rows[ROW - 1 :: ROW].copy(), hotter)

    def colder(self, low_gy: FloatArray, high_gy: FloatArray) -> tuple[IntArray, IntArray]:
        """How many doses lie below each low dose; and 1 where one lies from it to the high dose, else 0.

        Parameters
        ----------
        low_gy, high_gy : (m,) Gy
            As good as equal: the ends of what is meant by one dose.

        Examples
        --------
        >>> order = Order.of(np.array([30.0, 10.0, 20.0]), np.ones(3), 3.0)
        >>> [found.tolist() for found in order.colder(np.array([5.0, 19.9, 40.0]), np.array([5.1, 20.1, 40.1]))]
        [[0, 1, 3], [0, 1, 0]]
        """
        row = np.searchsorted(self.last_gy, low_gy)
        colder = self.rows_gy.take(row, axis=0) < low_gy[:, None]
        found = np.add.reduce(colder.view(np.uint8), axis=1, dtype=np.intp)
        found += row * ROW
        return found, (self.rows_gy.ravel().take(found) <= high_gy).astype(np.intp)

    @property
    def cold_gy(self) -> FloatArray:
        """The doses, ascending."""
        return self.rows_gy.ravel()[: self.hotter_cc.size - 1]
