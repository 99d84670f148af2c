"""Puts the pieces of an outline one after the other, so that dashes run along it. No Qt."""

import numpy as np

from reirrad_gui.volume.grid import FloatArray

_ROUNDED = 4
"""Decimals of a mm to which ends must agree to be one."""
_FEW = 12


def chained(pieces_mm: FloatArray) -> FloatArray:
    """The same pieces of line (n, 2, 2) in such an order, some turned round, that each goes on where it can.

    Pieces nearly all of which go on already stay as they are.

    >>> pieces = np.array([[[0.0, 0.0], [1.0, 0.0]], [[2.0, 0.0], [3.0, 0.0]], [[2.0, 0.0], [1.0, 0.0]]])
    >>> chained(pieces)[:, :, 0].tolist()
    [[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]]
    """
    apart = (np.abs(pieces_mm[1:, 0] - pieces_mm[:-1, 1]) > 10.0**-_ROUNDED).any(axis=1)
    if np.count_nonzero(apart) <= len(pieces_mm) // _FEW:
        return pieces_mm
    ends = [tuple(tuple(point) for point in piece) for piece in np.round(pieces_mm, _ROUNDED).tolist()]
    at: dict[tuple[float, ...], list[int]] = {}
    for number, piece in enumerate(ends):
        for point in piece:
            at.setdefault(point, []).append(number)
    left, order, turned = set(range(len(ends))), [], []
    for first in range(len(ends)):
        number, place = first, ends[first][0]
        while number in left:
            left.remove(number)
            turn = ends[number][0] != place
            order.append(number)
            turned.append(turn)
            place = ends[number][0 if turn else 1]
            number = next((one for one in at[place] if one in left), -1)
    found = pieces_mm[order]
    found[turned] = found[turned][:, ::-1]
    return np.asarray(found, np.float64)
