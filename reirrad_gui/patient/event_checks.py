"""What is wrong, and what is odd, about an event that somebody enters: one plain sentence each.

An error keeps the event out; a warning is shown beside it and the event is taken, because histories are odd.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Event, Extent
from reirrad_gui.patient.facts import (
    DOSE_UNITS,
    UNITS,
    Diagnosis,
    LabSeries,
    LocalTreatment,
    SystemicTherapy,
    Technique,
)


class Gravity(Enum):
    """Whether an event can be taken as it is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about one event; `field` names what to correct ("end", "start", "unit" …)."""

    gravity: Gravity
    field: str
    sentence: str

    @property
    def blocking(self) -> bool:
        """True for an error."""
        return self.gravity is Gravity.ERROR


@dataclass(frozen=True, slots=True)
class Span:
    """Something else that is dated, by its name: a course of radiotherapy."""

    name: str
    start: When


def remarks_on(
    event: Event, others: Iterable[Event] = (), courses: Sequence[Span] = (), today: date | None = None
) -> tuple[Remark, ...]:
    """Everything to say of an event beside the others; errors first.

    Parameters
    ----------
    others : the events of the case; one of the same uid is the event before its change and is left out
    courses : the courses of radiotherapy
    today : the day of the entry; None: dates in the future cannot be told

    Examples
    --------
    >>> from reirrad_gui.patient.dates import PartialDate, StatedDate
    >>> from reirrad_gui.patient.events import event_of
    >>> from reirrad_gui.patient.facts import Symptom
    >>> of = lambda text: When((StatedDate.at(PartialDate.parse(text), "chart"),))
    >>> remarks_on(event_of("1", Symptom(pain_score=3), of("2018-05"), of("2018-03")))[0].sentence
    'It cannot end (Mar 2018) before it starts (May 2018). Correct one of the dates, or leave out the unknown one.'
    """
    apart = [one for one in others if one.uid != event.uid]
    found = (
        *_on_dates(event, today),
        *_on_units(event),
        *_on_alternatives(event),
        *_on_values(event),
        *_on_order(event, apart, courses),
        *_on_twins(event, apart),
    )
    return tuple(sorted(found, key=lambda one: not one.blocking))


def _error(field: str, sentence: str) -> Remark:
    return Remark(Gravity.ERROR, field, sentence)


def _warning(field: str, sentence: str) -> Remark:
    return Remark(Gravity.WARNING, field, sentence)


def _on_dates(event: Event, today: date | None) -> list[Remark]:
    found = []
    start, end = event.start, event.end
    if surely_before(end, start):
        found.append(
            _error(
                "end",
                f"It cannot end ({end.text}) before it starts ({start.text}). Correct one of the dates, or leave out "
                "the unknown one.",
            )
        )
    if event.extent is Extent.STATED and not end.known:
        found.append(_error("end", "Its end is said to be known and no date is given: enter one, or leave it open."))
    if event.extent is not Extent.STATED and end.known:
        found.append(_error("end", f"An end is given ({end.text}), so it cannot be a point in time or open."))
    for when, field in ((start, "start"), (end, "end")):
        if today is not None and when.first_day is not None and when.first_day > today:
            found.append(
                _error(
                    field, f"{when.text} lies after today ({today.isoformat()}). Enter what has happened, not plans."
                )
            )
    if not start.known:
        found.append(_warning("start", "It has no date: it stands beside the time axis, and no result can use it."))
    if event.conflicting:
        found.append(_warning("start", "Its sources give dates that cannot both hold; none of them is preferred."))
    return found


def surely_before(first: When, second: When) -> bool:
    """True where one lies before the other on every reading of both.

    >>> surely_before(When(), When())
    False
    """
    return first.last_day is not None and second.first_day is not None and first.last_day < second.first_day


def _on_units(event: Event) -> list[Remark]:
    facts = event.facts
    if isinstance(facts, LabSeries):
        known = ", ".join(UNITS[facts.analyte])
        return [
            _error("unit", f"“{unit}” is not a unit of {facts.analyte.value} known here ({known}): choose one of them.")
            for unit in facts.unknown_units
        ]
    if isinstance(facts, SystemicTherapy):
        return [
            _error("unit", f"“{unit}” is not a unit of dose known here ({', '.join(DOSE_UNITS)}): choose one of them.")
            for unit in facts.unknown_units
        ]
    return []


def _on_alternatives(event: Event) -> list[Remark]:
    """A field on which sources differ must not hold one of the readings."""
    held = {
        name.replace("_", " ") for name in event.facts.__dataclass_fields__ if getattr(event.facts, name) is not None
    }
    held |= {"site"} if event.sites else set()
    return [
        _error(one.what, f"Sources differ on the {one.what}, and one reading is entered as its value: leave that open.")
        for one in event.alternatives
        if one.what in held
    ]


def _on_values(event: Event) -> list[Remark]:
    facts = event.facts
    found = []
    if isinstance(facts, LocalTreatment) and facts.technique is Technique.SBRT:
        found.append(
            _warning(
                "technique",
                "SBRT gives dose to organs: entered here it takes part in no number. Add it as a course too, from its "
                "files or from the letter.",
            )
        )
    if isinstance(facts, LabSeries) and any(_outside(value.when, event) for value in facts.values):
        found.append(_warning("values", "Some of its values lie outside its start and end."))
    unclear = [site.text for site in event.sites if not site.known]
    if unclear:
        found.append(_warning("site", f"“{unclear[0]}” is not in the table of anatomical terms: kept as written."))
    return found


def _outside(when: When, event: Event) -> bool:
    end = event.end if event.end.known else event.start
    return surely_before(when, event.start) or (event.extent is not Extent.OPEN and surely_before(end, when))


def _on_order(event: Event, others: Iterable[Event], courses: Sequence[Span]) -> list[Remark]:
    """What lies before the first diagnosis: odd, and often a typing error in a year."""
    if isinstance(event.facts, Diagnosis):
        earlier = [
            one.facts
            for one in others
            if isinstance(one.facts, Diagnosis) and not surely_before(event.start, one.start)
        ]
        if earlier:
            return []
        return [
            _warning(
                "start", f"{course.name} ({course.start.text}) would lie before this diagnosis ({event.start.text})."
            )
            for course in courses
            if surely_before(course.start, event.start)
        ]
    if not isinstance(event.facts, SystemicTherapy | LocalTreatment):
        return []
    first = first_diagnosis(others)
    if first is None or not surely_before(event.start, first.start):
        return []
    return [_warning("start", f"It lies before the diagnosis ({first.title}, {first.start.text}).")]


def first_diagnosis(events: Iterable[Event]) -> Event | None:
    """The diagnosis that may have been first; None where none is dated."""
    dated = [one for one in events if isinstance(one.facts, Diagnosis) and one.start.first_day is not None]
    return min(dated, key=lambda one: one.start.first_day or date.max, default=None)


def course_remarks(events: Iterable[Event], courses: Sequence[Span]) -> tuple[Remark, ...]:
    """Courses that lie before the first diagnosis: a warning, for the disease may have been another one."""
    first = first_diagnosis(events)
    if first is None:
        return ()
    return tuple(
        _warning(
            "start", f"{one.name} ({one.start.text}) lies before the diagnosis ({first.title}, {first.start.text})."
        )
        for one in courses
        if surely_before(one.start, first.start)
    )


def _on_twins(event: Event, others: Iterable[Event]) -> list[Remark]:
    """The same thing entered twice."""
    same = (event.facts, event.start, event.sites, event.title)
    if any((one.facts, one.start, one.sites, one.title) == same for one in others):
        return [_warning("title", f"“{event.title}” of {event.start.text} is there already: it would stand twice.")]
    return []
