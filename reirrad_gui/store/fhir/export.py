"""A case as one FHIR R4 bundle: patient, courses with their phases, events, and where it all comes from.

Doses to organs at risk have no profile in these guides and are not in it; they belong into the report.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from reirrad_gui import __version__
from reirrad_gui.case import Case
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.store.fhir.export_courses import course_resources
from reirrad_gui.store.fhir.export_events import event_resources
from reirrad_gui.store.fhir.profiles import MCODE, profiles

Json = dict[str, Any]
BASE: Final = "urn:reirrad-gui:fhir:"
_GENDER: Final = {"M": "male", "F": "female", "O": "other"}
PATIENT_ID: Final = "patient-1"
PATIENT_IDS: Final = "urn:reirrad-gui:patient-id"
"""System of the patient's ID: that of the files, which name none."""


def case_bundle(case: Case, recorded: datetime, reirradiation: Mapping[str, bool] | None = None) -> Json:
    """The bundle, ready for `json.dumps`; `recorded` is when it was made, with its time zone.

    Every course becomes a summary with its phases, also one that is known only from a document; every event its own
    resources. What the standard fields cannot hold stands in an extension of this program beside them.
    `reirradiation` says of courses, by uid, whether they irradiate again; what a document states of its course counts
    before it, and of the others nothing is said.

    Raises
    ------
    ValueError
        `recorded` has no time zone.
    """
    if recorded.tzinfo is None:
        raise ValueError("recorded needs its time zone")
    subject = {"reference": f"Patient/{PATIENT_ID}"}
    made = [_patient(case.patient)]
    for number, course in enumerate(case.courses, 1):
        made += course_resources(course, number, subject, (reirradiation or {}).get(course.uid))
    for event in case.events:
        made += event_resources(event, subject)
    made.append(_provenance(made, recorded))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": recorded.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": f"{BASE}{one['resourceType']}/{one['id']}", "resource": one} for one in made],
    }


def _patient(who: PatientIdentity) -> Json:
    """As far as the case knows. The profile of a cancer patient is named only where ID and name are known."""
    claimed = profiles(f"{MCODE}mcode-cancer-patient") if who.patient_id and who.name else {}
    body: Json = {"resourceType": "Patient", "id": PATIENT_ID, **claimed}
    if who.patient_id:
        kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
        body["identifier"] = [{"use": "usual", "type": kind, "system": PATIENT_IDS, "value": who.patient_id}]
    if who.name:
        family, *given = who.name.split("^")
        named = {"use": "usual", "family": family, "given": [part for part in given if part]}
        body["name"] = [{key: said for key, said in named.items() if said}]
    body["gender"] = _GENDER.get(who.sex, "unknown")
    born = who.birth_date
    if len(born) in (4, 6, 8) and born.isdecimal():
        body["birthDate"] = "-".join(part for part in (born[:4], born[4:6], born[6:8]) if part)
    return body


def _provenance(made: list[Json], recorded: datetime) -> Json:
    return {
        "resourceType": "Provenance",
        "id": "provenance-1",
        "target": [{"reference": f"{one['resourceType']}/{one['id']}"} for one in made],
        "recorded": recorded.isoformat(timespec="seconds"),
        "agent": [{"who": {"display": f"reirrad-gui {__version__}"}}],
    }
