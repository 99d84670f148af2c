"""What the profiles of mCODE 4.0.0 and CodeX Radiation Therapy 2.0.0 demand of every resource: URLs, names, reasons.

Taken from the guides' own definitions (HL7/fhir-mCODE-ig, HL7/codex-radiation-therapy, both CC0).
"""

import uuid
from typing import Any, Final

Json = dict[str, Any]
MCODE: Final = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
CODEX: Final = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/"
DICOM_UID: Final = "urn:dicom:uid"
NAMES: Final = "urn:reirrad-gui:name"
NOT_KNOWN: Final[Json] = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"},
    ]
}
"""An element that a profile demands and nobody knows: it is there, and says that its value is not known."""


def profiles(*urls: str) -> Json:
    """The part of a resource that names its profiles; nothing where it keeps none."""
    return {"meta": {"profile": list(urls)}} if urls else {}


def named(label: str, what: str, *, official: tuple[str, str] | None = None, uid: str = "") -> list[Json]:
    """Identifiers as CodeX demands them: the name on screen and one that no other thing has, each with its system.

    Where there is no official one, a UID is derived from `uid`: the same text gives the same UID.

    >>> named("Course 1", "course", official=("urn:x", "1"))[1]
    {'use': 'official', 'system': 'urn:x', 'value': '1'}
    """
    system, value = official or (DICOM_UID, f"urn:oid:{derived_uid(uid)}")
    return [
        {"use": "usual", "system": f"{NAMES}:{what}", "value": label},
        {"use": "official", "system": system, "value": value},
    ]


def derived_uid(text: str) -> str:
    """A UID below 2.25 (ITU-T X.667) that follows from a text.

    >>> derived_uid("a") == derived_uid("a") != derived_uid("b")
    True
    """
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, f'urn:reirrad-gui:{text}').int}"
