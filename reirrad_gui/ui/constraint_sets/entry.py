"""A limit as it is typed into the form: texts to a `Limit`, or one plain sentence that says what to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from reirrad_gui.constraints import (
    Confidence,
    ConstraintSet,
    Evidence,
    Level,
    Limit,
    Metric,
    Quantity,
    Scope,
    errors,
    lint,
)
from reirrad_gui.constraints.limit import NO_RECOVERY, NOT_APPLICABLE, RECOVERY_IN_FIT
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.ui.constraint_sets.rows import number

MONTHS: Final = "months included"
NO_LEVEL: Final = "neither"
EVIDENCE_WORDS: Final = {
    Evidence.VERIFIED: "V: read in the paper or its abstract",
    Evidence.SECONDARY: "S: read where somebody quotes it",
    Evidence.MEMORY: "M: not checked against any text",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: its key, what stands before it, and the words to choose from where it is a choice."""

    key: str
    label: str
    choices: tuple[str, ...] = ()
    hint: str = ""


FIELDS: Final = (
    Field("organ", "Organ", hint="a name of TG-263, for example Rectum"),
    Field("applies_to", "Judged on", hint="names of structures, with commas between them"),
    Field("surrogates", "May stand in", hint="larger structures that contain it, with commas; may stay empty"),
    Field("metric", "Metric", hint="Dmax, Dmean, or a near-maximum such as D0.5cc"),
    Field("limit_gy", "Limit, Gy"),
    Field("quantity", "Quantity", tuple(Quantity)),
    Field("alpha_beta_gy", "α/β, Gy"),
    Field("scope", "Scope", tuple(Scope)),
    Field("level", "Level", (NO_LEVEL, *Level)),
    Field("recovery", "Recovery", (NO_RECOVERY, MONTHS, RECOVERY_IN_FIT, NOT_APPLICABLE)),
    Field("recovery_months", "Months included", hint="only where months of recovery are included"),
    Field("minimum_gap_months", "Least interval, months", hint="may stay empty"),
    Field("each_course_at_most_gy", "Each course at most, Gy", hint="may stay empty"),
    Field("last_course_at_most_gy", "Newest course at most, Gy", hint="may stay empty"),
    Field("last_course_share_at_most", "Newest share at most", hint="0 to 1; may stay empty"),
    Field("endpoint", "Endpoint", hint="which harm it is meant to avoid"),
    Field("consensus", "Agreement", hint="how far the authors agreed"),
    Field("citation", "Source", hint="the paper, or who decided it and when"),
    Field("doi", "DOI", hint="may stay empty"),
    Field("year", "Year"),
    Field("evidence", "Evidence", tuple(EVIDENCE_WORDS.values())),
    Field("confidence", "Confidence", tuple(Confidence)),
    Field("note", "Note", hint="may stay empty"),
)
_LABELS: Final = {field.key: field.label for field in FIELDS}
Typed = Mapping[str, str]


def typed(limit: Limit | None) -> dict[str, str]:
    """The fields of a limit as texts; a new one begins empty, with the cautious choices."""
    if limit is None:
        chosen = {"quantity": "EQD2", "scope": "cumulative", "level": NO_LEVEL, "recovery": NO_RECOVERY}
        sure = {"evidence": EVIDENCE_WORDS[Evidence.MEMORY], "confidence": str(Confidence.LOW)}
        return {**{field.key: "" for field in FIELDS}, **chosen, **sure}
    months = limit.recovery_months
    return {
        "organ": limit.organ,
        "applies_to": ", ".join(limit.applies_to),
        "surrogates": ", ".join(limit.surrogates),
        "metric": limit.metric.text,
        "quantity": str(limit.quantity),
        "scope": str(limit.scope),
        "level": NO_LEVEL if limit.level is None else str(limit.level),
        "recovery": limit.recovery_basis if months is None else MONTHS,
        "recovery_months": "" if months is None else str(months),
        "endpoint": limit.endpoint,
        "consensus": limit.consensus,
        "citation": limit.citation,
        "doi": limit.doi or "",
        "evidence": EVIDENCE_WORDS[limit.evidence],
        "confidence": str(limit.confidence),
        "note": limit.note,
        **{name: _as_typed(getattr(limit, name)) for name in _NUMBERS},
    }


