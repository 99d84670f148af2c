"""The volume that reaches each of some evenly spaced doses, counted over all points of an organ in one pass."""

import sys
from collections.abc import Sequence

import numpy as np

from reirrad_gui.dose.dvh import volume_between, volumes_at_least
from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.order import IntArray
from reirrad_gui.dose.scratch import SCRATCH
from reirrad_gui.lq.terms import ROUGH_RANGE_GY, Single, Term, rough_sum, sum_of_terms
from reirrad_gui.volume.grid import FloatArray

BLOCK = 1 << 17
"""Points taken at a time: few enough to stay in the processor's cache from the first step to the last."""

STEPS = 256
"""Steps of a point's rough dose between two levels: its upper byte is the level, its lower one the step."""

DOUBT = 0.25
"""Parts of a step, ten times what rounding to 32 bits can be at the highest level."""

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
    per_level, close = _sorted_roughly(samples, terms, axis_gy)
    points = np.concatenate([at for at, _ in close])
    rough = np.concatenate([level for _, level in close])
    weights = samples.weights_cc[points]
    per_level -= np.bincount(rough, weights, axis_gy.size)
    per_level += volume_between(sum_of_terms([dose[points] for dose in samples.doses_gy], terms), weights, axis_gy)
    return volumes_at_least(per_level, samples.volume_cc)


def _sorted_roughly(
    samples: JointSamples, terms: Sequence[Term], axis_gy: FloatArray
) -> tuple[FloatArray, list[tuple[IntArray, IntArray]]]:
    """The volume between the levels by 32-bit doses, and the points within a step of a level with where they went."""
    scale = STEPS * (axis_gy.size - 1) / float(axis_gy[-1])
    per_level = np.zeros(axis_gy.size)
    close: list[tuple[IntArray, IntArray]] = []
    for first in range(0, samples.count, BLOCK):
        block = slice(first, min(first + BLOCK, samples.count))
        levels, near = _sorted_block([dose[block] for dose in samples.singles], terms, scale)
        per_level += np.bincount(levels, samples.weights_cc[block], axis_gy.size)
        close.append((near + first, levels[near]))
    return per_level, close


def _sorted_block(doses: Sequence[Single], terms: Sequence[Term], scale: float) -> tuple[IntArray, IntArray]:
    """The level below each point, right to one step, and the points that lie in doubt; in room that is used again."""
    count = doses[0].size
    rough, part = (SCRATCH.room(name, count, np.float32) for name in ("rough", "part"))
    keys, turned = (SCRATCH.room(name, count, np.uint16) for name in ("keys", "turned"))
    levels, close = SCRATCH.room("levels", count, np.intp), SCRATCH.room("close", count, np.bool_)
    rough_sum(doses, terms, scale, rough, part)
    np.copyto(keys, rough, casting="unsafe")
    np.copyto(levels, keys.view(np.uint8)[_UPPER::2], casting="unsafe")
    np.add(keys, 1, out=turned)
    np.bitwise_and(turned, STEPS - 1, out=turned)
    near = np.flatnonzero(np.less(turned, 2, out=close))
    apart = rough[near]
    apart -= STEPS * np.rint(apart / STEPS)
    return levels, near[np.abs(apart) < DOUBT]


_UPPER = 1 if sys.byteorder == "little" else 0
