"""Long decimal strings (VR DS, as contour points are written) as numbers, many at a time and exactly.

Eight digits are added up at once inside one 64-bit word, in NumPy, without a Python object per number. The digits of a
number without its point are a whole number below 2**53 and the power of ten is exact, so one division rounds exactly as
`float` does. What is written in another way (an exponent, spaces, more than 15 digits) is left to `float`.
"""

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

Words = NDArray[np.uint64]
Indices = NDArray[np.intp]

BACKSLASH, POINT, MINUS, PLUS = b"\\.-+"
_PADDING = 24
"""Bytes before the first number, so that a word ending at its first digits lies in the buffer; three words."""

_BLOCK = 1 << 14
_MOST_DIGITS = 15
_FEW = 50
"""One number in so many may be written unlike the others of its block: it is read one by one."""

_ALL = ~np.uint64(0)
_POWERS = 10.0 ** np.arange(2 * 8 + 1)
_WHOLE_POWERS = 10 ** np.arange(2 * 8 + 1, dtype=np.uint64)


def decimal_numbers(raw: bytes) -> FloatArray:
    r"""The values of a decimal string of any length.

    Parameters
    ----------
    raw : bytes
        Numbers separated by backslashes (PS3.5 6.2, VR DS), without padding at the ends; empty for no number.

    Returns
    -------
    (n,) float64, each what `float` makes of it (a "nan" included)

    Raises
    ------
    ValueError
        Something in it is not a number.

    Examples
    --------
    >>> decimal_numbers(rb"12.5\-.25\+3\1e-3")
    array([ 1.25e+01, -2.50e-01,  3.00e+00,  1.00e-03])
    """
    if not raw:
        return np.empty(0)
    padded = bytes(_PADDING) + raw + b"\\" + bytes(-len(raw) % 8 + 7)
    characters = np.frombuffer(padded, np.uint8)
    words = characters[: len(padded) // 8 * 8].view("<u8").astype(np.uint64, copy=False)
    ends = np.flatnonzero(characters == BACKSLASH)
    starts = np.concatenate([[_PADDING], ends[:-1] + 1])
    values = np.empty(ends.size)
    points: Indices | None = None
    for first in range(0, ends.size, _BLOCK):
        block = slice(first, first + _BLOCK)
        found = _alike(characters, words, starts[block], ends[block])
        if found is None:
            if points is None:
                points = _points(np.flatnonzero(characters == POINT), starts, ends)
            found = _plain(characters, words, starts[block], points[block], ends[block])
        values[block], odd = found
        for i in (odd + first).tolist():
            values[i] = float(padded[starts[i] : ends[i]])
    return values


def _points(points: Indices, starts: Indices, ends: Indices) -> Indices:
    """Where each number's decimal point stands; its end for a number without one."""
    if points.size == ends.size and bool(((points >= starts) & (points < ends)).all()):
        return points
    points = np.append(points, ends[-1])
    first = points[np.searchsorted(points, starts)]
    return np.minimum(first, ends)


def _alike(
    characters: NDArray[np.uint8], words: Words, starts: Indices, ends: Indices
) -> tuple[FloatArray, Indices] | None:
    """Short numbers that nearly all have as many decimals as the first, and those that do not; None where many differ.

    Digits and point fit in one word: the whole part is moved over the point, and all digits are added up at once.
    """
    first = characters[starts[0] : ends[0]].tobytes()
    decimals = len(first) - 1 - first.find(b".")
    if b"." not in first or not 1 <= decimals <= 6:
        return None
    sign = characters[starts]
    negative = sign == MINUS
    length = ends - starts
    length -= negative | (sign == PLUS)
    odd = characters[ends - (decimals + 1)] != POINT
    odd |= (length > 8) | (length < decimals + 1)
    if np.count_nonzero(odd) * _FEW > ends.size:
        return None
    word = _before(words, ends)
    part = word & (_ALL << np.uint64(8 * (8 - decimals)))
    word &= ~(_ALL << np.uint64(8 * (7 - decimals)))
    word <<= np.uint64(8)
    word |= part
    whole, wrong = _added_up(word, length - 1)
    odd |= wrong
    values = whole / _POWERS[decimals]
    np.negative(values, where=negative, out=values)
    return values, np.flatnonzero(odd)


def _plain(
    characters: NDArray[np.uint8], words: Words, starts: Indices, points: Indices, ends: Indices
) -> tuple[FloatArray, Indices]:
    """Numbers written as sign, digits, point, digits; and the indices of those that are not written so."""
    sign = characters[starts]
    signed = (sign == MINUS) | (sign == PLUS)
    whole_digits = points - starts - signed
    part_digits = np.maximum(ends - points - 1, 0)
    digits = whole_digits + part_digits
    whole, odd = _added_up(_before(words, points), whole_digits)
    part, wrong = _added_up(_before(words, ends), np.minimum(part_digits, 8))
    odd |= wrong | (whole_digits > 8) | (digits < 1) | (digits > _MOST_DIGITS)
    if int(part_digits.max()) > 8:
        more = np.clip(part_digits - 8, 0, 8)
        high, wrong = _added_up(_before(words, ends - 8), more)
        part += high * np.uint64(10**8)
        odd |= wrong
    power = np.minimum(part_digits, _POWERS.size - 1)
    values = (whole * _WHOLE_POWERS[power] + part) / _POWERS[power]
    np.negative(values, where=sign == MINUS, out=values)
    return values, np.flatnonzero(odd)


def _before(words: Words, ends: Indices) -> Words:
    """The eight characters before each of `ends`, the last one highest."""
    at = ends - 8
    place, aside = at >> 3, ((at & 7) << 3).astype(np.uint64)
    word = words[place] >> aside
    place += 1
    above = words[place]
    above <<= np.uint64(64) - aside
    word |= above
    return np.asarray(word, dtype=np.uint64)


def _added_up(word: Words, count: Indices) -> tuple[Words, NDArray[np.bool_]]:
    """The whole numbers written in the last `count` of eight digits (at most 8), and which of them are no digits."""
    word ^= np.uint64(0x3030303030303030)
    word &= _ALL << (np.uint64(64) - (np.maximum(count, 0) << 3).astype(np.uint64))
    wrong = ((word + np.uint64(0x0606060606060606)) | word) & np.uint64(0xF0F0F0F0F0F0F0F0) != 0
    word *= np.uint64(2561)
    word >>= np.uint64(8)
    word &= np.uint64(0x00FF00FF00FF00FF)
    word *= np.uint64(6553601)
    word >>= np.uint64(16)
    word &= np.uint64(0x0000FFFF0000FFFF)
    word *= np.uint64(42949672960001)
    word >>= np.uint64(32)
    return word, wrong
