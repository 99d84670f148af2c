"""What a person asks of a report, and what only a person can add: the question, the outcome, who was there."""

from dataclasses import dataclass

from reirrad_gui.errors import EntryError
from reirrad_gui.session.planner.regimens import Regimen

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Wish:
    """How the report is to be.

    Parameters
    ----------
    question, outcome, participants : str
        As typed; empty: the report says that nothing was entered.
    held : str
        When it was discussed, as typed.
    identified : bool
        With name, ID and birth date; otherwise without them, without file names, and with what names people, places
        or numbers in any text replaced.
    regimens : tuple of Regimen
        Compared side by side; empty: no such table.
    letter_paper : bool
        US Letter instead of A4.
    language : str
        The code of the language of the program's words; what people typed stays as they typed it.

    Raises
    ------
    EntryError
        A text that no report can hold.

    >>> Wish(question="May the pubis be irradiated again?").identified
    True
    """

    question: str = ""
    outcome: str = ""
    participants: str = ""
    held: str = ""
    identified: bool = True
    regimens: tuple[Regimen, ...] = ()
    letter_paper: bool = False
    language: str = "en"

    def __post_init__(self) -> None:
        for what in ("question", "outcome", "participants"):
            if len(getattr(self, what)) > LONGEST:
                raise EntryError(f"The {what} is longer than {LONGEST:,} letters; shorten it for the report.")
