"""Point landmarks: the rigid motion that lays points seen in one image on the same points in another, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.errors import EntryError
from reirrad_gui.volume.grid import FloatArray, frozen
from reirrad_gui.volume.ways import inverse

FEWEST = 3
LEAST_SPREAD_MM = 5.0
"""Points nearer than this to one line say nothing of the turn about it."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """The same anatomical point in two frames of reference, DICOM patient LPS, mm."""

    name: str
    from_mm: tuple[float, float, float]
    to_mm: tuple[float, float, float]

    def __post_init__(self) -> None:
        if not np.isfinite([*self.from_mm, *self.to_mm]).all():
            raise EntryError(f"The landmark “{self.name}” has a position that is not known: set it in both images.")


@dataclass(frozen=True, slots=True, eq=False)
class LandmarkFit:
    """A rigid motion fitted to landmarks, and how far each landmark is missed.

    Parameters
    ----------
    landmarks : Landmark, three or more
    matrix : (4, 4)
        x_to = matrix · x_from, mm.
    residuals_mm : mm, in the order of the landmarks
        Distance between where the motion takes a landmark and where it was marked.
    left_out_mm : mm, or None
        The same distance when the motion is fitted to the other landmarks only: what to expect where there is none.
        None with three landmarks, or where the others lie on one line.
    """

    landmarks: tuple[Landmark, ...]
    matrix: FloatArray
    residuals_mm: tuple[float, ...]
    left_out_mm: tuple[float | None, ...] | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "matrix", frozen(self.matrix))

    @property
    def rms_mm(self) -> float:
        """Root of the mean squared residual, mm."""
        return float(np.sqrt(np.mean(np.square(self.residuals_mm))))

    @property
    def largest_mm(self) -> float:
        """The largest residual, mm."""
        return max(self.residuals_mm)

    @property
    def worst(self) -> str:
        """The landmark that is missed most."""
        return self.landmarks[int(np.argmax(self.residuals_mm))].name

    @property
    def left_out_rms_mm(self) -> float | None:
        """Root of the mean squared distance of left-out landmarks, mm."""
        known = [mm for mm in self.left_out_mm or () if mm is not None]
        return float(np.sqrt(np.mean(np.square(known)))) if known else None

    @property
    def text(self) -> str:
        """What can be said of the fit in one sentence."""
        left_out = self.left_out_rms_mm
        expected = (
            "too few landmarks to tell how far other points may be off"
            if left_out is None
            else f"each left out in turn is missed by {left_out:.1f} mm RMS"
        )
        return (
            f"fitted to {len(self.landmarks)} landmarks: residual {self.rms_mm:.1f} mm RMS, at most "
            f"{self.largest_mm:.1f} mm ({self.worst}); {expected}"
        )

    def inverse(self) -> "LandmarkFit":
        """The fit read the other way; a rigid motion misses by the same distances there."""
        swapped = tuple(Landmark(one.name, one.to_mm, one.from_mm) for one in self.landmarks)
        return replace(self, landmarks=swapped, matrix=inverse(self.matrix))


def fit_landmarks(landmarks: Sequence[Landmark]) -> LandmarkFit:
    """The rigid motion with the least sum of squared residuals.

    Parameters
    ----------
    landmarks : three or more, not on one line

    Raises
    ------
    EntryError
        Fewer than three, or all near one line (`LEAST_SPREAD_MM`): the turn about that line would be arbitrary.

    Notes
    -----
    Closed form by singular values of the covariance (Kabsch, Acta Cryst A 34 (1978) 827), never a mirror image
    (Umeyama, IEEE PAMI 13 (1991) 376).

    Examples
    --------
    >>> points = [(0.0, 0.0, 0.0), (50.0, 0.0, 0.0), (0.0, 80.0, 0.0)]
    >>> fit = fit_landmarks([Landmark(n, p, (p[0] + 10.0, p[1], p[2])) for n, p in zip("abc", points)])
    >>> np.round(fit.matrix[:3, 3], 6).tolist(), round(fit.rms_mm, 6)
    ([10.0, 0.0, 0.0], 0.0)
    """
    if len(landmarks) < FEWEST:
        raise EntryError(f"A rigid fit needs {FEWEST} landmarks in both images; {len(landmarks)} are set. Add more.")
    start, end = (np.array([getattr(one, side) for one in landmarks], float) for side in ("from_mm", "to_mm"))
    if not (_spread(start) and _spread(end)):
        raise EntryError(
            f"The landmarks lie within {LEAST_SPREAD_MM:g} mm of one line, so the turn about it is not known. Add one "
            "that lies away from it."
        )
    matrix = _rigid(start, end)
    return LandmarkFit(tuple(landmarks), matrix, _missed(start, end, matrix), _left_out(start, end))


def _spread(points: FloatArray) -> bool:
    """True when points lie away from every single line."""
    away = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(away)
    beside = away - np.outer(away @ axes[0], axes[0])
    return bool(np.linalg.norm(beside, axis=1).max() >= LEAST_SPREAD_MM)


def _rigid(start: FloatArray, end: FloatArray) -> FloatArray:
    middle, goal = start.mean(axis=0), end.mean(axis=0)
    left, _, right = np.linalg.svd((end - goal).T @ (start - middle))
    proper = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    matrix = np.eye(4)
    matrix[:3, :3] = left @ proper @ right
    matrix[:3, 3] = goal - matrix[:3, :3] @ middle
    return matrix


def _missed(start: FloatArray, end: FloatArray, matrix: FloatArray) -> tuple[float, ...]:
    there = start @ matrix[:3, :3].T + matrix[:3, 3]
    return tuple(float(mm) for mm in np.linalg.norm(there - end, axis=1))


def _left_out(start: FloatArray, end: FloatArray) -> tuple[float | None, ...] | None:
    if len(start) <= FEWEST:
        return None
    found: list[float | None] = []
    for index in range(len(start)):
        others = np.arange(len(start)) != index
        if not (_spread(start[others]) and _spread(end[others])):
            found.append(None)
            continue
        one = slice(index, index + 1)
        found.append(_missed(start[one], end[one], _rigid(start[others], end[others]))[0])
    return tuple(found)
