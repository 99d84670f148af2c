"""What the capsule dialogs say, in words: no Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reirrad_gui.session import Session

SUFFIX: Final = ".reirrad"
CHOOSE: Final = "Choose a file to write."
NO_SUFFIX: Final = f"The name of a capsule ends with {SUFFIX}."


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen of a case. `files` counts its files; none: it is known from letters alone."""

    name: str
    files: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What was chosen."""

    to: Path
    with_files: bool
    deidentified: bool
    leave_out_flagged: bool
    overwrite: bool


def choices(session: "Session") -> Choices:
    """What can be saved of the case on screen."""
    from reirrad_gui.session.keeping.files import case_files

    return Choices(session.assessment.patient.shown_name, len(case_files(session.opened.case)))


def files_text(files: int) -> str:
    """The choice of taking files along."""
    if not files:
        return "with its files (it has none)"
    return f"with its {files} files: it opens on any computer" if files > 1 else "with its file: it opens anywhere"


def why_not(written: str) -> str:
    """What is missing before a file can be written; empty where nothing is."""
    name = Path(written.strip()).name
    if not name:
        return CHOOSE
    return "" if name.endswith(SUFFIX) and name != SUFFIX else NO_SUFFIX


def is_capsule(paths: tuple[Path, ...]) -> bool:
    """Whether a capsule, and nothing else, is to be opened."""
    return len(paths) == 1 and paths[0].name.lower().endswith(SUFFIX) and paths[0].is_file()
