"""What published rules say of examinations, with rule, source and caution: for reading beside the pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.case import Course
from reirrad_gui.clinical.outcome import CHECK
from reirrad_gui.patient.events import Event
from reirrad_gui.session.derived.derived import derived_from_history
from reirrad_gui.session.derived.result import Derived

PCWG = "derived/pcwg"


@dataclass(frozen=True, slots=True)
class Finding:
    """One derived result: `headline` in a few words, `caution` beside it where a rule was not read in its paper.

    `lines` hold everything: reasons, what is missing, every input, the rules with their sources.
    """

    headline: str
    caution: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Headline and caution in one line."""
        return f"{self.headline} († {self.caution})" if self.caution else self.headline


def findings(events: Sequence[Event], courses: Sequence[Course]) -> dict[str, Finding]:
    """Extent of disease of each examination, by the uid of its event."""
    graded = (one for one in derived_from_history(events, courses) if one.event.uid.startswith("derived/eod/"))
    return {one.inputs[0].uid: _finding(one) for one in graded}


def progression(events: Sequence[Event], courses: Sequence[Course]) -> Finding | None:
    """Progression over the bone scans; None where there is none of them."""
    found = (one for one in derived_from_history(events, courses) if one.event.uid == PCWG)
    return next((_finding(one) for one in found), None)


def _finding(one: Derived) -> Finding:
    outcome = one.outcome
    given = outcome.lines
    title = one.event.title.removeprefix("Derived: ").removesuffix(" †")
    return Finding(title, CHECK if outcome.caution else "", (*given, *one.notes))
