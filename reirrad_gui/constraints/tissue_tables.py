"""Tables of α/β on this computer: the shipped one, the user's own; read strictly, kept when they have not changed."""

import json
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from reirrad_gui.constraints.finding import Finding, Severity
from reirrad_gui.constraints.library import named, write_new
from reirrad_gui.constraints.limit import Confidence, Evidence
from reirrad_gui.constraints.naming import is_known
from reirrad_gui.constraints.rows import (
    Row,
    content_of,
    flag,
    number,
    refuse_unknown,
    required_number,
    rows,
    text,
    texts,
    word,
)
from reirrad_gui.constraints.shelf import Shelf
from reirrad_gui.constraints.stamp import Stamp, next_version
from reirrad_gui.constraints.tissues import DEFAULT_TABLE, SCHEMA, Tissue, TissueAlphaBeta, TissueTable
from reirrad_gui.errors import CaseFileError, EntryError

TABLES: Final = Shelf("tissues", "tissue-tables", DEFAULT_TABLE, "table of tissues")
KEPT_TABLES: Final = 8
PLAUSIBLE_ALPHA_BETA_GY: Final = (0.5, 20.0)
_TABLE_FIELDS: Final = frozenset(
    {"schema", "title", "version", "date", "author", "based_on", "tissues", "target", "unknown"}
)
_ROW_FIELDS: Final = frozenset(
    {"tissue", "organs", "default_gy", "low_gy", "high_gy", "source", "confidence", "evidence", "assumed", "reason"}
)


def tissue_table_names() -> tuple[str, ...]:
    """Names of the tables: the shipped one, then the user's.

    >>> tissue_table_names()[0]
    'alpha-beta'
    """
    return TABLES.names


def load_tissue_table(name_or_path: str | Path = DEFAULT_TABLE) -> TissueTable:
    """The shipped table, one of the user's by its name, or one from a file; read again once it has changed.

    Raises
    ------
    CaseFileError
        There is no such table, or it cannot be used; the sentence says why.
    """
    if name_or_path in TABLES.shipped:
        return _shipped(str(name_or_path))
    file = TABLES.required(name_or_path)
    told = file.stat()
    return _read(file, told.st_mtime_ns, told.st_size)


def alpha_beta_for(canonical: str | None) -> TissueAlphaBeta:
    """The α/β of an organ from the shipped table; see `TissueTable.alpha_beta_for`.

    Examples
    --------
    >>> alpha_beta_for("CaudaEquina").default_gy
    2.0
    >>> alpha_beta_for("Left knee").reason
    'The name is not in the table of tissues; 3 Gy, usual for late reactions, is assumed until somebody chooses.'
    """
    return load_tissue_table().alpha_beta_for(canonical)


