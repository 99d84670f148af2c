"""Reading spatial registration objects (REG): matrices that carry one frame of reference into another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from pydicom.dataset import Dataset

from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.values import code, items, numbers, uid
from reirrad_gui.volume.deformation import Deformation, lattice_points
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.registration import Origin, Registration, chained, route
from reirrad_gui.volume.ways import Way, moved

RIGID_TOLERANCE = 1e-3
SAME_MM = 1.0
PROBE_MM = np.array(np.meshgrid([-250.0, 250.0], [-150.0, 150.0], [-250.0, 250.0])).reshape(3, -1).T


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """The registrations of one REG object, and what of it could not be used.

    `of_images` are those that name images instead of their frame of reference (PS3.3 C.20.2 allows it).
    """

    registrations: tuple[Registration, ...]
    problems: tuple[Problem, ...]
    of_images: tuple[tuple[frozenset[str], Registration], ...] = ()


def read_registrations(opened: Opened) -> Registered:
    """The registrations of one REG object, and what could not be used.

    Notes
    -----
    PS3.3 C.20.2: each item of the Registration Sequence carries points of its own frame of reference into the frame of
    the REG object: x_reg = M_n … M_2 · M_1 · x_item, the first matrix of the Matrix Sequence applied first.
    """
    dataset, shown = opened.dataset, opened.file.shown_as
    target = uid(dataset, "FrameOfReferenceUID")
    if not target:
        sentence = f"{shown} does not say which frame of reference it registers to; it is not used. Export it again."
        return Registered((), (_problem(opened, sentence),))
    found, problems, of_images = [], [], []
    for item in items(dataset, "RegistrationSequence"):
        if _own_frame(item, target):
            continue
        try:
            images = _images(item)
            read = _registration(item, uid(item, "FrameOfReferenceUID"), target, shown, bool(images))
            if read.from_frame_uid:
                found.append(read)
            else:
                of_images.append((images, read))
            if _kinds(item) == {"RIGID"} and not read.rigid:
                sentence = (
                    f"The matrix of {shown} calls itself rigid but stretches or mirrors the patient: doses may be laid "
                    "over each other wrongly with it. Check it, or register the images again."
                )
                problems.append(Problem(sentence, (opened.file,), blocking=False))
        except ValueError as error:
            sentence = (
                f"{shown} holds a registration that cannot be used: {error}. "
                "Register the images again, or let the program do it."
            )
            problems.append(_problem(opened, sentence))
    if not found and not problems and not of_images:
        problems.append(_problem(opened, f"{shown} is a registration object that registers nothing; it is not used."))
    return Registered(tuple(found), tuple(problems), tuple(of_images))


def in_frames_of_images(
    registered: Sequence[Registered], frame_of_image: Mapping[str, str]
) -> tuple[tuple[Registration, ...], tuple[Problem, ...]]:
    """The registrations that name images, now of the frame these lie in; and those whose images nobody has."""
    found, problems = [], []
    for images, read in (pair for one in registered for pair in one.of_images):
        frames = {frame for image in images if (frame := frame_of_image.get(image))}
        if len(frames) != 1:
            sentence = (
                f"{read.source} registers images that are not among the files, and does not say in which frame of "
                "reference they lie; it is not used. Add the images, or register them again."
            )
            problems.append(Problem(sentence))
        elif frames != {read.to_frame_uid}:
            found.append(replace(read, from_frame_uid=frames.pop()))
        elif not np.allclose(read.matrix, np.eye(4), atol=1e-6):
            problems.append(Problem(f"{read.source} moves images within their own frame of reference; it is not used."))
    return tuple(found), tuple(problems)


def _images(item: Dataset) -> frozenset[str]:
    """The images that an item of the sequence names."""
    return frozenset(uid(image, "ReferencedSOPInstanceUID") for image in items(item, "ReferencedImageSequence")) - {""}


def _own_frame(item: Dataset, target: str) -> bool:
    """True for the item that carries the target frame into itself without moving it."""
    matrix = _matrix(item)
    return (
        uid(item, "FrameOfReferenceUID") == target and matrix is not None and np.allclose(matrix, np.eye(4), atol=1e-6)
    )


def _problem(opened: Opened, sentence: str) -> Problem:
    return Problem(sentence, (opened.file,))


def _registration(item: Dataset, frame: str, target: str, shown: str, by_images: bool = False) -> Registration:
    if not frame and not by_images:
        raise ValueError("it names neither a frame of reference nor images")
    if frame == target:
        raise ValueError("it moves a frame of reference within itself")
    matrix = _matrix(item)
    if matrix is None:
        raise ValueError("its matrix is missing or damaged")
    kinds = _kinds(item)
    turning = matrix[:3, :3]
    rigid = bool(np.allclose(turning @ turning.T, np.eye(3), atol=RIGID_TOLERANCE) and np.linalg.det(turning) > 0)
    quality = "From a DICOM registration object; its accuracy is not stated."
    if kinds == {"RIGID"} and not rigid:
        quality = "From a DICOM registration object that calls itself rigid but stretches or mirrors: check it."
    elif not rigid:
        quality = (
            f"From a DICOM registration object that is not rigid ({', '.join(sorted(kinds)).lower()}); its "
            "accuracy is not stated."
        )
    return Registration(frame, target, matrix, Origin.REG_OBJECT, quality, source=shown, rigid=rigid)


def _steps(item: Dataset) -> tuple[Dataset, ...]:
    return tuple(step for chain in items(item, "MatrixRegistrationSequence") for step in items(chain, "MatrixSequence"))


def _kinds(item: Dataset) -> set[str]:
    """What the matrices of an item call themselves."""
    return {code(step, "FrameOfReferenceTransformationMatrixType") or "?" for step in _steps(item)}


def _matrix(item: Dataset) -> FloatArray | None:
    """All matrices of the item applied in their order; None when one of them is no matrix."""
    result = np.eye(4)
    steps = _steps(item)
    for step in steps:
        matrix = plain_matrix(step)
        if matrix is None:
            return None
        result = matrix @ result
    return result if steps else None


def plain_matrix(item: Dataset) -> FloatArray | None:
    """The Frame of Reference Transformation Matrix of an item; None when it is no 4×4 matrix in homogeneous form."""
    values = numbers(item, "FrameOfReferenceTransformationMatrix")
    if values is None or len(values) != 16:
        return None
    matrix = np.array(values).reshape(4, 4)
    return matrix if np.allclose(matrix[3], [0, 0, 0, 1], atol=1e-6) else None


def without_contradictions(
    registrations: Sequence[Registration],
) -> tuple[tuple[Registration, ...], tuple[Problem, ...]]:
    """Registrations of the same two frames must agree within 1 mm; otherwise none is used, and it is said.

    A deformable one may differ from a matrix: it stands behind it, and the matrix is used until somebody chooses.
    """
    groups: dict[tuple[bool, frozenset[str]], list[Registration]] = {}
    for registration in sorted(registrations, key=lambda r: r.deformable):
        frames = frozenset((registration.from_frame_uid, registration.to_frame_uid))
        groups.setdefault((registration.deformable, frames), []).append(registration)
    kept: list[Registration] = []
    problems: list[Problem] = []
    for (deformable, frames), group in groups.items():
        problem = _contradiction(group)
        if problem is not None:
            problems.append(problem)
            continue
        kept.append(group[0])
        if deformable and (False, frames) in groups:
            problems.append(_both(groups[False, frames][0], group[0]))
    return tuple(kept), (*problems, *_roundabout(kept))


def _contradiction(group: Sequence[Registration]) -> Problem | None:
    first = group[0]
    same_way = [r if r.from_frame_uid == first.from_frame_uid else r.inverse() for r in group]
    apart = max(_distance_mm(first.way, other.way, _probe(first)) for other in same_way)
    if apart <= SAME_MM:
        return None
    names = ", ".join(dict.fromkeys(r.source for r in group))
    how = f"disagree by up to {apart:.0f} mm" if np.isfinite(apart) else "know no point in common"
    return Problem(
        f"Registrations of the same two images {how} ({names}); none of them is used. Keep the right one and open the "
        "folder again."
    )


def _roundabout(registrations: Sequence[Registration]) -> tuple[Problem, ...]:
    """Says, once for each round, that going around by other images leads elsewhere than the direct way."""
    said: dict[frozenset[str], Problem] = {}
    for direct in registrations:
        frames = {direct.from_frame_uid, direct.to_frame_uid}
        others = [r for r in registrations if {r.from_frame_uid, r.to_frame_uid} != frames]
        chain = route(others, direct.from_frame_uid, direct.to_frame_uid)
        apart = 0.0 if not chain else _distance_mm(direct.way, chained(chain), _probe(direct))
        if not chain or not SAME_MM < apart < float("inf"):
            continue
        around = ", ".join(dict.fromkeys(r.source for r in chain))
        sentence = (
            f"{direct.source} and, one after the other, {around} lead from the same image to places up to "
            f"{apart:.0f} mm apart; the way of fewest steps is used. At least one of them is wrong: check them."
        )
        said.setdefault(frozenset(r.source for r in (direct, *chain)), Problem(sentence, blocking=False))
    return tuple(said.values())


def _probe(registration: Registration) -> FloatArray:
    """Where registrations are compared: around the origin, or over a vector grid."""
    bends = [step for step in registration.warp.steps if isinstance(step, Deformation)] if registration.warp else []
    return lattice_points(bends[0].grid) if bends else PROBE_MM


def _both(plain: Registration, bent: Registration) -> Problem:
    return Problem(
        f"The same two images are registered by {plain.source} and, deformably, by {bent.source}. The matrix of the "
        "first is used until somebody chooses the other.",
        blocking=False,
    )


def _distance_mm(one: Way, other: Way, points_mm: FloatArray) -> float:
    """The largest distance between where two ways lead; infinite where they know no point in common."""
    apart = np.linalg.norm(moved(points_mm, one) - moved(points_mm, other), axis=1)
    known = apart[np.isfinite(apart)]
    return float(known.max()) if known.size else float("inf")
