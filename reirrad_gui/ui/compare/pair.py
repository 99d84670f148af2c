"""Which two images are compared, what they are called, and why two cannot be. No Qt."""

from dataclasses import dataclass

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.ui.overlay.first import Shown
from reirrad_gui.ui.overlay.pixels import body_box
from reirrad_gui.volume.image import Image


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The reference image, which lies still, and the other one, with what the courses planned on them are called."""

    fixed: Shown
    moving: Image
    moving_frame_uid: str
    reference: str
    other: str

    @property
    def both_ct(self) -> bool:
        """True when values can be subtracted and one window serves both."""
        return self.fixed.is_ct and self.moving.unit == "HU"


def series_in(display: DisplayFields, frame_uid: str) -> str | None:
    """The image to compare in a frame: what the overlay begins with, else the largest CT, else the largest image."""
    there = [one for one in display.images if one.frame_of_reference_uid == frame_uid and one.modality != "NM"]
    best = min(
        there, key=lambda s: (s.uid != display.default_series_uid, s.modality != "CT", -len(s.files)), default=None
    )
    return None if best is None else best.uid


def frame_words(display: DisplayFields, frame_uid: str) -> str:
    """The courses of a frame, else its image, else the end of its UID."""
    names = [course.name for course in display.courses if course.frame_uid == frame_uid]
    if names:
        return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    series = next((one for one in display.images if one.frame_of_reference_uid == frame_uid), None)
    return f"frame …{frame_uid[-8:]}" if series is None else f"{series.modality} {series.description}".strip()


def why_not(display: DisplayFields, from_uid: str, to_uid: str) -> str:
    """Why the images of two frames cannot be laid on one another; empty when they can."""
    for frame_uid in (to_uid, from_uid):
        if series_in(display, frame_uid) is None:
            return (
                f"{frame_words(display, frame_uid)} has no stack of images here, so there is nothing to compare. "
                "Add its planning CT."
            )
    if not display.registered(from_uid, to_uid):
        return (
            f"Nothing links the images of {frame_words(display, from_uid)} and {frame_words(display, to_uid)}, so they "
            "cannot be laid on one another. Load a registration object, or link them in the menu “Registration”."
        )
    return ""


def links(display: DisplayFields) -> tuple[tuple[str, str], ...]:
    """(other frame, reference frame): of every course with images of its own, then of other images that are linked.

    The reference is the overlay's; without courses the frame of the image that is shown first.
    """
    first = display.default_series_uid
    to_uid = display.reference_frame_uid or (None if first is None else display.image_frame(first))
    if to_uid is None or series_in(display, to_uid) is None:
        return ()
    courses = [course.frame_uid for course in display.courses]
    images = [one.frame_of_reference_uid for one in display.images]
    others = dict.fromkeys([*courses, *(uid for uid in images if display.registered(uid, to_uid))])
    return tuple((uid, to_uid) for uid in others if uid and uid != to_uid and series_in(display, uid) is not None)


def read_pair(display: DisplayFields, from_uid: str, to_uid: str, step: Step = silent) -> Pair | None:
    """Both images, read now unless they were before: slow the first time. None where a frame has none."""
    fixed_uid, moving_uid = series_in(display, to_uid), series_in(display, from_uid)
    if fixed_uid is None or moving_uid is None:
        return None
    fixed, moving = display.load_image(fixed_uid, step), display.load_image(moving_uid, step)
    for key, _, _ in display.structures(to_uid):
        step(0, 0, "Preparing the outlines")
        display.solid(key)
    shown = Shown(fixed_uid, to_uid, fixed.grid, fixed, body_box(fixed))
    return Pair(shown, moving, from_uid, frame_words(display, to_uid), frame_words(display, from_uid))
