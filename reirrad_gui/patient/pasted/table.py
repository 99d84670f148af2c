"""Text as it comes from a spreadsheet: which sign separates the cells, which column is which, which number is meant."""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.facts import Analyte
from reirrad_gui.patient.name_words import key
from reirrad_gui.resources import resource

SCHEMA = "reirrad-gui/table-words/1"
_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]\s*(.*?)\s*[)\]]\s*")
_NUMBER = re.compile(r"([<>]?)\s*(\d+(?:[.,]\d+)?)\s*(\D.*)?")
_DECIMAL_COMMA = re.compile(r"\s*[<>]?\s*\d+,\d+(\s*\D.*)?")
Words = Mapping[str, str]


@lru_cache(maxsize=1)
def words() -> Mapping[str, Words]:
    """For each part of the shipped table, from every way of writing to what it means."""
    said = json.loads(resource("names", "table_words.json").read_text(encoding="utf-8"))
    if said["schema"] != SCHEMA:
        raise ValueError(f"the schema of table_words.json must be {SCHEMA!r}, not {said['schema']!r}")
    parts = {name: part for name, part in said.items() if isinstance(part, dict)}
    return MappingProxyType(
        {
            name: MappingProxyType({key(way): meaning for meaning, ways in part.items() for way in ways})
            for name, part in parts.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds ("start", "value" …), or an analyte with the unit in its header."""

    meaning: str
    analyte: Analyte | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A pasted table; `columns` holds None where a header is not understood. Rows have their line number."""

    headers: tuple[str, ...]
    columns: tuple[Column | None, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    decimal_comma: bool

    @property
    def unread(self) -> tuple[str, ...]:
        """Headers that are not understood."""
        pairs = zip(self.headers, self.columns, strict=True)
        return tuple(header for header, column in pairs if column is None and header)


def read_cells(text: str) -> Table:
    """The table in a text, with tabs, semicolons or commas between its cells.

    Raises
    ------
    EntryError
        Nothing is there, no column is a date, or two columns say the same.

    Examples
    --------
    >>> table = read_cells("Data;PSA (ng/mL)\\n2012-11;9,5")
    >>> table.columns[1].unit, table.rows, table.decimal_comma
    ('ng/mL', ((2, ('2012-11', '9,5')),), True)
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        raise EntryError("There is no table here: copy the cells, with the line of column names above them.")
    sign = _sign(lines[filled[0]])
    split = [(number + filled[0], cells) for number, cells in _split(lines[filled[0] :], sign)]
    rows = [(number, row) for number, row in split if any(row)]
    headers = rows[0][1]
    columns = tuple(_column(header) for header in headers)
    _check(headers, columns)
    comma = sign != "," and any(_DECIMAL_COMMA.fullmatch(cell) for _, row in rows[1:] for cell in row)
    return Table(headers, columns, tuple(rows[1:]), comma)


def _split(lines: list[str], sign: str) -> list[tuple[int, tuple[str, ...]]]:
    """Cells with the number of their line; EntryError where a quotation mark swallows the lines after it."""
    read = csv.reader([f"{line}\n" for line in lines], delimiter=sign, strict=True)
    found = []
    try:
        for row in read:
            found.append((read.line_num, tuple(" ".join(cell.replace("\0", " ").split("\n")).strip() for cell in row)))
    except csv.Error as error:
        begun = found[-1][0] + 1 if found else 1
        raise EntryError(
            f"The table cannot be taken apart from line {begun} on: a quotation mark there is not closed, or stands in "
            "the middle of a cell. Remove it, or put two."
        ) from error
    return found


def _sign(line: str) -> str:
    return next((sign for sign in ("\t", ";") if sign in line), ",")


def _column(header: str) -> Column | None:
    meaning = words()["columns"].get(key(header))
    if meaning is not None:
        return Column(meaning)
    bare, unit = header, ""
    if match := _IN_BRACKETS.fullmatch(header):
        bare, unit = match[1], match[2]
        if (meaning := words()["columns"].get(key(bare))) is not None:
            return Column(meaning, unit=unit)
    analyte = words()["analytes"].get(key(bare))
    return None if analyte is None else Column("analyte", Analyte(analyte), unit)


def _check(headers: tuple[str, ...], columns: tuple[Column | None, ...]) -> None:
    known = [column for column in columns if column is not None]
    if not any(column.meaning == "start" for column in known):
        raise EntryError(
            "No column is named as a date. The first line has to name the columns, for example: "
            "Date; Kind; What; Value; Unit; Site."
        )
    for column in known:
        if known.count(column) > 1 or (column.analyte is None and [c.meaning for c in known].count(column.meaning) > 1):
            named = " and ".join(
                f"“{h}”" for h, c in zip(headers, columns, strict=True) if c and c.meaning == column.meaning
            )
            raise EntryError(f"The columns {named} say the same: keep one of them, or rename one.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, with the sign of a limit before it and the unit behind it."""

    value: float
    bound: str = ""
    unit: str = ""


def read_number(written: str, *, decimal_comma: bool = False) -> Number:
    """The number in a cell.

    Raises
    ------
    EntryError
        It is none, or can be read in two ways: with a decimal comma in the table "1.234" may be a thousand, and
        without, "1,234" may be one.

    Examples
    --------
    >>> read_number("< 0,1 ng/mL")
    Number(value=0.1, bound='<', unit='ng/mL')
    """
    match = _NUMBER.fullmatch(written.strip())
    if match is None:
        raise EntryError(f"“{written.strip()}” is not a number.")
    bound, digits, unit = match[1], match[2], (match[3] or "").strip()
    whole, sign, part = digits.partition("," if "," in digits else ".")
    thousands = sign and len(part) == 3 and whole != "0" and len(whole) <= 3
    if thousands and (sign == "," or decimal_comma):
        raise EntryError(
            f"“{digits}” can be {whole}.{part} or {whole}{part}: write {whole}{part}, or {whole}{sign}{part}0 for the "
            "other."
        )
    return Number(float(f"{whole}.{part or 0}"), bound, unit)
