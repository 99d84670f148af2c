"""Another way of linking the courses: when it applies, what it replaces, what it is called, and the work itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.registrations.kinds import AUTO, FILES, IDENTITY, MATRIX
from reirrad_gui.ui.registrations.rows import (
    frame_name,
    listed,
    nothing_to_link,
    other_frames,
    reference_frame,
    reference_name,
    unlinked,
)
from reirrad_gui.volume.registration import Origin, Registration, route

if TYPE_CHECKING:
    from reirrad_gui.session import Opened, Session, Settings, Ticket
    from reirrad_gui.session.session import Ready

ALREADY = {
    AUTO: "The courses are registered automatically already.",
    IDENTITY: "The frames are assumed to be the same already.",
    FILES: "Nothing but the files' own registrations is in use.",
}
_ORIGINS = {AUTO: Origin.AUTOMATIC_RIGID, IDENTITY: Origin.IDENTITY}


@dataclass(frozen=True, slots=True)
class Way:
    """A chosen way of linking. `mode` is the session's; `instead`: what the files register between courses is left."""

    mode: str
    label: str
    instead: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must confirm before the courses are linked another way."""

    title: str
    text: str
    accept: str


def way_to(session: "Session", kind: str, file: Path | None = None) -> Way:
    """The way of one kind for this case, labelled as its undo step will be."""
    labels = {
        AUTO: "Register automatically",
        IDENTITY: f"Assume the frames of {_both(session)} are the same",
        FILES: "Use only what the files register",
        MATRIX: f"Link by the matrix file {file.name if file else ''}",
    }
    return Way(str(file) if file else kind, labels[kind], kind != FILES and _files_link_all(session))


def why_not(session: "Session", kind: str) -> str:
    """Why a way cannot be gone now, or ""."""
    nothing = nothing_to_link(session)
    if kind == FILES:
        return ALREADY[FILES] if not _chosen(session) else ""
    origins = {r.origin for r in _chosen(session)}
    if not nothing and origins == {_ORIGINS.get(kind)}:
        return ALREADY[kind]
    return nothing


def question(session: "Session", kind: str) -> Question | None:
    """What to confirm first; None when a course is not linked and nothing is replaced."""
    replaced = _replaced(session)
    if kind == IDENTITY:
        return Question(
            "Assume the frames are the same",
            f"{_both(session)} would be added point by point as if the patient had lain in the very same place, "
            "without any shift or turn. That is right only when both were planned on the same images. Nobody has "
            f"checked it; results stay marked until a person approves it.{replaced}",
            "Assume they are the same",
        )
    if not replaced:
        return None
    asks = {
        AUTO: ("Register automatically", "Register automatically"),
        MATRIX: ("Use a matrix file", "Choose the file…"),
        FILES: ("Use only what the files register", "Use only the files"),
    }
    title, accept = asks[kind]
    stays = "The new way is a proposal that nobody has approved." if kind != FILES else _left_by_files(session)
    return Question(title, f"{replaced.strip()} {stays} You can undo this step.", accept)


def relinked(before: "Opened", settings: "Settings", way: Way, ticket: "Ticket") -> "Ready":
    """The case linked that way and assessed: slow, for the background.

    Raises
    ------
    ReirradError
        The way cannot be gone, or it links none of the courses that it should; the sentence says why.
    """
    from reirrad_gui.session.opening import reregistered
    from reirrad_gui.session.session import Ready

    ticket.step(0, 0, way.label)
    opened = reregistered(before, way.mode, ticket.step, instead=way.instead)
    if way.mode != FILES and not _links_what_it_should(before, opened, way):
        raise EntryError(
            f"{Path(way.mode).name} names frames of reference that none of the unlinked courses lies in, so it is not "
            "used. Check from_frame_uid and to_frame_uid in it; the frames of the courses are listed with the "
            "registrations."
        )
    ticket.step(0, 0, "Assessing")
    return Ready.of(opened, settings)


def _links_what_it_should(before: "Opened", after: "Opened", way: Way) -> bool:
    """Some course that was apart is linked now; with `instead`, each that can be."""
    frames = [course.frame_of_reference_uid for course in after.case.courses]
    now = {uid for uid, link in zip(frames, after.links, strict=True) if link is not None}
    if way.instead:
        return now >= {uid for uid in frames if uid}
    files = before.case.registrations
    apart = {uid for uid in frames if uid and route(files, before.reference_frame_uid or "", uid) is None}
    return bool(now & apart)


def _both(session: "Session") -> str:
    return listed([*(frame_name(session, uid) for uid in other_frames(session)), reference_name(session)])


def _files_link_all(session: "Session") -> bool:
    """Whether the files alone lead to every course that states a frame."""
    frame, known = reference_frame(session), session.case.registrations
    return bool(frame) and all(route(known, frame or "", uid) is not None for uid in other_frames(session))


def _chosen(session: "Session") -> tuple[Registration, ...]:
    """Registrations in use that are not the files' own."""
    own = {registration.key for registration in session.case.registrations}
    return tuple(r for r in session.assessment.registrations if r.key not in own)


def _replaced(session: "Session") -> str:
    """The sentence that says which way of linking would be given up, or ""."""
    if _chosen(session):
        now = listed(list(dict.fromkeys(r.origin.value for r in _chosen(session))))
    elif _files_link_all(session):
        now = Origin.REG_OBJECT.value
    else:
        return ""
    return f" This replaces the way in which the courses are linked now ({now})."


def _left_by_files(session: "Session") -> str:
    if _files_link_all(session):
        return "The files link all courses themselves."
    apart = [course.name for course in unlinked(session)] or [frame_name(session, uid) for uid in other_frames(session)]
    return f"The files alone do not link {listed(apart)}: doses would not be added point by point."
