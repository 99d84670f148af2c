"""A course as FHIR resources: its summary, its phases as planned and as treated, and the volume they speak of.

A resource names a profile of mCODE 4 or CodeX Radiation Therapy 2 only where it keeps what that profile demands
(`store/fhir/profiles.py`); what is not known is absent with that reason, never filled in.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import isclose
from typing import Any, Final

from reirrad_gui.case import Course, Phase
from reirrad_gui.case.from_letters import letter_course
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.patient.dates import When
from reirrad_gui.store.fhir.exact import exactly, letter_exactly
from reirrad_gui.store.fhir.export_events import SNOMED, day
from reirrad_gui.store.fhir.metric import metrics_of
from reirrad_gui.store.fhir.profiles import CODEX, MCODE, NOT_KNOWN, named, profiles
from reirrad_gui.store.fhir.resources import COURSE, PHASE

Json = dict[str, Any]
_RADIOTHERAPY: Final = {"coding": [{"system": SNOMED, "code": "1287742003", "display": "Radiotherapy (procedure)"}]}
_DELIVERED: Final = f"{MCODE}mcode-radiotherapy-dose-delivered-to-volume"
_PLANNED: Final = f"{CODEX}codexrt-radiotherapy-dose-planned-to-volume"
_NULL_FLAVOR: Final = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
_AGAIN: Final = "codexrt-radiotherapy-course-involves-reirradiation"
COURSE_UID: Final = "urn:reirrad-gui:course"


def course_resources(course: Course, number: int, subject: Json, reirradiation: bool | None = None) -> list[Json]:
    """The summary first, then volume, plans and treated phases; references go to their ids ("course-1").

    `reirradiation`: whether the course irradiates again what was irradiated before; None: nobody has found that out.
    """
    if course.letter is not None and course.letter.unbounded:
        course = replace(course, phases=letter_course(replace(course.letter, unbounded="")).phases)
    own = f"course-{number}"
    volume = {"reference": f"BodyStructure/{own}-volume"}
    made = [_summary(course, own, subject, volume, reirradiation), _volume(course, own, subject)]
    for place, phase in enumerate(course.phases, 1):
        made += [
            *_planned(phase, f"{own}-phase-{place}", subject, volume),
            _treated(course, phase, (own, place), subject, volume),
        ]
    return made


def _volume(course: Course, own: str, subject: Json) -> Json:
    """What the doses were prescribed to. Where it lies is not known, so it has no kind (PTV, CTV) and no code."""
    made: Json = {
        "resourceType": "BodyStructure",
        "id": f"{own}-volume",
        **profiles(f"{CODEX}codexrt-radiotherapy-volume", f"{MCODE}mcode-radiotherapy-volume"),
        "identifier": named(f"Prescribed volume of {course.label or own}", "volume", uid=f"{course.uid}/volume"),
        "patient": subject,
    }
    return {**made, "location": {"text": course.site}} if course.site else made


def _summary(course: Course, own: str, subject: Json, volume: Json, reirradiation: bool | None) -> Json:
    stated = None if course.letter is None else course.letter.reirradiation
    again = stated if stated is not None else reirradiation
    parts = [] if again is None else [{"url": f"{CODEX}{_AGAIN}", "valueBoolean": again}]
    parts += _given_in_all(course, volume)
    if course.letter is not None:
        parts.append(letter_exactly(course.letter))
        parts += _unbounded(course.letter)
    elif dates := {
        key: words for key, when in (("start", course.start), ("end", course.end)) if (words := _range(when))
    }:
        parts.append(exactly({"dates": dates}))
    status = _status(course.delivered_fractions, course.planned_fractions)
    body: Json = {
        "resourceType": "Procedure",
        "id": own,
        **_procedure_profiles(status, "codexrt-radiotherapy-course-summary", "mcode-radiotherapy-course-summary"),
        "identifier": named(course.label or own, "course", official=(COURSE_UID, course.uid)),
        "status": status,
        "category": _RADIOTHERAPY,
        "code": _coded(COURSE, "Radiotherapy course of treatment (regime/therapy)"),
        "subject": subject,
        **_period(course.start, course.end),
        "reasonCode": [NOT_KNOWN],
    }
    if course.site:
        body["bodySite"] = [{"text": course.site}]
    return {**body, "extension": parts} if parts else body


def _given_in_all(course: Course, volume: Json) -> list[Json]:
    """The dose of all phases together, where what each of them delivered is known."""
    given = [delivered_gy(phase) for phase in course.phases]
    if not given or None in given:
        return []
    sizes = {_size(phase) for phase in course.phases}
    whole = _dose(_DELIVERED, volume, totalDoseDelivered=_cgy(sum(gy for gy in given if gy is not None)))
    whole["extension"] += [
        _count("fractionsDelivered", course.delivered_fractions or 0),
        {"url": f"{CODEX}codexrt-radiotherapy-uniform-fractionation", "valueBoolean": len(sizes) == 1},
        *_metrics(course, course.phases),
    ]
    return [whole]


def _metrics(course: Course, phases: Sequence[Phase]) -> list[Json]:
    """EQD2 of the delivered dose, each with its α/β in its unit; none where the prescription is no photon dose."""
    if course.letter is not None and course.letter.unbounded:
        return []
    given = [(delivered_gy(phase), phase.delivered_fractions) for phase in phases]
    return [
        {"url": f"{CODEX}codexrt-radiobiologic-metric", "valueQuantity": {"value": value, "unit": unit}}
        for value, unit in metrics_of(given)
    ]


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
    said = {"coding": [{"system": _NULL_FLAVOR, "code": "UNC"}], "text": letter.unbounded}
    how = {"url": f"{MCODE}mcode-radiotherapy-modality", "valueCodeableConcept": said}
    return [{"url": f"{MCODE}mcode-radiotherapy-modality-and-technique", "extension": [how]}]


def _planned(phase: Phase, own: str, subject: Json, volume: Json) -> list[Json]:
    if phase.prescribed_gy is None:
        return []
    parts = [_dose(_PLANNED, volume, totalDose=_cgy(phase.prescribed_gy))]
    if phase.planned_fractions:
        name = f"{CODEX}codexrt-radiotherapy-fractions-planned"
        parts.append({"url": name, "valuePositiveInt": phase.planned_fractions})
    # the profile demands the number of fractions
    claimed = profiles(f"{CODEX}codexrt-radiotherapy-planned-phase") if phase.planned_fractions else {}
    return [
        {
            "resourceType": "ServiceRequest",
            "id": f"{own}-planned",
            **claimed,
            "extension": parts,
            "identifier": named(phase.label or own, "phase", official=(COURSE_UID, phase.uid)),
            "status": "completed",
            "intent": "filler-order",
            "category": [_RADIOTHERAPY],
            "code": _coded(PHASE, "Radiotherapy treatment phase (regime/therapy)"),
            "subject": subject,
        }
    ]


def _treated(whole: Course, phase: Phase, numbered: tuple[str, int], subject: Json, volume: Json) -> Json:
    course, place = numbered
    own = f"{course}-phase-{place}"
    parts: list[Json] = []
    given_gy = delivered_gy(phase)
    if given_gy is not None:
        parts.append(_count(f"{CODEX}codexrt-radiotherapy-fractions-delivered", phase.delivered_fractions or 0))
        parts.append(_dose(_DELIVERED, volume, totalDoseDelivered=_cgy(given_gy)))
        parts[-1]["extension"] += _metrics(whole, [phase])
    status = _status(phase.delivered_fractions, phase.planned_fractions)
    body: Json = {
        "resourceType": "Procedure",
        "id": own,
        **_procedure_profiles(status, "codexrt-radiotherapy-treated-phase"),
        "identifier": named(phase.label or own, "phase", official=(COURSE_UID, phase.uid)),
        "partOf": [{"reference": f"Procedure/{course}"}],
        "status": status,
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


def _procedure_profiles(status: str, codex: str, mcode: str = "") -> Json:
    """CodeX has no “unknown” status: a course of which nobody knows whether it was given in full keeps to mCODE."""
    claimed = [f"{CODEX}{codex}"] if status != "unknown" else []
    return profiles(*claimed, *([f"{MCODE}{mcode}"] if mcode else []))


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
    return {"performedPeriod": said or NOT_KNOWN}
