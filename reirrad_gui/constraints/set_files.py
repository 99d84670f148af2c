"""Sets of limits as JSON, read strictly and written so that reading gives the same set again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from reirrad_gui.constraints.limit import Confidence, Evidence, Level, Limit, Quantity, Scope
from reirrad_gui.constraints.metric import Metric
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
    whole_number,
    word,
)
from reirrad_gui.constraints.sets import SCHEMA, ConstraintSet, Observation, OrganGap
from reirrad_gui.errors import CaseFileError

_SET_FIELDS: Final = frozenset(
    {"schema", "title", "version", "date", "author", "based_on", "notes", "limits", "gaps", "observations"}
)
_LIMIT_FIELDS: Final = frozenset(field.name for field in fields(Limit))
_OBSERVATION_FIELDS: Final = frozenset(field.name for field in fields(Observation))
_LEFT_OUT_WHEN_EMPTY: Final[tuple[object, ...]] = (None, "", [])


def set_from_file(path: Path) -> ConstraintSet:
    """The set in a file, named after it.

    Raises
    ------
    CaseFileError
        The file or a row of it cannot be used; the sentence names the file, the row and what to do.
    """
    content = _read(path)
    try:
        return _set_from(path.stem, content)
    except ValueError as error:
        raise CaseFileError(
            f"The constraint set {path.name} cannot be used: {error}. No limit of it was applied; correct the file or "
            "choose another set."
        ) from error


def set_problems(path: Path) -> tuple[str, ...]:
    """Every row that keeps a set from being read, not only the first; none for a set that can be read."""
    try:
        content = _read(path)
    except CaseFileError as error:
        return (str(error),)
    found = tuple(_row_problems(content))
    if not found:
        try:
            _set_from(path.stem, content)
        except ValueError as error:
            return (str(error),)
    return found


def set_json(constraint_set: ConstraintSet) -> dict[str, Any]:
    """A set as it stands in its file.

    Examples
    --------
    >>> from reirrad_gui.constraints import load_constraint_set
    >>> said = set_json(load_constraint_set("cord-nieder-hytec"))
    >>> said["limits"][0]["limit_gy"], said["limits"][0]["quantity"]
    (120.0, 'BED')
    """
    limits = [_limit_json(limit) for limit in constraint_set.limits]
    said = _without_empty(
        {
            "schema": SCHEMA,
            "title": constraint_set.title,
            "version": constraint_set.version,
            "date": constraint_set.date,
            "author": constraint_set.author,
            "based_on": constraint_set.based_on,
            "notes": list(constraint_set.notes),
            "limits": limits,
            "observations": [_observation_json(one) for one in constraint_set.observations],
            "gaps": [{"organ": gap.organ, "reason": gap.reason} for gap in constraint_set.gaps],
        }
    )
    return said if limits else {**said, "limits": []}


def set_text(constraint_set: ConstraintSet) -> str:
    """The content of a set's file."""
    return json.dumps(set_json(constraint_set), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _limit_json(limit: Limit) -> dict[str, Any]:
    said = {field.name: _plain(getattr(limit, field.name)) for field in fields(limit)}
    must = {"endpoint": limit.endpoint, "consensus": limit.consensus, "citation": limit.citation}
    return {**_without_empty(said), **must}


def _observation_json(one: Observation) -> dict[str, Any]:
    return _without_empty({field.name: _plain(getattr(one, field.name)) for field in fields(one)})


def _plain(value: object) -> object:
    if isinstance(value, Metric):
        return value.text
    if isinstance(value, StrEnum):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _without_empty(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in _LEFT_OUT_WHEN_EMPTY}


NO_LIMITS = "it has no entry “limits”: a set without limits says so by an empty list, a damaged file by nothing"


def _read(path: Path) -> Row:
    try:
        content = content_of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CaseFileError(
            f"The constraint set {path.name} cannot be read as JSON: {error}. No limit of it was applied; correct "
            "the file."
        ) from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise CaseFileError(f"{path.name} is not a constraint set of this program: its schema must be {SCHEMA!r}.")
    return content


def _row_problems(content: Row) -> Iterator[str]:
    if "limits" not in content:
        yield NO_LIMITS
    for name, read in (("limits", _limit_from), ("observations", _observation_from), ("gaps", _gap_from)):
        try:
            found = rows(content, name)
        except ValueError as error:
            yield str(error)
            continue
        for line, row in enumerate(found, 1):
            try:
                read(line, row)
            except ValueError as error:
                yield str(error)


def _set_from(name: str, content: Row) -> ConstraintSet:
    refuse_unknown(content, _SET_FIELDS)
    if "limits" not in content:
        raise ValueError(NO_LIMITS)
    return ConstraintSet(
        name=name,
        title=text(content, "title"),
        version=text(content, "version"),
        date=text(content, "date"),
        author=text(content, "author"),
        limits=tuple(_limit_from(line, row) for line, row in enumerate(rows(content, "limits"), 1)),
        notes=texts(content, "notes"),
        gaps=tuple(_gap_from(line, row) for line, row in enumerate(rows(content, "gaps"), 1)),
        observations=tuple(_observation_from(line, row) for line, row in enumerate(rows(content, "observations"), 1)),
        based_on=text(content, "based_on") if "based_on" in content else "",
    )


def _limit_from(line: int, row: Row) -> Limit:
    try:
        refuse_unknown(row, _LIMIT_FIELDS)
        return _limit(row)
    except ValueError as error:
        raise ValueError(f"limit {line} ({row.get('key', 'without a key')}): {error}") from error


def _limit(row: Row) -> Limit:
    return Limit(
        key=text(row, "key"),
        organ=text(row, "organ"),
        applies_to=texts(row, "applies_to"),
        surrogates=texts(row, "surrogates"),
        metric=Metric.parse(text(row, "metric")),
        limit_gy=required_number(row, "limit_gy"),
        quantity=word(Quantity, row, "quantity"),
        alpha_beta_gy=required_number(row, "alpha_beta_gy"),
        scope=word(Scope, row, "scope"),
        recovery_basis=text(row, "recovery_basis"),
        minimum_gap_months=whole_number(row, "minimum_gap_months"),
        each_course_at_most_gy=number(row, "each_course_at_most_gy"),
        last_course_at_most_gy=number(row, "last_course_at_most_gy"),
        last_course_share_at_most=number(row, "last_course_share_at_most"),
        level=word(Level, row, "level") if "level" in row else None,
        endpoint=text(row, "endpoint"),
        consensus=text(row, "consensus"),
        citation=text(row, "citation"),
        doi=(text(row, "doi") or None) if "doi" in row else None,
        year=whole_number(row, "year"),
        evidence=word(Evidence, row, "evidence"),
        confidence=word(Confidence, row, "confidence"),
        note=text(row, "note") if "note" in row else "",
        editable=flag(row, "editable", missing=True),
    )


def _gap_from(line: int, row: Row) -> OrganGap:
    try:
        refuse_unknown(row, frozenset({"organ", "reason"}))
        return OrganGap(text(row, "organ"), text(row, "reason"))
    except ValueError as error:
        raise ValueError(f"gap {line}: {error}") from error


def _observation_from(line: int, row: Row) -> Observation:
    try:
        refuse_unknown(row, _OBSERVATION_FIELDS)
        return Observation(
            applies_to=texts(row, "applies_to"),
            said=text(row, "said"),
            citation=text(row, "citation"),
            evidence=word(Evidence, row, "evidence"),
            doi=(text(row, "doi") or None) if "doi" in row else None,
            year=whole_number(row, "year"),
        )
    except ValueError as error:
        raise ValueError(f"observation {line}: {error}") from error
