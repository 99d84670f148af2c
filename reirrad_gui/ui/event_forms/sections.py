"""What the form of a kind asks, in its order: the kind's own fields, and those that every event has. No Qt."""

from dataclasses import dataclass, fields
from typing import Any

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.events import Event, Extent, titled
from reirrad_gui.patient.origins import Document
from reirrad_gui.ui.event_forms.fields import Answer, Choice, Dates, Field, Line, Where
from reirrad_gui.ui.event_forms.kinds import Kind
from reirrad_gui.ui.event_forms.lists import apart, differing
from reirrad_gui.ui.event_forms.readings import as_sites, as_text, sites_text

START, END, EXTENT, SITES, BY = "event.start", "event.end", "event.extent", "event.sites", "event.by"
TITLE, DETAIL, WORDING, ALTERNATIVES = "event.title", "event.detail", "event.wording", "event.alternatives"
DOCUMENT = ("event.document", "event.section", "event.author", "event.written")
PLACES = "T8; left ischium; ribs 4 to 7; empty: not stated"
NOBODY = "Say who enters this: the timeline names the person beside it."
LASTED = (
    ("one moment, as far as it is known", Extent.POINT),
    ("from … to …", Extent.STATED),
    ("from …, ongoing or end not stated", Extent.OPEN),
)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under a heading; `folded` is shown on demand where it holds nothing."""

    title: str
    fields: tuple[Field, ...]
    folded: bool = False


def sections(kind: Kind) -> tuple[Section, ...]:
    """All that a form asks."""
    when = () if kind.extent is None else (
        Choice(EXTENT, "Lasted", LASTED, "Choose how it lies in time."),
        Dates(START, kind.start),
        Dates(END, "To"),
    )  # fmt: skip
    places = (Line(SITES, "Place", sites_text, as_sites, PLACES, empty=()),) if kind.local else ()
    return (
        Section("When, as far as it is known", when),
        Section(kind.title, (*places, *kind.fields)),
        Section("Where it is written", tuple(_plain(*asked) for asked in _DOCUMENT)),
        Section("In its words, remarks, what sources say differently", (
            _plain(WORDING, "In its words", "words of the source that are vague: “multiple”, “about two months”"),
            Line(DETAIL, "More", str, as_text, "anything to say of it", long=True, empty=""),
            _plain(TITLE, "Shown as", "empty: named by its values"),
            differing(tuple(_named(one) for one in (*places, *kind.fields))),
        ), folded=True),
        Section("This entry", (_plain(BY, "Entered by", "your name", NOBODY),)),
    )  # fmt: skip


def _named(field: Field) -> str:
    """What a field is of, as checks of an event name it."""
    return "site" if field.name == SITES else field.name.replace("_", " ")


def _plain(name: str, label: str, hint: str, required: str = "") -> Line:
    return Line(name, label, str, as_text, hint, required, empty="")


_DOCUMENT = (
    (DOCUMENT[0], "Document", "letter, report or paper; empty: only your entry"),
    (DOCUMENT[1], "Section", "page or chapter"),
    (DOCUMENT[2], "By", "who signed it"),
    (DOCUMENT[3], "Written", "its date as it stands there"),
)


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """All fields of a form."""
    return tuple(field for section in sections(kind) for field in section.fields)


Values = dict[str, Any]


def values_of(event: Event) -> Values:
    """The value of every field of an event, whatever its kind."""
    facts = {one.name: getattr(event.facts, one.name) for one in fields(event.facts)}
    document = event.origin if isinstance(event.origin, Document) else None
    written = ("",) * 4 if document is None else (document.title, document.section, document.author, document.written)
    named_by_values = event.title == titled(event.facts, event.sites)
    return {
        **facts, **dict(zip(DOCUMENT, written, strict=True)),
        START: event.start, END: event.end, EXTENT: event.extent, SITES: event.sites, DETAIL: event.detail,
        WORDING: event.wording, TITLE: "" if named_by_values else event.title, ALTERNATIVES: apart(event.alternatives),
    }  # fmt: skip


def answers_of(kind: Kind, values: Values) -> dict[str, Answer]:
    """The answers that stand in the form for these values; empty for what has none."""
    return {field.name: field.answer(values[field.name]) if field.name in values else _none(field)
            for field in fields_of(kind)}  # fmt: skip


def _none(field: Field) -> Answer:
    if isinstance(field, Line):
        return ""
    return (-1 if field.required else 0) if isinstance(field, Choice) else ()


def blank_answers(kind: Kind, **known: Any) -> dict[str, Answer]:
    """The answers of a new event: what its kind says of it, and what is `known` besides."""
    extent = {} if kind.extent is None else {EXTENT: kind.extent}
    return answers_of(kind, {**extent, **dict(kind.blank), **known})


def read_field(field: Field, answer: Answer, source: str, before: Any) -> tuple[Any, str]:
    """The value of an answer and no sentence, or None and why there is none."""
    try:
        return field.value(answer, Where(source, before)), ""
    except EntryError as error:
        return None, str(error)
