"""Many points into one painter path at once, without a call for each."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from reirrad_gui.volume.grid import FloatArray

_JOINED_MM = 1e-6
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


def polylines(points: FloatArray, offsets: NDArray[np.intp]) -> QPainterPath:
    """Lines through (n, 2) points; line i runs from `offsets[i]` to before `offsets[i + 1]`."""
    kinds = np.ones(len(points), np.int32)
    kinds[offsets[:-1]] = 0
    return _path(points, kinds)


def segments(ends: FloatArray) -> QPainterPath:
    """Pieces of line (n, 2, 2); a piece that starts where the one before it ends continues its line."""
    if not len(ends):
        return QPainterPath()
    kinds = np.tile(np.array([0, 1], np.int32), (len(ends), 1))
    points, kinds = ends.reshape(-1, 2), kinds.ravel()
    joined = np.abs(ends[1:, 0] - ends[:-1, 1]).max(axis=1) < _JOINED_MM
    kept = np.stack([np.concatenate([[True], ~joined]), np.ones(len(ends), bool)], axis=1).ravel()
    return _path(points[kept], kinds[kept])


def _path(points: FloatArray, kinds: NDArray[np.int32]) -> QPainterPath:
    """Through the path's own stream format: count, (kind, x, y) each, start of the last line, fill rule (odd-even)."""
    path = QPainterPath()
    if not len(points):
        return path
    elements = np.empty(len(points), _ELEMENT)
    elements["kind"], elements["x"], elements["y"] = kinds, points[:, 0], points[:, 1]
    last_start = int(np.flatnonzero(kinds == 0)[-1])
    count, tail = np.array(len(points), ">i4"), np.array([last_start, 0], ">i4")
    stream = QDataStream(QByteArray(count.tobytes() + elements.tobytes() + tail.tobytes()))
    stream >> path
    return path
