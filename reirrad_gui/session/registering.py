"""Linking two courses anew: by hand, by landmarks, automatically near an organ. Slow: for the background.

Each gives another opened case, to be assessed there (`Ready.of`) and taken over with `Session.regroup`; undo leads
back. A new registration is proposed until somebody approves it: approvals belong to the motion they were given to.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reirrad_gui.errors import EntryError
from reirrad_gui.session.frames import Link, apart, link, planning_image
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.opening import Opened, assembled, load_image
from reirrad_gui.session.suitability import drawn_frame
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.landmarks import Landmark, fit_landmarks
from reirrad_gui.volume.motion import Pose
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.ways import inverse

BY_USER = "entered by the user"
LOCAL_MARGIN_MM = 30.0
"""How far around an organ an automatic registration looks when it is asked to fit that organ."""


def registered_as(before: Opened, registration: Registration, step: Step = silent) -> Opened:
    """The same case with its two frames linked by this registration and no other.

    Raises
    ------
    Whatever `step` raises; then nothing has changed.
    """
    ends = (registration.from_frame_uid, registration.to_frame_uid)
    known = (registration, *apart(before.registrations, ends))
    again = assembled(replace(before.case, registrations=known), before.doses, step, end_cap=before.end_cap)
    return replace(again, case=before.case, registration_mode=registration.origin.name.lower())


def registered_manually(
    before: Opened, from_uid: str, to_uid: str, pose: Pose, *, started_from: str = "", step: Step = silent
) -> Opened:
    """The same case with two frames linked by six numbers that a person set.

    Parameters
    ----------
    pose : Pose
        x_to = pose.matrix · x_from.
    started_from : str
        What the person started from ("automatic rigid registration"); said in the quality.
    """
    start = f", starting from {started_from}" if started_from else ""
    quality = f"set by hand{start}: {pose.text}; nobody has approved it yet"
    return registered_as(
        before, Registration(from_uid, to_uid, pose.matrix, Origin.MANUAL, quality, source=BY_USER), step
    )


def registered_by_landmarks(
    before: Opened, from_uid: str, to_uid: str, landmarks: Sequence[Landmark], step: Step = silent
) -> Opened:
    """The same case with two frames linked by the rigid motion that fits landmarks best.

    Raises
    ------
    EntryError
        The landmarks leave the motion open (see `fit_landmarks`).
    """
    return registered_as(before, landmark_registration(from_uid, to_uid, landmarks), step)


def landmark_registration(from_uid: str, to_uid: str, landmarks: Sequence[Landmark]) -> Registration:
    """The registration that landmarks give, with its residuals; EntryError as `fit_landmarks`."""
    fit = fit_landmarks(landmarks)
    quality = f"{fit.text}; nobody has approved it yet"
    return Registration(from_uid, to_uid, fit.matrix, Origin.LANDMARKS, quality, source=BY_USER, landmarks=fit)


def registered_automatically(
    before: Opened,
    from_uid: str,
    to_uid: str,
    *,
    organ_key: str | None = None,
    margin_mm: float = LOCAL_MARGIN_MM,
    step: Step = silent,
) -> Opened:
    """The same case with two frames linked by an automatic rigid registration of their planning images.

    Parameters
    ----------
    organ_key : str, optional
        A structure of the case (`OrganSamples.key`) drawn in one of the two frames: the images are laid on each other
        near it, `margin_mm` around its box, starting from how the frames are linked now (else from the whole images).

    Raises
    ------
    EntryError
        The structure is not there, or was drawn in neither frame.
    NotAssessableError
        An image is missing or flat, or the images have too little in common.
    """
    from reirrad_gui.volume.rigid import register_rigid

    if organ_key is None:
        images = [load_image(planning_image(before.case, uid), step) for uid in (to_uid, from_uid)]
        matrix, quality = register_rigid(images[0], images[1], step)
        found = _automatic(from_uid, to_uid, matrix, quality)
    else:
        found = _near_organ(before, from_uid, to_uid, organ_key, margin_mm, step)
    return registered_as(before, found, step)


def _near_organ(
    before: Opened, from_uid: str, to_uid: str, organ_key: str, margin_mm: float, step: Step
) -> Registration:
    """The images fitted near one organ: its own frame's image stands still."""
    from reirrad_gui.volume.rigid import register_rigid, register_rigid_near

    organ = next((o for o in before.organs if o.key == organ_key), None)
    frame = None if organ is None else drawn_frame(before, organ)
    if organ is None or frame not in (from_uid, to_uid) or not organ.structure.closed:
        raise EntryError("The structure to register by is not drawn in either of the two images. Choose another one.")
    other = to_uid if frame == from_uid else from_uid
    fixed, moving = (load_image(planning_image(before.case, uid), step) for uid in (frame, other))
    now = link(before.registrations, frame, other)
    start = inverse(register_rigid(fixed, moving, step)[0]) if now is None or now.matrix is None else now.matrix
    points = np.concatenate([contour.points_mm for contour in organ.structure.closed])
    box = np.array([points.min(axis=0) - margin_mm, points.max(axis=0) + margin_mm])
    matrix, quality = register_rigid_near(fixed, moving, box, start, step)
    near = f"near “{organ.structure.name}” ({margin_mm:g} mm around it), not checked elsewhere: {quality}"
    return _automatic(from_uid, to_uid, inverse(matrix) if frame == from_uid else matrix, near)


def _automatic(from_uid: str, to_uid: str, matrix: FloatArray, quality: str) -> Registration:
    source = "computed by this program"
    return Registration(from_uid, to_uid, matrix, Origin.AUTOMATIC_RIGID, quality, source=source)


def starting_pose(opened: Opened, from_uid: str, to_uid: str) -> Pose:
    """Six numbers to start from: how the frames are linked now, else as they are; about the middle of the first dose.

    A link that bends or stretches starts from its nearest rigid motion.
    """
    centre = _middle(opened, from_uid)
    now = link(opened.registrations, from_uid, to_uid)
    return Pose.of(np.eye(4) if now is None else _nearest_rigid(now, centre), centre)


def _nearest_rigid(now: Link, centre: tuple[float, float, float]) -> FloatArray:
    """The link's own matrix where it is rigid; else the rigid motion that fits it best around a point."""
    around = np.array(centre) + 50.0 * np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T
    there = now.moved(around)
    known = np.isfinite(there).all(axis=1)
    if np.count_nonzero(known) < 4:
        return np.eye(4)
    pairs = [Landmark("", *map(_triple, pair)) for pair in zip(around[known], there[known], strict=True)]
    return fit_landmarks(pairs).matrix


def _triple(point: FloatArray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in point)
    return x, y, z


def _middle(opened: Opened, frame_uid: str) -> tuple[float, float, float]:
    """The middle of the first dose in a frame; else of the first structure; else the origin."""
    for course, phases in zip(opened.case.courses, opened.doses, strict=True):
        for dose in phases:
            if course.frame_of_reference_uid == frame_uid and dose.field is not None:
                return _triple(dose.field.grid.corners().mean(axis=0))
    drawn = [o for o in opened.organs if drawn_frame(opened, o) == frame_uid and len(o.points.points_mm)]
    return _triple(drawn[0].points.points_mm.mean(axis=0)) if drawn else (0.0, 0.0, 0.0)
