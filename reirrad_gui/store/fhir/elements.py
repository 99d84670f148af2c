"""Pieces of FHIR resources: extensions, codes, quantities, dates. Nothing here knows what a resource is for."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When

Body = Mapping[str, Any]

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")
_TAG = re.compile(r"\s*\((?:body structure|procedure|disorder|finding|regime/therapy|substance|observable entity)\)$")
_TO_GY = {"cgy": 0.01, "gy": 1.0, "mgy": 0.001}


def plain_url(url: str) -> str:
    """The last part of an extension's URL, letters and digits only: what is left to recognise it by.

    >>> plain_url("http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-radiotherapy-sessions")
    'mcoderadiotherapysessions'
    >>> plain_url("$mCODERadiotherapyDoseDeliveredToVolume")
    'mcoderadiotherapydosedeliveredtovolume'
    """
    return re.sub(r"[^a-z0-9]", "", url.rsplit("/", 1)[-1].casefold())


def extensions(said: Body, *names: str) -> Iterator[Body]:
    """The extensions whose URL ends with one of these names, in their order."""
    wanted = {plain_url(name) for name in names}
    for one in said.get("extension") or ():
        if isinstance(one, Mapping) and plain_url(str(one.get("url", ""))) in wanted:
            yield one


def value(said: Body | None) -> Any:
    """The value of an extension or observation, of whatever type it is; None without one."""
    return None if said is None else next((said[key] for key in said if key.startswith("value")), None)


def extension_value(said: Body, *names: str) -> Any:
    """The value of the first such extension; None without one."""
    return value(next(extensions(said, *names), None))


def codes(concept: Any) -> tuple[str, ...]:
    """All codes of a CodeableConcept, whatever their systems."""
    return tuple(str(one["code"]) for one in _codings(concept) if "code" in one)


def concept_text(concept: Any) -> str:
    """What a CodeableConcept says in words: its text, else a display, else a code.

    >>> concept_text({"coding": [{"code": "12738006", "display": "Brain structure (body structure)"}]})
    'Brain structure'
    """
    if not isinstance(concept, Mapping):
        return ""
    found = [concept.get("text"), *(one.get("display") for one in _codings(concept)), *codes(concept)]
    return _TAG.sub("", next((str(one).strip() for one in found if one), ""))


def _codings(concept: Any) -> list[Body]:
    said = concept.get("coding") if isinstance(concept, Mapping) else None
    return [one for one in said or () if isinstance(one, Mapping)]


def dose_gy(quantity: Any) -> float | None:
    """A dose in Gy, from cGy as the profiles demand or from Gy or mGy; None without a value.

    Raises
    ------
    EntryError
        The unit is another one, or missing.

    >>> dose_gy({"value": 2500, "code": "cGy"})
    25.0
    """
    if not isinstance(quantity, Mapping) or quantity.get("value") is None:
        return None
    unit = str(quantity.get("code") or quantity.get("unit") or "")
    factor = _TO_GY.get(unit.casefold())
    if factor is None:
        raise EntryError(
            f"a dose of {quantity['value']} has the unit “{unit or 'none'}”, which is no dose in cGy or Gy"
        )
    return round(number(quantity["value"]) * factor, 9)


def number(said: Any) -> float:
    """A JSON number; EntryError for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise EntryError(f"{said!r} is no number")
    return float(said)


def count(said: Any) -> int | None:
    """A whole number; None without one; EntryError for anything else.

    >>> count(5), count(None)
    (5, None)
    """
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int):
        raise EntryError(f"{said!r} is no whole number")
    return said


def partial_date(said: Any) -> PartialDate | None:
    """A FHIR date, at its own precision; of a date and time the day as it was there and then. None without one.

    >>> partial_date("2020-09-07T23:15:17+01:00"), partial_date("2018")
    (PartialDate(year=2020, month=9, day=7), PartialDate(year=2018, month=None, day=None))
    """
    if not said:
        return None
    match = _DATE.fullmatch(str(said).strip())
    if match is None:
        raise EntryError(f"“{said}” is no date as FHIR writes it")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None, "the pattern has a year"
    return PartialDate(year, month, day)


def when(said: Any, source: str) -> When:
    """A FHIR date as a stated one; not stated without one."""
    found = partial_date(said)
    return When() if found is None else When((StatedDate.at(found, source),))


def instant(said: Any) -> datetime | None:
    """A moment for putting versions in order; None where none is stated or it cannot be read."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def identifiers(said: Body, use: str) -> tuple[str, ...]:
    """Values of the identifiers of one use ("official", "usual")."""
    found = said.get("identifier") or ()
    listed = [found] if isinstance(found, Mapping) else found
    return tuple(
        str(one["value"]) for one in listed if isinstance(one, Mapping) and one.get("use") == use and "value" in one
    )
