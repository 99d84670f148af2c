"""Colours of dose: palettes, the colour of each level, and the picture of the colour wash. No Qt."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
Argb = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Palette:
    """A named scale of colours from low to high dose; `stops` are equally spaced "rrggbb", spaces between."""

    name: str
    stops: str

    def colour(self, share: float) -> Colour:
        """The colour at 0 (low) to 1 (high)."""
        red, green, blue = (round(float(c)) for c in self.table()[round(255 * min(1.0, max(0.0, share)))])
        return red, green, blue

    def table(self) -> NDArray[np.float64]:
        """(256, 3) colours, 0 to 255; read-only."""
        return _table(self.stops)


@cache
def _table(stops: str) -> NDArray[np.float64]:
    given = np.array([[int(stop[i : i + 2], 16) for i in (0, 2, 4)] for stop in stops.split()], float)
    places = np.linspace(0, 255, len(given))
    table = np.stack([np.interp(np.arange(256), places, given[:, i]) for i in range(3)], axis=1)
    table.flags.writeable = False
    return table


PALETTES: tuple[Palette, ...] = (
    Palette(
        "Viridis",
        "440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e "
        "1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725",
    ),
    Palette(
        "Cividis",
        "00204d 002c6a 0f386e 31446b 46506b 575c6d 666970 757575 "
        "848279 958f78 a69d75 b8ab70 cbba69 ddc95f f1d951 ffea46",
    ),
    Palette("Conventional", "1f2fbf 0073e6 00c8e6 00b45a 8cd21e f5e600 ff9600 f03c1e be0000"),
)
"""Viridis (Smith and van der Walt) and cividis (Nuñez et al. 2018) keep their order for every eye; the third is the
blue to red scale of planning systems, which does not."""


def palette(name: str) -> Palette:
    """The palette of this name; the first for a name nobody knows."""
    return next((p for p in PALETTES if p.name == name), PALETTES[0])


@cache
def line_colour(scale: Palette, share: float) -> Colour:
    """The colour of an isodose line or its mark in the legend: its wash colour, lightened to stand on black."""
    colour = np.array(scale.colour(share), float)
    while _luminance(colour) < 0.3:
        colour += (255.0 - colour) * 0.15
    return tuple(round(float(c)) for c in colour)  # type: ignore[return-value]


def _luminance(colour: NDArray[np.float64]) -> float:
    linear = (colour / 255.0) ** 2.2
    return float(linear @ (0.2126, 0.7152, 0.0722))


@lru_cache(maxsize=8)
def wash_table(scale: Palette, opacity: float) -> Argb:
    """The palette as 256 premultiplied ARGB colours of one opacity (0 to 1), read-only."""
    alpha = round(255 * min(1.0, max(0.0, opacity)))
    mixed = np.rint(scale.table() * (alpha / 255.0)).astype(np.uint32)
    table = (np.uint32(alpha) << 24) | (mixed[:, 0] << 16) | (mixed[:, 1] << 8) | mixed[:, 2]
    table.flags.writeable = False
    return np.asarray(table, np.uint32)


def between(dose_gy: NDArray[np.float32]) -> NDArray[np.float32]:
    """The doses with a linear value half way between neighbours, (2 rows - 1, 2 columns - 1): for smooth colour only.

    >>> between(np.array([[0.0, 2.0], [4.0, np.nan]], np.float32)).tolist()
    [[0.0, 1.0, 2.0], [2.0, nan, nan], [4.0, nan, nan]]
    """
    rows, columns = dose_gy.shape
    half = np.float32(0.5)
    wide = np.empty((rows, 2 * columns - 1), np.float32)
    wide[:, ::2] = dose_gy
    middles = dose_gy[:, :-1] + dose_gy[:, 1:]
    middles *= half
    wide[:, 1::2] = middles
    finer = np.empty((2 * rows - 1, 2 * columns - 1), np.float32)
    finer[::2] = wide
    middles = wide[:-1] + wide[1:]
    middles *= half
    finer[1::2] = middles
    return finer


def coloured_part(dose_gy: NDArray[np.float32], threshold_gy: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and end of the rows, and of the columns, around all doses that are drawn, with two more on every side.

    At least one point.

    >>> coloured_part(np.array([[0, 0, 0, 0, 0, 9]], np.float32), 5.0)
    ((0, 1), (3, 6))
    """
    drawn = dose_gy >= _least_drawn(threshold_gy)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not rows.size:
        return (0, 1), (0, 1)
    (first_row, last_row), (first, last) = rows[[0, -1]].tolist(), columns[[0, -1]].tolist()
    return (max(first_row - 2, 0), min(last_row + 3, dose_gy.shape[0])), (
        max(first - 2, 0),
        min(last + 3, dose_gy.shape[1]),
    )


def _least_drawn(threshold_gy: float) -> float:
    return max(threshold_gy, 1e-6)


def wash(
    dose_gy: NDArray[np.float32], top_gy: float, threshold_gy: float, table: Argb, *, smooth: bool = False
) -> Argb:
    """The wash as premultiplied ARGB pixels: nothing below the threshold and nothing where the dose is unknown.

    `smooth`: with pixels `between` those of the doses.

    >>> seen = wash(np.array([[np.nan, 1.0, 30.0]], np.float32), 60.0, 5.0, wash_table(PALETTES[0], 1.0))
    >>> [hex(int(pixel)) for pixel in seen[0]]
    ['0x0', '0x0', '0xff21908c']
    """
    return np.asarray(see_through(table).take(wash_numbers(dose_gy, top_gy, threshold_gy, smooth=smooth)), np.uint32)


def see_through(table: Argb) -> Argb:
    """A table of colours with nothing for number 0."""
    return np.where(np.arange(256) == 0, np.uint32(0), table)


def wash_numbers(
    dose_gy: NDArray[np.float32], top_gy: float, threshold_gy: float, *, smooth: bool = False
) -> NDArray[np.uint8]:
    """The wash as numbers 1 to 255 of the colours of a `see_through` table; 0 where nothing is drawn.

    >>> wash_numbers(np.array([[np.nan, 1.0, 30.0, 99.0]], np.float32), 60.0, 5.0).tolist()
    [[0, 0, 128, 255]]
    """
    per_gy = np.float32(255.0 / max(top_gy, 1e-6))
    share = np.maximum(dose_gy, np.float32(0.0))  # scaled before it is made finer: a fourth of the work
    share *= per_gy
    within = float(share.max()) <= 255.0  # false where a dose is unknown, too
    if smooth:
        share = between(share)
    least = np.float32(_least_drawn(threshold_gy)) * per_gy
    drawn = share >= least
    share += np.float32(0.5)
    if not within:
        np.fmin(share, np.float32(255.0), out=share)  # unknown counts as 255 here; not drawn below
    numbers = share.astype(np.uint8)
    if least < 1.0:  # else no number of a drawn dose is 0
        np.maximum(numbers, np.uint8(1), out=numbers)
    numbers *= drawn
    return numbers
