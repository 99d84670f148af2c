"""Which two frames are linked anew, what they are called, and what that replaces. No Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.ui.registrations.rows import frame_name, other_frames, reference_frame

if TYPE_CHECKING:
    from reirrad_gui.session import Session

NOT_REPLACED = "Taken over, it is a proposal that nobody has approved, and you can undo it."


@dataclass(frozen=True, slots=True)
class Ends:
    """Two frames of reference: points go from the one to the other, which lies still; what each is called."""

    from_uid: str
    to_uid: str
    start: str
    end: str

    @property
    def title(self) -> str:
        """From where to where."""
        return f"{self.start} → {self.end}"

    @property
    def uids(self) -> tuple[str, str]:
        """From and to."""
        return self.from_uid, self.to_uid


def ends_between(session: "Session", one_uid: str, other_uid: str) -> Ends:
    """Two frames in the order in which they are linked anew: the reference course's lies still."""
    swapped = one_uid == reference_frame(session)
    first, second = (other_uid, one_uid) if swapped else (one_uid, other_uid)
    return Ends(first, second, frame_name(session, first), frame_name(session, second))


def all_ends(session: "Session") -> tuple[Ends, ...]:
    """Every course's frame with that of the reference course."""
    frame = reference_frame(session)
    return tuple(ends_between(session, uid, frame) for uid in other_frames(session) if frame)


def replaced_text(session: "Session", ends: Ends) -> str:
    """What a new registration replaces, and that it is only proposed."""
    from reirrad_gui.session.frames import link

    now = link(session.assessment.registrations, *ends.uids)
    if now is None or not now.chain:
        return NOT_REPLACED
    approved = " (approved: the approval does not pass on)" if now.approved else ""
    how = " then ".join(dict.fromkeys(r.origin.value for r in now.chain))
    return f"Taken over, it replaces the link in force: {how}{approved}. {NOT_REPLACED.replace('Taken over, it', 'It')}"
