"""A registration matrix in numbers that a person can judge or set: shift, turn, and whether it keeps lengths."""

from dataclasses import dataclass

import numpy as np

from reirrad_gui.volume.grid import FloatArray

LENGTH_TOLERANCE = 1e-3
"""Share by which a rigid motion may change a length: rounding of the numbers in a file, 0.1 mm in 100 mm."""


@dataclass(frozen=True, slots=True)
class Motion:
    """What a 4×4 matrix does, patient LPS.

    Parameters
    ----------
    translation_mm : (L, P, H), mm
        Where the origin of the coordinates goes.
    turns_deg : (about L, about P, about H), degrees, or None
        Turns about the fixed axes, applied in this order, right-handed; the nearest rotation where the matrix also
        stretches, None where it mirrors.
    turn_deg : degrees, 0 to 180, or None
        The one angle of the whole rotation.
    determinant : float
        Volume after for volume before; negative when the matrix mirrors.
    least_length, most_length : float
        Factors by which a length changes, depending on its direction.
    """

    translation_mm: tuple[float, float, float]
    turns_deg: tuple[float, float, float] | None
    turn_deg: float | None
    determinant: float
    least_length: float
    most_length: float

    @property
    def mirrors(self) -> bool:
        """True when left and right change sides."""
        return self.determinant < 0

    @property
    def rigid(self) -> bool:
        """True when distances and angles stay what they were."""
        lengths = (self.least_length, self.most_length)
        return not self.mirrors and all(abs(length - 1.0) <= LENGTH_TOLERANCE for length in lengths)


def motion_of(matrix: FloatArray) -> Motion:
    """Takes a registration matrix apart, for display.

    Parameters
    ----------
    matrix : (4, 4)
        x_to = matrix · x_from, mm, patient LPS; invertible, its last row 0 0 0 1.

    Notes
    -----
    Polar decomposition A = R · S by singular values; the factors by which lengths change are the singular values. The
    angles are those of R = R_H · R_P · R_L. Where a turn of 90° about P makes two of them one, that about L is 0.

    Examples
    --------
    >>> quarter = np.array([[0.0, -1, 0, 30], [1, 0, 0, 0], [0, 0, 1, -4], [0, 0, 0, 1]])
    >>> motion = motion_of(quarter)
    >>> motion.translation_mm, [round(angle, 6) for angle in motion.turns_deg or ()], motion.rigid
    ((30.0, 0.0, -4.0), [0.0, 0.0, 90.0], True)
    """
    linear = np.asarray(matrix, dtype=np.float64)[:3, :3]
    left, lengths, right = np.linalg.svd(linear)
    rotation = left @ right
    mirrors = bool(np.linalg.det(linear) < 0)
    left_mm, back_mm, head_mm = (float(value) for value in np.asarray(matrix, dtype=np.float64)[:3, 3])
    return Motion(
        (left_mm, back_mm, head_mm),
        None if mirrors else _turns_deg(rotation),
        None if mirrors else _turn_deg(rotation),
        float(np.linalg.det(linear)),
        float(lengths.min()),
        float(lengths.max()),
    )


