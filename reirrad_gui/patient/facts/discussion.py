"""A discussion of the case: what was asked, what came of it, who was there."""

from dataclasses import dataclass
from typing import ClassVar

from reirrad_gui.patient.facts.missing import missing
from reirrad_gui.patient.lanes import Lane


@dataclass(frozen=True, slots=True)
class Discussion:
    """A tumour board, in the words of whoever wrote it down; None: nothing was written.

    >>> Discussion("May the pubis be irradiated again?").unsaid
    ('outcome', 'participants')
    """

    kind: ClassVar[str] = "discussion"
    lane: ClassVar[Lane] = Lane.NOTES
    question: str | None = None
    outcome: str | None = None
    participants: str | None = None

    @property
    def title(self) -> str:
        """What it was."""
        return "Tumour board"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        return missing(
            (("question", self.question), ("outcome", self.outcome), ("participants", self.participants)),
        )
