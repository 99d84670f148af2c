"""Transforms between frames of reference, with where they come from and how far they can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import reduce
from hashlib import sha256
from types import MappingProxyType

import numpy as np

from reirrad_gui.volume.grid import FloatArray, frozen
from reirrad_gui.volume.landmarks import LandmarkFit
from reirrad_gui.volume.ways import Warp, Way, inverse, is_affine, moved

__all__ = ["Origin", "Registration", "chained", "inverse", "is_affine", "moved", "route"]


class Origin(Enum):
    """Who says that two frames of reference belong together."""

    SAME_FRAME = "same frame of reference"
    REG_OBJECT = "DICOM registration object"
    DEFORMABLE_OBJECT = "DICOM deformable registration object"
    AUTOMATIC_RIGID = "automatic rigid registration"
    MATRIX = "matrix given by the user"
    IDENTITY = "assumed identical by the user"
    MANUAL = "set by hand"
    LANDMARKS = "fitted to point landmarks"

    @property
    def short(self) -> str:
        """In a word or two, for a footer."""
        return {
            "SAME_FRAME": "same frame",
            "REG_OBJECT": "REG",
            "DEFORMABLE_OBJECT": "deformable REG",
            "AUTOMATIC_RIGID": "automatic rigid",
            "MATRIX": "matrix file",
            "IDENTITY": "assumed identical",
            "MANUAL": "by hand",
            "LANDMARKS": "landmarks",
        }[self.name]


SUITABILITIES = GOOD, NOT_GOOD, NOT_JUDGED = ("good", "not good", "not judged")
"""What a person may say of a registration at one organ."""


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """x_to = matrix · x_from, homogeneous 4×4, mm, patient LPS; or a warp, where it bends.

    Points go along `way`. The matrix of a deformable registration is only the affine motion nearest to its warp, for
    words. `quality` is a sentence; `approved` is False until a person approved it, and `approval` says who, when and
    with which words; `suitability` what that person said of organs ("good", "not good"; not judged where it is silent).
    `source` names the object or file, `landmarks` the points it was fitted to.
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
    warp: Warp | None = None
    landmarks: LandmarkFit | None = None
    suitability: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    opposite: "Registration | None" = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        matrix = frozen(self.matrix)
        if matrix.shape != (4, 4) or not np.isfinite(matrix).all() or not np.allclose(matrix[3], [0, 0, 0, 1]):
            raise ValueError("a registration needs a finite 4×4 matrix whose last row is 0 0 0 1")
        if abs(np.linalg.det(matrix[:3, :3])) < 1e-6:
            raise ValueError("a registration matrix must be invertible")
        object.__setattr__(self, "matrix", matrix)

    @property
    def way(self) -> Way:
        """Where points of one frame lie in the other."""
        return self.matrix if self.warp is None else self.warp

    @property
    def deformable(self) -> bool:
        """True when no matrix can say it."""
        return self.warp is not None

    def inverse(self) -> "Registration":
        """The same registration read the other way: always the same one."""
        if self.opposite is None:
            object.__setattr__(self, "opposite", self._inverted())
        assert self.opposite is not None
        return self.opposite

    def _inverted(self) -> "Registration":
        return replace(
            self,
            from_frame_uid=self.to_frame_uid,
            to_frame_uid=self.from_frame_uid,
            matrix=inverse(self.matrix),
            warp=None if self.warp is None else self.warp.inverse(),
            landmarks=None if self.landmarks is None else self.landmarks.inverse(),
        )

    @property
    def key(self) -> str:
        """What an approval is given to: these two frames through this very motion; a changed one is another one."""
        numbers = " ".join(f"{value:.6f}" for value in self.matrix.ravel())
        bent = "" if self.warp is None else f" : {sha256(self.warp.tobytes()).hexdigest()}"
        return f"{self.from_frame_uid} > {self.to_frame_uid} : {numbers}{bent}"


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


def chained(links: Sequence[Registration]) -> Way:
    """One way for a chain: the first link is gone first. A 4×4 matrix unless a link bends."""
    start: Way = np.eye(4)
    return reduce(lambda way, link: link.way @ way, links, start)
