"""Sets of limits and tables of α/β for the command line: listed, shown, linted, copied to a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reirrad_gui.constraints import (
    ConstraintSet,
    Finding,
    Limit,
    Stamp,
    TissueTable,
    errors,
    known_sets,
    lint,
    lint_tissues,
    load_constraint_set,
    load_tissue_table,
)
from reirrad_gui.constraints.finding import Severity
from reirrad_gui.constraints.library import SETS, named, write_new
from reirrad_gui.constraints.lint import lint_file
from reirrad_gui.constraints.set_files import set_json, set_text
from reirrad_gui.constraints.tissue_tables import TABLES, table_text
from reirrad_gui.constraints.tissues import SCHEMA as TABLE_SCHEMA
from reirrad_gui.errors import CaseFileError
from reirrad_gui.session.sources_json import stamp_json

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a command says: lines for people, the same as data, sentences for standard error, and the exit status."""

    lines: tuple[str, ...]
    said: Json
    problems: tuple[str, ...] = ()
    status: int = 0


def listed() -> Listing:
    """Every set and every table on this computer, shipped ones first."""
    known = known_sets()
    stamps = [(one.stamp, one.name in SETS.shipped) for one in known.sets]
    tables, broken = _tables()
    problems = (*(sentence for _, sentence in known.problems), *broken)
    lines = [_stamp_line(stamp, shipped) for stamp, shipped in stamps]
    lines += [f"{_stamp_line(one.stamp, one.stamp.name in TABLES.shipped)} (α/β)" for one in tables]
    said = {
        "constraint_sets": [{**(stamp_json(stamp) or {}), "shipped": shipped} for stamp, shipped in stamps],
        "tissue_tables": [
            {**(stamp_json(one.stamp) or {}), "shipped": one.stamp.name in TABLES.shipped} for one in tables
        ],
        "problems": list(problems),
    }
    return Listing(tuple(lines), said, problems, 1 if problems else 0)


def shown(name: str) -> Listing:
    """One set or table by name or file, with everything that tells how sure it is, and what the linter finds.

    Raises
    ------
    CaseFileError
        There is none, or it cannot be read.
    """
    found = _set_or_table(name)
    if isinstance(found, TissueTable):
        findings, rows = lint_tissues(found), _table_lines(found)
        said: Json = json.loads(table_text(found))
    else:
        findings, rows = lint(found), _set_lines(found)
        said = set_json(found)
    lines = (found.stamp.text, *rows, *(_finding_line(one) for one in findings))
    return Listing(lines, {**said, "findings": [_finding_json(one) for one in findings]})


def linted(paths: Sequence[Path]) -> Listing:
    """What the linter finds in files; status 1 where it finds an error."""
    lines: list[str] = []
    said: list[Json] = []
    problems: list[str] = []
    for path in paths:
        findings = _findings(path)
        problems += [f"{path.name}: {one.text}" for one in errors(findings)]
        lines += [f"{path.name}: {_finding_line(one)}" for one in findings if one.severity is not Severity.ERROR]
        if not findings:
            lines.append(f"{path.name}: nothing found")
        said.append({"file": path.name, "findings": [_finding_json(one) for one in findings]})
    return Listing(tuple(lines), {"files": said}, tuple(problems), 1 if problems else 0)


def copied_to(name: str, path: Path, author: str, today: date) -> Listing:
    """A set or table copied to a new file, for an editor or another computer.

    Raises
    ------
    EntryError
        The file exists, or nobody's name is given.
    CaseFileError
        What is to be copied cannot be read, or the file cannot be written.
    """
    found = _set_or_table(name)
    stamp = replace(
        found.stamp,
        name=path.stem,
        version="1",
        date=today.isoformat(),
        author=named(author),
        based_on=found.stamp.text,
    )
    if isinstance(found, TissueTable):
        write_new(path, table_text(replace(found, stamp=stamp)))
    else:
        write_new(path, set_text(_stamped(found, stamp)))
    return Listing((f"Copied to {path.name}: {stamp.text}.",), {"file": path.name, "stamp": stamp_json(stamp)})


def _stamped(found: ConstraintSet, stamp: Stamp) -> ConstraintSet:
    return replace(
        found,
        name=stamp.name,
        title=stamp.title,
        version=stamp.version,
        date=stamp.date,
        author=stamp.author,
        based_on=stamp.based_on,
    )


def _set_or_table(name: str) -> ConstraintSet | TissueTable:
    if name in TABLES.names:
        return load_tissue_table(name)
    path = Path(name)
    return load_tissue_table(path) if _is_table(path) else load_constraint_set(name)


def _is_table(path: Path) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("schema") == TABLE_SCHEMA


def _findings(path: Path) -> tuple[Finding, ...]:
    if not _is_table(path):
        return lint_file(path).findings
    try:
        return lint_tissues(load_tissue_table(path))
    except CaseFileError as error:
        return (Finding(Severity.ERROR, "", str(error)),)


def _tables() -> tuple[list[TissueTable], list[str]]:
    found, broken = [], []
    for name in TABLES.names:
        try:
            found.append(load_tissue_table(name))
        except CaseFileError as error:
            broken.append(str(error))
    return found, broken


def _stamp_line(stamp: Stamp, shipped: bool) -> str:
    return f"{stamp.name}: {stamp.text}{', shipped' if shipped else ', your own'}"


def _set_lines(found: ConstraintSet) -> list[str]:
    lines = [f"  {note}" for note in found.notes]
    lines += [f"  {limit.key}: {_limit_line(limit)}" for limit in found.limits]
    lines += [
        f"  seen in {', '.join(one.applies_to)}: {one.said} {one.citation} {one.evidence.text}"
        for one in found.observations
    ]
    return lines + [f"  no limit for {gap.organ}: {gap.reason}" for gap in found.gaps]


def _limit_line(limit: Limit) -> str:
    level = "" if limit.level is None else f", {limit.level}"
    conditions = f"; {limit.conditions_text}" if limit.conditions_text else ""
    sure = f"{limit.evidence.text}; confidence {limit.confidence}"
    return f"{limit.organ} {limit.text}{level}{conditions}. {limit.endpoint} {limit.citation} {sure}"


def _table_lines(found: TissueTable) -> list[str]:
    rows = [one.alpha_beta for one in found.tissues] + [found.target, found.unknown]
    return [
        f"  {one.tissue}: α/β {one.default_gy:g} Gy ({one.range_text}). {one.source} {one.evidence.text}; "
        f"confidence {one.confidence}"
        for one in rows
    ]


def _finding_line(one: Finding) -> str:
    return f"{one.severity.symbol} {one.severity}: {one.text}"


def _finding_json(one: Finding) -> Json:
    return {"severity": str(one.severity), "where": one.where or None, "sentence": one.sentence}
