"""Named, dated sets of limits, and the files they come from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, Final, TypeVar

from reirrad_gui.constraints.limit import Confidence, Evidence, Level, Limit, Quantity, Scope
from reirrad_gui.constraints.metric import Metric
from reirrad_gui.errors import CaseFileError
from reirrad_gui.resources import resource

DEFAULT_SET: Final = "pelvis-slevin-2021"
SCHEMA: Final = "reirrad-gui/constraint-set/1"

_Word = TypeVar("_Word", bound=StrEnum)
_SET_FIELDS: Final = frozenset({"schema", "title", "version", "date", "author", "notes", "limits", "gaps"})
_LIMIT_FIELDS: Final = frozenset(field.name for field in fields(Limit))


@dataclass(frozen=True, slots=True)
class OrganGap:
    """An organ for which the set's author looked for a cumulative limit and found none that can be used."""

    organ: str
    reason: str

    def __post_init__(self) -> None:
        if not (self.organ.strip() and self.reason.strip()):
            raise ValueError("a gap needs an organ and a reason")


@dataclass(frozen=True, slots=True)
class ConstraintSet:
    """Limits that belong together, with who put them together and when.

    Raises
    ------
    ValueError
        Two limits share a key, or a name, title, version, date or author is missing.
    """

    name: str
    title: str
    version: str
    date: str
    author: str
    limits: tuple[Limit, ...]
    notes: tuple[str, ...] = ()
    gaps: tuple[OrganGap, ...] = ()

    def __post_init__(self) -> None:
        for field_name in ("name", "title", "version", "date", "author"):
            if not getattr(self, field_name).strip():
                raise ValueError(f"a constraint set needs its {field_name}")
        keys = [limit.key for limit in self.limits]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"the key {', '.join(twice)} is used for more than one limit")

    def limit(self, key: str) -> Limit:
        """The limit of this key; KeyError otherwise."""
        for limit in self.limits:
            if limit.key == key:
                return limit
        raise KeyError(key)

    @property
    def organs(self) -> tuple[str, ...]:
        """Organs with a cumulative limit, in the set's order, each once."""
        return tuple(dict.fromkeys(limit.organ for limit in self.limits if limit.scope is Scope.CUMULATIVE))


def constraint_set_names() -> tuple[str, ...]:
    """Names of the shipped sets, the default first.

    Examples
    --------
    >>> constraint_set_names()
    ('pelvis-slevin-2021', 'cord-nieder-hytec', 'other-organs')
    """
    found = {path.stem for path in resource("constraints").glob("*.json")}
    return (DEFAULT_SET, *sorted(found - {DEFAULT_SET}))


def load_constraint_set(name_or_path: str | Path) -> ConstraintSet:
    """A shipped set by its name, or any set by the path of its file.

    Raises
    ------
    CaseFileError
        There is no such set, or a row of it cannot be used; the sentence names the file, the row and what to do.

    Examples
    --------
    >>> load_constraint_set("pelvis-slevin-2021").organs
    ('CaudaEquina', 'SacralPlex', 'Bladder', 'Rectum', 'Colon_Sigmoid', 'Colon', 'Bowel_Small')
    """
    path = _path_of(name_or_path)
    content = _read(path)
    try:
        return _set_from(path.stem, content)
    except ValueError as error:
        raise CaseFileError(
            f"The constraint set {path.name} cannot be used: {error}. No limit of it was applied; correct the file or "
            "choose another set."
        ) from error


def _path_of(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, str) and name_or_path in constraint_set_names():
        return resource("constraints", f"{name_or_path}.json")
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise CaseFileError(
        f"There is no constraint set {str(name_or_path)!r}. Choose one of {', '.join(constraint_set_names())}, or give "
        "the path of a set's file."
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice)
    except (OSError, ValueError) as error:
        raise CaseFileError(
            f"The constraint set {path.name} cannot be read as JSON: {error}. No limit of it was applied; correct "
            "the file."
        ) from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise CaseFileError(f"{path.name} is not a constraint set of this program: its schema must be {SCHEMA!r}.")
    return content


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError(f"an entry is given twice among {', '.join(names)}")
    return dict(pairs)


