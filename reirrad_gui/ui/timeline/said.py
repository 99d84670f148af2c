"""Everything known of each item in words: for tooltips, the table beside the timeline, and screen readers. No Qt."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, overload

from reirrad_gui.patient.dates import StatedDate, When
from reirrad_gui.patient.events import Contradiction, Event, Extent
from reirrad_gui.patient.facts import Discussion, Note
from reirrad_gui.patient.origins import Document
from reirrad_gui.ui.timeline.arrange import LANES
from reirrad_gui.ui.timeline.courses import fraction_days
from reirrad_gui.ui.timeline.curves import left_out
from reirrad_gui.ui.timeline.facts_said import facts_said
from reirrad_gui.ui.timeline.intervals import interval_labels

if TYPE_CHECKING:
    from reirrad_gui.case.letters import LetterCourse
    from reirrad_gui.session import Assessment
    from reirrad_gui.session.assessment import CourseSummary

SCHEMATIC = "The dates of the fractions are not stated: the ticks are schematic."
ON_RECORD = "The ticks are the days of the fractions on record."
SOME_ON_RECORD = "Not every fraction is on record with its day: the ticks are schematic."
SYNTHETIC = "Synthetic: made for the example, not stated by the case report."
COLUMNS = ("Lane", "What", "When", "Precision", "Source", "Not stated", "More")
LANE_TITLES = dict(LANES)


@dataclass(frozen=True, slots=True)
class Said:
    """One item in words; `sources` say who dates it and how, `more` holds whole sentences.

    `kept` are names of people and documents, and what people wrote: no language changes them.
    """

    key: str
    lane: str
    title: str
    when: str
    precision: str
    sources: tuple[str, ...]
    not_stated: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    conflicting: bool = False
    kept: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The same facts as one line of a table with `COLUMNS`."""
        when = f"⚠ {self.when}" if self.conflicting else self.when
        parts = ("; ".join(self.sources), ", ".join(self.not_stated), " ".join(self.more))
        return (self.lane, self.title, when, self.precision, *parts)

    @property
    def text(self) -> str:
        """One paragraph for a screen reader."""
        unsaid = (f"Not stated: {', '.join(self.not_stated)}.",) if self.not_stated else ()
        return " ".join(
            (f"{self.lane}: {self.title}. {self.when} ({self.precision}).", *self.sources, *unsaid, *self.more)
        )

    @property
    def html(self) -> str:
        """The tooltip."""
        return self.tip()

    def tip(self, value: str = "", since: str = "") -> str:
        """The tooltip, with the value that is pointed at and the time since what time is counted from."""
        lines = [f"<b>{escape(value)}</b>"] if value and value not in self.title else []
        lines += [f"<b>{escape(self.title)}</b>", f"{escape(self.when)} · {escape(self.precision)}"]
        lines += [escape(since)] if since else []
        lines += [f"Source: {escape(source)}" for source in self.sources]
        if self.not_stated:
            lines.append(f"Not stated: {escape(', '.join(self.not_stated))}")
        lines += [escape(sentence) for sentence in self.more]
        return f"<div style='width: 380px'>{'<br>'.join(lines)}</div>"


def precision(when: When) -> str:
    """How sharply the sources date something.

    >>> from reirrad_gui.patient.dates import PartialDate
    >>> precision(When((StatedDate.at(PartialDate(2011, 3), "letter"),)))
    'known to the month'
    """
    if not when.known:
        return "no date"
    if when.conflicting:
        return "sources differ"
    first, last = when.first_day, when.last_day
    if first is None or last is None:
        return "open to one side"
    if first == last:
        return "known to the day"
    days = (last - first).days + 1
    whole_month = first.day == 1 and 28 <= days <= 31 and first.month == last.month
    whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    if whole_month:
        return "known to the month"
    return "known to the year" if whole_year else f"within {_length(days)}"


def _length(days: int) -> str:
    """A rough length, rounded up so that it never promises more than is known."""
    return f"{days} days" if days < 60 else f"{-(-days * 12 // 365)} months"


def stated(when: When, what: str = "") -> tuple[str, ...]:
    """Each source with what it says and how that was derived."""
    return tuple(_source(said, what) for said in when.stated)


def _source(said: StatedDate, what: str) -> str:
    derived = f" ({said.derived})" if said.derived else ""
    return f"{said.source}: {what}{said.text}{derived}"


def event_said(event: Event) -> Said:
    """One event."""
    when = event.start.text
    sources = stated(event.start)
    if event.extent is Extent.STATED:
        when = f"{event.start.text} – {event.end.text}"
        sources = (*stated(event.start, "from "), *stated(event.end, "until "))
    elif event.extent is Extent.OPEN:
        when = f"from {event.start.text}; end not stated"
        sources = stated(event.start, "from ")
    if not sources and event.source:
        sources = (event.source,)
    more = (
        *((_sentence(event.detail),) if event.detail else ()),
        *facts_said(event),
        *((unsaid,) if (unsaid := left_out(event)) else ()),
        *contradicted(event.contradictions),
        *((SYNTHETIC,) if event.synthetic else ()),
    )
    lane = LANE_TITLES[event.lane]
    return Said(
        event.uid, lane, event.title, when, precision(event.start), sources, event.not_stated, more, event.conflicting,
        kept(event),
    )  # fmt: skip


def kept(event: Event) -> tuple[str, ...]:
    """Names of people and documents in the words of an event, and what people wrote of it in more than one word."""
    origin, entered, facts = event.origin, event.entered, event.facts
    names = [origin.title, origin.section, origin.author] if isinstance(origin, Document) else []
    if entered is not None:
        names.append(entered.by)
    written = [event.wording, event.detail if entered is not None else ""]
    if isinstance(facts, Note):
        written.append(facts.text)
    elif isinstance(facts, Discussion):
        written += [facts.question or "", facts.outcome or ""]
        names.append(facts.participants or "")
    return tuple(dict.fromkeys(text for text in (*names, *(one for one in written if " " in one)) if text))


