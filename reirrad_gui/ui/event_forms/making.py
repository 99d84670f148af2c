"""From the answers of a form to an event, or to what is wrong with them, field by field. No Qt.

What was not touched keeps its value to the last letter: of an event that was read from a file the form shows less than
it holds, and opening it must lose nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import NOT_STATED, Event, Extent, event_of, kind_of, titled
from reirrad_gui.patient.facts import Facts, LabValue
from reirrad_gui.patient.origins import Alternative, Document, Entry, Origin
from reirrad_gui.patient.pasted import span_of
from reirrad_gui.ui.event_forms.fields import Answer
from reirrad_gui.ui.event_forms.kinds import Kind
from reirrad_gui.ui.event_forms.lists import together
from reirrad_gui.ui.event_forms.sections import (
    ALTERNATIVES,
    BY,
    DETAIL,
    DOCUMENT,
    END,
    EXTENT,
    SITES,
    START,
    TITLE,
    WORDING,
    Values,
    fields_of,
    read_field,
    values_of,
)

GENERAL = ""
"""The place of a sentence that belongs to no field."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is for: an event of this kind, new, in place of `before`, or `copied` from it.

    `shown` are the answers as they stood when the form opened; `on` is the time of the entry (ISO).
    """

    kind: Kind
    uid: str
    on: str
    shown: Mapping[str, Answer]
    before: Event | None = None
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """The event of the answers; None, and a sentence for each field that keeps it from being one."""

    event: Event | None
    problems: Mapping[str, str]
    touched: bool = True


def made(asked: Asked, answers: Mapping[str, Answer]) -> Made:
    """What the answers say. Untouched, the event is the very one from before."""
    touched = {name for name, answer in answers.items() if answer != asked.shown.get(name)}
    if asked.before is not None and not asked.copied and not touched - {BY}:
        return Made(asked.before, {}, touched=False)
    before = {} if asked.before is None else values_of(asked.before)
    values: Values = {}
    problems: dict[str, str] = {}
    source = _source(asked, answers, touched)
    for field in fields_of(asked.kind):
        if field.name in before and field.name not in touched:
            values[field.name] = before[field.name]
            continue
        if field.name == END and _extent(values) is not Extent.STATED:
            values[END] = NOT_STATED
            continue
        value, problem = read_field(field, answers[field.name], source, before.get(field.name))
        values[field.name] = value
        if problem:
            problems[field.name] = problem
    if problems:
        return Made(None, problems)
    try:
        return Made(_event(asked, values, touched), {})
    except _NoEventError as error:
        return Made(None, {error.field: error.sentence})


class _NoEventError(Exception):
    """The values are no event together."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def _extent(values: Values) -> Any:
    return values.get(EXTENT)


def _source(asked: Asked, answers: Mapping[str, Answer], touched: set[str]) -> str:
    """What an entered date is known from: the document where one is named, else the entry."""
    title, *rest = (str(answers[name]) for name in DOCUMENT)
    if title.strip():
        return Document(title, *rest).text
    if asked.before is not None and asked.before.origin is not None and not touched & set(DOCUMENT):
        return asked.before.origin.text
    who = str(answers[BY])
    return Entry(who, asked.on).text if who.strip() else "entered by hand"


def _event(asked: Asked, values: Values, touched: set[str]) -> Event:
    kind, before = asked.kind, asked.before
    facts = _facts(kind, values, touched, before)
    start, end, extent = _when(kind, values, touched, before)
    sites = values.get(SITES, () if before is None else before.sites)
    event = event_of(
        asked.uid, facts, start, end, extent=extent, sites=sites, detail=values[DETAIL], title=values[TITLE],
        origin=_origin(values, touched, before), entered=Entry(values[BY], asked.on), wording=values[WORDING],
        alternatives=_alternatives(values, touched, before),
    )  # fmt: skip
    return event if before is None else _kept(event, before, asked.kind, touched)


def _facts(kind: Kind, values: Values, touched: set[str], before: Event | None) -> Facts:
    named = {field.name: values[field.name] for field in kind.fields}
    if before is not None:
        if not touched & set(named):
            return before.facts
        named = {**{one.name: getattr(before.facts, one.name) for one in fields(before.facts)}, **named}
    try:
        facts: Facts = kind.made(**named)
    except EntryError as error:
        raise _NoEventError(_blamed(kind, named), str(error)) from error
    return facts


def _blamed(kind: Kind, named: Mapping[str, Any]) -> str:
    """The field without which there would be nothing wrong."""
    for field in reversed(kind.fields):
        if getattr(field, "required", "") or named[field.name] is None:
            continue
        try:
            kind.made(**{**named, field.name: None})
        except EntryError:
            continue
        return field.name
    return GENERAL


def _when(kind: Kind, values: Values, touched: set[str], before: Event | None) -> tuple[When, When, Extent]:
    if kind.extent is not None:
        return values[START], values[END], values[EXTENT]
    if before is not None and "values" not in touched:
        return before.start, before.end, before.extent
    measured: tuple[LabValue, ...] = values["values"]
    start, end = span_of(measured)
    return start, end, Extent.STATED if end.known else Extent.POINT


def _origin(values: Values, touched: set[str], before: Event | None) -> Origin | None:
    if before is not None and not touched & set(DOCUMENT):
        return before.origin
    title, section, author, written = (values[name] for name in DOCUMENT)
    if not any((title, section, author, written)):
        return None
    try:
        return Document(title, section, author, written)
    except EntryError as error:
        raise _NoEventError(DOCUMENT[0], str(error)) from error


def _alternatives(values: Values, touched: set[str], before: Event | None) -> tuple[Alternative, ...]:
    if before is not None and ALTERNATIVES not in touched:
        return before.alternatives
    try:
        return together(values[ALTERNATIVES])
    except EntryError as error:
        raise _NoEventError(ALTERNATIVES, str(error)) from error


def _kept(event: Event, before: Event, kind: Kind, touched: set[str]) -> Event:
    """What no field asks and a change of others leaves alone."""
    labels = {name for field in kind.fields if field.name in touched for name in (field.name, field.label.lower())}
    labels |= {"date"} if START in touched else set()
    labels |= {"stop date"} if EXTENT in touched or END in touched else set()
    typed = event_of(before.uid, before.facts, before.start, before.end, extent=before.extent, sites=before.sites,
                     alternatives=before.alternatives).not_stated  # fmt: skip
    told = tuple(one for one in before.not_stated if one not in typed and one not in labels)
    untitled = event.title == titled(event.facts, event.sites)
    return replace(
        event,
        lane=event.lane if before.lane is before.facts.lane else before.lane,
        kind=event.kind if before.kind == kind_of(before.facts) else before.kind,
        title=before.title if untitled and not event.title else event.title,
        not_stated=(*event.not_stated, *(one for one in told if one not in event.not_stated)),
        source=event.source if touched & set(DOCUMENT) or before.origin is not None else before.source or event.source,
        synthetic=before.synthetic,
        contradictions=before.contradictions,
        series_uid=before.series_uid,
        course_uid=before.course_uid,
        derived_from=before.derived_from,
    )
