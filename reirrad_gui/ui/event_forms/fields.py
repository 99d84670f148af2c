"""What a form asks for, without saying how it looks: lines, choices, dates and lists. No Qt.

Each field turns a value into the answer that stands in the form, and an answer back. An answer that nobody touched
gives the very value it was made from, so that opening and saving a form changes nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import StatedDate, When
from reirrad_gui.patient.entered_dates import stated_date, understood

NOT_STATED = "not stated"
Cells = tuple[str, ...]
Answer = str | int | tuple[Cells, ...]
"""A line is text, a choice the place of its option (-1: none yet), dates and lists are rows of cells."""
_ABOUT = re.compile(r"written “(.+)”: ")


@dataclass(frozen=True, slots=True)
class Where:
    """What reading an answer may need: the `source` that an entered date is known from, and the value `before`."""

    source: str
    before: Any = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `shown` and `read` turn its value into words and back. Empty: not stated, or `required` says."""

    name: str
    label: str
    shown: Callable[[Any], str]
    read: Callable[[str, Where], Any]
    hint: str = NOT_STATED
    required: str = ""
    long: bool = False
    empty: Any = None

    def answer(self, value: Any) -> Answer:
        """The text of a value."""
        return "" if value is None else self.shown(value)

    def value(self, answer: Answer, where: Where) -> Any:
        """What the text says; EntryError where it is not understood, or must not be empty."""
        text = str(answer).strip()
        if text:
            return self.read(text, where)
        if self.required:
            raise EntryError(self.required)
        return self.empty


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several options; unless it is `required`, "not stated" comes first."""

    name: str
    label: str
    options: tuple[tuple[str, Any], ...]
    required: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The options as they are shown."""
        return tuple(text for text, _ in self._all)

    @property
    def _all(self) -> tuple[tuple[str, Any], ...]:
        return self.options if self.required else ((NOT_STATED, None), *self.options)

    def answer(self, value: Any) -> Answer:
        """The place of a value; -1 where it is none of the options."""
        return next(
            (at for at, (_, known) in enumerate(self._all) if known == value and type(known) is type(value)), -1
        )

    def value(self, answer: Answer, where: Where) -> Any:
        """The value at a place; EntryError where nothing was chosen."""
        del where
        if not isinstance(answer, int) or answer < 0:
            raise EntryError(self.required or "Choose one of these, or “not stated”.")
        return self._all[answer][1]


@dataclass(frozen=True, slots=True)
class Dates:
    """When something happened, by one source or by several: each row has what is written and who says so."""

    name: str
    label: str

    def answer(self, value: When) -> Answer:
        """What each source says, as it can be typed."""
        return tuple((written_date(said), said.source) for said in value.stated)

    def value(self, answer: Answer, where: Where) -> When:
        """The statements; what was not retyped stays as it was. EntryError as `stated_date`."""
        known = {written_date(said): said for said in _stated(where.before)}
        return When(tuple(_said(row, known, where.source) for row in _filled(answer)))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; with `choices` one of them is taken, `free` lets another text be typed."""

    title: str
    choices: tuple[str, ...] = ()
    free: bool = False
    share: int = 1


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: `cells` are the texts of one value, `made` the values of one row (one row may name several)."""

    name: str
    label: str
    columns: tuple[Column, ...]
    cells: Callable[[Any], Cells]
    made: Callable[[Cells, str], tuple[Any, ...]]
    hint: str = ""
    required: str = ""

    def answer(self, value: tuple[Any, ...]) -> Answer:
        """A row for each value."""
        return tuple(self.cells(one) for one in value)

    def value(self, answer: Answer, where: Where) -> tuple[Any, ...]:
        """The values of all rows that hold something; EntryError names the row that is not understood."""
        known = {self.cells(one): one for one in where.before or ()}
        found: list[Any] = []
        for number, row in enumerate(_rows(answer), 1):
            if not any(cell.strip() for cell in row):
                continue
            if row in known:
                found.append(known[row])
                continue
            try:
                found += self.made(tuple(cell.strip() for cell in row), where.source)
            except EntryError as error:
                raise EntryError(f"Line {number}: {error}") from error
        if self.required and not found:
            raise EntryError(self.required)
        return tuple(found)


Field = Line | Choice | Dates | Rows


def written_date(said: StatedDate) -> str:
    """A stated date in words that are read back to the same days.

    >>> [written_date(stated_date(said, "letter")) for said in ("about March 2011", "9/2012 to 11/2012", "by 2014")]
    ['about March 2011', 'Sep 2012 to Nov 2012', '2014 or earlier']
    """
    if match := _ABOUT.match(said.derived):
        return match[1]
    if said.earliest is None or said.latest is None:
        return said.text
    return said.earliest.text if said.earliest == said.latest else f"{said.earliest.text} to {said.latest.text}"


def date_said(text: str) -> tuple[str, bool]:
    """How a written date was understood, and whether it was.

    >>> date_said("03/2011")
    ('any day of Mar 2011', True)
    """
    if not text.strip():
        return NOT_STATED, True
    try:
        return understood(stated_date(text, "")), True
    except EntryError as error:
        return str(error), False


def cell_date(text: str, source: str) -> When:
    """The date of one cell; several statements stand with a bar between them.

    >>> cell_date("Sep 2012 | Nov 2012", "chart").text, cell_date("", "chart").known
    ('Sep or Nov 2012', False)
    """
    return When(tuple(stated_date(part, source) for part in text.split("|") if part.strip()))


def date_cell(when: When) -> str:
    """The date of one cell in words that are read back."""
    return " | ".join(written_date(said) for said in when.stated)


def _stated(when: When | None) -> tuple[StatedDate, ...]:
    return () if when is None else when.stated


def _rows(answer: Answer) -> tuple[Cells, ...]:
    return answer if isinstance(answer, tuple) else ()


def _filled(answer: Answer) -> tuple[Cells, ...]:
    return tuple(row for row in _rows(answer) if row[0].strip())


def _said(row: Cells, known: dict[str, StatedDate], default: str) -> StatedDate:
    text, source = row
    before = known.get(text)
    if before is not None and source in ("", before.source):
        return before
    source = source.strip() or default
    if before is not None:
        return StatedDate(before.earliest, before.latest, source, before.derived)
    return stated_date(text, source)
