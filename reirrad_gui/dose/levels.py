"""The volume that reaches each of some evenly spaced doses, counted over all points of an organ in one pass."""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.dvh import volume_between, volumes_at_least
from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.scratch import SCRATCH
from reirrad_gui.lq.terms import ROUGH_RANGE_GY, Single, Term, rough_sum, sum_of_terms
from reirrad_gui.volume.grid import FloatArray

BLOCK = 1 << 18
"""Points taken at a time: few enough for the processor's cache, and the groups of half a million points at once."""

STEPS = 1 << 16
"""Steps of a point's rough dose between two levels: the upper half of its key is the level, the lower one the step."""

CLOSE = 32
"""So many steps from a level a point is compared with it in 64-bit numbers.

At the highest level one step is the last bit of a 32-bit number, and `rough_sum` is right to a few of them.
"""

MOST_LEVELS = 255
"""With one more a key would not fit into the 24 bits of a 32-bit number."""

ABREAST = 8
"""So many points that follow each other are added to different sums."""

FEWEST_SORTED = 4096
"""For fewer points the plain way is as quick."""


def volumes_reaching(samples: JointSamples, terms: Sequence[Term], axis_gy: FloatArray) -> FloatArray:
    """Volume of the points whose dose is at least each dose of the axis, cc; exact, without bins of dose.

    Every point is put between two levels by its dose in 32-bit numbers; the few that lie so close to a level that
    rounding could matter are converted again and compared.

    Parameters
    ----------
    samples, terms
        The sum of doses, as for `Mixed`.
    axis_gy : (m,) Gy
        Evenly spaced from 0 to the largest dose at any point. A gathered point may have a little more.

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
    per_level = np.zeros(axis_gy.size)
    scale = STEPS * (axis_gy.size - 1) / float(axis_gy[-1])
    close, levels = _counted_roughly(per_level, samples, terms, scale)
    _put_right(per_level, close, levels, samples, terms, axis_gy)
    return volumes_at_least(per_level, samples.volume_cc)


def _counted_roughly(
    per_level: FloatArray, samples: JointSamples, terms: Sequence[Term], scale: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Adds the volume between the levels by 32-bit doses, cc; hands back points close to a level, with their levels.

    Points that follow each other are added to sums of their own: they often share a level, and each addition to one
    number has to wait for the last.
    """
    sums = np.zeros(ABREAST * (MOST_LEVELS + 1))
    found: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    # on the straight line of LQ-L the sum of means may be above all sums
    most = STEPS * (per_level.size - 0.5) if any(term.bend_gy < math.inf for term in terms) else None
    for first in range(0, samples.count, BLOCK):
        block = slice(first, min(first + BLOCK, samples.count))
        count = block.stop - first
        rough, part = (SCRATCH.room(name, BLOCK, np.float32)[:count] for name in ("rough", "part"))
        rough_sum([dose[block] for dose in samples.singles], terms, scale, rough, part)
        if most is not None:
            np.minimum(rough, np.float32(most), out=rough)
        close, levels, places = _keys(rough, part)
        found.append((close + first, levels))
        # unlike `add.at`, `bincount` lets other threads run meanwhile
        sums += np.bincount(places, samples.weights_cc[block], sums.size)
    per_level += sums.reshape(ABREAST, -1).sum(axis=0)[: per_level.size]
    return np.concatenate([close for close, _ in found]), np.concatenate([levels for _, levels in found])


def _keys(rough: Single, room: Single) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Points whose rough dose, in steps, lies close to a level, with that level; and the place of every point's sum.

    A point that lies close below a level is put at that level. Both arrays are written over: what stays in the
    processor's cache is read several times as fast.
    """
    count = rough.size
    keys, step = room.view(np.int32), rough.view(np.int32)
    places, close = SCRATCH.room("levels", BLOCK, np.intp)[:count], SCRATCH.room("close", BLOCK, np.bool_)[:count]
    np.copyto(keys, rough, casting="unsafe")
    np.add(keys, _abreast()[:count], out=keys)
    np.bitwise_and(keys, STEPS - 1, out=step)
    near = np.flatnonzero(np.less(step, 2 * CLOSE, out=close))
    np.right_shift(keys, STEPS.bit_length() - 1, out=keys)
    np.copyto(places, keys)
    levels = places[near] % (MOST_LEVELS + 1)
    return near[levels > 0], levels[levels > 0], places  # every dose reaches the first level, 0 Gy


@cache
def _abreast() -> NDArray[np.int32]:
    """What is added to the keys of points that follow each other: where their sums begin, and `CLOSE` steps."""
    turn = np.arange(BLOCK, dtype=np.int32) % ABREAST
    return turn * ((MOST_LEVELS + 1) * STEPS) + CLOSE


def _put_right(
    per_level: FloatArray,
    points: NDArray[np.intp],
    found: NDArray[np.intp],
    samples: JointSamples,
    terms: Sequence[Term],
    axis_gy: FloatArray,
) -> None:
    """Compares points close to a level with those around them in 64-bit numbers, and moves the volume of the wrong."""
    dose = sum_of_terms([planned[points] for planned in samples.doses_gy], terms)
    right = np.searchsorted(axis_gy, dose, side="right") - 1
    wrong = np.flatnonzero(right != found)
    weights = samples.weights_cc[points[wrong]]
    np.subtract.at(per_level, found[wrong], weights)
    np.add.at(per_level, right[wrong], weights)
