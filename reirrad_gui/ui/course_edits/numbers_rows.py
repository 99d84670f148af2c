"""What is known and asked of every phase's fractions and prescription, and the edits an answer becomes. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.case import Phase

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Settings

PLANNED, DELIVERED, PRESCRIBED = "fractions", "delivered", "prescribed"
NOT_STATED = "not stated"
WHY_DELIVERED = (
    "Only if the treatment differed from the plan: the dose counts for the share of the planned fractions that was "
    "delivered. 0: nothing of it was given, so it adds nothing."
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a phase. `open` tells that it may be entered; `entered` is what the user has entered before."""

    kind: str
    label: str
    stated: str
    source: str
    open: bool
    asked: bool
    entered: float | None


@dataclass(frozen=True, slots=True)
class PhaseNumbers:
    """One phase: its title, why something is asked of it, and its three numbers."""

    uid: str
    title: str
    asked: tuple[str, ...]
    numbers: tuple[Number, ...]
    label: str = ""
    """The plan's, which these texts may name."""

    @property
    def is_asked(self) -> bool:
        """True while a number is missing that only a person can supply."""
        return any(number.asked for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted answer: a labelled edit."""

    label: str
    edit: "Callable[[Settings], Settings]"


def phase_numbers(session: "Session") -> tuple[PhaseNumbers, ...]:
    """Every phase of every course as the files give it, with what was entered since."""
    return tuple(
        PhaseNumbers(
            phase.uid, _title(name, phase, several), phase.asked, _numbers(phase, session.settings), phase.label
        )
        for name, several, phase in _phases(session)
    )


def entries(phases: Sequence[PhaseNumbers], answers: Mapping[tuple[str, str], float | None]) -> tuple[Entry, ...]:
    """One edit for each answer, by (phase uid, kind), that differs from what is in force; None: as the files say."""
    found = []
    for phase in phases:
        for number in phase.numbers:
            key = (phase.uid, number.kind)
            if number.open and key in answers and answers[key] != number.entered:
                found.append(_entry(phase, number.kind, answers[key]))
    return tuple(found)


def _entry(phase: PhaseNumbers, kind: str, value: float | None) -> Entry:
    uid, name = phase.uid, phase.title
    if kind == PRESCRIBED:
        if value is None:
            return Entry(f"Forget the prescribed dose entered: {name}", lambda s: s.without_prescription(uid))
        return Entry(f"Enter {value:g} Gy prescribed: {name}", lambda s: s.with_prescription(uid, value))
    number = None if value is None else round(value)
    if kind == DELIVERED:
        if number is None:
            return Entry(
                f"Forget the delivered fractions entered: {name}", lambda s: s.without_delivered_fractions(uid)
            )
        return Entry(f"Enter {number} delivered fractions: {name}", lambda s: s.with_delivered_fractions(uid, number))
    if number is None:
        return Entry(f"Forget the number of fractions entered: {name}", lambda s: s.without_fractions(uid))
    return Entry(f"Enter {number} fractions: {name}", lambda s: s.with_fractions(uid, number))


def _phases(session: "Session") -> tuple[tuple[str, bool, Phase], ...]:
    """(name of the course, whether it has several phases, phase as found), but those that a letter's form asks for."""
    summaries = session.assessment.courses
    return tuple(
        (summary.name, len(course.phases) > 1, phase)
        for summary, course in zip(summaries, session.case.courses, strict=True)
        if course.letter is None
        for phase in course.phases
    )


def _title(name: str, phase: Phase, several: bool) -> str:
    return f"{name}, {phase.label}" if several and phase.label else name


def _numbers(phase: Phase, settings: "Settings") -> tuple[Number, ...]:
    planned, delivered, prescribed = phase.planned_fractions, phase.delivered_fractions, phase.prescribed_gy
    uid = phase.uid
    entered = {
        PLANNED: settings.fractions.get(uid),
        DELIVERED: settings.delivered_fractions.get(uid),
        PRESCRIBED: settings.prescribed_gy.get(uid),
    }
    counted = phase.fractions is None and entered[PLANNED] is None and entered[DELIVERED] is None
    of_plan = phase.fractions_source if delivered is None else ""
    dose = NOT_STATED if prescribed is None else f"{prescribed:g} Gy"
    return (
        Number(PLANNED, "Planned fractions", _count(planned), of_plan, planned is None, counted, entered[PLANNED]),
        Number(
            DELIVERED,
            "Delivered fractions",
            _count(delivered),
            "" if delivered is None else phase.fractions_source,
            True,
            phase.stops_short and entered[DELIVERED] is None,
            entered[DELIVERED],
        ),
        Number(
            PRESCRIBED,
            "Prescribed dose",
            dose,
            phase.prescription_source,
            prescribed is None,
            prescribed is None and entered[PRESCRIBED] is None,
            entered[PRESCRIBED],
        ),
    )


def _count(number: int | None) -> str:
    return NOT_STATED if number is None else f"{number}"
