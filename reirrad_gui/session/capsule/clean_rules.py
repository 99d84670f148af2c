"""What becomes of each text in a case's document when it is de-identified: by class and field, none forgotten.

A field without a rule is refused, and a test compares this table with the declared types.
"""

from enum import Enum
from types import MappingProxyType
from typing import Final


class Becomes(Enum):
    """What a text becomes."""

    ITSELF = "stays: a word of this program, or a code"
    CODE = "stays: a unit, a scale or a version, which may have been typed"
    CLEANED = "stays, without names, IDs and dates"
    NOTHING = "left out"
    WORD = "replaced by a word that says that something was left out"
    KEY = "stays, with every UID replaced"
    DATE = "moved, as it is written"
    MOMENT = "moved, an ISO date or time"
    SOURCE = "replaced by a number: the same source, the same number"
    STRUCTURE = "cleaned as structures' names are"
    PLAN = "cleaned as plans' labels are"
    OWN = "done by itself: it depends on more than the text"


_ = Becomes
RULES: Final = MappingProxyType(
    {
        "PatientIdentity": dict.fromkeys(("patient_id", "name", "birth_date", "sex"), _.OWN),
        "Settings": {
            "alpha_beta_gy": _.STRUCTURE, "recovery_by_organ": _.STRUCTURE, "recovery_by_course": _.KEY,
            "constraint_set": _.OWN, "tissue_table": _.OWN, "end_cap": _.ITSELF, "canonical_names": _.STRUCTURE,
            "fractions": _.KEY, "delivered_fractions": _.KEY, "prescribed_gy": _.KEY, "approvals": _.OWN,
            "suitability": _.OWN, "cord_region": _.OWN, "model": _.ITSELF,
        },
        "Recovery": {"model": _.ITSELF, "reason": _.WORD},
        "IsodoseLevel": {"unit": _.ITSELF},
        "WhatIf": {"course_uid": _.KEY, "phase_uid": _.KEY},
        "Assumptions": {"alpha_beta_ranges": _.STRUCTURE, "recovery_reason": _.WORD, "recovery_choice": _.ITSELF},
        "Joined": {"uids": _.KEY, "label": _.PLAN},
        "Split": {"uid": _.KEY},
        "DoseChosen": {"phase_uid": _.KEY, "dose_uid": _.KEY},
        "LetterRemoved": {"uid": _.KEY},
        "LetterCourse": {
            "uid": _.KEY, "reached": _.ITSELF, "label": _.PLAN, "site": _.CLEANED, "start": _.DATE, "end": _.DATE,
            "entered_by": _.WORD, "entered_on": _.MOMENT, "note": _.NOTHING, "unbounded": _.CLEANED,
        },
        "LetterDocument": {"title": _.SOURCE, "written": _.DATE, "author": _.NOTHING},
        "LetterPhase": {"label": _.PLAN, "start": _.DATE, "end": _.DATE},
        "FiledRegistration": {"key": _.KEY},
        "KeptRegistration": {
            "from_frame_uid": _.KEY, "to_frame_uid": _.KEY, "quality": _.CLEANED, "source": _.CLEANED,
        },
        "Landmark": {"name": _.CLEANED},
        "Stamp": dict.fromkeys(("name", "title", "version", "date", "author", "based_on"), _.OWN),
        "CaseDocument": {
            "registration_mode": _.OWN, "end_cap": _.ITSELF, "synthetic": _.CLEANED, "opened_from": _.OWN,
            "program_version": _.ITSELF,
        },
        "StoryStep": {"title": _.CLEANED, "note": _.NOTHING, "numbers": _.ITSELF},
        "SavedView": {
            "organ": _.STRUCTURE, "frame_uid": _.KEY, "quantity": _.ITSELF, "tab": _.ITSELF, "since": _.KEY,
            "scan_uid": _.KEY,
        },
        "KeptFile": dict.fromkeys(("path", "shown_as", "sop_instance_uid", "sha256"), _.OWN),
        "Event": {
            "uid": _.KEY, "kind": _.CLEANED, "title": _.OWN, "detail": _.NOTHING, "not_stated": _.CLEANED,
            "source": _.SOURCE, "series_uid": _.KEY, "course_uid": _.KEY, "wording": _.NOTHING, "derived_from": _.KEY,
        },
        "StatedDate": {"source": _.SOURCE, "derived": _.OWN},
        "Contradiction": {"title": _.OWN, "text": _.NOTHING, "shown_as": _.NOTHING},
        "Diagnosis": {"what": _.CLEANED, "histology": _.CLEANED, "stage": _.CLEANED},
        "Progression": {"basis": _.CLEANED},
        "Imaging": {
            "tracer": _.CLEANED, "finding": _.CLEANED, "compared_with": _.NOTHING, "eod_told": _.CLEANED,
        },
        "Site": {"structure": _.ITSELF, "level": _.ITSELF, "part": _.CLEANED, "written": _.CLEANED},
        "Lesion": {"note": _.NOTHING},
        "Spot": {"image_uid": _.KEY},
        "LabValue": {"unit": _.CODE, "bound": _.ITSELF, "note": _.NOTHING},
        "SystemicTherapy": {"agent": _.CLEANED, "stop_reason": _.NOTHING},
        "DrugDose": {"unit": _.CODE, "schedule": _.CLEANED},
        "Pause": {"reason": _.NOTHING},
        "LocalTreatment": {"procedure": _.CLEANED},
        "Symptom": {"what": _.CLEANED, "change": _.CLEANED},
        "Toxicity": {"term": _.CLEANED, "ctcae_version": _.CODE, "attributed_to": _.NOTHING},
        "PerformanceStatus": {"scale": _.CODE},
        "LastContact": {"cause": _.NOTHING},
        "Discussion": dict.fromkeys(("question", "outcome", "participants"), _.NOTHING),
        "Note": {"text": _.NOTHING},
        "Document": {"title": _.SOURCE, "section": _.NOTHING, "author": _.NOTHING, "written": _.DATE},
        "DicomObject": {"modality": _.CODE, "series_uid": _.KEY, "sop_instance_uid": _.KEY},
        "Entry": {"by": _.WORD, "on": _.MOMENT},
        "Alternative": {"what": _.CLEANED},
        "Reading": {"text": _.CLEANED, "source": _.SOURCE},
    }
)  # fmt: skip
"""Of each class its fields that hold texts, or texts as keys."""
