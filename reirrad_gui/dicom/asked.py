"""What somebody asks of the files of a folder besides all that they hold."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def all_of_them(_: str) -> bool:
    """Every structure is wanted."""
    return True


def nobody(_: Path) -> None:
    """Nobody is told of a file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How files are read.

    Parameters
    ----------
    drawn : function
        From the name of a structure to whether its contours are read at once. Those of others are read when somebody
        looks at them, and nothing is said then of contours that cannot be used.
    told : function
        Told of each file that is no image just before its content is read: what must be done with all of its bytes can
        begin.
    """

    drawn: Callable[[str], bool] = all_of_them
    told: Callable[[Path], None] = nobody


EVERYTHING = Asked()
