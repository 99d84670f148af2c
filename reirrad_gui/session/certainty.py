"""What was asked about certainty, and what was answered: beside the settings, without a step to undo.

An answer is never changed. Whether it still speaks of what is shown is found out when it is read: an edit makes it old,
and taking that edit back makes it current again.
"""

from dataclasses import dataclass, field, replace

from reirrad_gui.errors import EntryError
from reirrad_gui.session.assessment import Assessment, PanelRow
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.uncertainty import Assumptions, RowUncertainty, Uncertainty
from reirrad_gui.session.uncertainty.run import DRAWS, FEWEST_DRAWS, MOST_DRAWS

KEPT = 4
"""So many answers are kept: enough to walk back over a few edits."""


@dataclass(frozen=True, slots=True)
class Question:
    """What may vary, in how many draws, from which seed.

    Raises
    ------
    EntryError
        Not 100 to 100,000 draws, or a seed below 0.

    Examples
    --------
    >>> Question(seed=7).draws
    1000
    """

    assumptions: Assumptions = field(default_factory=Assumptions)
    draws: int = DRAWS
    seed: int = 1

    def __post_init__(self) -> None:
        if not FEWEST_DRAWS <= self.draws <= MOST_DRAWS:
            raise EntryError(f"Draws are {FEWEST_DRAWS} to {MOST_DRAWS:,}; {self.draws:,} cannot be meant.")
        if self.seed < 0:
            raise EntryError(f"A seed is a whole number, 0 or more, not {self.seed}.")

    def assuming(self, assumptions: Assumptions) -> "Question":
        """The same with other assumptions."""
        return replace(self, assumptions=assumptions)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """How sure an assessment is, with that assessment: the numbers of one are never shown beside those of another.

    `reading` counts how often limits and α/β were read from disk before it was asked for.
    """

    found: Uncertainty
    assessment: Assessment
    reading: int = 0

    def row(self, organ: str, key: str | None) -> RowUncertainty | None:
        """What it says of one row of the panel."""
        return next((row for row in self.found.rows if (row.organ, row.organ_key) == (organ, key)), None)

    def of(self, row: PanelRow) -> RowUncertainty | None:
        """What it says of this row."""
        return self.row(row.organ, row.organ_key)

    def answers(self, question: Question, opened: Opened, assessment: Assessment) -> bool:
        """True while it speaks of what is shown and of what is asked."""
        same = (self.found.draws, self.found.seed) == (question.draws, question.seed)
        return same and self.found.is_current(opened, assessment.settings, question.assumptions)


class Certainty:
    """The question in force and the last answers; a session has one."""

    def __init__(self) -> None:
        self.question = Question()
        self.reading = 0
        self._answers: list[Answer] = []

    def keep(self, answer: Answer) -> None:
        """One more answer, unless it rests on files that have changed since; the oldest is forgotten."""
        if answer.reading == self.reading:
            self._answers = [answer, *self._answers][:KEPT]

    def forget(self) -> None:
        """Limits or α/β changed on disk: no answer so far can be trusted to speak of what is shown."""
        self._answers = []
        self.reading += 1

    @property
    def newest(self) -> Answer | None:
        """The last answer, current or not."""
        return self._answers[0] if self._answers else None

    def current(self, opened: Opened, assessment: Assessment) -> Answer | None:
        """An answer that speaks of what is shown; None where there is none."""
        return next((one for one in self._answers if one.answers(self.question, opened, assessment)), None)
