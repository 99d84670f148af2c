"""An approval as it is kept: one sentence with the person, the time, and what that person looked at."""

import re
from dataclasses import dataclass

_WHEN = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?"
_SENTENCES = tuple(
    re.compile(rf"approved by (?P<name>{name}), (?P<when>{when}): (?P<note>.*)", re.DOTALL)
    for name, when in ((".+?", _WHEN), ("[^,]+", "[^:,]+"))
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a registration, when (ISO date, with or without a time), and the word on what was looked at.

    >>> Approval("A. Physicist", "2026-11-21T17:05+01:00", "bones fit").text
    'approved by A. Physicist, 2026-11-21T17:05+01:00: bones fit'
    """

    name: str
    when: str
    note: str

    @property
    def text(self) -> str:
        """The sentence that stands beside the registration."""
        return f"approved by {self.name}, {self.when}: {self.note}"

    @classmethod
    def read(cls, text: str) -> "Approval | None":
        """The approval that a sentence tells of; None where it is no such sentence.

        >>> Approval.read("approved by B, C and D, 2026-11-21: pelvis: 2 mm").note
        'pelvis: 2 mm'
        >>> Approval.read("approved, without a name") is None
        True
        """
        found = next((match for sentence in _SENTENCES if (match := sentence.fullmatch(text))), None)
        return None if found is None else cls(found["name"], found["when"], found["note"])
