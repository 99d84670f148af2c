"""Observations as typed facts: laboratory values, pain, performance status, disease status."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.facts import (
    Analyte,
    Facts,
    LabSeries,
    LabValue,
    Note,
    PerformanceStatus,
    Progression,
    Symptom,
)
from reirrad_gui.patient.facts.laboratory import unit_written
from reirrad_gui.store.fhir.elements import Body, codes, concept_text, extension_value, number, value

LOINC: Final = "http://loinc.org"
ANALYTES: Final[Mapping[str, Analyte]] = MappingProxyType(
    {
        "2857-1": Analyte.PSA,
        "35741-8": Analyte.PSA,
        "19195-7": Analyte.PSA,
        "6768-6": Analyte.ALP,
        "17861-6": Analyte.CALCIUM,
        "2000-8": Analyte.CALCIUM,
        "2986-8": Analyte.TESTOSTERONE,
        "14913-8": Analyte.TESTOSTERONE,
    }
)
PAIN_CODE, ECOG_CODE, KARNOFSKY_CODE, STATUS_CODE = "72514-3", "89247-1", "89243-0", "97509-4"
_PAIN = (PAIN_CODE, "38208-5", "22253000")
_STATUS = (STATUS_CODE, "88040-1")
WORSE: Final = "271299001"
_WORSENED = (WORSE, "230993007", "419835002", "442137000")
_BOUND = MappingProxyType({"<": "<", ">": ">"})


def observed(body: Body, when: When) -> Facts | None:
    """The facts of one observation; None for one that this program has no place for.

    Raises
    ------
    EntryError
        A value that cannot be meant.
    """
    said = codes(body.get("code"))
    analyte = next((ANALYTES[code] for code in said if code in ANALYTES), None)
    if analyte is not None:
        return LabSeries(analyte, (_measured(analyte, body, when),))
    if any(code in _PAIN for code in said):
        return Symptom(pain_score=_score(body))
    for code, scale in ((ECOG_CODE, "ECOG"), (KARNOFSKY_CODE, "Karnofsky")):
        if code in said:
            return PerformanceStatus(scale, _score(body))
    return _status(body) if any(code in _STATUS for code in said) else None


def _measured(analyte: Analyte, body: Body, when: When) -> LabValue:
    said = body.get("valueQuantity")
    if not isinstance(said, Mapping):
        return LabValue(when, None, note=_text(value(body)))
    unit = unit_written(analyte, str(said.get("unit") or said.get("code") or ""))
    comparator = str(said.get("comparator", ""))
    amount = None if said.get("value") is None else number(said["value"])
    return LabValue(
        when, amount, unit, _BOUND.get(comparator[:1], ""), f"stated as {comparator}" if comparator[1:] else ""
    )


def _score(body: Body) -> int | None:
    """A whole number, as integer or as quantity; codes of scales are not numbers."""
    said = value(body)
    if isinstance(said, Mapping) and "coding" in said:
        return None
    found = said.get("value") if isinstance(said, Mapping) else said
    if found is None:
        return None
    if number(found) != int(found):
        raise EntryError(f"{found} is no whole number")
    return int(found)


def _status(body: Body) -> Facts:
    """Worsened is progression; any other state is told in its own words."""
    said = body.get("valueCodeableConcept")
    basis = concept_text(extension_value(body, "mcode-cancer-disease-status-evidence-type"))
    basis = basis or concept_text(body.get("method"))
    if any(code in _WORSENED for code in codes(said)):
        return Progression(basis or None)
    return Note(f"Disease status: {concept_text(said) or 'not stated'}")


def _text(said: Any) -> str:
    return said if isinstance(said, str) else concept_text(said)
