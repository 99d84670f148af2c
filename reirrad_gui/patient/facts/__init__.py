"""What an event is, beyond its date: typed values, each field None where no source states it.

One class for each kind of event. `kind` is its name in files, `lane` its place on the timeline, `title` what it is
called there, and `unsaid` what a reader would ask for and the value does not hold.
"""

from reirrad_gui.patient.facts.discussion import Discussion
from reirrad_gui.patient.facts.disease import (
    Diagnosis,
    Gleason,
    LastContact,
    Note,
    PerformanceStatus,
    Progression,
    SkeletalEvent,
    SkeletalKind,
    VitalStatus,
)
from reirrad_gui.patient.facts.imaging import Imaging, Lesion, LesionState, Modality, Spot
from reirrad_gui.patient.facts.laboratory import UNITS, Analyte, LabSeries, LabValue
from reirrad_gui.patient.facts.symptoms import Symptom, Toxicity
from reirrad_gui.patient.facts.therapy import (
    DOSE_UNITS,
    DrugDose,
    DrugGroup,
    LocalTreatment,
    Pause,
    SystemicTherapy,
    Technique,
)

Facts = (
    Diagnosis
    | Progression
    | Imaging
    | LabSeries
    | SystemicTherapy
    | LocalTreatment
    | Symptom
    | Toxicity
    | SkeletalEvent
    | PerformanceStatus
    | LastContact
    | Discussion
    | Note
)
"""Any of them."""
_KINDS: dict[str, Facts] = {
    "progression": Progression(),
    "symptom": Symptom(),
    "last contact": LastContact(),
    **{one.value.casefold(): Imaging(one) for one in Modality},
}
NO_FACTS = Note()


def facts_of_kind(kind: str) -> Facts:
    """The facts of an event of which only its kind is known: every value not stated; a note of any other kind.

    >>> facts_of_kind("bone scan").kind, facts_of_kind("response").kind
    ('imaging', 'note')
    """
    return _KINDS.get(kind.casefold(), NO_FACTS)


__all__ = [
    "DOSE_UNITS",
    "NO_FACTS",
    "UNITS",
    "Analyte",
    "Diagnosis",
    "Discussion",
    "DrugDose",
    "DrugGroup",
    "Facts",
    "Gleason",
    "Imaging",
    "LabSeries",
    "LabValue",
    "LastContact",
    "Lesion",
    "LesionState",
    "LocalTreatment",
    "Modality",
    "Note",
    "Pause",
    "PerformanceStatus",
    "Progression",
    "SkeletalEvent",
    "SkeletalKind",
    "Spot",
    "Symptom",
    "SystemicTherapy",
    "Technique",
    "Toxicity",
    "VitalStatus",
    "facts_of_kind",
]
