"""Reading deformable spatial registration objects: displacement vectors that lead from one frame into another."""

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.registrations import Registered, plain_matrix
from reirrad_gui.dicom.values import Header, items, numbers, uid
from reirrad_gui.volume.deformation import Deformation, lattice_points, nearest_affine
from reirrad_gui.volume.grid import FloatArray, Grid, transformed
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.trilinear import vectors_at
from reirrad_gui.volume.ways import Warp

LONGEST_MM = 500.0
"""A vector longer than this is not a movement of tissue."""
READ_DIFFERENTLY_MM = 1.0
"""From this difference between two readings of a matrix before the vectors on it is said."""


def read_deformables(opened: Opened) -> Registered:
    """The registrations of one deformable spatial registration object, and what could not be used.

    Notes
    -----
    PS3.3 C.20.3.1.1. The object says how to sample a source frame at points of the registered frame (its own):
    x_source = M_post · (M_pre · x_registered + Δ(x_registered)), Δ looked up in the vector grid, which lies in the
    registered frame. So the registration read here leads from the object's frame to the source frame, against the
    direction of a rigid registration object.
    """
    dataset, shown = opened.dataset, opened.file.shown_as
    target = uid(dataset, "FrameOfReferenceUID")
    if not target:
        sentence = f"{shown} does not say which frame of reference it registers to; it is not used. Export it again."
        return Registered((), (Problem(sentence, (opened.file,)),))
    found, problems = [], []
    for item in items(dataset, "DeformableRegistrationSequence"):
        if _into_itself(item, target):
            continue
        try:
            found.append(_registration(item, dataset, target, shown))
        except ValueError as error:
            sentence = (
                f"{shown} holds a deformable registration that cannot be used: {error}. Export it again, or register "
                "the images another way."
            )
            problems.append(Problem(sentence, (opened.file,)))
    if not found and not problems:
        sentence = f"{shown} is a deformable registration object that registers nothing; it is not used."
        problems.append(Problem(sentence, (opened.file,)))
    return Registered(tuple(found), tuple(problems))


def _into_itself(item: Dataset, target: str) -> bool:
    """True for the item of the object's own frame that moves nothing."""
    if uid(item, "SourceFrameOfReferenceUID") != target or items(item, "DeformableRegistrationGridSequence"):
        return False
    matrices = [_matrix(item, when) for when in ("Pre", "Post")]
    return all(matrix is not None and np.allclose(matrix, np.eye(4), atol=1e-6) for matrix in matrices)


def _registration(item: Dataset, dataset: Header, target: str, shown: str) -> Registration:
    source = uid(item, "SourceFrameOfReferenceUID")
    if not source:
        raise ValueError("it does not name the frame of reference it samples")
    if source == target:
        raise ValueError("it deforms a frame of reference within itself, where before cannot be told from after")
    before, after = (_matrix(item, when) for when in ("Pre", "Post"))
    if before is None or after is None:
        raise ValueError("a matrix of it is missing or damaged")
    grids = items(item, "DeformableRegistrationGridSequence")
    if not grids:
        quality = "From a DICOM deformable registration object without vectors; its accuracy is not stated."
        return Registration(
            target, source, after @ before, Origin.DEFORMABLE_OBJECT, quality, source=shown, rigid=False
        )
    bend = Deformation(grid := _grid(grids[0]), _vectors(grids[0], dataset, grid.shape), before)
    if not bend.largest_mm < LONGEST_MM:
        raise ValueError(f"a vector of it is {bend.largest_mm:.0f} mm long")
    warp = Warp((bend, after))
    nearest = nearest_affine(warp, lattice_points(grid))
    if nearest is None:
        raise ValueError("too few of its vectors are defined")
    return Registration(
        target, source, nearest, Origin.DEFORMABLE_OBJECT, _quality(bend), source=shown, rigid=False, warp=warp
    )


def _matrix(item: Dataset, when: str) -> FloatArray | None:
    """The matrix before ("Pre") or after ("Post") the vectors: the identity where none is given, None where damaged."""
    steps = items(item, f"{when}DeformationMatrixRegistrationSequence")
    return plain_matrix(steps[0]) if steps else np.eye(4)


def _grid(item: Dataset) -> Grid:
    origin, turned = numbers(item, "ImagePositionPatient"), numbers(item, "ImageOrientationPatient")
    counts, steps = numbers(item, "GridDimensions"), numbers(item, "GridResolution")
    if origin is None or turned is None or counts is None or steps is None:
        raise ValueError("the place of its vector grid is not stated in full")
    if (len(origin), len(turned), len(counts), len(steps)) != (3, 6, 3, 3) or min(*steps, *counts) <= 0:
        raise ValueError("the place of its vector grid is damaged")
    across, down = np.array(turned[:3]), np.array(turned[3:])
    if not np.allclose([across @ across, down @ down, across @ down], [1.0, 1.0, 0.0], atol=1e-3):
        raise ValueError("the axes of its vector grid are not at right angles")
    columns, rows, planes = (int(count) for count in counts)
    offsets = np.asarray(np.arange(planes) * steps[2], dtype=np.float64)
    return Grid(np.array(origin), across * steps[0], down * steps[1], np.cross(across, down), offsets, columns, rows)


def _vectors(item: Dataset, dataset: Header, shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """Δ as (3, planes, rows, columns), mm. Stored as x, y, z of every point, columns fastest (PS3.3 C.20.3.1.3)."""
    stored = item.get("VectorGridData")
    raw = stored if isinstance(stored, bytes) else b""
    if not raw:
        raise ValueError("its vectors are missing")
    _, little = getattr(dataset, "original_encoding", (False, True))
    values = np.frombuffer(raw[: len(raw) // 4 * 4], dtype=">f4" if little is False else "<f4")
    wanted = 3 * int(np.prod(shape))
    if values.size != wanted:
        raise ValueError(f"it has {values.size} numbers instead of {wanted} for the vectors of its grid")
    if np.isinf(values).any():
        raise ValueError("its vectors are damaged")
    return np.ascontiguousarray(np.moveaxis(values.reshape(*shape, 3), -1, 0), dtype=np.float32)


def _quality(bend: Deformation) -> str:
    least, most, folded = bend.volume_change()
    steps = " × ".join(f"{mm:.1f}" for mm in bend.grid.spacing_mm)
    said = f"From a DICOM deformable registration object: vectors up to {bend.largest_mm:.1f} mm on a {steps} mm grid"
    if np.isfinite(least):
        said += f", tissue changes its volume by factors from {least:.2f} to {most:.2f}"
    said += "; its accuracy is not stated. Outside its vector grid the dose is unknown."
    if folded > 0:
        share = max(100.0 * folded, 0.1)
        said += f" It folds in {share:.1f} % of its grid, where tissue would pass through tissue: check it."
    apart = _read_otherwise_mm(bend)
    if apart > READ_DIFFERENTLY_MM:
        said += (
            " It has a matrix before its vectors, which some programs apply before they look a vector up: they would "
            f"place points up to {apart:.1f} mm elsewhere. Check it."
        )
    return said


def _read_otherwise_mm(bend: Deformation) -> float:
    """How far points come to lie apart if the vector is looked up after instead of before the first matrix."""
    if np.allclose(bend.before, np.eye(4), atol=1e-6):
        return 0.0
    points = lattice_points(bend.grid)
    here = vectors_at(bend.grid, bend.vectors_mm, points)
    there = vectors_at(bend.grid, bend.vectors_mm, transformed(points, bend.before).T)
    apart = np.linalg.norm(here - there, axis=1)
    return float(apart[np.isfinite(apart)].max(initial=0.0))
