"""Six numbers of a motion in words: what each does, where they start from, what they change. No Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.registrations.ends import Ends
from reirrad_gui.ui.registrations.rows import shift_text
from reirrad_gui.volume.motion import Pose
from reirrad_gui.volume.registration import Origin, Registration, moved
from reirrad_gui.volume.ways import is_affine

if TYPE_CHECKING:
    from reirrad_gui.session import Session

SHIFTS = (
    ("Left (L)", "mm", "+ to the patient's left, − to the right"),
    ("Back (P)", "mm", "+ to the patient's back, − to the front"),
    ("Head (H)", "mm", "+ to the head, − to the feet"),
)
TURNS = (
    ("About L", "°", "+ turns the back towards the head"),
    ("About P", "°", "+ turns the head towards the left"),
    ("About H", "°", "+ turns the left side towards the back"),
)
NUMBERS = (*SHIFTS, *TURNS)
"""Label, unit and direction of the six numbers, in the order of `Pose`; right-handed turns about fixed axes."""
IN_FORCE, IDENTITY, MIDDLES = "the registration in force", "the frames as they are", "the middles of the images"
BENDS = "▲ The registration in force bends: six numbers start from the rigid motion nearest to it, and cannot bend."
UNCHANGED = "This is the registration in force. Change a number first."


@dataclass(frozen=True, slots=True)
class Start:
    """Where the six numbers begin: what it is called, and the motion."""

    name: str
    pose: Pose


def in_force(session: "Session", ends: Ends) -> Start | None:
    """The link in force between two frames; None when nothing links them."""
    from reirrad_gui.session.registering import starting_pose

    if not session.display.registered(*ends.uids):
        return None
    return Start(IN_FORCE, starting_pose(session.opened, *ends.uids))


def identity(session: "Session", ends: Ends) -> Start:
    """No shift and no turn, about the same centre."""
    from reirrad_gui.session.registering import starting_pose

    return Start(IDENTITY, Pose(centre_mm=starting_pose(session.opened, *ends.uids).centre_mm))


def middles(display: DisplayFields, ends: Ends, centre_mm: tuple[float, float, float]) -> Start | None:
    """The middle of the one image on the middle of the other, not turned; None while an image has not been read."""
    from reirrad_gui.ui.compare.pair import series_in

    images = [display.loaded_image(series_in(display, uid)) for uid in ends.uids]
    if images[0] is None or images[1] is None:
        return None
    left, back, head = (float(mm) for mm in _middle(images[1].grid.corners()) - _middle(images[0].grid.corners()))
    return Start(MIDDLES, Pose((left, back, head), (0.0, 0.0, 0.0), centre_mm))


def _middle(corners: np.ndarray) -> np.ndarray:
    return np.asarray(corners.mean(axis=0))


def with_number(pose: Pose, place: int, value: float) -> Pose:
    """The same motion with one of its six numbers set, the others untouched.

    >>> with_number(Pose((1.0, 2.0, 3.0)), 0, 6.0).translation_mm, with_number(Pose(), 5, 2.0).turns_deg
    ((6.0, 2.0, 3.0), (0.0, 0.0, 2.0))
    """
    numbers = [*pose.translation_mm, *pose.turns_deg]
    numbers[place] = value
    return Pose((numbers[0], numbers[1], numbers[2]), (numbers[3], numbers[4], numbers[5]), pose.centre_mm)


def preview(display: DisplayFields, ends: Ends, pose: Pose) -> DisplayFields:
    """The images seen through this motion; nothing else changes."""
    return display.with_registration(Registration(*ends.uids, pose.matrix, Origin.MANUAL, "a preview"))


def is_in_force(display: DisplayFields, ends: Ends, pose: Pose) -> bool:
    """Whether this very motion links the frames already."""
    way = display.matrix(*ends.uids)
    return way is not None and is_affine(way) and bool(np.allclose(way, pose.matrix, rtol=0.0, atol=5e-7))


def bends(display: DisplayFields, ends: Ends) -> bool:
    """Whether no six numbers can say the link in force."""
    way = display.matrix(*ends.uids)
    return way is not None and not is_affine(way)


def change_text(display: DisplayFields, ends: Ends, pose: Pose) -> str:
    """How far the middle of the dose lies from where the registration in force takes it."""
    way = display.matrix(*ends.uids)
    if way is None:
        return f"Nothing links {ends.start} and {ends.end} now."
    there = moved(np.array(pose.centre_mm), way)
    if not np.isfinite(there).all():
        return "The registration in force does not reach the middle of the dose."
    left, back, head = (float(mm) for mm in moved(np.array(pose.centre_mm), pose.matrix) - there)
    if max(abs(left), abs(back), abs(head)) < 0.05:
        return f"The middle of the dose of {ends.start} stays where the registration in force takes it."
    shift = shift_text((left, back, head))
    return f"Against the registration in force the middle of the dose of {ends.start} moves {shift}."