def table_text(table: TissueTable) -> str:
    """The content of a table's file."""
    stamp = table.stamp
    said = {
        "schema": SCHEMA,
        "title": stamp.title,
        "version": stamp.version,
        "date": stamp.date,
        "author": stamp.author,
        **({"based_on": stamp.based_on} if stamp.based_on else {}),
        "tissues": [{**_row_json(one.alpha_beta), "organs": list(one.organs)} for one in table.tissues],
        "target": _row_json(table.target),
        "unknown": _row_json(table.unknown),
    }
    return json.dumps(said, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def copy_table(name_or_path: str | Path, title: str, author: str, today: date) -> TissueTable:
    """Copies a table to the user's own, and keeps it.

    Raises
    ------
    EntryError
        The name is taken or none, or nobody's name is given.
    CaseFileError
        The table cannot be read, or the copy cannot be written.
    """
    source = load_tissue_table(name_or_path)
    name = TABLES.new_name(title)
    stamp = Stamp(name, title.strip(), "1", today.isoformat(), named(author), source.stamp.text)
    copy = replace(source, stamp=stamp)
    TABLES.write(name, table_text(copy))
    return copy


def save_table(changed: TissueTable, author: str, today: date) -> TissueTable:
    """Keeps a changed table of the user's under the next version; errors as `library.save_set`."""
    stamp = changed.stamp
    if stamp.name in TABLES.own and load_tissue_table(stamp.name).stamp.version != stamp.version:
        raise EntryError(
            f"“{stamp.title}” was changed meanwhile. Nothing was written over it; open it again and repeat your change."
        )
    new = replace(stamp, version=next_version(stamp.version), date=today.isoformat(), author=named(author))
    saved = replace(changed, stamp=new)
    TABLES.write(stamp.name, table_text(saved))
    return saved


def import_table(path: Path) -> TissueTable:
    """Takes a table from a file to the user's own, just as it is; errors as `library.import_set`."""
    found = load_tissue_table(path)
    name = TABLES.new_name(path.stem)
    TABLES.write(name, table_text(found))
    return replace(found, stamp=replace(found.stamp, name=name))


def export_table(name_or_path: str | Path, path: Path) -> TissueTable:
    """Writes a table to a file that is not there yet; errors as `library.export_set`."""
    found = load_tissue_table(name_or_path)
    write_new(path, table_text(found))
    return found


def delete_table(name: str) -> None:
    """Removes one of the user's tables; EntryError for any other."""
    TABLES.delete(name)


def lint_tissues(table: TissueTable) -> tuple[Finding, ...]:
    """What is wrong, or looks wrong, in a table of α/β.

    Examples
    --------
    >>> lint_tissues(load_tissue_table())
    ()
    """
    shipped = load_tissue_table()
    found: list[Finding] = []
    for row in table.tissues:
        value = row.alpha_beta
        found += [Finding(severity, value.tissue, said) for severity, said in _row_findings(row)]
        found += [Finding(Severity.ERROR, value.tissue, said) for said in _misquoted(row, shipped)]
    for value in (table.target, table.unknown):
        found += [Finding(severity, value.tissue, said) for severity, said in _value_findings(value)]
    return tuple(found)


def _row_findings(row: Tissue) -> list[tuple[Severity, str]]:
    found = _value_findings(row.alpha_beta)
    if not row.organs:
        found.append((Severity.WARNING, "it names no organ, so nothing ever has its α/β"))
    for organ in (name for name in row.organs if not is_known(name)):
        found.append((Severity.WARNING, f"{organ!r} is no name of TG-263 that this program knows"))
    return found


def _value_findings(value: TissueAlphaBeta) -> list[tuple[Severity, str]]:
    low, high = PLAUSIBLE_ALPHA_BETA_GY
    found = [
        (Severity.ERROR, f"α/β {gy:g} Gy lies outside {low:g} to {high:g} Gy, which no tissue has")
        for gy in dict.fromkeys((value.default_gy, *value.range_gy))
        if not low <= gy <= high
    ]
    if value.low_gy is not None and value.low_gy == value.high_gy:
        found.append((Severity.WARNING, "its range has no width: leave both ends out, or give the range of the source"))
    if value.evidence is Evidence.MEMORY and value.confidence is Confidence.HIGH:
        found.append((Severity.WARNING, "a value that was read in no paper (M) cannot have high confidence"))
    return found


def _misquoted(row: Tissue, shipped: TissueTable) -> list[str]:
    """A value that the shipped row of the same tissue gives otherwise from the same source."""
    value = row.alpha_beta
    found = []
    for other in (one.alpha_beta for one in shipped.tissues):
        same = (other.tissue, other.source) == (value.tissue, value.source)
        if same and (other.default_gy, other.range_gy) != (value.default_gy, value.range_gy):
            found.append(
                f"the shipped row with the same source gives {other.default_gy:g} Gy ({other.range_text}), this one "
                f"{value.default_gy:g} Gy ({value.range_text}). Name your own source, or take its value"
            )
    return found


@cache
def _shipped(name: str) -> TissueTable:
    return _read(TABLES.required(name), 0, 0)


@lru_cache(maxsize=KEPT_TABLES)
def _read(file: Path, _mtime_ns: int, _size: int) -> TissueTable:
    try:
        content = content_of(file.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            raise ValueError(f"its schema must be {SCHEMA!r}")  # noqa: TRY301 - one exit
        return _table(file.stem, content)
    except (OSError, ValueError, RecursionError) as error:
        raise CaseFileError(
            f"The table of α/β values {file.name} cannot be used: {error}. No EQD2 can be computed without it; correct "
            "the file or choose another table."
        ) from error


def _table(name: str, content: Row) -> TissueTable:
    refuse_unknown(content, _TABLE_FIELDS)
    based_on = text(content, "based_on") if "based_on" in content else ""
    if "tissues" not in content:
        raise ValueError("it has no tissues")
    return TissueTable(
        Stamp(
            name,
            text(content, "title"),
            text(content, "version"),
            text(content, "date"),
            text(content, "author"),
            based_on,
        ),
        tuple(Tissue(_row(row), texts(row, "organs")) for row in rows(content, "tissues")),
        _row(_object(content, "target")),
        _row(_object(content, "unknown")),
    )


def _object(content: Row, name: str) -> Row:
    value = content.get(name)
    if not isinstance(value, dict):
        raise ValueError(f"{name} is missing")  # noqa: TRY004 - the file is wrong, not the caller
    return value


def _row(row: Row) -> TissueAlphaBeta:
    refuse_unknown(row, _ROW_FIELDS)
    return TissueAlphaBeta(
        tissue=text(row, "tissue"),
        default_gy=required_number(row, "default_gy"),
        low_gy=number(row, "low_gy"),
        high_gy=number(row, "high_gy"),
        source=text(row, "source"),
        confidence=word(Confidence, row, "confidence"),
        assumed=flag(row, "assumed"),
        reason=text(row, "reason") if "reason" in row else "",
        evidence=word(Evidence, row, "evidence"),
    )


def _row_json(value: TissueAlphaBeta) -> dict[str, Any]:
    return {
        "tissue": value.tissue,
        "default_gy": value.default_gy,
        "low_gy": value.low_gy,
        "high_gy": value.high_gy,
        "source": value.source,
        "confidence": str(value.confidence),
        "evidence": str(value.evidence),
        "assumed": value.assumed,
        "reason": value.reason,
    }
