"""Where something was read from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as found: `path` can be opened; `shown_as` is what a person recognises (a ZIP member names its ZIP)."""

    path: Path
    shown_as: str
    sop_instance_uid: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One plain sentence about something that could not be used, or must be asked for.

    `sentence` says what happened, what it means for this patient and what to do. `blocking` problems keep the object
    out of every number; the others are said beside the numbers.
    """

    sentence: str
    files: tuple[SourceFile, ...] = ()
    blocking: bool = True