def contradicted(contradictions: Iterable[Contradiction]) -> tuple[str, ...]:
    """What the sources say in two ways, or leave open."""
    return tuple(f"⚠ {c.title}: {_sentence(c.text)}" for c in contradictions)


def course_said(index: int, summary: "CourseSummary", around: Sequence[str], synthetic: Sequence[str] = ()) -> Said:
    """One course; `around` are sentences on its neighbours, `synthetic` says what of it was made up."""
    course = summary.course
    kind = f" · {course.letter.kind}" if course.letter is not None else ""
    more = [_sentence(_letter(course.letter))] if course.letter is not None else []
    more += [f"Site: {course.site}."] if course.site else []
    more.append(_fractions(summary))
    more += [fact for phase in course.phases for fact in phase.delivery.facts]
    more += [_sentence(text) for text in around]
    more += [_sentence(text) for text in (*course.problems, *summary.problems)]
    if course.synthetic:
        more += [_sentence(text) for text in synthetic]
    more += contradicted(course.contradictions)
    sources = (*stated(course.start, "started "), *stated(course.end, "ended "))
    return Said(
        f"course {index}",
        "Radiotherapy",
        f"{summary.name}{kind} · {summary.prescription_text}",
        _course_when(course.start, course.end),
        precision(course.start),
        sources,
        course.not_stated,
        tuple(dict.fromkeys(more)),
        course.start.conflicting or course.end.conflicting,
    )


def _letter(letter: "LetterCourse") -> str:
    """That there is no more than a document, and whose entry it is."""
    source = f"{letter.document.text}; {letter.entry_text}"
    return f"Known only from a {letter.kind} ({source}); it counts for {letter.bound_text}"


def _course_when(start: When, end: When) -> str:
    """Start and end; once where both say the same, and without an end that adds nothing."""
    if not end.known or end.text == start.text or (end.last_day is None and start.last_day is not None):
        return f"{start.text}; end not stated" if not end.known else start.text
    return f"{start.text} – {end.text}"


def _fractions(summary: "CourseSummary") -> str:
    course = summary.course
    number = course.fractions
    if number == 0:
        return "No fraction was delivered."
    if number is None:
        return "The number of fractions is not stated."
    every = course.fraction_interval_days
    spacing = f", one every {every} days" if every and every > 1 else ", one a day" if every == 1 else ""
    ticks = ON_RECORD if fraction_days(course) else SCHEMATIC if not course.dated_fractions else SOME_ON_RECORD
    return f"{number} fraction{'' if number == 1 else 's'}{spacing}. {ticks}"


def interval_said(index: int, assessment: "Assessment") -> Said:
    """The interval between two courses."""
    before, after = assessment.courses[index], assessment.courses[index + 1]
    gap = assessment.gaps[index]
    ended, begun = before.course.end.text, after.course.start.text
    return Said(
        f"interval {index}",
        "Radiotherapy",
        f"Interval from {before.name} to {after.name}",
        interval_labels(gap)[0].removeprefix("interval "),
        "a range, because the dates are ranges" if gap.min_days != gap.max_days else "from dates known to the day",
        (f"end of {before.name}: {ended}; start of {after.name}: {begun}",),
        more=("Complete months; the same range enters recovery and verdicts.",),
    )


class AllSaid(Mapping[str, Said]):
    """Every item in words by its key: put into words when it is first asked for, `others` all at once."""

    def __init__(self, events: Iterable[Event], others: Callable[[], Mapping[str, Said]]) -> None:
        self._events = {event.uid: event for event in events if event.course_uid is None}
        self._find_others = others
        self._known: dict[str, Said] = {}

    @cached_property
    def _others(self) -> Mapping[str, Said]:
        return self._find_others()

    def __getitem__(self, key: str) -> Said:
        if key not in self._known:
            event = self._events.get(key)
            self._known[key] = self._others[key] if event is None else event_said(event)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        yield from self._events
        yield from self._others

    def __len__(self) -> int:
        return len(self._events) + len(self._others)


class Rows(Sequence[Said]):
    """Items in words in the order of their keys; each is put into words when it is asked for."""

    def __init__(self, said: Mapping[str, Said], keys: Sequence[str]) -> None:
        self._said, self._keys = said, keys

    @overload
    def __getitem__(self, place: int) -> Said: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Said]: ...
    def __getitem__(self, place: int | slice) -> Said | Sequence[Said]:
        if isinstance(place, slice):
            return [self._said[key] for key in self._keys[place]]
        return self._said[self._keys[place]]

    def __len__(self) -> int:
        return len(self._keys)


def all_said(events: Iterable[Event], assessment: "Assessment") -> AllSaid:
    """Every item by its key; the order is the table's until it is sorted by time."""
    return AllSaid(events, lambda: _courses_and_intervals(assessment))


def _courses_and_intervals(assessment: "Assessment") -> dict[str, Said]:
    found: dict[str, Said] = {}
    intervals = {f"interval {i}": interval_said(i, assessment) for i in range(len(assessment.gaps))}
    for index, summary in enumerate(assessment.courses):
        near = [intervals[f"interval {i}"] for i in (index - 1, index) if f"interval {i}" in intervals]
        around = [f"{one.title}: {one.when}" for one in near]
        if index and index == len(assessment.courses) - 1:
            around.append(f"ESTRO {assessment.classification.kind}: {assessment.classification.reason}")
        said = course_said(index, summary, around, assessment.synthetic)
        found[said.key] = said
    return {**found, **intervals}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