def _set_from(name: str, content: Mapping[str, Any]) -> ConstraintSet:
    _refuse_unknown(content, _SET_FIELDS)
    return ConstraintSet(
        name=name,
        title=_text(content, "title"),
        version=_text(content, "version"),
        date=_text(content, "date"),
        author=_text(content, "author"),
        limits=tuple(_limit_from(number, row) for number, row in enumerate(_rows(content, "limits"), 1)),
        notes=_texts(content, "notes"),
        gaps=tuple(_gap_from(number, row) for number, row in enumerate(_rows(content, "gaps"), 1)),
    )


def _limit_from(number: int, row: Mapping[str, Any]) -> Limit:
    try:
        _refuse_unknown(row, _LIMIT_FIELDS)
        return _limit(row)
    except ValueError as error:
        raise ValueError(f"limit {number} ({row.get('key', 'without a key')}): {error}") from error


def _limit(row: Mapping[str, Any]) -> Limit:
    return Limit(
        key=_text(row, "key"),
        organ=_text(row, "organ"),
        applies_to=_texts(row, "applies_to"),
        surrogates=_texts(row, "surrogates"),
        metric=Metric.parse(_text(row, "metric")),
        limit_gy=_required_number(row, "limit_gy"),
        quantity=_word(Quantity, row, "quantity"),
        alpha_beta_gy=_required_number(row, "alpha_beta_gy"),
        scope=_word(Scope, row, "scope"),
        recovery_basis=_text(row, "recovery_basis"),
        minimum_gap_months=_whole_number(row, "minimum_gap_months"),
        each_course_at_most_gy=_number(row, "each_course_at_most_gy"),
        last_course_at_most_gy=_number(row, "last_course_at_most_gy"),
        last_course_share_at_most=_number(row, "last_course_share_at_most"),
        level=_word(Level, row, "level") if "level" in row else None,
        endpoint=_text(row, "endpoint"),
        consensus=_text(row, "consensus"),
        citation=_text(row, "citation"),
        doi=_text(row, "doi") if "doi" in row else None,
        year=_whole_number(row, "year"),
        evidence=_word(Evidence, row, "evidence"),
        confidence=_word(Confidence, row, "confidence"),
        note=_text(row, "note") if "note" in row else "",
        editable=_flag(row, "editable"),
    )


def _gap_from(number: int, row: Mapping[str, Any]) -> OrganGap:
    try:
        _refuse_unknown(row, frozenset({"organ", "reason"}))
        return OrganGap(_text(row, "organ"), _text(row, "reason"))
    except ValueError as error:
        raise ValueError(f"gap {number}: {error}") from error


def _refuse_unknown(row: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(row) - known)
    if unknown:
        raise ValueError(f"the entry {', '.join(unknown)} is not known")


def _rows(content: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    rows = content.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{name} must be a list of objects")
    return tuple(rows)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, not {value!r}")  # noqa: TRY004 - the file is wrong, not the caller
    return value


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} must be a list of texts, not {values!r}")
    return tuple(values)


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} must be a number, not {value!r}")
    return float(value)


def _required_number(row: Mapping[str, Any], name: str) -> float:
    value = _number(row, name)
    if value is None:
        raise ValueError(f"{name} is missing")
    return value


def _whole_number(row: Mapping[str, Any], name: str) -> int | None:
    value = _number(row, name)
    if value is None:
        return None
    if value != int(value):
        raise ValueError(f"{name} must be a whole number, not {value:g}")
    return int(value)


def _flag(row: Mapping[str, Any], name: str) -> bool:
    value = row.get(name, True)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {value!r}")  # noqa: TRY004 - the file is wrong
    return value


def _word(words: type[_Word], row: Mapping[str, Any], name: str) -> _Word:
    try:
        return words(str(row.get(name)))
    except ValueError as error:
        known = ", ".join(repr(str(word)) for word in words)
        raise ValueError(f"{name} must be one of {known}, not {row.get(name)!r}") from error
