"""How many lesions a report tells of, which is often a bound and not a number."""

import re
from dataclasses import dataclass

from reirrad_gui.errors import EntryError

_FORMS = (
    (re.compile(r"(\d+)"), lambda a: (a, a)),
    (re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)"), lambda a, b: (a, b)),
    (re.compile(r"(?:>|more than|over)\s*(\d+)"), lambda a: (a + 1, None)),
    (re.compile(r"(?:>=|≥|at least)\s*(\d+)"), lambda a: (a, None)),
    (re.compile(r"(\d+)\s*(?:\+|or more)"), lambda a: (a, None)),
    (re.compile(r"(?:<|fewer than|less than)\s*(\d+)"), lambda a: (0, a - 1)),
    (re.compile(r"(?:<=|≤|at most|up to)\s*(\d+)"), lambda a: (0, a)),
    (re.compile(r"multiple|several"), lambda: (2, None)),
    (re.compile(r"none|no"), lambda: (0, 0)),
)
MOST_LESIONS = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of lesions between `fewest` and `most`; `most` None: no upper bound is told.

    Raises
    ------
    EntryError
        A number below 0, or bounds that are upside down.

    Examples
    --------
    >>> Count.exactly(15).text, Count.parse("more than 3").text, Count.parse("multiple").text
    ('15', '4 or more', '2 or more')
    """

    fewest: int
    most: int | None

    def __post_init__(self) -> None:
        if self.fewest < 0 or (self.most is not None and self.most < self.fewest):
            raise EntryError(f"A number of lesions cannot lie between {self.fewest} and {self.most}.")
        if max(self.fewest, self.most or 0) > MOST_LESIONS:
            raise EntryError(f"More than {MOST_LESIONS} lesions cannot be meant.")

    @classmethod
    def exactly(cls, number: int) -> "Count":
        """A number that was counted."""
        return cls(number, number)

    @classmethod
    def parse(cls, written: str) -> "Count | None":
        """A number as reports write it; None for nothing written. "multiple" says no more than 2 or more.

        Raises
        ------
        EntryError
            Something that is no number of lesions.

        >>> Count.parse("6-20"), Count.parse("")
        (Count(fewest=6, most=20), None)
        """
        plain = written.strip().lower()
        if not plain:
            return None
        for form, bounds in _FORMS:
            found = form.fullmatch(plain)
            if found is not None:
                return cls(*bounds(*(int(part) for part in found.groups())))
        raise EntryError(f"“{written}” is no number of lesions: write 15, 6-20, more than 3, at least 4 or multiple.")

    @property
    def text(self) -> str:
        """The number or its bounds."""
        if self.most is None:
            return f"{self.fewest} or more"
        return f"{self.most}" if self.fewest == self.most else f"{self.fewest} to {self.most}"

    def at_least(self, number: int) -> bool | None:
        """Whether there are this many; None where the bounds leave it open.

        >>> Count.parse("more than 3").at_least(2), Count.parse("up to 3").at_least(2), Count.exactly(1).at_least(2)
        (True, None, False)
        """
        if self.fewest >= number:
            return True
        return False if self.most is not None and self.most < number else None

    def more(self, number: int) -> "Count":
        """As many more of both bounds."""
        return Count(self.fewest + number, None if self.most is None else self.most + number)


def reaches(count: Count | None, number: int) -> bool | None:
    """Whether a count that may be unknown reaches a number.

    >>> reaches(None, 2) is None
    True
    """
    return None if count is None else count.at_least(number)
