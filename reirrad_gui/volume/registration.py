"""Transforms between frames of reference, with where they come from and how far they can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from reirrad_gui.volume.grid import FloatArray, frozen, transformed


class Origin(Enum):
    """Who says that two frames of reference belong together."""

    SAME_FRAME = "same frame of reference"
    REG_OBJECT = "DICOM registration object"
    AUTOMATIC_RIGID = "automatic rigid registration"
    MATRIX = "matrix given by the user"
    IDENTITY = "assumed identical by the user"

    @property
    def short(self) -> str:
        """In a word or two, for a footer."""
        return {
            "SAME_FRAME": "same frame",
            "REG_OBJECT": "REG",
            "AUTOMATIC_RIGID": "automatic rigid",
            "MATRIX": "matrix file",
            "IDENTITY": "assumed identical",
        }[self.name]


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """x_to = matrix · x_from, homogeneous 4×4, mm, patient LPS.

    `quality` is a sentence; `approved` is False until a person approved it, and `approval` says who, when and with
    which words. `source` names the object or file.
    """

    from_frame_uid: str
    to_frame_uid: str
    matrix: FloatArray
    origin: Origin
    quality: str
    approved: bool = False
    source: str = ""
    rigid: bool = True
    approval: str = ""

    def __post_init__(self) -> None:
        matrix = frozen(self.matrix)
        if matrix.shape != (4, 4) or not np.isfinite(matrix).all() or not np.allclose(matrix[3], [0, 0, 0, 1]):
            raise ValueError("a registration needs a finite 4×4 matrix whose last row is 0 0 0 1")
        if abs(np.linalg.det(matrix[:3, :3])) < 1e-6:
            raise ValueError("a registration matrix must be invertible")
        object.__setattr__(self, "matrix", matrix)

    def inverse(self) -> "Registration":
        """The same registration read the other way."""
        return Registration(
            self.to_frame_uid,
            self.from_frame_uid,
            inverse(self.matrix),
            self.origin,
            self.quality,
            self.approved,
            self.source,
            self.rigid,
            self.approval,
        )

    @property
    def key(self) -> str:
        """What an approval is given to: these two frames through this very matrix; a changed matrix is another one."""
        numbers = " ".join(f"{value:.6f}" for value in self.matrix.ravel())
        return f"{self.from_frame_uid} > {self.to_frame_uid} : {numbers}"


def moved(points_mm: FloatArray, matrix: FloatArray) -> FloatArray:
    """Points (…, 3) through a homogeneous 4×4 matrix.

    >>> shift = np.eye(4); shift[0, 3] = 10.0
    >>> moved(np.array([[1.0, 2.0, 3.0]]), shift).tolist()
    [[11.0, 2.0, 3.0]]
    """
    points = np.asarray(points_mm, dtype=np.float64)
    return transformed(points.reshape(-1, 3), matrix).T.reshape(points.shape)


def inverse(matrix: FloatArray) -> FloatArray:
    """The 4×4 matrix that leads back."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def route(registrations: Sequence[Registration], from_uid: str, to_uid: str) -> tuple[Registration, ...] | None:
    """The shortest chain of registrations (each possibly inverted) from one frame to another; None when there is none.

    An empty chain means that both frames are the same. Unapproved links are used and stay marked.
    """
    if from_uid == to_uid:
        return ()
    edges = [r for known in registrations for r in (known, known.inverse())]
    reached: dict[str, tuple[Registration, ...]] = {from_uid: ()}
    frontier = [from_uid]
    while frontier:
        here = frontier.pop(0)
        for edge in edges:
            if edge.from_frame_uid == here and edge.to_frame_uid not in reached:
                reached[edge.to_frame_uid] = (*reached[here], edge)
                frontier.append(edge.to_frame_uid)
    return reached.get(to_uid)


def chained(links: Sequence[Registration]) -> FloatArray:
    """One 4×4 matrix for a chain: the first link is applied first."""
    matrix = np.eye(4)
    for link in links:
        matrix = link.matrix @ matrix
    return matrix
