"""Which set of limits, or which table of α/β, a result rests on: its name, version, date and author."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_NUMBERED: Final = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a result says of a set or table that it rests on.

    Parameters
    ----------
    name : str
        As `Settings` and the command line call it: a shipped name, a user's, or the stem of a file.
    title, version, date, author : str
    based_on : str
        The set or table it was copied from, in words; empty when it was not.

    Examples
    --------
    >>> Stamp("ours", "Our pelvis", "3", "2026-11-21", "A. Physicist").text
    'Our pelvis, version 3, 2026-11-21, by A. Physicist'
    """

    name: str
    title: str
    version: str
    date: str
    author: str
    based_on: str = ""

    @property
    def edition(self) -> str:
        """Version, date and author: "version 3, 2026-11-21, by A. Physicist"."""
        return f"version {self.version}, {self.date}, by {self.author}"

    @property
    def text(self) -> str:
        """Everything but where it was copied from, in one line."""
        return f"{self.title}, {self.edition}"


def next_version(version: str) -> str:
    """The version after this one: its last number raised, or a number added.

    Examples
    --------
    >>> next_version("1"), next_version("2.9"), next_version("spring")
    ('2', '2.10', 'spring 2')
    """
    found = _NUMBERED.fullmatch(version.strip())
    return f"{found[1]}{int(found[2]) + 1}" if found else f"{version.strip()} 2"


def is_day(text: str) -> bool:
    """True for a day written as 2026-11-21.

    >>> is_day("2026-11-21"), is_day("21.11.2026")
    (True, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
