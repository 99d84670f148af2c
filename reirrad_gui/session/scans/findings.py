"""What published rules say of examinations, with rule, source and caution: for reading beside the pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.clinical.outcome import CHECK
from reirrad_gui.patient.events import Event
from reirrad_gui.session.derived.result import Derived
from reirrad_gui.session.derived.scans import extents
from reirrad_gui.session.derived.scans import progression as over_time


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


def findings(events: Sequence[Event]) -> dict[str, Finding]:
    """Extent of disease of each bone scan, by the uid of its event."""
    return {one.inputs[0].uid: _finding(one) for one in extents(_told(events))}


def progression(events: Sequence[Event]) -> Finding | None:
    """Progression over the bone scans; None where there is none of them."""
    return next((_finding(one) for one in over_time(_told(events))), None)


def _told(events: Sequence[Event]) -> list[Event]:
    return [one for one in events if not one.derived_from]


def _finding(one: Derived) -> Finding:
    outcome = one.outcome
    title = one.event.title.removeprefix("Derived: ").removesuffix(" †")
    return Finding(title, CHECK if outcome.caution else "", (*outcome.lines, *one.notes))
