"""Many points into one painter path at once, without a call for each."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, QPolygonF
from shiboken6 import VoidPtr

from reirrad_gui.volume.grid import FloatArray

_JOINED_MM = 1e-6
_FEW = 12
"""Up to so many lines each is copied by itself; of more the whole path at once."""
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


def polylines(points: FloatArray, offsets: NDArray[np.intp]) -> QPainterPath:
    """Lines through (n, 2) points; line i runs from `offsets[i]` to before `offsets[i + 1]`."""
    if len(offsets) <= _FEW:
        path = QPainterPath()
        for first, end in pairwise(offsets.tolist()):
            path.addPolygon(_polygon(points[first:end]))
        return path
    kinds = np.ones(len(points), np.int32)
    kinds[offsets[:-1]] = 0
    return _path(points, kinds)


def _polygon(points: FloatArray) -> QPolygonF:
    """Points (n, 2) copied into a polygon's own memory, where each takes two doubles."""
    polygon = QPolygonF()
    polygon.resize(len(points))
    room: Any = VoidPtr(polygon.data(), points.nbytes, True)  # type: ignore[call-arg, arg-type]  # not in its stubs
    np.frombuffer(room, np.float64).reshape(-1, 2)[:] = points
    return polygon


def segments(ends: FloatArray) -> QPainterPath:
    """Pieces of line (n, 2, 2); a piece that starts where the one before it ends continues its line."""
    if not len(ends):
        return QPainterPath()
    apart = np.abs(ends[1:, 0] - ends[:-1, 1]) >= _JOINED_MM
    first = np.concatenate([[0], np.flatnonzero(apart[:, 0] | apart[:, 1]) + 1])
    kinds = np.ones(len(ends) + len(first), np.int32)
    kinds[first + np.arange(len(first))] = 0
    return _path(np.insert(ends[:, 1], first, ends[first, 0], axis=0), kinds)


def area(ends: FloatArray) -> QPainterPath:
    """The area that pieces of closed lines (n, 2, 2) enclose, odd-even, in whatever order the pieces come.

    Each piece adds the strip between itself and one horizontal line: a point is inside where it lies in an odd number
    of strips, which is what counting the crossings of a ray says.
    """
    if not len(ends):
        return QPainterPath()
    base = float(ends[..., 1].max()) + 1.0
    corners = np.empty((len(ends), 5, 2))
    corners[:, 0], corners[:, 1] = ends[:, 0], ends[:, 1]
    corners[:, 2, 0], corners[:, 3, 0] = ends[:, 1, 0], ends[:, 0, 0]
    corners[:, 2:4, 1] = base
    corners[:, 4] = ends[:, 0]
    kinds = np.tile(np.array([0, 1, 1, 1, 1], np.int32), len(ends))
    return _path(corners.reshape(-1, 2), kinds)


def _path(points: FloatArray, kinds: NDArray[np.int32]) -> QPainterPath:
    """Through the path's own stream format: count, (kind, x, y) each, start of the last line, fill rule (odd-even)."""
    path = QPainterPath()
    if not len(points):
        return path
    whole = np.zeros(4 + _ELEMENT.itemsize * len(points) + 8, np.uint8)
    whole[:4].view(">i4")[0] = len(points)
    elements = whole[4:-8].view(_ELEMENT)
    elements["kind"], elements["x"], elements["y"] = kinds, points[:, 0], points[:, 1]
    whole[-8:-4].view(">i4")[0] = np.flatnonzero(kinds == 0)[-1]
    stream = QDataStream(QByteArray(whole.tobytes()))
    stream >> path
    return path