def limit_from(given: Typed, key: str) -> Limit:
    """The limit that was typed.

    Raises
    ------
    EntryError
        A field cannot be understood, or two contradict each other.
    """
    organ = given["organ"].strip()
    applies = _names(given["applies_to"]) or ((organ,) if organ else ())
    try:
        return Limit(
            key=key,
            organ=_required(given, "organ"),
            applies_to=applies if organ in applies else (organ, *applies),
            surrogates=_names(given["surrogates"]),
            metric=Metric.parse(_required(given, "metric")),
            limit_gy=_dose(given, "limit_gy"),
            quantity=Quantity(given["quantity"]),
            alpha_beta_gy=_dose(given, "alpha_beta_gy"),
            scope=Scope(given["scope"]),
            recovery_basis=_basis(given),
            minimum_gap_months=_months(given, "minimum_gap_months"),
            each_course_at_most_gy=_number(given, "each_course_at_most_gy"),
            last_course_at_most_gy=_number(given, "last_course_at_most_gy"),
            last_course_share_at_most=_number(given, "last_course_share_at_most"),
            level=None if given["level"] == NO_LEVEL else Level(given["level"]),
            endpoint=given["endpoint"].strip(),
            consensus=given["consensus"].strip(),
            citation=_required(given, "citation"),
            doi=given["doi"].strip() or None,
            year=_months(given, "year"),
            evidence=next(mark for mark, words in EVIDENCE_WORDS.items() if words == given["evidence"]),
            confidence=Confidence(given["confidence"]),
            note=given["note"].strip(),
        )
    except ValueError as error:
        raise EntryError(_in_words(str(error))) from error


def with_limit(one: ConstraintSet, limit: Limit, replaced: str | None) -> ConstraintSet:
    """The set with a limit in the place of another, or at its end.

    Raises
    ------
    EntryError
        The linter finds an error in that limit, alone or beside the others; the sentence is its first.
    """
    if replaced is None:
        made = replace(one, limits=(*one.limits, limit))
    else:
        made = replace(one, limits=tuple(limit if old.key == replaced else old for old in one.limits))
    for found in errors(lint(made)):
        if limit.key in found.where.split(" and "):
            raise EntryError(_in_words(found.sentence))
    return made


def new_key(one: ConstraintSet, organ: str) -> str:
    """A key that no limit of the set has."""
    stem = re.sub(r"[^a-z0-9]+", "-", organ.casefold()).strip("-") or "limit"
    taken = {limit.key for limit in one.limits}
    return next(key for n in range(1, len(taken) + 2) if (key := f"{stem}-{n}") not in taken)


_NUMBERS: Final = (
    "limit_gy", "alpha_beta_gy", "minimum_gap_months", "each_course_at_most_gy", "last_course_at_most_gy",
    "last_course_share_at_most", "year",
)  # fmt: skip


def _as_typed(value: float | None) -> str:
    return "" if value is None else number(value)


def _in_words(message: str) -> str:
    """A complaint of `Limit` in the words of the form."""
    for key, label in _LABELS.items():
        if "_" in key:
            message = message.replace(key, f"“{label}”")
    message = message.replace("recovery_basis", "the recovery").replace("not None", "and none is given")
    return f"{message[0].upper()}{message[1:]}{'' if message[-1] in '.?' else '.'}"


def _required(given: Typed, key: str) -> str:
    said = given[key].strip()
    if not said:
        raise EntryError(f"“{_LABELS[key]}” is empty: fill it in.")
    return said


def _names(said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in said.split(",") if (name := part.strip())))


def _number(given: Typed, key: str) -> float | None:
    said = given[key].strip()
    if not said:
        return None
    try:
        return entered_number(said)
    except EntryError as error:
        raise EntryError(f"“{_LABELS[key]}”: {error}") from error


def _dose(given: Typed, key: str) -> float:
    found = _number(given, key)
    if found is None:
        raise EntryError(f"“{_LABELS[key]}” is empty: fill it in.")
    return found


def _months(given: Typed, key: str) -> int | None:
    found = _number(given, key)
    if found is not None and found != int(found):
        raise EntryError(f"“{_LABELS[key]}” is a whole number, not {found:g}.")
    return None if found is None else int(found)


def _basis(given: Typed) -> str:
    months = _months(given, "recovery_months")
    if given["recovery"] != MONTHS:
        if months is not None:
            chosen = given["recovery"]
            raise EntryError(f"{months} months are given, but the recovery is “{chosen}”: clear one of the two.")
        return given["recovery"]
    if months is None:
        raise EntryError("Say how many months of recovery the limit includes.")
    return f"{months} {MONTHS}"
