"""Which frames of reference belong together, and on whose word."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from reirrad_gui.case import Case, ImageSeries
from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.session.jobs import Step
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import Origin, Registration, chained, route
from reirrad_gui.volume.ways import Way, is_affine, moved

LoadImage = Callable[[ImageSeries, Step], Image]
MODES = ("reg", "auto", "identity")


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """How one frame reaches another: the way, and the registrations it is made of (none: same frame)."""

    way: Way
    chain: tuple[Registration, ...]

    @property
    def matrix(self) -> FloatArray | None:
        """The way as a 4×4 matrix; None where it bends."""
        return self.way if is_affine(self.way) else None

    def moved(self, points_mm: FloatArray) -> FloatArray:
        """Points (…, 3) of the one frame in the other; NaN where nobody knows."""
        return moved(points_mm, self.way)

    @property
    def approved(self) -> bool:
        """True when every registration on the way was approved by a person; the same frame needs no approval."""
        return all(r.approved for r in self.chain)

    @property
    def short_text(self) -> str:
        """How, in a word or two: "REG", "same frame"."""
        return " + ".join(dict.fromkeys(r.origin.short for r in self.chain)) or Origin.SAME_FRAME.short

    @property
    def text(self) -> str:
        """How, and whether it was approved."""
        if not self.chain:
            return Origin.SAME_FRAME.value
        how = " then ".join(dict.fromkeys(r.origin.value for r in self.chain))
        return f"{how}, {'approved' if self.approved else 'proposed, not approved'}"


def same_registrations(ones: Sequence[Registration], others: Sequence[Registration]) -> bool:
    """True where the same motions are known, with the same approvals and judgements: then nothing shown differs."""
    return len(ones) == len(others) and all(_same(one, other) for one, other in zip(ones, others, strict=True))


def _same(one: Registration, other: Registration) -> bool:
    if one is other:
        return True
    plain = ("from_frame_uid", "to_frame_uid", "origin", "quality", "approved", "source", "rigid", "approval")
    return (
        all(getattr(one, name) == getattr(other, name) for name in plain)
        and dict(one.suitability) == dict(other.suitability)
        and one.warp is other.warp
        and one.landmarks is other.landmarks
        and np.array_equal(one.matrix, other.matrix)
    )


def link(registrations: Sequence[Registration], from_uid: str | None, to_uid: str | None) -> Link | None:
    """The way from one frame to another; None when there is none or a frame is not stated."""
    if not from_uid or not to_uid:
        return None
    chain = route(registrations, from_uid, to_uid)
    return None if chain is None else Link(chained(chain), chain)


def apart(registrations: Sequence[Registration], frames: Sequence[str]) -> tuple[Registration, ...]:
    """The registrations without those that lead from one of these frames to another; what hangs off one of them stays.

    >>> known = [Registration(a, b, np.eye(4), Origin.MATRIX, "by eye") for a, b in (("A", "B"), ("PET", "A"))]
    >>> [r.from_frame_uid for r in apart(known, ("A", "B"))]
    ['PET']
    """
    kept = tuple(registrations)
    while used := {_ends(r) for one, other in combinations(frames, 2) for r in route(kept, one, other) or ()}:
        kept = tuple(r for r in kept if _ends(r) not in used)
    return kept


def _ends(registration: Registration) -> frozenset[str]:
    return frozenset((registration.from_frame_uid, registration.to_frame_uid))


def registrations_for(
    case: Case, mode: str, reference_uid: str | None, load: LoadImage, step: Step
) -> tuple[Registration, ...]:
    """The registrations an assessment may use.

    `mode` is "reg" (what the files say), "auto" (automatic rigid between planning images where no file says),
    "identity" (frames assumed to coincide: a user's word) or the path of a JSON file with a matrix.

    Raises
    ------
    EntryError
        The mode or the matrix file cannot be understood.
    """
    known = case.registrations
    if mode == "reg" or reference_uid is None:
        return known
    missing = [c.frame_of_reference_uid for c in case.courses]
    unlinked = [uid for uid in dict.fromkeys(missing) if uid and route(known, uid, reference_uid) is None]
    if mode == "identity":
        return (*known, *(_assumed(uid, reference_uid) for uid in unlinked))
    if mode == "auto":
        return (*known, *(_automatic(case, uid, reference_uid, load, step) for uid in unlinked))
    return (*known, *_from_file(Path(mode), unlinked, reference_uid))


def _assumed(from_uid: str, to_uid: str) -> Registration:
    quality = "nobody checked it: the two frames of reference were taken to be the same because the user said so"
    return Registration(from_uid, to_uid, np.eye(4), Origin.IDENTITY, quality, source="entered by the user")


def _automatic(case: Case, from_uid: str, to_uid: str, load: LoadImage, step: Step) -> Registration:
    from reirrad_gui.volume.rigid import register_rigid

    moving, fixed = planning_image(case, from_uid), planning_image(case, to_uid)
    matrix, quality = register_rigid(load(fixed, step), load(moving, step), step)
    return Registration(from_uid, to_uid, matrix, Origin.AUTOMATIC_RIGID, quality, source="computed by this program")


def planning_image(case: Case, frame_uid: str) -> ImageSeries:
    """The image a frame is registered by: the CT a course was planned on, else the largest stack there.

    Raises
    ------
    NotAssessableError
        There is none.
    """
    stacks = [s for s in case.series if s.frame_of_reference_uid == frame_uid and not s.unusable]
    used = {c.series_uid for c in case.courses}
    stacks.sort(key=lambda s: (s.uid not in used, s.modality != "CT", -len(s.files)))
    if not stacks:
        raise NotAssessableError(
            "Automatic registration needs the planning CT of each course, and one of them is not among the files: the "
            "courses cannot be added point by point. Add the CT, a registration object, or a matrix file."
        )
    return stacks[0]


def _from_file(path: Path, unlinked: Sequence[str], reference_uid: str) -> tuple[Registration, ...]:
    """A matrix file: {"matrix": 16 numbers or 4 rows, "from_frame_uid": …, "to_frame_uid": …}; UIDs may be left out."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        said = {"matrix": said} if isinstance(said, list) else said
        matrix = np.array(said["matrix"], float).reshape(4, 4)
        from_uid, to_uid = said.get("from_frame_uid") or _only(unlinked), said.get("to_frame_uid", reference_uid)
        quality = str(said.get("quality", "not stated in the matrix file"))
        return (Registration(from_uid, to_uid, matrix, Origin.MATRIX, quality, source=path.name),)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EntryError) as error:
        raise EntryError(
            f"The registration file {path.name} cannot be used ({error}). It needs a row-major 4×4 matrix in mm that "
            "maps the earlier course's coordinates to the later one's; without it nothing is added point by point."
        ) from error


def _only(unlinked: Sequence[str]) -> str:
    if len(unlinked) != 1:
        raise EntryError("it must name from_frame_uid, because more than one frame, or none, is still unlinked")
    return unlinked[0]
