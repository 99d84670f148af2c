"""Typed events as FHIR resources; what the standard has no place for stays in this program's own extension."""

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from reirrad_gui.patient.dates import PartialDate, When
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.events_json import to_json
from reirrad_gui.patient.facts import (
    Analyte,
    Diagnosis,
    Imaging,
    LabSeries,
    LabValue,
    LocalTreatment,
    Modality,
    PerformanceStatus,
    Progression,
    Symptom,
    SystemicTherapy,
    Toxicity,
)
from reirrad_gui.store.fhir.elements import Body
from reirrad_gui.store.fhir.exact import EXACT, exactly
from reirrad_gui.store.fhir.observations import ECOG_CODE, KARNOFSKY_CODE, LOINC, PAIN_CODE, STATUS_CODE, WORSE

Json = dict[str, Any]
EVENT_UID: Final = "urn:reirrad-gui:event"
"""System of the identifier that the resources of one event share."""
SNOMED: Final = "http://snomed.info/sct"
_LAB: Final[Mapping[Analyte, str]] = MappingProxyType(
    {Analyte.PSA: "2857-1", Analyte.ALP: "6768-6", Analyte.CALCIUM: "2000-8", Analyte.TESTOSTERONE: "2986-8"}
)
_BY_MASS: Final = MappingProxyType({"mg/dL": "17861-6"})
_BY_MOLES: Final = MappingProxyType({"nmol/L": "14913-8"})
_MODALITY: Final[Mapping[Modality, str]] = MappingProxyType(
    {
        Modality.BONE_SCAN: "NM",
        Modality.CT: "CT",
        Modality.PLANNING_CT: "CT",
        Modality.MR: "MR",
        Modality.PET: "PT",
        Modality.X_RAY: "DX",
        Modality.OTHER: "OT",
    }
)


def event_resources(event: Event, subject: Json) -> list[Json]:
    """The resources of one event, the first with the exact event in an extension; their ids follow from its uid."""
    make = _MADE.get(type(event.facts), _note)
    found = make(event)
    digest = hashlib.sha256(event.uid.encode()).hexdigest()[:16]
    made = []
    for place, body in enumerate(found):
        who = "subject"
        one = {**body, "id": f"event-{digest}-{place + 1}", who: subject}
        one["identifier"] = {"system": EVENT_UID, "value": event.uid} if body["resourceType"] == "AdverseEvent" else [
            {"system": EVENT_UID, "value": event.uid}
        ]  # fmt: skip
        own = [*body.get("extension", ()), *([exactly(to_json(event))] if place == 0 else ())]
        made.append({**one, "extension": own} if own else one)
    return made


def without_exact(body: Body) -> Json:
    """A resource without the exact event and without its version: what two writings of one event have in common."""
    kept = [one for one in body.get("extension") or () if one.get("url") != EXACT]
    plain = {key: said for key, said in body.items() if key not in ("extension", "meta")}
    return {**plain, "extension": kept} if kept else plain


def day(said: When) -> str | None:
    """The date where sources state one, at its own precision; None for a range, a conflict or none at all."""
    if len(said.stated) != 1 or said.stated[0].earliest != said.stated[0].latest:
        return None
    found: PartialDate | None = said.stated[0].earliest
    return None if found is None else found.iso


def _dated(body: Json, **dates: str | None) -> Json:
    return {**body, **{key: said for key, said in dates.items() if said}}


def _text(said: str) -> Json:
    return {"text": said}


def _code(system: str, code: str, text: str) -> Json:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _noted(event: Event, body: Json) -> Json:
    places = [{"text": site.text} for site in event.sites]
    if places and body["resourceType"] in ("Condition", "Procedure"):
        body = {**body, "bodySite": places}
    elif places and body["resourceType"] == "Observation":
        body = {**body, "bodySite": places[0]}
    words = event.detail.strip()
    return {**body, "note": [{"text": words}]} if words and body["resourceType"] != "AdverseEvent" else body


def _diagnosis(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, Diagnosis)
    body: Json = {"resourceType": "Condition", "code": _text(facts.what)}
    if facts.histology:
        url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
        body["extension"] = [{"url": url, "valueCodeableConcept": _text(facts.histology)}]
    stages = [*([facts.stage] if facts.stage else ()), *([facts.gleason.text] if facts.gleason else ())]
    if stages:
        body["stage"] = [{"summary": _text(one)} for one in stages]
    return [_noted(event, _dated(body, onsetDateTime=day(event.start)))]