ORDER = (
    "Turned about the centre first about L, then about P, then about H (the patient's fixed axes, right-handed), then "
    "shifted."
)
"""How the six numbers of a `Pose` act, for the screen."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A rigid motion as six numbers: x_to = R_H · R_P · R_L · (x - centre) + centre + translation.

    Parameters
    ----------
    translation_mm : (L, P, H), mm
        Where the centre goes.
    turns_deg : (about L, about P, about H), degrees
        About the patient's fixed axes, in this order, right-handed.
    centre_mm : (3,) mm, patient LPS
        The point turned about, in the frame that points come from.

    Raises
    ------
    ValueError
        A number that is not finite.

    Examples
    --------
    >>> quarter = Pose((5.0, 0.0, 0.0), (0.0, 0.0, 90.0), (100.0, 0.0, 0.0))
    >>> np.round(quarter.matrix @ [110.0, 0.0, 0.0, 1.0], 9).tolist()
    [105.0, 10.0, 0.0, 1.0]
    """

    translation_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turns_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    centre_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        if not np.isfinite([*self.translation_mm, *self.turns_deg, *self.centre_mm]).all():
            raise ValueError("a pose needs nine finite numbers")

    @property
    def matrix(self) -> FloatArray:
        """The 4×4 matrix, x_to = matrix · x_from, mm."""
        rotation = np.eye(3)
        for axis, degrees in enumerate(self.turns_deg):
            rotation = _about(axis, degrees) @ rotation
        centre = np.array(self.centre_mm)
        matrix = np.eye(4)
        matrix[:3, :3] = rotation
        matrix[:3, 3] = centre + np.array(self.translation_mm) - rotation @ centre
        return matrix

    @classmethod
    def of(cls, matrix: FloatArray, centre_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> "Pose":
        """The six numbers of a rigid motion about a centre.

        Raises
        ------
        ValueError
            The matrix stretches or mirrors (`LENGTH_TOLERANCE`): six numbers cannot say it.
        """
        motion = motion_of(matrix)
        if not motion.rigid or motion.turns_deg is None:
            raise ValueError("the matrix stretches or mirrors: it is no rigid motion")
        centre = np.array(centre_mm)
        goal = np.asarray(matrix, dtype=np.float64)[:3, :3] @ centre + np.asarray(matrix, dtype=np.float64)[:3, 3]
        left, back, head = (float(mm) for mm in goal - centre)
        return cls((left, back, head), motion.turns_deg, centre_mm)

    def about(self, centre_mm: tuple[float, float, float]) -> "Pose":
        """The same motion told about another centre."""
        return Pose.of(self.matrix, centre_mm)

    @property
    def text(self) -> str:
        """The six numbers in words: shift along and turns about the patient's axes."""
        shift = ", ".join(f"{axis} {mm:+.1f}" for axis, mm in zip("LPH", self.translation_mm, strict=True))
        turns = ", ".join(f"{axis} {deg:+.1f}°" for axis, deg in zip("LPH", self.turns_deg, strict=True))
        x, y, z = self.centre_mm
        return f"shifted {shift} mm, turned about {turns} around ({x:.1f}, {y:.1f}, {z:.1f}) mm"


def _about(axis: int, degrees: float) -> FloatArray:
    """Rotation by a right-handed angle about one of the patient's axes."""
    cosine, sine = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    one, other = (axis + 1) % 3, (axis + 2) % 3
    rotation = np.eye(3)
    rotation[one, one] = rotation[other, other] = cosine
    rotation[one, other], rotation[other, one] = -sine, sine
    return rotation


def _turns_deg(rotation: FloatArray) -> tuple[float, float, float]:
    """Angles about L, P and H of a proper rotation R_H · R_P · R_L."""
    across = float(np.hypot(rotation[0, 0], rotation[1, 0]))
    about_back = np.arctan2(-rotation[2, 0], across)
    if across > 1e-9:
        about_left = np.arctan2(rotation[2, 1], rotation[2, 2])
        about_head = np.arctan2(rotation[1, 0], rotation[0, 0])
    else:
        about_left, about_head = 0.0, np.arctan2(-rotation[0, 1], rotation[1, 1])
    a, b, c = (float(np.degrees(angle)) + 0.0 for angle in (about_left, about_back, about_head))
    return a, b, c


def _turn_deg(rotation: FloatArray) -> float:
    """The angle of a proper rotation about its own axis; exact for small and for large angles."""
    skew = rotation - rotation.T
    sine = np.linalg.norm([skew[2, 1], skew[0, 2], skew[1, 0]]) / 2.0
    return float(np.degrees(np.arctan2(sine, (np.trace(rotation) - 1.0) / 2.0)))
