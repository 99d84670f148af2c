"""The volume that reaches each of some evenly spaced doses, counted over all points of an organ in one pass."""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.dvh import volume_between, volumes_at_least
from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.scratch import SCRATCH
from reirrad_gui.lq.terms import ROUGH_RANGE_GY, Term, rough_sum, sum_of_terms
from reirrad_gui.volume.grid import FloatArray

BLOCK = 1 << 19
"""Points taken at a time: few enough for the processor's cache, enough that threads seldom wait for each other."""

STEPS = 256
"""Steps of a point's rough dose between two levels: its upper byte is the level, its lower one the step.

Rounding to 32 bits is less than a tenth of a step at the highest level.
"""

MOST_LEVELS = 255
FEWEST_SORTED = 4096
"""For fewer points the plain way is as quick."""


def volumes_reaching(samples: JointSamples, terms: Sequence[Term], axis_gy: FloatArray) -> FloatArray:
    """Volume whose dose is at least each dose of the axis, cc; exact, without bins of dose.

    Every point is put between two levels by its dose in 32-bit numbers; the few that lie so close to a level that
    rounding could matter are converted again and compared.

    Parameters
    ----------
    samples, terms
        The sum of doses, as for `Mixed`.
    axis_gy : (m,) Gy
        Evenly spaced from 0 to the largest dose at any point.

    Examples
    --------
    >>> points = JointSamples([np.array([10.0, 20.0, 30.0, 40.0])], np.ones(4))
    >>> volumes_reaching(points, [Term()], np.linspace(0.0, 40.0, 5))
    array([4., 4., 3., 2., 1.])
    """
    low, high = ROUGH_RANGE_GY
    if samples.count < FEWEST_SORTED or axis_gy.size > MOST_LEVELS or not low < axis_gy[-1] < high:
        plain = volume_between(sum_of_terms(samples.doses_gy, terms), samples.weights_cc, axis_gy)
        return volumes_at_least(plain, samples.volume_cc)
    keys = SCRATCH.room("steps", samples.count, np.uint16)
    per_level = _counted_roughly(samples, terms, axis_gy, keys)
    _put_right(per_level, keys, samples, terms, axis_gy)
    return volumes_at_least(per_level, samples.volume_cc)


def _counted_roughly(
    samples: JointSamples, terms: Sequence[Term], axis_gy: FloatArray, keys: NDArray[np.uint16]
) -> FloatArray:
    """The volume between the levels by 32-bit doses, cc; the step of every point into `keys`."""
    scale = STEPS * (axis_gy.size - 1) / float(axis_gy[-1])
    per_level = np.zeros(axis_gy.size)
    rough, part = (SCRATCH.room(name, BLOCK, np.float32) for name in ("rough", "part"))
    levels = SCRATCH.room("levels", BLOCK, np.intp)
    upper = keys.view(np.uint8)[_UPPER::2]
    for first in range(0, samples.count, BLOCK):
        block = slice(first, min(first + BLOCK, samples.count))
        count = block.stop - first
        rough_sum([dose[block] for dose in samples.singles], terms, scale, rough[:count], part[:count])
        np.copyto(keys[block], rough[:count], casting="unsafe")
        np.copyto(levels[:count], upper[block], casting="unsafe")
        np.add.at(per_level, levels[:count], samples.weights_cc[block])
    return per_level


def _put_right(
    per_level: FloatArray,
    keys: NDArray[np.uint16],
    samples: JointSamples,
    terms: Sequence[Term],
    axis_gy: FloatArray,
) -> None:
    """Compares points within a step of a level with it in 64-bit numbers, and moves the volume of the wrong ones."""
    turned, close = SCRATCH.room("turned", keys.size, np.uint16), SCRATCH.room("close", keys.size, np.bool_)
    np.add(keys, 1, out=turned)
    np.bitwise_and(turned, STEPS - 1, out=turned)
    near = np.flatnonzero(np.less(turned, 2, out=close))
    key = keys[near].astype(np.intp)
    above_nothing = key >= STEPS - 1  # every dose reaches the first level, 0 Gy
    near, key = near[above_nothing], key[above_nothing]
    level = (key + 1) // STEPS
    dose = sum_of_terms([planned[near] for planned in samples.doses_gy], terms)
    right, found = level - (dose < axis_gy[level]), key // STEPS
    wrong = np.flatnonzero(right != found)
    weights = samples.weights_cc[near[wrong]]
    np.subtract.at(per_level, found[wrong], weights)
    np.add.at(per_level, right[wrong], weights)


_UPPER = 1 if sys.byteorder == "little" else 0
