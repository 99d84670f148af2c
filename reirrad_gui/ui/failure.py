"""What went wrong, for the person at the screen: one plain sentence, and details that name no patient."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from reirrad_gui.errors import ReirradError


@dataclass(frozen=True, slots=True)
class Failure:
    """`sentence` is shown; `details` are folded away, can be copied, and hold no file name, path or value."""

    sentence: str
    details: str


def plainly(error: BaseException, doing: str = "This") -> Failure:
    """An exception in words. Nothing that was shown before is changed by a failure, and the sentence says so.

    >>> from reirrad_gui.errors import InputError
    >>> plainly(InputError("The folder is empty. Choose another.")).sentence
    'The folder is empty. Choose another.'
    """
    return Failure(_sentence(error, doing), _details(error))


def _sentence(error: BaseException, doing: str) -> str:
    if isinstance(error, ReirradError):
        return str(error)
    if isinstance(error, MemoryError):
        return (
            f"{doing} needs more memory than this computer has free. Nothing was changed; "
            "close other programs, or open fewer files at once."
        )
    if isinstance(error, OSError):
        what = error.strerror or type(error).__name__
        return (
            f"{doing} stopped because a file could not be used ({what}). Nothing was changed; "
            "check the disk and try again."
        )
    return (
        f"{doing} stopped because of a fault in this program ({type(error).__name__}). Nothing was changed, and no "
        "number on screen rests on it; please report it with the details."
    )


def _details(error: BaseException) -> str:
    """Kinds of error and places in the code; messages are left out, because they may name a patient."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"    {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)
