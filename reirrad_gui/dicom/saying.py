"""Sentences about files: an obstacle keeps something out of every number, a notice is said beside the numbers."""

from collections.abc import Sequence

from reirrad_gui.case.files import Problem, SourceFile

SHOWN = 3


def obstacle(sentence: str, *files: SourceFile) -> Problem:
    """Something that cannot be used."""
    return Problem(sentence, files)


def notice(sentence: str, *files: SourceFile) -> Problem:
    """Something to know that does not keep anything from being used."""
    return Problem(sentence, files, blocking=False)


def listed(files: Sequence[SourceFile]) -> str:
    """The first few file names: "RS.dcm, RD.dcm" or "CT_1.dcm, CT_2.dcm, CT_3.dcm and 36 others"."""
    shown = ", ".join(file.shown_as for file in files[:SHOWN])
    more = len(files) - SHOWN
    return shown if more <= 0 else f"{shown} and {more} other{'s' if more > 1 else ''}"


def counted(number: int, what: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "file"), counted(3, "file"), counted(2, "image series", "image series")
    ('1 file', '3 files', '2 image series')
    """
    return f"{number} {what if number == 1 else many or what + 's'}"
