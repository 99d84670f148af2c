"""FHIR bundles made for tests, as small as they can be; the patient is invented."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
_CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/"
SUBJECT = {"reference": "Patient/p"}


def patient(**changes: Any) -> Json:
    """Jo Doe, ID 17."""
    body = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"use": "usual", "value": "17"}],
        "name": [{"family": "Doe", "given": ["Jo"]}],
        "gender": "male",
        "birthDate": "1950-05-06",
    }
    return {**body, **changes}


def dose(
    volume: str, cgy: float | None, *, fractions: int | None = None, kind: str = "delivered", unit: str = "cGy",
    uniform: bool | None = None, metric: tuple[float, str] | None = None,
) -> Json:  # fmt: skip
    """A dose to a volume; `kind` "delivered" or "planned"."""
    total = "totalDoseDelivered" if kind == "delivered" else "totalDose"
    number = "fractionsDelivered" if kind == "delivered" else "fractions"
    parts: list[Json] = [
        {"url": "volume", "valueReference": {"reference": f"BodyStructure/{volume}", "display": volume}}
    ]
    if cgy is not None:
        parts.append({"url": total, "valueQuantity": {"value": cgy, "unit": unit, "code": unit}})
    if fractions is not None:
        parts.append({"url": number, "valueUnsignedInt": fractions})
    if uniform is not None:
        parts.append({"url": f"{_CODEX}codexrt-radiotherapy-uniform-fractionation", "valueBoolean": uniform})
    if metric is not None:
        parts.append(
            {"url": f"{_CODEX}codexrt-radiobiologic-metric", "valueQuantity": {"value": metric[0], "unit": metric[1]}}
        )
    url = f"{_MCODE}mcode-radiotherapy-dose-delivered-to-volume"
    if kind == "planned":
        url = f"{_CODEX}codexrt-radiotherapy-dose-planned-to-volume"
    return {"url": url, "extension": parts}


def course(
    name: str, *doses: Json, start: str = "2019-03-04", end: str = "2019-03-08", status: str = "completed",
    modality: str = "External beam radiation therapy using photons (procedure)", sessions: int | None = None,
    again: bool | None = None, version: int = 1, updated: str = "2019-03-08T12:00:00Z", **changes: Any,
) -> Json:  # fmt: skip
    """A course summary."""
    how = {"url": "mcode-radiotherapy-modality", "valueCodeableConcept": {"coding": [{"display": modality}]}}
    parts = [{"url": f"{_MCODE}mcode-radiotherapy-modality-and-technique", "extension": [how]}, *doses]
    if sessions is not None:
        parts.append({"url": f"{_MCODE}mcode-radiotherapy-sessions", "valueUnsignedInt": sessions})
    if again is not None:
        parts.append({"url": f"{_CODEX}codexrt-radiotherapy-course-involves-reirradiation", "valueBoolean": again})
    body = {
        "resourceType": "Procedure",
        "id": f"{name}-{version}",
        "meta": {"versionId": str(version), "lastUpdated": updated},
        "identifier": [{"use": "usual", "value": name}, {"use": "official", "value": f"urn:oid:{name}"}],
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1217123003"}]},
        "status": status,
        "subject": SUBJECT,
        "extension": parts,
        "performedPeriod": {"start": start, "end": end},
        "basedOn": [{"reference": f"ServiceRequest/{name}-planned"}],
    }
    return {**body, **changes}


def phase(
    name: str, of: str, cgy: float | None, fractions: int | None, *, status: str = "completed", volume: str = "PTV",
    planned: bool = False, metric: tuple[float, str] | None = None,
) -> Json:  # fmt: skip
    """A treated phase of the course with this id."""
    parts = [] if cgy is None else [dose(volume, cgy, metric=metric)]
    if fractions is not None:
        parts.append({"url": f"{_CODEX}codexrt-radiotherapy-fractions-delivered", "valueUnsignedInt": fractions})
    body: Json = {
        "resourceType": "Procedure",
        "id": name,
        "identifier": [{"use": "usual", "value": name}, {"use": "official", "value": f"urn:oid:{of}.{name}"}],
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1222565005"}]},
        "status": status,
        "subject": SUBJECT,
        "partOf": [{"reference": f"Procedure/{of}"}],
        "extension": parts,
    }
    return {**body, "basedOn": [{"reference": f"ServiceRequest/{name}-planned"}]} if planned else body


def planned_phase(name: str, cgy: float, fractions: int, *, of: str = "", volume: str = "PTV") -> Json:
    """What was planned of a phase."""
    return {
        "resourceType": "ServiceRequest",
        "id": f"{name}-planned",
        "identifier": [{"use": "usual", "value": name}],
        "status": "active",
        "intent": "plan",
        "subject": SUBJECT,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1222565005"}]},
        "basedOn": [{"reference": f"ServiceRequest/{of}-planned"}],
        "extension": [
            dose(volume, cgy, kind="planned"),
            {"url": f"{_CODEX}codexrt-radiotherapy-fractions-planned", "valuePositiveInt": fractions},
        ],
    }


def planned_course(name: str, cgy: float, fractions: int) -> Json:
    """What was planned of a course."""
    body = planned_phase(name, cgy, fractions)
    body["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "1217123003"}]}
    body["extension"] = [dose("PTV", cgy, fractions=fractions, kind="planned")]
    return {key: said for key, said in body.items() if key != "basedOn"}


def observation(code: str, identity: str = "o", **said: Any) -> Json:
    """An observation by its LOINC code."""
    body = {"resourceType": "Observation", "id": identity, "status": "final", "subject": SUBJECT}
    return {**body, "code": {"coding": [{"system": "http://loinc.org", "code": code}]}, **said}


def bundle(*resources: Json) -> Json:
    """A collection of the resources."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def write_bundle(folder: Path, *resources: Json, name: str = "told.json") -> Path:
    """The bundle as a file."""
    path = folder / name
    path.write_text(json.dumps(bundle(*resources)), encoding="utf-8")
    return path
