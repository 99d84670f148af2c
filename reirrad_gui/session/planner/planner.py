"""The planner of one opened case: what it was asked is answered in the background, from doses that are kept."""

from collections.abc import Sequence

from reirrad_gui.lq import Regimen
from reirrad_gui.session.evaluation import Kept
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.planner.candidates import CandidateTable, candidates
from reirrad_gui.session.planner.question import Planned, PlanQuestion
from reirrad_gui.session.planner.remaining import USUAL, Remaining, remaining
from reirrad_gui.session.planner.solve import UP_TO_TEN, Solution, solved


class Planner:
    """Answers what could still be given. One question at a time, on any thread; it changes nothing that is shown."""

    def __init__(self, opened: Opened, kept: Kept | None = None) -> None:
        self._opened = opened
        self._kept = Kept() if kept is None else kept

    def candidates(self, question: PlanQuestion, regimens: Sequence[Regimen], step: Step = silent) -> CandidateTable:
        """Regimens side by side.

        Raises
        ------
        EntryError
            The course cannot be scaled, or a setting cannot be used; the sentence says why. Also what `step` raises.
        """
        return candidates(self._planned(question), regimens, step)

    def solve(self, question: PlanQuestion, fractions: Sequence[int] = UP_TO_TEN, step: Step = silent) -> Solution:
        """The largest total in each number of fractions (1 to 40); errors as `candidates`."""
        return solved(self._planned(question), fractions, step)

    def remaining(self, question: PlanQuestion, fractions: Sequence[int] = USUAL, step: Step = silent) -> Remaining:
        """What every limit leaves in each number of fractions; errors as `candidates`."""
        return remaining(self._planned(question), fractions, step)

    def _planned(self, question: PlanQuestion) -> Planned:
        return Planned(self._opened, question, self._kept)
