"""A course as FHIR resources: its summary, its phases as planned and as treated, and the volume they speak of."""

from dataclasses import replace
from math import isclose
from typing import Any, Final

from reirrad_gui.case import Course, Phase
from reirrad_gui.case.from_letters import letter_course
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.patient.dates import When
from reirrad_gui.store.fhir.exact import exactly, letter_exactly
from reirrad_gui.store.fhir.export_events import SNOMED, day
from reirrad_gui.store.fhir.resources import COURSE, PHASE

Json = dict[str, Any]
_MCODE: Final = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
_CODEX: Final = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/"
_RADIOTHERAPY: Final = {"coding": [{"system": SNOMED, "code": "1287742003", "display": "Radiotherapy (procedure)"}]}
_DELIVERED: Final = f"{_MCODE}mcode-radiotherapy-dose-delivered-to-volume"
_PLANNED: Final = f"{_CODEX}codexrt-radiotherapy-dose-planned-to-volume"
COURSE_UID: Final = "urn:reirrad-gui:course"


def course_resources(course: Course, number: int, subject: Json) -> list[Json]:
    """The summary first, then volume, plans and treated phases; references go to their ids ("course-1")."""
    if course.letter is not None and course.letter.unbounded:
        course = replace(course, phases=letter_course(replace(course.letter, unbounded="")).phases)
    own = f"course-{number}"
    volume = {"reference": f"BodyStructure/{own}-volume"}
    body: Json = {"resourceType": "BodyStructure", "id": f"{own}-volume", "patient": subject}
    body["identifier"] = [{"use": "usual", "value": f"Prescribed volume of {course.label}"}]
    if course.site:
        body["location"] = {"text": course.site}
    made = [_summary(course, own, subject, volume), body]
    for place, phase in enumerate(course.phases, 1):
        made += [
            *_planned(phase, f"{own}-phase-{place}", subject, volume),
            _treated(phase, own, place, subject, volume),
        ]
    return made


def _summary(course: Course, own: str, subject: Json, volume: Json) -> Json:
    given = [delivered_gy(phase) for phase in course.phases]
    parts: list[Json] = []
    if given and None not in given:
        sizes = {_size(phase) for phase in course.phases}
        total_gy = sum(gy for gy in given if gy is not None)
        parts.append(_dose(_DELIVERED, volume, totalDoseDelivered=_cgy(total_gy)))
        parts[0]["extension"].append(_count("fractionsDelivered", course.delivered_fractions or 0))
        parts[0]["extension"].append(
            {"url": f"{_CODEX}codexrt-radiotherapy-uniform-fractionation", "valueBoolean": len(sizes) == 1}
        )
    if course.letter is not None:
        parts.append(letter_exactly(course.letter))
        parts += _unbounded(course.letter)
    elif dates := {
        key: words for key, when in (("start", course.start), ("end", course.end)) if (words := _range(when))
    }:
        parts.append(exactly({"dates": dates}))
    body: Json = {
        "resourceType": "Procedure",
        "id": own,
        "meta": {
            "profile": [f"{_CODEX}codexrt-radiotherapy-course-summary", f"{_MCODE}mcode-radiotherapy-course-summary"]
        },
        "identifier": [
            {"use": "usual", "value": course.label or own},
            {"use": "official", "system": COURSE_UID, "value": course.uid},
        ],
        "status": _status(course.delivered_fractions, course.planned_fractions),
        "category": _RADIOTHERAPY,
        "code": _coded(COURSE, "Radiotherapy course of treatment (regime/therapy)"),
        "subject": subject,
        **_period(course.start, course.end),
    }
    if course.site:
        body["bodySite"] = [{"text": course.site}]
    return {**body, "extension": parts} if parts else body


def _range(when: When) -> str:
    """A range or a contradiction as words that are read back to the same days: FHIR has one date and no range."""
    if not when.known or day(when) is not None:
        return ""
    first, last = when.first_day, when.last_day
    if len(when.stated) == 1:
        said = when.stated[0]
        begin, end = (None if part is None else part.iso for part in (said.earliest, said.latest))
    else:
        begin, end = (None if part is None else part.isoformat() for part in (first, last))
    if begin is None or end is None:
        return f"{end} or earlier" if begin is None else f"{begin} or later"
    return f"{begin} to {end}"