def _observation(event: Event, code: Json, **said: Any) -> list[Json]:
    body: Json = {"resourceType": "Observation", "status": "final", "code": code, **said}
    return [_noted(event, _dated(body, effectiveDateTime=day(event.start)))]


def _progression(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, Progression)
    method = {"method": _text(facts.basis)} if facts.basis else {}
    worse = _code(SNOMED, WORSE, "Patient's condition worsened")
    return _observation(
        event, _code(LOINC, STATUS_CODE, "Cancer disease progression"), valueCodeableConcept=worse, **method
    )


def _images(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, Imaging)
    code = {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": _MODALITY[facts.modality]}
    words = facts.finding or event.title
    name = facts.modality.value if facts.modality.value in words.casefold() else f"{facts.modality.value}: {words}"
    body: Json = {"resourceType": "ImagingStudy", "status": "available", "modality": [code], "description": name}
    return [_noted(event, _dated(body, started=day(event.start)))]


def _laboratory(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, LabSeries)
    return [_value(facts.analyte, one) for one in facts.values]


def _value(analyte: Analyte, one: LabValue) -> Json:
    code = _BY_MASS.get(one.unit) or _BY_MOLES.get(one.unit) or _LAB[analyte]
    body: Json = {"resourceType": "Observation", "status": "final", "code": _code(LOINC, code, analyte.value)}
    if one.value is not None:
        quantity = {"value": one.value, "unit": one.unit, "comparator": one.bound}
        body["valueQuantity"] = {key: said for key, said in quantity.items() if said != ""}
    if one.note:
        body["note"] = [_text(one.note)]
    return _dated(body, effectiveDateTime=day(one.when))


def _drug(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, SystemicTherapy)
    period = {key: said for key, said in (("start", day(event.start)), ("end", day(event.end))) if said}
    body: Json = {
        "resourceType": "MedicationStatement",
        "status": "completed" if "end" in period else "unknown",
        "medicationCodeableConcept": _text(facts.agent or facts.group.value),
        **({"effectivePeriod": period} if period else {}),
    }
    if facts.doses:
        body["dosage"] = [{"text": dose.text} for dose in facts.doses]
    return [_noted(event, body)]


def _treatment(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, LocalTreatment)
    name = facts.technique.value + (f": {facts.procedure}" if facts.procedure else "")
    body: Json = {"resourceType": "Procedure", "status": "completed", "code": _text(name)}
    return [_noted(event, _dated(body, performedDateTime=day(event.start)))]


def _symptom(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, Symptom)
    if not facts.is_pain:
        return _observation(event, _text(facts.what), **({"valueString": facts.change} if facts.change else {}))
    score = {} if facts.pain_score is None else {"valueInteger": facts.pain_score}
    return _observation(event, _code(LOINC, PAIN_CODE, "Pain severity, 0 to 10"), **score)


def _performance(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, PerformanceStatus)
    code = ECOG_CODE if facts.scale == "ECOG" else KARNOFSKY_CODE
    said = {} if facts.value is None else {"valueInteger": facts.value}
    return _observation(event, _code(LOINC, code, f"{facts.scale} performance status"), **said)


def _toxicity(event: Event) -> list[Json]:
    facts = event.facts
    assert isinstance(facts, Toxicity)
    body: Json = {"resourceType": "AdverseEvent", "actuality": "actual", "event": _text(facts.term)}
    if facts.grade is not None:
        url = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/adverse-event-grade"
        body["extension"] = [{"url": url, "valueCodeableConcept": _text(f"Grade {facts.grade}")}]
    return [_dated(body, date=day(event.start))]


def _note(event: Event) -> list[Json]:
    return _observation(event, _text(event.kind or "note"), valueString=event.title or event.kind or "note")


_MADE: Final[Mapping[type, Callable[[Event], list[Json]]]] = MappingProxyType(
    {
        Diagnosis: _diagnosis,
        Progression: _progression,
        Imaging: _images,
        LabSeries: _laboratory,
        SystemicTherapy: _drug,
        LocalTreatment: _treatment,
        Symptom: _symptom,
        PerformanceStatus: _performance,
        Toxicity: _toxicity,
    }
)
