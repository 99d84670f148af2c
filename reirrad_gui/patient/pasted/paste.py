"""A pasted table as events: each line taken whole or not at all, with a sentence where it is not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.event_checks import remarks_on
from reirrad_gui.patient.events import NOT_STATED, Event, event_of
from reirrad_gui.patient.facts import Analyte, Facts, LabSeries, LabValue
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.patient.pasted.rows import Row, facts_of, lab_value
from reirrad_gui.patient.pasted.table import Table, read_cells
from reirrad_gui.patient.sites import Site
from reirrad_gui.patient.written_sites import read_sites


@dataclass(frozen=True, slots=True)
class LineRead:
    """What became of one line: `taken`, and a sentence for everything that is odd or not understood."""

    number: int
    taken: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Events of a table, and what to say of its lines; lines without a sentence were understood."""

    events: tuple[Event, ...]
    lines: tuple[LineRead, ...]

    @property
    def left_out(self) -> tuple[LineRead, ...]:
        """Lines that were not taken."""
        return tuple(line for line in self.lines if not line.taken)


@dataclass(frozen=True, slots=True)
class _Paste:
    """What all lines share."""

    table: Table
    document: Document
    entered: Entry
    new_uid: Callable[[], str]
    today: date | None


def read_pasted(
    text: str, document: Document, entered: Entry, new_uid: Callable[[], str], today: date | None = None
) -> Pasted:
    """The events of a table with a line of column names, in English or Romanian.

    Values of one analyte become one series. A line with anything that is not understood, or that has an error, is left
    out whole.

    Parameters
    ----------
    document : what the table was copied from; a column "source" names another for its line
    new_uid : called for the uid of each event
    today : the day of the entry; later dates are refused

    Raises
    ------
    EntryError
        There is no table, or no column of dates.

    Examples
    --------
    >>> from itertools import count
    >>> number = count()
    >>> read = read_pasted("Data\\tDurere\\tLoc\\n14.01.2013\\t7\\tbazin\\nieri\\t3\\tbazin", Document("Chart"),
    ...     Entry("A. Reader"), lambda: f"new {next(number)}")
    >>> [event.title for event in read.events], [line.number for line in read.left_out]
    (['Pain 7/10: pelvis'], [3])
    """
    paste = _Paste(read_cells(text), document, entered, new_uid, today)
    said = [
        LineRead(1, True, f"The column “{header}” is not understood: its values are not taken.")
        for header in paste.table.unread
    ]
    events: list[Event] = []
    values: dict[Analyte, list[LabValue]] = {}
    for number, cells in paste.table.rows:
        try:
            row = _row(paste, cells)
            found, notes = _line(paste, row)
        except EntryError as error:
            said.append(LineRead(number, False, str(error)))
            continue
        said += [LineRead(number, True, note) for note in notes]
        for event in found:
            if isinstance(event.facts, LabSeries):
                values.setdefault(event.facts.analyte, []).extend(event.facts.values)
            else:
                events.append(event)
    events += [_series(paste, analyte, tuple(known)) for analyte, known in values.items()]
    return Pasted(tuple(replace(event, uid=new_uid()) for event in events), tuple(said))


def _row(paste: _Paste, cells: Sequence[str]) -> Row:
    columns = paste.table.columns
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        raise EntryError(
            "The line has more cells than there are columns: where a comma stands in a number, separate cells by "
            "semicolons or tabs."
        )
    pairs = [(column, cell) for column, cell in zip(columns, cells, strict=False) if column is not None]
    named = {column.meaning: cell for column, cell in pairs if column.analyte is None}
    named |= {column.analyte.value: cell for column, cell in pairs if column.analyte is not None}
    units = {column.meaning: column.unit for column, _ in pairs if column.analyte is None}
    return Row(named, units, paste.table.decimal_comma, named.get("source") or paste.document.text)


def _line(paste: _Paste, row: Row) -> tuple[list[Event], list[str]]:
    """The events of one line, checked; several where it has a column for each of several analytes."""
    facts = _measured(paste.table, row)
    alone = not facts or any(row[meaning] for meaning in ("kind", "what", "pain", "omed"))
    facts += [facts_of(row)] if alone else []
    sites: tuple[Site, ...] = ()
    notes: list[str] = []
    if any(not isinstance(one, LabSeries) for one in facts):
        sites, notes = _sites(row["site"])
    events = [_event(paste, row, one, sites) for one in facts]
    remarks = [remark for event in events for remark in remarks_on(event, today=paste.today)]
    if blocking := next((remark for remark in remarks if remark.blocking), None):
        raise EntryError(blocking.sentence)
    unitless = [one.analyte.value for one in facts if isinstance(one, LabSeries) and not one.values[0].unit]
    notes += [f"The unit of {name} is not stated: its value is kept and not drawn." for name in unitless]
    notes += [f"“{cell}” is not used: this kind of event has no place for it." for cell in row.unused]
    return events, [*notes, *(remark.sentence for remark in remarks)]


def _measured(table: Table, row: Row) -> list[Facts]:
    columns = [column for column in table.columns if column is not None and column.analyte is not None]
    return [
        LabSeries(column.analyte, (lab_value(row, column.analyte, row[column.analyte.value], column.unit),))
        for column in columns
        if column.analyte is not None and row[column.analyte.value]
    ]


def _sites(written: str) -> tuple[tuple[Site, ...], list[str]]:
    if not written:
        return (), []
    read = read_sites(written)
    if read.asked:
        raise EntryError(read.asked[0])
    return read.sites, list(read.notes)


def _event(paste: _Paste, row: Row, facts: Facts, sites: tuple[Site, ...]) -> Event:
    document = Document(row["source"]) if row["source"] else paste.document
    lab = isinstance(facts, LabSeries)
    end = NOT_STATED if lab else row.when("end")
    return event_of(
        "", facts, row.when("start"), end, sites=() if lab else sites, detail=row["note"], origin=document,
        entered=paste.entered,
    )  # fmt: skip


def _series(paste: _Paste, analyte: Analyte, values: tuple[LabValue, ...]) -> Event:
    """All values of one analyte as one event, from the first to the last that is dated."""
    facts = LabSeries(analyte, in_time_order(values))
    start, end = span_of(facts.values)
    return event_of("", facts, start, end, origin=paste.document, entered=paste.entered)


def in_time_order(values: Sequence[LabValue]) -> tuple[LabValue, ...]:
    """Values by the first day each may be of; undated ones last."""
    return tuple(sorted(values, key=lambda one: (one.when.first_day or date.max, one.when.last_day or date.max)))


def span_of(values: Sequence[LabValue]) -> tuple[When, When]:
    """Dates of the first and of the last dated value of a series; the end is not stated where there is only one."""
    dated = [one.when for one in in_time_order(values) if one.when.known]
    start = dated[0] if dated else NOT_STATED
    return start, dated[-1] if len(dated) > 1 and dated[-1] != start else NOT_STATED