def _unbounded(letter: LetterCourse) -> list[Json]:
    """How a course was given whose prescription bounds nothing: without it the course would read as an upper bound."""
    if not letter.unbounded:
        return []
    how = {"url": "mcode-radiotherapy-modality", "valueCodeableConcept": {"text": letter.unbounded}}
    return [{"url": f"{_MCODE}mcode-radiotherapy-modality-and-technique", "extension": [how]}]


def _planned(phase: Phase, own: str, subject: Json, volume: Json) -> list[Json]:
    if phase.prescribed_gy is None:
        return []
    parts = [_dose(_PLANNED, volume, totalDose=_cgy(phase.prescribed_gy))]
    if phase.planned_fractions:
        name = f"{_CODEX}codexrt-radiotherapy-fractions-planned"
        parts.append({"url": name, "valuePositiveInt": phase.planned_fractions})
    return [
        {
            "resourceType": "ServiceRequest",
            "id": f"{own}-planned",
            "meta": {"profile": [f"{_CODEX}codexrt-radiotherapy-planned-phase"]},
            "extension": parts,
            "identifier": [{"use": "usual", "value": phase.label or own}],
            "status": "completed",
            "intent": "plan",
            "category": [_RADIOTHERAPY],
            "code": _coded(PHASE, "Radiotherapy treatment phase (regime/therapy)"),
            "subject": subject,
        }
    ]


def _treated(phase: Phase, course: str, place: int, subject: Json, volume: Json) -> Json:
    own = f"{course}-phase-{place}"
    parts: list[Json] = []
    given_gy = delivered_gy(phase)
    if given_gy is not None:
        parts.append(_count(f"{_CODEX}codexrt-radiotherapy-fractions-delivered", phase.delivered_fractions or 0))
        parts.append(_dose(_DELIVERED, volume, totalDoseDelivered=_cgy(given_gy)))
    body: Json = {
        "resourceType": "Procedure",
        "id": own,
        "meta": {"profile": [f"{_CODEX}codexrt-radiotherapy-treated-phase"]},
        "identifier": [
            {"use": "usual", "value": phase.label or own},
            {"use": "official", "system": COURSE_UID, "value": phase.uid},
        ],
        "partOf": [{"reference": f"Procedure/{course}"}],
        "status": _status(phase.delivered_fractions, phase.planned_fractions),
        "category": _RADIOTHERAPY,
        "code": _coded(PHASE, "Radiotherapy treatment phase (regime/therapy)"),
        "subject": subject,
        **_period(phase.start, phase.end),
    }
    if phase.prescribed_gy is not None:
        body["basedOn"] = [{"reference": f"ServiceRequest/{own}-planned"}]
    return {**body, "extension": parts} if parts else body


def delivered_gy(phase: Phase) -> float | None:
    """What was delivered of the prescription; None where the number of delivered fractions is not known."""
    if phase.delivered_fractions is None or phase.prescribed_gy is None:
        return None
    return phase.prescribed_gy * phase.delivered_share


def _size(phase: Phase) -> float | None:
    given = delivered_gy(phase)
    return None if given is None or not phase.delivered_fractions else round(given / phase.delivered_fractions, 6)


def _status(delivered: int | None, planned: int | None) -> str:
    if delivered is None:
        return "unknown"
    return "stopped" if planned is not None and not isclose(delivered, planned) and delivered < planned else "completed"


def _cgy(gy: float) -> Json:
    value = round(gy * 100.0, 6)
    return {"value": value, "unit": "cGy", "system": "http://unitsofmeasure.org", "code": "cGy"}


def _dose(url: str, volume: Json, **quantities: Json) -> Json:
    parts: list[Json] = [{"url": "volume", "valueReference": volume}]
    parts += [{"url": name, "valueQuantity": said} for name, said in quantities.items()]
    return {"url": url, "extension": parts}


def _count(url: str, number: int) -> Json:
    return {"url": url, "valueUnsignedInt": number}


def _coded(code: str, display: str) -> Json:
    return {"coding": [{"system": SNOMED, "code": code, "display": display}]}


def _period(start: When, end: When) -> Json:
    said = {key: found for key, when in (("start", start), ("end", end)) if (found := day(when)) is not None}
    return {"performedPeriod": said} if said else {}
