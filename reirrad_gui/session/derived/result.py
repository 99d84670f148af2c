"""The form of a result that is derived from the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reirrad_gui.clinical.outcome import Outcome
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Event, Lane

KIND = "derived"


@dataclass(frozen=True, slots=True)
class Derived:
    """One result: `event` stands on the timeline, `outcome` has the rule and every input, `inputs` are the events.

    `notes` say how inputs were chosen, a sentence each. `about` is the uid of the one event that the result is a grade
    of (a scan, a pain report); None where it stands for itself. `answered` is False where something is missing.
    """

    event: Event
    outcome: Outcome[Any]
    inputs: tuple[Event, ...]
    notes: tuple[str, ...] = ()
    about: str | None = None

    @property
    def answered(self) -> bool:
        """True where the rule found an answer, sure or unconfirmed."""
        words = self.outcome.headline
        return not words.startswith(("undetermined", "not classifiable"))

    @property
    def sentence(self) -> str:
        """The result in one line, for the tooltip of an event that it rests on."""
        missing = f" Missing: {', '.join(self.outcome.missing)}." if self.outcome.missing else ""
        return f"{self.event.title}.{missing}"


def mark(outcome: Outcome[Any]) -> str:
    """The sign of rules that were not read in their paper; the detail says what it means."""
    return " †" if outcome.caution else ""


def derived(
    uid: str,
    lane: Lane,
    title: str,
    when: When,
    outcome: Outcome[Any],
    inputs: Sequence[Event],
    notes: Sequence[str] = (),
    about: str | None = None,
) -> Derived:
    """A result with its event; the caution of rules that were not read in their paper is said in its detail."""
    named = ", ".join(f"{one.title} ({one.start.text})" for one in inputs) or "nothing that is stated"
    caution = (f"† {outcome.caution}.",) if outcome.caution else ()
    event = Event(
        f"derived/{uid}", lane, KIND, f"Derived: {title}{mark(outcome)}", when,
        detail=" ".join((*outcome.reasons, *notes, *caution)),
        not_stated=outcome.missing, source=f"Derived by this program from {named}",
        derived_from=tuple(one.uid for one in inputs),
    )  # fmt: skip
    return Derived(event, outcome, tuple(inputs), tuple(notes), about)
