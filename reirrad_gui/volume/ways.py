"""The way from one frame of reference to another: a 4×4 matrix, or a `Warp` where no matrix can say it.

Whatever takes a way treats both alike: `moved(points, way)`, `inverse(way)`, `there @ here` (here first).
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeGuard, overload

import numpy as np

from reirrad_gui.volume.grid import FloatArray, transformed

_IDENTITY = np.eye(4)


class Bend(Protocol):
    """A change of place that no matrix can say, one way or back; NaN where it is not known."""

    def moved(self, points_mm: FloatArray) -> FloatArray:
        """Where points (n, 3) go, mm; NaN where nobody knows."""
        ...

    def inverse(self) -> "Bend":
        """The same bend, back."""
        ...

    def tobytes(self) -> bytes:
        """What tells this bend from others."""
        ...

    def undoes(self, other: "Bend") -> bool:
        """True for the other's inverse."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Matrices and bends one after the other, the first first.

    It multiplies like a matrix: `matrix @ warp` bends first and moves then. Points that a bend does not know come back
    as NaN, never as they were.
    """

    steps: tuple[FloatArray | Bend, ...]
    __array_ufunc__: ClassVar[None] = None  # leaves matrix @ warp to __rmatmul__

    def moved(self, points_mm: FloatArray) -> FloatArray:
        """Points (…, 3) through every step; NaN where one does not know."""
        points = np.asarray(points_mm, dtype=np.float64)
        flat = points.reshape(-1, 3)
        for step in self.steps:
            flat = transformed(flat, step).T if isinstance(step, np.ndarray) else step.moved(flat)
        return np.array(flat).reshape(points.shape)

    def inverse(self) -> "Warp":
        """The way back."""
        return Warp(tuple(_back(step) for step in reversed(self.steps)))

    def tobytes(self) -> bytes:
        """What tells this way from others: a key for what is kept, as an array has it."""
        return b"".join(step.tobytes() for step in self.steps)

    def __matmul__(self, first: "Way") -> "Way":
        """This way after another."""
        return _joined((*_steps(first), *self.steps))

    def __rmatmul__(self, then: "Way") -> "Way":
        """Another way after this one."""
        return _joined((*self.steps, *_steps(then)))


Way = FloatArray | Warp


def is_affine(way: Way) -> TypeGuard[FloatArray]:
    """True for a matrix.

    >>> is_affine(np.eye(4)), is_affine(Warp(()))
    (True, False)
    """
    return isinstance(way, np.ndarray)


def moved(points_mm: FloatArray, way: Way) -> FloatArray:
    """Points (…, 3) along a way; NaN where a bend does not know.

    >>> shift = np.eye(4); shift[0, 3] = 10.0
    >>> moved(np.array([[1.0, 2.0, 3.0]]), shift).tolist()
    [[11.0, 2.0, 3.0]]
    """
    if isinstance(way, Warp):
        return way.moved(points_mm)
    points = np.asarray(points_mm, dtype=np.float64)
    return transformed(points.reshape(-1, 3), way).T.reshape(points.shape)


@overload
def inverse(way: FloatArray) -> FloatArray: ...
@overload
def inverse(way: Warp) -> Warp: ...
def inverse(way: Way) -> Way:
    """The way that leads back."""
    return way.inverse() if isinstance(way, Warp) else _inverted(way)


def _inverted(matrix: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _back(step: FloatArray | Bend) -> FloatArray | Bend:
    return _inverted(step) if isinstance(step, np.ndarray) else step.inverse()


def _steps(way: Way) -> tuple[FloatArray | Bend, ...]:
    return way.steps if isinstance(way, Warp) else (np.asarray(way, dtype=np.float64),)


def _joined(steps: tuple[FloatArray | Bend, ...]) -> Way:
    """Matrices in a row made one, a bend and its own inverse left out; a matrix where nothing bent is left."""
    kept: list[FloatArray | Bend] = []
    for step in steps:
        before = kept[-1] if kept else None
        if isinstance(step, np.ndarray):
            merged = step
            if isinstance(before, np.ndarray):
                merged = step @ before
                kept.pop()
            if not np.allclose(merged, _IDENTITY, rtol=0, atol=1e-9):
                kept.append(merged)
        elif before is not None and not isinstance(before, np.ndarray) and step.undoes(before):
            kept.pop()
        else:
            kept.append(step)
    if any(not isinstance(step, np.ndarray) for step in kept):
        return Warp(tuple(kept))
    return np.asarray(kept[0]) if kept else np.eye(4)
